"""The closed vocabularies of evidence: measures and dimensions, statuses, roles, relations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MONEY, FRACTION, POINTS, MASS, COUNT, RATIO = (
    "money",
    "fraction",
    "points",
    "mass",
    "count",
    "ratio",
)
GRADE, POWER, ENERGY, LENGTH, AREA, VOLUME = "grade", "power", "energy", "length", "area", "volume"
RATIO, TIME, YEAR, TEMPERATURE = "ratio", "time", "year", "temperature"

DIMENSIONS = (
    MONEY,
    FRACTION,
    POINTS,
    MASS,
    COUNT,
    RATIO,
    GRADE,
    POWER,
    ENERGY,
    LENGTH,
    AREA,
    VOLUME,
    TIME,
    YEAR,
    TEMPERATURE,
)
"""What a mention can measure. A mass in the air of ``per`` year is still a mass."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: the dimensions its value may have, and whether it belongs to a deal."""

    name: str
    dimensions: tuple[str, ...]
    deal: bool
    meaning: str


def _measures(*rows: tuple[str, tuple[str, ...], bool, str]) -> Mapping[str, Measure]:
    return {name: Measure(name, dims, deal, meaning) for name, dims, deal, meaning in rows}


_BULK = (MASS, VOLUME, ENERGY, COUNT)

MEASURES: Mapping[str, Measure] = _measures(
    ("investment_amount", (MONEY,), True, "money put, or to be put, into projects or a country"),
    ("loan_amount", (MONEY,), True, "a loan, credit line or facility"),
    ("grant_amount", (MONEY,), True, "money given that is not paid back"),
    ("guarantee_amount", (MONEY,), True, "a guarantee or insurance of another's money"),
    ("equity_amount", (MONEY,), True, "money for shares or a stake"),
    ("fund_size", (MONEY,), True, "size of a fund, facility or programme"),
    ("aid_amount", (MONEY,), True, "aid, assistance or relief"),
    ("deal_value", (MONEY,), True, "worth of an agreement, merger or package as a whole"),
    ("purchase_commitment", (MONEY,), True, "goods to be bought, in money"),
    ("trade_value", (MONEY,), False, "trade, exports or imports, in money"),
    ("trade_balance", (MONEY,), False, "trade surplus or deficit"),
    ("revenue", (MONEY,), False, "sales, earnings or state receipts"),
    ("tariff_rate", (FRACTION, POINTS, MONEY), True, "a duty, tariff or surcharge"),
    ("royalty_share", (FRACTION, MONEY), True, "royalty, levy or profit share of a state"),
    ("ownership_share", (FRACTION,), True, "share in a company or project"),
    ("import_share", (FRACTION,), False, "share of imports, or net import reliance"),
    ("share_of_world", (FRACTION,), False, "share of world output, reserves or market"),
    ("share_of_gdp", (FRACTION,), False, "share of a country's product"),
    ("share_of_exports", (FRACTION,), False, "share of a country's exports"),
    ("percent_change", (FRACTION, POINTS), False, "a rise or fall in percent"),
    ("growth_factor", (RATIO,), False, "a multiple: doubled, threefold"),
    ("resource_value", (MONEY,), False, "stated worth of what is in the ground"),
    ("resource_quantity", _BULK, False, "mineral or metal in the ground, not a reserve"),
    ("reserve_quantity", _BULK, False, "reserves"),
    ("ore_tonnage", (MASS,), False, "rock or ore, not its content"),
    ("grade", (GRADE, FRACTION), False, "content of ore or concentrate"),
    ("capacity", (*_BULK, POWER), False, "what a plant, mine or port can do in a time"),
    ("production", _BULK, False, "output, made or planned"),
    ("consumption", _BULK, False, "use or demand"),
    ("import_quantity", _BULK, False, "imports by mass or number"),
    ("export_quantity", _BULK, False, "exports or shipments by mass or number"),
    ("purchase_quantity", _BULK, True, "goods to be bought, by mass or number"),
    ("offtake_quantity", (*_BULK, FRACTION), True, "output sold ahead"),
    ("capex", (MONEY,), True, "cost of building a project or plant"),
    ("opex", (MONEY,), False, "cost of running, all-in cost"),
    ("npv", (MONEY,), False, "net present value"),
    ("irr", (FRACTION,), False, "internal rate of return"),
    ("price", (MONEY,), False, "price of a good"),
    ("participants", (COUNT,), False, "people or countries at an event"),
    ("jobs", (COUNT,), False, "jobs or workers"),
    ("count", (COUNT,), False, "a number of things; the subject says which"),
    ("duration", (TIME,), False, "a length of time"),
    ("distance", (LENGTH,), False, "a length or distance"),
    ("target_year", (YEAR,), False, "a year by which something is to be so"),
    ("other", DIMENSIONS, False, "none of these"),
)
"""The measures; `docs/evidence/measures.md` explains each."""

STATUSES = (
    "rumoured",
    "proposed",
    "announced",
    "mou_signed",
    "approved",
    "contract_signed",
    "financially_closed",
    "disbursed",
    "operating",
)
"""The ladder, from soft to firm."""

OFF_LADDER = ("suspended", "cancelled", "expired", "lapsed", "void")
"""States of a deal that has left the ladder."""

MODALITIES = ("actual", "planned", "conditional", "target", "estimate")
POLARITIES = ("affirmed", "negated", "ended")
BOUNDS = ("=", "~", "<", ">", "range", "vague")
ROLES = (
    "investor",
    "recipient",
    "lender",
    "borrower",
    "donor",
    "guarantor",
    "buyer",
    "seller",
    "offtaker",
    "supplier",
    "operator",
    "owner",
    "regulator",
    "signatory",
    "exporter",
    "importer",
    "party",
)
"""Parts that a party may play; ``party`` is the neutral one."""

ZONES = ("headline", "body", "pull_quote", "table", "caption", "boilerplate")

RELATIONS = (
    "duplicate_text",
    "corroborates_independent",
    "refines",
    "part_of",
    "scope_differs",
    "basis_differs",
    "supersedes",
    "consistent",
    "candidate_conflict",
    "confirmed_conflict",
    "dismissed_conflict",
)
"""Links between claims; only a person makes the last two."""

CANDIDATE = "candidate_conflict"
DECIDED = {"accept": "confirmed_conflict", "reject": "dismissed_conflict"}
"""What a person's verdict makes of a candidate conflict."""


def firmness(status: str | None) -> int:
    """Return the place of a status on the ladder, 0 for the softest; -1 for none or off it."""
    return STATUSES.index(status) if status in STATUSES else -1
