"""The balances that measured quantities enter, with the error of each, and their reconciling."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenor.market.calibration.chain import Chain
from tenor.market.calibration.ledger import Ledger, calc_apparent, calc_throughput
from tenor.market.calibration.options import Options
from tenor.market.calibration.reconcile import Balances, solve_balances

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

RESIDUAL_ERROR = 0.15
"""Standard error of what a balance leaves unexplained, as a share of throughput. Judgement."""

USE_ERROR = 30.0
"""Standard error of use that nothing measures, as a share of throughput: it gives way first."""

STAND_IN_SUPPLY = 0.3
"""Relative error of a supply that only exports tell of. Judgement."""

LEAST_FLOW = 0.05
"""A recorded flow, and what plants take and give, keeps at least this share of its tonnes."""

RECOVERY_ERROR = 0.15
"""Relative error of a country's recovery and grade of feed against the world's. Judgement."""


@dataclass(slots=True)
class _Entries:
    """Quantities under construction, in blocks."""

    prior: list[Floats]
    error: list[Floats]
    least: list[Floats]
    shared: list[Floats]
    group: list[NDArray[np.int64]]
    row: list[NDArray[np.int64]]
    column: list[NDArray[np.int64]]
    sign: list[Floats]
    count: int = 0

    def add(
        self,
        prior: Floats,
        error: Floats,
        enters: list[tuple[NDArray[np.int64], float]],
        *,
        least: Floats | float = 0.0,
        shared: tuple[Floats, NDArray[np.int64]] | None = None,
    ) -> slice:
        """Add quantities; `enters` lists the balance of each and its sign there."""
        n = len(prior)
        columns = np.arange(self.count, self.count + n)
        self.prior.append(prior)
        self.error.append(error)
        self.least.append(np.broadcast_to(least, n).astype(np.float64))
        self.shared.append(np.zeros(n) if shared is None else shared[0])
        self.group.append(np.full(n, -1) if shared is None else shared[1])
        for rows, sign in enters:
            self.row.append(rows)
            self.column.append(columns)
            self.sign.append(np.full(n, sign))
        self.count += n
        return slice(self.count - n, self.count)


def reconcile(ledger: Ledger, chain: Chain, options: Options) -> None:
    """Replace measured quantities by those that balance."""
    shape = ledger.supply.shape
    through = calc_throughput(ledger, chain)
    balance = _number_balances(chain, through)
    used = np.unique(balance[balance >= 0])
    scale = np.zeros(int(used.max()) + 1)
    np.add.at(scale, balance[balance >= 0], through[balance >= 0])
    entries = _Entries([], [], [], [], [], [], [], [])
    taken: list[tuple[str, int, Floats | Bools, slice]] = []
    for place in range(shape[0]):
        here = balance[place] >= 0
        rows = balance[place][here]
        supply = ledger.supply[place][here]
        error = supply * _supply_errors(chain, place)[here]
        taken.append(("supply", place, here, entries.add(supply, error, [(rows, 1.0)])))
        size = through[place][here]
        taken.append(("residual", place, here, _add_residual(entries, chain, place, rows, size)))
        use_error = np.where(_may_leave(ledger, chain, place)[here], USE_ERROR * size, 0.0)
        if not chain.is_open[place]:
            use_error = use_error / max(len(rows), 1)
        start = np.zeros(len(rows))
        taken.append(("use", place, here, entries.add(start, use_error, [(rows, -1.0)])))
        if place + 1 < shape[0]:
            _add_feed(entries, taken, ledger, chain, (place, balance))
        _add_flows(entries, taken, ledger, chain, (place, balance, options.keep_flows))
    solved = solve_balances(_collect(entries, scale))
    for name, place, here, span in taken:
        if name == "flow":
            ledger.flow[place] = solved[span]
        else:
            getattr(ledger, name)[place][here] = solved[span]


def _add_residual(
    entries: _Entries, chain: Chain, place: int, rows: NDArray[np.int64], size: Floats
) -> slice:
    """Add what each balance leaves unexplained; a world market has one, spread by size."""
    error = RESIDUAL_ERROR * size
    if not chain.is_open[place]:
        error = error / np.sqrt(max(len(rows), 1))
    return entries.add(np.zeros(len(rows)), error, [(rows, 1.0)], least=-np.inf)


def _add_feed(
    entries: _Entries,
    taken: list[tuple[str, int, Floats | Bools, slice]],
    ledger: Ledger,
    chain: Chain,
    where: tuple[int, NDArray[np.int64]],
) -> None:
    """Add what plants take in at one stage and what they give to the next.

    Where output is known in tonnes both are measured. Where it is known as shares, ore that
    nobody else can use tells as much: the error is a share of the larger of the two.
    """
    place, balance = where
    here = ledger.feed[place] > 0
    output = chain.stages[place + 1].output
    known = output.error[here]
    error = np.where(np.isnan(known), STAND_IN_SUPPLY, known)
    feed, made = ledger.feed[place][here], ledger.made[place + 1][here]
    rows, next_rows = balance[place][here], balance[place + 1][here]
    least = LEAST_FLOW * feed
    if output.kind == "shares":
        size = np.maximum(feed, calc_apparent(ledger, chain, place)[here])
        enters = [(rows, -1.0), (next_rows, chain.links[place].recovery)]
        taken.append(("feed", place, here, entries.add(feed, error * size, enters, least=least)))
        return
    feed_error = feed * np.hypot(error, RECOVERY_ERROR)
    span = entries.add(feed, feed_error, [(rows, -1.0)], least=least)
    taken.append(("feed", place, here, span))
    span = entries.add(made, made * error, [(next_rows, 1.0)], least=LEAST_FLOW * made)
    taken.append(("made", place + 1, here, span))


def _add_flows(
    entries: _Entries,
    taken: list[tuple[str, int, Floats | Bools, slice]],
    ledger: Ledger,
    chain: Chain,
    where: tuple[int, NDArray[np.int64], bool],
) -> None:
    """Add the routes of one stage; all exports of a country share the error of their grade."""
    place, balance, keep = where
    if not chain.is_open[place]:
        return
    data = chain.stages[place]
    flow = data.flow
    error = np.zeros(len(flow)) if keep else flow * data.error
    shared = np.zeros(len(flow)) if keep else flow * data.grade_error
    group = data.origin.astype(np.int64)
    enters = [(balance[place][data.origin], -1.0), (balance[place][data.destination], 1.0)]
    span = entries.add(flow, error, enters, least=LEAST_FLOW * flow, shared=(shared, group))
    taken.append(("flow", place, np.ones(len(flow), dtype=bool), span))


def _number_balances(chain: Chain, through: Floats) -> NDArray[np.int64]:
    """Return the balance of each stage and country, -1 for none; a world market has one."""
    number = np.full(through.shape, -1, dtype=np.int64)
    count = 0
    for place, is_open in enumerate(chain.is_open):
        here = through[place] > 0
        if is_open:
            number[place][here] = count + np.arange(int(here.sum()))
            count += int(here.sum())
        else:
            number[place][here] = count
            count += 1
    return number


def _may_leave(ledger: Ledger, chain: Chain, place: int) -> Bools:
    """Return where use may leave the chain: at the last stage, and where no plant takes the good.

    At an earlier stage without trade data the plants are all there is.
    """
    size = ledger.supply.shape[1]
    if place == len(chain.stages) - 1:
        return np.ones(size, dtype=bool)
    return (ledger.feed[place] <= 0) & chain.is_open[place]


def _supply_errors(chain: Chain, place: int) -> Floats:
    """Return relative standard errors of supply at a stage."""
    known = chain.stages[place].output.error
    guessed = np.isnan(known) | np.isnan(chain.stages[place].output.quantity)
    return np.where(guessed, STAND_IN_SUPPLY, known)


def _collect(entries: _Entries, scale: Floats) -> Balances:
    """Return the balances with their quantities in one array each."""
    return Balances(
        prior=np.concatenate(entries.prior),
        error=np.concatenate(entries.error),
        least=np.concatenate(entries.least),
        row=np.concatenate(entries.row),
        quantity=np.concatenate(entries.column),
        sign=np.concatenate(entries.sign),
        shared=np.concatenate(entries.shared),
        group=np.concatenate(entries.group),
        scale=scale,
    )
