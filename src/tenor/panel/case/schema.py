"""The objects that a case is made of, each as it is written in a file.

Every object is frozen and refuses unknown keys. What one field may hold is said in
`tenor.panel.case.fields`; what several fields must satisfy together in
`tenor.panel.case.rules`. Others import all objects from here: those of a project's
file stand in `tenor.panel.case.project`, what all are built from in
`tenor.panel.case.base`.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import BeforeValidator

from tenor.panel.case import fields as f
from tenor.panel.case import words as w
from tenor.panel.case.base import Dated, Entry, Quantity, Source
from tenor.panel.case.evidence import (
    NO_EVIDENCE,
    Evidence,
    EvidenceClaim,
    EvidenceDocument,
    EvidenceLink,
    EvidenceParty,
    EvidenceSpeaker,
)
from tenor.panel.case.project import (
    Capacity,
    Cost,
    Fund,
    Funds,
    Gate,
    GateStep,
    Grade,
    Inquiry,
    Judged,
    Location,
    Need,
    Owner,
    Project,
    ProjectStep,
    Recovery,
    Resource,
    Start,
    Term,
    View,
)
from tenor.panel.case.refining import NO_REFINING, Refining, Route, RouteValue

__all__ = [
    "NO_EVIDENCE",
    "NO_REFINING",
    "Alternative",
    "Capacity",
    "Check",
    "Claim",
    "Cost",
    "Dated",
    "Deal",
    "DealStep",
    "Deals",
    "Derived",
    "Ending",
    "Entry",
    "Evidence",
    "EvidenceClaim",
    "EvidenceDocument",
    "EvidenceLink",
    "EvidenceParty",
    "EvidenceSpeaker",
    "Fund",
    "Funds",
    "Gate",
    "GateStep",
    "Grade",
    "Head",
    "Inquiry",
    "Judged",
    "Location",
    "Need",
    "Owner",
    "Party",
    "Policy",
    "PolicyValue",
    "Project",
    "ProjectStep",
    "Quantity",
    "Recovery",
    "Refining",
    "Resource",
    "Route",
    "RouteValue",
    "Scenario",
    "Scenarios",
    "Shock",
    "ShockGroup",
    "Source",
    "Start",
    "Statement",
    "Story",
    "Term",
    "Traded",
    "View",
]


class Alternative(Entry):
    """One course of action that the case compares."""

    id: f.Id
    title: f.Text
    note: f.Text | None = None


def _named(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


class Traded(Entry):
    """A commodity of the case, with the HS codes to look at where the case names its own."""

    name: f.Commodity
    hs6: tuple[f.HsCode, ...] = ()


class Head(Entry):
    """The file ``case.yaml``: what is asked, about whom, and up to which day."""

    title: f.Text
    question: f.Text
    host: f.CountryCode
    partners: tuple[f.CountryCode, ...]
    commodities: tuple[Annotated[Traded, BeforeValidator(_named)], ...]
    base_year: f.Year
    horizon: f.Year
    cut_off: f.Date
    currency_year: f.PriceYear
    alternatives: tuple[Alternative, ...]
    note: f.Text | None = None


class Claim(Quantity):
    """One row of ``claims.csv``: what one source states about one thing.

    `as_of` is the time that the value describes, `event_date` when the event took
    place or is planned, `valid_from` and `valid_to` the interval that the statement
    itself gives. `lineage` names the origin that echoes of it share.
    """

    id: f.Id
    deal: f.DealId | None = None
    topic: f.Id
    subject: f.Text
    country: f.CountryCode | None = None
    partner: f.CountryCode | None = None
    measure: f.Measure
    text: f.Text | None = None
    commodity: f.Commodity | None = None
    stage: f.StageWord | None = None
    form: w.Form | None = None
    resource_class: f.ResourceWord | None = None
    status: f.StatusWord | None = None
    modality: w.Modality
    attributed_to: f.Text | None = None
    event_date: f.Date | None = None
    as_of: f.Date | None = None
    valid_from: f.Date | None = None
    valid_to: f.Date | None = None
    supersedes: f.ClaimId | None = None
    lineage: f.Id | None = None
    source: f.SourceId
    met: f.MetWord


class Party(Entry):
    """One party of a deal and the part it plays."""

    name: f.Text
    role: w.Role
    country: f.CountryCode | None = None


class DealStep(Entry):
    """One entry of a deal's status history."""

    status: f.StatusWord
    date: f.Date
    source: f.SourceId
    met: f.MetWord | None = None
    note: f.Text | None = None


