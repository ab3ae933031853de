"""The user's input files: what they are, guards on archives, text and workbook rows.

Nothing here knows a provider. Every refusal names the file and the line, sheet
or member, and nothing is written outside the folder that the caller hands in.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from tenor.core.errors import DataError, nearest_names, quoted

MAX_MEMBER_BYTES = 6 << 30
MAX_ARCHIVE_BYTES = 60 << 30
MAX_WORKBOOK_BYTES = 600 << 20
MAX_TEXT_BYTES = 1 << 30
MAX_RATIO = 250
"""Unpacked over packed bytes; real releases stay under 20."""
MAX_CELL = 100_000
MAX_COLUMNS = 4_000
BLOCK = 1 << 20

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What an input file is: name, size and sha256."""

    name: str
    size: int
    sha256: str


def read_fingerprint(path: Path) -> Fingerprint:
    """Return name, size and sha256 of an input file; refuse what is no plain file."""
    if not path.exists():
        raise DataError(f"{path}: there is no such file")
    if not path.is_file():
        raise DataError(f"{path} is not a file; name the file as it was downloaded")
    if path.stat().st_size == 0:
        raise DataError(f"{path} is empty; download it again")
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
    return Fingerprint(path.name, path.stat().st_size, digest.hexdigest())


def is_zip(path: Path) -> bool:
    """Return whether a file starts as a ZIP archive (a workbook is one, too)."""
    with path.open("rb") as stream:
        return stream.read(4) in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


def is_gzip(path: Path) -> bool:
    """Return whether a file starts as a gzip stream."""
    with path.open("rb") as stream:
        return stream.read(2) == b"\x1f\x8b"


def open_archive(path: Path, *, max_bytes: int = MAX_ARCHIVE_BYTES) -> zipfile.ZipFile:
    """Open a ZIP archive after a look at its list of members.

    Raises
    ------
    DataError
        The archive is damaged or truncated, encrypted, names members outside its
        own folder, names one twice, or would unpack to far more than a release holds.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise DataError(
            f"{path.name} is not a whole ZIP archive ({error}); it is damaged or was cut off: "
            "download it again"
        ) from error
    try:
        check_members(path.name, archive.infolist(), max_bytes)
    except DataError:
        archive.close()
        raise
    return archive


def check_members(name: str, members: Sequence[zipfile.ZipInfo], max_bytes: int) -> None:
    """Raise unless every member of an archive is harmless to read."""
    seen: set[str] = set()
    total = 0
    for member in members:
        where = f"{name}, member {member.filename[:80]!r}"
        parts = PurePosixPath(member.filename.replace("\\", "/")).parts
        if ".." in parts or member.filename.startswith(("/", "\\")) or ":" in member.filename[:3]:
            raise DataError(f"{where} names a place outside the archive; this is no release")
        if member.flag_bits & 1:
            raise DataError(f"{where} is encrypted; official releases are not")
        if member.filename in seen:
            raise DataError(f"{where} stands twice in the archive; this is no release")
        seen.add(member.filename)
        ratio = member.file_size / max(member.compress_size, 1)
        if member.file_size > BLOCK and ratio > MAX_RATIO:
            raise DataError(
                f"{where} would unpack to {ratio:,.0f} times its size (at most {MAX_RATIO}); "
                "this is no release"
            )
        total += member.file_size
    if total > max_bytes:
        raise DataError(
            f"{name} would unpack to {total / 1e9:,.1f} GB, expected at most {max_bytes / 1e9:,.1f}"
        )


def unpack_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    """Write one member to `target`, checking its length and its checksum on the way."""
    where = f"{Path(str(archive.filename)).name}, member {member.filename!r}"
    try:
        with archive.open(member) as packed, target.open("wb") as plain:
            copy_limited(packed, plain, min(member.file_size, MAX_MEMBER_BYTES), where)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise DataError(f"{where} is damaged ({error}); download the file again") from error


def unpack_gzip(path: Path, target: Path) -> None:
    """Write the content of a gzip file to `target`, checking its checksum."""
    limit = min(MAX_MEMBER_BYTES, max(path.stat().st_size * MAX_RATIO, BLOCK))
    try:
        with gzip.open(path) as packed, target.open("wb") as plain:
            copy_limited(packed, plain, limit, path.name)
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise DataError(
            f"{path.name} is not a whole gzip file ({error}); download it again"
        ) from error


def copy_limited(source: IO[bytes], target: IO[bytes], limit: int, where: str) -> None:
    """Copy at most `limit` bytes and refuse more."""
    copied = 0
    while block := source.read(BLOCK):
        copied += len(block)
        if copied > limit:
            raise DataError(f"{where} unpacks to more than the {limit:,} bytes it may hold")
        target.write(block)


def read_text(path: Path) -> str:
    """Return a text file as text: UTF-8, or Windows-1252 where it is not UTF-8.

    Raises
    ------
    DataError
        The file is UTF-16, binary, or too large for text of this kind.
    """
    opener = gzip.open if is_gzip(path) else open
    try:
        with opener(path, "rb") as stream:
            raw = stream.read(MAX_TEXT_BYTES + 1)
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise DataError(
            f"{path.name} is not a whole gzip file ({error}); download it again"
        ) from error
    if len(raw) > MAX_TEXT_BYTES:
        raise DataError(f"{path.name} holds more than {MAX_TEXT_BYTES:,} bytes of text")
    return decode(raw, path.name)


def decode(raw: bytes, name: str) -> str:
    """Return bytes as text, refusing what is no text of a statistical office."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise DataError(f"{name}, line 1: the text is UTF-16; save it as UTF-8")
    if raw[:4] == b"PK\x03\x04" or raw[:4] == b"\xd0\xcf\x11\xe0":
        raise DataError(f"{name} is a workbook or archive under the name of a text file")
    if (at := raw.find(b"\0")) >= 0:
        line = raw.count(b"\n", 0, at) + 1
        raise DataError(f"{name}, line {line}: a NUL byte; the file is damaged or not text")
    if raw[:200].lstrip().lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        raise DataError(f"{name}, line 1: a web page, not data; the download went wrong")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError as second:
        raise DataError(
            f"{name}, line {line}: bytes that are neither UTF-8 nor Windows-1252; file damaged"
        ) from second


