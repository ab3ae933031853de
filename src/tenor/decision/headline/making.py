"""Output and capacity: share of the world and of the partner's use, growth, rank, value, life."""

from __future__ import annotations

from collections.abc import Iterator

from tenor.decision.headline.ground import as_ground, display, stated_grade, stated_price
from tenor.decision.headline.judging import judged, unsaid
from tenor.decision.headline.model import Identity, Known, Range, Statement
from tenor.decision.headline.spending import beside_output
from tenor.decision.headline.wording import reference_words, said, spread, times
from tenor.decision.headline.yardsticks import (
    find_output,
    find_quantity,
    find_reliance,
    find_reserves,
    find_use,
    list_outputs,
    mass_unit,
    place,
)

LIFE = 20.0
"""Years that a reserve is asked to last; a judgement."""


def assess_output(statement: Statement) -> Iterator[Identity]:
    """Yield the identities of an output or capacity a year."""
    name = statement.commodity
    formula = "output / yardstick"
    if name is None or statement.amount is None:
        why = "no commodity or no amount is named, so there is nothing to set it against."
        yield unsaid("share_of_world_output", why, formula=formula)
        return
    amount = as_content(statement, name)
    if amount is None:
        unit = mass_unit(name)
        why = f"{statement.content} cannot be brought to {unit}: another basis or no grade."
        yield unsaid("share_of_world_output", why, formula=formula)
        return
    rate = amount.times(1.0, f"{amount.unit}/y")
    yield from beside_output(statement, rate, lead=spread(rate, 3), behind=[], formula="output")
    yield from beside_imports(statement, rate, name=name)
    yield from beside_host(statement, rate, name=name)
    yield from beside_value(statement, amount)


def as_content(statement: Statement, name: str) -> Range | None:
    """Return the output in the commodity's own content; ore by the grade given or on hand."""
    if statement.content in ("ore", "concentrate"):
        grade = stated_grade(statement) if statement.content == "ore" else None
        return None if grade is None else statement.stated.by(grade[1], mass_unit(name))
    return as_ground((statement.stated, statement.content), name)


def beside_imports(statement: Statement, rate: Range, *, name: str) -> Iterator[Identity]:
    """Yield output against the partner's net imports, use times net import reliance."""
    partner = statement.partner
    if partner is None or partner == statement.country:
        return
    use, reliance = find_use(name, partner), find_reliance(name, partner)
    if use is None or reliance is None or not reliance.range.middle:
        return
    imports = Known(
        f"net imports of {place(partner)}",
        Range.of(use.range.middle * reliance.range.middle, rate.unit),
        use.year,
        use.source,
        use.met,
        use.citation,
        use.table,
        use.row,
    )
    ratio = Range.of(rate.middle / imports.range.middle, "ratio")
    share = said(reliance.range.middle, "fraction")
    about = f"{said(use.range.middle, use.range.unit)} used, {share} of it bought abroad"
    why = f"{spread(rate)} is {times(ratio)} the {imports.label} ({about})."
    yield judged(
        "share_of_net_imports",
        rate,
        reference=imports,
        formula="output / (use * net import reliance)",
        why=why,
        behind=(statement, [reliance]),
    )


def beside_host(statement: Statement, rate: Range, *, name: str) -> Iterator[Identity]:
    """Yield output against the host's last output, its reserves and the producers' ranks."""
    host = statement.country
    if host is None:
        return
    last = find_output(name, host)
    label = f"output of {place(host)}"
    if last is None or not last.range.middle:
        why = f"no last {label} on hand for {display(name)}; not listed is not zero."
        yield unsaid("growth_of_output", why, formula=f"output / last {label}")
    else:
        ratio = Range.of(rate.middle / last.range.middle, "ratio")
        why = f"it is {times(ratio)} the {last.label} ({reference_words(last)})."
        yield judged(
            "growth_of_output",
            rate,
            reference=last,
            formula=f"output / last {label}",
            why=why,
            behind=(statement, []),
        )
    producers = [k for k in list_outputs(name) if k.label != f"mine output of {place(host)}"]
    if producers:
        rank = 1 + sum(k.range.middle >= rate.middle for k in producers)
        why = (
            f"it would make rank {rank} of {len(producers) + 1} producers listed; the largest "
            f"other is {said(producers[0].range.middle, producers[0].range.unit)}."
        )
        yield judged(
            "rank",
            rate,
            reference=producers[0],
            formula="output / the largest other",
            why=why,
            behind=(statement, []),
        )
    yield from beside_reserve(statement, rate, name=name)


def beside_reserve(statement: Statement, rate: Range, *, name: str) -> Iterator[Identity]:
    """Yield twenty years of the output against the host's reserves."""
    host = statement.country or ""
    reserve = find_reserves(name, host)
    formula = f"{LIFE:g} years * output / reserves"
    if reserve is None or not reserve.range.middle:
        why = f"no reserve of {place(host)} on hand for {display(name)}; not listed is not zero."
        yield unsaid("reserve_life", why, formula=formula)
        return
    total = rate.times(LIFE, reserve.range.unit)
    years = reserve.range.middle / rate.middle if rate.middle else 0.0
    why = f"the {reserve.label} ({reference_words(reserve)}) last {said(years, 'years', 2)} of it."
    yield judged(
        "reserve_life", total, reference=reserve, formula=formula, why=why, behind=(statement, [])
    )


def beside_value(statement: Statement, amount: Range) -> Iterator[Identity]:
    """Yield the value of the output at price against the host's exports."""
    price, host = stated_price(statement), statement.country
    if price is None or host is None:
        return
    known, per = price
    exports = find_quantity("exports", f"yearly exports of {place(host)}", country=host)
    if exports is None:
        return
    value = amount.by(per, "USD/y")
    ratio = Range.of(value.middle / exports.range.middle, "ratio")
    why = (
        f"at {said(per.middle, per.unit)} it sells for {spread(value)} at the benchmark, "
        f"{times(ratio)} the {exports.label}."
    )
    yield judged(
        "value_over_exports",
        value,
        reference=exports,
        formula="output * price / exports",
        why=why,
        behind=(statement, [known] if known else []),
    )
