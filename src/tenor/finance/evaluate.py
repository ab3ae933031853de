"""The cash flow of a project and of every party, for the base case and for many draws alike.

One set of equations serves both: arrays have the shape (year, draw), and the deterministic
case is the one with a single draw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tenor.finance.book import PROJECT, Book
from tenor.finance.fiscal.depreciation import calc_depreciation, find_producing
from tenor.finance.fiscal.income import IncomeAccount, RentAccount
from tenor.finance.fiscal.levies import Levy, calc_levies
from tenor.finance.instruments.debt import LoanAccount, Schedule, build_schedule
from tenor.finance.instruments.sales import Effects, calc_sales
from tenor.finance.laying import Draws, Operating, lay_draws
from tenor.finance.owners import find_owners, share_out
from tenor.finance.plan import Plan
from tenor.finance.series import Floats
from tenor.finance.terms import Depreciation, EquityPurchase, Loan

NO_DEPRECIATION = Depreciation("none")
_ROUNDS, _CLOSE = 60, 1e-13


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything a valuation reports, by year and draw.

    Attributes
    ----------
    operating : Operating
    levies : tuple of Levy
    tax, taxable, depreciation : ndarray (year, draw)
        Income tax with minimum tax, the income it is charged on, and the deduction.
    rent : ndarray (year, draw)
    fiscal : ndarray (year, draw)
        All that the terms take: levies, taxes and withholding.
    pre_tax, after_tax : ndarray (year, draw)
        Project cash flow before royalty and tax, and after.
    book : Book
        Net receipts of every party; they sum to `pre_tax`.
    loans : tuple of LoanAccount
    available : ndarray (year, draw)
        Cash available for debt service.
    owned : mapping of str to ndarray (year, draw)
        What each owner gets as an owner, before tax withheld.
    """

    operating: Operating
    levies: tuple[Levy, ...]
    tax: Floats
    taxable: Floats
    depreciation: Floats
    rent: Floats
    fiscal: Floats
    pre_tax: Floats
    after_tax: Floats
    book: Book
    loans: tuple[LoanAccount, ...]
    available: Floats
    owned: dict[str, Floats]


def evaluate(
    plan: Plan,
    draws: Draws | None = None,
    *,
    financed: bool = True,
    schedules: Sequence[Schedule] | None = None,
    prepared: Prepared | None = None,
) -> Outcome:
    """Return the cash flows of a project and its parties.

    Parameters
    ----------
    plan : Plan
    draws : Draws, optional
        None is the base case.
    financed : bool
        False leaves all instruments out: the project by itself.
    schedules : sequence of Schedule, optional
        Those of the loans; built on the base case where not given.
    prepared : Prepared, optional
        What instruments do not change, where it is at hand from another evaluation of the same
        draws; many draws keep no lines by label.

    Examples
    --------
    >>> from tenor.finance.example import small_mine
    >>> from tenor.finance.plan import build_plan
    >>> flow = evaluate(build_plan(small_mine())).after_tax.ravel()
    >>> (flow / 1e6).round(3).tolist()
    [-60.0, -40.0, 49.072, 49.072, 49.072]
    """
    draws = draws or Draws()
    if not financed:
        schedules = ()
    elif schedules is None:
        schedules = build_schedules(plan)
    prepared = prepared or prepare(plan, draws)
    book = Book(len(plan.years), detailed=draws.count == 1)
    if financed:
        effects = calc_sales(plan, prepared.operating, book)
    else:
        zero = np.zeros((len(plan.years), 1))
        effects = Effects(zero, zero, zero, zero)
    years = _Years(plan, prepared, effects, schedules=schedules, count=draws.count)
    years.run()
    return _settle(plan, years, book, financed=financed)


@dataclass(frozen=True, slots=True)
class Prepared:
    """The operation of one set of draws with what no instrument changes."""

    operating: Operating
    levies: tuple[Levy, ...]
    levied: Floats
    deductible: Floats
    producing: Floats
    depreciation: Floats


def prepare(plan: Plan, draws: Draws) -> Prepared:
    """Return the operation, levies and depreciation of one set of draws."""
    op = lay_draws(plan, draws)
    levies = calc_levies(plan, op)
    zero = np.zeros((len(plan.years), 1))
    term = plan.project.fiscal.income_tax
    method = NO_DEPRECIATION if term is None else term.depreciation
    made = sum(op.quantity.values(), zero)
    return Prepared(
        operating=op,
        levies=levies,
        levied=sum((levy.paid for levy in levies), zero),
        deductible=sum((levy.deductible for levy in levies), zero),
        producing=find_producing(made),
        depreciation=calc_depreciation(op.capital, made, method),
    )


def build_schedules(plan: Plan) -> tuple[Schedule, ...]:
    """Return the schedules of all loans; sculpted ones are found by fixed-point iteration.

    Interest lowers tax, which raises the cash that the repayment follows.
    """
    loans = [one for one in plan.project.instruments if isinstance(one, Loan)]
    if not any(loan.method == "sculpted" for loan in loans):
        return tuple(build_schedule(plan, loan) for loan in loans)
    found = evaluate(plan, schedules=())
    available = found.available[:, 0]
    schedules = tuple(build_schedule(plan, loan, available) for loan in loans)
    for _ in range(_ROUNDS):
        before = available
        available = evaluate(plan, schedules=schedules).available[:, 0]
        schedules = tuple(build_schedule(plan, loan, available) for loan in loans)
        if np.max(np.abs(available - before)) <= _CLOSE * np.max(np.abs(available)):
            break
    return schedules


