"""What is left in the project is shared among its owners."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tenor.finance.model import Owner, Project
from tenor.finance.series import Floats
from tenor.finance.terms import EquityPurchase


@dataclass(frozen=True, slots=True)
class Distribution:
    """What each owner receives, net of what it pays in, and what of it is dividend."""

    received: dict[str, Floats]
    equity_in: dict[str, Floats]


def find_owners(project: Project, *, financed: bool = True) -> tuple[Owner, ...]:
    """Return the owners after the purchases of shares that the instruments agree."""
    owners = list(project.owners)
    for one in project.instruments if financed else ():
        if not isinstance(one, EquityPurchase):
            continue
        for i, owner in enumerate(owners):
            if owner.name == one.seller:
                owners[i] = replace(owner, share=owner.share - one.share)
        known = [i for i, owner in enumerate(owners) if owner.name == one.party]
        if known:
            owners[known[0]] = replace(owners[known[0]], share=owners[known[0]].share + one.share)
        else:
            kind = project.party_kinds.get(one.party, "private")
            owners.append(Owner(one.party, one.share, kind))
    return tuple(owners)


def share_out(
    owners: Sequence[Owner], *, cash: Floats, before_capital: Floats, capital: Floats
) -> Distribution:
    r"""Return what each owner gets of the cash that is left, by year and draw.

    A carried owner gets its share of the cash before capital and financing, `O`; the others
    the rest, `E` less that, by their shares among themselves:

    .. math:: X_f = s_f O, \qquad X_j = \frac{s_j}{1 - \sum_f s_f} (E - \sum_f X_f)

    A carried owner that pays back does so from what it gets, with interest.

    Parameters
    ----------
    owners : sequence of Owner
    cash : ndarray (year, draw)
        All that is left after tax, capital and debt service.
    before_capital : ndarray (year, draw)
        Cash after tax before capital and before loans and other funding.
    capital : ndarray (year, draw)
        Capital spent.
    """
    paying = [o for o in owners if not o.free_carried and o.carry_rate is None]
    carried = [o for o in owners if o.free_carried or o.carry_rate is not None]
    received: dict[str, Floats] = {}
    rest = cash
    for owner in carried:
        own = before_capital * owner.share
        if owner.carry_rate is not None and not owner.free_carried:
            own = own - _repaid(own, capital * owner.share, owner.carry_rate)
        received[owner.name] = own
        rest = rest - own
    weight = sum(owner.share for owner in paying)
    for owner in paying:
        received[owner.name] = rest * (owner.share / weight)
    ordered = {owner.name: received[owner.name] for owner in owners if owner.name in received}
    paid_in = {name: np.maximum(-flow, 0.0) for name, flow in ordered.items()}
    return Distribution(ordered, paid_in)


def _repaid(own: Floats, capital: Floats, rate: float) -> Floats:
    shape = np.broadcast_shapes(own.shape, capital.shape)
    own, capital = np.broadcast_to(own, shape), np.broadcast_to(capital, shape)
    owed = np.zeros(shape[1])
    repaid = np.empty(shape)
    for y in range(shape[0]):
        owed = owed * (1.0 + rate) + capital[y]
        repaid[y] = np.minimum(owed, np.maximum(own[y], 0.0))
        owed = owed - repaid[y]
    return repaid
