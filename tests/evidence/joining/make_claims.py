"""Claims made by hand for tests."""

from __future__ import annotations

from typing import Any

from tenor.evidence.model import Candidate, Claim, Given, Mention, Party, Voice, Zone, claim_id
from tenor.evidence.model import Document as Paper
from tenor.evidence.vocabulary import COUNT, FRACTION, MASS, MONEY

DIMENSIONS = {"USD": MONEY, "PKR": MONEY, "fraction": FRACTION, "t": MASS, "count": COUNT}


def make(
    document: str,
    measure: str,
    value: float | tuple[float | None, float | None],
    **more: Any,
) -> Claim:
    """Return a verified claim; a pair as value is a range, with None an open end.

    Keywords: at (place), unit, per, content, noun, bound; parties as ``role="name"`` pairs in
    `who`; said (speakers, the nearest first); verified, zone; else fields of a candidate.
    """
    at = more.pop("at", 0)
    at = at if isinstance(at, tuple) else (at, at + 5)
    low, high = value if isinstance(value, tuple) else (value, value)
    guess = "=" if low == high else "range" if low and high else "<" if low is None else ">"
    unit = more.pop("unit", "USD")
    mention = Mention(
        *at,
        DIMENSIONS.get(unit, "grade"),
        low,
        high,
        low if low == high else None,
        more.pop("bound", guess),
        unit,
        **{key: more.pop(key) for key in ("per", "content", "noun") if key in more},
    )
    who = more.pop("who", {})
    parties = tuple(
        Party(name, role)
        for role, names in who.items()
        for name in (names if isinstance(names, list) else [names])
    )
    said = tuple(Voice(name, "speaker") for name in more.pop("said", ()))
    verified = more.pop("verified", True)
    zone = more.pop("zone", "body")
    original = more.pop("original", "")
    candidate = Candidate(mention, measure, parties=parties, attribution=said, **more)
    return Claim(
        claim_id(document, candidate),
        document,
        f"{document}.txt",
        candidate,
        original,
        zone,
        verified,
        None if verified else "not verified",
    )


def paper(text: str, *, published: str | None = None, publisher: str | None = None) -> Paper:
    """Return a document of plain text."""
    given = Given(published, "given") if published else Given(None, "absent")
    house = Given(publisher, "given") if publisher else Given(None, "absent")
    zones = (Zone(0, len(text), "body"),)
    return Paper(
        text, "0" * 64, "a.txt", "text", "test 1", zones, Given(None, "absent"), house, given
    )


def at(text: str, words: str) -> tuple[int, int]:
    """Return the place of words in a text."""
    start = text.index(words)
    return start, start + len(words)
