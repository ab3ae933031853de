"""How firm a number is: status, modality and polarity, from cues in its clause."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from tenor.evidence.cues import allows
from tenor.evidence.model import Mention, Span
from tenor.evidence.rules import status_cues as cues
from tenor.evidence.rules.cue_index import CueIndex, Found
from tenor.evidence.rules.standing import find_standing
from tenor.evidence.vocabulary import MEASURES, OFF_LADDER, STATUSES, firmness
from tenor.evidence.words import WordPattern

_INDEX = CueIndex([cue.pattern for cue in cues.STATUS_CUES])
_REACH = 60.0
_OFF_REACH = 70.0
_FARTHEST = 600
"""Characters beyond which no cue reaches the least score."""
_AFTER, _PER_CLAUSE, _PER_MENTION, _PER_MENTION_FIRM = 0.85, 0.45, 0.8, 0.5
_GOVERNS, _GOVERNED = 3, 0.4
_NEAR_BEST, _OFF_NEAR = 0.62, 0.34
_LEAST, _LEAST_PAID = 0.22, 0.55
_PAID = frozenset({"disbursed", "financially_closed"})
_SOFTENED, _NEARBY, _LONGEST_CUE = 26, 60, 60

_BREAK = re.compile(
    r";|:\s|\n|\.\s|,\s(?:while|but|whereas|although|though|which|who|after|before|adding"
    r"|saying|compared|up\sfrom|down\sfrom)\b|\s(?:while|whereas|although|though|but|out\sof)\s"
    r"|\s[–—]\s|\sas\s(?!well|of|much|many|part|an?\b|the\slender)",
    re.IGNORECASE,
)
_APART = re.compile(r";|\n|\sas\s(?!well|of|much|many|part|an?\b|the\b)")
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
    r"\b(?:once|until|unless|if|provided(?:\sthat)?|as\ssoon\sas|depends?\son)\s[^,.;:]{0,40}$",
    re.IGNORECASE,
)
_NONE_HAS = re.compile(
    r"\b(?:neither|no|not\sone|none\sof)\s[\w\s]{0,28}(?:has|have|had|was|were|is"
    r"|are)\s(?:yet\s)?$",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:not(?!\sonly)|never)\b|n['’]t\b", re.IGNORECASE)
_DRAFTED = WordPattern(
    r"\b(?:draft|propos\w+|Bill|would|could|talks|to\sbuy|to\sacquire|plans?\sto|intends?"
    r"|wants?|seeks?|in\sprinciple|under\s(?:negotiation|discussion)|mull\w*|option|float(?:ed"
    r"|s))\b"
)
_WILL = re.compile(r"\b(?:will|shall)\s(?:be\s|then\s|also\s|formally\s){0,2}$", re.IGNORECASE)
_ASKED = re.compile(r"\?\s*[\"”’]?\s*$")
_PAPER = re.compile(
    r"\b(?:memorand\w+|MoUs?|MOCs?|letters?\sof\sintent|term\ssheet|framework"
    r"|joint\s(?:statement|declaration)|non-binding|heads\sof\s(?:terms|agreement))\b",
    re.IGNORECASE,
)
_OFFER = re.compile(
    r"[\s,]*(?:proposals?|offers?|indications?|indicative|expressions?|bids?|letters?\sof"
    r"\s(?:interest|support))\b",
    re.IGNORECASE,
)
_LETTER = re.compile(
    r"\b(?:letters?\sof\s(?:interest|support)|expressions?\sof\sinterest|LOIs?\b)", re.IGNORECASE
)

_MAY_BE_DEAL = frozenset(
    {"capex", "trade_value", "other", "revenue", "export_quantity", "import_quantity", "capacity"}
)
_SELDOM_DEAL = frozenset({"revenue", "export_quantity", "import_quantity", "capacity"})
_CLEAR, _LIKELY = 0.9, 0.3
_PLAIN = "proposed"


@dataclass(frozen=True, slots=True)
class Firmness:
    """Status, modality and polarity of a number, with the places of their cues."""

    status: str | None
    modality: str
    polarity: str
    cue: Span | None = None


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
        near = max(start, hit.start - _NEARBY), min(end, hit.end + _NEARBY)
        if cue.near is not None and not cue.near.search(text, *near):
            continue
        status = _allowed(text, hit, _softened(text, hit, cue.status, start))
        if status is not None:
            found.append(StatusHit(status, cue.weight, hit.start, hit.end))
    return found


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
    letter = status in ("contract_signed", "approved") and _LETTER.search(
        text, match.start, match.end
    )
    denied = not off and _DENIED.search(text, match.start, match.end)
    once = _ONCE.search(text[max(start, match.start - 60) : match.start])
    if none or soft or once or letter or denied or _OFFER.match(text, match.end):
        return "proposed"
    return "announced" if will and not off else status


def read_firmness(
    text: str,
    mention: Mention,
    measure: str,
    sentence: tuple[int, int],
    hits: Sequence[StatusHit],
    others: Sequence[Mention] = (),
) -> Firmness:
    """Return status, modality and polarity of a mention.

    Parameters
    ----------
    text : str
    mention : Mention
    measure : str
        Status is given only for a measure that belongs to a deal.
    sentence : (int, int)
    hits : sequence of StatusHit
        Of the sentence.
    others : sequence of Mention
        The sentence's other mentions.

    Notes
    -----
    The nearest cue counts, weighed by how firmly it speaks; among cues that are about as
    near the softest wins, so that a doubtful case is never read too firm.
    """
    near, far = mention.start - _FARTHEST, mention.end + _FARTHEST
    scored = sorted(
        (
            (_score(text, mention, hit, others), hit)
            for hit in hits
            if hit.end >= near and hit.start <= far
        ),
        key=lambda pair: -pair[0],
    )
    polarity, ended = read_polarity(text, mention, sentence)
    standing = find_standing(text, mention, measure, sentence[0])
    standing_cue = standing[1] if standing else None
    status, cue = _choose(measure, scored, standing)
    asked = MEASURES[measure].deal and text.find("?", *sentence) >= 0
    if asked and _ASKED.search(text[sentence[0] : sentence[1]]):
        status = "proposed" if firmness(status) > firmness("proposed") else status
    is_rate = measure in ("royalty_share", "tariff_rate")
    if is_rate and _OLD_RATE.search(text[max(sentence[0], mention.start - 24) : mention.start]):
        named = list(_RATE_NAMED.finditer(text, sentence[0], mention.start))
        if named:
            last = named[-1]
            return Firmness(
                "operating", "actual", polarity, Span.of(text, last.start(), last.end())
            )
    held = status == "operating" and measure in _SHARES and cue is not standing_cue
    if held and _DRAFTED.search(text, *sentence):
        status, cue = "proposed", None
    if status == "contract_signed" and measure == "tariff_rate":
        status = "announced"  # what is signed is the order, the rate comes with it
    if status in ("disbursed", "financially_closed") and is_rate:
        status = "operating"
    if polarity == "negated" and firmness(status) > firmness("proposed"):
        status = "proposed"
    if status in OFF_LADDER and polarity == "affirmed":
        polarity = "ended"
    if status is not None and measure in _MONEY_ON_PAPER and not _head_is_paper(text, mention):
        status = _paper(text, mention, sentence, status)
    modality = read_modality(text, mention, sentence, status=status, measure=measure)
    return Firmness(status, modality, polarity, cue if cue is not None else ended)


_OLD_RATE = re.compile(
    r"\bfrom\s(?:(?:a|the)\s)?(?:(?:flat|current|present|existing)\s)?$", re.IGNORECASE
)
_RATE_NAMED = re.compile(
    r"\b(?:royalt(?:y|ies)|tariffs?|dut(?:y|ies)|rate|levy|tax)\b", re.IGNORECASE
)
_SHARES = frozenset({"ownership_share", "royalty_share", "tariff_rate"})
_MONEY_ON_PAPER = frozenset(
    {
        "investment_amount",
        "loan_amount",
        "equity_amount",
        "fund_size",
        "purchase_commitment",
        "grant_amount",
    }
)


def _paper(text: str, mention: Mention, sentence: tuple[int, int], status: str) -> str:
    """Return the status of money in a non-binding paper: the paper is signed, the money not."""
    if firmness(status) <= firmness("mou_signed"):
        return status
    words = text[sentence[0] : sentence[1]]
    if status == "contract_signed" and _PAPER.search(words):
        return "mou_signed"
    if status == "contract_signed" and _LETTER.search(words):
        return "proposed"
    return status


def _head_is_paper(text: str, mention: Mention) -> bool:
    return bool(
        re.match(
            r"[\s-](?:\w+\s){0,2}(?:contract|agreement)\b", text[mention.end : mention.end + 40]
        )
    )


def _score(text: str, mention: Mention, hit: StatusHit, others: Sequence[Mention]) -> float:
    if hit.start < mention.end and hit.end > mention.start:
        return 0.0
    ahead = hit.start >= mention.end
    low, high = (mention.end, hit.start) if ahead else (hit.end, mention.start)
    between = text[low:high]
    passed = sum(1 for o in others if o.start < high and o.end > low)
    if hit.status in OFF_LADDER:
        # What undoes a deal often stands in a clause of its own: a grant, which was frozen.
        apart = _PER_CLAUSE ** len(_APART.findall(between))
        return hit.weight * math.exp(-len(between) / _OFF_REACH) * _PER_MENTION**passed * apart
    score = hit.weight * math.exp(-len(between) / _REACH) * (_AFTER if ahead else 1.0)
    if ahead and any(0 <= o.start - hit.end <= _GOVERNS for o in others):
        score *= _GOVERNED
    each = _PER_MENTION_FIRM if firmness(hit.status) >= firmness("approved") else _PER_MENTION
    return score * _PER_CLAUSE ** len(_BREAK.findall(between)) * each**passed


def _choose(
    measure: str, scored: Sequence[tuple[float, StatusHit]], standing: tuple[str, Span] | None
) -> tuple[str | None, Span | None]:
    """Return the status of the best cue, or of a softer one that is about as near."""
    strong = [
        (score, hit)
        for score, hit in scored
        if score >= (_LEAST_PAID if hit.status in _PAID else _LEAST)
    ]
    if not MEASURES[measure].deal or measure == "capex":
        least = _CLEAR if measure in _SELDOM_DEAL else _LIKELY
        strong = [(s, h) for s, h in strong if s >= least] if measure in _MAY_BE_DEAL else []
        if not strong:
            return None, None
    if not strong:
        return standing if standing else (_PLAIN, None)
    best_score, best = strong[0]
    if standing and measure == "ownership_share" and best.status not in OFF_LADDER:
        return standing
    close = [hit for score, hit in strong if score >= _NEAR_BEST * best_score]
    off = [h for s, h in strong if h.status in OFF_LADDER and s >= _OFF_NEAR * best_score]
    if off:
        best = off[0]
    elif len(close) > 1 and best.status not in OFF_LADDER:
        best = min(close, key=lambda hit: firmness(hit.status))
    return best.status, Span(best.start, best.end, "")


_CLAUSE_EDGE = re.compile(
    r"[;:\n]|,\s(?:but|while|whereas|although|and)\s|\s(?:but|while|whereas)\s"
)


def _clause(text: str, mention: Mention, sentence: tuple[int, int]) -> tuple[int, int]:
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
    r"|exceed\w*)\b|\bnot\s(?:yet\s)?(?:known|clear|disclosed|say|named|include|including)\b",
    re.IGNORECASE,
)


def read_polarity(
    text: str, mention: Mention, sentence: tuple[int, int]
) -> tuple[str, Span | None]:
    """Return the polarity of a mention and the place of the word that gives it."""
    start, end = _clause(text, mention, sentence)
    ended = _nearest(cues.ENDED, text, (start, end), mention, 70)
    if ended:
        return "ended", ended
    undone = _UNDONE.match(text, mention.end, end)
    if undone:
        return "negated", Span.of(text, undone.start(1), undone.end(1))
    refuted = _REFUTED.search(text, mention.end, min(end, mention.end + _REFUTED_REACH))
    if refuted:
        return "negated", Span.of(text, refuted.start(), refuted.end())
    negated = _nearest(cues.NEGATION, text, (start, mention.start), mention, 42)
    only = negated and _NOT_ONLY.match(text, negated.start)
    if negated is None or only:
        return "affirmed", None
    between = text[negated.end : mention.start]
    if negated.exact[:3].casefold() == "den":  # denied that it had: the clause is what is denied
        between = _THAT.sub("", between)
    if not _TURNED.search(between):
        return "negated", negated
    return "affirmed", None


_THAT = re.compile(r"^\sthat\b", re.IGNORECASE)
_UNDONE = re.compile(
    r"\s(?:(?!and\b|but\b|that\b|which\b|who\b|to\b)[\w-]+\s){0,3}"
    r"((?:does|do|did|has|have|had|is|are|was|were|will|would|could|can)(?:\s(?:not|never)\b(?!\sonly)|n['’]t))",
    re.IGNORECASE,
)
"""What a number's own verb denies: the $5 million has not been paid."""
_REFUTED = WordPattern(
    r"\b(?:(?:was|were|is|are|been)\s(?:\w+ly\s|later\s|since\s)?|which\s(?:\w+\s){1,3})"
    r"(?:denied|denies|refuted|disputed)\b",
    re.IGNORECASE,
)
_REFUTED_REACH = 60
_TURNED = re.compile(
    r",|\b(?:but|and|that|which|who|said|because|until|only|as|than)\b", re.IGNORECASE
)


