"""What the files of a case must satisfy together: ids, references, dates of sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from pathlib import PurePosixPath
from typing import Any, Protocol

from tenor.core.errors import Fault, nearest_names, quoted
from tenor.core.vocabulary import Met
from tenor.panel.case import schema
from tenor.panel.case.dates import PartialDate
from tenor.panel.case.evidence_rules import evidence_faults
from tenor.panel.case.folder import REQUIRED
from tenor.panel.case.money import money_faults
from tenor.panel.case.reader import Document, Path
from tenor.panel.case.walking import Place, refs_in, walk

_HOLDER: Mapping[str, type[schema.Entry]] = {
    "source": schema.Source,
    "claim": schema.Claim,
    "deal": schema.Deals,
    "project": schema.Project,
    "policy": schema.Policy,
    "document": schema.Evidence,
    "evidence claim": schema.Evidence,
}
_HOME = {
    "source": "sources.csv",
    "claim": "claims.csv",
    "deal": "deals.yaml",
    "project": "projects/",
    "policy": "policies/",
    "scenario": "scenarios.yaml",
    "document": "evidence.yaml",
    "evidence claim": "evidence.yaml",
}
_KIND_OF: Mapping[type[schema.Entry], str] = {
    schema.Source: "source",
    schema.Claim: "claim",
    schema.Deal: "deal",
    schema.Project: "project",
    schema.Policy: "policy",
    schema.Scenario: "scenario",
    schema.EvidenceDocument: "document",
    schema.EvidenceClaim: "evidence claim",
}
_DATED_BY_SOURCE = (
    schema.ProjectStep,
    schema.DealStep,
    schema.Owner,
    schema.Ending,
    schema.Dated,
    schema.Need,
    schema.Fund,
    schema.GateStep,
)


class Parted(Protocol):
    """A document with the kind of object that it holds."""

    document: Document
    model: type[schema.Entry]


def cross_faults(
    parts: Sequence[Parted],
    unread: Set[type[schema.Entry]],
    absent: Set[type[schema.Entry]] = frozenset(),
) -> Iterator[Fault]:
    """Yield the faults that only several entries together show.

    Parameters
    ----------
    parts : sequence of documents with their kind
    unread : set of type
        Kinds of which a file could not be read; references to them are not judged.
    absent : set of type
        Kinds of which nothing was read; references to them are counted, not judged.
    """
    places = [
        Place(part.document, model, raw, path)
        for part in parts
        for model, raw, path in walk(part.model, part.document.data)
    ]
    named = _named(places)
    yield from _twice(places)
    yield from _unknown(places, named, unread | absent)
    yield from _unchecked(parts, absent)
    yield from _circles(named["claim"])
    yield from _misnamed(places)
    heads = (_date(place.raw.get("cut_off")) for place in places if place.model is schema.Head)
    cut_off = next(heads, None)
    yield from money_faults(places, named["deal"], judged=not {schema.Deals} & (unread | absent))
    yield from evidence_faults(places)
    for place in places:
        yield from _rests_on_later(place, named["source"])
        source = named["source"].get(_text(place.raw.get("source")))
        if source is not None:
            yield from _against_source(place, source.raw, cut_off)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _named(places: Sequence[Place]) -> dict[str, dict[str, Place]]:
    named: dict[str, dict[str, Place]] = {kind: {} for kind in _HOME}
    for place in places:
        kind = _KIND_OF.get(place.model)
        name = _text(place.raw.get("id"))
        if kind and name:
            named[kind].setdefault(name, place)
    return named


def _twice(places: Sequence[Place]) -> Iterator[Fault]:
    first: dict[tuple[str, str], Place] = {}
    for place in places:
        name = _text(place.raw.get("id"))
        if not name:
            continue
        kind = _KIND_OF.get(place.model)
        scope = kind or f"{place.document.file}:{place.path[:-2]}"
        held = first.setdefault((scope, name), place)
        if held is not place:
            where = held.document.where((*held.path, "id"))
            message = f"id {name!r} stands twice; it is first in {held.document.file}, {where}"
            hint = "give each entry an id of its own"
            yield place.document.fault((*place.path, "id"), message, hint)


def _unknown(
    places: Sequence[Place],
    named: Mapping[str, Mapping[str, Place]],
    unread: set[type[schema.Entry]],
) -> Iterator[Fault]:
    for place in places:
        for kind, name, path in _references(place.model, place.raw, place.path):
            if name in named[kind] or _HOLDER[kind] in unread:
                continue
            near = nearest_names(name[:80], named[kind])
            hint = f"did you mean {quoted(near)}?" if near else f"add it to {_HOME[kind]}"
            message = f"unknown {kind} id {name[:80]!r}; expected an id of {_HOME[kind]}"
            yield place.document.fault(path, message, hint)


def _references(
    model: type[schema.Entry], raw: Mapping[str, Any], path: Path
) -> Iterator[tuple[str, str, Path]]:
    """Yield kind, id and place of each entry that a group of keys names."""
    for key, kind in refs_in(model).items():
        value = raw.get(key)
        if isinstance(value, list):
            yield from ((kind, n, (*path, key, i)) for i, n in enumerate(value) if _text(n))
        elif _text(value):
            yield kind, value, (*path, key)


def count_references(
    parts: Sequence[Parted], kinds: Set[type[schema.Entry]]
) -> Counter[type[schema.Entry]]:
    """Return how many references name an entry of some kinds of file, by kind of file."""
    return Counter(
        _HOLDER[kind]
        for part in parts
        for model, raw, path in walk(part.model, part.document.data)
        for kind, _, _ in _references(model, raw, path)
        if _HOLDER[kind] in kinds
    )


def _unchecked(parts: Sequence[Parted], absent: Set[type[schema.Entry]]) -> Iterator[Fault]:
    """Yield one fault for each kind that references name and no file holds."""
    for model, count in count_references(parts, absent).items():
        kind = next(kind for kind, holder in _HOLDER.items() if holder is model)
        home = _HOME[kind]
        what = "folder" if home.endswith("/") else "file"
        message = f"references to a {kind} that could not be checked: {count}"
        if home not in REQUIRED:
            message = f"the {what} is missing or could not be read; {message}"
        fix = f"add {home}, or remove what names a {kind}"
        yield Fault(home, what, message, fix)


def _circles(claims: Mapping[str, Place]) -> Iterator[Fault]:
    for name, place in claims.items():
        chain, current = {name}, _text(place.raw.get("supersedes"))
        while current in claims and current not in chain:
            chain.add(current)
            current = _text(claims[current].raw.get("supersedes"))
        if current == name:
            message = f"claim {name!r} supersedes itself, by way of {len(chain)} claim(s)"
            fix = "let the later claim name the earlier one"
            yield place.document.fault((*place.path, "supersedes"), message, fix)


def _misnamed(places: Sequence[Place]) -> Iterator[Fault]:
    for place in places:
        name = _text(place.raw.get("id"))
        stem = PurePosixPath(place.document.file).stem
        if place.model in {schema.Project, schema.Policy} and name and name != stem:
            message = f"id {name!r} differs from the name of its file"
            hint = f"name the file {name}.yaml, or write id: {stem}"
            yield place.document.fault((*place.path, "id"), message, hint)


def _against_source(
    place: Place, source: Mapping[str, Any], cut_off: PartialDate | None
) -> Iterator[Fault]:
    if place.model is schema.Source:
        return
    mine, its = _met(place.raw), _met(source)
    if mine is not None and its is not None and mine > its:
        message = f"met {mine} is stronger than that of its source, which was met {its}"
        fix = f"write {its}, or mend the source's row"
        yield place.document.fault((*place.path, "met"), message, fix)
    if not issubclass(place.model, _DATED_BY_SOURCE):
        return
    stated, published = _date(place.raw.get("date")), _date(source.get("date"))
    if stated and published and stated.earliest > published.latest:
        message = f"date {stated} is after its source was published ({published})"
        if cut_off and stated.is_after(cut_off.latest):
            message += f", and after the cut-off {cut_off}"
        fix = "write when the fact was known, or name the later source"
        yield place.document.fault((*place.path, "date"), message, fix)


def _rests_on_later(place: Place, sources: Mapping[str, Place]) -> Iterator[Fault]:
    """Yield the sources of a view or an inquiry that are later than it."""
    stated, listed = _date(place.raw.get("date")), place.raw.get("sources")
    if stated is None or place.model not in {schema.View, schema.Inquiry}:
        return
    for i, name in enumerate(listed if isinstance(listed, list) else ()):
        source = sources.get(_text(name))
        published = _date(source.raw.get("date")) if source else None
        if published and published.is_after(stated.latest):
            message = f"source {name!r} was published ({published}) after the date {stated}"
            hint = "write the day of the judgement, or name an earlier source"
            yield place.document.fault((*place.path, "sources", i), message, hint)


def _met(raw: Mapping[str, Any]) -> Met | None:
    word = raw.get("met")
    return next((member for member in Met if member.value == word), None)


def _date(value: Any) -> PartialDate | None:
    try:
        return PartialDate.parse(str(value)) if value is not None else None
    except ValueError:
        return None
