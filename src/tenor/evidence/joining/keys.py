"""Claims with their keys: parties by side, family of measure, subject, scope, time, interval."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tenor.evidence.gazetteer import Gazetteer
from tenor.evidence.joining.entities import NOWHERE, Known, Local, Resolver, read_local, slug
from tenor.evidence.model import Candidate, Claim, Document, Party
from tenor.evidence.vocabulary import MEASURES

GIVING = frozenset({"investor", "lender", "donor", "guarantor", "buyer", "offtaker"})
TAKING = frozenset({"recipient", "borrower", "seller", "supplier", "exporter"})
FAMILIES: Mapping[str, str] = {
    "investment_amount": "commitment",
    "deal_value": "commitment",
    "equity_amount": "equity",
    "loan_amount": "loan",
    "grant_amount": "grant",
    "aid_amount": "grant",
    "guarantee_amount": "guarantee",
    "fund_size": "fund",
    "purchase_commitment": "purchase",
    "purchase_quantity": "purchase",
    "offtake_quantity": "purchase",
    "tariff_rate": "tariff",
}
"""Measures that open a deal, by family; the other measures of deals are terms of a project."""

ALL_MINERALS, CRITICAL = "all minerals", "critical minerals"
_COMMODITIES: Mapping[str, str] = {
    **dict.fromkeys(
        ("minerals", "mineral", "all minerals", "mineral wealth", "mineral resources", "mining"),
        ALL_MINERALS,
    ),
    **dict.fromkeys(("critical minerals", "critical mineral", "critical raw materials"), CRITICAL),
    **dict.fromkeys(
        (
            *("rare earth elements", "rare earth", "rare earths", "ree", "rees", "reo", "treo"),
            *("rare earth minerals", "rare earth oxides", "rare-earths"),
        ),
        "rare earths",
    ),
    **{"cu": "copper", "au": "gold", "ag": "silver", "sb": "antimony", "w": "tungsten"},
    **{"ni": "nickel", "co": "cobalt", "li": "lithium", "lce": "lithium", "zn": "zinc"},
    **{"pb": "lead", "fe": "iron", "iron ore": "iron", "cr": "chromium", "chromite": "chromium"},
    **{
        "mn": "manganese",
        "al": "aluminium",
        "aluminum": "aluminium",
        "sn": "tin",
        "wo3": "tungsten",
    },
    **{"u3o8": "uranium", "u": "uranium", "c": "graphite", "pt": "platinum", "pd": "palladium"},
    **{"li2o": "lithium", "li2co3": "lithium", "cr2o3": "chromium", "sb2o3": "antimony"},
}
_GOODS = frozenset(
    word
    for name in (*_COMMODITIES, *_COMMODITIES.values())
    for word in name.replace("-", " ").split()
)
_FIRM_AFTER = re.compile(
    r"(?:-based)?[ \u00a0](?:[a-z-]+[ \u00a0]){0,3}?(?:compan(?:y|ies)|firms?|miners?|"
    r"corporations?|business(?:es)?|entit(?:y|ies)|investors?|producers?|developers?|refiners?|traders?)\b"
)
_AT_LARGE = frozenset(
    {"sector", "wealth", "reserve", "resource", "deposit", "potential", "industry", "vast", "total"}
    | {"untapped", "economy", "trade", "export", "import", "market", "good", "country", "national"}
    | {
        "surplu",
        "surplus",
        "deficit",
        "balance",
        "tariff",
        "duty",
        "gdp",
        "earth",
        "rare",
        "element",
    }
    | {"mineral", "in", "and", "its", "mining", "natural", "all", "critical", "underground"}
)
"""Words that add nothing to the name of a country, in the singular."""
_SENTENCE_END = re.compile(r"[.!?][\"”’)]*\s+(?=[\"“‘(A-Z\[])|\n")
_NEAR = 110
_GOODS_NEAR = 60
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")
SENTENCE_WORDS = 8


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day that a date of some precision can mean."""

    first: dt.date
    last: dt.date
    text: str

    @property
    def is_day(self) -> bool:
        """Whether it is one day."""
        return self.first == self.last

    def overlaps(self, other: Period, *, slack: int = 0) -> bool:
        """Tell whether two periods can be one time, give or take some days."""
        days = dt.timedelta(days=slack)
        return self.first <= other.last + days and other.first <= self.last + days


