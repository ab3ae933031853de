"""Elasticities: what is taken first, and how each is tagged."""

from __future__ import annotations

import pytest

from tenor.core.errors import UnknownNameError
from tenor.market import parameters
from tenor.market.parameters import NAMES, read_parameters
from tenor.panel.materials import read_materials


@pytest.mark.parametrize("horizon", ["short", "long"])
@pytest.mark.parametrize("commodity", read_materials().commodities)
def test_every_stage_has_every_elasticity_within_its_range(commodity: str, horizon: str) -> None:
    found = read_parameters(commodity, horizon)
    for stage in read_materials().stages(commodity):
        for name in NAMES:
            row = found.find(stage.stage, name)
            assert 0 <= row.low <= row.value <= row.high
            assert row.assumed or row.kind in ("measured", "literature", "fitted")


def test_measured_before_published_before_judged() -> None:
    # Iron ore has a measured 0.1 and a published 0.9 for the same year.
    supply = read_parameters("iron").find("ore", "supply")
    assert (supply.value, supply.kind, supply.assumed) == (0.1, "measured", False)


def test_recalled_rows_are_shown_as_unverified() -> None:
    supply = read_parameters("copper").find("ore", "supply")
    assert (supply.value, supply.source) == (0.35, "boer-metals-2021")
    assert supply.unverified
    assert not supply.assumed
    assert "recalled and not verified" in supply.tell()


def test_rows_of_another_stage_are_tagged() -> None:
    demand = read_parameters("copper").find("ore", "demand")
    assert demand.assumed
    assert "stands in" in demand.note


def test_a_commodity_without_rows_takes_the_generic_judgement() -> None:
    row = read_parameters("gypsum").find("ore", "demand")
    assert (row.value, row.low, row.high, row.assumed) == (0.2, 0.05, 0.6, True)


def test_the_long_run_answers_more() -> None:
    for commodity in ("copper", "antimony", "aluminium"):
        short, final = read_parameters(commodity), read_parameters(commodity, "long")
        for name in ("supply", "route", "process", "demand"):
            assert final.value("refined", name) >= short.value("refined", name)


def test_fitted_values_stand_in_front(monkeypatch: pytest.MonkeyPatch) -> None:
    fitted = {
        "commodity": "", "stage": "ore", "parameter": "route", "horizon": "short",
        "value": "1.4", "low": "0.9", "high": "2.2", "events": "one; two", "method": "joint fit",
    }  # fmt: skip
    monkeypatch.setattr(parameters, "read_fitted", lambda: (fitted,))
    row = read_parameters("copper").find("ore", "route")
    assert (row.value, row.low, row.high) == (1.4, 0.9, 2.2)
    assert row.kind == "fitted"
    assert row.events == ("one", "two")
    assert read_parameters("copper").find("refined", "route").kind != "fitted"


def test_names_are_checked() -> None:
    with pytest.raises(UnknownNameError, match="short"):
        read_parameters("copper", "shorter")
    with pytest.raises(UnknownNameError, match="route"):
        read_parameters("copper").find("ore", "routes")
