"""Words for the results: amounts as printed, the verdict in one sentence, lines for a reader."""

from __future__ import annotations

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

_SCALES = ((1e9, "G"), (1e6, "M"), (1e3, "k"))
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
        money = format_value(value, "USD_nominal" if not per or per == "y" else unit, digits=digits)
        return f"{money}{ending}" if per in ("", "y") else money
    if head == "t" or head.startswith("t "):
        for scale, prefix in _SCALES:
            if abs(value) >= scale * (10 if prefix == "k" else 1):
                return f"{significant(value / scale, digits)} {prefix}{head}{ending}"
        return f"{significant(value, digits)} {head}{ending}"
    if unit in ("fraction", "ratio"):
        return format_value(value, unit, digits=min(digits, 2))
    for scale, word in _COUNTS:
        if abs(value) >= scale:
            return f"{significant(value / scale, digits)} {word} {head}{ending}"
    return f"{significant(value, digits)} {unit}"


def spread(held: Range, digits: int = 2) -> str:
    """Return a range as printed: the value, with its ends where they differ in print.

    Examples
    --------
    >>> spread(Range(3.0, 4.0, 5.0, "years")), spread(Range.of(4.0, "years"))
    ('4 years (3 years to 5 years)', '4 years')
    """
    value = said(held.middle, held.unit, digits)
    if held.low is None or held.high is None:
        return value
    low, high = said(held.low, held.unit, digits), said(held.high, held.unit, digits)
    return value if low == high or low == value == high else f"{value} ({low} to {high})"


def reference_words(known: Known) -> str:
    """Return a yardstick as printed, with "more than", year and how it was met."""
    lead = "more than " if known.is_bound else ""
    year = f", {known.year}" if known.year else ""
    unread = ", recalled, not verified" if known.met == "recalled" else ""
    return f"{lead}{said(known.range.middle, known.range.unit)}{year}{unread}"


def times(ratio: Range) -> str:
    """Return a ratio as printed: a percentage under one, else a multiple."""
    value = ratio.middle
    if value < 1:
        return said(value, "fraction", 2)
    return f"{significant(value, 2)} times"


def stated_words(statement: Statement) -> str:
    """Return the stated amount as printed, with its bound and what it is of."""
    amount = statement.amount
    if amount is None:
        return statement.text
    unit = amount.unit
    if unit == "t" and statement.content:
        unit = f"t {statement.content}"
    if statement.per == "year":
        unit += "/y"
    held = statement.stated
    if statement.bound == "range" or held.low != held.high:
        number = f"{said(held.low, unit)} to {said(held.high, unit)}"
    else:
        number = said(held.middle, unit)
    lead = {"<": "up to ", ">": "more than ", "~": "about ", "vague": "at least "}
    what = of_what(statement)
    return f"{lead.get(statement.bound, '')}{number}{what}"


def of_what(statement: Statement) -> str:
    """Return what a statement is of and where, as printed."""
    from tenor.decision.headline.yardsticks import place
    from tenor.panel.materials import read_materials

    parts = ""
    if statement.commodity:
        parts += f" of {read_materials().commodity(statement.commodity).display.lower()}"
    elif statement.kind == "in_ground":
        parts += " of minerals"
    if statement.country:
        parts += f" in {place(statement.country)}"
    return parts


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
        return f"{told}: passes all {of} identities that apply; nearest to a limit: {reason.why}"
    if result.verdict == CANNOT_SAY:
        rest = f"; {count} of {of} identities pass" if count else ""
        return f"{told}: cannot say: {reason.why.rstrip('.')}{rest}."
    return f"{told}: {WORDS[result.verdict]}: {reason.why}"


def lines(result: Assessment, width: int = 100) -> Iterator[str]:
    """Yield the result as lines for a reader, the verdict first."""
    import textwrap

    yield from textwrap.wrap(sentence(result), width)
    yield ""
    for identity in sorted(result.identities, key=_place):
        label = f"{WORDS[identity.verdict]:<11}{identity.name.replace('_', ' ')}: "
        text = f"{label}{identity.why}"
        yield from textwrap.wrap(text, width, subsequent_indent=" " * 11)
    for note in result.notes:
        yield from textwrap.wrap(f"note       {note}", width, subsequent_indent=" " * 11)


def _place(identity: Identity) -> int:
    return (FAILS, STRAINS, CANNOT_SAY, PASSES).index(identity.verdict)
