"""References in ``brief.yaml``: which numbers a line names, and whether the case has them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from typing import Any

from tenor.core.errors import Fault, nearest_names, quoted
from tenor.panel.case import schema
from tenor.panel.case.crossing import Parted
from tenor.panel.case.reader import Document, Path

_REF = re.compile(r"\{([^{}\n]+)\}")
DERIVED = "report.derived/"
ELSEWHERE = ("risk.", "decision.", "report.export_")
"""Ids of numbers that are computed when the brief is made; they are checked there."""

_HOLDERS = {
    schema.Claim: "case.claim",
    schema.Deal: "case.deal",
    schema.Project: "case.project",
    schema.Policy: "case.policy",
}
_PARTS = {
    schema.Deal: ("amounts",),
    schema.Project: ("capacity", "resources", "recovery", "capex", "opex", "terms"),
    schema.Policy: ("values",),
}


def refs_of(text: str) -> list[str]:
    """Return the trace ids that a text names.

    Examples
    --------
    >>> refs_of("About {case.claim/a} of {report.derived/b}.")
    ['case.claim/a', 'report.derived/b']
    """
    return [name.strip() for name in _REF.findall(text)]


def story_faults(parts: Sequence[Parted], unread: Set[type[schema.Entry]]) -> Iterator[Fault]:
    """Yield the references of ``brief.yaml`` that name nothing in the case."""
    stories = [part for part in parts if part.model is schema.Story]
    if not stories or unread:
        return
    known = set(_known_ids(parts))
    for story in stories:
        document = story.document
        if isinstance(document.data, dict):
            own = {f"{DERIVED}{d['id']}" for d in _dicts(document.data.get("derived")) if "id" in d}
            for path, ref in _references(document.data):
                if not ref.startswith(ELSEWHERE) and ref not in known | own:
                    yield _fault(document, path, ref, known | own)


def _fault(document: Document, path: Path, ref: str, known: Set[str]) -> Fault:
    near = nearest_names(ref[:120], sorted(known))
    fix = "name a number of the case, as case.claim/ID"
    hint = f"did you mean {quoted(near)}?" if near else fix
    return document.fault(path, f"unknown trace id {ref[:120]!r}", hint)


def _references(data: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    for place, entry in enumerate(_dicts(data.get("derived"))):
        for key in ("of", "by"):
            for i, ref in enumerate(entry.get(key) or ()):
                if isinstance(ref, str):
                    yield ("derived", place, key, i), ref
    for key in ("lines", "verify"):
        for place, entry in enumerate(_dicts(data.get(key))):
            text = entry.get("text")
            if isinstance(text, str):
                yield from (((key, place, "text"), ref) for ref in refs_of(text))


def _known_ids(parts: Sequence[Parted]) -> Iterator[str]:
    for part in parts:
        data = part.document.data
        if not isinstance(data, dict):
            continue
        model, entries = part.model, [data]
        if model is schema.Deals:
            model, entries = schema.Deal, _dicts(data.get("deals"))
        if model not in _HOLDERS:
            continue
        for entry in entries:
            name = f"{_HOLDERS[model]}/{entry.get('id')}"
            yield name
            for key in _PARTS.get(model, ()):
                yield from (f"{name}/{inner.get('id')}" for inner in _dicts(entry.get(key)))
            if model is schema.Project:
                yield from _conditions(entry)


def _conditions(project: dict[str, Any]) -> Iterator[str]:
    """Yield the ids of the numbers in a project's funds and gates."""
    for funds in _dicts(project.get("funds")):
        for key in ("uses", "sources"):
            for entry in _dicts(funds.get(key)):
                yield f"case.funds/{project.get('id')}/{funds.get('id')}/{entry.get('id')}"
    for gate in _dicts(project.get("gates")):
        for view in _dicts(gate.get("views")):
            for part in ("probability", "delay"):
                yield f"case.gate/{project.get('id')}/{gate.get('id')}/{part}/{view.get('date')}"


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
