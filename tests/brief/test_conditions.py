"""Money, gates and inquiries from the outside, and on two earlier days of the flagship case.

Each earlier day is seen twice: with `as_of`, and by editing `cut_off` in a copy of the
folder and going through the command and the brief.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tenor.cli import main
from tenor.core.trace import format_value
from tenor.engine import build_brief, find_trace, run_case
from tenor.panel.case import PartialDate, load_case
from tenor.panel.case.folder import built_in_folder
from tenor.panel.facts import list_facts
from tenor.report.html import render_page
from tenor.report.model import Page, Table, walk_blocks

DAYS = ("2025-07-01", "2025-12-31")
SMALL = str(Path(__file__).parents[1] / "panel" / "small_case")
AHEAD = {"dates-ahead"}
"""Tables of what lies ahead on purpose."""
AHEAD_COLUMNS = {"by", "to", "from"}
"""Columns of terms and of days that a judgement is about."""

Run = Callable[..., Any]


@pytest.fixture(params=DAYS)
def day(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def copy_at(day: str, tmp_path: Path) -> Path:
    """Return a copy of the flagship case whose cut-off was edited by hand."""
    folder = Path(shutil.copytree(built_in_folder("pakistan-us"), tmp_path / "earlier"))
    head = folder / "case.yaml"
    text = head.read_text(encoding="utf-8")
    assert text.count("cut_off: 2026-08-31") == 1
    head.write_text(text.replace("cut_off: 2026-08-31", f"cut_off: {day}"), encoding="utf-8")
    return folder


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a command with ``--json`` and returns its document."""

    def run(*argv: str) -> Any:
        assert main([*argv, "--json"]) == 0
        return json.loads(capsys.readouterr().out, parse_constant=pytest.fail)

    return run


def facts_at(day: str, tmp_path: Path, tell: Run) -> Iterator[list[dict[str, Any]]]:
    """Yield the facts of an earlier day, by both ways."""
    yield list_facts(load_case("pakistan-us").as_of(day))
    yield tell("facts", str(copy_at(day, tmp_path)))["facts"]


def test_no_fact_is_dated_after_an_earlier_cut_off(day: str, tmp_path: Path, tell: Run) -> None:
    end = dt.date.fromisoformat(day)
    for facts in facts_at(day, tmp_path, tell):
        assert len(facts) > 150
        late = [f["id"] for f in facts if f["date"] and PartialDate.parse(f["date"]).is_after(end)]
        assert late == []
        published = [re.search(r"\b20\d\d-\d\d-\d\d\b", f["citation"] or "") for f in facts]
        assert all(found[0] <= day for found in published if found)


def test_what_was_known_and_how_firm_on_each_day(day: str, tmp_path: Path, tell: Run) -> None:
    late = day == "2025-12-31"
    for facts in facts_at(day, tmp_path, tell):
        known = {fact["id"]: fact for fact in facts}
        exim = known["case.funds/reko-diq/phase-1-money/exim"]
        if late:
            assert (exim["status"], exim["value"]) == ("approved", 1.25e9)
        else:
            assert (exim["status"], exim["value"]) == ("proposed", None)
            assert (exim["low"], exim["high"]) == (0.5e9, 1.0e9)
        assert ("case.policy/us-reciprocal-duty/rate-19" in known) is late
        act = known["case.policy/balochistan-minerals-act/passed"]
        assert act["valid_at_cut_off"] is not late
        assert ("case.policy/balochistan-minerals-act/suspended" in known) is late
        states = [f for i, f in known.items() if i.startswith("case.gate/reko-diq/provincial-law/")]
        assert [f["status"] for f in states] == (["passed", "open"] if late else ["passed"])
        assert "case.funds/reko-diq/phase-1-money/barrick-spent" not in known
        assert "case.claim/rd-barrick-spent" not in known
        adb = "case.funds/reko-diq/phase-1-money/adb-loan"
        assert (adb in known) is late
        assert ("case.funds/reko-diq/phase-1-money/need-envelope" in known) is late
        assert not [f for f in facts if f["status"] == "judgement" and f["kind"] == "gate"]
        assert not [f for f in facts if f["status"] == "not found"]


