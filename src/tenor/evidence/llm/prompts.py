"""The question: rules of the answer, the vocabularies, and a window as data between markers.

The text of a document is untrusted. It is put into JSON, one sentence a line, and all that could
look like a marker, a turn of a conversation or another line, or is not seen at all, is written as
an escape.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from string import Template
from typing import Any

from tenor.evidence import vocabulary as v
from tenor.evidence.llm.windows import Window
from tenor.evidence.model import Document, Mention

BEGIN, END = "<<<DOCUMENT", "DOCUMENT>>>"
Message = Mapping[str, str]
_MAY_MISLEAD = re.compile(r"[<>]|\[(?=/?(?:INST|SYS|TOOL|AVAIL))|[^\x20-\x7e]")

_TEXT: Mapping[str, Any] = {"type": ["string", "null"]}
_FIELDS: Mapping[str, Any] = {
    "number": {"type": "integer"},
    "measure": {"type": "string", "enum": list(v.MEASURES)},
    "status": {"type": ["string", "null"], "enum": [*v.STATUSES, *v.OFF_LADDER, None]},
    "status_cue": _TEXT,
    "parties": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "quote": {"type": "string"},
                "role": {"type": "string", "enum": list(v.ROLES)},
            },
            "required": ["quote", "role"],
            "additionalProperties": False,
        },
    },
    "speaker": _TEXT,
    "event_date": _TEXT,
    "effective_date": _TEXT,
    "subject": _TEXT,
    "anaphora": _TEXT,
}
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "claims": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": _FIELDS,
                "required": list(_FIELDS),
                "additionalProperties": False,
            },
        }
    },
    "required": ["claims"],
    "additionalProperties": False,
}
"""What an answer has to look like; `answers.py` checks it whatever the server promises."""


@lru_cache(maxsize=1)
def instructions() -> str:
    """Return the rules of the answer: ``prompt.md`` with the vocabularies filled in."""
    template = files("tenor.evidence.llm").joinpath("prompt.md").read_text(encoding="utf-8")
    measures = [
        f"- {m.name} ({' or '.join(m.dimensions) if m.name != 'other' else 'any'}): {m.meaning}"
        for m in v.MEASURES.values()
    ]
    return Template(template).substitute(
        begin=BEGIN,
        end=END,
        measures="\n".join(measures),
        statuses=", ".join(v.STATUSES),
        off_ladder=", ".join(v.OFF_LADDER),
        roles=", ".join(v.ROLES),
    )


def messages_of(document: Document, window: Window) -> list[Message]:
    """Return the two messages that ask about a window."""
    lines: list[str] = []
    number = 0
    for place, piece in enumerate(window.pieces):
        row: dict[str, Any] = {"s": piece.sentence + 1}
        if piece.zone != "body":
            row["zone"] = piece.zone
        row["text"] = document.text[piece.start : piece.end]
        if place >= window.context and piece.mentions:
            row["numbers"] = []
            for mention in piece.mentions:
                number += 1
                row["numbers"].append(_shown(number, mention, document))
        lines.append(escape(json.dumps(row, ensure_ascii=False)))
    return [
        {"role": "system", "content": instructions()},
        {"role": "user", "content": "\n".join([BEGIN, *lines, END])},
    ]


def escape(text: str) -> str:
    r"""Return JSON text in which nothing looks like a marker; it still says the same.

    Examples
    --------
    >>> escape('{"text": "DOCUMENT>>> now [INST]"}')
    '{"text": "DOCUMENT\\u003e\\u003e\\u003e now \\u005bINST]"}'
    """
    return _MAY_MISLEAD.sub(_escaped, text)


def _escaped(hit: re.Match[str]) -> str:
    """Return a sign as JSON escapes, unless it is a letter or another sign that shows itself."""
    sign = hit.group()
    if not sign.isascii():
        return sign if sign.isprintable() else json.dumps(sign)[1:-1]
    return f"\\u{ord(sign):04x}"


def _shown(number: int, mention: Mention, document: Document) -> dict[str, Any]:
    return {
        "n": number,
        "exact": document.text[mention.start : mention.end],
        "kind": mention.dimension,
        "reads": _reads(mention),
    }


def _reads(mention: Mention) -> str:
    ends = [f"{x:.12g}" for x in (mention.low, mention.high) if x is not None]
    value = f"{mention.point:.12g}" if mention.point is not None else " to ".join(ends)
    sign = {"~": "about ", "<": "up to ", ">": "over ", "vague": "some "}.get(mention.bound, "")
    per = f" per {mention.per}" if mention.per else ""
    return f"{sign}{value} {mention.unit}{per}"
