"""What was known on a day: the filter that keeps later facts out of a case.

A fact counts as known from the day of its statement, of its event (where the event
is said to have happened) and of its source's publication, whichever is last. It is
left out when the earliest possible day of any of these lies after the cut-off.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from tenor.panel.case import schema
from tenor.panel.case.dates import PartialDate
from tenor.panel.case.valuation import Valuation

_PROJECT_LISTS = ("capacity", "resources", "recovery", "capex", "opex", "terms")


@dataclass(frozen=True, slots=True)
class Excluded:
    """One entry that a cut-off keeps out of a case.

    Attributes
    ----------
    kind : str
        ``source``, ``claim``, ``deal``, ``project``, ``policy``, ``scenario``, ``valuation``,
        ``route`` (of ``refining.yaml``), ``document`` (of ``evidence.yaml``) or ``line`` (of
        ``brief.yaml``).
    id : str
        Its id; for a part of an entry, the entry's id, a slash and the part.
    date : str
        The date that lies after the cut-off; empty where the entry has no date.
    """

    kind: str
    id: str
    date: str


@dataclass(slots=True)
class Filter:
    """Keeps what was known on a day, and notes what it leaves out.

    Attributes
    ----------
    cut_off : date
    sources : mapping of id to Source
        All sources, later ones too: their dates are needed.
    undated : bool
        Whether entries from sources without a date are kept. They are at the case's own
        cut-off, for which its author answers, and not at an earlier one.
    deals : mapping of id to Deal
        Those that were known, as they were known; what projects name is looked up here.
    claims : set of str
        Ids of the claims that were known.
    """

    cut_off: dt.date
    sources: Mapping[str, schema.Source]
    undated: bool
    deals: Mapping[str, schema.Deal] = field(default_factory=dict)
    claims: Set[str] = frozenset()
    excluded: list[Excluded] = field(default_factory=list)

    def known(self, kind: str, name: str, dates: Iterable[Any], source: str | None) -> bool:
        """Tell whether a fact was known, and note it where it was not."""
        published = self.sources[source].date if source else None
        stated = [date for date in (*dates, published) if isinstance(date, PartialDate)]
        late = next((date for date in stated if date.is_after(self.cut_off)), None)
        placed = published is not None or (source is None and bool(stated))
        if late is None and (placed or self.undated):
            return True
        self.excluded.append(Excluded(kind, name, str(late or "")))
        return False

    def keep(self, kind: str, owner: str, entries: Sequence[Any]) -> tuple[Any, ...]:
        """Return the dated parts of an entry that were known, each with its `met` filled in."""
        kept = []
        for place, entry in enumerate(entries):
            name = f"{owner}/{getattr(entry, 'id', place)}"
            date = getattr(entry, "announced", None) or getattr(entry, "date", None)
            if self.known(kind, name, [date], entry.source):
                kept.append(self.with_met(entry))
        return tuple(kept)

    def with_met(self, entry: Any) -> Any:
        """Return an entry whose `met` is that of its source where it states none."""
        if getattr(entry, "met", None) is not None or entry.source not in self.sources:
            return entry
        return entry.model_copy(update={"met": self.sources[entry.source].met})

    def source(self, source: schema.Source) -> bool:
        """Tell whether a source had appeared."""
        if source.date is None or not source.date.is_after(self.cut_off):
            return True
        self.excluded.append(Excluded("source", source.id, str(source.date)))
        return False

    def claim(self, claim: schema.Claim) -> bool:
        """Tell whether a claim was known."""
        happened = claim.event_date if claim.modality == "actual" else None
        return self.known("claim", claim.id, [claim.as_of, happened], claim.source)

    def deal(self, deal: schema.Deal) -> schema.Deal | None:
        """Return a deal as it was known; None where none of its history was."""
        status = self.keep("deal", deal.id, deal.status)
        amounts = self.keep("deal", deal.id, deal.amounts)
        return deal.model_copy(update={"status": status, "amounts": amounts}) if status else None

    def project(self, project: schema.Project) -> schema.Project | None:
        """Return a project as it was known; None where none of its history was."""
        status = self.keep("project", project.id, project.status)
        if not status:
            return None
        update: dict[str, Any] = {"status": status}
        for name in _PROJECT_LISTS:
            update[name] = self.keep("project", project.id, getattr(project, name))
        owners = self.keep("project", f"{project.id}/owners", project.owners)
        update["owners"] = owners if len(owners) == len(project.owners) else ()
        start, place = project.start, project.location
        if start and not self.known("project", f"{project.id}/start", [start.date], start.source):
            update["start"] = None
        if place:
            there = self.source(self.sources[place.source])
            update["location"] = self.with_met(place) if there else None
        costs = {cost.id for cost in update["capex"]}
        funds = (self.funds(project.id, entry, costs) for entry in project.funds)
        gates = (self.gate(project.id, gate) for gate in project.gates)
        update["funds"] = tuple(entry for entry in funds if entry is not None)
        update["gates"] = tuple(gate for gate in gates if gate is not None)
        asked = (entry for entry in project.inquiries if self.inquiry(project.id, entry))
        update["inquiries"] = tuple(asked)
        return project.model_copy(update=update)

    def funds(self, owner: str, funds: schema.Funds, costs: Set[str]) -> schema.Funds | None:
        """Return uses and sources as they were known; None where none of them was."""
        name = f"{owner}/funds/{funds.id}"
        uses = []
        for need in funds.uses:
            if need.cost is None:
                uses += self.keep("project", name, [need])
            elif need.cost in costs:
                uses.append(need)
            else:
                self.excluded.append(Excluded("project", f"{name}/{need.id}", ""))
        found = (self.fund(name, fund) for fund in funds.sources)
        sources = tuple(fund for fund in found if fund is not None)
        if not uses and not sources:
            return None
        return funds.model_copy(update={"uses": tuple(uses), "sources": sources})

    def fund(self, owner: str, fund: schema.Fund) -> schema.Fund | None:
        """Return a source of money with the amounts that were known; None without any."""
        if fund.deal is None and fund.claim is None:
            return next(iter(self.keep("project", owner, [fund])), None)
        if fund.claim is not None:
            known = fund if fund.claim in self.claims else None
        else:
            deal = self.deals.get(fund.deal or "")
            held = {amount.id for amount in deal.amounts} if deal else set()
            left = tuple(amount for amount in fund.amount if amount in held)
            known = fund.model_copy(update={"amount": left}) if left else None
        if known is None:
            self.excluded.append(Excluded("project", f"{owner}/{fund.id}", ""))
        return known

    def gate(self, owner: str, gate: schema.Gate) -> schema.Gate | None:
        """Return a gate with the states and views that were known; None without any."""
        name = f"{owner}/gates/{gate.id}"
        history = self.keep("project", name, gate.history)
        views = tuple(
            view
            for view in gate.views
            if self.known("project", f"{name}/{view.date}", [view.date], None)
        )
        if not history and not views:
            return None
        return gate.model_copy(update={"history": history, "views": views})

    def inquiry(self, owner: str, inquiry: schema.Inquiry) -> bool:
        """Tell whether an inquiry had been made, and its sources had appeared."""
        name = f"{owner}/inquiries/{inquiry.id}"
        if not self.known("project", name, [inquiry.date], None):
            return False
        return all(
            self.known("project", name, [inquiry.date], source) for source in inquiry.sources
        )

    def policy(self, policy: schema.Policy) -> schema.Policy | None:
        """Return a policy as it was known; None where none of its values was."""
        values = []
        for value in self.keep("policy", policy.id, policy.values):
            end = value.ended
            name = f"{policy.id}/{value.id}/ended"
            if end and not self.known("policy", name, [end.date], end.source):
                values.append(value.model_copy(update={"ended": None}))
            else:
                values.append(value)
        update: dict[str, Any] = {"values": tuple(values)}
        listed = policy.exempt_source
        if listed and not self.source(self.sources[listed]):
            update |= {"exempt_hs6": (), "exempt_tariff_lines": (), "exempt_source": None}
        return policy.model_copy(update=update) if values else None

    def story(self, story: schema.Story) -> schema.Story:
        """Return the author's lines and checks that had been written."""
        update = {
            name: tuple(
                entry
                for place, entry in enumerate(getattr(story, name))
                if entry.date is None or self.known("line", f"{name}/{place}", [entry.date], None)
            )
            for name in ("lines", "verify")
        }
        return story.model_copy(update=update)

    def evidence(self, evidence: schema.Evidence) -> schema.Evidence:
        """Return the documents that had appeared, with their claims and links."""
        papers = tuple(paper for paper in evidence.documents if self.paper(paper))
        held = {paper.id for paper in papers}
        claims = tuple(claim for claim in evidence.claims if claim.document in held)
        told = {claim.id for claim in claims}
        links = tuple(link for link in evidence.links if {link.a, link.b} <= told)
        return evidence.model_copy(update={"documents": papers, "claims": claims, "links": links})

    def paper(self, paper: schema.EvidenceDocument) -> bool:
        """Tell whether a document had appeared, by its own date or else by its source's."""
        source = None if paper.published else paper.source
        return self.known("document", paper.id, [paper.published], source)

    def valuation(self, valuation: Valuation) -> bool:
        """Tell whether all sources of a project file had appeared; it is kept whole or not."""
        return all(self.known("valuation", valuation.id, [], name) for name in valuation.sources)

    def refining(self, refining: schema.Refining, valued: Set[str]) -> schema.Refining:
        """Return the routes whose plant and mine were known, with all of their numbers."""
        kept = []
        for route in refining.routes:
            named = {route.plant, *([route.mine] if route.mine else [])}
            values = self.keep("route", route.id, route.values) if named <= valued else ()
            if len(values) == len(route.values):
                marks = self.keep("route", route.id, route.benchmarks)
                kept.append(route.model_copy(update={"values": values, "benchmarks": marks}))
            elif not named <= valued:
                self.excluded.append(Excluded("route", route.id, ""))
        return refining.model_copy(update={"routes": tuple(kept)})

    def scenario(self, scenario: schema.Scenario, known: set[str]) -> bool:
        """Tell whether all projects and policies that a scenario shocks were known."""
        for shock in scenario.shocks:
            for name in (shock.project, shock.policy):
                if name is not None and name not in known:
                    self.excluded.append(Excluded("scenario", scenario.id, ""))
                    return False
        return True
