"""Which stages a network has, how they are linked, and what is known of each link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tenor.core.errors import UnknownNameError, UserError
from tenor.market.calibration.stages import StageData

Floats = NDArray[np.float64]

RECOVERY = 0.9
"""Tonnes of product per tonne of feed, in content, where no total says it. Judgement, .8 to .98."""

YIELDS = (0.6, 0.98)
"""Range in which product over feed of the world is taken as a yield. Judgement."""


@dataclass(frozen=True, slots=True)
class Link:
    """How one stage feeds the next.

    Attributes
    ----------
    recovery : float
        Tonnes of product per tonne of feed, in content.
    output : ndarray (country) [t]
        Output of the later stage; 0 where no country is named for it.
    others : float [t]
        Output that no country is named for.
    from_feed : float
        Share of that output that comes from the feed; the rest enters as scrap.
    note : str
    """

    recovery: float
    output: Floats
    others: float
    from_feed: float
    note: str


@dataclass(frozen=True, slots=True)
class Chain:
    """The stages of a network with the link behind each but the last.

    `is_open` says of each stage whether its trade by partner is in the data; the trade of the
    others runs through one world market.
    """

    stages: tuple[StageData, ...]
    links: tuple[Link, ...]
    is_open: tuple[bool, ...]
    notes: tuple[str, ...]


def choose_chain(data: Sequence[StageData], asked: Sequence[str] | None) -> Chain:
    """Return the chain of stages, those asked for or those that the data allow to link.

    Raises
    ------
    UserError
        No stage has trade in the data, or a stage asked for has neither trade nor output.
    UnknownNameError
        The commodity has no stage of that name.
    """
    name = data[0].row.commodity
    if asked is not None:
        chosen = _require_asked(data, asked, name)
    else:
        chosen = _choose(data)
        if not chosen:
            codes = sorted({code for d in data for code in d.row.codes})
            raise UserError(
                f"{name}: no trade of the year in the data at hand under "
                f"{', '.join(codes) or 'any code'}; import a trade file that holds it "
                "(tenor data import)"
            )
    opened = _opened(chosen)
    notes = list(_tell(chosen, opened))
    links = []
    for feed, product in pairwise(chosen):
        link = _link(feed, product, links)
        links.append(link)
        notes.append(link.note)
    return Chain(tuple(chosen), tuple(links), opened, tuple(notes))


def _require_asked(data: Sequence[StageData], asked: Sequence[str], name: str) -> list[StageData]:
    """Return the stages asked for, in the order of the chain."""
    held = {d.stage: d for d in data}
    for stage in asked:
        if stage not in held:
            raise UnknownNameError(f"stage of {name}", stage, held)
    chosen = [d for d in data if d.stage in asked]
    for d in chosen:
        if not d.is_traded and d.output.kind == "none":
            raise UserError(
                f"{name} {d.stage}: neither trade nor output of the year is in the data at hand"
            )
    if not any(d.is_traded for d in chosen):
        raise UserError(f"{name}: no trade of the stages {', '.join(asked)} in the data at hand")
    for first, later in pairwise(chosen):
        if first is chosen[0] and first.output.kind != "tonnes":
            raise UserError(
                f"{name}: output at stage {first.stage} is not known in tonnes for the year, so "
                f"that {later.stage} cannot be linked to it; ask for one stage"
            )
        if later.output.kind == "none":
            raise UserError(
                f"{name}: output at stage {later.stage} is not known by country, so that it "
                "cannot be linked; ask for one stage"
            )
    return chosen


def _choose(data: Sequence[StageData]) -> list[StageData]:
    """Return the longest linked chain with trade, else the first stage with trade."""
    own = [d for d in data if _has_own_trade(d)]
    traded = own or [d for d in data if d.is_traded]
    first = next((d for d in data if d.output.kind == "tonnes" or d in traded), None)
    if first is None or not traded:
        return traded[:1]
    if first.output.kind != "tonnes":
        return traded[:1]
    later = data[data.index(first) + 1 :]
    chain = [first, *(d for d in later if d.output.kind != "none")]
    if any(d in traded for d in chain):
        return chain
    return traded[:1]


def _has_own_trade(data: StageData) -> bool:
    """Return whether trade of the stage goes under a code that carries nothing else."""
    return data.is_traded and any(code not in data.row.baskets for code in data.row.covered)


def _opened(chosen: Sequence[StageData]) -> tuple[bool, ...]:
    """Return which stages have trade by partner; baskets count only where nothing else does."""
    own = any(_has_own_trade(d) for d in chosen)
    return tuple(_has_own_trade(d) if own else d.is_traded for d in chosen)


def _tell(chosen: Sequence[StageData], opened: Sequence[bool]) -> list[str]:
    """Return what is assumed of the stages themselves."""
    notes = []
    for d, is_open in zip(chosen, opened, strict=True):
        if not is_open:
            notes.append(
                f"stage {d.stage}: its trade by partner is not in the data; all trade runs through "
                "one world market (WLD), its routes are assumed"
            )
        baskets = [code for code in d.row.baskets if code in d.row.covered]
        if is_open and baskets:
            notes.append(
                f"stage {d.stage}: code {', '.join(baskets)} carries other goods too; all of it is "
                "counted with the factor of this commodity"
            )
    return notes


def _link(feed: StageData, product: StageData, before: Sequence[Link]) -> Link:
    """Return the link between two stages."""
    if before:
        world = float(before[-1].output.sum()) + before[-1].others
    else:
        world = float(np.nansum(feed.output.quantity)) + feed.output.others
    output = np.nan_to_num(product.output.quantity, nan=0.0)
    pair = f"{feed.stage} to {product.stage}"
    if product.output.kind == "shares":
        made = RECOVERY * world
        return Link(
            RECOVERY, output * made, product.output.others * made, 1.0,
            f"{pair}: output by country from shares of {product.output.year} "
            f"({product.output.source}) times {RECOVERY:g} of the world's feed (judgement, "
            "0.8 to 0.98)",
        )  # fmt: skip
    made = float(output.sum()) + product.output.others
    ratio = made / world
    low, high = YIELDS
    if ratio > high:
        note = (
            f"{pair}: output is {ratio:.2f} times the feed; {high:g} of the feed is taken to be "
            "recovered, the rest of the output enters as scrap"
        )
        return Link(high, output, product.output.others, high / ratio, note)
    if ratio < low:
        note = (
            f"{pair}: output is {ratio:.2f} times the feed; a recovery of {RECOVERY:g} is assumed "
            "and the rest of the feed is left unexplained"
        )
        return Link(RECOVERY, output, product.output.others, 1.0, note)
    note = f"{pair}: recovery {ratio:.3f}, output over feed of the world"
    return Link(ratio, output, product.output.others, 1.0, note)
