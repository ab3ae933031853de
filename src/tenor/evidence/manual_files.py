"""Files of claims stated by hand, CSV or YAML, with the line of each; all faults at once.

Everything is text: nothing in such a file is a number, since values are read from the document.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tenor.core.errors import DataError, nearest_names, quoted
from tenor.evidence import vocabulary as v

MAX_BYTES = 5_000_000
SHOWN = 20
PARTIES = "parties"
REQUIRED = ("document", "quote", "measure")
OPTIONAL = (
    *("value", "status", "status_cue", PARTIES, "speaker", "event_date", "effective_date"),
    *("subject", "object", "commodity", "place", "stage", "basis", "modality", "polarity"),
    *("anaphora", "note"),
)
COLUMNS = (*REQUIRED, *OPTIONAL)
_WORDS: Mapping[str, Sequence[str]] = {
    "measure": list(v.MEASURES),
    "status": [*v.STATUSES, *v.OFF_LADDER],
    "modality": v.MODALITIES,
    "polarity": v.POLARITIES,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One claim as it is stated.

    Attributes
    ----------
    file : str
    line : int
    texts : mapping
        Fields by name, without the empty ones; parties apart.
    parties : tuple of (name, role)
    """

    file: str
    line: int
    texts: Mapping[str, str]
    parties: tuple[tuple[str, str], ...] = ()

    @property
    def where(self) -> str:
        """Return file and line."""
        return f"{self.file}, line {self.line}"

    def text(self, name: str) -> str | None:
        """Return a field, or None."""
        return self.texts.get(name)


def read_claims(path: Path) -> list[Row]:
    """Return the claims of a file.

    Raises
    ------
    DataError
        It cannot be read, or rows of it are wrong: each fault is told with its line.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror or error}") from error
    if len(data) > MAX_BYTES:
        raise DataError(f"{path}: {len(data):,} bytes, more than the {MAX_BYTES:,} that are read")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DataError(f"{path}, line {line}: not UTF-8; save the file as UTF-8") from error
    is_yaml = path.suffix.casefold() in (".yaml", ".yml")
    faults: list[str] = []
    rows: list[Row] = []
    for line, held in _yaml(text, path) if is_yaml else _csv(text, path):
        parties = held.pop(PARTIES, None)
        texts = {name: str(value).strip() for name, value in held.items() if str(value).strip()}
        found, wrong = _parties(parties)
        wrong += _faults(texts)
        faults += [f"{path}, line {line}: {fault}" for fault in wrong]
        rows.append(Row(str(path), line, texts, found))
    if faults:
        more = [f"and {len(faults) - SHOWN} more"] if len(faults) > SHOWN else []
        raise DataError("\n".join([*faults[:SHOWN], *more]))
    return rows


def _faults(texts: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the words of a row."""
    faults = [f"{name} is missing" for name in REQUIRED if name not in texts]
    for name, valid in _WORDS.items():
        if name in texts and texts[name] not in valid:
            faults.append(_unknown(name, texts[name], valid))
    return faults


def _unknown(kind: str, name: str, valid: Sequence[str]) -> str:
    near = nearest_names(name, valid)
    hint = f"did you mean {quoted(near)}?" if near else f"expected {quoted(list(valid))}"
    return f"unknown {kind} {name[:60]!r}; {hint}"


def _parties(held: Any) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    """Return parties from ``name = role; name = role`` or from a list of mappings."""
    pairs: list[tuple[str, str]] = []
    faults: list[str] = []
    items = held.split(";") if isinstance(held, str) else held or []
    for item in items:
        if isinstance(item, str):
            if not item.strip():
                continue
            name, sign, role = (part.strip() for part in item.rpartition("="))
        elif isinstance(item, dict) and set(item) == {"name", "role"}:
            name, sign, role = str(item["name"]).strip(), "=", str(item["role"]).strip()
        else:
            name, sign, role = "", "", ""
        if not name or not sign or not role:
            faults.append(f"a party is {str(item)[:60]!r}; expected 'name = role'")
        elif role not in v.ROLES:
            faults.append(_unknown("role", role, v.ROLES))
        else:
            pairs.append((name, role))
    return tuple(pairs), faults


def _csv(text: str, path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    before = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = [cell.strip() for cell in cells]
                _check_names(header, path, line)
                continue
            if len(cells) != len(header):
                raise DataError(
                    f"{path}, line {line}: {len(cells)} cells; expected {len(header)}, as in the "
                    "header; a cell with a comma in it stands in quotation marks"
                )
            yield line, dict(zip(header, cells, strict=True))
    except csv.Error as error:
        raise DataError(f"{path}, line {reader.line_num}: no CSV: {error}") from error
    if not header:
        raise DataError(f"{path}: empty; expected a header with {quoted(list(REQUIRED))}")


def _check_names(names: Sequence[str], path: Path, line: int) -> None:
    """Raise where a column or key is unknown, there twice, or a required one is missing."""
    for name in names:
        if name not in COLUMNS:
            raise DataError(f"{path}, line {line}: {_unknown('column', name, COLUMNS)}")
        if list(names).count(name) > 1:
            raise DataError(f"{path}, line {line}: {name!r} stands there twice")
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise DataError(f"{path}, line {line}: {missing[0]} is missing; it is required")


def _yaml(text: str, path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except (YAMLError, ValueError, RecursionError) as error:
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        line = mark.line + 1 if mark else 1
        raise DataError(f"{path}, line {line}: no YAML: {str(error).splitlines()[0]}") from error
    if root is None or root.id != "sequence":
        raise DataError(f"{path}, line 1: expected a list of claims, each beginning with '- '")
    for node in root.value:
        line = node.start_mark.line + 1
        if node.id != "mapping":
            raise DataError(f"{path}, line {line}: expected a claim with keys such as 'measure:'")
        names = [str(key.value) for key, _ in node.value]
        _check_names(names, path, line)
        yield line, {str(key.value): _plain(value, path) for key, value in node.value}


def _plain(node: Any, path: Path, depth: int = 0) -> Any:
    """Return a YAML node as text, lists and mappings of text; null is empty."""
    line = node.start_mark.line + 1
    if node.id == "scalar":
        is_null = node.style is None and node.value in ("", "~", "null")
        return "" if is_null else str(node.value)
    if depth > 1:
        raise DataError(f"{path}, line {line}: nested too deep")
    if node.id == "sequence":
        return [_plain(item, path, depth + 1) for item in node.value]
    return {str(key.value): _plain(value, path, depth + 1) for key, value in node.value}
