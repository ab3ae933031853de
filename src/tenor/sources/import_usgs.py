"""USGS Mineral Commodity Summaries, the tables of its data releases.

- world: ``COMMODITY, COUNTRY, TYPE, UNIT_MEAS, PROD_2023, PROD_EST_2024, ..., RESERVES_2024``;
  to 2024 a file per commodity, ``mcs2024-antim_world.csv``, with the unit in the headings
  (``Prod_t_2022``) and the commodity in the name of the file alone;
- salient: ``DataSource, Commodity, Year`` and one column per statistic, its unit at the end;
- tidy: ``Commodity, Country, Statistics, Statistics_detail, Unit, Year, Value``.

What is printed stays in ``raw``; value, low, high and flag say what it means.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tenor.core.countries import country
from tenor.core.errors import DataError, UnknownNameError, nearest_names
from tenor.sources.import_draft import (
    FIRST_YEAR,
    LAST_YEAR,
    Draft,
    Job,
    note_counts,
    read_year,
    release_in,
    require_new,
    stage_rows,
)
from tenor.sources.import_input import (
    find_columns,
    is_zip,
    open_archive,
    plain,
    read_csv_rows,
    unpack_member,
)

NAMES = {
    "source": ("SOURCE", "DataSource"),
    "commodity": ("COMMODITY", "mineral"),
    "place": ("COUNTRY",),
    "detail": ("TYPE", "Form", "Statistics_detail", "category"),
    "unit": ("UNIT_MEAS", "Unit"),
    "statistic": ("Statistics", "statistic"),
    "section": ("Section",),
    "year": ("Year", "period"),
    "value": ("Value", "value_raw", "share_pct"),
}
MEASURES = {
    "prod": "production",
    "production": "production",
    "cap": "capacity",
    "capacity": "capacity",
    "reserves": "reserves",
    "reserve": "reserves",
    "resources": "resources",
}
PER_COMMODITY = re.compile(r"(?i)(?P<release>mcs20\d\d)-(?P<short>[a-z]+)[a-z-]*_world")
CHAPTERS = (
    "Aluminum", "Antimony", "Arsenic", "Asbestos", "Barite", "Bauxite", "Beryllium", "Bismuth",
    "Boron", "Bromine", "Cadmium", "Cement", "Chromium", "Clays", "Cobalt", "Copper", "Diamond",
    "Diatomite", "Feldspar", "Fluorspar", "Gallium", "Garnet", "Gemstones", "Germanium", "Gold",
    "Graphite", "Gypsum", "Helium", "Indium", "Iodine", "Iron ore", "Kyanite", "Lead", "Lime",
    "Lithium", "Magnesium", "Manganese", "Mercury", "Mica", "Molybdenum", "Nickel", "Niobium",
    "Nitrogen", "Peat", "Perlite", "Phosphate rock", "Platinum-group metals", "Potash", "Pumice",
    "Rare earths", "Rhenium", "Salt", "Selenium", "Silicon", "Silver", "Soda ash", "Strontium",
    "Sulfur", "Talc", "Tantalum", "Tellurium", "Tin", "Titanium", "Tungsten", "Vanadium",
    "Vermiculite", "Yttrium", "Zeolites", "Zinc", "Zirconium",
)  # fmt: skip
"""Commodities that a file can be of; its name has the first five letters."""
ABSENT = {
    "w": "W",
    "na": "NA",
    "n.a.": "NA",
    "xx": "XX",
    "large": "large",
    "small": "small",
    "very small": "small",
    "moderate": "moderate",
}
NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
RANGE = re.compile(rf"({NUMBER})\s*(?:[-–—]|to)\s*({NUMBER})")
ONE = re.compile(
    rf"(?P<before>e(?=[\d .<>/])[/ ]*)?\s*(?P<sign>[<>]|less than|more than|greater than)?\s*"
    rf"(?P<number>-?(?:{NUMBER}))\s*(?P<after>e)?\s*(?P<percent>%)?",
    re.I,
)
Value = tuple[float | None, float | None, float | None, str]


def read(job: Job) -> Draft:
    """Return every printed figure of the tables, with what it means."""
    rows: list[tuple[object, ...]] = []
    seen: dict[tuple[object, ...], str] = {}
    releases: set[str] = set()
    counts: Counter[str] = Counter()
    for path, shown in _files(job, counts):
        for entry in _file_rows(path, shown, releases):
            *row, where = entry
            require_new(seen, tuple(row[:5] + row[6:8]), where)
            rows.append(tuple(row))
    stated = release_in(job.name, r"(?i)mcs[ _-]?(20\d\d)")
    version = ", ".join(sorted(releases)) or (f"MCS{stated}" if stated.isdigit() else stated)
    return Draft("usgs", stage_rows(job, "usgs", rows), version, notes=note_counts(counts))


def _files(job: Job, counts: Counter[str]) -> Iterator[tuple[Path, str]]:
    if not is_zip(job.path):
        yield job.path, job.name
        return
    with open_archive(job.path, max_bytes=1 << 30) as archive:
        members = [m for m in archive.infolist() if m.filename.lower().endswith(".csv")]
        if not members:
            raise DataError(f"{job.name}: no CSV file in the archive")
        for member in members:
            if Path(member.filename).name.startswith("._"):
                continue
            if not member.file_size:
                counts["empty members of the archive left out"] += 1
                continue
            target = job.folder / Path(member.filename).name
            unpack_member(archive, member, target)
            yield target, f"{job.name}, member {target.name}"


def _file_rows(path: Path, shown: str, releases: set[str]) -> Iterator[list[object]]:
    table = read_csv_rows(path)
    line, header = next(table, (1, []))
    named_by_file = PER_COMMODITY.search(path.name)
    needed = ("place",) if named_by_file else ("commodity",)
    at = find_columns(header, NAMES, f"{shown}, line {line}", needed)
    measures = {i: hit for i, cell in enumerate(header) if (hit := _measure(cell)) is not None}
    if "value" in at and "year" in at:
        reader = _tidy_row
    elif "place" in at and measures:
        reader = _world_row
    elif "year" in at and len(header) > len(at):
        reader = _salient_row
    else:
        seen = [str(cell) for cell in header]
        near = nearest_names("PROD_2023", seen, 1)
        raise DataError(
            f"{shown}, line {line}: expected COUNTRY with PROD_... columns, or Year with "
            f"statistics; found {', '.join(seen[:8])[:200]}"
            + (f"; nearest: {near[0]!r}" if near else "")
        )
    for number, cells in table:
        where = f"{shown}, line {number}"
        if len(cells) > len(header) and any(cells[len(header) :]):
            raise DataError(f"{where}: {len(cells)} cells, expected {len(header)}")
        if len(cells) < len(header):
            if sum(map(bool, cells)) <= 1:
                continue  # a footnote
            raise DataError(f"{where}: {len(cells)} cells, expected {len(header)}; cut off?")
        named = {name: cells[i] for name, i in at.items()}
        if named_by_file:
            named.setdefault("commodity", _chapter(named_by_file["short"]))
            named.setdefault("source", named_by_file["release"].upper())
        if not named["commodity"]:
            if any(cells[i] for i in measures):
                raise DataError(f"{where}: figures without a commodity")
            continue
        if release := named.get("source", ""):
            releases.add(release)
        yield from reader(where, header, cells, (at, named, measures))


Parts = tuple[dict[str, int], dict[str, str], dict[int, tuple[str, int | None, bool, str]]]


def _world_row(
    where: str, header: Sequence[str], cells: Sequence[str], parts: Parts
) -> Iterator[list[object]]:
    _, named, measures = parts
    latest = max((year for _, year, _, _ in measures.values() if year), default=None)
    for column, (statistic, named_year, is_estimate, named_unit) in measures.items():
        if not cells[column]:
            continue
        year = named_year or latest
        if year is None:
            raise DataError(f"{where}: no year in the name of the column {header[column]!r}")
        value = read_figure(cells[column], is_estimate)
        key = [named["commodity"], "world", statistic, named.get("detail", "")]
        place = _place(named["place"])
        unit = named.get("unit") or named_unit
        yield [*key, *place, year, unit, *value, cells[column], f"{where}, {header[column]}"]


def _salient_row(
    where: str, header: Sequence[str], cells: Sequence[str], parts: Parts
) -> Iterator[list[object]]:
    at, named, _ = parts
    year, is_estimate = _year(named["year"], where)
    for column, head in enumerate(header):
        if column in at.values() or not cells[column] or "note" in plain(head):
            continue
        unit = head.rpartition("_")[2] if "_" in head else ""
        value = read_figure(cells[column], is_estimate)
        key = [named["commodity"], "salient", head, "", "United States", "USA"]
        yield [*key, year, unit, *value, cells[column], f"{where}, {head}"]


def _tidy_row(
    where: str, header: Sequence[str], cells: Sequence[str], parts: Parts
) -> Iterator[list[object]]:
    at, named, _ = parts
    if not named["value"]:
        return
    year, is_estimate = _year(named["year"], where)
    share = plain(header[at["value"]]) == "share pct"
    section = plain(named.get("section", ""))
    kind = "world" if "world" in section else "salient"
    place = _place(named["place"]) if named.get("place") else ("United States", "USA")
    statistic = "import share" if share else named.get("statistic", "")
    key = [named["commodity"], "import sources" if share else kind, statistic]
    unit = "%" if share else named.get("unit", "")
    value = read_figure(named["value"], is_estimate)
    yield [*key, named.get("detail", ""), *place, year, unit, *value, named["value"], where]


def _measure(head: str) -> tuple[str, int | None, bool, str] | None:
    """Return what a heading like ``PROD_EST_ 2024`` or ``Prod_t_est_2023`` measures.

    Examples
    --------
    >>> _measure("PROD_EST_ 2024"), _measure("prod_2025e"), _measure("PROD_NOTES")
    (('production', 2024, True, ''), ('production', 2025, True, ''), None)
    """
    words = plain(head).split()
    if not words or words[0] not in MEASURES or {"notes", "note"} & set(words):
        return None
    year, is_estimate, unit = None, False, []
    for word in words[1:]:
        if hit := re.fullmatch(r"((?:19|20)\d\d)(e?)", word):
            year, is_estimate = int(hit[1]), is_estimate or bool(hit[2])
        elif word in ("est", "estimated", "e"):
            is_estimate = True
        else:
            unit.append(word)
    return MEASURES[words[0]], year, is_estimate, " ".join(unit)


def _chapter(short: str) -> str:
    """Return the commodity of a short form in a file name; the form itself where not known.

    Examples
    --------
    >>> _chapter("antim"), _chapter("raree"), _chapter("tin"), _chapter("xyz")
    ('Antimony', 'Rare earths', 'Tin', 'xyz')
    """
    small = short.casefold()
    found = [c for c in CHAPTERS if re.sub("[^a-z]", "", c.casefold()).startswith(small)]
    return found[0] if found else short


def _year(text: str, where: str) -> tuple[int, bool]:
    """Return the year of ``2024``, ``2024e``, ``2025_estimated`` or the last of ``2021-24``."""
    hit = re.fullmatch(
        r"(\d{4})(?:\s*[-–]\s*(\d{2}|\d{4}))?[\s_]*(e|est\w*|prelim\w*)?", text, re.I
    )
    if hit is None:
        raise DataError(f"{where}: expected a year, found {text[:40]!r}")
    year = read_year(hit[1], where)
    if hit[2]:
        year = int(hit[1][: 4 - len(hit[2])] + hit[2])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DataError(f"{where}: the year {year} is outside {FIRST_YEAR}-{LAST_YEAR}")
    return year, bool(hit[3])


def _place(text: str) -> tuple[str, str | None]:
    """Return a place as printed and its code; a group of countries has none."""
    name = re.sub(r"(?<=[a-z.)])\d+$", "", text.strip())
    # Figures and an e of footnotes stick to names: "Other countries4", "Japane".
    for spelling in (name, name.removesuffix("e")):
        try:
            return text.strip(), country(spelling).iso3
        except UnknownNameError:
            continue
    return text.strip(), None


def read_figure(text: str, is_estimate: bool = False) -> Value:
    """Return (value, low, high, flag) of a printed figure.

    Flags: e estimated, W withheld, NA not available, XX not applicable, E net exporter,
    zero, ``>`` and ``<`` bounds, range, large, small, text where it is none of these.

    Examples
    --------
    >>> read_figure(">50"), read_figure("45,000e")
    ((None, 50.0, None, '>'), (45000.0, None, None, 'e'))
    >>> read_figure("W"), read_figure("—")
    ((None, None, None, 'W'), (0.0, None, None, 'zero'))
    """
    cell = text.strip()
    if cell in ("—", "–", "-", "--", "---"):
        return 0.0, None, None, "zero"
    flag = "E" if cell == "E" else ABSENT.get(re.sub(r"[\"']", "", cell.casefold()))
    if flag:
        return None, None, None, flag
    if hit := RANGE.fullmatch(cell):
        low, high = (_float(part) for part in hit.groups())
        return None, low, high, "range"
    hit = ONE.fullmatch(cell)
    return (None, None, None, "text") if hit is None else _read_one(hit, is_estimate)


def _read_one(hit: re.Match[str], is_estimate: bool) -> Value:
    number = _float(hit["number"])
    sign = (hit["sign"] or "").casefold()
    if sign in (">", "more than", "greater than"):
        return None, number, None, ">"
    if sign:
        return None, 0.0, number, "<"
    return number, None, None, "e" if hit["before"] or hit["after"] or is_estimate else ""


def _float(text: str) -> float:
    return float(text.replace(",", ""))
