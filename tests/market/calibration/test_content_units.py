"""The short way of putting a figure on a content gives what the registry of units gives."""

from __future__ import annotations

import pytest

from tenor.core.errors import UnitError, UserError
from tenor.core.units import convert_content
from tenor.market.calibration.content_units import convert_mass, convert_price
from tenor.panel.curated import read_curated
from tenor.panel.materials import read_materials


def _content(commodity: str, stage: str | None) -> str | None:
    held = [s.content for s in read_materials().stages(commodity) if s.stage == stage]
    return held[0] if held else None


def _both(short, table: str, base: str) -> int:
    compared = 0
    for row in read_curated(table).rows:
        content = _content(row["commodity"], row["stage"])
        if content is None or row["value"] is None:
            continue
        try:
            expected = convert_content(row["value"], row["unit"], f"{base} {content}")
        except UserError:
            continue
        assert short(row["value"], row["unit"], content) == pytest.approx(expected, rel=1e-12)
        compared += 1
    return compared


def test_prices_of_the_table() -> None:
    assert _both(convert_price, "price_series", "USD/t") > 100


def test_tonnes_of_the_table() -> None:
    assert _both(convert_mass, "us_statistics", "t") > 300


def test_another_element_is_refused() -> None:
    with pytest.raises(UnitError):
        convert_price(1.0, "USD/t Cu", "Sb")
    with pytest.raises(UnitError):
        convert_mass(1.0, "USD/t Cu", "Cu")