@dataclass(frozen=True, slots=True)
class Keyed:
    """A claim with what it is joined on.

    Attributes
    ----------
    givers, takers, others : tuple of Known
        Parties by side; an operator, owner, signatory or regulator is of no side.
    family : str
        Family of deals, or the measure itself.
    subject : Known or None
    topic : str
        Id of the subject; the bare words where it is no entity.
    object : str
        Object as an id, empty where none is stated.
    commodity, stage, basis, place : str
        Empty where none is stated.
    unit : tuple of (str, str, str)
        Unit, per and content.
    low, high : float or None
        The interval that the claim admits.
    event, effective, published : Period or None
    sentence : str
        The sentence with the value in small letters, empty where no text is at hand.
    near : str
        The words about the value within the sentence.
    named, beside : frozenset of str
        Ids of the entities that the document names, and those of the sentence.
    root : str
        What claims are compared by: the subject; its country where the subject is a country's
        minerals, sector or trade at large.
    """

    claim: Claim
    givers: tuple[Known, ...]
    takers: tuple[Known, ...]
    others: tuple[Known, ...]
    family: str
    subject: Known | None
    topic: str
    object: str
    commodity: str
    stage: str
    basis: str
    place: str
    unit: tuple[str, str, str]
    low: float | None
    high: float | None
    event: Period | None
    effective: Period | None
    published: Period | None
    sentence: str
    near: str
    named: frozenset[str]
    beside: frozenset[str]
    root: str

    @property
    def id(self) -> str:
        """Id of the claim."""
        return self.claim.id

    @property
    def document(self) -> str:
        """Id of the document."""
        return self.claim.document

    @property
    def measure(self) -> str:
        """Measure of the claim."""
        return self.claim.candidate.measure

    @property
    def status(self) -> str | None:
        """Status of the claim; a headline alone makes nothing firmer than announced."""
        status = self.claim.candidate.status
        soft = {None, "rumoured", "proposed", "announced", "suspended", "cancelled"}
        headline = self.claim.candidate.headline_only
        return "announced" if headline and status not in soft else status

    @property
    def time(self) -> Period | None:
        """Day of effect, else of the event."""
        return self.effective or self.event

    @property
    def parties(self) -> tuple[Known, ...]:
        """All parties."""
        return (*self.givers, *self.takers, *self.others)

    @property
    def is_vague(self) -> bool:
        """Whether the claim has no figure of its own: trillions, billions."""
        return self.claim.candidate.mention.bound == "vague"

    @property
    def value(self) -> tuple[float | None, float | None]:
        """The interval."""
        return self.low, self.high


def key_claims(
    claims: Iterable[Claim],
    documents: Iterable[Document] = (),
    *,
    names: Gazetteer | None = None,
) -> list[Keyed]:
    """Return the verified claims with their keys, each id once, in the order of their ids.

    Parameters
    ----------
    claims : iterable of Claim
    documents : iterable of Document
        Those at hand; a claim of another document has no sentence and no definitions.
    names : Gazetteer, optional
    """
    held = {document.id: document for document in documents}
    resolver = Resolver(names)
    unique = {claim.id: claim for claim in claims if claim.verified}
    by_paper: dict[str, list[Claim]] = {}
    for claim in unique.values():
        by_paper.setdefault(claim.document, []).append(claim)
    locals_ = {
        paper: _local(held.get(paper), papers, resolver, names)
        for paper, papers in by_paper.items()
    }
    keyed = [
        key_claim(claim, held.get(claim.document), locals_.get(claim.document, NOWHERE), resolver)
        for _, claim in sorted(unique.items())
    ]
    return keyed


