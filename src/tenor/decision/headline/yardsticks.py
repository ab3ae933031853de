"""Looking up yardsticks: reserves, output, use, prices, economies, each with row and source.

Masses are brought to tonnes of the commodity's own content, money to USD, rates to a year.
A figure on another basis is converted by its stoichiometry or left out, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from tenor.core.countries import country_name
from tenor.core.errors import UnitError
from tenor.core.formulae import MATERIALS, content_factor
from tenor.core.units import parse_unit
from tenor.decision.headline.model import Known, Range
from tenor.panel.curated import read_curated
from tenor.panel.curated.reading import Row, own_folder, read_sources
from tenor.panel.materials import read_materials
from tenor.sources.box import data_folder

TONNES: Mapping[str, float] = {
    **{"g": 1e-6, "kg": 1e-3, "t": 1.0, "kt": 1e3, "Mt": 1e6, "Gt": 1e9},
    **{"lb": 4.5359237e-4, "klb": 0.45359237, "Mlb": 453.59237},
    **{"oz": 3.11034768e-5, "koz": 3.11034768e-2, "Moz": 31.1034768},
    **{"short_ton": 0.90718474, "long_ton": 1.0160469088, "mtu": 1e-2, "stu": 9.0718474e-3},
    **{"flask": 0.03447302012, "ct": 2e-7, "kct": 2e-4, "Mct": 0.2},
}
"""Tonnes in a unit of mass; the same as `core.units` holds, without loading its registry."""

DAYS = 365.25
RECENT = 3
"""Years of the partner's use that give its range."""


def per_year(factors: Iterable[tuple[str, int]]) -> float:
    """Return what a rate is multiplied by to be a year's."""
    return next((DAYS for name, power in factors if (name, power) == ("d", -1)), 1.0)


@lru_cache(maxsize=256)
def base_content(commodity: str) -> str | None:
    """Return the content that a commodity is counted in here: that of its reserves or output.

    Examples
    --------
    >>> base_content("rare_earths"), base_content("lithium")
    ('REO', 'Li')
    """
    for table in ("reserves", "mine_production"):
        rows = read_curated(table).where(commodity=commodity)
        if rows:
            return parse_unit(rows[0]["unit"]).content
    stages = read_materials().stages(commodity)
    return stages[0].content if stages and stages[0].content else None


def mass_factor(unit: str, content: str | None) -> float | None:
    """Return tonnes of a content in one of a unit (a year's, for rates); None if unrelated.

    Examples
    --------
    >>> mass_factor("kt Cu/y", "Cu"), mass_factor("kt gross", "Mn")
    (1000.0, None)
    """
    parsed = parse_unit(unit)
    tonnes = next((TONNES[n] for n, p in parsed.factors if n in TONNES and p == 1), None)
    if tonnes is None:
        return None
    related = content_ratio(parsed.content, content)
    return None if related is None else tonnes * per_year(parsed.factors) * related


def content_ratio(held: str | None, wanted: str | None) -> float | None:
    """Return tonnes of `wanted` in a tonne of `held`; None where the two are not related."""
    if held == wanted:
        return 1.0
    if held is None or wanted is None or {held, wanted} & set(MATERIALS.values()):
        return None
    try:
        return float(content_factor(held, wanted))
    except UnitError:
        return None


def find_reserves(commodity: str, country: str) -> Known | None:
    """Return the newest reserve of a country (or ``WLD``) in tonnes of content or in barrels."""
    held = _newest(read_curated("reserves").where(commodity=commodity, country=country))
    label = f"reserves of {place(country)}"
    if held is not None:
        factor = mass_factor(held["unit"], base_content(commodity))
        return (
            None
            if factor is None
            else known(held, "reserves", label, factor=factor, unit=mass_unit(commodity))
        )
    return find_quantity("reserves", label, country=country, commodity=commodity)


def find_output(commodity: str, country: str) -> Known | None:
    """Return the newest mine output of a country (or ``WLD``) a year."""
    rows = read_curated("mine_production").where(commodity=commodity, country=country)
    mined = [row for row in rows if row["form"] == "mine"] or list(rows)
    held = _newest(mined)
    label = f"mine output of {place(country)}"
    if held is not None:
        factor = mass_factor(held["unit"], base_content(commodity))
        if factor is None:
            return None
        unit = f"{mass_unit(commodity)}/y"
        return known(held, "mine_production", label, factor=factor, unit=unit)
    label = f"output of {place(country)}"
    found = find_quantity("output", label, country=country, commodity=commodity)
    if found is not None or country == "WLD":
        return found
    return find_listed_output(commodity, country)


