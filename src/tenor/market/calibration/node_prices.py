"""The base price of each node [USD/t of the basis], and where it comes from."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenor.market.calibration.published import find_published
from tenor.market.calibration.stages import StageData
from tenor.market.calibration.unit_values import calc_unit_values
from tenor.sources.box import Tables

Floats = NDArray[np.float64]

KINDS = ("exports", "imports", "world", "published", "other stage")


@dataclass(frozen=True, slots=True)
class StagePrices:
    """Prices of one stage, (country,).

    Attributes
    ----------
    price : ndarray (country) [USD/t]
    kind : ndarray (country) of int
        Place in `KINDS`.
    world : float
        NaN where nothing tells it.
    notes : tuple of str
    """

    price: Floats
    kind: NDArray[np.int64]
    world: float
    notes: tuple[str, ...]


def price_open_stage(data: StageData, size: int) -> StagePrices:
    """Return the prices of a stage with trade by partner.

    A node takes the unit value of its exports, else that of its imports, both drawn to the
    world's by their weight, else the world's.
    """
    tonnes = np.where(data.imputed, np.nan, data.flow)
    places = np.arange(size)
    sold = calc_unit_values(data.origin, tonnes, data.value)
    bought = calc_unit_values(data.destination, tonnes, data.value)
    by_export, by_import = sold.own_weight(places) > 0, bought.own_weight(places) > 0
    price = np.where(by_export, sold.at(places), bought.at(places))
    kind = np.where(by_export, 0, np.where(by_import, 1, 2))
    world = sold.world
    note = (
        f"stage {data.stage}: prices are unit values of exports, free on board, drawn to the "
        f"world's {world:,.0f} USD/t by weight; {sold.trimmed} of {len(data.flow)} flows lie "
        "further than five times from it and enter no price"
    )
    return StagePrices(price, kind, world, (note,))


def price_world_market(data: StageData, year: int, tables: Tables, size: int) -> StagePrices:
    """Return the prices of a stage without trade by partner: one published price, or unknown."""
    content = data.row.spec.content
    found = find_published(data.row.spec, year, tables)
    if found is None:
        return StagePrices(np.full(size, np.nan), np.full(size, 4), math.nan, ())
    held, price, told = found
    other = "" if held == year else f" of {held}, which stands for {year}"
    note = f"stage {data.stage}: one price for all, {price:,.0f} USD/t {content}, {told}{other}"
    return StagePrices(np.full(size, price), np.full(size, 3), price, (note,))


def fill_unknown(prices: list[StagePrices], names: list[str]) -> list[StagePrices]:
    """Return the prices with unknown stages filled from the nearest stage, with a note.

    Only changes of a price enter where no freight and no specific duty do, so that the level
    of such a stage changes no quantity.
    """
    known = [place for place, held in enumerate(prices) if not math.isnan(held.world)]
    filled = []
    for place, held in enumerate(prices):
        if place in known or not known:
            filled.append(held)
            continue
        near = min(known, key=lambda k: abs(k - place))
        price = prices[near].world
        note = (
            f"stage {names[place]}: no price is at hand; that of stage {names[near]}, "
            f"{price:,.0f} USD/t, stands in for its level (assumed)"
        )
        size = len(held.price)
        filled.append(StagePrices(np.full(size, price), np.full(size, 4), price, (note,)))
    return filled
