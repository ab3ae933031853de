"""What a sum is, from its own phrase: lent to whom, paid for what, the worth of which things."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tenor.evidence.model import Mention
from tenor.evidence.rules.phrases import Rule, read_phrase, read_rules, say_words

_BEFORE = 200
_LARGEST_SHARE_PRICE = 5e3

_WORTH = re.compile(
    r"\b(?<!present\s)(?:worth|valued(?:\sat)?|valuing|values?|valuation)\b(?P<what>[^;]{0,70})$"
)
_OF_WORTH = (
    ("equity_amount", r"(?:subscri\w+\sfor|issued?|new|placement\sof)\s(?:\w+\s)?shares"),
    ("trade_value", r"exports?|exported|imports?|imported|shipments?|shipped|trade|sold\sabroad"),
    (
        "resource_value",
        r"minerals?|deposits?|ore|resources?|reserves?|rock|riches|wealth|metals?|earths?|seabed"
        r"|beneath|underground|niobium|lithium|copper|gold|oxides?|treasure|ground|dirt|district",
    ),
    (
        "deal_value",
        r"deals?|contracts?|agreements?|accords?|pacts?|tenders?|rescue|transaction|offers?|takeover"
        r"|merger|package|bid|company|firm|stake|shares|assets|venture|business|concern|group|miner"
        r"|mous?|memorandums?|memoranda",
    ),
    ("purchase_commitment", r"orders?|purchases?|offtake|goods|equipment|services"),
    ("grant_amount", r"grants?"),
    ("loan_amount", r"loans?|credits?|facilit\w+"),
    ("guarantee_amount", r"guarantees?"),
    ("investment_amount", r"projects?|investments?|programmes?|programs?"),
)
_HEADS = re.compile(
    r"\b(?:" + "|".join(f"(?P<{measure}>{words})" for measure, words in _OF_WORTH) + r")\b"
)
_SHARES = re.compile(
    r"\b(?:shares?|stock|closed?|closing|lowest|highest)\b[^.;]{0,60}$"
    r"|\b(?:per\scent|pc|pct|%)\s(?:\w+\s){0,3}(?:to|at)\s$"
)
_LOST_TO = re.compile(
    r"\bcost(?:s|ing)?\s(?:it|them|him|her|us|the\s(?:treasury|state|company|government|country"
    r"|exchequer|budget|industry|economy|group|province|miner|taxpayers?)|taxpayers|miners"
    r"|smelters|producers|exporters)\s(?:[\w-]+\s){0,3}$"
)
_AGENCY = re.compile(r"\b(?:department\sof|pentagon|european\scommission|usaid)\b")
_MINERALS = re.compile(
    r"(?:(?:critical|rare|strategic|untapped)\s)?minerals\b|(?:mineral\s)?riches\b"
)
_GOODS_MOVE = re.compile(r"\b(?:b[uo]\w*|ship\w*|export\w*|import\w*|sell\w*|sold|trade\w*)$")
_UNMINED = re.compile(
    r"^(?:untapped\s|unmined\s)?(?:rare\searths?|minerals?|gold|copper|lithium|ores?|metals|oil)\b"
    r"(?!\s(?:projects?|mines?|mining|sector|exports?|sales|assets|royalt\w+))"
)
_RAISED = re.compile(r"\brais(?:e|es|ed|ing)$")
_FROM_LENDERS = re.compile(
    r"\b(?:banks?|lenders?|debt|loans?|borrow\w+|bonds?|creditors?|credit)\b"
)
_PAID = re.compile(r"\b(?:paid|pays|pay|paying|offered|offers|offering)$")
_GOODS = re.compile(r"\b(?:import\w*|export\w*|ore|consignment|concentrates?|tonnes?|tons|cargo)\b")
_TRADED = re.compile(
    r"\b(?:export(?:s|ed)?(?!-import|\s(?:finance|development|credit|bank))|import(?:s|ed)?(?!\sbank)"
    r"|shipments?|shipped|sold)\b[^;]{0,110}$"
)
_EARNS = re.compile(
    r"\b(?:earn(?:s|ed|ing)?|fetch(?:ed|ing)?|brought\sin|bringing\sin|worth|generat(?:ed|ing)"
    r"|at\sa\scost|for|earnings\s\w+)$"
)
_ABROAD = re.compile(r"\babroad\b|^export|^import|^ship")
_STAKE_SALE = re.compile(r"^(?:[\w-]+\s){0,3}stake\s(?:deal|sale|purchase)\b")
_RESERVED = re.compile(
    r"^(?:(?!loan|credit|debt|grant|guarantee|equity)[\w-]+\s){0,5}(?:fund|strategic\sreserve|war\schest|stockpile)\b(?!\s(?:loan|grant))"
)
_PUT = re.compile(r"\b(?:put|puts|putting)$")
_STATE_TAKES = re.compile(r"\b(?:taxes|royalt\w+|duties|tax|levies|fees)\b")


_FROM, _IN, _OF, _FOR = (re.compile(f"^{word}$") for word in ("from", "in", "of", "for"))
_INTO = re.compile(r"^(?:into|in|towards?)$")
_AS_WHAT = re.compile(r"^(?:from|in|of|as)$")
_CASH = re.compile(r"^cash$")

_DEEDS = (
    Rule("loan_amount", {"link": _FROM, "part": _FROM_LENDERS}),
    Rule("grant_amount", {"link": _FROM, "part": _AGENCY}),
    Rule("resource_value", {"link": _IN, "part": _UNMINED}),
    Rule("resource_value", {"link": _OF, "part": _MINERALS}, unless={"governor": _GOODS_MOVE}),
    Rule("deal_value", {"own": _STAKE_SALE}),
    Rule("fund_size", {"own": _RESERVED}),
    Rule("other", {"sentence": _LOST_TO}),
    Rule("loan_amount", {"governor": _RAISED, "link": _AS_WHAT, "part": _FROM_LENDERS}),
    Rule("investment_amount", {"governor": _PUT, "link": _INTO}),
    Rule("revenue", {"governor": _PAID, "link": _IN, "part": _STATE_TAKES}),
    Rule("deal_value", {"governor": _PAID, "link": _IN, "part": _CASH, "then": _FOR}),
    Rule("trade_value", {"governor": _PAID, "link": _FOR, "part": _GOODS}),
    Rule("trade_value", {"governor": _PAID, "link": _FOR, "sentence": _GOODS}),
    Rule("deal_value", {"governor": _PAID, "link": _FOR}),
)
"""What is done with a sum, the surest first."""


def read_sum(text: str, mention: Mention) -> str | None:
    """Return the measure that a sum's own phrase gives, where it gives one."""
    words = say_words(text, mention.start, mention.end)
    return (
        _of_shares(mention, words["sentence"])
        or read_rules(_DEEDS, words)
        or _of_trade(words)
        or _of_worth(words)
    )


