"""With which letters a pattern can begin, read from its source."""

from __future__ import annotations

import re
from collections.abc import Iterator

STEM = 4
"""Letters by which words are looked up."""

END = " "
"""Behind a stem that is a whole word."""

_NO_LETTER = re.compile(r"\\[sb]|[ /,:;&%'’-]|\[(?:\\s|[ '’/-])+\]")
_LETTERS = re.compile(r"\[([^\W\d_]+)\]")


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


def find_stems(source: str) -> frozenset[str] | None:
    r"""Return the first letters with which a match can begin; None where they cannot be told.

    A stem that is a whole word ends with a space.

    Examples
    --------
    >>> sorted(find_stems(r"pledg(?:ed|es)")), sorted(find_stems(r"(?:co-)?sign(?:ed|s)\b"))
    (['pled'], ['co ', 'sign'])
    >>> sorted(find_stems(r"(?<!\w)(?:[Bb]y|per)\s|\bno"))
    ['by ', 'no', 'per ']
    >>> find_stems(r"\w+ed") is None
    True
    """
    found: set[str] = set()
    for alternative in split_alternatives(source):
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
    if source.startswith(r"\b") and not held:
        yield from _prefixes(source[2:], held)
        return
    if held and _ends_word(source):
        yield held + END
        return
    letters = _LETTERS.match(source)
    if letters is None and not (char.isalnum() or char in "$€£"):
        yield held
        return
    quantifier, rest = quantifier_of(source[letters.end() if letters else 1 :])
    if quantifier in ("?", "*"):
        yield from _prefixes(rest, held)
    for letter in {each.lower() for each in letters[1]} if letters else (char.lower(),):
        if quantifier in ("*", "+"):
            yield held + letter
        else:
            yield from _prefixes(rest, held + letter)


def _ends_word(source: str) -> bool:
    """Return whether no letter can stand at the beginning of a rest: the word is over."""
    found = _NO_LETTER.match(source)
    return found is not None and quantifier_of(source[found.end() :])[0] not in ("?", "*")


def _of_group(source: str, held: str) -> Iterator[str]:
    inner, rest = group_of(source)
    quantifier, rest = quantifier_of(rest)
    if source.startswith(("(?=", "(?!", "(?<=", "(?<!")):
        yield from _prefixes(rest, held)
        return
    if quantifier in ("?", "*"):
        yield from _prefixes(rest, held)
    for alternative in split_alternatives(inner):
        yield from _prefixes(alternative + rest if quantifier == "" else alternative, held)


def group_of(source: str) -> tuple[str, str]:
    """Return what is inside of the group that a source begins with, and the rest behind it."""
    end = _group_end(source, 0)
    head = re.match(r"\((?:\?(?::|-?[a-z]*:|P<\w+>|[=!]|<[=!])?)?", source)
    mark = head.group() if head else "("
    return source[len(mark) : end], source[end + 1 :]


def quantifier_of(source: str) -> tuple[str, str]:
    """Return the quantifier at the beginning of a rest, as ``?``, ``*``, ``+`` or nothing."""
    braces = re.match(r"\{(\d*)(?:,(\d*))?\}", source)
    if braces:
        return ("*" if braces[1] in ("", "0") else "+"), source[braces.end() :].lstrip("?")
    if source[:1] in ("?", "*", "+"):
        rest = source[1:]
        return source[0], rest[1:] if rest[:1] in ("?", "+") else rest
    return "", source
