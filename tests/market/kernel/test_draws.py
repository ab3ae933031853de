"""Counter-based draws: the published generator, its streams, and the distributions."""

from __future__ import annotations

import numpy as np
import pytest
from numba import njit
from scipy import stats
from scipy.special import ndtri

from tenor.core.distributions import (
    Discrete,
    LogNormal,
    Normal,
    Pert,
    Triangular,
    TruncatedNormal,
    Uniform,
)
from tenor.core.errors import ShapeError, UnknownNameError, UserError
from tenor.market.batch import build_plan, draw_values
from tenor.market.inputs import (
    CommonFactor,
    DrawPlan,
    Input,
    calc_philox,
    calc_uniforms,
    draw_inputs,
    require_inputs,
)
from tenor.market.kernel import blocks, driver
from tenor.market.kernel.draws import philox
from tenor.market.kernel.elementary import exp, log, score
from tenor.market.kernel.lanes import WIDTH, load, splat, store
from tenor.market.kernel.layout import build_layout
from tenor.market.outputs import Outputs
from tenor.market.policy import NEUTRAL

# Known answers of Philox-4x32 with ten rounds, as published with the Random123 library:
# counter, key, result.
KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@njit
def _lanes_of_philox(counter, key, out):
    c0, c1, c2, c3 = counter
    first, second = philox(splat(c0), splat(c1), splat(c2), splat(c3), key)
    store(out, 0, first)
    store(out, 1, second)


@pytest.mark.parametrize(("counter", "key", "result"), KNOWN)
def test_the_published_answers_of_the_generator(counter, key, result) -> None:
    words = tuple(np.array([c], dtype=np.uint64) for c in counter)
    joined = key[0] | key[1] << 32
    assert [int(w[0]) for w in calc_philox(words, joined)] == list(result)
    out = np.zeros(2 * WIDTH, dtype=np.int64)
    _lanes_of_philox(counter, int(np.uint64(joined).view(np.int64)), out)
    assert set(out[:WIDTH].tolist()) == {result[0]}
    assert set(out[WIDTH:].tolist()) == {result[1]}