def find_listed_output(commodity: str, country: str) -> Known | None:
    """Return the newest mine output in World Mining Data, where the curated table has none."""
    from tenor.panel.corrections import corrected
    from tenor.sources.box import default_tables

    stages = [row for row in read_materials().stages(commodity) if row.production_series]
    tables = default_tables()
    if not stages or not tables.has("wmd"):
        return None
    stage = stages[0]
    sql = (
        f"SELECT year, quantity, unit FROM {corrected(tables, 'wmd')} w WHERE series = ? AND "
        "country = ? AND quantity IS NOT NULL ORDER BY year DESC LIMIT 1"
    )
    row = tables.connection.cursor().execute(sql, [stage.production_series, country]).fetchone()
    if row is None or not row[1]:
        return None
    held = {"year": int(row[0]), "value": float(row[1]), "unit": row[2], "source": "wmd-2026"}
    held |= {"met": "excerpt", "commodity": stage.production_series, "country": country}
    related = content_ratio(stage.production_content, base_content(commodity))
    factor = None if related is None or row[2] not in TONNES else TONNES[row[2]] * related
    label, unit = f"mine output of {place(country)}", f"{mass_unit(commodity)}/y"
    return None if factor is None else known(held, "wmd", label, factor=factor, unit=unit)


def list_outputs(commodity: str) -> list[Known]:
    """Return the newest mine output of each country that is listed, the largest first."""
    rows = read_curated("mine_production").where(commodity=commodity, form="mine")
    places = dict.fromkeys(row["country"] for row in rows)
    found = [find_output(commodity, code) for code in places if code not in ("WLD", "ROW")]
    return sorted((k for k in found if k is not None), key=lambda k: -k.range.middle)


def find_use(commodity: str, partner: str) -> Known | None:
    """Return the partner's use a year: the newest figure, with the range of the last years."""
    label = f"use of {place(partner)}"
    if partner == "USA":
        rows = read_curated("us_statistics").where(commodity=commodity)
        for measure in ("apparent_consumption", "consumption"):
            stated = [r for r in rows if r["measure"] == measure and r["value"] is not None]
            held = _newest(stated)
            if held is None:
                continue
            factor = mass_factor(held["unit"], base_content(commodity))
            if factor is None:
                continue
            same = ("stage", "form", "unit")
            recent = [
                r["value"]
                for r in stated
                if r["year"] > held["year"] - RECENT and all(r[c] == held[c] for c in same)
            ]
            spread = {**held, "low": min(recent), "high": max(recent)}
            told = f"apparent {label}" if measure.startswith("apparent") else label
            unit = f"{mass_unit(commodity)}/y"
            return known(spread, "us_statistics", told, factor=factor, unit=unit)
    return find_quantity("use", label, country=partner, commodity=commodity)


def find_reliance(commodity: str, partner: str) -> Known | None:
    """Return the partner's net import reliance, a fraction; a bound counts as such."""
    if partner != "USA":
        return None
    rows = read_curated("us_statistics").where(
        commodity=commodity, measure="net_import_reliance", stage="refined"
    )
    held = _newest(list(rows))
    label = f"net import reliance of {place(partner)}"
    return None if held is None else known(held, "us_statistics", label, unit="fraction")


def find_prices(
    commodity: str, content: str | None, year: int | None
) -> tuple[Known, Range] | None:
    """Return the price with its range over the years on hand, per tonne of content or barrel.

    The value is the newest up to `year`, and of one year the refined good's.
    """
    rows: list[tuple[Row, str, float]] = []
    for table in ("prices", "reference_quantities"):
        wanted = {"measure": "price"} if table == "reference_quantities" else {}
        for row in read_curated(table).where(commodity=commodity, **wanted):
            factor = price_factor(row["unit"], content)
            if factor is not None and row["value"] is not None:
                rows.append((row, table, factor))
    upto = [entry for entry in rows if year is None or entry[0]["year"] <= year]
    if not upto:
        return None
    row, table, factor = max(upto, key=lambda entry: entry[0]["year"])
    values = [r["value"] * f for r, _, f in rows]
    unit = f"USD/{'bbl' if content is None else f't {content}'}"
    label = f"price of {row['name']}"
    spread = Range(min(values), row["value"] * factor, max(values), unit)
    found = known({**row, "low": None, "high": None}, table, label, factor=factor, unit=unit)
    return found, spread


