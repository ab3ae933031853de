"""A project as arrays by year: the base case that draws are laid over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenor.finance.model import Project
from tenor.finance.operation import Output, build_output
from tenor.finance.series import Floats, Series
from tenor.finance.terms import (
    EquityPurchase,
    Fee,
    Grant,
    Loan,
    PriceContract,
    RoyaltySale,
    Stream,
)


@dataclass(frozen=True, slots=True)
class Plan:
    """The base case of a project by year, in the project's currency.

    Attributes
    ----------
    years : ndarray of int (year)
    payable, bought : mapping of str to ndarray (year)
        Quantity sold and quantity bought in feed, in the unit of the product.
    price : mapping of str to ndarray (year)
        Money per unit.
    selling, feed_charges, fixed, variable, capex, sustaining, closure : ndarray (year)
    main : str or None
        Commodity with the largest revenue; the others are by-products.
    output : Output or None
        Physical flows of a long-form operation.
    """

    project: Project
    years: NDArray[np.int64]
    payable: Mapping[str, Floats]
    bought: Mapping[str, Floats]
    price: Mapping[str, Floats]
    selling: Floats
    feed_charges: Floats
    fixed: Floats
    variable: Floats
    capex: Floats
    sustaining: Floats
    closure: Floats
    main: str | None
    output: Output | None

    @property
    def periods(self) -> Floats:
        """Years from the valuation date to each flow."""
        shift = 0.5 if self.project.timing == "mid_year" else 0.0
        return (self.years - self.project.valuation_year).astype(np.float64) - shift

    def factors(self, rate: float) -> Floats:
        r"""Return what money of each year is worth at the valuation date.

        .. math:: (1 + r)^{-(y - v)} \quad\text{or}\quad e^{-r (y - v)}

        Mid-year flows fall half a year earlier.
        """
        if self.project.compounding == "continuous":
            return np.exp(-rate * self.periods)
        return np.asarray((1.0 + rate) ** -self.periods)

    def within(self, first: int | None, last: int | None) -> Floats:
        """Return 1 in the years from `first` to `last`, 0 in the others."""
        low = self.years[0] if first is None else first
        high = self.years[-1] if last is None else last
        return ((self.years >= low) & (self.years <= high)).astype(np.float64)


def build_plan(project: Project, *, extra: int = 0) -> Plan:
    """Return the base case of a project by year.

    The years run from the first to the last in which anything is produced, spent or paid,
    and `extra` years more for what may come late.

    Examples
    --------
    >>> from tenor.finance.example import small_mine
    >>> plan = build_plan(small_mine())
    >>> plan.years.tolist(), plan.capex[:2].tolist()
    ([2026, 2027, 2028, 2029, 2030], [60000000.0, 40000000.0])
    """
    first, last = find_span(project)
    years = np.arange(first, last + extra + 1)
    costs = project.costs
    price = {p.commodity: p.price.held(years) * p.factor for p in project.products}
    opex = costs.opex.flow(years)
    output = None
    nothing = np.zeros(len(years))
    if project.operation is None:
        payable = {p.commodity: p.quantity.flow(years) for p in project.products}
        bought: dict[str, Floats] = {}
        selling = feed_charges = nothing
        fixed, variable = opex * (1 - costs.opex_variable), opex * costs.opex_variable
        sustaining = costs.sustaining.flow(years)
    else:
        output = build_output(project.operation, years)
        payable, bought = dict(output.payable), dict(output.bought)
        selling, feed_charges = output.selling, output.feed_charges
        fixed = output.fixed + opex * (1 - costs.opex_variable)
        variable = output.variable + opex * costs.opex_variable
        sustaining = output.sustaining + costs.sustaining.flow(years)
    worth = {name: float(np.sum(tonnes * price[name])) for name, tonnes in payable.items()}
    return Plan(
        project=project,
        years=years,
        payable=payable,
        bought=bought,
        price=price,
        selling=selling,
        feed_charges=feed_charges,
        fixed=fixed,
        variable=variable,
        capex=costs.capex.flow(years),
        sustaining=sustaining,
        closure=costs.closure.flow(years),
        main=max(worth, key=lambda name: worth[name]) if worth else None,
        output=output,
    )


def find_span(project: Project) -> tuple[int, int]:
    """Return the first and last year in which anything happens."""
    costs = project.costs
    series: list[Series] = [costs.opex, costs.capex, costs.sustaining, costs.closure]
    if project.operation is None:
        series += [product.quantity for product in project.products]
    series += [fee.amounts for fee in project.fiscal.fees if isinstance(fee, Fee)]
    if project.fiscal.advance is not None:
        series.append(project.fiscal.advance.amounts)
    ends: list[int] = []
    for one in project.instruments:
        if isinstance(one, Loan):
            series.append(one.amounts)
            ends.append(min(one.amounts.years, default=project.valuation_year) + one.tenor)
        elif isinstance(one, Grant):
            series.append(one.amounts)
        elif isinstance(one, Stream):
            series.append(one.deposit)
        elif isinstance(one, RoyaltySale | EquityPurchase):
            series.append(one.price)
        elif isinstance(one, PriceContract) and one.quantity is not None:
            series.append(one.quantity)
    listed = [year for one in series for year in one.years] + ends
    if project.operation is not None:
        for feed in project.operation.feeds:
            listed += [feed.start, feed.start + feed.years - 1]
    if project.horizon is not None:
        listed.append(project.horizon)
    return min(listed, default=project.valuation_year), max(listed, default=project.valuation_year)
