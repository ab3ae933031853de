"""Rows of marks and ranges on one axis, e.g. what is promised against what is material."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeAlias

from tenor.report.drawing import (
    NO_RECORD,
    axis,
    blank_axis,
    empty_figure,
    font_size,
    known,
    label,
    log_ticks,
    nice_ticks,
    scaled,
    svg,
    text_width,
    tick_word,
    wrap,
)
from tenor.report.figures import Dot, RangeRow, Ranges
from tenor.report.theme import NARROW, Theme

if TYPE_CHECKING:
    import plotly.graph_objects as go

_MARKS = ("circle", "square", "triangle-up", "cross", "x")
_COLOURS = (0, 3, 1, 4, 5)


def draw_ranges(spec: Ranges, theme: Theme, width: int) -> go.Figure:
    """Return rows of marks and ranges on one axis, each mark named by its role and value.

    Parameters
    ----------
    spec : Ranges
    theme : Theme
    width : int [px]
    """
    narrow = width < NARROW
    size = font_size(width)
    names = [wrap(row.label, int(width / (size * 0.56)) if narrow else 28) for row in spec.rows]
    left = 18 if narrow else min(240, max(text_width(n, size) for n in names) + 20)
    low, high = _axis_range(spec)
    right = 22 if narrow else 38
    plot = (width - left - right, low, high)
    names_tall = [16.0 * (n.count("\n") + 1) + 6 for n in names]
    spans = [_row_span(row, spec, plot) for row in spec.rows]
    if not narrow:  # names stand beside the marks and need as much room below as above
        spans = [
            (max(a, t / 2), max(b, t / 2)) for (a, b), t in zip(spans, names_tall, strict=True)
        ]
    tops = names_tall if narrow else [0.0] * len(names)
    heights = [t + above + below for t, (above, below) in zip(tops, spans, strict=True)]
    total = sum(heights)
    margin = {"l": left, "r": right, "t": 4, "b": 48}
    figure = empty_figure(theme, width, height=total + 52, margin=margin)
    paint = role_marks(spec, theme)
    notes: list[dict[str, Any]] = []
    y = 0.0
    for i, (row, name) in enumerate(zip(spec.rows, names, strict=True)):
        middle = y + tops[i] + spans[i][0]
        notes.append(_row_name(name, y if narrow else middle, theme=theme, narrow=narrow))
        _add_row(figure, row, middle, spec=spec, theme=theme, paint=paint)
        notes += _dot_labels(row, middle, spec=spec, theme=theme, paint=paint, plot=plot)
        y += heights[i]
        figure.add_hline(y=y, line={"color": theme.line, "width": 1})
    _set_value_axis(figure, spec, theme, low=low, high=high)
    figure.update_yaxes(**blank_axis(range=[total, 0]))
    figure.update_layout(annotations=notes)
    return figure


def _row_span(row: RangeRow, spec: Ranges, plot: Plot) -> tuple[float, float]:
    """Return the pixels that a row needs above and below its marks."""
    levels = [level for _, level, _ in label_levels(row, spec, plot)]
    above = max([1, *(level for level in levels if level > 0)])
    below = max([0, *(-level for level in levels if level < 0)])
    return 14.0 + 16 * above, 14.0 + 16 * below


def role_marks(spec: Ranges, theme: Theme) -> dict[str, tuple[str, str, str]]:
    """Return mark, fill and text colour of each role; the accent role is a diamond."""
    roles = list(dict.fromkeys(dot.role for row in spec.rows for dot in row.dots))
    found, place = {}, 0
    for role in roles:
        if role == spec.accent:
            found[role] = ("diamond", theme.accent, theme.accent_text)
        else:
            fill = theme.series[_COLOURS[place % 5]]
            found[role] = (_MARKS[place % 5], fill, theme.ink)
            place += 1
    return found


def _axis_range(spec: Ranges) -> tuple[float, float]:
    values = [
        v * spec.scale
        for row in spec.rows
        for d in row.dots
        for v in known((d.value, d.low, d.high))
    ]
    if spec.log:
        values = [math.log10(v) for v in values] or [0.0, 1.0]
        return math.floor(min(values) - 0.15), math.ceil(max(values) + 0.15)
    low, high = min([*values, 0.0]), max([*values, 0.0])
    return low, high + ((high - low) * 0.08 or 1.0)


def _set_value_axis(
    figure: go.Figure, spec: Ranges, theme: Theme, *, low: float, high: float
) -> None:
    narrow = figure.layout.width < NARROW
    most = 5 if narrow else 7
    ticks = (
        log_ticks(10**low, 10**high, most=most) if spec.log else nice_ticks(low, high, most=most)
    )
    figure.update_xaxes(
        **axis(
            theme,
            range=[low, high],
            tickvals=ticks,
            ticktext=[tick_word(t, short=narrow) for t in ticks],
        ),
        type="log" if spec.log else "linear",
    )
    words = spec.unit + (", logarithmic axis" if spec.log else "")
    figure.update_xaxes(title_text=svg(wrap(words, int(figure.layout.width / 7))))


def _row_name(name: str, y: float, *, theme: Theme, narrow: bool) -> dict[str, Any]:
    place = (
        {"yanchor": "top", "yshift": -4}
        if narrow
        else {"xanchor": "right", "align": "right", "xshift": -10}
    )
    words = f"<b>{svg(name)}</b>" if narrow else svg(name)
    return label(words, 0, y, theme=theme, xref="paper", **place)


def _add_row(
    figure: go.Figure,
    row: RangeRow,
    y: float,
    *,
    spec: Ranges,
    theme: Theme,
    paint: dict[str, tuple[str, str, str]],
) -> None:
    centres = [v * spec.scale for v in known([d.value for d in row.dots])]
    if len(centres) > 1:
        line = {"color": theme.edge, "width": 1.5}
        figure.add_scatter(
            x=[min(centres), max(centres)], y=[y, y], mode="lines", line=line, hoverinfo="skip"
        )
    for dot in row.dots:
        if dot.low is not None and dot.high is not None:
            ends = [scaled(dot.low, spec.scale), scaled(dot.high, spec.scale)]
            line = {"color": paint[dot.role][1] + "73", "width": 9}
            figure.add_scatter(x=ends, y=[y, y], mode="lines", line=line, hoverinfo="skip")
    for dot in row.dots:
        mark, fill, _ = paint[dot.role]
        if dot.value is not None:
            outline = {"color": theme.ink, "width": 1}
            figure.add_scatter(
                x=[scaled(dot.value, spec.scale)],
                y=[y],
                mode="markers",
                marker={"symbol": mark, "color": fill, "size": 13, "line": outline},
                hovertemplate=f"{svg(row.label)}, {svg(dot.role)}: {svg(dot.text)}<extra></extra>",
                cliponaxis=False,
            )


Plot: TypeAlias = tuple[float, float, float]
"""Width of the plot in pixels, and the two ends of its axis."""


def label_levels(row: RangeRow, spec: Ranges, plot: Plot) -> list[tuple[Dot, int, str]]:
    """Return each known mark with the level and the anchor of its words.

    Levels 1, 2, ... lie above the mark, -1, -2, ... below; the words take the
    nearest level at which they touch no others, above first.
    """
    pixels, low, high = plot
    taken: dict[int, list[tuple[float, float]]] = {}
    found = []
    known_dots = [dot for dot in row.dots if dot.value is not None]
    for dot in sorted(known_dots, key=lambda d: float(d.value or 0)):
        value = float(dot.value or 0) * spec.scale
        at = ((math.log10(value) if spec.log else value) - low) / (high - low) * pixels
        wide = text_width(f"{dot.role}: {dot.text}", 13) + 8
        anchor = label_anchor(at, wide, pixels)
        start = at - {"left": 0.0, "center": wide / 2, "right": wide}[anchor]
        level = next(
            level
            for level in (1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6, 7)
            if level == 7 or all(start > b or start + wide < a for a, b in taken.get(level, []))
        )
        taken.setdefault(level, []).append((start, start + wide))
        found.append((dot, level, anchor))
    return found


def _dot_labels(
    row: RangeRow,
    y: float,
    *,
    spec: Ranges,
    theme: Theme,
    paint: dict[str, tuple[str, str, str]],
    plot: Plot,
) -> list[dict[str, Any]]:
    """Return the words of each mark, above or below it."""
    notes = []
    for dot, level, anchor in label_levels(row, spec, plot):
        value = float(dot.value or 0) * spec.scale
        shift = math.copysign(19 + 16 * (abs(level) - 1), level)
        at = math.log10(value) if spec.log else value
        notes.append(_dot_note(f"{dot.role}: {dot.text}", at, y, shift=shift, anchor=anchor))
        notes[-1]["font"] = {"color": paint[dot.role][2]}
    missing = [f"{d.role}: {d.text or NO_RECORD}" for d in row.dots if d.value is None]
    if missing:
        note = _dot_note("; ".join(missing), 0, y, shift=0, anchor="left")
        notes.append({**note, "xref": "paper", "font": {"color": theme.muted}})
    return notes


def _dot_note(words: str, x: float, y: float, *, shift: float, anchor: str) -> dict[str, Any]:
    return {
        "text": svg(words),
        "x": x,
        "y": y,
        "showarrow": False,
        "yshift": shift,
        "xanchor": anchor,
        "yanchor": "middle",
    }


def label_anchor(at: float, wide: float, pixels: float) -> str:
    """Return where a label hangs on its mark so that it stays inside the plot."""
    if at - wide / 2 < 0:
        return "left"
    return "right" if at + wide / 2 > pixels else "center"
