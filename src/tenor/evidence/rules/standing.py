"""What stands already: a share that is held, a rate that is charged, without any new deal.

A share or a rate told in the present or the past, by who holds it or what charges it, exists. Any
word of a plan, an offer, a sale or a law to come in its phrase leaves the question to the cues.
"""

from __future__ import annotations

import re

from tenor.evidence.model import Mention, Span

_REACH, _TAIL, _SOFT_REACH = 60, 60, 110

_HOLDS = re.compile(
    r"\b(holds?|held|holding|owns?|owned|owners?|keeps?|keeping|retains?|retained|retaining|stays\sat|ownership|shareholders?"
    r"|shareholding|earned|controls?|controlled|minority|majority|belongs?"
    r"|(?:interest|holding)\s(?:is|was|stands\sat|remains))\b[^.;]{0,40}$",
    re.IGNORECASE,
)
_HAS = re.compile(
    r"\b(has|have|had|with|its|their|our|his|her|whose|remaining|[\w.]+['’]s)\s"
    r"(?:(?:a|an|the|only|about|roughly|nearly|remaining|own|existing|current|direct|indirect"
    r"|controlling)\s){0,3}$",
    re.IGNORECASE,
)
_OWNED = re.compile(
    r"[\s-]*(owned|held|shareholder|owner|owns|stake\sheld|free[\s-]carr(?:y|ied)|state-owned)\b",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"[\s-]*(?:(?:equity|minority|majority|direct|indirect|participating|controlling|joint\sventure"
    r"|economic|free[\s-]carried|carried)\s){0,2}(stake|interest|shareholding|holding|share)\b",
    re.IGNORECASE,
)
_BARE_SHARE = re.compile(r"[\s-]*(stake|shareholding)\b", re.IGNORECASE)
_RATE_STANDS = re.compile(
    r"\b(is|are|was|were|stands?|stood|rate|royalt(?:y|ies)|tariffs?|dut(?:y|ies)|lev(?:y|ies)"
    r"|tax|cess|surcharge|remains?|currently|presently|pays?|paid|charges?|charged|fix(?:es|ed)|enters?|fac(?:es?|ed)|attracts?"
    r"|takes?|carr(?:y|ies)|bears?)\b[^.;]{0,50}$",
    re.IGNORECASE,
)
_RATE_AFTER = re.compile(
    r"\s(?:[\w-]+\s){0,3}?(royalt(?:y|ies)|tariffs?|dut(?:y|ies)|lev(?:y|ies)|tax|cess|surcharge|ad\svalorem|net\ssmelter\sreturn|NSR)\b"
)
_NOT_YET = re.compile(
    r"\b(?:drafts?|(?:the|this)\smeasure|propos\w+|(?-i:Bill)|legislation|lawmakers?|would|could|will|shall|talks|talking"
    r"|discuss\w*|to\s(?:buy|acquire|take|hold|sell|own|get|receive|pay|impose|raise|cut|lower)"
    r"|plan(?:s|ned|ning)?|intend\w*|want(?:s|ed)?|seek(?:s|ing)?|sought|in\sprinciple|negotiat\w+"
    r"|mull\w*|options?|earn(?:s|ing)?|float(?:ed|s)|new|raise|rais(?:ed|es)\sfrom|if"
    r"|(?-i:from\s(?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December|20\d\d))|effective\s(?-i:January|February|March|April|May|June|July|August"
    r"|September|October|November|December|on|from|\d)|(?-i:may)|agree[ds]?|sign(?:ed|s)|heads?"
    r"|gives?|recommend\w*|replac\w+|demand(?:s|ed|ing)?|ask(?:s|ed|ing)|threat\w*|suggest\w*"
    r"|call(?:s|ed|ing)?\sfor|consider\w*|reportedly|rumou?r\w*|potential|possible|expect\w*|likely|due\s(?:to|in|on)|loom\w*"
    r"|announcement\sof|under\s(?:examination|consideration|review|study|discussion|negotiation))\b",
    re.IGNORECASE,
)
_UNDER = re.compile(
    r"\bunder\s(?:the|this|its)\s(?:new\s)?(?:deal|agreement|framework|arrangement|pact)\b",
    re.IGNORECASE,
)
_PASSES = re.compile(
    r"\b(?:might|offer\w*|bid(?:s|ding)?|sale|sell\w*|sold|buy\w*|bought|acquir\w*|purchas\w*"
    r"|expect\w*|not|never|previously|formerly|no\slonger|dilut\w*|transfer\w*|tak(?:e|es|ing|en)"
    r"|took|get(?:s|ting)?|receiv\w*|award\w*|increas\w*|rais\w*|valu(?:e|es|ed|ing)|price\w*"
    r"|worth|for|over|secur\w*|win(?:s|ning)?|won|clos(?:ed|es|ing)|exchange|approv\w*)\b",
    re.IGNORECASE,
)
"""A share that changes hands, or is only priced."""
_EDGE = re.compile(r"[,;:.(]\s|\s(?:and|but|while|with|after)\s")
_CLAUSE = re.compile(r"[;:]\s|,\s(?:but|while|whereas|and)\s|\s(?:but|while|whereas)\s")
_SENTENCE_END = re.compile(r"[.;\n,(]")
_LISTED = re.compile(r"\)(?:,?\s(?:and\s)?[^()]{2,40}\(\d[\d.]*\s?(?:%|per\scent)\)){0,4}")
_OWNS = re.compile(
    r"\b(?:own|owns|owned|joint\sventure\s(?:between|of)|owner(?:ship)?s?|shareholders?|shareholding|holds|held)\b",
    re.IGNORECASE,
)


