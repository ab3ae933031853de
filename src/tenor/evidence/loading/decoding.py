"""Bytes to text: which kind of file they are, and in which encoding their characters stand.

A text is stored as decoded; nothing is changed but that a byte order mark is left out. The
order of trial is: byte order mark, the character set that a page or a server names, UTF-8,
UTF-16 without a mark, then what charset-normalizer proposes, where windows-1252 is preferred
to its rarer neighbours. Bytes that are no text are refused.
"""

from __future__ import annotations

import codecs
import re

from tenor.core.errors import DataError

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SIGNATURES = {
    b"PK\x03\x04": "a ZIP archive or an Office file; save it as PDF or text",
    b"\xd0\xcf\x11\xe0": "an old Office file; save it as PDF or text",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a gzip archive",
    b"SQLite format 3\x00": "a SQLite database",
    b"\x7fELF": "a program",
    b"MZ\x90\x00": "a program",
    b"{\\rtf": "a rich text file; save it as PDF or text",
}
SAMPLE = 1 << 16
WESTERN = 0.12
"""Share of bytes over 127 below which a text is in Latin letters with some signs among them."""
FEW, MAX_CONTROL = 4, 0.002
"""Number and share of control characters above which decoded text is no text."""
_HTML = re.compile(
    rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<article[\s>]|<meta\s[^>]*>", re.IGNORECASE
)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,40})""", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SINGLE_BYTE = {"cp1252", "latin_1", "cp1250", "cp1254", "cp1257", "iso8859_15", "mac_roman"}


def find_kind(data: bytes, name: str) -> str:
    """Return ``pdf``, ``html`` or ``text``.

    Raises
    ------
    DataError
        The bytes are empty, or of a kind that is not read.
    """
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise DataError(f"{name}: the file is empty")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    for signature, meaning in SIGNATURES.items():
        if data.startswith(signature):
            raise DataError(f"{name}: this is {meaning}; text, HTML and PDF are read")
    head = data[:SAMPLE].replace(b"\x00", b"")
    first = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:2000]
    named = name.lower().endswith((".html", ".htm", ".xhtml"))
    if (first.startswith(b"<") and _HTML.search(first)) or (named and re.search(rb"<\w+", head)):
        return "html"
    return "text"


def decode(data: bytes, name: str, *, charset: str | None = None) -> str:
    r"""Return the text of bytes without a byte order mark.

    Raises
    ------
    DataError
        No encoding makes a text of them.

    Examples
    --------
    >>> decode(b"\xef\xbb\xbfRs 5\r\n", "a.txt")
    'Rs 5\r\n'
    >>> decode("a loan of €5m".encode("cp1252"), "a.txt")
    'a loan of €5m'
    """
    text: str | None
    for mark, marked in MARKS:
        if data.startswith(mark):
            text = _try(data[len(mark) :], marked)
            if text is not None and _is_text(text):
                return text
    for encoding in (charset, "utf-8", _wide(data)):
        text = _try(data, encoding) if encoding else None
        if text is not None and _is_text(text):
            return text
    guess = guess_encoding(data)
    text = _try(data, guess) if guess else None
    if text is None or not _is_text(text):
        raise DataError(f"{name}: the bytes are no text in any known encoding")
    return text


def named_charset(data: bytes) -> str | None:
    """Return the character set that a page names for itself, if Python knows it."""
    found = _CHARSET.search(data[:4096])
    if not found:
        return None
    try:
        return codecs.lookup(found[1].decode("ascii", "ignore")).name
    except LookupError:
        return None


def guess_encoding(data: bytes) -> str | None:
    """Return the most likely encoding of bytes that are no UTF."""
    from charset_normalizer import from_bytes

    sample = data[:SAMPLE]
    high = sum(byte >= 0x80 for byte in sample)
    if high < WESTERN * len(sample) and _try(data, "cp1252") is not None:
        return "cp1252"
    best = from_bytes(sample).best()
    # Prose in Western letters cannot be told apart by statistics; 1252 holds the others.
    is_western = best is None or best.encoding in _SINGLE_BYTE
    if is_western and _try(data, "cp1252") is not None:
        return "cp1252"
    return None if best is None else str(best.encoding)


def _wide(data: bytes) -> str | None:
    """Return UTF-16 where every second byte is mostly zero."""
    sample = data[: min(len(data), 4096)]
    if len(sample) < 8:
        return None
    half = len(sample) // 2
    low, high = sample[1::2].count(0) / half, sample[0::2].count(0) / half
    if low > 0.6 and high < 0.1:
        return "utf-16-le"
    return "utf-16-be" if high > 0.6 and low < 0.1 else None


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _is_text(text: str) -> bool:
    sample = text[:SAMPLE]
    return len(_CONTROL.findall(sample)) <= max(MAX_CONTROL * len(sample), FEW)
