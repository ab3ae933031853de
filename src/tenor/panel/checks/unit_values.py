"""Unit values: tonnes that do not fit the declared value.

A flow is compared with itself: its unit values of up to three years before and
after, where at least three of those are known. Else it is compared with its
code: the 10th and 90th percentile of unit values, weighted by value, the median
of these over five years. Weights are values since a wrong quantity leaves them
right.
"""

from __future__ import annotations

from collections.abc import Sequence

from tenor.core.trace import significant
from tenor.panel.checks.finding import Finding, calc_severity
from tenor.panel.flows import literals
from tenor.sources.box import Tables

OWN_FACTOR = 1.5
"""How far outside the range of its own other years a unit value may lie."""

CODE_FACTOR = 3.0
"""How far outside the range of its code; wide, since grades and forms differ."""

LEAST_SHARE = 0.002
"""A flow is looked at from this share of the value or the tonnes of its code and year."""

LEAST_SEVERITY = 0.01

SQL = """
WITH f AS (
    SELECT hs6, year, exporter, importer, value_kusd::DOUBLE AS v, quantity_t::DOUBLE AS q,
           value_kusd::DOUBLE / quantity_t::DOUBLE AS u
    FROM baci WHERE quantity_t > 0 AND value_kusd > 0 {codes}
), ranked AS (
    SELECT hs6, year, u, sum(v) OVER (
        PARTITION BY hs6, year ORDER BY u ROWS UNBOUNDED PRECEDING
    ) / sum(v) OVER (PARTITION BY hs6, year) AS below
    FROM f
), yearly AS (
    SELECT hs6, year, min(u) FILTER (below >= 0.1) AS low, min(u) FILTER (below >= 0.9) AS high
    FROM ranked GROUP BY ALL
), band AS (
    SELECT a.hs6, a.year, median(b.low) AS low, median(b.high) AS high
    FROM yearly a JOIN yearly b ON a.hs6 = b.hs6 AND b.year BETWEEN a.year - 2 AND a.year + 2
    GROUP BY ALL
), total AS (
    SELECT hs6, year, sum(v) AS value, sum(q) AS tonnes FROM f GROUP BY ALL
), large AS (
    SELECT f.*, tonnes FROM f JOIN total t USING (hs6, year)
    WHERE f.v >= {share} * t.value OR f.q >= {share} * t.tonnes
), own AS (
    SELECT l.hs6, l.year, l.exporter, l.importer, min(o.u) AS low, max(o.u) AS high,
           count(*) AS years
    FROM large l JOIN f o USING (hs6, exporter, importer)
    WHERE o.year BETWEEN l.year - 3 AND l.year + 3 AND o.year <> l.year GROUP BY ALL
)
SELECT l.hs6, l.year, l.exporter, l.importer, l.v, l.q, l.tonnes,
       coalesce(o.years, 0) >= 3 AS is_own,
       CASE WHEN is_own THEN o.low ELSE b.low END AS low,
       CASE WHEN is_own THEN o.high ELSE b.high END AS high
FROM large l JOIN band b USING (hs6, year)
LEFT JOIN own o USING (hs6, year, exporter, importer)
WHERE (is_own AND (l.u > o.high * {own} OR l.u < o.low / {own}))
   OR (NOT is_own AND (l.u > b.high * {code} OR l.u < b.low / {code}))
ORDER BY l.hs6, l.year, l.exporter, l.importer
"""


def check_unit_values(tables: Tables, codes: Sequence[str] | None = None) -> list[Finding]:
    """Return the flows whose tonnes do not fit their value.

    Parameters
    ----------
    tables : Tables
    codes : sequence of str, optional
        HS codes to look at; default all.
    """
    chosen = "" if codes is None else f"AND hs6 IN ({literals(codes)})"
    sql = SQL.format(codes=chosen, share=LEAST_SHARE, own=OWN_FACTOR, code=CODE_FACTOR)
    found = []
    for row in tables.connection.cursor().execute(sql).fetchall():
        code, year, exporter, importer, value, tonnes, world, is_own, low, high = row
        expected = (value / high, value / low)
        severity = calc_severity(tonnes, expected, world)
        if severity >= LEAST_SEVERITY:
            unit_values = [significant(1000 * u, 3) for u in (value / tonnes, low, high)]
            against = "the same flow in years around" if is_own else "the code, five years"
            note = "{} USD/t; {} to {} USD/t in {}".format(*unit_values, against)
            told = (code, exporter, importer, year, "unit_value")
            found.append(Finding(*told, tonnes, expected, "t", severity, note))
    return found
