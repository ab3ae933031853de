"""Deals on the steps from rumour to operation, a dot at the step reached."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tenor.report.drawing import (
    axis,
    blank_axis,
    empty_figure,
    font_size,
    label,
    svg,
    text_width,
    wrap,
)
from tenor.report.figures import Ladder, Rung
from tenor.report.rows import label_anchor
from tenor.report.theme import NARROW, Theme

if TYPE_CHECKING:
    import plotly.graph_objects as go


def draw_ladder(spec: Ladder, theme: Theme, width: int) -> go.Figure:
    """Return deals on their ladder.

    A full dot is current, a hollow one superseded, suspended or void, and is named so.

    Parameters
    ----------
    spec : Ladder
    theme : Theme
    width : int [px]
    """
    narrow = width < NARROW
    size = font_size(width)
    names = [wrap(rung.label, int(width / (size * 0.58)) if narrow else 34) for rung in spec.rungs]
    left = 10 if narrow else min(260, max((text_width(n, size) for n in names), default=0) + 24)
    right = 46
    plot = width - left - right
    turned = narrow or _too_long(spec, plot)
    top = 88 if turned else 44
    wide = plot if not narrow else width - 20
    words = [wrap(rung_words(rung), int(wide / (12 * 0.54))) for rung in spec.rungs]
    above = [_room_above(n, w, narrow=narrow) for n, w in zip(names, words, strict=True)]
    heights = [
        a + max(22.0, 8.0 * (n.count("\n") + 1) + 10 if not narrow else 0.0)
        for a, n in zip(above, names, strict=True)
    ]
    total = sum(heights)
    margin = {"l": left, "r": right, "t": top, "b": 6}
    figure = empty_figure(theme, width, height=total + top + 6, margin=margin)
    notes: list[dict[str, Any]] = []
    y = 0.0
    for i, rung in enumerate(spec.rungs):
        line = y + above[i] + 8
        _add_rung(figure, spec, rung, line, theme=theme)
        if narrow:
            notes.append(_heading(names[i], words[i], y, theme=theme))
        else:
            notes.append(_name(names[i], line, theme=theme, bold=rung.accent))
            notes.append(_words(spec, rung, words[i], line, theme=theme, plot=plot))
        y += heights[i]
    _set_step_axis(figure, spec, theme, turned=turned)
    figure.update_yaxes(**blank_axis(range=[total, 0]))
    figure.update_layout(annotations=notes)
    return figure


def rung_words(rung: Rung) -> str:
    """Return what is printed with a rung: date, note, and the state where it isn't current."""
    state = "" if rung.state == "current" else rung.state
    return " · ".join(part for part in (rung.date, rung.note, state) if part)


def _room_above(name: str, words: str, *, narrow: bool) -> float:
    """Return the pixels that the text of a row needs above its line."""
    lines = words.count("\n") + 1
    if narrow:
        return 16.0 * (name.count("\n") + 1) + 15.0 * lines + 8
    return max(12.0 + 15 * lines, 8.0 * (name.count("\n") + 1) + 6)


def _heading(name: str, words: str, y: float, *, theme: Theme) -> dict[str, Any]:
    quiet = {"yanchor": "top", "yshift": -2, "xref": "paper"}
    text = f"<b>{svg(name)}</b><br><span style='color:{theme.muted}'>{svg(words)}</span>"
    return label(text, 0, y, theme=theme, **quiet)


def _name(name: str, y: float, *, theme: Theme, bold: bool) -> dict[str, Any]:
    beside = {"xref": "paper", "xanchor": "right", "align": "right", "xshift": -14}
    words = svg(name)
    return label(f"<b>{words}</b>" if bold else words, 0, y, theme=theme, **beside)


def _words(
    spec: Ladder, rung: Rung, words: str, y: float, *, theme: Theme, plot: float
) -> dict[str, Any]:
    place = spec.steps.index(rung.step)
    at = (place + 0.08) / (len(spec.steps) - 0.84) * plot
    anchor = label_anchor(at, text_width(words, 12), plot)
    shift = {"left": -7, "right": 7, "center": 0}[anchor]
    quiet = {"font": {"size": 12, "color": theme.ink if rung.state == "current" else theme.muted}}
    note = label(svg(words), place, y, theme=theme, **quiet)
    return {**note, "yshift": 9, "yanchor": "bottom", "xshift": shift, "xanchor": anchor}


def _too_long(spec: Ladder, plot: float) -> bool:
    """Return whether two neighbouring step names would touch when written level."""
    wide = [text_width(wrap(step, 11), 12) for step in spec.steps]
    room = plot / (len(spec.steps) - 0.84)
    return any((a + b) / 2 + 5 > room for a, b in pairwise(wide))


def _set_step_axis(figure: go.Figure, spec: Ladder, theme: Theme, *, turned: bool) -> None:
    steps = list(range(len(spec.steps)))
    words = list(spec.steps) if turned else [wrap(step, 11) for step in spec.steps]
    figure.update_xaxes(
        **axis(
            theme,
            range=[-0.08, len(steps) - 0.92],
            tickvals=steps,
            ticktext=[svg(word) for word in words],
            side="top",
            tickangle=-50 if turned else 0,
        )
    )


def _add_rung(figure: go.Figure, spec: Ladder, rung: Rung, y: float, *, theme: Theme) -> None:
    place = spec.steps.index(rung.step)
    current = rung.state == "current"
    colour = (theme.accent if rung.accent else theme.s1) if current else theme.edge
    rail = {"color": theme.line, "width": 3}
    line = {"color": colour, "width": 3, "dash": "solid" if current else "dot"}
    ends = [0, len(spec.steps) - 1]
    figure.add_scatter(x=ends, y=[y, y], mode="lines", line=rail, hoverinfo="skip")
    figure.add_scatter(x=[0, place], y=[y, y], mode="lines", line=line, hoverinfo="skip")
    tick = {"symbol": "line-ns", "size": 8, "line": {"color": colour, "width": 2.5}}
    full = {"color": colour if current else theme.paper, "size": 14}
    full["line"] = {"color": colour, "width": 2.5}
    for step, date in rung.earlier:
        _add_mark(figure, (spec.steps.index(step), y), tick, words=f"{step}, {date}")
    words = ", ".join(part for part in (rung.label, rung.step, rung_words(rung)) if part)
    _add_mark(figure, (place, y), full, words=words)


def _add_mark(
    figure: go.Figure, point: tuple[float, float], marker: dict[str, Any], *, words: str
) -> None:
    figure.add_scatter(
        x=[point[0]],
        y=[point[1]],
        mode="markers",
        marker=marker,
        text=svg(words),
        hoverinfo="text",
        cliponaxis=False,
    )
