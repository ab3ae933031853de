"""Word patterns: tried only where a word begins that can begin a match.

A text is searched for some hundred patterns, sentence by sentence and number by number. Nearly
all of them begin at a word, and nearly always the text holds no word with which they could begin.
So the words of a text are put in order by their first letters once, and a pattern is tried at
those few that fit. What is found is what the pattern alone would find.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from tenor.evidence.stems import END, STEM, find_stems

_HEAD = re.compile(rf"(\w{{1,{STEM}}})\w*")
_SHORT = 200
"""Characters of a text for which putting its words in order would cost more than it saves."""
_AS_ASCII = {0x130: "i", 0x131: "i", 0x17F: "s"}
"""Letters that a pattern without regard to case takes for others than `str.lower` makes of them."""


class WordIndex:
    """The places where words of one text begin, by their first letters."""

    def __init__(self, text: str) -> None:
        if not text.isascii() and any(sign in text for sign in "\u0130\u0131\u017f"):
            text = text.translate(_AS_ASCII)
        heads: defaultdict[str, list[int]] = defaultdict(list)
        for word in _HEAD.finditer(text.lower()):
            heads[word[1]].append(word.start())
        for head in [head for head in heads if len(head) < STEM]:
            heads[head + END] = heads.pop(head)
        self.heads: dict[str, list[int]] = dict(heads)
        self._by_length: dict[int, dict[str, list[str]]] = {}
        self.held: dict[object, Sequence[int]] = {}
        self.cues: dict[object, Any] = {}

    def begins(self, stems: frozenset[str]) -> list[int]:
        """Return where words begin with one of some stems, in order."""
        whole, by_length = _sorted_stems(stems)
        heads = list(self.heads.keys() & whole)
        for length, shorter in by_length:
            cut = self._cut(length)
            for stem in cut.keys() & shorter:
                heads += cut[stem]
        if len(heads) == 1:
            return self.heads[heads[0]]
        return sorted({place for head in heads for place in self.heads[head]})

    def _cut(self, length: int) -> dict[str, list[str]]:
        """Return the heads by a number of their letters."""
        cut = self._by_length.get(length)
        if cut is None:
            cut = self._by_length[length] = {}
            for head in self.heads:
                if len(head) >= length:
                    cut.setdefault(head[:length], []).append(head)
        return cut


@lru_cache(maxsize=1024)
def _sorted_stems(
    stems: frozenset[str],
) -> tuple[frozenset[str], tuple[tuple[int, frozenset[str]], ...]]:
    """Return the stems that are whole heads, and the shorter ones by their length."""
    whole = frozenset(stem for stem in stems if len(stem) >= STEM or stem.endswith(END))
    lengths = sorted({len(stem) for stem in stems - whole})
    return whole, tuple(
        (length, frozenset(stem for stem in stems - whole if len(stem) == length))
        for length in lengths
    )


@lru_cache(maxsize=2)
def words_of(text: str) -> WordIndex:
    """Return the words of a text by their first letters; the last two texts are held."""
    return WordIndex(text)


class WordPattern:
    r"""A pattern whose matches begin at a word, with the methods of a compiled one.

    Fit for whole texts that are asked about often, with the bounds of a stretch of them; a short
    text is searched as it is.

    Parameters
    ----------
    source : str
        Begins with a word boundary and letters: ``\b(?:lent|pledg\w+)``.
    flags : int

    Raises
    ------
    ValueError
        With which letters a match begins cannot be told from the source.

    Examples
    --------
    >>> pattern = WordPattern(r"\b(?:lent|pledg\w+)")
    >>> text = "The bank pledged a loan. " * 20
    >>> pattern.search(text, 10, 40).span(), sum(1 for _ in pattern.finditer(text))
    ((34, 40), 20)
    """

    def __init__(self, source: str, flags: int = 0) -> None:
        stems = find_stems(source)
        if stems is None or not source.startswith((r"\b", r"(?<![\w", r"(?<!\w)")):
            raise ValueError(f"does not begin at a word: {source[:40]!r}")
        self._stems = stems
        self._plain = re.compile(source, flags)
        self.pattern, self.flags = source, flags
        self._last: tuple[str | None, Sequence[int]] = None, ()
        self.match, self.fullmatch = self._plain.match, self._plain.fullmatch

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """Return the first match in a stretch of a text."""
        stop = len(text) if end is None else end
        if len(text) < _SHORT:
            return self._plain.search(text, start, stop)
        held, places = self._last
        if held is not text:
            places = self._places(text)
        at, count = bisect_left(places, start), len(places)
        while at < count and places[at] < stop:
            found = self.match(text, places[at], stop)
            if found:
                return found
            at += 1
        if stop >= len(text) or not _in_word(text[stop]):
            return None
        cut = cut_word(text, start, stop)
        return None if cut is None else self.match(text, cut, stop)

    def search_alone(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """Return the first match in a stretch of a text that is read as if nothing were around it.

        Places in the match are those of the text, unless a word is cut where the stretch begins.
        """
        if 0 < start < end and text[start].isalnum() and _in_word(text[start - 1]):
            cut = self.match(text[start:end])
            if cut:
                return cut
        return self.search(text, start, end)

    def finditer(
        self, text: str, start: int = 0, end: int | None = None
    ) -> Iterator[re.Match[str]]:
        """Return the matches in a stretch of a text, in order and without overlap."""
        stop = len(text) if end is None else end
        if len(text) < _SHORT:
            return self._plain.finditer(text, start, stop)
        held, places = self._last
        if held is not text:
            places = self._places(text)
        fitting = places[bisect_left(places, start) : bisect_left(places, stop)] if places else ()
        cut = cut_word(text, start, stop)
        if cut is not None and cut not in fitting[-1:]:
            fitting = [*fitting, cut]
        return self._found(text, fitting, stop) if fitting else iter(())

    def _found(self, text: str, places: Sequence[int], end: int) -> Iterator[re.Match[str]]:
        until = -1
        for place in places:
            found = self.match(text, place, end) if place >= until else None
            if found:
                until = found.end()
                yield found

    def _places(self, text: str) -> Sequence[int]:
        """Return where words begin that can begin a match."""
        words = words_of(text)
        places = words.held.get(self)
        if places is None:
            places = words.held[self] = words.begins(self._stems)
        self._last = text, places
        return places


def cut_word(text: str, start: int, end: int) -> int | None:
    """Return where a word begins of which the end of a stretch leaves one to three letters.

    Such a rest may match as a whole word, which the word is not.
    """
    if not 0 < end < len(text) or not _in_word(text[end]):
        return None
    for place in range(end - 1, max(start, end - STEM) - 1, -1):
        if not _in_word(text[place]):
            return place + 1 if place + 1 < end else None
    begins = end - STEM < start < end and (start == 0 or not _in_word(text[start - 1]))
    return start if begins else None


def _in_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"
