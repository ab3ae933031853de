"""The fiscal terms of a project file, with a named regime underneath them."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from tenor.core.errors import UserError, nearest_names, quoted
from tenor.finance.reading.place import Place, per_unit, scaled
from tenor.finance.series import NOTHING, Series
from tenor.finance.terms import (
    GOVERNMENT,
    AdvanceRoyalty,
    Bracket,
    Depreciation,
    ExportDuty,
    Fee,
    Fiscal,
    IncomeTax,
    MinimumTax,
    ProductionShare,
    RentTax,
    Royalty,
    Withholding,
)

KEYS = (
    *("regime", "royalty_ad_valorem", "royalty_nsr", "royalties", "advance_royalty"),
    *("export_duties", "fees", "income_tax", "depreciation", "losses", "minimum_taxes"),
    *("rent_taxes", "withholding", "production_share"),
)
SHORT = {"royalty_ad_valorem": "gross", "royalty_nsr": "nsr"}
"""Keys that stand for a whole royalty, with what it is charged on."""
BASES = ("gross", "nsr", "quantity", "margin")
METHODS = ("straight_line", "declining_balance", "immediate", "production", "none")
_DATED = ("first", "last", "payee")


def read_fiscal(top: Place, units: Mapping[str, str]) -> Fiscal:
    """Return the fiscal terms of a project; without the block there are none."""
    if not top.has("fiscal"):
        return Fiscal()
    stated = top.child("fiscal")
    name = stated.text("regime", default="")
    if name:
        stated.raw.update(_with_regime(stated, name))
    stated.only(KEYS)
    royalties = [_royalty(key, stated, units) for key in SHORT if stated.has(key)]
    royalties += [_long_royalty(key, place, units) for key, place in stated.entries("royalties")]
    return Fiscal(
        royalties=tuple(royalties),
        advance=_advance(stated),
        duties=tuple(_duty(key, place) for key, place in stated.entries("export_duties")),
        fees=tuple(_fee(key, place) for key, place in stated.entries("fees")),
        income_tax=_income_tax(stated),
        minimum_taxes=tuple(_minimum(place) for _, place in stated.entries("minimum_taxes")),
        rent_taxes=tuple(_rent(key, place) for key, place in stated.entries("rent_taxes")),
        withholding=_withholding(stated),
        production_share=_production_share(stated),
        regime=name or None,
    )


def _with_regime(stated: Place, name: str) -> dict[str, Any]:
    """Return the terms of a regime with those of the project over them."""
    from tenor.finance.regimes import read_regime

    try:
        regime = read_regime(name)
    except UserError as error:
        stated.fault("regime", str(error).split(";")[0], str(error).partition("; ")[2] or "check")
        return {}
    return merge_terms(regime.terms, stated.raw)


def merge_terms(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return terms with others laid over them, key by key.

    A plain number laid over a group replaces its `rate`; nothing (null) takes the term away.

    Examples
    --------
    >>> merge_terms({"income_tax": {"rate": 0.29, "holiday_years": 15}}, {"income_tax": 0.35})
    {'income_tax': {'rate': 0.35, 'holiday_years': 15}}
    """
    found = copy.deepcopy(dict(under))
    for key, value in over.items():
        known = found.get(key)
        if isinstance(known, dict) and isinstance(value, dict):
            found[key] = merge_terms(known, value)
        elif isinstance(known, dict) and isinstance(value, int | float) and "rate" in known:
            found[key] = {**known, "rate": value}
        else:
            found[key] = value
    return {key: value for key, value in found.items() if value is not None}


def _royalty(key: str, stated: Place, units: Mapping[str, str]) -> Royalty:
    base = SHORT[key]
    if not isinstance(stated.raw.get(key), dict):
        return Royalty(key, Series(level=stated.share(key)), base)  # type: ignore[arg-type]
    place = stated.child(key)
    place.raw.setdefault("base", base)
    return _long_royalty(key, place, units)


def _long_royalty(key: str, place: Place, units: Mapping[str, str]) -> Royalty:
    place.only(
        (
            *("base", "rate", "brackets", "index", "marginal", "commodities", "deductible"),
            *(*_DATED, "unit", "value", "by_year"),
        )
    )
    base = place.choice("base", BASES, default="gross")
    names = place.names("commodities")
    _known(place, "commodities", names, list(units))
    steps = _brackets(place, "brackets")
    index = place.text("index", default="") or None
    if steps and index != "margin":
        _known(place, "index", (index or "nothing",), [*units, "margin"])
    rate = NOTHING
    if base == "quantity":
        unit = place.unit("unit")
        if unit is not None:
            place.same_currency("unit", unit, per=("t", "oz", "lb", "kg", "kt", "g"))
            if len(names) != 1 and len(units) != 1:
                hint = "name the one commodity that it is charged on"
                place.fault("commodities", "money per unit of several commodities", hint)
        rate = place.series(low=0.0)
        made = units.get(names[0] if names else next(iter(units), ""), "t")
        rate = rate if unit is None else scaled(rate, per_unit(place, unit, made))
    elif not steps:
        rate = place.level_or_series("rate")
    return Royalty(
        id=key,
        rate=rate,
        base=base,  # type: ignore[arg-type]
        commodities=names,
        brackets=steps,
        index=index,
        marginal=place.flag("marginal"),
        deductible=place.flag("deductible", default=True),
        payee=place.text("payee", default=GOVERNMENT),
        first=place.year("first"),
        last=place.year("last"),
    )


