"""Reserves of the nodes of a network, from the curated table [t, basis of the network]."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tenor.core.errors import UnitError
from tenor.core.units import convert_content, parse_unit
from tenor.market.network import Network
from tenor.panel.curated import read_curated_from
from tenor.panel.materials import read_materials
from tenor.sources.box import Tables, default_tables

Floats = NDArray[np.float64]


def read_reserves(network: Network, tables: Tables | None = None) -> tuple[Floats, tuple[str, ...]]:
    """Return the reserves of each node and where they come from.

    Returns
    -------
    ndarray (node) [t]
        NaN where not known and at stages that mine nothing. The latest year up to the
        network's counts, else the earliest after it.
    tuple of str
        What was taken, one line a row.

    Examples
    --------
    >>> from tenor.market.calibration import build_network
    >>> network = build_network("copper", 2022)
    >>> held, told = read_reserves(network)
    >>> bool(held[network.find_node("CHL", "ore")] > 1e8)
    True
    """
    tables = default_tables() if tables is None else tables
    found = np.full(network.size, np.nan)
    notes = []
    if "ore" not in network.stages:
        return found, ()
    spec = read_materials().stage(network.commodity, "ore")
    rows = read_curated_from("reserves", tables.folder).where(commodity=network.commodity)
    at = network.stages.index("ore")
    for node in np.flatnonzero(network.stage == at):
        country = network.countries[network.country[node]]
        held = [row for row in rows if row["country"] == country and row["value"] is not None]
        if not held:
            continue
        past = [row for row in held if row["year"] <= network.year]
        row = max(past, key=_year) if past else min(held, key=_year)
        try:
            amount = _on_basis(row, spec.to_content, network.basis)
        except UnitError:
            continue
        if amount is not None:
            found[node] = amount
            notes.append(
                f"{country}: {row['value']:g} {row['unit']} in {row['year']} ({row['source']}, "
                f"{row['met']})"
            )
    return found, tuple(notes)


def _year(row: object) -> int:
    return int(row["year"])  # type: ignore[index]


def _on_basis(row: object, to_content: float | None, basis: str) -> float | None:
    """Return a reserve on the basis of a network; None where the factor is not known."""
    value, unit = row["value"], row["unit"]  # type: ignore[index]
    stated = parse_unit(unit).content
    if stated == "gross" and basis != "t gross":
        return None if to_content is None else convert_content(value, unit, "t gross") * to_content
    return float(convert_content(value, unit, basis))
