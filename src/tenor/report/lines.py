"""Lines over time with bands, named at their ends, with gaps where nothing is known."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenor.report.drawing import (
    axis,
    empty_figure,
    font_size,
    known,
    label,
    log_ticks,
    nice_ticks,
    scaled,
    spread,
    svg,
    text_width,
    tick_word,
    wrap,
)
from tenor.report.figures import Band, Event, Lines, Number, Series
from tenor.report.theme import NARROW, Theme

if TYPE_CHECKING:
    import plotly.graph_objects as go

_ORDER = (0, 3, 1)
_ALPHA = ("26", "40", "59")


def draw_lines(spec: Lines, theme: Theme, width: int) -> go.Figure:
    """Return lines with bands; None leaves a gap and is never joined or drawn as zero.

    Parameters
    ----------
    spec : Lines
    theme : Theme
    width : int [px]
    """
    narrow = width < NARROW
    size = font_size(width)
    ends = _line_ends(spec, theme, 13 if narrow else 22)
    right = max((text_width(end.words, size) for end in ends), default=0) + 16
    left = _tick_room(spec, size)
    events, levels = _event_labels(spec, theme, width - left - right)
    top = 26 + 16 * levels
    height = (290 if narrow else 340) + 16 * levels
    margin = {"l": left, "r": right, "t": top, "b": 30}
    figure = empty_figure(theme, width, height=height, margin=margin, hovermode="closest")
    low, high = _value_range(spec)
    for series, colour in zip(spec.series, _line_colours(spec, theme), strict=True):
        for place, band in enumerate(series.bands):
            _add_band(figure, series, band, colour=colour + _ALPHA[place % 3], scale=spec.scale)
        _add_line(figure, series, colour=colour, scale=spec.scale)
    _set_axes(figure, spec, theme, low=low, high=high)
    plot = height - top - 30
    notes = [_unit_label(spec, theme, top, left)]
    notes += events
    notes += _end_labels(spec, theme, ends, size=size, plot=(plot, low, high))
    figure.update_layout(annotations=notes)
    for event in spec.events:
        figure.add_vline(x=event.x, line={"color": theme.edge, "width": 1, "dash": "dot"})
    return figure


def _line_colours(spec: Lines, theme: Theme) -> list[str]:
    """Return the accent for the subject, then dark to light, then grey."""
    free = iter([theme.series[i] for i in _ORDER])
    return [theme.accent if s.accent else next(free, theme.edge) for s in spec.series]


def _all_values(spec: Lines) -> list[float]:
    values: list[float] = []
    for series in spec.series:
        values += known(series.y)
        for band in series.bands:
            values += known(band.low) + known(band.high)
    return [v * spec.scale for v in values]


def _value_range(spec: Lines) -> tuple[float, float]:
    """Return the axis range (its logarithm for a log axis)."""
    values = _all_values(spec)
    if spec.log:
        values = [math.log10(v) for v in values if v > 0]
    if not values:
        return 0.0, 1.0
    low, high = min(values), max(values)
    if spec.zero and not spec.log:
        low, high = min(low, 0.0), max(high, 0.0)
    room = (high - low) * 0.05 or abs(high) * 0.1 or 1.0
    keep = spec.zero and not spec.log and low == 0
    return (low if keep else low - room), high + room


def _ticks(spec: Lines) -> list[float]:
    low, high = _value_range(spec)
    if not spec.log:
        return nice_ticks(low, high, most=6)
    return [t for t in log_ticks(10**low, 10**high, most=6) if low <= math.log10(t) <= high]


def _tick_room(spec: Lines, size: float) -> float:
    return max((text_width(tick_word(t), size) for t in _ticks(spec)), default=20) + 12


def _set_axes(figure: go.Figure, spec: Lines, theme: Theme, *, low: float, high: float) -> None:
    ticks = _ticks(spec)
    figure.update_yaxes(
        **axis(
            theme,
            range=[low, high],
            tickvals=ticks,
            ticktext=[tick_word(t) for t in ticks],
            ticklabelstandoff=5,
        ),
        type="log" if spec.log else "linear",
    )
    numbers = all(isinstance(x, int) for s in spec.series for x in s.x)
    narrow = figure.layout.width < NARROW
    options: dict[str, Any] = {"tickformat": "d"} if numbers else {"type": "date"}
    options |= {"showgrid": False, "showline": True, "linecolor": theme.edge}
    xs = sorted({x for s in spec.series for x in s.x}, key=_position)
    if numbers and xs:
        first, last = int(xs[0]), int(xs[-1])
        room = 0.012 * (last - first) or 0.5
        options["range"] = [first - room, last + room]
    elif xs:
        options["range"] = [xs[0], xs[-1]]
    options |= {"ticks": "outside", "tickcolor": theme.edge, "nticks": 5 if narrow else 9}
    figure.update_xaxes(**axis(theme, **options))


def _segments(*columns: tuple[Number, ...]) -> list[tuple[int, int]]:
    """Return the runs (start, stop) in which every column is known."""
    runs, start = [], None
    length = len(columns[0])
    for i in range(length + 1):
        whole = i < length and all(column[i] is not None for column in columns)
        if whole and start is None:
            start = i
        elif not whole and start is not None:
            runs.append((start, i))
            start = None
    return runs


def _add_band(figure: go.Figure, series: Series, band: Band, *, colour: str, scale: float) -> None:
    for start, stop in _segments(band.low, band.high):
        xs = list(series.x[start:stop])
        low = [scaled(v, scale) for v in band.low[start:stop]]
        high = [scaled(v, scale) for v in band.high[start:stop]]
        figure.add_scatter(
            x=xs + xs[::-1],
            y=high + low[::-1],
            fill="toself",
            fillcolor=colour,
            line={"width": 0},
            mode="lines",
            hoverinfo="skip",
        )


def _add_line(figure: go.Figure, series: Series, *, colour: str, scale: float) -> None:
    alone = {start for start, stop in _segments(series.y) if stop - start == 1}
    figure.add_scatter(
        x=list(series.x),
        y=[scaled(v, scale) for v in series.y],
        mode="lines+markers",
        connectgaps=False,
        line={
            "color": colour,
            "width": 3 if series.accent else 2,
            "dash": "dash" if series.dash else "solid",
        },
        marker={
            "color": colour,
            "opacity": 1,
            "size": [6 if i in alone else 0.1 for i in range(len(series.x))],
        },
        text=[svg(t) for t in series.texts] if series.texts else None,
        hovertemplate=f"{svg(series.name)}, %{{x}}: "
        + ("%{text}" if series.texts else "%{y:,.4~g}")
        + "<extra></extra>",
    )


def _unit_label(spec: Lines, theme: Theme, top: float, left: float) -> dict[str, Any]:
    return label(
        svg(spec.unit),
        0,
        1,
        theme=theme,
        xref="paper",
        yref="paper",
        yanchor="bottom",
        yshift=top - 20,
        xshift=-left + 2,
        font={"color": theme.muted, "size": 12},
    )


@dataclass(frozen=True, slots=True)
class _End:
    """The end of a line or of a band's edge, with its words."""

    x: int | str
    y: float
    words: str
    accent: bool
    colour: str


