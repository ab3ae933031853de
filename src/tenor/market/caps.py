"""Ports, railways, power and water that several activities share, attached to a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tenor.core.countries import country as find_country
from tenor.core.errors import UnitError, UserError
from tenor.core.units import convert_content
from tenor.market.network import Network, SharedCaps
from tenor.panel.curated import read_curated_from
from tenor.panel.materials import read_materials
from tenor.sources.box import Tables, default_tables

Ints = NDArray[np.int64]

EXPORT_MEASURE = "capacity_export"
"""Measure of the table of infrastructure that limits exports of a project's good."""


@dataclass(frozen=True, slots=True)
class Cap:
    """One shared limit.

    Attributes
    ----------
    name : str
    kind : str
        ``port``, ``rail``, ``road``, ``power`` or ``water``.
    limit : float [unit/y]
    unit : str
        ``t`` for ports, railways and roads, ``MWh`` for power, ``m3`` for water.
    uses : tuple of (str, int, float)
        Kind of activity (``route``, ``supply`` or ``process``), its place in the network, and
        units it takes per tonne.
    note : str
    """

    name: str
    kind: str
    limit: float
    unit: str
    uses: tuple[tuple[str, int, float], ...]
    note: str = ""


def attach_caps(network: Network, caps: Sequence[Cap]) -> Network:
    """Return the network with shared limits on top of those it has.

    Raises
    ------
    UserError
        A limit is below what the base year uses, so that the base year could not come back.

    Examples
    --------
    >>> from tenor.market.calibration import build_network
    >>> network = build_network("copper", 2022)
    >>> routes = find_exports(network, "CHL", "ore")
    >>> cap = Cap("port", "port", 2e7, "t", tuple(("route", int(k), 3.7) for k in routes))
    >>> attach_caps(network, [cap]).caps.names
    ('port',)
    """
    held = network.caps
    used = {
        "supply": network.supply,
        "route": network.routes.flow,
        "process": network.processes.input,
    }
    for cap in caps:
        load = sum(weight * float(used[kind][place]) for kind, place, weight in cap.uses)
        if load > cap.limit * (1 + 1e-12):
            raise UserError(
                f"{cap.name}: the base year uses {load:,.0f} {cap.unit} of {cap.limit:,.0f}; "
                "check the limit and what each tonne takes"
            )
    first = len(held.names)
    uses = [(first + number, *use) for number, cap in enumerate(caps) for use in cap.uses]
    notes = tuple(
        f"{cap.name} ({cap.kind}): {cap.limit:,.0f} {cap.unit} a year"
        + (f"; {cap.note}" if cap.note else "")
        for cap in caps
    )
    joined = SharedCaps(
        names=(*held.names, *(cap.name for cap in caps)),
        limit=np.append(held.limit, [cap.limit for cap in caps]),
        cap=np.append(held.cap, np.array([use[0] for use in uses], dtype=np.int64)),
        kind=(*held.kind, *(use[1] for use in uses)),
        element=np.append(held.element, np.array([use[2] for use in uses], dtype=np.int64)),
        weight=np.append(held.weight, np.array([use[3] for use in uses], dtype=np.float64)),
    )
    return replace(network, caps=joined, assumptions=(*network.assumptions, *notes))


def find_exports(network: Network, country: str, stage: str) -> Ints:
    """Return the places of the routes out of a country at a stage."""
    return np.flatnonzero(network.routes.origin == network.find_node(country, stage))


def gross_weight(network: Network, stage: str) -> float:
    """Return tonnes as shipped per tonne of the network's basis, mean of the codes of a stage."""
    if network.basis == "t gross":
        return 1.0
    factors = [
        code.contained_factor
        for code in read_materials().codes(network.commodity, stage)
        if code.contained_factor
    ]
    if not factors:
        raise UserError(f"{network.commodity} {stage}: no contained factor is known")
    return 1.0 / float(np.mean(factors))


def read_export_caps(
    network: Network, country: str, stage: str = "ore", *, tables: Tables | None = None
) -> tuple[tuple[Cap, ...], tuple[str, ...]]:
    """Return the port and rail limits on exports that the table of infrastructure states.

    Only rows whose measure is a capacity for the export of a mine's good are taken. The others
    of the country with a capacity are told with the reason why they are not.

    Returns
    -------
    tuple of Cap
    tuple of str
        Rows that were not taken.
    """
    tables = default_tables() if tables is None else tables
    code = find_country(country).iso3
    rows = read_curated_from("infrastructure", tables.folder).where(country=code)
    routes = find_exports(network, code, stage)
    weight = gross_weight(network, stage)
    caps, left = [], []
    for row in rows:
        if not str(row["measure"]).startswith("capacity"):
            continue
        limit = _yearly(row)
        told = f"{row['id']}: {row['name']}, {row['measure']}"
        if row["measure"] != EXPORT_MEASURE or limit is None:
            left.append(f"{told}: not a yearly limit on exports of this good")
            continue
        uses = tuple(("route", int(place), weight) for place in routes)
        note = f"{row['source']} ({row['met']}); {weight:.2f} t shipped per {network.basis}"
        caps.append(Cap(row["id"], row["kind"], limit, "t", uses, note))
    return tuple(caps), tuple(left)


def _yearly(row: Mapping[str, object]) -> float | None:
    """Return a limit in tonnes a year; None where the row states none."""
    if row["value"] is None:
        return None
    try:
        return float(convert_content(row["value"], str(row["unit"]), "t/y"))
    except UnitError:
        return None
