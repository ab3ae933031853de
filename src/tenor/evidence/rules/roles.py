"""Parties of a number and the parts they play: subject, object and the words between."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tenor.evidence.model import Mention, Party, Span
from tenor.evidence.rules.names import NameAt

_REACH = 170
_MOST = 4

_FROM = re.compile(
    r"\b(?:from|by|of)\s(?:the\s|state\s(?:miner|firm|company)\s|its\s"
    r"|[A-Za-z-]+['’]s\s)?(?:[a-z-]+\s){0,3}$"
)
_TO = re.compile(
    r"\b(?:to|for|into|in|against)\s(?:the\s|state\s(?:miner|firm|company)\s|its\s"
    r"|[A-Za-z-]+['’]s\s)?(?:[a-z-]+\s){0,3}$"
)
_BEARS = re.compile(
    r"\b(?:enjoy\w*|fac(?:e|es|ed|ing)|pay(?:s|ing)?|paid|subject\sto|benefit\w*|receiv\w*|get(?:s)?|got"
    r"|secur\w*|hit\sby|hit\swith|suffer\w*|bear\w*|incur\w*|attract\w*|owe[sd]?)\b",
    re.IGNORECASE,
)
_SETS = re.compile(
    r"\b(?:impos\w*|levi\w*|levy|charg\w*|appl(?:y|ies|ied)|set(?:s)?|rais\w*|slap\w*|low(?:er|ered|ers)"
    r"|reduc\w*|cut(?:s)?|maintain\w*|eliminat\w*|announc\w*|suspend\w*|retain\w*|remov\w*|doubl\w*"
    r"|introduc\w*|propos\w*|collect\w*|demand\w*|threaten\w*|plac\w*|increas\w*|revis\w*|scrap\w*"
    r"|waiv\w*|abolish\w*|hik\w*)\b",
    re.IGNORECASE,
)
_BY_WHOM = re.compile(r"\bby\s(?:the\s)?(?:[a-z-]+\s){0,2}$", re.IGNORECASE)
_ON_WHOM = re.compile(
    r"\b(?:on|against|from|for|to|of)\s(?:(?:its|the|all|most|nearly|certain|imports?|goods|products|exports?"
    r"|neighbou?r,?|from|of|any|some|many|other)\s){0,5}$",
    re.IGNORECASE,
)
_RATES = frozenset({"tariff_rate", "royalty_share"})
_WITH = re.compile(r"\b(?:with|alongside|and)\s(?:the\s)?(?:[a-z-]+\s){0,3}$")
_WITH_WHOM = re.compile(
    r"\b(?:with|alongside)\s(?:the\s)?(?:[A-Z][\w.-]+['’]s\s)?(?:[a-z-]+\s){0,3}$"
)
_SIGNS = re.compile(r"\bsign\w*\b", re.IGNORECASE)
_OWN = re.compile(r"^['’]s?\s")

_AGENT: Mapping[str, tuple[str, str]] = {
    # Measure: the subject, or who comes behind from or by; who comes behind to, in or for.
    "investment_amount": ("investor", "recipient"),
    "loan_amount": ("lender", "borrower"),
    "grant_amount": ("donor", "recipient"),
    "aid_amount": ("donor", "recipient"),
    "guarantee_amount": ("guarantor", "borrower"),
    "equity_amount": ("investor", "recipient"),
    "fund_size": ("investor", "recipient"),
    "deal_value": ("party", "party"),
    "purchase_commitment": ("buyer", "seller"),
    "purchase_quantity": ("buyer", "seller"),
    "offtake_quantity": ("offtaker", "supplier"),
    "trade_value": ("exporter", "importer"),
    "export_quantity": ("exporter", "importer"),
    "import_quantity": ("importer", "exporter"),
    "trade_balance": ("party", "party"),
    "revenue": ("operator", "party"),
    "tariff_rate": ("regulator", "party"),
    "royalty_share": ("regulator", "operator"),
    "ownership_share": ("owner", "party"),
    "capacity": ("operator", "party"),
    "production": ("operator", "party"),
    "capex": ("operator", "party"),
    "jobs": ("operator", "party"),
    "import_share": ("importer", "exporter"),
    "share_of_exports": ("exporter", "importer"),
}
_TAKERS = re.compile(
    r"\b(?:secur\w+|rais\w+|receiv\w+|obtain\w+|w[io]n\w*|borrow\w+|draw\w*|drew|sought|seek\w*"
    r"|land(?:s|ed)|attract\w*|get[s]?|got|need\w*)\b",
    re.IGNORECASE,
)
_SELLERS = re.compile(r"\b(?:sell\w*|sold|suppl\w+|deliver\w*|ship\w*|export\w*)\b", re.IGNORECASE)
_IMPORTS = re.compile(r"\bimport\w*\b", re.IGNORECASE)
_LENDING = re.compile(r"bank|finance|fund|exim|dfc|ifc\b|adb\b|jbic|lender|credit", re.IGNORECASE)
_SWAPPED = frozenset(
    {
        "loan_amount",
        "grant_amount",
        "aid_amount",
        "guarantee_amount",
        "equity_amount",
        "investment_amount",
        "fund_size",
    }
)


def find_parties(
    text: str, mention: Mention, measure: str, names: Sequence[NameAt], sentence: tuple[int, int]
) -> tuple[Party, ...]:
    """Return the parties of a number among the names of its sentence, at most four.

    A name before the number is its subject unless a preposition says otherwise; behind it
    ``from`` and ``by`` lead to who gives, ``to``, ``in`` and ``for`` to who takes.
    """
    if not names:
        return ()
    found: dict[str, Party] = {}
    for name in _relevant(names, mention):
        role = _role(text, mention, measure, name, start=sentence[0])
        found.setdefault(name.name, Party(name.name, role, Span.of(text, name.start, name.end)))
    return tuple(list(found.values())[:_MOST])


def _relevant(names: Sequence[NameAt], mention: Mention) -> list[NameAt]:
    near = [
        name
        for name in names
        if name.kind in ("company", "agency", "country", "bloc", "project")
        and (name.end <= mention.start or name.start >= mention.end)
        and min(abs(name.start - mention.end), abs(mention.start - name.end)) <= _REACH
    ]
    strong = [n for n in near if n.kind != "project"]
    return sorted(
        strong or near, key=lambda n: min(abs(n.start - mention.end), abs(mention.start - n.end))
    )


_BOUGHT = frozenset({"purchase_commitment", "purchase_quantity", "offtake_quantity"})
_TAKEN_FROM = _BOUGHT | {"import_quantity", "import_share"}


def _role(text: str, mention: Mention, measure: str, name: NameAt, *, start: int) -> str:
    before = text[max(start, name.start - 48) : name.start]
    if name.end <= mention.start:
        return _role_in_front(measure, name, before, text[name.end : mention.start])
    return _role_behind(measure, name, before, text[name.end : name.end + 3])


def _role_in_front(measure: str, name: NameAt, before: str, between: str) -> str:
    """Return the part of a name that stands before the number."""
    giver, taker = _AGENT.get(measure, ("party", "party"))
    if measure in _RATES:
        return _sets_rate(measure, name, before, between)
    gets = measure in _SWAPPED and _TAKERS.search(between) and not _LENDING.search(name.name)
    signs = measure != "investment_amount" and _SIGNS.search(between)
    gets = gets or (measure in _SWAPPED and signs and not _LENDING.search(name.name))
    partner = measure == "investment_amount" and _WITH_WHOM.search(before)
    if _TO.search(before) or partner or gets:
        return taker
    if measure in _BOUGHT and _SELLERS.search(between):
        return "seller" if measure.startswith("purchase") else "supplier"
    return "importer" if measure == "trade_value" and _IMPORTS.search(between) else giver


_LENT = frozenset({"investment_amount", "guarantee_amount", "deal_value"})


def _sets_rate(measure: str, name: NameAt, before: str, between: str) -> str:
    """Return whether a name before a rate sets it or bears it: Pakistan faces 19% bears it."""
    giver, taker = _AGENT[measure]
    if _BY_WHOM.search(before) or between.startswith(("'s", "’s", "' ", "’ ")):
        return giver
    if _ON_WHOM.search(before):
        return taker
    bears, sets = _BEARS.search(between), _SETS.search(between)
    if bears and not (sets and sets.start() < bears.start()):
        return taker
    if sets:
        return giver
    return giver if name.kind == "agency" or len(between) <= _CLOSE else taker


_CLOSE = 12


def _role_behind(measure: str, name: NameAt, before: str, after: str) -> str:
    """Return the part of a name that stands behind the number."""
    giver, taker = _AGENT.get(measure, ("party", "party"))
    source, goal = _FROM.search(before), _TO.search(before)
    if measure in _RATES:
        return giver if _BY_WHOM.search(before) or _OWN.match(after) else taker
    if measure in _LENT and source and not goal and _LENDING.search(name.name):
        return "lender"
    if source and not (goal and goal.start() > source.start()):  # of the loan to: to counts
        return taker if measure in _TAKEN_FROM else giver
    if goal:
        return giver if measure in _BOUGHT else taker
    if _WITH.search(before):
        return "lender" if measure == "loan_amount" and _LENDING.search(name.name) else taker
    return giver if _OWN.match(after) else "party"
