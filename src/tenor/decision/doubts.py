"""Which corrections and which findings of the data checks concern a case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from tenor.panel.case import Case
from tenor.panel.checks import Finding, run_rule
from tenor.panel.checks.finding import RULES, WORLD, is_corrected
from tenor.panel.checks.unit_values import check_unit_values
from tenor.panel.corrections import Correction, read_corrections
from tenor.panel.materials import read_materials
from tenor.sources.box import Tables

MOST = 9
"""Corrections and findings together, as the brief shows them."""

QUOTA = {"balance": 3, "total": 2, "flow": 3}


@dataclass(frozen=True, slots=True)
class Doubts:
    """What concerns a case: corrections by subject, and findings, those of the host first."""

    corrections: tuple[tuple[Correction, ...], ...]
    findings: tuple[Finding, ...]


def find_doubts(case: Case, tables: Tables) -> Doubts:
    """Return the corrections and the largest findings on a case's host and commodities."""
    codes, series = names_of(case.commodities)
    active = read_corrections(tables).active
    rows = [row for row in active if row.year <= case.base_year and row.series in (codes | series)]
    grouped = tuple(tuple(group) for _, group in groupby(sorted(rows, key=subject), key=subject))
    room = MOST - min(len(grouped), MOST // 2)
    found = [f for f in run_checks(case, sorted(codes), tables) if not is_corrected(f, active)]
    return Doubts(grouped[: MOST // 2], choose(case, found, room))


def names_of(commodities: Iterable[str]) -> tuple[set[str], set[str]]:
    """Return the trade codes and the production series of commodities."""
    materials, wanted = read_materials(), set(commodities)
    codes = {row.hs6 for row in materials.code_rows if row.commodity in wanted}
    return codes, {name for c in wanted for name in materials.commodity(c).series}


def subject(row: Correction) -> tuple[str, str, str, int]:
    """Return what corrections are told together: flows into one country in one year, one series."""
    if row.partner:
        return row.table, row.series, row.partner, row.year
    return row.table, row.series, row.place, 0


def run_checks(case: Case, codes: Sequence[str], tables: Tables) -> list[Finding]:
    """Return the findings of all rules on the commodities of a case, up to its base year."""
    found = list(check_unit_values(tables, codes))
    for rule in (rule for rule in RULES if rule not in ("unit_value", "year_break")):
        for commodity in case.commodities:
            found += run_rule(tables, rule, commodity)
    return [finding for finding in dict.fromkeys(found) if finding.year <= case.base_year]


def choose(case: Case, found: Sequence[Finding], room: int) -> tuple[Finding, ...]:
    """Return the findings that are shown: the host's balances, world totals, the host's flows.

    Of each series the newest year, of each flow the largest; the rest of the room goes to
    the largest differences between sources on other countries.
    """
    host = case.host
    own = [f for f in found if host in (f.place, f.partner)]
    balances = newest([f for f in own if f.rule != "unit_value"])
    totals = newest([f for f in found if f.rule == "world_total" and f.place == WORLD])
    flows = largest([f for f in own if f.rule == "unit_value"])
    # The largest of all, then what the host itself sold.
    flows = flows[:1] + [f for f in flows[1:] if f.place == host]
    others = [f for f in found if f.rule == "source_disagreement" and f.place != host]
    shown = balances[: QUOTA["balance"]] + totals[: QUOTA["total"]] + flows[: QUOTA["flow"]]
    shown = shown[:room]
    return (*shown, *largest(others)[: room - len(shown)])


def newest(found: Sequence[Finding]) -> list[Finding]:
    """Return the newest finding of each rule and series, the largest factor first."""
    last: dict[tuple[str, str], Finding] = {}
    for one in sorted(found, key=lambda f: f.year):
        last[one.rule, one.series] = one
    return sorted(last.values(), key=lambda f: (-f.year, -f.severity))


def largest(found: Sequence[Finding]) -> list[Finding]:
    """Return the largest finding of each flow or series, largest first."""
    first: dict[tuple[str, str, str], Finding] = {}
    for one in sorted(found, key=lambda f: (-f.severity, f.series, f.place, f.year)):
        first.setdefault((one.series, one.place, one.partner), one)
    return list(first.values())
