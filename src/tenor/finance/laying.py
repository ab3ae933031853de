"""Draws laid over the base case: prices, grade, costs, delay and events by year and draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from tenor.finance.plan import Plan
from tenor.finance.series import Floats


@dataclass(frozen=True, slots=True)
class Draws:
    """Multiples of the base case for a number of draws; None leaves the base case as it is.

    Attributes
    ----------
    count : int
        Number of draws; the base case alone has one.
    price : mapping of str to ndarray (year, draw)
        Multiple of each price.
    grade, capex, opex, exchange : ndarray (draw) or None
        Multiples; `exchange` is that of the host's money.
    delay : ndarray (draw) or None [year]
        By which production and its costs start late; capital is spent as planned.
    hold : ndarray (draw) or None [year]
        By which everything after `hold_year` comes late.
    alive, available : ndarray (year, draw) or None
        Whether the project still is, and the share of the year in which it produces.
    damage : ndarray (year, draw) or None
        Repairs as a share of all development capital.
    """

    count: int = 1
    price: Mapping[str, Floats] = field(default_factory=dict)
    grade: Floats | None = None
    capex: Floats | None = None
    opex: Floats | None = None
    exchange: Floats | None = None
    delay: Floats | None = None
    hold: Floats | None = None
    hold_year: int = 0
    alive: Floats | None = None
    available: Floats | None = None
    damage: Floats | None = None


@dataclass(frozen=True, slots=True)
class Operating:
    """The operation by year and draw, before anything is paid to a government or a party.

    Arrays have the shape (year, draw), or (year, 1) where no draw changes them. Costs are
    positive. `net` is the cash flow before capital, royalty and tax, `capital` all capital with
    repairs, `pre_tax` what is left of the one after the other.
    """

    quantity: Mapping[str, Floats]
    price: Mapping[str, Floats]
    gross: Floats
    selling: Floats
    feed: Floats
    opex: Floats
    capex: Floats
    sustaining: Floats
    closure: Floats
    net: Floats
    capital: Floats
    pre_tax: Floats
    lost_margin: Floats | None = None
    repair: Floats | None = None


class _Layer:
    """Lays a base by year over the draws: what comes late, and who is still alive."""

    def __init__(self, plan: Plan, draws: Draws) -> None:
        years = len(plan.years)
        self.late = None if draws.delay is None else _Shift(years, draws.delay)
        self.hold = None if draws.hold is None else _Shift(years, draws.hold)
        self.after = plan.years > draws.hold_year
        self.alive = draws.alive

    def lay(self, base: Floats, *, built: bool = False, kept: bool = False) -> Floats:
        """Return a base by year and draw.

        What is `built` does not wait for production; what is `kept` outlives the operation.
        """
        found = base[:, None]
        if not base.any():
            return found
        if self.hold is not None:
            before = np.where(self.after, 0.0, base)[:, None]
            found = before + self.hold.move(np.where(self.after, base, 0.0)[:, None])
        if self.late is not None and not built:
            found = self.late.move(found)
        return found if self.alive is None or kept else found * self.alive


def lay_draws(plan: Plan, draws: Draws) -> Operating:
    """Return the operation by year and draw."""
    layer = _Layer(plan, draws)
    grade = 1.0 if draws.grade is None else draws.grade
    run = 1.0 if draws.available is None else draws.available
    quantity, price, gross = {}, {}, np.zeros((len(plan.years), 1))
    planned = gross
    for name, base in plan.payable.items():
        price[name] = _times(plan.price[name][:, None], draws.price.get(name))
        full = layer.lay(base) * grade
        quantity[name] = full * run
        gross = gross + quantity[name] * price[name]
        if draws.available is not None:
            planned = planned + full * price[name]
    feed = layer.lay(plan.feed_charges) * run
    for name, base in plan.bought.items():
        if name not in price:
            price[name] = _times(plan.price[name][:, None], draws.price.get(name))
        feed = feed + layer.lay(base) * run * price[name]
    factor = _cost_factor(plan, draws)
    variable = layer.lay(plan.variable)
    opex = (layer.lay(plan.fixed) + variable * run) * factor
    overrun = 1.0 if draws.capex is None else draws.capex
    selling_full = layer.lay(plan.selling) * grade
    selling = selling_full * run
    sustaining = layer.lay(plan.sustaining) * overrun
    lost = repair = None
    if draws.available is not None:
        lost = np.maximum(0.0, (planned - gross) - (selling_full + variable * factor) * (1 - run))
    if draws.damage is not None:
        repair = draws.damage * float(np.sum(plan.capex))
        sustaining = sustaining + repair
    capex = layer.lay(plan.capex, built=True) * overrun
    closure = layer.lay(plan.closure, kept=True) * overrun
    if draws.alive is not None:
        # An operation that ended early is closed all the same; one that never ran is not.
        made = sum(quantity.values(), np.zeros((len(plan.years), 1)))
        closure = closure * (made > 0).any(axis=0)
    net = gross - selling - feed - opex - closure
    capital = capex + sustaining
    return Operating(
        quantity=quantity,
        price=price,
        gross=gross,
        selling=selling,
        feed=feed,
        opex=opex,
        capex=capex,
        sustaining=sustaining,
        closure=closure,
        net=net,
        capital=capital,
        pre_tax=net - capital,
        lost_margin=lost,
        repair=repair,
    )


def _cost_factor(plan: Plan, draws: Draws) -> Floats | float:
    """Return what operating cost is multiplied by: its own spread and the host's money."""
    local = plan.project.costs.opex_local
    exchange = 1.0 if draws.exchange is None else (1 - local) + local * draws.exchange
    return exchange if draws.opex is None else draws.opex * exchange


def _times(base: Floats, factor: Floats | None) -> Floats:
    return base if factor is None else base * factor


class _Shift:
    """Arrays moved later by a number of years, whole or not, that differs by draw.

    A delay of 1.3 years puts 0.7 of each year's amount one year later and 0.3 two years later.
    """

    def __init__(self, years: int, delay: Floats) -> None:
        whole = np.floor(delay)
        part = delay - whole
        last = min(int(whole.max(initial=0.0)) + 2, years)
        self.weights = [
            np.where(whole == k, 1.0 - part, 0.0) + np.where(whole == k - 1, part, 0.0)
            for k in range(last)
        ]

    def move(self, laid: Floats) -> Floats:
        """Return the moved array (year, draw) of one by year, or by year and draw."""
        found = laid * self.weights[0]
        for k, weight in enumerate(self.weights[1:], start=1):
            found[k:] += laid[:-k] * weight
        return found
