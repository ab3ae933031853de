"""The material table: commodities, stages, HS codes, contained factors, recycling, substitution.

One reader of the curated tables in ``data/tables``. What the stages and the
columns mean, and where the figures come from, stands in ``docs/data/materials.md``.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TypeVar

from tenor.core.errors import DataError, UnknownNameError

STAGES = ("ore", "intermediate", "refined")
REVISIONS = ("HS92", "HS96", "HS02", "HS07", "HS12", "HS17", "HS22")

Cells = Mapping[str, str]
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Commodity:
    """One commodity.

    Attributes
    ----------
    name, display, symbol : str
        `symbol` is empty where no element is meant.
    aliases : tuple of str
        Other names; ``alias@stage`` leads to one stage.
    series : tuple of str
        Production series of World Mining Data, one per stage that has any.
    note : str
    """

    name: str
    display: str
    symbol: str
    aliases: tuple[str, ...]
    series: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class StageRow:
    """One (commodity, stage).

    Attributes
    ----------
    commodity, stage, forms : str
    production_series : str or None
        Series measured at this stage: a name of World Mining Data, or
        ``stage_production:COMMODITY/STAGE/FORM`` of the curated table; None where
        production is not known.
    production_unit : str or None
        ``t``, ``kg``, ``ct``, ``million m3``, or ``fraction`` for shares of world output.
    production_basis : str or None
        ``contained``, ``oxide`` or ``gross``.
    production_content : str or None
        What the series counts, e.g. ``Sb``, ``Cr2O3``, ``bauxite``.
    content : str
        What the commodity is counted in once on one basis; the same at all its stages.
    to_content, to_content_low, to_content_high : float or None
        Tonnes of `content` per production unit.
    note, source, met : str
    """

    commodity: str
    stage: str
    forms: str
    production_series: str | None
    production_unit: str | None
    production_basis: str | None
    production_content: str | None
    content: str
    to_content: float | None
    to_content_low: float | None
    to_content_high: float | None
    note: str
    source: str
    met: str


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One HS code of one (commodity, stage).

    Attributes
    ----------
    hs6 : str
    hs_revision, hs_last : str
        First and last revision in which the code has this meaning.
    form : str
    scope : str
        ``own``, or ``basket`` where the code carries other goods too.
    content : str
        What the factor counts.
    contained_factor, low, high : float or None
        Tonnes of `content` per tonne traded, of the part that is this commodity.
    factor_kind : str
        ``stoichiometric``, ``typical_grade``, ``judgement``, or ``identity`` (gross weight).
    source, met : str
        Of the factor.
    code_source, note : str
    """

    commodity: str
    stage: str
    hs6: str
    hs_revision: str
    hs_last: str
    form: str
    scope: str
    content: str
    contained_factor: float | None
    low: float | None
    high: float | None
    factor_kind: str
    source: str
    met: str
    code_source: str
    note: str

    def holds_in(self, revision: str) -> bool:
        """Return whether the code has this meaning in a revision of the nomenclature."""
        first, last = REVISIONS.index(self.hs_revision), REVISIONS.index(self.hs_last)
        return first <= REVISIONS.index(revision) <= last


@dataclass(frozen=True, slots=True)
class UnmappedCode:
    """An HS code that is left out on purpose, with the reason."""

    hs6: str
    hs_revision: str
    hs_last: str
    goods: str
    reason: str
    source: str
    met: str


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A recycling rate or substitution index (fraction) of one commodity and study.

    `material` is the study's own name; `flag` is ``suspect`` where the figure
    looks wrong, for the reason in `note`.
    """

    commodity: str
    value: float
    year: int
    scope: str
    material: str
    flag: str
    source: str
    met: str
    note: str


@dataclass(frozen=True)
class Materials:
    """The material table. Read it with `read_materials`."""

    table: Mapping[str, Commodity]
    stage_rows: tuple[StageRow, ...]
    code_rows: tuple[CodeRow, ...]
    unmapped: tuple[UnmappedCode, ...]
    recycling_rows: tuple[IndexRow, ...]
    substitution_rows: tuple[IndexRow, ...]
    sources: Mapping[str, Cells]
    names: Mapping[str, tuple[str, str | None]]

    @property
    def commodities(self) -> tuple[str, ...]:
        """Names of the commodities, in the table's order."""
        return tuple(self.table)

    def resolve(self, name: str) -> tuple[str, str | None]:
        """Return the commodity that a name or alias means, and the stage if it names one.

        Case, hyphens and underscores do not matter.

        Raises
        ------
        UnknownNameError
            With the nearest valid names.

        Examples
        --------
        >>> read_materials().resolve("Stibnite"), read_materials().resolve("rare-earths")
        (('antimony', 'ore'), ('rare_earths', None))
        """
        found = self.names.get(_plain(name))
        if found is None:
            aliases = (a.partition("@")[0] for c in self.table.values() for a in c.aliases)
            raise UnknownNameError("commodity", name, [*self.table, *aliases])
        return found

    def commodity(self, name: str) -> Commodity:
        """Return the row of a commodity, by name or alias."""
        return self.table[self.resolve(name)[0]]

    def stages(self, commodity: str) -> tuple[StageRow, ...]:
        """Return the stages of a commodity in the order of the chain."""
        name = self.resolve(commodity)[0]
        rows = (row for row in self.stage_rows if row.commodity == name)
        return tuple(sorted(rows, key=lambda row: STAGES.index(row.stage)))

    def stage(self, commodity: str, stage: str) -> StageRow:
        """Return one stage of a commodity.

        Raises
        ------
        UnknownNameError
            The commodity is not known or has no such stage.
        """
        rows = {row.stage: row for row in self.stages(commodity)}
        if stage not in rows:
            raise UnknownNameError(f"stage of {commodity}", stage, rows)
        return rows[stage]

    def codes(self, commodity: str, stage: str, revision: str | None = None) -> tuple[CodeRow, ...]:
        """Return the codes of one stage, of all revisions or those that hold in one.

        Examples
        --------
        >>> [c.hs6 for c in read_materials().codes("graphite", "ore", "HS92")]
        ['250410', '250490']
        """
        if revision is not None and revision not in REVISIONS:
            raise UnknownNameError("HS revision", revision, REVISIONS)
        row = self.stage(commodity, stage)
        key = (row.commodity, row.stage)
        rows = (c for c in self.code_rows if (c.commodity, c.stage) == key)
        return tuple(c for c in rows if revision is None or c.holds_in(revision))

    def recycling(self, commodity: str) -> IndexRow | None:
        """Return the latest end-of-life recycling input rate (EU) that is not suspect.

        None means unknown. All studies, suspect figures too, are in `recycling_rows`.
        """
        return self._latest(self.recycling_rows, commodity)

    def substitution(self, commodity: str) -> IndexRow | None:
        """Return the latest EU substitution index for supply risk; None means unknown.

        1 means no substitute, 0 full substitution.
        """
        return self._latest(self.substitution_rows, commodity)

    def _latest(self, rows: Sequence[IndexRow], commodity: str) -> IndexRow | None:
        name = self.resolve(commodity)[0]
        usable = [row for row in rows if row.commodity == name and row.flag != "suspect"]
        return max(usable, key=lambda row: row.year, default=None)


