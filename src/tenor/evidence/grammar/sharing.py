"""What numbers of one sentence share: what they are per, and the bound of a list.

``4,900 tonnes of A and 3 tonnes of B a year`` are both per year, ``at least 10% from mines, 40%
from plants`` are both lower bounds, and a share that closes at $1.34 is priced per share. Only
words that stand at the number or join it to its neighbour count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from tenor.evidence import vocabulary as v
from tenor.evidence.grammar.bounds import set_bound
from tenor.evidence.model import Mention

_FLOWING = frozenset({v.MASS, v.VOLUME, v.ENERGY})
_NEAR, _SHARE_NEAR, _FAR = 110, 90, 60
_HIGHEST_SHARE, _LEAST_SALARY = 5000.0, 1000.0
_SENTENCE = re.compile(r"[.!?][”\"’)]?\s+(?=[\"“‘(]?[A-Z])|\n\s*\n|\n(?=\s*[-•*])|;\s")
_OF = r"(?:\s(?:of|in)\s[A-Za-z][\w\s-]{0,34}?)?"
_YEAR_BEHIND = re.compile(
    rf"{_OF}(?:\s(?:approved|planned|expected|needed|allowed|forecast|targeted|set|each))?\s"
    r"(?:(?:for\s|in\s|during\s)?(?:this|last|next|the\s(?:current|previous|coming|same|past))\s"
    r"(?:fiscal\s|financial\s|calendar\s)?year\b"
    r"|(?:in|for|during)\s(?:fiscal\s(?:year\s)?|calendar\s|FY\s?)?20\d\d\b(?!\s?[-–/]\s?\d|\s(?:and|to|or)\s20\d\d))"
)
_YEAR_BEFORE = re.compile(
    r"\b(?:for\sthe\s(?:full\s|whole\s)?year|annual|yearly|full-year)\b[^.;:()\d]{0,60}\b(?:at|of|to|is|was|from)\s"
    r"(?:about\s|some\s|around\s|nearly\s)?$",
    re.IGNORECASE,
)
_FLOW = re.compile(
    r"\b(?:produc\w+|output|outturn|mine[ds]?|mining|made|makes?|import\w*|export\w*|ship\w*|consum\w+|demand"
    r"|suppl\w+|quotas?|ceiling|guidance|capacity|approv\w+|allocat\w+|needs?|sold|sales|uses?d?|refin\w+"
    r"|smelt\w*|deficit|surplus|throughput|volumes?|bought|turned\sout)\b",
    re.IGNORECASE,
)
_STOCK = re.compile(
    r"\b(?:reserves?|resources?|stockpile\w*|inventor\w+|stocks?|deposits?|cumulative\w*|since|so\sfar"
    r"|to\sdate|contains?|first|quarter|months?|half)\b",
    re.IGNORECASE,
)
_JOINED = re.compile(
    rf"{_OF}(?:,\s(?:and\s)?|\sand\s)(?:about\s|some\s|around\s|nearly\s|up\sto\s|another\s)?",
    re.IGNORECASE,
)
_SHARES = re.compile(
    r"\b(?:shares|stock|scrip|share\sprice)\b(?:[^.;]|\.\d){0,70}\b(?:at|to|from|of|was|near|around|about)\s$"
    r"|\b(?:target\sprice|price\starget|dividends?|per-share\s\w+|fair\svalue|(?:last|previous)\sclose"
    r"|(?:closing|share|strike|exercise|issue|offer|conversion|subscription)\sprice|(?-i:TP|PT|EPS|DPS|HEPS)"
    r"|earnings\sper\sshare|NAVPS)\b(?:[^.;]|\.\d){0,30}$"
    r"|\b(?:shares|options|warrants)\b(?:[^.;]|\.\d){0,60}\b(?:at|for)\s(?:an?\s(?:\w+\s)?price\sof\s)?$"
    r"|\bexercisable\b(?:[^.;]|\.\d){0,20}$",
    re.IGNORECASE,
)
_WORTH = re.compile(
    r"\b(?:worth|rais\w+|bought|sold|buy|sell|valu\w+|total\w*|spen\w+)\b(?:[^.;]|\.\d){0,40}$",
    re.I,
)
_SOLD_AT = re.compile(
    r"\b(?:shares|options|warrants)\b(?:[^.;]|\.\d){0,60}\bat\s(?:an?\s(?:\w+\s)?price\sof\s)?$",
    re.I,
)
_AS_BEFORE = re.compile(
    r"\s\(?(?:from|was|previously|prior|vs\.?|versus|against|compared\s(?:with|to))\s(?:\w+\s)?"
)
_METALS = {
    "base": r"copper|zinc|lead|nickel|tin|alumini?um|cobalt|red\smetal",
    "precious": r"gold|silver|platinum|palladium|rhodium|iridium|bullion",
    "uranium": r"uranium|U3O8|yellowcake",
    "lithium": r"lithium|spodumene|carbonate|hydroxide",
    "iron": r"iron\sore",
    "coal": r"coal",
    "tungsten": r"tungsten|APT",
    "antimony": r"antimony",
    "manganese": r"manganese",
    "magnets": r"NdPr|neodymium|dysprosium|terbium",
    "minor": r"gallium|germanium|indium|bismuth|tellurium",
}
_METAL = re.compile(
    "|".join(rf"(?P<{name}>\b(?:{words})\b)" for name, words in _METALS.items()), re.I
)
_TRADES = re.compile(
    r"\b(?:rose|fell|gain\w*|shed|lost|slipp?\w*|add\w*|eas\w+|climb\w*|dropp?\w*|jump\w*|slid|edg\w+|dipp?\w*|firm\w*"
    r"|ris\w+|trad\w+|stood|hit|touch\w*|reach\w*|was|is|were|up|down|higher|lower|pric\w+|record|chang\w+)\b",
    re.IGNORECASE,
)
_PRICE_OF = frozenset({"t", "oz", "lb", "kg", "mtu"})
_SPREAD, _METAL_NEAR = 40.0, 100
_CLOSE_BEHIND = re.compile(
    r",\s(?:its|the|a)\s(?:\w+\s)?(?:lowest|highest|weakest|strongest|lows?|highs?)\b"
)
_SALARY = re.compile(
    r"\bsalar(?:y|ies)\b[^.;]{0,24}\b(?:of|at|is|was|to|above|over|around|about)\s$", re.I
)
_SCALED = re.compile(r"[a-zA-Z]{1,2}$|illion|crore|lakh|thousand", re.IGNORECASE)
_PARALLEL = re.compile(
    r"(?P<tail>\s(?:of|for|from|in|to|on|by)\s[^,;.\n\d]{1,60}?)?(?P<link>,\s(?:and\s)?|\sand\s)$"
)
_PREPOSITION = re.compile(r"\s(of|for|from|in|to|on|by)\b")


def share_out(text: str, found: Sequence[Mention]) -> list[Mention]:
    """Return mentions with what the words of their sentence say that they are per, and bounds."""
    kept = [_with_shared(text, mention) for mention in found]
    for at in range(1, len(kept)):
        kept[at] = _per_of_before(text, kept[at - 1], kept[at])
    kept = _priced_alike(text, kept)
    for at in range(len(kept) - 2, -1, -1):
        kept[at] = _per_of_next(text, kept[at], kept[at + 1])
    for at in range(1, len(kept)):
        kept[at] = _bound_of_list(text, kept[at - 1], kept[at])
    return kept


def _with_shared(text: str, mention: Mention) -> Mention:
    if mention.per is not None:
        return mention
    if mention.dimension in _FLOWING:
        return replace(mention, per="year") if _is_yearly(text, mention) else mention
    if mention.dimension == v.MONEY:
        return _priced_by(text, mention)
    return mention


def _is_yearly(text: str, mention: Mention) -> bool:
    """Return whether a quantity is what flows in one year: output of 5 Mt in 2027."""
    start = mention.cue[0] if mention.cue else mention.start
    before = text[max(0, start - _NEAR) : start]
    ends = list(_SENTENCE.finditer(before))
    before = before[ends[-1].end() :] if ends else before
    behind = text[mention.end : mention.end + _FAR]
    if _STOCK.search(before) or not _FLOW.search(before + behind):
        return False
    return bool(_YEAR_BEHIND.match(behind) or _YEAR_BEFORE.search(before))


def _priced_by(text: str, mention: Mention) -> Mention:
    """Return a small sum per share where shares trade at it, a salary per year."""
    value = mention.point if mention.point is not None else mention.low or mention.high or 0.0
    written = text[mention.start : mention.end]
    if _SCALED.search(written) and not written.endswith(("c", "p")):
        return mention
    start = mention.cue[0] if mention.cue else mention.start
    before = text[max(0, start - _SHARE_NEAR) : start]
    if value >= _LEAST_SALARY and _SALARY.search(before):
        return replace(mention, per="year")
    if value >= _HIGHEST_SHARE:
        return mention
    shared = _SHARES.search(before)
    sold = _SOLD_AT.search(before)
    traded = shared and not _SENTENCE.search(shared.group()) and (sold or not _WORTH.search(before))
    closed = _CLOSE_BEHIND.match(text, mention.end) and "hare" in text[:_HEAD]
    if traded or closed:
        return replace(mention, per="share")
    return mention


_HEAD = 3000


def _per_of_before(text: str, mention: Mention, follower: Mention) -> Mention:
    """Return a sum per share like the one that it is compared with: C$14.50 (from C$12.00)."""
    if follower.per is not None or mention.per != "share" or follower.unit != mention.unit:
        return follower
    begin = follower.cue[0] if follower.cue else follower.start
    same = _AS_BEFORE.fullmatch(text, mention.end, begin) and not _SCALED.search(
        text[follower.start : follower.end]
    )
    return replace(follower, per="share") if same else follower


def _priced_alike(text: str, found: list[Mention]) -> list[Mention]:
    """Return plain prices of a metal per what the text prices metals of its kind by elsewhere.

    A market report says once that copper costs so much a ton, and gives the other metals bare.
    """
    known: dict[tuple[str, str], tuple[str, float]] = {}
    for mention in found:
        if mention.dimension == v.MONEY and mention.per in _PRICE_OF:
            kind = _metal_of(text, mention)
            if kind:
                known.setdefault((kind, mention.unit), (str(mention.per), _value_of(mention)))
    if not known:
        return found
    return [_priced_as_known(text, mention, known) for mention in found]


def _priced_as_known(
    text: str, mention: Mention, known: dict[tuple[str, str], tuple[str, float]]
) -> Mention:
    if mention.dimension != v.MONEY or mention.per is not None:
        return mention
    written, value = text[mention.start : mention.end], _value_of(mention)
    if _SCALED.search(written) or not value:
        return mention
    kind = _metal_of(text, mention)
    per, other = known.get((kind or "", mention.unit), (None, 0.0))
    if per is None or not other / _SPREAD <= value <= other * _SPREAD:
        return mention
    begin = mention.cue[0] if mention.cue and mention.cue[0] < mention.start else mention.start
    before = text[max(0, begin - _METAL_NEAR) : begin]
    return replace(mention, per=per) if _TRADES.search(before) else mention


def _value_of(mention: Mention) -> float:
    held = (mention.point, mention.high, mention.low)
    return abs(next((value for value in held if value is not None), 0.0))


def _metal_of(text: str, mention: Mention) -> str | None:
    """Return the kind of metal that is named last before a price in its sentence."""
    before = text[max(0, mention.start - _METAL_NEAR) : mention.start]
    ends = list(_SENTENCE.finditer(before))
    named = list(_METAL.finditer(before, ends[-1].end() if ends else 0))
    return named[-1].lastgroup if named else None


def _per_of_next(text: str, mention: Mention, other: Mention) -> Mention:
    """Return a quantity per what its neighbour in one list is: 50 t of A and 3 t of B a year."""
    if mention.per is not None or other.per is None or mention.dimension not in _FLOWING:
        return mention
    if (mention.dimension, mention.unit) != (other.dimension, other.unit):
        return mention
    gap = text[mention.end : other.cue[0] if other.cue else other.start]
    return replace(mention, per=other.per) if _JOINED.fullmatch(gap) else mention


def _bound_of_list(text: str, mention: Mention, follower: Mention) -> Mention:
    """Return a follower with the bound that opens its list: at least 10% from A, 40% from B."""
    if follower.bound != "=" or mention.bound not in ("<", ">") or mention.cue is None:
        return follower
    if mention.dimension != follower.dimension or follower.dimension not in (v.FRACTION, v.TIME):
        return follower
    if mention.cue[0] >= mention.end:
        return follower
    parallel = _PARALLEL.fullmatch(text, mention.end, follower.start)
    behind = _PREPOSITION.match(text, follower.end)
    if not parallel or not behind or not parallel["tail"]:
        return follower
    words = _PREPOSITION.findall(parallel["tail"])
    if behind[1] not in words:
        return follower
    return set_bound(follower, mention.bound, mention.cue)
