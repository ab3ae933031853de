"""The published study of Reko Diq of 2025 beside what its own figures imply.

The yearly schedule is not public. One input, the operating cost per tonne of ore (with
sustaining capital and all costs of selling), is set so that one published figure is met; the
others are then compared, which is no test of the model but of whether they can hold together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from tenor.core.errors import UserError
from tenor.finance.model import Costs, Owner, Product, Project
from tenor.finance.reading.fiscal import read_fiscal
from tenor.finance.reading.place import Place, Reading
from tenor.finance.results import Valuation
from tenor.finance.series import Series
from tenor.finance.terms import Fiscal
from tenor.finance.valuing import value_base
from tenor.panel.case.reader import Document

FIRST, LIFE = 2029, 37
PHASE_1, PHASE_2 = 5, 10
"""Years of the first phase alone, and of the second with a published average."""
LEAST, MOST = 1.0, 60.0
"""Operating costs between which the one that fits is looked for, USD per tonne of ore."""
_HALVINGS = 60


@dataclass(frozen=True, slots=True)
class Published:
    """One published figure: its source id and how that was met."""

    value: float
    unit: str
    source: str
    met: str = "excerpt"
    note: str = ""


STUDY: Mapping[str, Published] = MappingProxyType(
    {
        "copper_price": Published(4.03, "USD/lb Cu", "momentum-2025"),
        "gold_price": Published(2045.0, "USD/oz Au", "dawn-2025-03-29"),
        "copper_recoverable": Published(13.1e6, "t Cu", "nukta-2025-03"),
        "gold_recoverable": Published(17.9e6, "oz Au", "nukta-2025-03"),
        "copper_phase_1": Published(240_000.0, "t Cu/y", "mw-2025-02-14"),
        "gold_phase_1": Published(297_000.0, "oz Au/y", "mw-2025-02-14"),
        "copper_phase_2": Published(460_000.0, "t Cu/y", "mw-2025-02-14", note="2034 to 2043"),
        "gold_phase_2": Published(520_000.0, "oz Au/y", "mw-2025-02-14", note="2034 to 2043"),
        "ore": Published(3.0e9, "t ore", "momentum-2025", note="about"),
        "ore_phase_1": Published(45.0e6, "t ore/y", "mw-2025-02-14"),
        "ore_phase_2": Published(90.0e6, "t ore/y", "mw-2025-02-14"),
        "capex_phase_1": Published(5.57e9, "USD", "dj-2025-04-08"),
        "capex_phase_2": Published(3.26e9, "USD", "dj-2025-04-08"),
        "npv_after_tax": Published(13.014e9, "USD", "momentum-2025", note="at 8%"),
        "irr_after_tax": Published(0.2132, "fraction", "dawn-2025-03-29"),
        "royalty_and_tax": Published(7.1e9, "USD", "et-2025-03-25"),
        "pre_tax_cash_flow": Published(77.254e9, "USD", "momentum-2025"),
        "npv_pre_tax_at_10": Published(8.867e9, "USD", "momentum-2025", note="another rebuilding"),
    }
)
"""What was published, with source ids of the case and of ``sources.csv``."""

TARGETS = ("npv_after_tax", "irr_after_tax", "royalty_and_tax", "pre_tax_cash_flow")
SPENDING = MappingProxyType({2025: 0.1, 2026: 0.3, 2027: 0.35, 2028: 0.25})
SPENDING_2 = MappingProxyType({2031: 0.3, 2032: 0.4, 2033: 0.3})
"""Shares of the capital of each phase by year: judgements, since the schedule is not public."""


def build_study(unit_cost: float, fiscal: Fiscal) -> Project:
    """Return the study's mine with an operating cost per tonne of ore.

    What the totals leave after the published averages is spread evenly over the last years.
    """
    years = range(FIRST, FIRST + LIFE)
    flows = {
        "copper": _spread("copper_phase_1", "copper_phase_2", "copper_recoverable"),
        "gold": _spread("gold_phase_1", "gold_phase_2", "gold_recoverable"),
        "ore": _spread("ore_phase_1", "ore_phase_2", "ore"),
    }
    costs = tuple(
        (year, tonnes * unit_cost) for year, tonnes in zip(years, flows["ore"], strict=True)
    )
    capital = {y: s * STUDY["capex_phase_1"].value for y, s in SPENDING.items()}
    capital |= {y: s * STUDY["capex_phase_2"].value for y, s in SPENDING_2.items()}
    pound = 1.0 / 0.00045359237
    return Project(
        name="Reko Diq, study of 2025",
        currency="USD_2024",
        valuation_year=2025,
        discount_rate=0.08,
        products=tuple(
            Product(
                metal,
                unit,
                Series(by_year=tuple(zip(years, flows[metal], strict=True))),
                Series(level=STUDY[f"{metal}_price"].value),
                STUDY[f"{metal}_price"].unit,
                factor,
            )
            for metal, unit, factor in (("copper", "t", pound), ("gold", "oz", 1.0))
        ),
        costs=Costs(opex=Series(by_year=costs), capex=Series(by_year=tuple(capital.items()))),
        fiscal=fiscal,
        owners=(
            Owner("barrick", 0.5),
            Owner("federal_enterprises", 0.25, "federation"),
            Owner("balochistan", 0.15, "province"),
            Owner("balochistan_free_carried", 0.10, "province", free_carried=True),
        ),
    )


def _spread(first: str, second: str, whole: str) -> list[float]:
    early, late = STUDY[first].value, STUDY[second].value
    rest = STUDY[whole].value - PHASE_1 * early - PHASE_2 * late
    last = LIFE - PHASE_1 - PHASE_2
    return [early] * PHASE_1 + [late] * PHASE_2 + [rest / last] * last


def read_terms(*, income_tax: bool = True) -> Fiscal:
    """Return the terms of the regime ``reko-diq``, with or without its income tax."""
    block = {"regime": "reko-diq"} if income_tax else {"regime": "reko-diq", "income_tax": None}
    reading = Reading(Document("reko-diq"), currency="USD_2024")
    found = read_fiscal(Place(reading, {"fiscal": block}), {"copper": "t", "gold": "oz"})
    return found if income_tax else replace(found, income_tax=None)


def measure(found: Valuation) -> dict[str, float]:
    """Return the figures of a valuation that the study publishes."""
    totals = found.project.totals
    rate = found.project.irr_after_tax.value
    before = np.array([row["pre_tax_cash_flow"] for row in found.cash_flow])
    years = np.array([row["year"] for row in found.cash_flow])
    return {
        "npv_after_tax": found.project.npv_after_tax,
        "irr_after_tax": float("nan") if rate is None else rate,
        "royalty_and_tax": totals["royalty_and_tax"],
        "pre_tax_cash_flow": totals["pre_tax_cash_flow"],
        "npv_pre_tax_at_10": float(np.sum(before * 1.10 ** -(years - 2025.0))),
    }


def calibrate(target: str, *, income_tax: bool = True) -> tuple[float, Valuation]:
    """Return the operating cost per tonne of ore that meets one published figure.

    Raises
    ------
    UserError
        The figure is none of the study's, or no cost between `LEAST` and `MOST` meets it.

    Examples
    --------
    >>> cost, found = calibrate("npv_after_tax")
    >>> abs(found.project.npv_after_tax / STUDY["npv_after_tax"].value - 1) < 1e-9
    True
    """
    if target not in TARGETS:
        raise UserError(f"{target!r} is no figure of the study; there are {', '.join(TARGETS)}")
    fiscal, wanted = read_terms(income_tax=income_tax), STUDY[target].value

    def miss(cost: float) -> float:
        return measure(value_base(build_study(cost, fiscal)))[target] - wanted

    low, high = LEAST, MOST
    start = miss(low)
    if start * miss(high) > 0:
        raise UserError(
            f"no operating cost from {low:g} to {high:g} USD per tonne of ore gives "
            f"{target} of {wanted:g}"
        )
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if miss(middle) * start > 0 else (low, middle)
    cost = 0.5 * (low + high)
    return cost, value_base(build_study(cost, fiscal))


def reconcile(target: str = "npv_after_tax", *, income_tax: bool = True) -> list[dict[str, object]]:
    """Return each published figure beside the model's, with the input that was calibrated.

    Returns
    -------
    list of dict
        ``measure``, ``published``, ``model``, ``ratio`` (model over published), ``source`` and
        ``calibrated``. The first row is the calibrated operating cost.
    """
    cost, found = calibrate(target, income_tax=income_tax)
    rows: list[dict[str, object]] = [
        {
            "measure": "operating_cost_per_tonne_ore",
            "published": None,
            "model": cost,
            "ratio": None,
            "source": None,
            "calibrated": True,
        }
    ]
    figures = measure(found)
    figures["gross_revenue"] = found.project.totals["revenue"]
    figures["royalties_alone"] = found.project.totals["levies"]
    for name, value in figures.items():
        known = STUDY.get(name)
        rows.append(
            {
                "measure": name,
                "published": None if known is None else known.value,
                "model": value,
                "ratio": None if known is None else value / known.value,
                "source": None if known is None else known.source,
                "calibrated": name == target,
            }
        )
    return rows