def _local(
    document: Document | None, claims: Iterable[Claim], resolver: Resolver, names: Gazetteer | None
) -> Local:
    """Return what a document says about names: its text, or else the parties of its claims."""
    if document is not None:
        return read_local(document.text, names)
    told = {party.name for claim in claims for party in claim.candidate.parties}
    known = [resolver.resolve(name) for name in sorted(told)]
    return Local({}, {k.id: k for k in known if k is not None and k.kind != "described"})


def key_claim(claim: Claim, document: Document | None, local: Local, resolver: Resolver) -> Keyed:
    """Return one claim with its keys."""
    c = claim.candidate
    mention = c.mention
    sides: dict[str, list[Known]] = {"give": [], "take": [], "other": []}
    for party in c.parties:
        known = resolver.resolve(_whole_name(party, document), local)
        if known is not None:
            sides[_side(party.role, c.measure)].append(known)
    subject = resolver.resolve(c.subject, local)
    place = resolver.resolve(c.place, local)
    sentence, near, bounds = _surroundings(document, mention.start, mention.end)
    beside = local.between(*bounds)
    if c.measure in FAMILIES:
        sides["give"] = _acting(sides, beside, local)
    return Keyed(
        claim,
        _unique(sides["give"]),
        _unique(sides["take"]),
        _unique(sides["other"]),
        FAMILIES.get(c.measure, c.measure),
        subject,
        _topic(c.subject, subject),
        _topic(c.object, resolver.resolve(c.object, local)),
        commodity_of(_goods(c) or mention.content),
        c.stage or "",
        c.basis or "",
        _topic(c.place, place),
        (mention.unit, mention.per or "", mention.content or ""),
        *interval_of(claim),
        read_period(c.event_date),
        read_period(c.effective_date),
        read_period(document.published.value) if document else None,
        sentence,
        near,
        frozenset(local.named),
        beside,
        _root(c, subject, place, resolver),
    )


def commodity_of(name: str | None) -> str:
    """Return the one name of a commodity, empty for none.

    Examples
    --------
    >>> commodity_of("Rare earth elements"), commodity_of("Cu"), commodity_of(None)
    ('rare earths', 'copper', '')
    """
    if not name:
        return ""
    plain = " ".join(name.casefold().split())
    return "" if plain in {"ore", "concentrate", "rock"} else _COMMODITIES.get(plain, plain)


def holds_commodity(whole: str, part: str) -> bool:
    """Tell whether one commodity is a kind of the other: rare earths are minerals.

    Examples
    --------
    >>> holds_commodity("all minerals", "rare earths"), holds_commodity("copper", "gold")
    (True, False)
    """
    if whole == ALL_MINERALS:
        return part not in {"", ALL_MINERALS}
    return whole == CRITICAL and part not in {"", ALL_MINERALS, CRITICAL}


def interval_of(claim: Claim) -> tuple[float | None, float | None]:
    """Return the lower and the upper end of what a claim admits; None for an open end."""
    mention = claim.candidate.mention
    low, high = mention.low, mention.high
    if mention.point is not None and mention.bound in {"=", "~"}:
        low = mention.point if low is None else low
        high = mention.point if high is None else high
    return low, high


def read_period(text: str | None) -> Period | None:
    """Return the days that a date of the precision of a year, month or day can mean.

    Examples
    --------
    >>> read_period("2025-09").last.isoformat(), read_period("last week")
    ('2025-09-30', None)
    """
    match = _DATE.match((text or "").strip()[:10])
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    if year is None:
        return None
    try:
        first = dt.date(year, month or 1, day or 1)
        last = dt.date(year, month or 12, day or calendar.monthrange(year, month or 12)[1])
    except ValueError:
        return None
    return Period(first, last, match.group())


def is_deal(keyed: Keyed) -> bool:
    """Tell whether a claim belongs to a deal: its measure opens one, and it is not denied."""
    measure = MEASURES.get(keyed.measure)
    return (
        keyed.measure in FAMILIES
        and measure is not None
        and keyed.claim.candidate.polarity != "negated"
    )


def _side(role: str, measure: str) -> str:
    if measure == "tariff_rate":
        return {"regulator": "give", "importer": "give"}.get(
            role, "take" if role in TAKING else "other"
        )
    return "give" if role in GIVING else "take" if role in TAKING else "other"


