"""The model of a brief: what a page holds, before anything is drawn or written.

A content module builds one `Page` from these frozen dataclasses; `html`,
`tables` and `workbook` render it. Constructors check and never compute: marks
are closed, ids are usable and used once, rows fit their columns, and every
reference on the page answers a trace.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tenor.core.errors import UnknownNameError, UserError
from tenor.core.trace import TraceBook
from tenor.report.blocks import (
    CONFIDENCE,
    KINDS,
    Block,
    Bullets,
    Callout,
    Cell,
    Column,
    DataPoint,
    Definitions,
    Finding,
    Findings,
    Fold,
    Heading,
    Paragraph,
    Picture,
    PictureRow,
    Quote,
    Ref,
    Table,
    Text,
    require_id,
)
from tenor.report.figure_data import figure_traces

__all__ = [
    "CONFIDENCE",
    "KINDS",
    "Block",
    "Bullets",
    "Callout",
    "Cell",
    "Column",
    "DataPoint",
    "Definitions",
    "Finding",
    "Findings",
    "Fold",
    "Heading",
    "Meta",
    "Page",
    "Paragraph",
    "Picture",
    "PictureRow",
    "Quote",
    "Ref",
    "Section",
    "Table",
    "Text",
    "block_texts",
    "page_blocks",
    "page_ids",
    "page_pictures",
    "page_refs",
    "page_tables",
    "page_texts",
    "table_texts",
    "walk_blocks",
]


RESERVED_IDS = frozenset({"top", "contents", "findings", "traces", "panel", "palettes", "figures"})
"""Ids that the page itself uses."""


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section.

    Attributes
    ----------
    id : str
    title : Text
    lead : Text or None
        The section in one or two sentences.
    blocks : tuple of Block
    """

    id: str
    title: Text
    lead: Text | None
    blocks: tuple[Block, ...]

    def __post_init__(self) -> None:
        require_id(self.id)


@dataclass(frozen=True, slots=True)
class Meta:
    """What the page knows and when: printed at its head and in every file.

    Attributes
    ----------
    cutoff : str
        ISO date; nothing later is known.
    data_dates : tuple of (str, str)
        Name of a data set and what it covers.
    version : str
        Version of Tenor.
    seed : int or None
        None where nothing was drawn.
    case : str
        Name of the case.
    digest : str
        Hash of the case; empty for none.
    """

    cutoff: str
    data_dates: tuple[tuple[str, str], ...]
    version: str
    seed: int | None
    case: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A whole brief.

    Raises
    ------
    UserError
        An id is used twice, a finding names no section, or a reference answers no trace.
    """

    title: Text
    question: Text
    meta: Meta
    findings: tuple[Finding, ...]
    sections: tuple[Section, ...]
    traces: TraceBook
    warnings: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        seen = set(RESERVED_IDS)
        for identifier in page_ids(self):
            if identifier in seen:
                raise UserError(f"the id {identifier!r} is reserved or used twice on the page")
            seen.add(identifier)
        sections = {section.id for section in self.sections}
        for finding in self.findings:
            if finding.section and finding.section not in sections:
                raise UnknownNameError("section", finding.section, sections)
        for ref in page_refs(self):
            _ = self.traces[ref]  # raises with the nearest names


def walk_blocks(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Yield blocks in reading order, those inside folds and picture rows too."""
    for block in blocks:
        yield block
        if isinstance(block, Fold):
            yield from walk_blocks(block.blocks)
        elif isinstance(block, PictureRow):
            yield from block.pictures


def page_blocks(page: Page) -> Iterator[Block]:
    """Yield every block of a page in reading order."""
    for section in page.sections:
        yield from walk_blocks(section.blocks)


def page_pictures(page: Page) -> Iterator[Picture]:
    """Yield every picture of a page."""
    return (block for block in page_blocks(page) if isinstance(block, Picture))


def page_tables(page: Page) -> Iterator[Table]:
    """Yield every table that the author wrote, the given data of pictures included."""
    for block in page_blocks(page):
        if isinstance(block, Table):
            yield block
        elif isinstance(block, Picture) and block.data is not None:
            yield block.data


def page_refs(page: Page) -> Iterator[str]:
    """Yield every trace id that words, cells and pictures name."""
    for text in page_texts(page):
        yield from text.refs()
    for picture in page_pictures(page):
        yield from figure_traces(picture.figure)
    for table in page_tables(page):
        yield from (c.id for row in table.rows for c in row if isinstance(c, Ref | DataPoint))


def page_ids(page: Page) -> Iterator[str]:
    """Yield the anchors of a page."""
    for section in page.sections:
        yield section.id
        for block in walk_blocks(section.blocks):
            if isinstance(block, Heading | Table | Picture):
                yield block.id
            if isinstance(block, Picture):
                yield f"{block.id}-data" if block.data is None else block.data.id


def page_texts(page: Page) -> Iterator[Text]:
    """Yield every `Text` of a page."""
    yield page.title
    yield page.question
    yield from page.warnings
    yield from (finding.text for finding in page.findings)
    for section in page.sections:
        yield section.title
        if section.lead is not None:
            yield section.lead
        for block in walk_blocks(section.blocks):
            yield from block_texts(block)


def block_texts(block: Block) -> Iterator[Text]:
    """Yield the texts of one block, not those of blocks inside it."""
    match block:
        case Paragraph(text):
            yield text
        case Bullets(items):
            yield from items
        case Heading(_, title) | Fold(title):
            yield title
        case Findings(items):
            yield from (item.text for item in items)
        case Callout(title, text):
            yield from (title, text)
        case Definitions(items):
            yield from (text for item in items for text in item)
        case Quote(_, source):
            yield source
        case Table():
            yield from table_texts(block)
        case Picture():
            yield from _picture_texts(block)


def _picture_texts(picture: Picture) -> Iterator[Text]:
    yield from (picture.title, picture.subtitle, picture.alt, picture.source)
    if picture.note is not None:
        yield picture.note
    if picture.data is not None:
        yield from table_texts(picture.data)


def table_texts(table: Table) -> Iterator[Text]:
    """Yield every `Text` of a table, cells included."""
    yield table.title
    yield from (text for text in (table.note, table.source) if text is not None)
    for row in table.rows:
        yield from (cell for cell in row if isinstance(cell, Text))
