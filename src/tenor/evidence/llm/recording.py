"""Answers on record: JSON lines, one an answer, under the hash of what was asked.

The hash is of model, messages and form of the answer; address, key and budget are no part of it, so
a recording answers on any machine. It holds what the model said, with what that quotes, and neither
the question nor any header. A recording that is written to is read first: what it holds is not
asked again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tenor.core.errors import DataError
from tenor.evidence.llm.prompts import SCHEMA, Message

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model said to one question.

    Attributes
    ----------
    content : str
    finish : str
        ``stop``, or ``length`` where it was cut off.
    prompt_tokens, answer_tokens : int
    """

    content: str
    finish: str = "stop"
    prompt_tokens: int = 0
    answer_tokens: int = 0


def key_of(model: str, messages: Sequence[Message]) -> str:
    """Return the hash of a question."""
    asked = {
        "version": _VERSION,
        "model": model,
        "messages": [dict(message) for message in messages],
        "schema": SCHEMA,
        "temperature": 0,
    }
    packed = json.dumps(asked, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(packed.encode("ascii")).hexdigest()


class Recording:
    """A file of answers.

    Parameters
    ----------
    path : Path
    is_written : bool
        Whether new answers are added; then the file need not exist.
    """

    def __init__(self, path: Path, *, is_written: bool) -> None:
        self.path, self.is_written = path, is_written
        self._held: dict[str, Answer] = {}
        self._torn_at: int | None = None
        if path.exists() or not is_written:
            self._read()

    def find(self, key: str) -> Answer | None:
        """Return the answer to a question, or None."""
        return self._held.get(key)

    def add(self, key: str, answer: Answer, note: dict[str, Any]) -> None:
        """Write an answer to the end of the file, and see that it is there."""
        self._held[key] = answer
        line = json.dumps({"key": key, **note, **asdict(answer)}, ensure_ascii=True)
        try:
            with self.path.open("ab") as stream:
                if self._torn_at is not None:
                    stream.truncate(self._torn_at)
                stream.write(line.encode("ascii") + b"\n")
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            raise DataError(f"{self.path}: cannot be written: {error.strerror or error}") from error
        self._torn_at = None

    def _read(self) -> None:
        try:
            data = self.path.read_bytes()
        except OSError as error:
            raise DataError(f"{self.path}: cannot be read: {error.strerror or error}") from error
        lines = data.split(b"\n")
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                key, answer = _unpack(line)
            except (ValueError, TypeError, KeyError, RecursionError) as error:
                if number == len(lines):
                    # A run was ended while it wrote its last line.
                    self._torn_at = len(data) - len(line)
                    continue
                raise DataError(
                    f"{self.path}, line {number}: not a line of a recording ({error}); "
                    "expected an object with key, content and finish"
                ) from error
            self._held[key] = answer


def _unpack(line: bytes) -> tuple[str, Answer]:
    row = json.loads(line)
    texts = [row["key"], row["content"], row["finish"]]
    counts = [row.get("prompt_tokens", 0), row.get("answer_tokens", 0)]
    if not all(isinstance(t, str) for t in texts) or not all(type(n) is int for n in counts):
        raise ValueError("a value of the wrong kind")
    return texts[0], Answer(texts[1], texts[2], *counts)
