"""Names of projects, companies, agencies, places and states in a text.

The tables ``data/tables/gazetteer_*.csv`` are read when first asked for; states come from
`core.countries` and `nations`. The matcher keeps all names by their first token and takes the
longest that fits, so its time is linear in the text.
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tenor.core.countries import country, is_country_code
from tenor.evidence.gazetteer_rows import (
    BY_NOUN,
    NO_NAME,
    TABLES,
    Entity,
    names_of,
    read_table,
    read_tables,
    split_names,
    states,
)
from tenor.evidence.nations import NATIONS

__all__ = [
    "TABLES",
    "Entity",
    "Gazetteer",
    "Name",
    "find_names",
    "gazetteer",
    "read_table",
    "read_tables",
    "states",
]

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}[^\W\d_]?(?!\w)|[^\W_]+|&")
_LOOSE = frozenset(" \t\n\r\u00a0\u202f\u2009-‐‑–—'’‘`&/_")
_POINTS = frozenset(".,()")
_SUFFIX = re.compile(
    r",?[ \u00a0](?:Corporation|Corp\b\.?|Incorporated|Inc\b\.?|Limited|Ltd\b\.?|plc\b|PLC\b|LLC\b|"
    r"LLP\b|Pty\b\.?(?:[ ]Ltd\b\.?)?|Co\b\.?(?:,?[ ]Ltd\b\.?)?|Company|S\.?A\.?(?=\W|$)|AG\b|SE\b|"
    r"N\.?V\.?(?=\W|$)|GmbH\b|Group|Holdings?)(?!\w)"
)
_AT = re.compile(
    r"\b(?:in|at|to|from|near|outside|of|visit(?:ed|s)?|across|around|leaves?|left|reached)\s$|[\[(]$",
    re.IGNORECASE,
)
_CUES = re.compile(
    r"\b(?:mines?|mining|mined|miners?|deposits?|projects?|ores?|concentrates?|smelters?|tonnes?|tons?"
    r"|refiner(?:y|ies)|fields?|pits?|shafts?|drill\w*|resources?|reserves?|grade|explor\w+|basin"
    r"|plant|port|railway|pipeline|terminal|copper|gold|silver|lithium|nickel|cobalt|zinc|lead|tin"
    r"|tungsten|antimony|graphite|rare[ ]earths?|uranium|iron|coal|gas|oil|bauxite|manganese"
    r"|chromite|phosphate|potash|platinum|diamonds?)\b",
    re.IGNORECASE,
)
_NOUN = (
    r"(?:mines?|projects?|deposits?|smelters?|refiner(?:y|ies)|operations?|plants?|complex|pits?"
    r"|concentrators?|mills?|colliery|quarry|orebody|shafts?|propert(?:y|ies)|prospects?|tailings"
    r"|assets?|concessions?|licen[cs]es?)\b"
)
_NOUN_AFTER = re.compile(
    r"(?:[ \u00a0\-–/]+(?:and|open|underground|pit|hard|rock|rare|earths?|heavy|mineral|sands?"
    r"|surface|base|precious|metals?|ore|iron|copper|gold|silver|zinc|lead|tin|nickel|cobalt|lithium|tungsten"
    r"|antimony|graphite|uranium|bauxite|alumina|alumini?um|manganese|chrom\w+|vanadium|titanium"
    r"|niobium|tantalum|molybdenum|platinum|palladium|PGM|phosphate|potash|diamonds?|coal|polymetallic"
    r"|oxide|sulphide|spodumene|brine|mining|processing|development|expansion)){0,4}"
    rf"[ \u00a0\-]+{_NOUN}",
    re.IGNORECASE,
)
_NOUN_BEFORE = re.compile(rf"\b{_NOUN}[ \u00a0]at[ \u00a0]$", re.IGNORECASE)
_OF_COMPANY = re.compile(
    r"[ \u00a0](?:Resources|Minerals|Metals|Mining|Holdings?|Group|Ltd|Limited|Inc|Corp|plc|PLC)\b"
    r"(?![ ](?:project|operation|complex))"
)
"""After the name of a works that is also a word: the name of its company, or of another."""
_COMPANY_CUES = re.compile(
    r"\b(?:compan(?:y|ies)|firm|miner|producer|developer|shares?|ASX|TSX|LSE|NYSE|AIM|CEO|stake|owned"
    r"|chief[ ]executive|subsidiary|operator|Ltd|Inc|Corp|Limited|mining|mine|project|refiner"
    r"|trader)\b",
    re.IGNORECASE,
)
_CURRENCY = re.compile(
    r"\$|[ \u00a0-](?:dollars?|rupees?|yuan|renminbi|francs?|pounds?|sterling|yen|won|rou?bles?|"
    r"rand|pesos?|reais|real|lira|kronor|kroner?|riyals?|dirhams?|rupiah|ringgit|shillings?|cents?)\b",
    re.IGNORECASE,
)
_LOWER_ENDS = frozenset(
    {"administration", "belt", "block", "corridor", "district", "field", "government", "mine"}
    | {"mines", "pipeline", "plant", "port", "project", "province", "railway", "refinery"}
    | {"smelter", "states"}
)
"""Last words of a name that texts write small."""
_AFTER_STATES = frozenset({"and", "on", "in", "is", "has", "s", "will", "government"})
_BEFORE_STATES = frozenset(
    {"in", "from", "to", "and", "for", "with", "the", "of", "as", "when", "while", "but", "where"}
    | {"if", "since", "after", "neighbouring", "neighboring", "republic", "between", "by", "both"}
)
"""Words about the name of a state that is also a person's; others in capitals make it one."""
_STRENGTH = ("country", "bloc", "company", "agency", "project", "place", NO_NAME)
_WINDOW = 160