@njit
def _apply(which, x, y):
    for k in range(len(x) // WIDTH):
        if which == 0:
            store(y, k, exp(load(x, k)))
        elif which == 1:
            store(y, k, log(load(x, k)))
        else:
            store(y, k, score(load(x, k)))


@pytest.mark.parametrize(
    ("which", "x", "exact"),
    [
        (0, np.linspace(-680, 680, 16000), np.exp),
        (0, np.linspace(-1, 1, 16000), np.exp),
        (1, np.logspace(-300, 300, 16000), np.log),
        (1, 1 + np.linspace(-0.6, 1.2, 16000), np.log),
        (2, np.logspace(-16, np.log10(0.5), 16000), ndtri),
        (2, np.linspace(1e-4, 1 - 1e-4, 16000), ndtri),
    ],
)
def test_elementary_functions_to_a_few_bits(which, x, exact) -> None:
    y = np.empty_like(x)
    _apply(which, x, y)
    np.testing.assert_allclose(y, exact(x), rtol=4e-15, atol=1e-16)


def _plan(network, inputs, factors=()):
    return build_plan(
        network, inputs=DrawPlan(inputs, factors), outputs=Outputs(price=(0,)), draws=4096
    )


INPUTS = (
    Input("normal", "supply_scale", (0,), Normal(1.0, 0.1)),
    Input("lognormal", "supply_scale", (1,), LogNormal(1.0, 0.3)),
    Input("uniform", "supply_scale", (2,), Uniform(0.5, 1.5)),
    Input("triangle", "supply_scale", (3,), Triangular(0.5, 0.9, 1.5)),
    Input("pert", "supply_scale", (4,), Pert(0.5, 0.9, 1.5)),
    Input("cut", "supply_scale", (5,), TruncatedNormal(1.0, 0.5, low=0.2, high=2.0)),
    Input("mine", "supply_scale", (6,), Discrete((0.0, 0.5, 1.0), (0.1, 0.2, 0.7))),
    Input("road", "supply_scale", (7,), Discrete((0.3, 1.0), (0.2, 0.8))),
    Input("port", "demand_scale", (8,), Uniform(0.9, 1.1)),
)
FACTORS = (CommonFactor("province", ("mine", "road", "port"), (0.9, 0.8, -0.7)),)


def _drawn_in_the_kernel(plan, key: int, count: int) -> np.ndarray:
    layout = build_layout(
        plan.network, NEUTRAL, plan.inputs, terms=(("price", 0),), start=plan.start
    )
    work = driver.start_work(layout)
    run, _ = driver.load_kernel()
    signed = int(np.uint64(key).view(np.int64))
    rows = []
    for start in range(0, count, WIDTH):
        out, notes = np.zeros(WIDTH), np.zeros(3 * WIDTH)
        run(layout.model, work, (blocks.DRAW, start, signed), np.empty(0), out, notes)
        rows.append(work.slots.reshape(-1, WIDTH)[1 : 1 + len(plan.inputs.inputs)].T.copy())
    return np.concatenate(rows)


def test_the_kernel_draws_what_the_plain_statement_draws(make_network) -> None:
    plan = _plan(make_network(1), INPUTS, FACTORS)
    key = (1 << 63) + 12345
    ours = _drawn_in_the_kernel(plan, key, 512)
    plain = draw_inputs(plan.inputs, key=key, start=0, stop=512)
    # Quantiles that have no closed form come from cubic pieces.
    np.testing.assert_allclose(ours, plain, rtol=1e-8)
    np.testing.assert_allclose(ours[:, :3], plain[:, :3], rtol=1e-14)


def test_draws_follow_their_distributions() -> None:
    drawn = draw_inputs(DrawPlan(INPUTS[:6]), key=5, start=0, stop=20000)
    for k, one in enumerate(INPUTS[:6]):
        levels = np.linspace(0.01, 0.99, 99)
        share = (drawn[:, k][:, None] <= one.distribution.ppf(levels)).mean(axis=0)
        assert np.abs(share - levels).max() < 1.63 / np.sqrt(20000), one.name  # 1% of Kolmogorov


def test_a_common_factor_joins_its_members_and_leaves_margins() -> None:
    plan = DrawPlan(INPUTS, FACTORS)
    drawn = draw_inputs(plan, key=5, start=0, stop=20000)
    mine, road, port = drawn[:, 6], drawn[:, 7], drawn[:, 8]
    assert (mine == 0).mean() == pytest.approx(0.1, abs=0.01)
    assert (road == 0.3).mean() == pytest.approx(0.2, abs=0.01)
    # Both out at once, by the bivariate normal of correlation 0.72, against 0.02 if independent.
    cover = stats.multivariate_normal([0, 0], [[1, 0.72], [0.72, 1]])
    both = float(cover.cdf([ndtri(0.1), ndtri(0.2)]))
    assert ((mine == 0) & (road == 0.3)).mean() == pytest.approx(both, abs=0.006)
    assert both > 0.06
    assert stats.spearmanr(mine, port)[0] < -0.4


def test_draws_depend_on_number_and_name_alone(make_network) -> None:
    network = make_network(1)
    whole = draw_values(_plan(network, INPUTS, FACTORS), 3, start=0, stop=300)
    part = draw_values(_plan(network, INPUTS[::-1], FACTORS), 3, start=120, stop=200)
    assert np.array_equal(whole[120:200], part[:, ::-1])
    other = draw_values(_plan(network, INPUTS, FACTORS), 4, start=0, stop=300)
    assert not np.isclose(whole, other)[:, :6].any()


def test_numbers_beyond_32_bits_have_draws_of_their_own() -> None:
    near = calc_uniforms(["a"], key=1, start=0, stop=4)
    far = calc_uniforms(["a"], key=1, start=1 << 32, stop=(1 << 32) + 4)
    assert not np.isclose(near, far).any()


@pytest.mark.parametrize(
    ("inputs", "factors", "error", "words"),
    [
        ([Input("a", "suply_scale", (0,), Normal(1, 1))], (), UnknownNameError, "supply_scale"),
        ([Input("a", "supply_scale", (999,), Normal(1, 1))], (), ShapeError, "place 999"),
        ([Input("a", "tariff", (0, 0), Normal(1, 1))], (), ShapeError, "twice"),
        ([Input("a", "tariff", (0,), Normal(1, 1), "add")], (), UnknownNameError, "multiply"),
        ([Input("a", "tariff", (0,), Normal(1, 1))] * 2, (), UserError, "named twice: a"),
        ([], (CommonFactor("f", ("b",), (0.5,)),), UnknownNameError, "b"),
        (
            [Input("a", "tariff", (0,), Normal(1, 1))],
            (CommonFactor("f", ("a",), (1.5,)),),
            ShapeError,
            "-1..1",
        ),
    ],
)
def test_faulty_inputs_are_named(make_network, inputs, factors, error, words) -> None:
    with pytest.raises(error, match=words):
        require_inputs(make_network(1), DrawPlan(tuple(inputs), factors))
