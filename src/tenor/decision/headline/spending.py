"""Money to be spent, and jobs: what output it could buy, and how it sits in the economy.

output = money / (cost per tonne of yearly capacity)
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from tenor.decision.headline.ground import display, to_content
from tenor.decision.headline.judging import judged, unsaid
from tenor.decision.headline.model import Identity, Known, Range, Statement
from tenor.decision.headline.wording import ends, reference_words, said, spread, times
from tenor.decision.headline.yardsticks import (
    base_content,
    cite,
    find_output,
    find_quantity,
    find_use,
    list_costs,
    mass_unit,
    place,
)
from tenor.panel.curated import read_curated


def assess_investment(statement: Statement) -> Iterator[Identity]:
    """Yield the identities of an amount to be invested or lent."""
    name = statement.commodity
    if name is None:
        why = "no commodity is named, so no output can be put to the money; give --commodity."
        yield unsaid("capex_per_tonne", why, formula="money / capacity")
    else:
        yield from assess_buying(statement, name)
    yield from assess_burden(statement)


def cost_range(name: str, stage: str | None) -> tuple[Known, Range] | None:
    """Return the cost per tonne of yearly capacity, lowest to highest of the projects on hand."""
    costs = list_costs(name, base_content(name), stage)
    if not costs:
        return None
    row = costs[len(costs) // 2][0]
    value = median(held.middle for _, held in costs)
    low = min(held.least for _, held in costs)
    high = max(held.high or held.middle for _, held in costs)
    full = Range(low, value, high, costs[0][1].unit)
    names = ", ".join(dict.fromkeys(entry[0]["name"] for entry in costs))
    met = "recalled" if all(entry[0]["met"] == "recalled" for entry in costs) else "excerpt"
    known = Known(
        f"cost of {len(costs)} known projects",
        full,
        row["year"],
        row["source"],
        met,
        f"{names}; the median from {cite(row['source'])}",
        "capex_benchmarks",
        ", ".join(entry[0]["id"] for entry in costs),
    )
    return known, full


def assess_buying(statement: Statement, name: str) -> Iterator[Identity]:
    """Yield what capacity the money could buy at known costs, against world, partner and ore."""
    found = cost_range(name, statement.stage)
    formula = "output = money / cost per tonne of yearly capacity"
    if found is None:
        stage = f" at the stage {statement.stage}" if statement.stage else ""
        why = f"no known project of {display(name)}{stage} with its cost is on hand."
        yield unsaid("capex_per_tonne", why, formula=formula)
        return
    known, cost = found
    capacity = statement.given("capacity") or statement.given("mass")
    if capacity is not None:
        yield from assess_intensity(statement, capacity, known=known)
    bought = statement.stated.over(cost, f"{mass_unit(name)}/y")
    price = ends(cost.least, cost.high or cost.middle, unit="USD/t")
    lead = f"{spread(bought)} bought at {price} of yearly capacity ({known.label})"
    yield from beside_output(statement, bought, lead=lead, behind=[known], formula=formula)


def beside_output(
    statement: Statement, amount: Range, *, lead: str, behind: list[Known], formula: str
) -> Iterator[Identity]:
    """Yield an output a year against the world's, the partner's use and the host's ore."""
    name, host, partner = statement.commodity or "", statement.country, statement.partner
    world = find_output(name, "WLD")
    use = find_use(name, partner) if partner and partner != host else None
    ore = find_output(name, host) if host else None
    asked: list[tuple[str, Known | None, str]] = [
        ("share_of_world_output", world, "mine output of the world")
    ]
    if use is not None:
        asked.append(("share_of_partner_use", use, ""))
    if ore is not None and ore.range.middle and behind:
        asked.append(("ore_feed", ore, ""))
    for word, reference, missing in asked:
        if reference is None or not reference.range.middle:
            yield unsaid(word, f"no {missing} on hand for {display(name)}.", formula=formula)
            continue
        ratio = Range.of(amount.middle / reference.range.middle, "ratio")
        why = f"{lead} is {times(ratio)} the {reference.label} ({reference_words(reference)})."
        yield judged(
            word,
            amount,
            reference=reference,
            formula=f"{formula}; / {reference.label}",
            why=why,
            behind=(statement, behind),
        )


def assess_intensity(
    statement: Statement, capacity: tuple[Range, str | None], *, known: Known
) -> Iterator[Identity]:
    """Yield money over capacity against the cost of known projects."""
    held = to_content(capacity, statement.commodity or "")
    formula = "money / capacity"
    if held is None:
        yield unsaid("capex_per_tonne", "the capacity is of another content.", formula=formula)
        return
    implied = statement.stated.over(held, known.range.unit)
    why = (
        f"{said(implied.middle, 'USD/t')} of yearly capacity, against "
        f"{ends(known.range.least, known.range.high or 0.0, unit='USD/t')} of {known.label}."
    )
    yield judged(
        "capex_per_tonne",
        implied,
        reference=known,
        formula=formula,
        why=why,
        behind=(statement, []),
    )


_BURDENS = (
    ("share_of_gdp", "gdp", "yearly product (GDP)"),
    ("share_of_exports", "exports", "yearly exports"),
    ("share_of_fx_reserves", "fx_reserves", "foreign exchange and gold"),
)


def assess_burden(statement: Statement) -> Iterator[Identity]:
    """Yield money against the product, exports and reserves of the host."""
    host = statement.country
    if host is None:
        return
    for word, measure, what in _BURDENS:
        label = f"{what} of {place(host)}"
        reference = find_quantity(measure, label, country=host)
        if reference is None:
            yield unsaid(word, f"no {label} on hand.", formula=f"money / {label}")
            continue
        ratio = Range.of(statement.stated.middle / reference.range.middle, "ratio")
        why = f"it is {times(ratio)} the {label} ({reference_words(reference)})."
        yield judged(
            word,
            statement.stated,
            reference=reference,
            formula=f"money / {label}",
            why=why,
            behind=(statement, []),
        )


def assess_jobs(statement: Statement) -> Iterator[Identity]:
    """Yield jobs per million USD against known projects, where the money is given too."""
    money = statement.given("money")
    formula = "jobs / money"
    if money is None:
        why = "jobs alone have no reference on hand; give the money with --with '500 million USD'."
        yield unsaid("jobs_per_million", why, formula=formula)
        return
    per = [
        ((row["construction_jobs"] or 0) + (row["operating_jobs"] or 0)) / (row["value"] / 1e6)
        for row in read_curated("capex_benchmarks").rows
        if row["operating_jobs"] is not None and row["value"]
    ]
    unit = "jobs per million USD"
    reference = Known(
        f"{len(per)} known projects",
        Range.of(max(per), unit),
        None,
        "tenor-judgement",
        "excerpt",
        "projects with jobs on hand",
        "capex_benchmarks",
        "rows with operating_jobs",
    )
    implied = statement.stated.over(money[0].times(1e-6, "million USD"), unit)
    why = (
        f"{said(implied.middle, unit, 2)}; {reference.label} give "
        f"{min(per):.2g} to {max(per):.2g}, building and running together."
    )
    yield judged(
        "jobs_per_million",
        implied,
        reference=reference,
        formula=formula,
        why=why,
        behind=(statement, []),
    )
