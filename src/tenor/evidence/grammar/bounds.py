"""Bounds: what the words around a number say of it, as in up to, over, about, or more."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from tenor.evidence import vocabulary as v
from tenor.evidence.model import Mention

_WINDOW = 44
_NOT = r"(?:must|may|can|shall|should|will|does|do|did|would)\s(?:not|never)\sexceed"
_HIGH = (
    r"at\sor\s(?:below|under)|tops?\sout\sat|topping\sout\sat|up\s?to|as\s(?:much|many|high|low)\sas"
    r"|at\s(?:the\s)?(?:very\s)?most|no\s(?:more|higher|greater|later|longer|larger|bigger|further)\sthan"
    r"|not\s(?:more|higher|greater|later|longer)\sthan|(?:a\s)?maximum(?:\sof)?|max\.?|less[\s-]than"
    r"|lower\sthan|fewer\sthan|smaller\sthan|cheaper\sthan|shorter\sthan|under|below|beneath|within"
    r"|capped\sat|limited\sto|not\s(?:to\s)?exceed(?:ing)?|just\s(?:under|below|short\sof)"
    r"|short\sof|south\sof|(?:just\s)?shy\sof|(?:a\s)?ceiling\sof|a\scap\sof|anything\sup\sto|"
    + _NOT
)
_LOW = (
    r"at\sor\s(?:above|over)|over|more[\s-]than|at\s(?:the\s)?(?:very\s)?least"
    r"|no\s(?:less|fewer|lower|smaller|shorter)\sthan|not\s(?:less|fewer|lower)\sthan|exceed(?:s|ed|ing)?"
    r"|in\sexcess\sof|above|upwards?\sof|(?:a\s)?minimum(?:\sof)?|north\sof"
    r"|(?:could|would|will|may|might|to)\s(?:top|pass|exceed)|greater\sthan|higher\sthan|larger\sthan"
    r"|bigger\sthan|longer\sthan|better\sthan|well\s(?:over|above)|just\s(?:over|above)"
    r"|surpass(?:es|ed|ing)?|topp(?:ed|ing)|tops|breach(?:es|ed|ing)?|cross(?:es|ed|ing)|eclips(?:es|ed|ing)"
    r"|br(?:oke|eaks?|eaking)\s(?:through|above)|pass(?:es|ed|ing)|(?:rose|ris\w+|climb\w*|jump\w*"
    r"|mov\w+|push\w*|surg\w+|went|go|goes|soar\w*|gr[eo]w\w*)\spast|(?:prices|price|rates|values)\spass"
    r"|beyond|starting\s(?:at|from)"
)
_NEAR = (
    r"(?:\b(?:about|around|approximately|approx\.?|nearly|almost|roughly|some\b|circa|ca\.|c\.|close\sto"
    r"|closer\sto|in\sthe\s(?:region|order|vicinity|neighbou?rhood|range)\sof|o[nf]\sthe\sorder\sof"
    r"|(?:the\s)?best\spart\sof|getting\son\sfor|approaching|not\sfar\s(?:off|short\sof|from)"
    r"|in\sthe\sballpark\sof|touching|nearing|something\slike|near(?=-$)|more\sor\sless|an?\sestimated\ssome|close\son|virtually|practically|or\sso|nearer(?:\sto)?))"
)
BEFORE = re.compile(
    rf"(?P<high>\b(?:{_HIGH})|(?<![\w<])<=?|≤)|(?P<low>\b(?:{_LOW})|(?<![\w>=-])>=?|≥)"
    rf"|(?P<near>{_NEAR}|~|≈|\b[Cc](?=[.\s]?$))",
    re.IGNORECASE,
)
"""Words of bound; the last one before a number counts, see `find_bound`."""
_BEGINS = re.compile(r"\b\w|[<>≤≥~≈]")
"""Where words of bound can begin."""

_MORE_THINGS = (
    r"an?|the|its|their|another|about|around|up|over|some|interest|tax|taxes|VAT|GST|costs|royalt\w+|shares"
    r"|warrants|cash|freight|options?|one|two|three|four|five|six|seven|eight|nine|ten"
)
_MORE = r"more|greater|higher|above|better|longer|over|larger"
AFTER = re.compile(
    rf"(?P<low>\+(?![\d\w])|[\s-]plus\b(?!\s(?:\w+\s)?[$€£\d])(?!\s(?:{_MORE_THINGS})\b)|\sor\s(?:{_MORE})\b(?!\sthan)"
    r"|\sand\s(?:more|above|over|up|upwards?)\b(?!\s(?:than|to)\b)|\sat\s(?:the\s)?(?:very\s)?least\b"
    r"|\sand\scounting\b|\s(?:minimum|at\sminimum)\b)"
    r"|(?P<high>\sor\s(?:less|fewer|lower|below|under|cheaper|smaller)\b(?!\sthan)"
    r"|\sat\s(?:the\s)?(?:very\s)?most\b|\s(?:maximum|at\smaximum|tops)\b(?!\s\w))"
    r"|(?P<near>\sor\s(?:so|thereabouts)\b|-ish\b|-odd\b|,?\sgive\sor\stake\b)",
    re.IGNORECASE,
)
PAIRS: Mapping[str, str] = {"high": "<", "low": ">", "near": "~"}

_TRIGGERS_WORDS = (
    "shy best getting approaching far ballpark touching "
    "up upto much many high low than most least below under above over beneath capped "
    "out maximum minimum max max. exceed exceeds exceeded exceeding within short ceiling "
    "cap excess upward upwards north beyond starting pass passes passed passing top "
    "topped topping surpass surpasses surpassed surpassing about around approximately "
    "approx approx. nearly almost roughly some circa ca ca. c. c close closer nearer "
    "breach breaches breached breaching crosses crossed crossing eclipsed eclipses "
    "eclipsing through tops past south nearing something near than range "
    "region order vicinity neighbourhood neighborhood less more virtually practically so "
    "limited anything"
)
_TRIGGERS = frozenset(_TRIGGERS_WORDS.split())
_SIGNS = re.compile("[~≈<>≤≥]")
_GAP_WORDS = (
    r"an?|the|its|some|about|around|estimated|approximately|nearly|almost|total|of|additional"
    r"|further|another|as|initial|combined|cumulative|roughly|something|just|like|only|aggregate|extra"
    r"|maximum|minimum|net|gross|overall|whopping|expected|possible|planned|proposed|potential|reported"
    r"|whole|full|annual"
)
_GAP = re.compile(rf"[\s(”\"’-]*(?:(?:{_GAP_WORDS})\s){{0,3}}[(]?$", re.IGNORECASE)
_PLACE = re.compile(r"(?:over|above|under|below|beyond|within)$", re.IGNORECASE)
_ANOTHER = re.compile(
    r"\b(?:the|its|further|another|additional|planned|expected|initial|reported)\b", re.IGNORECASE
)
_DEFINITE = re.compile(r"\bthan\b", re.IGNORECASE)
_ONE_THING = re.compile(r"\san?\s", re.IGNORECASE)
_KNOWN = re.compile(r"^\s?the\s", re.IGNORECASE)
_MATTERS = re.compile(
    r"\b(?:rights?|refusal|mark|talks|negotiations?|row|disputes?|concessions?|licen[cs]es?|control"
    r"|title|liens?|charge|options?|questions?|doubts?|concerns?|battle|fight|debate|security|say|veto"
    r"|authority|jurisdiction|tenure|tenements?|permits?|ownership|sovereignty|vote|anger|protests?|(?:a|its|their)\shold)"
    r"\s(?:\w+\s)?over$",
    re.IGNORECASE,
)
"""Over that stands with what people have or quarrel about: rights over 15,703 hectares."""
_SUM = re.compile(r"\b(?:add(?:s|ed|ing)?|sum(?:s|med)?)\s$", re.IGNORECASE)
_CARRIED = re.compile(
    r"\b(?:truck\w*|road|rail\w*|haul\w*|carried|carr(?:y|ies)|transport\w*|belt|train|distance|spread"
    r"|stretch\w*|moved|line|conveyor)\s(?:\w+\s)?over$",
    re.IGNORECASE,
)


def bounded(text: str, mention: Mention, infix: tuple[int, int] | None = None) -> Mention:
    """Return a mention with the bound that the words around it give, or within it."""
    if mention.bound != "=":
        return mention
    if infix is not None:
        words = text[infix[0] : infix[1]].casefold()
        return set_bound(mention, "~" if "odd" in words or "so" in words else ">", infix)
    cue = find_bound(text, mention.start)
    word = text[cue[0] : cue[1]].casefold() if cue else ""
    if word.startswith(
        ("pass", "top", "south", "cross", "breach", "br")
    ) and mention.dimension not in (
        v.MONEY,
        v.FRACTION,
        v.COUNT,
    ):
        cue = None
    if cue and word == "over":
        carried = _CARRIED.search(text[max(0, cue[0] - 30) : cue[1]])
        if mention.dimension == v.TIME or (mention.dimension == v.LENGTH and carried):
            cue = None  # Over five years is a span of time, by truck over 580 km a way.
    if cue and word in ("below", "beneath") and mention.dimension == v.LENGTH:
        cue = None  # How deep something lies.
    behind = AFTER.match(text, mention.end)
    if behind and not (cue and cue[2] != "~"):
        kind = _kind(behind)
        return set_bound(mention, kind, (mention.end, behind.end()))
    return set_bound(mention, cue[2], cue[:2]) if cue else mention


def _kind(match: re.Match[str]) -> str:
    return next(PAIRS[name] for name, held in match.groupdict().items() if held)


def find_bound(text: str, start: int) -> tuple[int, int, str] | None:
    """Return place and kind of the words of bound right before a number; None without any."""
    begin = max(0, start - _WINDOW)
    window = text[begin:start]
    words = (
        window.casefold()
        .replace("(", " ")
        .replace("“", " ")
        .replace("”", " ")
        .replace('"', " ")
        .replace("-", " ")
        .split()
    )
    if _TRIGGERS.isdisjoint(words) and not _SIGNS.search(window):
        return None
    last = None
    until = 0
    for begins in _BEGINS.finditer(window):
        match = BEFORE.match(window, begins.start()) if begins.start() >= until else None
        if match is None:
            continue
        until = match.end()
        gap = window[match.end() :]
        if _GAP.fullmatch(gap) and not _is_place(window, match, gap):
            kind = _kind(match)
            if last is None or last[2] == "~" or kind != "~":
                last = (begin + match.start(), begin + match.end(), kind)
    return last


def _is_place(window: str, match: re.Match[str], gap: str) -> bool:
    """Return whether words of bound mean something else: over a further 5%, adds up to 7."""
    if _PLACE.search(match.group()) and (_ANOTHER.search(gap) or _ONE_THING.fullmatch(gap)):
        return True  # Over a further 5%, under a $7 billion programme.
    if _DEFINITE.search(match.group()) and _KNOWN.match(gap):
        return True  # Lower than the $275 million of before: a comparison.
    if _MATTERS.search(window[: match.end()]):
        return True
    return bool(match["high"] and _SUM.search(window[: match.start()]))


def set_bound(mention: Mention, bound: str, cue: tuple[int, int]) -> Mention:
    """Return a mention with a bound: a lower one keeps `low`, an upper one `high`."""
    value = mention.point if mention.point is not None else mention.low
    low = mention.low if bound in (">", "~") else None
    high = mention.high if bound in ("<", "~") else None
    return replace(mention, bound=bound, low=low, high=high, point=value, cue=cue)
