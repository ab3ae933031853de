"""Claims without the words of their documents: what a case may ship, and back again.

A shipped claim has its figure, its meaning, its place in a document that is named by the hash of
its text, and no sentence of it. What needed the texts when claims were joined (which of them are
one deal, which have one origin, how they relate) is shipped beside them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tenor.evidence.gazetteer import Gazetteer
from tenor.evidence.joining.deals import Grouping, find_deals, group_deals
from tenor.evidence.joining.door import LedgerLike, Opened, open_ledger
from tenor.evidence.joining.groups import Groups
from tenor.evidence.joining.join import Joined, join
from tenor.evidence.joining.keys import Keyed, is_deal, key_claims, read_period
from tenor.evidence.joining.lineage import Lineage, Lineages
from tenor.evidence.joining.links import find_links
from tenor.evidence.model import Candidate, Claim, Document, Link, Mention, Party, Voice
from tenor.evidence.vocabulary import FRACTION, MEASURES, MONEY, POINTS

DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
LONGEST = 120
"""Characters that a field of a claim may have: names and terms, never a sentence."""
MENTION = ("low", "high", "point", "bound", "unit", "per", "content")
MEANING = (
    *("measure", "subject", "object", "commodity", "stage", "basis", "place", "status"),
    *("modality", "polarity", "event_date", "effective_date"),
)
_CURRENCY = re.compile(r"[A-Z]{3}")
_STATES = {"accept": "accepted", "edit": "edited"}
_PLAIN = re.compile(r"[A-Za-z][\w ./+-]*[\w+]|[A-Za-z]")
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})


@dataclass(frozen=True, slots=True)
class Shipment:
    """What goes into a case: documents, claims and links as plain values, each list sorted."""

    documents: tuple[Mapping[str, Any], ...]
    claims: tuple[Mapping[str, Any], ...]
    links: tuple[Mapping[str, Any], ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the three lists as one JSON object."""
        return {
            "documents": [dict(row) for row in self.documents],
            "claims": [dict(row) for row in self.claims],
            "links": [dict(row) for row in self.links],
        }


def ship(ledger: LedgerLike, *, accepted: bool = False, names: Gazetteer | None = None) -> Shipment:
    """Return what a ledger holds as a case may ship it.

    Parameters
    ----------
    ledger : LedgerLike
    accepted : bool
        Only claims that a person accepted or edited; else all that are verified and not rejected.
    names : Gazetteer, optional
    """
    held = open_ledger(ledger)
    last = {review.claim: review.verdict for review in ledger.reviews()}
    joined = join(
        held.claims, held.documents, verdicts=held.verdicts, rejected=held.rejected, names=names
    )
    deals = {claim: deal.id for deal in joined.deals for claim in deal.claims}
    wanted = [k.claim for k in joined.claims if not accepted or last.get(k.id) in _STATES]
    claims = [
        {
            **ship_claim(claim),
            "lineage": joined.lineages.of[claim.id],
            **({"deal": deals[claim.id]} if claim.id in deals else {}),
            "review": _STATES.get(last.get(claim.id, ""), "open"),
        }
        for claim in wanted
    ]
    known = {claim.id for claim in wanted}
    links = [link.as_dict() for link in joined.links if {link.a, link.b} <= known]
    papers = sorted({claim.document for claim in wanted})
    return Shipment(
        tuple(_document(held, name) for name in papers),
        tuple(sorted(claims, key=lambda row: (row["document"], row["start"], row["id"]))),
        tuple(sorted(links, key=lambda row: (row["a"], row["b"], row["relation"]))),
    )


def ship_claim(claim: Claim) -> dict[str, Any]:
    """Return a claim as plain values, without a word of its document but names and terms."""
    c, mention = claim.candidate, claim.candidate.mention
    row: dict[str, Any] = {
        "id": claim.id,
        "document": claim.document,
        "start": mention.start,
        "end": mention.end,
    }
    row |= {name: getattr(mention, name) for name in MENTION}
    row |= {name: getattr(c, name) for name in MEANING}
    for name in ("event_date", "effective_date"):
        if not DATE.fullmatch(row[name] or ""):
            row[name] = None
    row["parties"] = [{"name": short(p.name), "role": p.role} for p in c.parties]
    row["speakers"] = [{"name": short(v.speaker), "role": v.role} for v in c.attribution]
    row["headline_only"] = c.headline_only or None
    row["zone"] = claim.zone
    row["extractor"] = c.extractor
    return {
        name: short(value) if isinstance(value, str) else value
        for name, value in row.items()
        if value is not None and value != []
    }


def short(text: str) -> str:
    """Return a name or term on one line, cut at its greatest length."""
    line = "".join(c for c in " ".join(text.split()) if c.isprintable())
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"


def _document(held: Opened, name: str) -> dict[str, Any]:
    found = next(d for d in held.documents if d.id == name)
    row = {
        "id": name,
        "sha256": found.sha256,
        "chars": len(found.text),
        "title": short(found.title.value) if found.title.value else None,
        "publisher": short(found.publisher.value) if found.publisher.value else None,
        **_dated(found),
    }
    return {key: value for key, value in row.items() if value is not None}


def _dated(found: Document) -> dict[str, Any]:
    date = found.published.value
    if date is None or not DATE.fullmatch(date):
        return {"origin": "absent"}
    return {"published": date, "origin": found.published.origin}