def _whole_name(party: Party, document: Document | None) -> str:
    """Return a party's name with the noun that makes a state a company of it: a US metals firm."""
    if document is None or party.span is None:
        return party.name
    tail = _FIRM_AFTER.match(document.text, party.span.end)
    return document.text[party.span.start : tail.end()] if tail else party.name


def _acting(sides: Mapping[str, list[Known]], beside: frozenset[str], local: Local) -> list[Known]:
    """Return the givers; a state that speaks of its one company beside it gives way to that.

    "The US announced a 500m investment by Acme" is Acme's money, whatever the grammar of the
    sentence made the subject.
    """
    givers = sides["give"]
    if not givers or any(known.kind != "country" for known in givers):
        return givers
    lands = {known.id for known in givers}
    taken = {known.id for known in sides["take"]}
    bodies = [
        local.named[entity]
        for entity in sorted(beside - taken)
        if local.named[entity].kind == "company" and local.named[entity].country in lands
    ]
    if len(bodies) != 1:
        return givers
    body = bodies[0]
    why = f"{body.name} stands in the sentence as the company of {body.country}"
    return [Known(body.id, body.name, body.kind, body.country, why)]


def _goods(c: Candidate) -> str | None:
    """Return the commodity; for money of a deal only one that stands near the figure.

    Farther off it is as a rule the goods of another clause.
    """
    span = c.spans.get("commodity")
    if span is None or c.measure not in FAMILIES:
        return c.commodity
    gap = max(span.start - c.mention.end, c.mention.start - span.end)
    return c.commodity if gap <= _GOODS_NEAR else None


def _unique(found: list[Known]) -> tuple[Known, ...]:
    return tuple(known for _, known in sorted({k.id: k for k in found}.items()))


def _topic(words: str | None, known: Known | None) -> str:
    """Return the id of an entity, or the bare words as an id without years and plurals."""
    if known is None:
        return ""
    if known.kind not in {"unknown", "described"}:
        return known.id
    plain = slug(_YEAR.sub(" ", words or ""))
    return "-".join(_singular(part) for part in plain.split("-"))


def _root(c: Candidate, subject: Known | None, place: Known | None, resolver: Resolver) -> str:
    """Return the subject, or the state where the words name no more than its minerals or trade."""
    if subject is None:
        parties = resolver.resolve(c.object) if c.object else None
        return _topic(c.place, place) or _topic(c.object, parties)
    if subject.kind != "unknown" or c.subject is None:
        return _topic(c.subject, subject)
    names = [n for n in resolver.names_in(c.subject) if n.kind in {"country", "place"}]
    rest = c.subject
    for name in reversed(names):
        rest = rest[: name.start] + " " + rest[name.end :]
    words = {_singular(w) for w in re.findall(r"[^\W_]+", rest.casefold())} - {"s", "the", "of"}
    if words <= _AT_LARGE | _GOODS:
        lands = {n.entity_id for n in names} or ({_topic(c.place, place)} - {""})
        if len(lands) == 1:
            return lands.pop()
    return _topic(c.subject, subject)


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return f"{word[:-3]}y" if word.endswith("ies") else word[:-1]
    return word


def _surroundings(
    document: Document | None, start: int, end: int
) -> tuple[str, str, tuple[int, int]]:
    """Return the sentence that holds a place, in small letters, the words about it, its bounds."""
    if document is None or end > len(document.text):
        return "", "", (0, 0)
    text = document.text
    left, right = max(0, start - 600), min(len(text), end + 600)
    breaks = [m.end() for m in _SENTENCE_END.finditer(text, left, start)]
    first = breaks[-1] if breaks else left
    stop = _SENTENCE_END.search(text, end, right)
    last = stop.start() + 1 if stop else right
    sentence = " ".join(re.findall(r"[^\W_]+", text[first:last].casefold()))
    near = text[max(first, start - _NEAR) : min(last, end + _NEAR)].casefold()
    return sentence, near, (first, last)
