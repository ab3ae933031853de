"""Plain-text tables: numbers whose unit stands in the row's label or the column's head."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

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
    r"^(?:FY|Q[1-4]|H[12]|[1-4]Q)?\s?(?:19|20)?\d{2}(?:\s?[-–/]\s?\d{2,4})?[AEFae]?$"
)
_MAX_CELLS = 24
_THOUSANDS = re.compile(r"^[’']?000s?\s")
_BARE_UNIT = re.compile(
    r"(?:US\$|A\$|C\$|\$|€|£|[A-Z]{3})\s?(?:m|mn|million|bn|billion|thousand|k|/t)?|%|per cent|percent|tonnes|kt|Mt|"
    r"t|oz|koz|Moz|g/t|MW|km|ha|years"
)
_TABLE_MONEY = re.compile(
    r"\(((?:US\$|A\$|C\$|\$|€|£|[A-Z]{3})\s?(?:m|mn|million|bn|billion|thousand|000s?))\b[^()]*\)"
)
_PAID = re.compile(
    r"capital|capex|cost|npv|revenue|loan|equity|grant|total|facility|ebitda|debt|tranche|resources|"
    r"agenc|fund|bond|royalt|tax|sales|income|expenditure|investment",
    re.IGNORECASE,
)

Reader = Callable[[str], list[Mention]]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a line: its place in the text, its words, and its columns."""

    start: int
    end: int
    text: str
    left: int
    right: int


def find_table_mentions(text: str, read: Reader) -> list[Mention]:
    """Return the mentions of table cells that carry no unit of their own.

    Parameters
    ----------
    text : str
    read : callable
        Reads the mentions of a short text; the cell is put together with its unit for it.

    Notes
    -----
    A table is two or more lines in a row that two or more spaces, tabs or bars part into
    cells. The unit of a cell is that of its row's label, else that of its column's head. A
    cell without either stays unread: a unit is never guessed.
    """
    found: list[Mention] = []
    for block in _blocks(text):
        heads: list[Cell] = []
        for cells in block:
            numbers = [cell for cell in cells if _NUMBER.fullmatch(cell.text)]
            if all(_is_head(cell) for cell in numbers) and not _unit(cells[0].text):
                heads = cells
                continue
            label = None if cells[0] in numbers or _is_head(cells[0]) else cells[0]
            found.extend(_row(label, [n for n in numbers if n is not cells[0]], heads, read))
    return found


def _blocks(text: str) -> Iterator[list[list[Cell]]]:
    block: list[list[Cell]] = []
    start = 0
    for line in text.split("\n"):
        cells: list[Cell] = []
        if _GAP.search(line):
            cells = [
                Cell(start + m.start(), start + m.end(), m.group(), m.start(), m.end())
                for m in _CELL.finditer(line)
            ][:_MAX_CELLS]
        if len(cells) >= 2:
            block.append(cells)
        elif line.strip() or len(block) < 2:
            if len(block) >= 2:
                yield block
            block = []
        start += len(line) + 1
    if len(block) >= 2:
        yield block


def _is_head(cell: Cell) -> bool:
    return bool(_YEAR_HEAD.match(cell.text))


def _unit(label: str) -> str | None:
    for match in reversed(list(_UNIT.finditer(label))):
        words = (match["inside"] or match["after"] or "").strip()
        if words and not _FALSE_UNIT.match(words):
            return words
    return None


def _row(
    label: Cell | None, numbers: list[Cell], heads: list[Cell], read: Reader
) -> Iterator[Mention]:
    own = _unit(label.text) if label else None
    for cell in numbers:
        head = _over(cell, heads)
        unit = own or (_head_unit(head.text) if head else None)
        if unit is None and heads and label and _PAID.search(label.text):
            unit = _money_unit(heads[0].text)
        if unit is None:
            continue
        words = " | ".join(part.text for part in (label, head) if part)
        mention = _read_cell(cell, unit, words, read)
        if mention:
            yield mention


def _head_unit(head: str) -> str | None:
    """Return the unit in the head of a column, or the head where it is nothing but a unit."""
    found = _unit(head)
    return found or (head if _BARE_UNIT.fullmatch(head) else None)


def _money_unit(head: str) -> str | None:
    """Return the currency of a table as its first head states it: (US$ million unless stated)."""
    found = _TABLE_MONEY.search(head)
    return found.group(1) if found else None


def _over(cell: Cell, heads: list[Cell]) -> Cell | None:
    """Return the head of the column that a cell stands in: by overlap, else by the nearest middle."""
    shared = [(min(cell.right, h.right) - max(cell.left, h.left), h) for h in heads]
    best = max(shared, key=lambda pair: pair[0], default=None)
    if best and best[0] > 0:
        return best[1]
    middle = cell.left + cell.right
    return min(heads, key=lambda head: abs(head.left + head.right - middle), default=None)


def _read_cell(cell: Cell, unit: str, words: str, read: Reader) -> Mention | None:
    number = cell.text.strip("()").rstrip("%")
    money = _CURRENCY.match(unit)
    if money:
        scaled = _SCALE.match(money["rest"])
        scale = (scaled["scale"] or "") if scaled else ""
        tail = scaled["tail"] if scaled else ""
        scale = " thousand" if "000" in scale else scale
        spaced = f" {scale}" if len(scale) > 2 else scale
        whole = f"{money['sign']}{number}{spaced}{tail if tail.startswith('/') else ' ' + tail}"
    else:
        unit = _THOUSANDS.sub("thousand ", unit)
        whole = f"{number} {unit}" if not unit.startswith("%") else f"{number}{unit}"
    mentions = read(whole)
    if not mentions or mentions[0].start > 1:
        return None
    return replace(mentions[0], start=cell.start, end=cell.end, noun=words, cue=None)
