"""Roles: who gives what to whom, by the measure, the verb and the words that lead to a name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

AGENT: Mapping[str, tuple[str, str]] = {
    # Measure: who acts (the subject, or who stands behind by), and who stands over against him.
    "investment_amount": ("investor", "recipient"),
    "loan_amount": ("lender", "borrower"),
    "grant_amount": ("donor", "recipient"),
    "aid_amount": ("donor", "recipient"),
    "guarantee_amount": ("lender", "borrower"),
    "equity_amount": ("investor", "recipient"),
    "fund_size": ("investor", "recipient"),
    "deal_value": ("party", "party"),
    "purchase_commitment": ("buyer", "seller"),
    "purchase_quantity": ("buyer", "seller"),
    "offtake_quantity": ("offtaker", "supplier"),
    "trade_value": ("party", "party"),
    "export_quantity": ("exporter", "importer"),
    "import_quantity": ("importer", "exporter"),
    "trade_balance": ("party", "party"),
    "revenue": ("party", "recipient"),
    "tariff_rate": ("regulator", "party"),
    "royalty_share": ("regulator", "recipient"),
    "ownership_share": ("owner", "party"),
    "capacity": ("operator", "operator"),
    "production": ("operator", "operator"),
    "capex": ("investor", "recipient"),
    "import_share": ("importer", "exporter"),
    "share_of_exports": ("exporter", "importer"),
    "share_of_world": ("exporter", "importer"),
    "share_of_gdp": ("party", "party"),
    "consumption": ("party", "party"),
    "percent_change": ("party", "party"),
    "growth_factor": ("party", "party"),
    "other": ("party", "party"),
    "count": ("party", "party"),
}
"""Measures that have parties; the others (prices, grades, lengths) have none."""

LENDS = re.compile(
    r"\bbank\b|financ|\bfund\b|\bexim\b|\bdfc\b|\bifc\b|\badb\b|\bebrd\b|\bjbic\b|lender|\bcredit\b"
    r"|\bafc\b|\bkfw\b|\bbndes\b|\beib\b|\bproparco\b|\bukef\b|\bjogmec\b",
    re.IGNORECASE,
)
_MONEY_GIVEN = frozenset(
    [
        "investment_amount",
        "loan_amount",
        "grant_amount",
        "aid_amount",
        "guarantee_amount",
        "equity_amount",
        "fund_size",
        "capex",
    ]
)
_GOODS = frozenset(["purchase_commitment", "purchase_quantity", "offtake_quantity", "deal_value"])
_RATES = frozenset({"tariff_rate", "royalty_share"})

TAKES = re.compile(
    r"\b(?:secur\w+|rais(?:e|ed|es|ing)|receiv\w+|obtain\w*|w[io]ns?|won|borrow\w*|draws?|drew"
    r"|drawn|sought|seeks?|land(?:s|ed)|attract\w*|gets?|got|gain\w*|(?:is|was|were|been|be)\s"
    r"(?:awarded|granted|lent|offered|given|allocated|promised|owed)|appl(?:ied|ies|y)|repa(?:id|y\w*)"
    r"|signed\s(?:an?|the)\s[^.;]{0,40}(?:loan|facility|grant|financing)|asked|unlock\w*|benefit\w*)"
    r"\b",
    re.IGNORECASE,
)
_SELLS = re.compile(
    r"\b(?:sell\w*|sold|suppl(?:y|ies|ied)|deliver\w*|ship(?:s|ped)?|export\w*|provid\w+)\b",
    re.IGNORECASE,
)
_BUYS = re.compile(
    r"\b(?:buy\w*|bought|purchas\w+|acquir\w+|acquisition|takes?|order\w*|pay(?:s|ing)?|paid|import\w*"
    r"|takeover|bid)\b",
    re.IGNORECASE,
)
_INVESTS = re.compile(r"\binvest\w*|\bfund(?:s|ed|ing)\b", re.IGNORECASE)
_SIGNS = re.compile(
    r"\bmemorand\w+|\bMoUs?\b|\bframework\b|\bdeclaration\b|\bpact\b", re.IGNORECASE
)
_BEARS = re.compile(
    r"\b(?:enjoy\w*|fac(?:e|es|ed|ing)|pay(?:s|ing)?|paid|subject\sto|benefit\w*|receiv\w*|gets?|got"
    r"|secur\w*|hit\s(?:by|with)|suffer\w*|bear\w*|incur\w*|attract\w*|owe[sd]?|earn\w*|due)\b",
    re.IGNORECASE,
)
_SETS = re.compile(
    r"\b(?:impos\w*|levi\w*|levy|charg\w*|appl(?:y|ies|ied)|sets?|rais\w*|slap\w*|low(?:er|ered|ers)"
    r"|reduc\w*|cuts?|maintain\w*|eliminat\w*|announc\w*|suspend\w*|retain\w*|remov\w*|doubl\w*"
    r"|introduc\w*|propos\w*|collect\w*|demand\w*|threaten\w*|plac\w*|increas\w*|revis\w*|scrap\w*"
    r"|waiv\w*|abolish\w*|hik\w*)\b",
    re.IGNORECASE,
)
_IMPORTS = re.compile(r"\bimport\w*\b", re.IGNORECASE)
_EXPORTS = re.compile(r"\b(?:export|ship|sell|sold|send|sent)\w*\b", re.IGNORECASE)
_BOTH_WAYS = re.compile(
    r"\b(?:bilateral|two-way|total|goods|merchandise|between)\s(?:[\w\s]{0,20})?trade\b|\btrade\s"
    r"(?:with|between)\b|\btrade\sdeficit|surplus\b",
    re.IGNORECASE,
)
_DEBT = re.compile(
    r"\b(?:loan|lend|lent|debt|credit|financing|facility|letters?\sof\sinterest)\b", re.IGNORECASE
)
_ENTERED = re.compile(
    r"\b(?:import|enter|export|ship|sold|access)\w*(?:\s\w+){0,3}?\s(?:in)?to\s(?:the\s)?$"
)
_MAKERS = re.compile(
    r"\s(?:[\w-]+\s){0,2}?(?:manufacturers|producers|exporters|firms|companies|makers|vehicles|autos"
    r"|goods|products|imports|exports|shipments|steel|aluminum)\b"
)
_GOODS_WORD = re.compile(r"\b(?:goods|products?|imports|vehicles|articles)\s(?:\w+\s)?of\s")
_GOODS_OF = re.compile(
    r"^(?:['’]s?)?\s(?:[\w-]+\s){0,3}?(?:imports?|purchases?|demand)\b", re.IGNORECASE
)
_SUPPLIES = re.compile(
    r"\b(?:suppl(?:y|ies|ied)|account(?:s|ed)|provid\w+|originat\w+|made\sup|dominat\w+)\b",
    re.IGNORECASE,
)

_LEAD = (
    r"(?:the\s|an?\s|its\s|their\s|(?:[A-Z][\w.-]*['’]s?\s)|(?:[\w-]+\s){0,3}?(?:(?:miner|firm"
    r"|company|group|lender|bank|trader|developer|producer|utility|smelter|arm|unit)\s)"
    r"|(?:[a-z-]+\s){0,2})*$"
)
_LEADS = tuple(
    (word, re.compile(rf"\b(?:{words})\s{_LEAD}"))
    for word, words in (
        ("by", "by"),
        ("from", "from"),
        ("with", "with|alongside"),
        ("to", "to|into|in|for|on|against|at|towards?"),
        ("of", "of"),
    )
)


@dataclass(frozen=True, slots=True)
class Seen:
    """How a name stands to a number: its words before, between and behind."""

    kind: str
    name: str
    before: str
    after: str
    between: str
    ahead: bool


def lead_of(before: str) -> str | None:
    """Return the preposition that leads to a name; None where it stands alone."""
    found = [(match.start(), word) for word, rule in _LEADS if (match := rule.search(before))]
    return max(found)[1] if found else None


def role_of(measure: str, seen: Seen, clause: str) -> str:
    """Return the part that a name plays in a measure."""
    giver, taker = pair_of(measure, clause)
    lead = lead_of(seen.before)
    role = _role_in_goods(measure, seen, lead, (giver, taker))
    if measure in _RATES:
        role = _role_in_rate(measure, seen, lead)
    elif measure in ("import_share", "share_of_exports", "share_of_world"):
        role = _role_in_share(measure, seen, lead)
    elif measure in ("trade_value", "percent_change", "growth_factor"):
        role = _role_in_trade(seen, lead, clause)
    elif seen.kind == "country" and measure in ("production", "consumption"):
        role = "party"
    elif measure in _MONEY_GIVEN:
        lends = bool(LENDS.search(seen.name))
        if lends and measure == "investment_amount" and _DEBT.search(clause):
            giver = "lender"
        role = _role_in_money(seen, lead, (giver, taker), lends=lends)
    return state_role(measure, role) if seen.kind == "country" else role


def state_role(measure: str, role: str) -> str:
    """Return the part of a state: one that has a purchase made is an offtaker, not a buyer."""
    if measure != "purchase_commitment":
        return role
    return {"buyer": "offtaker", "seller": "supplier"}.get(role, role)


def pair_of(measure: str, clause: str) -> tuple[str, str]:
    """Return who acts and who stands over against him, for a measure in its sentence."""
    if measure != "deal_value":
        return AGENT.get(measure, ("party", "party"))
    if _BUYS.search(clause) or _SELLS.search(clause):
        return "buyer", "seller"
    if _INVESTS.search(clause):
        return "investor", "recipient"
    return ("signatory", "signatory") if _SIGNS.search(clause) else ("buyer", "seller")


def _role_in_money(seen: Seen, lead: str | None, pair: tuple[str, str], *, lends: bool) -> str:
    """Return who gives and who gets money: the subject gives, unless he raises or wins it."""
    giver, taker = pair
    if seen.ahead:
        if lead in ("to", "with") and not lends:
            return taker
        if lead in ("by", "from"):
            return giver
        return taker if TAKES.search(seen.between) and not lends else giver
    if lead in ("by", "from"):
        return giver
    if lead in ("to", "with", "of"):
        return giver if lends and lead != "to" else taker
    return giver if lends or seen.after.startswith(("'s ", "’s ")) else taker


def _role_in_goods(measure: str, seen: Seen, lead: str | None, pair: tuple[str, str]) -> str:
    """Return who buys and who sells: the subject buys, unless he sells or delivers."""
    buyer, seller = pair
    if measure not in _GOODS:
        apart = lead in ("to", "with") or (lead == "from" and measure == "import_quantity")
        return seller if apart else buyer
    if seen.ahead:
        sells = _SELLS.search(seen.between) and not _BUYS.search(seen.between)
        return seller if lead == "from" or (sells and lead is None) else buyer
    if lead in ("from", "with", "of"):  # $5m of American wheat
        return seller
    return seller if lead is None and seen.after.startswith(("'s ", "’s ")) else buyer


def _role_in_rate(measure: str, seen: Seen, lead: str | None) -> str:
    """Return whether a name sets a rate or bears it: Pakistan faces 19% bears it."""
    giver, taker = AGENT[measure]
    owns = seen.after.startswith(("'s ", "’s "))
    if _ENTERED.search(seen.before):
        return giver
    if _MAKERS.match(seen.after) or (lead == "of" and _GOODS_WORD.search(seen.before)):
        return taker
    if lead == "by" or owns:
        return giver
    if not seen.ahead or lead in ("to", "from"):
        return taker
    bears, sets = _BEARS.search(seen.between), _SETS.search(seen.between)
    return taker if bears and not (sets and sets.start() < bears.start()) else giver


def _role_in_share(measure: str, seen: Seen, lead: str | None) -> str:
    """Return whose imports or exports a share is of, and who stands over against him."""
    giver, taker = AGENT[measure]
    if measure == "share_of_world":
        return "exporter" if seen.kind == "country" else "party"
    if _GOODS_OF.match(seen.after):
        return "importer"
    if measure == "import_share":
        if lead == "from" or (seen.ahead and _SUPPLIES.search(seen.between)):
            return "exporter"
        return "exporter" if not seen.ahead and lead in ("by", None) else giver
    return taker if lead in ("to", "with") or (not seen.ahead and lead is None) else giver


def _role_in_trade(seen: Seen, lead: str | None, clause: str) -> str:
    """Return who exports and who imports; both are parties where trade goes both ways."""
    if _BOTH_WAYS.search(clause):
        return "party"
    imports, exports = _IMPORTS.search(clause), _EXPORTS.search(clause)
    if not imports and not exports:
        return "party"
    if imports and (not exports or imports.start() < exports.start()):
        return "exporter" if lead in ("from", "by") else "importer"
    return "importer" if lead in ("to", "with") else "exporter"
