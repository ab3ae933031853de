"""The study of Reko Diq re-entered: one calibrated input, and the page's table computed again."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from tenor.finance import Valuation, read_project, value_project
from tenor.finance.cases import find_project


@cache
def study(*settings: str) -> Valuation:
    """Return the study's file valued, with settings."""
    return value_project(read_project(find_project("reko-diq-study-2025"), settings=settings))


@pytest.fixture
def page(repo_root: Path) -> dict[str, list[str]]:
    """Return the rows of the page's first table by their first cell."""
    text = (repo_root / "docs/finance/reko-diq.md").read_text(encoding="utf-8")
    rows = [[c.strip() for c in line.strip("|").split("|")] for line in text.splitlines()]
    return {row[0]: row[1:] for row in rows if len(row) == 5}


def number(text: str) -> float:
    """Return the number of a cell."""
    found = re.search(r"[\d,.]+", text)
    assert found is not None
    value = float(found[0].replace(",", ""))
    return value / 100 if "%" in text else value


def test_the_calibrated_cost_meets_the_published_value() -> None:
    assert study().project.npv_after_tax == pytest.approx(13.014e9, rel=1e-3)
    assert study().project.irr_after_tax.value == pytest.approx(0.213, abs=0.003)


def test_the_table_of_the_page_is_computed(page: dict[str, list[str]]) -> None:
    totals = study().project.totals
    after = sum(row["after_tax_cash_flow"] for row in study().cash_flow)
    model = {
        "NPV at 8% after tax, bn USD": study().project.npv_after_tax / 1e9,
        "IRR after tax": study().project.irr_after_tax.value,
        "taxes and royalties over the life, bn USD": totals["royalty_and_tax"] / 1e9,
        "cash flow before tax, bn USD": totals["pre_tax_cash_flow"] / 1e9,
        "cash flow after tax, bn USD": after / 1e9,
        "capital of both phases, bn USD": totals["capex"] / 1e9,
    }
    for label, value in model.items():
        shown = page[label][1]
        digits = len(shown.rstrip("%").partition(".")[2])
        scaled = 100 * value if "%" in shown else value
        assert float(shown.rstrip("%")) == pytest.approx(scaled, abs=0.51 * 10**-digits), label
        if page[label][2] != "entered":
            ratio = value / number(page[label][0])
            assert float(page[label][2]) == pytest.approx(ratio, abs=0.006), label


def test_other_conventions_need_another_cost() -> None:
    found = {}
    for setting, start in (("timing=year_end", 12.71), ("valuation_year=2025", 15.02)):
        cost = f"operation.costs.processing.value={processing(start)}"
        found[setting] = study(setting, cost).project.npv_after_tax
    assert all(value == pytest.approx(13.014e9, rel=2e-3) for value in found.values())


def processing(unit_cost: float) -> float:
    """Return the processing cost of the file shifted to another unit cost."""
    project = read_project(find_project("reko-diq-study-2025"))
    assert project.operation is not None
    return project.operation.costs.processing + unit_cost - 13.511


def test_the_published_taxes_are_the_royalty_of_five_in_a_hundred() -> None:
    totals = study().project.totals
    assert totals["royalty_and_tax"] / 7.08e9 > 1.3
    assert totals["royalty_and_tax"] * 5 / 6.5 == pytest.approx(7.08e9, rel=0.05)


def test_no_cost_meets_cash_flow_and_value_together() -> None:
    dear = study(f"operation.costs.processing.value={processing(15.44)}")
    assert dear.project.totals["pre_tax_cash_flow"] == pytest.approx(77.254e9, rel=2e-3)
    assert dear.project.npv_after_tax < 12.0e9
    assert np.isfinite(dear.project.npv_after_tax)
