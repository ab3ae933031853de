"""A file that was read by the same code is not read again, and nothing else is left unread."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from samples import ARTICLE, PAGE

from tenor.evidence import ingesting, known
from tenor.evidence.extracting import MentionExtractor, NoExtractor
from tenor.evidence.ingesting import Work, ingest
from tenor.evidence.ledger import Ledger
from tenor.evidence.verifying import verify

WORK = Work(MentionExtractor(), verify)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "texts"
    path.mkdir()
    (path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    (path / "b.html").write_text(PAGE, encoding="utf-8")
    return path


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list to which each document is added that is read."""
    seen: list[str] = []
    whole = ingesting.read_document

    def noted(document: Any, work: Work) -> Any:
        seen.append(Path(document.path).name)
        return whole(document, work)

    monkeypatch.setattr(ingesting, "read_document", noted)
    return seen


def _told(folder: Path, ledger: Ledger, work: Work = WORK, jobs: int = 1) -> list[str]:
    done = ingest([str(folder)], ledger, work, jobs=jobs)
    return [json.dumps(each.as_dict() | {"is_new": None}) for each in done]


def test_a_known_file_is_not_read_and_told_alike(
    tmp_path: Path, folder: Path, read: list[str]
) -> None:
    with Ledger(tmp_path / "l.db", create=True) as ledger:
        first = _told(folder, ledger)
        assert read == ["a.txt", "b.html"]
        assert _told(folder, ledger) == first
        assert _told(folder, ledger, jobs=2) == first
        assert read == ["a.txt", "b.html"]
        assert ledger.check() == []


def test_the_same_bytes_under_another_name_are_known(
    tmp_path: Path, folder: Path, read: list[str]
) -> None:
    with Ledger(tmp_path / "l.db", create=True) as ledger:
        _told(folder, ledger)
        (folder / "c.txt").write_text(ARTICLE, encoding="utf-8")
        (done,) = ingest([str(folder / "c.txt")], ledger, WORK)
        assert (done.is_new, done.path) == (False, str(folder / "c.txt"))
        assert read == ["a.txt", "b.html"]


def test_another_text_is_read(tmp_path: Path, folder: Path, read: list[str]) -> None:
    with Ledger(tmp_path / "l.db", create=True) as ledger:
        _told(folder, ledger)
        (folder / "a.txt").write_text(ARTICLE + " And $9 million more.", encoding="utf-8")
        _told(folder, ledger)
        assert read == ["a.txt", "b.html", "a.txt"]


def test_other_code_reads_again_once(
    tmp_path: Path, folder: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Ledger(tmp_path / "l.db", create=True) as ledger:
        _told(folder, ledger)
        monkeypatch.setattr(known, "code_hash", lambda kind: f"other {kind}")
        _told(folder, ledger)
        _told(folder, ledger)
        assert read == ["a.txt", "b.html"] * 2
        assert len(list(ledger.documents())) == 2


def test_what_is_given_and_by_whom_is_read_counts(
    tmp_path: Path, folder: Path, read: list[str]
) -> None:
    path = str(folder / "a.txt")
    with Ledger(tmp_path / "l.db", create=True) as ledger:
        for work, is_new in (
            (WORK, True),
            (replace(WORK, given={"publisher": "The Hill"}), True),
            (WORK, False),  # what was given once stays
            (replace(WORK, given={"publisher": "The Hill"}), False),
            (replace(WORK, given={"publisher": "The Vale"}), True),
            (replace(WORK, given={"publisher": "The Hill"}), True),
            (Work(NoExtractor(), verify), True),
        ):
            (done,) = ingest([path], ledger, work)
            assert done.is_new is is_new
        (stored,) = ledger.documents()
        assert stored.metadata["publisher"].value == "The Hill"
        assert len(read) == 7 - 1


def test_another_verifier_or_extractor_is_never_skipped(
    tmp_path: Path, folder: Path, read: list[str]
) -> None:
    class Own(MentionExtractor):
        """An extractor of the user's own, under a name that is taken."""

    with Ledger(tmp_path / "l.db", create=True) as ledger:
        for work in (
            Work(Own(), verify),
            Work(MentionExtractor(), lambda candidate, document: None),
        ):
            _told(folder, ledger, work)
            _told(folder, ledger, work)
        assert len(read) == 8


def test_a_ledger_without_marks_is_read_and_gets_them(tmp_path: Path, folder: Path) -> None:
    import sqlite3

    path = tmp_path / "l.db"
    with Ledger(path, create=True) as ledger:
        first = _told(folder, ledger)
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE marks")
    with Ledger(path) as ledger:
        assert not ledger.has_marks
    with Ledger(path, create=True) as ledger:
        assert not ledger.has_marks
        assert _told(folder, ledger) == first
        assert ledger.has_marks
