"""Bytes of a case file to plain values, keeping for each value the line it stands on.

Nothing here knows what a case holds. Bad bytes, bad YAML and bad CSV become
faults; nothing is raised. YAML follows the core schema of version 1.2: ``30.0e6``
is a number, ``no`` is text, a date is text.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from typing import Any

from tenor.core.errors import Fault

Path = tuple[str | int, ...]

MAX_BYTES = 4_000_000
_MAX_DEPTH = 30
_CORE_TAGS = tuple(
    f"tag:yaml.org,2002:{name}"
    for name in ("null", "bool", "int", "float", "str", "timestamp", "seq", "map", "value", "merge")
)
_NULL = re.compile(r"(?:~|null|Null|NULL)?")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?(?:\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN")
_MAX_DIGITS = 400


@dataclass(slots=True)
class Document:
    """One file as plain values, with the place of each.

    Attributes
    ----------
    file : str
        Path relative to the case folder.
    data : object
        Mappings, lists, text, numbers, booleans and None; for CSV one row.
    lines : dict
        Line of each value (for a mapping entry: of its key), by path from the root.
    raw : dict
        Text of each plain scalar as it is written, by path.
    row : int or None
        Row of a CSV record, the header being row 1; None for YAML.
    """

    file: str
    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    raw: dict[Path, str] = field(default_factory=dict)
    row: int | None = None

    def where(self, path: Path = ()) -> str:
        """Return the place of a value as text: line and key path, or row and column."""
        if self.row is not None:
            return f"row {self.row}, column {path[0]}" if path else f"row {self.row}"
        known = path
        while known and known not in self.lines:
            known = known[:-1]
        line = f"line {self.lines.get(known, 1)}"
        return f"{line}, {show_path(path)}" if path else line

    def fault(self, path: Path, message: str, hint: str) -> Fault:
        """Return a fault of this file at a value."""
        return Fault(self.file, self.where(path), message, hint)


def show_path(path: Path) -> str:
    """Return a path as it is written in a message.

    Examples
    --------
    >>> show_path(("owners", 1, "share"))
    'owners[1].share'
    """
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def decode(file: str, content: bytes) -> tuple[str | None, list[Fault]]:
    """Return a file's text, or the fault that keeps it from being read as UTF-8 text."""
    if len(content) > MAX_BYTES:
        message = f"holds {len(content):,} bytes; a case file has at most {MAX_BYTES:,}"
        return None, [Fault(file, "file", message, "keep data tables out of the case folder")]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"byte {content[error.start]:#04x} is not UTF-8 text"
        return None, [Fault(file, f"line {line}", message, "save the file with UTF-8 encoding")]
    for position, char in enumerate(text):
        if char < " " and char not in "\t\r\n":
            line = text.count("\n", 0, position) + 1
            message = f"control character U+{ord(char):04X} found; this is not a text file"
            return None, [Fault(file, f"line {line}", message, "save the file as plain text")]
    if not text.strip():
        return None, [Fault(file, "file", "is empty", "see docs/case-format.md for what it holds")]
    return text, []


def read_yaml(file: str, content: bytes) -> tuple[Document | None, list[Fault]]:
    """Return a YAML file as a document, and the faults found on the way.

    A document is returned beside faults where the rest of the file could be read,
    so that all of its faults can be told together.
    """
    text, faults = decode(file, content)
    if text is None:
        return None, faults
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("%"):
            message = "a YAML directive was found; case files are YAML 1.2 without directives"
            return None, [Fault(file, f"line {number}", message, "remove the line")]
    node, faults = _compose(file, text)
    if node is None:
        return None, faults
    document = Document(file, lines={(): node.start_mark.line + 1})
    document.data = _Builder(document, faults).value(node, ())
    if not isinstance(document.data, dict):
        message = f"holds {kind_of(document.data)}; expected keys with values"
        return None, [*faults, Fault(file, "line 1", message, "write entries as 'key: value'")]
    return document, faults


def _compose(file: str, text: str) -> tuple[Any, list[Fault]]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}" if mark else "file"
        problem = str(error.problem or error.context).strip()
        hint = "check indentation, quotes, brackets and colons near this line"
        return None, [Fault(file, where, f"cannot be read as YAML: {problem}", hint)]
    except (YAMLError, ValueError) as error:
        message = f"cannot be read as YAML: {str(error).splitlines()[0] if str(error) else 'error'}"
        return None, [Fault(file, "file", message, "write the file as plain YAML 1.2")]
    except RecursionError:
        message = f"is nested too deeply; at most {_MAX_DEPTH} levels are read"
        return None, [Fault(file, "file", message, "look for a stray '[' or '{'")]
    if node is None:
        return None, [Fault(file, "file", "is empty", "see docs/case-format.md for what it holds")]
    return node, []


