"""Each snapshot in the box is the one its record describes."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import duckdb
import pytest

from tenor.core.errors import DataError, UnknownNameError
from tenor.sources.box import FORMS
from tenor.sources.records import check_snapshot, parse_record, read_record, record_names

BOX = files("tenor") / "data" / "box"


@pytest.mark.parametrize("name", record_names())
def test_the_hash_of_each_snapshot_is_that_of_its_record(name: str) -> None:
    record = read_record(name)
    digest = hashlib.sha256((BOX / record.file).read_bytes()).hexdigest()
    assert digest == record.sha256
    assert check_snapshot(record) == "ok"


def test_every_file_in_the_box_has_a_record() -> None:
    held = {path.name for path in BOX.iterdir() if not path.name.startswith(".")}
    assert held == {read_record(name).file for name in record_names()}
    assert set(FORMS) <= set(record_names())


@pytest.mark.parametrize("name", FORMS)
def test_the_rows_and_years_are_those_of_the_record(name: str) -> None:
    record = read_record(name)
    ((rows, first, last),) = duckdb.sql(
        f"SELECT count(*), min(year), max(year) FROM '{BOX / record.file}'"
    ).fetchall()
    assert (rows, first, last) == (record.rows, record.data_from, record.data_to)


@pytest.mark.parametrize("name", record_names())
def test_a_record_says_whose_the_data_are_and_on_what_terms(name: str) -> None:
    record = read_record(name)
    for field in ("title", "producer", "citation", "version", "licence", "terms", "units"):
        assert getattr(record, field).strip(), field
    assert record.address.startswith("https://")
    assert record.as_dict()["notes"] == list(record.notes)
    source = record.source("row 1")
    assert (source.record, source.row, source.citation) == (name, "row 1", record.citation)


def test_an_unknown_snapshot_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="'baci'"):
        read_record("bacci")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text + "colour: red\n", r"unknown keys \['colour'\]"),
        (lambda text: text.replace("licence:", "license:"), r"missing keys \['licence'\]"),
    ],
)
def test_a_record_with_other_keys_is_refused(change, message: str, tmp_path: Path) -> None:
    text = (files("tenor") / "data" / "records" / "wgi.yaml").read_text(encoding="utf-8")
    changed = tmp_path / "wgi.yaml"
    changed.write_text(change(text), encoding="utf-8")
    with pytest.raises(DataError, match=message):
        parse_record(changed)


def test_a_record_may_have_no_notes(tmp_path: Path) -> None:
    text = (files("tenor") / "data" / "records" / "wgi.yaml").read_text(encoding="utf-8")
    short = tmp_path / "wgi.yaml"
    short.write_text(text.partition("notes:")[0], encoding="utf-8")
    assert parse_record(short) == replace(read_record("wgi"), notes=())


def test_a_changed_or_absent_file_is_told() -> None:
    record = read_record("wgi")
    assert check_snapshot(replace(record, file="wmd.parquet")) == "changed"
    assert check_snapshot(replace(record, file="nothing.parquet")) == "left out"
