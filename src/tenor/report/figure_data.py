"""The data behind a picture as a table, built from the picture's own specification."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from tenor.core.trace import TraceBook, significant
from tenor.report.blocks import Cell, Column, DataPoint, Picture, Ref, Table, Text
from tenor.report.figures import (
    Bars,
    Figure,
    Flows,
    Ladder,
    Lines,
    Number,
    PlaceMap,
    Ranges,
    Rung,
    Series,
    Shares,
    WorldFlows,
)
from tenor.report.markup import literal

Content = tuple[tuple[Column, ...], tuple[tuple[Cell, ...], ...]]


def data_table(picture: Picture, traces: TraceBook) -> Table:
    """Return the table behind a picture: the author's, or one built from the figure.

    Parameters
    ----------
    picture : Picture
    traces : TraceBook
        Gives the units of values that belong to a traced series.
    """
    if picture.data is not None:
        return picture.data
    columns, rows = _BUILDERS[type(picture.figure)](picture.figure, traces)
    return Table(
        id=f"{picture.id}-data",
        title=picture.subtitle,
        columns=columns,
        rows=rows,
        source=picture.source,
        note=picture.note,
    )


def figure_traces(figure: Figure) -> Iterator[str]:
    """Yield the trace ids that a figure names."""
    for _, trace, _ in _valued(figure):
        if trace:
            yield trace
    if isinstance(figure, Lines):
        for series in figure.series:
            yield from (point for point in series.points if point)


def untraced_values(figure: Figure) -> Iterator[str]:
    """Yield a name for each known value of a figure that carries no trace."""
    for name, trace, value in _valued(figure):
        if value is not None and not trace:
            yield name


def _valued(figure: Figure) -> Iterator[tuple[str, str, Any]]:
    """Yield name, trace and value of every item of a figure."""
    match figure:
        case Bars(bars):
            yield from ((bar.label, bar.trace, bar.value) for bar in bars)
        case Shares(wholes):
            for whole in wholes:
                yield from ((f"{whole.label}, {p.name}", p.trace, p.value) for p in whole.parts)
        case Lines(series):
            for s in series:
                yield s.name, s.trace or (s.points[0] if s.points else ""), s.y or None
        case Ranges(rows):
            for row in rows:
                yield from ((f"{row.label}, {d.role}", d.trace, d.value) for d in row.dots)
        case Flows(_, flows):
            yield from ((f"{f.origin} to {f.target}", f.trace, f.value) for f in flows)
        case WorldFlows(routes):
            yield from ((f"{r.exporter} to {r.importer}", r.trace, r.value) for r in routes)
        case Ladder(rungs):
            yield from ((r.label, trace, None) for r in rungs for trace in r.trace_ids)
        case PlaceMap(places):
            yield from ((p.name, p.trace, None) for p in places)


def _value(value: Number, text: str, trace: str) -> Cell:
    if value is None:
        return None
    return Ref(trace) if trace else text


def _end(value: Number, trace: str, scale: float, traces: TraceBook) -> Cell:
    """Return the end of an interval: a value of the trace that the interval belongs to."""
    if value is None:
        return None
    text = significant(round(float(value) * scale, 10), 3)
    return DataPoint(float(value), text, trace, traces[trace].unit) if trace else text


def _number(key: str, title: str, unit: str) -> Column:
    return Column(key, title, "right", unit, "number")


def _bars(figure: Bars, traces: TraceBook) -> Content:
    columns = [Column("item", "Item"), _number("value", "Value", figure.unit)]
    interval = any(b.low is not None or b.high is not None for b in figure.bars)
    if interval:
        columns += [_number("low", "Low", figure.unit), _number("high", "High", figure.unit)]
    rows = []
    for bar in figure.bars:
        cells: list[Cell] = [bar.label, _value(bar.value, bar.text, bar.trace)]
        if interval:
            cells += [_end(end, bar.trace, figure.scale, traces) for end in (bar.low, bar.high)]
        rows.append(tuple(cells))
    return tuple(columns), tuple(rows)


def _shares(figure: Shares, _traces: TraceBook) -> Content:
    columns = (Column("whole", "Whole"), Column("part", "Part"), _number("share", "Share", ""))
    rows = tuple(
        (whole.label, part.name, _value(part.value, part.text, part.trace))
        for whole in figure.wholes
        for part in whole.parts
    )
    return columns, rows


def _lines(figure: Lines, traces: TraceBook) -> Content:
    xs = sorted({x for series in figure.series for x in series.x})
    dates = any(isinstance(x, str) for x in xs)
    columns = [Column("when", "Date" if dates else "Year", kind="date" if dates else "year")]
    cells: list[dict[Any, Cell]] = []
    for number, series in enumerate(figure.series, start=1):
        columns.append(_number(f"series_{number}", series.name, figure.unit))
        cells.append(_points(series, figure.scale, traces))
        for place, band in enumerate(series.bands, start=1):
            for end, values in (("low", band.low), ("high", band.high)):
                title = f"{series.name}, {band.name}, {end}"
                columns.append(_number(f"series_{number}_band_{place}_{end}", title, figure.unit))
                ends = [_end(v, series.trace, figure.scale, traces) for v in values]
                cells.append(dict(zip(series.x, ends, strict=True)))
    rows = tuple((str(x), *(column.get(x) for column in cells)) for x in xs)
    return tuple(columns), rows


def _points(series: Series, scale: float, traces: TraceBook) -> dict[Any, Cell]:
    found: dict[Any, Cell] = {}
    for i, (x, y) in enumerate(zip(series.x, series.y, strict=True)):
        if y is None:
            found[x] = None
        elif series.points and series.points[i]:
            found[x] = Ref(series.points[i])
        elif series.texts and series.trace:
            unit = traces[series.trace].unit
            found[x] = DataPoint(float(y), series.texts[i], series.trace, unit)
        else:
            found[x] = _end(y, series.trace, scale, traces)
    return found


def _ranges(figure: Ranges, traces: TraceBook) -> Content:
    columns = [Column("row", "Row"), Column("role", "Role"), _number("value", "Value", figure.unit)]
    dots = [(row.label, dot) for row in figure.rows for dot in row.dots]
    interval = any(dot.low is not None or dot.high is not None for _, dot in dots)
    if interval:
        columns += [_number("low", "Low", figure.unit), _number("high", "High", figure.unit)]
    rows = []
    for name, dot in dots:
        cells: list[Cell] = [name, dot.role, _value(dot.value, dot.text, dot.trace)]
        if interval:
            cells += [_end(end, dot.trace, figure.scale, traces) for end in (dot.low, dot.high)]
        rows.append(tuple(cells))
    return tuple(columns), tuple(rows)


def _flows(figure: Flows, _traces: TraceBook) -> Content:
    columns = (
        Column("origin", "From"),
        Column("target", "To"),
        _number("value", "Flow", figure.unit),
    )
    rows = tuple((f.origin, f.target, _value(f.value, f.text, f.trace)) for f in figure.flows)
    return columns, rows


def _ladder(figure: Ladder, traces: TraceBook) -> Content:
    columns = [
        Column("deal", "Deal", kind="quote"),
        Column("step", "Step reached"),
        Column("date", "Date", kind="date"),
        Column("state", "State"),
    ]
    amounts = any(rung.trace_ids for rung in figure.rungs)
    notes = any(rung.note and not rung.trace_ids for rung in figure.rungs)
    if amounts:
        columns.append(Column("amount", "Amount", "right", missing="none"))
    if notes:
        columns.append(Column("note", "Note", kind="quote", missing="none"))
    columns.append(Column("earlier", "Steps before", kind="quote", missing="none recorded"))
    rows = []
    for rung in figure.rungs:
        cells: list[Cell] = [rung.label, rung.step, rung.date, rung.state]
        if amounts:
            cells.append(_amounts(rung, traces))
        if notes:
            cells.append(None if rung.trace_ids else rung.note or None)
        cells.append(", ".join(f"{step} {date}" for step, date in rung.earlier) or None)
        rows.append(tuple(cells))
    return tuple(columns), tuple(rows)


def _amounts(rung: Rung, traces: TraceBook) -> Cell:
    """Return the words of a rung's note with its numbers as references."""
    if not rung.trace_ids:
        return None
    if len(rung.trace_ids) == 1 and rung.note in {"", traces[rung.trace_ids[0]].display}:
        return Ref(rung.trace_ids[0])
    words, left = "", rung.note
    for trace in rung.trace_ids:
        before, found, left = left.partition(traces[trace].display)
        if not found:
            return Text(" + ".join(f"{{{one}}}" for one in rung.trace_ids))
        words += literal(before) + f"{{{trace}}}"
    return Text(words + literal(left))


