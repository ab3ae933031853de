"""Parties of a number by the tree of its sentence: who is tied to it, who is not, and as what."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from tenor.evidence.model import Candidate, Party
from tenor.evidence.parsing.speech import says
from tenor.evidence.parsing.trees import Tree
from tenor.evidence.rules.names import NameAt
from tenor.evidence.rules.reading import Reader
from tenor.evidence.rules.roles import find_parties

MOST = 4
_PROPER = ("NNP", "NNPS")
_INSIDE = ("compound", "nmod", "amod")
_BESIDE = frozenset({"conj", "appos", "compound", "nummod", "quantmod", "amod", "nmod", "det"})
"""Relations inside of one phrase: they do not tell how two phrases hang together."""
_APART = frozenset({"advcl>nsubj", "ccomp>dobj", "advcl>to", "according>to", "according>pobj"})
"""How a name hangs that has no part in a number: subject of another clause, object of another."""
_TIED = frozenset({"nsubj", "nsubjpass", "poss", "from>pobj", "by>pobj", "nsubj>conj"})


def _hangs(tree: Tree, down: Sequence[int]) -> str:
    """Return how a word hangs below the head that it shares with a number, in two steps."""
    return ">".join([tree.named(one) for one in down if tree.words[one].dep not in _BESIDE][:2])


def drop_parties(reader: Reader, candidate: Candidate, tree: Tree, top: int) -> Candidate:
    """Return a candidate without the parties that belong to another clause of its sentence."""
    kept = tuple(p for p in candidate.parties if not _is_apart(tree, p, top))
    return candidate if len(kept) == len(candidate.parties) else replace(candidate, parties=kept)


def _is_apart(tree: Tree, party: Party, top: int) -> bool:
    if party.span is None or party.inferred:
        return False
    number = tree.top(party.span.start, party.span.end)
    route = None if number is None else tree.route(top, number)
    return route is None or _hangs(tree, route.down) in _APART


def add_names(reader: Reader, candidate: Candidate, tree: Tree, top: int) -> Candidate:
    """Return a candidate with the proper nouns that are tied to it and that no list knows."""
    place = reader.sentences.items[reader.sentences.at(candidate.mention.start)]
    known = reader.names.between(place.start, place.end)
    new = [name for name in _proper_nouns(reader, candidate, tree, top) if _is_free(name, known)]
    if not new or len(candidate.parties) >= MOST:
        return candidate
    found = _with_roles(reader, candidate, new, (place.start, place.end))
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
    """Return whether a noun is the subject, the owner or the source of a number."""
    route = tree.route(top, number)
    if route is None or says(tree, route.shared):
        return False
    return ">".join(tree.named(one) for one in route.down) in _TIED


def _leads(tree: Tree, number: int) -> bool:
    """Return whether a word is the first part of the name behind it."""
    word = tree.words[number]
    return word.tag in _PROPER and word.dep in _INSIDE and word.lower[:1].isalnum()


def _is_name(text: str, tree: Tree, first: int, last: int) -> bool:
    """Return whether proper nouns are a name: not "the Board", not a word that stands once."""
    name = text[tree.words[first].start : tree.words[last].end]
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


def _with_roles(
    reader: Reader, candidate: Candidate, names: list[NameAt], bounds: tuple[int, int]
) -> tuple[Party, ...]:
    held = {party.name for party in candidate.parties}
    found = find_parties(reader.text, candidate.mention, candidate.measure, names, bounds)
    return tuple(party for party in found if party.name not in held)


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
_ROLES: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(_TRADE, ("exporter", "importer")),
    "deal_value": ("seller", "buyer"),
    "offtake_quantity": ("supplier", "offtaker"),
    "purchase_quantity": ("seller", "buyer"),
    "purchase_commitment": ("seller", "buyer"),
}
_HELD = frozenset(["ownership_share", "resource_value", "reserve_quantity", "resource_quantity"])


def set_roles(reader: Reader, candidate: Candidate, tree: Tree, top: int) -> Candidate:
    """Return a candidate in which the verb says which part its subject has: supplies, buys."""
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
    word = tree.words[number]
    verb = tree.words[word.head]
    role = None
    if word.dep == "nsubj" and verb.tag.startswith("VB"):
        role = _of_subject(measure, verb.lower)
    elif word.dep == "pobj" and verb.lower == "by" and measure == "tariff_rate":
        role = "party" if tree.words[verb.head].lower == "imported" else None
    elif word.dep == "pobj" and verb.lower == "to" and measure in _TRADE:
        role = "importer" if tree.words[verb.head].lower in ("went", "goes", "go") else None
    return party if role is None else replace(party, role=role)


def _of_subject(measure: str, verb: str) -> str | None:
    if verb in _HOLD and measure in _HELD:
        return "owner"
    giver, taker = _ROLES.get(measure, (None, None))
    if verb in _SUPPLY:
        return giver
    return taker if verb in _BUY else None