def _line_ends(spec: Lines, theme: Theme, characters: int) -> list[_End]:
    ends = []
    for series in spec.series:
        last = _last_known(series.y)
        if last is None:
            continue
        at, value = last
        colour = theme.accent_text if series.accent else theme.ink
        words = wrap(series.name, characters)
        ends.append(_End(series.x[at], value * spec.scale, words, series.accent, colour))
        for band in series.bands:
            edge = band.high[at]
            if edge is not None:
                words = wrap(band.name, characters)
                ends.append(_End(series.x[at], edge * spec.scale, words, False, theme.muted))
    return ends


def _end_labels(
    spec: Lines,
    theme: Theme,
    ends: list[_End],
    *,
    size: float,
    plot: tuple[float, float, float],
) -> list[dict[str, Any]]:
    """Return the names at the line ends, moved apart where they would touch."""
    pixels, low, high = plot
    levels = [math.log10(e.y) if spec.log and e.y > 0 else e.y for e in ends]
    wanted = [(high - level) / (high - low) * pixels for level in levels]
    placed = spread(wanted, [(size + 4) * (end.words.count("\n") + 1) for end in ends])
    notes = []
    for end, at in zip(ends, placed, strict=True):
        words = f"<b>{svg(end.words)}</b>" if end.accent else svg(end.words)
        font = {"color": end.colour, "size": size}
        beside = {"yref": "paper", "xshift": 7, "font": font}
        notes.append(label(words, end.x, 1 - at / pixels, theme=theme, **beside))
    return notes


def _last_known(values: tuple[Number, ...]) -> tuple[int, float] | None:
    for i in range(len(values) - 1, -1, -1):
        value = values[i]
        if value is not None:
            return i, float(value)
    return None


def _position(x: int | str) -> float:
    """Return a year or an ISO date as a number that grows with time."""
    if isinstance(x, int):
        return float(x)
    year, *rest = (int(part) for part in x.split("-")[:3])
    month = rest[0] if rest else 1
    day = rest[1] if len(rest) > 1 else 1
    return year + (month - 1) / 12 + (day - 1) / 365


def _event_labels(spec: Lines, theme: Theme, plot: float) -> tuple[list[dict[str, Any]], int]:
    """Return labels above the plot, one level up where two would touch, and the level count."""
    xs = [_position(x) for s in spec.series for x in s.x]
    first, last = (min(xs), max(xs)) if xs else (0.0, 1.0)
    ends: list[float] = []
    notes = []
    for event in sorted(spec.events, key=lambda e: _position(e.x)):
        at = (_position(event.x) - first) / ((last - first) or 1) * plot
        words, wide, anchor = _event_words(event, at, plot)
        start = at if anchor == "left" else at - wide
        level = next((i for i, end in enumerate(ends) if start > end + 8), len(ends))
        ends[level : level + 1] = [start + wide]
        notes.append(
            label(
                svg(words),
                event.x,
                1,
                theme=theme,
                yref="paper",
                yanchor="bottom",
                yshift=2 + 16 * level,
                xanchor=anchor,
                font={"color": theme.muted, "size": 12},
            )
        )
    return notes, len(ends)


def _event_words(event: Event, at: float, plot: float) -> tuple[str, float, str]:
    wide = text_width(event.label, 12)
    return event.label, wide, "left" if at + wide < plot + 40 or at < wide else "right"
