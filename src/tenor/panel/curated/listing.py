"""The curated tables as lists: which there are, and rows with the citation of their source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from tenor.core.errors import UserError
from tenor.panel.curated.forms import FORMS
from tenor.panel.curated.reading import (
    Row,
    cite,
    own_folder,
    read_curated,
    read_sources,
    require_column,
)
from tenor.panel.curated.shapes import Form
from tenor.sources.box import data_folder


def list_tables() -> list[dict[str, Any]]:
    """Return each table with its number of rows, by how their source was met."""
    found = []
    for form in FORMS.values():
        held = read_curated(form.name)
        met = Counter(row["met"] for row in held.rows)
        counts = {word: met[word] for word in ("opened", "excerpt", "recalled")}
        columns = [column.name for column in form.columns]
        about = {"name": form.name, "title": form.title, "own": held.own, "columns": columns}
        found.append({**about, "rows": len(held.rows), **counts})
    return found


def parse_conditions(form: Form, conditions: Iterable[str]) -> dict[str, Any]:
    """Return the typed conditions ``column=value`` of a question to a table.

    Country and commodity names and aliases are accepted.

    Raises
    ------
    UserError
        A condition has no ``=``, the column is unknown, or the value is not of its form.
    """
    wanted: dict[str, Any] = {}
    readers = {column.name: column.read for column in form.columns}
    for condition in conditions:
        name, sign, value = (part.strip() for part in condition.partition("="))
        if not sign or not value:
            raise UserError(f"{condition!r} is no condition; write COLUMN=VALUE, as year=2024")
        if name not in readers:
            require_column(form, name)
        read = readers[name](named(name, value))
        wanted[name] = read[0] if isinstance(read, tuple) else read
    return wanted


def named(column: str, value: str) -> str:
    """Return a country or commodity, given by name or alias, as the tables write it."""
    if column in ("country", "importer", "exporter", "imposed_by", "target"):
        from tenor.core.countries import country

        return value if value in ("WLD", "ROW") else country(value).iso3
    if column in ("commodity", "commodities"):
        from tenor.panel.materials import read_materials

        return read_materials().resolve(value)[0]
    return value


def with_citations(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return rows as JSON objects, each with the citation of its source."""
    sources = read_sources(own_folder(data_folder()))
    found = []
    for row in rows:
        plain = {k: list(v) if isinstance(v, tuple) else v for k, v in row.items()}
        found.append({**plain, "citation": cite(sources[row["source"]])})
    return found
