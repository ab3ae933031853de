"""The curated tables: what each holds, its columns, and what a cell of each may be.

One fact a row. A row names its source (an id of ``sources.csv``) and how that was met.
A user's file of the same name in ``TENOR_DATA/tables`` stands in front: its rows replace
those with the same key and add to the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tenor.panel.curated.cells import (
    amount,
    basis,
    commodity,
    day,
    degrees,
    hs_code,
    met,
    number,
    one_of,
    place,
    several,
    share,
    stage,
    text,
    unit,
    whole_year,
    yes_no,
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, how a cell is read, and whether it may be empty."""

    name: str
    read: Callable[[str], Any]
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Form:
    """One table.

    Attributes
    ----------
    name : str
        Name of the file without ``.csv``.
    title : str
        What one row states.
    columns : tuple of Column
    key : tuple of str
        Columns that together name a row.
    states : tuple of str
        Columns of which at least one is filled: what the row says.
    own : bool
        Whether a user's file may stand in front.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    states: tuple[str, ...] = ()
    own: bool = True


_PROVENANCE = (Column("source", text), Column("met", met), Column("note", text, needed=False))
_RANGE = tuple(Column(name, number, needed=False) for name in ("value", "low", "high"))
_AMOUNT = tuple(Column(name, amount, needed=False) for name in ("value", "low", "high"))
_STATED = ("value", "low", "high")


def _columns(*parts: Column | tuple[Column, ...]) -> tuple[Column, ...]:
    flat: list[Column] = []
    for part in parts:
        flat.extend((part,) if isinstance(part, Column) else part)
    return tuple(flat)


_OUTPUT = _columns(
    Column("commodity", commodity),
    Column("stage", stage),
    Column("form", text),
    Column("country", place),
    Column("year", whole_year),
    _AMOUNT,
    Column("unit", unit),
    Column("basis", basis),
    Column("estimated", yes_no, needed=False),
    _PROVENANCE,
)

_NAMED = (
    Column("id", text),
    Column("name", text),
    Column("aliases", several(text), needed=False),
    Column("kind", text),
    Column("country", place, needed=False),
)
_WORKS = (
    Column("province", text, needed=False),
    Column("commodities", several(commodity), needed=False),
    Column("operator", text, needed=False),
)

FORMS: Mapping[str, Form] = {
    form.name: form
    for form in (
        Form(
            "stage_production",
            "output of a country at a smelter, refinery or separation plant",
            _OUTPUT,
            ("commodity", "stage", "form", "country", "year", "source"),
            _STATED,
        ),
        Form(
            "mine_production",
            "mine output of a country by the US Geological Survey, beside World Mining Data",
            _OUTPUT,
            ("commodity", "stage", "form", "country", "year", "source"),
            _STATED,
        ),
        Form(
            "us_statistics",
            "United States: output, trade, use, import reliance, stocks",
            _columns(
                Column("commodity", commodity),
                Column("stage", stage, needed=False),
                Column("form", text, needed=False),
                Column(
                    "measure",
                    one_of(
                        "measure",
                        "production",
                        "secondary_production",
                        "imports",
                        "exports",
                        "apparent_consumption",
                        "consumption",
                        "net_import_reliance",
                        "stockpile",
                        "stockpile_acquisition",
                        "stockpile_disposal",
                        "industry_stocks",
                        "price",
                        "employment",
                    ),
                ),
                Column("year", whole_year),
                _RANGE,
                Column("unit", unit),
                Column("basis", basis, needed=False),
                Column("estimated", yes_no, needed=False),
                _PROVENANCE,
            ),
            ("commodity", "stage", "form", "measure", "year", "source"),
            _STATED,
        ),
        Form(
            "import_sources",
            "share of a supplier in an importer's imports of one form",
            _columns(
                Column("importer", place),
                Column("commodity", commodity),
                Column("stage", stage, needed=False),
                Column("form", text, needed=False),
                Column("exporter", place),
                Column("first_year", whole_year),
                Column("last_year", whole_year),
                Column("share", share),
                _PROVENANCE,
            ),
            ("importer", "commodity", "stage", "form", "exporter", "first_year", "source"),
        ),
        Form(
            "reserves",
            "reserves of a country",
            _columns(
                Column("commodity", commodity),
                Column("country", place),
                Column("year", whole_year),
                _AMOUNT,
                Column("unit", unit),
                Column("basis", basis),
                _PROVENANCE,
            ),
            ("commodity", "country", "year", "source"),
            _STATED,
        ),
        Form(
            "elasticities",
            "price, income or substitution elasticity with its range",
            _columns(
                Column("commodity", commodity),
                Column("stage", stage, needed=False),
                Column(
                    "parameter",
                    one_of(
                        "parameter", "supply_price", "demand_price", "demand_income", "substitution"
                    ),
                ),
                Column("horizon", one_of("horizon", "short", "long")),
                _RANGE,
                Column("kind", one_of("kind", "measured", "literature", "judgement")),
                Column("source", text),
                Column("page", text, needed=False),
                Column("met", met),
                Column("note", text, needed=False),
            ),
            ("commodity", "stage", "parameter", "horizon", "source"),
            _STATED,
        ),
        Form(
            "ports",
            "port with its place",
            _columns(
                Column("id", text),
                Column("name", text),
                Column("country", place),
                Column("lat", degrees(90)),
                Column("lon", degrees(180)),
                _PROVENANCE,
            ),
            ("id",),
        ),
        Form(
            "sea_distances",
            "shortest sea route between two ports, with Suez and Panama open or without Suez",
            _columns(
                Column("from_port", text),
                Column("to_port", text),
                Column("distance_nm", number),
                Column("route", one_of("route", "suez_panama", "no_suez", "no_babelmandeb")),
                _PROVENANCE,
            ),
            ("from_port", "to_port", "route"),
        ),
        Form(
            "facilities",
            "mine, smelter, refinery or separation plant with its place",
            _columns(
                Column("id", text),
                Column("name", text),
                Column(
                    "kind",
                    one_of(
                        "kind",
                        "mine",
                        "smelter",
                        "refinery",
                        "separation",
                        "alumina_refinery",
                        "prospect",
                    ),
                ),
                Column("country", place),
                Column("province", text, needed=False),
                Column("lat", degrees(90), needed=False),
                Column("lon", degrees(180), needed=False),
                Column("coordinate_source", text, needed=False),
                Column("commodities", several(commodity)),
                Column("stage", stage),
                Column("operator", text, needed=False),
                Column("capacity", number, needed=False),
                Column("capacity_unit", unit, needed=False),
                Column("capacity_basis", basis, needed=False),
                Column("capacity_year", whole_year, needed=False),
                Column("status", text, needed=False),
                _PROVENANCE,
            ),
            ("id",),
        ),
        Form(
            "country_risk",
            "published risk measure of a country",
            _columns(
                Column("country", place),
                Column("measure", text),
                Column("year", whole_year),
                _RANGE,
                Column("unit", unit),
                _PROVENANCE,
            ),
            ("country", "measure", "year", "source"),
            _STATED,
        ),
        Form(
            "export_controls",
            "dated licence, ban, quota or tax on exports",
            _columns(
                Column("id", text),
                Column("imposed_by", place),
                Column("target", place, needed=False),
                Column("commodity", commodity, needed=False),
                Column("stage", stage, needed=False),
                Column("hs6", several(hs_code), needed=False),
                Column("kind", one_of("kind", "licence", "ban", "quota", "tax", "minimum_price")),
                Column("announced", day, needed=False),
                Column("valid_from", day, needed=False),
                Column("valid_to", day, needed=False),
                Column("ended", day, needed=False),
                Column(
                    "state",
                    one_of(
                        "state",
                        "in_force",
                        "suspended",
                        "ended",
                        "announced",
                        "scheduled",
                        "waived",
                        "replaced",
                        "not_imposed",
                        "void",
                    ),
                ),
                Column("text", text),
                Column("legal_reference", text, needed=False),
                _PROVENANCE,
            ),
            ("id",),
        ),
        Form(
            "fiscal_terms",
            "dated fiscal term of a jurisdiction or project",
            _columns(
                Column("jurisdiction", text),
                Column("country", place),
                Column("level", text),
                Column("id", text),
                Column("measure", text),
                Column("commodity", several(commodity), needed=False),
                _RANGE,
                Column("unit", unit),
                Column("charged_on", text, needed=False),
                Column("payee", text, needed=False),
                Column("valid_from", day, needed=False),
                Column("valid_to", day, needed=False),
                Column("legal_reference", text, needed=False),
                _PROVENANCE,
                Column("from", number, needed=False),
                Column("to", number, needed=False),
                Column("index", text, needed=False),
            ),
            ("id",),
            _STATED,
        ),
        Form(
            "infrastructure",
            "rail, port, power, water or road that a host's projects depend on",
            _columns(
                Column("id", text),
                Column("place", text),
                Column("country", place),
                Column("kind", one_of("kind", "rail", "port", "power", "water", "road")),
                Column("name", text),
                Column("measure", text),
                _RANGE,
                Column("unit", unit, needed=False),
                Column("date", day, needed=False),
                Column("text", text, needed=False),
                Column("status", text, needed=False),
                _PROVENANCE,
            ),
            ("id",),
            (*_STATED, "text"),
        ),
        *(
            Form(
                f"gazetteer_{name}",
                title,
                _columns(_NAMED, more, _PROVENANCE),
                ("id",),
            )
            for name, title, more in (
                ("projects", "mine, plant or deposit by its names", _WORKS),
                ("companies", "company, fund or bank by its names", ()),
                ("agencies", "ministry, agency, lender or body by its names", ()),
                ("places", "country, province, city or port by its names", ()),
            )
        ),
        Form(
            "prices",
            "annual benchmark price, nominal",
            _columns(
                Column("commodity", commodity),
                Column("stage", stage),
                Column("name", text),
                Column("year", whole_year),
                Column("value", number),
                Column("unit", unit),
                Column("source", text),
                Column("met", met),
            ),
            ("commodity", "stage", "name", "year"),
        ),
        Form(
            "price_series",
            "annual price of one good as its source prints it, nominal, beside the benchmarks",
            _columns(
                Column("commodity", commodity),
                Column("stage", stage),
                Column("name", text),
                Column("year", whole_year),
                _AMOUNT,
                Column("unit", unit),
                _PROVENANCE,
            ),
            ("commodity", "stage", "name", "year", "source"),
            _STATED,
        ),
        Form(
            "recycling",
            "share of old scrap in the input of one commodity by one study",
            _columns(
                Column("commodity", commodity),
                Column("eol_rir", share, needed=False),
                Column("year", whole_year),
                Column("scope", text),
                Column("material", text),
                Column("flag", text, needed=False),
                _PROVENANCE,
            ),
            ("commodity", "year", "source", "material"),
            own=False,
        ),
        Form(
            "substitution",
            "substitution index of one commodity by one study",
            _columns(
                Column("commodity", commodity),
                Column("si_sr", share),
                Column("year", whole_year),
                Column("scope", text),
                Column("material", text),
                _PROVENANCE,
            ),
            ("commodity", "year", "source", "material"),
            own=False,
        ),
        Form(
            "stage_codes",
            "HS code of a stage with the metal or oxide contained in a tonne of it",
            _columns(
                Column("commodity", commodity),
                Column("stage", stage),
                Column("hs6", hs_code),
                Column("hs_revision", text),
                Column("hs_last", text),
                Column("form", text),
                Column("scope", one_of("scope", "own", "basket")),
                Column("content", text),
                Column("contained_factor", amount, needed=False),
                Column("low", amount, needed=False),
                Column("high", amount, needed=False),
                Column("factor_kind", text, needed=False),
                Column("source", text),
                Column("met", met),
                Column("code_source", text),
                Column("note", text, needed=False),
            ),
            ("commodity", "stage", "hs6"),
            own=False,
        ),
    )
}
"""The curated tables by name."""
