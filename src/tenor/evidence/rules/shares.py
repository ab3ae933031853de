"""What a percentage is a share of, from its own phrase: 40% of the shares, a 5% royalty."""

from __future__ import annotations

import re

from tenor.evidence.model import Mention
from tenor.evidence.rules.phrases import Phrase, read_phrase

_BEFORE, _AFTER = 200, 100
_AT_GRADE = re.compile(
    r"\d\s?(?:[mk]t|(?:million|billion)?\s?(?:tonnes|tons|t))(?:\sof\s\w+)?\s(?:at|grading|averaging)\s"
    r"(?:about\s|around\s|an?\s(?:average|grade)\sof\s)?$"
)


def read_share(text: str, mention: Mention) -> str | None:
    """Return the measure that a percentage's own phrase gives, where it gives one."""
    phrase = read_phrase(text, mention.start, mention.end)
    before = text[max(0, mention.start - _BEFORE) : mention.start].lower()
    after = text[mention.end : mention.end + _AFTER].lower()
    edge = max(before.rfind(". "), before.rfind("\n\n"))
    if _AT_GRADE.search(before):
        return "grade"
    return (
        _of_named(text, mention)
        or _of_market(phrase)
        or read_own(phrase)
        or read_part(phrase, before, after)
        or read_subject(phrase, before[edge + 1 :])
        or _of_rate(text, mention, before[edge + 1 :])
    )

_OWN = re.compile(
    r"^(?:\w+\s){0,3}?(?:"
    r"(?P<ownership_share>stakes?|interests?(?!\srates?)|sharehold\w+|holdings?|owned|equity|ownership"
    r"|participation|free[-\s]carried|carried|shareholders?|owner|minority|majority"
    r"|share\sin)"
    r"|(?P<tariff_rate>tariffs?|dut(?:y|ies)|surcharge|ad\svalorem|customs|import\stax|import\slevy"
    r"|export\s(?:tax|levy|duty)|excise|reciprocal|anti-dumping)"
    r"|(?P<levy>levy|levies)"
    r"|(?P<royalty_share>royalt(?:y|ies)|nsr|severance|mineral\sextraction\stax)"
    r"|(?P<percent_change>increase|rise|fall|drop|decline|decrease|reduction|growth|jump|gain|surge"
    r"|cut|slump|higher|lower|more|less|fewer|up|down|year-on-year|year-over-year|a\syear\searlier"
    r"|from\sa\syear)"
    r"|(?P<grade>(?<!\s)(?:ore|concentrates?|purity)\b)"
    r"|(?P<irr>irr|internal\srate)"
    r"|(?P<other>discount\srate|real\sdiscount|corporate|income\stax|tax\sc\w+|vat|withholding"
    r"|interest\srates?|coupon|recovery|utili[sz]ation|contingency|complete|completion|local\scontent"
    r"|discount|inflation|margin|haircut|probability|vote|threshold)"
    r")\b"
)


def _of_named(text: str, mention: Mention) -> str | None:
    """Return ownership_share for a share in brackets behind the name of an owner: Codelco (51%)."""
    if text[mention.end : mention.end + 1] != ")":
        return None
    named = _NAMED.search(text, max(0, mention.start - _NAME), mention.start)
    near = text[max(0, mention.start - _OWNERS_REACH) : mention.end + _OWNERS_REACH]
    return "ownership_share" if named and _OWNERS.search(near) else None


_NAME, _OWNERS_REACH = 40, 150
_NAMED = re.compile(r"[A-Z][\w'’&.-]+\s\((?:about\s)?$")
_OWNERS = re.compile(
    r"\b(?:joint|venture|shareholders?|partners?|owned|owners?|stakes?|consortium|holds?|held"
    r"|held\sby|majority|minority)\b"
)


def _of_market(phrase: Phrase) -> str | None:
    """Return the measure of a share by what it is a share of: a 70% share of the market."""
    if phrase.own[:1] != ("share",) or phrase.link not in ("of", "in"):
        return None
    part = " ".join(phrase.part)
    return next((measure for measure, words in _SHARES if words.search(part)), None)


