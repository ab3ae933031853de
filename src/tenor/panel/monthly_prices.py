"""Annual prices of metals from the Pink Sheet at hand: the mean of the months that it has."""

from __future__ import annotations

import re
from functools import lru_cache

from tenor.core.errors import UnknownNameError
from tenor.panel.materials import Materials, read_materials
from tenor.panel.price import Price
from tenor.sources.box import Tables, is_box_path, parquet

UNITS = {"$/mt": "USD/t", "$/kg": "USD/kg", "$/troy oz": "USD/ozt", "$/toz": "USD/ozt"}
"""Units of the workbook with what they mean; another one is not read."""

SOURCE = "pinksheet"
MET = "excerpt"
"""How the snapshot of the box was met: in a public copy of the producer's workbook."""


@lru_cache(maxsize=4)
def read_monthly_prices(tables: Tables) -> tuple[tuple[Price, ...], tuple[str, ...]]:
    """Return the annual prices of the table at hand, and what was left out of it and why.

    Only metals: a series that bears the name of a commodity whose refined stage is
    counted as the element. Ores in the workbook are delivered, of one grade and dry.
    """
    if not tables.has(SOURCE):
        return (), ()
    own = own_slices(tables)
    sql = (
        "SELECT series, unit, year, favg(price), count(price) FROM pinksheet GROUP BY ALL "
        "HAVING count(price) > 0 ORDER BY ALL"
    )
    materials, found = read_materials(), []
    skipped: dict[str, str] = {}
    for series, unit, year, mean, months in tables.connection.cursor().execute(sql).fetchall():
        metal = find_metal(materials, series)
        if metal is None:
            continue
        name, symbol = metal
        meant = UNITS.get(re.sub(r"\s+", " ", (unit or "").strip("() ")))
        if meant is None:
            skipped[series] = unit or "none"
            continue
        told = f"{name.replace('_', ' ')} metal, mean of {months} months"
        price = Price(
            commodity=name,
            stage="refined",
            name=told,
            year=year,
            value=mean,
            unit=f"{meant} {symbol}",
            source=SOURCE,
            met="imported" if (series, year) in own else MET,
            months=months,
        )
        found.append(price)
    notes = [
        f"prices of {series!r} left out: the unit is {unit!r}"
        for series, unit in sorted(skipped.items())
    ]
    return tuple(found), tuple(notes)


def own_slices(tables: Tables) -> frozenset[tuple[str, int]]:
    """Return the series and years that a user's file holds."""
    paths = [path for path in tables.files[SOURCE] if not is_box_path(path)]
    if not paths:
        return frozenset()
    sql = f"SELECT DISTINCT series, year FROM {parquet(paths[0])}"
    return frozenset(tables.connection.cursor().execute(sql).fetchall())


def find_metal(materials: Materials, series: str) -> tuple[str, str] | None:
    """Return commodity and symbol of a series that prices a refined metal.

    Examples
    --------
    >>> from tenor.panel.materials import read_materials
    >>> find_metal(read_materials(), "Aluminum"), find_metal(read_materials(), "Iron ore, cfr spot")
    (('aluminium', 'Al'), None)
    """
    try:
        name, stage = materials.resolve(series)
    except UnknownNameError:
        return None
    row = materials.commodity(name)
    refined = [s for s in materials.stages(name) if s.stage == "refined"]
    if stage not in (None, "refined") or not row.symbol or not refined:
        return None
    return (name, row.symbol) if refined[0].content == row.symbol else None