def _nearest(
    pattern: WordPattern, text: str, clause: tuple[int, int], mention: Mention, reach: int
) -> Span | None:
    best: tuple[int, Span] | None = None
    start = max(clause[0], mention.start - reach - _LONGEST_CUE)
    for match in pattern.finditer(text, start, min(clause[1], mention.end + reach + _LONGEST_CUE)):
        ahead = match.start() >= mention.end
        gap = match.start() - mention.end if ahead else mention.start - match.end()
        if -1 < gap <= (reach // 2 if ahead else reach) and (best is None or gap < best[0]):
            best = gap, Span.of(text, match.start(), match.end())
    return best[1] if best else None


def read_modality(
    text: str,
    mention: Mention,
    sentence: tuple[int, int],
    *,
    status: str | None,
    measure: str,
) -> str:
    """Return the modality of a mention: how its clause means the number."""
    if status in ("disbursed", "operating", "financially_closed"):
        return "actual"
    start, end = _clause(text, mention, sentence)
    near = max(start, mention.start - 110), min(end, mention.end + 70)
    for name, pattern in (
        ("conditional", cues.CONDITIONAL),
        ("target", cues.TARGET),
        ("planned", cues.PLANNED),
        ("estimate", cues.ESTIMATE),
    ):
        if pattern.search_alone(text, *near):
            return "estimate" if name == "planned" and measure in _STUDIED else name
    if measure in _STUDIED:
        return "estimate"
    return "planned" if status in _AHEAD else "actual"


_STUDIED = frozenset(
    {
        "npv",
        "irr",
        "resource_quantity",
        "resource_value",
        "reserve_quantity",
        "ore_tonnage",
        "capex",
        "opex",
    }
)
_AHEAD = frozenset({"proposed", "announced", "approved", "contract_signed", "mou_signed"})
