"""Every risk measure answers for itself."""

from __future__ import annotations

import math
import re

import pytest

from tenor.core.errors import UnknownNameError, UserError
from tenor.core.trace import UNKNOWN, Trace, format_value
from tenor.risk import assess
from tenor.risk.traces import MEASURES, measure_value, risk_id, trace_measure, trace_risk

KEYS = ("USA/aluminium/refined/2022", "EU27/zinc/ore/2023", "USA/antimony/refined/2022")


def trace_of(measure: str, key: str) -> Trace:
    partner = "/CAN" if MEASURES[measure].partner else ""
    return trace_risk(f"risk.{measure}/{key}{partner}")


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("key", KEYS)
def test_every_measure_has_a_trace(measure: str, key: str) -> None:
    trace = trace_of(measure, key)
    assert trace.id.startswith(f"risk.{measure}/{key}")
    if trace.value is None:
        assert trace.display in {UNKNOWN, "none recorded"}
    else:
        shown = format_value(trace.value, trace.unit, digits=MEASURES[measure].digits)
        assert trace.display == shown
    assert trace.formula and trace.sources
    assert all(s.record and s.row and s.citation for s in trace.sources)
    for part in trace.inputs:
        assert part.unit and not (isinstance(part.value, float) and math.isnan(part.value))
        if part.id.startswith("risk."):
            found = trace_risk(part.id)
            assert (found.value, found.unit) == (part.value, part.unit)


@pytest.mark.parametrize("measure", MEASURES)
def test_a_trace_holds_the_value_of_the_row(measure: str) -> None:
    importer, commodity, stage, year = KEYS[0].split("/")
    row = assess(importer, int(year), commodity=commodity, stage=stage).rows[0]
    expected = {
        "production": row.production_t,
        "world_production": row.detail["world_production_t"],
        "producer_share": row.detail["producer_share"]["CAN"],
        "imports": row.imports_t,
        "import_value": row.detail["import_value_kusd"] * 1000,
        "import_share": row.import_share["CAN"],
        "import_hhi": row.detail["import_hhi"],
        "eu_index": row.detail["eu_supply_risk"]["index"],
    }
    found = trace_of(measure, KEYS[0]).value
    assert found is not None
    assert found == expected.get(measure, getattr(row, measure, None))


def test_the_formula_of_a_product_can_be_followed() -> None:
    score = trace_risk("risk.score/USA/nickel/ore/2022")
    parts = {part.id: trace_risk(part.id).value for part in score.inputs}
    assert math.prod(parts.values()) == score.value
    assert list(parts) == ["risk.hhi/USA/nickel/ore/2022", "risk.import_risk/USA/nickel/ore/2022"]


KEY = "USA/graphite/ore/2022"


M, X, P = "imports, contained", "exports, contained", "own production as counted, contained"


@pytest.mark.parametrize(
    ("measure", "calc"),
    [
        ("net_import_reliance", lambda i: (i[M] - i[X]) / (i[P] + i[M] - i[X])),
        ("supplier_loss", lambda i: i["imports from China, contained"] / (i[P] + i[M])),
        (
            "score_contained",
            lambda i: (
                i["risk.hhi/KEY"] * i["imports times governance weight, contained"] / (i[P] + i[M])
            ),
        ),
        (
            "import_risk",
            lambda i: (
                i["governance weight of imports, mean by tonnes"]
                * i["risk.imports/KEY"]
                / (i["risk.imports/KEY"] + i.get("risk.production/KEY", 0.0))
            ),
        ),
        (
            "cf",
            lambda i: i["risk.score/KEY"] * i["unit value of imports"] / i["copper midpoint"],
        ),
        ("producer_share", lambda i: i["production of China"] / i["risk.world_production/KEY"]),
        ("import_share", lambda i: i["imports from China"] / i["risk.imports/KEY"]),
    ],
)
def test_the_inputs_of_a_measure_give_its_value(measure: str, calc) -> None:
    inputs = inputs_of_counted(measure)
    partner = "/CHN" if MEASURES[measure].partner else ""
    value = trace_risk(f"risk.{measure}/{KEY}{partner}").value
    assert value is not None
    assert calc(inputs) == pytest.approx(value, rel=1e-9)


