"""Sentences and quotations of a text, as places; linear in its length.

A line ends a sentence too, since headings have no stop, unless the next one goes on with a small
letter.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_END = re.compile(
    r"(?<=[.!?…])[\"”’')\]]*\s+(?=[\"“‘'(\[]?[A-Z0-9$€£¥•])|\n+(?![ \t]*[a-zà-ÿ])"
    r"|(?<=[.!?][\"”])\s+"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Sen|Rep|Gov|Hon|St|No|Nos|Inc|Ltd|Co|Corp|Bros|vs"
    r"|approx|est|"
    r"Rs|Sec|Art|Fig|Ch|vol|Vol|pp|ca|cf|al|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Dept"
    r"|Univ|Govt|"
    r"Messrs|incl|excl|max|min|resp|ed|eds|Pty|Bhd|Tbk)|\b[A-Z](?:\.[A-Z])*|\b(?:e\.g|i\.e|a\.m"
    r"|p\.m|U\.S|U\.K|D\.C|E\.U))\.$"
)
_LIST_LABEL = re.compile(r"(?:^|\n)\s*\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]$")
_LOOK_BACK = 14
_OPEN, _CLOSE = "“", "”"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence or heading: its place in the text."""

    start: int
    end: int


class Sentences:
    """The sentences of one text, searchable by place."""

    def __init__(self, text: str, items: Iterable[Sentence] | None = None) -> None:
        self.items = tuple(split_sentences(text) if items is None else items)
        self._starts = [item.start for item in self.items]

    def at(self, place: int) -> int:
        """Return the number of the sentence that holds a place; the one before it in a gap."""
        return max(bisect_right(self._starts, place) - 1, 0)


def split_sentences(text: str) -> list[Sentence]:
    """Return the sentences of a text; a line break ends one unless a small letter follows.

    Examples
    --------
    >>> text = "U.S. firms met Mr. Khan. They agreed."
    >>> [text[s.start : s.end] for s in split_sentences(text)]
    ['U.S. firms met Mr. Khan.', 'They agreed.']
    """
    return list(_split(text))


@lru_cache(maxsize=2)
def _split(text: str) -> tuple[Sentence, ...]:
    """Return the sentences of a text; what reads it and what checks it ask in turn."""
    found: list[Sentence] = []
    start = 0
    for match in _END.finditer(text):
        end = match.start()
        if "\n" not in match.group():
            head = text[max(start, end - _LOOK_BACK) : end]
            if _ABBREVIATION.search(head) or _LIST_LABEL.search(text[max(0, end - 6) : end]):
                continue
        _append(found, text, start, end)
        start = match.end()
    _append(found, text, start, len(text))
    return tuple(found)


def _append(found: list[Sentence], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        found.append(Sentence(start, end))


def sentence_ends(text: str) -> list[int]:
    """Return where each sentence of a text ends, in order."""
    return [sentence.end for sentence in split_sentences(text)]


def sentence_of(ends: list[int], place: int) -> int:
    """Return the number of the sentence that a place is in, by the ends of all."""
    return bisect_right(ends, place)


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation: the place between its marks."""

    start: int
    end: int


_QUOTE = re.compile(
    r"“[^“”]{1,2500}(?:”|(?=\n\n))"
    r"|(?<![^\s(\[—–-])\"(?=\S)[^\"\n]{1,1500}(?:\"|(?=\n\n\"))"
    r"|(?<![^\s(])['‘](?=[A-Z$€£])(?:[^\n“”\"'‘]|(?<!\s)['‘]){11,600}?[,.?!]['’](?=\s|$)",
    re.MULTILINE,
)
_SHORTEST_SPEECH = 12


def find_quotations(text: str) -> list[Quotation]:
    """Return the quotations of a text that are long enough to be speech."""
    return [
        Quotation(m.start() + 1, m.end() - (text[m.end() - 1] in "”\"'’"))
        for m in _QUOTE.finditer(text)
        if m.group()[0] == "“" or m.end() - m.start() - 2 >= _SHORTEST_SPEECH
    ]
