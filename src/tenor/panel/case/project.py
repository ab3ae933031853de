"""The objects of a project's file: plant, ground and terms; money, gates and inquiries."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from tenor.panel.case import fields as f
from tenor.panel.case import words as w
from tenor.panel.case.base import Dated, Entry, Quantity


class Location(Entry):
    """Where a project lies, in degrees."""

    lat: f.Number
    lon: f.Number
    source: f.SourceId
    met: f.MetWord | None = None
    note: f.Text | None = None


class Owner(Entry):
    """One owner's share of a project; a free-carried share pays no capital."""

    name: f.Text
    share: f.Number
    kind: w.OwnerKind
    country: f.CountryCode | None = None
    carried: f.Flag = False
    date: f.Date | None = None
    source: f.SourceId
    met: f.MetWord | None = None
    note: f.Text | None = None


class ProjectStep(Entry):
    """One entry of a project's status history."""

    status: w.ProjectStatus
    date: f.Date | None = None
    source: f.SourceId
    met: f.MetWord | None = None
    note: f.Text | None = None


class Capacity(Dated):
    """Ore treated or material made a year, by phase and commodity."""

    phase: f.Id | None = None
    commodity: f.Commodity
    stage: f.StageWord
    from_year: f.Year | None = None
    to_year: f.Year | None = None


class Grade(Entry):
    """Content of ore, as a fraction or in grams a tonne."""

    commodity: f.Commodity
    value: f.Number | None = None
    low: f.Number | None = None
    high: f.Number | None = None
    unit: f.Unit


class Resource(Dated):
    """A quantity in the ground. Classes are kept apart and never added."""

    resource_class: f.ResourceWord
    commodity: f.Commodity
    grades: tuple[Grade, ...] = ()


class Recovery(Dated):
    """Fraction of a commodity in the ore that processing recovers."""

    commodity: f.Commodity


class Cost(Dated):
    """Capital or operating cost; `scope` says what the source counts in."""

    phase: f.Id | None = None
    scope: f.Text | None = None


class Term(Dated):
    """One fiscal term: rate, what it is charged on and who receives it."""

    measure: f.Measure
    charged_on: f.Text | None = None
    payee: f.Text | None = None


class Start(Entry):
    """When production may begin: a judgement with its reason, not a date."""

    earliest: f.Date
    likely: f.Date
    latest: f.Date
    kind: Annotated[str, BeforeValidator(f.choice("kind", ("judgement",)))]
    date: f.Date
    note: f.Text
    source: f.SourceId | None = None


class Need(Quantity):
    """One figure for what a phase costs: an entry of `capex`, or stated here.

    The needs of one list are figures for the same money. Of those marked `counted` the
    newest is what the sources are held against.
    """

    id: f.Id
    label: f.Text
    cost: f.Id | None = None
    date: f.Date | None = None
    kind: w.KindOfValue = "reported"
    counted: f.Flag = False


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


class Fund(Quantity):
    """One source of money: amounts of a deal, a claim, or stated here.

    Of several `amount` the last that is known stands. `counted` is false for what brings
    the project no money; `overlap` is true for what may already hold money of other
    sources.
    """

    id: f.Id
    label: f.Text
    kind: w.FundKind
    deal: f.DealId | None = None
    amount: Annotated[tuple[f.Id, ...], BeforeValidator(_listed)] = ()
    claim: f.ClaimId | None = None
    status: f.StatusWord | None = None
    date: f.Date | None = None
    counted: f.Flag = True
    overlap: f.Flag = False


class Funds(Entry):
    """Uses and sources of the money of one phase."""

    id: f.Id
    title: f.Text
    phase: f.Text | None = None
    uses: tuple[Need, ...]
    sources: tuple[Fund, ...] = ()
    note: f.Text | None = None


class GateStep(Entry):
    """One entry of a gate's history."""

    state: w.GateState
    date: f.Date | None = None
    source: f.SourceId
    met: f.MetWord | None = None
    note: f.Text | None = None


class Judged(Entry):
    """A judged range: a value with its low and high end."""

    low: f.Number
    value: f.Number
    high: f.Number


class View(Entry):
    """What the case's authors judged of a gate on one day.

    `probability` is that the gate is passed by the end of the day `by`, as a fraction;
    `delay` how many years later it is passed should it be late.
    """

    date: f.Date
    by: f.Date
    probability: Judged | None = None
    delay: Judged | None = None
    note: f.Text
    sources: tuple[f.SourceId, ...] = ()


class Gate(Entry):
    """A condition that has to be met before a project goes on."""

    id: f.Id
    kind: w.GateKind
    title: f.Text
    question: f.Text | None = None
    history: tuple[GateStep, ...] = ()
    views: tuple[View, ...] = ()
    note: f.Text | None = None

    @property
    def state(self) -> str | None:
        """Latest state on record; None where none is."""
        return self.history[-1].state if self.history else None

    @property
    def view(self) -> View | None:
        """Latest view; None where the gate was not judged."""
        return self.views[-1] if self.views else None


class Inquiry(Entry):
    """What was asked about people and land, and what was found, or that nothing was."""

    id: f.Id
    theme: w.InquiryTheme
    question: f.Text
    found: f.Flag
    text: f.Text | None = None
    date: f.Date
    sources: tuple[f.SourceId, ...] = ()
    looked: f.Text | None = None


class Project(Entry):
    """One file of ``projects/``: a mine, smelter, refinery, separation plant or prospect."""

    id: f.Id
    name: f.Text
    kind: w.ProjectKind
    host: f.CountryCode
    province: f.Text | None = None
    location: Location | None = None
    commodities: tuple[f.Commodity, ...]
    stage: f.StageWord
    operator: f.Text | None = None
    owners: tuple[Owner, ...] = ()
    status: tuple[ProjectStep, ...]
    capacity: tuple[Capacity, ...] = ()
    resources: tuple[Resource, ...] = ()
    recovery: tuple[Recovery, ...] = ()
    capex: tuple[Cost, ...] = ()
    opex: tuple[Cost, ...] = ()
    terms: tuple[Term, ...] = ()
    start: Start | None = None
    funds: tuple[Funds, ...] = ()
    gates: tuple[Gate, ...] = ()
    inquiries: tuple[Inquiry, ...] = ()
    note: f.Text | None = None

    @property
    def current_status(self) -> ProjectStep:
        """Latest entry of the status history."""
        return self.status[-1]
