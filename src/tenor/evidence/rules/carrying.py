"""Firmness that a sentence takes from elsewhere: from a signature before it, from its list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from tenor.evidence.model import Mention, Span
from tenor.evidence.rules.status import Firmness
from tenor.evidence.rules.status_hits import PAPER_NAMED, StatusHit, find_status_hits
from tenor.evidence.vocabulary import OFF_LADDER, firmness

_BACK = re.compile(
    r"\b(?:under\s(?:the|this|its)\s(?:terms\sof\s(?:the|this|its)\s)?(?:deal|agreement|contract"
    r"|arrangement|accord|pact)|in\s(?:return|exchange)|(?:the|this)\s(?:loan|grant|facility"
    r"|contract|agreement|deal|financing|transaction|stream|first\stranche|balance|remainder"
    r"|lender|buyer|latter|former|sum|money|commitment|guarantee|investment|amount|outlay|package"
    r"|total|award|order|placing|placement)|of\s(?:this|that|which|these)|that['’]s|note\swhat"
    r"|(?<!\w\s)(?:that|this|it)\s(?:is|was|comprises|consists|includes|covers|carries)"
    r"|valued\sby\sthe\sparties|valuing\sit)\b",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"\b(?:made\sup|compris\w+|consist\w+|includ\w+|of\swhich|equivalent|equal|worth|split"
    r"|namely|plus|along\swith|together\swith|a\s(?:further|second|separate)|another|and|or"
    r"|alongside|matched\sby|with)\b|[,(=:]\s?$|\(|^\s?(?:to|-|–)\s?",
    re.IGNORECASE,
)
_ANOTHER_TELLING = re.compile(
    r"[;\n]|\.\s[A-Z]|\b(?:but|while|whereas|although|instead|against|from|is|are|was|were|has|have"
    r"|had|will|would|could|may|might|should|plans?|said|says|not|no|never|nor|if|until|than)\b",
    re.IGNORECASE,
)
_LONGEST_PART = 130
_BY_MODAL = re.compile(
    r"(?:will|shall|is\sto|are\sto|under\s.+|\w+\sincludes?)\Z", re.IGNORECASE | re.DOTALL
)
_CARRIED = ("mou_signed", "approved", "contract_signed")


def carry_back(
    text: str, state: Firmness, sentence: tuple[int, int], earlier: Iterable[Sequence[StatusHit]]
) -> tuple[Firmness, Span] | None:
    """Return the firmness that a sentence takes from an earlier one, and the words that tie it.

    "Under the agreement the bank will lend" is as firm as the agreement: the last signature or
    approval of the sentences before, if the sentence points back and says nothing firmer or
    softer of its own.

    Parameters
    ----------
    text : str
    state : Firmness
        As the sentence alone gives it.
    sentence : (int, int)
    earlier : iterable of sequence of StatusHit
        Cues of the sentences before, the nearest first.
    """
    own = text[state.cue.start : state.cue.end] if state.cue else ""
    if state.status not in ("proposed", "announced") or (own and not _BY_MODAL.match(own)):
        return None
    if state.polarity != "affirmed":
        return None
    back = _BACK.search(text, *sentence)
    if back is None:
        return None
    for hits in earlier:
        signed = [hit for hit in hits if hit.status in _CARRIED]
        if signed:
            return _as_firm_as(text, state, signed[-1]), Span.of(text, back.start(), back.end())
    return None


def carry_on(
    text: str,
    state: Firmness,
    own: Sequence[StatusHit],
    start: int,
    before: Sequence[StatusHit],
) -> tuple[Firmness, Span] | None:
    """Return the firmness of the contract that the sentence before tells of.

    "They signed a supply contract. Deliveries will be 10,000 tonnes": what one line goes on to
    tell of a signed contract is in it, unless either sentence names a softer paper or a plan.
    """
    told = text[state.cue.start : state.cue.end] if state.cue else ""
    if state.status not in ("proposed", "announced") or state.polarity != "affirmed":
        return None
    if told and not _BY_MODAL.match(told):
        return None
    signed = [hit for hit in before if hit.status == "contract_signed"]
    softer = (*_SOFTER, "announced") if not told else _SOFTER
    if not signed or any(hit.status in softer for hit in own):
        return None
    if any(hit.status in _SOFTER for hit in before):
        return None
    hit = signed[-1]
    if "venture" in text[hit.start : hit.end + _PAPER_TAIL].casefold():
        return None  # what is signed is the venture, not what either side will put into it
    if not _goes_on(text, hit, start):
        return None
    place = Span.of(text, hit.start, hit.end)
    return Firmness("contract_signed", state.modality, state.polarity, place), place


def _goes_on(text: str, hit: StatusHit, start: int) -> bool:
    """Return whether a sentence goes on, in one line, with the contract of the one before."""
    line = text.rfind("\n", max(0, hit.start - _PAPER_REACH), hit.start) + 1
    before = text[max(line, hit.start - _PAPER_REACH) : start]
    if "\n" in text[hit.start : start] or PAPER_NAMED.search(before):
        return False
    return len(before) <= _HEADING or _is_of_it(text, start, before)


_HEADING = 30


def _is_of_it(text: str, start: int, before: str) -> bool:
    """Return whether a sentence is about what the one before told: by its first words."""
    if _POINTS_BACK.match(text, start):
        return True
    first = _SUBJECT.match(text, start)
    return first is not None and first.group(1).casefold() in before.casefold()


_POINTS_BACK = re.compile(
    r"[\"“]?(?:It|They|This|That['’]s|These|Both|Under\s(?:the|it|its)|In\s(?:return|exchange)|Of\s(?:the|this|that)"
    r"|(?:The|Its|Their|That)\s(?:[\w-]+\s){0,2}?(?:loan|grant|facility|contract|agreement|deal|order|price|sum|amount|value|total"
    r"|term|volume|quantity|buyer|seller|lender|borrower|money|package|stake|payment|deliver\w+|offtake|prepayment)s?"
    r"|Deliver\w+|Payments?|Shipments?|First\s\w+)\b"
)
_SUBJECT = re.compile(r"[\"“]?(?:(?:The|Its|Their|A|An)\s)?([\w’'&-]{2,})")
_PAPER_REACH, _PAPER_TAIL = 200, 24
_SOFTER = ("rumoured", "proposed", "mou_signed", *OFF_LADDER)


def _as_firm_as(text: str, state: Firmness, hit: StatusHit) -> Firmness:
    return Firmness(hit.status, state.modality, state.polarity, Span.of(text, hit.start, hit.end))


_ONWARD = re.compile(
    r"[\"“]?(?:It|This|That|They|Both|(?:That|This|The|These|Those|Its|Their|Neither)\s"
    r"(?:[\w’'-]+\s){0,3}?(?:one|first|second|former|latter|loan|grant|facility|money|deal|agreement"
    r"|offtake|memorandum|MoU|contract|offer|guarantee|funding|sum|order|option|right|royalty|letter"
    r"|interest|commitment|pledge|proposal|sheet|arrangement|claim|bond|tranche|package|plan|bid"
    r"|approach|talks|stake|sale|award|investment|tariff|duty|levy|programme|program)s?)\s"
    r"(?=(?:was|were|is|are|has|have|had|expired|lapsed|closed|ran|fell|never|ended|terminated"
    r"|collapsed|did|later)\b)"
)


def carry_onward(
    text: str, state: Firmness, after: tuple[int, int] | None
) -> tuple[Firmness, Span] | None:
    """Return the firmness that the next sentence tells of a number: that one has been disbursed.

    Where it says that the deal is over, that holds whatever this sentence says.
    """
    if after is None or state.status is None or state.status in OFF_LADDER:
        return None
    tie = _ONWARD.match(text, *after)
    if tie is None:
        return None
    hits = find_status_hits(text, tie.end(), min(after[1], tie.end() + _ONWARD_REACH))
    if not hits or firmness(hits[0].status) == firmness("proposed"):
        return None
    place = Span.of(text, tie.start(), tie.end())
    if hits[0].status in OFF_LADDER:
        over = _as_firm_as(text, state, hits[0])
        return (over if over.status == "suspended" else replace(over, polarity="ended")), place
    if state.cue is not None or state.status != "proposed":
        return None
    return _as_firm_as(text, state, hits[0]), place


_ONWARD_REACH = 60


def carry_along(
    text: str,
    state: Firmness,
    mention: Mention,
    earlier: Mention | None,
    its_state: Firmness | None,
) -> Firmness | None:
    """Return the firmness of the number before it, where a number is a part of it or its equal.

    "Approved $410m: two loans of $150m each and a $110m guarantee" approves all of them.
    """
    if earlier is None or its_state is None or its_state.cue is None:
        return None
    if state.cue is not None or state.status != "proposed" or state.polarity != "affirmed":
        return None
    if (
        its_state.status in OFF_LADDER
        or its_state.status == "operating"
        or earlier.dimension != mention.dimension
    ):
        return None
    between = text[earlier.end : mention.start]
    if len(between) > _LONGEST_PART or not _PARTS.search(between):
        return None
    if _ANOTHER_TELLING.search(between):
        return None
    return Firmness(its_state.status, its_state.modality, state.polarity, its_state.cue)


_ITEM = re.compile(r"\s*(?:[-•–*▪◦✔]|\(?[a-z0-9]{1,2}[.)])\s")


def carry_into_item(text: str, state: Firmness, start: int) -> tuple[Firmness, Span] | None:
    """Return the firmness that an item of a list takes from the line that introduces the list.

    "The two announced purchases, including:" speaks for each item that names no status itself,
    up to announced: a signature is not lent to a list.
    """
    if state.status != "proposed" or state.cue is not None or state.polarity != "affirmed":
        return None
    line = text.rfind("\n", 0, start) + 1
    item = _ITEM.match(text, line)
    if item is None:
        return None
    depth = _depth(text, line)
    for at, end in _lines_above(text, line):
        if _depth(text, at) < depth or not _ITEM.match(text, at):
            lead = text[at:end].rstrip()
            near = max(at, end - _LEAD_REACH)
            hits = [h for h in find_status_hits(text, near, end) if h.status not in OFF_LADDER]
            firm = [h for h in hits if firmness(h.status) >= firmness("announced")]
            soft = any(firmness(h.status) < firmness("announced") for h in hits)
            if soft or not firm or not (lead.endswith(":") or _ITEM.match(text, at)):
                return None
            hit = firm[-1]
            cue = Span.of(text, hit.start, hit.end)
            tie = Span.of(text, at + len(text[at:end]) - len(text[at:end].lstrip()), at + len(lead))
            return Firmness("announced", state.modality, state.polarity, cue), tie
    return None


def _depth(text: str, line: int) -> int:
    end = line
    while end < len(text) and text[end] in " \t":
        end += 1
    return end - line


def _lines_above(text: str, line: int) -> Iterator[tuple[int, int]]:
    """Yield the lines above one that are not blank, the nearest first."""
    for _ in range(_LIST_REACH):
        if line <= 0:
            return
        end = line - 1
        line = text.rfind("\n", 0, end) + 1
        if text[line:end].strip():
            yield line, end


_LIST_REACH, _LEAD_REACH = 14, 2000
