"""The same flow in two sources: your own trade file, and US imports by the US Census."""

from __future__ import annotations

from collections.abc import Sequence

from tenor.core.trace import significant
from tenor.panel.checks.finding import Finding, calc_severity, differs
from tenor.panel.flows import literals
from tenor.sources.box import FORMS, Tables, is_box_path, parquet
from tenor.sources.own_revisions import REVISIONS, read_families

FACTOR = 1.25
"""From which factor on two sources are said to differ on a flow."""

LEAST_SEVERITY = 0.001

WHOLE_YEAR = 12

BASIS = (
    "both leave out freight and insurance: customs value of general imports against BACI's "
    "free-on-board value, which BACI makes from reports that include them; Census names the "
    "country of origin"
)


def check_mirror_gaps(tables: Tables, codes: Sequence[str] | None = None) -> list[Finding]:
    """Return the flows on which two sources at hand differ.

    BACI has reconciled the reports of both sides already, so that a mirror gap can be
    seen only against a second source: a trade file of one's own, or US Census imports.
    """
    return [*check_own_file(tables, codes), *check_census(tables, codes)]


def check_own_file(tables: Tables, codes: Sequence[str] | None = None) -> list[Finding]:
    """Return the flows on which your own trade file and the box differ, in tonnes."""
    own = [path for path in tables.files["baci"] if not is_box_path(path)]
    box = [path for path in tables.files["baci"] if is_box_path(path)]
    if not own or not box:
        return []
    keys = "hs6, year, exporter, importer"
    kinds = {c: FORMS["baci"].columns[c] for c in ("hs6", "year", "exporter", "importer")}
    typed = ", ".join(f"{column}::{kind} AS {column}" for column, kind in kinds.items())
    sql = f"""
        WITH own AS (SELECT {typed}, quantity_t::DOUBLE AS q FROM {parquet(own[0])}),
             total AS (SELECT hs6, year, sum(quantity_t)::DOUBLE AS tonnes
                       FROM {parquet(box[0])} GROUP BY ALL)
        SELECT {keys}, o.q, b.quantity_t::DOUBLE, tonnes
        FROM own o JOIN {parquet(box[0])} b USING ({keys}) JOIN total USING (hs6, year)
        WHERE o.q IS NOT NULL AND b.quantity_t IS NOT NULL ORDER BY {keys}
    """
    found = []
    for code, year, exporter, importer, raw, expected, world in (
        tables.connection.cursor().execute(sql).fetchall()
    ):
        chosen = codes is None or code in codes
        if not chosen or not differs(raw, expected, FACTOR):
            continue
        severity = calc_severity(raw, expected, world)
        if severity >= LEAST_SEVERITY:
            note = "your own trade file against the reconciled flow of the box"
            told = (code, exporter, importer, year, "mirror_gap")
            found.append(Finding(*told, raw, expected, "t", severity, note))
    return found


def check_census(tables: Tables, codes: Sequence[str] | None = None) -> list[Finding]:
    """Return the imports of the United States on which BACI and the US Census differ, in USD.

    Only whole years, and codes that are the same in every revision: the numbers of the
    Census follow the revision of their year, the trade data HS 1992.
    """
    years = census_years(tables)[0]
    chosen = [c for c in stable_codes() if codes is None or c in codes]
    if not years or not chosen:
        return []
    listed = ", ".join(map(str, years))
    sql = f"""
        WITH census AS (
            SELECT hs10[1:6] AS hs6, year, country, sum(general_value_usd) AS usd,
                   count(*) AS lines
            FROM census_hs10 WHERE year IN ({listed}) AND hs10[1:6] IN ({literals(chosen)})
            GROUP BY ALL HAVING count(general_value_usd) = count(*)
        ), flows AS (
            SELECT hs6, year, exporter AS country, 1e3 * value_kusd::DOUBLE AS usd,
                   importer
            FROM baci WHERE year IN ({listed}) AND hs6 IN ({literals(chosen)})
        ), world AS (SELECT hs6, year, sum(usd) AS total FROM flows GROUP BY ALL)
        SELECT hs6, year, country, f.usd, c.usd, total, lines
        FROM census c LEFT JOIN (SELECT * FROM flows WHERE importer = 'USA') f
            USING (hs6, year, country) JOIN world USING (hs6, year)
        ORDER BY ALL
    """
    found = []
    for code, year, exporter, raw, expected, world, lines in (
        tables.connection.cursor().execute(sql).fetchall()
    ):
        if not differs(raw, expected, FACTOR):
            continue
        severity = calc_severity(raw, expected, world)
        if severity >= LEAST_SEVERITY:
            note = (
                f"BACI against US Census imports of {significant(expected, 3)} USD in {lines} "
                f"HS10 numbers; {BASIS}"
            )
            told = (code, exporter, "USA", year, "mirror_gap")
            found.append(Finding(*told, raw, expected, "USD", severity, note))
    return found


def stable_codes() -> list[str]:
    """Return the codes of the material table that hold in every revision."""
    whole = (0, len(REVISIONS) - 1)
    ends: dict[str, set[tuple[int, int]]] = {}
    for family in read_families():
        for code, span in family.items():
            ends.setdefault(code, set()).add(span)
    return sorted(code for code, spans in ends.items() if spans == {whole})


def census_years(tables: Tables) -> tuple[list[int], list[str]]:
    """Return the years of the Census table that can be compared, and notes on the others."""
    if not tables.has("census_hs10"):
        return [], []
    (path,) = tables.files["census_hs10"]
    run = tables.connection.cursor().execute
    columns = {row[0] for row in run(f"DESCRIBE SELECT * FROM {parquet(path)}").fetchall()}
    if "months" not in columns:
        return [], [
            "the US Census table does not say up to which month its figures go; import it again"
        ]
    sql = f"SELECT year, max(months) FROM {parquet(path)} GROUP BY year ORDER BY year"
    found = run(sql).fetchall()
    held = {year for (year,) in run("SELECT DISTINCT year FROM baci").fetchall()}
    notes = [
        f"US Census {year}: "
        + ("up to which month is not known" if months is None else f"{months} months only")
        for year, months in found
        if months != WHOLE_YEAR
    ]
    whole = [int(year) for year, months in found if months == WHOLE_YEAR]
    notes += [f"US Census {year}: no trade data for the year" for year in whole if year not in held]
    sql = "SELECT count(*) FROM census_hs10 WHERE general_value_usd IS NULL"
    ((lacking,),) = run(sql).fetchall()
    if lacking:
        notes.append(f"US Census rows without the value of general imports, left out: {lacking}")
    sql = f"SELECT count(*) FROM census_hs10 WHERE hs10[1:6] NOT IN ({literals(stable_codes())})"
    ((other,),) = run(sql).fetchall()
    if other:
        notes.append(f"US Census rows under codes that changed between revisions: {other}")
    return [year for year in whole if year in held], notes
