"""The lines of a run that a person reads first: the largest changes, and what drives them."""

from __future__ import annotations

from collections.abc import Iterator

from tenor.core.countries import country_name
from tenor.core.trace import format_value
from tenor.scenarios.outputs import WORDS, WORLD
from tenor.scenarios.results import Row, RunResult
from tenor.scenarios.studies import BASELINE

SHOWN = (
    "price_change", "imports_change", "import_bill_change", "exports_change", "export_value_change",
)  # fmt: skip
"""Variables of the table, in order."""

LEAST = 1e-3
"""Change of the median and of the band under which a line is left out."""

HEADER = ("scenario", "commodity", "stage", "where", "year", "change of", "median", "80% band")


def name_place(code: str) -> str:
    """Return a country as it is printed; the world has a code of its own."""
    return "world" if code == WORLD else country_name(code)


def is_moved(row: Row) -> bool:
    """Return whether a change is large enough to be shown."""
    ends = [row.at(level) for level in (0.1, 0.5, 0.9)]
    return any(end is not None and abs(end) >= LEAST for end in ends)


def list_moved(result: RunResult) -> Iterator[Row]:
    """Yield the changes of the first and the last year that a scenario moves."""
    for scenario in result.scenarios:
        if scenario == BASELINE:
            continue
        moved = [r for r in result.rows if r.scenario == scenario and r.variable in SHOWN]
        moved = [row for row in moved if is_moved(row)]
        for commodity in dict.fromkeys(row.commodity for row in moved):
            mine = [row for row in moved if row.commodity == commodity]
            years = sorted({row.year for row in mine})
            ends = {years[0], years[-1]}
            yield from (row for row in mine if row.year in ends)


def list_lines(result: RunResult) -> list[tuple[str, ...]]:
    """Return the lines of the table of `HEADER`."""
    return [
        (
            row.scenario, row.commodity, row.stage, name_place(row.country), str(row.year),
            row.variable.removesuffix("_change").replace("_", " "),
            format_change(row.at(0.5)),
            f"{format_change(row.at(0.1))} to {format_change(row.at(0.9))}",
        )
        for row in list_moved(result)
    ]  # fmt: skip


def format_change(value: float | None) -> str:
    """Return a change as it is printed, with its sign.

    Examples
    --------
    >>> format_change(0.123), format_change(-0.05), format_change(0.0)
    ('+12%', '-5%', '0%')
    """
    if value is not None and abs(value) < LEAST:
        return "0%"  # below what format_value prints as a number
    text = format_value(value, "fraction", digits=2)
    return f"+{text}" if value is not None and value > 0 else text


def list_inputs(result: RunResult, most: int) -> list[str]:
    """Return in words which inputs move the price at each country most."""
    found = []
    groups: dict[tuple[str, ...], list[str]] = {}
    for row in result.sensitivity:
        if row["variable"] == "price_change" and row["country"] != WORLD:
            at = (row["scenario"], row["commodity"], row["stage"], row["country"])
            groups.setdefault(at, []).append(f"{row['input']} ({row['pawn']:.2f})")
    for (scenario, commodity, stage, country), inputs in groups.items():
        listed = ", ".join(inputs[:most])
        found.append(
            f"{scenario}: {WORDS['price']}, {commodity} {stage}, {name_place(country)}: {listed}"
        )
    return found
