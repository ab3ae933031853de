"""What a ledger knows already: a file that was read before, by the same code, is not read again.

A reading depends on the bytes of the file, what the user gives, and the code and tables that read
it. Of all these a hash is kept with each reading of the built-in extractors. Where the hash, what
was given and the reading in force are as they were, reading again could only find the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import python_version
from typing import TYPE_CHECKING

from tenor.core.errors import DataError
from tenor.evidence import verifying
from tenor.evidence.extracting import EXTRACTORS
from tenor.evidence.gazetteer_rows import GROUPS, TABLES
from tenor.evidence.ledger.codec import to_json
from tenor.evidence.loading.decoding import find_kind
from tenor.evidence.loading.load import read_bytes

if TYPE_CHECKING:
    from tenor.evidence.ingesting import Work
    from tenor.evidence.ledger import Known, Ledger
    from tenor.evidence.loading.paths import Found

_READERS = {
    "text": ("charset-normalizer",),
    "html": ("trafilatura", "lxml", "charset-normalizer"),
    "pdf": ("pypdfium2", "pdfplumber"),
}


def find_known(found: Found, work: Work, ledger: Ledger) -> Known | None:
    """Return what the ledger holds of a file; None where it has to be read."""
    if found.skipped or found.is_address or not ledger.has_marks:
        return None
    try:
        data = read_bytes(found.name)
        mark = mark_of(work, find_kind(data, found.name))
    except DataError:  # reading it says what is wrong
        return None
    if mark is None:
        return None
    sha256 = hashlib.sha256(data).hexdigest()
    return ledger.known(sha256, mark, {k: v for k, v in work.given.items() if v})


def mark_of(work: Work, kind: str) -> str | None:
    """Return the hash of all that a reading depends on but the file; None where it is not known.

    That of another extractor than the built-in ones, as a model, is not.
    """
    own: object = EXTRACTORS.get(work.extractor.name)
    if type(work.extractor) is not own or work.verify is not verifying.verify:
        return None
    code = code_hash(kind)
    if code is None:
        return None
    given = {name: value for name, value in work.given.items() if value}
    parts = to_json([work.extractor.name, kind, given, code])
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@lru_cache(maxsize=8)
def code_hash(kind: str) -> str | None:
    """Return the hash of the code and tables that read a kind of file; None where they are unseen.

    The files themselves are hashed, so that no version has to be raised by hand.
    """
    digest = hashlib.sha256(python_version().encode())
    try:
        for package in _READERS.get(kind, ()):
            digest.update(f"{package} {version(package)}".encode())
        for path in _files():
            digest.update(path.name.encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    except (OSError, PackageNotFoundError):
        return None
    return digest.hexdigest()


def _files() -> Iterable[Path]:
    """Return the files that a reading depends on: this room, the core, the tables of names."""
    room = Path(__file__).resolve().parent
    parts = [path for part in _PARTS for path in sorted((room / part).glob("*.py"))]
    tables = [path for group in GROUPS for path in sorted(TABLES.glob(f"{group}*"))]
    return [*parts, *sorted((room.parent / "core").glob("*.py")), *tables]


_PARTS = (".", "grammar", "loading", "rules")
