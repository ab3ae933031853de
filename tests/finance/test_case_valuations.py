"""Project files of the built-in cases: read, found by name, valued, traced, hashed and cut."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest

from tenor.cli import main
from tenor.core.errors import DataError, UnknownNameError
from tenor.decision.valuing import find_value_trace, value_file
from tenor.finance.cases import check_valuations, find_project, read_valuations
from tenor.panel.case import built_in_cases, load_case
from tenor.panel.case.folder import built_in_folder

FIVE = {"reko-diq", "saindak", "chitral-antimony", "chitral-antimony-smelter"} | {
    "ussm-fwo-refinery",
    "zhob-ferrochrome",
}


@pytest.mark.parametrize("name", built_in_cases())
def test_every_project_file_is_read_without_a_fault(name: str) -> None:
    case = load_case(name)
    assert check_valuations(case) == []
    assert set(read_valuations(case)) == {one.id for one in case.valuations}


def test_the_projects_of_the_flagship_have_files() -> None:
    assert {one.id for one in load_case("pakistan-us").valuations} >= FIVE


def test_every_number_is_sourced_or_judged_with_a_range() -> None:
    case = load_case("pakistan-us")
    for name, project in read_valuations(case).items():
        numbers = [one for one in project.stated if isinstance(one.value, int | float)]
        assert len(numbers) >= 5, name
        for one in numbers:
            ranged = one.low is not None and one.high is not None
            assert one.source is not None or ranged, (name, one.path)
        cited = {one.source for one in project.stated if one.source is not None}
        assert cited <= set(case.sources), name


@pytest.mark.parametrize(
    "given", ["reko-diq", "pakistan-us/reko-diq", "cases/pakistan-us/valuations/reko-diq.yaml"]
)
def test_a_project_is_found_by_name(given: str, repo_root: Path, monkeypatch) -> None:
    monkeypatch.chdir(repo_root)
    assert find_project(given).name == "reko-diq.yaml"


def test_an_unknown_name_tells_the_nearest() -> None:
    with pytest.raises(DataError, match="reko-diq"):
        find_project("reko-dik")


def test_the_command_takes_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["value", "indonesia-us/nickel-acid-leach", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["name"] == "Nickel acid leach plant, Sulawesi"
    assert abs(sum(p["npv"] for p in found["parties"].values()) / 1e6) > 1


def test_parties_sum_to_the_project() -> None:
    case = load_case("pakistan-us")
    for file in case.valuations:
        value = value_file(case, file).value
        paid = sum(party.total for party in value.parties.values())
        whole = value.project.totals["pre_tax_cash_flow"]
        assert paid == pytest.approx(whole, rel=1e-9, abs=1.0), file.id


def test_traces_answer_by_id() -> None:
    case = load_case("pakistan-us")
    found = find_value_trace("decision.value/saindak/npv_after_tax", case)
    assert found.sources
    assert found.unit == "USD_2024"
    stated = [i.id for i in found.inputs if i.id.startswith("case.valuation/")]
    assert stated
    inner = find_value_trace(stated[0], case)
    assert inner.sources
    with pytest.raises(UnknownNameError):
        find_value_trace("decision.value/saindak/nothing", case)


def test_a_project_file_is_part_of_the_hash_and_of_the_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(built_in_folder("indonesia-us"), folder)
    before = load_case(folder).hash
    file = folder / "valuations" / "nickel-acid-leach.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("value: 5800", "value: 5900"), encoding="utf-8")
    assert load_case(folder).hash != before
    file.write_text(text.replace("value: 5800", "value: minus"), encoding="utf-8")
    assert main(["case", "check", str(folder)]) == 2
    assert "throughput" in capsys.readouterr().out


def test_a_cut_keeps_a_file_whole_or_leaves_it_out() -> None:
    case = load_case("pakistan-us")
    early = case.as_of(dt.date(2025, 6, 1))
    kept = {one.id: one.content for one in early.valuations}
    assert set(kept) < {one.id for one in case.valuations}
    assert all(case.valuation(name).content == content for name, content in kept.items())
    dropped = {e.id for e in early.excluded if e.kind == "valuation"}
    assert {one.id for one in case.valuations} - set(kept) <= dropped
