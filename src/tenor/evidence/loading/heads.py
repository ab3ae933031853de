"""Metadata from the head and the foot of a text (placeholder until `read_head` below)."""

from __future__ import annotations

from collections.abc import Sequence

from tenor.evidence.model import Zone


def read_head(text: str, zones: Sequence[Zone]) -> dict[str, str | None]:
    """Return title, publisher, date and author where the text states them."""
    first = next((z for z in zones if z.kind == "headline"), None)
    title = text[first.start : first.end].strip().split("\n")[0].strip() if first else None
    return {"title": title}
