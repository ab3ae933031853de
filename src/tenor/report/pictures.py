"""The one place where a picture becomes a figure, for brief, notebook and app alike.

`figure_for` takes the words and data of a `Picture` and returns a plotly figure
for a theme and a width; widths under `theme.NARROW` get a layout of their own
(labels above bars, fewer ticks). Titles, sources and notes are the page's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tenor.core.errors import UserError
from tenor.report.drawing import (
    NO_RECORD,
    axis,
    blank_axis,
    empty_figure,
    font_size,
    known,
    label,
    nice_ticks,
    scaled,
    svg,
    text_width,
    tick_word,
    wrap,
)
from tenor.report.figures import (
    Bar,
    Bars,
    Flows,
    Ladder,
    Lines,
    PlaceMap,
    Ranges,
    Shares,
    WorldFlows,
)
from tenor.report.theme import LIGHT, NARROW, Theme

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from tenor.report.figures import Figure
    from tenor.report.model import Picture

Drawer = Callable[[Any, Theme, int], "go.Figure"]


def figure_for(
    picture: Picture | Figure,
    theme: Theme = LIGHT,
    width: int = 760,
    *,
    palette: Mapping[str, int] | None = None,
) -> go.Figure:
    """Return the plotly figure of a picture for a theme and a width in pixels.

    Parameters
    ----------
    picture : Picture or Figure
        A picture of a page, or one of the specifications in `figures`.
    theme : Theme
    width : int [px]
    palette : mapping of str to int, optional
        Series colour of each name in pictures of shares, from `shares.share_palette`, so
        that a name keeps its colour over several pictures; None colours each by itself.

    Raises
    ------
    UserError
        Nothing draws this kind of specification.
    """
    spec = getattr(picture, "figure", picture)
    if isinstance(spec, Shares):
        from tenor.report.shares import draw_shares

        return draw_shares(spec, theme, width, palette=palette)
    drawer = _drawers().get(type(spec))
    if drawer is None:
        raise UserError(f"no drawing for {type(spec).__name__}; expected one of report.figures")
    return drawer(spec, theme, width)


def _drawers() -> Mapping[type, Drawer]:
    from tenor.report.flows import draw_flows
    from tenor.report.ladder import draw_ladder
    from tenor.report.lines import draw_lines
    from tenor.report.maps import draw_world
    from tenor.report.places import draw_places
    from tenor.report.rows import draw_ranges

    return {
        Bars: draw_bars,
        Lines: draw_lines,
        Ranges: draw_ranges,
        Flows: draw_flows,
        Ladder: draw_ladder,
        WorldFlows: draw_world,
        PlaceMap: draw_places,
    }


def draw_bars(spec: Bars, theme: Theme, width: int) -> go.Figure:
    """Return horizontal bars from zero with intervals, values at their ends.

    Parameters
    ----------
    spec : Bars
    theme : Theme
    width : int [px]
    """
    narrow = width < NARROW
    size = font_size(width)
    left, names = _bar_names(spec, width)
    lines = max((name.count("\n") + 1 for name in names), default=1)
    row = (30 + 16 * lines) if narrow else max(34, 12 + 17 * lines)
    right = 12
    low, high = _bar_range(spec, width - left - right, size)
    figure = empty_figure(
        theme,
        width,
        height=row * len(spec.bars) + 56,
        margin={"l": left, "r": right, "b": 48, "t": 8},
        bargap=1 - (18 if narrow else 20) / row,
    )
    _add_bars(figure, spec, theme)
    ticks = nice_ticks(low, high, most=4 if narrow else 7)
    title = spec.unit + (f" (line: {spec.interval})" if spec.interval else "")
    figure.update_xaxes(
        **axis(theme, range=[low, high], tickvals=ticks, ticktext=[tick_word(t) for t in ticks])
    )
    figure.update_xaxes(title_text=svg(wrap(title, int(width / size / 0.5))))
    places = list(range(len(spec.bars)))
    figure.update_yaxes(**blank_axis(range=[len(spec.bars) - 0.5, -0.5]))
    figure.add_vline(x=0, line={"color": theme.edge, "width": 1})
    notes = [
        _bar_value(bar, i, spec.scale, theme) for i, bar in zip(places, spec.bars, strict=True)
    ]
    for i, name in zip(places, names, strict=True):
        words = f"<b>{svg(name)}</b>" if spec.bars[i].accent else svg(name)
        if narrow:
            above = {"yshift": 12, "yanchor": "bottom", "xref": "paper"}
            notes.append(label(words, 0, i, theme=theme, **above))
        else:
            beside = {"xref": "paper", "xanchor": "right", "xshift": -8, "align": "right"}
            notes.append(label(words, 0, i, theme=theme, **beside))
    figure.update_layout(annotations=notes)
    return figure


def _bar_names(spec: Bars, width: int) -> tuple[float, list[str]]:
    """Return the left margin and the wrapped names."""
    size = font_size(width)
    if width < NARROW:
        return 6, [wrap(bar.label, int(width / (size * 0.56))) for bar in spec.bars]
    names = [wrap(bar.label, 32) for bar in spec.bars]
    return min(width * 0.4, max(text_width(n, size) for n in names) + 18), names


def _bar_range(spec: Bars, plot: float, size: float) -> tuple[float, float]:
    """Return the axis range that leaves room for the words at the ends of the bars."""
    low = high = 0.0
    right, left = [], []
    for bar in spec.bars:
        ends = _bar_ends(bar, spec.scale)
        room = min(plot * 0.6, text_width(bar.text or NO_RECORD, size) + 16)
        low, high = min([low, *ends]), max([high, *ends])
        if bar.value is not None and bar.value < 0:
            left.append((min(ends), room))
        else:
            right.append((max([0.0, *ends]), room))
    if high == low:
        high = low + 1.0
    for _ in range(4):  # each side's room changes the scale of the other
        high = max([high, *((end * plot - room * low) / (plot - room) for end, room in right)])
        low = min([low, *((end * plot - room * high) / (plot - room) for end, room in left)])
    return low, high


def _bar_ends(bar: Bar, scale: float) -> list[float]:
    """Return where a bar and its interval end on the axis."""
    start = bar.start or 0.0
    return [(start + v) * scale for v in known((bar.value, bar.low, bar.high))]


def _add_bars(figure: go.Figure, spec: Bars, theme: Theme) -> None:
    values = [scaled(bar.value, spec.scale) for bar in spec.bars]
    starts = [round((bar.start or 0.0) * spec.scale, 10) for bar in spec.bars]
    up = [_distance(bar.high, bar.value, spec.scale) for bar in spec.bars]
    down = [_distance(bar.value, bar.low, spec.scale) for bar in spec.bars]
    figure.add_bar(
        x=values,
        y=list(range(len(spec.bars))),
        base=starts if any(starts) else None,
        orientation="h",
        marker={
            "color": [theme.accent if bar.accent else theme.edge for bar in spec.bars],
        },
        error_x={
            "type": "data",
            "array": up,
            "arrayminus": down,
            "symmetric": False,
            "color": theme.ink,
            "thickness": 1.5,
            "width": 4,
            "visible": any(up) or any(down),
        },
        customdata=[[svg(bar.label), svg(bar.text)] for bar in spec.bars],
        hovertemplate="%{customdata[0]}: %{customdata[1]}<extra></extra>",
        cliponaxis=False,
    )


def _distance(high: float | None, low: float | None, scale: float) -> float:
    return 0.0 if high is None or low is None else max(0.0, round((high - low) * scale, 10))


def _bar_value(bar: Bar, place: int, scale: float, theme: Theme) -> dict[str, Any]:
    if bar.value is None:
        words = f"<i>{svg(bar.text or NO_RECORD)}</i>"
        return label(words, 0, place, theme=theme, xshift=6, font={"color": theme.muted})
    ends = _bar_ends(bar, scale)
    if bar.value < 0:
        left = {"xanchor": "right", "xshift": -6}
        return label(svg(bar.text), min(ends), place, theme=theme, **left)
    return label(svg(bar.text), max(*ends, 0.0), place, theme=theme, xshift=6)
