"""What a percentage is a share of, from its own phrase: 40% of the shares, a 5% royalty."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tenor.evidence.model import Mention
from tenor.evidence.rules.phrases import Rule, read_rules, say_words

_AT_GRADE = re.compile(
    r"\d\s?(?:[mk]t|(?:million|billion)?\s?(?:tonnes|tons|t))(?:\sof\s\w+)?\s(?:at|grading|averaging)\s"
    r"(?:about\s|around\s|an?\s(?:average|grade)\sof\s)?$"
)


def read_share(text: str, mention: Mention) -> str | None:
    """Return the measure that a percentage's own phrase gives, where it gives one."""
    words = say_words(text, mention.start, mention.end)
    if _AT_GRADE.search(words["before"]):
        return "grade"
    return (
        _of_named(text, mention)
        or _of_market(words)
        or read_own(words)
        or read_rules(_PARTS, words)
        or _of_subject(words)
        or _of_rate(text, mention, words["sentence"])
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


def _of_market(words: Mapping[str, str]) -> str | None:
    """Return the measure of a share by what it is a share of: a 70% share of the market."""
    if words["own"] != "share" or words["link"] not in ("of", "in"):
        return None
    return read_rules(_SHARES, {"of": words["part"]})


def _of_rate(text: str, mention: Mention, sentence: str) -> str | None:
    """Return what a bare rate or levy is, by the last words that told it: the rate rises to 50%."""
    found = list(_RATE.finditer(sentence))
    if not found:
        return None
    wide = text[max(0, mention.start - _RATE_REACH) : mention.end + _RATE_BEHIND].lower()
    if found[-1].group().endswith("levy"):
        return "tariff_rate" if _AT_BORDER.search(wide) else None
    told = list(_RATES.finditer(wide[:_RATE_REACH]))
    return told[-1].lastgroup if told else None


_RATE_REACH, _RATE_BEHIND = 400, 100
_RATE = re.compile(
    r"\b(?:the|a|an?|this|that)\s(?:new\s|same\s|lower\s|higher\s|proposed\s)?(?:rate|levy)\b(?!\sof\s(?:return|growth|interest))"
)
_AT_BORDER = re.compile(
    r"\b(?:export|import|raw|unprocessed|unbeneficiated|unrefined|lumpy|concentrates|shipments|border|steel|goods)\w*"
)
_RATES = re.compile(
    r"\b(?:(?P<tariff_rate>tariffs?|dut(?:y|ies)|surcharge|customs)|(?P<royalty_share>royalt(?:y|ies))"
    r"|(?P<other>interest|discount|inflation|recovery|corporate|income\stax|vat|utili[sz]ation|growth))\b"
)


def read_own(words: Mapping[str, str]) -> str | None:
    """Return the measure that a percentage's own noun gives: a 25% stake, a 5% royalty."""
    found = _OWN.match(words["own"])
    if found and found.group().endswith("interest") and _CHARGES.search(words["governor"]):
        return "other"
    if found and found.lastgroup == "levy":
        return "tariff_rate" if _AT_BORDER.search(words["part"]) else "royalty_share"
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
_RULES = re.compile(
    r"\b(?:control\w*|dominat\w+|account\w*(?:\sfor)?|mak(?:es?|ing)\sup|represent\w*)$"
)
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


_THEM = re.compile(r"^them\b")
_ANY = re.compile(r".")
_OF, _IN, _OTHER_LINK = re.compile(r"^of$"), re.compile(r"^in$"), re.compile(r"^(?!of$|in$)")
_FROM, _OVERSEAS = re.compile(r"^from$"), re.compile(r" (?:abroad|overseas)$")
_TOOK, _IT = re.compile(r"\btook$"), re.compile(r"^it$")
_TOTAL, _VALUE = re.compile(r"^total$"), re.compile(r"^value$")

_PARTS = (
    Rule("ownership_share", {"after": _BELONGS}, unless={"part": _THEM}),
    Rule("royalty_share", {"link": _OF, "after": _AS_ROYALTY, "part": _TAKINGS}),
    Rule("royalty_share", {"link": _OF, "before": _STATE_TAKES, "part": _TAKINGS}),
    Rule("share_of_exports", {"before": _SOLD_ABROAD, "governor": _TOOK}),
    Rule("share_of_exports", {"before": _SOLD_ABROAD, "after": _WENT}),
    Rule("other", {"governor": _SELF}),
    Rule(None, {"own": _ANY}),
    Rule(None, {"link": _OTHER_LINK}),
    Rule("share_of_world", {"after": _MADE_IN}),
    Rule("import_share", {"part": _IT, "governor": _MAKES, "before": _IMPORTS}),
    Rule("share_of_exports", {"part": _TOTAL, "before": _EXPORTS}),
    Rule("share_of_world", {"part": _TOTAL, "before": _MADE}),
    Rule(None, {"part": _TOTAL}),
    Rule("other", {"governor": _LIFTED}),
    Rule(None, {"close": _LEVIED}),
    Rule("ownership_share", {"link": _IN, "part": _STOCK, "governor": _HOLDS}),
    Rule(None, {"link": _IN}),
    Rule("share_of_gdp", {"part": _GDP}),
    Rule("share_of_world", {"part": _WORLD}),
    Rule("share_of_exports", {"part": _EXPORTS}),
    Rule("import_share", {"part": _IMPORTS}),
    Rule("import_share", {"then": _FROM, "governor": _GETS}),
    Rule("import_share", {"part": _OVERSEAS, "governor": _GETS}),
    Rule(None, {"then": _FROM}),
    Rule("share_of_world", {"part": _TRADES, "governor": _RULES}),
    Rule("import_share", {"part": _NEEDS, "near": _ABROAD}, unless={"governor": _MEETS}),
    Rule("other", {"part": _NEEDS}),
    Rule("offtake_quantity", {"part": _OUTPUT, "near": _SELLS}),
    Rule("ownership_share", {"part": _STOCK, "governor": _HOLDS}),
    Rule("percent_change", {"part": _VALUE, "governor": _LOSES}),
    Rule("other", {"part": _MONEYED}),
    Rule("other", {"governor": _MEETS}),
    Rule("share_of_world", {"governor": _MAKES}),
)
"""What a percentage is a part of, the surest first."""


_SHARE = re.compile(
    r"\b(?:its|their|the|our|his|whose|a|country's|china's|\w+['’]s)\s(?:[\w-]+\s){0,2}"
    r"(?:share|contribution|dependence|reliance)\b(?P<of>[^.;]{0,90})$"
)
_LEVELLED = re.compile(
    r"\b(?:to|at|from|is|was|be|of|than|still|stands|stood|reached|hit|below|above|and|or|as|from)$"
)
_OF_PROFIT = re.compile(r"\bper\sshare|profit")
_COMING = re.compile(r"\bimport\w*|\boriginat\w+|\bfrom\s(?!\d)(?!about|around|nearly)\w+")
_OWNED = re.compile(
    r"\b(?:company|project|venture|mine|plant|equity|stake|firm|shares|state|government)\b"
)
_MARKET = re.compile(
    r"\b(?:world|global|market|production|output|supply|process\w+|refin\w+|min(?:ed|ing)"
    r"|copper|gold|cobalt|nickel|lithium|ferro\w+|rare|graphite|chrome|tin|zinc|antimony"
    r"|tungsten|platinum|uranium|aluminium|bauxite|manganese|titanium)\b"
)
_SHARES = (
    Rule("share_of_gdp", {"of": _GDP}),
    Rule("share_of_exports", {"of": re.compile(r"\bexport\w*|\bshipments\b")}),
    Rule("import_share", {"of": _COMING}),
    Rule("ownership_share", {"of": _OWNED}),
    Rule("share_of_world", {"of": _MARKET}),
)


def _of_subject(words: Mapping[str, str]) -> str | None:
    """Return the measure of what a share is or has come to: its share fell to 16% from 43%."""
    found = _SHARE.search(words["sentence"])
    if found is None or words["own"] or _OF_PROFIT.search(found.group()):
        return None
    if not any(_LEVELLED.search(word) for word in words["stated"].split()[-3:]):
        return None
    return read_rules(_SHARES, {"of": found["of"]})
