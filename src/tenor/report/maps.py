"""Maps from ordinary filled outlines: no tiles, no topology fetched, works offline.

The world is drawn in the Equal Earth projection, which keeps areas true; single
countries are in `places`. Boundaries carry `sources.outlines.BOUNDARY_NOTE`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from tenor.core.countries import country_name, is_country_code
from tenor.report.drawing import blank_axis, empty_figure, font_size, label, svg
from tenor.report.figures import RouteFlow, WorldFlows
from tenor.report.placing import Spot, place_labels
from tenor.report.theme import NARROW, Theme
from tenor.sources.outlines import read_outlines

if TYPE_CHECKING:
    import plotly.graph_objects as go

CENTRE = 11.0
"""Middle meridian of the world map: the cut then runs through the Bering Strait."""

# Label points for places that have no outline at this scale, or whose middle lies badly.
_POINTS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "USA": (-98.0, 39.5),
        "CAN": (-106.0, 57.0),
        "RUS": (95.0, 61.0),
        "NOR": (9.0, 61.0),
        "CHL": (-70.8, -30.0),
        "BHR": (50.5, 26.0),
        "HKG": (114.2, 22.3),
        "MAC": (113.5, 22.2),
        "MLT": (14.4, 35.9),
        "MUS": (57.6, -20.3),
        "SGP": (103.8, 1.35),
    }
)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796


Window: TypeAlias = tuple[float, float, float, float]
"""What a map shows: x from, x to, y from, y to."""

Flown: TypeAlias = "tuple[RouteFlow, np.ndarray]"
"""A flow with its projected curve."""


def calc_equal_earth(
    longitude: np.ndarray | float, latitude: np.ndarray | float, *, centre: float = CENTRE
) -> tuple[np.ndarray, np.ndarray]:
    r"""Return Equal Earth coordinates of positions on a sphere of radius 1.

    .. math::
        \sin\theta = \tfrac{\sqrt 3}{2}\sin\varphi, \quad
        x = \frac{2\sqrt 3\,\lambda\cos\theta}
                 {3\,(9A_4\theta^8 + 7A_3\theta^6 + 3A_2\theta^2 + A_1)}, \quad
        y = A_4\theta^9 + A_3\theta^7 + A_2\theta^3 + A_1\theta

    Parameters
    ----------
    longitude, latitude : array or float [degree]
    centre : float [degree]
        Middle meridian.

    Returns
    -------
    tuple of ndarray
        x within about -2.71..2.71 and y within about -1.32..1.32.

    References
    ----------
    Šavrič, Patterson and Jenny, The Equal Earth map projection, International
    Journal of Geographical Information Science, 2018.

    Examples
    --------
    >>> [float(v) for v in calc_equal_earth(11.0, 0.0)]
    [0.0, 0.0]
    """
    turned = (np.asarray(longitude, dtype=float) - centre + 180) % 360 - 180
    lam = np.radians(turned)
    theta = np.arcsin(math.sqrt(3) / 2 * np.sin(np.radians(latitude)))
    t2 = theta * theta
    t6 = t2 * t2 * t2
    x = (
        2
        * math.sqrt(3)
        * lam
        * np.cos(theta)
        / (3 * (9 * _A4 * t6 * t2 + 7 * _A3 * t6 + 3 * _A2 * t2 + _A1))
    )
    y = theta * (_A4 * t6 * t2 + _A3 * t6 + _A2 * t2 + _A1)
    return x, y


def find_centre(code: str) -> tuple[float, float] | None:
    """Return the point (longitude, latitude) at which a country's flows start and end.

    The area centroid of its largest ring; None where the map has no such country.
    """
    if code in _POINTS:
        return _POINTS[code]
    rings = read_outlines().get(code)
    if rings is None:
        return None
    best = max(rings, key=lambda ring: abs(_area(ring)))
    x, y = best[:, 0], best[:, 1]
    nx, ny = np.roll(x, -1), np.roll(y, -1)
    cross = x * ny - nx * y
    six = 3 * cross.sum()
    return float(((x + nx) * cross).sum() / six), float(((y + ny) * cross).sum() / six)


def _area(ring: np.ndarray) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2)


def _world_rings(
    codes: Iterable[str], window: Window
) -> tuple[list[float | None], list[float | None]]:
    """Return the rings that touch the window as one path with gaps.

    A ring across the cut goes to the side of its middle.
    """
    outlines = read_outlines()
    xs: list[float | None] = []
    ys: list[float | None] = []
    for code in codes:
        for ring in outlines[code]:
            turned = (ring[:, 0] - CENTRE + 180) % 360 - 180
            if turned.max() - turned.min() > 180:
                side = 180.0 if np.median(turned) > 0 else -180.0
                turned = np.where(turned * side < 0, side, turned)
            x, y = calc_equal_earth(np.clip(turned, -179.99, 179.99), ring[:, 1], centre=0.0)
            beside = x.max() < window[0] or x.min() > window[1]
            if beside or y.max() < window[2] or y.min() > window[3]:
                continue
            xs += [*np.round(x, 3).tolist(), None]
            ys += [*np.round(y, 3).tolist(), None]
    return xs, ys


def add_land(
    figure: go.Figure,
    rings: tuple[list[float | None], list[float | None]],
    *,
    fill: str,
    edge: str,
    width: float = 0.7,
) -> None:
    """Add outlines, given as one path with gaps, as a filled shape."""
    figure.add_scatter(
        x=rings[0],
        y=rings[1],
        mode="lines",
        fill="toself",
        fillcolor=fill,
        line={"color": edge, "width": width},
        hoverinfo="skip",
    )


def draw_world(spec: WorldFlows, theme: Theme, width: int) -> go.Figure:
    """Return a world map with flows as curves, as wide as their value.

    The value stands at the end that has one flow only, so that exporters (or
    importers, where one country sells) are named with theirs. Under `NARROW`
    pixels they carry letters and are named below the map.

    Parameters
    ----------
    spec : WorldFlows
        A flow from or to a place without an outline is listed in the table only.
    theme : Theme
    width : int [px]
    """
    drawn = _place_flows(spec)
    window = _world_window(drawn, 0.62 if width < NARROW else 0.5)
    pixels = width - 8
    scale = pixels / (window[1] - window[0])
    height = scale * (window[3] - window[2])
    keys = _key_lines(spec, drawn) if width < NARROW else []
    below = 18.0 * len(keys) + (8 if keys else 4)
    margin = {"l": 4, "r": 4, "t": 4, "b": below}
    figure = empty_figure(theme, width, height=height + 4 + below, margin=margin, meta="aspect")
    countries = [code for code in read_outlines() if "-" not in code]
    add_land(figure, _world_rings(countries, window), fill=theme.land, edge=theme.border)
    shaded = [code for code in spec.shaded if code in countries]
    if shaded:
        add_land(figure, _world_rings(shaded, window), fill=theme.rest, edge=theme.border)
    most = max((float(item[0].value or 0) for item in drawn), default=1.0)
    for item in reversed(drawn):
        _add_flow(figure, item, theme, share=float(item[0].value or 0) / most)
    figure.update_xaxes(**blank_axis(range=list(window[:2])))
    figure.update_yaxes(**blank_axis(range=list(window[2:])))
    notes, lines = _world_labels(spec, drawn, theme, window=window, scale=scale)
    for place, words in enumerate(keys):
        shift = -(14 + 18 * place)
        notes.append(label(words, 0, 0, theme=theme, xref="paper", yref="paper", yshift=shift))
    figure.update_layout(annotations=notes, shapes=lines)
    return figure


def _name(spec: WorldFlows, code: str) -> str:
    given = dict(spec.names)
    return given.get(code) or (country_name(code) if is_country_code(code) else code)


def _place_flows(spec: WorldFlows) -> list[Flown]:
    """Return the flows that can be drawn with their projected curves, the largest first."""
    found = []
    for flow in spec.flows:
        start, stop = find_centre(flow.exporter), find_centre(flow.importer)
        if flow.value is None or flow.value <= 0 or start is None or stop is None:
            continue
        (x0, y0), (x1, y1) = calc_equal_earth(*start), calc_equal_earth(*stop)
        found.append((flow, curve((float(x0), float(y0)), (float(x1), float(y1)))))
    return sorted(found, key=lambda item: (-float(item[0].value or 0), item[0].exporter))


def _world_window(drawn: Sequence[Flown], ratio: float) -> Window:
    """Return the part of the map (x from, to, y from, to) that the curves need, with room.

    `ratio` is the least height as a part of the width.
    """
    if not drawn:
        return -2.72, 2.72, -1.0, 1.25
    points = np.vstack([path for _, path in drawn])
    left, low = points.min(axis=0)
    right, high = points.max(axis=0)
    left, right = max(-2.72, float(left) - 0.4), min(2.72, float(right) + 0.4)
    low, high = max(-1.1, float(low) - 0.25), float(high) + 0.08
    short = (right - left) * ratio - (high - low)
    if short > 0:
        low, high = low - short * 0.7, high + short * 0.3
    return left, right, low, high


def curve(
    start: tuple[float, float], stop: tuple[float, float], *, lift: float = 0.13
) -> np.ndarray:
    """Return a quadratic curve between two points (point, 2), bent upwards.

    Parameters
    ----------
    start, stop : tuple of float
    lift : float
        Height of the bend as a part of the distance.
    """
    first, last = np.array(start), np.array(stop)
    middle = (first + last) / 2 + np.array([0.0, 2 * lift * np.hypot(*(last - first))])
    t = np.linspace(0.0, 1.0, 33)[:, None]
    path: np.ndarray = (1 - t) ** 2 * first + 2 * t * (1 - t) * middle + t * t * last
    return np.round(path, 4)


def _add_flow(figure: go.Figure, item: Flown, theme: Theme, *, share: float) -> None:
    flow, path = item
    colour = theme.accent if flow.accent else theme.s1
    figure.add_scatter(
        x=path[:, 0].tolist(),
        y=path[:, 1].tolist(),
        mode="lines",
        line={"color": colour, "width": round(1.2 + 7 * share, 2)},
        opacity=0.75,
        hoverinfo="text",
        text=f"{svg(flow.exporter)} → {svg(flow.importer)}: {svg(flow.text)}",
    )
    before, tip = path[-3], path[-1]
    angle = math.degrees(math.atan2(tip[0] - before[0], tip[1] - before[1]))
    for point, mark in (
        (path[0], {"symbol": "circle", "size": 7}),
        (tip, {"symbol": "triangle-up", "size": round(9 + 4 * share, 1), "angle": round(angle, 1)}),
    ):
        figure.add_scatter(
            x=[float(point[0])],
            y=[float(point[1])],
            mode="markers",
            marker={**mark, "color": colour, "line": {"color": theme.paper, "width": 1}},
            hoverinfo="skip",
        )


@dataclass(frozen=True, slots=True)
class _Tag:
    """Where a flow's value is written: at the end that has this flow alone, else on the curve."""

    name: str
    flow: RouteFlow
    point: tuple[float, float]


