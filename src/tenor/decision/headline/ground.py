"""What lies in the ground: worth as tonnes at a price, tonnes against reserves, output and use.

tonnes = worth / price,    ore = tonnes / grade,    metal = ore * grade
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tenor.decision.headline.judging import judged, unsaid
from tenor.decision.headline.model import Identity, Known, Range, Statement
from tenor.decision.headline.wording import ends, reference_words, said, spread, times
from tenor.decision.headline.yardsticks import (
    base_content,
    content_ratio,
    find_grades,
    find_output,
    find_prices,
    find_quantity,
    find_reserves,
    find_use,
    mass_unit,
    place,
)
from tenor.panel.curated import read_curated
from tenor.panel.materials import read_materials

FLUIDS = ("petroleum", "oil_sands", "oil_shales")
"""Commodities counted in barrels."""


def ground_unit(commodity: str) -> str:
    """Return the unit in which a commodity lies in the ground here."""
    fuels = {"natural_gas": "m3", **dict.fromkeys(FLUIDS, "bbl")}
    return fuels.get(commodity) or mass_unit(commodity)


def assess_worth(statement: Statement) -> Iterator[Identity]:
    """Yield the identities of a worth in the ground."""
    name = statement.commodity
    if name is None:
        yield from assess_all_minerals(statement)
        yield from assess_economy(statement, statement.stated, "worth")
        return
    price = stated_price(statement)
    formula = "tonnes = worth / price"
    if price is None:
        why = f"no price of {name} is on hand; give one with --with '10 USD/kg'"
        yield unsaid("world_reserves", why, formula=formula)
    else:
        known, per = price
        mass = statement.given("mass")
        if mass is not None:
            yield from assess_product(statement, mass, price=(known, per))
        amount = statement.stated.over(per, ground_unit(name))
        lead = f"{spread(amount)} at {said(per.middle, per.unit)}"
        yield from assess_amount(statement, amount, lead=lead, behind=[known] if known else [])
    yield from assess_economy(statement, statement.stated, "worth")


def stated_price(statement: Statement) -> tuple[Known | None, Range] | None:
    """Return the price to reckon with: the one given, else that on hand with its range."""
    name = statement.commodity or ""
    content = base_content(name) if ground_unit(name) != "bbl" else None
    given = statement.given("price")
    if given is not None:
        held, of = given
        ratio = 1.0 if of is None else content_ratio(of, content)
        unit = f"USD/t {content}" if content else held.unit
        return None if ratio is None else (None, held.times(1 / ratio, unit))
    return find_prices(name, content, statement.year)


def assess_product(
    statement: Statement,
    mass: tuple[Range, str | None],
    *,
    price: tuple[Known | None, Range],
) -> Iterator[Identity]:
    """Yield worth = quantity * price, where quantity and worth are both stated."""
    name = statement.commodity or ""
    known, per = price
    held = to_content(mass, name)
    formula = "worth = quantity * price"
    if held is None:
        yield unsaid("worth_of_quantity", "the mass is of another content", formula=formula)
        return
    product = held.by(per, "USD")
    yardstick = Known(
        f"{said(held.middle, held.unit)} at {said(per.middle, per.unit)}",
        product,
        known.year if known else None,
        known.source if known else "as stated",
        known.met if known else "excerpt",
        known.citation if known else "as stated",
        known.table if known else "headline",
        known.row if known else "given with the statement",
    )
    why = (
        f"{said(held.middle, held.unit)} at {said(per.middle, per.unit)} is "
        f"{spread(product, 4)}, against {said(statement.stated.middle, 'USD')} stated"
    )
    yield judged(
        "worth_of_quantity",
        statement.stated,
        reference=yardstick,
        formula=formula,
        why=why + ".",
        behind=(statement, []),
    )


def to_content(mass: tuple[Range, str | None], commodity: str) -> Range | None:
    """Return a mass in tonnes of the commodity's content; without a content it is taken as such."""
    held, of = mass
    ratio = 1.0 if of is None else content_ratio(of, base_content(commodity))
    return None if ratio is None else held.times(ratio, mass_unit(commodity))


