"""What a calibration assumed, in words, each with where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from tenor.core.trace import significant
from tenor.market.calibration.balancing import RESIDUAL_ERROR
from tenor.market.calibration.chain import Chain
from tenor.market.calibration.ledger import Ledger, calc_inflow
from tenor.market.calibration.node_prices import StagePrices
from tenor.market.calibration.options import Options
from tenor.market.calibration.stages import StageData
from tenor.market.parameters import NAMES, Parameters


def list_assumptions(
    chain: Chain,
    ledger: Ledger,
    prices: Sequence[StagePrices],
    parameters: Parameters,
    told: tuple[int, Options, int],
) -> tuple[str, ...]:
    """Return the assumptions of a network; `told` holds countries pooled, options and year."""
    pooled, options, year = told
    found = [*_data(chain, ledger, options, year), *chain.notes, *ledger.notes]
    found += _adjusted(chain, ledger)
    for held in prices:
        found += held.notes
    if pooled:
        found.append(f"{pooled} small countries are pooled in ROW; trade among them is left out")
    for data in chain.stages:
        for name in NAMES:
            if name == "process" and data is chain.stages[0]:
                continue
            found.append(parameters.find(data.stage, name).tell())
    return tuple(found)


def _data(chain: Chain, ledger: Ledger, options: Options, year: int) -> Iterator[str]:
    """Yield what stands for supply and use, what was filled and which factors were used."""
    first = chain.stages[0]
    if not ledger.reconciled:
        why = "not asked for" if not options.use_production else f"not at hand for {year}"
        yield (
            f"stage {first.stage}: output is {why}; exports stand for supply and imports for use, "
            "so that what is mined and used at home is not seen"
        )
    for data, is_open in zip(chain.stages, chain.is_open, strict=True):
        if data.output.year not in (0, year) and ledger.reconciled:
            yield f"stage {data.stage}: output of {data.output.year} stands for {year}"
        if is_open:
            yield from _filled(data, options)


def _filled(data: StageData, options: Options) -> Iterator[str]:
    """Yield what was filled and which factors were used at a stage."""
    count = int(data.imputed.sum())
    if count:
        share = float(data.flow[data.imputed].sum() / data.flow.sum())
        yield (
            f"stage {data.stage}: tonnes of {count} of {len(data.flow)} flows are missing and were "
            f"filled from unit values of their exporters, {share:.1%} of the tonnes"
        )
    if data.doubtful:
        yield (
            f"stage {data.stage}: tonnes of {data.doubtful} flows cannot be and were filled from "
            "their value: over twice what the exporter mines and imports at under a fifth of the "
            "world's unit value, or a content dearer than the metal in it"
        )
    if data.missing:
        yield f"stage {data.stage}: {data.missing} flows have no tonnes and are left out"
    if options.basis == "contained":
        for code, (low, base, high) in data.row.factors.items():
            if code in data.row.covered:
                yield (
                    f"stage {data.stage}: code {code} holds {base:g} ({low:g} to {high:g}) t "
                    f"{data.row.spec.content} per tonne traded (table stage_codes)"
                )


def _adjusted(chain: Chain, ledger: Ledger) -> Iterator[str]:
    """Yield what reconciling moved and what it left unexplained, by stage."""
    if not ledger.reconciled:
        return
    for at, data in enumerate(chain.stages):
        inflow = calc_inflow(ledger, chain, at)
        if chain.is_open[at] and len(data.flow):
            moved = float(np.abs(ledger.flow[at] - data.flow).sum() / data.flow.sum())
            yield (
                f"stage {data.stage}: balances were reconciled by weighted least squares with the "
                f"error of each source; {moved:.1%} of the tonnes traded were moved"
            )
        left = float(np.abs(ledger.residual[at]).sum())
        if left > 0 and inflow > 0:
            yield (
                f"stage {data.stage}: {significant(left, 3)} t, {left / inflow:.1%} of throughput, "
                "stay unexplained and are residuals (standard error "
                f"{RESIDUAL_ERROR:g} of throughput, judgement)"
            )
