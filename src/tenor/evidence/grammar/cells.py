"""Cells of plain-text tables: how lines are parted, what is a number and what names a unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from tenor.evidence.grammar.currencies import CODES

_CELL = re.compile(r"[^\s|](?: ?[^\s|])*")
_BAR_CELL = re.compile(r"[^|\t]+")
_GAP = re.compile(r"\S(?:[ ]{2,}|\t|[ ]*\|[ ]*)\S|^\t")
_DIGITS = r"\d{1,3}(?:[ \u00a0]\d{3})+(?:[.,]\d{1,2})?|\d[\d,.]*\d|\d"
_SCALED = r"million|billion|thousand|bn|mn|[mMkK]"
_MARKS = r"[¹²³⁴⁵⁶⁷⁸⁹⁰*†‡§]|\s?\([a-e1-9]\)|(?<=\d)\s?[erᵉʳ](?!\w)"
NUMBER = re.compile(
    rf"(?:[eᵉ](?=\d))?[~<>≈]?\s?[-+–−(]?\s?(?:{_DIGITS})\)?\s?%?\)?(?:\s?(?:[-–]|to)\s?(?:{_DIGITS})\s?%?)?"
    rf"(?:\s?(?:{_SCALED})\b)?(?:{_MARKS}){{0,2}}"
)
"""A cell that holds nothing but a number, with marks of footnotes and brackets of losses."""
_KEPT = re.compile(
    rf"(?:{_DIGITS})\s?%?(?:\s?(?:[-–]|to)\s?(?:{_DIGITS})\s?%?)?(?:\s?(?:{_SCALED})\b)?"
)
_MAX_CELLS = 24
_LONGEST_TITLE = 200

_UNIT = re.compile(r"\((?P<inside>[^()]{1,40})\)|,\s(?P<after>[^,()]{1,30})$")
_FALSE_UNIT = re.compile(
    r"^(?:(?:19|20)\d{2}.*|(?![mtx]$)[a-z]|\d{1,2}|\d[\d.]*\s?%.*|note.*|see.*|unaudited|restated"
    r"|superseded|current|in negotiation|estimate.*|forecast|actual|e|f|est\.?|life of mine"
    r"|preliminary|rounded|.*[:=].*|number|no\.?|real|nominal|post-tax|pre-tax)$",
    re.IGNORECASE,
)
_SIGN = (
    rf"US\s?\$|U\.S\.\s?\$|\$US|A\$|AU\$|C\$|CA\$|NZ\$|R\$|HK\$|S\$|N\$|\$A|\$C|\$|€|£|¥|₹|Rs\.?|RMB"
    rf"|R(?=\s?(?:m|bn|million|billion|/)|$)|(?:{'|'.join(sorted(CODES))})(?![A-Za-z](?!n?\b))"
)
_SCALE = r"millions?|mn|mln|MM|m|M|bn|billions?|b|B|k|K|thousands?"
_SCALE += r"|['’]?000s?|crores?|lakhs?|cr|trillions?|tn"
_MONEY = re.compile(
    rf"(?P<sign>{_SIGN})\s?(?P<scale>(?:{_SCALE})(?![A-Za-z]))?\s?"
    r"(?P<tail>(?:/|per\s|a\s|p\.a\.)[^\s,;()]{1,12}(?:\s[a-z]+){0,2}|p\.a\.)?",
)
_SPELLED = re.compile(
    r"(?:(?P<scale>thousands?|millions?|billions?)\s(?:of\s)?)?"
    r"(?:(?P<land>US|U\.S\.|United\sStates|Australian|Canadian|New\sZealand)\s)?"
    r"(?P<name>dollars|euros|rupees|rand|pounds\ssterling|yuan|cents)(?:\s(?P<after>thousands?|millions?|billions?))?",
    re.IGNORECASE,
)
_SIGNS = {
    "us": "US$",
    "u.s.": "US$",
    "united states": "US$",
    "australian": "A$",
    "canadian": "C$",
    "new zealand": "NZ$",
}
_NAMES = {"euros": "€", "rupees": "Rs", "rand": "ZAR", "pounds sterling": "£", "yuan": "CNY"}
_THOUSANDS = re.compile(r"^(?:in\s)?[’']?000s?\s(?:of\s)?|^thousands\sof\s", re.IGNORECASE)
_MILLIONS = re.compile(r"^millions\sof\s", re.IGNORECASE)
_OF_UNITS = (
    r"%|per\s?cent|percent|t|kt|Mt|Gt|kg|g|tonnes|metric\stons|tons|oz|koz|Moz|lb|Mlb|lbs|Mlbs|g/t|ppm|ppb|oz/t"
    r"|kg/t|tpa|tpy|ktpa|Mtpa|MTPA|LTPA|KTPA|t/y|t/a|kt/y|kt/a|Mt/y|Mt/a|tpd|ktpd|t/d|MW|GW|kW|MWh|GWh|TWh"
    r"|km|m|ha|km2|km²|m3|Mm3|years|months|days|bbl|boe|boepd|bpd|b/d|carats|ct|kt\sLCE|t\sLCE|dmt|wmt|Mwmt"
)
BARE_UNIT = re.compile(
    rf"(?:^|[\w)]\s)(?P<unit>(?:{_SIGN})\s?(?:{_SCALE})?(?:/[A-Za-z]{{1,5}})?"
    rf"|(?:{_OF_UNITS})(?:\s(?:TREO|REO|LCE|U3O8|Cu|Au|Ag|Zn|Pb|Ni|Co|Li2O|WO3|Sb|Fe|Mn|Sn|Mo|V2O5))?)"
    r"[¹²³*†]*$"
)
"""A head that is a unit, or that ends with one: Mt, Cu %, Amount US$M."""
_TABLE_UNIT = re.compile(
    r"\((?P<inside>[^()]{1,160})\)[\W¹²³⁴-⁹]*$|,\s(?P<after>[^,()]{1,26})\W*$"
    r"|\b(?:units?\s?:|in|expressed\sin|figures\sin|amounts\sin|values\sin)\s(?P<said>[^,.;:()]{1,40})\W*$",
    re.IGNORECASE,
)
_UNLESS = re.compile(
    r",?\s(?:unless|except|where|excluding|rounded|nominal|real)\b.*$", re.IGNORECASE
)
_IN_THOUSANDS = re.compile(
    r"\b(?P<unit>tonnes|tons|t|ounces|oz|lb|lbs|pounds|dmt|wmt|people)\s\((?:['’]?000s?|thousands?)\)",
    re.IGNORECASE,
)
_SHARE_OF = re.compile(
    r"\bas\sa\spercentage\sof\b|,\s(?:in\s)?per\s?cent(?:age)?\b(?!\s[A-Z])", re.IGNORECASE
)
_PRICED_IN = re.compile(
    r"\b(?P<land>(?:US|U\.S\.|Australian|Canadian)\s)?dollars\sper\s"
    r"(?P<per>(?:dry\s|metric\s|short\s|troy\s)*(?:tonne|ton|pound|ounce|kilogram|unit|barrel)(?:\sunit)?)\b",
    re.IGNORECASE,
)
_DATA_IN = re.compile(
    r"\b(?:data|figures|quantities|values|amounts|volumes|tonnages|production|numbers)\s(?:are\s|is\s)?"
    r"(?:given\s|expressed\s|shown\s|stated\s)?in\s(?P<unit>[^,;:().]{1,44}?)(?=,|;|\.|\)|\s(?:of|unless|except|and)\b|$)",
    re.IGNORECASE,
)
"""What a line says of the figures below it: data in thousand metric tons."""
_TERMS = re.compile(
    r"\s(?:CIF|FOB|FOT|cif|fob|fot|EXW|DAP|DDP|ex-works|delivered|in-warehouse|basis)\b.*$"
)
_RULE = re.compile(r"[\s|+:=_–—-]{3,}")
_OF_THE_TABLE = re.compile(
    rf"(?:(?:in\s)?(?:thousands?|millions?|['’]?000s?|k|M)\s(?:of\s)?)?"
    rf"(?:wet\s|dry\s|metric\s)*(?:{_OF_UNITS})"
    r"(?:[\s,]+(?:wet|dry|of\s[A-Za-z ]{2,24}|contained|content|Cu|Au|Ag|Mn|Ni|Li2O|LCE|TREO"
    r"|REO|U3O8|WO3))?",
)
_SCALE_ALONE = re.compile(r"\bin\s(?P<scale>thousand|million|billion)s\b", re.IGNORECASE)
_SIGN_IN = re.compile(
    rf"(?P<sign>{_SIGN}|[Dd]ollars|[Ee]uros)\sin\s(?P<scale>thousand|million|billion)s"
)
_PAIR = re.compile(
    rf"\((?P<unit>[^()\n]{{1,20}})\)\s?[:=]\s?"
    rf"(?P<number>[-–(]?(?:{_DIGITS})\)?(?:\s?[-–]\s?(?:{_DIGITS}))?)(?=\s*(?:$|[;|\n]|,\s|\.\s|\.$))",
    re.MULTILINE,
)


_LABEL = re.compile(r"[A-Za-z][\w /&’'-]{1,40}(?=\s$)")
_LONGEST_LABEL = 42


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a line: its place in the text, its words, and its columns.

    `column` counts the bars or tabs before it; -1 where spaces part the line.
    """

    start: int
    end: int
    text: str
    left: int
    right: int
    column: int

    @property
    def number(self) -> str:
        """The number without its sign, brackets and marks."""
        found = _KEPT.search(self.text)
        return found.group().rstrip("% ").replace("\u00a0", " ") if found else ""

    @property
    def is_negative(self) -> bool:
        """Whether brackets or a sign make the number less than nothing."""
        return self.text[:1] in "(-–−" and not re.match(r"[-–−]?\d[\d.,]*\s?[-–]", self.text)

    @property
    def is_scaled(self) -> bool:
        """Whether the cell has a scale of its own."""
        return re.search(rf"\d\s?(?:{_SCALED})\b", self.text) is not None


