"""The mentions of a text, read once for all who ask."""

from __future__ import annotations

from functools import lru_cache

from tenor.evidence.flow import flow_of, prose_of
from tenor.evidence.grammar.scan import find_mentions
from tenor.evidence.model import Mention


@lru_cache(maxsize=2)
def mentions_of(text: str) -> tuple[Mention, ...]:
    """Return what the grammar reads in a text; the last two texts are held."""
    flow = flow_of(text)
    found = find_mentions(flow.text)
    return tuple(found) if flow.is_plain else tuple(flow.mention(each) for each in found)


@lru_cache(maxsize=2)
def prose_mentions_of(text: str) -> tuple[Mention, ...]:
    """Return what the grammar reads in a text as far as the rules read it."""
    flow = prose_of(text)
    if not flow.unread:
        return mentions_of(text)
    return tuple(flow.mention(each) for each in find_mentions(flow.text))
