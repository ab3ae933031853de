"""From the files of a case to its objects, with every fault on the way."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from tenor.core.errors import Fault, nearest_names, quoted
from tenor.panel.case import schema
from tenor.panel.case.crossing import count_references, cross_faults
from tenor.panel.case.evidence_rules import EVIDENCE_RULES
from tenor.panel.case.fields import shorten
from tenor.panel.case.folder import find_case, read_files
from tenor.panel.case.reader import Document, Path, kind_of, read_csv, read_yaml
from tenor.panel.case.refining import refining_faults
from tenor.panel.case.rules import RULES
from tenor.panel.case.story import story_faults
from tenor.panel.case.valuation import FOLDER, Valuation, build_valuation, valuation_faults
from tenor.panel.case.walking import walk

_SEE = "docs/case-format.md lists the keys"
_CODE_KEYS = ("hs", "tariff_line", "exempt_hs", "exempt_tariff", "product", "code")
_CODE_DIGITS = 4
_REFERRED = frozenset({schema.Source, schema.Claim, schema.Deals, schema.Project, schema.Policy})
"""Kinds of file whose entries others name."""


@dataclass(slots=True)
class Part:
    """One document with the kind of object it holds; `entry` is None where it has faults."""

    document: Document
    model: type[schema.Entry]
    entry: Any = None


@dataclass(slots=True)
class Draft:
    """All that was read of a case: its parts by file, and the faults found."""

    parts: list[Part] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unread: set[type[schema.Entry]] = field(default_factory=set)
    valuations: list[Valuation] = field(default_factory=list)

    def entries(self, model: type[schema.Entry]) -> list[Any]:
        """Return the objects of one kind, in the order of their files and rows."""
        return [part.entry for part in self.parts if part.model is model and part.entry]


def check_case(case: str | os.PathLike[str]) -> list[Fault]:
    """Return every fault of a case folder, in the order of files and lines.

    Parameters
    ----------
    case : str or path
        A folder, or the name of a built-in case.

    Returns
    -------
    list of Fault
        Empty for a sound case.

    Raises
    ------
    UserError
        The path does not exist.
    """
    return read_draft(case).faults


def read_draft(case: str | os.PathLike[str]) -> Draft:
    """Return the parts of a case and all faults; see `check_case`."""
    contents, faults = read_files(find_case(case))
    draft = Draft(faults=faults)
    priced = [file for file in contents if file.startswith(f"{FOLDER}/")]
    for file, content in contents.items():
        if file not in priced:
            _read_part(draft, file, content)
    for part in draft.parts:
        draft.faults.extend(_validate(part))
    _read_valuations(draft, {file: contents[file] for file in priced})
    names = [one.id for one in draft.valuations]
    for part in draft.parts:
        if part.model is schema.Refining:
            draft.faults.extend(refining_faults(part.document, names))
    absent = _REFERRED - {_model_of(file) for file in contents}
    draft.faults.extend(cross_faults(draft.parts, draft.unread, absent))
    missed = draft.unread | set(count_references(draft.parts, absent))
    draft.faults.extend(story_faults(draft.parts, missed))
    order = {file: place for place, file in enumerate(contents)}
    draft.faults.sort(key=lambda fault: order.get(fault.file, -1))
    return draft


def _model_of(file: str) -> type[schema.Entry]:
    fixed: Mapping[str, type[schema.Entry]] = {
        "case.yaml": schema.Head,
        "sources.csv": schema.Source,
        "claims.csv": schema.Claim,
        "scenarios.yaml": schema.Scenarios,
        "deals.yaml": schema.Deals,
        "brief.yaml": schema.Story,
        "evidence.yaml": schema.Evidence,
        "refining.yaml": schema.Refining,
    }
    if file in fixed:
        return fixed[file]
    return schema.Project if file.startswith("projects/") else schema.Policy


def _read_part(draft: Draft, file: str, content: bytes) -> None:
    model = _model_of(file)
    if file.endswith(".csv"):
        columns = {name: info.is_required() for name, info in model.model_fields.items()}
        documents, faults = read_csv(file, content, columns)
    else:
        document, faults = read_yaml(file, content)
        documents = [document] if document else []
    draft.faults.extend(faults)
    draft.parts.extend(Part(document, model) for document in documents)
    if faults:
        draft.unread.add(model)


def _read_valuations(draft: Draft, contents: Mapping[str, bytes]) -> None:
    documents = []
    for file, content in contents.items():
        document, faults = read_yaml(file, content)
        draft.faults.extend(faults)
        if document is not None:
            documents.append(document)
            draft.valuations.append(build_valuation(document, content))
    if schema.Source not in draft.unread:
        known = [source.id for source in draft.entries(schema.Source)]
        draft.faults.extend(valuation_faults(documents, known))


def _validate(part: Part) -> list[Fault]:
    document = part.document
    data = _with_numbers(document.data, part.model) if document.row else document.data
    document.data = data
    entries = {path: (model, raw) for model, raw, path in walk(part.model, data)}
    found: dict[Path, Fault] = {}
    try:
        part.entry = part.model.model_validate(data)
    except ValidationError as error:
        for problem in error.errors(include_url=False):
            path = _existing(document, tuple(problem["loc"]))
            found.setdefault(path, _translate(document, path, problem, entries))
    for path, (model, raw) in entries.items():
        for rule in (*RULES.get(model, ()), *EVIDENCE_RULES.get(model, ())):
            for finding in rule(raw):
                place = (*path, finding.key)
                found.setdefault(place, document.fault(place, finding.message, finding.hint))
    for path, raw_text in document.raw.items():
        if path not in found and _is_bare_code(path, raw_text):
            found[path] = _unquoted(document, path, raw_text, "code")
    if found:
        part.entry = None
    return [found[path] for path in sorted(found, key=lambda path: _line(document, path))]


def _line(document: Document, path: Path) -> int:
    while path and path not in document.lines:
        path = path[:-1]
    return document.lines.get(path, 0)


def _existing(document: Document, path: Path) -> Path:
    """Return the path as written: a commodity given as a plain name has no key ``name``."""
    parent = path[:-1]
    if path not in document.lines and isinstance(document.raw.get(parent), str):
        return parent
    return path


def _with_numbers(cells: Mapping[str, str], model: type[schema.Entry]) -> dict[str, Any]:
    """Return the cells of a record with the number columns as numbers, where they are."""
    numeric = {"value", "low", "high"} & set(model.model_fields)
    return {name: _to_number(cell) if name in numeric else cell for name, cell in cells.items()}


def _to_number(cell: str) -> float | str:
    if not cell.isascii() or "_" in cell or cell.strip("+-.").casefold()[:3] in {"inf", "nan"}:
        return cell
    try:
        return float(cell)
    except ValueError:
        return cell


def _translate(
    document: Document,
    path: Path,
    problem: Mapping[str, Any],
    entries: Mapping[Path, tuple[type[schema.Entry], Any]],
) -> Fault:
    kind, context = problem["type"], problem.get("ctx", {})
    found = kind_of(problem["input"])
    if kind == "unquoted_code":
        raw_text = document.raw.get(path, str(problem["input"]))
        return _unquoted(document, path, raw_text, context["what"])
    if kind == "refused":
        message, hint = context["message"], context["hint"]
    elif kind == "missing":
        message = "the cell is empty" if document.row else f"key {path[-1]!r} is missing"
        hint = f"add {path[-1]}; {_SEE}"
    elif kind == "extra_forbidden":
        message, hint = _unknown_key(path, entries)
        if problem["input"] is None and " " in str(path[-1]):
            hint = "put a text that holds a comma in quotes"
    elif kind == "tuple_type":
        message = f"expected a list, found {found}"
        hint = "write it as [a, b] or as lines that start with '- '"
    elif kind in {"model_type", "model_attributes_type"}:
        message, hint = f"expected a group of keys, found {found}", _SEE
    else:
        message, hint = f"{problem['msg']}; found {found}", _SEE
    return document.fault(path, message, hint)


def _unknown_key(
    path: Path, entries: Mapping[Path, tuple[type[schema.Entry], Any]]
) -> tuple[str, str]:
    model = entries[path[:-1]][0] if path[:-1] in entries else schema.Entry
    key = shorten(str(path[-1]))
    near = nearest_names(key, model.model_fields)
    known = f"keys here are {', '.join(model.model_fields)}"
    return f"unknown key {key!r}", f"did you mean {quoted(near)}?" if near else known


def _unquoted(document: Document, path: Path, raw_text: str, what: str) -> Fault:
    message = f"{what} {raw_text} is written as a number; codes are text"
    return document.fault(path, message, f"write '{raw_text}' in quotes")


def _is_bare_code(path: Path, raw_text: str) -> bool:
    key = next((part for part in reversed(path) if isinstance(part, str)), "")
    digits = raw_text.isascii() and raw_text.isdigit() and len(raw_text) >= _CODE_DIGITS
    return digits and key.startswith(_CODE_KEYS)
