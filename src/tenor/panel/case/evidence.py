"""The file ``evidence.yaml``: what documents claim, without their words.

Ids, hashes and places are those of the ledger that the file was written from; the vocabularies
are those of evidence, which are not those of ``claims.csv``.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator

from tenor.evidence import vocabulary as v
from tenor.panel.case import fields as f
from tenor.panel.case.base import Entry
from tenor.panel.case.reader import kind_of

MAX_CHARS = 120
ORIGINS = ("given", "found", "source", "absent")
REVIEWS = ("open", "accepted", "edited")
_DOCUMENT = re.compile(r"doc-[0-9a-f]{16}")
_SHA = re.compile(r"[0-9a-f]{64}")
_KEY = re.compile(r"[A-Za-z0-9][^\s\"'<>{}\[\]]*")


def _place(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise f.refusal(f"expected a place, found {kind_of(value)}", "count characters from 0")


def _line(value: Any) -> str:
    text = f.read_text(value)
    if len(text) > MAX_CHARS or "\n" in text:
        message = f"expected a name or term, found a text of {len(text)} characters"
        hint = f"write at most {MAX_CHARS} characters on one line; documents are not quoted here"
        raise f.refusal(message, hint)
    return text


def _document(value: Any) -> str:
    if isinstance(value, str) and _DOCUMENT.fullmatch(value):
        return value
    message = f"expected the id of a document, found {kind_of(value)}"
    raise f.refusal(message, "write doc- and 16 hexadecimal digits; tenor ledger documents has it")


def _sha(value: Any) -> str:
    if isinstance(value, str) and _SHA.fullmatch(value):
        return value
    message = f"expected a SHA-256, found {kind_of(value)}"
    raise f.refusal(message, "write 64 hexadecimal digits in quotes")


def _key(value: Any) -> str:
    text = _line(value)
    if _KEY.fullmatch(text):
        return text
    raise f.refusal(f"{text!r} is not a name", "write letters, digits and - . _ / + without spaces")


Place = Annotated[int, BeforeValidator(_place)]
Line = Annotated[str, BeforeValidator(_line)]
Key = Annotated[str, BeforeValidator(_key)]
Sha = Annotated[str, BeforeValidator(_sha)]
DocumentId = Annotated[str, BeforeValidator(_document)]
DocumentRef = Annotated[str, f.Ref("document"), BeforeValidator(_key)]
EvidenceRef = Annotated[str, f.Ref("evidence claim"), BeforeValidator(_key)]
Measure = Annotated[str, BeforeValidator(f.choice("measure", v.MEASURES))]
Bound = Annotated[str, BeforeValidator(f.choice("bound", v.BOUNDS))]
Status = Annotated[str, BeforeValidator(f.choice("status", (*v.STATUSES, *v.OFF_LADDER)))]
Modality = Annotated[str, BeforeValidator(f.choice("modality", v.MODALITIES))]
Polarity = Annotated[str, BeforeValidator(f.choice("polarity", v.POLARITIES))]
Role = Annotated[str, BeforeValidator(f.choice("role", v.ROLES))]
Zone = Annotated[str, BeforeValidator(f.choice("zone", v.ZONES))]
Relation = Annotated[str, BeforeValidator(f.choice("relation", v.RELATIONS))]
Origin = Annotated[str, BeforeValidator(f.choice("origin of a date", ORIGINS))]
Review = Annotated[str, BeforeValidator(f.choice("state of a review", REVIEWS))]


class EvidenceDocument(Entry):
    """One document: its hashes, what it is called, and when it appeared.

    `id` is made of the hash of its text, `sha256` that of the file. `origin` says where the date
    comes from; ``source`` is the row of ``sources.csv``.
    """

    id: DocumentId
    sha256: Sha
    chars: Place
    title: Line | None = None
    publisher: Line | None = None
    published: f.Date | None = None
    origin: Origin
    source: f.SourceId | None = None
    note: f.Text | None = None


class EvidenceParty(Entry):
    """A party of a claim with its role."""

    name: Line
    role: Role


class EvidenceSpeaker(Entry):
    """Who says so, the nearest first."""

    name: Line
    role: Line


class EvidenceClaim(Entry):
    """One figure of a document with its meaning and its place; `end` is the first place after."""

    id: Key
    document: DocumentRef
    start: Place
    end: Place
    low: f.Number | None = None
    high: f.Number | None = None
    point: f.Number | None = None
    bound: Bound
    unit: Key
    per: Key | None = None
    content: Line | None = None
    measure: Measure
    subject: Line | None = None
    object: Line | None = None
    commodity: Line | None = None
    stage: Line | None = None
    basis: Line | None = None
    place: Line | None = None
    status: Status | None = None
    modality: Modality
    polarity: Polarity
    event_date: f.Date | None = None
    effective_date: f.Date | None = None
    parties: tuple[EvidenceParty, ...] = ()
    speakers: tuple[EvidenceSpeaker, ...] = ()
    headline_only: f.Flag | None = None
    zone: Zone = "body"
    extractor: Key
    lineage: Key | None = None
    deal: Key | None = None
    review: Review = "open"
    note: f.Text | None = None


class EvidenceLink(Entry):
    """A relation of claim `a` to claim `b`, with why."""

    a: EvidenceRef
    b: EvidenceRef
    relation: Relation
    reason: f.Text


class Evidence(Entry):
    """The file ``evidence.yaml``."""

    documents: tuple[EvidenceDocument, ...] = ()
    claims: tuple[EvidenceClaim, ...] = ()
    links: tuple[EvidenceLink, ...] = ()


NO_EVIDENCE = Evidence()
"""What a case without ``evidence.yaml`` has."""
