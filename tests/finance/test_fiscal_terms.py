"""The dated fiscal terms that are shipped: their dates, brackets and how each was met."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pytest

from tenor.panel.curated import read_curated_from
from tenor.panel.materials import read_materials

Row = Mapping[str, Any]


def rows() -> tuple[Row, ...]:
    return read_curated_from("fiscal_terms", None).rows


def ladder(stem: str) -> list[Row]:
    """Return the rows of one sliding scale, by the start of their bracket."""
    found = [row for row in rows() if re.fullmatch(re.escape(stem) + r"-\d+", row["id"])]
    return sorted(found, key=lambda row: row["from"] or 0.0)


SCALES = (
    "chl-margin",
    "idn-copper-cathode",
    "idn-copper-concentrate",
    "idn-copper-ore",
    "idn-ferronickel",
    "idn-nickel-matte",
    "idn-nickel-ore",
    "pak-super-tax",
    "phl-royalty",
    "usa-nv-net-proceeds",
    "zmb-royalty-2019",
    "zmb-royalty-2023",
)


@pytest.mark.parametrize("stem", SCALES)
def test_the_steps_of_a_scale_meet_and_do_not_fall(stem: str) -> None:
    steps = ladder(stem)
    assert len(steps) >= 4
    for before, after in itertools.pairwise(steps):
        assert before["to"] == after["from"]
        assert before["index"] == after["index"]
    rates = [row["value"] if row["value"] is not None else row["high"] for row in steps]
    assert rates == sorted(rates)
    assert steps[-1]["to"] is None


def test_shares_are_fractions_and_dates_run_forward() -> None:
    for row in rows():
        if row["unit"] == "fraction":
            stated = [row[name] for name in ("low", "value", "high") if row[name] is not None]
            assert all(0.0 <= one <= 1.0 for one in stated), row["id"]
            assert stated == sorted(stated), row["id"]
        if row["valid_from"] and row["valid_to"]:
            assert str(row["valid_from"]) <= str(row["valid_to"]), row["id"]


def test_what_is_recalled_carries_no_date_and_no_law() -> None:
    recalled = [row for row in rows() if row["met"] == "recalled"]
    assert recalled
    assert [r["id"] for r in recalled if r["valid_from"] or r["valid_to"]] == []
    assert [r["id"] for r in recalled if r["legal_reference"]] == []


def test_an_article_is_named_only_where_its_text_or_an_official_account_was_read() -> None:
    read = re.compile(r"as set out by|as summed up by|as named by")
    for row in rows():
        law = row["legal_reference"]
        if law and re.search(r"article|section|\d\(\d\)", law) and not read.search(law):
            assert row["met"] == "opened", row["id"]


def test_texts_of_law_were_read_in_at_least_two_comparators_beside_the_host() -> None:
    sources = read_materials().sources
    opened: dict[str, set[str]] = defaultdict(set)
    for row in rows():
        if row["met"] == "opened" and sources[row["source"]]["kind"] == "law":
            opened[row["country"]].add(row["source"])
    assert {"KAZ", "USA", "ZAF"} <= set(opened)


def test_rates_read_in_the_tax_code_of_kazakhstan_and_in_the_statute_of_nevada() -> None:
    held = {row["id"]: row for row in rows()}
    assert held["kaz-met-chromium"]["value"] == 0.2106
    assert held["kaz-met-copper"]["value"] == 0.0855
    assert held["kaz-met-tungsten"]["value"] == 0.078
    nevada = ladder("usa-nv-net-proceeds")
    assert [row["value"] for row in nevada] == [0.02, 0.025, 0.03, 0.035, 0.04, 0.045, 0.05]
    assert [row["from"] for row in nevada] == [None, 0.1, 0.18, 0.26, 0.34, 0.42, 0.5]


def test_terms_of_reko_diq_are_those_of_the_minister() -> None:
    held = {row["id"]: row for row in rows()}
    shares = {name: held[name]["value"] for name in ("rd-royalty", "rd-nsr", "rd-epz")}
    assert shares == {"rd-royalty": 0.05, "rd-nsr": 0.01, "rd-epz": 0.005}
    advances = [held[f"rd-advance-{n}"]["value"] for n in (1, 2, 3)]
    assert advances == [5e6, 7.5e6, 10e6]
    assert held["rd-advance-cap"]["high"] == 50e6
    owned = sum(held[name]["value"] for name in ("rd-free", "rd-funded", "rd-soe"))
    assert owned == pytest.approx(0.5)