class _Years:
    """The part of the cash flow that runs year by year: tax, rent tax and debt service."""

    def __init__(
        self,
        plan: Plan,
        prepared: Prepared,
        effects: Effects,
        *,
        schedules: Sequence[Schedule],
        count: int,
    ) -> None:
        op = prepared.operating
        self.plan, self.op, self.effects, self.levies = plan, op, effects, prepared.levies
        years = len(plan.years)
        self.levied, self.depreciation = prepared.levied, prepared.depreciation
        self.base = op.net + effects.taxable - prepared.deductible - self.depreciation
        self.operating = op.net + effects.operating - self.levied
        self.producing = prepared.producing
        self.shape = (years, count)
        self.loans = tuple(LoanAccount(schedule, count) for schedule in schedules)
        self.income = IncomeAccount(plan, self.producing, count)
        self.rents = RentAccount(plan.project.fiscal.rent_taxes, count)
        self.tax, self.taxable, self.rent = (np.zeros(self.shape) for _ in range(3))
        self.tiers = [np.zeros(self.shape) for _ in plan.project.fiscal.rent_taxes]
        self.available, self.service = np.zeros(self.shape), np.zeros(self.shape)

    def run(self) -> None:
        """Go through the years in order."""
        op = self.op
        kept, capital = op.sustaining, op.capital
        # What streams and sold royalties take from the cash comes before lenders are paid.
        taken = self.effects.funding - self.effects.funding_in
        for y in range(self.shape[0]):
            income = self.base[y]
            for loan in self.loans:
                income = income - loan.interest(y) - loan.fees(y)
            self.tax[y], self.taxable[y] = self.income.tax(y, income, op.gross[y])
            if self.tiers:
                flow = self.operating[y] - capital[y] - self.tax[y]
                for tier, paid in zip(self.tiers, self.rents.tax(flow), strict=True):
                    tier[y] = paid
                    self.rent[y] += paid
            cash = self.operating[y] - self.tax[y] - self.rent[y] - kept[y] + taken[y]
            self.available[y] = cash
            for loan in self.loans:
                paid = loan.pay(y, cash)
                self.service[y] += paid + loan.fees(y)
                cash = cash - paid


def _settle(plan: Plan, years: _Years, book: Book, *, financed: bool) -> Outcome:
    """Enter what is owed to governments, lenders and owners, and return the outcome."""
    op, fiscal, term = years.op, plan.project.fiscal, plan.project.fiscal.income_tax
    for levy in years.levies:
        book.pay(PROJECT, levy.payee, levy.paid, label=levy.id)
    if term is not None or fiscal.minimum_taxes:
        payee = term.payee if term is not None else fiscal.minimum_taxes[0].payee
        book.pay(PROJECT, payee, years.tax, label="income_tax")
    for rent, tier in zip(fiscal.rent_taxes, years.tiers, strict=True):
        book.pay(PROJECT, rent.payee, tier, label=rent.id)
    for loan in years.loans:
        loan.enter(book)
    before = years.operating - years.tax - years.rent
    drawn = sum(
        ((one.schedule.drawn / one.schedule.index)[:, None] for one in years.loans),
        np.zeros((len(plan.years), 1)),
    )
    cash = before - op.capital + years.effects.funding + drawn - years.service
    owners = find_owners(plan.project, financed=financed)
    found = share_out(owners, cash=cash, before_capital=before, capital=op.capital)
    for name, flow in found.received.items():
        book.pay(PROJECT, name, flow, label="equity")
    withheld = _withhold(plan, years, book, owned=found.received)
    if financed:
        for one in plan.project.instruments:
            if isinstance(one, EquityPurchase):
                price = one.price.flow(plan.years)[:, None]
                book.pay(one.party, one.seller, price, label=one.id)
    # The project passes everything on; the operation's own cash is what came in.
    taken = years.levied + years.tax + years.rent + withheld
    return Outcome(
        operating=op,
        levies=years.levies,
        tax=years.tax,
        taxable=years.taxable,
        depreciation=years.depreciation,
        rent=years.rent,
        fiscal=taken,
        pre_tax=op.pre_tax,
        after_tax=op.pre_tax - taken,
        book=book,
        loans=years.loans,
        available=years.available,
        owned=found.received,
    )


def _withhold(plan: Plan, years: _Years, book: Book, *, owned: dict[str, Floats]) -> Floats:
    """Enter the tax withheld from dividends of private owners and from interest; return it."""
    term = plan.project.fiscal.withholding
    total = np.zeros((len(plan.years), 1))
    if term is None:
        return total
    private = {o.name for o in find_owners(plan.project) if not o.public}
    for name, flow in owned.items():
        if name in private and term.dividends:
            tax = np.maximum(flow, 0.0) * term.dividends
            book.pay(name, term.payee, tax, label="withholding_dividends")
            total = total + tax
    for loan in years.loans:
        if term.interest:
            due = (loan.schedule.interest / loan.schedule.index)[:, None]
            tax = np.minimum(due, loan.paid) * term.interest
            book.pay(loan.schedule.loan.party, term.payee, tax, label="withholding_interest")
            total = total + tax
    return total
