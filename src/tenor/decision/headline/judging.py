"""Limits and verdicts: a ratio of what is implied to its yardstick, judged.

    ratio = implied / reference
    fails    if the most favourable reading, ratio.low, lies over ``fails_over``
    passes   if ratio.value <= ``passes_to`` and ratio.high <= ``fails_over``
    strains  otherwise
    cannot_say  if the reference is missing

The most favourable reading takes the highest price on hand and the upper end of the
reference; a reference that says "more than" is given room up to `OPEN_ROOM` times its bound.
A two-sided limit compares a statement with the record of the same thing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tenor.core.trace import Input, Source, Trace, format_value, significant
from tenor.decision.headline.model import (
    CANNOT_SAY,
    FAILS,
    PASSES,
    STRAINS,
    Identity,
    Known,
    Range,
    Statement,
)

OPEN_ROOM = 2.0
"""A reference "more than x" is taken to reach no farther than this many times x."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The limits of one identity.

    Attributes
    ----------
    passes_to, fails_over : float or None
        Of the ratio; without `fails_over` the identity can strain and never fail.
    basis : str
        ``identity`` where logic or a record sets it, ``judgement`` where we do.
    why : str
    two_sided : bool
        The statement is of the same thing as the reference, so too little is wrong as well.
    """

    passes_to: float
    fails_over: float | None
    basis: str
    why: str
    two_sided: bool = False

    def as_dict(self, name: str) -> dict[str, Any]:
        """Return the limits of the identity of a name as a JSON object."""
        return {
            "order": list(LIMITS).index(name),
            "passes_to": self.passes_to,
            "fails_over": self.fails_over,
            "basis": self.basis,
            "why": self.why,
            "two_sided": self.two_sided,
        }


_SAME = "a statement of record agrees with the record within a tenth, and is wrong from twice on"

LIMITS: Mapping[str, Limit] = {
    "worth_of_quantity": Limit(2.0, 5.0, "identity", "worth is quantity times price", True),
    "ore_times_grade": Limit(1.25, 2.0, "identity", "metal is ore times grade", True),
    "capex_per_tonne": Limit(
        2.0, 4.0, "identity", "cost over capacity lies within the range of known projects", True
    ),
    "balance_on_record": Limit(1.1, 2.0, "identity", _SAME, True),
    "share_on_record": Limit(1.1, 2.0, "identity", _SAME, True),
    "reciprocal_rule": Limit(1.1, 2.0, "identity", "(m - x) / m, halved, at least 10%", True),
    "price_on_record": Limit(1.5, 5.0, "judgement", "prices on hand, lowest to highest", True),
    "reference": Limit(1.0, None, "identity", "without a yardstick nothing is said"),
    "world_reserves": Limit(
        0.6, 1.0, "judgement", "one country holds no more than the reserves of the whole world"
    ),
    "country_reserves": Limit(
        1.1, 10.0, "judgement", "a resource may hold several times the reserve, not ten times"
    ),
    "world_reserves_worth": Limit(
        0.1, 1.0, "judgement", "a tenth of all priced reserves of the world is very much"
    ),
    "share_of_world_output": Limit(0.25, 1.0, "judgement", "a plan is part of the world's output"),
    "share_of_partner_use": Limit(1.0, 10.0, "judgement", "the partner can take what it uses"),
    "growth_of_output": Limit(
        5.0, 1000.0, "judgement", "output grows several times over with one mine, seldom more"
    ),
    "reserve_life": Limit(1.0, 4.0, "judgement", "reserves last twenty years of the output"),
    "ore_feed": Limit(1.0, None, "judgement", "a plant needs ore; it may be bought elsewhere"),
    "share_of_net_imports": Limit(1.0, 10.0, "judgement", "the partner can replace what it buys"),
    "trade_with_partner": Limit(1.1, 3.0, "judgement", "trade grows slowly from its record"),
    "country_reserves_if_ore": Limit(
        1.0, 10.0, "judgement", "the same, if the stated mass is ore and not metal"
    ),
    "listed_reserves_worth": Limit(
        10.0, None, "judgement", "what is not listed is not zero, so this can only strain"
    ),
    "years_of_world_output": Limit(
        100.0, 1000.0, "judgement", "world reserves last from 15 to 250 years of output"
    ),
    "ore_needed": Limit(
        1.0, 100.0, "judgement", "ore like that of the largest undeveloped copper ore body"
    ),
    "gdp_multiple": Limit(5.0, None, "judgement", "Chile's copper reserve is about five GDPs"),
    "share_of_gdp": Limit(0.1, 1.0, "judgement", "one deal is a small part of a year's product"),
    "years_of_exports": Limit(50.0, None, "judgement", "half a century of all exports"),
    "share_of_exports": Limit(0.5, 10.0, "judgement", "a loan is served from exports"),
    "value_over_exports": Limit(0.5, 5.0, "judgement", "a good earns part of all exports"),
    "share_of_fx_reserves": Limit(1.0, None, "judgement", "a yardstick: what the state holds"),
    "duty_bill": Limit(0.5, None, "judgement", "a yardstick: the duty a year at today's trade"),
    "jobs_per_million": Limit(
        1.0, 10.0, "judgement", "projects on hand, building and running together at most"
    ),
    "years_of_host_output": Limit(
        500.0, None, "judgement", "a mining country works off what it holds in centuries"
    ),
    "years_of_partner_use": Limit(
        1000.0, None, "judgement", "a yardstick: what the partner could use"
    ),
    "rank": Limit(1.0, None, "judgement", "a yardstick: more than the largest producer strains"),
}
"""Limits by name, the most telling first; `docs/math/headline-test.md` gives the reasons."""


def judge_ratio(ratio: Range, limit: Limit) -> str:
    """Return the verdict on a ratio.

    Examples
    --------
    >>> judge_ratio(Range(1.1, 4.9, 6.0, "ratio"), LIMITS["world_reserves"])
    'fails'
    >>> judge_ratio(Range(0.1, 0.5, 0.9, "ratio"), LIMITS["world_reserves"])
    'passes'
    """
    value = ratio.middle
    low = value if ratio.low is None else ratio.low
    high = value if ratio.high is None else ratio.high
    fails_over = limit.fails_over
    if limit.two_sided:
        top = fails_over or float("inf")
        if low > top or high < 1 / top:
            return FAILS
        inside = low <= limit.passes_to and high >= 1 / limit.passes_to
        return PASSES if inside else STRAINS
    if fails_over is not None and low > fails_over:
        return FAILS
    calm = fails_over is None or high <= fails_over
    return PASSES if value <= limit.passes_to and calm else STRAINS


def closed(known: Known) -> Range:
    """Return the range of a yardstick for judging; "more than" gets its room."""
    held = known.range
    if known.is_bound and held.low is not None:
        return Range(held.low, held.low, held.low * OPEN_ROOM, held.unit)
    middle = held.middle
    low = middle if held.low is None else held.low
    high = middle if held.high is None else held.high
    return Range(low, middle, high, held.unit)


def judged(
    name: str,
    implied: Range,
    *,
    reference: Known,
    formula: str,
    why: str,
    behind: tuple[Statement, Sequence[Known]],
) -> Identity:
    """Return an identity with its verdict and trace.

    Parameters
    ----------
    name : str
        Of `LIMITS`.
    implied : Range
        In the unit of the reference.
    reference : Known
    formula, why : str
    behind : tuple
        The statement, and the further yardsticks that `implied` was made with.
    """
    limit = LIMITS[name]
    ratio = implied.over(closed(reference), "ratio")
    trace = trace_identity(
        name,
        implied,
        ratio=ratio,
        formula=formula,
        known=(reference, *behind[1]),
        statement=behind[0],
    )
    verdict = judge_ratio(ratio, limit)
    told = f"{why} {favourable(name, ratio, verdict=verdict)}".strip()
    limits = limit.as_dict(name)
    return Identity(name, verdict, formula, implied, reference, ratio, limits, told, trace)


def favourable(name: str, ratio: Range, *, verdict: str) -> str:
    """Return what the most favourable reading says, where it differs and matters."""
    limit = LIMITS[name]
    low, value, most = ratio.low, ratio.middle, limit.fails_over
    if limit.two_sided or most is None or low is None or low > value * 0.95:
        return ""
    told = f"{significant(low, 2)} {'years' if name.startswith('years') else 'times'}"
    if verdict == FAILS:
        return f"Even the most favourable reading is {told}."
    if verdict == STRAINS and value > most:
        return f"The most favourable reading is {told}, so it is not ruled out."
    return ""


def unsaid(name: str, why: str, *, formula: str, implied: Range | None = None) -> Identity:
    """Return an identity for which a reference is missing."""
    nothing = Range(None, None, None, "") if implied is None else implied
    limit = LIMITS[name].as_dict(name)
    return Identity(name, CANNOT_SAY, formula, nothing, None, None, limit, why, None)


def trace_identity(
    name: str,
    implied: Range,
    *,
    ratio: Range,
    formula: str,
    known: Sequence[Known],
    statement: Statement,
) -> Trace:
    """Return the trace of an identity, ``decision.headline/NAME/STATEMENT``."""
    stated = statement.stated
    inputs = [
        Input("stated", stated.value, stated.unit),
        Input("implied", implied.middle, implied.unit),
    ]
    inputs += [Input(k.label, k.range.middle, k.range.unit) for k in known]
    sources = [Source("headline", statement_key(statement), f"as stated: {statement.text}")]
    sources += [Source(record_of(k), k.row, f"{k.citation} ({k.met})") for k in known]
    assumed = [f"{k.label}: the source says more than" for k in known if k.is_bound]
    assumed += [f"{k.label}: recalled, not read" for k in known if k.met == "recalled"]
    value = ratio.middle
    return Trace(
        id=f"decision.headline/{name}/{statement_key(statement)}",
        value=value,
        display=("at most " if known[0].is_bound else "") + format_value(value, "ratio", digits=2),
        unit="ratio",
        formula=formula,
        inputs=tuple(inputs),
        sources=tuple(dict.fromkeys(sources)),
        assumed=(*statement.notes, *dict.fromkeys(assumed)),
    )


def record_of(known: Known) -> str:
    """Return the file or data set that holds a yardstick."""
    return known.table if known.table in {"wmd", "headline"} else f"{known.table}.csv"


def statement_key(statement: Statement) -> str:
    """Return a text that names a statement within trace ids.

    Examples
    --------
    >>> statement_key(Statement("6 tn", "in_ground", Range.of(6e12, "USD"), country="PAK"))
    'in_ground/6e+12/USD/all/PAK/USA'
    """
    held = statement.stated
    ends = "-".join(dict.fromkeys(f"{v:g}" for v in (held.low, held.high) if v is not None))
    parts = (
        statement.kind,
        ends or "none",
        "-".join(filter(None, (held.unit, statement.content, statement.per))) or "none",
        statement.commodity or "all",
        statement.country or "none",
        statement.partner or "none",
        statement.stage,
        str(statement.year) if statement.year else None,
        *(f"{name}-{held.low:g}-{held.high:g}" for name, held, _ in statement.beside),
    )
    return "/".join(part.replace(" ", "_") for part in parts if part)
