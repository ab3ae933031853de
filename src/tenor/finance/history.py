"""Monthly prices at hand, in the prices of one year, for fitting a process."""

from __future__ import annotations

import csv
from importlib.resources import files

from tenor.core.errors import UserError
from tenor.panel.materials import read_materials
from tenor.panel.monthly_prices import find_metal
from tenor.sources.box import default_tables

FIRST_YEAR = 1980
"""Before it the price of gold was fixed, and then found its level."""


def read_real_months(commodity: str) -> tuple[list[float], str]:
    """Return the monthly prices of a metal over the annual price index, and their source.

    Raises
    ------
    UserError
        The tables at hand hold no monthly series of the metal.
    """
    tables = default_tables()
    materials = read_materials()
    name = materials.resolve(commodity)[0]
    sql = "SELECT series, year, month, price FROM pinksheet WHERE price IS NOT NULL ORDER BY ALL"
    rows = tables.connection.cursor().execute(sql).fetchall() if tables.has("pinksheet") else []
    text = files("tenor").joinpath("data", "tables", "deflator.csv").read_text(encoding="utf-8")
    index = {int(r["year"]): float(r["index"]) for r in csv.DictReader(text.splitlines())}
    metals = {series: find_metal(materials, series) for series in {row[0] for row in rows}}
    mine = [
        row
        for row in rows
        if (metals[row[0]] or ("",))[0] == name and row[1] in index and row[1] >= FIRST_YEAR
    ]
    if not mine:
        raise UserError(f"no monthly prices of {commodity!r} are at hand; state a process")
    first, last = mine[0][1], mine[-1][1]
    source = (
        f"World Bank Pink Sheet, monthly, {first} to {last}, over US CPI-U; "
        "first-order autoregression of the logarithm"
    )
    return [price / index[year] for _, year, _, price in mine], source
