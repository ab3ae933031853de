"""From the data of a chain to a balanced ledger: measure, reconcile, close to rounding."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tenor.market.calibration.balancing import reconcile
from tenor.market.calibration.chain import Chain
from tenor.market.calibration.known_imports import KnownImports
from tenor.market.calibration.ledger import Ledger, calc_apparent, calc_trade
from tenor.market.calibration.options import Options
from tenor.market.calibration.settling import settle

Floats = NDArray[np.float64]

LEAST_PLANT = 1e-3
"""A country that is not named has plants where it keeps so much of the feed nobody accounts for."""

_NOTHING = 1e-12


def build_ledger(
    chain: Chain, size: int, options: Options, known: Mapping[int, KnownImports] | None = None
) -> Ledger:
    """Return the balanced quantities of a chain of `size` countries.

    `known` holds imports by supplier, by the place of a stage without trade data.
    """
    shape = len(chain.stages), size
    ledger = Ledger(
        supply=np.zeros(shape),
        use=np.zeros(shape),
        residual=np.zeros(shape),
        feed=np.zeros(shape),
        made=np.zeros(shape),
        flow=[
            d.flow.copy() if is_open else np.empty(0)
            for d, is_open in zip(chain.stages, chain.is_open, strict=True)
        ],
        to_market=np.zeros(shape),
        known={},
        measured_supply=np.zeros(shape),
        measured_feed=np.zeros(shape),
        reconciled=chain.stages[0].output.kind == "tonnes",
    )
    first = chain.stages[0]
    if not ledger.reconciled:
        ledger.supply[0] = np.bincount(first.origin, first.flow, minlength=size)
        ledger.use[0] = np.bincount(first.destination, first.flow, minlength=size)
        ledger.measured_supply[0] = ledger.supply[0]
        return ledger
    _measure(ledger, chain)
    reconcile(ledger, chain, options)
    settle(ledger, chain, known or {})
    return ledger


def _measure(ledger: Ledger, chain: Chain) -> None:
    """Write supply and feed as the data have them."""
    first = chain.stages[0]
    out, into = calc_trade(chain, ledger, 0)
    stand_in = np.where(first.output.listed, np.maximum(out - into, 0.0), 0.0)
    ledger.supply[0] = np.where(np.isnan(first.output.quantity), stand_in, first.output.quantity)
    for place, link in enumerate(chain.links):
        output = link.output + _spread_others(ledger, chain, place, link.output)
        ledger.made[place + 1] = output * link.from_feed
        ledger.feed[place] = ledger.made[place + 1] / link.recovery
        ledger.supply[place + 1] = output * (1.0 - link.from_feed)
    ledger.measured_supply[:] = ledger.supply
    ledger.measured_feed[:] = ledger.feed


def _spread_others(ledger: Ledger, chain: Chain, place: int, output: Floats) -> Floats:
    """Return output that no country is named for, by what is left of the feed elsewhere.

    Where the trade of the feed tells nothing, the named countries carry it in proportion.
    """
    link = chain.links[place]
    if link.others <= 0:
        return np.zeros_like(output)
    left = np.zeros_like(output)
    if chain.is_open[place]:
        apparent = calc_apparent(ledger, chain, place)
        left = np.where(output > 0, 0.0, np.maximum(apparent, 0.0))
        left[left < LEAST_PLANT * left.sum()] = 0.0
    most = left * link.recovery / max(link.from_feed, _NOTHING)
    whole = float(most.sum())
    if whole <= 0:
        return output * (link.others / output.sum())
    found = most * min(1.0, link.others / whole)
    rest = link.others - float(found.sum())
    return found + (output * (rest / output.sum()) if rest > 0 else 0.0)
