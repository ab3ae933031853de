"""Showing results: one JSON document, or plain text columns."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

WIDTH = 44
ledger_option = click.option(
    "--ledger", type=click.Path(path_type=Path), required=True, help="File of the ledger."
)
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


def counted(number: int, thing: str) -> str:
    """Return a number of things."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def shortened(text: str, width: int = WIDTH) -> str:
    """Return a text on one line, cut at a width; what a terminal would act on is left out."""
    line = "".join(c for c in " ".join(text.split()) if c.isprintable())
    return line if len(line) <= width else line[: width - 3] + "..."
