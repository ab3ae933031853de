"""Showing results: one JSON document, or plain text columns."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

json_option = click.option(
    "--json", "as_json", is_flag=True, help="One JSON document on stdout; null for unknown."
)


def show_json(document: Mapping[str, Any]) -> None:
    """Print one JSON document; NaN and infinities are refused, never printed."""
    click.echo(json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2))


def show_columns(header: Sequence[str], rows: Sequence[Sequence[str]], *, right: str = "") -> None:
    """Print rows as aligned text; the columns named in `right` are right-aligned."""
    table = [list(header), *[list(row) for row in rows]]
    widths = [max(len(row[i]) for row in table) for i in range(len(header))]
    flush = [name in right.split(",") for name in header]
    for row in table:
        cells = [
            cell.rjust(width) if end else cell.ljust(width)
            for cell, width, end in zip(row, widths, flush, strict=True)
        ]
        click.echo("  ".join(cells).rstrip())
