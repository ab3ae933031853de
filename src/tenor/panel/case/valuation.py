"""The projects of a case as files to be valued: their bytes, and the sources they name.

What a project file may hold is said and checked in `tenor.finance.reading`, which stands
above the panel. Here a file is bound to its case: the sources it names are the case's, and
it is known from the day on which the last of them had appeared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from tenor.core.errors import Fault, nearest_names, quoted
from tenor.panel.case.reader import Document, Path

FOLDER = "valuations"
_KEY = "source"


@dataclass(frozen=True, slots=True)
class Valuation:
    """One file of ``valuations/``.

    Attributes
    ----------
    id : str
        Name of the file without its ending; where it is the id of a project of the case, the
        file values that project.
    content : bytes
        The file as it stands, so that a fault found later has its line.
    data : mapping
        The same as plain values: what the hash of the case is taken of.
    sources : tuple of str
        Ids of the sources that its values name, each once.
    """

    id: str
    content: bytes
    data: Mapping[str, Any]
    sources: tuple[str, ...]

    @property
    def file(self) -> str:
        """Path of the file inside the case."""
        return f"{FOLDER}/{self.id}.yaml"


def build_valuation(document: Document, content: bytes) -> Valuation:
    """Return a read file as a valuation."""
    data = document.data if isinstance(document.data, dict) else {}
    named = dict.fromkeys(name for _, name in find_sources(data))
    return Valuation(PurePosixPath(document.file).stem, content, data, tuple(named))


def find_sources(data: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield the place and the id of each source that stands anywhere in a file.

    Examples
    --------
    >>> list(find_sources({"opex": {"value": 1.0, "source": "a"}}))
    [(('opex', 'source'), 'a')]
    """
    if isinstance(data, dict):
        for key, value in data.items():
            if key == _KEY and isinstance(value, str):
                yield (*path, key), value
            else:
                yield from find_sources(value, (*path, key))
    elif isinstance(data, list):
        for place, value in enumerate(data):
            yield from find_sources(value, (*path, place))


def valuation_faults(documents: Sequence[Document], known: Sequence[str]) -> Iterator[Fault]:
    """Yield the sources that a file of ``valuations/`` names and the case does not have."""
    held = set(known)
    for document in documents:
        for path, name in find_sources(document.data):
            if name not in held:
                near = nearest_names(name[:80], known)
                hint = f"did you mean {quoted(near)}?" if near else "add it to sources.csv"
                message = f"unknown source id {name[:80]!r}; expected an id of sources.csv"
                yield document.fault(path, message, hint)
