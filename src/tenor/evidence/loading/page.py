"""HTML to text: the main part of a page as trafilatura finds it, with the zones of its markup.

The stored text is made here from the tree that trafilatura returns: one paragraph a line,
paragraphs apart by an empty line, rows of a table with `` | `` between cells. What trafilatura
leaves out (menus, comment forms, share bars) is no part of the stored text.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

from tenor.core.errors import DataError
from tenor.evidence.loading.extract import Extract
from tenor.evidence.model import Zone

BLOCKS = {"p", "head", "item", "quote", "cell", "row", "table", "list", "code", "ab", "div"}
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_GAP = "\n\n"


MOST_TAGS = 10_000
"""Tags above which a page is read by one extractor alone, in time linear in its length."""


def read_page(markup: str, name: str) -> Extract:
    """Return text, zones and metadata of a page.

    Raises
    ------
    DataError
        The page has no main text.
    """
    from trafilatura import bare_extraction

    for noisy in ("trafilatura", "htmldate", "courlan"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    try:
        found: Any = bare_extraction(
            _without_declaration(markup),
            with_metadata=True,
            include_tables=True,
            include_comments=False,
            # The extractors that it falls back on compare each paragraph with all the others.
            fast=markup.count("<") > MOST_TAGS,
        )
    # The parsers below raise whatever a hostile page makes them stumble over.
    except Exception as error:
        raise DataError(f"{name}: the page cannot be parsed: {error}") from error
    parts = list(_parts(found.body)) if found is not None else []
    if not parts:
        raise DataError(f"{name}: no main text was found in the page")
    meta = read_metadata(markup, found)
    title = meta.get("title")
    if title and not any(_same(title, text) for text, _ in parts[:4]):
        parts.insert(0, (title, "headline"))
    text, zones = _join(parts)
    return Extract(text, f"trafilatura {version('trafilatura')}", zones, meta)


def read_metadata(markup: str, found: Any) -> dict[str, str | None]:
    """Return title, publisher, date, author and address as the page states them."""
    return {
        "title": found.title,
        "publisher": found.sitename or found.hostname,
        "published": found.date or find_date(markup),
        "author": found.author,
        "address": found.url,
    }


def find_date(markup: str) -> str | None:
    """Return the date of publication that htmldate finds, without guessing from the prose."""
    from htmldate import find_date as search

    try:
        found = search(markup, original_date=True, extensive_search=False)
    except Exception:  # noqa: BLE001  (as above: a date is no reason to lose a page)
        return None
    return str(found) if found else None


def _without_declaration(markup: str) -> str:
    """Drop an XML declaration: lxml refuses text that names an encoding."""
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", markup, count=1)


def _parts(node: Any) -> Iterator[tuple[str, str]]:
    """Yield the paragraphs of a tree with the zone that their markup says."""
    loose = _Loose(node.text)
    for child in node:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag not in BLOCKS:
            if tag == "graphic":
                loose.add_image(_flat(child.tail))
            else:
                inner = "\n" if tag == "lb" else _flat("".join(child.itertext()))
                loose.add(f" {inner} {_flat(child.tail)}")
            continue
        yield from _told(loose.text)
        if tag == "table":
            yield from _rows(child)
        elif any(c.tag in BLOCKS for c in child if isinstance(c.tag, str)):
            yield from _parts(child)
        else:
            kind = {"head": "headline", "item": "item"}.get(tag, "body")
            text = _flat("".join(child.itertext()))
            if text:
                yield text, kind
        loose = _Loose(child.tail)
    yield from _told(loose.text)


class _Loose:
    """Text outside of blocks, put together once."""

    def __init__(self, text: str | None) -> None:
        first = _flat(text)
        self._pieces = [first] if first else []

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._pieces)

    def add(self, words: str) -> None:
        """Add words, without spaces at the ends of the whole."""
        words = words.rstrip(" ") if self._pieces else words.strip(" ")
        if words:
            self._pieces.append(words)

    def add_image(self, tail: str) -> None:
        """Add what is behind an image; a line that ended before it goes on."""
        self.add(f" {tail}")
        while not tail and self._pieces:
            last = self._pieces.pop().rstrip()
            if last:
                self._pieces.append(last)
                break


def _told(loose: str) -> Iterator[tuple[str, str]]:
    for line in loose.split("\n"):
        if line.strip():
            yield line.strip(), "body"


def _rows(table: Any) -> Iterator[tuple[str, str]]:
    for row in table.iter("row"):
        cells = [_flat("".join(cell.itertext())) for cell in row.iter("cell")]
        if any(cells):
            yield " | ".join(cells), "table"


def _flat(text: str | None) -> str:
    return _SPACE.sub(" ", text or "").strip()


def _same(one: str, other: str) -> bool:
    a, b = (re.sub(r"\W+", "", text.casefold()) for text in (one, other))
    return bool(a) and bool(b) and (a == b or a.startswith(b) or b.startswith(a))


def _join(parts: list[tuple[str, str]]) -> tuple[str, tuple[Zone, ...]]:
    """Return the stored text and the zones that the markup is sure of."""
    pieces: list[str] = []
    zones: list[Zone] = []
    place, before = 0, ""
    for text, kind in parts:
        if pieces:
            gap = "\n" if kind == before and kind in ("table", "item") else _GAP
            pieces.append(gap)
            place += len(gap)
        shown = f"- {text}" if kind == "item" else text
        if kind in ("headline", "table"):
            zones.append(Zone(place, place + len(shown), kind))
        pieces.append(shown)
        place += len(shown)
        before = kind
    return "".join(pieces) + "\n", tuple(zones)
