"""Plain-text tables: numbers whose unit stands in the row's label or the column's head."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from tenor.evidence import vocabulary as v
from tenor.evidence.grammar import quantities as q
from tenor.evidence.model import Mention

_CELL = re.compile(r"[^\s|](?: ?[^\s|])*")
_GAP = re.compile(r"\S(?:[ ]{2,}|\t|[ ]*\|[ ]*)\S")
_NUMBER = re.compile(
    r"[-–−(]?\d[\d,.]*\d?\)?%?(?:\s?[-–]\s?\d[\d,.]*%?)?(?:\s(?:million|billion|thousand|bn|m))?"
)
_UNIT = re.compile(r"\((?P<inside>[^()]{1,40})\)|,\s(?P<after>[^,()]{1,30})$")
_FALSE_UNIT = re.compile(
    r"^(?:\d{4}.*|[a-z]|\d{1,2}|note.*|see.*|unaudited|restated|superseded|current|in negotiation|"
    r"estimate.*|forecast|actual|e|f|est\.?|life of mine|preliminary|rounded)$",
    re.IGNORECASE,
)
_CURRENCY = re.compile(
    r"^(?P<sign>US\$|U\.S\.\$|A\$|AU\$|C\$|CA\$|NZ\$|R\$|\$|€|£|¥|₹|[A-Z]{3}|Rs\.?|R)\s?(?P<rest>.*)$"
)
_SCALE = re.compile(
    r"^(?P<scale>m(?:illion|n|m)?|M|bn|billion|b|k|thousand|000s?|’000|'000|crore|lakh)?\s?(?P<tail>.*)$",
    re.IGNORECASE,
)
_YEAR_HEAD = re.compile(
    r"^(?:(?:FY|Q[1-4]|H[12]|[1-4]Q)\s?(?:19|20)?\d{2}|(?:19|20)\d{2})(?:\s?[-–/]\s?\d{2,4})?[AEFae]?$"
)
_MAX_CELLS = 24
_THOUSANDS = re.compile(r"^[’']?000s?\s")
_BARE_UNIT = re.compile(
    r"(?:US\$|A\$|C\$|\$|€|£|[A-Z]{3})\s?(?:m|mn|million|bn|billion|thousand|k|/t)?|%"
    r"|per cent|percent|tonnes|kt|Mt|t|oz|koz|Moz|g/t|MW|km|ha|years"
)
_TABLE_MONEY = re.compile(
    r"\(((?:US\$|A\$|C\$|\$|€|£|[A-Z]{3})\s?(?:m|mn|million|bn|billion|thousand|000s?))\b[^()]*\)"
)
_TABLE_WORDS = re.compile(
    r"\b(?:(?P<land>US|U\.S\.|Australian|Canadian)\s(?:dollars?)|euros?)"
    r"(?:\s(?P<scale>thousands?|millions?|billions?))?\b|"
    r"\b(?:in|of)\s(?P<scale2>thousands|millions|billions)\sof\s(?P<land2>US|U\.S\.)\sdollars",
    re.IGNORECASE,
)
_SIGNS = {"us": "US$", "u.s.": "US$", "australian": "A$", "canadian": "C$", "euro": "€"}
_OWN_SCALE = re.compile(r"[a-z]$")
_LONGEST_TITLE = 200
_LONGEST_UNIT, _PROBE_DIGITS = 24, 2
_PAID = re.compile(
    r"capital|capex|cost|npv|revenue|loan|equity|grant|total|facility|ebitda|debt|tranche|resources|"
    r"agenc|fund|bond|royalt|tax|sales|income|expenditure|investment",
    re.IGNORECASE,
)

Reader = Callable[[str], Sequence[Mention]]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a line: its place in the text, its words, and its columns."""

    start: int
    end: int
    text: str
    left: int
    right: int


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
    nothing but a unit, else that of its column's head, else, for rows of money, the currency
    that the first head or the line above the table states. A cell without any stays unread: a
    unit is never guessed.
    """
    found: list[Mention] = []
    for title, block in _blocks(text):
        table = _Table(title, read, dollar)
        for cells in block:
            numbers = [cell for cell in cells if _NUMBER.fullmatch(cell.text)]
            if all(_is_head(cell) for cell in numbers) and not _unit(cells[0].text):
                table.heads = cells
                continue
            label = None if cells[0] in numbers or _is_head(cells[0]) else cells[0]
            unit = next((c.text for c in cells[1:] if c not in numbers and table.is_unit(c)), None)
            found.extend(table.row(label, [n for n in numbers if n is not cells[0]], unit))
    return found


def _blocks(text: str) -> Iterator[tuple[str, list[list[Cell]]]]:
    """Yield the tables of a text, each with the line above it."""
    block: list[list[Cell]] = []
    start, title, above = 0, "", ""
    for line in text.split("\n"):
        cells: list[Cell] = []
        is_wide = "  " in line or "\t" in line or "|" in line
        if is_wide and _GAP.search(line):
            cells = [
                Cell(start + m.start(), start + m.end(), m.group(), m.start(), m.end())
                for m, _ in zip(_CELL.finditer(line), range(_MAX_CELLS), strict=False)
            ]
        if len(cells) >= 2:
            title = title if block else above
            block.append(cells)
        elif line.strip() or len(block) < 2:
            if len(block) >= 2:
                yield title, block
            block = []
        if len(cells) < 2 and line.strip():
            above = line[-_LONGEST_TITLE:]
        start += len(line) + 1
    if len(block) >= 2:
        yield title, block


def _is_head(cell: Cell) -> bool:
    return bool(_YEAR_HEAD.match(cell.text))


def _unit(label: str) -> str | None:
    for match in reversed(list(_UNIT.finditer(label))):
        words = (match["inside"] or match["after"] or "").strip()
        if words and not _FALSE_UNIT.match(words):
            return words
    return None


class _Table:
    """One table while it is read: the line above it and its last heads."""

    def __init__(self, title: str, read: Reader, dollar: str) -> None:
        self.title, self.read, self.dollar = title, read, dollar
        self.heads: list[Cell] = []

    def is_unit(self, cell: Cell) -> bool:
        """Return whether a cell holds nothing but a unit: it reads as one behind a number."""
        if _FALSE_UNIT.match(cell.text) or len(cell.text) > _LONGEST_UNIT:
            return False
        probe = Cell(0, _PROBE_DIGITS, "10", 0, _PROBE_DIGITS)
        made = _read_cell(probe, cell.text, "", self)
        return made is not None and made.dimension != v.COUNT

    def row(self, label: Cell | None, numbers: list[Cell], unit: str | None) -> Iterator[Mention]:
        """Yield the mentions of the bare numbers of a row; `unit` stands in a cell of its own."""
        own = unit or (_unit(label.text) if label else None)
        for cell in numbers:
            head = _over(cell, self._columns(label))
            words = " | ".join(part.text for part in (label, head) if part)
            for lent in (own, _head_unit(head.text) if head else None, self._stated(label)):
                mention = _read_cell(cell, lent, words, self) if lent else None
                if mention:
                    yield _with_per(mention, label)
                    break

    def _columns(self, label: Cell | None) -> list[Cell]:
        """Return the heads of the columns, without that of the labels."""
        heads = self.heads
        named = label is not None and len(heads) > 1 and heads[0].left < label.right
        return heads[1:] if named else heads

    def _stated(self, label: Cell | None) -> str | None:
        """Return the currency that the table states as a whole, for rows of money."""
        if label is None or not _PAID.search(label.text):
            return None
        head = self.heads[0].text if self.heads else ""
        return _money_unit(head) or _money_unit(self.title)


def _with_per(mention: Mention, label: Cell | None) -> Mention:
    """Return a cell of money with what the label says that it is per: cash cost per tonne."""
    if label is None or mention.per is not None or mention.dimension != v.MONEY:
        return mention
    found = q.PER_AFTER.search(label.text)
    return replace(mention, per=q.per_of(found)) if found else mention


def _head_unit(head: str) -> str | None:
    """Return the unit in the head of a column, or the head where it is nothing but a unit."""
    found = _unit(head)
    return found or (head if _BARE_UNIT.fullmatch(head) else None)


def _money_unit(head: str) -> str | None:
    """Return the currency of a table as a line states it: (US$ million unless stated)."""
    found = _TABLE_MONEY.search(head)
    if found:
        return found.group(1)
    words = _TABLE_WORDS.search(head)
    if words is None:
        return None
    land = (words["land"] or words["land2"] or "euro").casefold()
    scale = (words["scale"] or words["scale2"] or "").rstrip("s")
    return f"{_SIGNS[land]} {scale}"


def _over(cell: Cell, heads: list[Cell]) -> Cell | None:
    """Return the head of the column that a cell stands in, by overlap or by the middle."""
    shared = [(min(cell.right, h.right) - max(cell.left, h.left), h) for h in heads]
    best = max(shared, key=lambda pair: pair[0], default=None)
    if best and best[0] > 0:
        return best[1]
    middle = cell.left + cell.right
    return min(heads, key=lambda head: abs(head.left + head.right - middle), default=None)


def _read_cell(cell: Cell, unit: str, words: str, table: _Table) -> Mention | None:
    """Return the mention of a number put together with a unit, None where they do not fit."""
    number = cell.text.strip("()").rstrip("%")
    money = _CURRENCY.match(unit)
    if money and cell.text.endswith("%"):
        return None
    if money:
        scaled = _SCALE.match(money["rest"])
        scale = (scaled["scale"] or "") if scaled else ""
        tail = scaled["tail"] if scaled else ""
        scale = " thousand" if "000" in scale else scale
        spaced = f" {scale}" if len(scale) > 2 else scale
        sign = table.dollar if money["sign"] == "$" else money["sign"]
        if _OWN_SCALE.search(number):
            spaced = ""
        whole = f"{sign}{number}{spaced}{tail if tail.startswith('/') else ' ' + tail}"
    else:
        unit = _THOUSANDS.sub("thousand ", unit)
        whole = f"{number} {unit}" if not unit.startswith("%") else f"{number}{unit}"
    mentions = table.read(whole)
    if not mentions or mentions[0].start > 1 or mentions[0].end < len(number):
        return None
    return replace(mentions[0], start=cell.start, end=cell.end, noun=words, cue=None)
