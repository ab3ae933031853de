"""What a run was made of: case, data, seed, parameters, version, and the hash of its result."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tenor import __version__
from tenor.core.distributions import Distribution
from tenor.market import Network
from tenor.panel.case import Case
from tenor.scenarios.drivers import Driver, Sampler
from tenor.scenarios.markets import Market
from tenor.sources.box import Tables
from tenor.sources.records import read_record

FORMAT = 1
MOST_FLOWS = 6
"""Routes per stage that are listed."""

_SETS = ("baci", "wmd", "pinksheet")

IDENTITY = (
    "case",
    "case_hash",
    "data",
    "networks",
    "version",
    "seed",
    "draws",
    "sampling",
    "scenarios",
    "years",
    "parameters",
)
"""Entries that decide the result; how and where it was computed is not among them."""


def build_manifest(
    case: Case,
    tables: Tables,
    *,
    markets: Sequence[Market],
    drivers: Mapping[str, Driver],
    sampler: Sampler,
    asked: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the manifest of a run, without what its result adds."""
    return {
        "format": FORMAT,
        "case": case.name,
        "case_hash": case.hash,
        "base_year": case.base_year,
        "cut_off": case.cut_off.isoformat(),
        "version": __version__,
        "seed": sampler.seed,
        "draws": sampler.draws,
        "sampling": sampler.sampling,
        **asked,
        "data": {
            **{name: read_record(name).sha256 for name in _SETS},
            **hash_folder(tables.folder),
        },
        "networks": {market.commodity: hash_network(market.network) for market in markets},
        "basis": {market.commodity: market.network.basis for market in markets},
        "base_flows": [flow for market in markets for flow in list_flows(market)],
        "parameters": {
            name: {
                "distribution": tell_distribution(driver.distribution),
                "unit": driver.unit,
                "words": driver.words,
            }
            for name, driver in sorted(drivers.items())
        },
        "assumptions": {market.commodity: list(market.network.assumptions) for market in markets},
    }


def list_flows(market: Market) -> list[dict[str, Any]]:
    """Return the largest routes of each stage in the base year, those of projects apart."""
    network = market.network
    routes, own = network.routes, {r for seed in market.seeds.values() for r in seed.routes}
    found: list[dict[str, Any]] = []
    for s, stage in enumerate(network.stages):
        here = [r for r in np.flatnonzero(network.stage[routes.origin] == s) if r not in own]
        total = float(routes.flow[here].sum())
        largest = sorted(here, key=lambda r: -routes.flow[r])[:MOST_FLOWS]
        found += [
            {
                "commodity": market.commodity, "stage": stage, "total": total,
                "exporter": network.countries[network.country[routes.origin[r]]],
                "importer": network.countries[network.country[routes.destination[r]]],
                "tonnes": float(routes.flow[r]), "assumed": bool(routes.assumed[r]),
            }
            for r in largest
        ]  # fmt: skip
    return found


def hash_folder(folder: Path | None) -> dict[str, str]:
    """Return the SHA-256 of the user's own tables, by file; nothing without a folder."""
    if folder is None or not folder.is_dir():
        return {}
    files = sorted(path for path in folder.rglob("*") if path.suffix in {".parquet", ".csv"})
    return {
        f"own/{path.relative_to(folder).as_posix()}": hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def hash_network(network: Network) -> str:
    """Return the SHA-256 of a network: labels, and every array bit by bit."""
    digest = hashlib.sha256()
    labels = (network.commodity, network.basis, network.year, network.countries, network.stages)
    digest.update(repr(labels).encode())
    parts = (network, network.routes, network.processes, network.by_products, network.caps)
    for part in parts:
        for name in part.__slots__:
            values = getattr(part, name)
            if hasattr(values, "tobytes"):
                digest.update(name.encode() + values.tobytes())
    return digest.hexdigest()


def tell_distribution(distribution: Distribution) -> dict[str, Any]:
    """Return a distribution as a JSON object."""
    fields = getattr(distribution, "__slots__", ())
    return {"kind": type(distribution).__name__.lower()} | {
        name: getattr(distribution, name) for name in fields
    }


def find_changes(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the entries of two manifests that differ, deepest first."""
    found: list[dict[str, Any]] = []
    for name in (*IDENTITY, "base_year", "cut_off"):
        _compare(name, first.get(name), second.get(name), found)
    return found


def _compare(name: str, first: Any, second: Any, found: list[dict[str, Any]]) -> None:
    if first == second:
        return
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        for key in sorted({*first, *second}):
            _compare(f"{name}.{key}", first.get(key), second.get(key), found)
        return
    found.append({"entry": name, "first": first, "second": second})
