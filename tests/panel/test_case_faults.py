"""Each broken case yields the expected fault, with file, place, and what to write instead."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from ruamel.yaml import YAML

from tenor.core.errors import CaseError, Fault, UnknownNameError, UserError
from tenor.panel.case import check_case, load_case

SMALL = Path(__file__).parent / "small_case"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Return a copy of the small case that a test may break."""
    return Path(shutil.copytree(SMALL, tmp_path / "case"))


class Broken(NamedTuple):
    """One edit of the small case, and the fault it must yield."""

    file: str
    old: str
    new: str
    where: str
    message: str
    hint: str


SMELTER = "projects/oruro-smelter.yaml"
DUTY = "policies/ore-duty.yaml"

BROKEN = {
    entry.pop("name"): Broken(**entry)
    for entry in YAML(typ="safe", pure=True).load(SMALL.with_name("broken_cases.yaml"))
}


def edit(case: Path, file: str, old: str, new: str) -> None:
    path = case / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{old!r} is not in {file}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def found(faults: list[Fault], file: str, where: str) -> Fault:
    hits = [fault for fault in faults if fault.file == file and fault.where == where]
    assert hits, f"no fault at {file}, {where}; found {faults}"
    return hits[0]


def test_the_small_case_is_sound() -> None:
    assert check_case(SMALL) == []


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_case_says_where_what_and_what_to_do(name: str, case: Path) -> None:
    broken = BROKEN[name]
    edit(case, broken.file, broken.old, broken.new)
    fault = found(check_case(case), broken.file, broken.where)
    assert broken.message in fault.message
    assert broken.hint in fault.hint


def test_all_faults_are_told_together(case: Path) -> None:
    for name in ("unknown commodity", "unknown stage", "unquoted HS code", "CSV unknown status"):
        edit(case, *BROKEN[name][:3])
    faults = check_case(case)
    assert [(f.file, f.where) for f in faults] == [
        ("case.yaml", "line 8, commodities[1]"),
        ("claims.csv", "row 4, column status"),
        (SMELTER, "line 10, stage"),
        (DUTY, "line 6, hs6[0]"),
    ]
    with pytest.raises(CaseError) as error:
        load_case(case)
    assert list(error.value.faults) == faults


def test_faults_of_one_entry_are_told_together(case: Path) -> None:
    edit(case, "claims.csv", "18000,17000,19000,t Sn/y,contained", "-1,17000,19000,t Sn/y,")
    edit(case, "claims.csv", ",tin,ore,", ",tine,oar,")
    places = [fault.where.partition("column ")[2] for fault in check_case(case)]
    assert set(places) == {"value", "low", "basis", "commodity", "stage"}


def test_a_code_under_an_unknown_key_still_gets_its_fix(case: Path) -> None:
    edit(case, "case.yaml", "  - antimony", "  - {name: antimony, hs_code: 261710}")
    faults = check_case(case)
    assert "did you mean" in faults[0].hint or "keys here are" in faults[0].hint
    edit(case, "case.yaml", "hs_code: 261710", "hs6: [261710]")
    assert (
        "'261710' in quotes"
        in found(check_case(case), "case.yaml", "line 8, commodities[1].hs6[0]").hint
    )


@pytest.mark.parametrize("file", ["case.yaml", "sources.csv", "claims.csv", "scenarios.yaml"])
def test_a_missing_file_is_named(file: str, case: Path) -> None:
    (case / file).unlink()
    fault = next(f for f in check_case(case) if f.file == file)
    assert "missing" in fault.message


@pytest.mark.parametrize(
    ("gone", "home", "kind"),
    [
        ("sources.csv", "sources.csv", "source"),
        ("deals.yaml", "deals.yaml", "deal"),
        ("projects", "projects/", "project"),
    ],
)
def test_what_names_a_missing_file_is_counted_in_one_fault(
    gone: str, home: str, kind: str, case: Path
) -> None:
    path = case / gone
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    faults = check_case(case)
    assert {fault.file for fault in faults} == {home}
    assert len([f for f in faults if "is missing" in f.message]) == 1
    (counted,) = [f for f in faults if "could not be checked" in f.message]
    count = int(counted.message.rpartition(" ")[2])
    text = "".join(p.read_text("utf-8") for p in case.rglob("*.*") if p.is_file())
    assert f"references to a {kind} that could not be checked" in counted.message
    assert 0 < count <= len(text.splitlines())


