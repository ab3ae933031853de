"""The blocks that a section is made of: words, findings, tables, pictures.

Words are `Text` (see `markup` for the five marks); a plain `str` in a cell is
shown as it is, with no marks. Constructors check that marks are closed, ids
are usable and rows fit their columns; nothing here computes. Import these
names from `tenor.report.model`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tenor.core.errors import UserError
from tenor.report.figures import Figure
from tenor.report.markup import number_refs, parse_markup

Kind = Literal["fact", "model", "judgement"]
ColumnKind = Literal["number", "text", "quote", "code", "date", "year"]
Align = Literal["left", "right", "center"]

KINDS: dict[str, str] = {
    "fact": "Recorded fact",
    "model": "Model result",
    "judgement": "Judgement",
}
"""The three kinds of statement and the words that label them."""

CONFIDENCE: dict[str, str] = {
    "almost no chance": "1-5%",
    "very unlikely": "5-20%",
    "unlikely": "20-45%",
    "roughly even": "45-55%",
    "likely": "55-80%",
    "very likely": "80-95%",
    "almost certain": "95-99%",
    "recorded": "",
    "as stated": "",
}
"""Probability words with the range that is always printed beside them."""

_ID = re.compile(r"[a-z][a-z0-9-]*\Z")


def require_id(identifier: str) -> None:
    """Refuse an id that is not lower-case letters, digits and hyphens."""
    if not _ID.match(identifier):
        raise UserError(
            f"id {identifier!r} must be lower-case letters, digits and hyphens, a letter first"
        )


def _require_in(kind: str, name: str, valid: Collection[str]) -> None:
    if name not in valid:
        raise UserError(f"{kind} {name!r} is not one of {', '.join(map(repr, valid))}")


@dataclass(frozen=True, slots=True)
class Text:
    """Words with inline marks; every number in them is a ``{trace-id}``.

    Examples
    --------
    >>> Text("China mined **{risk.share/CHN/antimony}** in 2024.").refs()
    ['risk.share/CHN/antimony']
    """

    markup: str

    def __post_init__(self) -> None:
        parse_markup(self.markup)

    def refs(self) -> list[str]:
        """Return the trace ids referred to, in reading order."""
        return number_refs(parse_markup(self.markup))


@dataclass(frozen=True, slots=True)
class Ref:
    """A cell that is one traced number, shown with the trace's display text."""

    id: str


@dataclass(frozen=True, slots=True)
class DataPoint:
    """A cell that is one value of a traced series; `id` is the trace of the series.

    Attributes
    ----------
    value : float or None
        None means unknown and prints as the column's word for it.
    display : str
        As printed.
    id : str
        The trace that tells how the whole series was made.
    unit : str
    """

    value: float | None
    display: str
    id: str
    unit: str = ""


Cell: TypeAlias = Text | Ref | DataPoint | str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One statement with its kind and its confidence; a finding, not a topic.

    Attributes
    ----------
    text : Text
    confidence : str
        A key of `CONFIDENCE`.
    kind : {"fact", "model", "judgement"}
    section : str
        Id of the section that supports it; empty for none.
    """

    text: Text
    confidence: str
    kind: Kind
    section: str = ""

    def __post_init__(self) -> None:
        _require_in("kind of finding", self.kind, KINDS)
        _require_in("confidence", self.confidence, CONFIDENCE)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    key : str
        Name in the CSV and Parquet files.
    title : str
        Heading, plain words.
    align : {"left", "right", "center"}
        Numbers go right.
    unit : str
        Printed under the heading and in the file's header; empty for words.
    kind : {"number", "text", "quote", "code", "date", "year"}
        Digits in plain cells of kind quote, code, date and year need no trace.
    missing : str
        Printed for None; never a zero.
    """

    key: str
    title: str
    align: Align = "left"
    unit: str = ""
    kind: ColumnKind = "text"
    missing: str = "no record"


@dataclass(frozen=True, slots=True)
class Table:
    """A table; each row has one cell per column.

    Attributes
    ----------
    id : str
        Anchor, sheet and file name.
    title : Text
        States what the table shows.
    columns : tuple of Column
        The first one heads the rows.
    rows : tuple of tuple of Cell
    note, source : Text or None
        Under the table.
    printed_rows : int
        Rows that go on paper; the rest is in the files, and the page says so.
    """

    id: str
    title: Text
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: Text | None = None
    source: Text | None = None
    printed_rows: int = 30

    def __post_init__(self) -> None:
        require_id(self.id)
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise UserError(
                    f"table {self.id!r}, row {number}: {len(row)} cells for "
                    f"{len(self.columns)} columns"
                )


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its words; the drawing itself is made by `pictures.figure_for`.

    Attributes
    ----------
    id : str
    title : Text
        States the finding.
    subtitle : Text
        What is measured, unit, year.
    figure : Figure
        One of the specifications in `figures` (`Bars`, `Shares`, `Lines`, ...).
    alt : Text
        The finding in words, for those who don't see the picture.
    source : Text
    data : Table or None
        The data behind the picture; None builds it from the figure.
    note : Text or None
        A caveat printed under the picture.
    """

    id: str
    title: Text
    subtitle: Text
    figure: Figure
    alt: Text
    source: Text
    data: Table | None = None
    note: Text | None = None

    def __post_init__(self) -> None:
        require_id(self.id)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    text: Text


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; `ordered` numbers its items."""

    items: tuple[Text, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section, listed under it in the table of contents."""

    id: str
    title: Text

    def __post_init__(self) -> None:
        require_id(self.id)


@dataclass(frozen=True, slots=True)
class Findings:
    """Findings inside a section, with their labels."""

    items: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Callout:
    """A boxed remark with a heading.

    Attributes
    ----------
    kind : {"note", "caveat", "check"}
        A caveat limits what was said; a check is something the reader should verify.
    """

    title: Text
    text: Text
    kind: Literal["note", "caveat", "check"] = "note"


@dataclass(frozen=True, slots=True)
class Definitions:
    """Terms with their explanations."""

    items: tuple[tuple[Text, Text], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence from a document, verbatim and plain, with where it stands."""

    quote: str
    source: Text


@dataclass(frozen=True, slots=True)
class PictureRow:
    """Two or three pictures side by side (small multiples); one below the other on a phone."""

    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """Blocks for the reader with time, closed at first; left out on paper unless `printed`."""

    title: Text
    blocks: tuple[Block, ...]
    printed: bool = False


Block: TypeAlias = (
    Paragraph
    | Bullets
    | Heading
    | Findings
    | Callout
    | Definitions
    | Quote
    | Table
    | Picture
    | PictureRow
    | Fold
)
