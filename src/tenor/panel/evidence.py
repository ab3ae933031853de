"""What the documents of a case say together: deals, links, lineages, and what they feed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tenor.evidence.assuming import Assumptions, assume, default_assumptions
from tenor.evidence.gazetteer import Gazetteer
from tenor.evidence.joining.door import LedgerLike, open_ledger
from tenor.evidence.joining.entities import Resolver, slug
from tenor.evidence.joining.join import Joined, join
from tenor.evidence.joining.keys import Keyed, commodity_of
from tenor.evidence.joining.lineage import value_key
from tenor.evidence.parameters import Default, Parameter
from tenor.evidence.shipping import join_shipped
from tenor.evidence.vocabulary import firmness
from tenor.panel.case import Case, Deal, Project
from tenor.panel.case.schema import Dated, EvidenceClaim, EvidenceDocument, Quantity, Resource

_BY_INSTRUMENT: Mapping[str, frozenset[str]] = {
    "loan": frozenset({"loan_amount"}),
    "guarantee": frozenset({"guarantee_amount"}),
    "grant": frozenset({"grant_amount"}),
    "equity": frozenset({"equity_amount"}),
    "memorandum": frozenset({"investment_amount", "deal_value"}),
    "concession": frozenset({"investment_amount", "deal_value"}),
    "stockpile_contract": frozenset({"purchase_commitment", "deal_value"}),
    "offtake": frozenset({"purchase_commitment", "deal_value"}),
}
_BY_CLASS = {
    "reserve": "reserve_quantity",
    "recoverable": "reserve_quantity",
    "resource": "resource_quantity",
}


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one document brings: new figures, those told before, those confirmed apart.

    A figure that stands twice in one document is listed once.
    """

    document: EvidenceDocument
    new: tuple[EvidenceClaim, ...]
    repeated: tuple[EvidenceClaim, ...]
    confirmed: tuple[EvidenceClaim, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """What the documents of a case say together.

    Attributes
    ----------
    documents : mapping of id to EvidenceDocument
    claims : mapping of id to EvidenceClaim
    joined : Joined
    assumptions : Assumptions
    contributions : tuple of Contribution
        By date, documents without one last.
    """

    documents: Mapping[str, EvidenceDocument]
    claims: Mapping[str, EvidenceClaim]
    joined: Joined
    assumptions: Assumptions
    contributions: tuple[Contribution, ...]


def read_evidence(case: Case, names: Gazetteer | None = None) -> Heard | None:
    """Return what the documents of a case say together; None where it has none."""
    held = case.evidence
    if not held.documents:
        return None
    rows = [claim.model_dump(mode="json") for claim in held.claims]
    papers = [paper.model_dump(mode="json") for paper in held.documents]
    links = [link.model_dump(mode="json") for link in held.links]
    joined = join_shipped(papers, rows, links, names=names)
    documents = {paper.id: paper for paper in sorted(held.documents, key=lambda d: d.id)}
    claims = {claim.id: claim for claim in sorted(held.claims, key=lambda c: c.id)}
    return Heard(
        documents,
        claims,
        joined,
        assume(
            joined,
            case_parameters(case, names),
            subjects=case_subjects(case, names),
            names=names,
        ),
        tuple(_contributions(documents, claims, joined)),
    )


def assume_for(
    case: Case, ledger: LedgerLike | None = None, names: Gazetteer | None = None
) -> Assumptions:
    """Return the assumptions of a case, fed by a ledger, or else by what the case itself ships."""
    parameters = case_parameters(case, names)
    if ledger is None:
        heard = read_evidence(case, names)
        return heard.assumptions if heard else default_assumptions(parameters, names)
    held = open_ledger(ledger)
    joined = join(
        held.claims, held.documents, verdicts=held.verdicts, rejected=held.rejected, names=names
    )
    return assume(
        joined,
        parameters,
        claims=held.claims,
        rejected=held.rejected,
        subjects=case_subjects(case, names),
        names=names,
    )


def case_subjects(case: Case, names: Gazetteer | None = None) -> frozenset[str]:
    """Return the entities whose deals concern a case: host, projects, bodies of its deals."""
    resolver = Resolver(names)
    told = [party.name for deal in case.deals for party in deal.parties]
    told += [name for project in case.projects for name in _project_names(project)]
    known = (resolver.resolve(name) for name in told)
    bodies = {k.id for k in known if k is not None and not k.is_state and k.kind != "described"}
    return frozenset({case.host, *bodies})


def _project_names(project: Project) -> tuple[str, ...]:
    return (project.name, project.id.replace("-", " "))


def case_parameters(case: Case, names: Gazetteer | None = None) -> dict[str, Default | Parameter]:
    """Return the parameters of a case that documents may speak of, by the name of their trace.

    Capacities, costs and terms are told by name and unit; what lies in the ground by its class, so
    that a figure of no class never feeds a reserve; owners and amounts of deals by their parties.
    Duties are left to the acts that set them.
    """
    resolver = Resolver(names)
    found: dict[str, Default | Parameter] = {}
    for project in case.projects:
        for entry in (*project.capacity, *project.capex, *project.opex, *project.terms):
            if entry.has_number and entry.unit:
                found[f"project/{project.id}/{entry.id}"] = _plain(entry)
        found |= {p.name: p for p in _in_ground(project, resolver)}
        found |= {p.name: p for p in _owners(project, resolver)}
    for deal in case.deals:
        found |= {p.name: p for p in _amounts(deal, resolver)}
    return {name: found[name] for name in sorted(found)}


def _plain(entry: Quantity) -> Default:
    return (entry.value, entry.low, entry.high, entry.unit or "")


def _in_ground(project: Project, resolver: Resolver) -> Iterator[Parameter]:
    entity = _entity(project, resolver)
    for entry in project.resources:
        measure = _BY_CLASS.get(entry.resource_class)
        if measure is None or not entry.has_number or not entry.unit:
            continue
        is_ore = entry.unit.endswith(" ore")
        yield Parameter(
            f"project/{project.id}/{entry.id}",
            *_plain(entry),
            frozenset({measure}),
            entity=entity,
            commodity="" if is_ore else _good(entry),
            stage=measure.removesuffix("_quantity"),
        )


def _good(entry: Resource) -> str:
    return commodity_of(entry.commodity.replace("_", " "))


def _owners(project: Project, resolver: Resolver) -> Iterator[Parameter]:
    entity = _entity(project, resolver)
    for owner in project.owners:
        known = resolver.resolve(owner.name)
        if known is not None and known.kind not in {"unknown", "described"}:
            yield Parameter(
                f"project/{project.id}/owners/{slug(owner.name)}",
                owner.share,
                None,
                None,
                "fraction",
                frozenset({"ownership_share"}),
                entity=entity,
                parties=frozenset({known.id}),
            )


def _entity(project: Project, resolver: Resolver) -> str:
    known = (resolver.resolve(name) for name in _project_names(project))
    told = (k.id for k in known if k is not None and k.kind != "unknown")
    return next(told, project.id)


def _amounts(deal: Deal, resolver: Resolver) -> Iterator[Parameter]:
    measures = _BY_INSTRUMENT.get(deal.instrument)
    entry = _newest(deal.amounts)
    known = (resolver.resolve(party.name) for party in deal.parties)
    bodies = frozenset(
        k.id for k in known if k is not None and k.kind not in {"unknown", "described"}
    )
    if measures and entry is not None and entry.unit and bodies:
        name = f"deal/{deal.id}/{entry.id}"
        yield Parameter(name, *_plain(entry), measures, parties=bodies)


def _newest(amounts: Sequence[Dated]) -> Dated | None:
    """Return the one amount of the newest date; None where several stand side by side."""
    last = max((str(a.date or "") for a in amounts), default="")
    newest = [a for a in amounts if str(a.date or "") == last]
    return newest[0] if len(newest) == 1 else None


def _told_best(claim: EvidenceClaim) -> tuple[Any, ...]:
    """Order the claims of one figure: body before headline, the firmest first."""
    return (bool(claim.headline_only), -firmness(claim.status), claim.start, claim.id)


def _contributions(
    documents: Mapping[str, EvidenceDocument],
    claims: Mapping[str, EvidenceClaim],
    joined: Joined,
) -> Iterator[Contribution]:
    keyed = {k.id: k for k in joined.claims}
    apart = {
        frozenset((x.a, x.b)) for x in joined.links if x.relation == "corroborates_independent"
    }
    by_paper: dict[str, list[Keyed]] = {name: [] for name in documents}
    for claim in sorted(keyed.values(), key=lambda k: _told_best(claims[k.id])):
        by_paper[claim.document].append(claim)
    first: dict[Any, str] = {}
    earlier: list[str] = []
    order = sorted(documents.values(), key=lambda d: (str(d.published or "9999"), d.id))
    for paper in order:
        lists: dict[str, list[EvidenceClaim]] = {"new": [], "repeated": [], "confirmed": []}
        listed: set[Any] = set()
        for claim in by_paper[paper.id]:
            figure = (joined.lineages.of[claim.id], claim.unit, *value_key(claim))
            if figure in listed:
                continue
            listed.add(figure)
            is_apart = any(frozenset((claim.id, other)) in apart for other in earlier)
            kind = "repeated" if figure in first else "confirmed" if is_apart else "new"
            lists[kind].append(claims[claim.id])
        for figure in listed:
            first.setdefault(figure, paper.id)
        earlier += [claim.id for claim in by_paper[paper.id]]
        yield Contribution(paper, **{kind: tuple(rows) for kind, rows in lists.items()})
