"""One file or one block of bytes to a `Document`.

The file is read once, up to a limit. Its kind is read from its first bytes; a
name helps only where a page has no beginning.
Metadata that the caller gives win over what is found in the document.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from tenor.core.errors import DataError
from tenor.evidence.loading.decoding import decode, find_kind, named_charset
from tenor.evidence.loading.extract import Extract
from tenor.evidence.loading.heads import read_head
from tenor.evidence.loading.zones import find_zones
from tenor.evidence.model import ABSENT, Document, Given

MAX_BYTES = 50_000_000
MAX_CHARS = 20_000_000
FIELDS = ("title", "publisher", "published", "author", "address")
PLAIN = "plain 1"


def load_document(
    path: str | Path, *, given: Mapping[str, str | None] | None = None, max_bytes: int = MAX_BYTES
) -> Document:
    """Read a file and return its document.

    Parameters
    ----------
    path : str or Path
    given : mapping, optional
        Metadata that the user states: title, publisher, published, author, address.
    max_bytes : int
        A larger file is refused.

    Raises
    ------
    DataError
        The file cannot be read, is too large, empty, damaged, locked, or no text.
    """
    data = read_bytes(path, max_bytes=max_bytes)
    return load_bytes(data, name=str(path), given=given, max_bytes=max_bytes)


def read_bytes(path: str | Path, *, max_bytes: int = MAX_BYTES) -> bytes:
    """Return the bytes of a file.

    Raises
    ------
    DataError
        The file cannot be read or is too large.
    """
    source = Path(path)
    try:
        if not source.is_file():
            what = "a folder" if source.is_dir() else "not there"
            raise DataError(f"{path}: {what}; expected a file")
        size = source.stat().st_size
        if size > max_bytes:
            raise DataError(f"{path}: {size:,} bytes, more than the {max_bytes:,} that are read")
        with source.open("rb") as stream:
            data = stream.read(max_bytes + 1)
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror or error}") from error
    return data


def load_bytes(
    data: bytes,
    *,
    name: str,
    given: Mapping[str, str | None] | None = None,
    charset: str | None = None,
    max_bytes: int = MAX_BYTES,
) -> Document:
    """Return the document that bytes hold; `name` is its path or address.

    Raises
    ------
    DataError
        The bytes are too many, empty, damaged, locked, or no text.
    """
    if len(data) > max_bytes:
        raise DataError(f"{name}: more than the {max_bytes:,} bytes that are read")
    kind = find_kind(data, name)
    extract = read_kind(data, name, kind, charset)
    if not extract.text.strip():
        raise DataError(f"{name}: no text was found in it{_hint(kind)}")
    if len(extract.text) > MAX_CHARS:
        raise DataError(f"{name}: more than the {MAX_CHARS:,} characters that are read")
    zones = find_zones(extract.text, extract.zones)
    found = {**read_head(extract.text, zones), **{k: v for k, v in extract.found.items() if v}}
    stated = {key: value for key, value in (given or {}).items() if value}
    origins = {key: _given(key, stated, found) for key in FIELDS}
    return Document(
        text=extract.text,
        sha256=hashlib.sha256(data).hexdigest(),
        path=name,
        kind=kind,
        loader=extract.loader,
        zones=zones,
        **origins,
    )


def read_kind(data: bytes, name: str, kind: str, charset: str | None) -> Extract:
    """Return what the reader of a kind makes of bytes."""
    if kind == "pdf":
        from tenor.evidence.loading.pdf import read_pdf

        return read_pdf(data, name)
    if kind == "html":
        from tenor.evidence.loading.page import read_page

        return read_page(decode(data, name, charset=charset or named_charset(data)), name)
    return Extract(decode(data, name, charset=charset), PLAIN)


def _given(key: str, stated: Mapping[str, str], found: Mapping[str, str | None]) -> Given:
    if stated.get(key):
        return Given(stated[key], "given")
    return Given(found[key], "found") if found.get(key) else ABSENT


def _hint(kind: str) -> str:
    if kind == "pdf":
        return "; a scan has to be run through text recognition first"
    return ""
