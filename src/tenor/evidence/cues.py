"""Cues: which words allow which status at most.

A status is read from words. Each group of words below has a ceiling: the firmest status that
they allow. Where words of several groups stand together the softest ceiling holds: "signed a
memorandum" is no contract and "could sign" is no signature. States off the ladder (suspended,
cancelled ...) have words of their own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from tenor.evidence.vocabulary import OFF_LADDER, STATUSES, firmness

_SOFT: Mapping[str, tuple[str, ...]] = {
    "rumoured": (
        r"rumou?r(?:s|ed)?",
        r"speculat\w+",
        r"reportedly",
        r"(?:is|are|was|were)\s(?:said|believed|thought|understood|rumou?red)\sto",
        r"according\sto\s(?:people|sources|a\sperson|two\speople|unnamed)",
        r"unconfirmed",
        r"linked\s(?:to|with)",
        r"guess(?:ed|es)",
        r"circulat\w+",
        r"local\spress|press\sreports|media\sreports?",
    ),
    "proposed": (
        r"could",
        r"(?-i:may)(?!\s(?:19|20)\d\d|\s\d)",
        r"might",
        r"would",
        r"should",
        r"if\sapproved",
        r"subject\sto",
        r"plan(?:s|ned|ning)?(?:\sto)?",
        r"intend(?:s|ed|ing)?",
        r"intention\w*",
        r"propos(?:e|es|ed|al|als|ing)",
        r"seek(?:s|ing)?",
        r"sought",
        r"hop(?:e|es|ed|ing)\sto",
        r"aim(?:s|ed|ing)?\s(?:to|at|for)",
        r"want(?:s|ed)?\sto",
        r"look(?:s|ing)?\sto",
        r"ey(?:e|es|ed|eing)",
        r"consider(?:s|ed|ing)?",
        r"explor(?:e|es|ed|ing)",
        r"discuss(?:es|ed|ing|ions?)?",
        r"negotiat\w+",
        r"talks",
        r"in\stalks",
        r"offer(?:s|ed|ing)?",
        r"bid(?:s|ding)?",
        r"pitch(?:es|ed|ing)?",
        r"request(?:s|ed|ing)?",
        r"ask(?:s|ed|ing)?\sfor",
        r"appl(?:y|ies|ied|ication)\w*",
        r"willing(?:ness)?",
        r"ready\sto",
        r"interest(?:ed)?\sin",
        r"(?:expression|letter)s?\sof\sinterest",
        r"letters?\sof\sintent",
        r"\bLOIs?\b",
        r"\bEOIs?\b",
        r"near(?:s|ing)",
        r"weigh(?:s|ed|ing)?",
        r"apprais(?:e|es|ed|al|ing)",
        r"indicative",
        r"preliminary",
        r"potential(?:ly)?",
        r"possible",
        r"option(?:s|al)?(?:\sto)?",
        r"draft",
        r"target(?:s|ed|ing)?",
        r"expect(?:s|ed|ing)?(?:\sto)?",
        r"likely",
        r"anticipat\w+",
        r"envisag\w+",
        r"foresee\w*",
        r"project(?:s|ed)\sto",
        r"recommend\w*",
        r"under\s(?:review|consideration|examination|discussion|negotiation|evaluation)",
        r"short-?list\w*",
        r"due\sdiligence",
        r"mandat(?:e|es|ed)\s(?:to\sarrange|lead)",
    ),
    "announced": (
        r"will",
        r"shall",
        r"(?:is|are|was|were)\sto",
        r"announc(?:e|es|ed|ement|ing)\w*",
        r"pledg(?:e|es|ed|ing)",
        r"promis(?:e|es|ed|ing)",
        r"vow(?:s|ed)?",
        r"commit(?:s|ment|ments|ting)?\s(?:to|of)",
        r"commitments?",
        r"confirm(?:s|ed)",
        r"provides|guarantees|extends",
        r"(?<!agreed\s)(?<!agrees\s)to\s(?:lend|build|buy|provide|spend|pay|fund|finance|supply|raise|inject|contribute|impose|upgrade)",
        r"guid(?:es|ed|ance)",
        r"undert(?:ook|ak(?:es?|en|ing))",
        r"decision\sto",
        r"set\saside",
        r"contributes?",
        r"(?:put|puts|putting)\sup",
        r"purchases|procurement",
        r"(?:are|is)\s(?:receiving|contributing|extending|granting|awarding|financing|funding)",
        r"(?:is|are)\s(?:investing|providing|putting|building|spending|buying|lending|committing|contributing)",
        r"earmark(?:s|ed)?",
        r"unveil(?:s|ed)?",
        r"leverag\w+",
        r"includ(?:es?|ing)",
        r"launch(?:es|ed|ing)?",
        r"set\sto",
        r"poised\sto",
        r"due\sto",
        r"scheduled",
        r"from\s(?:1\s)?(?:january|february|march|april|may|june|july|august|september|october|november|december)",
        r"effective\sfrom",
        r"back(?:s|ed|ing)",
        r"support(?:s|ed|ing)?",
        r"declar(?:e|es|ed)",
        r"invest(?:s)?\b|lends|injects|pumps|ploughs",
        r"(?:state|government|federally)-backed",
        r"budget(?:s|ed)?",
        r"tender(?:s|ed)?",
        r"conditional(?:ly)?\scommitment",
        r"in\sprinciple",
        r"(?:under|as\spart\sof)\s(?:the|this)\s(?:new\s)?(?:deal|agreement|framework|arrangement|package|pact)",
    ),
    "mou_signed": (
        r"memorand(?:ums?|a)(?:\sof\s(?:understanding|cooperation|intent))?",
        r"m\.?o\.?u\.?s?\b",
        r"mous\b",
        r"heads\sof\s(?:terms|agreement)",
        r"term\ssheets?",
        r"framework(?:\sagreement)?",
        r"non-?\s?binding",
        r"not\s(?:legally\s)?binding",
        r"joint\s(?:statement|declaration|communiqu\w)",
        r"declaration\sof\sintent",
        r"outline\s(?:deal|agreement|accord)",
        r"cooperation\sagreement",
        r"agreement\sin\sprinciple",
        r"understanding",
        r"protocol\sof\sintent",
    ),
    "approved": (
        r"approv(?:e|es|ed|al|als|ing)",
        r"decided",
        r"(?:has|have)\sbeen\sgiven",
        r"clear(?:s|ed|ance)?",
        r"sanctioned",
        r"green-?\s?li(?:ght|t)\w*",
        r"authori[sz](?:e|es|ed|ation)",
        r"endors(?:e|es|ed)",
        r"ratif(?:y|ies|ied)",
        r"final\sinvestment\sdecision",
        r"\bFID\b",
        r"okay(?:s|ed)",
        r"nod\b",
        r"voted",
        r"adopted",
        r"OKs|OK['’]d",
        r"go-ahead|blessing",
        r"permit(?:s|ted)?",
        r"allocat(?:e|es|ed|ion)\w*",
    ),
    "contract_signed": (
        r"sign(?:s|ed|ing)?",
        r"signature",
        r"contract(?:s|ed|ual)?",
        r"binding",
        r"definitive",
        r"award(?:s|ed|ing)?",
        r"order(?:s|ed)?",
        r"placed",
        r"agree(?:s|d)?",
        r"agreement(?:s)?",
        r"accord",
        r"treat(?:y|ies)",
        r"deal(?:s)?",
        r"commit(?:s|ted|ting)?",
        r"conclud(?:e|es|ed)",
        r"seal(?:s|ed)?",
        r"bag(?:s|ged)",
        r"ink(?:s|ed)",
        r"clinch(?:es|ed)?",
        r"secur(?:e|es|ed)",
        r"w[io]n(?:s|ning)?",
        r"went\sto|landed|(?:snapped|picked)\sup|took|earned",
        r"enter(?:s|ed)?\sinto",
        r"execut(?:e|es|ed)",
        r"grant(?:s|ed)?",
        r"offtake",
        r"take-or-pay",
        r"under\s(?:a|the|an)\s(?:contract|agreement|deal|lease|licen[cs]e)",
        r"(?:sold|sells|buys|bought|purchased|acquire[sd]?)",
        r"undrawn|subscribed|firm\scommitments?",
        r"under\s(?:a|an|its)\s[^.;,]{2,70}\s(?:loan|facility|contract|programme|program|agreement|grant)",
        r"finali[sz](?:e|es|ed)",
        r"settle(?:s|d|ment)",
        r"underwr(?:ite|ote|itten)",
        r"bind(?:s|ing)|oblig(?:es|ed|ation|ated)|bound\sto|exercised",
        r"(?:sold|reserved)",
    ),
    "financially_closed": (
        r"financial(?:ly)?\sclos(?:e|ed|ure|ing)",
        r"reached\s(?:financial\s)?close",
        r"(?:completion|settlement|closing)\s.{0,90}\b(?:occurred|took\splace|was\sachieved)",
        r"clos(?:es|ed|ing)",
        r"complet(?:e|es|ed|ion)",
        r"acquir(?:ed|es)",
        r"took\s(?:over|a\sstake)",
        r"funded",
        r"financed",
        r"raised|issued",
        r"became\seffective",
    ),
    "disbursed": (
        r"disburs(?:e|es|ed|ement|ements|ing)",
        r"(?:has|have|had)\s(?:already\s|so\sfar\s|now\s)?(?:invested|paid|spent|provided|contributed|lent|put|"
        r"given|received|transferred|delivered|released|drawn|injected|mobili[sz]ed|sunk|bought)",
        r"paid(?:\s(?:out|in|for))?",
        r"outstanding",
        r"put\s(?:in|up)",
        r"spent",
        r"(?:fully\s)?drawn(?:\sdown)?",
        r"drew(?:\sdown)?",
        r"received",
        r"releas(?:ed|es)",
        r"transferred",
        r"wired|remitted",
        r"incurred|claimed|used|utili[sz]ed",
        r"delivered",
        r"shipped",
        r"invested",
        r"contributed",
        r"provided",
        r"lent",
        r"gave|given",
        r"(?:went|gone|flowed|landed|came)\s(?:to|into|in|out)",
        r"sent|poured|ploughed|sank|sunk|advanced",
        r"borrowings|indebtedness",
        r"injected",
        r"deployed",
        r"repaid",
        r"cost(?:s)?",
        r"in\sthe\sbank",
        r"since\s(?:19|20)\d\d",
        r"over\sthe\s(?:past|last)",
        r"handed\sover",
        r"donated",
        r"imported|exported",
    ),
    "operating": (
        r"operat(?:e|es|ed|ing|ion|ional|ions)",
        r"in\s(?:force|effect|operation|place|production|service)",
        r"(?:came|come|comes|entered|enter)\sinto\s(?:force|effect|operation)",
        r"t(?:ook|akes?)\seffect",
        r"has\sbeen\sin\s(?:force|effect|place)",
        r"exist(?:s|ing)",
        r"current(?:ly)?",
        r"now\s",
        r"own(?:s|ed|ership)?",
        r"hold(?:s|ing|ings)?",
        r"held",
        r"keeps?|kept|(?:retain|maintain)(?:s|ed|ing)?",
        r"stake|interest|joint\sventure",
        r"prevailing|presently",
        r"sharehold(?:ing|ers?)",
        r"majority|minority",
        r"control(?:s|led|ling)?",
        r"belongs?",
        r"levi(?:es|ed)|levy",
        r"charg(?:e|es|ed)",
        r"impos(?:e|es|ed)",
        r"appl(?:ies|ied)(?=\sto)",
        r"appl(?:ies|y)\b",
        r"applied(?=\s(?:\w+\s){0,2}(?:tariff|dut|rate))",
        r"fac(?:e|es|ing)",
        r"pays?\b",
        r"enjoy(?:s|ing)?",
        r"subject\sto\s(?:a|an)\s",
        r"produc(?:e|es|ed|ing|tion)",
        r"runs?\b|running",
        r"install(?:ed)?",
        r"nameplate",
        r"commission(?:ed|s)",
        r"started|began|begun",
        r"is\b|are\b|was\b|were\b|has\b|have\b|had\b",
        r"remains?",
        r"stands?\sat",
        r"manage[sd]?",
        r"royalt(?:y|ies)",
        r"taxed|tax\b|dut(?:y|ies)|tariffs?|rate\b|cess\b|surcharge",
        r"capacity",
        r"free[\s-]?carr(?:y|ied)",
        r"mines?\b|mined",
        r"process(?:es|ed|ing)?",
        r"handles?|handled",
        r"supplie[sd]|supplies|supply",
        r"employs?",
    ),
}

OFF: Mapping[str, tuple[str, ...]] = {
    "suspended": (
        r"suspen(?:d|ds|ded|sion)",
        r"paus(?:e|es|ed)",
        r"on\shold",
        r"frozen|freezes?",
        r"halt(?:s|ed)?|moratorium|mothballed|put\soff|stalled|stopped",
        r"defer(?:s|red)?|postpon(?:e|es|ed)|delay(?:s|ed)",
    ),
    "cancelled": (
        r"cancel(?:s|led|ed|lation|ling)?",
        r"scrap(?:s|ped)?",
        r"terminat(?:e|es|ed|ion)",
        r"withdr(?:ew|aw|awn|aws|awal)",
        r"abandon(?:s|ed)?",
        r"pull(?:ed|s)\sout",
        r"quit|went\sup\sin\ssmoke|is\sdead",
        r"shelved",
        r"drop(?:s|ped)",
        r"will\snot\s(?:be\s(?:built|renewed)|proceed|go\sahead)",
        r"(?:has|have|had|was|were)\s(?:not|never)\s(?:been\s)?built",
        r"would\shave\scost",
        r"closed\swithout",
        r"declin(?:ed|es)\sto\srenew",
        r"fell\s(?:through|apart)|off\sthe\stable|forfeited|never\smateriali[sz]ed|ended\swithout|broke(?:n)?\sdown|came\sto\snothing",
        r"released\s.{0,40}\sfrom\sa\scontract",
        r"collapsed",
        r"killed|ditched|aborted",
        r"walk(?:s|ed)\saway",
        r"called\soff",
        r"extinguished|repealed|surrendered|no\slonger|stood\sdown",
        r"not\s(?:to\s)?(?:proceed|renewed)",
        r"rescind(?:s|ed)?",
        r"revok(?:e|es|ed)",
        r"annul(?:s|led)?",
        r"reject(?:s|ed)?",
        r"lost|loses?|released\s(?:from|by)|closed\swithout|would\shave|had\sit\s(?:been|gone)",
    ),
    "expired": (r"expir(?:e|es|ed|y)", r"ran\sout", r"ended", r"matured"),
    "lapsed": (
        r"laps(?:e|es|ed)",
        r"let\s.{0,30}\slapse",
        r"fell\saway",
        r"missed\s(?:the|two|its)",
    ),
    "void": (
        r"void(?:ed)?",
        r"struck\sdown|misprint|set\saside|unlawful|typing\serror",
        r"not\s(?:true|signed|been\ssigned|agreed|been\sagreed|been\sapproved|received|made)",
        r"no\s(?:such|offtake|loan|contract|agreement|deal|decision|commitment)",
        r"den(?:y|ies|ied)",
        r"false",
        r"has\s(?:not|yet\sto)",
        r"have\s(?:not|yet\sto)",
        r"never",
        r"nothing",
        r"none",
        r"instead\sof",
        r"superseded|replaced",
        r"was\swrong|in\serror|incorrect\w*|correct(?:s|ed|ion)",
    ),
}


def _compile(groups: Mapping[str, tuple[str, ...]]) -> dict[str, re.Pattern[str]]:
    return {
        status: re.compile(r"(?<![\w-])(?:" + "|".join(parts) + r")(?![\w-])", re.IGNORECASE)
        for status, parts in groups.items()
    }


LADDER = _compile(_SOFT)
ENDS = _compile(OFF)
MODAL = re.compile(
    r"(?<!\w)(?:could|(?-i:may)(?!\s\d)|might|would|if|unless|plan(?:s|ned|ning)?\sto|intend(?:s|ed|ing)?\sto|hop(?:es?|ed|ing)\sto|"
    r"seek(?:s|ing)?\sto|want(?:s|ed)?\sto|aim(?:s|ed|ing)?\sto|expect(?:s|ed)?\s(?:to|that)|in\stalks\s(?:to|on)|yet\sto|"
    r"ready\sto|willing\sto|has\snot|have\snot|had\snot|not\syet|never|is\sto|are\sto)(?!\w)[^.,;:]{0,16}$",
    re.IGNORECASE,
)
"""Words right before a cue that make it softer."""
PAPER = re.compile(
    r"^[^.;:]{0,48}?(?<!\w)(?:memorand(?:ums?|a)|mous?|letters?\sof\s(?:interest|intent)|heads\sof\s(?:terms|agreement)|"
    r"term\ssheets?|non-?\s?binding|declaration\sof\sintent|outline\s(?:deal|agreement|accord)"
    r"|(?:cooperation|framework|preliminary)\s(?:deal|agreement|accord|pact)|protocol\sof\sintent"
    r"|joint\s(?:statement|declaration))(?!\w)",
    re.IGNORECASE,
)
"""A paper that is named right behind a signature and is no contract."""
SAYS = r"(?:said|says|announced|confirmed|pledged|promised|added|disclosed|revealed|declared)"
GIVES = (
    r"(?:invest|lend|provide|inject|build|buy|contribute|commit|supply|put|spend|extend|finance"
    r"|fund|pay|give|grant|purchase|receive|impose|levy|raise|cut|lower|hold|own)"
)
"""What somebody does with an amount."""
_REPORTED = re.compile(
    rf"{SAYS}\b(?!.*\b(?:if|could|may|might|not|never|consider)\b).*\swould\s(?:\w+ly\s)?{GIVES}$",
    re.IGNORECASE | re.DOTALL,
)
"""A will that is reported: the bank said that it would lend."""
_WHOLE = (
    (_REPORTED, "announced"),
    (
        re.compile(
            r"(?:completion|settlement|closing)\s.*\b(?:occurred|took\splace|was\sachieved)$",
            re.IGNORECASE | re.DOTALL,
        ),
        "financially_closed",
    ),
    (re.compile(r"firm\s(?:commitment|order)s?$|.*\sguarantee$", re.IGNORECASE), "contract_signed"),
    (re.compile(r"orders?\b.*\sin\shand$", re.IGNORECASE | re.DOTALL), "contract_signed"),
    (
        re.compile(
            r"conditional(?:ly)?\sapprov|approv(?:al|ed)\s(?:(?:is|remains)\s)?(?:condit|subject)",
            re.IGNORECASE,
        ),
        "approved",
    ),
    (re.compile(r"(?:went|landed|came)\s(?:to|into|in|out)$", re.IGNORECASE), "disbursed"),
)
"""Phrases that say more than the softest of their words."""
_SIGNS = re.compile(r"(?<!\w)(?:sign|ink|seal|conclud|enter|execut|agree)\w*", re.IGNORECASE)
_LETTER = re.compile(r"letters?\sof\s(?:interest|intent)", re.IGNORECASE)


_OLD_LEVEL = re.compile(
    r"\s(?:(?:a|the)\s)?(?:(?:flat|current|present|existing)\s)?[^\s]{1,14}\s"
    r"?(?:%|percent\b|per\scent\b|to\b|a\st|per\s)",
    re.IGNORECASE,
)
"""The level that a rate is raised or cut from: it exists."""


@lru_cache(maxsize=4096)
def ceiling_of(cue: str) -> str | None:
    """Return the firmest status that the words of a cue allow; None where no word is a cue.

    Examples
    --------
    >>> ceiling_of("signed")
    'contract_signed'
    >>> ceiling_of("signed a memorandum of understanding")
    'mou_signed'
    >>> ceiling_of("could be disbursed")
    'proposed'
    >>> ceiling_of("the copper") is None
    True
    """
    for phrase, status in _WHOLE:
        if phrase.match(cue):
            return status
    found = [status for status in STATUSES if LADDER[status].search(cue)]
    if "operating" in found and len(found) > 1 and _only_helps(cue):
        found.remove("operating")
    return min(found, key=firmness) if found else None


def _only_helps(cue: str) -> bool:
    """Return whether the firmest words of a cue are a mere auxiliary."""
    hits = {hit.group().casefold().strip() for hit in LADDER["operating"].finditer(cue)}
    return hits <= {"is", "are", "was", "were", "has", "have", "had"}


def ceiling_in(text: str, start: int, end: int) -> str | None:
    """Return the ceiling of a cue where it stands: words right around it may soften it.

    Examples
    --------
    >>> text = "The two may yet be signed; they signed a non-binding memorandum."
    >>> ceiling_in(text, 19, 25), ceiling_in(text, 32, 38)
    ('proposed', 'mou_signed')
    """
    cue = text[start:end]
    if cue.casefold() == "from" and _OLD_LEVEL.match(text, end):
        return "operating"
    ceiling = ceiling_of(cue)
    if ceiling is None:
        return None
    if firmness(ceiling) > firmness("proposed") and MODAL.search(text[max(0, start - 40) : start]):
        return "proposed"
    if firmness(ceiling) > firmness("mou_signed") and _SIGNS.search(cue):
        paper = PAPER.match(text[end : end + 90])
        if paper:
            return "proposed" if _LETTER.search(paper.group()) else "mou_signed"
    return ceiling


def allows(text: str, start: int, end: int, status: str) -> bool:
    """Return whether the words of a place allow a status."""
    if status in OFF_LADDER:
        # None of them is firm, and texts use them one for another: a lapsed loan has expired.
        return any(words.search(text[start:end]) for words in ENDS.values())
    ceiling = ceiling_in(text, start, end)
    return ceiling is not None and firmness(status) <= firmness(ceiling)
