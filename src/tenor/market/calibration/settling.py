"""Closing each balance to rounding once measured quantities are reconciled."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tenor.market.calibration.chain import Chain
from tenor.market.calibration.known_imports import KnownImports
from tenor.market.calibration.ledger import Ledger, calc_trade

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def settle(ledger: Ledger, chain: Chain, known: Mapping[int, KnownImports]) -> None:
    """Close each balance to rounding: use takes what is left, else the residual does.

    No plant gives more than it takes in: what a table says beyond it is left unexplained.
    """
    for place, link in enumerate(chain.links):
        if chain.stages[place + 1].output.kind == "shares":
            ledger.made[place + 1] = ledger.feed[place] * link.recovery
        ledger.made[place + 1] = np.minimum(ledger.made[place + 1], ledger.feed[place])
    for place, is_open in enumerate(chain.is_open):
        out, into = calc_trade(chain, ledger, place)
        inflow = ledger.supply[place] + ledger.made[place] + into
        left = inflow - ledger.feed[place] - out
        if not is_open:
            _settle_world(ledger, place, left, known.get(place))
            continue
        leaves = ledger.use[place] > 0
        use = np.where(leaves, left, 0.0)
        ledger.use[place] = np.where(use > 0, use, 0.0)
        ledger.residual[place] = ledger.use[place] - left
        passing = _find_rings(ledger, chain, place) * out
        ledger.supply[place] += passing
        ledger.use[place] += passing


def _find_rings(ledger: Ledger, chain: Chain, place: int) -> Bools:
    """Return countries that trade in a ring which nothing enters or leaves.

    Their price level would be anyone's guess: what goes round is written as supply and use.
    """
    data = chain.stages[place]
    held = (ledger.supply[place] > 0) | (ledger.use[place] > 0) | (ledger.residual[place] != 0)
    held |= (ledger.feed[place] > 0) | (ledger.made[place] > 0)
    for _ in range(len(held)):
        joined = held[data.origin] | held[data.destination]
        more = held.copy()
        more[data.origin[joined]] = True
        more[data.destination[joined]] = True
        if (more == held).all():
            break
        held = more
    return ~held


def _settle_world(ledger: Ledger, place: int, left: Floats, known: KnownImports | None) -> None:
    """Close the balance of a stage with one world market, which stands in the last place.

    What is left of each country goes to or comes from the market, whose use or residual closes
    the balance. An importer whose suppliers are known buys from them and keeps its own use.
    """
    ledger.use[place] = 0.0
    ledger.residual[place] = 0.0
    to_market = left.copy()
    if known is not None:
        _sell_to(ledger, place, to_market, known)
    ledger.to_market[place] = to_market
    whole = float(to_market.sum())
    is_last = place == ledger.supply.shape[0] - 1
    if is_last and whole > 0:
        ledger.use[place, -1] = whole
    else:
        ledger.residual[place, -1] = -whole


def _sell_to(ledger: Ledger, place: int, to_market: Floats, known: KnownImports) -> None:
    """Write the routes of an importer whose suppliers are known, and its use."""
    at, market = known.importer, len(to_market) - 1
    bought = float(known.flow.sum()) + known.unnamed
    own = max(float(to_market[at]), 0.0)
    sold = min(known.exports, own + bought)
    ledger.use[place, at] = own + bought - sold
    to_market[known.supplier] -= known.flow
    # What its plants lack comes from the market on top of the imports that are told.
    lacking = max(-float(to_market[at]), 0.0)
    to_market[at] = sold - known.unnamed - lacking
    origin = [*known.supplier, market, at]
    target = [*np.full(len(known.supplier), at), at, market]
    flow = np.array([*known.flow, known.unnamed + lacking, sold])
    kept = flow > 0
    ledger.notes.append(known.note)
    ledger.known[place] = np.array(origin)[kept], np.array(target)[kept], flow[kept]
