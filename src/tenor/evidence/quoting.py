"""Quotes out of copies that a user holds: at most one sentence, and only of the very same text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Protocol

from tenor.evidence.sentences import Sentences

LONGEST = 320
"""Characters of a quote; a longer sentence is cut at words about the figure."""


class Texts(Protocol):
    """What quoting reads of a ledger."""

    def has_text(self, document: str) -> bool:
        """Tell whether the ledger holds a document."""

    def text(self, document: str) -> str:
        """Return the text of a document."""


class Placed(Protocol):
    """A claim with its place in a document."""

    @property
    def id(self) -> str:
        """Id of the claim."""

    @property
    def document(self) -> str:
        """Id of the document, which is made of the hash of its text."""

    @property
    def start(self) -> int:
        """First place of the figure."""

    @property
    def end(self) -> int:
        """First place after it."""


def read_quotes(claims: Iterable[Placed], ledger: Texts) -> dict[str, str]:
    """Return the sentence of each claim whose document a ledger holds, by id of the claim.

    The id of a document is made of the hash of its text, which is taken anew here: a copy that
    differs by one character is another document and gives no quote.
    """
    by_paper: dict[str, list[Placed]] = {}
    for claim in claims:
        by_paper.setdefault(claim.document, []).append(claim)
    found: dict[str, str] = {}
    for name, placed in sorted(by_paper.items()):
        text = ledger.text(name) if ledger.has_text(name) else None
        if text is None or not is_text_of(name, text):
            continue
        sentences = Sentences(text)
        found |= {
            claim.id: quote_of(text, sentences, claim.start, claim.end)
            for claim in placed
            if claim.end <= len(text)
        }
    return found


def is_text_of(document: str, text: str) -> bool:
    """Tell whether a text is that of a document: whether its hash begins as the id does."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return document == f"doc-{digest[:16]}"


def quote_of(text: str, sentences: Sentences, start: int, end: int) -> str:
    """Return the sentence that holds a place, on one line, cut where it is too long.

    Examples
    --------
    >>> text = "It rained. About 3 t were sold. It rained."
    >>> quote_of(text, Sentences(text), 17, 20)
    'About 3 t were sold.'
    """
    if not sentences.items:
        return ""
    held = sentences.items[sentences.at(start)]
    first, last = held.start, held.end
    cut_before = cut_after = False
    if last - first > LONGEST:
        room = max(LONGEST - (end - start), 0) // 2
        left, right = max(first, start - room), min(last, end + room)
        cut_before, cut_after = left > first, right < last
        first = text.rfind(" ", first, left) + 1 if cut_before and " " in text[first:left] else left
        last = text.find(" ", right, last) if cut_after and " " in text[right:last] else right
    line = "".join(c for c in " ".join(text[first:last].split()) if c.isprintable())
    return f"{'… ' if cut_before else ''}{line}{' …' if cut_after else ''}"
