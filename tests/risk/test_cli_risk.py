"""``tenor risk`` and ``tenor data``: documents, exit codes, messages, and the user's folder."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tenor.cli import main
from tenor.panel.materials import read_materials
from tenor.risk import assess

ROW_KEYS = [
    *("commodity", "stage", "hs6", "year", "importer", "basis", "hhi", "production_t"),
    *("imports_t", "import_share", "import_risk", "score", "score_contained", "cf"),
    *("net_import_reliance", "supplier_loss", "status", "notes", "detail"),
]

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs the command in this process: (exit code, stdout, stderr)."""
    monkeypatch.delenv("TENOR_DATA", raising=False)

    def call(*arguments: str, data: Path | str | None = None) -> tuple[int, str, str]:
        if data is not None:
            monkeypatch.setenv("TENOR_DATA", str(data))
        code = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


def document(run: Run, *arguments: str, data: Path | None = None) -> Any:
    code, out, err = run(*arguments, "--json", data=data)
    assert (code, err) == (0, "")

    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is not JSON")

    return json.loads(out, parse_constant=refuse)


ANTIMONY = ("risk", "--importer", "USA", "--year", "2022", "--commodity", "antimony")


# --- the document ---------------------------------------------------------------------------


def test_a_row_has_the_keys_of_the_contract_in_order(run: Run) -> None:
    found = document(run, *ANTIMONY, "--stage", "ore")
    assert list(found) == ["rows"]
    (row,) = found["rows"]
    assert list(row) == ROW_KEYS
    assert (row["commodity"], row["stage"], row["hs6"]) == ("antimony", "ore", ["261710"])
    assert (row["year"], row["importer"], row["status"]) == (2022, "USA", "ok")
    assert row["score"] == pytest.approx(0.015410267, rel=1e-6)
    assert sum(row["import_share"].values()) == pytest.approx(1.0)


def test_without_a_commodity_all_rows_come(run: Run) -> None:
    rows = document(run, "risk", "--importer", "USA", "--year", "2022")["rows"]
    wanted = [
        (s.commodity, s.stage)
        for c in read_materials().commodities
        for s in read_materials().stages(c)
    ]
    assert [(row["commodity"], row["stage"]) for row in rows] == wanted
    assert {row["status"] for row in rows} <= {
        "ok",
        "partial",
        "no_trade_recorded",
        "no_production_data",
        "not_covered",
    }
    blind = [row for row in rows if row["status"] == "not_covered"]
    assert blind and all(row["score"] is None for row in blind)


def test_the_document_is_that_of_the_room(run: Run) -> None:
    found = document(run, *ANTIMONY)
    assert found == json.loads(json.dumps(assess("USA", 2022, commodity="antimony").as_dict()))


def test_a_span_of_years_gives_a_series(run: Run) -> None:
    arguments = ("risk", "--importer", "south korea", "--commodity", "Ni", "--stage", "ore")
    rows = document(run, *arguments, "--years", "1995-2024")["rows"]
    assert [row["year"] for row in rows] == list(range(1995, 2025))
    assert {row["importer"] for row in rows} == {"KOR"}
    listed = document(run, *arguments, "--years", "2018,2020-2021")["rows"]
    assert [row["year"] for row in listed] == [2018, 2020, 2021]
    assert listed[0] == rows[2018 - 1995]


# --- text -----------------------------------------------------------------------------------


def test_the_text_tells_what_the_row_holds(run: Run) -> None:
    code, out, err = run(*ANTIMONY)
    assert (code, err) == (0, "")
    assert "antimony, ore, USA 2022: ok" in out
    assert "antimony, refined, USA 2022: not_covered" in out
    assert "Italy 61%" in out
    assert "chokepoint: not named (only the stage ore has a score" in out
    assert "producers     China 52%, Belgium 8.6%" in out
    assert "shares of 2016 to 2020 stand for 2022" in out
    assert "nan" not in out.lower()


def test_one_stage_asked_for_says_nothing_of_the_others(run: Run) -> None:
    assert "chokepoint" not in run(*ANTIMONY, "--stage", "ore")[1]
    assert "chokepoint" not in run("risk", "--importer", "USA", "--commodity", "bauxite")[1]


