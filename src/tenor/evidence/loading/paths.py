"""Which documents a list of paths names: files, folders with all below them, addresses.

A folder is walked in sorted order; hidden files and folders are skipped without a word, files
of kinds that are not read are skipped with a note. A file that is named itself is never
skipped: what is wrong with it is an error of that file. Links to folders are not followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tenor.core.errors import DataError

ENDINGS = {".txt", ".text", ".md", ".htm", ".html", ".xhtml", ".pdf"}
"""Endings that are read from a folder; a name without an ending is tried too."""


@dataclass(frozen=True, slots=True)
class Found:
    """One document to read: a path or an address, or a note why it is left out."""

    name: str
    skipped: str | None = None

    @property
    def is_address(self) -> bool:
        """Whether it is to be fetched."""
        return is_address(self.name)


def is_address(name: str) -> bool:
    """Return whether a name is an address of the web."""
    return name.lower().startswith(("http://", "https://"))


def find_documents(names: Iterable[str]) -> Iterator[Found]:
    """Yield what a list of paths and addresses names, in order.

    Raises
    ------
    DataError
        A path does not exist.
    """
    for name in names:
        path = Path(name)
        if is_address(name):
            yield Found(name)
        elif path.is_dir():
            yield from _below(path)
        elif path.exists():
            yield Found(name)
        else:
            raise DataError(f"{name}: there is no such file or folder")


def _below(folder: Path) -> Iterator[Found]:
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        yield Found(str(folder), f"cannot be listed: {error.strerror}")
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            if not entry.is_symlink():
                yield from _below(entry)
        elif entry.suffix.lower() in ENDINGS or not entry.suffix:
            yield Found(str(entry)) if entry.is_file() else Found(str(entry), "not a plain file")
        else:
            yield Found(str(entry), f"files of the kind {entry.suffix} are not read")