def unship_claim(row: Mapping[str, Any]) -> Claim:
    """Return the claim of a shipped row; it quotes nothing, since the row holds no text."""
    given: dict[str, Any] = {name: row.get(name) for name in MENTION}
    mention = Mention(
        row["start"], row["end"], _dimension(row["measure"], str(row.get("unit"))), **given
    )
    meaning: dict[str, Any] = {name: row.get(name) for name in MEANING}
    candidate = Candidate(
        mention,
        **meaning,
        parties=tuple(Party(p["name"], p["role"]) for p in row.get("parties") or ()),
        attribution=tuple(Voice(s["name"], s["role"]) for s in row.get("speakers") or ()),
        headline_only=bool(row.get("headline_only")),
        extractor=row["extractor"],
    )
    return Claim(row["id"], row["document"], "", candidate, "", row.get("zone") or "body", True)


def _dimension(measure: str, unit: str) -> str:
    if _CURRENCY.fullmatch(unit):
        return MONEY
    return {"fraction": FRACTION, "pp": POINTS}.get(unit, MEASURES[measure].dimensions[0])


def join_shipped(
    documents: Iterable[Mapping[str, Any]],
    claims: Iterable[Mapping[str, Any]],
    links: Iterable[Mapping[str, Any]] = (),
    *,
    names: Gazetteer | None = None,
) -> Joined:
    """Return what joining found of shipped claims; their order does not matter.

    Lineages and deals are those that were told with the texts at hand, and links those and what
    the figures tell by themselves. A row without a lineage is one of its own.
    """
    rows = {row["id"]: row for row in claims}
    published = {row["id"]: row.get("published") for row in documents}
    keyed = [
        replace(k, published=read_period(published.get(k.document)))
        for k in key_claims((unship_claim(row) for row in rows.values()), names=names)
    ]
    lineages = _lineages(keyed, rows)
    deals = find_deals(_grouping(keyed, rows), lineages)
    told = {(x.a, x.b, x.relation): x for x in find_links(keyed, deals, lineages)}
    told |= {(x["a"], x["b"], x["relation"]): Link(**x) for x in links}
    return Joined(
        tuple(keyed), lineages, tuple(deals), tuple(link for _, link in sorted(told.items()))
    )


def _lineages(keyed: Sequence[Keyed], rows: Mapping[str, Mapping[str, Any]]) -> Lineages:
    of = {k.id: rows[k.id].get("lineage") or f"line-{k.id.removeprefix('claim-')}" for k in keyed}
    papers = {k.id: k.document for k in keyed}
    found = []
    for name in sorted(set(of.values())):
        members = tuple(claim for claim, line in of.items() if line == name)
        where = tuple(sorted({papers[claim] for claim in members}))
        found.append(Lineage(name, members, where, ()))
    # Whom each claim names is told in its links; without the texts nothing new can be.
    return Lineages(of, tuple(found), {p: p for p in papers.values()}, {}, dict.fromkeys(of))


def _grouping(keyed: Sequence[Keyed], rows: Mapping[str, Mapping[str, Any]]) -> Grouping:
    """Return claims in deals: those of one name together, those without one by their keys."""
    alone = group_deals([k for k in keyed if not rows[k.id].get("deal")])
    duties = group_deals([k for k in keyed if k.family == "tariff"])
    named = [k for k in keyed if rows[k.id].get("deal") and is_deal(k) and k.family != "tariff"]
    groups: Groups[str] = Groups((*(k.id for k in named), *_members(alone.money)))
    for (a, b), reason in alone.money.reasons.items():
        groups.join(a, b, reason)
    firsts: dict[str, str] = {}
    for claim in named:
        first = firsts.setdefault(rows[claim.id]["deal"], claim.id)
        groups.join(first, claim.id, "one deal, as told with the texts at hand")
    held = {**alone.claims, **{k.id: k for k in named}, **duties.claims}
    return Grouping(held, groups, duties.duties)


def _members(groups: Groups[str]) -> Iterator[str]:
    for members in groups.groups().values():
        yield from members


def write_yaml(shipment: Shipment, *, head: Sequence[str] = ()) -> str:
    """Return a shipment as the text of a case's file; the same shipment gives the same text."""
    lines = [f"# {line}".rstrip() for line in head]
    for name in ("documents", "claims", "links"):
        rows = getattr(shipment, name)
        if rows or name != "links":
            lines += ["", f"{name}:" if rows else f"{name}: []"]
        for row in rows:
            lines += _entry(row)
    return "\n".join(lines).lstrip("\n") + "\n"


def _entry(row: Mapping[str, Any]) -> Iterator[str]:
    mark = "  - "
    for key, value in row.items():
        if isinstance(value, list | tuple):
            yield f"{mark}{key}:"
            for item in value:
                yield f"      - {{{', '.join(f'{k}: {_scalar(v)}' for k, v in item.items())}}}"
        else:
            yield f"{mark}{key}: {_scalar(value)}"
        mark = "    "


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        # YAML's core schema reads an exponent only beside a point in some programs.
        return str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)
    if isinstance(value, int):
        return str(value)
    if DATE.fullmatch(value) or (_PLAIN.fullmatch(value) and value.casefold() not in _WORDS):
        return str(value)
    return json.dumps(value, ensure_ascii=False)