def read_csv_rows(path: Path, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) of a delimited text file; blank lines are left out."""
    yield from csv_rows(read_text(path), path.name, delimiter)


def csv_rows(text: str, name: str, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) of delimited text; refuse what no writer of CSV would write."""
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            if len(cells) > MAX_COLUMNS:
                raise DataError(f"{name}, line {start}: {len(cells):,} cells in one row")
            if any(cell.strip() for cell in cells):
                yield start, [cell.strip() for cell in cells]
            start = reader.line_num + 1
    except csv.Error as error:
        raise DataError(
            f"{name}, line {start}: the text is no whole CSV row ({error}); the file is damaged "
            "or was cut off"
        ) from error


def read_sheets(path: Path) -> dict[str, list[Row]]:
    """Return the rows of every sheet of a workbook (.xlsx), cells as values.

    Raises
    ------
    DataError
        The file is no workbook, is damaged, or unpacks to more than a workbook holds.
    """
    with path.open("rb") as stream:
        head = stream.read(4)
    if head == b"\xd0\xcf\x11\xe0":
        raise DataError(f"{path.name} is an old workbook (.xls); save it as .xlsx")
    if not is_zip(path):
        raise DataError(f"{path.name} is not a workbook (.xlsx); it is damaged or another file")
    with open_archive(path, max_bytes=MAX_WORKBOOK_BYTES) as archive:
        check_checksums(archive, path.name)
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    found: dict[str, list[Row]] = {}
    sheet = "?"
    # A damaged part surfaces as almost any error of the XML reader behind the package.
    damage = (InvalidFileException, KeyError, ValueError, TypeError, AttributeError, IndexError)
    damage += (SyntaxError, zipfile.BadZipFile, EOFError, OSError, AssertionError, zlib.error)
    try:
        with path.open("rb") as stream:
            book = load_workbook(stream, read_only=True, data_only=True)
            for page in book.worksheets:
                sheet = page.title
                page.reset_dimensions()
                found[sheet] = [tuple(row) for row in page.iter_rows(values_only=True)]
            book.close()
    except damage as error:
        raise DataError(
            f"{path.name}, sheet {sheet!r}: the workbook cannot be read "
            f"({type(error).__name__}: {str(error)[:200]}); it is damaged: download it again"
        ) from error
    if not found:
        raise DataError(f"{path.name} is a ZIP archive without a sheet, not a workbook")
    return found


def check_checksums(archive: zipfile.ZipFile, name: str) -> None:
    """Raise where a member of a workbook does not match its checksum."""
    try:
        bad = archive.testzip()
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise DataError(f"{name} is damaged ({error}); download it again") from error
    if bad is not None:
        raise DataError(f"{name}, member {bad!r} is damaged; download the file again")


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell, rows and columns counted from 0.

    Examples
    --------
    >>> cell_name(0, 0), cell_name(16, 27)
    ('A1', 'AB17')
    """
    letters, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(65 + digit) + letters
    return f"{letters}{row + 1}"


def plain(text: object) -> str:
    """Return a heading for comparison: lower case, one kind of separator.

    Examples
    --------
    >>> plain("Data  Source"), plain("PROD_EST_ 2024"), plain(2019.0), plain(None)
    ('data source', 'prod est 2024', '2019', '')
    """
    if text is None:
        return ""
    if isinstance(text, float) and text.is_integer():
        text = int(text)
    return " ".join(re.sub(r"[_\s\-./]+", " ", str(text)).casefold().split())


def find_columns(
    header: Sequence[object], wanted: dict[str, tuple[str, ...]], where: str, needed: Sequence[str]
) -> dict[str, int]:
    """Return the position of each wanted column that the header has.

    `wanted` maps our name to the names under which a file may have it.

    Raises
    ------
    DataError
        One of `needed` is missing, or two columns have one meaning.
    """
    heads = [plain(cell) for cell in header]
    twice = sorted({h for h in heads if h and heads.count(h) > 1})
    found: dict[str, int] = {}
    for name, spellings in wanted.items():
        for spelling in spellings:
            if plain(spelling) in heads:
                if plain(spelling) in twice:
                    raise DataError(f"{where}: the column {spelling!r} stands twice")
                found[name] = heads.index(plain(spelling))
                break
    missing = [wanted[name][0] for name in needed if name not in found]
    if missing:
        seen = [str(cell).strip() for cell in header if str(cell or "").strip()]
        near = [n for m in missing for n in nearest_names(m, seen, 1)]
        hint = f"; nearest found: {quoted(near)}" if near else ""
        shown = ", ".join(seen[:8])[:200] + (" ..." if len(seen) > 8 else "")
        raise DataError(
            f"{where}: no column {quoted(missing)}; found: {shown or 'nothing'}{hint}. "
            "Is this the right file?"
        )
    return found