def test_funds_and_gates_on_an_earlier_day(day: str, tmp_path: Path, tell: Run) -> None:
    folder = str(copy_at(day, tmp_path))
    (funds,) = tell("case", "funds", folder, "--project", "reko-diq")["funds"]
    levels = {level["level"]: level["gap"]["value"] for level in funds["levels"]}
    if day == "2025-07-01":
        # 6.8bn approved by the committee; IFC, IDA and the state enterprises approved.
        assert funds["counted"] == "need-approved"
        assert levels["approved"] == pytest.approx(6.8e9 - 0.7e9 - 1.88e9)
        assert levels["disbursed"] == pytest.approx(6.8e9)
    else:
        assert funds["counted"] == "need-envelope"
        assert levels["approved"] == pytest.approx(7.48e9 - 2.25e9 - 1.88e9)
        assert levels["disbursed"] == pytest.approx(7.48e9)
    for project in tell("case", "gates", folder)["projects"]:
        for gate in project["gates"]:
            settled = gate["state"] in {"passed", "waived"}
            assert gate["judged_on"] is None
            assert gate["probability"]["value"] == (1.0 if settled else None)
            assert all(step["date"] is None or step["date"] <= day for step in gate["history"])


def test_what_was_left_out_is_listed(day: str) -> None:
    excluded = {entry.id: entry.date for entry in load_case("pakistan-us").as_of(day).excluded}
    assert excluded["reko-diq/gates/security/2026-08-31"] == "2026-08-31"
    assert "reko-diq/funds/phase-1-money/barrick-spent" in excluded
    assert "reko-diq/inquiries/asked-displacement" in excluded


LATER = {
    "2025-07-01": ("USD 1.25 billion", "USD 849 million", "USD 7.48 billion", "suspended by exec"),
    "2025-12-31": ("USD 849 million", "under review since", "to be tabled again", "mid-2027"),
}


def test_the_brief_of_an_earlier_day_tells_nothing_later(day: str, tmp_path: Path) -> None:
    folder = copy_at(day, tmp_path)
    page = build_brief(run_case(folder))
    text = printed(render_page(page))
    assert len(text) > 20_000
    for words in LATER[day]:
        assert words.casefold() not in text.casefold()
    end = dt.date.fromisoformat(day)
    late = [
        (table.id, column.key, cell)
        for table in tables_of(page)
        if table.id not in AHEAD
        for column, cells in zip(table.columns, zip(*table.rows, strict=True), strict=False)
        if column.kind == "date" and column.key not in AHEAD_COLUMNS
        for cell in cells
        for found in re.findall(r"\b20\d\d(?:-\d\d(?:-\d\d)?)?\b", str(cell or ""))
        if PartialDate.parse(found).is_after(end)
    ]
    assert late == []
    assert ("USD 1.25 billion" in text) is (day == "2025-12-31")


def printed(html: str) -> str:
    """Return what a page prints, without its scripts and styles."""
    bare = re.sub(r"(?s)<(script|style)\b.*?</\1>", " ", html)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", bare))


def tables_of(page: Page) -> Iterator[Table]:
    for section in page.sections:
        yield from (block for block in walk_blocks(section.blocks) if isinstance(block, Table))


def test_facts_of_money_gates_and_inquiries_are_marked() -> None:
    case = load_case("pakistan-us")
    facts = list_facts(case)
    views = [f for f in facts if f["kind"] == "gate" and f["status"] == "judgement"]
    assert len(views) > 40
    assert all(f["source"] == "authors" and f["met"] == "recalled" and f["text"] for f in views)
    assert all(f["valid_from"] == "2026-08-31" and f["valid_at_cut_off"] for f in views)
    assert all(set(f["rests_on"]) <= set(case.sources) and f["rests_on"] for f in views)
    states = [f for f in facts if f["kind"] == "gate" and f["status"] != "judgement"]
    assert all(f["met"] in {"opened", "excerpt"} and f["source"] for f in states)
    money = [f for f in facts if f["kind"] == "funds"]
    assert all(f["met"] and f["source"] and f["status"] for f in money)
    asked = [f for f in facts if f["kind"] == "inquiry"]
    assert {f["status"] for f in asked} == {"found", "not found"}
    assert all((f["source"] == "authors") is (f["status"] == "not found") for f in asked)


