"""Parties of a number by the tree of its sentence: who is tied to it, and as what."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from tenor.evidence import vocabulary as v
from tenor.evidence.model import Candidate, Party
from tenor.evidence.parsing.trees import Tree
from tenor.evidence.rules.names import NameAt
from tenor.evidence.rules.reading import Reader
from tenor.evidence.rules.roles import AGENT
from tenor.evidence.rules.speech_verbs import VERB

MOST = 4
_PROPER = ("NNP", "NNPS")
_INSIDE = ("compound", "nmod", "amod")
_TIED = frozenset({"nsubj", "poss"})
"""How a name hangs that gives or takes a number: as the subject of its verb, as its owner."""


def add_names(reader: Reader, candidate: Candidate, tree: Tree, top: int) -> Candidate:
    """Return a candidate with the proper nouns that are tied to it and that no list knows."""
    place = reader.sentences.items[reader.sentences.at(candidate.mention.start)]
    known = reader.names.between(place.start, place.end)
    new = [name for name in _proper_nouns(reader, candidate, tree, top) if _is_free(name, known)]
    measure = candidate.measure
    has_sides = measure in AGENT and v.MEASURES[measure].deal
    if not new or not has_sides or len(candidate.parties) >= MOST:
        return candidate
    held = {party.name for party in candidate.parties}
    found = [
        reader.parties.party_of(candidate.mention, measure, name)
        for name in new
        if name.name not in held
    ]
    return replace(candidate, parties=(*candidate.parties, *found)[:MOST])


def _is_free(name: NameAt, known: tuple[NameAt, ...]) -> bool:
    return not any(one.start < name.end and name.start < one.end for one in known)


def _proper_nouns(reader: Reader, candidate: Candidate, tree: Tree, top: int) -> Iterator[NameAt]:
    mention = candidate.mention
    for number, word in enumerate(tree.words):
        if word.tag not in _PROPER or word.dep in _INSIDE or not _is_tied(tree, top, number):
            continue
        first = number
        while first and _leads(tree, first - 1):
            first -= 1
        start, end = tree.words[first].start, word.end
        apart = end <= mention.start or start >= mention.end
        if apart and _is_name(reader.text, tree, first, number):
            yield NameAt(start, end, reader.text[start:end], "company")


def _is_tied(tree: Tree, top: int, number: int) -> bool:
    """Return whether a noun is the subject or the owner of a number, and does not just tell it."""
    route = tree.route(top, number)
    if route is None:
        return False
    told = VERB.fullmatch(tree.words[route.shared].lower)
    if told is not None and told["shows"] is None:
        return False
    return ">".join(tree.named(one) for one in route.down) in _TIED


def _leads(tree: Tree, number: int) -> bool:
    """Return whether a word is the first part of the name behind it."""
    word = tree.words[number]
    return word.tag in _PROPER and word.dep in _INSIDE and word.lower[:1].isalnum()


def _is_name(text: str, tree: Tree, first: int, last: int) -> bool:
    """Return whether proper nouns are a name: not "the Board", not a word that stands once."""
    name = text[tree.words[first].start : tree.words[last].end]
    if _TITLE.match(name):
        return False
    if len(name) < _SHORTEST or not (name[0].isupper() and name[-1].isalnum()):
        return False
    if first < last or name.isupper():
        return name.split()[-1].casefold() not in _GENERIC
    is_described = any(tree.words[c].dep == "det" for c in tree.children(last))
    return not is_described and name.casefold() not in _GENERIC and _capitals(text)[name] > 1


@lru_cache(maxsize=1)
def _capitals(text: str) -> Counter[str]:
    """Return how often each capitalised word stands in a text."""
    return Counter(_CAPITAL.findall(text))


_CAPITAL = re.compile(r"(?<!\w)[^\W\d_a-z][\w-]*\w")
_TITLE = re.compile(r"(?:Mr|Mrs|Ms|Dr|Sir|Minister|President|Secretary|Governor|Senator)\b")
_SHORTEST = 3
_GENERIC_WORDS = (
    "board group house company government project minister ministry party parties state states "
    "president secretary chairman director ceo mr mrs ms dr monday tuesday wednesday thursday "
    "friday saturday sunday january february march april may june july august september october "
    "november december phase section table capital expenditure total revenue production output "
    "cost costs tax npv irr ebitda resource resources reserve reserves admission completion "
    "agreement bill act law order study report plant mine refinery smelter question answer"
)
_GENERIC = frozenset(_GENERIC_WORDS.split(" "))

_SUPPLY_WORDS = (
    "supply supplies supplied ship ships shipped export exports exported provide provides "
    "provided account accounts accounted deliver delivers delivered"
)
_SUPPLY = frozenset(_SUPPLY_WORDS.split(" "))
_BUY_WORDS = (
    "buy buys bought import imports imported purchase purchases purchased take takes took order "
    "orders ordered acquire acquires acquired rely relies relied depend depends depended"
)
_BUY = frozenset(_BUY_WORDS.split(" "))
_HOLD = frozenset(["hold", "holds", "held", "own", "owns", "owned", "possess", "possesses"])
_TRADE_WORDS = (
    "import_share share_of_world share_of_exports percent_change trade_value export_quantity "
    "import_quantity"
)
_TRADE = frozenset(_TRADE_WORDS.split(" "))


def set_roles(reader: Reader, candidate: Candidate, tree: Tree, top: int) -> Candidate:
    """Return a candidate in which the verb says what its subject is: supplies, buys, holds."""
    parties = tuple(_by_verb(tree, candidate.measure, party) for party in candidate.parties)
    return candidate if parties == candidate.parties else replace(candidate, parties=parties)


def _by_verb(tree: Tree, measure: str, party: Party) -> Party:
    if party.span is None or party.inferred:
        return party
    number = tree.top(party.span.start, party.span.end)
    while number is not None and tree.words[number].dep in ("conj", "appos", "compound"):
        number = tree.words[number].head
    if number is None:
        return party
    verb = tree.words[tree.words[number].head]
    if tree.words[number].dep != "nsubj" or not verb.tag.startswith("VB"):
        return party
    role = _of_subject(measure, verb.lower)
    return party if role is None else replace(party, role=role)


def _of_subject(measure: str, verb: str) -> str | None:
    if measure == "ownership_share":
        return "owner" if verb in _HOLD else None
    if measure not in _TRADE:
        return None
    return "exporter" if verb in _SUPPLY else "importer" if verb in _BUY else None