def _of_rate(text: str, mention: Mention, sentence: str) -> str | None:
    """Return what a bare rate or levy is, by the last words that told it: the rate rises to 50%."""
    found = list(_RATE.finditer(sentence))
    if not found:
        return None
    wide = text[max(0, mention.start - _RATE_REACH) : mention.end + _AFTER].lower()
    if found[-1].group().endswith("levy"):
        return "tariff_rate" if _AT_BORDER.search(wide) else None
    told = list(_RATES.finditer(wide[:_RATE_REACH]))
    return told[-1].lastgroup if told else None


_RATE_REACH = 400
_RATE = re.compile(r"\b(?:the|a|an?|this|that)\s(?:new\s|same\s|lower\s|higher\s|proposed\s)?(?:rate|levy)\b(?!\sof\s(?:return|growth|interest))")
_AT_BORDER = re.compile(
    r"\b(?:export|import|raw|unprocessed|unbeneficiated|unrefined|lumpy|concentrates|shipments|border|steel|goods)\w*"
)
_RATES = re.compile(
    r"\b(?:(?P<tariff_rate>tariffs?|dut(?:y|ies)|surcharge|customs)|(?P<royalty_share>royalt(?:y|ies))"
    r"|(?P<other>interest|discount|inflation|recovery|corporate|income\stax|vat|utili[sz]ation|growth))\b"
)


def read_own(phrase: Phrase) -> str | None:
    """Return the measure that a percentage's own noun gives: a 25% stake, a 5% royalty."""
    found = _OWN.match(" ".join(phrase.own))
    if found and found.group().endswith("interest") and _CHARGES.search(phrase.governor):
        return "other"
    if found and found.lastgroup == "levy":
        return "tariff_rate" if _AT_BORDER.search(" ".join(phrase.part)) else "royalty_share"
    return found.lastgroup if found else None


_CHARGES = re.compile(r"\b(?:charg\w+|pay\w*|paid|bear\w*|accru\w+|plus|carr(?:y|ies)|at)$")