@dataclass(frozen=True, slots=True)
class Name:
    """A name found in a text, half-open in code points.

    `form` is ``name``, ``adjective`` ("Pakistani"), ``seat`` (Islamabad for Pakistan) or ``code``
    (an abbreviation of capitals). A seat of government that is the scene and not the actor is of
    kind ``place``.
    """

    start: int
    end: int
    entity_id: str
    name: str
    kind: str
    country: str | None
    form: str = "name"


@dataclass(frozen=True, slots=True)
class _Entry:
    tokens: tuple[str, ...]
    points: tuple[bool, ...]
    entity: Entity
    form: str
    exact: str | None
    lower_end: bool
    unsure: bool


class Gazetteer:
    """Entities and a matcher of their names."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self.entities: dict[str, Entity] = {}
        self._starts: dict[str, list[_Entry]] = {}
        self._names: dict[tuple[str, ...], list[_Entry]] = {}
        for entity in entities:
            self.entities.setdefault(entity.id, entity)
            for name, form in names_of(entity):
                self._add(name, form, entity)
        for entries in self._starts.values():
            entries.sort(key=lambda e: -len(e.tokens))

    def _add(self, name: str, form: str, entity: Entity) -> None:
        places = [(m.start(), m.end()) for m in _TOKEN.finditer(name)]
        if not places:
            return
        words = [name[a:b] for a, b in places]
        tokens = tuple(map(_fold, words))
        gaps = [name[a[1] : b[0]] for a, b in itertools.pairwise(places)]
        code = len(words) == 1 and _is_code(words[0])
        entry = _Entry(
            tokens,
            tuple(any(c in _POINTS for c in gap) for gap in gaps),
            entity,
            "code" if code and form == "name" else form,
            words[0].replace(".", "") if code else None,
            words[-1][0].islower() or tokens[-1] in _LOWER_ENDS,
            bool(entity.context) and not _is_plain(entity, words),
        )
        held = self._names.setdefault(tokens, [])
        if all(other.entity.id != entity.id for other in held):
            held.append(entry)
            self._starts.setdefault(tokens[0], []).append(entry)

    def find(self, text: str) -> list[Name]:
        """Return the names in a text in order, without overlap, the longest first."""
        places = [(m.start(), m.end()) for m in _TOKEN.finditer(text)]
        tokens = [_fold(text[a:b]) for a, b in places]
        found: list[Name] = []
        starts, index, count = self._starts, 0, len(tokens)
        while index < count:
            entries = starts.get(tokens[index])
            used = 0
            if entries:
                used = self._match(text, places, tokens, index, found)
            index += used or 1
        return found

    def _match(
        self,
        text: str,
        places: Sequence[tuple[int, int]],
        tokens: Sequence[str],
        index: int,
        found: list[Name],
    ) -> int:
        fits: list[_Entry] = []
        for entry in self._starts[tokens[index]]:
            size = len(entry.tokens)
            if fits and size < len(fits[0].tokens):
                break
            if tuple(tokens[index : index + size]) != entry.tokens:
                continue
            if _fits(text, places[index : index + size], entry):
                fits.append(entry)
        if not fits:
            return 0
        size = len(fits[0].tokens)
        start, end = places[index][0], places[index + size - 1][1]
        chosen = _choose(fits, text, start, end)
        if chosen is None:
            return 0
        if chosen.entity.kind == "company" and (tail := _SUFFIX.match(text, end)):
            end = tail.end()
            while index + size < len(places) and places[index + size][0] < end:
                size += 1
        if chosen.entity.kind != NO_NAME:
            start = _with_state(chosen.entity, text, start, found)
            found.append(_name(chosen, text, start, end))
        return size

    def entity_of(self, name: str) -> Entity | None:
        """Return the entity that a whole name stands for, or None where none or several fit.

        A state goes before a company, a company before an agency, a project and a place.

        Examples
        --------
        >>> gazetteer().entity_of("the Government of Pakistan").id
        'PAK'
        """
        tokens = tuple(_fold(m.group()) for m in _TOKEN.finditer(_SUFFIX.sub("", name)))
        for skipped in range(min(2, len(tokens))):
            held = self._names.get(tokens[skipped:], ())
            if held and (skipped == 0 or tokens[0] == "the"):
                return _strongest([entry.entity for entry in held])
        return _state_of(tokens, self._names)


def find_names(text: str) -> list[Name]:
    """Return the names of the built-in gazetteer in a text, in order and without overlap.

    Examples
    --------
    >>> [(n.name, n.entity_id, n.kind, n.form) for n in find_names("Islamabad met U.S. officials.")]
    [('Islamabad', 'PAK', 'country', 'seat'), ('U.S.', 'USA', 'country', 'code')]
    >>> [(n.name, n.kind) for n in find_names("a forum in Islamabad")]
    [('Islamabad', 'place')]
    """
    return gazetteer().find(text)


@functools.cache
def gazetteer(folder: Path = TABLES) -> Gazetteer:
    """Return the gazetteer of a folder of tables, read once; states are always in it."""
    return Gazetteer(list(_with_states(read_tables(folder))))


def _with_states(rows: Iterable[Entity]) -> Iterator[Entity]:
    """Yield rows and states: a state's own rows and governments lend it their names and go."""
    known = {state.id: state for state in states()}
    own = Gazetteer(known.values())
    yield from (state for state in known.values() if state.kind != "country")
    lent: dict[str, list[str]] = {}
    seats: dict[str, list[str]] = {}
    for row in rows:
        if row.detail == "government":
            state = own.entity_of(row.name)
            if state is not None:
                lent.setdefault(state.id, []).extend((row.name, *row.aliases))
                continue
        if row.kind == "place" and row.detail == "country":
            continue
        if row.more.get("note") == "metonym" and row.country:
            seats.setdefault(row.country, []).extend((row.name, *row.aliases))
        yield row
    for code, state in known.items():
        if state.kind != "country":
            continue
        aliases = (*state.aliases, *lent.get(code, ()))
        yield replace(state, aliases=aliases, more={"seats": ";".join(seats.get(code, ()))})


