"""``tenor ingest`` with a model and with claims by hand: options, output, exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "llm"))

from chat_server import TEXT, Chat, Reply, chat, claim, numbers_of

from tenor.cli import main
from tenor.evidence.llm import KEY_VARIABLE

__all__ = ["chat"]

INGEST = ("ingest", "article.txt", "--ledger", "l.db")
LLM = (*INGEST, "--extractor", "llm")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("article.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def _run(*words: str) -> int:
    try:
        return main(list(words))
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 1


def _says(asked: dict) -> object:
    numbers = numbers_of(asked)
    return {
        "claims": [
            claim(numbers["$300 million"], "loan_amount"),
            claim(numbers["19%"], "percent_change"),
            claim(numbers["2.4 million tonnes"], "revenue"),
            claim(99, "price"),
        ]
    }


def test_a_model_is_asked_recorded_and_replayed(
    chat: Chat, capsys: pytest.CaptureFixture[str]
) -> None:
    chat.says = _says
    asked = ("--llm-url", chat.url, "--llm-model", "m", "--llm-record", "a.jsonl")
    assert _run(*LLM, *asked, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    [document] = told["documents"]
    assert (document["claims"], document["quarantined"]) == (2, 1)
    assert told["llm"]["requests"] == 1
    assert [entry["reason"] for entry in told["llm"]["refused"]] == [
        "there is no number 99 in the question"
    ]
    assert _run("ledger", "claims", "--ledger", "l.db", "--json") == 0
    first = json.loads(capsys.readouterr().out)["claims"]
    replay = ("--extractor", "llm", "--llm-model", "m", "--llm-replay", "a.jsonl")
    assert _run("ingest", "article.txt", "--ledger", "other.db", *replay) == 0
    assert "0 requests, 1 answer on record" in capsys.readouterr().out
    assert _run("ledger", "claims", "--ledger", "other.db", "--json") == 0
    assert json.loads(capsys.readouterr().out)["claims"] == first
    assert {held["extractor"] for held in first} == {"llm:m"}
    assert len(chat.asked) == 1


def test_a_process_of_its_own_keeps_the_key_to_itself(chat: Chat, folder: Path) -> None:
    chat.says = lambda _asked: Reply(401, b'{"error": {"message": "sk-secret-1 is no good"}}')
    src = Path(sys.modules["tenor"].__file__ or "").parents[1]
    done = subprocess.run(
        [sys.executable, "-m", "tenor", *LLM, "--llm-url", chat.url, "--llm-model", "m"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(src), KEY_VARIABLE: "sk-secret-1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "[key] is no good" in done.stderr
    assert "sk-secret-1" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert chat.headers[0]["Authorization"] == "Bearer sk-secret-1"


def test_the_budget_ends_the_command_with_2(chat: Chat, capsys: pytest.CaptureFixture[str]) -> None:
    chat.says = lambda _asked: Reply(500, b"")
    words = ("--llm-url", chat.url, "--llm-model", "m", "--llm-budget", "1")
    assert _run(*LLM, *words) == 2
    err = capsys.readouterr().err
    assert "article.txt: part 1 of 1 was not read" in err
    assert "budget of 1 requests is used up" in err


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--extractor", "llm"), "needs --llm-model"),
        (("--extractor", "llm", "--llm-model", "m"), "needs --llm-url"),
        (("--extractor", "llm", "--llm-model", "m", "--llm-url", "here"), "http"),
        (("--extractor", "llm", "--llm-model", "m", "--llm-url", "http://u:p@h/"), "password"),
        (
            (
                "--extractor",
                "llm",
                "--llm-model",
                "m",
                "--llm-replay",
                "a",
                "--llm-url",
                "http://h",
            ),
            "leave --llm-url out",
        ),
        (("--extractor", "llm", "--llm-model", "m", "--llm-replay", "no.jsonl"), "cannot be read"),
        (("--extractor", "llm", "--llm-model", "m", "--jobs", "2"), "leave --jobs out"),
        (("--extractor", "llm", "--llm-model", "m", "--claims", "a.csv"), "of --extractor manual"),
        (("--llm-url", "http://h"), "--llm-url is of --extractor llm, which was not chosen"),
        (("--extractor", "rules", "--llm-budget", "3"), "--llm-budget is of --extractor llm"),
        (("--claims", "a.csv"), "--claims is of --extractor manual"),
        (("--extractor", "manual"), "needs --claims"),
        (("--extractor", "manual", "--claims", "no.csv"), "cannot be read"),
        (("--extractor", "lm"), "unknown extractor 'lm'; did you mean 'llm'"),
    ],
)
def test_what_does_not_fit_is_told(
    words: tuple[str, ...], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(*INGEST, *words) == 2
    assert why in capsys.readouterr().err
    assert not Path("l.db").exists()


def test_claims_by_hand_whose_document_is_not_there_are_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("c.csv").write_text(
        "document,quote,measure\narticle.txt,rose 19%,percent_change\nother.txt,5%,irr\n", "utf-8"
    )
    assert _run(*INGEST, "--extractor", "manual", "--claims", "c.csv") == 0
    assert "unused  c.csv, line 3" in capsys.readouterr().out
    assert _run(*INGEST, "--extractor", "manual", "--claims", "c.csv", "--json") == 0
    assert json.loads(capsys.readouterr().out)["manual"] == {"unused": ["c.csv, line 3"]}