@dataclass(frozen=True, slots=True)
class UnitWord:
    """A unit as it is put to a number: sign in front, scale and tail behind."""

    sign: str
    scale: str
    tail: str


def blocks(text: str) -> Iterator[tuple[str, str | None, list[list[Cell]]]]:
    """Yield the tables of a text, each with the line above it and the unit stated for all."""
    block: list[list[Cell]] = []
    start, title, above = 0, "", ""
    stated: str | None = None
    for line in text.split("\n"):
        if _RULE.fullmatch(line):
            start += len(line) + 1
            continue
        is_wide = "  " in line or "\t" in line or "|" in line
        cells = list(_cells(line, start)) if is_wide and _GAP.search(line) else []
        beside = block and len(cells) == 0 and line.startswith("    ") and line.strip()
        if beside and len(block) == 1:  # A second row of heads with one word.
            cells = list(_cells(line, start))
            block.append(cells[:1])
            start += len(line) + 1
            continue
        if len(cells) >= 2 or (cells and "\t" in line and cells[0].column > 0):
            title = title if block else above
            block.append(cells)
        elif line.strip() or len(block) < 2:
            if block:
                yield title, stated, block
            block = []
        if len(cells) < 2 and line.strip():
            stated = find_stated(line) or stated
            above = line.strip()[-_LONGEST_TITLE:]
        start += len(line) + 1
    if block:
        yield title, stated, block


