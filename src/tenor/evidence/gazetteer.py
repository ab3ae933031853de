"""Names of projects, companies, agencies, places and states in a text.

The tables ``data/tables/gazetteer_*.csv`` are read when first asked for; states come from
`core.countries` and `nations`. The matcher keeps all names by their first token and takes the
longest that fits, so its time is linear in the text.
"""

from __future__ import annotations

import csv
import functools
import io
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tenor.core.countries import country, country_codes, is_country_code
from tenor.core.country_table import ALIASES, AMBIGUOUS
from tenor.core.errors import DataError
from tenor.evidence.nations import BLOCS, MORE_NAMES, NATIONS, NOT_NAMES, OTHER_THINGS

TABLES = Path(__file__).resolve().parents[1] / "data" / "tables"
GROUPS: Mapping[str, str] = {
    "gazetteer_companies": "company",
    "gazetteer_agencies": "agency",
    "gazetteer_projects": "project",
    "gazetteer_places": "place",
}
"""File and the kind of its names, the stronger first where one name has two meanings."""

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
_NO_NAME = "none"
_WINDOW = 160


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing with its names.

    Attributes
    ----------
    id, name : str
    kind : str
        ``project``, ``company``, ``agency``, ``place``, ``country`` or ``bloc``.
    country : str or None
        Alpha-3 code.
    detail : str or None
        The table's own kind: mine, deposit, port, bank ...
    aliases : tuple of str
    context : tuple of str
        Words of which one must stand near a name that is also an ordinary word; ``("*",)``
        where any word of the trade will do; empty where the name stands for itself.
    more : mapping
        The other columns of the row.
    """

    id: str
    name: str
    kind: str
    country: str | None = None
    detail: str | None = None
    aliases: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    more: Mapping[str, str] = field(default_factory=dict)


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


class Gazetteer:
    """Entities and a matcher of their names."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self.entities: dict[str, Entity] = {}
        self._starts: dict[str, list[_Entry]] = {}
        self._names: dict[tuple[str, ...], list[_Entry]] = {}
        for entity in entities:
            self.entities.setdefault(entity.id, entity)
            for name, form in _names_of(entity):
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
        if chosen.entity.kind != _NO_NAME:
            found.append(_name(chosen, text, start, end))
        return size

    def entity_of(self, name: str) -> Entity | None:
        """Return the entity that a whole name stands for, or None where none or several fit.

        Examples
        --------
        >>> gazetteer().entity_of("the Government of Pakistan").id
        'PAK'
        """
        tokens = tuple(_fold(m.group()) for m in _TOKEN.finditer(_SUFFIX.sub("", name)))
        for skipped in range(min(2, len(tokens))):
            held = self._names.get(tokens[skipped:], ())
            if held and (skipped == 0 or tokens[0] == "the"):
                return held[0].entity if len({e.entity.id for e in held}) == 1 else None
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
    return Gazetteer((*read_tables(folder), *states()))


def read_tables(folder: Path) -> Iterator[Entity]:
    """Yield the entities of the tables that a folder holds; an absent table holds none.

    Raises
    ------
    DataError
        A table lacks ``id`` or ``name``, or cannot be read as UTF-8.
    """
    for stem, kind in GROUPS.items():
        path = folder / f"{stem}.csv"
        if path.is_file():
            yield from read_table(path, kind)


