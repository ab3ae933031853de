"""Names to entities: definitions of the document, the gazetteer, descriptions, else the bare name.

Four steps in this order, each told in `Known.why`. Nothing is matched by likeness: a name that no
step knows becomes an entity of its own, so that two unknown names are never one.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tenor.evidence.gazetteer import Gazetteer, Name, gazetteer

_ABBREVIATED = re.compile(r"\(\s*(?:the\s+)?[\"“']?([A-Z][A-Za-z&.\-]{1,11})[\"”']?\s*[),;]")
_WORD = re.compile(r"[^\W_]+(?:[.'’&-][^\W_]+)*\.?|&")
_SMALL = frozenset({"of", "the", "and", "for", "in", "de", "du", "des", "la", "on", "to", "&"})
_BEFORE = 130
_LEGAL = re.compile(
    r"[,\s]+(?:corporation|corp|incorporated|inc|limited|ltd|plc|llc|llp|pty|co|company|sa|nv|ag|se|gmbh)"
    r"\.?$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:['’]s)?\s+(?:delegation|officials?|executives?|team|representatives?|spokes(?:man|woman|person)|"
    r"authorities|leadership|management|side)$|['’]s?$",
    re.IGNORECASE,
)
_COMPANY = re.compile(
    r"\b(?:compan(?:y|ies)|firms?|miners?|corporations?|businesses|enterprises?|entit(?:y|ies)|investors?|"
    r"producers?|developers?|refiners?|traders?|groups?|start-?ups?|majors?|partners?|consorti(?:um|a))\b",
    re.IGNORECASE,
)
_BANK = re.compile(r"\b(?:lenders?|banks?|creditors?|donors?|financiers?)\b", re.IGNORECASE)
_PLURAL = re.compile(
    r"\b(?:companies|firms|miners|corporations|businesses|enterprises|entities|investors|producers|"
    r"developers|refiners|traders|groups|majors|lenders|banks|creditors|donors|partners|officials)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:the|an?|its|their|his|our)\s+", re.IGNORECASE)
_DESCRIBED_WORDS = 7


@dataclass(frozen=True, slots=True)
class Known:
    """What a name stands for.

    Attributes
    ----------
    id : str
        Id of the gazetteer, alpha-3 code, ``name/...`` for a name that nothing knows, or
        ``some/company/USA`` for a description that could not be told.
    kind : str
        ``project``, ``company``, ``agency``, ``place``, ``country``, ``bloc``, ``unknown`` or
        ``described``.
    why : str
    fits : tuple of str
        Of a description: the entities of its document that it can mean.
    """

    id: str
    name: str
    kind: str
    country: str | None
    why: str
    fits: tuple[str, ...] = ()

    @property
    def is_state(self) -> bool:
        """Whether it is a state or a group of states."""
        return self.kind in {"country", "bloc"}

    @property
    def is_specific(self) -> bool:
        """Whether it is one named body and no state."""
        return self.kind in {"company", "agency", "project", "unknown"}


@dataclass(frozen=True, slots=True)
class Local:
    """What a document says about names: its abbreviations and the entities it names."""

    definitions: Mapping[str, str] = field(default_factory=dict)
    named: Mapping[str, Known] = field(default_factory=dict)
    names: tuple[Name, ...] = ()

    def between(self, start: int, end: int) -> frozenset[str]:
        """Return the ids of the entities named between two places."""
        first = bisect.bisect_left(self.names, start, key=lambda name: name.start)
        last = bisect.bisect_left(self.names, end, key=lambda name: name.start)
        return frozenset(name.entity_id for name in self.names[first:last])


NOWHERE = Local()


def find_definitions(text: str) -> dict[str, str]:
    """Return the abbreviations that a text defines, each with the long form.

    The letters of the short form have to be initials of the long one, in order.

    Examples
    --------
    >>> find_definitions("signed by the Frontier Works Organization (FWO) and others (see ABC)")
    {'FWO': 'Frontier Works Organization'}
    """
    found: dict[str, str] = {}
    for match in _ABBREVIATED.finditer(text):
        short = match[1].replace(".", "")
        if sum(c.isupper() for c in short) < 2:
            continue
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        words = list(_WORD.finditer(before.rsplit("\n", 1)[-1]))
        line = before.rsplit("\n", 1)[-1]
        start = _long_form([w.group() for w in words], short)
        if start is not None:
            found.setdefault(short, line[words[start].start() :].strip())
    return found


def slug(name: str) -> str:
    """Return a name as an id: small letters and hyphens, without article and legal form."""
    bare = _LEGAL.sub("", _ARTICLE.sub("", name.strip()))
    return "-".join(re.findall(r"[^\W_]+", bare.casefold())) or "nothing"


def read_local(text: str, names: Gazetteer | None = None) -> Local:
    """Return what a document says about names."""
    held = names or gazetteer()
    names_found = held.find(text)
    named = {
        found.entity_id: Known(
            found.entity_id,
            held.entities[found.entity_id].name,
            held.entities[found.entity_id].kind,
            found.country,
            "named in the document",
        )
        for found in names_found
    }
    definitions = find_definitions(text)
    for short, long in definitions.items():
        if held.entity_of(long) is None and held.entity_of(short) is None:
            known = _unknown(long, f"defined in the document as {short}")
            named.setdefault(known.id, known)
    return Local(definitions, named, tuple(names_found))


class Resolver:
    """Names to entities, with the gazetteer and what each document says."""

    def __init__(self, names: Gazetteer | None = None) -> None:
        self._names = names or gazetteer()

    def resolve(self, name: str | None, local: Local = NOWHERE) -> Known | None:
        """Return the entity of a name; None where there is no name.

        Examples
        --------
        >>> Resolver().resolve("the US government").id, Resolver().resolve("Acme Ltd.").id
        ('USA', 'name/acme')
        """
        if name is None or not name.strip():
            return None
        bare = _TAIL.sub("", _ARTICLE.sub("", name.strip())).strip() or name.strip()
        defined = local.definitions.get(bare.replace(".", ""))
        if defined is not None:
            entity = self._names.entity_of(defined)
            why = f"{bare} is defined in the document as {defined}"
            if entity is not None:
                return Known(entity.id, entity.name, entity.kind, entity.country, why)
            if self._names.entity_of(bare) is None:
                return _unknown(defined, why)
        entity = self._names.entity_of(bare) or self._names.entity_of(name)
        if entity is not None:
            return Known(entity.id, entity.name, entity.kind, entity.country, "gazetteer")
        return self._described(bare, local) or _unknown(bare, "no table knows the name")

    def names_in(self, text: str) -> list[Name]:
        """Return the names of the gazetteer in a few words."""
        return self._names.find(text)

    def _described(self, name: str, local: Local) -> Known | None:
        """Return the one company or state body that a description can mean, or ``some/...``."""
        kind = "company" if _COMPANY.search(name) else "agency" if _BANK.search(name) else None
        if kind is None or len(name.split()) > _DESCRIBED_WORDS:
            return None
        inside = self._names.find(name)
        lands = {found.country for found in inside if found.kind == "country"}
        if any(found.kind not in {"country", "place"} for found in inside):
            return None
        if not lands and _has_capitals(name):
            return None
        country = lands.pop() if len(lands) == 1 else None
        fits = [k for k in local.named.values() if k.kind == kind and k.country == country]
        if country and len(fits) == 1 and not _PLURAL.search(name):
            only = fits[0]
            why = f"{name!r}: {only.name} is the only {kind} of {country} in the document"
            return Known(only.id, only.name, only.kind, only.country, why)
        some = f"some/{kind}/{country or 'any'}"
        ids = tuple(sorted(known.id for known in fits)) if country else ()
        return Known(some, name, "described", country, "a description, no name", ids)


def _unknown(name: str, why: str) -> Known:
    return Known(f"name/{slug(name)}", name, "unknown", None, why)


def _has_capitals(name: str) -> bool:
    return any(word[0].isupper() for word in name.split()[1:])


def _long_form(words: list[str], short: str) -> int | None:
    """Return where the long form starts: the nearest word whose initials spell the short one."""
    letters = [c for c in short.casefold() if c.isalnum()]
    for start in range(len(words) - 1, max(-1, len(words) - 14), -1):
        head = words[start]
        if head[0].casefold() != letters[0] or head.casefold() in _SMALL or not head[0].isupper():
            continue
        if _spells(words[start:], letters):
            return start
    return None


def _spells(words: list[str], letters: list[str]) -> bool:
    initials = [
        part[0].casefold()
        for word in words
        for part in re.split(r"[-.’']", word)
        if part and word.casefold() not in _SMALL
    ]
    if initials == letters:
        return True
    loose = [part[0].casefold() for word in words for part in re.split(r"[-.’']", word) if part]
    return loose == letters
