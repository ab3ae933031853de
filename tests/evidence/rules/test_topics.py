"""Commodity, stage, basis and dates of a number."""

from __future__ import annotations

import pytest
from read_text import read_one


@pytest.mark.parametrize(
    ("text", "words", "commodity"),
    [
        ("It produced 41,000 tonnes of copper.", "41,000", "copper"),
        ("It produced 5,000 t of WO3.", "5,000", "tungsten"),
        ("Copper was 9,000 tonnes and the gold 2 tonnes.", "2 tonnes", "gold"),
        ("It produced 12,000 tonnes of ammonium paratungstate.", "12,000", "tungsten"),
        ("It made 12,000 tonnes of aluminum in May.", "12,000", "aluminium"),
        ("They took the lead and made 12,000 tonnes.", "12,000", None),
        ("It made 12,000 tonnes.", "12,000", None),
    ],
)
def test_commodity(text: str, words: str, commodity: str | None) -> None:
    found = read_one(text, words)
    assert found.commodity == commodity
    assert ("commodity" in found.spans) == (commodity is not None)


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Proven reserves are 300,000 tonnes of antimony.", "in_situ"),
        ("The smelter made 300,000 tonnes of copper cathode.", "refined"),
        ("The mine shipped 300,000 tonnes of copper concentrate.", "concentrate"),
        ("The mine shipped 300,000 tonnes of bauxite.", "ore"),
        ("They bought 300,000 tonnes.", None),
    ],
)
def test_stage(text: str, stage: str | None) -> None:
    assert read_one(text, "300,000 tonnes").stage == stage


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("It produced 5,000 t of WO3.", "oxide"),
        ("It produced 5,000 t of contained copper.", "contained"),
        ("It produced 5,000 t of ore.", None),
    ],
)
def test_basis(text: str, basis: str | None) -> None:
    assert read_one(text, "5,000 t").basis == basis


@pytest.mark.parametrize(
    ("text", "event", "effective"),
    [
        ("On 4 May 2025 they signed a deal worth $40 million.", "2025-05-04", None),
        ("On May 4, 2025 they signed a deal worth $40 million.", "2025-05-04", None),
        ("On 2025-05-04 they signed a deal worth $40 million.", "2025-05-04", None),
        ("In May 2025 they signed a deal worth $40 million.", "2025-05", None),
        ("A duty worth $40 million applies from 1 August 2025.", None, "2025-08-01"),
        ("From 1 August 2025 a duty worth $40 million applies.", None, "2025-08-01"),
        ("They signed a deal worth $40 million on Monday.", None, None),
    ],
)
def test_dates(text: str, event: str | None, effective: str | None) -> None:
    found = read_one(text, "$40 million")
    assert (found.event_date, found.effective_date) == (event, effective)
