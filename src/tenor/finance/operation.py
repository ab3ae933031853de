"""The physical side of the long form: ore or feed in, payable metal and costs out.

Mass flows are in tonnes a year, money in the project's currency. `build_output` turns an
operation into arrays by year; the equations are in ``docs/math/finance.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tenor.finance.series import Floats, Series


@dataclass(frozen=True, slots=True)
class Feed:
    """One material treated: ore of a phase, or feed bought by a plant.

    Attributes
    ----------
    start, years : int
        First year and number of years.
    throughput : Series
        Tonnes a year at full rate.
    grades : mapping of str to Series
        Fraction of each commodity, by calendar year or one level.
    recovery : mapping of str to float
    ramp_up : tuple of float
        Share of the full rate in the first years.
    strip : float
        Tonnes of waste per tonne of ore; 0 for feed.
    payable : mapping of str to float
        For feed that is bought: share of the contained metal that is paid for. Own ore: empty.
    charge : float
        Treatment charge that the seller of feed bears, money per tonne of feed.
    origin : str
        ``own``, ``host``, ``imported`` or ``recycled``.
    freight : float
        Money per tonne of feed brought in.
    """

    id: str
    start: int
    years: int
    throughput: Series
    grades: Mapping[str, Series]
    recovery: Mapping[str, float]
    ramp_up: tuple[float, ...] = ()
    strip: float = 0.0
    payable: Mapping[str, float] = field(default_factory=dict)
    charge: float = 0.0
    origin: str = "own"
    freight: float = 0.0


@dataclass(frozen=True, slots=True)
class Payability:
    """What a buyer pays for: a fraction of the content, less a deduction of grade (a fraction)."""

    fraction: float = 1.0
    deduction: float = 0.0
    refining_charge: float = 0.0
    """Money per tonne of payable metal."""


@dataclass(frozen=True, slots=True)
class Penalty:
    """A charge per tonne of product for each `step` of an impurity above `free`."""

    element: str
    grade: float
    free: float
    step: float
    charge: float


@dataclass(frozen=True, slots=True)
class Good:
    """What leaves the plant: a concentrate with its terms, or refined metal.

    `carrier` is the commodity whose recovered mass over `carrier_grade` gives the tonnes of
    the good. Freight is per wet tonne, so that `moisture` adds to it.
    """

    form: str
    carrier: str
    carrier_grade: float
    terms: Mapping[str, Payability]
    treatment_charge: float = 0.0
    moisture: float = 0.0
    freight: float = 0.0
    penalties: tuple[Penalty, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitCosts:
    """Costs by what drives them: money per tonne moved, per tonne treated, and per year."""

    mining: float = 0.0
    processing: float = 0.0
    general: float = 0.0
    sustaining: float = 0.0
    """Money per tonne treated."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A mine or plant: what it treats, what it makes, and what that costs by unit."""

    kind: str
    feeds: tuple[Feed, ...]
    good: Good
    costs: UnitCosts = UnitCosts()
    jobs: float | None = None
    power: float | None = None
    """MWh per tonne treated."""
    water: float | None = None
    """Cubic metres per tonne treated."""


@dataclass(frozen=True, slots=True)
class Output:
    """An operation by year: payable and bought tonnes by commodity, and costs.

    Attributes
    ----------
    payable, bought : mapping of str to ndarray (year) [t]
        Sold and paid for; bought in feed and paid for.
    selling : ndarray (year)
        Treatment, refining, penalties and freight of what is sold.
    feed_charges : ndarray (year)
        Freight of feed less the treatment charges that its sellers bear.
    fixed, variable : ndarray (year)
        Operating cost that goes on and that stops when the plant stands still.
    sustaining : ndarray (year)
    treated, moved, goods : ndarray (year) [t]
    """

    payable: Mapping[str, Floats]
    bought: Mapping[str, Floats]
    selling: Floats
    feed_charges: Floats
    fixed: Floats
    variable: Floats
    sustaining: Floats
    treated: Floats
    moved: Floats
    goods: Floats