def assess_quantity(statement: Statement) -> Iterator[Identity]:
    """Yield the identities of a quantity in the ground, ore or content."""
    name = statement.commodity
    if name is None:
        why = "no commodity is named, so there is nothing to set it against; give --commodity"
        yield unsaid("world_reserves", why, formula="quantity / reserves")
        return
    if statement.amount is None:
        yield from assess_reference(statement, name)
        return
    stated = (statement.stated, statement.content)
    grade = stated_grade(statement)
    if statement.content in ("ore", "concentrate"):
        yield from assess_ore(statement, name, grade=grade)
        return
    amount = as_ground(stated, name)
    if amount is None:
        why = f"{statement.content} cannot be set against {mass_unit(name)}: another basis"
        yield unsaid("world_reserves", why, formula="quantity / reserves")
        return
    known = [] if grade is None or grade[0] is None else [grade[0]]
    yield from assess_amount(statement, amount, lead=spread(amount), behind=[])
    if statement.content is None and grade is not None and statement.amount.unit == "t":
        yield from assess_if_ore(statement, name, grade=grade[1], known=known)
    yield from assess_value(statement, amount)


def as_ground(stated: tuple[Range, str | None], commodity: str) -> Range | None:
    """Return a stated quantity in the unit of the commodity's reserves; None if unrelated."""
    unit = ground_unit(commodity)
    if stated[0].unit == unit:
        return stated[0]
    if stated[0].unit == "t" and unit.startswith("t"):
        return to_content(stated, commodity)
    return None


def stated_grade(statement: Statement) -> tuple[Known | None, Range] | None:
    """Return the grade to reckon with: the one given, else the range of ores on hand."""
    given = statement.given("grade")
    content = base_content(statement.commodity or "")
    if given is not None:
        held, of = given
        ratio = 1.0 if of is None else content_ratio(of, content)
        return None if ratio is None else (None, held.times(ratio, f"t {content} per t ore"))
    return find_grades(statement.commodity or "", content)


def assess_ore(
    statement: Statement, name: str, *, grade: tuple[Known | None, Range] | None
) -> Iterator[Identity]:
    """Yield the identities of a tonnage of ore, by its grade."""
    if grade is None:
        why = f"ore of {name} without a grade has no content; give it with --with '0.5%'"
        yield unsaid("world_reserves", why, formula="metal = ore * grade")
        return
    known, per = grade
    metal = statement.stated.by(per, mass_unit(name))
    claimed = statement.given("mass")
    if claimed is not None:
        held = to_content(claimed, name)
        if held is not None:
            yield assess_metal(statement, metal, claimed=held, known=known)
    lead = f"{spread(metal)} at {said(per.middle, 'fraction', 3)} of ore"
    yield from assess_amount(statement, metal, lead=lead, behind=[known] if known else [])
    yield from assess_value(statement, metal)


def assess_metal(
    statement: Statement, metal: Range, *, claimed: Range, known: Known | None
) -> Identity:
    """Return metal = ore * grade, where both are stated."""
    yardstick = Known(
        "metal as stated",
        claimed,
        None,
        "as stated",
        "excerpt",
        "as stated",
        "headline",
        "given with the statement",
    )
    why = f"ore times grade is {spread(metal, 3)}, stated is {said(claimed.middle, claimed.unit)}."
    return judged(
        "ore_times_grade",
        metal,
        reference=yardstick,
        formula="metal = ore * grade",
        why=why,
        behind=(statement, [known] if known else []),
    )


def assess_if_ore(
    statement: Statement, name: str, *, grade: Range, known: Sequence[Known]
) -> Iterator[Identity]:
    """Yield the other reading of a mass whose basis is unstated: ore of the grades on hand."""
    reserve = find_reserves(name, statement.country) if statement.country else None
    if reserve is None:
        return
    metal = statement.stated.by(grade, mass_unit(name))
    ratio = metal.middle / (reserve.range.middle or 1.0)
    why = (
        f"ore or metal is not stated; as ore it would hold {spread(metal)}, "
        f"{times(Range.of(ratio, 'ratio'))} the {reserve.label}."
    )
    yield judged(
        "country_reserves_if_ore",
        metal,
        reference=reserve,
        formula="stated * grade / reserves of the country",
        why=why,
        behind=(statement, known),
    )


