"""Answers of a model: from whatever came to claims of the right form, and reasons for the rest.

Nothing is mended. A claim of the wrong form is refused with the reason; an answer that is no JSON
of the right form is refused whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MAX_CONTENT = 200_000
MAX_QUOTE = 300
MAX_PARTIES = 8
MAX_CLAIMS = 400
_STARTS = 20
_QUOTES = ("status_cue", "speaker", "event_date", "effective_date", "subject", "anaphora")
_KEYS = frozenset({"number", "measure", "status", "parties", *_QUOTES})
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Answered:
    """One claim as a model states it: a number's place, words of vocabularies, quotations."""

    number: int
    measure: str
    status: str | None = None
    status_cue: str | None = None
    parties: tuple[tuple[str, str], ...] = ()
    speaker: str | None = None
    event_date: str | None = None
    effective_date: str | None = None
    subject: str | None = None
    anaphora: str | None = None


class RefusedError(ValueError):
    """An answer, or one claim of it, is not of the form that was asked for."""


def read_answer(content: str) -> tuple[list[Answered], list[str]]:
    """Return the claims of an answer and why others of it were refused.

    Raises
    ------
    RefusedError
        The answer as a whole is not of the form.
    """
    if len(content) > MAX_CONTENT:
        raise RefusedError(f"an answer of more than {MAX_CONTENT:,} characters")
    body = _object(content)
    if set(body) != {"claims"}:
        raise RefusedError(f"an object with the keys {_short(sorted(body))}, not 'claims' alone")
    rows = body["claims"]
    if not isinstance(rows, list):
        raise RefusedError(f"'claims' is {_short(rows)}, not a list")
    found: list[Answered] = []
    refused: list[str] = []
    for place, row in enumerate(rows[:MAX_CLAIMS], 1):
        try:
            found.append(_claim(row))
        except RefusedError as error:
            refused.append(f"claim {place}: {error}")
    if len(rows) > MAX_CLAIMS:
        refused.append(f"{len(rows) - MAX_CLAIMS:,} claims after the first {MAX_CLAIMS}")
    return found, refused


def parse_json(text: str) -> Any:
    """Return the value of a JSON text, strictly: no NaN, no key twice, no endless depth.

    Raises
    ------
    RefusedError
        It is no JSON.
    """
    try:
        return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_once)
    except RecursionError as error:
        raise RefusedError("JSON that is nested too deep") from error
    except ValueError as error:
        raise RefusedError(f"no JSON: {error}"[:200]) from error


def _object(content: str) -> Mapping[str, Any]:
    """Return the object that an answer is, or the first one that stands in its words."""
    text = content.strip()
    try:
        body = parse_json(text)
    except RefusedError:
        body = _embedded(text)
        if body is None:
            raise
    if not isinstance(body, dict):
        raise RefusedError(f"{_short(body)}, not an object")
    return body


def _embedded(text: str) -> Any:
    decoder = json.JSONDecoder(parse_constant=_no_constant, object_pairs_hook=_once)
    place = -1
    for _ in range(_STARTS):
        place = text.find("{", place + 1)
        if place < 0:
            return None
        try:
            body, _end = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            continue
        if isinstance(body, dict) and "claims" in body:
            return body
    return None


def _no_constant(name: str) -> Any:
    raise RefusedError(f"{name} is no JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held = dict(pairs)
    if len(held) != len(pairs):
        raise RefusedError("an object has a key twice")
    return held


def _claim(row: Any) -> Answered:
    if not isinstance(row, dict):
        raise RefusedError(f"{_short(row)}, not an object")
    odd = sorted(set(row) - _KEYS)
    if odd:
        raise RefusedError(f"unknown key {_short(odd[0])}")
    number = row.get("number")
    if type(number) is not int:
        raise RefusedError(f"'number' is {_short(number)}, not a whole number")
    measure = _text(row.get("measure"), "measure")
    if measure is None:
        raise RefusedError("no measure")
    return Answered(
        number=number,
        measure=measure,
        status=_text(row.get("status"), "status"),
        parties=_parties(row.get("parties")),
        **{name: _text(row.get(name), name) for name in _QUOTES},
    )


def _parties(rows: Any) -> tuple[tuple[str, str], ...]:
    if rows is None:
        return ()
    if not isinstance(rows, list) or len(rows) > MAX_PARTIES:
        raise RefusedError(f"'parties' is {_short(rows)}, not a list of up to {MAX_PARTIES}")
    found: list[tuple[str, str]] = []
    for row in rows:
        if not isinstance(row, dict) or set(row) != {"quote", "role"}:
            raise RefusedError(f"a party is {_short(row)}, not an object of quote and role")
        quote, role = _text(row["quote"], "quote"), _text(row["role"], "role")
        if quote is None or role is None:
            raise RefusedError("a party without a quote or a role")
        if (quote, role) not in found:
            found.append((quote, role))
    if len({quote for quote, _ in found}) < len(found):
        raise RefusedError("a party in two roles")
    return tuple(found)


def _text(value: Any, name: str) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise RefusedError(f"{name!r} is {_short(value)}, not text")
    if len(value) > MAX_QUOTE:
        raise RefusedError(f"{name!r} has {len(value):,} characters, more than {MAX_QUOTE}")
    return plain(value).strip() or None


def plain(text: str) -> str:
    """Return a text without control characters and halves of code points."""
    return _CONTROL.sub("\ufffd", text)


def _short(value: Any) -> str:
    try:
        shown = plain(repr(value)[:60])
    except (ValueError, RecursionError):
        return f"a {type(value).__name__}"
    return shown if len(shown) < 60 else shown + "..."
