"""The mentions of a text, read once for all who ask."""

from __future__ import annotations

from functools import lru_cache

from tenor.evidence.grammar.scan import find_mentions
from tenor.evidence.model import Mention


@lru_cache(maxsize=2)
def mentions_of(text: str) -> tuple[Mention, ...]:
    """Return what the grammar reads in a text; the last two texts are held."""
    return tuple(find_mentions(text))
