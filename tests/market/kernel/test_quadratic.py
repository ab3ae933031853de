"""The quadratic market in prices against public quadratic solvers on the identical problem."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from tenor.core.errors import ShapeError
from tenor.market.quadratic import Activities, join_activities, solve_quadratic


def common_problem(seed: int, countries: int = 60) -> tuple[int, Activities]:
    """Return two stages of a number of countries: 60 make 7,380 quantities."""
    rng = np.random.default_rng(seed)
    c, n = countries, 2 * countries
    nodes, ore = np.arange(n), np.arange(n) < c
    outside, ones = np.full(n, -1), np.ones(n)
    supply = Activities(
        outside, nodes, ones, np.where(ore, rng.uniform(10, 40, n), rng.uniform(80, 140, n)),
        rng.uniform(0.05, 1, n),
    )  # fmt: skip
    use = Activities(
        nodes, outside, ones, -np.where(ore, rng.uniform(30, 70, n), rng.uniform(120, 220, n)),
        rng.uniform(0.05, 1, n),
    )  # fmt: skip
    pairs = np.array([(k + i, k + j) for k in (0, c) for i in range(c) for j in range(c) if i != j])
    r = len(pairs)
    routes = Activities(
        pairs[:, 0], pairs[:, 1], np.ones(r), rng.uniform(1, 20, r), rng.uniform(0.1, 2, r)
    )
    plants = Activities(
        np.arange(c),
        np.arange(c, n),
        np.full(c, 0.5),
        rng.uniform(5, 20, c),
        rng.uniform(0.1, 1, c),
    )
    return n, join_activities([supply, use, routes, plants])


def as_program(nodes: int, a: Activities):
    """Return Hessian, cost and balance of: min q'Hq/2 + c'q, A q = 0, q >= 0."""
    k = np.arange(len(a.cost))
    out, into = a.source >= 0, a.target >= 0
    balance = sparse.csc_matrix(
        (
            np.concatenate([-np.ones(out.sum()), a.gain[into]]),
            (np.concatenate([a.source[out], a.target[into]]), np.concatenate([k[out], k[into]])),
        ),
        shape=(nodes, len(k)),
    )
    return sparse.diags(a.slope, format="csc"), a.cost, balance


def by_piqp(nodes, a):
    piqp = pytest.importorskip("piqp", reason="PIQP is not installed")
    hessian, cost, balance = as_program(nodes, a)
    solver = piqp.SparseSolver()
    solver.settings.eps_abs = solver.settings.eps_rel = 1e-12
    none = sparse.csc_matrix((0, len(cost)))
    solver.setup(
        hessian, cost, balance, np.zeros(nodes), none, np.zeros(0), np.zeros(0),
        np.zeros(len(cost)), np.full(len(cost), np.inf),
    )  # fmt: skip
    solver.solve()
    return np.array(solver.result.x), 1e-8


def by_clarabel(nodes, a):
    clarabel = pytest.importorskip("clarabel", reason="Clarabel is not installed")
    hessian, cost, balance = as_program(nodes, a)
    rows = sparse.vstack([balance, -sparse.identity(len(cost))]).tocsc()
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = 1e-13
    cones = [clarabel.ZeroConeT(nodes), clarabel.NonnegativeConeT(len(cost))]
    solver = clarabel.DefaultSolver(
        hessian, cost, rows, np.zeros(nodes + len(cost)), cones, settings
    )
    # Near the optimum surplus is flat: quantities are sharper than it by a square root.
    return np.array(solver.solve().x), 1e-7


def by_hipo(nodes, a):
    highspy = pytest.importorskip("highspy", reason="HiGHS is not installed")
    hessian, cost, balance = as_program(nodes, a)
    model = highspy.HighsModel()
    lp, count = model.lp_, len(cost)
    lp.num_col_, lp.num_row_ = count, nodes
    lp.col_cost_, lp.col_lower_ = cost, np.zeros(count)
    lp.col_upper_ = np.full(count, highspy.kHighsInf)
    lp.row_lower_ = lp.row_upper_ = np.zeros(nodes)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = balance.indptr, balance.indices
    lp.a_matrix_.value_ = balance.data
    model.hessian_.dim_, model.hessian_.format_ = count, highspy.HessianFormat.kTriangular
    model.hessian_.start_, model.hessian_.index_ = hessian.indptr, hessian.indices
    model.hessian_.value_ = hessian.data
    solver = highspy.Highs()
    solver.silent()
    if solver.setOptionValue("solver", "hipo") != highspy.HighsStatus.kOk:
        pytest.skip("HiGHS without HiPO")
    for name in ("primal_feasibility_tolerance", "dual_feasibility_tolerance"):
        solver.setOptionValue(name, 1e-10)
    solver.setOptionValue("ipm_optimality_tolerance", 1e-12)
    solver.passModel(model)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        pytest.skip(f"HiGHS ends with {solver.getModelStatus()}")
    return np.array(solver.getSolution().col_value), 1e-6


@pytest.mark.parametrize("peer", [by_piqp, by_clarabel, by_hipo])
@pytest.mark.parametrize("countries", [8, 60])
def test_the_optimum_of_a_public_solver(peer, countries: int) -> None:
    nodes, activities = common_problem(countries, countries)
    ours = solve_quadratic(nodes, activities)
    theirs, tolerance = peer(nodes, activities)
    surplus = [
        float((activities.slope * q * q / 2 + activities.cost * q).sum())
        for q in (ours.quantity, theirs)
    ]
    assert surplus[0] == pytest.approx(surplus[1], rel=1e-8)
    gap = np.abs(ours.quantity - theirs).max() / ours.quantity.max()
    assert gap <= tolerance


@pytest.mark.parametrize("seed", range(20))
def test_the_conditions_of_an_equilibrium_hold(seed: int) -> None:
    nodes, a = common_problem(seed, 3 + seed)
    found = solve_quadratic(nodes, a)
    price = np.append(found.price, 0.0)
    gain = a.gain * np.where(a.target < 0, 0, price[a.target]) - np.where(
        a.source < 0, 0, price[a.source]
    )
    margin = a.cost + a.slope * found.quantity - gain
    scale = np.abs(price).max()
    assert (margin >= -1e-10 * scale).all()
    assert np.abs(margin[found.quantity > 0]).max() <= 1e-10 * scale
    _, _, balance = as_program(nodes, a)
    assert np.abs(balance @ found.quantity).max() <= 1e-9 * found.quantity.max()
    far = solve_quadratic(nodes, a, start=np.full(nodes, 1e4))
    np.testing.assert_allclose(far.price, found.price, rtol=1e-9)


def test_a_slope_of_zero_is_refused() -> None:
    with pytest.raises(ShapeError, match="slope of activity 0"):
        solve_quadratic(
            1, Activities(np.array([-1]), np.array([0]), np.ones(1), np.ones(1), np.zeros(1))
        )
