"""Who says a number, by the tree: the subject of the verb of speech that the number hangs under."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from tenor.evidence.model import Candidate, Span, Voice
from tenor.evidence.parsing.trees import Tree
from tenor.evidence.rules.reading import Reader

_TELLS = (
    r"said|says?|told|tells?|stat(?:ed|es?)|add(?:ed|s)|note[ds]?|claim(?:s|ed)?|warn(?:s|ed)?"
    r"|argu(?:es?|ed)|insist(?:s|ed)?|wrote|writes?|believ(?:es?|ed)|explain(?:s|ed)?"
    r"|den(?:y|ies|ied)|caution(?:s|ed)?|acknowledg(?:es?|ed)|conced(?:es?|ed)|testif(?:ies|ied)"
    r"|conclud(?:es?|ed)|suggest(?:s|ed)?|maintain(?:s|ed)?|alleg(?:es?|ed)|recalled|replied"
    r"|complained|contend(?:s|ed)|confirm(?:s|ed)?|reveal(?:s|ed)?|reiterated"
)
_PUTS = (
    r"puts?|valued|values|estimat(?:es?|ed)|forecasts?|forecasted|reckon(?:s|ed)?"
    r"|predict(?:s|ed)?|calculat(?:es?|ed)|counts|counted"
)
_SAYS = re.compile(rf"(?:{_TELLS}|{_PUTS}|announc(?:ed|es?)|report(?:s|ed)?|disclos(?:es?|ed))")
_FIGURES = re.compile(rf"(?:{_PUTS})")
_CLAUSES = frozenset({"ccomp", "parataxis"})
_FIGURE_DEPS = frozenset({"dobj", "oprd", "xcomp"})
_SUBJECT = frozenset({"nsubj"})
_OBJECT = frozenset({"pobj"})
_ASIDE = frozenset({"relcl", "advcl", "ccomp", "acl", "conj"})
"""How a verb hangs that is not the main one of its sentence."""
_NEAR = frozenset({"compound", "amod", "poss", "nmod", "case", "nummod", "det"})
_NOBODY = frozenset(
    {"he", "she", "it", "they", "we", "i", "you", "who", "which", "that", "this", "one", "nobody"}
    | {"what", "there", "these", "those", "correction", "comment", "both", "each"}
)
_LONGEST = 90


def says(tree: Tree, number: int) -> bool:
    """Return whether a word is a verb of speech or of estimate."""
    word = tree.words[number]
    return word.tag.startswith("VB") and bool(_SAYS.fullmatch(word.lower))


def find_speaker(tree: Tree, top: int) -> int | None:
    """Return the head word of who says what a word hangs under; None where nobody does.

    A clause is said where it is the complement of a verb of speech ("X said that ..."); a figure,
    where it is the object of a verb of estimate, or stands behind its ``at`` ("X puts it at ...").
    """
    words = tree.words
    path = tree.chain(top)
    for below, node in pairwise(path):
        if not says(tree, node):
            continue
        via = words[below]
        puts = bool(_FIGURES.fullmatch(words[node].lower))
        at = via.dep == "prep" and via.lower == "at"
        if via.dep in _CLAUSES or (puts and (at or via.dep in _FIGURE_DEPS)):
            return _subject(tree, node, below)
    return None


def _subject(tree: Tree, verb: int, below: int) -> int | None:
    """Return the subject of a verb, or of the one that it is joined to."""
    for node in tree.chain(verb)[:3]:
        found = tree.child(node, _SUBJECT)
        if found is not None and found != below:
            return None if tree.words[found].lower in _NOBODY else found
        if tree.words[node].dep not in ("conj", "xcomp"):
            return None
    return None


def name_of(tree: Tree, text: str, head: int) -> Span:
    """Return a noun with the words before it and its ``of``, ``for`` or ``at``; no clause."""
    words = tree.words
    kept, waiting = {head}, [head]
    while waiting:
        one = waiting.pop()
        for child in tree.children(one):
            word = words[child]
            leads = one == head and word.dep == "prep" and word.lower in ("of", "for", "at")
            if word.dep in _NEAR or leads or (words[one].dep == "prep" and word.dep in _OBJECT):
                kept.add(child)
                waiting.append(child)
    low = high = head
    while low - 1 in kept:
        low -= 1
    while high + 1 in kept:
        high += 1
    return Span.of(text, words[low].start, words[high].end)


def add_speaker(reader: Reader, candidate: Candidate, tree: Tree, top: int) -> Candidate:
    """Return a candidate with the speaker of its clause, where the rules have found none."""
    if candidate.attribution:
        return candidate
    head = find_speaker(tree, top)
    if head is None:
        return candidate
    span = name_of(tree, reader.text, head)
    if span.end - span.start > _LONGEST or "\n" in span.exact:
        return candidate
    return replace(candidate, attribution=(Voice(span.exact, "speaker", span),))


def drop_speaker(reader: Reader, candidate: Candidate, tree: Tree, top: int) -> Candidate:
    """Return a candidate without a speaker whose verb has a clause that the number is not in.

    "The loan has a term of 15 years, longer than the company said it could obtain": the company
    said something, and not that.
    """
    voices = candidate.attribution
    span = voices[0].span if len(voices) == 1 and voices[0].role == "speaker" else None
    if span is None or not tree.words[0].start <= span.start < tree.words[-1].end:
        return candidate
    who = tree.top(span.start, span.end)
    if who is None or "“" in reader.text[span.end : candidate.mention.start]:
        return candidate
    verb = tree.words[who].head
    is_aside = tree.words[who].dep in _SUBJECT and tree.words[verb].dep in _ASIDE
    if not is_aside or not says(tree, verb) or tree.child(verb, _CLAUSES) is None:
        return candidate
    return candidate if verb in tree.chain(top) else replace(candidate, attribution=())
