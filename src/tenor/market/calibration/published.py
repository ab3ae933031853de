"""Published prices of a stage, per tonne of what the commodity is counted in."""

from __future__ import annotations

from collections.abc import Iterator

from tenor.core.errors import UnitError, UnknownNameError
from tenor.core.units import convert_content, parse_unit
from tenor.panel.curated import read_curated_from
from tenor.panel.materials import StageRow
from tenor.panel.monthly_prices import read_monthly_prices
from tenor.sources.box import Tables

FURTHEST = 5
"""A published price stands for a year at most so far away."""


def find_published(
    spec: StageRow, year: int, tables: Tables, *, furthest: int = FURTHEST
) -> tuple[int, float, str] | None:
    """Return year, price [USD/t content] and source of the price nearest to a year; None without.

    Prices of gross weight are left out, since their grade is not stated.
    """
    found = min(
        _published(spec.commodity, spec.stage, spec.content, tables),
        key=lambda held: (abs(held[0] - year), held[2]),
        default=None,
    )
    return None if found is None or abs(found[0] - year) > furthest else found


def _published(
    commodity: str, stage: str, content: str, tables: Tables
) -> Iterator[tuple[int, float, str]]:
    """Yield year, price per tonne of content and source of the published prices of a stage."""
    monthly = [
        (p.year, p.value, p.unit, p.name, p.source)
        for p in read_monthly_prices(tables)[0]
        if (p.commodity, p.stage) == (commodity, stage)
    ]
    rows = read_curated_from("price_series", tables.folder).where(commodity=commodity, stage=stage)
    curated = [
        (r["year"], r["value"], r["unit"], r["name"], r["source"])
        for r in rows
        if r["value"] is not None
    ]
    for year, value, unit, name, source in (*monthly, *curated):
        try:
            if parse_unit(unit).content == "gross":
                continue  # of a grade that the row does not state
            price = convert_content(value, unit, f"USD/t {content}")
        except (UnitError, UnknownNameError):
            continue
        yield year, price, f"{name} ({source})"