def _is_plain(entity: Entity, words: Sequence[str]) -> bool:
    """Tell whether a name says by itself what it is, though another of the entity's does not."""
    if entity.context not in (("*",), BY_NOUN) or len(words) < 2 or entity.kind == "agency":
        return False
    return bool(_CUES.fullmatch(words[-1]) or _SUFFIX.fullmatch(f" {words[-1]}"))


def _fold(word: str) -> str:
    if word == "&":
        return "and"
    if not word.isascii():
        plain = unicodedata.normalize("NFKD", word)
        word = "".join(c for c in plain if not unicodedata.combining(c))
    return word.replace(".", "").casefold()


def _is_code(word: str) -> bool:
    bare = word.replace(".", "")
    return bare.isupper() and len(bare) <= 6


def _fits(text: str, places: Sequence[tuple[int, int]], entry: _Entry) -> bool:
    first = text[places[0][0] : places[0][1]]
    if entry.exact is not None:
        return first.replace(".", "") == entry.exact and not _CURRENCY.match(text, places[0][1])
    if first[0].islower() and not entry.entity.name[0].islower():
        return False
    for gap, (a, b) in enumerate(itertools.pairwise(places)):
        between = text[a[1] : b[0]]
        if len(between) > 3 or between.count("\n") > 1:
            return False
        pointed = entry.points[gap]
        if any(c not in _LOOSE and not (pointed and c in _POINTS) for c in between):
            return False
    last = text[places[-1][0] : places[-1][1]]
    if len(places) > 1 and last[0].islower() and not entry.lower_end:
        return False
    is_state = entry.entity.kind == "country"
    return not (is_state and _CURRENCY.match(text, places[-1][1]))


