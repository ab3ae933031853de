"""Hindcast of one event: the contract, and that nothing after the base year reaches it."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from tenor.cli import main
from tenor.core.errors import DataError, UnknownNameError
from tenor.market.hindcast import Event, Hindcast, Shock, calc_hindcast, parse_event, read_suite
from tenor.sources.box import Tables, open_tables

BOX = files("tenor") / "data" / "box" / "baci.parquet"
BAN = {
    "name": "nickel ore ban",
    "hs6": ["260400"],
    "base_year": 2013,
    "test_year": 2014,
    "shocks": [{"kind": "export_ban", "exporter": "Indonesia"}],
}

# Measured apart from this code on the same data: no change, deleted or scaled, pro rata, noise.
KNOWN = {
    "idn-nickel-2014": (0.389, 0.202, 0.386, 0.152),
    "idn-bauxite-2014": (0.432, 0.266, 0.461, 0.231),
    "chn-rare-earths-2010": (0.516, 0.517, 0.517, 0.321),
    "ind-iron-2011": (0.183, 0.148, 0.111, 0.185),
    "mys-bauxite-2016": (0.428, 0.356, 0.358, 0.473),
}


@pytest.fixture(scope="module")
def tables() -> Tables:
    return open_tables()


@pytest.fixture(scope="module")
def ban(tables: Tables) -> Hindcast:
    return calc_hindcast(parse_event(BAN), tables)


def _rows(code: str, year: int) -> dict[tuple[str, str], float]:
    sql = (
        f"SELECT exporter, importer, coalesce(quantity_t, 0)::DOUBLE FROM '{BOX}' "
        f"WHERE hs6 = '{code}' AND year = {year}"
    )
    with duckdb.connect() as connection:
        return {(e, i): q for e, i, q in connection.execute(sql).fetchall()}


def _distance(x: dict[Any, float], y: dict[Any, float]) -> float:
    keys = x.keys() | y.keys()
    apart = sum(abs(x.get(k, 0.0) - y.get(k, 0.0)) for k in keys)
    return apart / (sum(x.values()) + sum(y.values()))


@pytest.mark.parametrize("name", KNOWN)
def test_baselines_and_noise_agree_with_figures_measured_elsewhere(
    name: str, tables: Tables
) -> None:
    found = calc_hindcast(read_suite()[name].event, tables)
    assert found.distance is not None
    values = [found.distance[key] for key in ("no_change", "deleted", "pro_rata")]
    assert [*values, found.noise_floor] == pytest.approx(KNOWN[name], abs=6e-4)


def test_distances_are_those_of_the_flows_that_are_told(ban: Hindcast) -> None:
    told = ban.as_dict()
    base, seen = _rows("260400", 2013), _rows("260400", 2014)
    predicted = {(r["exporter"], r["importer"]): r["predicted"] for r in told["flows"]}
    for row in told["flows"]:
        key = row["exporter"], row["importer"]
        assert row["base"] == pytest.approx(base.get(key, 0.0))
        assert row["observed"] == pytest.approx(seen.get(key, 0.0))
    assert told["distance"]["model"] == pytest.approx(_distance(predicted, seen))
    assert told["distance"]["no_change"] == pytest.approx(_distance(base, seen))
    free = {k: v for k, v in predicted.items() if k[0] != "IDN"}
    seen_free = {k: v for k, v in seen.items() if k[0] != "IDN"}
    assert told["distance_unrestricted"]["model"] == pytest.approx(_distance(free, seen_free))


def test_an_event_of_the_table_is_not_among_those_it_is_fitted_on(ban: Hindcast) -> None:
    told = ban.as_dict()
    assert "idn-nickel-2014" not in told["events_used_to_fit"]
    assert "idn-bauxite-2014" in told["events_used_to_fit"]
    assert told["parameters_used"]["left_out_of_fit"] == ["idn-nickel-2014"]


def test_overlap_is_by_code_and_year() -> None:
    event = parse_event({**BAN, "base_year": 2014, "test_year": 2019})
    other = read_suite()["idn-nickel-2020"].event
    assert event.overlaps(other) and other.overlaps(event)
    assert not parse_event({**BAN, "base_year": 2014, "test_year": 2018}).overlaps(other)
    assert not parse_event({**BAN, "hs6": ["260600"]}).overlaps(other)


def test_a_fit_that_no_file_holds_leaves_all_overlapping_events_out(tables: Tables) -> None:
    event = parse_event({**BAN, "hs6": ["260400", "260600"]})
    found = calc_hindcast(event, tables)
    assert {"idn-nickel-2014", "idn-bauxite-2014"}.isdisjoint(found.fit.events)
    assert len(found.fit.events) == len(read_suite()) - 2


@pytest.fixture
def altered(tmp_path: Path) -> Callable[[str], Tables]:
    """Return the box with its rows after 2013 changed by a SELECT."""

    def build(select: str) -> Tables:
        folder = tmp_path / "own"
        folder.mkdir()
        with duckdb.connect() as connection:
            connection.execute(f"COPY ({select}) TO '{folder}/baci.parquet'")
        return open_tables(folder)

    return build


def test_no_later_row_moves_the_prediction_by_a_bit(
    ban: Hindcast, altered: Callable[[str], Tables]
) -> None:
    later = altered(
        f"SELECT * REPLACE ((CASE WHEN year > 2013 THEN quantity_t * 3 + 7 ELSE quantity_t END)"
        f"::DECIMAL(18,3) AS quantity_t) FROM '{BOX}' WHERE hs6 = '260400'"
        f" AND NOT (year > 2013 AND exporter = 'PHL')"
    )
    again = calc_hindcast(parse_event(BAN), later)
    first = {(r["exporter"], r["importer"]): r for r in ban.as_dict()["flows"]}
    second = {(r["exporter"], r["importer"]): r for r in again.as_dict()["flows"]}
    for key in first.keys() | second.keys():
        a = first.get(key, {"predicted": 0.0})["predicted"]
        b = second.get(key, {"predicted": 0.0})["predicted"]
        assert a == b, key
    assert again.distance is not None and ban.distance is not None
    assert again.distance["no_change"] != ban.distance["no_change"]


@pytest.mark.parametrize("test_year", [None, 2031])
def test_without_a_test_year_there_is_a_prediction_and_nothing_to_compare(
    test_year: int | None, tables: Tables
) -> None:
    document = {**BAN, "test_year": test_year}
    if test_year is None:
        del document["test_year"]
    told = calc_hindcast(parse_event(document), tables).as_dict()
    assert told["distance"] is None and told["distance_unrestricted"] is None
    assert told["explained_share"] is None
    assert {row["observed"] for row in told["flows"]} == {None}
    assert sum(row["predicted"] for row in told["flows"]) > 1e6


def test_without_a_shock_the_prediction_is_the_base_year(tables: Tables) -> None:
    event = Event("quiet", ("260400",), 2013, 2014)
    still = calc_hindcast(event, tables)
    assert np.array_equal(still.predicted, still.base)
    moved = calc_hindcast(Event("quiet", ("260400",), 2013, 2014, (), True), tables)
    assert not np.array_equal(moved.predicted, moved.base)


def test_a_scaled_exporter_ships_what_was_announced(tables: Tables) -> None:
    event = Event("x", ("260600",), 2015, 2017, (Shock("export_scale", ("MYS",), (), 0.12),))
    found = calc_hindcast(event, tables)
    row = found.places.index("MYS")
    assert found.predicted[row].sum() == pytest.approx(0.12 * found.base[row].sum(), rel=1e-9)


@pytest.mark.parametrize(
    ("shock", "most"),
    [
        (Shock("quota", ("GIN",), (), quantity=5e6), 5e6),
        (Shock("quota", ("GIN",), ("IRL",), quantity=5e5), 5e5),
        (Shock("quota", (), ("CHN",), quantity=2e7), 2e7),
    ],
)
def test_a_quota_binds(shock: Shock, most: float, tables: Tables) -> None:
    found = calc_hindcast(Event("x", ("260600",), 2014, 2016, (shock,)), tables)
    rows = [found.places.index(p) for p in shock.exporters] or slice(None)
    columns = [found.places.index(p) for p in shock.importers] or slice(None)
    assert found.predicted[rows][:, columns].sum() == pytest.approx(most, rel=1e-6)


def test_a_shock_that_meets_no_trade_is_told(tables: Tables) -> None:
    event = Event("x", ("260600",), 2014, 2016, (Shock("export_ban", ("CHE",), ("NRU",)),))
    assert "meets no trade" in calc_hindcast(event, tables).notes[0]
    assert calc_hindcast(parse_event(BAN), tables).notes == ()


def test_a_duty_moves_trade_off_the_route(tables: Tables) -> None:
    def sold(rate: float) -> float:
        shock = Shock("tariff", ("AUS",), ("CHN",), rate=rate)
        found = calc_hindcast(Event("x", ("260600",), 2014, 2016, (shock,)), tables)
        return float(found.predicted[found.places.index("AUS"), found.places.index("CHN")])

    assert sold(0.6) < sold(0.2) < sold(0.0)


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "event.json"
    path.write_text(
        json.dumps(
            {
                "hs6": ["26040"],
                "base_yr": 2013,
                "shocks": [{"kind": "export_scale", "exporter": "Indonesa"}, {"kind": "bann"}],
            }
        )
    )
    from tenor.market.hindcast import read_event

    with pytest.raises(DataError) as caught:
        read_event(path)
    text = str(caught.value)
    for part in ("'base_year'", "hs6[0]", "factor", "'Indonesia'", "shocks[1].kind"):
        assert part in text


def test_a_code_or_year_without_trade_is_told(tables: Tables) -> None:
    with pytest.raises(UnknownNameError, match="260600"):
        calc_hindcast(parse_event({**BAN, "hs6": ["260601"]}), tables)
    with pytest.raises(DataError, match="1995 to 2024"):
        calc_hindcast(parse_event({**BAN, "base_year": 2040, "test_year": 2041}), tables)


def test_the_command_prints_one_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "event.json"
    path.write_text(json.dumps(BAN))
    assert main(["hindcast", "--event", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told["distance"]) == {"model", "no_change", "deleted", "pro_rata", "trend"}
    assert set(told["flows"][0]) == {"exporter", "importer", "base", "predicted", "observed"}
    assert told["gap_fill"]["importers"][0]["importer"] == "CHN"
    assert main(["hindcast"]) == 2
    assert main(["hindcast", "--event", str(tmp_path / "none.json")]) == 2
