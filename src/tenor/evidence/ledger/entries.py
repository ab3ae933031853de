"""What goes into a ledger and what comes out of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tenor.evidence.ledger.codec import pack_claim, pack_given, pack_zones, to_json
from tenor.evidence.loading.load import FIELDS
from tenor.evidence.model import Claim, Document, Given

ACCEPT, REJECT, EDIT = VERDICTS = ("accept", "reject", "edit")
STATES = {ACCEPT: "accepted", REJECT: "rejected", EDIT: "edited"}


@dataclass(frozen=True, slots=True)
class Reading:
    """One document with what one extractor found in it."""

    document: Document
    extractor: str
    claims: tuple[Claim, ...]

    def packed(self) -> tuple[list[str], str]:
        """Return the claims as they are stored, and the hash of the whole reading.

        An equal reading is not written again.
        """
        claims = [pack_claim(claim) for claim in self.claims]
        given = pack_given(given_of(self.document))
        parts = [self.extractor, pack_zones(self.document.zones), given, *claims]
        return claims, hashlib.sha256(to_json(parts).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Stored:
    """A document as the ledger holds it, without its text.

    Attributes
    ----------
    copies : tuple of str
        Hashes of the files that had this text.
    replaced_by : str or None
        A later document made of the same file by another loader.
    """

    id: str
    path: str
    sha256: str
    kind: str
    loader: str
    chars: int
    zones: tuple[Any, ...]
    metadata: Mapping[str, Given]
    copies: tuple[str, ...]
    claims: int
    quarantined: int
    replaced_by: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object of ``tenor ledger documents``."""
        counts: dict[str, int] = {}
        for zone in self.zones:
            counts[zone.kind] = counts.get(zone.kind, 0) + 1
        return {
            "id": self.id,
            "path": self.path,
            "sha256": self.sha256,
            "kind": self.kind,
            "loader": self.loader,
            "chars": self.chars,
            "zones": counts,
            **{
                name: {"value": given.value, "origin": given.origin}
                for name, given in self.metadata.items()
            },
            "copies": list(self.copies),
            "claims": self.claims,
            "quarantined": self.quarantined,
            "replaced_by": self.replaced_by,
        }


@dataclass(frozen=True, slots=True)
class Review:
    """What one person decided about one claim, and why; never changed, only followed.

    Attributes
    ----------
    claim : str
    verdict : str
        ``accept``, ``reject`` or ``edit``.
    name, reason : str
    edits : mapping
        Of an edit: fields of the claim and their new values.
    at : str
        Time, ISO 8601 in UTC.
    seen : str
        Hash of the claim that the person saw.
    """

    claim: str
    verdict: str
    name: str
    reason: str
    at: str
    edits: Mapping[str, Any] = field(default_factory=dict)
    seen: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the review as a JSON object."""
        return {
            "verdict": self.verdict,
            "edits": dict(self.edits),
            "name": self.name,
            "reason": self.reason,
            "at": self.at,
        }


def given_of(document: Document) -> dict[str, Given]:
    """Return the metadata of a document by name."""
    return {name: getattr(document, name) for name in FIELDS}


def digest_of(claim: Claim) -> str:
    """Return the hash of a claim: what a review refers to."""
    return hashlib.sha256(pack_claim(claim).encode("utf-8", "surrogatepass")).hexdigest()[:16]
