"""Draws: the same whatever the chunks, right in their shares, and measured as documented."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from tenor.finance import Valuation, read_project_text
from tenor.finance import simulate as module
from tenor.finance.laying import Draws, lay_draws
from tenor.finance.plan import build_plan
from tenor.finance.sampling import Sampler, find_extra
from tenor.finance.sensitivity import calc_indices, calc_sobol, calc_tornado

UNCERTAIN = """\
name: uncertain
currency: USD_2024
valuation_year: 2025
discount_rate: 0.08
production: {copper: {unit: t, by_year: {2027: 100, 2028: 100, 2029: 100, 2030: 100}}}
prices: {copper: {unit: USD/t, value: 10, process: schwartz-1997-copper-one-factor}}
opex: {unit: USD, by_year: {2027: 400, 2028: 400, 2029: 400, 2030: 400}}
opex_variable: 0.5
opex_local: 0.25
capex: {unit: USD, by_year: {2026: 1200}}
fiscal: {royalty_ad_valorem: 0.05, income_tax: 0.3,
  depreciation: {method: straight_line, years: 4}}
"""
SPREADS = """\
uncertainty:
  grade: {low: 0.8, mode: 1.0, high: 1.1}
  capex: {low: 0.9, mode: 1.0, high: 1.5}
  delay: {low: 0.0, mode: 0.5, high: 2.0}
"""
ATTACKS = """\
uncertainty:
  security:
    correlation: %s
    sites:
      mine: {rate: 0.1, stop: 0.5, damage: 0.02}
      road: {rate: 0.3, stop: 0.2}
