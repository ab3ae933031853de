"""Reading a few words of text for the tests of the rules, and where the labelled set lies."""

from __future__ import annotations

from pathlib import Path

from tenor.evidence.extracting import RulesExtractor
from tenor.evidence.ingesting import Work, read_document
from tenor.evidence.loading import load_bytes
from tenor.evidence.model import Candidate, Claim, Document
from tenor.evidence.rules import extract
from tenor.evidence.verifying import verify

LABELLED = Path(__file__).parent / "labelled"
PARTS = ("dev", "held")


def document_of(text: str, **given: str) -> Document:
    """Return a text as a document."""
    return load_bytes(text.encode(), name="a.txt", given=given)


def read(text: str) -> list[Candidate]:
    """Return what the rules find in a text; each candidate has to pass the verifier."""
    document = document_of(text)
    found = extract(document)
    assert [(c.mention, reason) for c in found if (reason := verify(c, document))] == []
    return found


def read_one(text: str, words: str) -> Candidate:
    """Return the candidate whose value is written with the words."""
    document = document_of(text)
    near = [c for c in read(text) if words in document.text[c.mention.start : c.mention.end]]
    assert len(near) == 1, f"{len(near)} candidates for {words!r}"
    return near[0]


def claims_of(text: str) -> list[Claim]:
    """Return the claims of a text by the whole way: rules, verifier, order."""
    return list(read_document(document_of(text), Work(RulesExtractor(), verify)).claims)
