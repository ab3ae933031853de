"""Instruments on what is sold: offtake, stockpile, contracts for difference, streams, royalties."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from tenor.finance.book import PROJECT, Book
from tenor.finance.laying import Operating
from tenor.finance.plan import Plan
from tenor.finance.series import Floats
from tenor.finance.terms import (
    Commitment,
    Grant,
    Insurance,
    PriceContract,
    RoyaltySale,
    Stream,
)


@dataclass(slots=True)
class Effects:
    """What instruments do to the project's accounts, by year and draw; income is positive.

    `operating` is received by all owners; `funding` belongs to those who pay the capital;
    `taxable` enters taxable income.
    """

    operating: Floats
    funding: Floats
    taxable: Floats
    funding_in: Floats = field(default_factory=lambda: np.zeros((1, 1)))


def calc_sales(plan: Plan, op: Operating, book: Book) -> Effects:
    """Enter the payments of all instruments but loans, and return what they do."""
    zero = np.zeros((len(plan.years), 1))
    effects = Effects(zero, zero, zero, zero)
    for one in plan.project.instruments:
        if isinstance(one, PriceContract):
            gain = calc_contract(plan, op, one)
            book.pay(one.party, PROJECT, gain, label=one.id)
            effects.operating = effects.operating + gain
            effects.taxable = effects.taxable + gain
        elif isinstance(one, Stream):
            _enter_stream(plan, op, book, effects, one)
        elif isinstance(one, RoyaltySale):
            _enter_royalty(plan, op, book, effects, one)
        elif isinstance(one, Grant):
            given = one.amounts.flow(plan.years)[:, None]
            book.pay(one.party, PROJECT, given, label=one.id)
            effects.funding = effects.funding + given
            effects.funding_in = effects.funding_in + given
        elif isinstance(one, Insurance):
            _enter_insurance(plan, op, book, effects, one)
        elif isinstance(one, Commitment):
            _enter_commitment(plan, op, book, effects, one)
    return effects


def calc_contract(plan: Plan, op: Operating, term: PriceContract) -> Floats:
    r"""Return what a contract adds to the project's revenue, by year and draw.

    .. math:: G = q (P' - P), \qquad P' = \min(c, \max(f, P (1 - d)))

    or :math:`P' = K` where a strike is agreed; a price floor pays :math:`q \max(0, f - P)`.
    """
    price, made = op.price[term.commodity], op.quantity[term.commodity]
    if term.quantity is None:
        sold = made * term.share
    else:
        sold = np.minimum(made, term.quantity.flow(plan.years)[:, None])
    if term.strike is not None:
        agreed = term.strike.held(plan.years)[:, None]
    else:
        agreed = price * (1.0 - term.discount)
        if term.floor is not None:
            agreed = np.maximum(agreed, term.floor.held(plan.years)[:, None])
        if term.ceiling is not None:
            agreed = np.minimum(agreed, term.ceiling.held(plan.years)[:, None])
    return sold * (agreed - price) * plan.within(term.first, term.last)[:, None]


def _enter_stream(plan: Plan, op: Operating, book: Book, effects: Effects, term: Stream) -> None:
    """Enter the deposit and the deliveries; the deposit becomes income as metal is delivered."""
    deposit = term.deposit.flow(plan.years)
    open_years = plan.within(term.first, term.last)
    value = op.quantity[term.commodity] * op.price[term.commodity]
    given_up = value * (term.share * (1.0 - term.pays)) * open_years[:, None]
    flow = deposit[:, None] - given_up
    book.pay(term.party, PROJECT, flow, label=term.id)
    planned = plan.payable[term.commodity] * open_years
    total = float(np.sum(planned))
    earned = planned / total * float(np.sum(deposit)) if total > 0 else planned
    effects.funding = effects.funding + flow
    effects.funding_in = effects.funding_in + deposit[:, None]
    effects.taxable = effects.taxable - given_up + earned[:, None]


def _enter_royalty(
    plan: Plan, op: Operating, book: Book, effects: Effects, term: RoyaltySale
) -> None:
    price = term.price.flow(plan.years)
    base = np.maximum(0.0, op.gross - op.selling)
    paid = base * term.rate * plan.within(term.first, term.last)[:, None]
    flow = price[:, None] - paid
    book.pay(term.party, PROJECT, flow, label=term.id)
    effects.funding = effects.funding + flow
    effects.funding_in = effects.funding_in + price[:, None]
    planned = sum((plan.payable[n] * plan.price[n] for n in plan.payable), np.zeros(len(price)))
    planned = planned * plan.within(term.first, term.last)
    total = float(np.sum(planned))
    earned = planned / total * float(np.sum(price)) if total > 0 else planned
    effects.taxable = effects.taxable - paid + earned[:, None]


def _enter_insurance(
    plan: Plan, op: Operating, book: Book, effects: Effects, term: Insurance
) -> None:
    """Enter premiums, and claims for repairs and lost margin up to the limit of a year."""
    open_years = plan.within(term.first, term.last)[:, None]
    flow = -term.premium * term.limit * open_years
    lost = [part for part in (op.repair, op.lost_margin) if part is not None]
    if lost:
        claim = np.minimum(term.limit, term.share * sum(lost[1:], lost[0]))
        flow = flow + claim * open_years
    book.pay(term.party, PROJECT, flow, label=term.id)
    effects.operating = effects.operating + flow
    effects.taxable = effects.taxable + flow


def _enter_commitment(
    plan: Plan, op: Operating, book: Book, effects: Effects, term: Commitment
) -> None:
    cost = term.amounts.flow(plan.years)[:, None]
    if term.base != "amount":
        bases = {"revenue": op.gross, "opex": op.opex, "capex": op.capital}
        cost = cost + bases[term.base] * term.rate
    cost = cost * plan.within(term.first, term.last)[:, None]
    book.pay(PROJECT, term.receiver, cost, label=term.id)
    effects.operating = effects.operating - cost
    if term.deductible:
        effects.taxable = effects.taxable - cost
