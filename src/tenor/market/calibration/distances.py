"""Great-circle distances between countries, from the middle of their outlines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tenor.sources.outlines import read_outlines

Floats = NDArray[np.float64]

EARTH_KM = 6371.0
LEAST_KM = 100.0
"""Neighbours whose middles lie closer count as so far apart."""

SMALL_PLACES: Mapping[str, tuple[float, float]] = {
    "ABW": (12.5, -70.0),
    "BHR": (26.2, 50.6),
    "BMU": (32.3, -64.8),
    "BRB": (13.1, -59.6),
    "COM": (-11.7, 43.3),
    "CPV": (14.9, -23.5),
    "CUW": (12.2, -69.0),
    "CYM": (19.3, -81.4),
    "GIB": (36.1, -5.3),
    "GRD": (12.1, -61.8),
    "HKG": (22.3, 114.2),
    "MAC": (22.2, 113.5),
    "MDV": (4.2, 73.5),
    "MLT": (35.9, 14.5),
    "MUS": (-20.2, 57.5),
    "PYF": (-17.5, -149.6),
    "SGP": (1.3, 103.8),
    "SYC": (-4.6, 55.5),
    "VGB": (18.4, -64.6),
}
"""Latitude and longitude of capitals that the outlines leave out; recalled, to 0.1 degrees."""


@lru_cache(maxsize=1)
def read_middles() -> Mapping[str, tuple[float, float]]:
    """Return latitude and longitude of the middle of each country's largest part [degrees].

    Examples
    --------
    >>> latitude, longitude = read_middles()["AUS"]
    >>> round(latitude), round(longitude)
    (-26, 134)
    """
    middles = dict(SMALL_PLACES)
    for code, rings in read_outlines().items():
        if len(code) == 3:
            area, x, y = max((_measure(ring) for ring in rings), key=lambda part: part[0])
            if area > 0:
                middles[code] = y, x
    return middles


def _measure(ring: Floats) -> tuple[float, float, float]:
    """Return area and centroid of a ring, with longitudes shrunk to their length in the middle."""
    shrink = np.cos(np.radians(ring[:, 1].mean()))
    x, y = ring[:, 0] * shrink, ring[:, 1]
    cross = x * np.roll(y, -1) - np.roll(x, -1) * y
    area = float(cross.sum()) / 2
    if area == 0:
        return 0.0, float(ring[:, 0].mean()), float(y.mean())
    middle_x = float(((x + np.roll(x, -1)) * cross).sum() / (6 * area))
    middle_y = float(((y + np.roll(y, -1)) * cross).sum() / (6 * area))
    return abs(area), middle_x / float(shrink), middle_y


def calc_distances(countries: Sequence[str]) -> Floats:
    r"""Return distances between countries [km], NaN where a place has no coordinates.

    .. math:: d = 2R \arcsin\sqrt{\sin^2\tfrac{\Delta\phi}{2}
              + \cos\phi_1\cos\phi_2\sin^2\tfrac{\Delta\lambda}{2}}

    Returns
    -------
    ndarray (country, country)

    Examples
    --------
    >>> far = float(calc_distances(["CHL", "JPN"])[0, 1])
    >>> 16_000 < far < 19_000
    True
    """
    middles = read_middles()
    blank = np.nan, np.nan
    place = np.radians([middles.get(code, blank) for code in countries]).reshape(-1, 2)
    latitude, longitude = place[:, 0], place[:, 1]
    half = np.sin((latitude[:, None] - latitude) / 2) ** 2
    turn = np.sin((longitude[:, None] - longitude) / 2) ** 2
    half = half + np.cos(latitude)[:, None] * np.cos(latitude) * turn
    return np.maximum(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))), LEAST_KM)
