"""Who can speak: phrases that name a person, a body, a paper or a pronoun beside a verb."""

from __future__ import annotations

import re

from tenor.evidence.model import Span

ROLES = (
    r"ministers?|secretar(?:y|ies)|commissioners?|governors?|presidents?|chair(?:man|woman"
    r"|person)?|ambassadors?|directors?|executives?|premier|chancellor|mayor|senators?|lawmakers?"
    r"|spokes(?:man|woman|person|people)|officials?|officers?|chief|boss|head|founders?|managers?"
    r"|analysts?|economists?|geologists?|engineers?|strategists?|consultants?|advis[eo]rs?"
    r"|professors?|academics?|researchers?|scientists?|authors?|experts?|envoys?|diplomats?"
    r"|negotiators?|prosecutors?|judges?|lawyers?|bankers?|traders?|dealers?|insiders?"
    r"|sources?|persons?|people|workers?|residents|villagers|farmers|activists|campaigners"
    r"|critics|investors?|shareholders|owners?|partners?|CEO|CFO|COO|MP|PM|MEPs?|leaders?"
    r"|members?|representatives?|delegates?|historians?|insurers?|metallurgists?"
)
BODIES = (
    r"compan(?:y|ies)|firms?|group|ministr(?:y|ies)|department|bank|lenders?|government"
    r"|agenc(?:y|ies)|authorit(?:y|ies)|commission|council|embassy|mission|office|secretariat"
    r"|administration|regulators?|treasury|chamber|association|unions?|committee|board"
    r"|institute|bureau|fund|exchange|court|tribunal|cabinet|police|customs|parliament|lobby"
    r"|miners?|smelters?|producers?|refiners?|developers?|promoters?|sponsors?|buyers?|sellers?"
    r"|suppliers?|operators?|explorers?|parties|sides?|brokerage|brokers?|consultanc(?:y|ies)"
    r"|think\stank|newspaper|journal|television|radio|media|press|management|consortium"
    r"|ventures?|utility|utilities|carmakers?|groups|banks|governments|countries|province"
    r"|state|team|industry|borrower|giant|outfit|trader|division|directorate|panel|service|wing"
    r"|corporation|organi[sz]ation|foundation|trust|centre|center|body|society|party|opposition|camp|desk"
)
PAPERS = (
    r"reports?|stud(?:y|ies)|filings?|statements?|data|figures|statistics|records|documents?"
    r"|papers?|prospectus|letters?|notes?|memo|survey|assessment|presentation|website|brochure"
    r"|fact\ssheet|factsheet|release|bulletin|notice|announcement|audit|accounts|estimates"
    r"|calculations|minutes|schedule|communiqu[eé]|summary|appraisal|posts?|article|interview"
    r"|transcript|review|outlook|forecasts|circular|disclosures?|valuation|sheet"
    r"|model|analysis|programme|index|poll|census|spreadsheets?|slides?|results|strategy|draft|agreement|rules|terms|log|register|dossier"
)
DETERMINERS = (
    r"(?i:the|an?|its|their|his|her|our|this|that|one|two|three|four|five|several|some|many|most"
    r"|other|another|both|all)"
)
_STOPS = (
    r"the|an?|its|their|is|are|was|were|has|have|had|will|would|of|for|in|at|by|from|to|with"
    r"|that|which|and|or|on|as|but|than|it|be|been|after|before|when|while"
)
_WORD = rf"(?:(?!(?:{_STOPS})\b)[\w’'&.()-]+\s)"
_NO_NAMES = (
    "About Above After Again All Also Although Among An And Annual Another Any April As Asked "
    "At August Based Because Before Between Both But By Citing December Despite During Each "
    "Earlier Even February First For Friday From Further Given He Here How However I If In "
    "Indeed Instead It Its January July June Last Later March May Meanwhile Monday More "
    "Moreover Most Neither No None Nor Not November Now October Of On Once One Only Or Other "
    "Others Output Over Per Phase Prices Production Quoting Sales Saturday Second Separately "
    "September Shares She Since Six So Some Still Such Sunday Table Ten That The Their Then "
    "There These They Third This Those Though Three Through Thursday To Today Total Tuesday "
    "Two Under Until Up We Wednesday What When Where Whether Which While Who Why With Without "
    "Within Yesterday Yet You Your Deliveries Exports Imports Had Has Did Does Was Were Is "
    "Are Will Would Could Should Can May Might Do Have Demand Supply Construction Costs Capex "
    "Revenue Official According"
)
_NOT_FIRST = "|".join(_NO_NAMES.split())
_TOKEN = r"[A-ZÀ-Þ][\w’'&.-]*"
_LINK = r"(?:of|and|for|the|de|al|bin|van|von|du|del|da|dos|&|en|et|y)"
NAME = (
    rf"(?!(?:{_NOT_FIRST})\b){_TOKEN}"
    rf"(?:\s(?:{_LINK}\s){{0,2}}(?:{_TOKEN}|\([A-Z]{{2,8}}\))){{0,9}}"
)
_POST = (
    r"(?:\s(?:of|at|for|from|in|with|on|to|close|familiar|briefed|involved|who|whose|seen|reviewed"
    r"|published|released|issued|compiled|filed|based|attached|by|near|advising|working|led"
    r"|representing|covering|dated|last|this|circulated|obtained)\b\s?[^“”\"]{0,140})"
)
_HEAD = rf"(?:\w+-)?(?i:{ROLES}|{BODIES}|{PAPERS})"
_HONORIFIC = r"(?:(?:Mr|Ms|Mrs|Dr|Prof|Sir|Engr)\.?\s)"
_TITLED = (
    rf"(?:{DETERMINERS}\s)?(?:{NAME}(?:['’]s?)?\s)?(?:{_WORD}|and\s(?=[A-Z])){{0,7}}?(?:\w+-)?(?:(?i:{ROLES})|{BODIES})(?:['’]s)?\s"
    rf"(?P<titled>{_HONORIFIC}?{NAME})"
)
_PLAIN = (
    rf"(?:{DETERMINERS}\s{_WORD}{{0,6}}?{_HEAD}|(?:(?![a-z]+ing\s)[a-z][\w-]*\s){{0,3}}?{_HEAD}"
    rf"|[A-Z][a-z]+\s(?:{ROLES}|{BODIES}|{PAPERS})"
    rf"|{NAME}(?:['’]s?)?\s{_WORD}{{0,4}}?(?:{ROLES}|{BODIES}|{PAPERS}))"
)
_PHRASE = re.compile(
    rf"(?:(?P<pronoun>(?i:he|she|they|it))\b|{_TITLED}\b|(?P<name>(?:[Tt]he\s)?{_HONORIFIC}?{NAME})"
    rf"(?![\w-])|(?P<plain>{_PLAIN})\b(?!\s(?:{ROLES}|{BODIES})\b))(?P<post>{_POST})?"
)
_GENERIC = re.compile(
    rf"\b(?:{ROLES}|developers?|promoters?|sponsors?|owners?|{PAPERS}|ministr(?:y|ies)|parties"
    rf"|secretariat|department)\Z",
    re.IGNORECASE,
)
_KEPT_POST = re.compile(
    r"\s(?:of|at|for|from|in|with|on|to|close\sto|familiar\swith|briefed\son|involved\sin"
    r"|(?:(?:issued|published|released|compiled|prepared|commissioned|sent)\s)?by)\s"
    r"(?:(?!(?:at|on|that|who|which|said)\b)[A-Za-zÀ-ÿ&][^\s,;:“”\"\d]*\s?){1,7}"
)
_WORD_START = re.compile(r"(?<![\w’'&.-])[A-Za-zÀ-ÿ]")
_REACH, _TRIES = 170, 26


