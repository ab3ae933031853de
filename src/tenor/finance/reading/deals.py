"""The deal instruments of a project file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tenor.core.errors import TenorError, nearest_names, quoted
from tenor.core.units import Unit, conversion_factor
from tenor.finance.reading.place import Place, per_unit, scaled
from tenor.finance.series import NOTHING, Series
from tenor.finance.terms import (
    Commitment,
    EquityPurchase,
    Grant,
    Guarantee,
    Instrument,
    Insurance,
    Loan,
    PriceContract,
    RoyaltySale,
    Stream,
)

_DATED = ("first", "last")
_PRICE = ("offtake", "stockpile", "cfd", "price_floor")
_DUTIES = (
    *("processing", "local_content", "technology_transfer", "recycling", "community"),
    "operator_fee",
)
_LOANS = ("project_loan", "export_credit", "prepayment")
_METHODS = ("annuity", "equal_principal", "sculpted", "bullet")
_MASS_UNITS = ("t", "kt", "kg", "lb", "oz", "koz", "g")


def read_instruments(
    top: Place, units: Mapping[str, str], owners: Sequence[str]
) -> tuple[Instrument, ...]:
    """Return the instruments of a project file, in the order of the file."""
    found = []
    for name, place in top.entries("instruments"):
        kind = place.text("kind")
        reader = _READERS.get(kind)
        if reader is None:
            near = nearest_names(kind, _READERS)
            hint = (
                f"did you mean {quoted(near)}?" if near else f"there are {quoted(list(_READERS))}"
            )
            place.fault("kind", f"unknown kind of instrument {kind!r}", hint)
            continue
        metal = place.raw.get("commodity")
        metal = metal if isinstance(metal, str) else None
        one = reader(name, place, units.get(str(metal), "t"))
        if metal is not None and metal not in units:
            near = nearest_names(str(metal), units)
            hint = f"did you mean {quoted(near)}?" if near else "name one that is produced"
            place.fault("commodity", f"{metal!r} is not produced", hint)
            continue
        if isinstance(one, EquityPurchase) and one.seller not in owners:
            hint = f"did you mean {quoted(nearest_names(one.seller, owners) or list(owners))}?"
            place.fault("seller", f"no owner {one.seller!r}", hint)
            continue
        found.append(one)
    return tuple(found)


def _contract(name: str, place: Place, unit: str) -> PriceContract:
    place.only(
        (
            *("kind", "party", "commodity", "share", "quantity", "discount", "floor"),
            *("ceiling", "strike", *_DATED),
        )
    )
    quantity = None
    if place.has("quantity"):
        inner = place.child("quantity")
        inner.only(("unit", "value", "by_year"))
        stated = inner.unit("unit")
        quantity = inner.series(low=0.0)
        if stated is not None:
            quantity = scaled(quantity, per_mass(inner, stated, unit))
    kind = place.choice("kind", _PRICE)
    floor, ceiling, strike = (_price(place, key, unit) for key in ("floor", "ceiling", "strike"))
    if kind in ("cfd", "stockpile") and strike is None and not place.has("discount"):
        place.fault("strike", f"a {kind} has no price", "add strike: {unit, value}")
    if kind == "price_floor" and floor is None:
        place.fault("floor", "a price floor has no floor", "add floor: {unit, value}")
    low = floor.level if floor is not None else None
    high = ceiling.level if ceiling is not None else None
    if low is not None and high is not None and low > high:
        place.fault("floor", f"the floor {low:g} is above the ceiling {high:g}", "exchange them")
    return PriceContract(
        id=name,
        kind=kind,  # type: ignore[arg-type]
        party=place.text("party"),
        commodity=place.text("commodity"),
        share=place.share("share", default=1.0),
        quantity=quantity,
        discount=place.number("discount", low=-1.0, high=1.0, default=0.0),
        floor=floor,
        ceiling=ceiling,
        strike=strike,
        first=place.year("first"),
        last=place.year("last"),
    )


def per_mass(place: Place, stated: Unit, product: str) -> float:
    """Return what a mass is multiplied by to be in the unit of the product."""
    above = [name for name, power in stated.factors if power > 0]
    bare = product.partition(" ")[0]
    try:
        return 1.0 if above == [bare] else conversion_factor("/".join(above), bare)
    except TenorError as error:
        place.fault("unit", f"{str(stated)!r} is no mass: {error}", f"write {bare}")
        return 1.0


def _price(place: Place, key: str, product: str) -> Series | None:
    """Return a price per unit of the product."""
    if not place.has(key):
        return None
    inner = place.child(key)
    inner.only(("unit", "value", "by_year"))
    unit = inner.unit("unit")
    found = inner.series(low=0.0)
    if unit is None:
        return found
    inner.same_currency("unit", unit, per=_MASS_UNITS)
    return scaled(found, per_unit(inner, unit, product))


def _stream(name: str, place: Place, unit: str) -> Stream:
    place.only(("kind", "party", "commodity", "share", "deposit", "pays", *_DATED))
    return Stream(
        id=name,
        party=place.text("party"),
        commodity=place.text("commodity"),
        share=place.share("share"),
        deposit=place.money("deposit"),
        pays=place.share("pays", default=0.0),
        first=place.year("first"),
        last=place.year("last"),
    )


def _royalty_sale(name: str, place: Place, unit: str) -> RoyaltySale:
    place.only(("kind", "party", "price", "rate", *_DATED))
    return RoyaltySale(
        id=name,
        party=place.text("party"),
        price=place.money("price"),
        rate=place.share("rate"),
        first=place.year("first"),
        last=place.year("last"),
    )


def _loan(name: str, place: Place, unit: str) -> Loan:
    place.only(
        (
            *("kind", "party", "amounts", "rate", "basis", "tenor", "grace", "grace_interest"),
            *("method", "covenant", "recourse", "fee", "guarantee"),
        )
    )
    amounts = place.money("amounts")
    if not amounts.by_year:
        place.fault("amounts", "no year says when the loan is drawn", "add amounts: by_year:")
        amounts = Series(by_year=((2000, 0.0),))
    tenor, grace = place.whole("tenor", low=1), place.whole("grace", default=0)
    if grace >= tenor:
        place.fault("grace", f"{grace} years of grace leave no year of {tenor}", "shorten it")
    drawn = [year for year, amount in amounts.by_year if amount > 0] or [amounts.years[0]]
    if max(drawn) > min(drawn) + grace:
        message = f"drawn in {max(drawn)}, after repayment starts in {min(drawn) + grace + 1}"
        place.fault("amounts", message, "lengthen grace, or draw earlier")
    money = "nominal" if place.reading.currency.endswith("_nominal") else "real"
    basis = place.choice("basis", ("real", "nominal"), default=money)
    covenant = place.number("covenant", low=0.0, high=10.0) if place.has("covenant") else None
    return Loan(
        id=name,
        kind=place.choice("kind", _LOANS),  # type: ignore[arg-type]
        party=place.text("party"),
        amounts=amounts,
        rate=place.number("rate", low=0.0, high=1.0),
        rate_real=basis == "real",
        tenor=tenor,
        grace=grace,
        capitalised=place.choice("grace_interest", ("capitalised", "paid"), default="capitalised")
        == "capitalised",
        method=place.choice("method", _METHODS, default="annuity"),  # type: ignore[arg-type]
        covenant=covenant,
        limited=place.choice("recourse", ("limited", "full"), default="limited") == "limited",
        fee=place.share("fee", default=0.0),
        guarantee=_guarantee(place) if place.has("guarantee") else None,
    )


def _guarantee(place: Place) -> Guarantee:
    inner = place.child("guarantee")
    inner.only(("party", "share", "fee"))
    return Guarantee(inner.text("party"), inner.share("share"), inner.share("fee", default=0.0))


def _grant(name: str, place: Place, unit: str) -> Grant:
    place.only(("kind", "party", "amounts"))
    return Grant(name, place.text("party"), place.money("amounts"))


def _insurance(name: str, place: Place, unit: str) -> Insurance:
    place.only(("kind", "party", "premium", "share", "limit", *_DATED))
    limit = place.child("limit")
    limit.only(("unit", "value"))
    limit.money_unit()
    return Insurance(
        id=name,
        party=place.text("party"),
        premium=place.share("premium"),
        share=place.share("share", default=1.0),
        limit=limit.number("value", low=0.0),
        first=place.year("first"),
        last=place.year("last"),
    )


def _commitment(name: str, place: Place, unit: str) -> Commitment:
    place.only(("kind", "party", "receiver", "base", "rate", "amounts", "deductible", *_DATED))
    base = place.choice("base", ("amount", "revenue", "opex", "capex"), default="amount")
    return Commitment(
        id=name,
        kind=place.choice("kind", _DUTIES),  # type: ignore[arg-type]
        receiver=place.text("receiver"),
        base=base,  # type: ignore[arg-type]
        rate=0.0 if base == "amount" else place.share("rate"),
        amounts=place.money("amounts") if place.has("amounts") else NOTHING,
        deductible=place.flag("deductible", default=True),
        first=place.year("first"),
        last=place.year("last"),
    )


def _equity(name: str, place: Place, unit: str) -> EquityPurchase:
    place.only(("kind", "party", "seller", "share", "price"))
    return EquityPurchase(
        name,
        place.text("party"),
        place.text("seller"),
        place.share("share"),
        place.money("price"),
    )


_READERS: Mapping[str, Callable[[str, Place, str], Instrument]] = {
    **dict.fromkeys(_PRICE, _contract),
    "stream": _stream,
    "royalty_purchase": _royalty_sale,
    **dict.fromkeys(_LOANS, _loan),
    "grant": _grant,
    "political_risk_insurance": _insurance,
    **dict.fromkeys(_DUTIES, _commitment),
    "equity": _equity,
}
