"""Income tax, minimum tax and rent tax, year by year: what is carried forward is kept here."""

from __future__ import annotations

import numpy as np

from tenor.finance.fiscal.levies import calc_bracket_rate
from tenor.finance.plan import Plan
from tenor.finance.series import Floats
from tenor.finance.terms import IncomeTax, MinimumTax, RentTax


class Carried:
    """Amounts carried forward, used oldest first and lost after a number of years.

    All that was ever put in and all that is used or lost are kept as running sums; what lies
    between is still there.
    """

    def __init__(self, years: int | None, shape: int) -> None:
        self.years = years
        self.added = [np.zeros(shape)]
        self.gone = np.zeros(shape)

    def use(self, wanted: Floats) -> Floats:
        """Return how much of what is wanted is there, and take it."""
        if self.years is None:
            used = np.minimum(self.added[0], wanted)
            self.added[0] = self.added[0] - used
            return used
        if len(self.added) > self.years:
            self.gone = np.maximum(self.gone, self.added[-1 - self.years])
        used = np.minimum(self.added[-1] - self.gone, wanted)
        self.gone = self.gone + used
        return used

    def add(self, amount: Floats) -> None:
        """Put in the amount of this year."""
        if self.years is None:
            self.added[0] = self.added[0] + amount
        else:
            self.added.append(self.added[-1] + amount)


class LossAccount:
    """Losses of earlier years, used oldest first and lost after `years` where limited."""

    def __init__(self, years: int | None, share: float, shape: int) -> None:
        self.share = share
        self.held = Carried(years, shape)

    def use(self, income: Floats) -> Floats:
        r"""Return taxable income after losses, and carry this year's loss forward.

        .. math:: T_y = B_y^+ - \min(L_y, \lambda B_y^+), \qquad
            L_{y+1} = L_y - \min(L_y, \lambda B_y^+) + B_y^-
        """
        earned = np.maximum(income, 0.0)
        room = earned if self.share == 1.0 else earned * self.share
        used = self.held.use(room)
        self.held.add(earned - income)
        return earned - used


class IncomeAccount:
    """Income tax with its holiday, losses and the minimum taxes beside it."""

    def __init__(self, plan: Plan, producing: Floats, shape: int) -> None:
        fiscal = plan.project.fiscal
        self.term: IncomeTax | None = fiscal.income_tax
        self.minimum: tuple[MinimumTax, ...] = fiscal.minimum_taxes
        self.producing = producing
        self.age = np.zeros(producing.shape[1])
        self.credits = [Carried(m.carry_years, shape) for m in self.minimum]
        self.minimum_rates = [m.rate.held(plan.years) for m in self.minimum]
        if self.term is not None:
            self.losses = LossAccount(self.term.loss_years, self.term.loss_share, shape)
            self.rates = self.term.rate.held(plan.years)

    def tax(self, y: int, income: Floats, gross: Floats) -> tuple[Floats, Floats]:
        """Return the tax of a year and the income it is charged on.

        Parameters
        ----------
        y : int
            Place of the year.
        income : ndarray (draw)
            After all deductions, before losses of earlier years.
        gross : ndarray (draw)
            Turnover.
        """
        self.age = self.age + self.producing[y]
        term = self.term
        if term is None:
            taxable, tax = np.maximum(income, 0.0), income * 0.0
        else:
            taxable = self.losses.use(income) if term.ring_fence else income
            tax = taxable * self._rate(term, y, taxable)
        for i, least in enumerate(self.minimum):
            tax = self._with_minimum(i, least, tax, (y, income, gross))
        return tax, taxable

    def _rate(self, term: IncomeTax, y: int, taxable: Floats) -> Floats | float:
        rate: Floats | float = self.rates[y]
        if term.surcharge:
            rate = rate + calc_bracket_rate(taxable, term.surcharge, marginal=False)
        for step in term.steps:
            rate = np.where(self.age > step.start, step.rate, rate)
        if term.holiday_years:
            rate = np.where(self._in_holiday(), term.holiday_rate, rate)
        return rate

    def _in_holiday(self) -> Floats:
        years = self.term.holiday_years if self.term is not None else 0
        return (self.age > 0) & (self.age <= years)

    def _with_minimum(
        self, i: int, least: MinimumTax, tax: Floats, year: tuple[int, Floats, Floats]
    ) -> Floats:
        y, income, gross = year
        base = gross if least.base == "turnover" else np.maximum(income, 0.0)
        floor = base * self.minimum_rates[i][y]
        if self.term is not None and self.term.holiday_years:
            floor = np.where(self._in_holiday(), 0.0, floor)
        held = self.credits[i]
        if held.years != 0:
            tax = tax - held.use(np.maximum(0.0, tax - floor))
        excess = np.maximum(0.0, floor - tax)
        if held.years != 0:
            held.add(excess)
        return tax + excess


class RentAccount:
    """Tax on cash flow above a return, in tiers; each later tier sees what the former left."""

    def __init__(self, terms: tuple[RentTax, ...], shape: int) -> None:
        self.terms = terms
        self.carried = [np.zeros(shape) for _ in terms]

    def tax(self, flow: Floats) -> list[Floats]:
        r"""Return the tax of each tier for the cash flow of a year.

        .. math:: Z_y = (1 + h) \min(0, Z_{y-1}) + F_y, \qquad R_y = t \max(0, Z_y)
        """
        paid = []
        for i, term in enumerate(self.terms):
            base = self.carried[i] * (1.0 + term.threshold) + flow
            tax = np.maximum(base, 0.0) * term.rate
            self.carried[i] = np.minimum(base, 0.0)
            flow = flow - tax
            paid.append(tax)
        return paid
