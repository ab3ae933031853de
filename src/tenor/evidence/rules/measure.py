"""What a number measures: cues around it, weighed by how they attach to it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from tenor.evidence import vocabulary as v
from tenor.evidence.model import Mention, Span
from tenor.evidence.rules.cue_index import CueIndex
from tenor.evidence.rules.measure_cues import CUES
from tenor.evidence.rules.unit_measure import MASS_PER, Reading, read_unit_measure

_INDEX = CueIndex([cue.pattern for cue in CUES])

_REACH = 46.0
_ATTACHED, _LINKED, _HEADED = 2.3, 1.9, 2.1
_GOVERNED = 1.7
_PER_MENTION, _PER_CLAUSE = 0.42, 0.55
_WRONG_SIDE, _LONGEST_LINK = 0.3, 60
_IN_HEAD, _MODIFIER = 1.6, 0.5
_IN_TABLE, _CONTEXT, _CONTEXT_REACH = 2.2, 0.5, 160.0
_LEAST = 0.16
_FARTHEST = 600
"""Characters beyond which a cue weighs less than a millionth."""
_WEAK, _FIRM, _SURE = 0.45, 1.0, 2.0
_LEAST_SHARE = 0.3
_DEAREST_PRICE = 4e5
_LEAST_INVESTED = 1e6
_PER_MASS = frozenset({"price", "opex", "royalty_share", "tariff_rate", "capex", "other"})
_FILLER = (
    r"(?:\s(?:the|a|an|some|about|just|only|roughly|nearly|almost|over|earlier|previous"
    r"|original|further|another|over))*\s*$"
)
_PER_TIME = frozenset(
    {
        "capacity",
        "production",
        "consumption",
        "import_quantity",
        "export_quantity",
        "purchase_quantity",
        "offtake_quantity",
        "other",
    }
)
_COMPARED = re.compile(
    r"\b(?:(?:up|down|lower|higher|rais\w+|ris\w+|rose|fell|fall\w*|cut|slid|increas\w+"
    r"|reduc\w+|revis\w+|chang\w+|went|compared)\s(?:from|with|to)|against|versus|vs\.?"
    r"|instead\sof|rather\sthan|sorry,?|excuse\sme,?|it\swas|previously|originally)"
    + _FILLER
    + r"|^[^.;,]{0,30}(?:,\s)?\b(?:from|compared\swith|compares\swith|against|versus|than)"
    + _FILLER
    + r"|^[^.;,(]{0,30}\((?:\w+\s)?(?:quarter|year|half|previously)[\w\s]{0,12}:?\s$",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"\s*(?:,|;|–|-|,?\s?and|,?\s?or|to|from|then|and\sthen|not)" + _FILLER, re.IGNORECASE
)

_PHRASE = re.compile(
    r"[\s-]*(?:\([^()]{0,30}\)\s)?(?:(?!(?:in|of|to|for|and|or|from|with|by|on|at|that|which"
    r"|who|will|would|is|are|was|were|has|have|as|but|than|into|under|over|after|before|a|an"
    r"|the)\b)(?>[\w'’&.-]*[\w'’&.]|-)[\s-]){0,4}"
)
_IN_OF = re.compile(
    r"[\s,]*(?:\w+\s)?(?:in|of|worth\sof|as|for|on)\s(?:(?:the|its|their|a|an|new|total|annual"
    r"|additional|further|its|fresh|direct|foreign|private|public|concessional|project|debt"
    r"|trade|export|senior|term)\s){0,3}(?:[\w'’-]+\s){0,2}"
)
_LINK = re.compile(
    r"[\s\"“(]*(?:[:=–-]|(?:(?:which|that|it)\s)?(?:of|at|is|was|are|were|be|to|worth"
    r"|totall?ing|totals|totall?ed|reach\w*|st(?:ood|ands)\sat|put\sat|estimated\sat|valued\sat"
    r"|priced\sat|amount\w*\sto|by|for|from|"
    r"averag\w+|equal\sto|set\sat|fixed\sat|between|in\sthe\sorder\sof|to\sbe|has\sbeen"
    r"|had\sbeen|remain\w*|now|currently|only|just|about|around|some|nearly|almost|over|up\sto"
    r"|more\sthan|at\sleast|as\smuch\sas|less\sthan|an?|the|further|additional|another|initial"
    r"|total|roughly|approximately|estimated|close\sto|under|a\srecord)[\s]?)"
    r"(?:\s?(?:of|at|is|was|to|be|worth|by|for|about|around|some|nearly|almost|over|up\sto"
    r"|more\sthan|at\sleast|less\sthan|an?|the|further|additional|another|initial|total|roughly"
    r"|approximately|estimated|close\sto|only|just|as\smuch\sas|between"
    r"|under)\b\s?){0,4}[\s\"“(]*",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r";|:\s|\n|,\s(?:while|but|whereas|although|and|with|which|who|compared|against|up\sfrom"
    r"|down\sfrom|after|before|including|as(?!\swell)|amid|because|since|when|if|so)\b|\s(?:while|whereas|although|but)\s|\.\s",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Hit:
    """One cue found in a sentence."""

    measure: str
    dimensions: tuple[str, ...]
    weight: float
    start: int
    end: int
    side: str = "near"


def find_hits(text: str, start: int, end: int, dimensions: frozenset[str]) -> list[Hit]:
    """Return the cues of a sentence that concern some dimensions."""
    hits = [
        Hit(cue.measure, cue.dimensions, cue.weight, found.start, found.end, cue.side)
        for found in _INDEX.find(text, start, end)
        for cue in (CUES[found.number],)
        if not dimensions.isdisjoint(cue.dimensions)
    ]
    kinds = {hit.end + 1 for hit in hits if hit.measure in _KINDS}
    return [hit for hit in hits if hit.measure != "deal_value" or hit.start not in kinds]


_KINDS = frozenset({"loan_amount", "grant_amount", "guarantee_amount"})
"""A loan agreement is a loan."""


def read_measure(
    text: str, mention: Mention, hits: Sequence[Hit], others: Sequence[Mention]
) -> Reading:
    """Return the measure of a mention from the cues of its sentence.

    Parameters
    ----------
    text : str
    mention : Mention
    hits : sequence of Hit
        Cues of its sentence.
    others : sequence of Mention
        The sentence's other mentions.

    Notes
    -----
    A cue counts with its weight times ``exp(-gap / 46)``, `gap` in characters; more where it is the
    head of the number's own phrase ($5m loan, loan of $5m), less for each number of the same kind
    and each clause between them.
    """
    best = read_unit_measure(text, mention)
    allowed = _allowed(mention)
    rivals = [o for o in others if o.dimension == mention.dimension]
    labelled = _from_label(mention)
    if labelled and (best is None or labelled.score > best.score):
        best = labelled
    heads = [h for h in hits if h.side == "near" and h.measure in _DEALS]
    near, far = mention.start - _FARTHEST, mention.end + _FARTHEST
    for hit in hits:
        if mention.dimension not in hit.dimensions or _inside(hit, mention):
            continue
        if hit.end < near or hit.start > far:
            continue
        if mention.cue and hit.start < mention.cue[1] and hit.end > mention.cue[0]:
            continue
        if allowed is not None and hit.measure not in allowed:
            continue
        if hit.measure == "price" and _too_dear(mention):
            continue
        if hit.measure == "capex" and mention.per in MASS_PER and _RUNNING.match(text, hit.start):
            continue
        score = hit.weight * _closeness(text, mention, hit, rivals)
        if hit.measure == "percent_change" and hit.end <= mention.start:
            score *= _level_or_change(text, hit, mention)
        if hit.measure == "capex" and hit.start >= mention.end:
            score *= _modifies(text, hit, heads)
        if best is None or score > best.score:
            best = Reading(hit.measure, score, Span.of(text, hit.start, hit.end))
    if best is None or best.score < _LEAST:
        return _fallback(mention, best)
    return _refined(mention, best, hits)


_RUNNING = re.compile(r"costs?\b", re.IGNORECASE)
_TO_LEVEL = re.compile(
    r"\b(?:to|at|from)\s(?:(?:a|an|the|about|around|nearly|some|just|flat|only|below|less|more"
    r"|than|up|to|as|much|high|low|nil)\s){0,4}$",
    re.IGNORECASE,
)
_BY_CHANGE = re.compile(
    r"\bby\s(?:(?:a|an|the|about|around|nearly|some|just|up\sto|at\sleast|more\sthan|over)\s){0,3}$",
    re.IGNORECASE,
)
_LEVEL, _CHANGE = 0.2, 1.6


def _level_or_change(text: str, hit: Hit, mention: Mention) -> float:
    """Return the factor of a verb of change: raised by 5% is one, raised to 5% is a level."""
    between = text[hit.end : mention.start]
    if _BY_CHANGE.search(between):
        return _CHANGE
    return _LEVEL if _TO_LEVEL.search(between) else 1.0


def _modifies(text: str, hit: Hit, heads: Sequence[Hit]) -> float:
    """Return the factor of works that only tell of what kind a deal is: a $2bn refinery deal."""
    told = any(
        hit.end <= head.start <= hit.end + _LONGEST_LINK // 2
        and _PHRASE.fullmatch(text, hit.end, head.start)
        for head in heads
    )
    return _MODIFIER if told else 1.0


_DEALS = frozenset({"deal_value", "loan_amount", "grant_amount", "fund_size", "equity_amount"})


def _from_label(mention: Mention) -> Reading | None:
    """Return the measure that the label and head of a table cell give."""
    if not mention.noun or " | " not in mention.noun:
        return None
    allowed = _allowed(mention)
    head = mention.noun.rpartition(" | ")[2]
    best: Reading | None = None
    for cue in CUES:
        if mention.dimension not in cue.dimensions or (allowed and cue.measure not in allowed):
            continue
        if cue.pattern.search(mention.noun):
            score = cue.weight * _IN_TABLE * (_IN_HEAD if cue.pattern.search(head) else 1.0)
            if best is None or score > best.score:
                best = Reading(cue.measure, score, None)
    return best


def read_context(text: str, mention: Mention, start: int, reading: Reading) -> Reading:
    """Return a weak reading made firmer by the sentence and heading before it.

    Parameters
    ----------
    start : int
        Where the context begins; it ends at the mention.
    """
    if reading.score >= _WEAK or mention.dimension == v.COUNT:
        return reading
    least = _LEAST_SHARE if mention.dimension == v.FRACTION else 0.0
    allowed, best = _allowed(mention), reading
    for found in _INDEX.find(text, start, mention.start):
        cue = CUES[found.number]
        if mention.dimension not in cue.dimensions or (allowed and cue.measure not in allowed):
            continue
        if cue.side == "head" or (cue.measure == "price" and _too_dear(mention)):
            continue
        gap = mention.start - found.end
        score = cue.weight * _CONTEXT * math.exp(-gap / _CONTEXT_REACH)
        if score > max(best.score, least):
            best = Reading(cue.measure, score, Span.of(text, found.start, found.end))
    if best.measure == "other" and best.score < _LEAST and mention.dimension == v.MONEY:
        value = mention.point or mention.high or mention.low or 0.0
        if value >= _LEAST_INVESTED:
            return Reading("investment_amount", _LEAST, None)
    return best


def inherits(text: str, mention: Mention, reading: Reading, earlier: Mention | None) -> bool:
    """Return whether a number says the same as the one before it: up from, against, sorry.

    It does where words of comparison stand before it, or where nothing else speaks for it.
    """
    if earlier is None or (earlier.dimension, earlier.per) != (mention.dimension, mention.per):
        return False
    between = text[earlier.end : mention.start]
    if reading.score < _SURE and len(between) <= 60 and _COMPARED.search(between):
        return True
    if _JOINED.fullmatch(between) and reading.score < _FIRM:
        return True
    return reading.score < _WEAK and len(between) <= 140


def _allowed(mention: Mention) -> frozenset[str] | None:
    """Return the measures that a unit leaves open; None where it leaves all."""
    if mention.dimension == v.MONEY and mention.per in MASS_PER:
        return _PER_MASS
    if mention.dimension == v.MASS and mention.per is not None:
        return _PER_TIME
    return None


def _too_dear(mention: Mention) -> bool:
    value = mention.point or mention.high or mention.low or 0.0
    return mention.per is None and value >= _DEAREST_PRICE


def _inside(hit: Hit, mention: Mention) -> bool:
    own_noun = (
        mention.dimension == v.COUNT or mention.noun is not None or mention.content is not None
    )
    return not own_noun and hit.start >= mention.start and hit.end <= mention.end


def _closeness(text: str, mention: Mention, hit: Hit, rivals: Sequence[Mention]) -> float:
    if hit.start >= mention.start and hit.end <= mention.end:
        return _HEADED
    ahead = hit.start >= mention.end
    lower, upper = (mention.end, hit.start) if ahead else (hit.end, mention.start)
    between = text[lower:upper]
    passed = sum(1 for o in rivals if o.start < upper and o.end > lower)
    score = math.exp(-len(between) / _REACH)
    score *= _PER_MENTION**passed * _PER_CLAUSE ** len(_CLAUSE.findall(between))
    return score * _attachment(between, hit.side, ahead=ahead, passed=bool(passed))


def _attachment(between: str, side: str, *, ahead: bool, passed: bool) -> float:
    """Return how the words between a number and a cue tie them together, as a factor."""
    if side == "head":
        return _ATTACHED if ahead and not passed and _PHRASE.fullmatch(between) else 0.0
    if passed:
        return 1.0
    if ahead:
        tied = _LINKED if _IN_OF.fullmatch(between) else 1.0
        return _ATTACHED if _PHRASE.fullmatch(between) else tied
    if side == "after":
        return _WRONG_SIDE
    if not between.strip():
        return _GOVERNED
    return _LINKED if len(between) <= _LONGEST_LINK and _LINK.fullmatch(between) else 1.0


def _fallback(mention: Mention, best: Reading | None) -> Reading:
    if mention.dimension == v.COUNT:
        return Reading("count", _LEAST, None)
    if (
        mention.unit == "t"
        and mention.per is None
        and mention.noun is None
        and (mention.point or 0) < 1e4
        and mention.content in ("Au", "Ag")
    ):
        return Reading("resource_quantity", _LEAST, None)
    if mention.dimension == v.MASS and mention.per == "year":
        return Reading("production", _LEAST, None)
    return Reading("other", best.score if best else 0.0, None)


_LEAST_OF_COUNT = {"jobs": 0.6, "participants": 1.2, "purchase_quantity": 1.0}
"""What words near a number of things must weigh for it to be more than a count."""


def _refined(mention: Mention, best: Reading, hits: Sequence[Hit]) -> Reading:
    """Return a reading with what the unit rules out put right."""
    measure = best.measure
    if mention.dimension == v.COUNT and best.score < _LEAST_OF_COUNT.get(measure, math.inf):
        measure = "count"
    if measure == "resource_quantity" and any(h.measure == "reserve_quantity" for h in hits):
        measure = "reserve_quantity"
    if measure == "capacity" and mention.dimension == v.MASS and mention.per is None:
        near = [
            h for h in hits if h.measure in ("production", "export_quantity", "import_quantity")
        ]
        measure = (
            near[0].measure
            if near and best.cue and "capacit" not in best.cue.exact.casefold()
            else measure
        )
    if measure == "purchase_quantity" and mention.dimension == v.MASS and mention.per == "year":
        measure = "offtake_quantity"
    if measure == "purchase_commitment" and any(h.measure == "ownership_share" for h in hits):
        measure = "deal_value"
    if measure == "price" and mention.per == "year":
        measure = "trade_value"
    if measure == "ore_tonnage" and mention.content not in (None, "ore"):
        measure = "resource_quantity"
    return Reading(measure, best.score, best.cue)
