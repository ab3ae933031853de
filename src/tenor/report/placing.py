"""Labels beside points, none over another: greedy, the first label chooses first.

All positions are pixels from the top left corner of the picture's inner area.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from tenor.report.drawing import label, svg, text_width
from tenor.report.theme import Theme

Box: TypeAlias = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Spot:
    """One point with the words that belong to it.

    Attributes
    ----------
    x, y : float [px]
    text : str
    area : bool
        The name of an area: written on the point in quiet letters, left out where it is not free.
    bold : bool
    """

    x: float
    y: float
    text: str
    area: bool = False
    bold: bool = False


def place_labels(
    spots: Sequence[Spot],
    theme: Theme,
    *,
    bounds: tuple[float, float],
    size: int,
    obstacles: Iterable[tuple[float, float]] = (),
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return labels, and lines to those that stand away from their points.

    Parameters
    ----------
    spots : sequence of Spot
        The first ones choose their place first.
    theme : Theme
    bounds : tuple of float [px]
        Width and height of the inner area.
    size : int [px]
        Font size.
    obstacles : iterable of (float, float) [px]
        Points of curves that a label should not cover.
    """
    taken = [(s.x - 7, s.y - 7, s.x + 7, s.y + 7) for s in spots if not s.area]
    soft = [(x - 2, y - 2, x + 2, y + 2) for x, y in obstacles]
    notes, lines = [], []
    for spot in spots:
        points = size - 2 if spot.area else size
        wide = text_width(spot.text, points) * (1.08 if spot.bold else 1) + 6
        tall = (points + 4.0) * (spot.text.count("\n") + 1)
        box, cost = _free_box(spot, (wide, tall), bounds=bounds, taken=taken, soft=soft)
        if spot.area and cost > 0:
            continue
        taken.append(box)
        notes.append(_note(spot, box, theme, bounds=bounds, size=points))
        line = _leader(spot, box, theme, bounds)
        if line and not spot.area:
            lines.append(line)
    return notes, lines


def _note(
    spot: Spot, box: Box, theme: Theme, *, bounds: tuple[float, float], size: int
) -> dict[str, Any]:
    words = svg(spot.text)
    if spot.area:
        words = f"<i>{words}</i>"
    x, anchor = (box[0] + box[2]) / 2, "center"
    if not spot.area and box[0] >= spot.x:
        x, anchor = box[0], "left"
    elif not spot.area and box[2] <= spot.x:
        x, anchor = box[2], "right"
    return label(
        f"<b>{words}</b>" if spot.bold else words,
        round(x / bounds[0], 4),
        round(1 - (box[1] + box[3]) / 2 / bounds[1], 4),
        theme=theme,
        xref="paper",
        yref="paper",
        xanchor=anchor,
        align=anchor,
        font={"size": size, "color": theme.muted if spot.area else theme.ink},
        bgcolor="rgba(0,0,0,0)" if spot.area else theme.paper + "a6",
        borderpad=0,
    )


def _leader(
    spot: Spot, box: Box, theme: Theme, bounds: tuple[float, float]
) -> dict[str, Any] | None:
    """Return a thin line from the point to its label where they stand apart."""
    x = min(max(spot.x, box[0]), box[2])
    y = min(max(spot.y, box[1]), box[3])
    if math.hypot(x - spot.x, y - spot.y) < 14:
        return None
    return {
        "type": "line",
        "xref": "paper",
        "yref": "paper",
        "x0": round(spot.x / bounds[0], 4),
        "y0": round(1 - spot.y / bounds[1], 4),
        "x1": round(x / bounds[0], 4),
        "y1": round(1 - y / bounds[1], 4),
        "line": {"color": theme.muted, "width": 0.8},
    }


def _candidates(spot: Spot, wide: float, tall: float) -> Iterator[tuple[float, float]]:
    """Yield the top left corners to try, the nearest first."""
    x, y = spot.x, spot.y
    if spot.area:
        for shift in (0.0, -0.7, 0.7):
            yield x - wide / 2, y - tall / 2 + shift * tall
        return
    for reach in (9.0, 20.0, 34.0, 50.0, 70.0):
        near = reach * 0.7
        yield x + reach, y - tall / 2
        yield x - wide / 2, y + reach
        yield x - reach - wide, y - tall / 2
        yield x - wide / 2, y - reach - tall
        yield x + near, y + near
        yield x + near, y - near - tall
        yield x - near - wide, y + near
        yield x - near - wide, y - near - tall


def _free_box(
    spot: Spot,
    size: tuple[float, float],
    *,
    bounds: tuple[float, float],
    taken: Sequence[Box],
    soft: Sequence[Box],
) -> tuple[Box, float]:
    """Return the first free box around the point, else the one that covers least, and its cost."""
    wide, tall = size
    best: Box = (spot.x, spot.y, spot.x + wide, spot.y + tall)
    least = math.inf
    for left, top in _candidates(spot, wide, tall):
        left_in = min(max(left, 0.0), max(0.0, bounds[0] - wide))
        top_in = min(max(top, 0.0), max(0.0, bounds[1] - tall))
        box = (left_in, top_in, left_in + wide, top_in + tall)
        cost = sum(_overlap(box, other) for other in taken) * 4
        cost += sum(_overlap(box, other) for other in soft)
        if cost < least - 1e-9:
            best, least = box, cost
        if least == 0:
            break
    return best, least


def _overlap(a: Box, b: Box) -> float:
    return max(0.0, min(a[2], b[2]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
