"""What the shipped curated tables state fits together, or is listed here with the reason."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from tenor.panel.curated import FORMS, read_curated_from
from tenor.panel.materials import read_materials
from tenor.panel.stage_series import is_curated, span_of
from tenor.sources.outlines import read_outlines

Row = Mapping[str, Any]

SHARES_WITHIN = 0.03
TOTALS_WITHIN = 0.05
MARGIN = 0.5
"""Degrees that a facility may lie outside the outline, which is drawn coarsely."""

SHORT_SHARES = {
    ("chromium", "ferrochromium", 2021): "smaller suppliers are missing in the transcription",
    ("indium", "metal", 2021): "one country is missing in the transcription",
    ("nickel", "scrap", 2021): "other countries are missing in the transcription",
}
"""Import shares that do not add up to one."""

OTHER_TOTALS = {
    ("nickel", "refined", "primary_nickel", 2024): "two countries named beside the world total",
    ("tin", "refined", "refined_metal", 2023): "China alone named beside the world total",
}
"""Countries that do not add up to the world total of their source."""


def rows_of(name: str) -> tuple[Row, ...]:
    return read_curated_from(name, None).rows


@pytest.mark.parametrize("name", FORMS)
def test_every_shipped_table_is_read_and_every_source_is_listed(name: str) -> None:
    known = read_materials().sources
    assert [row["source"] for row in rows_of(name) if row["source"] not in known] == []


def test_the_tables_that_hold_rows_are_not_empty() -> None:
    later = {"facilities", "export_controls", "fiscal_terms", "infrastructure"}
    assert [name for name in FORMS if name not in later and not rows_of(name)] == []


def import_sums(rows: Iterable[Row]) -> dict[tuple[Any, ...], float]:
    """Return the sum of shares by importer, goods, years and source."""
    sums: dict[tuple[Any, ...], float] = {}
    keys = ("importer", "commodity", "stage", "form", "first_year", "last_year", "source")
    for row in rows:
        key = tuple(row[name] for name in keys)
        sums[key] = sums.get(key, 0.0) + row["share"]
    return sums


def test_import_shares_add_up_to_one_or_the_gap_is_known() -> None:
    sums = import_sums(rows_of("import_sources"))
    assert sums
    short = {(k[1], k[3], k[4]) for k, total in sums.items() if abs(total - 1) > SHARES_WITHIN}
    assert short == set(SHORT_SHARES)


def test_the_sum_of_import_shares_sees_a_lost_row() -> None:
    rows = rows_of("import_sources")
    large = max(rows, key=lambda row: row["share"])
    without = import_sums(row for row in rows if row is not large)
    assert any(abs(total - 1) > 0.3 for total in without.values())


def totals(rows: Iterable[Row]) -> dict[tuple[Any, ...], tuple[float, float]]:
    """Return the sum of countries and the stated world total, of one source and unit."""
    groups: dict[tuple[Any, ...], dict[str, float]] = {}
    for row in rows:
        if row["value"] is not None and row["unit"] != "fraction":
            key = tuple(row.get(k) for k in ("commodity", "stage", "form", "year"))
            group = groups.setdefault((*key, row["source"], row["unit"]), {})
            group[row["country"]] = row["value"]
    return {
        key: (math.fsum(v for place, v in group.items() if place != "WLD"), group["WLD"])
        for key, group in groups.items()
        if "WLD" in group and len(group) > 2
    }


@pytest.mark.parametrize("name", ["stage_production", "mine_production", "reserves"])
def test_countries_add_up_to_the_world_or_the_gap_is_known(name: str) -> None:
    found = totals(rows_of(name))
    assert len(found) > 15
    off = {
        key[:4] for key, (parts, whole) in found.items() if abs(parts / whole - 1) > TOTALS_WITHIN
    }
    assert off <= set(OTHER_TOTALS)


def test_the_world_total_sees_a_figure_in_the_wrong_unit() -> None:
    rows = rows_of("stage_production")
    china = next(r for r in rows if (r["unit"], r["country"]) == ("kt Cu", "CHN"))
    wrong = {**china, "value": china["value"] / 1000}
    found = totals(wrong if row is china else row for row in rows)
    key = next(k for k in found if k[0] == "copper" and k[3] == china["year"])
    assert found[key][0] < found[key][1] * (1 - TOTALS_WITHIN)


def test_published_shares_add_up_to_at_most_one() -> None:
    sums: dict[tuple[Any, ...], float] = {}
    for row in rows_of("stage_production"):
        if row["unit"] == "fraction" and row["value"] is not None:
            key = tuple(row[k] for k in ("commodity", "stage", "form", "year", "source"))
            sums[key] = sums.get(key, 0.0) + row["value"]
    assert {key: total for key, total in sums.items() if total > 1.01} == {}


def test_shares_of_the_study_tell_the_years_they_are_means_of() -> None:
    rows = [r for r in rows_of("stage_production") if r["source"] == "eu-crm-2023"]
    assert rows and all(span_of([row]) == (2016, 2020) for row in rows)


def test_no_country_of_a_series_in_use_has_two_figures_in_a_year() -> None:
    used = {
        tuple(str(spec.production_series).partition(":")[2].split("/")): spec.production_unit
        for spec in read_materials().stage_rows
        if is_curated(spec.production_series)
    }
    assert len(used) == 14
    seen: set[tuple[Any, ...]] = set()
    for row in rows_of("stage_production"):
        key = (row["commodity"], row["stage"], row["form"])
        if key not in used or row["country"] == "WLD":
            continue
        if (row["unit"] == "fraction") != (used[key] == "fraction"):
            continue
        place = (*key, row["country"], row["year"])
        assert place not in seen, place
        seen.add(place)


def outside(rows: Iterable[Row]) -> list[str]:
    """Return the facilities that lie outside the box around their country."""
    found = []
    for row in rows:
        rings = read_outlines().get(row["country"])
        if rings is None or row["lat"] is None:
            continue
        lon = [float(v) for ring in rings for v in (ring[:, 0].min(), ring[:, 0].max())]
        lat = [float(v) for ring in rings for v in (ring[:, 1].min(), ring[:, 1].max())]
        inside = (
            min(lon) - MARGIN <= row["lon"] <= max(lon) + MARGIN
            and min(lat) - MARGIN <= row["lat"] <= max(lat) + MARGIN
        )
        found += [] if inside else [row["id"]]
    return found


def test_facilities_and_ports_lie_inside_their_country() -> None:
    assert outside(rows_of("facilities")) == []
    assert outside(rows_of("ports")) == []
    port = rows_of("ports")[0]
    assert outside([{**port, "lat": -port["lat"], "lon": -port["lon"]}]) == [port["id"]]


def great_circle_nm(a: Row, b: Row) -> float:
    """Return the distance over a sphere of the Earth's mean radius [nautical miles]."""
    first, second = math.radians(a["lat"]), math.radians(b["lat"])
    turn = math.radians(a["lon"] - b["lon"])
    half = math.sin((first - second) / 2) ** 2
    half += math.cos(first) * math.cos(second) * math.sin(turn / 2) ** 2
    return 2 * 3440.065 * math.asin(math.sqrt(half))


