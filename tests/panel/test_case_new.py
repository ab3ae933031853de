"""A new case is a copy of a built-in one, in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenor.core.errors import UnknownNameError, UserError
from tenor.panel.case import built_in_cases, check_case, copy_case, load_case
from tenor.panel.case.folder import built_in_folder, find_case


@pytest.mark.parametrize("name", built_in_cases())
def test_the_copy_is_sound_and_of_the_same_content(name: str, tmp_path: Path) -> None:
    folder = copy_case(name, tmp_path / "made" / "mine")
    assert check_case(folder) == []
    assert load_case(folder).hash == load_case(name).hash
    assert load_case(folder).name == "mine"
    assert not (folder / "expected").exists()
    texts = [path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()]
    assert texts and not [text for text in texts if "made/mine" in text]


def test_an_empty_folder_is_taken_and_a_full_one_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert copy_case("pakistan-us", empty) == empty
    before = sorted(p.name for p in empty.iterdir())
    with pytest.raises(UserError, match="not an empty folder"):
        copy_case("indonesia-us", empty)
    assert sorted(p.name for p in empty.iterdir()) == before
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(UserError, match="not an empty folder"):
        copy_case("pakistan-us", tmp_path / "file")
    with pytest.raises(UserError, match="cannot write"):
        copy_case("pakistan-us", tmp_path / "file" / "below")


def test_a_folder_may_not_hide_a_built_in_case(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="would hide"):
        copy_case("indonesia-us", tmp_path / "pakistan-us")
    assert not (tmp_path / "pakistan-us").exists()


def test_a_folder_without_a_case_does_not_hide_a_built_in_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pakistan-us").mkdir()
    Path("pakistan-us", "brief.html").write_text("x", encoding="utf-8")
    assert find_case("pakistan-us") == built_in_folder("pakistan-us")
    assert find_case("./pakistan-us") == Path("pakistan-us")
    Path("pakistan-us", "case.yaml").write_text("title: mine", encoding="utf-8")
    assert find_case("pakistan-us") == Path("pakistan-us")


def test_an_unknown_case_lists_the_built_in_ones(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="expected 'indonesia-us' or 'pakistan-us'"):
        copy_case("zzz", tmp_path / "mine")
