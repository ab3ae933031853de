"""What a picture holds, as data: one frozen class per form, no drawing.

`pictures.figure_for` draws each form with the same code for the brief, the
notebook and the app. Items carry the id of their trace, so that the table
behind a picture links each value to its formula and sources. None is unknown:
it leaves a gap and the words "no record", never a zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from tenor.core.errors import UserError

Number: TypeAlias = float | int | None


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Attributes
    ----------
    label : str
    value : float or None
    text : str
        Printed at the end of the bar, the display text of its trace.
    low, high : float or None
        Ends of the interval.
    trace : str
        Trace id of the value; empty for none.
    accent : bool
        The subject of the picture.
    start : float or None
        Where the bar begins; None is zero. With it, bars follow one another as steps.
    """

    label: str
    value: Number
    text: str
    low: Number = None
    high: Number = None
    trace: str = ""
    accent: bool = False
    start: Number = None


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars from a zero baseline, in the order given.

    Attributes
    ----------
    bars : tuple of Bar
    unit : str
        Axis title.
    scale : float
        What the axis multiplies by, e.g. 100 for fractions shown in percent.
    interval : str
        What the interval is, e.g. "5-95% of draws"; empty for none.
    """

    bars: tuple[Bar, ...]
    unit: str
    scale: float = 1.0
    interval: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a whole: `value` is a fraction 0..1."""

    name: str
    value: Number
    text: str
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Whole:
    """One 100% bar, e.g. one stage; parts may add up to less, the rest is shown as not known."""

    label: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Shares:
    """Stacked 100% bars; six names at most have a colour, the others and `rest` are grey.

    Attributes
    ----------
    wholes : tuple of Whole
    accent : str
        Name that takes the accent colour.
    rest : tuple of str
        Names drawn in grey, e.g. ("Others",).
    remainder : str
        Words for what the parts leave open.
    """

    wholes: tuple[Whole, ...]
    accent: str = ""
    rest: tuple[str, ...] = ("Others", "Other", "Rest of world")
    remainder: str = "not known"

    def __post_init__(self) -> None:
        for whole in self.wholes:
            total = sum(p.value or 0 for p in whole.parts)
            if total > 1.005 or any((p.value or 0) < 0 for p in whole.parts):
                raise UserError(f"the parts of {whole.label!r} add up to {total:.4g}, not 0..1")


@dataclass(frozen=True, slots=True)
class Band:
    """An interval around a line: `low` and `high` have one value per x."""

    name: str
    low: tuple[Number, ...]
    high: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """One line over time; None leaves a gap.

    Attributes
    ----------
    name : str
        Printed at the end of the line.
    x : tuple of int or str
        Years, or ISO dates.
    y : tuple of float or None
    bands : tuple of Band
        Widest first.
    trace : str
        Trace id of the series.
    dash : bool
        Dashed, for a baseline or a plan.
    points : tuple of str
        Trace id of each point, where points have their own; empty otherwise.
    texts : tuple of str
        Display text of each point, used in the table; empty formats the values.
    """

    name: str
    x: tuple[int | str, ...]
    y: tuple[Number, ...]
    bands: tuple[Band, ...] = ()
    trace: str = ""
    accent: bool = False
    dash: bool = False
    points: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        lengths = {len(self.x), len(self.y), *(len(b.low) for b in self.bands)}
        lengths |= {len(b.high) for b in self.bands}
        lengths |= {len(v) for v in (self.points, self.texts) if v}
        if len(lengths) > 1:
            raise UserError(f"series {self.name!r}: x, y and bands have lengths {sorted(lengths)}")


