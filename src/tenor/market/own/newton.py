"""Newton systems of a complementarity problem: levels eliminated where they can be."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import splu

from tenor.market.own.problem import Problem

__all__ = ["factorise"]

Array = NDArray[np.float64]
Solver = Callable[[Array, Array], tuple[Array, Array]]

_DENSE_NODES = 700


def factorise(problem: Problem, weights: Array, slack: Array) -> Solver:
    r"""Return a solver of one Newton system, in levels and prices.

    .. math:: (G + W)\\,\\Delta a - (E^\\top - T)\\,\\Delta p = f, \\quad
              E\\,\\Delta a + S\\,\\Delta p = g

    Where G is diagonal the levels are eliminated and a system of N prices is left.
    """
    response = sparse.csr_array(problem.delivered.T) - problem.extra
    coupled = problem.curvature - sparse.diags_array(problem.curvature.diagonal())
    if abs(coupled).sum() == 0:
        return _eliminated(problem, response, problem.curvature.diagonal() + weights, slack)
    matrix = sparse.block_array(
        [
            [problem.curvature + sparse.diags_array(weights), -response],
            [problem.delivered, sparse.diags_array(slack + 1e-15)],
        ],
        format="csc",
    )
    factor, count = splu(matrix), len(weights)

    def solve(f: Array, g: Array) -> tuple[Array, Array]:
        both = np.concatenate([f, g])
        found = factor.solve(both)
        found += factor.solve(both - matrix @ found)
        return found[:count], found[count:]

    return solve


def _eliminated(
    problem: Problem, response: sparse.csr_array, diagonal: Array, slack: Array
) -> Solver:
    inverse = 1.0 / diagonal
    schur = problem.delivered @ sparse.diags_array(inverse) @ response + sparse.diags_array(slack)
    # A node that nothing reaches has a row of zeros: its price stays where it is.
    grounding = np.where(np.abs(schur).sum(axis=1) > 0, 0.0, 1.0)
    schur = sparse.csc_array(schur + sparse.diags_array(grounding + 1e-15))
    back = _factor(schur)

    def solve(f: Array, g: Array) -> tuple[Array, Array]:
        dp = back(g - problem.delivered @ (inverse * f))
        dx = inverse * (f + response @ dp)
        return dx, dp

    return solve


def _factor(matrix: Any) -> Callable[[Array], Array]:
    if matrix.shape[0] > _DENSE_NODES:
        solve: Callable[[Array], Array] = splu(matrix).solve
        return solve
    from scipy.linalg import lu_factor, lu_solve

    with warnings.catch_warnings():  # A singular system shows in the residual.
        warnings.simplefilter("ignore")
        factor = lu_factor(matrix.toarray())
    return lambda right: np.asarray(lu_solve(factor, right))