def test_a_series_is_a_table_with_one_line_per_year(run: Run) -> None:
    _, out, _ = run(
        "risk",
        "--importer",
        "USA",
        "--commodity",
        "nickel",
        "--stage",
        "ore",
        "--years",
        "2016-2022",
    )
    lines = out.splitlines()
    assert len(lines) == 1 + 7
    assert lines[0].split()[:4] == ["commodity", "stage", "year", "status"]
    assert lines[1].split()[2:4] == ["2016", "no_production_data"]


# --- errors ---------------------------------------------------------------------------------

WRONG = [
    (("risk",), "Missing option '--importer'"),
    (("risk", "--importer", "Untied"), "unknown country 'Untied'; did you mean 'United States'"),
    (("risk", "--importer", "Congo"), "fits more than one"),
    (("risk", "--importer", "USA", "--commodity", "antimoni"), "did you mean 'antimony'"),
    (("risk", "--importer", "USA", "--stage", "refind"), "did you mean 'refined'"),
    ((*ANTIMONY, "--stage", "intermediate"), "expected 'ore' or 'refined'"),
    (("risk", "--importer", "USA", "--year", "1994"), "year 1994: the trade data hold 1995-2024"),
    (
        ("risk", "--importer", "USA", "--years", "2020-2030"),
        "year 2025, 2026, 2027, 2028, 2029 and 1 more: the trade data hold 1995-2024",
    ),
    (("risk", "--importer", "USA", "--years", "2020-2029"), "2028, 2029: the trade data"),
    (("risk", "--importer", "USA", "--years", "2022-2018"), "2022 is after 2018"),
    (("risk", "--importer", "USA", "--years", "all"), "expected 1995-2024 or 2018,2020,2022"),
    (("risk", "--importer", "USA", "--years", ""), "expected 1995-2024 or 2018,2020,2022"),
    (("risk", "--importer", "USA", "--year", "x"), "'x' is not a valid integer"),
    ((*ANTIMONY, "--years", "2018-2020"), "--year or --years, not both"),
    (("risk", "--importer", "USA", "--comodity", "tin"), "--commodity"),
    (("rsk",), "did you mean 'risk'"),
    (("data", "show", "bacy"), "unknown data snapshot 'bacy'; did you mean 'baci'"),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG, ids=lambda x: " ".join(x)[:60])
@pytest.mark.parametrize("as_json", [False, True], ids=["text", "json"])
def test_a_users_error_is_one_line_on_stderr_and_exit_2(
    run: Run, arguments: tuple[str, ...], message: str, as_json: bool
) -> None:
    code, out, err = run(*arguments, *(["--json"] if as_json and len(arguments) > 1 else []))
    assert (code, out) == (2, "")
    assert err.startswith("error: ") and err.count("\n") == 1
    assert message in err


@pytest.mark.parametrize(
    "command", [(), ("risk",), ("data",), ("data", "list"), ("data", "show")], ids=" ".join
)
def test_every_help_has_an_example(run: Run, command: tuple[str, ...]) -> None:
    code, out, _ = run(*command, "--help")
    assert code == 0
    assert "Example" in out
    assert f"tenor {' '.join(command)}".strip() in out.partition("Example")[2]


def test_a_group_without_a_command_prints_its_help(run: Run) -> None:
    for words in ((), ("data",), ("case",)):
        code, out, err = run(*words)
        assert (code, err) == (0, "")
        assert out == run(*words, "--help")[1] and out.startswith("Usage: ")


@pytest.mark.parametrize("name", ["European Union", "EU-27", "eu27"])
def test_the_union_goes_by_its_names_and_a_stage_in_any_case(run: Run, name: str) -> None:
    arguments = ("risk", "--year", "2022", "--commodity", "antimony", "--stage", " ORE")
    (row,) = document(run, *arguments, "--importer", name)["rows"]
    assert (row["importer"], row["stage"]) == ("EU27", "ore")


def test_a_chokepoint_is_told_once(run: Run) -> None:
    out = run("risk", "--importer", "USA", "--year", "2022", "--commodity", "aluminium")[1]
    wanted = (
        "chokepoint: refined: highest score among ore and refined; without a score: intermediate"
    )
    assert out.splitlines()[-1] == wanted


# --- where the output goes ------------------------------------------------------------------

WRITES = [
    ("risk", "--importer", "USA", "--year", "2022"),
    ("risk", "--importer", "USA", "--year", "2022", "--json"),
    ("data", "list"),
    ("--help",),
]


