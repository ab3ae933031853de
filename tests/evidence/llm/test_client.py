"""The client against a server on this machine: forms, retries, time, size, cost, the key."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest
from chat_server import TEXT, Chat, Reply, claim, content, in_turn, numbers_of

from tenor.core.errors import DataError, UserError
from tenor.evidence.ingesting import Work, ingest
from tenor.evidence.ledger import Ledger
from tenor.evidence.llm import KEY_VARIABLE, Limits, Settings
from tenor.evidence.llm.client import FAILURES, pause_of
from tenor.evidence.llm.recording import Recording
from tenor.evidence.llm.settings import BudgetError
from tenor.evidence.model import Document
from tenor.evidence.protocol import NotReadError
from tenor.evidence.verifying import verify
from tenor.sources import fetch_post
from tenor.sources.fetch_post import check_endpoint, post_json

KEY = "sk-9f8e7d6c5b4a-secret"
MANY = "\n".join(f"The fund lent ${n} million to mine {n}." for n in range(100, 400)) + "\n"


def _loan(asked: dict) -> dict:
    return {"claims": [claim(numbers_of(asked)["$300 million"], "loan_amount")]}


def _many(tmp_path: Path) -> Document:
    from tenor.evidence.loading import load_document

    path = tmp_path / "many.txt"
    path.write_text(MANY, encoding="utf-8")
    return load_document(path)


def test_a_claim_comes_back_with_the_value_of_the_grammar(chat: Chat, document: Document) -> None:
    chat.says = _loan
    [found] = chat.extractor().extract(document)
    assert (found.measure, found.mention.point, found.mention.unit) == ("loan_amount", 3e8, "USD")
    assert verify(found, document) is None
    assert chat.paths == ["/v1/chat/completions"]
    asked = chat.asked[0]
    assert (asked["model"], asked["temperature"], asked["stream"]) == ("test-model", 0, False)
    assert asked["response_format"]["type"] == "json_schema"
    assert asked["response_format"]["json_schema"]["strict"] is True
    assert "tools" not in asked
    assert "Authorization" not in chat.headers[0]


def test_a_server_that_refuses_a_form_is_asked_for_a_weaker_one(
    chat: Chat, document: Document
) -> None:
    def says(asked: dict) -> object:
        if "response_format" in asked:
            return Reply(400, b'{"error": {"message": "response_format is not supported"}}')
        loan = json.dumps(_loan(asked))
        return content(f"Here you are:\n```json\n{loan}\n```\nAnything else?")

    chat.says = says
    extractor = chat.extractor()
    assert len(list(extractor.extract(document))) == 1
    forms = [asked.get("response_format", {}).get("type") for asked in chat.asked]
    assert forms == ["json_schema", "json_object", None]
    assert extractor.costs()["requests"] == 3


def test_a_server_that_wants_other_names_gets_them(chat: Chat, document: Document) -> None:
    def says(asked: dict) -> object:
        if "max_tokens" in asked:
            return Reply(400, b'{"error": {"message": "use \'max_completion_tokens\' instead"}}')
        if "temperature" in asked:
            return Reply(400, b'{"error": {"message": "temperature does not support 0"}}')
        return _loan(asked)

    chat.says = says
    assert len(list(chat.extractor().extract(document))) == 1
    assert chat.asked[-1]["response_format"]["type"] == "json_schema"


def test_a_server_that_refuses_everything_is_not_asked_for_ever(
    chat: Chat, document: Document
) -> None:
    chat.says = lambda _asked: Reply(400, b'{"error": "no such model"}')
    with pytest.raises(UserError, match="answers 400: no such model; check --llm-url"):
        chat.extractor().extract(document)
    assert len(chat.asked) == 3


def test_a_busy_server_is_asked_again_later(chat: Chat, document: Document) -> None:
    slow_down = Reply(429, b"{}", headers={"Retry-After": "7"})
    chat.says = in_turn(slow_down, Reply(500, b"oops"), Reply(503, b""), _loan)
    assert len(list(chat.extractor().extract(document))) == 1
    assert chat.waits == [7.0, 2.0, 4.0]
    chat.says = lambda _asked: Reply(503, b"<h1>full</h1>", kind="text/html")
    with pytest.raises(NotReadError, match=r"part 1 of 1 .*no answer in 4 tries.*503: full"):
        chat.extractor().extract(document)


@pytest.mark.parametrize("wait", ["-5", "nan", "1e9", "Wed, 21 Oct 2026 07:28:00 GMT", "9" * 400])
def test_a_server_cannot_make_the_client_wait_for_ever(wait: str) -> None:
    assert pause_of(1, wait) <= 60


def test_a_server_without_end_is_left_alone(chat: Chat, document: Document, tmp_path: Path) -> None:
    chat.says = lambda _asked: Reply(500, b"")
    extractor = chat.extractor(tries=1)
    for _ in range(FAILURES):
        with pytest.raises(NotReadError, match="no answer in 1 tries"):
            extractor.extract(document)
    with pytest.raises(NotReadError, match="failed 3 questions in a row"):
        extractor.extract(document)
    assert len(chat.asked) == FAILURES


def test_a_slow_server_is_left(chat: Chat, document: Document) -> None:
    chat.says = lambda _asked: Reply(body=b"{}", wait=2.0)
    with pytest.raises(NotReadError, match=r"no whole answer within 0\.2 seconds"):
        chat.extractor(seconds=0.2, tries=2).extract(document)
    assert len(chat.asked) == 2


def test_a_server_that_drips_is_left(chat: Chat, document: Document) -> None:
    chat.says = lambda _asked: Reply(body=b"{}" * 200, drip=0.05)
    with pytest.raises(NotReadError, match=r"no whole answer within 0\.3 seconds"):
        chat.extractor(seconds=0.3, tries=1).extract(document)


def test_nobody_at_the_address(document: Document, chat: Chat) -> None:
    chat.url = "http://127.0.0.1:9/v1"
    with pytest.raises(NotReadError, match="no answer in 2 tries; the last time Connection"):
        chat.extractor(tries=2).extract(document)


@pytest.mark.parametrize("length", [None, "5000001"])
def test_an_enormous_answer_is_not_read(chat: Chat, document: Document, length: str | None) -> None:
    headers = {"Content-Length": length} if length else {"Connection": "close"}
    chat.says = lambda _asked: Reply(body=b"x" * 5_000_001, headers=headers)
    with pytest.raises(NotReadError, match="more than the 4,000,000 bytes"):
        chat.extractor().extract(document)


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(body=b"<html>Please log in</html>", kind="text/html"), "'text/html', not JSON"),
        (Reply(body=b"{}", kind=None), "of no kind"),
        (Reply(body=b"{}"), r"no choices\[0\].message"),
        (Reply(body=b"[]"), r"no choices\[0\].message"),
        (Reply(body=b'{"choices": []}'), r"no choices\[0\].message"),
        (Reply(body=b'{"choices": [{"message": {"content": null}}]}'), "no content"),
        (Reply(body=b'{"choices": [{"message": {"content": NaN}}]}'), "NaN is no JSON"),
        (Reply(body=b'{"choices": [{"mess'), "no JSON"),
        (Reply(body=b"[" * 100_000), "nested too deep"),
        (Reply(body=b'{"choices": "\xff\xfe"}'), "not of the protocol"),
        (Reply(body=b"{}", headers={"Content-Encoding": "gzip"}), "packed as 'gzip'"),
        (Reply(body=b"{}", headers={"Content-Length": "500"}), "no answer in 4 tries"),
    ],
)
def test_a_reply_that_is_not_of_the_protocol(
    chat: Chat, document: Document, reply: Reply, why: str
) -> None:
    chat.says = lambda _asked: reply
    with pytest.raises(NotReadError, match=why):
        chat.extractor(seconds=1).extract(document)


@pytest.mark.parametrize(
    "target",
    ["http://169.254.169.254/latest", "http://10.0.0.1/v1", "https://example.org/v1", "/other"],
)
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_never_followed(
    chat: Chat, document: Document, target: str, status: int
) -> None:
    chat.says = lambda _asked: Reply(status, b"", headers={"Location": target})
    with pytest.raises(UserError, match=r"redirects to .*not followed"):
        chat.extractor().extract(document)
    assert len(chat.asked) == 1


def test_a_wrong_key_ends_the_run(chat: Chat, document: Document) -> None:
    chat.says = lambda _asked: Reply(401, b'{"error": {"message": "no key"}}')
    with pytest.raises(UserError, match=f"401: no key; is {KEY_VARIABLE} set"):
        chat.extractor().extract(document)


def test_the_key_is_in_the_header_and_nowhere_else(
    chat: Chat,
    document: Document,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, KEY)

    def says(asked: dict) -> object:
        told = _loan(asked)["claims"][0] | {"speaker": KEY, "subject": f"Bearer {KEY}"}
        return {"claims": [told]}

    chat.says = says
    path, record = tmp_path / "article.txt", tmp_path / "answers.jsonl"
    path.write_text(TEXT, encoding="utf-8")
    extractor = chat.extractor(recording=Recording(record, is_written=True))
    with Ledger(tmp_path / "evidence.db", create=True) as ledger:
        list(ingest([str(path)], ledger, Work(extractor, verify)))
        shown = [str(c.as_dict()) for c in ledger.claims(verified=False)]
    assert chat.headers[0]["Authorization"] == f"Bearer {KEY}"
    assert KEY not in json.dumps(chat.asked)
    for kept in tmp_path.iterdir():
        assert KEY.encode() not in kept.read_bytes(), kept.name
    assert "[key]" in record.read_text()
    assert KEY not in "".join([*shown, repr(extractor.refused), repr(vars(extractor.client))])
    assert KEY.encode() not in pickle.dumps(extractor.client.settings)
    for status in (400, 401, 404, 500):
        chat.says = lambda asked, status=status: Reply(
            status, f'{{"error": {{"message": "bad key {KEY}"}}}}'.encode()
        )
        with pytest.raises(UserError) as caught:
            chat.extractor(tries=1).extract(document)
        assert KEY not in str(caught.value)
    assert KEY not in "".join(capfd.readouterr())


def test_a_key_of_odd_signs_is_no_header(
    chat: Chat, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "abc\ndef")
    with pytest.raises(UserError, match="signs that no key has"):
        chat.extractor().extract(document)
    assert chat.asked == []


def test_a_key_does_not_leave_in_the_open(monkeypatch: pytest.MonkeyPatch, chat: Chat) -> None:
    monkeypatch.setattr(fetch_post, "is_public", lambda _text: True)
    given = {"max_bytes": 1000, "seconds": 5.0}
    with pytest.raises(DataError, match="not sent over http"):
        post_json(chat.url, b"{}", headers={"Authorization": "Bearer x"}, **given)
    assert chat.asked == []
    assert post_json(chat.url, b'{"messages": []}', headers={}, **given)[0] == 200


@pytest.mark.parametrize(
    "url",
    [
        *("file:///etc/passwd", "ftp://host/v1", "host/v1", "http://", "http://u:p@host/v1"),
        *("http://host:99999/v1", "http://host/v1#a", "http://host/v 1", "http://ho\nst/v1"),
    ],
)
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(DataError):
        check_endpoint(url)


def test_a_model_needs_a_plain_name() -> None:
    for name in ("", " ", "a\nb", "x" * 200):
        with pytest.raises(UserError, match="name of the model"):
            Settings(name)


def test_the_budget_of_requests_ends_the_run(chat: Chat, tmp_path: Path) -> None:
    document = _many(tmp_path)
    extractor = chat.extractor(limits=Limits(requests=2))
    with pytest.raises(
        BudgetError, match=r"many.txt: parts 3 to \d+ of \d+ .*budget of 2 requests"
    ):
        extractor.extract(document)
    assert len(chat.asked) == 2


def test_tries_count_as_requests(chat: Chat, document: Document) -> None:
    chat.says = lambda _asked: Reply(500, b"")
    with pytest.raises(BudgetError, match="budget of 2 requests"):
        chat.extractor(limits=Limits(requests=2)).extract(document)
    assert len(chat.asked) == 2


def test_the_budget_of_tokens_ends_the_run(chat: Chat, tmp_path: Path) -> None:
    document = _many(tmp_path)
    with pytest.raises(BudgetError, match="budget of 100 prompt tokens"):
        chat.extractor(limits=Limits(prompt_tokens=100)).extract(document)
    assert chat.asked == []
    chat.says = lambda _asked: content({"claims": []}, usage={"completion_tokens": 60})
    with pytest.raises(BudgetError, match="budget of 100 answer tokens"):
        chat.extractor(limits=Limits(answer_tokens=100)).extract(document)
    assert [asked["max_tokens"] for asked in chat.asked] == [100, 40]


@pytest.mark.parametrize("told", [-5, 0, 1.5, True, "7", None, 10**30, [], float("inf")])
def test_a_server_cannot_lie_itself_out_of_the_budget(
    chat: Chat, document: Document, told: object
) -> None:
    usage = {"prompt_tokens": told, "completion_tokens": told}
    if told == float("inf"):
        usage = {}
    chat.says = lambda _asked: content({"claims": []}, usage=usage)
    extractor = chat.extractor()
    extractor.extract(document)
    costs = extractor.costs()
    assert 500 < costs["prompt_tokens"] < 10**5
    assert 0 < costs["answer_tokens"] < 100


def test_documents_after_the_budget_are_told_and_leave_no_reading(
    chat: Chat, tmp_path: Path
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name in ("a", "b", "c"):
        text = f"{name.upper()} Bank lent $300 million to {name}.\n"
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    chat.says = _loan
    extractor = chat.extractor(limits=Limits(requests=1))
    with Ledger(tmp_path / "evidence.db", create=True) as ledger:
        done = list(ingest([str(folder)], ledger, Work(extractor, verify)))
        assert [entry.claims for entry in done] == [1, 0, 0]
        assert [bool(entry.error) for entry in done] == [False, True, True]
        assert "b.txt: part 1 of 1 was not read" in str(done[1].error)
        assert len(list(ledger.documents())) == 1


def test_an_answer_that_was_cut_off_is_asked_for_in_parts(chat: Chat, tmp_path: Path) -> None:
    document = _many(tmp_path)

    def says(asked: dict) -> object:
        numbers = numbers_of(asked)
        if len(numbers) > 20:
            return content('{"claims": [{"number": 1, "mea', finish="length")
        return {"claims": [claim(n, "loan_amount") for n in numbers.values()]}

    chat.says = says
    extractor = chat.extractor()
    found = list(extractor.extract(document))
    assert sorted(c.mention.point for c in found) == [n * 1e6 for n in range(100, 400)]
    assert extractor.refused == []


def test_an_answer_that_is_cut_off_again_and_again_is_refused(
    chat: Chat, document: Document
) -> None:
    chat.says = lambda _asked: content('{"claims": [{', finish="length")
    extractor = chat.extractor()
    assert list(extractor.extract(document)) == []
    assert "it was cut off" in extractor.refused[0].reason
    assert len(chat.asked) < 40
