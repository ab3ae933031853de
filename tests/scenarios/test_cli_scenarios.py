"""``tenor run`` and ``tenor compare`` as a person meets them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tenor.cli import main
from tenor.panel.case import Case
from tenor.scenarios import RunResult, write_run

Run = Callable[..., RunResult]


@pytest.mark.slow
def test_run_writes_a_folder_and_one_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "out"
    words = ["run", "pakistan-us", "--scenario", "chinese-ban-returns", "--draws", "16"]
    words += ["--years", "2027", "--no-sensitivity", "-o", str(folder)]
    assert main([*words, "--json"]) == 0
    captured = capsys.readouterr()
    document = json.loads(captured.out)
    assert document["folder"] == str(folder)
    made = document["manifest"]
    assert (made["draws"], made["seed"], made["scenarios"]) == (16, 1, ["chinese-ban-returns"])
    assert made["counts"]["unsolved"] == 0
    assert {row["commodity"] for row in document["results"]} == {"antimony", "rare_earths"}
    price = next(
        row for row in document["results"]
        if row["variable"] == "price_change" and row["country"] == "USA"
        and row["stage"] == "refined" and row["scenario"] == "chinese-ban-returns"
    )  # fmt: skip
    assert 0 < price["p10"] < price["p50"] < price["p90"]
    assert price["unit"] == "fraction"
    assert sorted(path.name for path in folder.iterdir()) == [
        "manifest.json", "notes.json", "results.nc", "results.parquet", "sensitivity.json",
    ]  # fmt: skip
    # China sends no antimony ore to the United States: said, not dropped.
    told = [note["text"] for note in document["notes"]]
    assert any("nothing moves at stage ore of Antimony" in text for text in told)
    assert main(words) == 0
    shown = capsys.readouterr().out
    assert "chinese-ban-returns" in shown
    assert f"written to {folder}" in shown


def test_compare_prints_and_refuses(
    run_small: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = write_run(run_small(), tmp_path / "one")
    two = write_run(run_small(seed=2, name="two_tried"), tmp_path / "two")
    assert main(["compare", str(one), str(one), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["identical"] is True
    assert main(["compare", str(one), str(two)]) == 2
    assert "two cases" in capsys.readouterr().err
    assert main(["compare", str(one), str(tmp_path)]) == 2
    assert "holds no run" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--scenario", "chinese-ban"], "chinese-ban-returns"),
        (["--years", "2099"], "2024 to 2045"),
        (["--executor", "spark://x:1"], "dask://HOST:PORT"),
        (["--sampling", "sobol", "--draws", "100"], "128"),
        (["--draws", "0"], "x>=1"),
        (["-o", "README.md"], "is a file"),
    ],
)
def test_a_wrong_option_is_told_without_a_traceback(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str],
    repo_root: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(repo_root)
    given = ["run", "pakistan-us", "--scenario", "scarcity-ends", "--years", "2027"]
    assert main([*given, "--draws", "8", *words]) == 2
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.out == ""


def test_a_case_without_scenarios_is_told(
    make_case: Callable[..., Case], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_case("scenarios: []\n")
    assert main(["run", str(tmp_path / "tried")]) == 2
    assert "has no scenarios" in capsys.readouterr().err
