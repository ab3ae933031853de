"""Ingesting: from paths to rows of a ledger, one document at a time.

Documents are loaded, read and verified in this process or in workers, and written by this
process in the order in which the paths name them, so the ledger is the same whatever the
number of workers. Only a few documents are held at once. A document that cannot be loaded is
reported and the others go on.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from tenor.core.errors import DataError, TenorError
from tenor.evidence.known import find_known, mark_of
from tenor.evidence.ledger import Known, Ledger, Packed, Reading
from tenor.evidence.loading import load_bytes, load_document
from tenor.evidence.loading.paths import Found, find_documents
from tenor.evidence.model import Candidate, Claim, Document, Given, Zone, claim_id
from tenor.evidence.protocol import Extractor, NotReadError, Verify

Fetch = Callable[[str], tuple[bytes, str | None]]
"""Returns the bytes behind an address and the character set that the server names."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Work:
    """What is done to each document: by whom, and with which metadata.

    Attributes
    ----------
    given : mapping
        Metadata that the user states for all documents: ``published``, ``publisher`` ...
    fetch : callable, optional
        Without it an address is refused.
    """

    extractor: Extractor
    verify: Verify
    given: Mapping[str, str | None] = field(default_factory=dict)
    fetch: Fetch | None = None


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of one document."""

    path: str
    id: str | None = None
    sha256: str | None = None
    chars: int = 0
    zones: tuple[Zone, ...] = ()
    claims: int = 0
    quarantined: int = 0
    is_new: bool = False
    error: str | None = None
    skipped: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object of ``tenor ingest``."""
        if self.error or self.skipped:
            return {"path": self.path, "error": self.error, "skipped": self.skipped}
        return {
            "id": self.id,
            "path": self.path,
            "sha256": self.sha256,
            "chars": self.chars,
            "zones": [{"start": z.start, "end": z.end, "kind": z.kind} for z in self.zones],
            "claims": self.claims,
            "quarantined": self.quarantined,
            "is_new": self.is_new,
        }


def ingest(
    paths: Iterable[str],
    ledger: Ledger,
    work: Work,
    *,
    jobs: int | None = 1,
    progress: Progress | None = None,
) -> Iterator[Ingested]:
    """Ingest documents and yield what became of each, in order.

    Parameters
    ----------
    paths : iterable of str
        Files, folders, addresses.
    ledger : Ledger
    work : Work
    jobs : int, optional
        Worker processes; 1 does all in this one. None: one a core where there are many documents.
    progress : callable of (documents done, documents in all), optional

    Raises
    ------
    DataError
        A path does not exist, or the ledger cannot be written. What was done stays.
    """
    found = list(find_documents(paths))
    if jobs is None:
        jobs = count_jobs(len(found))
    readings = _in_workers(found, work, jobs, ledger) if jobs > 1 else _here(found, work, ledger)
    for done, (item, result) in enumerate(readings, 1):
        if isinstance(result, Known) and result.changes != ledger.changes:
            result = find_known(item, work, ledger) or read(item, work, ledger)  # noqa: PLW2901
        if isinstance(result, Known):
            yield _as_known(result, item)
        elif isinstance(result, Packed):
            yield _write(ledger, _settled(result, ledger, work), item)
        else:
            yield Ingested(item.name, error=result, skipped=item.skipped)
        if progress:
            progress(done, len(found))


def count_jobs(documents: int) -> int:
    """Return how many processes read a number of documents: one a core where they are many.

    Examples
    --------
    >>> count_jobs(100)
    1
    """
    return min(_cores(), MOST_JOBS) if documents > FEW else 1


