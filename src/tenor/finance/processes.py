r"""Price processes: published parameters, fits to the monthly series, and exact yearly steps.

One factor: the logarithm's deviation from the stated path returns with speed :math:`\kappa`,

.. math:: dx = -\kappa x\,dt + \sigma\,dW

Two factors: the spot price pays a convenience yield whose deviation returns,

.. math:: dx = -\delta\,dt + \sigma\,dW_1, \quad d\delta = -\kappa\delta\,dt + \sigma_\delta\,dW_2,
    \quad dW_1 dW_2 = \rho\,dt

Paths are multiples :math:`e^{x - \operatorname{var}(x) / 2}` of the stated price, so that the
mean of the draws is the stated path.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from tenor.core.errors import UnknownNameError, UserError
from tenor.finance.model import Process
from tenor.finance.series import Floats

_SCHWARTZ = (
    "E. S. Schwartz (1997), The stochastic behavior of commodity prices, Journal of Finance 52(3)"
)
PUBLISHED: Mapping[str, Process] = MappingProxyType(
    {
        "schwartz-1997-copper-one-factor": Process(
            "one_factor", kappa=0.369, sigma=0.233, source=f"{_SCHWARTZ}, Table V"
        ),
        "schwartz-1997-copper-two-factor": Process(
            "two_factor",
            kappa=1.156,
            sigma=0.274,
            sigma_yield=0.280,
            rho=0.818,
            source=f"{_SCHWARTZ}, Table VII",
        ),
    }
)
"""Parameters as published, by name."""

FITTED = "fitted"
_MONTHS = 12
_LEAST_MONTHS = 120


@dataclass(frozen=True, slots=True)
class Step:
    """Exact yearly moves of a process: what is kept of each state, and how far it is thrown.

    ``x' = keep_x x + pull d + throw_x z1`` and ``d' = keep_d d + throw_cross z1 + throw_d z2``.
    """

    keep_x: float
    pull: float
    keep_d: float
    throw_x: float
    throw_cross: float
    throw_d: float


def build_step(process: Process) -> Step:
    r"""Return the moves of one year, from the exact solution of the process.

    Examples
    --------
    >>> step = build_step(Process("one_factor", kappa=0.369, sigma=0.233))
    >>> round(step.keep_x, 4), round(step.throw_x, 4)
    (0.6914, 0.1959)
    """
    k = process.kappa
    decay = math.exp(-k)
    if process.model == "one_factor":
        spread = process.sigma * math.sqrt((1 - decay**2) / (2 * k))
        return Step(decay, 0.0, 0.0, spread, 0.0, 0.0)
    once, twice = (1 - decay) / k, (1 - decay**2) / (2 * k)
    s1, s2, rho = process.sigma, process.sigma_yield, process.rho
    var_d = s2**2 * twice
    var_x = s1**2 + (s2 / k) ** 2 * (1 - 2 * once + twice) - 2 * rho * s1 * s2 / k * (1 - once)
    cross = rho * s1 * s2 * once - s2**2 / k * (once - twice)
    throw_x = math.sqrt(max(var_x, 0.0))
    throw_cross = cross / throw_x if throw_x > 0 else 0.0
    throw_d = math.sqrt(max(var_d - throw_cross**2, 0.0))
    return Step(1.0, -once, decay, throw_x, throw_cross, throw_d)


def calc_variances(step: Step, years: int) -> Floats:
    """Return the variance of the logarithm after 1 to `years` years.

    Examples
    --------
    >>> calc_variances(build_step(Process("one_factor", 0.369, 0.233)), 40)[-1].round(4)
    np.float64(0.0736)
    """
    xx = xd = dd = 0.0
    found = []
    for _ in range(years):
        new_xx = step.keep_x**2 * xx + 2 * step.keep_x * step.pull * xd + step.pull**2 * dd
        new_xd = step.keep_d * (step.keep_x * xd + step.pull * dd)
        new_dd = step.keep_d**2 * dd
        xx = new_xx + step.throw_x**2
        xd = new_xd + step.throw_x * step.throw_cross
        dd = new_dd + step.throw_cross**2 + step.throw_d**2
        found.append(xx)
    return np.array(found)


def calc_paths(process: Process, shocks: Floats, yields: Floats | None = None) -> Floats:
    """Return multiples of the stated price by year and draw, with mean 1 in every year.

    Parameters
    ----------
    process : Process
    shocks : ndarray (year, draw)
        Standard normal.
    yields : ndarray (year, draw), optional
        Standard normal, for the convenience yield of two factors.
    """
    step = build_step(process)
    variance = calc_variances(step, len(shocks))
    found = np.empty_like(shocks)
    x, d = np.zeros(shocks.shape[1]), np.zeros(shocks.shape[1])
    for y, thrown in enumerate(shocks):
        x = x * step.keep_x + thrown * step.throw_x
        if yields is not None and step.pull:
            x = x + d * step.pull
            d = d * step.keep_d + thrown * step.throw_cross + yields[y] * step.throw_d
        found[y] = x - 0.5 * variance[y]
    np.exp(found, out=found)
    return found


def calc_futures(process: Process, level: float, *, spot: float, time: float) -> float:
    r"""Return the one-factor futures price, in the unit of the spot price.

    .. math:: \ln F = e^{-\kappa T} \ln S + (1 - e^{-\kappa T}) \alpha^{*}
        + \frac{\sigma^2}{4 \kappa} (1 - e^{-2 \kappa T})

    Parameters
    ----------
    process : Process
        With one factor.
    level : float
        :math:`\alpha^{*}`, the risk-adjusted mean of the logarithm.

    References
    ----------
    E. S. Schwartz (1997), Journal of Finance 52(3), equation 7.
    """
    decay = math.exp(-process.kappa * time)
    spread = process.sigma**2 / (4 * process.kappa) * (1 - decay**2)
    return math.exp(decay * math.log(spot) + (1 - decay) * level + spread)


def fit_one_factor(prices: Sequence[float], *, source: str = "") -> Process:
    r"""Return the one-factor process fitted to monthly prices by least squares.

    .. math:: \ln P_{t+1} = a + b \ln P_t + e, \qquad \kappa = -12 \ln b, \qquad
        \sigma = s_e \sqrt{\frac{2 \kappa}{1 - b^2}}

    Raises
    ------
    UserError
        Fewer than ten years of months, or the series does not return to a mean.
    """
    logs = np.log(np.asarray(prices, dtype=np.float64))
    if len(logs) < _LEAST_MONTHS:
        raise UserError(f"{len(logs)} months are too few to fit a price process; need 120")
    slope, cut = np.polyfit(logs[:-1], logs[1:], 1)
    if not 0 < slope < 1:
        raise UserError(
            f"the series does not return to a mean (slope {slope:.3f}); state a process"
        )
    left = logs[1:] - cut - slope * logs[:-1]
    spread = float(np.sqrt(np.sum(left**2) / (len(left) - 2)))
    kappa = -_MONTHS * math.log(slope)
    return Process(
        "one_factor", kappa, spread * math.sqrt(2 * kappa / (1 - slope**2)), source=source
    )


def named_process(name: str, commodity: str) -> Process:
    """Return a published process by name, or ``fitted`` to the monthly prices at hand.

    Raises
    ------
    UnknownNameError
        No process has the name.
    UserError
        There are too few monthly prices of the commodity.

    Examples
    --------
    >>> named_process("schwartz-1997-copper-one-factor", "copper").kappa
    0.369
    """
    if name in PUBLISHED:
        return PUBLISHED[name]
    if name != FITTED:
        raise UnknownNameError("price process", name, [*PUBLISHED, FITTED])
    return _fitted(commodity)


@lru_cache(maxsize=16)
def _fitted(commodity: str) -> Process:
    from tenor.finance.history import read_real_months

    months, source = read_real_months(commodity)
    return fit_one_factor(months, source=source)
