"""Fiscal terms and deal instruments as values. Each names its parties and the years it holds.

A rate is a fraction; `first` and `last` are calendar years between which a term holds, None
where it is open. Money is in the project's currency.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tenor.finance.series import NOTHING, Series

GOVERNMENT = "government"
"""Party that receives what the terms give no payee for."""


@dataclass(frozen=True, slots=True)
class Bracket:
    """A rate from one value of an index on."""

    start: float
    rate: float


@dataclass(frozen=True, slots=True)
class Royalty:
    """A charge on what is sold.

    `base` is ``gross`` (market value), ``nsr`` (less treatment, penalties and freight),
    ``quantity`` (money per unit sold) or ``margin`` (operating profit). With brackets the rate
    follows an index: the price of `commodity`, or the operating ``margin``; `marginal` puts
    each rate on its own slice only.
    """

    id: str
    rate: Series = NOTHING
    base: Literal["gross", "nsr", "quantity", "margin"] = "gross"
    commodities: tuple[str, ...] = ()
    brackets: tuple[Bracket, ...] = ()
    index: str | None = None
    marginal: bool = False
    deductible: bool = True
    payee: str = GOVERNMENT
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class AdvanceRoyalty:
    """Royalty paid before production, up to `cap` in all, credited against royalties later."""

    amounts: Series
    cap: float | None = None
    payee: str = GOVERNMENT


@dataclass(frozen=True, slots=True)
class ExportDuty:
    """A charge on the value exported, less a rebate on the part processed at home."""

    id: str
    rate: Series
    processed: float = 0.0
    rebate: float = 0.0
    deductible: bool = True
    payee: str = GOVERNMENT
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Fee:
    """A fixed payment by year."""

    id: str
    amounts: Series
    deductible: bool = True
    payee: str = GOVERNMENT


@dataclass(frozen=True, slots=True)
class Depreciation:
    """How capital is deducted from taxable income, from the first year of production on.

    `inflation` is what historical cost loses a year in real money; 0 where cost is indexed.
    """

    method: Literal["none", "straight_line", "declining_balance", "immediate", "production"]
    years: int = 0
    rate: float = 0.0
    inflation: float = 0.0


@dataclass(frozen=True, slots=True)
class IncomeTax:
    """Tax on income.

    `surcharge` brackets add to the rate by taxable income, the rate of the bracket reached
    being charged on all of it. `after_holiday` gives (years since production began, rate).
    Without a ring fence a loss is used at once against the owner's other income.
    """

    rate: Series
    depreciation: Depreciation
    loss_years: int | None = None
    loss_share: float = 1.0
    holiday_years: int = 0
    holiday_rate: float = 0.0
    steps: tuple[Bracket, ...] = ()
    surcharge: tuple[Bracket, ...] = ()
    ring_fence: bool = True
    payee: str = GOVERNMENT


@dataclass(frozen=True, slots=True)
class MinimumTax:
    """The least that is paid in place of income tax; the excess is credited for `carry_years`."""

    rate: Series
    base: Literal["turnover", "profit"] = "turnover"
    carry_years: int = 0
    payee: str = GOVERNMENT


@dataclass(frozen=True, slots=True)
class RentTax:
    """A tax on cash flow once it has returned what was put in with `threshold` a year."""

    id: str
    threshold: float
    rate: float
    payee: str = GOVERNMENT


@dataclass(frozen=True, slots=True)
class Withholding:
    """Tax withheld from dividends to private owners and from interest to lenders."""

    dividends: float = 0.0
    interest: float = 0.0
    payee: str = GOVERNMENT


@dataclass(frozen=True, slots=True)
class ProductionShare:
    """Output that goes to the state after costs are recovered up to a share of revenue."""

    cost_limit: float
    state_share: float
    payee: str = GOVERNMENT


@dataclass(frozen=True, slots=True)
class Fiscal:
    """The terms of one project, whatever their source."""

    royalties: tuple[Royalty, ...] = ()
    advance: AdvanceRoyalty | None = None
    duties: tuple[ExportDuty, ...] = ()
    fees: tuple[Fee, ...] = ()
    income_tax: IncomeTax | None = None
    minimum_taxes: tuple[MinimumTax, ...] = ()
    rent_taxes: tuple[RentTax, ...] = ()
    withholding: Withholding | None = None
    production_share: ProductionShare | None = None
    regime: str | None = None


@dataclass(frozen=True, slots=True)
class PriceContract:
    """A sale or a payment at another price than the market's.

    The project gets ``share`` of its output (or `quantity` a year) priced at the market less
    `discount`, at least `floor` and at most `ceiling`, or at `strike`. The party pays the
    difference, whether it takes the metal (offtake, stockpile) or settles in cash (cfd, floor).
    """

    id: str
    kind: Literal["offtake", "stockpile", "cfd", "price_floor"]
    party: str
    commodity: str
    share: float = 1.0
    quantity: Series | None = None
    discount: float = 0.0
    floor: Series | None = None
    ceiling: Series | None = None
    strike: Series | None = None
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Stream:
    """A deposit now for a share of one metal later, delivered at a fraction of its price."""

    id: str
    party: str
    commodity: str
    share: float
    deposit: Series
    pays: float = 0.0
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class RoyaltySale:
    """A price now for a share of the net smelter return later."""

    id: str
    party: str
    price: Series
    rate: float
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Guarantee:
    """A party that makes good a share of what a lender is not paid, for a yearly fee."""

    party: str
    share: float
    fee: float = 0.0


@dataclass(frozen=True, slots=True)
class Loan:
    """Money lent and paid back with interest.

    `rate` is nominal or real as `rate_real` says. Repayment starts after `grace` years from the
    first draw and ends `tenor` years after it. ``sculpted`` follows the cash available in the
    base case. What is not paid in a year is added to the balance where recourse is limited.
    """

    id: str
    kind: Literal["project_loan", "export_credit", "prepayment"]
    party: str
    amounts: Series
    rate: float
    rate_real: bool = True
    tenor: int = 10
    grace: int = 0
    capitalised: bool = True
    method: Literal["annuity", "equal_principal", "sculpted", "bullet"] = "annuity"
    covenant: float | None = None
    limited: bool = True
    fee: float = 0.0
    guarantee: Guarantee | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """Money given to the project."""

    id: str
    party: str
    amounts: Series


@dataclass(frozen=True, slots=True)
class Insurance:
    """Cover of `share` of what security events destroy and stop, up to `limit` a year."""

    id: str
    party: str
    premium: float
    share: float
    limit: float
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Commitment:
    """A duty with a cost: `rate` of a base, or amounts by year, from one party to another."""

    id: str
    kind: Literal[
        "processing",
        "local_content",
        "technology_transfer",
        "recycling",
        "community",
        "operator_fee",
    ]
    receiver: str
    base: Literal["amount", "revenue", "opex", "capex"] = "amount"
    rate: float = 0.0
    amounts: Series = NOTHING
    deductible: bool = True
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class EquityPurchase:
    """A share of the project bought from an owner at a price."""

    id: str
    party: str
    seller: str
    share: float
    price: Series


Instrument = (
    PriceContract | Stream | RoyaltySale | Loan | Grant | Insurance | Commitment | EquityPurchase
)
