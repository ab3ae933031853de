"""Long patterns over many short lines: tried only in lines that hold how a match can begin.

A line is searched for some hundred phrases, and nearly always holds none. How each alternative of a
pattern begins, as far as letters and spaces go, is read from its source; a line without any of
these beginnings cannot match. An alternative that begins with no letters is tried on every line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from tenor.evidence.stems import (
    END,
    STEM,
    find_stems,
    group_of,
    quantifier_of,
    split_alternatives,
)

LENGTH, SHORTEST = 7, 2
"""Signs of a beginning that are read; below the second an alternative is always tried."""

_ZERO_WIDTH = re.compile(r"\\b|\^|\(\?(?:<[=!]|[=!])")
_CLASS = re.compile(r"\[([^\\^\]-]{1,8})\]")
_LITERAL = re.compile(r"\\s|\\?[^\\^$.|?*+()\[\]{}]")


class LinePattern:
    r"""A pattern and the beginnings of its matches.

    Parameters
    ----------
    pattern : re.Pattern

    Examples
    --------
    >>> pattern = LinePattern(re.compile(r"no\sobligation\b|\d+%\soff", re.IGNORECASE))
    >>> [pattern.is_in(line) for line in ("under No obligation", "5% off", "a mine")]
    [True, True, False]
    """

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern
        openings: set[str] = set()
        others: list[str] = []
        for alternative in _alternatives(pattern.pattern):
            found = set(_openings(alternative, ""))
            if min(map(len, found)) < SHORTEST:
                others.append(f"(?:{alternative})")
            else:
                openings |= found
        kept = {o for o in openings if not any(o != other and other in o for other in openings)}
        self._openings = tuple(sorted(kept))
        self._others = re.compile("|".join(others), pattern.flags) if others else None

    def is_in(self, line: str) -> bool:
        """Return whether a line holds a match."""
        return self.may_be_in(line) and self._pattern.search(line) is not None

    def may_be_in(self, line: str) -> bool:
        """Return False where a line holds no match for sure."""
        low = _in_small_letters(line)
        for opening in self._openings:  # a line is asked for hundreds: no generator
            if opening in low:
                return True
        return self._others is not None and self._others.search(line) is not None


class OpeningPattern:
    r"""A pattern that is matched at the beginning of a line, if its first word can begin it.

    Parameters
    ----------
    pattern : re.Pattern

    Examples
    --------
    >>> pattern = OpeningPattern(re.compile(r"(?:read\smore)|(?:\d+\scomments)", re.IGNORECASE))
    >>> [pattern.match(line) is not None for line in ("Read more: 7", "5 comments", "The mine")]
    [True, True, False]
    """

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern
        stems: set[str] = set()
        others: list[str] = []
        for alternative in split_alternatives(pattern.pattern):
            found = find_stems(alternative)
            if found is None:
                others.append(alternative)
            else:
                stems |= found
        self._stems = frozenset(stems)
        self._others = re.compile("|".join(others), pattern.flags) if others else None

    def match(self, line: str) -> re.Match[str] | None:
        """Return the match at the beginning of a line."""
        word = _FIRST.match(line)
        head = word.group().lower() if word else ""
        if head.isascii() and self._stems.isdisjoint(_beginnings(head)):
            return self._others.match(line) if self._others else None
        return self._pattern.match(line)


_FIRST = re.compile(rf"\w{{1,{STEM}}}")


@lru_cache(maxsize=4096)
def _beginnings(head: str) -> tuple[str, ...]:
    """Return the stems that can begin a word with these first letters."""
    whole = head if len(head) == STEM else head + END
    return tuple(whole[:length] for length in range(1, len(whole) + 1))


@lru_cache(maxsize=4)
def _in_small_letters(line: str) -> str:
    return " ".join(line.lower().split())


def _alternatives(source: str) -> Iterator[str]:
    """Yield the alternatives of a pattern, those inside of a group around a whole one too."""
    for part in split_alternatives(source):
        if part.startswith("(?:"):
            inner, rest = group_of(part)
            if not rest:
                yield from _alternatives(inner)
                continue
        yield part


def _openings(source: str, held: str) -> Iterator[str]:
    """Yield every beginning that a pattern allows behind what is held, in small letters."""
    if len(held) >= LENGTH or not source:
        yield held[:LENGTH].strip()
        return
    if _ZERO_WIDTH.match(source):
        rest = group_of(source)[1] if source.startswith("(") else source.lstrip("^")
        yield from _openings(rest.removeprefix(r"\b"), held)
        return
    if source.startswith("("):
        inner, rest = group_of(source)
        quantifier, rest = quantifier_of(rest)
        if quantifier in ("?", "*"):
            yield from _openings(rest, held)
        for alternative in split_alternatives(inner):
            yield from _openings(alternative + rest if quantifier == "" else alternative, held)
        return
    one_of = _CLASS.match(source)
    if one_of and quantifier_of(source[one_of.end() :])[0] == "":
        for sign in set(one_of[1].lower()):
            yield from _openings(source[one_of.end() :], held + sign)
        return
    found = _LITERAL.match(source)
    sign = found.group() if found else ""
    if found is None or (sign.startswith("\\") and sign != r"\s" and sign[1].isalnum()):
        yield held.strip()
        return
    quantifier, rest = quantifier_of(source[found.end() :])
    added = held + (" " if sign == r"\s" else sign[-1].lower())
    if quantifier in ("?", "*"):
        yield from _openings(rest, held)
    if quantifier in ("*", "+"):
        yield added.strip()
    else:
        yield from _openings(rest, added)
