"""What stands already: a share that is held, a rate that is charged, without any new deal."""

from __future__ import annotations

import re

from tenor.evidence.model import Mention, Span
from tenor.evidence.words import WordPattern

_HELD = re.compile(
    r"\b(holds?|held|owns?|owned|owner|keeps?|retains?|ownership|shareholders?|shareholding"
    r"|controls?|minority|majority)\b[^.;]{0,40}$"
    r"|\b(has|have|with)\s(?:(?:a|an|its|the|only|about|roughly)\s){0,2}$",
    re.IGNORECASE,
)
_SHARE_AFTER = re.compile(
    r"[\s-]*(owned|held|shareholder|owner|stake\sheld|stake|interest|shareholding)\b",
    re.IGNORECASE,
)
_RATE_STANDS = re.compile(
    r"\b(is|are|was|were|stands?|stood|rate|royalt(?:y|ies)|tariffs?|dut(?:y|ies)|lev(?:y|ies)"
    r"|tax|remains?|currently|pays?|charges?)\b[^.;]{0,50}$",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\b(?:draft|propos\w+|Bill|would|could|will|shall|talks|to\s(?:buy|acquire|take|hold|sell)"
    r"|plans?\sto|intends?|wants?|seeks?|in\sprinciple|negotiat\w+|under\sdiscussion|mull\w*"
    r"|option|earn|float(?:ed|s)|new|raise|rais(?:ed|es)|from\s(?:January|February|March|April"
    r"|May|June|July|August|September|October|November|December|20\d\d)|if|may|agreed|sign(?:ed|s)|heads?|gives?|recommend\w*|replace)\b"
)


def find_standing(text: str, mention: Mention, measure: str, start: int) -> tuple[str, Span] | None:
    """Return ``operating`` where a share or a rate is said to exist, without any cue of a deal."""
    if _UNDER.search(text, start, mention.start):
        return None
    offset = max(start, mention.start - 60)
    before = text[offset : mention.start]
    held: re.Match[str] | None = None
    after: re.Match[str] | None = None
    if measure == "ownership_share":
        held = _HELD.search(before)
        after = _SHARE_AFTER.match(text, mention.end)
        if held and held.group(2) and not after:
            held = None
        if held is None and after is None:
            return _named_share(text, mention, start)
    elif measure in ("royalty_share", "tariff_rate"):
        held = _RATE_STANDS.search(before)
        after = _RATE_AFTER.match(text, mention.end)
    if held is not None:
        group = 1 if held.group(1) else 2
        place = Span.of(text, offset + held.start(group), offset + held.end(group))
        near = text[max(0, place.start - 40) : mention.end + 30]
    elif after is not None:
        place = Span.of(text, after.start(1), after.end(1))
        near = text[max(0, mention.start - 40) : place.end]
    else:
        return None
    edge = _PHRASE_EDGE.search(text, mention.end, mention.end + 30)
    if edge:
        near = text[max(0, min(place.start, mention.start) - 40) : max(edge.start(), place.end)]
    return None if _NOT_YET.search(near) else ("operating", place)


def _named_share(text: str, mention: Mention, start: int) -> tuple[str, Span] | None:
    """Return ``operating`` for a share in a sentence about owners: and the state with 30%."""
    edge = _SENTENCE_END.search(text, mention.end, mention.end + _SHARE_REACH)
    end = edge.start() if edge else mention.end + _SHARE_REACH
    near = text[max(start, mention.start - 2 * _SHARE_REACH) : end]
    if _NOT_YET.search(near) or _SOFTENED.search(near):
        return None
    offset = max(start, mention.start - 2 * _SHARE_REACH)
    found = _OWNS.search(near)
    if found is None:
        return None
    return "operating", Span.of(text, offset + found.start(), offset + found.end())


_SHARE_REACH = 60
_SENTENCE_END = re.compile(r"[.;\n,(]")
_OWNS = re.compile(
    r"\b(?:owns|owned|owner(?:ship)?s?|shareholders?|shareholding|holds|held)\b", re.IGNORECASE
)
_SOFTENED = re.compile(
    r"\b(?:might|offer\w*|bid|sale|sell\w*|sold|buy\w*|bought|acquir\w*|rumou?r\w*|expect\w*|consider\w*"
    r"|not|never|previously|formerly|no\slonger)\b",
    re.IGNORECASE,
)
_RATE_AFTER = re.compile(
    r"\s(?:[a-z-]+\s){0,2}?(royalt(?:y|ies)|tariffs?|dut(?:y|ies)|lev(?:y|ies)|tax|cess|surcharge)\b"
)
_UNDER = WordPattern(
    r"\bunder\s(?:the|this|its)\s(?:new\s)?(?:deal|agreement|framework|arrangement|pact)\b",
    re.IGNORECASE,
)
_PHRASE_EDGE = re.compile(r"[,;:.(]\s|\s(?:and|but|while|with|after)\s")
