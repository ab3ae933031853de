"""How firm a number is: status, modality and polarity, from the evidence in its sentence.

Evidence is collected first: each cue of the sentence with its weight for this number, what is said
to stand already, and whether the number is denied or ended. One decision follows, then limits that
only make it softer: a question, a paper that binds nobody, a rate that begins later.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tenor.evidence.cues import allows
from tenor.evidence.model import Mention, Span
from tenor.evidence.rules.governing import FARTHEST, PAID, weigh_hit
from tenor.evidence.rules.modality import clause_of, read_modality
from tenor.evidence.rules.polarity import find_clause, read_polarity
from tenor.evidence.rules.standing import CURRENT, find_begin, find_old_rate, find_standing
from tenor.evidence.rules.status_hits import LETTER, PAPER_NAMED, StatusHit
from tenor.evidence.vocabulary import MEASURES, OFF_LADDER, firmness

_NEAR_BEST, _OFF_NEAR = 0.62, 0.34
_LEAST, _LEAST_PAID = 0.22, 0.55
_CLEAR, _LIKELY = 0.9, 0.3
_PLAIN = "proposed"
"""The status of a deal that no word tells; docs/evidence/accuracy.md counts what labels say."""

_SELDOM_DEAL = frozenset(
    {"revenue", "export_quantity", "import_quantity", "capacity", "production", "price", "duration"}
    | {"count", "import_share", "percent_change"}
)
_MAY_BE_DEAL = _SELDOM_DEAL | {"capex", "trade_value", "other"}
_RATES = frozenset({"royalty_share", "tariff_rate"})
_PASSED_ON = frozenset(
    {"investment_amount", "equity_amount", "grant_amount", "aid_amount", "deal_value"}
)
_SHARES = _RATES | {"ownership_share"}
_DRAFTED = re.compile(
    r"\b(?:draft|propos\w+|Bill|would|could|talks|to\sbuy|to\sacquire|plans?\sto|intends?"
    r"|wants?|seeks?|in\sprinciple|under\s(?:negotiation|discussion)|mull\w*|option|float(?:ed"
    r"|s))\b"
)
_IN_FORCE = re.compile(r"\bin\s(?:force|effect)\b", re.IGNORECASE)
_NOT_IN_FORCE = re.compile(
    r"\bnot\s(?:yet\s)?(?:in\s(?:force|effect)|taken\seffect|been\simposed)|\byet\sto\s(?:take\seffect|enter)"
    r"|\bscheduled\s(?:at|to\s(?:take|rise|start|begin))",
    re.IGNORECASE,
)
_ASKED = re.compile(r"\?\s*[\"”’]?\s*$")
_PURPOSE = re.compile(r"\sto\s(?:construct|build|upgrade|establish|develop|expand|modernise)\b")
"""Money told by what it is to build is a deal, not the estimate of a study."""
_BINDS = re.compile(r"[\s-](?:\w+\s){0,2}(?:contract|agreement)\b")
_HEAD_REACH = 40


@dataclass(frozen=True, slots=True)
class Firmness:
    """Status, modality and polarity of a number, with the places of their cues."""

    status: str | None
    modality: str
    polarity: str
    cue: Span | None = None


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What a sentence says of one of its numbers: cues by weight, and what stands already."""

    text: str
    mention: Mention
    measure: str
    sentence: tuple[int, int]
    scored: Sequence[tuple[float, StatusHit]]
    standing: tuple[str, Span] | None
    polarity: str

    @property
    def words(self) -> str:
        """The sentence."""
        return self.text[self.sentence[0] : self.sentence[1]]


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
    polarity, ended = read_polarity(text, mention, sentence, MEASURES[measure].deal)
    evidence = _Evidence(
        text,
        mention,
        measure,
        sentence,
        _weigh(text, mention, hits, others),
        find_standing(text, mention, measure, sentence[0]),
        polarity,
    )
    old = find_old_rate(text, mention, sentence[0]) if measure in _RATES else None
    if old is not None:
        return Firmness("operating", "actual", polarity, old)
    status, cue = _limit(evidence, *_decide(evidence))
    if ended is not None and polarity == "ended" and firmness(status) > firmness(_PLAIN):
        status, cue = _end(text, status, cue, ended)
    if status in OFF_LADDER and status != "suspended" and polarity == "affirmed":
        polarity = "ended"
    clause = clause_of(text, mention, find_clause(text, mention, sentence), sentence)
    told = status if cue is not None or status != _PLAIN or measure == "capex" else None
    modality = read_modality(clause, mention, measure, told)
    return Firmness(status, modality, polarity, cue if cue is not None else ended)


def _end(
    text: str, status: str | None, cue: Span | None, ended: Span
) -> tuple[str | None, Span | None]:
    """Return the status of a deal that is told as over: what was firm before is so no more."""
    if allows(text, ended.start, ended.end, "cancelled"):
        return "cancelled", ended
    return status, cue


def _weigh(
    text: str, mention: Mention, hits: Sequence[StatusHit], others: Sequence[Mention]
) -> list[tuple[float, StatusHit]]:
    """Return the cues that can reach a mention with their weights, the heaviest first."""
    near, far = mention.start - FARTHEST, mention.end + FARTHEST
    scored = (
        (weigh_hit(text, mention, hit, others), hit)
        for hit in hits
        if hit.end >= near and hit.start <= far
    )
    return sorted(
        (
            (score, hit)
            for score, hit in scored
            if score >= (_LEAST_PAID if hit.status in PAID else _LEAST)
        ),
        key=lambda pair: -pair[0],
    )


