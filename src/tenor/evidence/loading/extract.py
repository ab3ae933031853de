"""What a reader of one kind of file hands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tenor.evidence.model import Zone


@dataclass(frozen=True, slots=True)
class Extract:
    """What a reader makes of bytes: text, its zones, metadata, its own name and version.

    Attributes
    ----------
    zones : tuple of Zone
        What the structure of the file says: headings, tables, running lines. The rules for
        plain text fill in the rest.
    """

    text: str
    loader: str
    zones: tuple[Zone, ...] = ()
    found: Mapping[str, str | None] = field(default_factory=dict)
