"""What a curated table is made of: its columns, and the columns that most tables share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tenor.panel.curated.cells import amount, met, number, text


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, how a cell is read, and whether it may be empty."""

    name: str
    read: Callable[[str], Any]
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Form:
    """One table.

    Attributes
    ----------
    name : str
        Name of the file without ``.csv``.
    title : str
        What one row states.
    columns : tuple of Column
    key : tuple of str
        Columns that together name a row.
    states : tuple of str
        Columns of which at least one is filled: what the row says.
    own : bool
        Whether a user's file may stand in front.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    states: tuple[str, ...] = ()
    own: bool = True


PROVENANCE = (Column("source", text), Column("met", met), Column("note", text, needed=False))
RANGE = tuple(Column(name, number, needed=False) for name in ("value", "low", "high"))
AMOUNT = tuple(Column(name, amount, needed=False) for name in ("value", "low", "high"))
STATED = ("value", "low", "high")


def columns_of(*parts: Column | tuple[Column, ...]) -> tuple[Column, ...]:
    """Return columns and groups of columns as one row of columns."""
    flat: list[Column] = []
    for part in parts:
        flat.extend((part,) if isinstance(part, Column) else part)
    return tuple(flat)
