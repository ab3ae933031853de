"""Materiality and ore balance: the arithmetic, the bases, and what stays unknown."""

from __future__ import annotations

import pytest

import tenor
from tenor.core.formulae import content_factor
from tenor.core.trace import UNKNOWN, Source, Trace
from tenor.decision.materiality import ratio
from tenor.decision.results import Run
from tenor.engine import run_case
from tenor.panel.exports import trace_export
from tenor.panel.materials import read_materials


@pytest.fixture(scope="module")
def flagship() -> Run:
    return run_case("pakistan-us")


SOURCE = (Source("table", "row", "A. Author"),)


def traced(value: float | None, unit: str, name: str = "a") -> Trace:
    return Trace(f"x.{name}/1", value, str(value), unit, "as published", (), SOURCE)


def test_ratio_of_one_content() -> None:
    found = ratio("y.r/1", traced(270.0, "t Sb"), traced(28_600.0, "t Sb/y", "b"))
    assert found is not None
    assert found.value == pytest.approx(270 / 28_600)
    assert [entry.id for entry in found.inputs] == ["x.a/1", "x.b/1"]


def test_ratio_converts_an_oxide_by_its_stoichiometry() -> None:
    found = ratio("y.r/1", traced(100.0, "t Cr2O3"), traced(50.0, "t Cr", "b"))
    assert found is not None
    assert found.value == pytest.approx(2 * content_factor("Cr2O3", "Cr"))
    part, whole, factor = found.inputs
    assert (factor.id, factor.unit) == ("factor from t Cr2O3 to t Cr", "t Cr per t Cr2O3")
    assert factor.value == pytest.approx(0.684, abs=5e-4)
    assert found.value == part.value * factor.value / whole.value


def test_the_inputs_of_every_ratio_divide_to_its_value(flagship: Run) -> None:
    ratios = [
        found
        for item in flagship.materiality
        for found in (
            item.share_of_use,
            item.share_of_world,
            *[p.share_of_use for p in item.planned],
        )
        if found is not None
    ]
    assert len(ratios) > 5
    for found in ratios:
        part, whole, *factor = [float(entry.value) for entry in found.inputs]
        assert found.value == pytest.approx(part * (factor or [1.0])[0] / whole, rel=1e-12)


def test_the_inputs_of_every_balance_give_its_value(flagship: Run) -> None:
    assert flagship.balances
    for balance in flagship.balances:
        sold, output, factor, *content = [float(entry.value) for entry in balance.ratio.inputs]
        expected = sold * factor / (output * (content or [1.0])[0])
        assert balance.ratio.value == pytest.approx(expected, rel=1e-12)


def test_a_total_of_exports_names_its_buyers(flagship: Run) -> None:
    row = max(flagship.exports, key=lambda e: len(e.value_usd))
    total = trace_export("export_value", row, tables=flagship.tables)
    count, largest = total.inputs
    assert (count.id, count.value) == ("buyers", len(row.value_usd))
    assert largest.value == max(row.value_usd.values())
    buyer = largest.id.rpartition("/")[2]
    assert trace_export("export_value", row, buyer, tables=flagship.tables).id == largest.id
    share = trace_export("export_share", row, buyer, tables=flagship.tables)
    assert share.value == share.inputs[0].value / share.inputs[1].value
    absent = trace_export("export_share", row, "ATA", tables=flagship.tables)
    assert (absent.value, absent.display) == (None, UNKNOWN)


def test_flows_without_a_quantity_are_told_in_any_number(flagship: Run) -> None:
    gaps = [row for row in flagship.exports if row.unmeasured]
    assert gaps
    for row in gaps:
        trace = trace_export("export_quantity", row, tables=flagship.tables)
        told = f"export flows without a quantity, left out of tonnes: {row.unmeasured}"
        assert told in trace.assumed


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        (traced(None, "t Sb"), traced(10.0, "t Sb", "b")),
        (traced(1.0, "t Sb"), traced(None, "t Sb", "b")),
        (traced(1.0, "t Sb"), traced(0.0, "t Sb", "b")),
        (traced(1.0, "t Sb"), traced(10.0, "t Cu", "b")),
        (traced(1.0, "t ore"), traced(10.0, "t Cu", "b")),
        (None, traced(10.0, "t Cu", "b")),
    ],
)
def test_unknown_or_unlike_figures_give_no_ratio(part: Trace | None, whole: Trace) -> None:
    assert ratio("y.r/1", part, whole) is None


def test_pakistan_antimony_is_about_one_percent_of_us_use(flagship: Run) -> None:
    (item,) = [i for i in flagship.materiality if i.commodity == "antimony"]
    row = tenor.risk.assess("PAK", 2024, commodity="antimony").row("antimony", "ore")
    claim = tenor.load_case("pakistan-us").claim("us-sb-consumption-2024")
    assert item.share_of_use is not None
    assert row.production_t is not None and claim.value is not None
    assert item.share_of_use.value == pytest.approx(row.production_t / claim.value)
    assert 0.005 < float(item.share_of_use.value or 0) < 0.02


def test_claims_are_never_set_against_use(flagship: Run) -> None:
    for item in flagship.materiality:
        for entry in item.in_ground:
            if entry.claim.resource_class in {"claim", "occurrence", None}:
                assert entry.years_of_use is None


def test_chromite_exports_exceed_output_with_the_lowest_grade(flagship: Run) -> None:
    run = flagship
    (found,) = [b for b in run.balances if b.commodity == "chromium"]
    (code,) = read_materials().codes("chromium", "ore", "HS92")
    (sold,) = [
        e for e in run.exports if (e.commodity, e.stage, e.year) == ("chromium", "ore", 2024)
    ]
    output = tenor.risk.assess("PAK", 2024, commodity="chromium").row("chromium", "ore")
    assert sold.total_t == pytest.approx(412_850.774)
    assert output.production_t == pytest.approx(101_140.0)
    assert code.low is not None and code.contained_factor is not None
    assert found.low.value == pytest.approx(412_850.774 * code.low / 101_140.0)
    assert found.ratio.value == pytest.approx(412_850.774 * code.contained_factor / 101_140.0)
    assert found.flagged


def test_exports_add_up_by_buyer_and_missing_stays_missing(flagship: Run) -> None:
    for row in flagship.exports:
        if row.codes:
            assert row.total_usd == pytest.approx(sum(row.value_usd.values()))
        else:
            assert row.total_usd is None
        if not row.quantity_t:
            assert row.total_t is None
