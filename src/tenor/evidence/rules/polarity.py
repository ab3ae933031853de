"""Whether a number is said, denied, or told as what is no more."""

from __future__ import annotations

import re
from functools import lru_cache

from tenor.evidence.model import Mention, Span
from tenor.evidence.rules.status_cues import COMPARED, ENDED, NEGATION, REPLACED

_LONGEST_CUE = 60
_CLAUSE_EDGE = re.compile(
    r"[;:\n]|,\s(?:but|while|whereas|although|and)\s|\s(?:but|while|whereas)\s"
)


def find_clause(text: str, mention: Mention, sentence: tuple[int, int]) -> tuple[int, int]:
    """Return the clause of a mention: the part of its sentence between the nearest breaks."""
    return _clause_at(text, mention.start, mention.end, sentence)


@lru_cache(maxsize=2)
def _clause_at(text: str, at: int, until: int, sentence: tuple[int, int]) -> tuple[int, int]:
    start, end = sentence
    for match in _CLAUSE_EDGE.finditer(text, start, at):
        start = match.end()
    after = _CLAUSE_EDGE.search(text, until, end)
    return start, after.start() if after else end


_NOT_ONLY = re.compile(
    r"\bno(?:t)?\s(?:only|less|fewer|more|later|higher|lower|just|least|doubt|longer|one|wonder"
    r"|exceed\w*)\b|\bnot\s(?:affected|changed|provided\sfor|recogni[sz]ed)\b|\bnot\s(?:yet\s)?(?:known|clear|disclosed|say|named|include|including)\b",
    re.IGNORECASE,
)


def read_polarity(
    text: str, mention: Mention, sentence: tuple[int, int], is_deal: bool = True
) -> tuple[str, Span | None]:
    """Return the polarity of a mention and the place of the word that gives it.

    A statistic of an earlier year is not ended by the one that follows it; a plan is.
    """
    start, end = find_clause(text, mention, sentence)
    ended = _nearest(ENDED, text, (start, end), mention, 70)
    if ended is None:
        ended = _replaced(text, mention, start, is_deal)
    if ended:
        return "ended", ended
    undone = _UNDONE.match(text, mention.end, end)
    if undone:
        return "negated", Span.of(text, undone.start(1), undone.end(1))
    refuted = _REFUTED.search(text, mention.end, min(end, mention.end + _REFUTED_REACH))
    if refuted:
        return "negated", Span.of(text, refuted.start(), refuted.end())
    negated = _nearest(NEGATION, text, (start, mention.start), mention, 42)
    only = negated and _NOT_ONLY.match(text, negated.start)
    if negated is None or only:
        return "affirmed", None
    between = text[negated.end : mention.start]
    if negated.exact[:3].casefold() == "den":  # denied that it had: the clause is what is denied
        between = _THAT.sub("", between)
    if not _TURNED.search(between):
        return "negated", negated
    return "affirmed", None


def _replaced(text: str, mention: Mention, start: int, is_deal: bool) -> Span | None:
    """Return the words right before a value that make it the old one: rather than, up from."""
    offset = max(start, mention.start - _OLD_REACH)
    head = text[offset : mention.start]
    found = REPLACED.search(head) or (COMPARED.search(head) if is_deal else None)
    return None if found is None else Span.of(text, offset + found.start(1), offset + found.end(1))


_OLD_REACH = 44
_THAT = re.compile(r"^\sthat\b", re.IGNORECASE)
_UNDONE = re.compile(
    r"\s(?:(?!and\b|but\b|that\b|which\b|who\b|to\b)[\w-]+\s){0,3}"
    r"((?:does|do|did|has|have|had|is|are|was|were|will|would|could|can)(?:\s(?:not|never)\b(?!\sonly)|n['’]t))",
    re.IGNORECASE,
)
"""What a number's own verb denies: the $5 million has not been paid."""
_REFUTED = re.compile(
    r"\b(?:(?:was|were|is|are|been)\s(?:\w+ly\s|later\s|since\s)?|which\s(?:\w+\s){1,3})"
    r"(?:denied|denies|refuted|disputed)\b",
    re.IGNORECASE,
)
_REFUTED_REACH = 60
_TURNED = re.compile(
    r",|\b(?:but|and|that|which|who|said|because|until|only|as|than)\b", re.IGNORECASE
)


def _nearest(
    pattern: re.Pattern[str], text: str, clause: tuple[int, int], mention: Mention, reach: int
) -> Span | None:
    best: tuple[int, Span] | None = None
    start = max(clause[0], mention.start - reach - _LONGEST_CUE)
    for match in pattern.finditer(text, start, min(clause[1], mention.end + reach + _LONGEST_CUE)):
        ahead = match.start() >= mention.end
        gap = match.start() - mention.end if ahead else mention.start - match.end()
        if -1 < gap <= (reach // 2 if ahead else reach) and (best is None or gap < best[0]):
            best = gap, Span.of(text, match.start(), match.end())
    return best[1] if best else None
