"""Words for the results: amounts as printed, the verdict in one sentence, lines for a reader."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator

from tenor.core.trace import format_value, significant
from tenor.decision.headline.model import (
    CANNOT_SAY,
    FAILS,
    PASSES,
    STRAINS,
    Assessment,
    Identity,
    Known,
    Range,
    Statement,
)

_MASSES = ((1e9, "G"), (1e6, "M"), (1e4, "k"))
_COUNTS = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))

WORDS = {FAILS: "fails", STRAINS: "strains", CANNOT_SAY: "cannot say", PASSES: "passes"}
"""The verdicts as printed."""


def said(value: float | None, unit: str, digits: int = 3) -> str:
    """Return an amount as printed, in a scale that reads well.

    Examples
    --------
    >>> said(415_800_000.0, "t REO"), said(6e12, "USD"), said(5.4e8, "bbl", 2)
    ('416 Mt REO', 'USD 6 trillion', '540 million bbl')
    >>> said(0.29, "fraction"), said(15384.6, "USD/t Cu"), said(4.89, "ratio", 2)
    ('29%', 'USD 15,400 per t Cu', '4.9')
    """
    if value is None:
        return "not known"
    head, _, per = unit.partition("/")
    ending = " a year" if per == "y" else f" per {per}" if per else ""
    if head == "USD":
        if per not in ("", "y"):
            return f"USD {significant(value, digits)}{ending}"
        return f"{format_value(value, 'USD_nominal', digits=digits)}{ending}"
    if unit in ("fraction", "ratio"):
        return format_value(value, unit, digits=min(digits, 2))
    if head == "t" or head.startswith("t "):
        scale, prefix = next((s for s in _MASSES if abs(value) >= s[0]), (1.0, ""))
        held = value / (1e3 if prefix == "k" else scale)
        return f"{significant(held, digits)} {prefix}{head}{ending}"
    scale, word = next((s for s in _COUNTS if abs(value) >= s[0]), (1.0, ""))
    return " ".join(f"{significant(value / scale, digits)} {word} {head}{ending}".split())


def spread(held: Range, digits: int = 2) -> str:
    """Return a range as printed: the value, with its ends where they differ in print.

    Examples
    --------
    >>> spread(Range(3.0, 4.0, 5.0, "years")), spread(Range.of(4.0, "years"))
    ('4 years (3 to 5 years)', '4 years')
    """
    value = said(held.middle, held.unit, digits)
    if held.low is None or held.high is None:
        return value
    told = ends(held.low, held.high, unit=held.unit, digits=digits)
    return value if told in ("", value) else f"{value} ({told})"


def ends(low: float, high: float, *, unit: str, digits: int = 3) -> str:
    """Return two ends as printed, with the words they share told once.

    Examples
    --------
    >>> ends(1.8e8, 5.4e8, unit="t REO"), ends(4e12, 5e12, unit="USD"), ends(2.0, 2.0, unit="t")
    ('180 to 540 Mt REO', 'USD 4 to 5 trillion', '2 t')
    """
    first, last = said(low, unit, digits), said(high, unit, digits)
    if first == last:
        return last
    a, b = first.split(" "), last.split(" ")
    if a[0] == b[0] == "USD" and a[2:] == b[2:]:
        return " ".join(["USD", a[1], "to", *b[1:]])
    if a[0] != "USD" and a[1:] == b[1:]:
        return f"{a[0]} to {last}"
    return f"{first} to {last}"


def reference_words(known: Known) -> str:
    """Return a yardstick as printed, with "more than", year and how it was met."""
    lead = "more than " if known.is_bound else ""
    year = f", {known.year}" if known.year else ""
    unread = ", recalled, not verified" if known.met == "recalled" else ""
    return f"{lead}{said(known.range.middle, known.range.unit)}{year}{unread}"


def times(ratio: Range) -> str:
    """Return a ratio as printed: a percentage of under one, else a multiple.

    Examples
    --------
    >>> times(Range.of(0.24, "ratio")), times(Range.of(5.53, "ratio"))
    ('24% of', '5.5 times')
    """
    value = ratio.middle
    if 0.95 < value < 1.05:
        return "as much as"
    if value < 1:
        return f"{said(value, 'fraction', 2)} of"
    return f"{significant(value, 2)} times"


def stated_words(statement: Statement) -> str:
    """Return the stated amount as printed, with its bound and what it is of."""
    amount = statement.amount
    if amount is None:
        return statement.text
    unit = "jobs" if amount.unit == "count" else amount.unit
    if unit == "t" and statement.content:
        unit = f"t {statement.content}"
    if statement.per == "year":
        unit += "/y"
    held = statement.stated
    if statement.bound == "range" or held.low != held.high:
        number = ends(held.least, held.high or held.middle, unit=unit)
    else:
        number = said(held.middle, unit)
    lead = {"<": "up to ", ">": "more than ", "~": "about ", "vague": "at least "}
    what = of_what(statement)
    return f"{lead.get(statement.bound, '')}{number}{what}"


def of_what(statement: Statement) -> str:
    """Return what a statement is of and where, as printed."""
    from tenor.decision.headline.yardsticks import place
    from tenor.panel.materials import read_materials

    kind, name = statement.kind, statement.commodity
    good = read_materials().commodity(name).display.lower() if name else ""
    there = place(statement.country) if statement.country else ""
    partner = place(statement.partner or "USA")
    if kind == "tariff":
        return f" duty of {partner} on goods of {there}" if there else " duty"
    if kind in ("trade", "balance"):
        word = "trade" if kind == "trade" else "trade balance"
        return f" of {word} of {partner} with {there}" if there else f" of {word}"
    if kind == "share":
        return f" of the world's {good}".rstrip() + (f" from {there}" if there else "")
    link = {"investment": "for", "price": "for"}.get(kind, "of")
    parts = f" {link} {good}" if good else " of minerals" if kind == "in_ground" else ""
    if statement.content and kind in ("output", "reserve") and statement.content != "ore":
        parts = ""
    return parts + (f" in {there}" if there else "")


def sentence(result: Assessment) -> str:
    """Return the verdict in one sentence with numbers."""
    told = stated_words(result.statement)
    told = told[:1].upper() + told[1:]
    reason = result.reason
    if reason is None:
        return f"{told}: cannot say; no reference at hand."
    count = sum(i.verdict == PASSES for i in result.identities)
    of = len(result.identities)
    if result.verdict == PASSES:
        passed = "the one test that applies" if of == 1 else f"all {of} tests that apply"
        return f"{told}: passes {passed}; nearest to a limit: {reason.why}"
    if result.verdict == CANNOT_SAY:
        rest = f"; {count} of {of} tests pass" if count else ""
        return f"{told}: cannot say: {reason.why.rstrip('.')}{rest}."
    return f"{told}: {WORDS[result.verdict]}: {reason.why}"


def lines(result: Assessment, width: int = 100) -> Iterator[str]:
    """Yield the result as lines for a reader: the verdict, what is implied, each identity.

    Words that several identities begin with are told once.
    """
    yield from textwrap.wrap(sentence(result), width)
    yield ""
    shared = Counter(i.why.partition(" is ")[0] for i in result.identities)
    lead = next((words for words, n in shared.items() if n > 1 and len(words) > 3), None)
    if lead is not None:
        yield from textwrap.wrap(f"implied    {lead}", width, subsequent_indent=" " * 11)
    for identity in sorted(result.identities, key=_place):
        why = identity.why
        if lead is not None and why.startswith(f"{lead} is "):
            why = why[len(lead) + 4 :]
        text = f"{WORDS[identity.verdict]:<11}{identity.name.replace('_', ' ')}: {why}"
        yield from textwrap.wrap(text, width, subsequent_indent=" " * 11)
    for note in result.notes:
        yield from textwrap.wrap(f"note       {note}", width, subsequent_indent=" " * 11)


def _place(identity: Identity) -> int:
    return (FAILS, STRAINS, CANNOT_SAY, PASSES).index(identity.verdict)
