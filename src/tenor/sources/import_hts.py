"""US tariff rates: the USITC's export of the schedule, or its yearly tariff database.

- export: ``HTS Number, Indent, Description, ..., General Rate of Duty, ...``;
- the same as JSON: objects with ``htsno, indent, description, units, general, special, other``;
- database: ``hts8, brief_description, mfn_text_rate, mfn_ad_val_rate, ...``.

Ad valorem and specific rates become numbers; compound and other rates stay text.
"""

from __future__ import annotations

import json
import re
from collections import Counter

from tenor.core.errors import DataError, nearest_names
from tenor.sources.import_draft import (
    Draft,
    Job,
    note_counts,
    read_number,
    read_year,
    release_in,
    require_new,
    stage_rows,
)
from tenor.sources.import_input import (
    find_columns,
    is_zip,
    plain,
    read_csv_rows,
    read_sheets,
    read_text,
)

NAMES = {
    "hts": ("HTS Number", "hts8", "hs8", "htsno", "hts number"),
    "indent": ("Indent",),
    "description": ("Description", "brief_description"),
    "unit": ("Unit of Quantity", "quantity_1_code", "units"),
    "general": ("General Rate of Duty", "mfn_text_rate", "rate_raw", "general"),
    "special": ("Special Rate of Duty", "col1_special_text", "special"),
    "column2": ("Column 2 Rate of Duty", "col2_text_rate", "other"),
    "ad_valorem": ("mfn_ad_val_rate", "mfn_rate"),
    "specific": ("mfn_specific_rate",),
    "begin": ("begin_effect_date",),
}
MONEY = r"(?P<dollar>\$)?\s*(?P<amount>\d[\d,]*\.?\d*|\.\d+)\s*(?P<cent>¢|cents?)?"
SPECIFIC = re.compile(rf"{MONEY}\s*(?:/|per |(?=each))\s*(?P<unit>[^+%]+)", re.I)
PERCENT = re.compile(r"(\d+\.?\d*|\.\d+)\s*%")
FOOTNOTE = re.compile(r"\s+\d+/\s*$")
UNKNOWN_RATE = 9999.0
Rate = tuple[str, float | None, float | None, str | None]


def read(job: Job) -> Draft:
    """Return the rates of duty by tariff line."""
    table = _rows(job)
    where, header = table[0] if table else (job.name, [])
    at = find_columns(header, NAMES, where, ("hts",))
    if "general" not in at:
        near = nearest_names("General Rate of Duty", [str(cell) for cell in header], 1)
        find_columns(header, NAMES, where + (f" (near: {near[0]})" if near else ""), ("general",))
    counts: Counter[str] = Counter()
    rows: list[tuple[object, ...]] = []
    seen: dict[tuple[object, ...], str] = {}
    for where, cells in table[1:]:
        if len(cells) != len(header):
            raise DataError(f"{where}: {len(cells)} cells, expected {len(header)}; cut off?")
        named = {
            name: str(cells[i] if cells[i] is not None else "").strip() for name, i in at.items()
        }
        number = named["hts"].replace(".", "")
        if not number:
            counts["headings without a number left out"] += 1
            continue
        if not re.fullmatch(r"\d{4,10}", number) or len(number) == 5:
            raise DataError(f"{where}: {named['hts'][:40]!r} is no tariff number")
        number = number.zfill(8) if len(number) == 7 else number
        require_new(seen, (number,), where)
        rows.append(_row(job, number, named, where))
    kinds = Counter(str(row[5]) for row in rows)
    counts["rates kept as text (compound or in words)"] = kinds["compound"] + kinds["text"]
    version = release_in(job.name, r"(?<!\d)((?:19|20)\d{2}(?:[ _]?rev\w*)?)(?!\d)")
    return Draft("hts", stage_rows(job, "hts", rows), version, notes=note_counts(counts))


