"""The ledger: documents, claims, reviews and links in one append-only SQLite file."""

from tenor.evidence.ledger.entries import Reading, Review, Stored, digest_of
from tenor.evidence.ledger.store import Ledger, Written

__all__ = ["Ledger", "Reading", "Review", "Stored", "Written", "digest_of"]
