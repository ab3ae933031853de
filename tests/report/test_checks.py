"""A number without a trace is found wherever it is printed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tenor.report.checks import check_untraced_numbers
from tenor.report.figures import Bar, Bars, Lines, Series
from tenor.report.model import (
    Bullets,
    Callout,
    Column,
    Definitions,
    Fold,
    Page,
    Paragraph,
    Picture,
    Section,
    Table,
    Text,
)


def _digits(page: Page, *blocks: object) -> list[str]:
    section = Section("extra", Text("Extra"), None, blocks)
    return [
        u.digits for u in check_untraced_numbers(replace(page, sections=(section,), findings=()))
    ]


def test_the_example_has_none(page: Page) -> None:
    assert check_untraced_numbers(page) == []


@pytest.mark.parametrize(
    "words",
    [
        "in 2024",
        "from 1995-2024",
        "1995–2024 and 2025/26",
        "on 2025-09-08",
        "in 2025-09",
        "on 8 September 2025",
        "on 10 and 27 November 2026",
        "in September 2025",
        "on September 8, 2025",
        "see section 3.2 and Section 232",
        "phase 1 comes before phase 2",
        "code `261710`",
        "Cr2O3, ML-1, H1 2025, PMIF25, G7",
        "the line is 5-95% of draws",
        "a 90% interval",
        "nothing",
        "{risk.hhi/antimony} of {risk.stage/smelt/CHN}",
    ],
)
def test_what_is_no_quantity_passes(page: Page, words: str) -> None:
    assert _digits(page, Paragraph(Text(words))) == []


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("about 500m", "500"),
        ("USD 500 million", "500"),
        ("USD500m", "500"),
        ("12.5% of it", "12.5"),
        ("26,000 t", "26,000"),
        ("2024.5 t", "2024.5"),
        ("2,024 t", "2,024"),
        ("2024% more", "2024"),
        ("five and 5", "5"),
        ("**7** of them", "7"),
        ("[12 pages](#top)", "12"),
        ("1890", "1890"),
        ("45 Mt", "45"),
    ],
)
def test_a_quantity_is_found(page: Page, words: str, digits: str) -> None:
    assert _digits(page, Paragraph(Text(words))) == [digits]


def test_every_kind_of_block_is_read(page: Page) -> None:
    nine = Text("9 t")
    plain = Column("a", "Amount", kind="number")
    assert (
        _digits(page, Bullets((nine,)), Callout(nine, nine), Definitions(((nine, nine),)))
        == ["9"] * 5
    )
    assert _digits(page, Fold(nine, (Paragraph(nine),))) == ["9"] * 2
    table = Table(
        "t", nine, (plain, Column("q", "As printed", kind="quote")), (("9 t", "9 t"),), nine
    )
    assert _digits(page, table) == ["9"] * 3
    assert _digits(page, Table("t", Text("T"), (Column("a", "Top 9"),), ())) == ["9"]


def test_the_head_of_the_page_is_read(page: Page) -> None:
    found = check_untraced_numbers(replace(page, title=Text("9 t"), warnings=(Text("8 t"),)))
    assert [(u.where, u.digits) for u in found] == [("title", "9"), ("warning", "8")]


def test_a_picture_s_values_need_a_trace(page: Page) -> None:
    bars = Bars((Bar("x", 1.0, "1 t"), Bar("unknown", None, "no record")), "t")
    picture = Picture("p", Text("T"), Text("S"), bars, Text("A"), Text("S"))
    assert _digits(page, picture) == ["1", "value"]
    lines = Lines((Series("x", (2020,), (1.5,)),), "t")
    picture = replace(picture, figure=lines)
    assert _digits(page, picture) == ["1.5", "value"]


def test_the_place_is_named(page: Page) -> None:
    table = Table("t", Text("T"), (Column("a", "A"), Column("b", "B")), (("x", "9 t"),))
    section = Section("worth", Text("W"), None, (table,))
    (found,) = check_untraced_numbers(replace(page, sections=(section,), findings=()))
    assert found.where == "section worth, table t, column b"
    assert found.text == "9 t"
