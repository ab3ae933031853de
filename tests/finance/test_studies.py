"""The study of Reko Diq: what was re-entered, what the calibration meets, what cannot hold."""

from __future__ import annotations

import pytest

from tenor.core.errors import UserError
from tenor.finance.evaluate import evaluate
from tenor.finance.plan import build_plan
from tenor.finance.studies import STUDY, build_study, calibrate, measure, read_terms, reconcile
from tenor.panel.case import load_case


def test_the_totals_are_those_published() -> None:
    plan = build_plan(build_study(20.0, read_terms()))
    assert plan.payable["copper"].sum() == pytest.approx(13.1e6)
    assert plan.payable["gold"].sum() == pytest.approx(17.9e6)
    assert plan.capex.sum() == pytest.approx(5.57e9 + 3.26e9)
    made = plan.payable["copper"] > 0
    assert made.sum() == 37
    gross = float(evaluate(plan, financed=False).operating.gross.sum())
    by_hand = 13.1e6 * 2204.62262185 * 4.03 + 17.9e6 * 2045
    assert gross == pytest.approx(by_hand, rel=1e-9)


def test_every_source_is_one_of_the_case() -> None:
    known = set(load_case("pakistan-us").sources)
    assert {figure.source for figure in STUDY.values()} <= known


@pytest.mark.parametrize("target", ["npv_after_tax", "irr_after_tax", "pre_tax_cash_flow"])
def test_the_calibrated_figure_is_met(target: str) -> None:
    cost, found = calibrate(target, income_tax=False)
    assert 10 < cost < 40
    assert measure(found)[target] == pytest.approx(STUDY[target].value, rel=1e-9)


def test_the_published_taxes_cannot_hold_with_the_charges_on_revenue() -> None:
    rows = {row["measure"]: row for row in reconcile("npv_after_tax", income_tax=False)}
    assert rows["royalties_alone"]["model"] == pytest.approx(0.065 * 152.99e9, rel=1e-3)
    assert rows["royalty_and_tax"]["ratio"] > 1.3
    with pytest.raises(UserError, match="no operating cost"):
        calibrate("royalty_and_tax", income_tax=False)


def test_other_figures_are_refused() -> None:
    with pytest.raises(UserError, match="there are npv_after_tax"):
        calibrate("life")