def test_the_facts_of_one_project_hold_its_gates(tell: Run) -> None:
    facts = tell("facts", "pakistan-us", "--topic", "chitral-antimony")["facts"]
    assert {fact["kind"] for fact in facts} == {"project", "gate", "inquiry"}


@pytest.mark.parametrize("case", ["pakistan-us", "indonesia-us", SMALL])
def test_every_number_of_funds_and_gates_is_traced(case: str, tell: Run) -> None:
    ids = set(_traces([tell("case", "funds", case), tell("case", "gates", case)]))
    ids |= {
        fact["id"]
        for fact in tell("facts", case)["facts"]
        if fact["kind"] in {"funds", "gate"} and fact["unit"]
    }
    book = build_brief(run_case(case)).traces
    assert ids
    assert [one for one in ids if one not in book] == []


def _traces(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("trace"), str):
            yield value["trace"]
        for inner in value.values():
            yield from _traces(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _traces(inner)


def test_trace_answers_the_gap_and_a_judged_chance() -> None:
    gap = find_trace("decision.funding_gap/reko-diq/phase-1-money/approved", "pakistan-us")
    assert gap.value == pytest.approx(2.501e9)
    assert gap.display.startswith(format_value(2.501e9, "USD_nominal"))
    assert [i.id for i in gap.inputs] == [
        "case.funds/reko-diq/phase-1-money/need-envelope",
        "decision.funding_promised/reko-diq/phase-1-money/approved",
    ]
    chance = find_trace("case.gate/reko-diq/security/probability/2026-08-31", "pakistan-us")
    assert "judgement" in chance.sources[0].citation and chance.assumed


def test_the_documents_have_their_keys(tell: Run) -> None:
    funds = tell("case", "funds", "pakistan-us")
    assert list(funds) == ["case", "cut_off", "funds"]
    assert list(funds["funds"][0]) == [
        *("project", "id", "phase", "title", "unit", "counted", "note"),
        *("uses", "sources", "levels", "in_doubt"),
    ]
    gates = tell("case", "gates", "pakistan-us")
    assert list(gates["projects"][0]) == [
        *("project", "by", "not_judged", "joint", "delay", "gates"),
    ]
    assert set(gates["projects"][0]["joint"]) == {"lower", "independent", "upper"}
    assert tell("case", "funds", "indonesia-us")["funds"] == []


def test_the_tables_are_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["case", "funds", "pakistan-us"]) == 0
    text = capsys.readouterr().out
    assert "still lacking" in text and "USD 2.5 billion (up to USD 4.38 billion)" in text
    assert main(["case", "gates", "pakistan-us", "--project", "saindak"]) == 0
    text = capsys.readouterr().out
    assert "whatever the" in text and "Siah Dik" not in text
    assert main(["case", "funds", "indonesia-us"]) == 0
    assert "no funds are stated" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["funds", "gates"])
def test_an_unknown_project_names_the_nearest(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["case", command, "pakistan-us", "--project", "reko-dik"]) == 2
    assert "'reko-diq'" in capsys.readouterr().err


def test_a_case_without_money_and_gates_has_no_such_section(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(built_in_folder("indonesia-us"), tmp_path / "bare"))
    project = folder / "projects" / "grasberg.yaml"
    text = project.read_text(encoding="utf-8")
    project.write_text(text.partition("gates:")[0], encoding="utf-8")
    page = build_brief(run_case(folder))
    assert "ahead" not in {section.id for section in page.sections}


def test_a_changed_judgement_changes_the_hash(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(built_in_folder("pakistan-us"), tmp_path / "same"))
    before = load_case(folder).hash
    project = folder / "projects" / "reko-diq.yaml"
    text = project.read_text(encoding="utf-8")
    project.write_text(text.replace("low: 0.25, value: 0.5", "low: 0.26, value: 0.5"), "utf-8")
    changed = load_case(folder)
    assert changed.hash != before
    assert changed.as_of("2025-12-31").hash == load_case("pakistan-us").as_of("2025-12-31").hash