def assess_amount(
    statement: Statement, amount: Range, *, lead: str, behind: Sequence[Known]
) -> Iterator[Identity]:
    """Yield a quantity in the ground against reserves, output, use and ore."""
    name, host, partner = statement.commodity or "", statement.country, statement.partner
    asked: list[tuple[str, Known | None, str]] = []
    if host:
        asked.append(("country_reserves", find_reserves(name, host), f"reserves of {place(host)}"))
    asked.append(("world_reserves", find_reserves(name, "WLD"), "reserves of the world"))
    asked.append(("years_of_world_output", find_output(name, "WLD"), "output of the world"))
    if host:
        output = find_output(name, host)
        if output is not None and output.range.middle:
            asked.append(("years_of_host_output", output, ""))
    if partner and partner != host:
        asked.append(("years_of_partner_use", find_use(name, partner), f"use of {place(partner)}"))
    for word, reference, missing in asked:
        formula = f"quantity / {reference.label if reference else missing}"
        if reference is None or not reference.range.middle:
            if word != "years_of_partner_use":
                why = f"no {missing} on hand for {display(name)}; not listed is not zero."
                yield unsaid(word, why, formula=formula, implied=amount)
            continue
        yield judged(
            word,
            amount,
            reference=reference,
            formula=formula,
            why=amount_words(word, amount, reference=reference, lead=lead),
            behind=(statement, behind),
        )
    if ground_unit(name).startswith("t") and statement.content != "ore":
        yield from assess_ore_needed(statement, amount, behind=behind)


def amount_words(word: str, amount: Range, *, reference: Known, lead: str) -> str:
    """Return a quantity beside its yardstick in words."""
    ratio = Range.of(amount.middle / reference.range.middle, "ratio")
    about = reference_words(reference)
    most = "at most " if reference.is_bound else ""
    if word.startswith("years"):
        years = said(ratio.middle, "years", 2)
        return f"{lead} is {most}{years} of the {reference.label} ({about})."
    return f"{lead} is {most}{times(ratio)} the {reference.label} ({about})."


def assess_ore_needed(
    statement: Statement, amount: Range, *, behind: Sequence[Known]
) -> Iterator[Identity]:
    """Yield the ore that a content would need, against a very large ore body."""
    grades = stated_grade(statement)
    body = find_quantity("ore_body", "largest ore body on hand", country="PAK", commodity="copper")
    if grades is None or body is None:
        return
    known, per = grades
    ore = amount.over(per, "t ore")
    why = (
        f"at grades of {ends(per.least, per.high or per.middle, unit='fraction')} it needs "
        f"{spread(ore)}; the whole of Reko Diq is {said(body.range.middle, 't ore')}."
    )
    yield judged(
        "ore_needed",
        ore,
        reference=body,
        formula="ore = quantity / grade",
        why=why,
        behind=(statement, [*behind, *([known] if known else [])]),
    )


def assess_value(statement: Statement, amount: Range) -> Iterator[Identity]:
    """Yield the worth of a quantity at price, against the host's product."""
    price = stated_price(statement)
    host = statement.country
    if price is None or host is None:
        return
    gdp = find_quantity("gdp", f"yearly product (GDP) of {place(host)}", country=host)
    if gdp is None:
        return
    known, per = price
    worth = amount.by(per, "USD")
    why = (
        f"at {said(per.middle, per.unit)} it would be worth {spread(worth)} before any cost, "
        f"{times(Range.of(worth.middle / gdp.range.middle, 'ratio'))} the {gdp.label}."
    )
    yield judged(
        "gdp_multiple",
        worth,
        reference=gdp,
        formula="quantity * price / GDP",
        why=why,
        behind=(statement, [known] if known else []),
    )


