"""The commands: ingest, ledger, review."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from samples import ARTICLE, PAGE

from tenor.cli import root

Run = Callable[..., object]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("texts").mkdir()
    Path("texts/a.txt").write_text(ARTICLE, encoding="utf-8")
    Path("texts/b.html").write_text(PAGE, encoding="utf-8")
    return tmp_path


def _run(*words: str, stdin: str = "") -> tuple[int, str]:
    from tenor.core.errors import UserError

    result = CliRunner().invoke(root, list(words), input=stdin)
    if isinstance(result.exception, UserError):
        return 2, f"{result.output}{result.exception}"
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def _ingest(*words: str) -> dict:
    code, out = _run(
        "ingest", "texts", "--ledger", "l.db", "--extractor", "mentions", "--json", *words
    )
    assert code == 0, out
    return json.loads(out)


def test_ingest_answers_with_the_contract(here: Path) -> None:
    (a, b) = _ingest("--published", "2025-10-11")["documents"]
    assert set(a) >= {"id", "path", "sha256", "chars", "zones", "claims", "quarantined"}
    assert (a["path"], b["path"]) == ("texts/a.txt", "texts/b.html")
    assert a["chars"] == len(ARTICLE)
    assert a["zones"][0] == {"start": 0, "end": 47, "kind": "headline"}
    assert [entry["is_new"] for entry in _ingest()["documents"]] == [False, False]
    code, out = _run("ledger", "claims", "--ledger", "l.db", "--json")
    claims = json.loads(out)["claims"]
    assert code == 0
    wanted = (
        "id document path measure subject object commodity place low high point bound unit "
        "currency value_original status modality polarity parties attribution event_date "
        "effective_date headline_only spans extractor verified reason review"
    )
    assert all(set(claim) >= set(wanted.split()) for claim in claims)
    assert len(claims) == a["claims"] + b["claims"]
    for claim in claims:
        if claim["path"] == "texts/a.txt":
            span = claim["spans"]["value"]
            assert ARTICLE[span["start"] : span["end"]] == span["exact"] == claim["value_original"]
    code, out = _run("ledger", "documents", "--ledger", "l.db", "--json")
    (first, _) = json.loads(out)["documents"]
    assert first["published"] == {"value": "2025-10-11", "origin": "given"}
    assert first["author"] == {"value": "Ann Lee", "origin": "found"}
    assert first["address"] == {"value": None, "origin": "absent"}


def test_human_output(here: Path) -> None:
    code, out = _run("ingest", "texts", "--ledger", "l.db", "--extractor", "mentions")
    assert code == 0
    assert "2 documents, 2 new or changed" in out
    assert "up to $640 million" in _run("ledger", "claims", "--ledger", "l.db")[1]
    assert "The Paper" in _run("ledger", "documents", "--ledger", "l.db")[1]
    assert "0 links" in _run("ledger", "links", "--ledger", "l.db")[1]
    assert "no fault" in _run("ledger", "check", "--ledger", "l.db")[1]


def test_a_bad_document_ends_with_2_and_the_others_are_kept(here: Path) -> None:
    Path("texts/c.pdf").write_bytes(b"%PDF-1.7")
    code, out = _run("ingest", "texts", "--ledger", "l.db")
    assert code == 2
    assert "c.pdf" in out and "1 of 3 documents could not be read" in out
    assert "2 documents" in _run("ledger", "documents", "--ledger", "l.db")[1]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("ingest", "none.txt", "--ledger", "l.db"), "no such file"),
        (("ingest", "texts", "--ledger", "texts"), "a folder"),
        (("ingest", "texts", "--ledger", "texts/a.txt"), "not a ledger"),
        (("ingest", "texts", "--ledger", "l.db", "--published", "soon"), "YYYY-MM-DD"),
        (("ingest", "texts", "--ledger", "l.db", "--extractor", "magic"), "unknown extractor"),
        (("ingest", "https://a.example/x", "--ledger", "l.db"), "could not be read"),
        (("ledger", "claims", "--ledger", "none.db"), "there is no ledger"),
        (("review", "claim-x", "--accept", "--ledger", "none.db"), "there is no ledger"),
    ],
)
def test_errors_end_with_2(here: Path, words: tuple[str, ...], message: str) -> None:
    code, out = _run(*words)
    assert (code, message in out) == (2, True), out


def test_a_review_from_options(here: Path) -> None:
    _ingest()
    claims = json.loads(_run("ledger", "claims", "--ledger", "l.db", "--json")[1])["claims"]
    name = claims[0]["id"]
    base = ("review", name, "--ledger", "l.db", "--name", "Sana")
    code, out = _run(*base, "--accept", "--reason", "checked", "--json")
    assert (code, json.loads(out)["review"]["state"]) == (0, "accepted")
    code, out = _run(*base, "--edit", "status=mou_signed", "--reason", "an MoU", "--json")
    assert json.loads(out)["status"] == "mou_signed"
    code, out = _run(*base, "--reject", "--reason", "no")
    assert "rejected by Sana" in out
    for words, message in (
        (("--accept",), "needs --name and --reason"),
        ((), "say one of"),
        (("--edit", "status", "--reason", "r"), "FIELD=VALUE"),
        (("--edit", "point=5", "--reason", "r"), "unknown field"),
        (("--accept", "--edit", "status=proposed", "--reason", "r"), "say one of"),
    ):
        code, out = _run(*base, *words)
        assert (code, message in out) == (2, True), out
    assert len(_last(name)["review"]["history"]) == 3


def _last(name: str) -> dict:
    claims = json.loads(_run("ledger", "claims", "--ledger", "l.db", "--json")[1])["claims"]
    return next(claim for claim in claims if claim["id"] == name)


def test_a_review_in_the_terminal(here: Path) -> None:
    _ingest()
    answers = "a\nas printed\ne\nmeasure=grade\nr\ns\nr\nwrong\nq\n"
    code, out = _run("review", "--ledger", "l.db", "--name", "Sana", stdin=answers)
    assert code == 0, out
    assert ">>up to" not in out and ">>$640 million<<" in out
    assert "not written" in out
    assert "2 of" in out
    states = [
        claim["review"]["state"]
        for claim in json.loads(_run("ledger", "claims", "--ledger", "l.db", "--json")[1])["claims"]
    ]
    assert sorted(states)[:1] == ["accepted"] and "rejected" in states


def test_a_document_cannot_drive_the_terminal(here: Path) -> None:
    Path("texts/c.txt").write_text("Evil\n\nPay $5m \x1b[2J now\x07 to us.\n", encoding="utf-8")
    _ingest()
    _, out = _run("review", "--ledger", "l.db", "--name", "S", stdin="s\n" * 40)
    assert "\x1b" not in out and "\x07" not in out
