"""Asking an endpoint that speaks the chat protocol of OpenAI, within a budget.

Servers differ in what they take. The strictest form of answer is asked for first; where a server
refuses it (400, 415, 422, 501) the next one is tried and kept for the rest of the run. The checks
of the answers are the same whichever is used.
"""

from __future__ import annotations

import json
import math
import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tenor.core.errors import DataError, UserError
from tenor.evidence.llm.answers import MAX_CONTENT, RefusedError, parse_json, plain
from tenor.evidence.llm.prompts import SCHEMA, Message
from tenor.evidence.llm.recording import Answer
from tenor.evidence.llm.settings import (
    KEY_VARIABLE,
    MAX_BYTES,
    Reply,
    Settings,
    Spent,
    Transport,
    redact,
)
from tenor.evidence.protocol import NotReadError

FORMS = ("json_schema", "json_object", "text")
PAUSE, LONGEST_PAUSE = 1.0, 60.0
FAILURES = 3
"""After so many questions in a row without an answer nothing more is asked."""
_BUSY = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529})
_REFUSES_FORM = frozenset({400, 415, 422, 501})
_MAX_TOKENS = 10**9


@dataclass(slots=True)
class Dialect:
    """What this server takes, as far as it is known."""

    form: int = 0
    tokens_key: str = "max_tokens"
    has_temperature: bool = True

    def step_down(self, complaint: str) -> bool:
        """Give up what a server complains of; return False where nothing is left to give up."""
        words = complaint.casefold()
        if "max_completion_tokens" in words and self.tokens_key == "max_tokens":
            self.tokens_key = "max_completion_tokens"
        elif "temperature" in words and self.has_temperature:
            self.has_temperature = False
        elif self.form + 1 < len(FORMS):
            self.form += 1
        else:
            return False
        return True


