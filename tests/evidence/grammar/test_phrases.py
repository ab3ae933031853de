"""Phrases and tables in the manner of many papers, releases and filings, with what they say.

The expectations are a reader's, not what the grammar gave; `positives.txt` is the list that the
grammar was first made with.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tenor.evidence.grammar.scan import find_mentions
from tenor.evidence.model import Mention

HERE = Path(__file__).parent
_TON = (0.9, 1.02)


def _phrases() -> list[str]:
    text = (HERE / "phrases.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _tables() -> list[tuple[str, str]]:
    text = (HERE / "tables.txt").read_text(encoding="utf-8")
    parts = [part.partition("\n-----> ") for part in text.split("\n=====\n")[1:]]
    return [(table, wanted.strip()) for table, _, wanted in parts]


def _is_close(one: float | None, other: float) -> bool:
    return one is not None and abs(one - other) <= 1e-9 * max(abs(one), abs(other))


def _fits(mention: Mention, wanted: str) -> bool:
    """Return whether a mention is what one item of a list says: ``~ 85 USD per lb``."""
    bound, number, rest = wanted.split(" ", 2)
    unit, _, per = rest.partition(" per ")
    if (mention.bound, mention.unit, mention.per or "") != (bound, unit, per):
        return False
    if bound == "range":
        low, high = map(float, number.split(".."))
        return _is_close(mention.low, low) and _is_close(mention.high, high)
    value = float(number)
    held = (mention.point, mention.low, mention.high)
    point = next(x for x in held if x is not None)
    in_tons = mention.low != mention.high and unit == "t" and bound == "="
    if in_tons and mention.low is not None and mention.high is not None:
        return mention.low <= value * _TON[1] and mention.high >= value * _TON[0]
    return _is_close(point, value)


def _match(text: str, wanted: list[str]) -> tuple[list[str], list[str]]:
    """Return what is missing and what is read beyond it; years are left aside."""
    left = [m for m in find_mentions(text) if m.dimension != "year"]
    missing = []
    for item in wanted:
        hit = next((m for m in left if _fits(m, item.strip("()"))), None)
        if hit is not None:
            left.remove(hit)
        elif not item.startswith("("):
            missing.append(item)
    return missing, [text[m.start : m.end] for m in left]


def test_the_lists_are_long() -> None:
    assert len(_phrases()) >= 600
    assert len(_tables()) >= 50
    assert sum(len(wanted.split("; ")) for _, wanted in _tables()) >= 250


@pytest.mark.parametrize("line", _phrases())
def test_a_phrase_says_what_a_reader_takes_from_it(line: str) -> None:
    text, _, expected = line.rpartition(" => ")
    wanted = [] if expected == "nothing" else expected.split("; ")
    assert _match(text, wanted) == ([], [])


@pytest.mark.parametrize(("table", "expected"), _tables())
def test_a_table_gives_each_cell_its_unit(table: str, expected: str) -> None:
    assert _match(table, expected.split("; ")) == ([], [])


@pytest.mark.parametrize(("table", "expected"), [row for row in _tables() if "|" in row[0]])
def test_bars_or_tabs_part_a_table_alike(table: str, expected: str) -> None:
    with_tabs = re.sub(r"[ ]*\|[ ]*", "\t", re.sub(r"(?m)^\||\|$", "", table))
    assert _match(with_tabs, expected.split("; ")) == ([], [])


@pytest.mark.parametrize(("table", "expected"), _tables()[:12])
def test_prose_around_a_table_changes_nothing(table: str, expected: str) -> None:
    text = f"The mine was sold on Monday.\n\n{table}\n\nNo figure was given for the port."
    assert _match(text, expected.split("; ")) == ([], [])


@pytest.mark.parametrize("cell", ["1,204", "1 204", "12.5", "(35)"])
def test_a_table_without_a_unit_stays_unread(cell: str) -> None:
    rows = [f"{name}        {cell}      {cell}" for name in ("Alpha", "Beta")]
    table = "\n".join(["Item        First      Second", *rows])
    assert find_mentions(table) == []
