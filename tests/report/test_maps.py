"""Outlines are whole, the projection is the published one, labels do not cover each other."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import math
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenor.core.countries import is_country_code
from tenor.core.errors import UnknownNameError
from tenor.report.figures import RouteFlow, WorldFlows
from tenor.report.maps import calc_equal_earth, curve, find_centre
from tenor.report.pictures import figure_for
from tenor.report.places import calc_local
from tenor.report.placing import Spot, place_labels
from tenor.report.theme import LIGHT
from tenor.sources.outlines import PROVINCE_NAMES, country_rings, read_outlines
from tenor.sources.records import box_path, read_record

R = 6371.0088  # mean radius of the Earth, km


def _area(ring: np.ndarray) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return abs(float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2))


def _land_area(code: str) -> float:
    """Return the area in km2 from projected rings; the projection keeps areas true."""
    total = 0.0
    for ring in read_outlines()[code]:
        x, y = calc_equal_earth(ring[:, 0], ring[:, 1], centre=float(ring[:, 0].mean()))
        total += _area(np.column_stack([x, y]))
    return total * R * R


def test_the_record_fits_the_file() -> None:
    record = read_record("outlines")
    data = box_path(record.file).read_bytes()
    assert hashlib.sha256(data).hexdigest() == record.sha256
    assert len(data) < 120_000
    assert sum(len(rings) for rings in read_outlines().values()) == record.rows


def test_outlines_are_keyed_by_country_and_province() -> None:
    codes = set(read_outlines())
    assert set(PROVINCE_NAMES) <= codes
    rest = codes - set(PROVINCE_NAMES)
    assert len(rest) == 176
    assert {c for c in rest if not is_country_code(c)} <= {"XKX", "XNC", "XSO"}
    assert "ATA" not in codes


def test_rings_are_closed_and_on_the_globe() -> None:
    for code, rings in read_outlines().items():
        for ring in rings:
            assert len(ring) >= 4, code
            assert ring[0].tolist() == pytest.approx(ring[-1].tolist(), abs=0.011), code
            assert np.abs(ring[:, 0]).max() <= 180.0
            assert np.abs(ring[:, 1]).max() <= 90.0


@pytest.mark.parametrize(
    ("code", "km2", "tolerance"),
    # Areas as commonly published, rounded; the map is coarse.
    [
        ("PAK", 796_000, 0.12),
        ("TUR", 783_000, 0.06),
        ("BRA", 8_510_000, 0.03),
        ("AUS", 7_690_000, 0.03),
    ],
)
def test_areas_are_near_the_published_ones(code: str, km2: float, tolerance: float) -> None:
    assert _land_area(code) == pytest.approx(km2, rel=tolerance)


def test_the_joined_province_holds_the_former_tribal_areas() -> None:
    (ring,) = country_rings("PAK-KP")
    km2 = _land_area("PAK-KP")
    assert km2 == pytest.approx(101_700, rel=0.06)
    assert ring[:, 0].min() < 70.0


def test_an_unknown_outline_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="PAK"):
        country_rings("PAKI")


def test_the_projection_at_its_ends() -> None:
    x, y = calc_equal_earth(180.0 - 1e-9, 0.0, centre=0.0)
    assert float(x) == pytest.approx(2.70663, abs=1e-4)
    x, y = calc_equal_earth(0.0, 90.0, centre=0.0)
    assert (float(x), float(y)) == pytest.approx((0.0, 1.317363), abs=1e-4)


@given(st.floats(-170, 170), st.floats(-80, 80))
def test_the_projection_keeps_areas_and_mirrors(longitude: float, latitude: float) -> None:
    step = 1e-3
    corners = [(0, 0), (step, 0), (step, step), (0, step)]
    points = [calc_equal_earth(longitude + a, latitude + b, centre=0.0) for a, b in corners]
    area = _area(np.array([(float(x), float(y)) for x, y in points]))
    south, north = (math.sin(math.radians(latitude + d)) for d in (0, step))
    assert area == pytest.approx(math.radians(step) * (north - south), rel=2e-3)
    x, y = calc_equal_earth(longitude, latitude, centre=0.0)
    assert [float(v) for v in calc_equal_earth(-longitude, -latitude, centre=0.0)] == pytest.approx(
        [-float(x), -float(y)], abs=1e-9
    )


def test_the_local_projection_shrinks_longitude_only() -> None:
    x, y = calc_local(70.0, 30.0, middle=30.0)
    assert float(y) == 30.0
    assert float(x) == pytest.approx(70.0 * math.sqrt(3) / 2)


@pytest.mark.parametrize("code", ["PAK", "USA", "CHN", "CHL", "TJK", "SGP", "PAK-BA"])
def test_a_country_s_point_lies_in_or_near_it(code: str) -> None:
    found = find_centre(code)
    assert found is not None
    near = {"PAK": (69, 30), "USA": (-98, 39), "CHN": (104, 36), "CHL": (-71, -30)}
    near |= {"TJK": (71, 39), "SGP": (104, 1), "PAK-BA": (65.5, 28.5)}
    assert found == pytest.approx(near[code], abs=3)


def test_a_place_that_the_map_lacks_is_left_out_of_the_drawing() -> None:
    assert find_centre("TUV") is None
    flows = (RouteFlow("TUV", "USA", 5.0, "5 t"), RouteFlow("CHN", "USA", 3.0, "3 t"))
    figure = figure_for(WorldFlows(flows, "t"))
    assert sum(t.mode == "lines" and t.opacity is not None for t in figure.data) == 1


def test_a_curve_joins_its_ends_and_bends_upwards() -> None:
    path = curve((0.0, 0.0), (2.0, 0.0))
    assert path[0].tolist() == [0.0, 0.0]
    assert path[-1].tolist() == [2.0, 0.0]
    assert path[16].tolist() == pytest.approx([1.0, 0.26])


def test_flows_are_as_wide_as_their_value_and_named() -> None:
    flows = (
        RouteFlow("CHN", "USA", 100.0, "100 t", accent=True),
        RouteFlow("BOL", "USA", 10.0, "10 t"),
    )
    figure = figure_for(WorldFlows(flows, "t"))
    wide = {t.text: t.line.width for t in figure.data if t.text}
    assert wide["CHN → USA: 100 t"] > 4 * wide["BOL → USA: 10 t"]
    words = " ".join(a.text for a in figure.layout.annotations)
    assert "<b>China 100 t</b>" in words
    assert "Bolivia" in words
    narrow = " ".join(
        a.text for a in figure_for(WorldFlows(flows, "t"), LIGHT, 340).layout.annotations
    )
    assert "<b>A</b>  China 100 t" in narrow


def test_the_value_stands_at_the_end_that_has_one_flow() -> None:
    fan = (RouteFlow("PAK", "CHN", 9.0, "9 t"), RouteFlow("PAK", "JPN", 2.0, "2 t"))
    words = [a.text for a in figure_for(WorldFlows(fan, "t")).layout.annotations]
    assert sorted(words) == ["China 9 t", "Japan 2 t", "Pakistan"]
    net = (*fan, RouteFlow("IND", "CHN", 3.0, "3 t"), RouteFlow("IND", "JPN", 4.0, "4 t"))
    words = [a.text for a in figure_for(WorldFlows(net, "t")).layout.annotations]
    assert "Pakistan → China 9 t" in words
    assert {"China", "Japan", "India", "Pakistan"} <= set(words)


@given(
    st.lists(
        st.tuples(st.floats(10, 590), st.floats(10, 290), st.text("abc ", min_size=1, max_size=14)),
        min_size=1,
        max_size=7,
    )
)
def test_labels_stay_inside(items: list[tuple[float, float, str]]) -> None:
    spots = [Spot(x, y, text) for x, y, text in items]
    notes, _ = place_labels(spots, LIGHT, bounds=(600, 300), size=13)
    assert len(notes) == len(spots)
    assert all(0 <= n["x"] <= 1 and 0 <= n["y"] <= 1 for n in notes)


def test_two_labels_at_one_point_do_not_cover_each_other() -> None:
    notes, _ = place_labels(
        [Spot(300, 150, "first"), Spot(302, 151, "second")], LIGHT, bounds=(600, 300), size=13
    )
    assert (
        abs(notes[0]["x"] - notes[1]["x"]) * 600 > 40
        or abs(notes[0]["y"] - notes[1]["y"]) * 300 > 15
    )


def test_the_name_of_an_area_gives_way() -> None:
    spots = [Spot(300, 150, "a mine of a long name"), Spot(340, 150, "Province", area=True)]
    notes, _ = place_labels(spots, LIGHT, bounds=(600, 300), size=13)
    assert len(notes) == 1


# ---- the script that builds the outlines ----


@pytest.fixture(scope="module")
def builder(repo_root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "build_outlines", repo_root / "scripts/build_outlines.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# Two unit squares side by side: arc 0 is their common side.
TOPOLOGY = {
    "transform": {"scale": [1, 1], "translate": [10, 20]},
    "arcs": [
        [[1, 0], [0, 1]],
        [[1, 1], [-1, 0], [0, -1], [1, 0]],
        [[1, 0], [1, 0], [0, 1], [-1, 0]],
    ],
}


def test_arcs_are_decoded_and_joined(builder: ModuleType) -> None:
    arcs = builder.decode_arcs(TOPOLOGY)
    assert arcs[0] == [(1100, 2000), (1100, 2100)]
    left = builder.join_ring([0, 1], arcs)
    assert left == [(1100, 2000), (1100, 2100), (1000, 2100), (1000, 2000), (1100, 2000)]
    right = builder.join_ring([2, -1], arcs)
    assert right[-1] == (1100, 2000)


def test_the_union_has_no_inner_border(builder: ModuleType) -> None:
    arcs = builder.decode_arcs(TOPOLOGY)
    (ring,) = builder.dissolve([[0, 1], [2, -1]], arcs)
    assert set(ring) == {1, 2}
    points = builder.join_ring(ring, arcs)
    assert points[0] == points[-1]
    assert len(set(points)) == 6


@given(st.lists(st.tuples(st.integers(-18000, 18000), st.integers(-9000, 9000)), min_size=1))
def test_compact_rings_come_back(builder: ModuleType, ring: list[tuple[int, int]]) -> None:
    steps = np.array(builder.compact(ring)).reshape(-1, 2).cumsum(axis=0).tolist()
    without_repeats = [p for i, p in enumerate(ring) if i == 0 or p != ring[i - 1]]
    assert [tuple(p) for p in steps] == without_repeats


def test_a_build_gives_keyed_rings(builder: ModuleType, tmp_path: Path) -> None:
    world = {
        **TOPOLOGY,
        "objects": {
            "countries": {
                "geometries": [
                    {
                        "type": "Polygon",
                        "id": "586",
                        "properties": {"name": "Pakistan"},
                        "arcs": [[0, 1]],
                    },
                    {"type": "MultiPolygon", "properties": {"name": "Kosovo"}, "arcs": [[[2, -1]]]},
                    {
                        "type": "Polygon",
                        "id": "010",
                        "properties": {"name": "Antarctica"},
                        "arcs": [[0, 1]],
                    },
                ]
            }
        },
    }
    units = [("K.P.", [[0, 1]]), ("F.A.T.A.", [[2, -1]])]
    pakistan = {
        **TOPOLOGY,
        "objects": {
            "units": {
                "geometries": [
                    {"type": "Polygon", "properties": {"name": name}, "arcs": arcs}
                    for name, arcs in units
                ]
            }
        },
    }
    paths = []
    for name, topology in (("world", world), ("pakistan", pakistan)):
        paths.append(tmp_path / f"{name}.json")
        paths[-1].write_text(json.dumps(topology), encoding="utf-8")
    built = json.loads(builder.build(*paths))
    assert set(built["countries"]) == {"PAK", "XKX"}
    assert set(built["provinces"]) == {"PAK-KP"}
    assert built["countries"]["PAK"] == [[1100, 2000, 0, 100, -100, 0, 0, -100, 100, 0]]
    assert len(built["provinces"]["PAK-KP"]) == 1
    assert builder.build(*paths) == builder.build(*paths)
