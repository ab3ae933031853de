"""Reviews: what a person may decide about a claim, and what the claim is after it.

A person may accept, reject, or say that a field means something else. The value itself and its
place cannot be edited: they are what the document says. A wrong value is rejected, and the
right one enters by hand as a claim of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tenor.core.errors import UnknownNameError, UserError
from tenor.evidence import vocabulary as v
from tenor.evidence.ledger.entries import EDIT, STATES, VERDICTS, Review, digest_of
from tenor.evidence.model import Claim

CLOSED: Mapping[str, Sequence[str]] = {
    "measure": tuple(v.MEASURES),
    "status": (*v.STATUSES, *v.OFF_LADDER),
    "modality": v.MODALITIES,
    "polarity": v.POLARITIES,
}
FREE = (
    *("subject", "object", "commodity", "stage", "basis", "place", "event_date"),
    "effective_date",
)
PARTIES = "parties"
EDITABLE = (*CLOSED, *FREE, PARTIES)
NEEDED = ("measure", "modality", "polarity")


def check_review(
    claim: Claim, verdict: str, name: str, reason: str, edits: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the edits of a review as they are stored.

    Raises
    ------
    UserError
        Something is missing, or a field may not be edited or not have that value.
    """
    if verdict not in VERDICTS:
        raise UnknownNameError("verdict", verdict, VERDICTS)
    if not name.strip() or not reason.strip():
        raise UserError("a review needs the name of a person and a reason")
    if bool(edits) != (verdict == EDIT):
        raise UserError("an edit names at least one FIELD=VALUE, and only an edit does")
    return {field: check_edit(claim, field, value) for field, value in edits.items()}


def check_edit(claim: Claim, field: str, value: Any) -> Any:
    """Return the value that a field of a claim is to have.

    Parties are given all at once, as ``NAME:ROLE; NAME:ROLE``, and stored as a list.

    Raises
    ------
    UserError
        The field may not be edited, or not have that value.
    """
    if field not in EDITABLE:
        raise UnknownNameError("field of a claim", field, EDITABLE)
    if field == PARTIES:
        return read_parties(value)
    text = None if value is None else str(value).strip()
    if not text or text == "null":
        if field in NEEDED:
            raise UserError(f"{field} cannot be empty")
        return None
    if field in CLOSED and text not in CLOSED[field]:
        raise UnknownNameError(field, text, CLOSED[field])
    if field == "measure":
        dimension = claim.candidate.mention.dimension
        if dimension not in v.MEASURES[text].dimensions:
            raise UserError(f"{claim.value_original!r} is a {dimension}, which is no {text}")
    return text


def read_parties(value: Any) -> list[dict[str, str]]:
    """Return the parties that a text or a list of names and roles gives.

    Raises
    ------
    UserError
        A name or its role is missing, or the role is none of the closed list.

    Examples
    --------
    >>> read_parties("Frontier Works Organization:recipient; US Strategic Metals:investor")[0]
    {'name': 'Frontier Works Organization', 'role': 'recipient'}
    >>> read_parties(None)
    []
    """
    if isinstance(value, str):
        given = [part.rpartition(":")[::2] for part in value.split(";") if part.strip()]
        pairs = [(name.strip(), role.strip()) for name, role in given]
    else:
        pairs = [(str(p.get("name", "")), str(p.get("role", ""))) for p in value or ()]
    for name, role in pairs:
        if not name:
            raise UserError(f"parties are NAME:ROLE; NAME:ROLE, not {value!r}")
        if role not in v.ROLES:
            raise UnknownNameError("role", role, v.ROLES)
    return [{"name": name, "role": role} for name, role in pairs]


def history_of(claim: Claim, reviews: Sequence[Review]) -> dict[str, Any]:
    """Return a claim as a JSON object with what was decided about it, the latest on top."""
    held = claim.as_dict()
    for review in reviews:
        if review.verdict == EDIT:
            held.update(review.edits)
    last = reviews[-1] if reviews else None
    seen = digest_of(claim)
    held["review"] = {
        "state": STATES[last.verdict] if last else "open",
        "is_stale": bool(last and last.seen != seen),
        "history": [review.as_dict() for review in reviews],
    }
    return held
