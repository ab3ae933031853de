"""Year-on-year breaks: world tonnes of a code, and output of a country."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tenor.core.trace import significant
from tenor.panel.checks.finding import WORLD, Finding, calc_severity
from tenor.panel.flows import literals
from tenor.sources.box import Tables

WORLD_FACTOR = 1.5
"""A world total is told where it is off both years around it by this factor, to one side."""

OUTPUT_FACTOR = 2.0
"""The same for a country's output; the last year is set against the year before alone."""

LEAST_SEVERITY = 0.01


def check_world_breaks(tables: Tables, codes: Sequence[str] | None = None) -> list[Finding]:
    """Return the years in which the world tonnes of a code jump and come back.

    The first and the last year have one neighbour and are not looked at.
    """
    chosen = "" if codes is None else f"WHERE hs6 IN ({literals(codes)})"
    sql = f"""
        SELECT hs6, year, sum(quantity_t)::DOUBLE, sum(value_kusd)::DOUBLE
        FROM baci {chosen} GROUP BY ALL ORDER BY hs6, year
    """
    rows = tables.connection.cursor().execute(sql).fetchall()
    found = []
    for before, (code, year, tonnes, value), after in zip(rows, rows[1:], rows[2:], strict=False):
        around = [row for row in (before, after) if row[0] == code and abs(row[1] - year) == 1]
        ends = sorted(row[2] for row in around if row[2])
        if len(ends) < 2 or not tonnes or not is_off(tonnes, ends, WORLD_FACTOR):
            continue
        expected = (ends[0], ends[1])
        worth = ", ".join(significant(v / 1e3, 3) for v in (before[3], value, after[3]))
        note = f"world tonnes of the code; values of the three years: {worth} million USD"
        severity = calc_severity(tonnes, expected, tonnes)
        found.append(
            Finding(code, WORLD, "", year, "year_break", tonnes, expected, "t", severity, note)
        )
    return found


def check_output_breaks(tables: Tables, series: Sequence[str] | None = None) -> list[Finding]:
    """Return the years in which a country's output breaks with the years around it.

    A fall or rise that stays is told in its first year only where the next year does
    not carry it on; the last year is set against the one before.
    """
    chosen = "" if series is None else f"WHERE series IN ({literals(series)})"
    sql = f"""
        SELECT series, country, year, quantity, unit,
               sum(quantity) OVER (PARTITION BY series, year) AS world
        FROM wmd {chosen} ORDER BY series, country, year
    """
    rows = tables.connection.cursor().execute(sql).fetchall()
    found = []
    for i, (name, place, year, amount, unit, world) in enumerate(rows):
        before = amount_at(rows, i - 1, (name, place, year - 1))
        after = amount_at(rows, i + 1, (name, place, year + 1))
        if not amount or not before:
            continue
        ends = sorted(x for x in (before, after) if x)
        off_both = len(ends) == 2 and is_off(amount, ends, OUTPUT_FACTOR)
        # A level that stays: the step itself is told once, against the year before.
        step = abs(math.log(amount / before)) >= 2 * math.log(OUTPUT_FACTOR)
        if not off_both and not step:
            continue
        expected = (ends[0], ends[-1]) if off_both else before
        severity = calc_severity(amount, expected, world or 0.0)
        if severity >= LEAST_SEVERITY:
            told = "both years around it" if off_both else "the year before"
            note = f"output against {told}; {place} lists {significant(before, 4)} {unit} then"
            found.append(
                Finding(name, place, "", year, "year_break", amount, expected, unit, severity, note)
            )
    return found


def amount_at(rows: Sequence[tuple], at: int, key: tuple[str, str, int]) -> float | None:
    """Return the quantity of a row if it is the row asked for."""
    if not 0 <= at < len(rows) or rows[at][:3] != key:
        return None
    amount: float | None = rows[at][3]
    return amount


def is_off(amount: float, ends: Sequence[float], factor: float) -> bool:
    """Return whether an amount lies outside both ends by a factor.

    Examples
    --------
    >>> is_off(46.0, [96.0, 100.0], 1.5), is_off(98.0, [96.0, 100.0], 1.5)
    (True, False)
    """
    return amount > ends[-1] * factor or amount < ends[0] / factor