def _world(figure: WorldFlows, _traces: TraceBook) -> Content:
    names = dict(figure.names)
    columns = (
        Column("exporter", "Exporter"),
        Column("importer", "Importer"),
        _number("value", "Flow", figure.unit),
    )
    rows = tuple(
        (
            names.get(flow.exporter, flow.exporter),
            names.get(flow.importer, flow.importer),
            _value(flow.value, flow.text, flow.trace),
        )
        for flow in figure.flows
    )
    return columns, rows


def _places(figure: PlaceMap, _traces: TraceBook) -> Content:
    columns = (
        Column("place", "Place"),
        Column("kind", "Kind"),
        Column("longitude", "Longitude", "right", "degrees east", "code"),
        Column("latitude", "Latitude", "right", "degrees north", "code"),
        Column("note", "Note", kind="quote", missing="none"),
    )
    rows = tuple(
        (p.name, p.kind, f"{p.longitude:g}", f"{p.latitude:g}", p.note or None)
        for p in figure.places
    )
    return columns, rows


_BUILDERS: Mapping[type, Callable[[Any, TraceBook], Content]] = MappingProxyType(
    {
        Bars: _bars,
        Shares: _shares,
        Lines: _lines,
        Ranges: _ranges,
        Flows: _flows,
        Ladder: _ladder,
        WorldFlows: _world,
        PlaceMap: _places,
    }
)