def inputs_of_counted(measure: str) -> dict[str, float]:
    """Return the inputs with a value; own production that is not recorded has none."""
    partner = "/CHN" if MEASURES[measure].partner else ""
    entries = trace_risk(f"risk.{measure}/{KEY}{partner}").inputs
    return {e.id.replace(KEY, "KEY"): float(e.value) for e in entries if e.value is not None}


def test_the_parts_of_the_eu_index_give_its_value() -> None:
    trace = trace_risk("risk.eu_index/USA/antimony/ore/2022")
    reliance, gs, so, recycling, si = [float(entry.value) for entry in trace.inputs]
    half = min(max(reliance, 0.0), 1.0) / 2
    expected = (gs * half + so * (1 - half)) * (1 - recycling) * si
    assert trace.value == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("measure", "part", "count"),
    [
        ("hhi", "producer_share", "producers with a figure"),
        ("import_hhi", "import_share", "suppliers with a known quantity"),
    ],
)
def test_a_concentration_names_its_largest_parts(measure: str, part: str, count: str) -> None:
    trace = trace_risk(f"risk.{measure}/{KEY}")
    shares = [float(e.value) for e in trace.inputs if f".{part}/" in e.id]
    number = next(e.value for e in trace.inputs if e.id == count)
    assert len(shares) == 5 < number
    assert shares == sorted(shares, reverse=True)
    # The parts that are not named cannot be larger than the last that is.
    named, rest = math.fsum(s**2 for s in shares), 1 - math.fsum(shares)
    assert named <= trace.value <= named + rest * shares[-1] + 1e-12


def test_production_is_told_in_its_content() -> None:
    assert trace_risk("risk.production/USA/antimony/ore/2022").unit == "t Sb"
    assert trace_risk("risk.world_production/USA/aluminium/ore/2022").unit == "t gross"
    assert trace_risk("risk.imports/USA/antimony/ore/2022").unit == "t gross"


def test_a_contained_measure_names_its_factors_and_how_they_were_met() -> None:
    trace = trace_risk("risk.score_contained/USA/aluminium/refined/2022")
    factors = [s for s in trace.sources if s.record == "stage_codes"]
    assert [s.row for s in factors] == ["aluminium/refined/760110"]
    assert factors[0].citation.endswith("(recalled)")
    assert "contained factor from memory, not verified: 760110" in trace.assumed
    plain = trace_risk("risk.score/USA/aluminium/refined/2022")
    assert {s.record for s in plain.sources} == {"baci", "wmd", "wgi"}
    assert not [note for note in plain.assumed if "memory" in note]


def test_the_eu_index_names_its_method_and_its_tables() -> None:
    trace = trace_risk("risk.eu_index/USA/antimony/ore/2022")
    assert "EUR 28654 EN" in trace.formula
    assert {"recycling", "substitution", "stage_codes"} <= {s.record for s in trace.sources}
    assert "trade parameter t = 1" in trace.assumed


def test_caveats_of_a_row_go_with_its_numbers() -> None:
    trace = trace_risk("risk.score/USA/graphite/ore/2022")
    assert any("Taiwan" in note for note in trace.assumed)


def test_every_producer_has_its_share() -> None:
    row = assess("USA", 2022, commodity="antimony", stage="ore").rows[0]
    small = list(row.detail["producer_share"])[-3:]
    assert len(row.detail["producer_share"]) > 10
    for country in small:
        assert measure_value("producer_share", row, country) is not None
    assert measure_value("producer_share", row, "LUX") is None


@pytest.mark.parametrize(
    ("key", "display"),
    [
        ("USA/antimony/ore/2022/LUX", "none recorded"),
        ("USA/rare_earths/refined/2024/PAK", "none recorded"),
        ("PAK/nickel/ore/2022/CHN", "none recorded"),
        ("USA/antimony/refined/2022/CHN", UNKNOWN),  # the codes are not in the data
    ],
)
def test_a_partner_without_a_recorded_flow_has_no_share(key: str, display: str) -> None:
    trace = trace_risk(f"risk.import_share/{key}")
    assert (trace.value, trace.display) == (None, display)


def test_a_recorded_zero_and_a_flow_without_a_quantity_are_told_apart(made_up) -> None:
    flows = [
        ("261710", 2022, "USA", "TJK", 10.0, 5.0),
        ("261710", 2022, "USA", "CHN", 1.0, 0.0),
        ("261710", 2022, "USA", "AUS", 1.0, None),
    ]
    tables = made_up(baci=flows)
    found = {
        code: trace_risk(f"risk.import_share/USA/antimony/ore/2022/{code}", tables=tables)
        for code in ("TJK", "CHN", "AUS", "LUX")
    }
    assert {code: (trace.value, trace.display) for code, trace in found.items()} == {
        "TJK": (1.0, "100%"),
        "CHN": (0.0, "0%"),
        "AUS": (None, "no quantity recorded"),
        "LUX": (None, "none recorded"),
    }


