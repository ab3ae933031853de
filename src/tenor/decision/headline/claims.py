"""Claims of a case or a ledger through the headline test: mappings in, verdicts out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tenor.core.countries import country
from tenor.core.errors import UserError
from tenor.core.units import parse_unit
from tenor.decision.headline.assess import assess_statement
from tenor.decision.headline.ground import ground_unit
from tenor.decision.headline.model import CANNOT_SAY, Assessment, Range, Statement
from tenor.decision.headline.reading import canonical, measured
from tenor.decision.headline.yardsticks import TONNES, per_year
from tenor.panel.materials import read_materials

MEASURES: Mapping[str, str] = {
    **dict.fromkeys(("resource_value", "stated_worth"), "in_ground"),
    **dict.fromkeys(
        ("resource_quantity", "reserve_quantity", "ore_tonnage", "in_ground"), "reserve"
    ),
    **dict.fromkeys(
        ("investment_amount", "loan_amount", "grant_amount", "guarantee_amount", "equity_amount"),
        "investment",
    ),
    **dict.fromkeys(
        ("fund_size", "aid_amount", "deal_value", "capex", "finance_amount"), "investment"
    ),
    **dict.fromkeys(("capacity", "production", "offtake_quantity", "export_quantity"), "output"),
    **dict.fromkeys(("trade_value", "purchase_commitment"), "trade"),
    "trade_balance": "balance",
    "tariff_rate": "tariff",
    "share_of_world": "share",
    "jobs": "jobs",
    "participants": "jobs",
    "price": "price",
}
"""The kind that each measure of a ledger or case is tested as; others are not tested."""

_MONEY = re.compile(r"([A-Z]{3})(?:_(?:nominal|[12]\d{3}))?")


@dataclass(frozen=True, slots=True)
class ClaimVerdict:
    """A claim's verdict: the assessment, or why there is none."""

    id: str | None
    verdict: str
    why: str
    assessment: Assessment | None

    def as_dict(self) -> dict[str, Any]:
        """Return the verdict as a JSON object."""
        found = self.assessment
        return {
            "id": self.id,
            "verdict": self.verdict,
            "why": self.why,
            "assessment": None if found is None else found.as_dict(),
        }


def assess_claims(claims: Iterable[Mapping[str, Any]], **names: str | None) -> list[ClaimVerdict]:
    """Return the verdict on each claim, in order; a claim is never refused.

    Parameters
    ----------
    claims : iterable of mapping
        With ``measure``, ``low``, ``high``, ``point`` (or ``value``), ``unit``, ``per``,
        ``commodity``, ``place`` (or ``country``), ``stage``, and perhaps ``id``, ``bound``.
    **names : str
        ``country`` and ``partner`` where a claim names none.

    Examples
    --------
    >>> claim = {"measure": "resource_value", "low": 4e12, "high": 5e12, "unit": "USD",
    ...          "commodity": "rare_earths", "place": "Pakistan"}
    >>> [found.verdict for found in assess_claims([claim])]
    ['fails']
    """
    return [assess_claim(claim, **names) for claim in claims]


def assess_claim(claim: Mapping[str, Any], **names: str | None) -> ClaimVerdict:
    """Return the verdict on one claim; what cannot be read is ``cannot_say`` with the reason."""
    from tenor.decision.headline.wording import sentence

    key = claim.get("id")
    try:
        found = assess_statement(read_claim(claim, **names))
    except UserError as error:
        return ClaimVerdict(key, CANNOT_SAY, str(error), None)
    return ClaimVerdict(key, found.verdict, sentence(found), found)


def read_claim(claim: Mapping[str, Any], **names: str | None) -> Statement:
    """Return a claim as a statement.

    Raises
    ------
    UserError
        The measure is not tested, a name is unknown, or the unit cannot be read.
    """
    measure = str(claim.get("measure") or "")
    if measure not in MEASURES:
        raise UserError(f"no identity tests the measure {measure!r}")
    commodity = claim.get("commodity")
    name = read_materials().resolve(commodity)[0] if commodity else None
    amount, content, per = read_amount(claim, name)
    words = str(claim.get("text") or claim.get("value_original") or "")
    stated = measured(words) if amount is None else []
    if stated:
        amount, content, rate = canonical(stated[0], words)
        per = rate is not None
    where = claim.get("place") or claim.get("country") or names.get("country")
    partner = claim.get("partner") or names.get("partner") or "USA"
    stage = claim.get("stage")
    kind = MEASURES[measure]
    return Statement(
        text=str(claim.get("value_original") or claim.get("text") or claim.get("id") or measure),
        kind=kind,
        amount=amount,
        bound=stated[0].bound if stated else str(claim.get("bound") or bound_of(amount)),
        per="year" if per or claim.get("per") == "year" else None,
        content=content,
        commodity=name,
        country=country(where).iso3 if where else None,
        partner=country(partner).iso3,
        stage=stage if stage in ("ore", "intermediate", "refined") else None,
    )


def read_amount(
    claim: Mapping[str, Any], commodity: str | None
) -> tuple[Range | None, str | None, bool]:
    """Return amount, content and whether it is a rate, from numbers and unit of a claim."""
    point = claim.get("point") if claim.get("point") is not None else claim.get("value")
    low, high = claim.get("low"), claim.get("high")
    if point is None and low is None and high is None:
        return None, None, False
    unit = str(claim.get("unit") or "")
    if not unit:
        raise UserError("the claim has a number without a unit")
    held = Range(low, point, high, unit)
    if point is not None and low is None and high is None:
        held = Range(point, point, point, unit)
    if unit in ("fraction", "count", "ratio"):
        return held, None, False
    parsed = parse_unit(unit)
    rate = any(power == -1 and name in ("y", "d") for name, power in parsed.factors)
    if claim.get("per") == "day":
        held, rate = held.times(365.25, unit), True
    top = parsed.factors[0][0]
    money = _MONEY.fullmatch(top)
    if money is not None:
        if money[1] != "USD":
            raise UserError(f"the claim is in {money[1]}; no exchange rate is on hand")
        return held.times(1.0, "USD"), None, rate
    factor = per_year(parsed.factors)
    if top in TONNES:
        return held.times(TONNES[top] * factor, "t"), parsed.content, rate
    if commodity is not None and top == ground_unit(commodity):
        return held.times(factor, top), None, rate
    raise UserError(f"a claim in {unit!r} cannot be set against a yardstick")


def bound_of(amount: Range | None) -> str:
    """Return the bound that the filled ends of an amount say."""
    if amount is None:
        return "vague"
    if amount.value is None and amount.low is not None and amount.high is not None:
        return "range"
    if amount.value is None:
        return ">" if amount.low is not None else "<"
    return "="