def _rows(job: Job) -> list[tuple[str, list[object]]]:
    if is_zip(job.path):
        sheet, rows = next(iter(read_sheets(job.path).items()))
        width = len(rows[0]) if rows else 0
        return [
            (f"{job.name}, sheet {sheet!r}, row {n}", [*row, *[None] * (width - len(row))])
            for n, row in enumerate(rows, start=1)
            if any(cell not in (None, "") for cell in row)
        ]
    text = read_text(job.path)
    if text.lstrip().startswith(("[", "{")):
        return _json_rows(job, text)
    first = text[:4000].partition("\n")[0]
    delimiter = max(",|\t", key=first.count)
    return [(f"{job.name}, line {n}", list(c)) for n, c in read_csv_rows(job.path, delimiter)]


def _json_rows(job: Job, text: str) -> list[tuple[str, list[object]]]:
    """Return the lines of the JSON export in the form of a table with its header."""
    try:
        found = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise DataError(
            f"{job.name}, line {line}: the text is no whole JSON ({error}); it is damaged or was "
            "cut off: download it again"
        ) from error
    entries = found if isinstance(found, list) else []
    if not entries or not all(isinstance(entry, dict) for entry in entries):
        raise DataError(f"{job.name}: expected a list of tariff lines with htsno and general")
    header = list(dict.fromkeys(key for entry in entries for key in entry))
    rows: list[tuple[str, list[object]]] = [(f"{job.name}, line 1", list(header))]
    for number, entry in enumerate(entries, start=1):
        cells = [entry.get(key) for key in header]
        told = [", ".join(map(str, c)) if isinstance(c, list) else c for c in cells]
        rows.append((f"{job.name}, entry {number}", told))
    return rows


def _row(job: Job, number: str, named: dict[str, str], where: str) -> tuple[object, ...]:
    general, column2 = named.get("general", ""), named.get("column2", "")
    kind, ad_valorem, specific, unit = read_rate(general)
    if kind == "text" and "ad_valorem" in named:
        # The database gives the parts of a rate beside its text; the sentinel means: none.
        share = read_number(named["ad_valorem"], f"{where}, {NAMES['ad_valorem'][0]}")
        if share is not None and 0 <= share < UNKNOWN_RATE and not general:
            kind, ad_valorem = ("ad_valorem" if share else "free"), share
    indent = named.get("indent", "")
    if indent and not re.fullmatch(r"\d{1,2}", indent):
        raise DataError(f"{where}: the indent is {indent[:40]!r}")
    return (
        number,
        int(indent) if indent else None,
        named.get("description") or None,
        named.get("unit") or None,
        general or None,
        kind,
        ad_valorem,
        specific,
        unit,
        named.get("special") or None,
        column2 or None,
        *read_rate(column2),
        _year(job, named, where),
    )


def _year(job: Job, named: dict[str, str], where: str) -> int | None:
    if job.options.year is not None:
        return read_year(job.options.year, where)
    stated = release_in(job.name, r"(?<!\d)((?:19|20)\d{2})(?!\d)")
    return int(stated) if stated.isdigit() else None


def read_rate(text: str) -> Rate:
    """Return (kind, ad valorem as a fraction, specific in USD, unit of the specific rate).

    Kinds: none, free, ad_valorem, specific, compound (kept as text), text.

    Examples
    --------
    >>> read_rate("6.8%"), read_rate("1.5¢/kg")
    (('ad_valorem', 0.068, None, None), ('specific', None, 0.015, 'kg'))
    >>> read_rate("Free"), read_rate("1.2¢/kg + 3%")[0], read_rate("The duty provided for")[0]
    (('free', 0.0, None, None), 'compound', 'text')
    """
    cell = FOOTNOTE.sub("", text.strip())
    if not cell:
        return "none", None, None, None
    if plain(cell) == "free":
        return "free", 0.0, None, None
    if hit := PERCENT.fullmatch(cell):
        # Moving the point by text keeps 6.8% the same number as 0.068.
        return "ad_valorem", float(f"{hit[1]}e-2"), None, None
    if "+" in cell or ("%" in cell and re.search(r"[¢$]", cell)):
        return "compound", None, None, None
    hit = SPECIFIC.fullmatch(cell)
    if hit and bool(hit["dollar"]) != bool(hit["cent"]) and len(hit["unit"]) < 40:
        amount = hit["amount"].replace(",", "")
        usd = float(amount) if hit["dollar"] else float(f"{amount}e-2")
        return "specific", None, usd, hit["unit"].strip()
    return "text", None, None, None
