"""The whole suite: its bars, and that the page tells what is measured."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tenor.market.hindcast import Suite, calc_record, calc_suite, read_suite
from tenor.sources.box import open_tables

PAGE = Path(__file__).resolve().parents[3] / "docs" / "market" / "hindcast.md"


@pytest.fixture(scope="module")
def suite() -> Suite:
    return calc_suite(open_tables())


@pytest.fixture(scope="module")
def told(suite: Suite) -> dict[str, Any]:
    return suite.as_dict()


def test_the_record_that_briefs_print_is_the_suite_s(suite: Suite) -> None:
    path = files("tenor") / "data" / "hindcast_record.json"
    shipped = json.loads(path.read_text(encoding="utf-8"))
    assert shipped == pytest.approx(calc_record(suite), rel=1e-3)


def test_the_suite_is_large_and_each_event_has_a_source() -> None:
    suite = read_suite()
    assert sum(listed.is_scored for listed in suite.values()) >= 25
    for listed in suite.values():
        assert listed.met in ("opened", "excerpt", "recalled")
        assert 1996 <= listed.event.base_year < (listed.event.test_year or 0) <= 2024


def test_a_recalled_event_carries_no_date() -> None:
    assert not [n for n, e in read_suite().items() if e.met == "recalled" and e.announced]


def test_explained_share_left_out_event_by_event(told: dict[str, Any]) -> None:
    assert told["suite"]["explained_share"] >= 0.45
    assert told["all_listed"]["explained_share"] >= 0.40


def test_bands_hold_about_what_they_say(told: dict[str, Any]) -> None:
    assert 0.60 <= told["gap_fill"]["bands_held"] <= 0.95
    assert 0.60 <= told["gap_fill_all"]["bands_held"] <= 0.95


def test_placebo_years_show_no_skill(told: dict[str, Any]) -> None:
    assert told["placebo"]["years"] >= 16
    assert told["placebo"]["gain"] <= 0.0


def test_the_page_tells_the_distances_as_measured(told: dict[str, Any]) -> None:
    text = PAGE.read_text(encoding="utf-8")
    for event in told["events"]:
        line = re.search(rf"^\| {event['event']} \|.*$", text, re.MULTILINE)
        assert line, event["event"]
        cells = [cell.strip().rstrip("*") for cell in line.group().strip("|").split("|")]
        names = ("no_change", "deleted", "pro_rata", "trend")
        shown = [float(cell) for cell in cells[-6:]]
        measured = [event["distance"][name] for name in names]
        measured += [event["noise_floor"], event["distance"]["model"]]
        assert shown == pytest.approx(measured, abs=2e-3), event["event"]


def test_the_page_tells_the_means_as_measured(told: dict[str, Any]) -> None:
    text = PAGE.read_text(encoding="utf-8")
    for label, key in (("Scored events", "suite"), ("All listed", "all_listed")):
        line = re.search(rf"^\| {label} .*$", text, re.MULTILINE)
        assert line is not None
        cells = [cell.strip() for cell in line.group().strip("|").split("|")]
        assert float(cells[5]) == pytest.approx(told[key]["explained_share"], abs=0.02)
