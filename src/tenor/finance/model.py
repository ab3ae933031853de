"""A project as values: what it makes, sells and spends, what is charged, who owns and funds it.

Objects are frozen and hold plain numbers: money in the project's currency, quantities in
the unit written beside them, shares as fractions. Reading and checking is done in
`tenor.finance.reading`; nothing here reads a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from tenor.finance.operation import Operation
from tenor.finance.series import NOTHING, Series
from tenor.finance.terms import Fiscal, Instrument

Compounding = Literal["annual", "continuous"]
Timing = Literal["year_end", "mid_year"]

PUBLIC_KINDS = ("federation", "province", "state")
"""Kinds of owner whose distributions belong to the government."""


@dataclass(frozen=True, slots=True)
class Process:
    """How a price wanders about its stated path; rates a year, volatilities a square root year.

    `model` is ``one_factor`` (a logarithm that returns with speed `kappa`) or ``two_factor``
    (a spot price with a convenience yield that returns with speed `kappa`).
    """

    model: Literal["one_factor", "two_factor"]
    kappa: float
    sigma: float
    sigma_yield: float = 0.0
    rho: float = 0.0
    source: str = ""


@dataclass(frozen=True, slots=True)
class Product:
    """What is sold: a quantity by year and a price in the currency per unit of it."""

    commodity: str
    unit: str
    quantity: Series
    price: Series
    price_unit: str
    factor: float = 1.0
    """What a price in `price_unit` is multiplied by to be per `unit`."""
    process: Process | None = None


@dataclass(frozen=True, slots=True)
class Costs:
    """Money spent by year, in the project's currency.

    `opex_local` is the share of operating cost paid in the host's money; `opex_variable` the
    share that stops when the plant stands still.
    """

    opex: Series = NOTHING
    capex: Series = NOTHING
    sustaining: Series = NOTHING
    closure: Series = NOTHING
    opex_local: float = 0.0
    opex_variable: float = 0.0


@dataclass(frozen=True, slots=True)
class Owner:
    """A holder of a share. A free-carried share pays no capital; a carried one pays it later."""

    name: str
    share: float
    kind: str = "private"
    free_carried: bool = False
    carry_rate: float | None = None
    commitment: float | None = None

    @property
    def public(self) -> bool:
        """True where the owner's distributions belong to the government."""
        return self.kind in PUBLIC_KINDS


@dataclass(frozen=True, slots=True)
class Spread:
    """A factor drawn once a run: a low, likely and high multiple of the stated value."""

    low: float
    mode: float
    high: float
    kind: Literal["triangular", "pert", "uniform", "lognormal"] = "triangular"


@dataclass(frozen=True, slots=True)
class Site:
    """A place whose attack or blockade stops the project: mine, road, rail, port."""

    name: str
    rate: float
    """Probability of an event in a year."""
    stop: float
    """Share of a year that production stands still after an event."""
    damage: float = 0.0
    """Cost of an event as a share of the development capital."""
    end: float = 0.0
    """Probability that an event ends the operation."""


@dataclass(frozen=True, slots=True)
class Security:
    """Events at the sites of one province, joined by a common factor with `correlation`."""

    sites: tuple[Site, ...]
    correlation: float = 0.0


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition: passed in `year` with `probability`, else `delay` years later or never."""

    id: str
    year: int
    probability: float
    delay: float
    fails: float = 0.0
    """Probability that it is never passed, as part of the rest (1 - probability)."""


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """What is drawn: factors, price paths, delay, events and gates, and how they hang together."""

    grade: Spread | None = None
    capex: Spread | None = None
    opex: Spread | None = None
    exchange_rate: Spread | None = None
    delay: Spread | None = None
    """Years by which production starts late, not a multiple."""
    correlation: Mapping[tuple[str, str], float] = field(default_factory=dict)
    security: Security | None = None
    gates: tuple[Gate, ...] = ()


@dataclass(frozen=True, slots=True)
class Project:
    """A mine, smelter, refinery or plant with its terms: everything that is valued.

    Attributes
    ----------
    currency : str
        ``USD_2024`` (real) or ``USD_nominal``; all money of the project is in it.
    discount_rate : float
        Fraction a year, real where the currency is real; after tax.
    party_rates : mapping of str to float
        Discount rate of each party that has one of its own.
    notes : tuple of str
        What was assumed on reading, one sentence each.
    """

    name: str
    currency: str
    valuation_year: int
    discount_rate: float
    products: tuple[Product, ...]
    costs: Costs
    fiscal: Fiscal
    owners: tuple[Owner, ...]
    instruments: tuple[Instrument, ...] = ()
    operation: Operation | None = None
    compounding: Compounding = "annual"
    timing: Timing = "year_end"
    inflation: float = 0.0
    party_rates: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    party_kinds: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    uncertainty: Uncertainty | None = None
    horizon: int | None = None
    notes: tuple[str, ...] = ()
    stated: tuple[Stated, ...] = ()
    host: str | None = None
    province: str | None = None

    @property
    def real(self) -> bool:
        """True where money is in the prices of one year."""
        return not self.currency.endswith("_nominal")


@dataclass(frozen=True, slots=True)
class Stated:
    """Where an input comes from: a source and how it was met, or a judgement with its range."""

    path: str
    value: object = None
    source: str | None = None
    met: str | None = None
    note: str | None = None
    low: object = None
    high: object = None
    judgement: bool = False