def _known(place: Place, key: str, names: Sequence[str], valid: Sequence[str]) -> None:
    for name in names:
        if name not in valid:
            near = nearest_names(name, valid)
            hint = f"did you mean {quoted(near)}?" if near else f"there are {quoted(list(valid))}"
            place.fault(key, f"unknown commodity {name!r}", hint)


def _brackets(place: Place, key: str) -> tuple[Bracket, ...]:
    raw = place.raw.get(key)
    if raw is None:
        return ()
    if not isinstance(raw, list):
        place.fault(key, "expected a list of steps", "write - {from: 0, rate: 0.04}")
        return ()
    found = []
    for i, item in enumerate(raw):
        inner = Place(place.reading, item, (*place.path, key, i))
        inner.only(("from", "rate"))
        found.append(Bracket(inner.number("from", default=0.0), inner.share("rate")))
    if any(b.start <= a.start for a, b in pairwise(found)):
        place.fault(key, "the steps are not in rising order", "list them from the lowest up")
    return tuple(found)


def _advance(stated: Place) -> AdvanceRoyalty | None:
    if not stated.has("advance_royalty"):
        return None
    place = stated.child("advance_royalty")
    place.only(("unit", "by_year", "value", "cap", "payee"))
    place.money_unit()
    amounts = place.series(low=0.0) if place.has("by_year") else Series(by_year=())
    cap = place.number("cap", low=0.0) if place.has("cap") else None
    return AdvanceRoyalty(amounts, cap, place.text("payee", default=GOVERNMENT))


def _duty(key: str, place: Place) -> ExportDuty:
    place.only(("rate", "processed", "rebate", "deductible", *_DATED))
    return ExportDuty(
        id=key,
        rate=place.level_or_series("rate"),
        processed=place.share("processed", default=0.0),
        rebate=place.share("rebate", default=0.0),
        deductible=place.flag("deductible", default=True),
        payee=place.text("payee", default=GOVERNMENT),
        first=place.year("first"),
        last=place.year("last"),
    )


def _fee(key: str, place: Place) -> Fee:
    place.only(("unit", "by_year", "value", "deductible", "payee"))
    place.money_unit()
    amounts = place.series(low=0.0)
    deductible = place.flag("deductible", default=True)
    return Fee(key, amounts, deductible, place.text("payee", default=GOVERNMENT))


def _income_tax(stated: Place) -> IncomeTax | None:
    if not stated.has("income_tax"):
        return None
    place = stated.child("income_tax") if isinstance(stated.raw["income_tax"], dict) else None
    depreciation = _depreciation(stated)
    losses = stated.child("losses")
    losses.only(("years", "share"))
    years = losses.whole("years") if losses.has("years") else None
    share = losses.share("share", default=1.0)
    if place is None:
        rate = Series(level=stated.share("income_tax"))
        return IncomeTax(rate, depreciation, loss_years=years, loss_share=share)
    place.only(
        ("rate", "payee", "holiday_years", "holiday_rate", "steps", "surcharge", "ring_fence")
    )
    return IncomeTax(
        rate=place.level_or_series("rate"),
        depreciation=depreciation,
        loss_years=years,
        loss_share=share,
        holiday_years=place.whole("holiday_years", default=0),
        holiday_rate=place.share("holiday_rate", default=0.0),
        steps=_brackets(place, "steps"),
        surcharge=_brackets(place, "surcharge"),
        ring_fence=place.flag("ring_fence", default=True),
        payee=place.text("payee", default=GOVERNMENT),
    )


def _depreciation(stated: Place) -> Depreciation:
    if not stated.has("depreciation"):
        stated.reading.notes.append(
            "No depreciation is stated: capital is not deducted from taxable income."
        )
        return Depreciation("none")
    place = stated.child("depreciation")
    place.only(("method", "years", "rate", "historical"))
    method = place.choice("method", METHODS)
    real = not stated.reading.currency.endswith("_nominal")
    worn = stated.reading.inflation if place.flag("historical") and real else 0.0
    years = place.whole("years", low=1) if method == "straight_line" else 0
    rate = place.share("rate") if method == "declining_balance" else 0.0
    return Depreciation(method, years, rate, worn)  # type: ignore[arg-type]


def _minimum(place: Place) -> MinimumTax:
    place.only(("rate", "base", "carry_years", "payee"))
    base = place.choice("base", ("turnover", "profit"), default="turnover")
    return MinimumTax(
        place.level_or_series("rate"),
        base,  # type: ignore[arg-type]
        place.whole("carry_years", default=0),
        place.text("payee", default=GOVERNMENT),
    )


def _rent(key: str, place: Place) -> RentTax:
    place.only(("threshold", "rate", "payee"))
    threshold = place.number("threshold", low=0.0, high=1.0)
    return RentTax(key, threshold, place.share("rate"), place.text("payee", default=GOVERNMENT))


def _withholding(stated: Place) -> Withholding | None:
    if not stated.has("withholding"):
        return None
    place = stated.child("withholding")
    place.only(("dividends", "interest", "payee"))
    dividends = place.share("dividends", default=0.0)
    interest = place.share("interest", default=0.0)
    return Withholding(dividends, interest, place.text("payee", default=GOVERNMENT))


def _production_share(stated: Place) -> ProductionShare | None:
    if not stated.has("production_share"):
        return None
    place = stated.child("production_share")
    place.only(("cost_limit", "state_share", "payee"))
    return ProductionShare(
        place.share("cost_limit"),
        place.share("state_share"),
        place.text("payee", default=GOVERNMENT),
    )
