"""How a clause means its number: as a fact, a plan, a condition, a target or an estimate.

The words right at the number speak first (an estimated $40 million), then a status that settles
it (paid is actual), then the predicate of the clause by its tense and modal, then what numbers of
that measure usually are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tenor.evidence.model import Mention
from tenor.evidence.vocabulary import MEASURES, OFF_LADDER


@dataclass(frozen=True, slots=True)
class Clause:
    """The clause of a number: what stands before it and behind it, and its whole sentence."""

    head: str
    tail: str
    sentence: str


_HEAD, _TAIL = 130, 80
_NEAR = 34

_GUESSED = re.compile(
    r"\b(?:an?\s|the\s|its\s|is\s|are\s|was\s)?(?:estimat\w+|project(?:ed|ions?)|forecast\w*|implied"
    r"|implying|reckon\w*|calculat\w+|assum\w+|model(?:led|ed)|predict\w*|stands?\sto\s[a-z]+"
    r"|expected(?!\sto\s(?:be\s)?(?:invest|sign|lend|provide|buy|build|start|begin|open|close"
    r"|contribute|put))|anticipat\w+|roughly\sworth|likely)\b",
    re.IGNORECASE,
)
"""A guess, when it stands right before the number."""
_STUDY = re.compile(
    r"\b(?:estimat\w+|forecasts?|projections?|predict\w*|reckon\w*|assum\w+|model(?:s|led)\b"
    r"|calculat\w+|impl(?:y|ies|ied|ying)|suggest(?:s|ed)?|(?:is|are|was|put|puts)\sput\sat"
    r"|puts?\b[^.]{0,24}\bat\b|consensus|we\s(?:see|think|expect|pencil)|pencil\w*|analysts?"
    r"|feasibility|(?:scoping|pre-?feasibility|engineering)\sstudy|the\sstudy|NPV|IRR"
    r"|valued?\sat|in\sour\s(?:view|model)|by\sour\s(?:count|reckoning)|expect(?:s|ed|ing)?\b"
    r"|anticipat\w+|should\b(?!\s(?:the|it|they)\b)|base\scase|likely)",
    re.IGNORECASE,
)
_AIM = re.compile(
    r"\b(?:target(?:s|ed|ing)?|goals?|aim(?:s|ed|ing)?|ambition\w*|objectives?|aspir\w+"
    r"|wants?\sto\s(?:raise|lift|double|triple|reach|boost|increase|cut))\b",
    re.IGNORECASE,
)
_BY_YEAR = re.compile(r"\bby\s(?:the\s(?:end|middle)\sof\s|mid-|end-)?(?:FY\s?)?20[2-9]\d\b")
_COULD = re.compile(
    r"\b(?:could|(?-i:may)\b(?!\s\d)|might|can\sexceed|option|hypothetical\w*)\b", re.IGNORECASE
)
_IF = re.compile(
    r"\b(?:if|unless|were\s(?:\w+\s){0,3}to|should\s(?:the|it|they|a)|had\s(?:it|the|they)\b"
    r"|(?:depend|conting|condition)\w+\s(?:up)?on|assuming|in\sthe\sevent)\b",
    re.IGNORECASE,
)
_WOULD = re.compile(r"\b(?:would|['’]d)\b", re.IGNORECASE)
_AHEAD_VERB = re.compile(
    r"\b(?:will|shall|['’]ll|to\sbe|set\sto|due\sto|about\sto|going\sto|plan(?:s|ned|ning)?(?!t)"
    r"|intend(?:s|ed|ing)?|propos\w+|schedul\w+|hop(?:es?|ed|ing)\sto|seek(?:s|ing)?"
    r"|commit(?:s|ted|ting|ments?)?|pledg\w+|agree[ds]?\sto|slated|earmarked|under\sconstruction"
    r"|undrawn|upcoming|future|next\s(?:year|month|decade|phase|\w+\syears)|once|designed\s(?:for|to)"
    r"|(?:is|are)\sto)\b"
    r"|\bto\s(?:invest|build|buy|provide|lend|supply|pay|raise|produce|spend|employ|export|process"
    r"|treat|fund|create|generate|reach|start|impose|cost|hold|take|deliver|purchase|develop"
    r"|support|construct|handle|make|install|expand|increase|double|add|extend|finance)\b",
    re.IGNORECASE,
)
_DONE_VERB = re.compile(
    r"\b(?:(?:has|have|had)\s(?:\w+\s){0,2}?(?:\w+ed|been|paid|put|spent|sold|bought|built|made|given"
    r"|drawn|lent|won|cut|risen|fallen|grown|sunk)|was|were|is|are|rose|fell|grew|climbed|dropped"
    r"|produced|exported|imported|shipped|mined|sold|bought|employed|employs|holds|held|owns|had"
    r"|has|have|accounts?\sfor|accounted\sfor|stood|stands|totalled|totaled|reached|made|spent|paid"
    r"|cost|earned|reported|reports|recorded|intersected|returned|assayed|averaged|remains?"
    r"|currently|already|so\sfar|today|now)\b",
    re.IGNORECASE,
)
_PASSED = re.compile(
    r"\b(?:last\s(?:year|month|week|quarter)|in\s(?:19\d\d|20[01]\d|202[0-5])|so\sfar|to\sdate"
    r"|already|since\s(?:19|20)\d\d|a\syear\s(?:ago|earlier)|years?\sago|has\sbeen\sspent)\b",
    re.IGNORECASE,
)
_IN_GROUND = re.compile(
    r"\b(?:resources?|reserves?|indicated|inferred|measured|probable|proven|proved|JORC|43-101"
    r"|life[\s-]of[\s-]mine|feasibility|study|PEA|average[sd]?)\b",
    re.IGNORECASE,
)

_ACTUAL_STATUS = frozenset({"disbursed", "operating", "financially_closed"})
_UNDER_WAY = re.compile(
    r"\b(?:is|are)\s(?:\w+ly\s)?(?:providing|leveraging|investing|lending|funding|financing|supporting"
    r"|contributing|spending)\b",
    re.IGNORECASE,
)
_SETTLED = frozenset({"approved", "contract_signed"})
"""What has been done, though the money has not moved: an award of $2 million is a fact."""
_TO_COME = re.compile(r"\b(?:will|shall|would|is\sto|are\sto|agreed?\sto)\b", re.IGNORECASE)
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
_USUAL: Mapping[str, str] = {
    **dict.fromkeys(_STUDIED, "estimate"),
    "target_year": "target",
    "capacity": "planned",
    "duration": "planned",
}
"""What a number of a measure is where nothing says so; of the others, those of a deal are
planned, the rest are actual."""


def read_modality(clause: Clause, mention: Mention, measure: str, status: str | None) -> str:
    """Return the modality of a mention.

    Parameters
    ----------
    clause : Clause
    mention : Mention
    measure : str
    status : str or None
        As its cue gives it; None where the number belongs to no deal or has no cue.
    """
    near = clause.head[-_NEAR:]
    if _GUESSED.search(near):
        return "estimate"
    if status in _ACTUAL_STATUS:
        return "conditional" if _COULD.search(near) else "actual"
    if _AIM.search(near) or (measure == "target_year" and not _COULD.search(clause.head)):
        return "target"
    if status is not None and status not in OFF_LADDER:
        return _of_deal(clause, status)
    return _of_fact(clause, measure, near) if status is None else _of_predicate(clause, measure)


def _of_fact(clause: Clause, measure: str, near: str) -> str:
    """Return the modality of a number that is no deal: by its year, else by its predicate."""
    behind = clause.tail[:_NEAR]
    if _PASSED.search(near) or _PASSED.search(behind):
        return "actual"
    if _BY_YEAR.search(behind) and not _PASSED.search(clause.head):
        return "target"
    return _of_predicate(clause, measure)


def _of_deal(clause: Clause, status: str) -> str:
    """Return the modality of an amount that somebody is to pay, put in or buy."""
    soft = status in ("proposed", "rumoured")
    if soft and (_COULD.search(clause.head) or _IF.search(clause.head)):
        return "conditional"
    if status in _SETTLED and not _TO_COME.search(clause.head):
        return "actual"
    if status == "announced" and _UNDER_WAY.search(clause.head):
        return "actual"
    return "planned"


def _of_predicate(clause: Clause, measure: str) -> str:
    """Return the modality by the predicate before a number, else behind it, else as usual."""
    head = clause.head
    if _WOULD.search(head) and not _COULD.search(head):
        return "conditional" if _IF.search(clause.sentence) else "planned"
    for pattern, modality in _BY_WORD:
        if pattern.search(head):
            return modality
    ahead, done = _last(_AHEAD_VERB, head), _last(_DONE_VERB, head)
    if measure in _STUDIED:
        passed = ahead <= done and _PASSED.search(head + clause.tail)
        return "actual" if passed else "estimate"
    if ahead <= done and measure == "grade":
        return "estimate" if _IN_GROUND.search(clause.sentence) else "actual"
    if ahead == done:
        return "planned" if _AHEAD_VERB.search(clause.tail) else _as_usual(measure)
    return "planned" if ahead > done else "actual"


_BY_WORD = ((_COULD, "conditional"), (_IF, "conditional"), (_AIM, "target"), (_STUDY, "estimate"))


def _as_usual(measure: str) -> str:
    """Return what a number of a measure is where nothing says so."""
    return _USUAL.get(measure) or ("planned" if MEASURES[measure].deal else "actual")


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((hit.start() for hit in pattern.finditer(text)), default=-1)


def clause_of(
    text: str, mention: Mention, bounds: tuple[int, int], sentence: tuple[int, int]
) -> Clause:
    """Return the clause of a mention, as far as its words can bear on it."""
    start, end = bounds
    return Clause(
        text[max(start, mention.start - _HEAD) : mention.start],
        text[mention.end : min(end, mention.end + _TAIL)],
        text[
            max(sentence[0], mention.start - 2 * _HEAD) : min(sentence[1], mention.end + 2 * _TAIL)
        ],
    )
