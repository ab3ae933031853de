"""Flows between stages: a Sankey where there is room, ranked bars on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenor.report.drawing import blank_axis, empty_figure, font_size, label, svg, text_width, wrap
from tenor.report.figures import Bar, Bars, Flow, Flows, Stage
from tenor.report.theme import NARROW, Theme

if TYPE_CHECKING:
    import plotly.graph_objects as go

_NODE = 12
_GAP = 30


def draw_flows(spec: Flows, theme: Theme, width: int) -> go.Figure:
    """Return a Sankey with named nodes; under `NARROW` pixels, flows as ranked bars.

    A flow of unknown size is not drawn; it stands in the table.

    Parameters
    ----------
    spec : Flows
    theme : Theme
    width : int [px]
    """
    if width < NARROW:
        return _draw_ranked(spec, theme, width)
    return _draw_sankey(spec, theme, width)


def _drawn(spec: Flows) -> list[Flow]:
    return [flow for flow in spec.flows if flow.value is not None and flow.value > 0]


def _draw_ranked(spec: Flows, theme: Theme, width: int) -> go.Figure:
    from tenor.report.pictures import draw_bars

    ranked = sorted(_drawn(spec), key=lambda f: (-float(f.value or 0), f.origin, f.target))
    bars = tuple(
        Bar(f"{f.origin} → {f.target}", f.value, f.text, trace=f.trace, accent=f.accent)
        for f in ranked
    )
    return draw_bars(Bars(bars, spec.unit), theme, width)


def node_sizes(spec: Flows) -> dict[str, float]:
    """Return the size of each node: the larger of what comes in and what goes out."""
    into: dict[str, float] = {}
    out: dict[str, float] = {}
    for flow in _drawn(spec):
        into[flow.target] = into.get(flow.target, 0.0) + float(flow.value or 0)
        out[flow.origin] = out.get(flow.origin, 0.0) + float(flow.value or 0)
    return {s.name: max(into.get(s.name, 0.0), out.get(s.name, 0.0)) for s in spec.stages}


def _columns(spec: Flows) -> list[list[Stage]]:
    sizes = node_sizes(spec)
    count = max(stage.column for stage in spec.stages) + 1
    columns: list[list[Stage]] = [[] for _ in range(count)]
    for stage in spec.stages:
        if sizes[stage.name] > 0:
            columns[stage.column].append(stage)
    return columns


def _draw_sankey(spec: Flows, theme: Theme, width: int) -> go.Figure:
    size = font_size(width)
    columns = _columns(spec)
    names = {stage.name: wrap(stage.name, 18) for stage in spec.stages}
    wide = [max((text_width(names[s.name], size) for s in c), default=0) for c in columns]
    margin = {"l": wide[0] + 12, "r": wide[-1] + 12, "t": 30 if spec.columns else 8, "b": 8}
    plot = max(240.0, 64.0 * max(len(column) for column in columns))
    height = plot + margin["t"] + margin["b"]
    figure = empty_figure(theme, width, height=height, margin=margin)
    layout = _layout(spec, columns, plot)
    node = _NODE / (width - margin["l"] - margin["r"]) * max(1, len(columns) - 1)
    notes = _add_ribbons(figure, spec, theme, layout=layout, node=node)
    notes += _add_nodes(figure, spec, theme, layout=layout, node=node)
    for place, words in enumerate(spec.columns[: len(columns)]):
        notes.append(_column_head(words, place, len(columns), theme=theme))
    figure.update_xaxes(**blank_axis(range=[0, max(1, len(columns) - 1) + node]))
    figure.update_yaxes(**blank_axis(range=[plot, 0]))
    figure.update_layout(annotations=notes)
    return figure


def _layout(
    spec: Flows, columns: list[list[Stage]], plot: float
) -> dict[str, tuple[int, float, float]]:
    """Return column, top and height in pixels of each node; columns are centred."""
    sizes = node_sizes(spec)
    totals = [sum(sizes[s.name] for s in column) for column in columns]
    unit = min(
        (plot - _GAP * len(column)) / total
        for column, total in zip(columns, totals, strict=True)
        if total > 0
    )
    placed: dict[str, tuple[int, float, float]] = {}
    for number, column in enumerate(columns):
        gap = (plot - unit * totals[number]) / max(1, len(column))
        y = gap * 0.6
        for stage in column:
            placed[stage.name] = (number, y, sizes[stage.name] * unit)
            y += sizes[stage.name] * unit + gap
    return placed


def _add_ribbons(
    figure: go.Figure,
    spec: Flows,
    theme: Theme,
    *,
    layout: dict[str, tuple[int, float, float]],
    node: float,
) -> list[dict[str, Any]]:
    sizes = node_sizes(spec)
    used_out = dict.fromkeys(layout, 0.0)
    used_in = dict.fromkeys(layout, 0.0)
    notes = []
    ordered = sorted(_drawn(spec), key=lambda f: (layout[f.origin][1], layout[f.target][1]))
    for flow in ordered:
        start, top, tall = layout[flow.origin]
        stop, target_top, _ = layout[flow.target]
        thick = float(flow.value or 0) * tall / sizes[flow.origin]
        y0 = top + used_out[flow.origin]
        y1 = target_top + used_in[flow.target]
        used_out[flow.origin] += thick
        used_in[flow.target] += thick
        xs, ys = ribbon((start + node, y0), (stop, y1), thick)
        words = f"{svg(flow.origin)} → {svg(flow.target)}: {svg(flow.text)}"
        _add_shape(
            figure, xs, ys, colour=(theme.accent if flow.accent else theme.edge) + "73", words=words
        )
        if thick >= 13:
            quiet = {"xshift": 6, "font": {"size": 12, "color": theme.ink}}
            notes.append(label(svg(flow.text), start + node, y0 + thick / 2, theme=theme, **quiet))
    return notes


def ribbon(
    start: tuple[float, float], stop: tuple[float, float], thick: float
) -> tuple[list[float], list[float]]:
    """Return the outline of a smooth band between two points, of one thickness.

    The height follows 3t^2 - 2t^3, which is level at both ends.
    """
    steps = [i / 24 for i in range(25)]
    xs = [round(start[0] + (stop[0] - start[0]) * t, 4) for t in steps]
    upper = [round(start[1] + (stop[1] - start[1]) * t * t * (3 - 2 * t), 2) for t in steps]
    lower = [round(y + thick, 2) for y in upper]
    return xs + xs[::-1], upper + lower[::-1]


def _add_shape(
    figure: go.Figure, xs: list[float], ys: list[float], *, colour: str, words: str
) -> None:
    figure.add_scatter(
        x=xs,
        y=ys,
        fill="toself",
        fillcolor=colour,
        line={"width": 0},
        mode="lines",
        hoveron="fills",
        text=words,
        hoverinfo="text",
        cliponaxis=False,
    )


def _add_nodes(
    figure: go.Figure,
    spec: Flows,
    theme: Theme,
    *,
    layout: dict[str, tuple[int, float, float]],
    node: float,
) -> list[dict[str, Any]]:
    last = max(column for column, _, _ in layout.values())
    notes = []
    for stage in spec.stages:
        if stage.name not in layout:
            continue
        column, top, tall = layout[stage.name]
        xs = [column, column + node, column + node, column]
        ys = [top, top, top + max(tall, 1.5), top + max(tall, 1.5)]
        fill = theme.accent if stage.accent else theme.s1
        _add_shape(figure, xs, ys, colour=fill, words=svg(stage.name))
        words = svg(wrap(stage.name, 18))
        words = f"<b>{words}</b>" if stage.accent else words
        if column == 0:
            beside = {"xanchor": "right", "align": "right", "xshift": -6}
            notes.append(label(words, 0, top + tall / 2, theme=theme, **beside))
        elif column == last:
            notes.append(label(words, column + node, top + tall / 2, theme=theme, xshift=6))
        else:
            above = {"yanchor": "bottom", "yshift": 2, "xanchor": "center"}
            notes.append(label(words, column + node / 2, top, theme=theme, **above))
    return notes


def _column_head(words: str, place: int, count: int, *, theme: Theme) -> dict[str, Any]:
    anchor = "left" if place == 0 else "right" if place == count - 1 else "center"
    return label(
        svg(words),
        place / max(1, count - 1),
        1,
        theme=theme,
        xref="paper",
        yref="paper",
        xanchor=anchor,
        yanchor="bottom",
        yshift=6,
        font={"color": theme.muted, "size": 12},
    )
