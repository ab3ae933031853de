"""The table of export price gaps, with its totals, caveats and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tenor.panel.prices import Price

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Quartiles:
    """Quartiles of unit values [USD/t gross], with the exporters and tonnes behind them.

    `mean` is value over tonnes of the same flows.
    """

    p25: float
    p50: float
    p75: float
    exporters: int
    tonnes: float
    mean: float

    def as_dict(self) -> dict[str, Any]:
        """Return the quartiles as a JSON object."""
        shown = {"p25": self.p25, "p50": self.p50, "p75": self.p75}
        return {**shown, "mean": self.mean, "exporters": self.exporters, "tonnes": self.tonnes}


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A benchmark price with what it means per tonne of gross weight.

    `usd_per_t` holds low, base and high grade; all the same where gross weight is paid for.
    """

    price: Price
    usd_per_t: tuple[float, float, float]

    def as_dict(self) -> dict[str, Any]:
        """Return the benchmark as a JSON object."""
        return {**self.price.as_dict(), "usd_per_t_gross": list(self.usd_per_t)}


@dataclass(frozen=True, slots=True)
class GapRow:
    """Exports to one partner under one code in one year, beside peers and a benchmark.

    Attributes
    ----------
    year : int
    partner, hs6 : str
    value_usd : float
        Current USD, free on board.
    quantity_t : float or None
        Tonnes gross weight; None where the data have none, unless asked to impute.
    quantity_range_t : (low, high) or None
        Of an imputed quantity.
    unit_value : float or None
        USD/t gross; None for a missing or imputed quantity.
    peers, world : Quartiles or None
        The partner's imports from others, each exporter once and small flows left out;
        all trade of others, by tonnes.
    reference : str or None
        ``importer`` where the partner buys from others, else ``world``.
    benchmark : Benchmark or None
    gap : float or None
        Median of the reference less the unit value [USD/t]; positive where the
        exports were declared below it.
    gap_usd : (low, high) or None
        The gap to the first and to the third quartile, times tonnes.
    gap_median_usd, gap_world_usd, gap_benchmark_usd : float or None
        To the median of the reference, of the world, and to the benchmark at base grade.
    gap_grade_usd : (low, high) or None
        To the median, if the grade were at the low and at the high end of its range.
    grade_note : str
    status : str
        ``ok``, ``no_quantity``, ``imputed``, ``no_reference`` or ``small_flow``.
    """

    year: int
    partner: str
    hs6: str
    value_usd: float
    quantity_t: float | None
    quantity_range_t: Range | None
    unit_value: float | None
    peers: Quartiles | None
    world: Quartiles | None
    reference: str | None
    benchmark: Benchmark | None
    gap: float | None
    gap_usd: Range | None
    gap_median_usd: float | None
    gap_world_usd: float | None
    gap_benchmark_usd: float | None
    gap_grade_usd: Range | None
    grade_note: str
    status: str

    @property
    def gap_low_usd(self) -> float | None:
        """The gap to the first quartile, times tonnes."""
        return None if self.gap_usd is None else self.gap_usd[0]

    @property
    def gap_high_usd(self) -> float | None:
        """The gap to the third quartile, times tonnes."""
        return None if self.gap_usd is None else self.gap_usd[1]

    @property
    def peer_usd_per_t(self) -> float | None:
        """The median of the reference."""
        chosen = self.peers or self.world
        return None if chosen is None else chosen.p50

    @property
    def benchmark_usd_per_t(self) -> float | None:
        """The benchmark per tonne of gross weight, at base grade."""
        return None if self.benchmark is None else self.benchmark.usd_per_t[1]

    def as_dict(self) -> dict[str, Any]:
        """Return the row as a JSON object."""
        return {
            "year": self.year,
            "partner": self.partner,
            "hs6": self.hs6,
            "value_usd": self.value_usd,
            "quantity_t": self.quantity_t,
            "quantity_range_t": as_list(self.quantity_range_t),
            "unit_value_usd_per_t": self.unit_value,
            "peer_unit_value": None if self.peers is None else self.peers.as_dict(),
            "world_unit_value": None if self.world is None else self.world.as_dict(),
            "reference": self.reference,
            "benchmark": None if self.benchmark is None else self.benchmark.as_dict(),
            "gap_usd_per_t": self.gap,
            "gap_usd": as_list(self.gap_usd),
            "gap_median_usd": self.gap_median_usd,
            "gap_world_usd": self.gap_world_usd,
            "gap_benchmark_usd": self.gap_benchmark_usd,
            "gap_grade_usd": as_list(self.gap_grade_usd),
            "grade_note": self.grade_note,
            "status": self.status,
        }


@dataclass(frozen=True, slots=True)
class PriceGap:
    """Price gaps of a country's exports of one commodity at one stage.

    Attributes
    ----------
    exporter, commodity, stage : str
    years : tuple of int
    status : str
        ``ok``, ``not_covered`` (no code of the stage in the trade data) or
        ``no_trade_recorded``.
    rows : tuple of GapRow
        By year, then value, largest first.
    caveats : tuple of str
        Why the gap may mislead.
    corrections : tuple of str
        Corrected figures behind it.
    """

    exporter: str
    commodity: str
    stage: str
    years: tuple[int, ...]
    status: str
    rows: tuple[GapRow, ...]
    caveats: tuple[str, ...]
    corrections: tuple[str, ...]

    def __iter__(self) -> Iterator[GapRow]:
        return iter(self.rows)

    @property
    def total(self) -> dict[str, Any]:
        """Sums over all rows, and over the rows with a gap that are no small flow."""
        counted = [row for row in self.rows if row.status == "ok"]
        value = sum(row.value_usd for row in self.rows) if self.rows else None
        compared = sum(row.value_usd for row in counted)
        known = [row.quantity_t for row in self.rows if row.unit_value is not None]
        low, base, high = (
            add([end(row) for row in counted])
            for end in (
                lambda row: row.gap_usd[0],
                lambda row: row.gap_median_usd,
                lambda row: row.gap_usd[1],
            )
        )
        return {
            "value_usd": value,
            "quantity_t": add(known),
            "compared_share_of_value": compared / value if value else None,
            "gap_usd": None if low is None else [low, high],
            "gap_median_usd": base,
            "gap_share_of_value": base / compared if base is not None and compared else None,
            "gap_world_usd": add([row.gap_world_usd for row in counted]),
            "gap_benchmark_usd": add([row.gap_benchmark_usd for row in counted]),
            "gap_grade_usd": add_ranges([row.gap_grade_usd for row in counted]),
            "usd_per_point_of_royalty": None if base is None else 0.01 * base,
        }

    def as_dict(self) -> dict[str, Any]:
        """Return the document of ``tenor gap --json``."""
        return {
            "exporter": self.exporter,
            "commodity": self.commodity,
            "stage": self.stage,
            "years": list(self.years),
            "status": self.status,
            "rows": [row.as_dict() for row in self.rows],
            "total": self.total,
            "caveats": list(self.caveats),
            "corrections": list(self.corrections),
        }


def add(amounts: list[float | None]) -> float | None:
    """Return a sum; None where there is nothing to add or a part is unknown."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known and len(known) == len(amounts) else None


def add_ranges(ranges: list[Range | None]) -> list[float] | None:
    """Return the sums of low and high ends; None where a part is unknown."""
    ends = [add([r[i] if r else None for r in ranges]) for i in (0, 1)]
    return None if None in ends else [end for end in ends if end is not None]


def as_list(pair: Range | None) -> list[float] | None:
    """Return a range as a JSON list."""
    return None if pair is None else list(pair)