@dataclass(frozen=True, slots=True)
class Event:
    """A dated mark on a time axis, with a short label."""

    x: int | str
    label: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines over time with bands.

    Attributes
    ----------
    series : tuple of Series
    unit : str
        Axis title.
    scale : float
        What the axis multiplies by.
    zero : bool
        The axis starts at zero.
    log : bool
    events : tuple of Event
    """

    series: tuple[Series, ...]
    unit: str
    scale: float = 1.0
    zero: bool = True
    log: bool = False
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Dot:
    """One mark in a row of a range picture.

    Attributes
    ----------
    role : str
        What it is, e.g. "promised"; roles keep their shape over all rows.
    value : float or None
    text : str
        Display text.
    low, high : float or None
        Range drawn as a bar behind the mark.
    """

    role: str
    value: Number
    text: str
    low: Number = None
    high: Number = None
    trace: str = ""


@dataclass(frozen=True, slots=True)
class RangeRow:
    """One row of a range picture."""

    label: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Ranges:
    """Marks and ranges on one axis, e.g. what is promised against what is material.

    Attributes
    ----------
    rows : tuple of RangeRow
    unit : str
    scale : float
    log : bool
        Logarithmic axis; values must be above zero.
    accent : str
        Role that takes the accent colour.
    """

    rows: tuple[RangeRow, ...]
    unit: str
    scale: float = 1.0
    log: bool = True
    accent: str = ""

    def __post_init__(self) -> None:
        if self.log:
            for row in self.rows:
                for dot in row.dots:
                    if any(v is not None and v <= 0 for v in (dot.value, dot.low, dot.high)):
                        raise UserError(
                            f"row {row.label!r}, {dot.role!r}: a log axis needs values above zero"
                        )


@dataclass(frozen=True, slots=True)
class Stage:
    """One node of a flow picture: `column` counts stages from the left, from 0."""

    name: str
    column: int
    accent: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """One flow between two nodes."""

    origin: str
    target: str
    value: Number
    text: str
    trace: str = ""
    accent: bool = False


@dataclass(frozen=True, slots=True)
class Flows:
    """Flows between stages (Sankey); ranked bars where the page is narrow.

    Attributes
    ----------
    stages : tuple of Stage
    flows : tuple of Flow
        A flow of unknown size is listed in the table and not drawn.
    unit : str
    columns : tuple of str
        Heading of each column.
    """

    stages: tuple[Stage, ...]
    flows: tuple[Flow, ...]
    unit: str
    columns: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = {stage.name for stage in self.stages}
        for flow in self.flows:
            for name in (flow.origin, flow.target):
                if name not in names:
                    raise UserError(f"flow from {flow.origin!r}: {name!r} is no stage")


@dataclass(frozen=True, slots=True)
class Rung:
    """One deal on the ladder.

    Attributes
    ----------
    label : str
    step : str
        The step reached, one of the ladder's.
    date : str
        ISO date (or year, or month) of the step.
    state : {"current", "superseded", "void", "suspended"}
        All but current are drawn hollow and named.
    note : str
        Short words beside the dot; with traces, the display texts of those numbers.
    earlier : tuple of (str, str)
        Steps passed before, with their dates.
    trace : str
        Trace id of the number in the note.
    accent : bool
        The subject of the picture.
    traces : tuple of str
        Trace ids in the order of the note, where it names several numbers.
    """

    label: str
    step: str
    date: str
    state: Literal["current", "superseded", "void", "suspended"] = "current"
    note: str = ""
    earlier: tuple[tuple[str, str], ...] = ()
    trace: str = ""
    accent: bool = False
    traces: tuple[str, ...] = ()

    @property
    def trace_ids(self) -> tuple[str, ...]:
        """Trace ids of all numbers in the note."""
        return self.traces or ((self.trace,) if self.trace else ())


@dataclass(frozen=True, slots=True)
class Ladder:
    """Deals on their status ladder; `steps` run from rumour to operation."""

    rungs: tuple[Rung, ...]
    steps: tuple[str, ...] = (
        "rumoured",
        "proposed",
        "announced",
        "MoU signed",
        "contract signed",
        "financially closed",
        "disbursed",
        "operating",
    )

    def __post_init__(self) -> None:
        for rung in self.rungs:
            for step in (rung.step, *(name for name, _ in rung.earlier)):
                if step not in self.steps:
                    raise UserError(f"rung {rung.label!r}: {step!r} is no step of the ladder")


@dataclass(frozen=True, slots=True)
class RouteFlow:
    """A flow between two countries (ISO 3166 alpha-3)."""

    exporter: str
    importer: str
    value: Number
    text: str
    trace: str = ""
    accent: bool = False


@dataclass(frozen=True, slots=True)
class WorldFlows:
    """Flows between countries on a world map.

    Attributes
    ----------
    flows : tuple of RouteFlow
    unit : str
    names : tuple of (str, str)
        Code and name of a country where the short name is not wanted.
    shaded : tuple of str
        Codes of countries that are tinted.
    """

    flows: tuple[RouteFlow, ...]
    unit: str
    names: tuple[tuple[str, str], ...] = ()
    shaded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A place with its position in degrees (WGS 84).

    Attributes
    ----------
    kind : {"mine", "smelter", "port", "town"}
        Each kind has its own mark.
    """

    name: str
    longitude: float
    latitude: float
    kind: Literal["mine", "smelter", "port", "town"] = "mine"
    note: str = ""
    accent: bool = False
    trace: str = ""


@dataclass(frozen=True, slots=True)
class PlaceMap:
    """Places in one country.

    Attributes
    ----------
    places : tuple of Place
    countries : tuple of str
        ISO 3166 alpha-3; the first is the subject, the map is cut to it.
    provinces : bool
        Draw provinces where outlines are held (Pakistan).
    """

    places: tuple[Place, ...]
    countries: tuple[str, ...] = ("PAK",)
    provinces: bool = True


Figure: TypeAlias = Bars | Shares | Lines | Ranges | Flows | Ladder | WorldFlows | PlaceMap
