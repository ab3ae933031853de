"""Published figures: copper and its mine in Schwartz (1997), re-entered from the tables."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tenor.finance import read_project_text, value_project
from tenor.finance.processes import (
    PUBLISHED,
    build_step,
    calc_futures,
    calc_paths,
    calc_variances,
)

# E. S. Schwartz (1997), Journal of Finance 52(3), Table XX: a mine of ten years, one unit a year,
# unit cost 0.40, investment 2.00; constant price, continuous discounting. Rows 1 to 3 are the
# discounted cash flow rule: rate, price at which the value is nothing, value at 0.50, 1.00, 1.50.
DCF_ROWS = (
    (0.10, 0.73, (-1.40, 1.61, 4.61)),
    (0.12, 0.76, (-1.45, 1.29, 4.03)),
    (0.15, 0.82, (-1.52, 0.88, 3.28)),
)
TOLERANCE = 0.006
MINE = """\
name: mine of the article
currency: USD_nominal
valuation_year: 2000
discount_rate: {rate}
compounding: continuous
production: {{copper: {{unit: lb, by_year: {{{years}}}}}}}
prices: {{copper: {{unit: USD/lb, value: {price}}}}}
opex: {{unit: USD, by_year: {{{costs}}}}}
capex: {{unit: USD, by_year: {{2000: 2.0}}}}
"""


def mine_value(rate: float, price: float) -> float:
    years = range(2001, 2011)
    text = MINE.format(
        rate=rate,
        price=price,
        years=", ".join(f"{year}: 1.0" for year in years),
        costs=", ".join(f"{year}: 0.4" for year in years),
    )
    return value_project(read_project_text(text.encode())).project.npv_pre_tax


@pytest.mark.parametrize(("rate", "critical", "values"), DCF_ROWS)
def test_discounted_cash_flow_rows(rate: float, critical: float, values: tuple[float, ...]) -> None:
    for price, printed in zip((0.5, 1.0, 1.5), values, strict=True):
        assert mine_value(rate, price) == pytest.approx(printed, abs=TOLERANCE)
    at_half, at_one = mine_value(rate, 0.5), mine_value(rate, 1.0)
    zero = 0.5 - at_half * 0.5 / (at_one - at_half)
    assert zero == pytest.approx(critical, abs=TOLERANCE)


def test_two_factor_volatility_of_far_futures() -> None:
    """Table XVIII prints 0.274 for the spot price and 0.159 for the far end of the curve."""
    process = PUBLISHED["schwartz-1997-copper-two-factor"]
    variances = calc_variances(build_step(process), 400)
    assert math.sqrt(variances[-1] - variances[-2]) == pytest.approx(0.159, abs=0.0006)
    assert process.sigma == 0.274


def test_one_factor_futures_far_out() -> None:
    """With mean 4.854 and price of risk 0.339 the far futures price is 88.08 cents."""
    process = PUBLISHED["schwartz-1997-copper-one-factor"]
    mean = 4.854 - process.sigma**2 / (2 * process.kappa) - 0.339
    assert calc_futures(process, mean, spot=100.0, time=200.0) == pytest.approx(88.08, abs=0.05)


@pytest.mark.parametrize("name", PUBLISHED)
def test_paths_recover_the_stated_mean_and_spread(name: str) -> None:
    process, years, count = PUBLISHED[name], 12, 60_000
    random = np.random.default_rng(3)
    shocks, yields = random.standard_normal((2, years, count))
    paths = calc_paths(process, shocks, yields)
    variance = calc_variances(build_step(process), years)
    for y in range(years):
        logs = np.log(paths[y])
        assert np.var(logs) == pytest.approx(variance[y], rel=0.03)
        error = np.std(paths[y]) / math.sqrt(count)
        assert abs(np.mean(paths[y]) - 1.0) < 4.5 * error


def test_the_fit_recovers_what_made_the_series() -> None:
    from tenor.finance.processes import fit_one_factor

    random, kappa, sigma = np.random.default_rng(11), 1.2, 0.25
    decay = math.exp(-kappa / 12)
    spread = sigma * math.sqrt((1 - decay**2) / (2 * kappa))
    x, logs = 0.0, []
    for _ in range(12 * 300):
        x = x * decay + spread * random.standard_normal()
        logs.append(8.0 + x)
    found = fit_one_factor(np.exp(logs))
    assert found.kappa == pytest.approx(kappa, rel=0.2)
    assert found.sigma == pytest.approx(sigma, rel=0.03)