def find_stated(line: str) -> str | None:
    """Return the unit that a line says the figures below are in."""
    found = _DATA_IN.search(line[:_LONGEST_LINE])
    unit = re.sub(r"^(?:the|millions\sof\s(?=US))", "", found["unit"].strip()) if found else ""
    return unit if unit and _is_of_table(unit) else None


_LONGEST_LINE = 300


def _cells(line: str, start: int) -> Iterator[Cell]:
    """Yield the cells of a line, parted by bars or tabs where it has any, else by spaces."""
    if "|" not in line and "\t" not in line:
        for match, _ in zip(_CELL.finditer(line), range(_MAX_CELLS), strict=False):
            yield Cell(start + match.start(), start + match.end(), match.group(), *match.span(), -1)
        return
    lead = re.match(r"\s*\|", line)
    count = -1 if lead else 0
    at = made = 0
    for part in re.split(r"[|\t]", line):
        clean = part.strip()
        if clean and made < _MAX_CELLS:
            left = at + part.index(clean)
            yield Cell(
                start + left, start + left + len(clean), clean, left, left + len(clean), count
            )
            made += 1
        at += len(part) + 1
        count += 1


def split_unit(cells: list[Cell]) -> list[Cell]:
    """Return the cells of a line with a number cut off a label that ends with its unit.

    ``AISC (US$/lb) 2.10`` stands in one cell where a column was too narrow.
    """
    cells = [part for cell in cells for part in _parted(cell)]
    first = cells[0]
    found = re.match(r"(?P<label>.*\([^()]{1,20}\))\s(?P<number>\S+)$", first.text)
    if found is None or not NUMBER.fullmatch(found["number"]):
        return cells
    middle = found.start("number")
    label = replace(first, end=first.start + found.end("label"), text=found["label"])
    number = replace(
        first, start=first.start + middle, text=found["number"], left=first.left + middle
    )
    return [replace(label, right=label.left + len(label.text)), number, *cells[1:]]


