"""Where words say how firm something is: the status cues of a sentence, softened by what governs.

A cue is softened by the modal, the condition or the denial before it, never taken firmer than the
verifier reads the same words, and passed over in a title or an aside.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tenor.evidence.cues import allows
from tenor.evidence.rules import status_cues as cues
from tenor.evidence.rules.cue_index import CueIndex, Found
from tenor.evidence.vocabulary import OFF_LADDER, STATUSES, firmness

_INDEX = CueIndex([cue.pattern for cue in cues.STATUS_CUES])
_SOFTENED, _NEARBY = 26, 60
_SOFT = re.compile(
    r"\b(?:(?:would|could|(?-i:may)|might|should|if|plans?\sto|intends?\sto|hopes?\sto"
    r"|wants?\sto|seeks?\sto|expected\sto|likely\sto|"
    r"proposes?\sto|ready\sto|aims?\sto|looking\sto|yet\sto|before|until|once|when|subject\sto"
    r"|pending|awaiting|in\stalks\sto|"
    r"considering|whether|not(?:\s(?:yet|been|a|any))*|n['’]t(?:\s(?:yet|been|a|any))*|no|never"
    r"|without|nor|neither|will|to\sbe|(?:was|were|is|are|said|believed|thought|likely|expected)\sto\shave)"
    r"\s(?:(?:be|have|formally|finally|been|yet|also|then|it\sis|it|soon|eventually)\s){0,3})$",
    re.IGNORECASE,
)
_ONCE = re.compile(
    r"\b(?:once|until|unless|if|provided(?:\sthat)?|as\ssoon\sas|depend(?:s|ing)?\son|subject\sto"
    r"|pending|await(?:s|ing)|requires?|needs?|(?:conditional|contingent)\s(?:up)?on|before)\s[^,.;:]{0,40}$",
    re.IGNORECASE,
)
_NONE_HAS = re.compile(
    r"\b(?:neither|no|not\sone|none\sof)\s[\w\s]{0,28}(?:has|have|had|was|were|is"
    r"|are)\s(?:yet\s)?$",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:not(?!\sonly)|never)\b|n['’]t\b", re.IGNORECASE)
_WILL = re.compile(r"\b(?:will|shall)\s(?:be\s|then\s|also\s|formally\s){0,2}$", re.IGNORECASE)
PAPER_NAMED = re.compile(
    r"\b(?:memorand\w+|MoUs?|MOCs?|letters?\sof\s(?:intent|interest)|term\ssheets?|framework"
    r"|joint\s(?:statement|declaration)|non-binding|heads\sof\s(?:terms|agreement)|cooperation\s(?:agreement|accord|pact))\b",
    re.IGNORECASE,
)
_OFFER = re.compile(
    r"[\s,]*(?:proposals?|offers?|indications?|indicative|expressions?|bids?|letters?\sof"
    r"\s(?:interest|support))\b",
    re.IGNORECASE,
)
LETTER = re.compile(
    r"\b(?:letters?\sof\s(?:interest|support)|expressions?\sof\sinterest|LOIs?\b)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class StatusHit:
    """One status cue of a sentence."""

    status: str
    weight: float
    start: int
    end: int


def find_status_hits(text: str, start: int, end: int) -> list[StatusHit]:
    """Return the status cues of a sentence, softened where a modal governs them."""
    found = []
    for hit in _INDEX.find(text, start, end):
        cue = cues.STATUS_CUES[hit.number]
        if _in_title(text, hit, start) or _ASIDE.search(
            text, max(start, hit.start - 20), hit.start
        ):
            continue
        near = max(start, hit.start - _NEARBY), min(end, hit.end + _NEARBY)
        if cue.near is not None and not cue.near.search(text, *near):
            continue
        if cue.unless is not None and _has_around(text, hit, start, end, cue.unless):
            continue
        status = _allowed(text, hit, _softened(text, hit, cue.status, start))
        if status is not None:
            found.append(StatusHit(status, cue.weight, hit.start, hit.end))
    return _without_inner(found)


def _without_inner(hits: list[StatusHit]) -> list[StatusHit]:
    """Return the cues that are no word of a longer one: would, in said that it would lend."""
    wide = [hit for hit in hits if hit.end - hit.start >= _WIDE]
    if not wide:
        return hits
    return [hit for hit in hits if not any(_is_part(hit, other) for other in wide)]


def _is_part(hit: StatusHit, other: StatusHit) -> bool:
    if hit is other or hit.start < other.start or hit.end > other.end:
        return False
    return "announced" in (hit.status, other.status)


_WIDE = 14


_ASIDE = re.compile(r"(?:,\s|\()as\s(?:\w+ly\s|first\s)?$")
"""What is only mentioned: the rate, as announced in April, is in force."""


def _in_title(text: str, hit: Found, start: int) -> bool:
    """Return whether a cue is a word of a title: Potential Tariff Adjustments for Partners."""
    if not text[hit.start].isupper() or hit.start == start:
        return False
    around = text[max(start, hit.start - _TITLE_REACH) : hit.end + _TITLE_REACH]
    small = sum(word[0].islower() for word in around.split())
    after = text[hit.end : hit.end + 2]
    return small >= _PROSE and after[:1] == " " and after[1:].isupper()


_TITLE_REACH, _PROSE = 90, 8


def _has_around(text: str, hit: Found, start: int, end: int, words: re.Pattern[str]) -> bool:
    """Return whether words stand right around a cue, on its side of the nearest stop."""
    head = re.split(r"[;:]", text[max(start, hit.start - _BEFORE_CUE) : hit.start])[-1]
    tail = re.split(r"[;:,]", text[hit.end : min(end, hit.end + _BEHIND_CUE)])[0]
    return words.search(head) is not None or words.search(tail) is not None


_BEFORE_CUE, _BEHIND_CUE = 70, 30


def _allowed(text: str, match: Found, status: str) -> str | None:
    """Return a status as far as the verifier's reading of the cue allows it; None for nothing."""
    place = match.start, match.end
    if firmness(status) <= firmness("proposed") and status not in OFF_LADDER:
        return status
    if allows(text, *place, status):
        return status
    for softer in reversed(STATUSES[firmness("proposed") : max(firmness(status), 0)]):
        if allows(text, *place, softer):
            return softer
    return None


def _softened(text: str, match: Found, status: str, start: int) -> str:
    """Return a status as the words before its cue leave it: would be approved is proposed."""
    off = status in OFF_LADDER
    if firmness(status) <= firmness("announced") and not off:
        return status
    head = text[max(start, match.start - _SOFTENED) : match.start]
    will = _WILL.search(head)
    soft = _SOFT.search(head) and not will
    none = _NONE_HAS.search(text[max(start, match.start - 50) : match.start])
    letter = status in ("contract_signed", "approved") and LETTER.search(
        text, match.start, match.end
    )
    denied = not off and _DENIED.search(text, match.start, match.end)
    once = _ONCE.search(text[max(start, match.start - 60) : match.start])
    if none or soft or once or letter or denied or _OFFER.match(text, match.end):
        return "proposed"
    return "announced" if will and not off else status
