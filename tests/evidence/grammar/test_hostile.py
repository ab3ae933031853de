"""Hostile text: linear time, and never an error."""

from __future__ import annotations

import random
import time

import pytest

from tenor.evidence.grammar.scan import find_mentions

UNITS = [
    "7", ",", "1,", "$1 to ", "one ", "hundred and ", "a hundred and ", "a hundred ", "5 t per ",
    "+1 ", "2 ", "Section 1, ", "x1-", "(", "[1", ".", " ", "\n", "- ", "1 | 2 | 3\n", "1\t",
    "a  1  2  3  $m\n", "US$", "5%, ", "1-", "1/", "aA1", "A-", "May 5 ", "@", "a@", "http://a ",
    "12 000 ", "1 = ", "5 x 5 ", "up to ", "$5 a t, $6. ", "billions of ", "half ",
    "one point two ", "FY25-", "5° ", "tel 1 ", "1.1.", "”1 ", "1\u00ad", "1\u2009", "IV) \n",
    "Note 1 to ", "5 t a year, 6 t ", "5 men, some 4 of them. ", "US$1 $2 Australia ",
    "by Q1 2027 ", "5 de de ", "the and of copper ", "7 of the 9 men ", "all is in ", "2024-",
    "one in ", "a", "A", "$", "1+", "5 Aa Bb Cc ", "1 in 2 ", "3 men says 4, ",
]  # fmt: skip


def _seconds(text: str) -> float:
    start = time.process_time()
    find_mentions(text)
    return time.process_time() - start


@pytest.mark.parametrize("unit", UNITS)
def test_twice_the_text_takes_at_most_some_three_times_as_long(unit: str) -> None:
    size = 8_000
    once = (unit * size)[:size]
    twice = (unit * size * 2)[: 2 * size]
    best = min(_seconds(twice) / max(_seconds(once), 5e-3) for _ in range(3))
    assert best < 3.5


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["1/", "5%, ", "one ", "2 ", "$1 to ", "(", "x1-", "1 | 2 | 3\n"])
def test_a_megabyte_is_read_in_seconds(unit: str) -> None:
    assert _seconds((unit * 1_000_000)[:1_000_000]) < 30  # Some five on an idle machine.


def test_a_hundred_thousand_columns() -> None:
    row = "  ".join(map(str, range(100_000)))
    assert _seconds(f"{row}\n{row}") < 20


@pytest.mark.parametrize("seed", range(4))
def test_any_characters_are_survived(seed: int) -> None:
    rng = random.Random(seed)
    signs = [chr(rng.randrange(0x20, 0x3000)) for _ in range(60)] + list("0123456789,.$%-|()/ \n\t")
    find_mentions("".join(rng.choice(signs) for _ in range(20_000)))
    find_mentions("".join(chr(rng.randrange(0x110000)) for _ in range(5_000)))
