"""Recordings: the same claims without a network, no secret, and no answer paid for twice."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from chat_server import TEXT, Chat, Reply, claim, content, numbers_of

from tenor.core.errors import DataError
from tenor.evidence.ingesting import Work, ingest, read_document
from tenor.evidence.ledger import Ledger
from tenor.evidence.llm import KEY_VARIABLE, Limits, LlmExtractor
from tenor.evidence.llm.prompts import messages_of
from tenor.evidence.llm.recording import Answer, Recording, key_of
from tenor.evidence.llm.windows import cut_windows
from tenor.evidence.model import Document
from tenor.evidence.protocol import NotReadError
from tenor.evidence.verifying import verify


def _says(asked: dict) -> object:
    numbers = numbers_of(asked)
    return {
        "claims": [
            claim(
                numbers["$300 million"],
                "loan_amount",
                status="disbursed",
                status_cue="has disbursed",
                parties=[{"quote": "International Finance Corporation", "role": "lender"}],
            ),
            claim(numbers["19%"], "percent_change"),
            claim(numbers["$1.25 billion"], "loan_amount", speaker="Nobody"),
            claim(77, "price"),
        ]
    }


def _recorded(chat: Chat, document: Document, path: Path) -> LlmExtractor:
    chat.says = _says
    extractor = chat.extractor(recording=Recording(path, is_written=True))
    extractor.extract(document)
    return extractor


def _replay(path: Path, model: str = "test-model") -> LlmExtractor:
    return LlmExtractor(model, recording=Recording(path, is_written=False))


def test_a_replay_gives_the_same_claims_without_a_network(
    chat: Chat, document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _recorded(chat, document, tmp_path / "answers.jsonl")
    one = read_document(document, Work(first, verify))

    def no_network(*_args: object, **_given: object) -> None:
        raise AssertionError("a replay asked somebody")

    monkeypatch.setattr(socket, "create_connection", no_network)
    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    monkeypatch.setenv(KEY_VARIABLE, "sk-other")
    second = _replay(tmp_path / "answers.jsonl")
    other = read_document(document, Work(second, verify))
    assert one.packed() == other.packed()
    assert one.claims == other.claims
    assert [c.verified for c in one.claims] == [False, True, True]
    assert first.refused == second.refused
    assert second.costs() == {
        "requests": 0,
        "prompt_tokens": 0,
        "answer_tokens": 0,
        "from_recording": 1,
    }


def test_a_recording_is_not_asked_for_again(chat: Chat, document: Document, tmp_path: Path) -> None:
    _recorded(chat, document, tmp_path / "answers.jsonl")
    again = _recorded(chat, document, tmp_path / "answers.jsonl")
    assert len(chat.asked) == 1
    assert again.costs()["from_recording"] == 1
    assert len((tmp_path / "answers.jsonl").read_text().splitlines()) == 1


def test_a_document_is_asked_about_once_in_a_run(chat: Chat, document: Document) -> None:
    chat.says = _says
    extractor = chat.extractor()
    assert list(extractor.extract(document)) == list(extractor.extract(document))
    assert len(chat.asked) == 1
    assert len(extractor.refused) == 2


def test_a_run_that_was_stopped_goes_on_where_it_stopped(chat: Chat, tmp_path: Path) -> None:
    text = "\n".join(f"The fund lent ${n} million to mine {n}." for n in range(100, 300)) + "\n"
    path, record = tmp_path / "long.txt", tmp_path / "answers.jsonl"
    path.write_text(text, encoding="utf-8")
    chat.says = lambda asked: {
        "claims": [claim(n, "loan_amount") for n in numbers_of(asked).values()]
    }
    runs = []
    for _ in range(6):
        extractor = chat.extractor(
            limits=Limits(requests=1), recording=Recording(record, is_written=True)
        )
        with Ledger(tmp_path / "evidence.db", create=True) as ledger:
            [done] = list(ingest([str(path)], ledger, Work(extractor, verify)))
        runs.append(done.claims)
        if not done.error:
            break
    assert runs == [0, 0, 0, 200]
    assert len(chat.asked) == 4


def test_bad_answers_are_on_record_too(chat: Chat, document: Document, tmp_path: Path) -> None:
    chat.says = lambda _asked: content('{"claims": [')
    first = chat.extractor(recording=Recording(tmp_path / "a.jsonl", is_written=True))
    first.extract(document)
    second = _replay(tmp_path / "a.jsonl")
    second.extract(document)
    assert "no JSON" in first.refused[0].reason
    assert first.refused == second.refused


def test_a_failure_is_not_on_record(chat: Chat, document: Document, tmp_path: Path) -> None:
    chat.says = lambda _asked: Reply(500, b"")
    record = Recording(tmp_path / "a.jsonl", is_written=True)
    with pytest.raises(NotReadError):
        chat.extractor(recording=record).extract(document)
    assert not (tmp_path / "a.jsonl").exists()


def test_a_replay_without_the_answer_says_so(
    chat: Chat, document: Document, tmp_path: Path
) -> None:
    _recorded(chat, document, tmp_path / "a.jsonl")
    with pytest.raises(NotReadError, match=r"article.txt: part 1 of 1 .*recording has no answer"):
        _replay(tmp_path / "a.jsonl", "another-model").extract(document)
    with pytest.raises(DataError, match=r"b.jsonl: cannot be read: No such file"):
        _replay(tmp_path / "b.jsonl")


def test_a_recording_holds_answers_and_no_question(
    chat: Chat, document: Document, tmp_path: Path
) -> None:
    _recorded(chat, document, tmp_path / "a.jsonl")
    [line] = (tmp_path / "a.jsonl").read_text().splitlines()
    row = json.loads(line)
    assert set(row) == {
        *("key", "model", "document", "start", "end"),
        *("content", "finish", "prompt_tokens", "answer_tokens"),
    }
    assert chat.url not in line
    assert TEXT.splitlines()[2] not in line


def test_the_key_of_a_question_depends_on_what_is_asked_alone(document: Document) -> None:
    messages = messages_of(document, cut_windows(document)[0])
    key = key_of("m", messages)
    assert key == key_of("m", [dict(message) for message in messages])
    assert key != key_of("n", messages)
    changed = [messages[0], {**messages[1], "content": messages[1]["content"] + " "}]
    assert key != key_of("m", changed)


@pytest.mark.parametrize(
    "line",
    ["{}", "[]", "7", "no", '{"key": 1, "content": "", "finish": "stop"}', "[" * 5000, "\xff"],
)
def test_a_damaged_recording_is_told_with_its_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "a.jsonl"
    Recording(path, is_written=True).add("k", Answer("{}"), {})
    good = path.read_bytes()
    path.write_bytes(good + line.encode("latin-1") + b"\n" + good)
    with pytest.raises(DataError, match=r"a.jsonl, line 2: not a line of a recording"):
        Recording(path, is_written=False)


def test_a_line_that_was_torn_off_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    for name in "ab":
        Recording(path, is_written=True).add(name, Answer(name), {})
    path.write_bytes(path.read_bytes()[:-9])
    held = Recording(path, is_written=True)
    assert (held.find("a"), held.find("b")) == (Answer("a"), None)
    held.add("c", Answer("c"), {})
    again = Recording(path, is_written=False)
    assert [again.find(name) for name in "abc"] == [Answer("a"), None, Answer("c")]
