"""What a number measures and whether it is so already, by the words that it hangs on."""

from __future__ import annotations

from dataclasses import replace

from tenor.evidence import vocabulary as v
from tenor.evidence.model import Candidate, Span
from tenor.evidence.parsing.trees import Tree
from tenor.evidence.rules.measure import find_hits
from tenor.evidence.rules.reading import Reader, without_names
from tenor.evidence.rules.status_cues import ENDED

_PLANNED = frozenset({"will", "shall", "would", "'ll", "’ll"})
_CONDITIONAL = frozenset({"could", "may", "might"})


def set_measure(reader: Reader, candidate: Candidate, tree: Tree, top: int) -> Candidate:
    """Return a candidate that measures what the noun before its ``of`` says: "loans of $5m"."""
    words = tree.words
    prep = words[top].head
    if words[top].dep != "pobj" or words[prep].lower != "of" or candidate.measure == "ore_tonnage":
        return candidate
    noun = words[words[prep].head]
    number = reader.sentences.at(candidate.mention.start)
    place = reader.sentences.items[number]
    found = find_hits(reader.text, noun.start, noun.end, frozenset({candidate.mention.dimension}))
    hits = without_names(found, reader.names.between(place.start, place.end))
    if not hits:
        return candidate
    best = max(hits, key=lambda hit: hit.weight)
    old, new = v.MEASURES[candidate.measure], v.MEASURES[best.measure]
    if old.deal != new.deal or candidate.mention.dimension not in new.dimensions:
        return candidate
    spans = {**candidate.spans, "measure": Span.of(reader.text, best.start, best.end)}
    return replace(candidate, measure=best.measure, spans=spans)


def set_modality(reader: Reader, candidate: Candidate, tree: Tree, top: int) -> Candidate:
    """Return a candidate that is not yet so where its verb hangs under will, would or could."""
    if candidate.modality != "actual":
        return candidate
    verb = next((n for n in tree.chain(top) if tree.words[n].tag.startswith("VB")), None)
    if verb is None:
        return candidate
    helpers = {tree.words[c].lower for c in tree.children(verb) if tree.words[c].dep == "aux"}
    if helpers & _PLANNED:
        return replace(candidate, modality="planned")
    return replace(candidate, modality="conditional") if helpers & _CONDITIONAL else candidate


_ENDED_REACH, _BEFORE_IT = 70, 6
_ELSEWHERE = frozenset({"advmod", "advcl"})


def set_polarity(reader: Reader, candidate: Candidate, tree: Tree, top: int) -> Candidate:
    """Return a candidate that has not ended where what ended is another.

    "It will cost $6 billion, up from the $5 billion of the study": a word of ending speaks of a
    number that it governs or stands before, not of one that it hangs under, and not out of another
    clause.
    """
    mention, text = candidate.mention, reader.text
    if candidate.polarity != "ended" or candidate.status in v.OFF_LADDER:
        return candidate
    near = max(tree.words[0].start, mention.start - _ENDED_REACH)
    until = min(tree.words[-1].end, mention.end + _ENDED_REACH)
    found = list(ENDED.finditer(text, near, until))
    if any(0 <= mention.start - cue.end() <= _BEFORE_IT for cue in found):
        return candidate
    cues = [tree.top(cue.start(), cue.end()) for cue in found]
    routes = [tree.route(top, cue) for cue in cues if cue is not None]
    elsewhere = [
        route is not None
        and bool(route.down)
        and (not route.up or tree.words[route.down[0]].dep in _ELSEWHERE)
        for route in routes
    ]
    return replace(candidate, polarity="affirmed") if routes and all(elsewhere) else candidate