class Deal(Entry):
    """One entry of ``deals.yaml``: who agreed what with whom, and how firm it is."""

    id: f.Id
    title: f.Text
    instrument: w.Instrument
    parties: tuple[Party, ...]
    commodities: tuple[f.Commodity, ...] = ()
    project: f.ProjectId | None = None
    amounts: tuple[Dated, ...] = ()
    status: tuple[DealStep, ...]
    supersedes: f.DealId | None = None
    lineage: f.Id | None = None
    note: f.Text | None = None

    @property
    def current_status(self) -> DealStep:
        """Latest entry of the status history."""
        return self.status[-1]


class Deals(Entry):
    """The file ``deals.yaml``."""

    deals: tuple[Deal, ...]


class Ending(Entry):
    """How a policy value came to an end that its own text did not foresee."""

    date: f.Date
    source: f.SourceId
    note: f.Text | None = None


class PolicyValue(Quantity):
    """One value of a policy with its validity.

    `valid_to` is the day on which the act itself ends it; an end that came later is
    `ended`, so that a case with an earlier cut-off does not know it.
    """

    id: f.Id
    measure: f.Measure
    text: f.Text | None = None
    state: w.ValueState
    announced: f.Date
    valid_from: f.Date | None = None
    valid_to: f.Date | None = None
    ended: Ending | None = None
    legal_reference: f.Text | None = None
    source: f.SourceId

    def in_force_on(self, day: dt.date) -> bool:
        """Tell whether the value applies on a day, as far as the case knows."""
        start = self.valid_from or self.announced
        begun = self.state == "in_force" and start.earliest <= day
        lapsed = self.valid_to is not None and self.valid_to.latest <= day
        return begun and not lapsed and not (self.ended and self.ended.date.earliest <= day)


class Policy(Entry):
    """One file of ``policies/``: a measure of one authority and its dated values."""

    id: f.Id
    title: f.Text
    kind: w.PolicyKind
    imposed_by: f.CountryCode
    authority: f.Text | None = None
    applies_to: tuple[f.CountryCode, ...] = ()
    commodities: tuple[f.Commodity, ...] = ()
    hs6: tuple[f.HsCode, ...] = ()
    tariff_lines: tuple[f.TariffLine, ...] = ()
    exempt_hs6: tuple[f.HsCode, ...] = ()
    exempt_tariff_lines: tuple[f.TariffLine, ...] = ()
    exempt_source: f.SourceId | None = None
    values: tuple[PolicyValue, ...]
    note: f.Text | None = None

    def in_force_on(self, day: dt.date) -> tuple[PolicyValue, ...]:
        """Return the values that apply on a day; none where the policy does not."""
        return tuple(value for value in self.values if value.in_force_on(day))


class Shock(Quantity):
    """One change that a scenario makes."""

    id: f.Id
    kind: w.ShockKind
    country: f.CountryCode | None = None
    partner: f.CountryCode | None = None
    commodity: f.Commodity | None = None
    stage: f.StageWord | None = None
    project: f.ProjectId | None = None
    policy: f.PolicyId | None = None
    group: f.Id | None = None
    valid_from: f.Date | None = None
    valid_to: f.Date | None = None
    why: f.Text


class ShockGroup(Entry):
    """Shocks of one scenario that move together, by rank correlation, such as one province's."""

    id: f.Id
    rank: f.Number
    why: f.Text


class Scenario(Entry):
    """A story with named shocks and their ranges; the ranges are judgements."""

    id: f.Id
    title: f.Text
    story: f.Text
    groups: tuple[ShockGroup, ...] = ()
    shocks: tuple[Shock, ...] = ()


class Scenarios(Entry):
    """The file ``scenarios.yaml``."""

    scenarios: tuple[Scenario, ...]


class Derived(Entry):
    """A number that the case computes from stated ones, by one operation.

    ``sum`` adds all of `of`; ``ratio`` divides the sum of `of` by the sum of `by`;
    ``difference`` takes the sum of `by` from the sum of `of`. Entries are trace ids.
    """

    id: f.Id
    formula: w.Formula
    of: tuple[f.Text, ...]
    by: tuple[f.Text, ...] = ()
    unit: f.Text
    words: f.Text


class Statement(Entry):
    """One line of the brief, written by the case's author: numbers stand as ``{trace-id}``.

    `date` is the day on which it was written; its words may tell what was known then.
    """

    text: f.Text
    kind: w.StatementKind
    confidence: w.Confidence
    section: f.Text
    date: f.Date | None = None


class Check(Entry):
    """One thing to verify first, with what it would change."""

    text: f.Text
    date: f.Date | None = None


class Story(Entry):
    """The file ``brief.yaml``: what the case's author puts first, every number traced."""

    derived: tuple[Derived, ...] = ()
    lines: tuple[Statement, ...] = ()
    verify: tuple[Check, ...] = ()
    unanswered: f.Text | None = None


NO_STORY = Story()
"""What a case without ``brief.yaml`` has."""