_GDP = re.compile(
    r"\b(?:gdp|gross\s(?:\w+\s)?(?:domestic|regional|national)\sproduct|economy"
    r"|national\sincome)\b"
)
_WORLD = re.compile(r"\b(?:world|global|worldwide|world['’]s|planet|planet['’]s|international)\b")
_EXPORTS = re.compile(
    r"\b(?:exports?|export\s(?:earnings|receipts|revenues?|income|basket)|shipments"
    r"|shipped\sabroad|sold\sabroad|foreign[-\s]exchange\searnings)\b"
)
_IMPORTS = re.compile(r"\b(?:imports?|imported)\b")
_NEEDS = re.compile(
    r"\b(?:requirements?|needs?|consumption|demand|supply|supplies|use|usage|uses|consumes)\b"
)
_ABROAD = re.compile(
    r"\b(?:import\w*|abroad|overseas|foreign|rel(?:y|ies|ied|iant|iance)|depend\w*|bought|buys"
    r"|purchas\w+|sourced|from\s(?:china|russia|one|a\ssingle))\b"
)
_STOCK = re.compile(
    r"\b(?:shares?|stock|share\scapital|company|companies|joint\sventure|venture|firm|miner|equity"
    r"|mine|project|concession|smelter|refinery|plant|operator|licen[cs]e|subsidiary|consortium"
    r"|business|assets?|deposit|each|operating\scompany|group)$"
)
_OUTPUT = re.compile(
    r"\b(?:output|production|concentrates?|cathodes?|off-?take|volumes?|material|product|carbonate"
    r"|hydroxide|metal|oxide)$"
)
_MONEYED = re.compile(
    r"\b(?:costs?|bill|funding|financ\w+|budget|debt|principal|outlay|capex|sum|amount|money"
    r"|investment|loan|package|spending|expenditure|price|workforce|jobs|employees|staff|workers"
    r"|labou?r|households|contracts?|quota|revenues?|profits?|sales|turnover|votes?|letters|area"
    r"|population|power|electricity|capacity|nameplate|needs?|value|them|those|these|which|what"
    r"|receipts|income|seats|permits|waste|water|tonnage|time|blocks?|applications|market\scap\w*"
    r"|barriers|tariff\slines|tariffs|products|goods|kind|cash|advance)$"
    r"|^(?:them|those|these|which|what|(?:\w+\s)?(?:contracts|letters|jobs|staff|workers))\b"
)
_SELF = re.compile(r"\b(?:extract|process|recycle)$")
_MADE_IN = re.compile(
    r"^\sof\s[\w\s'’-]{2,30}\s(?:is|are|was|were)\s(?:produced|mined|refined|made|processed)\b"
)
_MADE = re.compile(r"\b(?:made|makes|mine[ds]|produc\w+|output|smelted|refined|reserves?)\b")
_SELLS = re.compile(
    r"\b(?:buy|buys|bought|take|takes|taken|purchase|purchased|reserve|reserved|sell|sells|sold"
    r"|supply|supplied|committed|off-?take|refusal|allocated|contracted|cover|covers|covering)\b"
)
_MAKES = re.compile(
    r"\b(?:mak(?:es?|ing)|made|produc\w+|min(?:es?|ed)|refin\w+|account\w*(?:\sfor)?"
    r"|suppl(?:y|ies|ied)|dominat\w+|responsible\sfor)$"
)
_HOLDS = re.compile(
    r"\b(?:own\w*|hold\w*|held|acquir\w+|buy\w*|bought|tak\w+|took|sell\w*|sold|retain\w*|keep\w*"
    r"|kept|earn\w*|want\w*|control\w*|gave|giv\w+|hand\w*|cede\w*|with|for|dilut\w+|gets?|has"
    r"|have)(?:\sa)?(?:\sfree)?$"
)
_BELONGS = re.compile(
    r"^\s(?:[\w-]+\s){0,3}(?:belong\w*\sto|(?:is|are|was|being|will\sbe)\s(?:held|owned|controlled)\sby"
    r"|(?:held|owned)\sby)\b"
)
_AS_ROYALTY = re.compile(r"^[^.;]{0,40}\b(?:as|in)\s(?:a\s)?royalt")
_STATE_TAKES = re.compile(
    r"\b(?:state|government|province|treasury|country|county)\s(?:would\s|will\s|then\s)?"
    r"(?:takes?|gets?|receives?|keeps?|collects?)\s(?:\w+\s){0,3}$"
)
_TAKINGS = re.compile(r"\b(?:profits?|sales|revenues?|turnover|proceeds|value)\b")
_GETS = re.compile(
    r"\b(?:buy|buys|bought|takes?|took|purchased?|gets?|got|sources?|sourced|imports?|imported"
    r"|obtain\w*|draws?|brings?\sin|bought\sin)$"
)
_TRADES = re.compile(
    r"\b(?:refining|processing|mining|smelting|supply|supplies|production|output|market|trade)$"
)
_RULES = re.compile(r"\b(?:control\w*|dominat\w+|account\w*(?:\sfor)?|mak(?:es?|ing)\sup|represent\w*)$")
_LOSES = re.compile(r"\b(?:lost|lose[sd]?|losing|shed|gain(?:ed|s)|wiped|added|adds)$")
_LEVIED = re.compile(r"\b(?:royalt\w+|levy|levies|tax|duty|duties|tariffs?|rate|profit\sshare)\b")
_LIFTED = re.compile(
    r"\b(?:tariffs?|barriers|dut(?:y|ies))\s(?:\w+\s){0,2}on$|\b(?:eliminat\w+|remov\w+|abolish\w*)$"
)
_MEETS = re.compile(r"\b(?:meet|meets|cover|covers|covering|satisf\w+|extract|process|recycle)$")
_WENT = re.compile(
    r"^[^.;]{0,40}\b(?:went|goes|go|going|shipped|sent|sold|exported|bound)\s(?:abroad|to|for)\b"
)
_SOLD_ABROAD = re.compile(r"\b(?:export\w*|shipped|shipments|sold\b[^;]{0,40}\sabroad)\b")


