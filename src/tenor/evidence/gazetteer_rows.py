"""Rows of the gazetteer: the tables, the states and the blocs, as entities."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tenor.core.countries import country, country_codes
from tenor.core.country_table import ALIASES, AMBIGUOUS
from tenor.core.errors import DataError
from tenor.evidence.nations import (
    BLOCS,
    INTERNATIONAL,
    MORE_NAMES,
    NATIONS,
    NOT_NAMES,
    OTHER_THINGS,
)

TABLES = Path(__file__).resolve().parents[1] / "data" / "tables"
GROUPS: Mapping[str, str] = {
    "gazetteer_companies": "company",
    "gazetteer_agencies": "agency",
    "gazetteer_projects": "project",
    "gazetteer_places": "place",
}
"""File and the kind of its names, the stronger first where one name has two meanings."""

NO_NAME = "none"
"""Kind of what only looks like a name."""
BY_NOUN = ("@noun",)
"""Context of a name that counts only beside the word that says what it is: the Hope mine."""


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
        where any word of the trade will do; `BY_NOUN` where the word must touch the name; empty
        where the name stands for itself.
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
    needs_context (``yes``, or words of which one must stand near; a note ``needs_context`` says
    yes too; ``needs_noun`` asks for mine, project or the like right at the name). A note
    ``metonym`` makes a place stand for its state where it acts.
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
            *split_names(MORE_NAMES.get(code, "")),
        ]
        kept = [n for n in dict.fromkeys(names) if n not in ambiguous and n not in {code}]
        name = place.name
        yield Entity(code, name, "country", code, "state", tuple(kept))
    for bloc, (name, listed) in BLOCS.items():
        yield Entity(bloc, name, "bloc", None, "bloc", tuple(split_names(listed)))
    for name in OTHER_THINGS:
        yield Entity(f"not/{name}", name, NO_NAME)


def _entity(values: Mapping[str, str], kind: str) -> Entity:
    own = ("id", "name", "aliases", "kind", "country", "needs_context")
    noted = "yes" if values.get("note") == "needs_context" else ""
    need = values.get("needs_context") or noted
    plain = need.casefold()
    if values.get("note") == "needs_noun":
        context: tuple[str, ...] = BY_NOUN
    elif plain in {"", "0", "no", "n", "false"}:
        context = ()
    elif plain in {"1", "yes", "y", "true"}:
        context = ("*",)
    else:
        context = tuple(split_names(need))
    is_international = values.get("kind") == "multilateral" or values["name"] in INTERNATIONAL
    return Entity(
        values["id"],
        values["name"],
        kind,
        None if is_international else values.get("country") or None,
        values.get("kind") or None,
        tuple(split_names(values.get("aliases", ""))),
        context,
        {key: value for key, value in values.items() if key not in own},
    )


def split_names(text: str) -> list[str]:
    """Return the names of a cell, between ``;`` or ``|``."""
    return [part.strip() for part in re.split(r"[;|]", text) if part.strip()]


def names_of(entity: Entity) -> Iterator[tuple[str, str]]:
    """Yield the names of an entity with their form: name, adjective or seat."""
    if entity.kind != "country":
        yield entity.name, "name"
        yield from ((alias, "name") for alias in entity.aliases)
        return
    yield from ((alias, "name") for alias in entity.aliases)
    adjectives, seats = NATIONS.get(entity.id, ("", ""))
    for name in entity.aliases:
        yield f"Government of {name}", "name"
        yield f"{name} government", "name"
    for adjective in split_names(adjectives):
        yield adjective, "adjective"
        yield f"{adjective} government", "name"
    more = entity.more.get("seats", "")
    yield from ((seat, "seat") for seat in dict.fromkeys(split_names(f"{seats};{more}")))
