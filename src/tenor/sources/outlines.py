"""Country outlines of the world map and province outlines of Pakistan, from Natural Earth."""

from __future__ import annotations

import json
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from tenor.core.errors import DataError, UnknownNameError
from tenor.sources.records import box_path, read_record

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

    Rings: TypeAlias = tuple[np.ndarray, ...]

BOUNDARY_NOTE = (
    "Boundaries are drawn as Natural Earth draws them and are no statement on sovereignty. "
    "Jammu and Kashmir is disputed; the line shown follows the line held on the ground. "
    "The former tribal areas are shown as part of Khyber Pakhtunkhwa."
)
"""The caveat that goes with every map."""

PROVINCE_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "PAK-BA": "Balochistan",
        "PAK-GB": "Gilgit-Baltistan",
        "PAK-IS": "Islamabad",
        "PAK-JK": "Azad Jammu and Kashmir",
        "PAK-KP": "Khyber Pakhtunkhwa",
        "PAK-PB": "Punjab",
        "PAK-SD": "Sindh",
    }
)


@lru_cache(maxsize=1)
def read_outlines() -> Mapping[str, Rings]:
    """Return the outer rings of countries and provinces, in degrees of longitude and latitude.

    Returns
    -------
    Mapping of str to tuple of ndarray (point, 2)
        Keys are ISO 3166 alpha-3 codes, ``XKX``, ``XNC`` and ``XSO`` for Kosovo,
        Northern Cyprus and Somaliland, which the map draws apart, and the keys
        of `PROVINCE_NAMES`. Antarctica is left out. The arrays are read-only.

    Raises
    ------
    DataError
        The file is not in the box.

    Examples
    --------
    >>> read_outlines()["PAK"][0].shape[1]
    2
    """
    import numpy as np

    record = read_record("outlines")
    path = box_path(record.file)
    if not path.is_file():
        raise DataError(f"{record.file} is not in the box; build it: {record.built_by}")
    held = json.loads(path.read_text(encoding="ascii"))
    outlines: dict[str, Rings] = {}
    for group in ("countries", "provinces"):
        for code, rings in held[group].items():
            arrays = []
            for steps in rings:
                ring = np.cumsum(np.array(steps).reshape(-1, 2), axis=0) / 100
                ring.setflags(write=False)
                arrays.append(ring)
            outlines[code] = tuple(arrays)
    return MappingProxyType(outlines)


def country_rings(code: str) -> Rings:
    """Return the rings of one country or province.

    Raises
    ------
    UnknownNameError
        The map has no such code (small islands have no outline at this scale).
    """
    outlines = read_outlines()
    if code not in outlines:
        raise UnknownNameError("outline", code, outlines)
    return outlines[code]
