"""The ledger: documents, claims, reviews and links in one append-only SQLite file."""

from tenor.evidence.ledger.entries import Link, Reading, Review, Stored, digest_of
from tenor.evidence.ledger.store import Ledger, Written

__all__ = ["Ledger", "Link", "Reading", "Review", "Stored", "Written", "digest_of"]
