"""Many word patterns at once: each alternative is tried only at words that can begin it.

A cue is a pattern of alternatives that all begin at a word. Scanning a sentence with a hundred
such patterns takes most of the time of reading a document; here the first letters of each
alternative are worked out once, and a sentence is walked word by word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

STEM = 3
"""Letters by which alternatives are looked up."""

_WORD = re.compile(r"\b\w")
_MOST_HEADS = 20_000


@dataclass(frozen=True, slots=True)
class Found:
    """A match: the number of the pattern, and its place."""

    number: int
    start: int
    end: int


_Entry = tuple[int, int, re.Pattern[str]]
"""The place of an alternative in the order of all, the number of its pattern, the alternative."""


class CueIndex:
    """Patterns by the first letters of their alternatives."""

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        self._by_stem: dict[str, list[_Entry]] = {}
        self._others: list[_Entry] = []
        self._merged: dict[tuple[str, ...], list[_Entry]] = {}
        self._heads: dict[str, list[_Entry]] = {}
        order = 0
        for number, pattern in enumerate(patterns):
            for alternative in split_alternatives(_body(pattern.pattern)):
                order += 1
                stems = find_stems(alternative)
                entry = order, number, re.compile(rf"\b(?:{alternative})", pattern.flags)
                if stems is None:
                    self._others.append(entry)
                for stem in stems or ():
                    self._by_stem.setdefault(stem, []).append(entry)

    def find(self, text: str, start: int, end: int) -> Iterator[Found]:
        """Yield the matches of all patterns in a stretch of text.

        Matches of one pattern do not overlap; at one place its first alternative counts.
        """
        until: dict[int, int] = {}
        heads = self._heads
        for word in _WORD.finditer(text, start, end):
            place = word.start()
            head = text[place : place + STEM].lower()
            for _, number, pattern in heads.get(head) or self._at(head):
                if until.get(number, -1) > place:
                    continue
                match = pattern.match(text, place, end)
                if match and match.end() > place:
                    until[number] = match.end()
                    yield Found(number, place, match.end())

    def _at(self, head: str) -> list[_Entry]:
        """Return the alternatives that a word with these first letters can begin, in order."""
        by_stem = self._by_stem
        stems = tuple(
            head[:length] for length in range(1, len(head) + 1) if head[:length] in by_stem
        )
        merged = self._merged.get(stems)
        if merged is None:
            entries = [entry for stem in stems for entry in by_stem[stem]]
            merged = sorted([*entries, *self._others], key=lambda entry: entry[0])
            self._merged[stems] = merged
        if len(self._heads) < _MOST_HEADS:
            self._heads[head] = merged
        return merged


def _body(source: str) -> str:
    """Return the alternatives inside a pattern that begins at a word."""
    head, tail = r"\b(?:", ")"
    if not (source.startswith(head) and source.endswith(tail)):
        raise ValueError(f"a cue begins at a word: {source[:40]!r}")
    return source[len(head) : -len(tail)]


def split_alternatives(source: str) -> list[str]:
    """Return the alternatives of a pattern at its top level.

    Examples
    --------
    >>> split_alternatives(r"a(?:b|c)|d[|]e")
    ['a(?:b|c)', 'd[|]e']
    """
    parts, start, depth, place = [], 0, 0, 0
    while place < len(source):
        char = source[place]
        if char == "\\":
            place += 2
            continue
        if char == "[":
            place = _class_end(source, place)
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char == "|" and depth == 0:
            parts.append(source[start:place])
            start = place + 1
        place += 1
    return [*parts, source[start:]]


def _class_end(source: str, place: int) -> int:
    """Return the place of the bracket that closes a character class."""
    place += 2 if source[place + 1 : place + 2] == "]" else 1
    while source[place] != "]":
        place += 2 if source[place] == "\\" else 1
    return place


def _group_end(source: str, place: int) -> int:
    """Return the place of the bracket that closes a group."""
    depth = 0
    while place < len(source):
        char = source[place]
        if char == "\\":
            place += 1
        elif char == "[":
            place = _class_end(source, place)
        elif char in "()":
            depth += 1 if char == "(" else -1
            if depth == 0:
                return place
        place += 1
    raise ValueError(f"an open group in {source[:40]!r}")


def find_stems(alternative: str) -> frozenset[str] | None:
    r"""Return the first letters with which a match can begin; None where they cannot be told.

    Examples
    --------
    >>> sorted(find_stems(r"pledg(?:ed|es)")), sorted(find_stems(r"(?:co-)?sign(?:ed|s)\b"))
    (['ple'], ['co', 'sig'])
    >>> find_stems(r"\w+ed") is None
    True
    """
    found: set[str] = set()
    for stem in _prefixes(alternative, ""):
        if not stem:
            return None
        found.add(stem)
    return frozenset(found)


def _prefixes(source: str, held: str) -> Iterator[str]:
    """Yield every beginning that a pattern allows behind what is held, as far as letters go."""
    if len(held) >= STEM or not source:
        yield held[:STEM]
        return
    char = source[0]
    if char == "(":
        yield from _of_group(source, held)
        return
    if not (char.isalnum() or char in "$€£"):
        yield held
        return
    quantifier, rest = _quantifier(source[1:])
    if quantifier in ("?", "*"):
        yield from _prefixes(rest, held)
    if quantifier in ("*", "+"):
        yield held + char.lower()
        return
    yield from _prefixes(rest, held + char.lower())


def _of_group(source: str, held: str) -> Iterator[str]:
    end = _group_end(source, 0)
    head = re.match(r"\((?:\?(?::|-?[a-z]*:|P<\w+>|[=!]|<[=!])?)?", source)
    mark = head.group() if head else "("
    inner = source[len(mark) : end]
    quantifier, rest = _quantifier(source[end + 1 :])
    if mark in ("(?=", "(?!", "(?<=", "(?<!"):
        yield from _prefixes(rest, held)
        return
    if quantifier in ("?", "*"):
        yield from _prefixes(rest, held)
    for alternative in split_alternatives(inner):
        yield from _prefixes(alternative + rest if quantifier == "" else alternative, held)


def _quantifier(source: str) -> tuple[str, str]:
    """Return the quantifier at the beginning of a rest, as ``?``, ``*``, ``+`` or nothing."""
    braces = re.match(r"\{(\d*)(?:,(\d*))?\}", source)
    if braces:
        return ("*" if braces[1] in ("", "0") else "+"), source[braces.end() :].lstrip("?")
    if source[:1] in ("?", "*", "+"):
        rest = source[1:]
        return source[0], rest[1:] if rest[:1] in ("?", "+") else rest
    return "", source
