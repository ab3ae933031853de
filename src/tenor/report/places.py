"""A map of places in one country, from ordinary filled outlines.

Drawn in an equirectangular projection that is true along its middle parallel.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from tenor.core.countries import country_name, is_country_code
from tenor.report.drawing import blank_axis, empty_figure, font_size, label, svg, text_width, wrap
from tenor.report.figures import Place, PlaceMap
from tenor.report.maps import Window, add_land, find_centre
from tenor.report.placing import Spot, place_labels
from tenor.report.theme import NARROW, Theme
from tenor.sources.outlines import PROVINCE_NAMES, read_outlines

if TYPE_CHECKING:
    import plotly.graph_objects as go

_MARKS = MappingProxyType(
    {"mine": "diamond", "smelter": "square", "port": "triangle-down", "town": "circle"}
)
_KM_PER_DEGREE = 111.2  # of latitude, on a sphere of 6,371 km


def calc_local(
    longitude: np.ndarray | float, latitude: np.ndarray | float, *, middle: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return equirectangular coordinates [degree of latitude], true along the parallel `middle`.

    Examples
    --------
    >>> [round(float(v), 3) for v in calc_local(60.0, 30.0, middle=60.0)]
    [30.0, 30.0]
    """
    x = np.asarray(longitude, dtype=float) * math.cos(math.radians(middle))
    return x, np.asarray(latitude, dtype=float)


def draw_places(spec: PlaceMap, theme: Theme, width: int) -> go.Figure:
    """Return places in one country, with its provinces where they are held, and a scale bar.

    Parameters
    ----------
    spec : PlaceMap
    theme : Theme
    width : int [px]
    """
    outlines = read_outlines()
    subject = spec.countries[0]
    inner = [code for code in outlines if code.startswith(subject + "-")] if spec.provinces else []
    rings = [ring for code in (inner or [subject]) for ring in outlines[code]]
    middle = float(np.mean([r[:, 1].mean() for r in rings]))
    window = _window(rings, spec.places, middle, 0.95 if width < NARROW else 0.66)
    scale = (width - 8) / (window[1] - window[0])
    height = scale * (window[3] - window[2])
    margin = {"l": 4, "r": 4, "t": 4, "b": 4}
    figure = empty_figure(theme, width, height=height + 8, margin=margin, meta="aspect")
    around = _rings([code for code in outlines if "-" not in code], middle, window)
    add_land(figure, around, fill=theme.panel, edge=theme.panel, width=5)
    add_land(figure, around, fill=theme.panel, edge=theme.line)
    own = _rings(inner or [subject], middle, window)
    add_land(figure, own, fill=theme.land, edge=theme.edge)
    _add_places(figure, spec, theme, middle=middle)
    _add_scale_bar(figure, theme, window)
    figure.update_xaxes(**blank_axis(range=list(window[:2])))
    figure.update_yaxes(**blank_axis(range=list(window[2:])))
    frame = _Frame(middle, window, scale)
    spots = [*_place_spots(spec, frame), *_area_spots(inner, subject, frame)]
    notes, lines = place_labels(spots, theme, bounds=frame.bounds, size=font_size(width))
    figure.update_layout(annotations=[*notes, _scale_label(theme, window)], shapes=lines)
    return figure


