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
EDITABLE = (*CLOSED, *FREE)
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


def check_edit(claim: Claim, field: str, value: Any) -> str | None:
    """Return the value that a field of a claim is to have.

    Raises
    ------
    UserError
        The field may not be edited, or not have that value.
    """
    if field not in EDITABLE:
        raise UnknownNameError("field of a claim", field, EDITABLE)
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