_ANY = re.compile(
    rf"(?:[Tt]he|[Aa]n?|[Hh]er|[Hh]is|[Ii]ts|[Tt]heir)\s{_WORD}{{0,3}}[a-z][\w’'-]{{2,}}(?:{_POST})?"
)


def noun_ending(text: str, start: int, end: int) -> tuple[Span, int] | None:
    """Return any phrase with an article that ends at a place: the widow, a local elder."""
    for match in _WORD_START.finditer(text, max(start, end - _REACH), end):
        if _ANY.fullmatch(text, match.start(), end):
            return Span.of(text, match.start(), end), match.start()
    return None


def phrase_ending(text: str, start: int, end: int) -> tuple[Span, int] | None:
    """Return the phrase for a speaker that ends at a place, and where its first word begins.

    It is the longest; words of circumstance in front ("On Monday the ministry") are passed over.
    """
    for tries, match in enumerate(_WORD_START.finditer(text, max(start, end - _REACH), end)):
        if tries > _TRIES:
            break
        found = _PHRASE.fullmatch(text, match.start(), end)
        if found:
            return _span(text, found), found.start()
    return None


def phrase_at(text: str, start: int, end: int) -> Span | None:
    """Return the phrase for a speaker that begins at a place."""
    match = _PHRASE.match(text, start, end)
    return None if match is None else _span(text, match)


def _span(text: str, match: re.Match[str]) -> Span:
    """Return the name of a phrase, or its head with the body or matter that tells it apart."""
    group = next(name for name in ("pronoun", "titled", "plain", "name") if match[name])
    start, end = match.span(group)
    alone = group == "name" and " " not in match["name"]
    if (group == "plain" or alone) and _GENERIC.search(match[group]):
        more = _KEPT_POST.match(text, end, match.end())
        end = more.end() if more else end
    while text[end - 1] in " .,":
        end -= 1
    return Span.of(text, start, end)
