"""A project file as a `Project`; raises one error with all faults of the file."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path

from tenor.core.errors import DataError, Fault, ProjectError, TenorError, nearest_names, quoted
from tenor.core.money import parse_currency_year
from tenor.core.unit_table import MASS
from tenor.core.units import Unit
from tenor.finance.model import Costs, Owner, Process, Product, Project
from tenor.finance.reading.deals import read_instruments
from tenor.finance.reading.fiscal import read_fiscal
from tenor.finance.reading.operations import read_operation
from tenor.finance.reading.place import Place, Reading, per_unit
from tenor.finance.reading.settings import apply_settings
from tenor.finance.reading.uncertain import read_process, read_uncertainty
from tenor.finance.series import NOTHING, Series
from tenor.panel.case.reader import Document, read_yaml

KEYS = (
    *("name", "currency", "valuation_year", "discount_rate", "timing", "compounding"),
    *("inflation", "host", "province", "kind", "horizon", "production", "prices", "operation"),
    *("opex", "capex", "sustaining_capex", "closure", "opex_local", "opex_variable"),
    *("fiscal", "owners", "instruments", "parties", "uncertainty", "sources"),
)
OWNER_KINDS = ("private", "federation", "province", "state", "community", "public_lender")
PARTY_KINDS = (*OWNER_KINDS, "lender", "buyer", "insurer", "operator", "offtaker")
RESERVED = ("project",)
_NEAR = 1e-9


def read_project(path: str | Path, *, settings: Sequence[str] = ()) -> Project:
    """Return the project of a file, with values set on the command line.

    Raises
    ------
    DataError
        There is no such file.
    ProjectError
        The file has faults; all of them are told, each with its line and a hint.
    """
    place = Path(path)
    try:
        content = place.read_bytes()
    except OSError as error:
        near = nearest_names(place.name, [p.name for p in place.parent.glob("*.yaml")])
        hint = f"; did you mean {quoted(near)}?" if near else ""
        raise DataError(f"cannot read {place}: {error.strerror}{hint}") from None
    return read_project_text(content, file=place.name, settings=settings)


def read_project_text(
    content: bytes, *, file: str = "project.yaml", settings: Sequence[str] = ()
) -> Project:
    """Return the project that the bytes of a file state.

    Raises
    ------
    ProjectError
        The file has faults.
    """
    document, faults = read_yaml(file, content)
    if document is None or not isinstance(document.data, dict):
        raise ProjectError(file, faults)
    return read_document(document, faults, settings=settings)


def read_document(
    document: Document, faults: Sequence[Fault] = (), *, settings: Sequence[str] = ()
) -> Project:
    """Return the project that a parsed file states; settings change its values in place.

    Raises
    ------
    ProjectError
        The file has faults.
    """
    reading = Reading(document, faults=list(faults))
    apply_settings(reading, settings)
    project = _read(Place(reading, document.data))
    if reading.faults:
        raise ProjectError(document.file, sorted(reading.faults, key=_line))
    return project


def _line(fault: Fault) -> int:
    found = re.match(r"line (\d+)", fault.where)
    return int(found[1]) if found else 0


def _read(top: Place) -> Project:
    top.only(KEYS)
    reading = top.reading
    reading.currency = _currency(top)
    reading.inflation = top.number("inflation", low=-0.5, high=5.0, default=0.0)
    rate = _rate(top)
    operation = read_operation(top) if top.has("operation") else None
    if operation is not None and top.has("production"):
        hint = "an operation makes its own production; remove one of the two"
        top.fault("production", "stands beside operation", hint)
    metals = () if operation is None else tuple(operation.good.terms)
    bought = () if operation is None else tuple(n for f in operation.feeds for n in f.payable)
    products = _products(top, metals=(*metals, *bought), physical=operation is not None)
    units = {p.commodity: p.unit for p in products}
    fiscal = read_fiscal(top, units)
    owners = _owners(top)
    names = [owner.name for owner in owners]
    instruments = read_instruments(top, units, names)
    rates, kinds = _parties(top, owners)
    costs = Costs(
        opex=_yearly(top, "opex"),
        capex=_yearly(top, "capex"),
        sustaining=_yearly(top, "sustaining_capex"),
        closure=_yearly(top, "closure"),
        opex_local=top.share("opex_local", default=0.0),
        opex_variable=top.share("opex_variable", default=0.0),
    )
    if not any(o.share > 0 and not o.free_carried and o.carry_rate is None for o in owners):
        top.fault("owners", "every share is carried; nobody pays the capital", "name a payer")
    return Project(
        name=top.text("name"),
        currency=reading.currency,
        valuation_year=top.year("valuation_year", needed=True) or 0,
        discount_rate=rate,
        products=products,
        costs=costs,
        fiscal=fiscal,
        owners=owners,
        instruments=instruments,
        operation=operation,
        compounding=_word(top, "compounding", ("annual", "continuous")),  # type: ignore[arg-type]
        timing=_word(top, "timing", ("year_end", "mid_year")),  # type: ignore[arg-type]
        inflation=reading.inflation,
        party_rates=rates,
        party_kinds=kinds,
        uncertainty=read_uncertainty(top),
        horizon=top.year("horizon"),
        notes=tuple(reading.notes),
        stated=tuple(reading.stated),
        host=top.text("host", default="") or None,
        province=top.text("province", default="") or None,
    )


def _word(top: Place, key: str, words: tuple[str, ...]) -> str:
    return top.choice(key, words, default=words[0])


def _currency(top: Place) -> str:
    text = top.text("currency")
    try:
        return str(parse_currency_year(text)) if text else "USD_nominal"
    except TenorError as error:
        top.fault("currency", str(error), "write USD_2024 for real money, USD_nominal for nominal")
        code, _, _ = text.partition("_")
        return f"{code}_nominal" if len(code) == 3 else "USD_nominal"


def _rate(top: Place) -> float:
    """Return the discount rate; one that is real or nominal otherwise than the money is a fault."""
    raw = top.raw.get("discount_rate")
    if not isinstance(raw, dict):
        return top.number("discount_rate", low=-0.9, high=1.0)
    inner = top.child("discount_rate")
    inner.only(("value", "basis"))
    money = "nominal" if top.reading.currency.endswith("_nominal") else "real"
    basis = inner.choice("basis", ("real", "nominal"), default=money)
    if basis != money:
        message = f"a {basis} rate stands beside {money} money ({top.reading.currency})"
        inner.fault("basis", message, f"give the {money} rate: (1 + r)(1 + inflation) - 1 turns it")
    return inner.number("value", low=-0.9, high=1.0)


def _yearly(top: Place, key: str) -> Series:
    """Return money by year; one level has no years to stand in."""
    found = top.money(key)
    if top.has(key) and found.level is not None:
        top.fault((key, "value"), "one value does not say in which years it is spent", "by_year:")
    return found


def _products(top: Place, *, metals: Sequence[str], physical: bool) -> tuple[Product, ...]:
    """Return what is sold; production and prices are each read whole, so that no fault hides."""
    sold = {name: (place, *_price(place)) for name, place in top.entries("prices")}
    made = {} if physical else {n: _quantity(p) for n, p in top.entries("production")}
    names = list(dict.fromkeys(metals if physical else made))
    for name in names:
        if name not in sold:
            near = nearest_names(name, sold)
            hint = f"did you mean {quoted(near)}?" if near else f"add prices: {name}:"
            top.fault("prices", f"no price for {name!r}", hint)
    found = []
    for name, (place, price, unit, process) in sold.items():
        if name not in names:
            near = nearest_names(name, names)
            hint = f"did you mean {quoted(near)}?" if near else "remove it, or produce it"
            place.fault((), f"a price for {name!r}, which is not produced", hint)
            continue
        quantity, made_in = made.get(name, (NOTHING, "t"))
        factor = 1.0 if unit is None else per_unit(place, unit, made_in)
        if price.level is None and not physical:
            _require_prices(place, price, quantity)
        found.append(Product(name, made_in, quantity, price, str(unit or ""), factor, process))
    return tuple(sorted(found, key=lambda product: names.index(product.commodity)))


def _price(sold: Place) -> tuple[Series, Unit | None, Process | None]:
    sold.only(("unit", "value", "by_year", "process"))
    unit = sold.unit("unit")
    price = sold.series(low=0.0)
    if unit is not None:
        sold.same_currency("unit", unit, per=("t", *(n for n in MASS if n != "t")))
    process = read_process(sold, str(sold.path[-1])) if sold.has("process") else None
    return price, unit, process


def _quantity(made: Place) -> tuple[Series, str]:
    made.only(("unit", "by_year"))
    unit = made.unit("unit")
    if made.has("by_year"):
        return made.series(low=0.0, empty=True), _mass(made, unit)
    made.fault("by_year", "is missing; production is listed by year", "write by_year:")
    return NOTHING, _mass(made, unit)


def _mass(made: Place, unit: Unit | None) -> str:
    if unit is None:
        return "t"
    above = [n for n, power in unit.factors if power > 0]
    below = [n for n, power in unit.factors if power < 0]
    if len(above) != 1 or above[0] not in MASS or below not in ([], ["y"]):
        made.fault("unit", f"unit {str(unit)!r} is no mass a year", "write t, kt, oz or lb")
        return "t"
    return f"{above[0]} {unit.content}" if unit.content else above[0]


def _require_prices(sold: Place, price: Series, quantity: Series) -> None:
    known = set(price.years)
    absent = [y for y, amount in quantity.by_year if amount > 0 and y not in known]
    if absent:
        shown = ", ".join(str(y) for y in absent[:5])
        message = f"no price for {len(absent)} year(s) of production: {shown}"
        sold.fault("by_year", message, "give each year its price, or one value for all")


def _owners(top: Place) -> tuple[Owner, ...]:
    if not top.has("owners"):
        top.reading.notes.append("No owners are stated: one investor holds the whole project.")
        return (Owner("investor", 1.0),)
    found = []
    for name, place in top.entries("owners"):
        place.only(("share", "free_carried", "carry_rate", "kind", "discount_rate", "commitment"))
        if name in RESERVED:
            place.fault((), f"the name {name!r} is used for the vehicle itself", "take another")
        free = place.flag("free_carried")
        carry = place.number("carry_rate", low=0.0, high=1.0) if place.has("carry_rate") else None
        if free and carry is not None:
            place.fault("carry_rate", "a free-carried share pays nothing back", "remove one")
        commitment = None
        if place.has("commitment"):
            inner = place.child("commitment")
            inner.only(("unit", "value"))
            inner.money_unit()
            commitment = inner.number("value", low=0.0)
        kind = place.choice("kind", OWNER_KINDS, default=kind_of_owner(name))
        share = place.share("share")
        found.append(Owner(name, share, kind, free, carry, commitment))
    total = math.fsum(owner.share for owner in found)
    if abs(total - 1.0) > _NEAR:
        message = f"the shares sum to {total:.10g}; expected 1"
        top.fault("owners", message, "name every owner; shares are fractions, 0.75 for 75%")
    return tuple(found)


def kind_of_owner(name: str) -> str:
    """Return the kind of an owner that states none, by its name.

    Examples
    --------
    >>> kind_of_owner("host_province"), kind_of_owner("investor")
    ('province', 'private')
    """
    for kind, words in (
        ("province", ("host_province", "province")),
        ("federation", ("host_federation", "federation")),
        ("state", ("host_state", "host", "state", "government", "host_government")),
        ("community", ("community", "community_fund")),
    ):
        if name in words:
            return kind
    return "private"


def _parties(top: Place, owners: Sequence[Owner]) -> tuple[dict[str, float], dict[str, str]]:
    rates, kinds = {}, {owner.name: owner.kind for owner in owners}
    for name, place in top.entries("owners") if top.has("owners") else ():
        if place.has("discount_rate"):
            rates[name] = place.number("discount_rate", low=-0.9, high=1.0)
    for name, place in top.entries("parties"):
        place.only(("discount_rate", "kind"))
        if place.has("discount_rate"):
            rates[name] = place.number("discount_rate", low=-0.9, high=1.0)
        if place.has("kind"):
            kinds[name] = place.choice("kind", PARTY_KINDS)
    return rates, kinds
