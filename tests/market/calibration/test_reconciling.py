"""Weighted least squares under balances, against closed forms and a general solver."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from tenor.market.calibration.reconcile import Balances, solve_balances


def _balances(prior, error, enters, *, least=0.0, shared=None, group=None) -> Balances:
    """`enters` lists (balance, quantity, sign)."""
    prior = np.array(prior, dtype=float)
    count = len(prior)
    rows = np.array([e[0] for e in enters])
    return Balances(
        prior=prior,
        error=np.array(error, dtype=float),
        least=np.broadcast_to(np.array(least, dtype=float), count).copy(),
        row=rows,
        quantity=np.array([e[1] for e in enters]),
        sign=np.array([float(e[2]) for e in enters]),
        shared=np.zeros(count) if shared is None else np.array(shared, dtype=float),
        group=np.full(count, -1) if group is None else np.array(group),
        scale=np.ones(rows.max() + 1),
    )


def test_discrepancy_is_shared_by_variance() -> None:
    found = solve_balances(_balances([100.0, 70.0], [3.0, 1.0], [(0, 0, 1), (0, 1, -1)]))
    # 30 too much: nine tenths fall on the quantity with nine times the variance.
    assert found == pytest.approx([73.0, 73.0])


def test_shared_error_moves_all_of_a_group_together() -> None:
    enters = [(0, 0, 1), (0, 1, -1), (0, 2, -1)]
    prior, own, common = np.array([120.0, 60.0, 40.0]), np.array([1.0, 2.0, 2.0]), 0.2
    shared = [0.0, common * 60.0, common * 40.0]
    found = solve_balances(_balances(prior, own, enters, shared=shared, group=[-1, 0, 0]))
    column = np.array([[1.0, -1.0, -1.0]])
    spread = np.diag(own**2) + np.outer(shared, shared)
    gain = spread @ column.T @ np.linalg.inv(column @ spread @ column.T)
    assert found == pytest.approx(prior - (gain @ (column @ prior)).ravel())
    raised = found[1:] / prior[1:] - 1
    assert raised[0] == pytest.approx(raised[1], rel=0.1)


def test_what_is_fixed_stays() -> None:
    found = solve_balances(_balances([10.0, 4.0], [0.0, 1.0], [(0, 0, 1), (0, 1, -1)]))
    assert found.tolist() == [10.0, 10.0]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_bounds_as_a_general_solver_finds_them(seed: int) -> None:
    random = np.random.default_rng(seed)
    count, rows = 8, 3
    enters = []
    for quantity in range(count):
        first, second = random.choice(rows, 2, replace=False)
        enters.append((int(first), quantity, 1))
        if quantity >= rows:
            enters.append((int(second), quantity, -1))
    prior = random.uniform(-2.0, 6.0, count)
    error = random.uniform(0.2, 3.0, count)
    # Each balance has a residual that may take either sign.
    for row in range(rows):
        enters.append((row, count + row, 1))
    prior, error = np.append(prior, np.zeros(rows)), np.append(error, np.ones(rows))
    least = np.append(np.zeros(count), np.full(rows, -np.inf))
    found = solve_balances(_balances(prior, error, enters, least=least))
    matrix = np.zeros((rows, count + rows))
    for row, quantity, sign in enters:
        matrix[row, quantity] += sign
    assert np.abs(matrix @ found).max() < 1e-9
    assert (found >= least - 1e-12).all()
    general = minimize(
        lambda v: (((v - prior) / error) ** 2).sum(),
        np.maximum(prior, 0.0),
        jac=lambda v: 2 * (v - prior) / error**2,
        bounds=[(low if np.isfinite(low) else None, None) for low in least],
        constraints=[{"type": "eq", "fun": lambda v: matrix @ v, "jac": lambda v: matrix}],
        method="SLSQP",
        options={"maxiter": 500, "ftol": 1e-13},
    )
    mine = (((found - prior) / error) ** 2).sum()
    assert mine <= general.fun + 1e-6
