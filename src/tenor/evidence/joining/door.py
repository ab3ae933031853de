"""The door to the ledger: what it holds comes in here, with the reviews of persons applied.

A ledger is anything with these five methods; joining writes nothing to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from tenor.evidence.gazetteer import Gazetteer
from tenor.evidence.joining.join import Joined, join
from tenor.evidence.ledger.reviewing import PARTIES
from tenor.evidence.model import BY_RULES, Claim, Document, Given, Link, Party
from tenor.evidence.vocabulary import DECIDED

REJECT, EDIT = "reject", "edit"


class StoredDocument(Protocol):
    """A document of a ledger without its text."""

    @property
    def id(self) -> str:
        """Id of the document."""

    @property
    def path(self) -> str:
        """Path of the file."""

    @property
    def sha256(self) -> str:
        """Hash of the file."""

    @property
    def kind(self) -> str:
        """Kind of the file."""

    @property
    def loader(self) -> str:
        """What made the text."""

    @property
    def zones(self) -> tuple[Any, ...]:
        """Zones of the text."""

    @property
    def metadata(self) -> Mapping[str, Given]:
        """Title, publisher and so on."""


class ReviewLike(Protocol):
    """What a person decided about a claim."""

    @property
    def claim(self) -> str:
        """Id of the claim."""

    @property
    def verdict(self) -> str:
        """``accept``, ``reject`` or ``edit``."""

    @property
    def edits(self) -> Mapping[str, Any]:
        """Fields and their new values."""


class LedgerLike(Protocol):
    """What joining reads of a ledger."""

    def claims(self, *, verified: bool = True) -> Iterable[Claim]:
        """Yield the claims in force."""

    def documents(self) -> Iterable[StoredDocument]:
        """Yield the documents without their texts."""

    def text(self, document: str) -> str:
        """Return the text of a document."""

    def reviews(self) -> Iterable[ReviewLike]:
        """Return all reviews in the order in which they were given."""

    def links(self) -> Iterable[Link]:
        """Return the links that the ledger holds."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a ledger gave: claims as reviewed, those rejected, documents and verdicts."""

    claims: tuple[Claim, ...]
    rejected: frozenset[str]
    documents: tuple[Document, ...]
    verdicts: tuple[Link, ...]


def open_ledger(ledger: LedgerLike) -> Opened:
    """Return what joining needs of a ledger, with the last review of each claim in force."""
    last: dict[str, str] = {}
    edits: dict[str, dict[str, Any]] = {}
    for review in ledger.reviews():
        last[review.claim] = review.verdict
        if review.verdict == EDIT:
            edits.setdefault(review.claim, {}).update(review.edits)
    claims = tuple(_edited(claim, edits.get(claim.id)) for claim in ledger.claims(verified=False))
    rejected = frozenset(claim for claim, verdict in last.items() if verdict == REJECT)
    documents = tuple(_document(stored, ledger) for stored in ledger.documents())
    verdicts = tuple(
        link for link in ledger.links() if link.relation in DECIDED.values() and link.by != BY_RULES
    )
    return Opened(claims, rejected, documents, verdicts)


def join_ledger(ledger: LedgerLike, *, names: Gazetteer | None = None) -> Joined:
    """Return deals, links and lineages of what a ledger holds."""
    held = open_ledger(ledger)
    return join(
        held.claims,
        held.documents,
        verdicts=held.verdicts,
        rejected=held.rejected,
        names=names,
    )


def _edited(claim: Claim, edits: Mapping[str, Any] | None) -> Claim:
    if not edits:
        return claim
    fields = dict(edits)
    if PARTIES in fields:
        fields[PARTIES] = tuple(_party(claim, p["name"], p["role"]) for p in fields[PARTIES])
    return replace(claim, candidate=replace(claim.candidate, **fields))


def _party(claim: Claim, name: str, role: str) -> Party:
    """Return a party as a person named it, with its place where the claim had one."""
    known = next((p for p in claim.candidate.parties if p.name == name), None)
    if known is not None:
        return replace(known, role=role)
    return Party(name, role, inferred=_BY_PERSON)


_BY_PERSON = "named by a person in a review"


def _document(stored: StoredDocument, ledger: LedgerLike) -> Document:
    return Document(
        ledger.text(stored.id),
        stored.sha256,
        stored.path,
        stored.kind,
        stored.loader,
        stored.zones,
        **stored.metadata,
    )
