"""Bounds that hold under any dependence, and what a gate counts for."""

from __future__ import annotations

import itertools
import math
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenor.decision.gates import (
    UNSURE,
    GateReport,
    assess_gates,
    calc_lower,
    combine,
    combine_delays,
)
from tenor.decision.spans import Span
from tenor.panel.case import load_case

SMALL = Path(__file__).parents[1] / "panel" / "small_case"
PROJECT = "projects/oruro-smelter.yaml"

chances = st.lists(st.floats(0, 1), min_size=1, max_size=8)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    low, value, high = sorted(draw(st.tuples(*[st.floats(0, 1)] * 3)))
    return Span(value, low, high)


@given(chances)
def test_the_product_lies_between_the_bounds(p: list[float]) -> None:
    assert calc_lower(p) - 1e-12 <= math.prod(p) <= min(p) + 1e-12
    assert 0 <= calc_lower(p) <= 1


@given(st.lists(st.floats(0, 1), min_size=8, max_size=8))
def test_the_bounds_hold_for_any_joint_distribution(weights: list[float]) -> None:
    total = math.fsum(weights)
    if total < 1e-6:
        return
    outcomes = list(itertools.product((0, 1), repeat=3))
    share = [w / total for w in weights]
    each = [math.fsum(w for w, o in zip(share, outcomes, strict=True) if o[i]) for i in range(3)]
    together = share[outcomes.index((1, 1, 1))]
    assert calc_lower(each) - 1e-9 <= together <= min(each) + 1e-9


@pytest.mark.parametrize("p", [[0.9, 0.8], [0.6, 0.6, 0.9], [0.3, 0.4]])
def test_the_bounds_are_reached(p: list[float]) -> None:
    draws = [(k + 0.5) / 10_000 for k in range(10_000)]
    one_cause = [all(u < chance for chance in p) for u in draws]
    assert sum(one_cause) / len(draws) == pytest.approx(min(p), abs=1e-3)
    ends = [math.fsum(1 - chance for chance in p[:i]) for i in range(len(p) + 1)]
    missed = [any(a <= u < b or u < b - 1 for a, b in itertools.pairwise(ends)) for u in draws]
    assert 1 - sum(missed) / len(draws) == pytest.approx(calc_lower(p), abs=1e-3)


@given(st.lists(spans(), min_size=1, max_size=6))
def test_ends_stay_in_order_and_a_further_gate_never_helps(found: list[Span]) -> None:
    for rule in (calc_lower, math.prod, min):
        joint = combine(found, rule)
        assert joint.low - 1e-12 <= joint.value <= joint.high + 1e-12  # type: ignore[operator]
        more = combine([*found, Span(0.5, 0.4, 0.6)], rule)
        assert more.value <= joint.value + 1e-12  # type: ignore[operator]


@given(st.lists(spans(), min_size=1, max_size=6))
def test_a_gate_that_is_not_judged_leaves_the_value_unknown_and_the_upper_end_valid(
    found: list[Span],
) -> None:
    joint = combine([*found, UNSURE], min)
    assert joint.value is None
    assert joint.low == 0.0
    assert joint.high == pytest.approx(min(s.high for s in found))  # type: ignore[type-var]
    assert combine([*found, UNSURE], math.prod).low == 0.0


def test_joint_of_three_by_hand() -> None:
    found = [Span(0.9, 0.8, 0.95), Span(0.8, 0.7, 0.9), Span(0.7, 0.5, 0.9)]
    lower, alone, upper = (combine(found, rule) for rule in (calc_lower, math.prod, min))
    assert (lower.value, alone.value, upper.value) == pytest.approx((0.4, 0.504, 0.7))
    assert (lower.low, alone.low, upper.low) == pytest.approx((0.0, 0.28, 0.5))
    assert (lower.high, alone.high, upper.high) == pytest.approx((0.75, 0.7695, 0.9))


def test_delays_side_by_side_and_one_after_the_other() -> None:
    found = [Span(1, 0.5, 2), Span(2, 1, 5)]
    assert combine_delays(found, max) == Span(2, 1, 5)
    assert combine_delays(found, math.fsum) == Span(3, 1.5, 7)
    open_end = combine_delays([*found, Span(None, None, None)], math.fsum)
    assert open_end == Span(None, 1.5, None)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Return a copy of the small case that a test may change."""
    return Path(shutil.copytree(SMALL, tmp_path / "case"))


def edit(case: Path, old: str, new: str) -> None:
    path = case / PROJECT
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def report_of(case: Path) -> GateReport:
    (report,) = assess_gates(load_case(case))
    return report


def test_a_passed_gate_counts_one_and_an_open_one_its_view() -> None:
    report = report_of(SMALL)
    known = {g.gate.id: (g.state, g.probability.value) for g in report.gates}
    assert known == {"licence": ("passed", 1.0), "feed": ("open", 0.5), "fence": ("open", None)}
    assert [g.gate.id for g in report.not_judged] == ["fence"]
    assert report.joint["upper"][0] == Span(None, 0.0, 0.7)
    assert report.joint["lower"][1].display == "0% to 70%"


def test_a_waived_gate_counts_as_passed_and_a_failed_one_ends_it(case: Path) -> None:
    edit(case, "{state: passed, date: 2024-02", "{state: waived, date: 2024-02")
    spans_of = {key: span for key, (span, _) in report_of(SMALL).joint.items()}
    assert {key: span for key, (span, _) in report_of(case).joint.items()} == spans_of
    edit(case, "{state: waived, date: 2024-02", "{state: failed, date: 2024-02")
    assert report_of(case).joint["upper"][0].high == 0.0


VIEW = """    views:
      - date: {day}
        by: 2027-12-31
        probability: {{low: 0.1, value: 0.2, high: 0.3}}
        note: It may be undone.
"""


@pytest.mark.parametrize(("day", "counts"), [("2023-06-01", 1.0), ("2024-06-01", 0.2)])
def test_a_later_view_reopens_a_settled_gate(day: str, counts: float, case: Path) -> None:
    step = "      - {state: passed, date: 2024-02, source: survey-2024}\n"
    edit(case, step, step + VIEW.format(day=day))
    licence = report_of(case).gates[0]
    assert licence.probability.value == counts
    assert licence.is_done is (counts == 1.0)


def test_a_view_of_the_future_does_not_count() -> None:
    (feed,) = [g for g in report_of(SMALL).gates if g.gate.id == "feed"]
    assert feed.view is not None and str(feed.view.date) == "2025-06-01"
    assert "line" not in {g.gate.id for g in report_of(SMALL).gates}


def test_since_is_when_the_present_state_began() -> None:
    reports = {r.project.id: r for r in assess_gates(load_case("pakistan-us"))}
    law = {g.gate.id: g for g in reports["reko-diq"].gates}["provincial-law"]
    assert (law.state, law.since) == ("open", "2025-09-23")


def test_every_trace_has_its_sources() -> None:
    for name in ("pakistan-us", "indonesia-us", str(SMALL)):
        for report in assess_gates(load_case(name)):
            assert all(trace.sources for trace in report.traces())
