"""What stands already: a share that is held, a rate that is charged, without any new deal."""

from __future__ import annotations

import re

from tenor.evidence.model import Mention, Span

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
    elif measure in ("royalty_share", "tariff_rate"):
        held = _RATE_STANDS.search(before)
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


_UNDER = re.compile(
    r"\bunder\s(?:the|this|its)\s(?:new\s)?(?:deal|agreement|framework|arrangement|pact)\b",
    re.IGNORECASE,
)
_PHRASE_EDGE = re.compile(r"[,;:.(]\s|\s(?:and|but|while|with|after)\s")