def find_standing(text: str, mention: Mention, measure: str, start: int) -> tuple[str, Span] | None:
    """Return the status of what is said to exist without any cue of a deal, and its word."""
    if _UNDER.search(text, start, mention.start):
        return None
    if measure == "loan_amount":
        open_line = _borrowed(text, mention, start)
        return None if open_line is None else ("contract_signed", open_line)
    if measure == "ownership_share":
        place = _held(text, mention, start)
    elif measure in ("royalty_share", "tariff_rate"):
        place = _charged(text, mention, start)
    else:
        return None
    return None if place is None else ("operating", place)


def _held(text: str, mention: Mention, start: int) -> Span | None:
    """Return the word that says that somebody holds a share."""
    offset = max(start, mention.start - _REACH)
    before = text[offset : mention.start]
    found = _HOLDS.search(before)
    if found is not None:
        place = Span.of(text, offset + found.start(1), offset + found.end(1))
        return None if _NOT_YET.search(_phrase(text, mention, start, place)) else place
    owned = _OWNED.match(text, mention.end)
    if owned is not None:
        place = Span.of(text, owned.start(1), owned.end(1))
        return None if _NOT_YET.search(_phrase(text, mention, start, place)) else place
    share = _SHARE.match(text, mention.end)
    has = _HAS.search(before) if share else None
    if share is not None and (has is not None or _BARE_SHARE.match(text, mention.end)):
        place = Span.of(text, share.start(1), share.end(1))
        near = _phrase(text, mention, start, place)
        soft = _NOT_YET.search(near) or (has is None and _PASSES.search(near))
        return None if soft else place
    return _named(text, mention, start)


def _borrowed(text: str, mention: Mention, start: int) -> Span | None:
    """Return the word that says that somebody has a line of credit: has a $60 million facility."""
    offset = max(start, mention.start - _REACH)
    has = _OPEN.search(text[offset : mention.start])
    line = _LINE.match(text, mention.end) if has else None
    if has is None or line is None:
        return None
    place = Span.of(text, offset + has.start(1), offset + has.end(1))
    return None if _NOT_YET.search(_phrase(text, mention, start, place)) else place


CURRENT = ("existing", "current", "currently", "prevailing", "presently")
"""Words that say of a rate that it is in force, whatever is planned for it."""
_GOES = re.compile(
    r"\b(?:replac\w+|scrap\w*|abolish\w*|waiv\w+|(?:relief|exempt\w*|spared?)\sfrom|remov\w+)"
    r"\s(?:the|its|that|this)\s(?:[\w-]+\s){0,2}$",
    re.IGNORECASE,
)
"""What is done with a rate that exists."""
_CURRENT = re.compile(rf"\b({'|'.join(CURRENT)})\s(?:[\w-]+\s){{0,2}}$")
_CURRENT_REACH = 40
_OPEN = re.compile(r"\b(has|have|had)\s(?:a|an|its)\s(?:[a-z-]+\s){0,3}$")
_LINE = re.compile(
    r"\s(?:[\w-]+\s){0,3}?(?:facility|loan|credit\sline|line\sof\scredit|overdraft)\b"
)


