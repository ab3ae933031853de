"""Parties of a number: the names that its sentence ties to it, and who is meant but not named."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tenor.evidence.model import Mention, Party, Span
from tenor.evidence.rules.names import DocumentNames, NameAt, call_names
from tenor.evidence.rules.referents import Referents
from tenor.evidence.rules.roles import AGENT, Seen, lead_of, pair_of, role_of, state_role
from tenor.evidence.sentences import Sentence
from tenor.evidence.verifying import is_name
from tenor.evidence.words import WordPattern

_ACTORS = ("company", "agency", "country", "bloc")
_MOST, _LOOSE_MOST, _REACH, _WORDS_BEFORE = 4, 2, 260, 56
_LOOSE = frozenset({"other", "count", "percent_change", "growth_factor"})
_DESCRIBED = WordPattern(
    r"\b(?:(?P<the>[Tt]he|[Tt]his|[Ii]ts|[Tt]heir)\s(?:[a-z][\w’'-]*\s){0,2}?(?P<kind>[Cc]ompany"
    r"|firm|miner|group|developer|producer|promoter|explorer|smelter|sponsor|borrower|venture"
    r"|consortium|lender|bank|government|Government|country|state|ministry|agency|institute)\b"
    r"(?!['’]?s?\s(?:bank|fund|of\s[A-Z]))|(?P<pronoun>[Ii]t|[Tt]hey|[Ii]ts|[Ww]e|[Oo]ur)\b)"
)
_BORDER = re.compile(r"[;\n]|\.\s|,\s(?:while|but|whereas|although)\s|\s[–—]\s")
_EXCHANGES = frozenset(
    [
        "ASX",
        "TSX",
        "TSXV",
        "NYSE",
        "LSE",
        "AIM",
        "NASDAQ",
        "Nasdaq",
        "LME",
        "JSE",
        "HKEX",
        "JORC",
        "SEC",
    ]
)
_DATELINE = re.compile(r":\s|,?\s\(|,\s[A-Z][a-z]{2,8}\.?\s\d|\s[–—-]{1,2}\s|/[A-Z]")
_ADJECTIVE = re.compile(r"(?:an|ese|ish|i|ch|sh)$")
_ORIGIN = re.compile(
    r"-|\s(?:(?:state|rare|battery|investment|mining|copper|lithium|nickel|steel|trading)[\s-])?"
    r"(?:[\w-]+\s)?(?:firms?|company|companies|miners?|group|developer|trader|traders|officials?"
    r"|buyers?|bank|banks|lenders?|investors?|producers?|smelters?|carmaker|utility|partner"
    r"|partners|builder|refiner|refiners|newspaper|conglomerate|giant|consortium|broker)\b"
)
_BETWEEN = frozenset(
    [
        "tariff_rate",
        "trade_value",
        "trade_balance",
        "purchase_commitment",
        "purchase_quantity",
        "offtake_quantity",
        "investment_amount",
        "deal_value",
    ]
)
_OWN_ROLES = {
    "grade": "owner",
    "resource_quantity": "owner",
    "reserve_quantity": "owner",
    "ore_tonnage": "owner",
    "npv": "owner",
    "irr": "owner",
    "opex": "operator",
    "jobs": "operator",
    "target_year": "operator",
    "other": "party",
    "count": "party",
    "percent_change": "party",
    "growth_factor": "party",
}
_COUNTRIES = frozenset(
    [
        "tariff_rate",
        "royalty_share",
        "trade_value",
        "trade_balance",
        "export_quantity",
        "import_quantity",
        "import_share",
        "share_of_exports",
        "share_of_gdp",
        "share_of_world",
        "consumption",
    ]
)


@dataclass(frozen=True, slots=True)
class Actor:
    """A name, or words that stand for one, at a place of a sentence."""

    start: int
    end: int
    name: str
    kind: str
    inferred: str | None = None
    at: tuple[int, int] | None = None


class Parties:
    """The parties of the numbers of one document."""

    def __init__(
        self,
        text: str,
        sentences: Sequence[Sentence],
        names: DocumentNames,
        referents: Referents,
    ) -> None:
        self._text, self._sentences = text, sentences
        self._names, self._referents = names, referents
        self._called = {name.start: name.name for name in call_names(names.items)}
        self._begins = [s.start for s in sentences]
        self._cached: tuple[int, list[Actor]] = (-1, [])

    def of(self, mention: Mention, measure: str, others: Sequence[Mention]) -> tuple[Party, ...]:
        """Return the parties of a number; none for measures that have none."""
        if measure not in AGENT:
            return self._owned(measure)
        place = self._place(mention)
        clause = self._text[place.start : place.end]
        found: dict[str, Party] = {}
        for actor in self._tied(mention, place, others):
            role = role_of(measure, self._seen(actor, mention, place), clause)
            found.setdefault(actor.name, self._party(actor, role))
        most = _LOOSE_MOST if measure in _LOOSE else _MOST
        parties = list(found.values())[:most]
        if measure in _LOOSE:
            return tuple(parties) or self._owned(measure)
        if len(parties) < _MOST:
            parties += self._other_state(measure, parties, clause)
            parties += self._meant(mention, measure, parties, clause)
        return tuple(parties)

    def party_of(self, mention: Mention, measure: str, name: NameAt) -> Party:
        """Return a name of the sentence of a number as a party, in the role that it has."""
        place = self._place(mention)
        actor = Actor(name.start, name.end, name.name, name.kind)
        clause = self._text[place.start : place.end]
        return self._party(actor, role_of(measure, self._seen(actor, mention, place), clause))

    def _place(self, mention: Mention) -> Sentence:
        return self._sentences[max(bisect_right(self._begins, mention.start) - 1, 0)]

    def _owned(self, measure: str) -> tuple[Party, ...]:
        """Return the company whose own paper tells of its ore, its costs and its people."""
        role = _OWN_ROLES.get(measure)
        named = self._referents.publisher if role else None
        if named is None or role is None:
            return ()
        span = Span.of(self._text, named.start, named.end)
        return (Party(named.name, role, span, "whose own paper it is"),)

    def _party(self, actor: Actor, role: str) -> Party:
        start, end = actor.at or (actor.start, actor.end)
        return Party(actor.name, role, Span.of(self._text, start, end), actor.inferred)

    def _tied(self, mention: Mention, place: Sentence, others: Sequence[Mention]) -> list[Actor]:
        """Return the actors of a sentence that no other number of the kind cuts off, near first."""
        same = [o for o in others if o.dimension == mention.dimension]
        ahead = [a for a in self._actors(place) if a.end <= mention.start]
        behind = [a for a in self._actors(place) if a.start >= mention.end]
        before = max((o.end for o in same if o.end <= mention.start), default=place.start)
        after = min((o.start for o in same if o.start >= mention.end), default=place.end)
        border = _BORDER.search(self._text, mention.end, after)
        after = border.start() if border else after
        near = [a for a in ahead if a.start >= before or self._is_subject(a)]
        near += [a for a in behind if a.start < after]
        reach = [a for a in near if _gap(a, mention) <= _REACH]
        return sorted(reach, key=lambda a: _gap(a, mention))

    def _is_subject(self, actor: Actor) -> bool:
        """Return whether an actor in front of another number can be the subject of both."""
        before = self._text[max(0, actor.start - _WORDS_BEFORE) : actor.start]
        return lead_of(before) is None

    def _actors(self, place: Sentence) -> list[Actor]:
        """Return names and descriptions of a sentence; kept for its next number."""
        if self._cached[0] != place.start:
            found = [
                self._actor(n)
                for n in self._names.between(place.start, place.end)
                if n.kind in _ACTORS and not self._is_aside(n)
            ]
            held = {a.name for a in found}
            found += [a for a in self._described(place) if a.name not in held]
            self._cached = place.start, found
        return self._cached[1]

    def _actor(self, name: NameAt) -> Actor:
        """Return a name as an actor; a state is called by its own name."""
        called, exact = self._called.get(name.start, name.name), self._text[name.start : name.end]
        inferred = None if is_name(called, exact) else f"elsewhere called {exact!r}"
        return Actor(name.start, name.end, called, name.kind, inferred)

    def _is_aside(self, name: NameAt) -> bool:
        """Return whether a name is a dateline, an exchange, or the origin of a firm."""
        text, exact = self._text, self._text[name.start : name.end]
        if exact in _EXCHANGES:
            return True
        opens = name.start == 0 or text[name.start - 1] == "\n"
        if name.kind == "country":
            if opens and _DATELINE.match(text, name.end):
                return True
            return (exact != name.name and bool(_ORIGIN.match(text, name.end))) or bool(
                _ADJECTIVE.search(exact) and _ORIGIN.match(text, name.end)
            )
        return False

    def _described(self, place: Sentence) -> Iterator[Actor]:
        for match in _DESCRIBED.finditer(self._text, place.start, place.end):
            named = self._named(match)
            if named is not None:
                words = f"named before as {match.group()!r}"
                yield Actor(
                    match.start(),
                    match.end(),
                    named.name,
                    named.kind,
                    words,
                    (named.start, named.end),
                )

    def _named(self, match: re.Match[str]) -> NameAt | None:
        kind, pronoun = match["kind"], (match["pronoun"] or "").casefold()
        if kind:
            return self._referents.named(kind, match.start())
        if pronoun in ("we", "our"):
            return self._referents.issuer
        return self._referents.subject(match.start())

    def _seen(self, actor: Actor, mention: Mention, place: Sentence) -> Seen:
        ahead = actor.end <= mention.start
        before = self._text[max(place.start, actor.start - _WORDS_BEFORE) : actor.start]
        low, high = (actor.end, mention.start) if ahead else (mention.end, actor.start)
        after = self._text[actor.end : actor.end + _WORDS_BEFORE]
        return Seen(actor.kind, actor.name, before, after, self._text[low:high], ahead)

    def _other_state(self, measure: str, held: Sequence[Party], clause: str) -> list[Party]:
        """Return the second of two states that a paper is between, where one of them is told."""
        pair = self._referents.pair if measure in _BETWEEN else None
        told = {p.name for p in held}
        if pair is None or len(told) > 1:
            return []
        missing = [state for state in pair if state.name not in told]
        if len(missing) != 1 or (told and not told & {state.name for state in pair}):
            return []
        roles = pair_of(measure, clause)
        acts = held[0].role == state_role(measure, roles[0])
        role = state_role(measure, roles[1] if acts else roles[0])
        span = Span.of(self._text, missing[0].start, missing[0].end)
        return [Party(missing[0].name, role, span, "the other of two states")]

    def _meant(
        self, mention: Mention, measure: str, held: Sequence[Party], clause: str
    ) -> list[Party]:
        """Return who is meant where the sentence leaves a part empty: whom the text is about."""
        giver, taker = pair_of(measure, clause)
        roles, names = {p.role for p in held}, {p.name for p in held}
        found: list[Party] = []
        for role in dict.fromkeys(_EMPTY.get(measure, ())):
            role = {"giver": giver, "taker": taker}.get(role, role)  # noqa: PLW2901
            if role in roles:
                continue
            named = self._subject_of_text(mention, measure, role)
            if named is not None and named.name not in names:
                span = Span.of(self._text, named.start, named.end)
                found.append(Party(named.name, role, span, "whom the text is about"))
                names.add(named.name)
                roles.add(role)
        return found

    def _subject_of_text(self, mention: Mention, measure: str, role: str) -> NameAt | None:
        if measure in _COUNTRIES:
            return self._referents.topic("country", mention.start)
        if role == "lender":
            return self._referents.named("lender", mention.start)
        return self._referents.topic("company", mention.start)


_EMPTY = {
    "loan_amount": ("borrower", "lender"),
    "guarantee_amount": ("borrower", "lender"),
    "investment_amount": ("giver",),
    "equity_amount": ("recipient",),
    "grant_amount": ("recipient",),
    "deal_value": ("giver",),
    "offtake_quantity": ("supplier",),
    "purchase_quantity": ("seller",),
    "purchase_commitment": ("seller",),
    "capex": ("investor",),
    "capacity": ("operator",),
    "production": ("operator",),
    "tariff_rate": ("regulator",),
    "royalty_share": ("regulator",),
    "import_share": ("importer",),
    "export_quantity": ("exporter",),
    "import_quantity": ("importer",),
    "trade_balance": ("party",),
    "share_of_gdp": ("party",),
    "share_of_exports": ("exporter",),
    "ownership_share": ("owner",),
}
"""Parts that a measure needs and its sentence may leave out."""


def _gap(actor: Actor, mention: Mention) -> int:
    return min(abs(actor.start - mention.end), abs(mention.start - actor.end))
