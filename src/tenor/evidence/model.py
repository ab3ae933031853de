"""The objects of evidence: document, zone, mention, claim. All frozen; offsets are code points."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a stored text, half-open, in Unicode code points, with its exact text."""

    start: int
    end: int
    exact: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Span:
        """Return the span of a place in a text."""
        return cls(start, end, text[start:end])

    def as_dict(self) -> dict[str, Any]:
        """Return the span as a JSON object."""
        return {"start": self.start, "end": self.end, "exact": self.exact}


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch of a document of one kind, see `vocabulary.ZONES`."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Given:
    """One piece of metadata with where it comes from: ``given``, ``found`` or ``absent``.

    A date keeps its precision: ``2025-09-08``, ``2025-09`` or ``2025``.
    """

    value: str | None
    origin: str


ABSENT = Given(None, "absent")
BY_RULES = "rules"


@dataclass(frozen=True, slots=True)
class Document:
    """One document as stored.

    Attributes
    ----------
    text : str
        What was decoded or extracted, whole; offsets are places in it.
    sha256 : str
        Of the bytes of the file.
    path : str
    kind : str
        ``text``, ``html`` or ``pdf``.
    loader : str
        Name and version of what made the text.
    zones : tuple of Zone
        Sorted, covering the text without overlap.
    title, publisher, published, author, address : Given
    """

    text: str
    sha256: str
    path: str
    kind: str
    loader: str
    zones: tuple[Zone, ...]
    title: Given = ABSENT
    publisher: Given = ABSENT
    published: Given = ABSENT
    author: Given = ABSENT
    address: Given = ABSENT

    @property
    def id(self) -> str:
        """Content-hashed id: the same text is the same document."""
        return _text_id(self.text)

    def zone_at(self, place: int) -> str:
        """Return the kind of zone that holds a place; ``body`` where none does."""
        low, high = 0, len(self.zones)
        while low < high:
            middle = (low + high) // 2
            if self.zones[middle].end <= place:
                low = middle + 1
            else:
                high = middle
        held = low < len(self.zones) and self.zones[low].start <= place
        return self.zones[low].kind if held else "body"


@lru_cache(maxsize=4)
def _text_id(text: str) -> str:
    """Return the id of a text; each of its claims asks for it."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return f"doc-{digest[:16]}"


@dataclass(frozen=True, slots=True)
class Mention:
    """A number as the grammar reads it: where it stands and what quantity it is.

    Attributes
    ----------
    start, end : int
        The tightest phrase: sign, number, scale, unit and ``per``; a counted noun too.
        Words of bound (``up to``, ``about``) are outside.
    dimension : str
        One of `vocabulary.DIMENSIONS`.
    low, high, point : float or None
        In `unit`. A lower bound has `low` alone, an upper bound `high` alone.
    bound : str
        ``=``, ``~``, ``<``, ``>``, ``range`` or ``vague``.
    unit : str
        Currency code, ``fraction``, ``pp``, ``t``, ``g/t``, ``count``, ``MW``, ``year`` ...
    per : str or None
        What it is per: ``year``, ``t``, ``oz``, ``day`` ...
    content : str or None
        What a mass is of, where the unit says so: ``Cu``, ``REO``, ``ore``, ``concentrate``.
    noun : str or None
        Counted noun, or the noun behind ``of``.
    cue : tuple of (int, int) or None
        Place of the words of bound.
    """

    start: int
    end: int
    dimension: str
    low: float | None
    high: float | None
    point: float | None
    bound: str
    unit: str
    per: str | None = None
    content: str | None = None
    noun: str | None = None
    cue: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """One party of a claim with its role; `inferred` names the rule where it has no span."""

    name: str
    role: str
    span: Span | None = None
    inferred: str | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """One link of an attribution chain, the nearest speaker first."""

    speaker: str
    role: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """What an extractor proposes: a mention with its meaning and the place of each field."""

    mention: Mention
    measure: str
    subject: str | None = None
    object: str | None = None
    commodity: str | None = None
    stage: str | None = None
    basis: str | None = None
    place: str | None = None
    status: str | None = None
    modality: str = "actual"
    polarity: str = "affirmed"
    parties: tuple[Party, ...] = ()
    attribution: tuple[Voice, ...] = ()
    event_date: str | None = None
    effective_date: str | None = None
    headline_only: bool = False
    spans: Mapping[str, Span] = field(default_factory=dict)
    extractor: str = "rules"


@dataclass(frozen=True, slots=True)
class Claim:
    """A candidate after the verifier: verified, or quarantined with the reason."""

    id: str
    document: str
    path: str
    candidate: Candidate
    value_original: str
    zone: str
    verified: bool
    reason: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the claim as the JSON object of ``tenor ledger claims``."""
        c, m = self.candidate, self.candidate.mention
        is_money = m.dimension == "money"
        return {
            "id": self.id,
            "document": self.document,
            "path": self.path,
            "measure": c.measure,
            "subject": c.subject,
            "object": c.object,
            "commodity": c.commodity,
            "stage": c.stage,
            "basis": c.basis,
            "place": c.place,
            "low": m.low,
            "high": m.high,
            "point": m.point,
            "bound": m.bound,
            "unit": m.unit,
            "per": m.per,
            "currency": m.unit if is_money else None,
            "value_original": self.value_original,
            "status": c.status,
            "modality": c.modality,
            "polarity": c.polarity,
            "parties": [{"name": p.name, "role": p.role} for p in c.parties],
            "attribution": [{"speaker": v.speaker, "role": v.role} for v in c.attribution],
            "event_date": c.event_date,
            "effective_date": c.effective_date,
            "headline_only": c.headline_only,
            "zone": self.zone,
            "spans": {name: span.as_dict() for name, span in sorted(c.spans.items())},
            "extractor": c.extractor,
            "verified": self.verified,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Link:
    """A relation of claim `a` to claim `b`; in one with a direction `a` is the subject.

    Attributes
    ----------
    a, b : str
        Ids of claims.
    relation : str
        One of `vocabulary.RELATIONS`.
    reason : str
    by : str
        ``rules``, or the person who decided.
    """

    a: str
    b: str
    relation: str
    reason: str
    by: str = BY_RULES

    def as_dict(self) -> dict[str, Any]:
        """Return the link as the JSON object of ``tenor ledger links``."""
        return {"a": self.a, "b": self.b, "relation": self.relation, "reason": self.reason}


def claim_id(document: str, candidate: Candidate) -> str:
    """Return the content-hashed id of a claim: document, span, measure and extractor."""
    mention = candidate.mention
    key = (document, mention.start, mention.end, candidate.measure, candidate.extractor)
    return f"claim-{hashlib.sha256(repr(key).encode()).hexdigest()[:16]}"
