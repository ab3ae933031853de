"""``tenor brief``, ``tenor trace`` and ``tenor case`` from the outside."""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb
import openpyxl
import pytest

from tenor.cli import main


def test_brief_writes_page_workbook_and_tables(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "a b" / "brief"
    assert main(["brief", "pakistan-us", "-o", str(out), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [Path(p).name for p in document["files"]] == ["brief.html", "brief.xlsx", "tables"]
    assert (out / "brief.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert openpyxl.load_workbook(out / "brief.xlsx", read_only=True).sheetnames
    tables = sorted(path.stem for path in (out / "tables").glob("*.parquet"))
    written = {path.stem for path in (out / "tables").glob("*.csv")}
    assert written == {*tables, "index"}
    assert {"deals", "materiality", "dependence-by-stage", "exports", "traces"} <= set(tables)
    register = str(out / "tables" / "traces.parquet")
    ((rows,),) = duckdb.connect().execute(f"SELECT count(*) FROM '{register}'").fetchall()
    assert rows > 100
    assert not list(out.glob(".*"))


def test_brief_into_a_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    assert main(["brief", "pakistan-us", "-o", str(blocked)]) == 2
    assert capsys.readouterr().err.startswith("error: ")
    assert blocked.read_text() == "x"


def test_unknown_case_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["brief", "pakistan-usa"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "error: " in captured.err and "pakistan-us" in captured.err


def test_trace_prints_the_record(capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["trace", "case.claim/us-sb-consumption-2024", "--case", "pakistan-us", "--json"]
    assert main(argv) == 0
    record = json.loads(capsys.readouterr().out)
    assert list(record) == [
        "id",
        "value",
        "display",
        "unit",
        "formula",
        "inputs",
        "sources",
        "assumed",
    ]
    assert record["value"] == 28_600.0
    assert record["display"] == "28,600 t Sb/y"
    assert record["sources"][0]["citation"]


def test_trace_of_a_risk_measure_needs_no_case(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", "risk.hhi/JPN/copper/ore/2020", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["unit"] == "hhi"


def test_trace_prints_values_without_binary_noise(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", "risk.score/USA/antimony/ore/2022"]) == 0
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert any(line.startswith("value    0.01541") for line in lines)
    hhi = next(line for line in lines if "risk.hhi/" in line)
    assert hhi.endswith("= 0.275446781418 (printed 2,800) hhi")
    assert main(["trace", "risk.hhi/USA/antimony/ore/2022"]) == 0
    out = capsys.readouterr().out
    assert "\n  2,800\n  value    0.275446781418 (printed 2,800)\n" in out
    numbers = re.findall(r"[0-9]+\.[0-9]+", out.partition("source")[0])
    assert numbers and all(len(n.replace(".", "").lstrip("0")) <= 12 for n in numbers)


@pytest.mark.parametrize("words", [["brief", "zzz"], ["case", "check", "zzz"], ["trace", "zzz"]])
def test_an_unknown_name_with_none_near_lists_the_first(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    error = capsys.readouterr().err
    assert "expected '" in error and "no name is near" not in error
    assert ("and " in error and " more" in error) == (words[0] == "trace")


def test_case_new_copies_a_case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "mine"
    assert main(["case", "new", str(folder), "--from", "indonesia-us", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["folder"], document["from"]) == (str(folder), "indonesia-us")
    assert document["files"] and all(Path(file).is_file() for file in document["files"])
    assert main(["case", "check", str(folder)]) == 0
    assert main(["case", "new", str(folder)]) == 2
    assert "not an empty folder" in capsys.readouterr().err


def test_case_check_reports_faults_and_exits_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = tmp_path / "broken"
    case.mkdir()
    (case / "case.yaml").write_text("title: x\nhots: PAK\n")
    assert main(["case", "check", str(case), "--json"]) == 2
    captured = capsys.readouterr()
    document = json.loads(captured.out)
    assert document["ok"] is False
    assert any("host" in fault["hint"] for fault in document["faults"])
    assert {"file", "where", "message", "hint"} == set(document["faults"][0])
    assert captured.err.startswith("error: ")


def test_case_check_of_a_good_case(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["case", "check", "pakistan-us", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"ok": True, "faults": []}


def test_case_list_names_the_built_in_cases(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["case", "list", "--json"]) == 0
    names = [entry["name"] for entry in json.loads(capsys.readouterr().out)["cases"]]
    assert "pakistan-us" in names and len(names) >= 2


@pytest.mark.parametrize(
    "argv",
    [
        ["--help"],
        ["risk", "--help"],
        ["brief", "--help"],
        ["trace", "--help"],
        ["case", "check", "--help"],
        ["case", "list", "--help"],
        ["case", "new", "--help"],
        ["case", "funds", "--help"],
        ["case", "gates", "--help"],
        ["data", "list", "--help"],
        ["data", "show", "--help"],
    ],
)
def test_help_has_an_example(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 0
    text = capsys.readouterr().out
    assert "Example" in text and "tenor " in text.split("Example")[1]
