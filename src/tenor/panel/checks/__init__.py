"""Systematic checks of the data at hand: what does not fit, largest first.

The checks read the raw tables; a correction changes no finding, it marks it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from tenor.core.errors import UnknownNameError
from tenor.panel.checks.balance import check_balances, check_missing_output
from tenor.panel.checks.breaks import check_output_breaks, check_world_breaks
from tenor.panel.checks.finding import RULES, Finding, is_corrected
from tenor.panel.checks.mirrors import census_years, check_mirror_gaps
from tenor.panel.checks.totals import check_source_disagreement, check_world_totals
from tenor.panel.checks.unit_values import check_unit_values
from tenor.panel.checks.usgs import read_figures
from tenor.panel.corrections import Corrections, read_corrections
from tenor.panel.materials import read_materials
from tenor.panel.monthly_prices import read_monthly_prices
from tenor.sources.box import Tables, default_tables, is_box_path

__all__ = ["RULES", "DataCheck", "Finding", "check_data"]


@dataclass(frozen=True, slots=True)
class DataCheck:
    """Findings, largest first, with the state of the corrections and what was not checked."""

    findings: tuple[Finding, ...]
    corrections: Corrections
    not_checked: tuple[tuple[str, str], ...]

    def as_dict(self, top: int | None = None) -> dict[str, Any]:
        """Return the document of ``tenor data check --json``: the findings, largest first."""
        return {"findings": [finding.as_dict() for finding in self.findings[:top]]}

    def with_details(self, top: int | None = None) -> dict[str, Any]:
        """Return the document of ``--details``: units and notes, the corrections, the limits."""
        counts = {rule: sum(f.rule == rule for f in self.findings) for rule in RULES}
        return {
            "findings": [finding.with_details() for finding in self.findings[:top]],
            "count": len(self.findings),
            "by_rule": {rule: count for rule, count in counts.items() if count},
            "expired": [
                {
                    "id": lapse.correction.id,
                    "file": lapse.correction.file,
                    "guard_raw": lapse.correction.guard_raw or None,
                    "found": lapse.found or None,
                    "why": lapse.why,
                }
                for lapse in self.corrections.expired
            ],
            "applied": [row.id for row in self.corrections.active],
            "not_checked": [{"rule": rule, "why": why} for rule, why in self.not_checked],
            "severity": "|ln(raw/expected)| x share of the world's tonnes, at most 1",
        }


def check_data(
    *,
    commodity: str | None = None,
    year: int | None = None,
    rule: str | None = None,
    tables: Tables | None = None,
) -> DataCheck:
    """Return what does not fit in the data at hand, largest first.

    Parameters
    ----------
    commodity : str, optional
        Name or alias; its trade codes and production series only.
    year : int, optional
    rule : str, optional
        One of `RULES`.
    tables : Tables, optional

    Raises
    ------
    UnknownNameError
        The commodity or the rule is not known.

    Examples
    --------
    >>> found = check_data(commodity="chromium", year=2024, rule="material_balance").findings
    >>> next((f.place, round(f.raw)) for f in found if f.place == "PAK")
    ('PAK', 412851)
    """
    if rule is not None and rule not in RULES:
        raise UnknownNameError("rule", rule, RULES)
    tables = default_tables() if tables is None else tables
    name = None if commodity is None else read_materials().resolve(commodity)[0]
    corrections = read_corrections(tables)
    found = [f for r in RULES if rule in (None, r) for f in run_rule(tables, r, name)]
    marked = (
        replace(f, corrected=is_corrected(f, corrections.active))
        for f in found
        if year in (None, f.year)
    )
    order = sorted(marked, key=lambda f: (-f.severity, f.rule, f.series, f.year, f.place))
    missed = tuple((r, why) for r, why in not_checked(tables) if rule in (None, r))
    return DataCheck(tuple(order), corrections, missed)


def run_rule(tables: Tables, rule: str, commodity: str | None) -> Sequence[Finding]:
    """Return the findings of one rule for one or all commodities."""
    codes, series = names_of(commodity)
    if rule == "unit_value":
        return check_unit_values(tables, codes)
    if rule == "year_break":
        return [*check_world_breaks(tables, codes), *check_output_breaks(tables, series)]
    if rule == "mirror_gap":
        return check_mirror_gaps(tables, codes)
    by_commodity = {
        "material_balance": check_balances,
        "missing_production": check_missing_output,
        "source_disagreement": check_source_disagreement,
        "world_total": check_world_totals,
    }
    return by_commodity[rule](tables, commodity)


def names_of(commodity: str | None) -> tuple[list[str] | None, list[str] | None]:
    """Return the trade codes and production series of a commodity; None for all."""
    if commodity is None:
        return None, None
    materials = read_materials()
    codes = {c.hs6 for c in materials.code_rows if c.commodity == commodity}
    return sorted(codes), list(materials.commodity(commodity).series)


def not_checked(tables: Tables) -> list[tuple[str, str]]:
    """Return what the data at hand do not allow to check, with the reason."""
    usgs = read_figures(tables)
    held = sorted({(f.mineral, f.year) for f in usgs.figures})
    years = sorted({year for _, year in held})
    names = ", ".join(dict.fromkeys(mineral.replace("_", " ") for mineral, _ in held))
    span = "-".join(dict.fromkeys(str(year) for year in (years[0], years[-1])))
    missed = [
        ("world_total", f"USGS figures are at hand for {names}, {span} only"),
        (
            "material_balance",
            "only exports above what a country has; what it uses at home is not in the data, and "
            "production starts in 2018",
        ),
        ("year_break", "world tonnes of the first and the last year, which have one neighbour"),
    ]
    missed += [("source_disagreement", note) for note in usgs.notes]
    missed += [("missing_production", note) for note in read_monthly_prices(tables)[1]]
    missed += [("mirror_gap", note) for note in census_years(tables)[1]]
    if all(is_box_path(path) for path in tables.files["baci"]) and not tables.has("census_hs10"):
        why = (
            "BACI has reconciled the reports of exporters and importers; a second source is "
            "needed: put a trade file of your own, or US Census imports, into TENOR_DATA"
        )
        missed.append(("mirror_gap", why))
    return missed