@lru_cache(maxsize=1)
def read_materials() -> Materials:
    """Read the material table from the package; later calls return the same object.

    Raises
    ------
    DataError
        A cell is not of the expected form, or two commodities share a name.
    """
    table = {c.name: c for c in _read("commodities.csv", _commodity)}
    return Materials(
        table=table,
        stage_rows=_read("material_stages.csv", _stage),
        code_rows=_read("stage_codes.csv", _code),
        unmapped=_read("unmapped_codes.csv", lambda cells: UnmappedCode(**cells)),
        recycling_rows=_read("recycling.csv", lambda cells: _index(cells, "eol_rir")),
        substitution_rows=_read("substitution.csv", lambda cells: _index(cells, "si_sr")),
        sources={cells["id"]: cells for cells in _read("sources.csv", dict)},
        names=_name_index(table.values()),
    )


def _read(name: str, build: Callable[[dict[str, str]], Row]) -> tuple[Row, ...]:
    text = files("tenor").joinpath("data", "tables", name).read_text(encoding="utf-8")
    reader = csv.DictReader(text.splitlines(), strict=True)
    rows = []
    try:
        for cells in reader:
            rows.append(build(cells))
    except (ValueError, TypeError, KeyError, csv.Error) as error:
        where = f"data/tables/{name}, line {reader.line_num}"
        message = f"{where}: a cell is not of the expected form ({error}); mend that line"
        raise DataError(message) from error
    return tuple(rows)


def _commodity(cells: Cells) -> Commodity:
    return Commodity(
        name=cells["commodity"],
        display=cells["display"],
        symbol=cells["symbol"],
        aliases=_split(cells["aliases"]),
        series=_split(cells["wmd_series"]),
        note=cells["note"],
    )


def _stage(cells: dict[str, str]) -> StageRow:
    numbers = {
        k: _number(cells.pop(k)) for k in ("to_content", "to_content_low", "to_content_high")
    }
    texts = {k: v or None if k.startswith("production_") else v for k, v in cells.items()}
    return StageRow(**texts, **numbers)  # type: ignore[arg-type]


def _code(cells: dict[str, str]) -> CodeRow:
    numbers = {k: _number(cells.pop(k)) for k in ("contained_factor", "low", "high")}
    return CodeRow(**cells, **numbers)  # type: ignore[arg-type]


def _index(cells: dict[str, str], column: str) -> IndexRow:
    value, year = float(cells.pop(column)), int(cells.pop("year"))
    return IndexRow(value=value, year=year, flag=cells.pop("flag", ""), **cells)


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").split())


def _name_index(commodities: Iterable[Commodity]) -> dict[str, tuple[str, str | None]]:
    """Return every accepted name with the commodity and stage it means."""
    index: dict[str, tuple[str, str | None]] = {}
    for row in commodities:
        given = [(text, None) for text in (row.name, row.display, row.symbol) if text]
        aliases = [alias.partition("@") for alias in row.aliases]
        for text, stage in [*given, *((alias, stage or None) for alias, _, stage in aliases)]:
            meaning = (row.name, stage)
            held = index.setdefault(_plain(text), meaning)
            if held != meaning:
                raise DataError(f"the name {text!r} means {held} and {meaning}; keep one of them")
    return index
