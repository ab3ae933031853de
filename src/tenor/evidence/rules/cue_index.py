"""Many word patterns at once: each alternative is tried only at words that can begin it.

A cue is a pattern of alternatives that all begin at a word. Scanning a sentence with a hundred
such patterns takes most of the time of reading a document; here the first letters of each
alternative are worked out once, and only those words of a text are looked at that can begin one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tenor.evidence.stems import END, find_stems, split_alternatives
from tenor.evidence.words import WordIndex, cut_word, words_of

_MOST_HEADS = 20_000


@dataclass(frozen=True, slots=True)
class Found:
    """A match: the number of the pattern, and its place."""

    number: int
    start: int
    end: int


_Entry = tuple[int, int, re.Pattern[str]]
"""The place of an alternative in the order of all, the number of its pattern, the alternative."""
_Other = tuple[re.Pattern[str], frozenset[str] | None, _Entry]
"""An alternative that any word may begin: its pattern, and words of which it holds one if known."""
_Places = tuple[list[int], list[list[_Entry]]]
"""Where words begin that can begin a cue, and the alternatives that each can begin."""


class CueIndex:
    """Patterns by the first letters of their alternatives."""

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        self._by_stem: dict[str, list[_Entry]] = {}
        self._others: list[_Other] = []
        self._heads: dict[str, list[_Entry]] = {}
        order = 0
        for number, pattern in enumerate(patterns):
            for alternative in split_alternatives(_body(pattern.pattern)):
                order += 1
                stems = find_stems(alternative)
                entry = order, number, re.compile(rf"\b(?:{alternative})", pattern.flags)
                if stems is None:
                    begin = re.compile(rf"\b(?={alternative})", pattern.flags)
                    self._others.append((begin, _needed(alternative), entry))
                for stem in stems or ():
                    self._by_stem.setdefault(stem, []).append(entry)

    def find(self, text: str, start: int, end: int) -> Iterator[Found]:
        """Yield the matches of all patterns in a stretch of text.

        Matches of one pattern do not overlap; at one place its first alternative counts.
        """
        until: dict[int, int] = {}
        places, entries = self._places(words_of(text), text)
        stretch = range(bisect_left(places, start), bisect_left(places, end))
        tried = [(places[at], entries[at]) for at in stretch]
        cut = cut_word(text, start, end)
        if cut is not None:
            whole = tried.pop()[1] if tried and tried[-1][0] == cut else []
            rest = self._at(text[cut:end].lower() + END)
            tried.append((cut, sorted({*whole, *rest}, key=_order)))
        for place, alternatives in tried:
            for _, number, pattern in alternatives:
                match = pattern.match(text, place, end)
                if match and match.end() > place and until.get(number, -1) <= place:
                    until[number] = match.end()
                    yield Found(number, place, match.end())

    def _places(self, words: WordIndex, text: str) -> _Places:
        """Return the words of a text that can begin a cue, each with its alternatives."""
        held = words.cues.get(self)
        if held is None:
            found: dict[int, list[_Entry]] = {}
            for head, begins in words.heads.items():
                entries = self._heads.get(head)
                if entries is None:
                    entries = self._at(head)
                if entries:
                    found.update(dict.fromkeys(begins, entries))
            for begin, needed, entry in self._others:
                if needed is not None and not words.begins(needed):
                    continue
                for match in begin.finditer(text):
                    entries = [*found.get(match.start(), ()), entry]
                    found[match.start()] = sorted(entries, key=_order)
            order = sorted(found)
            held = words.cues[self] = order, [found[place] for place in order]
        return held

    def _at(self, head: str) -> list[_Entry]:
        """Return the alternatives that a word with these first letters can begin, in order."""
        held = self._heads.get(head)
        if held is None:
            by_stem = self._by_stem
            stems = [head[:length] for length in range(1, len(head) + 1)]
            held = sorted((e for stem in stems for e in by_stem.get(stem, ())), key=_order)
            if len(self._heads) < _MOST_HEADS:
                self._heads[head] = held
        return held


_SKIPPED = re.compile(r"(?:\(\?-i:\[A-Z\])?\\w\+\\s|\(\?:[^()]*\\s\)\?")
"""What may stand before the first word that a cue needs: a word with a space, optional ones."""


def _needed(alternative: str) -> frozenset[str] | None:
    """Return with which letters a word begins that each match of an alternative holds.

    None where that cannot be told: such an alternative is looked for in every text.
    """
    rest = alternative
    while found := _SKIPPED.match(rest):
        rest = rest[found.end() :]
    return find_stems(rest)


def _order(entry: _Entry) -> int:
    return entry[0]


def _body(source: str) -> str:
    """Return the alternatives inside a pattern that begins at a word."""
    head, tail = r"\b(?:", ")"
    if not (source.startswith(head) and source.endswith(tail)):
        raise ValueError(f"a cue begins at a word: {source[:40]!r}")
    return source[len(head) : -len(tail)]
