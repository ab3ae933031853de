"""Writing ``evidence.yaml`` of a case from a ledger, keeping what persons wrote in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tenor.core.errors import UserError
from tenor.evidence.joining.door import LedgerLike
from tenor.evidence.shipping import Shipment, ship, write_yaml
from tenor.panel.case import Case, built_in_cases, load_case
from tenor.panel.case.folder import built_in_folder, find_case
from tenor.panel.case.schema import Source

FILE = "evidence.yaml"
HEAD = (
    "What documents claim: figures with their meaning and their place, and no words of theirs.",
    "Ids of documents are made of the hash of the text; places are its code points, end excluded.",
    "Written by tenor ledger export; docs/case-format.md explains every key.",
)
_KEPT = ("title", "publisher", "published", "origin", "source", "note")
_KEYS = ("id", "sha256", "chars", *_KEPT)
_WORD = re.compile(r"[^\W_]+")
_LEAST = 4


def update_file(
    ledger: LedgerLike, case: str, *, out: Path | None = None, accepted: bool = False
) -> dict[str, Any]:
    """Write the claims of a ledger as the evidence of a case and return what was written.

    Raises
    ------
    UserError
        No file is named and the case is one that ships with Tenor, or the file cannot be written.
    CaseError
        The case has faults.
    """
    loaded = load_case(case)
    folder = find_case(case)
    if out is None and case in built_in_cases() and folder == built_in_folder(case):
        raise UserError(f"{case} ships with Tenor and is not written to; name a file with -o")
    target = out or folder / FILE
    shipment = with_sources(ship(ledger, accepted=accepted), loaded)
    try:
        target.write_text(write_yaml(shipment, head=HEAD), encoding="utf-8", newline="\n")
    except OSError as error:
        raise UserError(f"cannot write {str(target)!r}: {error.strerror or error}") from error
    return {
        "file": str(target),
        "documents": len(shipment.documents),
        "claims": len(shipment.claims),
        "links": len(shipment.links),
    }


def with_sources(shipment: Shipment, case: Case) -> Shipment:
    """Return a shipment whose documents have what the case knows of them."""
    held = {paper.id: paper.model_dump(mode="json") for paper in case.evidence.documents}
    known = (_known(row, held.get(row["id"], {}), case) for row in shipment.documents)
    rows = [{key: row[key] for key in _KEYS if key in row} for row in known]
    return replace(shipment, documents=tuple(rows))


def _known(row: Mapping[str, Any], held: Mapping[str, Any], case: Case) -> Mapping[str, Any]:
    kept = {key: held[key] for key in _KEPT if held.get(key) is not None}
    if kept:
        dated = {"published", "origin"}
        return {k: v for k, v in row.items() if k not in dated} | kept
    source = _source_of(row.get("title"), case)
    if source is None:
        return row
    found = dict(row) | {"title": source.title, "publisher": source.publisher}
    if found.get("published") is None and source.date is not None:
        found |= {"published": str(source.date), "origin": "source"}
    return found | {"source": source.id}


def _source_of(title: str | None, case: Case) -> Source | None:
    """Return the one source with the title of a document, or a title that begins with it."""
    words = _WORD.findall((title or "").casefold())
    fits = [
        source
        for source in case.source_rows
        if len(words) >= _LEAST and _WORD.findall(source.title.casefold())[: len(words)] == words
    ]
    return fits[0] if len(fits) == 1 else None
