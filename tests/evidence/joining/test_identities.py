"""Identities hold or fail with stated tolerance, and never change a figure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenor.evidence.joining import identities as i

SIZE = st.floats(1e-3, 1e9)


@given(SIZE, st.floats(1e-6, 0.7))
def test_metal_of_a_grade_gives_the_grade_back(ore: float, grade: float) -> None:
    metal = i.calc_metal((ore, ore), (grade, grade))
    low, high = i.calc_grade(metal, (ore, ore))
    assert low == pytest.approx(grade)
    assert high == pytest.approx(grade)
    assert i.check_metal((ore, ore), (grade, grade), metal).holds
    assert not i.check_metal((ore, ore), (grade, grade), (10 * (metal[0] or 0), None)).holds


@given(st.lists(st.floats(0.01, 1.0), min_size=1, max_size=6))
def test_shares_of_a_whole_sum_to_one(parts: list[float]) -> None:
    total = sum(parts)
    assert i.check_shares([(p / total, p / total) for p in parts]).holds
    assert not i.check_shares([(p / total, p / total) for p in [*parts, total]]).holds


@pytest.mark.parametrize(
    ("check", "holds"),
    [
        (i.check_part((4e12, 5e12), (6e12, 6e12)), True),
        (i.check_part((7e12, 8e12), (6e12, 6e12)), False),
        (i.check_part((None, 8e12), (6e12, 6e12)), True),
        (i.check_sum([(3.0, 3.0), (4.0, 4.0)], (7.1, 7.1)), True),
        (i.check_sum([(3.0, 3.0), (4.0, 4.0)], (9.0, 9.0)), False),
        (i.check_capex_per_capacity((5.57e9, 5.57e9), (240e3, 240e3), "copper"), True),
        (i.check_capex_per_capacity((5e8, 5e8), (240e3, 240e3), "copper"), False),
        (i.check_value((100.0, 100.0), (10e3, 10e3), (1e6, 1e6)), True),
        (i.check_value((100.0, 100.0), (10e3, 10e3), (1e9, 1e9)), False),
        (i.check_change((10.0, 10.0), (15.0, 15.0), (0.5, 0.5)), True),
        (i.check_change((15.0, 15.0), (10.0, 10.0), (0.333, 0.333)), True),
        (i.check_change((10.0, 10.0), (15.0, 15.0), (0.8, 0.8)), False),
    ],
)
def test_identities(check: i.Check, holds: bool) -> None:
    assert check.holds is holds
    assert check.text
    assert check.as_dict()["holds"] is holds


def test_a_commodity_without_limits_has_no_verdict() -> None:
    assert i.check_grade((1.0, 1.0), (2.0, 2.0), "unobtainium") is None
    verdict = i.check_grade((1.0, 1.0), (2.0, 2.0), "unobtainium", (0.1, 0.9))
    assert verdict is not None
    assert verdict.holds
