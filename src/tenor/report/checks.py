"""Checks of a whole page: every printed number must answer a trace.

Digits may stand outside a reference only where they are no quantity: a year, a
date, a code, the number of a section or of a phase, a name that begins with a
letter (ML-1, Cr2O3, H1), the width of an interval ("5-95% of draws").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tenor.report.blocks import Block, DataPoint, Picture, Ref, Table, Text
from tenor.report.figure_data import data_table, untraced_values
from tenor.report.markup import Code, Link, Node, NumberRef, Strong, parse_markup
from tenor.report.model import Page, block_texts, walk_blocks

_MONTH = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
)
_YEAR = r"(?:19\d\d|20\d\d|2100)"
_ALLOWED = re.compile(
    "|".join(
        (
            r"\b\d{4}-\d{2}(?:-\d{2})?\b",
            rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?:\s+(?:and|to)\s+\d{{1,2}})?\s+{_MONTH}\b(?:\s+{_YEAR}\b)?",
            rf"\b{_MONTH}\s+\d{{1,2}}\b(?:,\s*{_YEAR}\b)?",
            rf"(?<![\d.,]){_YEAR}(?:[-–/]\d{{2}})?(?![\d%]|[.,]\d)",
            r"\b(?:[Ss]ections?|[Pp]hases?|[Ss]tages?|[Ss]teps?|[Aa]nnex|[Aa]rticles?|[Tt]itle"
            r"|[Tt]ables?|[Ff]igures?|[Rr]ound|[Vv]ersion|FY)\s?\d[\d.]*\b",
            r"\b(?!(?:USD|EUR|GBP|PKR|CNY|RMB|Rs|US)\d)[A-Za-z]+(?:-?\d[A-Za-z\d]*)+\b",
            r"\b\d{1,2}(?:[-–]\d{1,2})?% (?:of (?:the |all )?draws|intervals?|bands?|ranges?)\b",
        )
    )
)
_DIGITS = re.compile(r"\d[\d.,]*")
_FREE_KINDS = {"quote", "code", "date", "year"}


@dataclass(frozen=True, slots=True)
class Untraced:
    """A number on the page that no trace answers for.

    Attributes
    ----------
    where : str
        Section and block, e.g. ``"section worth, table split"``.
    text : str
        The words around it.
    digits : str
    """

    where: str
    text: str
    digits: str


def check_untraced_numbers(page: Page) -> list[Untraced]:
    """Return every number in the words, cells and pictures of a page that has no trace.

    Parameters
    ----------
    page : Page

    Returns
    -------
    list of Untraced
        Empty where each number is a reference, a date, a code or a name.
    """
    found: list[Untraced] = []
    for where, text in _head_texts(page):
        found += _in_text(where, text)
    for section in page.sections:
        place = f"section {section.id}"
        for text in filter(None, (section.title, section.lead)):
            found += _in_text(place, text)
        for block in walk_blocks(section.blocks):
            found += _in_block(place, block, page)
    return found


def _head_texts(page: Page) -> Iterator[tuple[str, Text]]:
    yield "title", page.title
    yield "question", page.question
    yield from (("warning", text) for text in page.warnings)
    for number, finding in enumerate(page.findings, start=1):
        yield f"finding {number}", finding.text


def _in_block(place: str, block: Block, page: Page) -> list[Untraced]:
    found: list[Untraced] = []
    identifier = getattr(block, "id", "")
    where = f"{place}, {type(block).__name__.lower()} {identifier}".rstrip()
    for text in block_texts(block):
        found += _in_text(where, text)
    if isinstance(block, Table):
        found += _in_cells(where, block)
    elif isinstance(block, Picture):
        found += _in_cells(where, data_table(block, page.traces))
        found += [Untraced(where, name, "value") for name in untraced_values(block.figure)]
    return found


def _in_cells(where: str, table: Table) -> list[Untraced]:
    found: list[Untraced] = []
    for column in table.columns:
        for words in (column.title, column.unit):
            found += _in_words(f"{where}, heading", words)
    for row in table.rows:
        for column, cell in zip(table.columns, row, strict=True):
            if isinstance(cell, Ref | DataPoint | Text) or cell is None:
                continue  # texts were read with the block
            if column.kind not in _FREE_KINDS:
                found += _in_words(f"{where}, column {column.key}", cell)
    return found


def _in_text(where: str, text: Text) -> list[Untraced]:
    return _in_words(where, "".join(_words(parse_markup(text.markup))))


def _words(nodes: tuple[Node, ...]) -> Iterator[str]:
    """Yield the words that are printed from the author's text alone."""
    for node in nodes:
        match node:
            case NumberRef() | Code():
                yield "\N{OBJECT REPLACEMENT CHARACTER}"
            case Strong(inner) | Link(inner):
                yield from _words(inner)
            case _:
                yield node.text


def _in_words(where: str, words: str) -> list[Untraced]:
    left = _ALLOWED.sub(lambda match: "#" * len(match.group()), words)
    return [
        Untraced(where, words[max(0, m.start() - 30) : m.end() + 30], m.group().rstrip(".,"))
        for m in _DIGITS.finditer(left)
    ]
