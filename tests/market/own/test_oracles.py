"""The same optimum as public solvers on the same welfare problem, stated here apart."""

from __future__ import annotations

import numpy as np
import pytest
from own_networks import random_network
from scipy import sparse

from tenor.market.own import OwnNetwork, solve_network
from tenor.market.own.curves import build_line


def _welfare(network: OwnNetwork):
    """Return P, q, A, b, upper of min x'Px/2 + q'x with A x = b, 0 <= x <= upper."""
    nodes = {
        (stage, country): n
        for n, (stage, country) in enumerate(
            (s, c) for s in network.stages for c in network.countries
        )
    }
    columns = []
    for row in network.supply:
        line = build_line(row, "supply")
        columns.append((line.slope, line.intercept, {nodes[row.stage, row.country]: 1.0}, row.cap))
    for row in network.demand:
        line = build_line(row, "demand")
        columns.append(
            (-line.slope, -line.intercept, {nodes[row.stage, row.country]: -1.0}, row.cap)
        )
    for r in network.routes:
        ends = {nodes[r.stage, r.origin]: -1.0, nodes[r.stage, r.destination]: 1.0}
        columns.append((0.0, r.cost + r.tariff, ends, r.quota))
    for p in network.plants:
        ends = {
            nodes[p.from_stage, p.country]: -1.0,
            nodes[p.to_stage, p.country]: p.output_per_input,
        }
        columns.append((0.0, p.cost, ends, p.cap))
    matrix = np.zeros((len(nodes), len(columns)))
    for k, (_, _, ends, _) in enumerate(columns):
        for node, value in ends.items():
            matrix[node, k] = value
    upper = np.array([np.inf if c[3] is None else c[3] for c in columns])
    return (
        sparse.diags_array([c[0] for c in columns]).tocsc(),
        np.array([c[1] for c in columns]),
        sparse.csc_array(matrix),
        np.zeros(len(nodes)),
        upper,
    )


def _by_piqp(data):
    piqp = pytest.importorskip("piqp", reason="PIQP is not installed")
    p, q, a, b, upper = data
    solver = piqp.SparseSolver()
    solver.settings.eps_abs = solver.settings.eps_rel = 1e-12
    solver.settings.max_iter = 500
    # A node may have more than is used, at a price of zero: A x >= 0.
    none = sparse.csc_matrix((0, len(q)))
    solver.setup(
        sparse.csc_matrix(p), q, none, np.zeros(0), sparse.csc_matrix(a), b,
        np.full(len(b), np.inf), np.zeros(len(q)), upper,
    )  # fmt: skip
    solver.solve()
    return np.array(solver.result.x)


def _by_clarabel(data):
    clarabel = pytest.importorskip("clarabel", reason="Clarabel is not installed")
    p, q, a, b, upper = data
    finite = np.isfinite(upper)
    eye = sparse.eye_array(len(q), format="csc")
    rows = sparse.vstack([-a, -eye, eye.tocsr()[finite]]).tocsc()
    right = np.concatenate([b, np.zeros(len(q)), upper[finite]])
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = 1e-13
    cones = [clarabel.NonnegativeConeT(len(right))]
    solver = clarabel.DefaultSolver(
        sparse.csc_matrix(p), q, sparse.csc_matrix(rows), right, cones, settings
    )
    return np.array(solver.solve().x)


def _by_hipo(data):
    highspy = pytest.importorskip("highspy", reason="HiGHS is not installed")
    p, q, a, _, upper = data
    count = len(q)
    model = highspy.HighsModel()
    lp = model.lp_
    lp.num_col_, lp.num_row_ = count, a.shape[0]
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = q, np.zeros(count), upper
    lp.row_lower_ = np.zeros(a.shape[0])
    lp.row_upper_ = np.full(a.shape[0], highspy.kHighsInf)
    a = sparse.csc_matrix(a)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = a.indptr, a.indices, a.data
    model.hessian_.dim_ = count
    model.hessian_.format_ = highspy.HessianFormat.kTriangular
    curved = sparse.csc_matrix(sparse.tril(p))
    model.hessian_.start_, model.hessian_.index_ = curved.indptr, curved.indices
    model.hessian_.value_ = curved.data
    solver = highspy.Highs()
    solver.silent()
    solver.passModel(model)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        pytest.skip(f"HiGHS ends with {solver.getModelStatus()}")
    return np.array(solver.getSolution().col_value)


def _curved(network: OwnNetwork, x) -> np.ndarray:
    """Return the quantities that are unique: those of curves."""
    return x[: len(network.supply) + len(network.demand)]


def _ours(network: OwnNetwork) -> np.ndarray:
    found = solve_network(network)
    assert not found.backstop_used
    assert found.residual <= 1e-9
    # One row per side, country and stage in these networks.
    supply = [found.supply[r.commodity, r.stage, r.country] for r in network.supply]
    demand = [found.demand[r.commodity, r.stage, r.country] for r in network.demand]
    return np.array([*supply, *demand, *found.flows, *found.inputs])


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    "peer", [_by_piqp, _by_clarabel, _by_hipo], ids=["PIQP", "Clarabel", "HiGHS"]
)
def test_the_optimum_of_a_public_solver(seed: int, peer) -> None:
    network = random_network(seed)
    data = _welfare(network)
    theirs, ours = peer(data), _ours(network)
    p, q = data[:2]
    welfare = [float(x @ (p @ x) / 2 + q @ x) for x in (ours, theirs)]
    assert welfare[0] == pytest.approx(welfare[1], rel=1e-8)
    world = ours[len(network.supply) : len(network.supply) + len(network.demand)].sum()
    # Near the optimum welfare is flat: quantities are sharper than it by the square root.
    tolerance = 1e-5 if peer is _by_hipo else 1e-8
    gap = np.abs(_curved(network, ours) - _curved(network, theirs)).max()
    assert gap <= tolerance * world


def test_a_large_network_takes_well_under_a_second() -> None:
    import time

    network = random_network(1, size=45, stages=2)
    assert len(network.routes) > 2500
    solve_network(random_network(0, size=3))
    start = time.perf_counter()
    found = solve_network(network)
    seconds = time.perf_counter() - start
    assert found.residual <= 1e-9
    # Ten times what it takes on an idle core, so that a busy machine does not fail it.
    assert seconds < 3.0
