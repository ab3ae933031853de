"""PDF to text: prose by pypdfium2, tables by pdfplumber.

pdfplumber's prose loses text in two columns, so it is asked for tables only, and only on pages
that draw lines. Where it finds a table, the page is cut around it and its rows take the place
of its text. Lines that a page broke are joined again to paragraphs; a table stays in rows.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

from tenor.core.errors import DataError
from tenor.evidence.loading.extract import Extract
from tenor.evidence.model import Zone

MAX_PAGES = 3000
MAX_TABLE_PAGES = 200
MIN_STROKES = 6
"""Drawn paths below which a page is not searched for tables."""
FULL_LINE = 0.78
"""A line shorter than this share of the page's long lines ends its paragraph."""
_BULLET = re.compile(r"\s*(?:[-–—•·▪■o*]\s|\(?[0-9ivx]{1,4}[.)]\s|[A-Z][.)]\s)")
_BROKEN_WORD = re.compile("(?<=[a-zà-ÿ])[\ufffe\x02](?=[a-zà-ÿ])")
"""A word that the page broke; pdfium has put its parts together and marks the place."""
_PAGE_NUMBER = re.compile(r"\s*(?:page\s+)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\s*", re.IGNORECASE)
Part = tuple[str, str]


def read_pdf(data: bytes, name: str) -> Extract:
    """Return text, zones and metadata of a PDF.

    Raises
    ------
    DataError
        The file is damaged or locked with a password, or has too many pages.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        what = "the PDF is locked with a password" if locked else f"the PDF is damaged ({error})"
        raise DataError(f"{name}: {what}") from error
    try:
        if len(document) > MAX_PAGES:
            raise DataError(f"{name}: {len(document):,} pages, more than {MAX_PAGES:,}")
        pages = list(read_pages(document, data))
        found = _metadata(document)
    except pypdfium2.PdfiumError as error:
        raise DataError(f"{name}: the PDF is damaged ({error})") from error
    finally:
        document.close()
    text, zones = _join(_without_running_lines(pages))
    return Extract(text, f"pypdfium2 {version('pypdfium2')}", zones, found)


def read_pages(document: Any, data: bytes) -> Iterator[list[Part]]:
    """Yield the paragraphs and table rows of each page."""
    searched = 0
    for number in range(len(document)):
        page = document[number]
        tables: list[Any] = []
        if searched < MAX_TABLE_PAGES and _strokes(page) >= MIN_STROKES:
            searched += 1
            tables = find_tables(data, number)
        yield list(_page_parts(page, tables))
        page.close()


def _strokes(page: Any) -> int:
    """Return how many paths a page draws, up to the number that matters."""
    from pypdfium2.raw import FPDF_PAGEOBJ_PATH

    count = 0
    for _ in page.get_objects(filter=[FPDF_PAGEOBJ_PATH], max_depth=2):
        count += 1
        if count >= MIN_STROKES:
            break
    return count


def find_tables(data: bytes, number: int) -> list[tuple[tuple[float, ...], list[str]]]:
    """Return the ruled tables of a page: their box from the top left, and their rows."""
    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    try:
        with pdfplumber.open(io.BytesIO(data), pages=[number + 1]) as held:
            page = held.pages[0]
            found = [(tuple(t.bbox), t.extract()) for t in page.find_tables()]
    # A table is a help: what pdfplumber cannot read is still in the prose.
    except Exception:  # noqa: BLE001
        return []
    tables = []
    for box, rows in found:
        lines = [
            " | ".join(" ".join((cell or "").split()) for cell in row)
            for row in rows
            if any(cell and cell.strip() for cell in row)
        ]
        if len(lines) >= 2 and max(len(row) for row in rows) >= 2:
            tables.append((box, lines))
    return sorted(tables, key=lambda table: table[0][1])


def _page_parts(page: Any, tables: list[Any]) -> Iterator[Part]:
    held = page.get_textpage()
    if not tables:
        yield from _prose(held.get_text_range())
        return
    width, height = page.get_size()
    above = 0.0
    for (left, top, right, bottom), rows in tables:
        if top < above:
            continue
        for box in ((0.0, above, width, top), (0.0, top, left, bottom)):
            yield from _prose(_within(held, box, height))
        yield from ((row, "table") for row in rows)
        yield from _prose(_within(held, (right, top, width, bottom), height))
        above = bottom
    yield from _prose(_within(held, (0.0, above, width, height), height))


def _within(held: Any, box: tuple[float, float, float, float], height: float) -> str:
    """Return the text in a box given from the top left; PDF counts from the bottom."""
    left, top, right, bottom = box
    if right - left < 2 or bottom - top < 2:
        return ""
    return str(held.get_text_bounded(left, height - bottom, right, height - top))


def _prose(raw: str) -> Iterator[Part]:
    """Yield the paragraphs of the lines of a page."""
    lines = [_line(line) for line in re.split(r"\r\n|\n|\r", raw)]
    lengths = sorted(len(line) for line in lines if line)
    if not lengths:
        return
    full = FULL_LINE * lengths[min(len(lengths) - 1, int(0.9 * len(lengths)))]
    paragraph = ""
    for place, line in enumerate(lines):
        if not line:
            continue
        paragraph = f"{paragraph} {line}" if paragraph else line
        follower = lines[place + 1] if place + 1 < len(lines) else ""
        ends = len(line) < full or not follower or bool(_BULLET.match(follower))
        if ends or (len(lengths) < 3 and line[-1] in ".:;!?"):
            yield paragraph, "body"
            paragraph = ""
    if paragraph:
        yield paragraph, "body"


def _line(line: str) -> str:
    """Return a line without outer space and without the marks of hyphens at line ends."""
    clean = _BROKEN_WORD.sub("", line.replace("\x00", "").replace("\u00ad", "\ufffe"))
    return re.sub("[\ufffe\x02]", "-", clean).strip()


def _without_running_lines(pages: list[list[Part]]) -> list[Part]:
    """Mark lines that head or foot most pages, and page numbers, as repeated."""
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({re.sub(r"\d+", "#", page[i][0]) for i in (0, -1) if page})
    least = max(3, len(pages) // 3)
    parts: list[Part] = []
    for page in pages:
        for place, (text, kind) in enumerate(page):
            is_edge = place in (0, len(page) - 1)
            repeated = is_edge and edges[re.sub(r"\d+", "#", text)] >= least
            numbered = is_edge and bool(_PAGE_NUMBER.fullmatch(text))
            parts.append((text, "boilerplate" if repeated or numbered else kind))
    return parts


def _metadata(document: Any) -> dict[str, str | None]:
    """Return what the file says of itself; the date is when it was made, so it is left out."""
    held = document.get_metadata_dict(skip_empty=True)
    title = str(held.get("Title", "")).strip()
    is_name = re.search(r"\.(?:docx?|pdf|indd|qxd|rtf)$|^Microsoft Word|^untitled", title, re.I)
    author = str(held.get("Author", "")).strip()
    return {"title": None if is_name else title or None, "author": author or None}


def _join(parts: list[Part]) -> tuple[str, tuple[Zone, ...]]:
    pieces: list[str] = []
    zones: list[Zone] = []
    place, before = 0, ""
    for text, kind in parts:
        if pieces:
            gap = "\n" if kind == before == "table" else "\n\n"
            pieces.append(gap)
            place += len(gap)
        if kind != "body":
            zones.append(Zone(place, place + len(text), kind))
        pieces.append(text)
        place += len(text)
        before = kind
    return "".join(pieces) + "\n", tuple(zones)