def _tags(spec: WorldFlows, drawn: Sequence[Flown]) -> list[_Tag]:
    leaving = Counter(flow.exporter for flow, _ in drawn)
    arriving = Counter(flow.importer for flow, _ in drawn)
    tags = []
    for flow, path in drawn:
        if leaving[flow.exporter] == 1:
            name, at = _name(spec, flow.exporter), path[0]
        elif arriving[flow.importer] == 1:
            name, at = _name(spec, flow.importer), path[-1]
        else:
            name = f"{_name(spec, flow.exporter)} → {_name(spec, flow.importer)}"
            at = path[len(path) // 2]
        tags.append(_Tag(name, flow, (float(at[0]), float(at[1]))))
    return tags


def _world_labels(
    spec: WorldFlows,
    drawn: Sequence[Flown],
    theme: Theme,
    *,
    window: Window,
    scale: float,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    def pixel(point: Sequence[float]) -> tuple[float, float]:
        return (point[0] - window[0]) * scale, (window[3] - point[1]) * scale

    width = scale * (window[1] - window[0])
    narrow = width < NARROW
    spots: dict[tuple[float, float], Spot] = {}
    for place, tag in enumerate(_tags(spec, drawn)):
        words = _LETTERS[place % 26] if narrow else f"{tag.name} {tag.flow.text}"
        spots[tag.point] = Spot(*pixel(tag.point), words, bold=tag.flow.accent)
    for flow, path in drawn:
        for code, end in ((flow.exporter, path[0]), (flow.importer, path[-1])):
            at = (float(end[0]), float(end[1]))
            spots.setdefault(at, Spot(*pixel(at), _name(spec, code)))
    bounds = (width, scale * (window[3] - window[2]))
    curves = [pixel(point) for _, path in drawn for point in path.tolist()[2:-2]]
    order = list(spots.values())
    return place_labels(order, theme, bounds=bounds, size=font_size(int(width)), obstacles=curves)


def _key_lines(spec: WorldFlows, drawn: Sequence[Flown]) -> list[str]:
    """Return one line for each letter on the map."""
    return [
        f"<b>{_LETTERS[place % 26]}</b>  {svg(tag.name)} {svg(tag.flow.text)}"
        for place, tag in enumerate(_tags(spec, drawn))
    ]
