"""Pooling small countries in a rest of the world."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tenor.market.calibration.chain import Chain, Link
from tenor.market.calibration.options import Options
from tenor.market.calibration.stages import EXTRA, Output, StageData

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

REST = "ROW"


def calc_importance(chain: Chain, size: int) -> Floats:
    """Return each country's share of throughput: the largest of its stages, 0..1."""
    largest = np.zeros(size)
    for place, data in enumerate(chain.stages):
        through = np.bincount(data.origin, data.flow, minlength=size)
        through = through + np.bincount(data.destination, data.flow, minlength=size)
        output = chain.links[place - 1].output if place else data.output.quantity
        if data.output.kind == "tonnes" or place:
            through = through + np.nan_to_num(output, nan=0.0)
        whole = through.sum()
        if whole > 0:
            largest = np.maximum(largest, through / whole)
    return largest


def pool_countries(chain: Chain, size: int, options: Options) -> tuple[Chain, Bools, int]:
    """Return the chain with small countries pooled, which countries stay, and how many do not.

    They are pooled in the place before the last. Where none is, all stay.
    """
    largest = calc_importance(chain, size)
    kept = (largest > 0) & (largest >= options.least_share)
    if options.top is not None and int(kept.sum()) > options.top:
        order = np.argsort(-largest, kind="stable")[: options.top]
        chosen = np.zeros(size, dtype=bool)
        chosen[order] = True
        kept &= chosen
    pooled = int(((largest > 0) & ~kept).sum())
    if not pooled:
        return chain, np.ones(size, dtype=bool), 0
    rest = size - EXTRA
    kept |= np.arange(size) >= rest
    place = np.where(kept, np.arange(size), rest)
    stages = tuple(_pool_stage(data, place, size) for data in chain.stages)
    links = tuple(_pool_link(link, place, size) for link in chain.links)
    return replace(chain, stages=stages, links=links), kept, pooled


def _pool_stage(data: StageData, place: Ints, size: int) -> StageData:
    """Return a stage with its small countries in one; trade among them leaves the routes."""
    origin, destination = place[data.origin], place[data.destination]
    between = origin != destination
    origin, destination = origin[between], destination[between]
    pair, at = np.unique(origin * size + destination, return_inverse=True)
    flow = np.bincount(at, data.flow[between], minlength=len(pair))
    variance = np.bincount(at, (data.error[between] * data.flow[between]) ** 2, minlength=len(pair))
    return replace(
        data,
        origin=pair // size,
        destination=pair % size,
        flow=flow,
        value=np.bincount(at, data.value[between], minlength=len(pair)),
        error=np.sqrt(variance) / flow,
        imputed=np.bincount(at, data.imputed[between], minlength=len(pair)) > 0,
        output=_pool_output(data.output, place, size),
    )


def _pool_output(output: Output, place: Ints, size: int) -> Output:
    """Return output with that of small countries in one place."""
    known = ~np.isnan(output.quantity)
    at, quantity = place[known], output.quantity[known]
    whole = np.bincount(at, quantity, minlength=size)
    held = np.bincount(at, minlength=size) > 0
    variance = np.bincount(at, (quantity * output.error[known]) ** 2, minlength=size)
    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.where(whole > 0, np.sqrt(variance) / whole, np.nan)
    return replace(
        output,
        quantity=np.where(held, whole, np.nan),
        error=error,
        listed=np.bincount(place, output.listed, minlength=size) > 0,
    )


def _pool_link(link: Link, place: Ints, size: int) -> Link:
    """Return a link with its small countries in one."""
    return replace(link, output=np.bincount(place, link.output, minlength=size))