def read_table(path: Path, kind: str) -> Iterator[Entity]:
    """Yield the entities of one table.

    Columns id and name; where given aliases (separated by ``;`` or ``|``), kind, country and
    needs_context (``yes``, or words of which one must stand near).
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{path.name}: not UTF-8 ({error.reason}); save it as UTF-8") from error
    rows = csv.DictReader(io.StringIO(text, newline=""))
    if not {"id", "name"} <= set(rows.fieldnames or ()):
        raise DataError(f"{path.name}: expected columns id and name, found {rows.fieldnames}")
    for row in rows:
        values = {key: (value or "").strip() for key, value in row.items() if isinstance(key, str)}
        if values["id"] and values["name"]:
            yield _entity(values, kind)


def states() -> Iterator[Entity]:
    """Yield the states and blocs with their names, adjectives and seats of government."""
    ambiguous = {*AMBIGUOUS, *NOT_NAMES}
    for code in country_codes(extra=False):
        place = country(code)
        names = [
            place.name,
            place.iso_name,
            *ALIASES.get(code, ()),
            *_split(MORE_NAMES.get(code, "")),
        ]
        kept = [n for n in dict.fromkeys(names) if n not in ambiguous and n not in {code}]
        name = place.name
        yield Entity(code, name, "country", code, "state", tuple(kept))
    for bloc, (name, listed) in BLOCS.items():
        yield Entity(bloc, name, "bloc", None, "bloc", tuple(_split(listed)))
    for name in OTHER_THINGS:
        yield Entity(f"not/{name}", name, _NO_NAME)


def _entity(values: Mapping[str, str], kind: str) -> Entity:
    own = ("id", "name", "aliases", "kind", "country", "needs_context")
    need = values.get("needs_context", "")
    plain = need.casefold()
    if plain in {"", "0", "no", "n", "false"}:
        context: tuple[str, ...] = ()
    elif plain in {"1", "yes", "y", "true"}:
        context = ("*",)
    else:
        context = tuple(_split(need))
    return Entity(
        values["id"],
        values["name"],
        kind,
        values.get("country") or None,
        values.get("kind") or None,
        tuple(_split(values.get("aliases", ""))),
        context,
        {key: value for key, value in values.items() if key not in own},
    )


def _split(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;|]", text) if part.strip()]


def _names_of(entity: Entity) -> Iterator[tuple[str, str]]:
    if entity.kind != "country":
        yield entity.name, "name"
        yield from ((alias, "name") for alias in entity.aliases)
        return
    yield from ((alias, "name") for alias in entity.aliases)
    adjectives, seats = NATIONS.get(entity.id, ("", ""))
    for name in entity.aliases:
        yield f"Government of {name}", "name"
        yield f"{name} government", "name"
    for adjective in _split(adjectives):
        yield adjective, "adjective"
        yield f"{adjective} government", "name"
    yield from ((seat, "seat") for seat in _split(seats))


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
    kept = [entry for entry in fits if _in_context(entry.entity, text, start, end)]
    if len(kept) > 1:
        near = text[max(0, start - 4 * _WINDOW) : end + 4 * _WINDOW].casefold()
        for entry in kept:
            code = entry.entity.country
            if code and entry.entity.kind != "country" and _country_near(code, near):
                return entry
    return kept[0] if kept else None


def _in_context(entity: Entity, text: str, start: int, end: int) -> bool:
    if not entity.context:
        return True
    near = f"{text[max(0, start - _WINDOW) : start]} {text[end : end + _WINDOW]}"
    if entity.context != ("*",):
        folded = near.casefold()
        return any(word.casefold() in folded for word in entity.context)
    if entity.kind == "company":
        return _COMPANY_CUES.search(near) is not None
    return _CUES.search(near) is not None


def _country_near(code: str, near: str) -> bool:
    if not is_country_code(code):
        return False
    name = country(code).name
    adjectives = _split(NATIONS.get(code, ("", ""))[0])
    return any(word.casefold() in near for word in (name, *adjectives))


def _name(entry: _Entry, text: str, start: int, end: int) -> Name:
    entity, kind = entry.entity, entry.entity.kind
    if entry.form == "seat" and _AT.search(text, max(0, start - 12), start):
        kind = "place"
    return Name(start, end, entity.id, text[start:end], kind, entity.country, entry.form)


def _state_of(
    tokens: tuple[str, ...], names: Mapping[tuple[str, ...], list[_Entry]]
) -> Entity | None:
    """Return the state behind "the X government", "X officials" and the like."""
    bare = tuple(t for t in tokens if t not in {"the", "government", "of", "officials", "state"})
    held = names.get(bare, ()) if bare and bare != tokens else ()
    found = [entry.entity for entry in held if entry.entity.kind == "country"]
    return found[0] if len(found) == 1 else None
