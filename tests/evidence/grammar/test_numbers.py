"""What the grammar reads, phrase by phrase: value, unit, per and bound, and what it leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenor.evidence.grammar.scan import find_mentions
from tenor.evidence.model import Mention

HERE = Path(__file__).parent


def _lines(name: str) -> list[str]:
    text = (HERE / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("# ")]


def _shown(mention: Mention) -> str:
    point = mention.point if mention.point is not None else mention.low
    number = f"{mention.low!r}..{mention.high!r}" if mention.bound == "range" else repr(point)
    per = f" per {mention.per}" if mention.per else ""
    return f"{mention.bound} {number} {mention.unit}{per}"


def test_the_lists_are_long_enough() -> None:
    assert len(_lines("positives.txt")) >= 300
    assert len(_lines("negatives.txt")) >= 150


@pytest.mark.parametrize("line", _lines("positives.txt"))
def test_a_phrase_is_read(line: str) -> None:
    text, _, expected = line.rpartition(" => ")
    assert "; ".join(_shown(m) for m in find_mentions(text)) == expected


@pytest.mark.parametrize("text", _lines("negatives.txt"))
def test_what_is_no_quantity_is_left(text: str) -> None:
    assert find_mentions(text) == []


@pytest.mark.parametrize("text", _lines("negatives.txt"))
def test_a_masked_number_makes_no_mention_beside_others(text: str) -> None:
    found = find_mentions(f"The bank lent $40 million. {text}\n\nIt gave 12.5% back.")
    assert [(m.unit, m.point) for m in found if m.dimension != "year"] == [
        ("USD", 4e7),
        ("fraction", 0.125),
    ]


@pytest.mark.parametrize(
    ("text", "low", "high", "bound"),
    [
        ("up to $5m", None, 5e6, "<"),
        ("at most $5m", None, 5e6, "<"),
        ("at the very most $5m", None, 5e6, "<"),
        ("rates top out at 10%; the scale tops out at $5m", None, 5e6, "<"),
        ("just short of $5m", None, 5e6, "<"),
        ("over $5m", 5e6, None, ">"),
        ("at or above $5m", 5e6, None, ">"),
        ("could top $5m", 5e6, None, ">"),
        ("once prices pass $5m", 5e6, None, ">"),
        ("$5m or more", 5e6, None, ">"),
        ("about $5m", 5e6, 5e6, "~"),
        ("an estimated $5m", 5e6, 5e6, "="),
        ("over a further $5m", 5e6, 5e6, "="),
        ("adds up to $5m", 5e6, 5e6, "="),
        ("not exceeding $5m", None, 5e6, "<"),
        ("must not exceed $5m", None, 5e6, "<"),
    ],
)
def test_words_of_bound(text: str, low: float | None, high: float | None, bound: str) -> None:
    found = find_mentions(text)[-1]
    assert (found.low, found.high, found.bound) == (low, high, bound)
    assert found.cue is None or text[slice(*found.cue)].strip() != ""


def test_over_is_a_span_of_time_or_a_way() -> None:
    assert [m.bound for m in find_mentions("over five years, by truck over 580 km")] == ["=", "="]


def test_the_mention_is_the_tightest_phrase() -> None:
    text = "He said up to US$ 1.2 billion per year, about 19 per cent."
    spans = [text[m.start : m.end] for m in find_mentions(text)]
    assert spans == ["US$ 1.2 billion per year", "19 per cent"]


def test_one_ton_is_somewhere_between_a_short_and_a_long_one() -> None:
    found = find_mentions("10 tons")[0]
    assert (found.low, found.point, found.high) == pytest.approx((9.0718474, 10, 10.160469088))