def test_sea_distances_name_each_pair_of_ports_once_and_are_no_shorter_than_the_globe() -> None:
    ports = {row["id"]: row for row in rows_of("ports")}
    rows = rows_of("sea_distances")
    assert rows
    # A pair stands once, in the order of the alphabet: it holds in both directions.
    assert [r for r in rows if not r["from_port"] < r["to_port"]] == []
    assert {r[end] for r in rows for end in ("from_port", "to_port")} <= set(ports)
    open_pairs = {(r["from_port"], r["to_port"]) for r in rows if r["route"] == "suez_panama"}
    assert len(open_pairs) == len(ports) * (len(ports) - 1) // 2
    short = [
        (r["from_port"], r["to_port"])
        for r in rows
        if r["distance_nm"] < great_circle_nm(ports[r["from_port"]], ports[r["to_port"]]) - 1
    ]
    assert short == []


def test_a_closed_canal_never_shortens_a_route() -> None:
    routes: dict[str, dict[tuple[str, str], float]] = {}
    for row in rows_of("sea_distances"):
        pair = (row["from_port"], row["to_port"])
        routes.setdefault(row["route"], {})[pair] = row["distance_nm"]
    free = routes.pop("suez_panama")
    assert routes
    for closed in routes.values():
        assert [pair for pair, distance in closed.items() if distance < free[pair]] == []


def test_price_series_hold_the_metals_asked_for_and_agree_with_the_benchmarks() -> None:
    rows = rows_of("price_series")
    wanted = {"antimony", "tungsten", "rare_earths", "gallium", "germanium", "graphite", "lithium"}
    assert wanted <= {row["commodity"] for row in rows}
    assert any("neodymium-praseodymium" in row["name"] for row in rows)
    antimony = {row["year"]: row["value"] for row in rows if row["commodity"] == "antimony"}
    shared = [row for row in rows_of("prices") if row["commodity"] == "antimony"]
    assert len(shared) == 4
    assert all(antimony[row["year"]] == pytest.approx(row["value"], rel=0.1) for row in shared)