def _of_shares(mention: Mention, before: str) -> str | None:
    value = mention.point or mention.high or mention.low or 0.0
    if value < _LARGEST_SHARE_PRICE and mention.per is None and _SHARES.search(before):
        return "price"
    return None


def _of_trade(words: Mapping[str, str]) -> str | None:
    """Return trade_value for what goods that cross a border earn or cost."""
    if not _EARNS.search(words["governor"]):
        return None
    found = _TRADED.search(words["sentence"])
    return "trade_value" if found and _ABROAD.search(found.group()) else None


def _of_worth(words: Mapping[str, str]) -> str | None:
    """Return the measure of the things whose worth a sum is."""
    before = words["sentence"]
    found = _WORTH.search(before)
    if found is None or not (
        words["governor"].endswith(_SAID) or len(found["what"].split()) <= _NEAR
    ):
        return None
    if re.search(r"\bmarket\s(?:value|cap\w*)", before[found.start() - 8 :]):
        return "other"
    told = found["what"] if _HEADS.search(found["what"]) else before
    heads = [head.lastgroup for head in _HEADS.finditer(told)]
    if heads and heads[-1] == "resource_value" and "trade_value" in heads:
        return "trade_value"
    return heads[-1] if heads else None


_SAID = ("worth", "valued", "value", "values", "valuation", "valuing")
_NEAR = 7


_GIVES = re.compile(
    r"\b(?:provid\w+|commit\w*|commitments?(?:\s\w+)?|approv\w+|pour\w*|offer(?:ed|s)?|pledg\w+|promis\w+"
    r"|allocat\w+|spent|award\w*|weigh\w*|consider\w*|clear(?:ed|s)|contribut\w+|put\sup|agreed"
    r"|give|gives|gave|given|paid|extend(?:ed|s)?|support\sfrom[\w\s]*|stood)(?:\s(?:it|them|the\s\w+|\w+))?$",
    re.IGNORECASE,
)
_GIVERS = re.compile(
    r"\b(?:(?P<loan_amount>World\sBank|IFC|ADB|E[Xx][Ii][Mm]|DFC|EBRD|EIB|JBIC|KfW|AfDB|AIIB|UKEF"
    r"|(?:Development\s)?Finance\sCorp\w*\.?|Export\sFinance\s\w+|Export-Import\sBank|Development\sAssociation"
    r"|[Ll]enders?|[Bb]anks|[A-Z]\w+\s(?:Exim\s)?Bank)"
    r"|(?P<grant_amount>USAID|USTDA|FCDO|Commonwealth\sand\sDevelopment\sOffice|European\s(?:Union|Commission)|EU"
    r"|the\sUnion|Brussels|Millennium\sChallenge\sCorporation|MCC|JICA|GIZ"
    r"|Pentagon|Department\sof\s(?:Energy|War|Defense))"
    r"|(?P<other>company|companies|owners?|shareholders?|investors?|miner|minister|government))\b"
)
_INTEREST = re.compile(
    r"\b(?:letters?|expressions?)\sof\s(?:interest|support)\b[^.;]{0,60}"
    r"\b(?:for|of|to|totall?ing|aggregating|worth)\s(?:[a-z]+\s){0,4}$",
    re.IGNORECASE,
)


def read_giver(text: str, mention: Mention) -> str | None:
    """Return what a sum is by who gives it: a bank's is a loan, an aid agency's a grant."""
    before = text[max(0, mention.start - _BEFORE) : mention.start]
    edge = max(before.rfind(". "), before.rfind("\n\n"))
    before = before[edge + 1 :]
    if _INTEREST.search(before):
        return "loan_amount"
    phrase = read_phrase(text, mention.start, mention.end)
    if not _GIVES.search(phrase.governor):
        return None
    givers = list(_GIVERS.finditer(before))
    given = givers[-1].lastgroup if givers else None
    return None if given == "other" else given