def _parted(cell: Cell) -> list[Cell]:
    """Return a cell as two where it holds a unit and a number behind it: US$ million 118."""
    found = re.fullmatch(rf"(?P<unit>(?:{_SIGN})\s?(?:{_SCALE}))\s(?P<number>\S+)", cell.text)
    if found is None or cell.column >= 0 or not NUMBER.fullmatch(found["number"]):
        return [cell]
    cut, middle = found.end("unit"), found.start("number")
    unit = replace(cell, end=cell.start + cut, text=found["unit"], right=cell.left + cut)
    number = replace(cell, start=cell.start + middle, text=found["number"], left=cell.left + middle)
    return [unit, number]


def find_unit(label: str) -> str | None:
    """Return the unit that a label states in brackets or behind a comma."""
    thousands = _IN_THOUSANDS.search(label)
    if _SHARE_OF.search(label):
        return "%"
    priced = _PRICED_IN.search(label)
    if priced:
        sign = _SIGNS.get(re.sub(r"\s+", " ", (priced["land"] or "").casefold().strip()), "$")
        return f"{sign} per {priced['per']}"
    if thousands:
        return f"thousand {thousands['unit']}"
    for match in reversed(list(_UNIT.finditer(label))):
        words = _UNLESS.sub("", (match["inside"] or match["after"] or "").strip())
        if words and not _FALSE_UNIT.match(words) and is_unit_word(words):
            return words
    return None


def find_table_unit(line: str) -> str | None:
    """Return the unit that a line states for the whole table: (US$ million, unless stated)."""
    whole = _UNLESS.sub("", line.strip().strip("()").strip())
    if BARE_UNIT.fullmatch(whole) or _is_spelled(whole) or _SIGN_IN.fullmatch(whole):
        return whole
    for clean in (line.strip(), whole):
        found = _TABLE_UNIT.search(clean)
        words = found and (found["inside"] or found["after"] or found["said"]).strip()
        words = _TERMS.sub("", _UNLESS.sub("", words)) if words else ""
        words = re.sub(r"^in\s", "", re.split(r"[;,]\s(?!wet|dry)", words)[0])
        if words and _is_of_table(words) and not _FALSE_UNIT.match(words) and is_unit_word(words):
            return words
    return None