def read_part(phrase: Phrase, before: str, after: str) -> str | None:
    """Return the measure that the whole gives of which a percentage is a part.

    Parameters
    ----------
    phrase : Phrase
    before, after : str
        The words around the number, in small letters.
    """
    if _BELONGS.match(after) and not phrase.part[:1] == ("them",):
        return "ownership_share"
    if phrase.link == "of" and (_AS_ROYALTY.match(after) or _STATE_TAKES.search(before)):
        return "royalty_share" if _TAKINGS.search(" ".join(phrase.part)) else None
    sold_abroad = _SOLD_ABROAD.search(before)
    if sold_abroad and (phrase.governor.endswith("took") or _WENT.match(after)):
        return "share_of_exports"
    if _SELF.search(phrase.governor):
        return "other"
    if phrase.own or phrase.link not in ("of", "in"):
        return None
    part = " ".join(phrase.part)
    if _MADE_IN.match(after):
        return "share_of_world"
    if part == "it" and _MAKES.search(phrase.governor) and _IMPORTS.search(before):
        return "import_share"
    if part == "total" and phrase.link == "of":
        return _of_total(before)
    if _LIFTED.search(phrase.governor):
        return "other"
    if _LEVIED.search(before[-_LEVY_REACH:]):
        return None
    near = f"{before[-70:]} {part} {phrase.then} {after[:70]}"
    if phrase.link == "in":
        held = _STOCK.search(part) and _HOLDS.search(phrase.governor)
        return "ownership_share" if held else None
    for measure, whole in _WHOLES:
        if whole.search(part):
            return measure
    if phrase.then == "from" or part.endswith((" abroad", " overseas")):
        return "import_share" if _GETS.search(phrase.governor) else None
    if _TRADES.search(part) and _RULES.search(phrase.governor):
        return "share_of_world"
    if _NEEDS.search(part) and not _MEETS.search(phrase.governor):
        return "import_share" if _ABROAD.search(near) else "other"
    if _OUTPUT.search(part) and _SELLS.search(near):
        return "offtake_quantity"
    if _STOCK.search(part) and _HOLDS.search(phrase.governor):
        return "ownership_share"
    if _LOSES.search(phrase.governor) and part == "value":
        return "percent_change"
    if _MONEYED.search(part) or _MEETS.search(phrase.governor):
        return "other"
    if _MAKES.search(phrase.governor):
        return "share_of_world"
    return None


def _of_total(before: str) -> str | None:
    """Return what the total is that a sentence speaks of: exports, or what the world makes."""
    if _EXPORTS.search(before):
        return "share_of_exports"
    return "share_of_world" if _MADE.search(before) else None


_LEVY_REACH = 60
_WHOLES = (
    ("share_of_gdp", _GDP),
    ("share_of_world", _WORLD),
    ("share_of_exports", _EXPORTS),
    ("import_share", _IMPORTS),
)


_SHARE = re.compile(
    r"\b(?:its|their|the|our|his|whose|a|country's|china's|\w+['’]s)\s(?:[\w-]+\s){0,2}"
    r"(?:share|contribution|dependence|reliance)\b(?P<of>[^.;]{0,90})$"
)
_LEVELLED = re.compile(
    r"\b(?:to|at|from|is|was|be|of|than|still|stands|stood|reached|hit|below|above|and|or|as|from)$"
)
_SHARES = (
    ("share_of_gdp", _GDP),
    ("share_of_exports", re.compile(r"\bexport\w*|\bshipments\b")),
    (
        "import_share",
        re.compile(r"\bimport\w*|\boriginat\w+|\bfrom\s(?!\d)(?!about|around|nearly)\w+"),
    ),
    (
        "ownership_share",
        re.compile(
            r"\b(?:company|project|venture|mine|plant|equity|stake|firm|shares|state|government)\b"
        ),
    ),
    (
        "share_of_world",
        re.compile(
            r"\b(?:world|global|market|production|output|supply|process\w+|refin\w+|min(?:ed|ing)"
            r"|copper|gold|cobalt|nickel|lithium|ferro\w+|rare|graphite|chrome|tin|zinc|antimony"
            r"|tungsten|platinum|uranium|aluminium|bauxite|manganese|titanium)\b"
        ),
    ),
)


def read_subject(phrase: Phrase, before: str) -> str | None:
    """Return the measure of a percentage that a share is or has come to: it fell to 16% from 43%."""
    found = _SHARE.search(before)
    if found is None or phrase.own:
        return None
    stated = f"{phrase.governor} {phrase.tail}".split()
    if not any(_LEVELLED.search(word) for word in stated[-3:]):
        return None
    about = found["of"]
    if re.search(r"\bper\sshare|profit", found.group()):
        return None
    return next((measure for measure, words in _SHARES if words.search(about)), None)