def _charged(text: str, mention: Mention, start: int) -> Span | None:
    """Return the word that says that a rate is charged."""
    offset = max(start, mention.start - _REACH)
    found = _RATE_STANDS.search(text[offset : mention.start])
    after = _RATE_AFTER.match(text, mention.end)
    if after is not None:
        place = Span.of(text, after.start(1), after.end(1))
    elif found is not None:
        place = Span.of(text, offset + found.start(1), offset + found.end(1))
    else:
        return None
    current = _CURRENT.search(text, max(start, mention.start - _CURRENT_REACH), mention.start)
    if current is not None:
        return Span.of(text, current.start(1), current.end(1))
    if _GOES.search(text, max(start, mention.start - _CURRENT_REACH), mention.start):
        return place
    return None if _NOT_YET.search(_phrase(text, mention, start, place)) else place


def _phrase(text: str, mention: Mention, start: int, place: Span) -> str:
    """Return the words that bear on a share or a rate: its clause, up to the edge behind it."""
    first = max(start, min(place.start, mention.start) - _SOFT_REACH)
    head = text[first : mention.start]
    cuts = [edge.end() for edge in _CLAUSE.finditer(head)]
    near = min(place.start, mention.start) - first
    head = head[max((cut for cut in cuts if cut <= near), default=0) :]
    edge = _EDGE.search(text, max(mention.end, place.end), mention.end + _TAIL)
    end = edge.start() if edge else mention.end + _TAIL
    return head + text[mention.start : end]


def _named(text: str, mention: Mention, start: int) -> Span | None:
    """Return the word for a share in a sentence about owners: and the state with 30%."""
    first = mention.end
    if text[first : first + 1] == ")":  # Cameco (69.8%) and Orano (30.2%) own the mill
        last = _LISTED.match(text, first)
        first = last.end() if last else first
    edge = _SENTENCE_END.search(text, first, first + _REACH)
    end = edge.start() if edge else first + _REACH
    offset = max(start, mention.start - 2 * _REACH)
    near = text[offset:end]
    if _NOT_YET.search(near) or _PASSES.search(near):
        return None
    found = _OWNS.search(near)
    return None if found is None else Span.of(text, offset + found.start(), offset + found.end())


_OLD_RATE = re.compile(
    r"\b(?:from|waiv(?:e|es|ed|ing)|abolish\w*|scrap(?:ped|ping)?|against)\s(?:(?:a|the|its)\s)?"
    r"(?:(?:flat|current|present|existing|provincial|federal)\s)?(?:(?:cess|levy|duty|royalty|tax)\sof\s)?$",
    re.IGNORECASE,
)
_RATE_NAMED = re.compile(
    r"\b(?:royalt(?:y|ies)|tariffs?|dut(?:y|ies)|rate|levy|tax|cess)\b", re.IGNORECASE
)
_RANGE = re.compile(r"\s(?:up\sto|through)\b")
_OLD_REACH, _BEGIN_REACH = 48, 110
_LATER = re.compile(
    r"\b(?:effective|starting|beginning|from|as\sof|with\seffect\sfrom|on)\s(?:on\s|from\s)?"
    r"(?:\d{1,2}\s)?(?:January|February|March|April|May|June|July|August|September|October"
    r"|November|December)\b"
)
_ENACTS = re.compile(
    r"(?:imposes?|sets?|levies|applies|is|are|tariffs?|royalt\w+)\b", re.IGNORECASE
)


def find_old_rate(text: str, mention: Mention, start: int) -> Span | None:
    """Return the word by which a mention is the old level of a rate: raised from a flat 10%."""
    offset = max(start, mention.start - _OLD_REACH)
    old = _OLD_RATE.search(text[offset : mention.start])
    if (
        old is None
        or _RANGE.match(text, mention.end)
        or not _RATE_NAMED.search(text, start, mention.start)
    ):
        return None
    return Span.of(text, offset + old.start(), offset + old.start() + len("from"))


def find_begin(text: str, mention: Mention, end: int, cue: Span | None) -> Span | None:
    """Return the words by which a rate that is told in the present begins on a named day."""
    if cue is None or not _ENACTS.match(text, cue.start):
        return None
    later = _LATER.search(text, mention.end, min(end, mention.end + _BEGIN_REACH))
    return None if later is None else Span.of(text, later.start(), later.end())
