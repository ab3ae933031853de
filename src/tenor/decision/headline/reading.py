"""Reading a headline: the amount by the grammar of evidence, what it is of, and of what kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from tenor.core.countries import country
from tenor.core.errors import UnitError, UnknownNameError, UserError
from tenor.decision.headline.model import KINDS, Range, Statement
from tenor.decision.headline.yardsticks import DAYS, TONNES
from tenor.evidence.grammar.scan import find_mentions
from tenor.evidence.model import Mention
from tenor.panel.materials import read_materials

ALIASES: Mapping[str, str] = {
    "worth": "in_ground",
    "resource": "reserve",
    "reserves": "reserve",
    "quantity": "reserve",
    "capex": "investment",
    "loan": "investment",
    "finance": "investment",
    "pledge": "investment",
    "capacity": "output",
    "production": "output",
    "deficit": "balance",
    "surplus": "balance",
    "participants": "jobs",
}
"""Other names of the kinds."""

_CUES: tuple[tuple[str, str], ...] = (
    ("tariff", r"tariff|dut(?:y|ies)\b|levy"),
    ("balance", r"deficit|surplus|trade balance"),
    ("trade", r"\btrade\b|\bexports?\b|\bimports?\b|\bpurchases?\b"),
    ("jobs", r"\bjobs?\b|workers|employ"),
    ("in_ground", r"\bworth\b|in the ground|underground|untapped|deposits?\b|minerals?\b"),
    ("investment", r"\binvest|pledg|\bloans?\b|\bfund|\bfinanc|\bdeal\b|\bcapex\b|\bcosts?\b"),
    ("share", r"\bshare\b|of the world|of world|of global"),
    ("output", r"a year\b|per year|capacity|output|produc"),
)
_DEFAULTS = {"money": "in_ground", "mass": "reserve", "volume": "reserve"}
_BARE = re.compile(r"\d|\b(?:hundreds?|thousands?|millions?|billions?|trillions?)\b", re.IGNORECASE)
_SPACED = re.compile(r"(?<=\d)\s+(m|mn|bn|tn)\s+(?=[A-Z]{3}\b|US\$|dollars?\b)")
_DOLLARS = re.compile(r"\bdollars?\b|\$", re.IGNORECASE)
_PER_YEAR = {"year": 1.0, "month": 12.0, "week": DAYS / 7, "day": DAYS, "quarter": 4.0}
_PRICED = {"t": 1.0, "kg": 1e-3, "g": 1e-6, "lb": TONNES["lb"], "oz": TONNES["oz"], "mtu": 1e-2}
_MEASURED = ("money", "mass", "volume", "fraction", "count", "grade")


def read_statement(
    text: str,
    *,
    kind: str | None = None,
    names: Mapping[str, str | None] | None = None,
    year: int | None = None,
    beside: Sequence[str] = (),
) -> Statement:
    """Return the statement that a text makes.

    Parameters
    ----------
    text : str
        ``"6 trillion USD"``, ``"0.6 Mt antimony"``, ``"5.9 Gt of ore at 0.41% Cu"``.
    kind : str, optional
        One of `KINDS` or an alias.
    names : mapping, optional
        ``commodity``, ``country``, ``partner``, ``stage`` by name, code or alias.
    year : int, optional
        Prices up to this year are used.
    beside : sequence of str
        Further quantities: a price, a grade, a mass, an amount.

    Raises
    ------
    UserError
        The text has a number without a unit or currency, or no kind fits.
    UnknownNameError
        A name is unknown; the nearest are in the message.
    """
    given = dict(names or {})
    mentions = measured(text)
    commodity, stage = read_commodity(given.get("commodity"), text, mentions)
    first = mentions[0] if mentions else None
    if first is None and (_BARE.search(text) or not commodity):
        raise UserError(no_unit(text))
    notes: list[str] = []
    amount, content, per = (None, None, None) if first is None else canonical(first, text)
    found = choose_kind(kind, text, first, notes)
    further = [(m, text) for m in mentions[1:]] + [(m, t) for t in beside for m in required(t)]
    host = given.get("country")
    partner = given.get("partner") or "USA"
    return Statement(
        text=" ".join(text.split()),
        kind=found,
        amount=amount,
        bound="vague" if first is None else first.bound,
        per=per,
        content=content,
        commodity=commodity,
        country=country(host).iso3 if host else None,
        partner=country(partner).iso3,
        stage=given.get("stage") or stage,
        year=year,
        beside=tuple(further_quantity(m, t) for m, t in further),
        notes=tuple(notes),
    )


def measured(text: str) -> list[Mention]:
    """Return the mentions of a text that can be tested; money in plain dollars is USD."""
    plain = _SPACED.sub(r"\1 ", text)
    found = []
    for mention in find_mentions(plain):
        dollars = mention.dimension == "count" and _DOLLARS.fullmatch(mention.noun or "")
        held = replace(mention, dimension="money", unit="USD") if dollars else mention
        if held.dimension in _MEASURED:
            found.append(held)
    return found


def required(text: str) -> list[Mention]:
    """Return the mentions of a further quantity; refuse a text without one."""
    found = measured(text)
    if not found:
        raise UserError(no_unit(text))
    return found


def no_unit(text: str) -> str:
    """Return what to write instead of a number without a unit, or of one that none tests."""
    other = [mention.dimension for mention in find_mentions(text)]
    if other:
        return (
            f"{text!r} is a {other[0]}, and no identity tests one; money, masses, volumes of "
            "fuels, rates, shares and jobs are tested"
        )
    if _BARE.search(text):
        return (
            f"{text!r} has a number without a currency or unit; write it as '{text} USD', "
            f"'{text} t' or '{text} t a year'"
        )
    return f"{text!r} states no amount; write e.g. '6 trillion USD', '0.6 Mt' or '540 million bbl'"


def canonical(mention: Mention, text: str) -> tuple[Range, str | None, str | None]:
    """Return amount, content and period of a mention: USD, t, bbl, m3, fraction or count a year."""
    low, point, high = mention.low, mention.point, mention.high
    if mention.dimension == "money" and mention.unit != "USD":
        raise UserError(
            f"{text!r} is in {mention.unit}; no exchange rate is on hand, so give it in USD"
        )
    factor, per, unit = 1.0, None, mention.unit
    if mention.per in _PER_YEAR:
        factor, per = _PER_YEAR[mention.per], "year"
    elif mention.dimension == "money" and mention.per in _PRICED:
        factor, unit = 1.0 / _PRICED[mention.per], "USD/t"
    elif mention.per == "bbl" and mention.dimension == "money":
        unit = "USD/bbl"
    elif mention.per is not None:
        raise UnitError(f"{text!r}: an amount per {mention.per} cannot be tested here")
    content = mention.content or content_after(text, mention)
    return Range(low, point, high, unit).times(factor, unit), content, per


def content_after(text: str, mention: Mention) -> str | None:
    """Return ``ore``, ``concentrate`` or a content that the words behind a mass name."""
    if mention.dimension not in ("mass", "grade", "fraction"):
        return None
    found = re.match(r"\s*(?:of\s+)?(?:\w+\s+)?(ore|concentrate)\b", text[mention.end :])
    return found[1] if found else None


def further_quantity(mention: Mention, text: str) -> tuple[str, Range, str | None]:
    """Return a further quantity by its dimension: price, grade, mass, capacity, money, jobs."""
    held, content, per = canonical(mention, text)
    name = mention.dimension
    if held.unit in ("USD/t", "USD/bbl"):
        name = "price"
    elif name in ("fraction", "grade"):
        name = "grade"
        if mention.dimension == "grade":
            held = held.times(1e-6, "fraction")
    elif name == "mass" and per:
        name = "capacity"
    elif name == "count":
        name = "jobs"
    middle = held.middle
    closed = Range(
        middle if held.low is None else held.low,
        middle,
        middle if held.high is None else held.high,
        held.unit,
    )
    return name, closed, content


def choose_kind(kind: str | None, text: str, first: Mention | None, notes: list[str]) -> str:
    """Return the kind that is given, that the words name, or that the unit suggests."""
    dimension = None if first is None else first.dimension
    if kind:
        name = kind.strip().casefold().replace("-", "_").replace(" ", "_")
        name = ALIASES.get(name, name)
        if name not in KINDS:
            raise UnknownNameError("kind of headline", kind, [*KINDS, *ALIASES])
        require_fit(name, dimension, text)
        return name
    if first is not None and dimension == "money" and first.per in (*_PRICED, "bbl"):
        return "price"
    if dimension in {"mass", "volume"}:
        return "output" if first is not None and first.per in _PER_YEAR else "reserve"
    for name, cue in _CUES:
        if re.search(cue, text, re.IGNORECASE) and fits(name, dimension):
            return name
    if dimension == "money":
        notes.append(
            "No kind was given: read as worth in the ground; money to be spent is --kind investment"
        )
    if dimension in _DEFAULTS or dimension is None:
        return _DEFAULTS.get(dimension or "mass", "reserve")
    if dimension == "grade":
        raise UserError(f"{text!r} is a grade; give the ore first, as '5.9 Gt of copper ore'")
    raise UserError(f"{text!r}: say what it is with --kind, e.g. --kind tariff, share or jobs")


_FITTING: Mapping[str, tuple[str, ...]] = {
    "money": ("in_ground", "investment", "trade", "balance", "price"),
    "mass": ("reserve", "output"),
    "volume": ("reserve", "output"),
    "fraction": ("tariff", "share"),
    "count": ("jobs",),
}


def fits(kind: str, dimension: str | None) -> bool:
    """Return whether an amount of a dimension can be of a kind."""
    return dimension is None or kind in _FITTING.get(dimension, ())


def require_fit(kind: str, dimension: str | None, text: str) -> None:
    """Raise UnitError unless an amount of a dimension can be of a kind."""
    if kind == "in_ground" and dimension in ("mass", "volume"):
        return
    if not fits(kind, dimension):
        able = ", ".join(_FITTING.get(dimension or "", ())) or "none"
        raise UnitError(f"{text!r} is a {dimension} and cannot be of kind {kind}; it fits: {able}")


def read_commodity(
    given: str | None, text: str, mentions: Iterable[Mention]
) -> tuple[str | None, str | None]:
    """Return commodity and stage by name, or as the text itself names them.

    In the text a name counts as a whole word; of several the longest.
    """
    materials = read_materials()
    if given:
        if given.strip().casefold() in ("all", "minerals", "all minerals"):
            return None, None
        return materials.resolve(given)
    words = f" {re.sub(r'[^a-z0-9]+', ' ', text.casefold())} "
    found = [name for name in materials.names if len(name) > 2 and f" {name} " in words]
    if found:
        return materials.names[max(found, key=len)]
    for mention in mentions:
        if mention.unit == "bbl":
            return "petroleum", None
        if mention.content:
            by_symbol = materials.names.get(mention.content.casefold())
            if by_symbol:
                return by_symbol
    return None, None
