"""Streams that do not depend on chunks, correlation and Sobol points."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tenor.core.draws import (
    LogNormal,
    Normal,
    Uniform,
    calc_values,
    correlate,
    require_correlation,
    score_correlation,
    sobol,
    uniforms,
)
from tenor.core.errors import ShapeError, UserError

NAMES = ["grade", "capex", "price"]
MATRIX = [[1.0, 0.6, -0.3], [0.6, 1.0, 0.2], [-0.3, 0.2, 1.0]]


def test_the_streams_are_those_of_every_release():
    # A change of these numbers changes every published result that was drawn.
    first = uniforms(20240101, scenario="base", names=["grade"], start=0, stop=3)[:, 0]
    assert first == pytest.approx([0.64751929, 0.51243804, 0.85750654], abs=5e-9)
    late = uniforms(20240101, scenario="base", names=["grade"], start=10**9 + 7, stop=10**9 + 8)
    assert late[0, 0] == pytest.approx(0.61965497, abs=5e-9)


@given(
    seed=st.integers(0, 2**64),
    start=st.integers(0, 10**12),
    cuts=st.lists(st.integers(0, 60), min_size=1, max_size=6),
)
def test_chunks_joined_are_the_whole(seed, start, cuts):
    edges = [start, *sorted(start + cut for cut in cuts)]
    pieces = [
        uniforms(seed, scenario="s", names=NAMES, start=a, stop=b)
        for a, b in itertools.pairwise(edges)
    ]
    whole = uniforms(seed, scenario="s", names=NAMES, start=start, stop=edges[-1])
    assert np.array_equal(np.concatenate(pieces), whole)


@given(cut=st.integers(1, 299), offset=st.integers(0, 5))
def test_chunks_of_correlated_values_are_bit_for_bit_the_same(cut, offset):
    distributions = {
        "grade": Normal(0.5, 0.1),
        "capex": LogNormal(5.0, 0.3),
        "price": Uniform(1, 2),
    }

    def values(start: int, stop: int) -> np.ndarray:
        u = correlate(uniforms(3, scenario=1, names=NAMES, start=start, stop=stop), MATRIX)
        return np.column_stack(list(calc_values(u, NAMES, distributions).values()))

    joined = np.concatenate([values(offset, offset + cut), values(offset + cut, offset + 300)])
    assert np.array_equal(joined, values(offset, offset + 300))


@given(names=st.lists(st.text(max_size=8), min_size=1, max_size=6, unique=True), data=st.data())
def test_other_variables_change_no_stream(names, data):
    kept = data.draw(st.permutations(names))[: data.draw(st.integers(1, len(names)))]
    whole = uniforms(1, scenario="s", names=names, start=0, stop=9)
    part = uniforms(1, scenario="s", names=kept, start=0, stop=9)
    for j, name in enumerate(kept):
        assert np.array_equal(part[:, j], whole[:, names.index(name)])


def test_seed_scenario_and_name_each_give_another_stream():
    def first(seed: int, scenario: str | int, name: str) -> float:
        return float(uniforms(seed, scenario=scenario, names=[name], start=0, stop=1)[0, 0])

    keys = [(1, "s", "a"), (2, "s", "a"), (1, "t", "a"), (1, "s", "b"), (1, 1, "a"), (1, "1", "a")]
    keys += [(1, "sa", ""), (1, "", "sa"), (11, "s", "a")]
    assert len({first(*key) for key in keys}) == len(keys)


def test_draws_are_uniform_and_independent():
    u = uniforms(5, scenario="s", names=NAMES, start=0, stop=40_000)
    assert u.min() > 0
    assert u.max() < 1
    assert u.mean(axis=0) == pytest.approx([0.5] * 3, abs=0.006)
    assert u.var(axis=0) == pytest.approx([1 / 12] * 3, abs=0.002)
    for j in range(3):
        assert stats.kstest(u[:, j], "uniform").pvalue > 1e-3
    assert np.abs(np.corrcoef(u.T) - np.eye(3)).max() < 0.02
    # Neighbouring draws of one variable.
    assert abs(np.corrcoef(u[:-1, 0], u[1:, 0])[0, 1]) < 0.02


def test_an_empty_range_and_no_names():
    assert uniforms(1, scenario="s", names=NAMES, start=5, stop=5).shape == (0, 3)
    assert uniforms(1, scenario="s", names=[], start=0, stop=5).shape == (5, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"seed": -1},
        {"seed": 1.5},
        {"seed": True},
        {"start": -1},
        {"start": 3, "stop": 2},
        {"names": ["a", "a"]},
        {"names": "grade"},
    ],
)
def test_wrong_requests_are_refused(wrong):
    request = {"seed": 1, "scenario": "s", "names": ["a"], "start": 0, "stop": 2} | wrong
    with pytest.raises(UserError):
        uniforms(request.pop("seed"), **request)


def test_rank_correlations_are_those_asked_for():
    wanted = np.array([[1.0, 0.7, -0.4], [0.7, 1.0, 0.0], [-0.4, 0.0, 1.0]])
    scores = np.vectorize(score_correlation)(wanted)
    u = correlate(uniforms(9, scenario="s", names=NAMES, start=0, stop=50_000), scores)
    assert stats.spearmanr(u).statistic == pytest.approx(wanted, abs=0.02)
    for j in range(3):
        assert stats.kstest(u[:, j], "uniform").pvalue > 1e-3


def test_the_first_variable_keeps_its_draws_and_no_correlation_changes_nothing():
    u = uniforms(9, scenario="s", names=NAMES, start=0, stop=500)
    assert correlate(u, MATRIX)[:, 0] == pytest.approx(u[:, 0], abs=1e-12)
    assert correlate(u, np.eye(3)) == pytest.approx(u, abs=1e-12)


def test_a_semidefinite_matrix_is_allowed():
    u = uniforms(9, scenario="s", names=NAMES, start=0, stop=500)
    v = correlate(u, [[1.0, -1.0, 0.5], [-1.0, 1.0, -0.5], [0.5, -0.5, 1.0]])
    assert v[:, 1] == pytest.approx(1 - v[:, 0], abs=1e-9)
    assert 0.3 < np.corrcoef(v[:, 0], v[:, 2])[0, 1] < 0.65


@given(st.lists(st.floats(-1, 1), min_size=8, max_size=8))
def test_any_matrix_from_factors_is_accepted_and_reproduced(loadings):
    raw = np.array(loadings).reshape(4, 2)
    cov = raw @ raw.T + 0.05 * np.eye(4)
    scale = np.sqrt(np.diag(cov))
    target = cov / np.outer(scale, scale)
    np.fill_diagonal(target, 1.0)
    target = (target + target.T) / 2
    assert require_correlation(target) == pytest.approx(target)
    names = ["a", "b", "c", "d"]
    v = correlate(uniforms(2, scenario="s", names=names, start=0, stop=4000), target)
    assert np.abs(np.corrcoef(stats.norm.ppf(v).T) - target).max() < 0.1


@pytest.mark.parametrize(
    ("matrix", "told"),
    [
        ([[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]], "smallest eigenvalue is -0.8"),
        ([[1.0, 0.5], [0.4, 1.0]], r"not symmetric: \[0, 1\] is 0\.5 and \[1, 0\] is 0\.4"),
        ([[1.0, 0.5], [0.5, 2.0]], "1 on the diagonal"),
        ([[1.0, 0.5]], "square"),
        ([[1.0, np.nan], [np.nan, 1.0]], "unknown"),
    ],
)
def test_what_is_no_correlation_matrix_is_refused(matrix, told):
    with pytest.raises(ShapeError, match=told):
        require_correlation(matrix)


def test_draws_must_fit_the_matrix():
    u = uniforms(1, scenario="s", names=["a", "b"], start=0, stop=4)
    with pytest.raises(ShapeError, match=r"expected draws of shape \(draw, 3\), found \(4, 2\)"):
        correlate(u, MATRIX)
    with pytest.raises(ShapeError, match="above 0 and below 1"):
        correlate([[0.0, 0.5]], np.eye(2))


def test_values_by_name():
    u = np.array([[0.5, 0.25]])
    made = {"b": Uniform(0.0, 4.0), "a": Normal(7.0, 1.0), "unused": Uniform(0, 1)}
    values = calc_values(u, ["a", "b"], made)
    assert list(values) == ["a", "b"]
    assert (values["a"][0], values["b"][0]) == (7.0, 1.0)
    with pytest.raises(UserError, match=r"no distribution for 1 variable.*grade"):
        calc_values(u, ["a", "grade"], made)
    with pytest.raises(ShapeError):
        calc_values(u, ["a"], made)


@given(m=st.integers(0, 8), d=st.integers(1, 6), seed=st.integers(0, 2**32))
def test_sobol_points_fill_each_slice_once(m, d, seed):
    names = [f"x{i}" for i in range(d)]
    points = sobol(2**m, names, seed)
    assert points.shape == (2**m, d)
    assert points.min() > 0
    assert points.max() < 1
    slices = np.sort(np.floor(points * 2**m).astype(int), axis=0)
    assert np.array_equal(slices, np.repeat(np.arange(2**m)[:, None], d, axis=1))
    assert np.array_equal(points, sobol(2**m, names, seed))


def test_sobol_seeds_differ_and_other_numbers_are_refused():
    assert not np.array_equal(sobol(8, NAMES, 1), sobol(8, NAMES, 2))
    with pytest.raises(UserError, match="such as 64 or 128"):
        sobol(100, NAMES, 1)
    with pytest.raises(UserError, match="power of two"):
        sobol(0, NAMES, 1)


def test_sobol_integrates_better_than_random_draws():
    def error(points: np.ndarray) -> float:
        return abs(float(np.prod(1 + 0.5 * (points - 0.5), axis=1).mean()) - 1)

    quasi = np.mean([error(sobol(256, NAMES, s)) for s in range(20)])
    random = np.mean(
        [error(uniforms(s, scenario="s", names=NAMES, start=0, stop=256)) for s in range(20)]
    )
    assert quasi < random / 10