@pytest.fixture
def shell(tenor_command: str, clean_env: dict[str, str]) -> Callable[[str], tuple[int, str, str]]:
    """Return a function that runs a line of bash with the command ``tenor`` in it."""

    def call(line: str) -> tuple[int, str, str]:
        text = f'tenor() {{ "{tenor_command}" "$@"; }}; {line}'
        command = ["bash", "-c", text]
        done = subprocess.run(command, env=clean_env, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    return call


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("words", WRITES, ids=" ".join)
def test_a_full_disk_is_an_error_and_no_traceback(shell, words: tuple[str, ...]) -> None:
    found = shell(f"tenor {' '.join(words)} > /dev/full")
    assert found == (2, "", "error: cannot write the output: No space left on device\n")


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
@pytest.mark.parametrize("words", WRITES, ids=" ".join)
@pytest.mark.parametrize("reader", ["head -1", "true"])
def test_a_reader_that_goes_ends_the_command_in_silence(
    shell, words: tuple[str, ...], reader: str
) -> None:
    code, _, err = shell(f"tenor {' '.join(words)} | {reader}; exit ${{PIPESTATUS[0]}}")
    assert (code, err) == (0, "")


# --- the user's folder ----------------------------------------------------------------------

FLOWS = [
    ("261710", 2022, "USA", "TJK", 150.0, 30.0),
    ("261710", 2022, "USA", "AUS", 60.0, 10.0),
]


def test_a_users_file_stands_in_front_of_the_box(run: Run, make_data) -> None:
    folder = make_data(baci=FLOWS)
    (row,) = document(run, *ANTIMONY, "--stage", "ore", data=folder)["rows"]
    assert row["import_share"] == {"TJK": 0.75, "AUS": 0.25}
    (before,) = document(
        run,
        "risk",
        "--importer",
        "USA",
        "--year",
        "2021",
        "--commodity",
        "antimony",
        "--stage",
        "ore",
        data=folder,
    )["rows"]
    assert before == assess("USA", 2021, commodity="antimony", stage="ore").as_dict()["rows"][0]


def test_a_changed_file_is_read_anew(run: Run, make_data) -> None:
    first = document(run, *ANTIMONY, "--stage", "ore", data=make_data(baci=FLOWS))
    second = document(run, *ANTIMONY, "--stage", "ore", data=make_data(baci=FLOWS[:1]))
    assert (first["rows"][0]["imports_t"], second["rows"][0]["imports_t"]) == (40.0, 30.0)


def test_a_users_file_may_bring_a_code_that_the_box_lacks(run: Run, make_data) -> None:
    folder = make_data(baci=[("282580", 2022, "USA", "CHN", 90.0, 12.0)])
    rows = document(run, *ANTIMONY, data=folder)["rows"]
    assert [row["status"] for row in rows] == ["ok", "no_production_data"]
    assert rows[1]["import_share"] == {"CHN": 1.0}


def test_a_folder_that_is_not_there_is_refused(run: Run, tmp_path: Path) -> None:
    code, out, err = run(*ANTIMONY, data=tmp_path / "nowhere")
    assert (code, out) == (2, "")
    assert "TENOR_DATA names" in err and "nowhere" in err and "baci.parquet" in err


BROKEN = {
    "a column is missing": (
        "SELECT '261710' AS hs6, 2022 AS year, 'USA' AS importer, 'CHN' AS exporter, 1.0 AS v",
        ("expected the columns hs6, year", "'value_kusd' or 'quantity_t'"),
    ),
    "codes are numbers": (
        "SELECT 261710 AS hs6, 2022 AS year, 'USA' AS importer, 'CHN' AS exporter, "
        "1.0 AS value_kusd, 1.0 AS quantity_t",
        ("column hs6 is INTEGER", "codes are text"),
    ),
    "quantities are text": (
        "SELECT '261710' AS hs6, 2022 AS year, 'USA' AS importer, 'CHN' AS exporter, "
        "1.0 AS value_kusd, '1' AS quantity_t",
        ("column quantity_t is VARCHAR", "expected DECIMAL"),
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_wrong_file_is_refused_with_its_name_and_column(
    run: Run, tmp_path: Path, fault: str
) -> None:
    select, messages = BROKEN[fault]
    duckdb.sql(f"COPY ({select}) TO '{tmp_path}/baci.parquet' (FORMAT parquet)")
    for command in (ANTIMONY, ("data", "list")):
        code, out, err = run(*command, data=tmp_path)
        assert (code, out) == (2, "")
        assert err.startswith("error: ") and "baci.parquet" in err
        assert all(message in err for message in messages)


def test_a_file_that_is_not_parquet_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "wgi.parquet").write_text("country,year\n", encoding="utf-8")
    code, _, err = run(*ANTIMONY, data=tmp_path)
    assert code == 2
    assert "wgi.parquet cannot be read as Parquet" in err


@pytest.mark.parametrize("content", [b"", b"country,year\n" * 40])
def test_a_damaged_file_is_told_in_plain_words(run: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "wgi.parquet").write_bytes(content)
    code, out, err = run("data", "list", data=tmp_path)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert not [word for word in ("LINE 1", "DESCRIBE", "Error:", "^") if word in err]


def test_a_folder_without_a_table_is_refused(run: Run, tmp_path: Path) -> None:
    code, out, err = run("data", "list", data=tmp_path)
    assert (code, out) == (2, "")
    assert "holds no table; expected baci.parquet, wmd.parquet" in err and "is empty" in err
    (tmp_path / "trade.txt").write_text("x", encoding="utf-8")
    assert "found 'trade.txt'" in run(*ANTIMONY, data=tmp_path)[2]


@pytest.mark.parametrize("name", ["bacci.parquet", "BACI.parquet", "correction.csv"])
def test_a_misspelt_table_is_refused_also_beside_a_right_one(
    run: Run, make_data, name: str
) -> None:
    folder = make_data(wmd=[("Antimony", "CHN", 2022, 5.0, "t", "r")])
    assert run("data", "list", data=folder)[0] == 0
    (folder / name).write_bytes(b"x")
    code, out, err = run("data", "list", data=folder)
    assert (code, out) == (2, "")
    right = "corrections.csv" if name.endswith("csv") else "baci.parquet"
    assert f"{name!r} is no table; did you mean {right!r}?" in err


def test_other_files_beside_the_tables_do_not_matter(run: Run, make_data) -> None:
    folder = make_data(baci=FLOWS)
    for name in ("README.md", "baci.record.yaml", "baci_2019.parquet", "notes.csv"):
        (folder / name).write_bytes(b"x")
    assert run("data", "list", data=folder)[0] == 0


def test_mixed_units_of_a_series_are_refused(run: Run, make_data) -> None:
    folder = make_data(wmd=[("Antimony", "CHN", 2022, 5.0, "kg", "r")])
    code, _, err = run(*ANTIMONY, data=folder)
    assert code == 2
    assert "production series 'Antimony' mixes the units ['kg', 't']" in err


# --- records --------------------------------------------------------------------------------


def test_the_data_at_hand_are_listed(run: Run, make_data) -> None:
    folder = make_data(baci=FLOWS)
    found = {s["name"]: s for s in document(run, "data", "list", data=folder)["snapshots"]}
    assert {"baci", "wmd", "wgi"} <= set(found)
    assert found["baci"]["files"][0] == str(folder / "baci.parquet")
    assert len(found["baci"]["files"]) == 2 and len(found["wmd"]["files"]) == 1
    assert {found[name]["state"] for name in ("baci", "wmd", "wgi")} == {"ok"}
    lines = {line.split()[0]: line for line in run("data", "list", data=folder)[1].splitlines()}
    assert lines["baci"].endswith(f"yours: {folder / 'baci.parquet'} in front of the box")
    assert lines["wmd"].endswith(" ok") and "1,264,888" in lines["baci"]


def test_a_record_is_shown_in_full(run: Run) -> None:
    found = document(run, "data", "show", "wmd")
    assert found["rows"] == 13678
    assert found["terms"] == "terms not read"
    assert len(found["sha256"]) == 64
    code, out, _ = run("data", "show", "wmd")
    assert code == 0 and "terms not read" in out and "citation" in out


# --- as a process of its own ----------------------------------------------------------------


def test_the_installed_command_does_the_same(tenor_cli) -> None:
    done = tenor_cli(*ANTIMONY, "--stage", "ore", "--json")
    assert (done.code, done.stderr) == (0, "")
    assert done.json == assess("USA", 2022, commodity="antimony", stage="ore").as_dict()
    wrong = tenor_cli("risk", "--importer", "Untied")
    assert (wrong.code, wrong.stdout) == (2, "")
    assert wrong.stderr.startswith("error: unknown country 'Untied'; did you mean 'United States'")
