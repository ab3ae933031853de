"""Loans: schedules set on the base case, and what is paid of them in each draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tenor.finance.book import PROJECT, Book
from tenor.finance.plan import Plan
from tenor.finance.series import Floats
from tenor.finance.terms import Loan


@dataclass(frozen=True, slots=True)
class Schedule:
    """What a loan pays out and is owed by year, in its own (mostly nominal) money.

    Attributes
    ----------
    drawn, interest, service, balance : ndarray (year)
        Paid out; interest of the year; interest and principal due; owed at the year's end.
    index : ndarray (year)
        Price level that turns real money of the project into the loan's.
    first : int
        Place of the first year of repayment.
    fee : ndarray (year)
        Paid by the project to the lender, in the loan's money.
    """

    loan: Loan
    drawn: Floats
    interest: Floats
    service: Floats
    balance: Floats
    index: Floats
    first: int
    fee: Floats


def build_schedule(plan: Plan, loan: Loan, available: Floats | None = None) -> Schedule:
    r"""Return the schedule of a loan.

    Interest on a balance is due at the end of the next year. In the years of grace it is added to
    the balance or paid; then the balance `B` is paid back over the rest of the tenor:

    .. math:: \text{annuity } \frac{r B}{1 - (1 + r)^{-n}}, \qquad
        \text{sculpted } S_y = w_y \frac{B}{\sum_u w_u (1 + r)^{-(u - g)}}

    with `w` the cash available for debt service in the base case.

    Parameters
    ----------
    plan : Plan
    loan : Loan
    available : ndarray (year), optional
        Cash available for debt service in the base case, in the project's money; needed where
        repayment is sculpted.
    """
    years = plan.years
    real = loan.rate_real and plan.project.real
    base = 0.0 if real or not plan.project.real else plan.project.inflation
    index = (1.0 + base) ** (years - plan.project.valuation_year).astype(np.float64)
    drawn = loan.amounts.flow(years) * index
    start = int(np.argmax(drawn > 0))
    first = start + loan.grace + 1
    last = min(start + loan.tenor, len(years) - 1)
    interest, service, balance = (np.zeros(len(years)) for _ in range(3))
    owed = 0.0
    for y in range(len(years)):
        interest[y] = owed * loan.rate
        if y < first:
            service[y] = 0.0 if loan.capitalised else interest[y]
        elif y == first:
            weights = None if available is None else np.maximum(available * index, 0.0)
            service[first : last + 1] = _repay(loan, owed, weights, (first, last))
        owed = owed + interest[y] + drawn[y] - service[y]
        balance[y] = owed
    fee = drawn * loan.fee
    return Schedule(loan, drawn, interest, service, balance, index, first, fee)


def _repay(loan: Loan, owed: float, weights: Floats | None, span: tuple[int, int]) -> Floats:
    """Return the payments of the years of repayment."""
    first, last = span
    n = last - first + 1
    if n <= 0:
        return np.zeros(0)
    discount = (1.0 + loan.rate) ** -np.arange(1.0, n + 1)
    if loan.method == "sculpted" and weights is not None:
        part = weights[first : last + 1]
        worth = float(np.sum(part * discount))
        if worth > 0:
            return part * (owed / worth)
    if loan.method == "equal_principal":
        principal = owed / n
        return principal + loan.rate * (owed - principal * np.arange(n))
    if loan.method == "bullet":
        paid = np.full(n, owed * loan.rate)
        paid[-1] += owed
        return paid
    return np.full(n, owed / float(np.sum(discount)))


class LoanAccount:
    """What a loan is paid in each year of each draw; what is missing is carried with interest."""

    def __init__(self, schedule: Schedule, shape: int) -> None:
        self.schedule = schedule
        self.arrears = np.zeros(shape)
        years = len(schedule.drawn)
        self.paid = np.zeros((years, shape))
        self.made_good = np.zeros((years, shape if schedule.loan.guarantee else 1))
        self.least = np.full(shape, np.inf)

    def interest(self, y: int) -> Floats:
        """Return the interest of a year in the project's money, with that on arrears."""
        s = self.schedule
        owed: Floats = (s.interest[y] + self.arrears * s.loan.rate) / s.index[y]
        return owed

    def fees(self, y: int) -> float:
        """Return fees of a year in the project's money: the lender's and the guarantor's."""
        s = self.schedule
        guarantee = s.loan.guarantee
        before = s.balance[y - 1] if y > 0 else 0.0
        cover = guarantee.fee * guarantee.share * before if guarantee is not None else 0.0
        return float((s.fee[y] + cover) / s.index[y])

    def pay(self, y: int, cash: Floats) -> Floats:
        """Return what is paid in a year out of `cash`, both in the project's money."""
        s = self.schedule
        if s.service[y] == 0.0 and not self.arrears.any():
            return np.zeros(1)
        due = (s.service[y] + self.arrears * (1.0 + s.loan.rate)) / s.index[y]
        # Until repayment starts there is no cash yet, and the owners pay what falls due.
        repaying = y >= s.first
        limited = s.loan.limited and repaying
        paid = np.minimum(due, np.maximum(cash, 0.0)) if limited else due
        missing = due - paid
        if repaying and s.service[y] > 0.0:
            self.least = np.minimum(self.least, cash * (s.index[y] / s.service[y]))
        if s.loan.guarantee is not None:
            self.made_good[y] = missing * s.loan.guarantee.share
            missing = missing - self.made_good[y]
        self.arrears = missing * s.index[y]
        self.paid[y] = paid
        return paid

    def enter(self, book: Book) -> None:
        """Enter the payments of all years."""
        s, party = self.schedule, self.schedule.loan.party
        drawn = (s.drawn / s.index)[:, None]
        book.pay(party, PROJECT, drawn, label=s.loan.id)
        book.pay(PROJECT, party, self.paid, label=s.loan.id)
        book.pay(PROJECT, party, (s.fee / s.index)[:, None], label=f"{s.loan.id} fee")
        guarantee = s.loan.guarantee
        if guarantee is not None:
            before = np.concatenate([[0.0], s.balance[:-1]]) / s.index
            fee = (guarantee.fee * guarantee.share * before)[:, None]
            book.pay(PROJECT, guarantee.party, fee, label=f"{s.loan.id} guarantee")
            if self.made_good.any():
                book.pay(guarantee.party, party, self.made_good, label=f"{s.loan.id} guarantee")
