"""The ledger: documents, claims, reviews and links in one append-only SQLite file."""

from tenor.evidence.ledger.entries import Known, Packed, Reading, Review, Stored, digest_of
from tenor.evidence.ledger.store import Ledger, Written

__all__ = [
    "Known",
    "Ledger",
    "Packed",
    "Reading",
    "Review",
    "Stored",
    "Written",
    "digest_of",
]