def price_factor(unit: str, content: str | None) -> float | None:
    """Return USD per tonne of content in one of a price unit; None if unrelated.

    Examples
    --------
    >>> round(price_factor("USD/lb Sb", "Sb"), 2)
    2204.62
    """
    parsed = parse_unit(unit)
    if content is None:
        return 1.0 if ("bbl", -1) in parsed.factors else None
    tonnes = next((TONNES[n] for n, p in parsed.factors if n in TONNES and p == -1), None)
    related = content_ratio(parsed.content, content)
    return None if tonnes is None or not related else 1.0 / (tonnes * related)


def find_grades(commodity: str, content: str | None) -> tuple[Known, Range] | None:
    """Return the lowest to highest ore grade on hand, as tonnes of content per tonne of ore."""
    rows = read_curated("reference_quantities").where(measure="grade", commodity=commodity)
    ends: list[tuple[float, Row]] = []
    for row in rows:
        parsed = parse_unit(row["unit"])
        share = 1e-2 if parsed.factors[0][0] == "percent" else 1e-6
        related = content_ratio(parsed.content, content)
        if related is not None:
            values = [row[name] for name in ("low", "value", "high") if row[name] is not None]
            ends += [(value * share * related, row) for value in values]
    if not ends:
        return None
    ends.sort(key=lambda end: end[0])
    middle, row = ends[len(ends) // 2]
    found = known(row, "reference_quantities", f"ore grade, {row['name']}", unit=row["unit"])
    return found, Range(ends[0][0], middle, ends[-1][0], f"t {content} per t ore")


def find_quantity(
    measure: str,
    label: str,
    *,
    country: str,
    commodity: str | None = None,
    partner: str | None = None,
) -> Known | None:
    """Return the newest row of ``reference_quantities`` of a measure; a rate as a year's."""
    rows = read_curated("reference_quantities").where(
        measure=measure, country=country, commodity=commodity, partner=partner
    )
    held = _newest(list(rows))
    if held is None:
        return None
    factor = per_year(parse_unit(held["unit"]).factors)
    unit = held["unit"].replace("/d", "/y").replace("USD_nominal", "USD")
    return known(held, "reference_quantities", label, factor=factor, unit=unit)


def list_costs(commodity: str, content: str | None, stage: str | None) -> list[tuple[Row, Range]]:
    """Return known projects with their cost per tonne of yearly capacity, cheapest first."""
    found = []
    for row in read_curated("capex_benchmarks").where(commodity=commodity):
        if row["capacity"] is None or stage not in (None, row["stage"]):
            continue
        factor = mass_factor(row["capacity_unit"], content)
        if factor is None:
            continue
        capacity, middle = row["capacity"] * factor, row["value"]
        low, high = row["low"] or middle, row["high"] or middle
        unit = f"USD per t {content} a year"
        found.append((row, Range(low, middle, high, unit).times(1 / capacity, unit)))
    return sorted(found, key=lambda entry: entry[1].middle)


def known(
    row: Row, table: str, label: str, *, factor: float = 1.0, unit: str | None = None
) -> Known:
    """Return a row of a curated table as a yardstick, in a unit."""
    low, value, high = (
        None if row.get(name) is None else float(row[name]) * factor
        for name in ("low", "value", "high")
    )
    key = ", ".join(
        str(row[name])
        for name in ("id", "measure", "commodity", "country", "partner", "form", "name", "year")
        if row.get(name) is not None
    )
    return Known(
        label=label,
        range=Range(low, value, high, unit or row["unit"]),
        year=row.get("year"),
        source=row["source"],
        met=row["met"],
        citation=cite(row["source"]),
        table=table,
        row=key,
    )


def cite(source: str) -> str:
    """Return the citation of a source."""
    cells = read_sources(own_folder(data_folder()))[source]
    return ", ".join(filter(None, (cells["title"], cells["publisher"], cells["date"])))


def place(code: str) -> str:
    """Return a country as printed, or the world."""
    if code == "WLD":
        return "the world"
    name = country_name(code)
    return f"the {name}" if name in {"United States", "United Kingdom", "Netherlands"} else name


def mass_unit(commodity: str) -> str:
    """Return the unit of a mass of a commodity: tonnes with their content."""
    content = base_content(commodity)
    return f"t {content}" if content else "t"


def _newest(rows: Iterable[Any]) -> Row | None:
    """Return the newest row with a figure; of one year the one read at its source."""
    order = {"opened": 2, "excerpt": 1, "recalled": 0}
    stated = [r for r in rows if any(r[name] is not None for name in ("value", "low", "high"))]
    return max(
        stated,
        key=lambda r: (r["year"] or 0, r["value"] is not None, order[r["met"]]),
        default=None,
    )
