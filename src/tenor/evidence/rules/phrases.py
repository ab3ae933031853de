"""The words that a number stands among: what governs it, its own noun, and of what it is a part.

"Agreed to lend some $1.4bn of the cost": governed by *lend*, a part of *the cost*. "A 25% stake in
the mine": its own noun is *stake*.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_BEFORE, _AFTER = 90, 110
_MOST_OWN, _MOST_PART = 6, 9

_HEDGES = re.compile(
    r"(?:\b(?:about|around|approximately|roughly|nearly|almost|close|just|only|some|over|under|above"
    r"|below|barely|well|fully|perhaps|possibly|maybe|even|up|as|much|many|little|high|low|more|less"
    r"|fewer|no|than|at|least|most|the|a|an|its|their|his|her|our|this|that|these|further"
    r"|additional|another|extra|initial|first|second|third|final|remaining|total|combined|estimated"
    r"|expected|planned|proposed|record|whopping|paltry|mere|full|flat|whole|entire|of|to|by"
    r"|between|from|an?|up|also|still|now|already|currently|together|jointly|separately|annually"
    r"|in\sthe\sregion)\b[\s\"“‘'(]*)+$",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\b(?:[A-Z]\.){2,}|[\w'’&.%-]*[\w'’&%]|[.,;:()\"“”|–—]|\n\n")
_LAST_WORDS = re.compile(r"(?:[\w'’-]+\s+){0,2}[\w'’-]+\s*$")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PREPOSITIONS = _words(
    "of in for to from on into toward towards by at as with under through over after before"
    " against within above below per worth via during since until"
)
_STOPS = _words(
    "and or but that which who whose whom will would shall should could may might can must is are"
    " was were be been being has have had do does did as than if when while where because so"
    " although though not it he she they we i you said says according last next this went goes"
    " comes came yesterday today"
)
_ARTICLES = _words("the a an its their his her our all any every")
_PRONOUNS = _words("it which that them those these what whom")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A number among its words, all in small letters.

    ``governor`` is up to three words before the number without the words of degree between;
    ``tail`` those words of degree; ``own`` the words that follow it directly, ``link`` the
    preposition behind these, ``part`` the words behind the preposition, ``then`` what ends them.
    """

    governor: str
    tail: str
    own: tuple[str, ...]
    link: str
    part: tuple[str, ...]
    then: str


def read_phrase(text: str, start: int, end: int) -> Phrase:
    """Return the words that a number stands among.

    Examples
    --------
    >>> read_phrase("China took nearly 94 per cent of the ore last year.", 18, 29)
    Phrase(governor='china took', tail='nearly', own=(), link='of', part=('ore',), then='last')
    """
    before = text[max(0, start - _BEFORE) : start]
    edge = max(before.rfind(". "), before.rfind("\n\n"), before.rfind("; "))
    before = before[edge + 1 :]
    hedges = _HEDGES.search(before)
    tail = ""
    if hedges:
        tail = hedges.group().strip().lower()
        before = before[: hedges.start()]
    last = _LAST_WORDS.search(before)
    governor = " ".join(last.group().lower().split()) if last else ""
    own: list[str] = []
    part: list[str] = []
    link = then = ""
    for token in _TOKEN.findall(text, end, end + _AFTER):
        word = token.lower()
        if not (word[0].isalnum()) or (word in _STOPS and not (word == "as" and not own)):
            then = word
            if link and not part and word in _PRONOUNS:
                part.append(word)
            break
        if word in _PREPOSITIONS:
            if link:
                then = word
                break
            link = word
        elif link:
            if word not in _ARTICLES:
                part.append(word)
        else:
            own.append(word)
        if len(own) > _MOST_OWN or len(part) > _MOST_PART:
            break
    return Phrase(governor, tail, tuple(own), link, tuple(part), then)


@dataclass(frozen=True, slots=True)
class Rule:
    """A measure, and the words that must stand around a number, or must not, for it to be that.

    Keys are the parts of what `say_words` returns; no measure means that no later rule is asked.
    """

    measure: str | None
    when: Mapping[str, re.Pattern[str]]
    unless: Mapping[str, re.Pattern[str]] = field(default_factory=dict)

    def holds(self, words: Mapping[str, str]) -> bool:
        """Return whether the words around a number are those of the rule."""
        return all(pattern.search(words[key]) for key, pattern in self.when.items()) and not any(
            pattern.search(words[key]) for key, pattern in self.unless.items()
        )


def read_rules(rules: Iterable[Rule], words: Mapping[str, str]) -> str | None:
    """Return the measure of the first rule that holds."""
    return next((rule.measure for rule in rules if rule.holds(words)), None)


_SENTENCE, _BEHIND, _CLOSE, _NEAR = 200, 100, 60, 70


def say_words(text: str, start: int, end: int) -> dict[str, str]:
    """Return what stands around a number, in small letters.

    Beside the parts of `Phrase`: ``before`` and ``after`` as far as rules look, ``sentence`` what
    of ``before`` is of the same sentence, ``close`` its last words, ``near`` both sides together.
    """
    phrase = read_phrase(text, start, end)
    before = text[max(0, start - _SENTENCE) : start].lower()
    after = text[end : end + _BEHIND].lower()
    edge = max(before.rfind(". "), before.rfind("\n\n"))
    part = " ".join(phrase.part)
    return {
        "governor": phrase.governor,
        "stated": f"{phrase.governor} {phrase.tail}",
        "own": " ".join(phrase.own),
        "link": phrase.link,
        "part": part,
        "then": phrase.then,
        "before": before,
        "sentence": before[edge + 1 :],
        "close": before[-_CLOSE:],
        "after": after,
        "near": f"{before[-_NEAR:]} {part} {phrase.then} {after[:_NEAR]}",
    }
