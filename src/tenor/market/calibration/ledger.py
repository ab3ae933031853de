"""The quantities of a chain and the balances they enter, from the data to what balances.

Of each country and stage: supply, use that leaves the chain, what the data leave unexplained,
trade, and what its plants take in. Where trade by partner is not in the data, the balance of
the stage is the world's alone, and what each country sells to the world market follows.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tenor.market.calibration.chain import Chain

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(slots=True)
class Ledger:
    """Quantities by stage and country (stage, country) [t], and by route of each stage.

    Attributes
    ----------
    supply, use, residual, feed, made : ndarray (stage, country)
        `feed` goes into the plants of the next stage, `made` comes from those of the stage.
    flow : list of ndarray (route)
        One per stage; empty where the trade of a stage is not in the data.
    to_market : ndarray (stage, country)
        Sold to the world market of a stage whose trade is not in the data; below zero bought.
    known : mapping of stage place to (origin, destination, flow)
        Routes of such a stage that a curated table tells.
    measured_supply, measured_feed : ndarray (stage, country)
        As the data have them, before anything was reconciled.
    notes : list of str
        Of the routes that a curated table tells.
    reconciled : bool
        False where exports stand for supply and imports for use.
    """

    supply: Floats
    use: Floats
    residual: Floats
    feed: Floats
    made: Floats
    flow: list[Floats]
    to_market: Floats
    known: dict[int, tuple[Ints, Ints, Floats]]
    measured_supply: Floats
    measured_feed: Floats
    reconciled: bool
    notes: list[str] = field(default_factory=list)


def calc_trade(chain: Chain, ledger: Ledger, place: int) -> tuple[Floats, Floats]:
    """Return exports and imports of each country at a stage, zero where they are not known."""
    size = ledger.supply.shape[1]
    if not chain.is_open[place]:
        return np.zeros(size), np.zeros(size)
    data, flow = chain.stages[place], ledger.flow[place]
    out = np.bincount(data.origin, flow, minlength=size)
    return out, np.bincount(data.destination, flow, minlength=size)


def calc_apparent(ledger: Ledger, chain: Chain, place: int) -> Floats:
    """Return supply and output of plants plus imports less exports of each country [t]."""
    out, into = calc_trade(chain, ledger, place)
    found: Floats = ledger.supply[place] + ledger.made[place] + into - out
    return found


def calc_throughput(ledger: Ledger, chain: Chain) -> Floats:
    """Return the size of each country's balance at each stage [t]."""
    through = ledger.supply + ledger.feed + ledger.made
    for place in range(len(chain.stages)):
        out, into = calc_trade(chain, ledger, place)
        through[place] += out + into
    return through


def calc_inflow(ledger: Ledger, chain: Chain, place: int) -> float:
    """Return all that enters the balances of a stage, over all countries [t]."""
    _, into = calc_trade(chain, ledger, place)
    found = ledger.supply[place] + ledger.made[place] + into
    return float((found + np.maximum(ledger.residual[place], 0.0)).sum())
