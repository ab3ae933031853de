r"""Inline markup of a brief: five marks, parsed once, never HTML.

========================  =====================================================
``{room.measure/key}``    the traced number with that id, as a link to its trace
``**bold**``              strong text
```code```                a code or an identifier, e.g. an HS code
``[label](#anchor)``      a link inside the page, or to an https address
``\*``                     the next character as it is
========================  =====================================================

Text that somebody else wrote (a document's title, a quotation) passes through
`literal` first, so that no mark in it takes effect.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from tenor.core.errors import UserError

_SPECIAL = re.compile(r"([\\{}*\[\]`])")
_MARKS = re.compile(r"\\(.)|\{([^{}\n]+)\}|\*\*|`([^`\n]+)`|\[((?:[^\[\]\\]|\\.)*)\]\(([^()\s]+)\)")
_HREF = re.compile(r"#[A-Za-z0-9._/~%-]+\Z|https://[A-Za-z0-9.-]+(?:[/?#][^\s\"'<>`]*)?\Z")


@dataclass(frozen=True, slots=True)
class Plain:
    """Characters as they are."""

    text: str


@dataclass(frozen=True, slots=True)
class NumberRef:
    """A reference to a traced number."""

    id: str


@dataclass(frozen=True, slots=True)
class Code:
    """A code or identifier."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Bold text."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link; `href` is an anchor in the page or an https address."""

    nodes: tuple[Node, ...]
    href: str


Node: TypeAlias = Plain | NumberRef | Code | Strong | Link


def literal(text: str) -> str:
    r"""Return `text` with every mark escaped, for words that others wrote.

    Examples
    --------
    >>> literal("a {b} *c*")
    'a \\{b\\} \\*c\\*'
    """
    return _SPECIAL.sub(r"\\\1", text)


def require_href(href: str) -> str:
    """Return `href` when it is an anchor or an https address; refuse anything else."""
    if not _HREF.match(href):
        raise UserError(f"link address {href!r} is neither #anchor nor https://host/path")
    return href


def parse_markup(source: str) -> tuple[Node, ...]:
    """Return the nodes of a marked-up string.

    Raises
    ------
    UserError
        A bold mark is not closed, a brace is left open, or a link's address is
        neither an anchor nor https.

    Examples
    --------
    >>> parse_markup("HHI **{risk.hhi/antimony}**, code `8110`")[1]
    Strong(nodes=(NumberRef(id='risk.hhi/antimony'),))
    """
    outer: list[Node] = []
    inner: list[Node] | None = None
    last = 0
    for match in _MARKS.finditer(source):
        target = outer if inner is None else inner
        _add_plain(target, source[last : match.start()], source)
        last = match.end()
        if match.group() == "**":
            if inner is None:
                inner = []
            else:
                outer.append(Strong(tuple(inner)))
                inner = None
        else:
            target.append(_mark(match))
    if inner is not None:
        raise UserError(f"bold mark ** is not closed in {source!r}")
    _add_plain(outer, source[last:], source)
    return _joined(outer)


def _mark(match: re.Match[str]) -> Node:
    escaped, number, code, label, href = match.groups()
    if escaped is not None:
        return Plain(escaped)
    if number is not None:
        return NumberRef(number.strip())
    if code is not None:
        return Code(code)
    nodes = parse_markup(label)
    if any(not isinstance(node, Plain | Code) for node in nodes):
        raise UserError(
            f"the label of the link {match.group()!r} may hold plain text and code only"
        )
    return Link(nodes, require_href(href))


def _add_plain(target: list[Node], text: str, source: str) -> None:
    if "{" in text or "}" in text:
        raise UserError(f"a brace is left open in {source!r}; write \\{{ for a brace as such")
    if text:
        target.append(Plain(text))


def _joined(nodes: list[Node]) -> tuple[Node, ...]:
    joined: list[Node] = []
    for node in nodes:
        if isinstance(node, Plain) and joined and isinstance(joined[-1], Plain):
            joined[-1] = Plain(joined[-1].text + node.text)
        else:
            joined.append(node)
    return tuple(joined)


def number_refs(nodes: tuple[Node, ...]) -> list[str]:
    """Return the trace ids that the nodes refer to, in reading order."""
    found: list[str] = []
    for node in nodes:
        if isinstance(node, NumberRef):
            found.append(node.id)
        elif isinstance(node, Strong | Link):
            found.extend(number_refs(node.nodes))
    return found
