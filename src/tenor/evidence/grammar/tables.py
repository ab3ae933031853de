"""Plain-text tables: numbers whose unit stands in the row's label or the column's head."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from tenor.evidence import vocabulary as v
from tenor.evidence.grammar import quantities as q
from tenor.evidence.grammar.cells import (
    BARE_UNIT,
    NUMBER,
    Cell,
    blocks,
    find_scale,
    find_sign,
    find_table_unit,
    find_unit,
    is_unit_word,
    read_bracketed_pairs,
    split_unit,
    without_sign,
)
from tenor.evidence.model import Mention

_YEAR_HEAD = re.compile(
    r"^(?:(?:FY|Q[1-4]|H[12]|[1-4]Q|Dec|Jun|Mar|Sep)[\s’'-]?(?:19|20)?\d{2}|(?:19|20)\d{2})"
    r"(?:\s?[-–/]\s?\d{2,4})?[AEFaef]?[*†]?$"
)
_SHARE = re.compile(r"[-+−–(]?\s?\d[\d.,]*\s?%\)?")
_LOST_SHARE = re.compile(r"\(\s?\d[\d.,]*\s?%\s?\)")
_PLAIN_YEAR = re.compile(r"(?:19|20)\d\d")
_LONGEST_UNIT, _PROBE_DIGITS = 24, 2
_LEAST_ROWS = 2
_OTHER_THINGS = re.compile(
    r"\b(?:number|no\.?|rank|year|hole|start|date|shares|employees|jobs|workers|people|holes|wells|trucks"
    r"|ratio|life|grade|margin|rate|recovery|term|tenor|units|phase|stage|irr|payback|tonnage|volume|model"
    r"|share|change|growth|exchange|index|days|months|years|population|headcount|blocks?|licen\w+|age|p/e|ev/\w+|multiple|yield)\b",
    re.IGNORECASE,
)
"""What a unit that the whole table states does not count: ranks, ratios, jobs."""
_SHARE_ROW = re.compile(r"\b(?:EPS|DPS|HEPS)\b|\b(?:per\s(?:\w+\s)?share|share\sprice)\b")
_PER_SHARE = re.compile(r"\bper\s(?:\w+\s)?share|\bshares\b|%", re.IGNORECASE)
_PRICED = re.compile(r"\b(?:price|cost|value|revenue|capex|capital|tax|royalt\w+)\b", re.IGNORECASE)

Reader = Callable[[str], Sequence[Mention]]


def find_table_mentions(text: str, read: Reader, dollar: str = "$") -> list[Mention]:
    """Return the mentions of table cells that carry no unit of their own.

    Parameters
    ----------
    text : str
    read : callable
        Reads the mentions of a short text; the cell is put together with its unit for it.
    dollar : str
        The sign that a plain dollar stands for in this document.

    Notes
    -----
    A table is two or more lines in a row that two or more spaces, tabs or bars part into
    cells. The unit of a cell is that of its row's label or of a cell of the row that holds
    nothing but a unit, else that of its column's head, else what the corner of the table or
    the line above it states for all. A cell without any stays unread: a unit is never guessed.
    A number behind a label with its unit, ``Capex (US$m): 450``, is read in the same way.
    """
    found: list[Mention] = []
    for title, stated, block in blocks(text):
        if len(block) < _LEAST_ROWS:
            continue
        table = _Table(title, read, dollar)
        scale = find_scale(title) if find_table_unit(title) is None else None
        sign = next((sign for row in block if (sign := find_sign(row))), None) if scale else None
        table.unit = stated
        table.scaled = f"{sign} {scale}" if sign else None
        for row in block:
            found.extend(table.line(row))
    taken = {(mention.start, mention.end) for mention in found}
    table = _Table("", read, dollar)
    for label, cell, unit in read_bracketed_pairs(text):
        made = table.read_cell(cell, unit, label.text)
        if made and (made.start, made.end) not in taken:
            found.append(_with_per(made, label))
    return sorted(found, key=lambda mention: (mention.start, mention.end))


def _is_head(cell: Cell) -> bool:
    return bool(_YEAR_HEAD.match(cell.text))


@dataclass
class _Table:
    """One table while it is read: the line above it and its last heads."""

    title: str
    read: Reader
    dollar: str
    heads: list[Cell] = field(default_factory=list)
    above: list[Cell] = field(default_factory=list)
    scaled: str | None = None
    unit: str | None = None
    begun: bool = False

    def line(self, cells: list[Cell]) -> Iterator[Mention]:
        """Yield the mentions of a line; a line of heads yields none and is kept."""
        cells = split_unit(cells)
        if self.scaled:
            cells = [cells[0], *(without_sign(cell) for cell in cells[1:])]
        numbers = [cell for cell in cells if NUMBER.fullmatch(cell.text)]
        if self._are_heads(cells, numbers):
            self.above = [] if self.begun else self.heads
            self.heads, self.begun = cells, False
            return
        first = cells[0]
        self.begun = True
        label = None if first in numbers or _is_head(first) else first
        unit = next((c.text for c in cells[1:] if c not in numbers and self._is_unit(c)), None)
        own = unit or (find_unit(label.text) if label else None)
        for cell in numbers:
            if cell is not first:
                yield from self._cell(cell, cells, label, own)

    def _are_heads(self, cells: list[Cell], numbers: list[Cell]) -> bool:
        """Return whether a line names columns: no number in it but years."""
        if not all(_is_head(cell) for cell in numbers):
            return False
        distinct = len({cell.text for cell in numbers}) == len(numbers)
        if find_unit(cells[0].text) and not numbers:
            return not self.heads or any(find_unit(cell.text) for cell in cells[1:])
        return not numbers or distinct

    def _is_unit(self, cell: Cell) -> bool:
        """Return whether a cell holds nothing but a unit: it reads as one behind a number."""
        if len(cell.text) > _LONGEST_UNIT or not find_unit(f"({cell.text})"):
            return False
        probe = Cell(0, _PROBE_DIGITS, "10", 0, _PROBE_DIGITS, 0)
        made = self.read_cell(probe, cell.text, "")
        return made is not None and made.dimension != v.COUNT

    def _cell(
        self, cell: Cell, cells: list[Cell], label: Cell | None, own: str | None
    ) -> Iterator[Mention]:
        head = self._head(cell, cells, label, self.heads)
        higher = _over(cell, self.above) if self.above else None
        words = " | ".join(part.text for part in (label, head) if part)
        lent = [own, *(_head_unit(each.text) for each in (head, higher) if each)]
        if _LOST_SHARE.fullmatch(cell.text):
            lent = ["%"]  # In a table (6.7%) is a fall.
        elif not _PLAIN_YEAR.fullmatch(cell.text):
            lent += self._stated(label, head)
        for unit in lent:
            mention = self.read_cell(cell, unit, words) if unit else None
            if mention:
                yield _with_per(mention, label)
                return

    def _head(
        self, cell: Cell, cells: list[Cell], label: Cell | None, heads: list[Cell]
    ) -> Cell | None:
        """Return the head of the column of a cell: by its number, else by its place."""
        by_bars = cell.column >= 0 and all(head.column >= 0 for head in heads)
        if by_bars:
            return next((head for head in heads if head.column == cell.column), None)
        short = len(cells) - len(heads)
        if heads and short in (0, 1) and cells.index(cell) >= short:
            return heads[cells.index(cell) - short]
        named = label is not None and len(heads) > 1 and heads[0].left < label.right
        return _over(cell, heads[1:] if named else heads)

    def _stated(self, label: Cell | None, head: Cell | None) -> list[str]:
        """Return the units that the corner or the title state, where they can count the row."""
        row = label.text if label else ""
        column = head.text if head and not _is_head(head) else ""
        if _OTHER_THINGS.search(column) or (_OTHER_THINGS.search(row) and not _PRICED.search(row)):
            return []
        if self.scaled:
            return [] if _PER_SHARE.search(row) else [self.scaled]
        corner = self.heads[0].text if self.heads else ""
        found = (find_table_unit(corner), find_table_unit(self.title), self.unit)
        return [unit for unit in found if unit]

    def read_cell(self, cell: Cell, unit: str, words: str) -> Mention | None:
        """Return the mention of a number put together with a unit, None where they do not fit."""
        is_share = _SHARE.fullmatch(cell.text) is not None
        if is_share and not unit.startswith("%"):
            return None
        whole = put_together(cell, unit, self.dollar)
        mentions = self.read(whole) if whole else ()
        number = cell.number
        if not mentions or mentions[0].start > 1 or mentions[0].end < len(number):
            return None
        made = replace(mentions[0], start=cell.start, end=cell.end, noun=words, cue=None)
        if made.dimension == v.COUNT and not words:
            return None
        return _negative(made) if cell.is_negative else made


def put_together(cell: Cell, unit: str, dollar: str) -> str | None:
    """Return a number and its unit as one phrase that the grammar reads."""
    made = is_unit_word(unit)
    if made is None:
        return None
    number = cell.number
    bound = cell.text[0] if cell.text[0] in "<>~≈" else ""
    if made.sign:
        sign = dollar if made.sign == "$" else made.sign
        scale = "" if cell.is_scaled else made.scale
        return f"{bound}{sign}{number}{scale}{made.tail}"
    if made.tail.startswith("%"):
        return f"{bound}{number}{made.tail}"
    return f"{bound}{number} {made.tail}" if not cell.is_scaled or not made.scale else None


def _negative(mention: Mention) -> Mention:
    if mention.dimension not in (v.MONEY, v.FRACTION):
        return mention
    flip = {name: -value for name in ("low", "high", "point") if (value := getattr(mention, name))}
    return replace(mention, **flip)


def _with_per(mention: Mention, label: Cell | None) -> Mention:
    """Return a cell of money with what the label says that it is per: cash cost per tonne."""
    if label is None or mention.per is not None or mention.dimension != v.MONEY:
        return mention
    if _SHARE_ROW.search(label.text):
        return replace(mention, per="share")
    found = q.PER_AFTER.search(label.text)
    return replace(mention, per=q.per_of(found)) if found else mention


def _head_unit(head: str) -> str | None:
    """Return the unit in the head of a column, or the head where it is nothing but a unit."""
    found = find_unit(head)
    if found:
        return found
    bare = BARE_UNIT.search(head)
    return bare["unit"] if bare else None


def _over(cell: Cell, heads: list[Cell]) -> Cell | None:
    """Return the head of the column that a cell stands in, by overlap or by the middle."""
    shared = [(min(cell.right, h.right) - max(cell.left, h.left), h) for h in heads]
    best = max(shared, key=lambda pair: pair[0], default=None)
    if best and best[0] > 0:
        return best[1]
    middle = cell.left + cell.right
    near = min(heads, key=lambda head: abs(head.left + head.right - middle), default=None)
    return near if near and abs(near.left + near.right - middle) <= _FARTHEST else None


_FARTHEST = 24
"""Twice the characters by which the middle of a head may miss that of its cell."""