class ChatClient:
    """One endpoint, asked one question after another.

    Parameters
    ----------
    settings : Settings
    transport : callable
        The network; see `settings.Transport`.
    sleep : callable
        Waits so many seconds.
    """

    def __init__(
        self,
        settings: Settings,
        transport: Transport,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.settings, self.transport, self.sleep = settings, transport, sleep
        self.endpoint = settings.endpoint
        self.spent = Spent()
        self.dialect = Dialect()
        self._failures = 0

    def ask(self, messages: Sequence[Message]) -> Answer:
        """Return the answer to a question.

        Raises
        ------
        NotReadError
            There is no usable answer, or the budget is used up.
        UserError
            Address, key or model are wrong: asking on is of no use.
        """
        if self._failures >= FAILURES:
            raise NotReadError(
                f"the server failed {FAILURES} questions in a row; it is not asked on"
            )
        try:
            answer = self._ask(messages)
        except _FailedError as error:
            self._failures += 1
            raise NotReadError(str(error)) from error
        self._failures = 0
        return answer

    def _ask(self, messages: Sequence[Message]) -> Answer:
        tries = 0
        while True:
            reply = self._send(messages)
            if isinstance(reply, tuple):
                status, headers, data = reply
                if status == 200:
                    return self._read(headers, data, messages)
                said = self._said(data)
                if status in _REFUSES_FORM and self.dialect.step_down(said):
                    continue
                self._raise_final(status, headers, said)
                what, wait = f"the server answers {status}: {said}", headers.get("retry-after")
            else:
                what, wait = reply, None
            tries += 1
            if tries >= self.settings.tries:
                raise _FailedError(f"no answer in {tries} tries; the last time {what}")
            self.sleep(pause_of(tries, wait))

    def _send(self, messages: Sequence[Message]) -> Reply | str:
        """Return one reply, or why there is none."""
        estimate = estimate_tokens("".join(message["content"] for message in messages))
        self.spent.check(self.settings.limits, estimate)
        self.spent.requests += 1
        headers = {}
        if key := read_key():
            headers["Authorization"] = f"Bearer {key}"
        try:
            return self.transport(
                self.endpoint,
                json.dumps(self._body(messages)).encode("ascii"),
                headers=headers,
                max_bytes=MAX_BYTES,
                seconds=self.settings.seconds,
            )
        except (TimeoutError, ConnectionError) as error:
            self.spent.prompt_tokens += estimate
            return redact(str(error), key)
        except DataError as error:
            self.spent.prompt_tokens += estimate
            raise _FailedError(redact(str(error), key)) from None

    def _body(self, messages: Sequence[Message]) -> Mapping[str, Any]:
        settings, dialect = self.settings, self.dialect
        tokens = settings.answer_tokens
        if settings.limits.answer_tokens is not None:
            tokens = min(tokens, settings.limits.answer_tokens - self.spent.answer_tokens)
        body: dict[str, Any] = {
            "model": settings.model,
            "messages": [dict(message) for message in messages],
            dialect.tokens_key: tokens,
            "stream": False,
        }
        if dialect.has_temperature:
            body["temperature"] = 0
        form = FORMS[dialect.form]
        if form == "json_schema":
            named = {"name": "claims", "strict": True, "schema": SCHEMA}
            body["response_format"] = {"type": form, "json_schema": named}
        elif form == "json_object":
            body["response_format"] = {"type": form}
        return body

    def _read(self, headers: Mapping[str, str], data: bytes, asked: Sequence[Message]) -> Answer:
        """Return the answer that a reply holds."""
        key = read_key()
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        prompt = estimate_tokens("".join(message["content"] for message in asked))
        if kind != "application/json" and not kind.endswith("+json"):
            self.spent.prompt_tokens += prompt
            raise _FailedError(f"the answer is {plain(kind)[:40] or 'of no kind'!r}, not JSON")
        try:
            body = parse_json(data.decode("utf-8"))
            content, finish = _content(body)
        except (RefusedError, UnicodeDecodeError) as error:
            self.spent.prompt_tokens += prompt
            raise _FailedError(redact(f"the answer is not of the protocol: {error}", key)) from None
        content = redact(plain(content), key)
        usage = body.get("usage")
        usage = usage if isinstance(usage, dict) else {}
        asked_tokens = _tokens(usage.get("prompt_tokens"), prompt)
        said_tokens = _tokens(usage.get("completion_tokens"), estimate_tokens(content))
        self.spent.prompt_tokens += asked_tokens
        self.spent.answer_tokens += said_tokens
        return Answer(content[: MAX_CONTENT + 1], finish, asked_tokens, said_tokens)

    def _said(self, data: bytes) -> str:
        """Return what a server says about its refusal, in short and without the key."""
        text = redact(data[:20_000].decode("utf-8", "replace"), read_key())
        try:
            body = json.loads(text)
            held = body.get("error", body) if isinstance(body, dict) else body
            text = str(held.get("message", held) if isinstance(held, dict) else held)
        except (ValueError, RecursionError):
            text = re.sub(r"<[^<>]*>", " ", text)
        return redact(" ".join(plain(text).split())[:200], read_key())

    def _raise_final(self, status: int, headers: Mapping[str, str], said: str) -> None:
        """Raise where trying again is of no use."""
        if status in _BUSY:
            return
        where = self.endpoint
        if 300 <= status < 400:
            target = plain(headers.get("location", "elsewhere"))[:120]
            raise UserError(
                f"{where}: redirects to {redact(target, read_key())}; that is not followed, name "
                "the final address with --llm-url"
            )
        if status in (401, 403):
            raise UserError(
                f"{where}: the server answers {status}: {said}; is {KEY_VARIABLE} set and right?"
            )
        if status == 413:
            raise _FailedError("the server finds the question too large")
        raise UserError(
            f"{where}: the server answers {status}: {said}; check --llm-url and --llm-model"
        )


class _FailedError(Exception):
    """One question has no usable answer."""


def read_key() -> str | None:
    """Return the key, from its environment variable alone.

    Raises
    ------
    UserError
        It holds a sign that no header may hold.
    """
    key = os.environ.get(KEY_VARIABLE, "").strip()
    if key and not (key.isascii() and key.isprintable()):
        raise UserError(f"{KEY_VARIABLE} holds signs that no key has")
    return key or None


def estimate_tokens(text: str) -> int:
    """Return about how many tokens a text has, rather too many than too few."""
    return math.ceil(len(text.encode("utf-8", "replace")) / 3)


def pause_of(tries: int, wait: str | None) -> float:
    """Return how long to wait before the next try; a server may ask for longer, up to a minute.

    Examples
    --------
    >>> [pause_of(1, None), pause_of(3, None), pause_of(1, "7"), pause_of(1, "86400")]
    [1.0, 4.0, 7.0, 60.0]
    """
    asked = float(wait) if wait and re.fullmatch(r"\d{1,6}(?:\.\d{1,6})?", wait) else 0.0
    return min(max(PAUSE * 2.0 ** (tries - 1), asked), LONGEST_PAUSE)


def _tokens(stated: Any, estimate: int) -> int:
    """Return a count of tokens as stated, where it can be one."""
    return stated if type(stated) is int and 0 < stated <= _MAX_TOKENS else estimate


def _content(body: Any) -> tuple[str, str]:
    """Return the words of the first choice and why it ended."""
    try:
        choice = body["choices"][0]
        message = choice["message"]
        content = message.get("content")
    except (KeyError, IndexError, TypeError, AttributeError):
        raise RefusedError("no choices[0].message") from None
    if isinstance(content, list):
        parts = [p.get("text") for p in content if isinstance(p, dict) and p.get("type") == "text"]
        content = "".join(part for part in parts if isinstance(part, str))
    if not isinstance(content, str) or not content.strip():
        why = message.get("refusal")
        raise RefusedError(f"no content{': ' + why[:100] if isinstance(why, str) else ''}")
    finish = choice.get("finish_reason")
    return content, finish if finish in ("stop", "length") else "stop"