def assess_economy(statement: Statement, worth: Range, what: str) -> Iterator[Identity]:
    """Yield a worth against the product and exports of the country."""
    host = statement.country
    if host is None:
        return
    for word, measure, label in (
        ("gdp_multiple", "gdp", f"yearly product (GDP) of {place(host)}"),
        ("years_of_exports", "exports", f"yearly exports of {place(host)}"),
    ):
        reference = find_quantity(measure, label, country=host)
        formula = f"{what} / {label}"
        if reference is None:
            yield unsaid(word, f"no {label} on hand.", formula=formula, implied=worth)
            continue
        ratio = Range.of(worth.middle / reference.range.middle, "ratio")
        why = f"{spread(worth)} is {times(ratio)} the {label} ({reference_words(reference)})."
        yield judged(
            word, worth, reference=reference, formula=formula, why=why, behind=(statement, [])
        )


def assess_all_minerals(statement: Statement) -> Iterator[Identity]:
    """Yield a worth of all minerals against what the listed reserves are worth at price."""
    why = "no commodity is named, so no price, tonnage or grade can be put to it."
    yield unsaid("country_reserves", why, formula="tonnes = worth / price")
    places = [("world_reserves_worth", "WLD")]
    if statement.country:
        places.append(("listed_reserves_worth", statement.country))
    for word, code in places:
        total, names = worth_of_reserves(code, statement.year)
        label = f"listed reserves of {place(code)} at price"
        if not names:
            missing = f"no reserve of {place(code)} with a price is listed; not listed is not zero."
            yield unsaid(word, missing, formula=f"worth / {label}", implied=statement.stated)
            continue
        reference = Known(
            label,
            total,
            statement.year,
            "usgs-mcs-2025-data",
            "excerpt",
            "reserves and prices on hand",
            "reserves",
            ", ".join(names),
        )
        ratio = Range.of(statement.stated.middle / total.middle, "ratio")
        more = f" and {len(names) - 3} others" if len(names) > 3 else ""
        told = ", ".join(display(n) for n in names[:3]) + more
        words = f"it is {times(ratio)} the {label} ({told}: {spread(total)})."
        yield judged(
            word,
            statement.stated,
            reference=reference,
            formula=f"worth / {label}",
            why=words,
            behind=(statement, []),
        )


def worth_of_reserves(code: str, year: int | None) -> tuple[Range, list[str]]:
    """Return what the listed reserves of a country are worth at price, and of which commodities.

    The value is at the newest price of each, the ends at the lowest and highest on hand.
    """
    low = value = high = 0.0
    names: list[tuple[float, str]] = []
    commodities = dict.fromkeys(row["commodity"] for row in read_curated("reserves").rows)
    for name in commodities:
        held = find_reserves(name, code)
        price = find_prices(name, base_content(name), year)
        if held is None or price is None:
            continue
        per = price[1]
        amount = held.range.middle
        low += amount * (per.low or 0.0)
        value += amount * per.middle
        high += amount * (per.high or 0.0)
        names.append((-amount * per.middle, name))
    return Range(low, value, high, "USD"), [name for _, name in sorted(names)]


def assess_reference(statement: Statement, name: str) -> Iterator[Identity]:
    """Yield what is on record where the text states no number."""
    host = statement.country or "WLD"
    reserve, world = find_reserves(name, host), find_reserves(name, "WLD")
    use = find_use(name, statement.partner) if statement.partner else None
    formula = "no number is stated"
    if reserve is None:
        yield unsaid(
            "reference",
            f"no reserve of {place(host)} on hand; not listed is not zero.",
            formula=formula,
        )
        return
    told = [f"on record for {place(host)}: {reference_words(reserve)}"]
    if world is not None and host != "WLD" and world.range.middle:
        part = said(reserve.range.middle / world.range.middle, "fraction")
        told.append(f"{part} of the world's reserves")
    if use is not None and use.range.middle:
        years = reserve.range.middle / use.range.middle
        length = said(years, "years", 2) if years >= 1 else f"{years * 365.25:,.0f} days"
        told.append(f"{length} of the {use.label}")
    why = "the text states no number; " + ", ".join(told) + "."
    yield unsaid("reference", why, formula=formula)


def display(name: str) -> str:
    """Return a commodity as printed in running text."""
    return read_materials().commodity(name).display.lower()