def calc_treated(feed: Feed, years: NDArray[np.int64]) -> Floats:
    """Return the tonnes that a feed brings in each year, with its ramp-up.

    Examples
    --------
    >>> ore = Feed("a", 2028, 3, Series(level=100.0), {}, {}, ramp_up=(0.5,))
    >>> calc_treated(ore, np.arange(2027, 2032)).tolist()
    [0.0, 50.0, 100.0, 100.0, 0.0]
    """
    full = feed.throughput.held(years)
    age = np.asarray(years) - feed.start
    ramp = np.array([*feed.ramp_up, 1.0])
    share = ramp[np.clip(age, 0, len(ramp) - 1)]
    return np.where((age >= 0) & (age < feed.years), full * share, 0.0)


def build_output(operation: Operation, years: NDArray[np.int64]) -> Output:
    """Return the payable metal and the costs of an operation by year.

    Metal recovered is ore times grade times recovery; the tonnes of the good are the recovered
    carrier over its grade in the good; each metal's grade in the good follows, and what is paid
    for is the lesser of the fraction and the content less the deduction.

    Raises
    ------
    ZeroDivisionError
        Never: the grade of the carrier is checked to be above zero when a file is read.
    """
    treated = [calc_treated(feed, years) for feed in operation.feeds]
    recovered: dict[str, Floats] = {}
    bought: dict[str, Floats] = {}
    charges = np.zeros(len(years))
    for feed, tonnes in zip(operation.feeds, treated, strict=True):
        charges = charges + tonnes * (feed.freight - feed.charge)
        for name, grade in feed.grades.items():
            content = tonnes * grade.held(years)
            metal = content * feed.recovery.get(name, 0.0)
            recovered[name] = recovered.get(name, np.zeros(len(years))) + metal
            if name in feed.payable:
                paid = content * feed.payable[name]
                bought[name] = bought.get(name, np.zeros(len(years))) + paid
    good, costs = operation.good, operation.costs
    goods = recovered[good.carrier] / good.carrier_grade
    payable = {
        name: calc_payable(recovered[name], goods, terms)
        for name, terms in good.terms.items()
        if name in recovered
    }
    total = sum(treated, np.zeros(len(years)))
    moved = sum(
        (t * (1 + s.strip) for s, t in zip(operation.feeds, treated, strict=True)),
        np.zeros(len(years)),
    )
    selling = calc_selling(good, goods, payable)
    variable = moved * costs.mining + total * costs.processing
    fixed = np.where(total > 0, costs.general, 0.0)
    kept = total * costs.sustaining
    return Output(payable, bought, selling, charges, fixed, variable, kept, total, moved, goods)


def calc_payable(metal: Floats, goods: Floats, terms: Payability) -> Floats:
    r"""Return the tonnes of a metal that the buyer pays for.

    .. math:: m = G \max(0, \min(g f, g - d)), \qquad g = M / G

    Examples
    --------
    >>> calc_payable(np.array([25.0]), np.array([100.0]), Payability(0.965, 0.01)).round(6).tolist()
    [24.0]
    """
    return np.maximum(0.0, np.minimum(metal * terms.fraction, metal - goods * terms.deduction))


def calc_selling(good: Good, goods: Floats, payable: Mapping[str, Floats]) -> Floats:
    """Return what it costs to sell: treatment, refining, penalties and freight, by year."""
    per_tonne = good.treatment_charge + good.freight / (1.0 - good.moisture)
    for penalty in good.penalties:
        steps = max(0.0, penalty.grade - penalty.free) / penalty.step
        per_tonne += steps * penalty.charge
    cost = goods * per_tonne
    for name, terms in good.terms.items():
        if name in payable:
            cost = cost + payable[name] * terms.refining_charge
    return cost