class _Builder:
    """Turns YAML nodes into plain values, noting lines and collecting faults."""

    def __init__(self, document: Document, faults: list[Fault]) -> None:
        self.document, self.faults = document, faults
        self.seen: set[int] = set()

    def fault(self, path: Path, message: str, hint: str) -> None:
        self.faults.append(self.document.fault(path, message, hint))

    def value(self, node: Any, path: Path) -> Any:
        self.document.lines.setdefault(path, node.start_mark.line + 1)
        if id(node) in self.seen:
            self.fault(path, "an alias (*) was found", "write the value out where it is used")
            return None
        self.seen.add(id(node))
        if len(path) > _MAX_DEPTH:
            self.fault(path[:_MAX_DEPTH], "is nested too deeply", "look for a stray '[' or '{'")
            return None
        if str(node.tag) not in _CORE_TAGS:
            self.fault(path, f"unknown YAML tag {node.tag!s}", "remove the tag")
            return None
        if node.id == "scalar":
            return self.scalar(node, path)
        if node.id == "sequence":
            return [self.value(item, (*path, i)) for i, item in enumerate(node.value)]
        return self.mapping(node, path)

    def mapping(self, node: Any, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value if key_node.id == "scalar" else None
            line = key_node.start_mark.line + 1
            if key is None or not key:
                place = f"line {line}"
                message = "a key is not plain text"
                self.faults.append(Fault(self.document.file, place, message, "write a plain key"))
            elif key in found:
                first = self.document.lines[(*path, key)]
                place = f"line {line}, {show_path((*path, key))}"
                message = f"key {key!r} stands twice; it is first on line {first}"
                self.faults.append(Fault(self.document.file, place, message, "keep one of the two"))
            else:
                self.document.lines[(*path, key)] = line
                found[key] = self.value(value_node, (*path, key))
        return found

    def scalar(self, node: Any, path: Path) -> Any:
        text = node.value
        if node.style is not None or str(node.tag) not in _CORE_TAGS[:6]:
            return text
        self.document.raw[path] = text
        if _NULL.fullmatch(text):
            return None
        if _TRUE.fullmatch(text) or _FALSE.fullmatch(text):
            return bool(_TRUE.fullmatch(text))
        return self.number(text, path)

    def number(self, text: str, path: Path) -> Any:
        if len(text) <= _MAX_DIGITS and _INT.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return self.finite(float(text), text, path)
        return self.finite(float("inf"), text, path) if _NOT_FINITE.fullmatch(text) else text

    def finite(self, number: float, text: str, path: Path) -> float | None:
        if abs(number) != float("inf"):
            return number
        shown = text if len(text) < 30 else text[:30] + "..."
        self.fault(path, f"{shown} is not a finite number", "leave an unknown value out")
        return None


def kind_of(value: Any) -> str:
    """Return what a value is, in a reader's words.

    Examples
    --------
    >>> kind_of([1]), kind_of("a"), kind_of(None)
    ('a list', "the text 'a'", 'nothing')
    """
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return f"the truth value {str(value).lower()}"
    if isinstance(value, int | float):
        return f"the number {value}" if abs(value) < 1e18 else "a very large number"
    if isinstance(value, str):
        return f"the text {value if len(value) <= 60 else value[:60] + '...'!r}"
    return "a list" if isinstance(value, list | tuple) else "a group of keys"


def read_csv(
    file: str, content: bytes, columns: dict[str, bool]
) -> tuple[list[Document], list[Fault]]:
    """Return the records of a CSV file as documents of text cells, and its faults.

    Parameters
    ----------
    file : str
        Path relative to the case folder.
    content : bytes
        The file.
    columns : dict of str to bool
        The columns that the file may have; True for those it must have.

    Returns
    -------
    documents : list of Document
        One per record; empty cells are left out.
    faults : list of Fault
    """
    from tenor.core.errors import nearest_names, quoted

    text, faults = decode(file, content)
    if text is None:
        return [], faults
    records, faults = _records(file, text)
    if not records:
        return [], faults
    header = [name.strip() for name in records[0]]
    for place, name in enumerate(header, start=1):
        where = f"row 1, column {place}"
        if name not in columns:
            near = nearest_names(name, columns)
            hint = (
                f"did you mean {quoted(near)}?" if near else f"the columns are {', '.join(columns)}"
            )
            faults.append(Fault(file, where, f"unknown column {name!r}", hint))
        elif name in header[: place - 1]:
            faults.append(Fault(file, where, f"column {name!r} stands twice", "keep one of them"))
    for name, needed in columns.items():
        if needed and name not in header:
            faults.append(Fault(file, "row 1", f"column {name!r} is missing", "add the column"))
    documents = []
    for number, cells in enumerate(records[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            message = f"has {len(cells)} cells; the header has {len(header)}"
            hint = "put text that holds a comma in double quotes; keep one cell per column"
            faults.append(Fault(file, f"row {number}", message, hint))
            continue
        data = {
            name: cell.strip()
            for name, cell in zip(header, cells, strict=True)
            if cell.strip() and name in columns
        }
        documents.append(Document(file, data, row=number))
    return documents, faults


def _records(file: str, text: str) -> tuple[list[list[str]], list[Fault]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records: list[list[str]] = []
    try:
        for cells in reader:
            records.append(cells)
    except csv.Error as error:
        message = f"cannot be read as CSV: {error}"
        hint = 'close every double quote; write a quote inside a cell as ""'
        return [], [Fault(file, f"line {reader.line_num}", message, hint)]
    return records, []