def _choose(fits: Sequence[_Entry], text: str, start: int, end: int) -> _Entry | None:
    kept = [e for e in fits if not e.unsure or _in_context(e.entity, text, start, end)]
    seat = next((entry for entry in kept if entry.form == "seat"), None)
    if seat is not None:
        scene = _AT.search(text, max(0, start - 12), start) is not None
        place = next((entry for entry in kept if entry.entity.kind == "place"), None)
        return place if scene and place is not None else seat
    if len(kept) > 1:
        near = text[max(0, start - 4 * _WINDOW) : end + 4 * _WINDOW].casefold()
        for entry in kept:
            code = entry.entity.country
            if code and entry.entity.kind != "country" and _country_near(code, near):
                return entry
    return kept[0] if kept else None


def _in_context(entity: Entity, text: str, start: int, end: int) -> bool:
    near = f"{text[max(0, start - _WINDOW) : start]} {text[end : end + _WINDOW]}"
    if entity.context == BY_NOUN:
        return _is_beside_noun(text, start, end)
    if entity.context != ("*",):
        folded = near.casefold()
        return any(word.casefold() in folded for word in entity.context)
    if entity.kind == "country":
        return not _is_person(text, start, end)
    if entity.kind == "company":
        return _COMPANY_CUES.search(near) is not None
    if entity.kind == "agency" and entity.country:
        wide = text[max(0, start - 4 * _WINDOW) : end + 4 * _WINDOW].casefold()
        return _country_near(entity.country, wide)
    is_company = entity.kind == "project" and _OF_COMPANY.match(text, end)
    return not is_company and _CUES.search(near) is not None


def _is_beside_noun(text: str, start: int, end: int) -> bool:
    """Tell whether mine, project or the like follows a name, or a mine is told to be at it."""
    before = text[max(0, start - 24) : start]
    return bool(_NOUN_AFTER.match(text, end) or _NOUN_BEFORE.search(before))


def _is_person(text: str, start: int, end: int) -> bool:
    """Tell whether a state's name is part of a person's or of a state inside another."""
    before = re.search(r"([^\W\d_][\w.]*)(,?)[ ]$", text[max(0, start - 24) : start])
    after = re.match(r"[ ]([^\W\d_][\w’']*)", text[end : end + 24])
    if after and after[1][0].isupper() and _fold(after[1]) not in _AFTER_STATES:
        return True
    if before is None or not before[1][0].isupper():
        return False
    return bool(before[2]) or _fold(before[1]) not in _BEFORE_STATES


def _country_near(code: str, near: str) -> bool:
    if not is_country_code(code):
        return False
    name = country(code).name
    adjectives = split_names(NATIONS.get(code, ("", ""))[0])
    return any(word.casefold() in near for word in (name, *adjectives))


def _with_state(entity: Entity, text: str, start: int, found: list[Name]) -> int:
    """Return where an agency's name starts, with the state just before it: US State Department."""
    before = found[-1] if found else None
    if entity.kind == "agency" and before is not None and before.kind == "country":
        adjacent = text[before.end : start] in {" ", "\u00a0"} and before.form != "seat"
        if adjacent and before.country == entity.country:
            found.pop()
            return before.start
    return start


def _name(entry: _Entry, text: str, start: int, end: int) -> Name:
    entity, kind = entry.entity, entry.entity.kind
    if entry.form == "seat" and _AT.search(text, max(0, start - 12), start):
        kind = "place"
    return Name(start, end, entity.id, text[start:end], kind, entity.country, entry.form)


def _strongest(found: Sequence[Entity]) -> Entity | None:
    first = min(_STRENGTH.index(entity.kind) for entity in found)
    kept = {entity.id: entity for entity in found if _STRENGTH.index(entity.kind) == first}
    strongest = next(iter(kept.values()))
    return strongest if len(kept) == 1 and strongest.kind != NO_NAME else None


def _state_of(
    tokens: tuple[str, ...], names: Mapping[tuple[str, ...], list[_Entry]]
) -> Entity | None:
    """Return the state behind "the X government", "X officials" and the like."""
    bare = tuple(t for t in tokens if t not in {"the", "government", "of", "officials", "state"})
    held = names.get(bare, ()) if bare and bare != tokens else ()
    found = [entry.entity for entry in held if entry.entity.kind == "country"]
    return found[0] if len(found) == 1 else None
