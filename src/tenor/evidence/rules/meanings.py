"""What all numbers of a document measure: each from its sentence, then from what it repeats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tenor.evidence import vocabulary as v
from tenor.evidence.model import Mention
from tenor.evidence.rules.measure import (
    Hit,
    find_hits,
    inherits,
    read_context,
    read_measure,
)
from tenor.evidence.rules.names import DocumentNames, NameAt
from tenor.evidence.rules.unit_measure import Reading
from tenor.evidence.rules.windows import around_of
from tenor.evidence.sentences import Sentences

_CONTEXT = 300
_WEAK, _STRONG = 0.7, 1.6
_LEAST_TOLD = {v.MONEY: 1e6, v.MASS: 1e3}
"""What is told twice is the same thing, if it is no small number."""

Meanings = dict[int, Reading]
"""Readings by the place where a mention starts."""


def read_meanings(
    text: str,
    sentences: Sentences,
    groups: Iterable[tuple[int, Sequence[Mention], Sequence[Mention]]],
    names: DocumentNames,
) -> Meanings:
    """Return the measure of each number of a document.

    Parameters
    ----------
    text : str
    sentences : Sentences
    groups : iterable of (int, sequence of Mention, sequence of Mention)
        Number of a sentence, its mentions, and those of them that are claims.
    names : DocumentNames
    """
    found: list[tuple[Mention, Reading]] = []
    for number, group, kept in groups:
        place = sentences.items[number]
        dimensions = frozenset(m.dimension for m in kept)
        around = names.between(place.start, place.end)
        hits = without_names(find_hits(text, place.start, place.end, dimensions), around)
        context = sentences.items[max(0, number - 2)].start
        earlier: dict[str, tuple[Mention, Reading]] = {}
        for mention in kept:
            others = [o for o in around_of(group, mention) if o is not mention]
            reading = read_measure(text, mention, hits, others)
            before = earlier.get(mention.dimension)
            if before and inherits(text, mention, reading, before[0]):
                reading = replace(before[1], score=before[1].score * 0.9)
            else:
                start = max(context, mention.start - _CONTEXT)
                reading = read_context(text, mention, start, reading)
            earlier[mention.dimension] = mention, reading
            found.append((mention, reading))
    return _told_elsewhere(found)


def _told_elsewhere(found: Sequence[tuple[Mention, Reading]]) -> Meanings:
    """Return the readings, the weak ones as the clearest reading of the same value says.

    A headline gives a sum without a word of what it is; the text below tells it.
    """
    clear: dict[tuple[str, str | None, float], Reading] = {}
    for mention, reading in found:
        key = _told(mention)
        if key and reading.score >= _STRONG and reading.measure != "other":
            best = clear.get(key)
            if best is None or reading.score > best.score:
                clear[key] = reading
    told: Meanings = {}
    for mention, reading in found:
        key = _told(mention)
        other = clear.get(key) if key and reading.score < _WEAK else None
        told[mention.start] = replace(other, cue=None) if other else reading
    return told


def _told(mention: Mention) -> tuple[str, str | None, float] | None:
    value = mention.point if mention.point is not None else mention.high or mention.low
    least = _LEAST_TOLD.get(mention.dimension)
    if value is None or least is None or value < least:
        return None
    return mention.unit, mention.per, value


def without_names(hits: Sequence[Hit], names: Sequence[NameAt]) -> list[Hit]:
    """Return the cues that are no part of a name: Naledi Royalties is no royalty.

    Who lends is told by names, so a lender's stays.
    """
    bodies = [(n.start, n.end) for n in names if n.kind in ("company", "agency")]
    if not bodies:
        return list(hits)
    return [
        hit
        for hit in hits
        if hit.measure == "loan_amount"
        or not any(start <= hit.start and hit.end <= end for start, end in bodies)
    ]