def _decide(evidence: _Evidence) -> tuple[str | None, Span | None]:
    """Return the status of the best cue, of a softer one as near, or of what stands."""
    scored, standing, measure = evidence.scored, evidence.standing, evidence.measure
    if not MEASURES[measure].deal or measure == "capex":
        least = _CLEAR if measure in _SELDOM_DEAL else _LIKELY
        scored = [pair for pair in scored if pair[0] >= least and measure in _MAY_BE_DEAL]
        if not scored:
            built = measure == "capex" and _PURPOSE.match(evidence.text, evidence.mention.end)
            return (_PLAIN, None) if built else (None, None)
    if not scored:
        return standing if standing else (_PLAIN, None)
    best_score, best = scored[0]
    if standing and _stands(measure, best, standing[1]):
        return standing
    off = [h for s, h in scored if h.status in OFF_LADDER and s >= _OFF_NEAR * best_score]
    if off:
        best = off[0]
    elif best.status not in OFF_LADDER:
        close = [hit for score, hit in scored if score >= _NEAR_BEST * best_score]
        best = min(close, key=lambda hit: firmness(hit.status))
        best = _cover(evidence, best) or best
    return best.status, Span(best.start, best.end, "")


def _cover(evidence: _Evidence, best: StatusHit) -> StatusHit | None:
    """Return the binding paper under which somebody will do what the best cue says he will."""
    text, place = evidence.text, evidence.mention.start
    if best.status != "announced" or not _MODAL.match(text, best.start, best.end):
        return None
    for _, hit in evidence.scored:
        bound = hit.status == "contract_signed" and _BINDING.search(text, hit.start, hit.end)
        if not bound and hit.status != "mou_signed":
            continue
        if _is_under(text, hit):
            return hit
        if hit.end <= place and _UNDER_WHICH.search(text, hit.end, place):
            return hit
    return None


def _is_under(text: str, hit: StatusHit) -> bool:
    """Return whether a paper is named as what something is done under."""
    before = text[max(0, hit.start - _UNDER_REACH) : hit.start]
    return text[hit.start : hit.start + 5].casefold() == "under" or bool(_UNDER.search(before))


_UNDER_REACH = 40
_UNDER = re.compile(r"\bunder(?:\s(?:the|a|an|its|their|this)\s(?:[\w-]+\s){0,2})?$", re.IGNORECASE)
_MODAL = re.compile(r"(?:will|shall|(?:is|are)\sto|agree[ds]?|committed)\b", re.IGNORECASE)
_BINDING = re.compile(
    r"(?<![\w-])(?:binding|definitive|contracts?|(?:loan|supply|offtake|off-take|purchase|sales?|financing"
    r"|credit|funding|subscription|streaming|facility|shareholders[’']?|lease)\sagreements?)\b",
    re.IGNORECASE,
)
_UNDER_WHICH = re.compile(r"\b(?:under\swhich|whereby|by\swhich|in\swhich)\b", re.IGNORECASE)


def _stands(measure: str, best: StatusHit, place: Span) -> bool:
    """Return whether what is said to exist counts more than the best cue of the sentence."""
    if measure == "ownership_share":
        return best.status not in OFF_LADDER or best.start > place.end
    return best.status in ("proposed", "rumoured") or place.exact in CURRENT


def _limit(
    evidence: _Evidence, status: str | None, cue: Span | None
) -> tuple[str | None, Span | None]:
    """Return a status no firmer than the sentence, its paper and its measure let it be."""
    measure = evidence.measure
    if firmness(status) <= firmness(_PLAIN):
        return status, cue
    if evidence.polarity == "negated":
        return _PLAIN, cue
    if MEASURES[measure].deal and _is_asked(evidence):
        return _PLAIN, cue
    if measure in _SHARES:
        status, cue = _limit_share(evidence, status, cue)
    elif status == "operating" and measure in _PASSED_ON:
        status = "announced"  # a sum that stands at something is told, not in force
    return _limit_paper(evidence, status, cue), cue


def _is_asked(evidence: _Evidence) -> bool:
    return evidence.text.find("?", *evidence.sentence) >= 0 and bool(_ASKED.search(evidence.words))


def _limit_share(
    evidence: _Evidence, status: str | None, cue: Span | None
) -> tuple[str | None, Span | None]:
    """Return the status of a share or a rate: what is signed is the order, not yet the rate."""
    measure = evidence.measure
    if measure in _RATES and status in PAID:
        status, cue = evidence.standing or ("operating", cue)
    if measure == "tariff_rate" and status == "contract_signed":
        return "announced", cue
    if status != "operating":
        return status, cue
    stands = evidence.standing is not None and cue is evidence.standing[1]
    if measure in _RATES and _NOT_IN_FORCE.search(evidence.words):
        return "announced", cue
    if measure in _RATES and find_begin(evidence.text, evidence.mention, evidence.sentence[1], cue):
        return "announced", cue
    in_force = cue is not None and _IN_FORCE.search(evidence.text, cue.start, cue.end)
    if not stands and not in_force and _DRAFTED.search(evidence.words):
        return _PLAIN, None
    return status, cue


def _limit_paper(evidence: _Evidence, status: str | None, cue: Span | None) -> str | None:
    """Return the status of what is in a non-binding paper: the paper is signed, the sum not."""
    text, end = evidence.text, evidence.mention.end
    if cue is not None and _BINDING.search(text, cue.start, cue.end):
        return status
    if status != "contract_signed" or _BINDS.match(text, end, end + _HEAD_REACH):
        return status
    if PAPER_NAMED.search(evidence.words):
        return "mou_signed"
    return _PLAIN if LETTER.search(evidence.words) else status