"""


@pytest.mark.parametrize(("chunk", "threads"), [(7, 1), (64, 2), (999, 1)])
def test_chunks_and_threads_change_nothing(
    monkeypatch: pytest.MonkeyPatch, chunk: int, threads: int
) -> None:
    project = read_project_text((UNCERTAIN + SPREADS).encode())
    whole = module.simulate(project, draws=300, seed=4)
    monkeypatch.setattr(module, "CHUNK", chunk)
    parts = module.simulate(project, draws=300, seed=4, threads=threads)
    for name, values in whole.values.items():
        assert np.array_equal(values, parts.values[name], equal_nan=True)
    assert np.array_equal(whole.flow, parts.flow)


def test_other_seeds_and_more_draws(value: Callable[..., Valuation]) -> None:
    text = UNCERTAIN + SPREADS
    one = value(text=text, draws=200, seed=1).as_dict()["quantiles"]
    again = value(text=text, draws=200, seed=1).as_dict()["quantiles"]
    other = value(text=text, draws=200, seed=2).as_dict()["quantiles"]
    assert one == again
    assert one["npv_after_tax"] != other["npv_after_tax"]


def test_a_draw_at_its_likely_values_is_the_base_case() -> None:
    project = read_project_text(UNCERTAIN.encode())
    plan = build_plan(project)
    ones = np.ones(3)
    laid = lay_draws(
        plan,
        Draws(
            3,
            price={"copper": np.ones((5, 3))},
            grade=ones,
            capex=ones,
            opex=ones,
            exchange=ones,
            delay=np.zeros(3),
            hold=np.zeros(3),
            alive=np.ones((5, 3)),
            available=np.ones((5, 3)),
            damage=np.zeros((5, 3)),
        ),
    )
    base = lay_draws(plan, Draws())
    assert np.array_equal(laid.pre_tax, np.broadcast_to(base.pre_tax, laid.pre_tax.shape))


def test_a_delay_moves_production_and_leaves_capital() -> None:
    project = read_project_text(UNCERTAIN.encode())
    plan = build_plan(project, extra=2)
    laid = lay_draws(plan, Draws(2, delay=np.array([1.0, 0.25])))
    assert laid.quantity["copper"][:, 0].tolist() == [0, 0, 100, 100, 100, 100, 0]
    assert laid.quantity["copper"][:, 1].tolist() == [0, 75, 100, 100, 100, 25, 0]
    assert laid.opex[:, 1].tolist() == [0, 300, 400, 400, 400, 100, 0]
    assert laid.capex[:, 0].tolist() == [1200, 0, 0, 0, 0, 0, 0]


def test_a_gate_holds_what_comes_after_it() -> None:
    project = read_project_text(UNCERTAIN.encode())
    plan = build_plan(project, extra=2)
    laid = lay_draws(plan, Draws(2, hold=np.array([2.0, 0.0]), hold_year=2026))
    assert laid.quantity["copper"][:, 0].tolist() == [0, 0, 0, 100, 100, 100, 100]
    assert laid.capex[:, 0].tolist() == [1200, 0, 0, 0, 0, 0, 0]
    earlier = lay_draws(plan, Draws(1, hold=np.array([1.0]), hold_year=2025))
    assert earlier.capex[:, 0].tolist() == [0, 1200, 0, 0, 0, 0, 0]


@pytest.mark.parametrize("rho", [0.0, 0.5])
def test_events_have_their_probability_and_hang_together(rho: float) -> None:
    project = read_project_text((UNCERTAIN + ATTACKS % rho).encode())
    plan = build_plan(project, extra=find_extra(project))
    drawn = Sampler(plan, 8).draw(0, 40_000)
    assert drawn.available is not None
    assert drawn.damage is not None
    mine = drawn.damage[1] > 0
    road = np.isclose(drawn.available[1] % 0.4, 0) | np.isclose(drawn.available[1], 0.8)
    error = math.sqrt(0.1 * 0.9 / 40_000)
    assert mine.mean() == pytest.approx(0.1, abs=4.5 * error)
    assert road.mean() == pytest.approx(0.3, abs=4.5 * math.sqrt(0.3 * 0.7 / 40_000))
    together = float(np.mean(mine & road))
    if rho == 0.0:
        assert together == pytest.approx(0.03, abs=4.5 * math.sqrt(0.03 / 40_000))
    else:
        from scipy.stats import multivariate_normal, norm

        joint = multivariate_normal(cov=[[1, rho], [rho, 1]]).cdf([norm.ppf(0.1), norm.ppf(0.3)])
        assert together == pytest.approx(float(joint), abs=4.5 * math.sqrt(joint / 40_000))


def test_what_an_event_costs() -> None:
    project = read_project_text((UNCERTAIN + ATTACKS % 0.0).encode())
    plan = build_plan(project)
    worked = np.ones((5, 1))
    worked[1] = 0.5
    damage = np.zeros((5, 1))
    damage[1] = 0.02
    laid = lay_draws(plan, Draws(1, available=worked, damage=damage))
    assert laid.gross[1, 0] == 500
    assert laid.opex[1, 0] == 200 + 0.5 * 200
    assert laid.sustaining[1, 0] == pytest.approx(24)
    assert laid.lost_margin is not None
    assert laid.lost_margin[1, 0] == pytest.approx(500 - 100)


def test_gates_have_their_probability() -> None:
    gates = "uncertainty: {gates: {review: {year: 2026, probability: 0.6, delay: 2, fails: 0.25}}}"
    project = read_project_text((UNCERTAIN + gates).encode())
    plan = build_plan(project, extra=find_extra(project))
    drawn = Sampler(plan, 2).draw(0, 20_000)
    assert drawn.hold is not None
    assert drawn.alive is not None
    assert (drawn.hold > 0).mean() == pytest.approx(0.3, abs=0.015)
    assert (drawn.alive[-1] == 0).mean() == pytest.approx(0.1, abs=0.01)
    assert drawn.alive[0].min() == 1.0


def test_rank_correlations_are_those_stated() -> None:
    from scipy.stats import spearmanr

    text = UNCERTAIN + SPREADS + "  correlation: {grade~capex: -0.5, price.copper~capex: 0.4}\n"
    project = read_project_text(text.encode())
    plan = build_plan(project, extra=find_extra(project))
    drawn = Sampler(plan, 6).draw(0, 30_000)
    assert drawn.grade is not None
    assert drawn.capex is not None
    assert spearmanr(drawn.grade, drawn.capex).statistic == pytest.approx(-0.5, abs=0.02)
    late = drawn.price["copper"][-1]
    assert spearmanr(late, drawn.capex).statistic > 0.25


def test_correlations_that_contradict_are_refused() -> None:
    text = (
        UNCERTAIN
        + SPREADS
        + ("  correlation: {grade~capex: 0.9, capex~delay: 0.9, grade~delay: -0.9}\n")
    )
    project = read_project_text(text.encode())
    plan = build_plan(project, extra=find_extra(project))
    with pytest.raises(Exception, match="positive semidefinite"):
        Sampler(plan, 1).draw(0, 4)


def test_the_tornado_is_the_base_case_moved_one_at_a_time(
    value: Callable[..., Valuation],
) -> None:
    project = read_project_text((UNCERTAIN + SPREADS).encode())
    swings = {swing.variable: swing for swing in calc_tornado(project)}
    assert set(swings) == {"price.copper", "grade", "capex", "delay"}
    from tenor.core.distributions import Triangular

    high = float(Triangular(0.9, 1.0, 1.5).ppf(np.array([0.9]))[0])
    moved = value(f"capex.by_year={{2026: {1200 * high!r}}}", text=UNCERTAIN)
    assert swings["capex"].high == pytest.approx(moved.project.npv_after_tax, rel=1e-12)


def test_indices_against_a_known_function_and_the_public_library() -> None:
    from SALib.analyze import sobol as public

    random = np.random.default_rng(0)
    n, weights = 4096, np.array([3.0, 2.0, 1.0])
    a, b = random.uniform(size=(2, n, 3))

    def model(x: np.ndarray) -> np.ndarray:
        return x @ weights + x[:, 0] * x[:, 2]

    mixed = []
    for i in range(3):
        swapped = a.copy()
        swapped[:, i] = b[:, i]
        mixed.append(model(swapped))
    found = calc_indices(model(a), model(b), mixed)
    order = np.column_stack([model(a), *mixed, model(b)]).ravel()
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    theirs = public.analyze(problem, order, calc_second_order=False, seed=1)
    assert [s for s, _ in found] == pytest.approx(theirs["S1"].tolist(), abs=0.01)
    assert [t for _, t in found] == pytest.approx(theirs["ST"].tolist(), abs=0.01)
    # Var = (3.5^2 + 2^2 + 1.5^2) / 12 + 1 / 144, each with the mean of its partner.
    total = (3.5**2 + 2**2 + 1.5**2) / 12 + 1 / 144
    exact = [3.5**2 / 12 / total, 2**2 / 12 / total, 1.5**2 / 12 / total]
    assert [s for s, _ in found] == pytest.approx(exact, abs=0.05)


def test_indices_of_a_project_sum_to_about_one() -> None:
    project = read_project_text((UNCERTAIN + SPREADS).encode())
    rows = calc_sobol(project, points=2048)
    assert rows[0]["variable"] == "price.copper"
    assert sum(row["total"] for row in rows) > 0.9
    assert sum(row["first"] for row in rows) == pytest.approx(1.0, abs=0.15)


def test_the_document_of_many_draws(value: Callable[..., Valuation]) -> None:
    found = value(text=UNCERTAIN + SPREADS, draws=500, seed=3, drivers=True).as_dict()
    npv = found["quantiles"]["npv_after_tax"]
    assert npv["p05"] < npv["p50"] < npv["p95"]
    assert 0 <= found["risk"]["probability_npv_positive"] <= 1
    assert set(found["risk"]["expected_loss"]) == {"price.copper", "grade", "capex", "delay"}
    assert found["risk"]["expected_loss"]["capex"] > 0
    years = [row["year"] for row in found["risk"]["fan"]]
    assert years == list(range(2026, 2033))


def test_draws_of_a_certain_project_are_the_base_case(value: Callable[..., Valuation]) -> None:
    found = value(draws=10, drivers=True)
    npv = found.as_dict()["quantiles"]["npv_after_tax"]
    assert npv["p05"] == npv["p95"] == pytest.approx(found.project.npv_after_tax, rel=1e-15)
    assert any("Nothing is uncertain" in note for note in found.risk["notes"])
    assert found.risk["sobol"] == []
    assert found.risk["expected_loss"] == {}


def test_leaving_one_cause_out_leaves_the_others_as_they_are() -> None:
    text = UNCERTAIN + SPREADS + "  correlation: {grade~capex: -0.5, price.copper~capex: 0.4}\n"
    project = read_project_text(text.encode())
    plan = build_plan(project, extra=find_extra(project))
    whole = Sampler(plan, 6).draw(0, 50)
    fewer = Sampler(plan, 6, only=frozenset({"capex", "delay"})).draw(0, 50)
    assert fewer.grade is None
    assert fewer.price == {}
    assert np.array_equal(whole.capex, fewer.capex)
    assert np.array_equal(whole.delay, fewer.delay)


def test_an_operation_that_ended_is_closed_and_one_that_never_ran_is_not() -> None:
    project = read_project_text(
        (UNCERTAIN + "closure: {unit: USD, by_year: {2031: 90}}\n").encode()
    )
    plan = build_plan(project)
    alive = np.ones((6, 2))
    alive[3:, 0] = 0.0
    alive[1:, 1] = 0.0
    laid = lay_draws(plan, Draws(2, alive=alive))
    assert laid.quantity["copper"][:, 0].tolist() == [0, 100, 100, 0, 0, 0]
    assert laid.closure[:, 0].tolist() == [0, 0, 0, 0, 0, 90]
    assert laid.closure[:, 1].tolist() == [0] * 6
