"""What the pictures share: an empty figure, text measures, wrapped labels, tick words.

Sizes are in CSS pixels. Text is measured by a mean character width, which is
enough to leave room; nothing depends on the font that the reader has.
"""

from __future__ import annotations

import html
import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tenor.report.theme import FONT, NARROW, Theme

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from tenor.report.figures import Number

CHARACTER = 0.54
"""Mean width of a character as a part of the font size."""

NO_RECORD = "no record"


def font_size(width: int) -> int:
    """Return the size of text in a picture of this width."""
    return 12 if width < NARROW else 13


def text_width(text: str, size: float) -> float:
    """Return the width in pixels of the longest line of a text."""
    return max(len(line) for line in text.split("\n")) * size * CHARACTER


def wrap(text: str, characters: int) -> str:
    r"""Return `text` broken into lines by ``\n``.

    Examples
    --------
    >>> wrap("United States of America", 14)
    'United States\nof America'
    """
    lines = textwrap.wrap(text, max(4, characters), break_long_words=False)
    return "\n".join(lines) or text


def svg(text: str) -> str:
    r"""Return a text for a figure: marks of HTML escaped, line ends as ``<br>``.

    Examples
    --------
    >>> svg("a < b\nc")
    'a &lt; b<br>c'
    """
    return html.escape(text, quote=False).replace("\n", "<br>")


def scaled(value: Number, scale: float) -> float | None:
    """Return the value as the axis shows it; None stays None."""
    return None if value is None else round(float(value) * scale, 10)


def known(values: Sequence[Number]) -> list[float]:
    """Return the values that are known."""
    return [float(v) for v in values if v is not None]


def empty_figure(
    theme: Theme, width: int, *, height: float, margin: Mapping[str, float], **layout: Any
) -> go.Figure:
    """Return a figure without data: fonts, margins, quiet axes, no tools."""
    import plotly.graph_objects as go

    return go.Figure(
        layout={
            "template": {},
            "width": width,
            "height": round(height),
            "margin": {"t": 8, "b": 40, "l": 8, "r": 8, "pad": 0, **margin},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"family": FONT, "size": font_size(width), "color": theme.ink},
            "showlegend": False,
            "dragmode": False,
            "hovermode": "closest",
            "hoverlabel": {
                "bgcolor": theme.panel,
                "bordercolor": theme.line,
                "font": {"family": FONT, "size": 13, "color": theme.ink},
                "align": "left",
            },
            **layout,
        }
    )


def axis(theme: Theme, **options: Any) -> dict[str, Any]:
    """Return a value axis: light grid, no line, fixed range."""
    return {
        "gridcolor": theme.line,
        "gridwidth": 1,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "ticklabeloverflow": "allow",
        "tickfont": {"color": theme.muted, "size": 12},
        "fixedrange": True,
        "automargin": False,
        "title": {"font": {"color": theme.muted, "size": 12}, "standoff": 8},
        **options,
    }


def blank_axis(**options: Any) -> dict[str, Any]:
    """Return an axis that isn't seen."""
    return {"visible": False, "fixedrange": True, "automargin": False, **options}


def label(
    text: str, x: float | str, y: float | str, *, theme: Theme, **options: Any
) -> dict[str, Any]:
    """Return an annotation without an arrow."""
    return {
        "text": text,
        "x": x,
        "y": y,
        "showarrow": False,
        "xanchor": "left",
        "yanchor": "middle",
        "align": "left",
        "font": {"color": theme.ink},
        **options,
    }


def tick_word(value: float, *, short: bool = False) -> str:
    """Return a round value as a tick label.

    Examples
    --------
    >>> [tick_word(v) for v in (0.01, 5, 20000, 1e6, 2.5e9, 1e12)]
    ['0.01', '5', '20,000', '1 million', '2.5 billion', '1 trillion']
    >>> tick_word(2.5e9, short=True)
    '2.5bn'
    """
    for size, word, brief in (
        (1e12, "trillion", "tn"),
        (1e9, "billion", "bn"),
        (1e6, "million", "m"),
    ):
        if abs(value) >= size * 0.9999:
            return f"{value / size:.4g}" + (brief if short else f" {word}")
    return f"{value:,.10g}"


def log_ticks(low: float, high: float, *, most: int) -> list[float]:
    """Return powers of ten that cover low..high, at most about `most` of them."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    step = max(1, math.ceil((last - first) / max(1, most)))
    return [10.0**power for power in range(first, last + 1, step)]


def nice_ticks(low: float, high: float, *, most: int) -> list[float]:
    """Return round values within low..high, at most `most` of them.

    Examples
    --------
    >>> nice_ticks(0, 61, most=4)
    [0.0, 20.0, 40.0, 60.0]
    """
    span = high - low
    if span <= 0:
        return [low]
    magnitude = 10.0 ** math.floor(math.log10(span / max(1, most)))
    for factor in (1, 2, 2.5, 5, 10, 20, 25, 50):
        step = factor * magnitude
        first = math.ceil(low / step - 1e-9)
        last = math.floor(high / step + 1e-9)
        if last - first < most:
            break
    return [round(n * step, 12) for n in range(first, last + 1)]


def spread(positions: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """Return positions moved as little as needed so that neighbours keep their gap.

    Parameters
    ----------
    positions : sequence of float [px]
        Wanted positions, in any order.
    gaps : sequence of float [px]
        Height of each label.

    Examples
    --------
    >>> spread([10, 12, 50], [10, 10, 10])
    [6.0, 16.0, 50.0]
    """
    order = sorted(range(len(positions)), key=lambda i: (positions[i], i))
    groups: list[tuple[list[int], float]] = []
    for i in order:
        members, centre = [i], float(positions[i])
        while groups:
            before, before_centre = groups[-1]
            room = (sum(gaps[k] for k in before) + sum(gaps[k] for k in members)) / 2
            if centre - before_centre >= room:
                break
            groups.pop()
            members = before + members
            centre = _group_centre(members, positions, gaps)
        groups.append((members, centre))
    moved = [0.0] * len(positions)
    for members, centre in groups:
        top = centre - sum(gaps[k] for k in members) / 2
        for k in members:
            moved[k] = top + gaps[k] / 2
            top += gaps[k]
    return moved


def _group_centre(members: list[int], positions: Sequence[float], gaps: Sequence[float]) -> float:
    total = sum(gaps[k] for k in members)
    offsets, top = [], -total / 2
    for k in members:
        offsets.append(positions[k] - (top + gaps[k] / 2))
        top += gaps[k]
    return sum(offsets) / len(offsets)
