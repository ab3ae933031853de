"""Trace records of findings: ``panel.check_MEASURE/RULE/SERIES/PLACE[/PARTNER]/YEAR``.

The measures are ``raw`` (the figure in the data), ``expected`` (what others say) and
``times`` (the one over the nearer end of the other).
"""

from __future__ import annotations

import re

from tenor.core.trace import Source, Trace, format_value, significant
from tenor.panel.checks.finding import Finding, nearest_end
from tenor.panel.materials import read_materials
from tenor.sources.box import Tables

BOTH = ("material_balance", "missing_production")
"""Rules that set trade against output."""

DIGITS = 3


def trace_finding(measure: str, finding: Finding, tables: Tables) -> Trace:
    """Return the trace of ``raw``, ``expected`` or ``times`` of a finding.

    Examples
    --------
    >>> from tenor.panel.checks import check_data
    >>> from tenor.sources.box import default_tables
    >>> found = check_data(commodity="chromium", year=2024, rule="material_balance").findings
    >>> chromite = next(one for one in found if one.place == "PAK")
    >>> trace = trace_finding("expected", chromite, default_tables())
    >>> trace.id, trace.display
    ('panel.check_expected/material_balance/261000/PAK/2024', '203,000 to 281,000 t')
    """
    near = nearest_end(finding.raw, finding.expected)
    values = {
        "raw": finding.raw,
        "expected": near,
        "times": finding.raw / near if finding.raw is not None and near else None,
    }
    unit = "ratio" if measure == "times" else finding.unit
    shown = format_value(values[measure], unit, digits=2 if measure == "times" else DIGITS)
    if measure == "expected" and isinstance(finding.expected, tuple):
        low, high = (significant(end, DIGITS) for end in finding.expected)
        shown = f"{low} to {high} {unit}" if low != high else f"{high} {unit}"
    places = [place for place in (finding.place, finding.partner) if place]
    series = re.sub(r"[^A-Za-z0-9.]+", "-", finding.series).strip("-")
    key = "/".join([finding.rule, series, *places, str(finding.year)])
    formulae = {
        "raw": "as in the data at hand, without corrections",
        "expected": f"{finding.note}; the value held is the nearer end",
        "times": "raw / nearer end of what is expected",
    }
    return Trace(
        id=f"panel.check_{measure}/{key}",
        value=values[measure],
        display=shown,
        unit=unit,
        formula=formulae[measure],
        inputs=(),
        sources=finding_sources(finding, tables),
    )


def finding_sources(finding: Finding, tables: Tables) -> tuple[Source, ...]:
    """Return the tables that were compared."""
    row = f"{finding.series}, {finding.route}, {finding.year}"
    is_code = finding.series[:6].isdigit()
    names = ["baci", "wmd"] if finding.rule in BOTH else ["baci" if is_code else "wmd"]
    found = [tables.source(name, row) for name in names]
    if finding.rule in ("source_disagreement", "world_total"):
        found.append(usgs_source(tables, row))
    if finding.rule == "mirror_gap" and tables.has("census_hs10"):
        found.append(tables.source("census_hs10", row))
    return tuple(found)


def usgs_source(tables: Tables, row: str) -> Source:
    """Return the USGS side: an imported table, or the curated rows."""
    if tables.has("usgs"):
        return tables.source("usgs", row)
    cells = read_materials().sources["usgs-mcs-2026"]
    return Source("usgs_production", row, f"{cells['title']}, {cells['publisher']} (excerpt)")