def test_an_id_may_name_a_commodity_by_its_alias_and_leads_to_one_id() -> None:
    assert trace_risk("risk.hhi/United States/Sb/ore/2022").id == "risk.hhi/USA/antimony/ore/2022"


@pytest.mark.parametrize(
    ("trace_id", "message"),
    [
        ("risk.hi/USA/antimony/ore/2022", "did you mean 'risk.hhi'"),
        ("hhi/USA/antimony/ore/2022", "unknown trace id 'hhi'"),
        ("market.hhi/USA/antimony/ore/2022", "unknown trace id"),
        ("risk.scor/USA/antimony/ore/2022", "did you mean 'risk.score'"),
        ("risk.import_share/USA/antimony/ore/2022/China", "unknown partner 'China'"),
        ("risk.import_share/USA/antimony/ore/2022/ZZZ", "unknown partner 'ZZZ'"),
        ("risk.hhi/USB/antimony/ore/2022", "unknown country 'USB'"),
        ("risk.hhi/USA/antimoni/ore/2022", "did you mean 'antimony'"),
        ("risk.hhi/USA/antimony/or/2022", "'ore'"),
        ("", "unknown trace id ''"),
    ],
)
def test_an_unknown_id_is_refused(trace_id: str, message: str) -> None:
    with pytest.raises(UnknownNameError, match=re.escape(message)):
        trace_risk(trace_id)


@pytest.mark.parametrize(
    ("trace_id", "message"),
    [
        (
            "risk.score/USA/antimony/ore",
            "risk.score needs IMPORTER/COMMODITY/STAGE/YEAR; the year is missing",
        ),
        ("risk.score/antimony/ore/2022", "the importer is missing"),
        ("risk.score/USA/ore/2022", "the commodity is missing"),
        ("risk.score/USA/antimony/2022", "the stage is missing"),
        ("risk.score/USA//ore/2022", "the commodity is missing"),
        ("risk.score/USA/antimony", "the stage and the year are missing"),
        ("risk.score", "the importer and the commodity and the stage and the year are missing"),
        ("risk.score/USB/antimoni/ore", "the year is missing"),
        ("risk.import_share/USA/antimony/ore/2022", "YEAR/PARTNER; the partner is missing"),
        ("risk.hhi/USA/antimony/ore/22", "'22' is not a year"),
        ("risk.hhi/USA/antimony/ore/²⁰²²", "is not a year"),
        ("risk.hhi/USA/antimony/ore/2022/CHN", "found more: 'CHN'"),
    ],
)
def test_an_id_with_other_keys_tells_which(trace_id: str, message: str) -> None:
    with pytest.raises(UserError, match=re.escape(message)):
        trace_risk(trace_id)


@pytest.mark.parametrize("name", ["European Union", "EU-27", "EU27"])
def test_a_group_and_a_stage_may_be_written_as_people_do(name: str) -> None:
    found = trace_risk(f"risk.hhi/{name}/antimony/ORE/2022")
    assert found.id == "risk.hhi/EU27/antimony/ore/2022"


def test_a_year_outside_the_data_is_refused() -> None:
    with pytest.raises(UserError, match="the trade data hold 1995-2024"):
        trace_risk("risk.hhi/USA/antimony/ore/1990")


def test_an_unknown_measure_is_refused() -> None:
    row = assess("USA", 2022, commodity="antimony", stage="ore").rows[0]
    with pytest.raises(UnknownNameError, match="'score'"):
        trace_measure("scor", row)
    assert risk_id("import_share", row, "CHN").endswith("/USA/antimony/ore/2022/CHN")


def test_a_number_from_a_users_file_says_so(made_up) -> None:
    flows = [("261710", 2022, "USA", "TJK", 10.0, 5.0)]
    trace = trace_risk("risk.imports/USA/antimony/ore/2022", tables=made_up(baci=flows))
    assert trace.value == 5.0
    (source,) = trace.sources
    assert source.record == "baci"
    assert source.citation.startswith("user's file ") and "baci.parquet" in source.citation
