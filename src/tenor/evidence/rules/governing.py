"""How much a status cue says of a number: nearness, clause, and which number it governs."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from tenor.evidence.model import Mention
from tenor.evidence.rules.status_hits import StatusHit
from tenor.evidence.vocabulary import OFF_LADDER, firmness

_REACH, _OFF_REACH = 60.0, 70.0
FARTHEST = 600
"""Characters beyond which no cue reaches the least score."""
_AFTER, _PER_CLAUSE, _PER_MENTION, _PER_MENTION_FIRM = 0.85, 0.45, 0.8, 0.5
_GOVERNS, _TIGHT, _GOVERNED, _NOT_ITS_OWN = 34, 3, 0.4, 0.45
PAID = frozenset({"disbursed", "financially_closed"})

_BREAK = re.compile(
    r";|(?<!follows):\s|\n|\.\s|,\s(?:while|but|whereas|although|though|which|who|after|before|adding"
    r"|saying|compared|up\sfrom|down\sfrom)\b|\s(?:while|whereas|although|though|but|out\sof)\s"
    r"|\s[–—]\s|\sas\s(?!well|of|much|many|part|an?\b|the\slender)",
    re.IGNORECASE,
)
_APART = re.compile(
    r";|,\s(?:but|while|whereas|although)\s|\n|\sas\s(?!well|of|much|many|part|an?\b|the\b)"
)


def weigh_hit(text: str, mention: Mention, hit: StatusHit, others: Sequence[Mention]) -> float:
    """Return the weight of a cue for a mention among the other numbers of its sentence."""
    if hit.start < mention.end and hit.end > mention.start:
        return hit.weight if hit.start < mention.start and mention.end < hit.end else 0.0
    ahead = hit.start >= mention.end
    whole = _whole_of(text, mention, others)
    if whole is not None and hit.start < whole.end and ahead:
        return hit.weight * _OF_THE_WHOLE
    end = mention.end if whole is None else whole.end
    low, high = (end, hit.start) if ahead else (hit.end, mention.start)
    between = text[low:high]
    passed = sum(1 for o in others if o.start < high and o.end > low)
    if hit.status in OFF_LADDER:
        # What undoes a deal often stands in a clause of its own: a grant, which was frozen.
        apart = _PER_CLAUSE ** len(_APART.findall(between))
        return hit.weight * math.exp(-len(between) / _OFF_REACH) * _PER_MENTION**passed * apart
    score = hit.weight * math.exp(-len(between) / _REACH) * (_AFTER if ahead else 1.0)
    if ahead and hit.status in PAID and any(_whole_of(text, o, (mention,)) for o in others):
        score *= _OF_THE_WHOLE
    if ahead and _governs_another(text, hit, others):
        score *= _GOVERNED
    if ahead and _RELATIVE.search(between):
        score *= _ASIDE
    if not ahead and _APART_FROM.search(between) and _SUBJECT.match(text, mention.end):
        score *= _NOT_ITS_OWN
    each = _PER_MENTION_FIRM if firmness(hit.status) >= firmness("approved") else _PER_MENTION
    return score * _PER_CLAUSE ** len(_BREAK.findall(between)) * each**passed


def _whole_of(text: str, mention: Mention, others: Sequence[Mention]) -> Mention | None:
    """Return the number of which a mention is told as a part: $68 million of the $150 million."""
    after = [o for o in others if 0 < o.start - mention.end <= _WHOLE_REACH]
    if not after:
        return None
    whole = min(after, key=lambda o: o.start)
    return whole if _OF_THE.fullmatch(text, mention.end, whole.start) else None


_ASIDE = 0.4
_RELATIVE = re.compile(r",\s(?:which|who|whose)\b")
"""What follows tells of the thing, not of the sum: a loan of $5m, which will build a road."""

_WHOLE_REACH, _OF_THE_WHOLE = 30, 0.2
_OF_THE = re.compile(r"\s(?:out\s)?of\s(?:the|its|that|a|an|this|their)\s(?:[\w-]+\s){0,2}")


def _governs_another(text: str, hit: StatusHit, others: Sequence[Mention]) -> bool:
    """Return whether the number right behind a cue is the one that it speaks of."""
    after = min((o.start for o in others if o.start >= hit.end), default=None)
    if after is None or after - hit.end > _GOVERNS:
        return False
    between = text[hit.end : after]
    return len(between) <= _TIGHT or _LEADS_TO.fullmatch(between) is not None


_LEADS_TO = re.compile(
    r"\s(?:(?:a|an|the|another|some|about|up\sto|over|only|just|its|their|some|nearly|almost|more"
    r"|than|at|least|further|second|first|separate|loan|grant|of|for)\s){0,5}",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"(?:\s(?:of|in|for|from|to)\s[\w'’ -]{1,40}?)?,?\s(?:has|have|had|was|were|is|are|will|would"
    r"|could|remains?|lapsed|expired|closed)\b"
)
_APART_FROM = re.compile(r"\band\b|[,;]|\bthat\b|\bof\swhich\b")
"""A number that is the subject of a verb of its own is not governed by a clause before it."""
