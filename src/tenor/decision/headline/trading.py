"""Trade, balances, tariffs, shares and prices: statements beside the record."""

from __future__ import annotations

from collections.abc import Iterator

from tenor.decision.headline.judging import judged, unsaid
from tenor.decision.headline.model import Identity, Known, Range, Statement
from tenor.decision.headline.wording import reference_words, said, spread, times
from tenor.decision.headline.yardsticks import (
    base_content,
    find_output,
    find_prices,
    find_quantity,
    find_reserves,
    place,
)

LEAST_RATE, RULE_PARTNER = 0.10, "USA"
"""Least rate of the reciprocal rule, and the country that set it."""


def find_goods_trade(statement: Statement) -> tuple[Known, Known] | None:
    """Return goods imports and exports of the partner with the country, on its record."""
    host, partner = statement.country, statement.partner
    if host is None or partner is None:
        return None
    found = [
        find_quantity(
            f"goods_{way}",
            f"goods {way} of {place(partner)} {word} {place(host)}",
            country=partner,
            partner=host,
        )
        for way, word in (("imports", "from"), ("exports", "to"))
    ]
    return (found[0], found[1]) if found[0] and found[1] else None


def no_trade(statement: Statement) -> str:
    """Return why no trade record can be used."""
    if statement.country is None:
        return "no country is given, so no record of trade fits; add --country."
    other = place(statement.partner or "USA")
    return f"no reference at hand for the goods trade of {other} with {place(statement.country)}."


def assess_trade(statement: Statement) -> Iterator[Identity]:
    """Yield an amount of trade, stated or promised, against the goods trade on record."""
    trade = find_goods_trade(statement)
    formula = "stated / (imports + exports)"
    if trade is None:
        yield unsaid("trade_with_partner", no_trade(statement), formula=formula)
    else:
        both = combined("goods trade, both ways", trade, sign=1.0)
        ratio = Range.of(statement.stated.middle / both.range.middle, "ratio")
        why = (
            f"it is {times(ratio)} the goods trade of {place(statement.partner or 'USA')} with "
            f"{place(statement.country or '')}: imports {said(trade[0].range.middle, 'USD')}, "
            f"exports {said(trade[1].range.middle, 'USD')}, {both.year}."
        )
        yield judged(
            "trade_with_partner",
            statement.stated,
            reference=both,
            formula=formula,
            why=why,
            behind=(statement, trade),
        )
    if statement.country:
        label = f"yearly exports of {place(statement.country)}"
        exports = find_quantity("exports", label, country=statement.country)
        if exports is not None:
            ratio = Range.of(statement.stated.middle / exports.range.middle, "ratio")
            why = f"it is {times(ratio)} the {label} ({reference_words(exports)})."
            yield judged(
                "value_over_exports",
                statement.stated,
                reference=exports,
                formula=f"stated / {label}",
                why=why,
                behind=(statement, []),
            )


def combined(label: str, trade: tuple[Known, Known], *, sign: float) -> Known:
    """Return imports plus or minus exports as one yardstick."""
    bought, sold = trade
    value = abs(bought.range.middle + sign * sold.range.middle)
    return Known(
        label,
        Range.of(value, "USD/y"),
        bought.year,
        bought.source,
        bought.met,
        bought.citation,
        bought.table,
        f"{bought.row}; {sold.row}",
    )


def assess_balance(statement: Statement) -> Iterator[Identity]:
    """Yield a stated trade balance against the record, by its size."""
    trade = find_goods_trade(statement)
    formula = "|stated| / |imports - exports|"
    if trade is None:
        yield unsaid("balance_on_record", no_trade(statement), formula=formula)
        return
    record = combined("goods balance", trade, sign=-1.0)
    side = "deficit" if trade[0].range.middle > trade[1].range.middle else "surplus"
    held = statement.stated
    low, value, high = sorted(abs(v) for v in (held.least, held.middle, held.high or 0.0))
    size = Range(low, value, high, "USD/y")
    partner, host = place(statement.partner or "USA"), place(statement.country or "")
    why = (
        f"{said(size.middle, 'USD')} against a goods {side} of {partner} with {host} of "
        f"{said(record.range.middle, 'USD')} in {record.year}."
    )
    yield judged(
        "balance_on_record",
        size,
        reference=record,
        formula=formula,
        why=why,
        behind=(statement, trade),
    )


