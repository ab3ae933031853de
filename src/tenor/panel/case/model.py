"""The case that models read: frozen, hashed, and ending on its cut-off day."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, TypeVar

from tenor.core.errors import CaseError, UnknownNameError, UserError
from tenor.core.trace import Trace
from tenor.panel.case import schema
from tenor.panel.case.check import read_draft
from tenor.panel.case.cutoff import Excluded, Filter
from tenor.panel.case.dates import PartialDate
from tenor.panel.case.folder import find_case
from tenor.panel.case.tracing import build_claim_trace
from tenor.panel.case.valuation import Valuation

_FORMAT = 1

Named = TypeVar("Named", schema.Claim, schema.Deal, schema.Project, schema.Policy, schema.Scenario)


@dataclass(frozen=True)
class Case:
    """One question about a host, its partners and their commodities, with all that it rests on.

    Nothing dated after `cut_off` is in it. Two cases with the same content have the
    same `hash`, however their files are laid out.

    Attributes
    ----------
    name : str
        Name of the folder; not part of the content.
    title, question : str
    host : str
        ISO 3166 alpha-3 code.
    partners : tuple of str
        Alpha-3 codes.
    commodities : tuple of str
        Names of the material table.
    hs6 : mapping of commodity to tuple of str
        HS codes that the case names itself; other commodities take the material table's.
    base_year, horizon : int
    cut_off : date
        Last day whose facts are known to the case.
    currency_year : str
        Price year of results, such as ``USD_2024``.
    alternatives : tuple of Alternative
    claims, deals, projects, policies, scenarios : tuple
        In the order of their files.
    story : Story
        What the author puts first in the brief; empty where nothing is written.
    evidence : Evidence
        What documents claim, without their words; empty where no file is.
    valuations : tuple of Valuation
        Projects as files to be valued; empty where no folder is.
    refining : Refining
        Where the host could refine what it ships; empty where no file is.
    excluded : tuple of Excluded
        What the cut-off keeps out.
    hash : str
        SHA-256 of the canonical content, in hexadecimal digits.
    """

    name: str
    head: schema.Head
    cut_off: dt.date
    source_rows: tuple[schema.Source, ...]
    claims: tuple[schema.Claim, ...]
    deals: tuple[schema.Deal, ...]
    projects: tuple[schema.Project, ...]
    policies: tuple[schema.Policy, ...]
    scenarios: tuple[schema.Scenario, ...]
    story: schema.Story = schema.NO_STORY
    evidence: schema.Evidence = schema.NO_EVIDENCE
    valuations: tuple[Valuation, ...] = ()
    refining: schema.Refining = schema.NO_REFINING
    excluded: tuple[Excluded, ...] = ()
    hash: str = ""

    @property
    def title(self) -> str:
        """Title of the case."""
        return self.head.title

    @property
    def question(self) -> str:
        """The question that the case answers."""
        return self.head.question

    @property
    def host(self) -> str:
        """Alpha-3 code of the host country."""
        return self.head.host

    @property
    def partners(self) -> tuple[str, ...]:
        """Alpha-3 codes of the partner countries."""
        return self.head.partners

    @property
    def commodities(self) -> tuple[str, ...]:
        """Names of the commodities."""
        return tuple(entry.name for entry in self.head.commodities)

    @property
    def hs6(self) -> Mapping[str, tuple[str, ...]]:
        """HS codes by commodity, where the case names its own."""
        named = {entry.name: entry.hs6 for entry in self.head.commodities if entry.hs6}
        return MappingProxyType(named)

    @property
    def base_year(self) -> int:
        """Year that models are calibrated on."""
        return self.head.base_year

    @property
    def horizon(self) -> int:
        """Last year that models look at."""
        return self.head.horizon

    @property
    def currency_year(self) -> str:
        """Currency and price year of results."""
        return self.head.currency_year

    @property
    def alternatives(self) -> tuple[schema.Alternative, ...]:
        """Courses of action that the case compares."""
        return self.head.alternatives

    @property
    def sources(self) -> Mapping[str, schema.Source]:
        """Sources by id."""
        return MappingProxyType({source.id: source for source in self.source_rows})

    def source(self, source_id: str) -> schema.Source:
        """Return one source by id."""
        found = self.sources
        if source_id not in found:
            raise UnknownNameError("source id", source_id, found)
        return found[source_id]

    def claim(self, claim_id: str) -> schema.Claim:
        """Return one claim by id."""
        return _by_id("claim id", self.claims, claim_id)

    def deal(self, deal_id: str) -> schema.Deal:
        """Return one deal by id."""
        return _by_id("deal id", self.deals, deal_id)

    def project(self, project_id: str) -> schema.Project:
        """Return one project by id."""
        return _by_id("project id", self.projects, project_id)

    def policy(self, policy_id: str) -> schema.Policy:
        """Return one policy by id."""
        return _by_id("policy id", self.policies, policy_id)

    def scenario(self, scenario_id: str) -> schema.Scenario:
        """Return one scenario by id."""
        return _by_id("scenario id", self.scenarios, scenario_id)

    def valuation(self, name: str) -> Valuation:
        """Return one project file by its name."""
        held = {one.id: one for one in self.valuations}
        if name not in held:
            raise UnknownNameError("valuation", name, held)
        return held[name]

    def superseded_by(self, claim_id: str) -> str | None:
        """Return the id of the claim that replaces one; None where it still stands."""
        later = (claim.id for claim in self.claims if claim.supersedes == claim_id)
        return next(later, None)

    def lineage(self, origin: str) -> tuple[schema.Claim, ...]:
        """Return the claims that share an origin; together they count as one voice."""
        return tuple(claim for claim in self.claims if claim.lineage == origin)

    def citation(self, source_id: str) -> str:
        """Return a source as it is cited: publisher, title, date, address.

        Raises
        ------
        UnknownNameError
            The case has no such source.
        """
        source = self.source(source_id)
        parts = [source.publisher, source.title, str(source.date or "no date")]
        return ", ".join([*parts, source.address] if source.address else parts)

    def trace(self, claim_id: str) -> Trace:
        """Return the trace of one claim, with the id ``case.claim/<id>``."""
        claim = self.claim(claim_id)
        return build_claim_trace(claim, self.citation(claim.source))

    def as_of(self, day: dt.date | str) -> Case:
        """Return the case as it was known on an earlier day.

        Entries from sources without a date are left out, since they cannot be shown to
        be older.

        Parameters
        ----------
        day : date or str
            The new cut-off, not after the case's own.

        Raises
        ------
        UserError
            The day is after the cut-off, before the base year, or not a day.
        """
        cut_off = _day(day)
        if cut_off > self.cut_off:
            raise UserError(
                f"the case ends on {self.cut_off} and cannot be seen as of {cut_off}; "
                "add later facts and move cut_off in case.yaml"
            )
        if cut_off.year < self.base_year:
            raise UserError(f"{cut_off} lies before the base year {self.base_year} of the case")
        return _cut(self, cut_off, undated=cut_off == self.cut_off)

    def as_dict(self) -> dict[str, Any]:
        """Return the content as plain values, in a fixed order: what the hash is taken of."""
        head = self.head.model_dump(mode="json", exclude={"cut_off"})
        lists = {
            "sources": self.source_rows,
            "claims": self.claims,
            "deals": self.deals,
            "projects": self.projects,
            "policies": self.policies,
            "scenarios": self.scenarios,
        }
        dumped = {key: [row.model_dump(mode="json") for row in rows] for key, rows in lists.items()}
        dumped["story"] = [self.story.model_dump(mode="json")]
        if self.evidence.documents:
            dumped["evidence"] = [self.evidence.model_dump(mode="json")]
        if self.valuations:
            dumped["valuations"] = [{"id": one.id, "data": one.data} for one in self.valuations]
        if self.refining.routes:
            dumped["refining"] = [self.refining.model_dump(mode="json")]
        return {"format": _FORMAT, "cut_off": self.cut_off.isoformat(), "head": head, **dumped}


def load_case(case: str | os.PathLike[str]) -> Case:
    """Return a case, checked, ending on its cut-off day.

    Parameters
    ----------
    case : str or path
        A case folder, or the name of a built-in case such as ``"pakistan-us"``.

    Raises
    ------
    UserError
        The path does not exist, or no built-in case has the name.
    CaseError
        The case has faults; all of them are in its ``faults``.
    """
    draft = read_draft(case)
    if draft.faults:
        raise CaseError(os.fspath(case), draft.faults)
    head = draft.entries(schema.Head)[0]
    deals = [deal for file in draft.entries(schema.Deals) for deal in file.deals]
    whole = Case(
        name=find_case(case).absolute().name,
        head=head,
        cut_off=head.cut_off.earliest,
        source_rows=tuple(draft.entries(schema.Source)),
        claims=tuple(draft.entries(schema.Claim)),
        deals=tuple(deals),
        projects=tuple(draft.entries(schema.Project)),
        policies=tuple(draft.entries(schema.Policy)),
        scenarios=tuple(s for file in draft.entries(schema.Scenarios) for s in file.scenarios),
        story=next(iter(draft.entries(schema.Story)), schema.NO_STORY),
        evidence=next(iter(draft.entries(schema.Evidence)), schema.NO_EVIDENCE),
        valuations=tuple(draft.valuations),
        refining=next(iter(draft.entries(schema.Refining)), schema.NO_REFINING),
    )
    return _cut(whole, whole.cut_off, undated=True)


def _cut(case: Case, cut_off: dt.date, *, undated: bool) -> Case:
    known = Filter(cut_off, case.sources, undated)
    claims = tuple(filter(known.claim, case.claims))
    deals = tuple(filter(None, map(known.deal, case.deals)))
    known.deals = {deal.id: deal for deal in deals}
    known.claims = frozenset(claim.id for claim in claims)
    projects = tuple(filter(None, map(known.project, case.projects)))
    policies = tuple(filter(None, map(known.policy, case.policies)))
    names = {project.id for project in projects} | {policy.id for policy in policies}
    valued = tuple(filter(known.valuation, case.valuations))
    cut = replace(
        case,
        cut_off=cut_off,
        claims=claims,
        deals=deals,
        projects=projects,
        policies=policies,
        scenarios=tuple(s for s in case.scenarios if known.scenario(s, names)),
        story=known.story(case.story),
        evidence=known.evidence(case.evidence),
        valuations=valued,
        refining=known.refining(case.refining, {one.id for one in valued}),
        source_rows=tuple(filter(known.source, case.source_rows)),
    )
    earlier = dict.fromkeys((*case.excluded, *known.excluded))
    text = json.dumps(cut.as_dict(), sort_keys=True, ensure_ascii=True, allow_nan=False)
    digest = hashlib.sha256(text.encode("ascii")).hexdigest()
    return replace(cut, excluded=tuple(earlier), hash=digest)


def _by_id(kind: str, entries: Iterable[Named], name: str) -> Named:
    held: dict[str, Named] = {entry.id: entry for entry in entries}
    if name not in held:
        raise UnknownNameError(kind, name, held)
    return held[name]


def _day(day: dt.date | str) -> dt.date:
    if isinstance(day, dt.date):
        return dt.date(day.year, day.month, day.day)
    try:
        date = PartialDate.parse(day)
    except ValueError:
        date = None
    if date is None or date.precision != "day":
        raise UserError(f"{day!r} is not a day; write it as 2025-10-31")
    return date.earliest
