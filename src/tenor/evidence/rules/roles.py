"""Parties of a number and the parts they play: subject, object and the words between."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tenor.evidence.model import Mention, Party, Span
from tenor.evidence.rules.names import NameAt

_REACH = 170
_MOST = 4

_FROM = re.compile(
    r"\b(?:from|by|of)\s(?:the\s|state\s(?:miner|firm|company)\s|its\s|[A-Za-z-]+['’]s\s)?(?:[a-z-]+\s){0,3}$"
)
_TO = re.compile(
    r"\b(?:to|for|into|in|against)\s(?:the\s|state\s(?:miner|firm|company)\s|its\s|[A-Za-z-]+['’]s\s)?(?:[a-z-]+\s){0,3}$"
)
_WITH = re.compile(r"\b(?:with|alongside|and)\s(?:the\s)?(?:[a-z-]+\s){0,3}$")
_OWN = re.compile(r"^['’]s?\s")

_AGENT: Mapping[str, tuple[str, str]] = {
    # measure: (role of the subject or of who comes behind from or by, role of who comes behind to, in or for)
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
    r"\b(?:secur\w+|rais\w+|receiv\w+|obtain\w+|w[io]n\w*|borrow\w+|draw\w*|drew|sought|seek\w*|land(?:s|ed)|attract\w*|get[s]?|got|sign\w*|need\w*)\b",
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
    giver, taker = _AGENT.get(measure, ("party", "party"))
    found: dict[str, Party] = {}
    for name in _relevant(names, mention):
        role = _role(text, mention, measure, name, sentence, giver=giver, taker=taker)
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


def _role(
    text: str,
    mention: Mention,
    measure: str,
    name: NameAt,
    sentence: tuple[int, int],
    *,
    giver: str,
    taker: str,
) -> str:
    before = text[max(sentence[0], name.start - 48) : name.start]
    if name.end <= mention.start:
        between = text[name.end : mention.start]
        if _TO.search(before):
            return taker
        if measure in _SWAPPED and _TAKERS.search(between) and not _LENDING.search(name.name):
            return taker
        if measure in (
            "purchase_commitment",
            "purchase_quantity",
            "offtake_quantity",
        ) and _SELLERS.search(between):
            return "seller" if measure.startswith("purchase") else "supplier"
        if measure == "trade_value" and _IMPORTS.search(between):
            return "importer"
        return giver
    if _FROM.search(before):
        if measure in (
            "purchase_commitment",
            "purchase_quantity",
            "offtake_quantity",
            "import_quantity",
            "import_share",
        ):
            return taker
        return giver
    if _TO.search(before):
        if measure in ("purchase_commitment", "purchase_quantity", "offtake_quantity"):
            return giver
        return taker
    if _WITH.search(before):
        return "lender" if measure == "loan_amount" and _LENDING.search(name.name) else taker
    return giver if _OWN.match(text[name.end : name.end + 3]) else "party"
