"""Merging, atomic change, killed imports, several imports at once, and what is told of them."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from import_examples import BACI, BACI_NAME, MAKERS, WGI_LONG

from tenor.cli import main
from tenor.core.errors import DataError
from tenor.sources.box import FORMS, open_tables
from tenor.sources.import_diff import diff_folder
from tenor.sources.import_record import read_sidecar
from tenor.sources.import_store import STAGING, locked, staging

PATH_2022 = "BACI_HS22_Y2022_V202501.csv"
HEAD = "t,i,j,k,v,q\n"


def listing(folder: Path) -> dict[str, str]:
    """Return every file of a folder with its hash."""
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir())}


@pytest.mark.parametrize("case", MAKERS)
def test_the_same_file_twice_changes_nothing(case: str, bring, tmp_path: Path) -> None:
    kind, name, make = MAKERS[case]
    body = make(tmp_path)
    first = bring(kind, name, body)
    before = listing(tmp_path / "data")
    assert sorted(before) == [f"{first.kind.table}.parquet", f"{first.kind.table}.record.yaml"]
    assert bring(kind, name, body).stored.status == "unchanged"
    assert listing(tmp_path / "data") == before
    held = read_sidecar(tmp_path / "data" / f"{first.kind.table}.record.yaml")
    assert held is not None
    assert held["sha256"] == before[f"{first.kind.table}.parquet"]
    assert held["input_sha256"] == hashlib.sha256(body).hexdigest()
    assert held["imported_file"] == name
    assert held["rows"] == first.rows_read > 0
    for key in ("producer", "citation", "version", "licence", "terms", "imported"):
        assert held[key]


def test_a_newer_import_replaces_the_slices_it_covers(bring, rows) -> None:
    bring("baci", BACI_NAME, BACI)
    bring("baci", PATH_2022, HEAD + "2022,36,842,261710,7,7\n")
    bring("baci", BACI_NAME, HEAD + "2023,704,842,261710,1,1\n")
    found = rows("baci", "hs6, year, exporter")
    assert sorted(found) == [
        ("261710", 2022, "AUS"),
        ("261710", 2023, "VNM"),
        ("811010", 2023, "CHN"),
        ("811010", 2023, "CHN"),
    ]
    bring("wgi", "a.csv", WGI_LONG)
    result = bring("wgi", "b.csv", WGI_LONG.replace("2022", "2023").replace("0.91", "0.95"))
    assert result.stored.slices_added == 1
    assert [row[:3] for row in rows("wgi")] == [
        ("AUS", 2022, 0.91),
        ("CHN", 2022, -0.44),
        ("AUS", 2023, 0.95),
        ("CHN", 2023, -0.44),
    ]
    assert [entry.file for entry in result.stored.record.inputs] == ["a.csv", "b.csv"]


def test_a_file_of_ones_own_is_merged_with_and_a_wrong_one_refused(bring, rows, tmp_path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    duckdb.sql(
        "COPY (SELECT '260400' AS hs6, 2020 AS year, 'USA' AS importer, 'CAN' AS exporter, "
        f"1.5::DOUBLE AS value_kusd, 2 AS quantity_t) TO '{folder}/baci.parquet' (FORMAT parquet)"
    )
    bring("baci", BACI_NAME, BACI)
    assert ("260400", "CAN", None) in rows("baci", "hs6, exporter, hs_revision")
    (folder / "wgi.parquet").write_bytes(b"no parquet")
    with pytest.raises(DataError, match="cannot be read as Parquet"):
        bring("wgi", "wgi.csv", WGI_LONG)
    assert (folder / "wgi.parquet").read_bytes() == b"no parquet"


def test_what_another_revision_made_obsolete_is_hidden_from_the_box(bring, tmp_path) -> None:
    from tenor.panel.import_scope import material_scope

    scope = material_scope()
    order = scope.revisions
    boxed = {
        row[0]
        for row in open_tables()
        .connection.execute("SELECT DISTINCT hs6 FROM baci WHERE year = 2023")
        .fetchall()
    }

    def holds(first: str, last: str) -> bool:
        return order.index(first) <= order.index("HS22") <= order.index(last)

    alive = {c for family in scope.families for c, a, b in family if holds(a, b)}
    pairs = [
        (new, old)
        for family in scope.families
        for new, a, b in family
        for old, _, _ in family
        if holds(a, b) and old in boxed - alive
    ]
    if not pairs:
        pytest.skip("the box holds no code in 2023 that HS22 has ended")
    new, old = pairs[0]
    bring("baci", BACI_NAME, f"{HEAD}2023,36,842,{new},5,5\n")
    tables = open_tables(tmp_path / "data")
    sql = f"SELECT count(*) FROM baci WHERE year = 2023 AND hs6 = '{old}'"
    assert tables.connection.execute(sql).fetchone() == (0,)
    found = {tuple(c.slice.values()): c.status for c in diff_folder(tmp_path / "data")[0].changes}
    assert found[old, 2023] == "removed"


def test_traces_and_lists_name_the_import(bring, tmp_path, monkeypatch, capsys) -> None:
    bring("baci", BACI_NAME, BACI)
    bring("hts", "hts_2025.csv", MAKERS["hts"][2](tmp_path))
    monkeypatch.setenv("TENOR_DATA", str(tmp_path / "data"))
    told = open_tables(tmp_path / "data").source("baci", "x").citation
    assert "version 202501, HS22, from " + BACI_NAME in told and "in front of: CEPII" in told
    assert main(["risk", "--importer", "USA", "--year", "2023", "--commodity", "antimony"]) == 0
    assert "Tajikistan 100%" in capsys.readouterr().out
    for words in (["list"], ["show", "baci"], ["show", "hts"], ["diff"]):
        assert main(["data", *words]) == 0
        assert main(["data", *words, "--json"]) == 0
    assert '"imported_file": "' + BACI_NAME in capsys.readouterr().out


def test_the_diff_puts_the_largest_change_first(bring, tmp_path) -> None:
    same = (
        open_tables()
        .connection.execute(
            "SELECT country, year, estimate, standard_error, sources FROM wgi WHERE year = 2022"
        )
        .fetchall()
    )
    lines = "".join(f"{c}pv,{c},{c},{y},pv,{e!r},{s!r},{n},,,\n" for c, y, e, s, n in same)
    head = WGI_LONG.splitlines()[0]
    bring("wgi", "same.csv", f"{head}\n{lines}")
    assert diff_folder(tmp_path / "data")[0].as_dict()["unchanged"] == 1
    bring("baci", BACI_NAME, BACI + "2023,36,842,999001,5,5\n", all_codes=True)
    found = next(table for table in diff_folder(tmp_path / "data") if table.table == "baci")
    sizes = [change.change for change in found.changes]
    assert sizes == sorted(sizes, reverse=True)
    states = {change.slice["hs6"]: change.status for change in found.changes}
    assert states["261710"] == "changed" and states["999001"] == "added"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["import", "baci", "nothing.csv", "--to", "x"], "there is no such file"),
        (["import", "baci", "."], "no folder to write to: say --to DIR, or set TENOR_DATA"),
        (["import", "wdm", "a.xlsx", "--to", "x"], "did you mean 'wmd'"),
        (["diff"], "say --to DIR"),
        (["download", "wgi"], "say --to DIR"),
    ],
)
def test_a_wrong_command_ends_with_2(words, message, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TENOR_DATA", raising=False)
    assert main(["data", *words]) == 2
    assert message in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


# --- killed and simultaneous imports ---------------------------------------------------------

RUN = "import sys; from tenor.cli import main; sys.exit(main(sys.argv[1:]))"


def start(*words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", RUN, "data", "import", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_kill_at_any_moment_leaves_whole_data(bring, tmp_path: Path) -> None:
    bring("baci", BACI_NAME, BACI)
    folder = tmp_path / "data"
    old = duckdb.sql(f"SELECT * FROM '{folder}/baci.parquet'").fetchall()
    bigger = tmp_path / PATH_2022
    lines = (f"2022,{i},842,{k},1.5,2.5\n" for i in (36, 762, 156, 4) for k in (261710, 811010))
    bigger.write_text(HEAD + "".join(lines), encoding="utf-8")
    new = {*old}
    ends = random.Random(7)
    whole = time.monotonic()
    assert start("baci", str(bigger), "--to", str(tmp_path / "other")).wait() == 0
    whole = time.monotonic() - whole
    for _ in range(12):
        process = start("baci", str(bigger), "--to", str(folder))
        time.sleep(ends.uniform(0.3, 1.05) * whole)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        names = {p.name for p in folder.iterdir() if not p.name.startswith(STAGING)}
        assert names <= {"baci.parquet", "baci.record.yaml"}
        found = set(duckdb.sql(f"SELECT * FROM '{folder}/baci.parquet'").fetchall())
        assert found == set(old) or (found > new and len(found) == len(old) + 8)
    process = start("baci", str(bigger), "--to", str(folder))
    assert process.wait() == 0, process.stderr.read()
    assert sorted(p.name for p in folder.iterdir()) == ["baci.parquet", "baci.record.yaml"]
    held = read_sidecar(folder / "baci.record.yaml")
    assert held["sha256"] == hashlib.sha256((folder / "baci.parquet").read_bytes()).hexdigest()
    assert held["rows"] == len(old) + 8


def test_a_record_left_behind_by_a_killed_import_is_mended(bring, tmp_path: Path) -> None:
    bring("baci", BACI_NAME, BACI)
    folder = tmp_path / "data"
    behind = (folder / "baci.record.yaml").read_bytes()
    bring("baci", PATH_2022, HEAD + "2022,36,842,261710,7,7\n")
    (folder / "baci.record.yaml").write_bytes(behind)
    stale = folder / f"{STAGING}gone"
    stale.mkdir()
    (stale / "part").touch()
    bring("wgi", "a.csv", WGI_LONG)
    held = read_sidecar(folder / "baci.record.yaml")
    assert held["imported_file"] == PATH_2022
    assert not stale.exists()


def test_imports_at_once_all_arrive(tmp_path: Path) -> None:
    folder, files = tmp_path / "data", []
    for year in (2022, 2023, 2024):
        path = tmp_path / f"BACI_HS22_Y{year}_V202501.csv"
        path.write_text(f"{HEAD}{year},36,842,261710,7,7\n", encoding="utf-8")
        files.append(path)
    running = [start("baci", str(path), "--to", str(folder)) for path in files]
    for process in running:
        assert process.wait() == 0, process.stderr.read()
    years = duckdb.sql(f"SELECT year FROM '{folder}/baci.parquet' ORDER BY year").fetchall()
    assert years == [(2022,), (2023,), (2024,)]
    assert len(list(folder.iterdir())) == 2


def test_a_second_writer_waits_and_then_says_so(tmp_path: Path) -> None:
    with (
        locked(tmp_path),
        pytest.raises(DataError, match="another import is at work"),
        locked(tmp_path, wait=0.1),
    ):
        pass
    with staging(tmp_path) as one, staging(tmp_path) as two:
        assert one.is_dir() and two.is_dir()
    assert list(tmp_path.iterdir()) == []


def test_the_box_is_used_where_nothing_was_imported() -> None:
    tables = open_tables()
    assert tables.imports == {}
    assert tables.connection.execute("SELECT count(*) FROM usgs").fetchone() == (0,)
    assert all(tables.has(name) for name in FORMS)