def _is_of_table(words: str) -> bool:
    """Return whether words are a unit that can hold for a whole table: money or a mass, no noun."""
    made = is_unit_word(words)
    return made is not None and (bool(made.sign) or _OF_THE_TABLE.fullmatch(words) is not None)


def find_scale(line: str) -> str | None:
    """Return the scale that a line states without a currency: (in thousands, except per share)."""
    found = _SCALE_ALONE.search(line)
    return found["scale"].casefold() if found else None


def find_sign(cells: list[Cell]) -> str | None:
    """Return the sign in front of the first sum of a line, where one has any."""
    found = (_SIGNED.match(cell.text) for cell in cells[1:])
    return next((match["sign"].replace(" ", "") for match in found if match), None)


def without_sign(cell: Cell) -> Cell:
    """Return a cell without the sign in front of its number."""
    found = _SIGNED.match(cell.text)
    return replace(cell, text=cell.text[found.end() :].strip()) if found else cell


_SIGNED = re.compile(r"(?P<sign>US\s?\$|A\$|C\$|\$|€|£)\s?(?=[\d(])")


def _is_spelled(words: str) -> bool:
    return _SPELLED.fullmatch(words) is not None


@lru_cache(maxsize=1024)
def is_unit_word(words: str) -> UnitWord | None:
    """Return a unit as it is put to a number; None where words are none that the grammar reads.

    Examples
    --------
    >>> is_unit_word("US$ million").scale, is_unit_word("000 t").tail
    (' million', 'thousand t')
    """
    words = words.strip()
    sign_in = _SIGN_IN.fullmatch(words)
    if sign_in:
        sign = {"dollars": "$", "euros": "€"}.get(sign_in["sign"].casefold(), sign_in["sign"])
        return UnitWord(sign, f" {sign_in['scale'].casefold()}", "")
    money = _MONEY.fullmatch(words)
    if money:
        scale = (money["scale"] or "").strip("'’s")
        scale = "thousand" if scale.startswith("000") else scale
        tail = money["tail"] or ""
        tail = tail if tail.startswith("/") or not tail else f" {tail}"
        return UnitWord(money["sign"], f" {scale}" if len(scale) > 2 else scale, tail)
    spelled = _SPELLED.fullmatch(words)
    if spelled and (spelled["land"] or spelled["name"].casefold() in _NAMES or spelled["scale"]):
        return _spelled(spelled)
    if _THOUSANDS.match(words):
        return UnitWord("", "x", _THOUSANDS.sub("thousand ", words))
    if _MILLIONS.match(words):
        return UnitWord("", "x", _MILLIONS.sub("million ", words))
    scaled = re.match(r"(?:thousand|million|billion|k|M)\s", words)
    return UnitWord("", "x" if scaled else "", words) if re.search(r"[A-Za-z%°]", words) else None


def _spelled(match: re.Match[str]) -> UnitWord | None:
    name = match["name"].casefold()
    land = re.sub(r"\s+", " ", (match["land"] or "").casefold())
    sign = _SIGNS.get(land, "$") if name == "dollars" else _NAMES.get(name)
    if sign is None:
        return None
    scale = (match["scale"] or match["after"] or "").casefold().rstrip("s")
    return UnitWord(sign, f" {scale}" if scale else "", "")


def read_bracketed_pairs(text: str) -> Iterator[tuple[Cell, Cell, str]]:
    """Yield label, number and unit where a label states the unit of the number behind it."""
    if "):" not in text and ") :" not in text and ") =" not in text:
        return
    for match in _PAIR.finditer(text):
        unit = match["unit"].strip()
        if _FALSE_UNIT.match(unit) or not is_unit_word(unit):
            continue
        label = _LABEL.search(text, max(0, match.start() - _LONGEST_LABEL), match.start())
        if label:
            start, end = label.span()
            number = match.span("number")
            yield (
                Cell(start, end, label.group(), start, end, -1),
                Cell(*number, match["number"], *number, -1),
                unit,
            )
