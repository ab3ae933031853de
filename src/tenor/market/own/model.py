"""A person's own network: curves, routes and plants as they were written, and what was found.

Quantities and prices are in the units of the file; nothing is converted. A row keeps its place
in the file, so that a message can name it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tenor.core.errors import Fault, UserError

__all__ = [
    "AD_VALOREM",
    "COURNOT",
    "ISOELASTIC",
    "LINEAR",
    "ONLY_COMMODITY",
    "ONLY_STAGE",
    "SPECIFIC",
    "Curve",
    "NetworkError",
    "OwnNetwork",
    "Plant",
    "Route",
    "place_rows",
]

LINEAR, ISOELASTIC = "linear", "isoelastic"
AD_VALOREM, SPECIFIC = "ad_valorem", "specific"
COURNOT = "cournot"
ONLY_STAGE, ONLY_COMMODITY = "all", "all"
_SHOWN = 20


class NetworkError(UserError):
    """A network file has faults; ``faults`` holds all of them."""

    def __init__(self, file: str, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        shown = [f"  {f.where}: {f.message} ({f.hint})" for f in self.faults[:_SHOWN]]
        more = len(self.faults) - len(shown)
        if more > 0:
            shown.append(f"  and {more} more")
        super().__init__("\n".join([f"network {file} has {len(self.faults)} fault(s)", *shown]))


@dataclass(frozen=True, slots=True)
class Curve:
    """Supply or demand of one country at one stage.

    Attributes
    ----------
    country, stage, commodity : str
    intercept, slope : float or None
        Linear form: quantity = intercept + slope x price; with `is_inverse`
        price = intercept + slope x quantity. Demand slopes are negative.
    is_inverse : bool
    cross : mapping of str to float
        Further change of the quantity (of the price, if inverse) per unit of the price
        (the quantity) of another commodity at the same country and stage.
    quantity, price, elasticity : float or None
        Point form: a point of the curve and its price elasticity there; above zero for supply,
        below for demand.
    cap : float or None
        Most that can be supplied or used.
    conduct : str or None
        ``cournot`` for a supplier that knows what its own sales do to prices.
    place : str
        Where the row stands, such as ``supply[2]``.
    """

    country: str
    stage: str = ONLY_STAGE
    commodity: str = ONLY_COMMODITY
    intercept: float | None = None
    slope: float | None = None
    is_inverse: bool = False
    cross: Mapping[str, float] = field(default_factory=dict)
    quantity: float | None = None
    price: float | None = None
    elasticity: float | None = None
    cap: float | None = None
    conduct: str | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """One lane between two countries at one stage.

    Attributes
    ----------
    origin, destination, stage, commodity : str
    cost : float or None
        Transport per unit.
    flow : float or None
        Base flow of the isoelastic form.
    tariff : float
        A fraction of the value where ad valorem, money per unit where specific.
    tariff_kind : str
    is_cif : bool
        Whether an ad valorem tariff is also charged on the transport cost.
    quota : float or None
    elasticity : float or None
        Route elasticity of the isoelastic form.
    base_tariff : float
        Tariff in force when the base flow was observed, of the same kind.
    place : str
    """

    origin: str
    destination: str
    stage: str = ONLY_STAGE
    commodity: str = ONLY_COMMODITY
    cost: float | None = None
    flow: float | None = None
    tariff: float = 0.0
    tariff_kind: str = AD_VALOREM
    is_cif: bool = False
    quota: float | None = None
    elasticity: float | None = None
    base_tariff: float = 0.0
    place: str = ""

    @property
    def is_home(self) -> bool:
        """Whether the lane is the country's own sales at home."""
        return self.origin == self.destination

    def calc_landed(self, price: float) -> float:
        """Return what a unit costs on arrival at an origin price.

        Examples
        --------
        >>> Route("AUS", "JPN", cost=10.0, tariff=0.05).calc_landed(100.0)
        115.0
        >>> Route("AUS", "JPN", cost=10.0, tariff=0.05, is_cif=True).calc_landed(100.0)
        115.5
        """
        return price * (1.0 + self.rate) + self.fixed

    def calc_duty(self, price: float) -> float:
        """Return the tariff per unit at an origin price."""
        return self.calc_landed(price) - price - (self.cost or 0.0)

    @property
    def rate(self) -> float:
        """Ad valorem rate on the origin price; 0 where the tariff is specific."""
        return self.tariff if self.tariff_kind == AD_VALOREM else 0.0

    @property
    def fixed(self) -> float:
        """What a unit costs on the way whatever its price: transport and the tariff on it."""
        cost = self.cost or 0.0
        if self.tariff_kind == SPECIFIC:
            return cost + self.tariff
        return cost * (1.0 + self.tariff) if self.is_cif else cost


@dataclass(frozen=True, slots=True)
class Plant:
    """Processing of one stage into another in one country.

    Attributes
    ----------
    country, from_stage, to_stage, commodity : str
    output_per_input : float
        Units of `to_stage` per unit of `from_stage`; the file's ``yield``.
    cost : float or None
        Per unit of input.
    cap : float or None
        Most input.
    quantity, elasticity : float or None
        Base input and elasticity of the isoelastic form.
    place : str
    """

    country: str
    from_stage: str
    to_stage: str
    commodity: str = ONLY_COMMODITY
    output_per_input: float = 1.0
    cost: float | None = None
    cap: float | None = None
    quantity: float | None = None
    elasticity: float | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class OwnNetwork:
    """A network as a person wrote it.

    Attributes
    ----------
    form : str
        ``linear`` or ``isoelastic``.
    countries, stages, commodities : tuple of str
        In the order of the output.
    supply, demand : tuple of Curve
    routes : tuple of Route
    plants : tuple of Plant
    options : mapping
        ``unit``, ``backstop_price``, ``free_disposal``, ``route_elasticity``,
        ``processing_elasticity`` where given.
    notes : tuple of str
        What the reader took for granted, in words.
    """

    form: str
    countries: tuple[str, ...]
    stages: tuple[str, ...] = (ONLY_STAGE,)
    commodities: tuple[str, ...] = (ONLY_COMMODITY,)
    supply: tuple[Curve, ...] = ()
    demand: tuple[Curve, ...] = ()
    routes: tuple[Route, ...] = ()
    plants: tuple[Plant, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def place_rows(network: OwnNetwork) -> OwnNetwork:
    """Return the network with a place for each row that has none, as in a file.

    Examples
    --------
    >>> place_rows(OwnNetwork("linear", ("A",), supply=(Curve("A"),))).supply[0].place
    'supply[0]'
    """

    def placed(name: str, rows: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(
            row if row.place else replace(row, place=f"{name}[{i}]") for i, row in enumerate(rows)
        )

    return replace(
        network,
        supply=placed("supply", network.supply),
        demand=placed("demand", network.demand),
        routes=placed("routes", network.routes),
        plants=placed("processing", network.plants),
    )
