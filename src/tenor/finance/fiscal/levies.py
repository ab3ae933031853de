"""Charges that do not depend on income tax: royalties, duties, fees, production share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tenor.finance.laying import Operating
from tenor.finance.plan import Plan
from tenor.finance.series import Floats
from tenor.finance.terms import Bracket, ExportDuty, ProductionShare, Royalty


@dataclass(frozen=True, slots=True)
class Levy:
    """One charge by year and draw: who receives it, and what of it is deductible."""

    id: str
    kind: str
    payee: str
    paid: Floats
    deductible: Floats


def calc_levies(plan: Plan, op: Operating) -> tuple[Levy, ...]:
    """Return the royalties, duties, fees and production share of a project."""
    fiscal = plan.project.fiscal
    found = [_royalty(plan, op, term) for term in fiscal.royalties]
    if fiscal.advance is not None:
        found.append(_advance(plan, found))
    found += [_duty(plan, op, term) for term in fiscal.duties]
    for fee in fiscal.fees:
        paid = fee.amounts.flow(plan.years)[:, None]
        found.append(Levy(fee.id, "fee", fee.payee, paid, paid if fee.deductible else paid * 0.0))
    if fiscal.production_share is not None:
        taken = sum((levy.paid for levy in found), np.zeros((len(plan.years), 1)))
        found.append(_share(op, fiscal.production_share, taken))
    return tuple(found)


def calc_bracket_rate(index: Floats, brackets: Sequence[Bracket], *, marginal: bool) -> Floats:
    r"""Return the rate at each value of an index.

    On the whole: the rate of the highest bracket reached. On slices, the mean rate

    .. math:: \bar t(x) = \frac{1}{x} \sum_i t_i \max(0, \min(x, s_{i+1}) - s_i)

    Examples
    --------
    >>> steps = (Bracket(0.0, 0.04), Bracket(4000.0, 0.065))
    >>> calc_bracket_rate(np.array([2000.0, 8000.0]), steps, marginal=False).tolist()
    [0.04, 0.065]
    >>> calc_bracket_rate(np.array([2000.0, 8000.0]), steps, marginal=True).tolist()
    [0.04, 0.0525]
    """
    if not marginal:
        starts = np.array([step.start for step in brackets])
        rates = np.array([0.0, *(step.rate for step in brackets)])
        return np.asarray(rates[np.searchsorted(starts, index, side="right")])
    rate = np.zeros_like(index)
    ends = [step.start for step in brackets[1:]] + [np.inf]
    for step, end in zip(brackets, ends, strict=True):
        rate = rate + step.rate * np.maximum(0.0, np.minimum(index, end) - step.start)
    return np.divide(rate, index, out=np.zeros_like(rate), where=index > 0)


def calc_margin(op: Operating) -> Floats:
    """Return operating profit as a share of revenue; 0 where nothing is sold."""
    profit = op.gross - op.selling - op.feed - op.opex
    return np.divide(profit, op.gross, out=np.zeros(profit.shape), where=op.gross > 0)


def _royalty(plan: Plan, op: Operating, term: Royalty) -> Levy:
    base = _base(op, term)
    if term.brackets:
        if term.index == "margin":
            index = calc_margin(op)
        else:
            index = op.price[term.index or term.commodities[0]]
        rate = calc_bracket_rate(index, term.brackets, marginal=term.marginal)
    else:
        rate = term.rate.held(plan.years)[:, None]
    paid = base * rate
    if term.first is not None or term.last is not None:
        paid = paid * plan.within(term.first, term.last)[:, None]
    return Levy(term.id, "royalty", term.payee, paid, paid if term.deductible else paid * 0.0)


def _base(op: Operating, term: Royalty) -> Floats:
    names = [n for n in op.quantity if not term.commodities or n in term.commodities]
    if term.base == "quantity":
        return sum((op.quantity[n] for n in names), np.zeros((len(op.gross), 1)))
    if term.base == "margin":
        return np.maximum(0.0, op.gross - op.selling - op.feed - op.opex)
    if len(names) == len(op.quantity):
        return op.gross if term.base == "gross" else np.maximum(0.0, op.gross - op.selling)
    value = sum((op.quantity[n] * op.price[n] for n in names), np.zeros((len(op.gross), 1)))
    if term.base == "gross":
        return value
    part = np.divide(value, op.gross, out=np.zeros(value.shape), where=op.gross > 0)
    return np.maximum(0.0, value - op.selling * part)


def _advance(plan: Plan, royalties: Sequence[Levy]) -> Levy:
    """Return what advances add to royalties when paid, and take off them later."""
    term = plan.project.fiscal.advance
    if term is None:
        raise ValueError("no advance royalty is agreed")
    amounts = term.amounts.flow(plan.years)
    if term.cap is not None:
        amounts = np.diff(np.minimum(np.cumsum(amounts), term.cap), prepend=0.0)
    due = sum(
        (levy.paid for levy in royalties if levy.payee == term.payee), np.zeros((len(amounts), 1))
    )
    balance = np.zeros(due.shape[1])
    change = np.empty_like(due)
    for y, paid in enumerate(amounts):
        credit = np.minimum(balance, due[y])
        balance = balance - credit + paid
        change[y] = paid - credit
    return Levy("advance_royalty", "royalty", term.payee, change, change * 0.0)


def _duty(plan: Plan, op: Operating, term: ExportDuty) -> Levy:
    rate = term.rate.held(plan.years) * plan.within(term.first, term.last)
    paid = op.gross * (rate * (1.0 - term.processed * term.rebate))[:, None]
    return Levy(term.id, "export_duty", term.payee, paid, paid if term.deductible else paid * 0.0)


def _share(op: Operating, term: ProductionShare, taken: Floats) -> Levy:
    cost = op.selling + op.feed + op.opex + op.closure + op.capital
    sold = op.gross - taken
    shape = np.broadcast_shapes(cost.shape, sold.shape)
    cost, sold = np.broadcast_to(cost, shape), np.broadcast_to(sold, shape)
    pool = np.zeros(shape[1])
    state = np.empty(shape)
    for y in range(shape[0]):
        pool = pool + cost[y]
        recovered = np.minimum(pool, term.cost_limit * np.maximum(0.0, sold[y]))
        pool = pool - recovered
        state[y] = term.state_share * np.maximum(0.0, sold[y] - recovered)
    return Levy("production_share", "production_share", term.payee, state, state)