def assess_tariff(statement: Statement) -> Iterator[Identity]:
    """Yield a duty rate against the reciprocal rule, and its bill at today's trade."""
    trade = find_goods_trade(statement)
    if trade is None:
        yield unsaid("reciprocal_rule", no_trade(statement), formula="(m - x) / m / 2")
        return
    bought, sold = (known.range.middle for known in trade)
    if statement.partner == RULE_PARTNER and bought:
        rule = max(LEAST_RATE, (bought - sold) / bought / 2)
        known = Known(
            "rate by the reciprocal rule",
            Range.of(rule, "fraction"),
            trade[0].year,
            trade[0].source,
            trade[0].met,
            trade[0].citation,
            trade[0].table,
            f"{trade[0].row}; {trade[1].row}",
        )
        why = (
            f"{said(statement.stated.middle, 'fraction')} against {rule:.1%} by the rule of April "
            f"2025: imports less exports over imports, halved, at least 10%."
        )
        yield judged(
            "reciprocal_rule",
            statement.stated,
            reference=known,
            formula="max(10%, (m - x) / m / 2)",
            why=why,
            behind=(statement, trade),
        )
    bill = statement.stated.times(bought, "USD/y")
    label = f"yearly exports of {place(statement.country or '')}"
    exports = find_quantity("exports", label, country=statement.country or "")
    if exports is not None:
        why = (
            f"on all {trade[0].label} ({said(bought, 'USD')}) it would be {spread(bill)} of duty, "
            f"{times(Range.of(bill.middle / exports.range.middle, 'ratio'))} the {label}; "
            "exemptions and lost trade make it less."
        )
        yield judged(
            "duty_bill",
            bill,
            reference=exports,
            formula="rate * imports / exports",
            why=why,
            behind=(statement, trade),
        )


def assess_share(statement: Statement) -> Iterator[Identity]:
    """Yield a stated share of the world against output and reserves on record."""
    name, host = statement.commodity, statement.country
    formula = "stated / (country / world)"
    if name is None or host is None:
        why = "a share needs --commodity and --country; no reference at hand without them."
        yield unsaid("share_on_record", why, formula=formula)
        return
    reserves = any(w in statement.text.casefold() for w in ("reserve", "resource", "deposit"))
    what = "reserves" if reserves else "mine output"
    find = find_reserves if reserves else find_output
    own, world = find(name, host), find(name, "WLD")
    if own is None or world is None or not world.range.middle:
        why = f"no {what} of {place(host)} or the world on hand; not listed is not zero."
        yield unsaid("share_on_record", why, formula=formula)
        return
    share = own.range.middle / world.range.middle
    label = f"share of {place(host)} in the {what} of the world"
    record = Known(
        label,
        Range.of(share, "fraction"),
        own.year,
        own.source,
        own.met,
        own.citation,
        own.table,
        own.row,
    )
    why = (
        f"{said(statement.stated.middle, 'fraction')} against {said(share, 'fraction')}: "
        f"{reference_words(own)} of {reference_words(world)}."
    )
    yield judged(
        "share_on_record",
        statement.stated,
        reference=record,
        formula=formula,
        why=why,
        behind=(statement, [world]),
    )


def assess_price(statement: Statement) -> Iterator[Identity]:
    """Yield a stated price against the prices on hand."""
    name = statement.commodity
    formula = "stated / price on hand"
    content = base_content(name) if name and statement.stated.unit != "USD/bbl" else None
    found = find_prices(name, content, statement.year) if name else None
    if found is None or (statement.stated.unit == "USD/t" and not content):
        why = f"no price of {name or 'an unnamed good'} on hand."
        yield unsaid("price_on_record", why, formula=formula)
        return
    known, per = found
    record = Known(
        known.label,
        per,
        known.year,
        known.source,
        known.met,
        known.citation,
        known.table,
        known.row,
    )
    implied = statement.stated.times(1.0, per.unit)
    about = f"{spread(per, 3)} ({known.year}, and the range on hand)"
    why = f"{said(implied.middle, per.unit)} against {about}."
    yield judged(
        "price_on_record",
        implied,
        reference=record,
        formula=formula,
        why=why,
        behind=(statement, []),
    )