@dataclass(frozen=True, slots=True)
class _Frame:
    """How positions become pixels: true parallel, window (x from, to, y from, to), scale."""

    middle: float
    window: Window
    scale: float

    @property
    def bounds(self) -> tuple[float, float]:
        """Width and height in pixels."""
        left, right, low, high = self.window
        return (right - left) * self.scale, (high - low) * self.scale

    def pixel(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return pixels from the top left corner."""
        x, y = calc_local(longitude, latitude, middle=self.middle)
        return (float(x) - self.window[0]) * self.scale, (self.window[3] - float(y)) * self.scale


def _window(
    rings: Sequence[np.ndarray], places: Sequence[Place], middle: float, ratio: float
) -> Window:
    """Return the part of the map that is shown, no higher than `ratio` of its width."""
    positions = np.vstack([*rings, *[[[p.longitude, p.latitude]] for p in places]])
    x, y = calc_local(positions[:, 0], positions[:, 1], middle=middle)
    left, right, low, high = (float(v) for v in (x.min(), x.max(), y.min(), y.max()))
    pad = 0.03 * (right - left)
    left, right, low, high = left - pad, right + pad, low - pad, high + pad
    wider = max(0.0, (high - low) / ratio - (right - left))
    return left - wider / 2, right + wider / 2, low, high


def _rings(
    codes: Iterable[str], middle: float, window: Window
) -> tuple[list[float | None], list[float | None]]:
    """Return the rings that touch the window, as one path with gaps."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for code in codes:
        for ring in read_outlines()[code]:
            x, y = calc_local(ring[:, 0], ring[:, 1], middle=middle)
            beside = x.max() < window[0] or x.min() > window[1]
            if beside or y.max() < window[2] or y.min() > window[3]:
                continue
            xs += [*np.round(x, 3).tolist(), None]
            ys += [*np.round(y, 3).tolist(), None]
    return xs, ys


def _add_places(figure: go.Figure, spec: PlaceMap, theme: Theme, *, middle: float) -> None:
    for place in spec.places:
        x, y = calc_local(place.longitude, place.latitude, middle=middle)
        figure.add_scatter(
            x=[round(float(x), 4)],
            y=[round(float(y), 4)],
            mode="markers",
            marker={
                "symbol": _MARKS[place.kind],
                "size": 8 if place.kind == "town" else 12,
                "color": theme.accent if place.accent else theme.s1,
                "line": {"color": theme.paper, "width": 1.5},
            },
            hoverinfo="text",
            text=svg(f"{place.name} ({place.kind})" + (f"\n{place.note}" if place.note else "")),
        )


def _place_spots(spec: PlaceMap, frame: _Frame) -> list[Spot]:
    return [
        Spot(
            *frame.pixel(place.longitude, place.latitude),
            place.name + (f"\n{place.note}" if place.note else ""),
            bold=place.accent,
        )
        for place in spec.places
    ]


def _area_spots(provinces: Sequence[str], subject: str, frame: _Frame) -> list[Spot]:
    """Return the names of provinces and of the countries around, for the free places."""
    spots = []
    for code in provinces:
        at = find_centre(code)
        words = wrap(PROVINCE_NAMES[code], 12)
        if at is not None and _holds(code, text_width(words, 11), frame):
            spots.append(Spot(*frame.pixel(*at), words, area=True))
    for code in read_outlines():
        if "-" in code or code == subject or not is_country_code(code):
            continue
        middle = _middle_inside(code, frame)
        if middle is not None:
            spots.append(Spot(*middle, country_name(code).upper(), area=True))
    return spots


def _holds(code: str, wide: float, frame: _Frame) -> bool:
    """Return whether an area is wide and high enough for its name."""
    ring = max(read_outlines()[code], key=len)
    x, y = calc_local(ring[:, 0], ring[:, 1], middle=frame.middle)
    room = (float(x.max() - x.min()) * frame.scale, float(y.max() - y.min()) * frame.scale)
    return room[0] > wide * 1.3 and room[1] > 40


def _middle_inside(code: str, frame: _Frame) -> tuple[float, float] | None:
    """Return the middle in pixels of what the window shows of a country; None if that is little."""
    wide, tall = frame.bounds
    steps = 24
    xs, ys = np.meshgrid((np.arange(steps) + 0.5) / steps, (np.arange(steps) + 0.5) / steps)
    left, right, low, high = frame.window
    px, py = left + xs * (right - left), high - ys * (high - low)
    inside = np.zeros_like(px, dtype=bool)
    for ring in read_outlines()[code]:
        inside |= _inside(px, py, *calc_local(ring[:, 0], ring[:, 1], middle=frame.middle))
    if inside.mean() < 0.03:
        return None
    return float(xs[inside].mean()) * wide, float(ys[inside].mean()) * tall


def _inside(px: np.ndarray, py: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return which points lie in a ring: a ray to the right crosses it an odd number of times."""
    odd = np.zeros_like(px, dtype=bool)
    for x0, y0, x1, y1 in zip(x, y, np.roll(x, -1), np.roll(y, -1), strict=True):
        if y0 != y1:
            crossing = (y0 > py) != (y1 > py)
            odd ^= crossing & (px < (x1 - x0) * (py - y0) / (y1 - y0) + x0)
    return odd


def _scale_start(window: Window) -> tuple[float, float]:
    left, right, low, high = window
    return left + 0.03 * (right - left), low + 0.04 * (high - low)


def _add_scale_bar(figure: go.Figure, theme: Theme, window: Window) -> None:
    """Add a bar of 200 km in the lower left corner."""
    x, y = _scale_start(window)
    line = {"color": theme.ink, "width": 2}
    ends = [x, x + 200 / _KM_PER_DEGREE]
    figure.add_scatter(x=ends, y=[y, y], mode="lines", line=line, hoverinfo="skip")


def _scale_label(theme: Theme, window: Window) -> dict[str, Any]:
    x, y = _scale_start(window)
    quiet = {"yanchor": "bottom", "font": {"size": 11, "color": theme.muted}}
    return label("200 km", x, y, theme=theme, yshift=2, **quiet)