def test_an_optional_file_that_nothing_names_may_be_missing(case: Path) -> None:
    shutil.rmtree(case / "policies")
    faults = check_case(case)
    assert not [fault for fault in faults if "could not be checked: 0" in fault.message]


@pytest.mark.parametrize("file", ["case.yaml", "claims.csv", SMELTER, DUTY, "deals.yaml"])
@pytest.mark.parametrize(
    ("content", "where", "message"),
    [
        (b"", "file", "is empty"),
        (b" \n\n", "file", "is empty"),
        (b"title: ok\nhost: Espa\xf1a\n", "line 2", "0xf1 is not UTF-8"),
        (b"title: a\x00b\n", "line 1", "control character"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "line 1", "0x89 is not UTF-8"),
        ("title: a\n".encode("utf-16"), "line 1", "0xff is not UTF-8"),
    ],
)
def test_bytes_that_are_no_text(
    file: str, content: bytes, where: str, message: str, case: Path
) -> None:
    (case / file).write_bytes(content)
    fault = next(f for f in check_case(case) if f.file == file)
    assert fault.where == where
    assert message in fault.message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("- a\n- b\n", "expected keys"),
        ("just text\n", "expected keys"),
        ("a: &x [1]\nb: *x\n", "alias"),
        ("a: !!python/object:os.system x\n", "tag"),
        ("%YAML 1.1\n---\na: no\n", "directive"),
        ("a: 1\n---\nb: 2\n", "cannot be read as YAML"),
        ("a: .inf\n", "finite"),
        ("a: 1e999\n", "finite"),
        ("a: " + "[" * 3000 + "\n", "YAML"),
        ("? [a, b]\n: c\n", "key is not plain text"),
    ],
)
def test_yaml_that_a_case_does_not_use(content: str, message: str, case: Path) -> None:
    (case / "case.yaml").write_text(content, encoding="utf-8")
    faults = [fault for fault in check_case(case) if fault.file == "case.yaml"]
    assert any(message in fault.message or "nested" in fault.message for fault in faults)


def test_no_is_a_text_and_an_exponent_a_number(case: Path) -> None:
    edit(case, "case.yaml", "title: Tin from Bolivia", "title: no")
    edit(case, "deals.yaml", "value: 30.0e6", "value: 3.1e7")
    assert load_case(case).title == "no"
    assert load_case(case).deal("smelter-mou").amounts[0].value == 31_000_000.0


def test_a_folder_that_is_no_case(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello", encoding="utf-8")
    (fault,) = check_case(tmp_path)
    assert "not a case" in fault.message
    (fault,) = check_case(tmp_path / "notes.txt")
    assert "not a folder" in fault.message


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="does not exist"):
        check_case(tmp_path / "nowhere")
    with pytest.raises(UserError):
        check_case("a\0b")


def test_an_unknown_built_in_case_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError) as error:
        load_case("pakistan_us")
    assert error.value.nearest == ["pakistan-us"]


def test_a_stray_file_is_named_with_its_nearest(case: Path) -> None:
    (case / "polices").mkdir()
    (case / "projects" / "new.yml").write_text("id: new\n", encoding="utf-8")
    faults = {fault.file: fault for fault in check_case(case)}
    assert "'policies'" in faults["polices"].hint
    assert ".yaml" in faults["projects/new.yml"].message


@pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")
def test_links_and_pipes(case: Path) -> None:
    claims, deals = case / "claims.csv", case / "deals.yaml"
    claims.unlink()
    claims.symlink_to(case / "nowhere.csv")
    deals.unlink()
    os.mkfifo(deals)
    (case / SMELTER).rename(case / "kept.txt")
    (case / SMELTER).symlink_to(case / "kept.txt")
    (case / "policies" / "loop.yaml").symlink_to(case / "policies" / "loop.yaml")
    files = {fault.file for fault in check_case(case)}
    assert {"claims.csv", "deals.yaml", "policies/loop.yaml"} <= files
    assert SMELTER not in files


def test_references_into_a_file_that_cannot_be_read_are_not_blamed(case: Path) -> None:
    (case / "sources.csv").write_bytes(b"\xff\xfe")
    assert {fault.file for fault in check_case(case)} == {"sources.csv"}


def test_every_fault_is_a_plain_record(case: Path) -> None:
    edit(case, *BROKEN["unknown host"][:3])
    (fault,) = check_case(case)
    assert set(fault.as_dict()) == {"file", "where", "message", "hint"}
    assert all(fault.as_dict().values())