def _cores() -> int:
    """Return the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


FEW, MOST_JOBS = 100, 8
"""Documents that are read before workers have started; workers that one writer keeps up with."""


def _settled(packed: Packed, ledger: Ledger, work: Work) -> Packed:
    """Return a reading again where a document before it has changed what is given for it."""
    document = with_given(packed.document, ledger.given(packed.document.id))
    if document == packed.document:
        return packed
    return Packed.of(read_document(document, work), packed.mark)


def _write(ledger: Ledger, packed: Packed, item: Found) -> Ingested:
    written = ledger.add(packed)
    document = packed.document
    passed = sum(verified for _, _, verified, _ in packed.rows)
    return Ingested(
        path=item.name,
        id=document.id,
        sha256=document.sha256,
        chars=len(document.text),
        zones=document.zones,
        claims=passed,
        quarantined=len(packed.rows) - passed,
        is_new=written.new_document or written.new_reading,
    )


def _as_known(known: Known, item: Found) -> Ingested:
    return Ingested(
        path=item.name,
        id=known.document,
        sha256=known.sha256,
        chars=known.chars,
        zones=known.zones,
        claims=known.verified,
        quarantined=known.claims - known.verified,
    )


def read(found: Found, work: Work, ledger: Ledger) -> Packed | str | None:
    """Return the reading of one document; a text says what is wrong; None where it is left out."""
    if found.skipped:
        return None
    try:
        document = load(found, work)
    except TenorError as error:
        return str(error)
    try:
        with _without_collection():
            reading = read_document(with_given(document, ledger.given(document.id)), work)
    except NotReadError as error:
        return str(error)
    return Packed.of(reading, None if found.is_address else mark_of(work, document.kind))


@contextmanager
def _without_collection() -> Iterator[None]:
    """Put off the search for cycles: a reading makes many objects and no cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def load(found: Found, work: Work) -> Document:
    """Return the document that a path or an address names.

    Raises
    ------
    DataError
        It cannot be loaded.
    """
    if not found.is_address:
        return load_document(found.name, given=work.given)
    if work.fetch is None:
        raise DataError(f"{found.name}: addresses are fetched only when --url says so")
    data, charset = work.fetch(found.name)
    given = {"address": found.name, **work.given}
    return load_bytes(data, name=found.name, given=given, charset=charset)


def read_document(document: Document, work: Work) -> Reading:
    """Return what the extractor finds in a document, each candidate verified."""
    claims: dict[str, Claim] = {}
    for candidate in work.extractor.extract(document):
        claim = to_claim(candidate, document, work.verify)
        held = claims.get(claim.id)
        if held is None or (claim.verified and not held.verified):
            claims[claim.id] = claim
    ordered = sorted(
        claims.values(), key=lambda c: (c.candidate.mention.start, c.candidate.mention.end, c.id)
    )
    return Reading(document, work.extractor.name, tuple(ordered))


def to_claim(candidate: Candidate, document: Document, verify: Verify) -> Claim:
    """Return a candidate as a claim, verified or quarantined with the reason."""
    mention = candidate.mention
    reason = verify(candidate, document)
    return Claim(
        id=claim_id(document.id, candidate),
        document=document.id,
        path=document.path,
        candidate=candidate,
        value_original=document.text[mention.start : mention.end],
        zone=document.zone_at(mention.start),
        verified=reason is None,
        reason=reason,
    )


def with_given(document: Document, given: Mapping[str, Given]) -> Document:
    """Return a document with what a user has once given for it, where nothing new is given."""
    kept: dict[str, Any] = {
        name: value for name, value in given.items() if getattr(document, name).origin != "given"
    }
    return replace(document, **kept) if kept else document


Result = Packed | Known | str | None
"""What became of one item: read, known before, what is wrong with it, left out."""


def _here(found: list[Found], work: Work, ledger: Ledger) -> Iterator[tuple[Found, Result]]:
    for item in found:
        yield item, find_known(item, work, ledger) or read(item, work, ledger)


def _in_workers(
    found: list[Found], work: Work, jobs: int, ledger: Ledger
) -> Iterator[tuple[Found, Result]]:
    from tenor.evidence.workers import map_in_order

    yield from map_in_order(found, work, jobs, ledger)
