"""Where the money to build comes from, and what is missing."""

from __future__ import annotations

from typing import Any

import numpy as np

from tenor.finance.evaluate import Outcome
from tenor.finance.owners import find_owners
from tenor.finance.plan import Plan
from tenor.finance.series import Floats
from tenor.finance.terms import EquityPurchase, Grant, Loan, RoyaltySale, Stream


def build_sources_and_uses(plan: Plan, outcome: Outcome) -> dict[str, Any]:
    r"""Return the uses and sources of money before the first year of production, and the gap.

    .. math:: \text{gap} = \max(0, \text{uses} - \sum \text{sources})

    Owners count with what they have committed where that is stated, else with what falls on
    them. Money of later years is left out: it can be paid from what the operation earns.
    """
    made = sum(plan.payable.values(), np.zeros(len(plan.years)))
    built = int(np.argmax(made > 0)) if (made > 0).any() else len(plan.years)
    op = outcome.operating

    def early(flow: Floats) -> float:
        return float(np.sum(np.broadcast_to(flow, (len(plan.years), flow.shape[1]))[:built, 0]))

    service = sum((loan.paid for loan in outcome.loans), np.zeros((len(plan.years), 1)))
    fees = np.array(
        [[sum((loan.fees(y) for loan in outcome.loans), 0.0)] for y in range(len(plan.years))]
    )
    uses = {
        "capex": early(op.capex),
        "sustaining_capex": early(op.sustaining),
        "costs_before_production": early(op.opex + op.selling + op.feed + op.closure - op.gross),
        "royalty_and_tax": early(outcome.fiscal),
        "interest_and_fees": early(service) + early(fees),
    }
    sources = {}
    for one in plan.project.instruments:
        given = None
        if isinstance(one, Loan | Grant):
            given = one.amounts
        elif isinstance(one, Stream):
            given = one.deposit
        elif isinstance(one, RoyaltySale):
            given = one.price
        if given is not None:
            sources[one.id] = float(np.sum(given.flow(plan.years)[:built]))
    total = sum(uses.values())
    required = {
        name: float(np.sum(np.maximum(0.0, -_first_draw(flow, len(plan.years))[:built])))
        for name, flow in outcome.owned.items()
    }
    committed = {
        owner.name: owner.commitment
        for owner in find_owners(plan.project)
        if owner.commitment is not None
    }
    for name, need in required.items():
        sources[name] = committed.get(name, need)
    missing = total - sum(sources.values())
    return {
        "period": None if built == 0 else [int(plan.years[0]), int(plan.years[built - 1])],
        "uses": uses,
        "total_uses": total,
        "sources": sources,
        "total_sources": sum(sources.values()),
        "owners_required": required,
        "owners_committed": committed,
        "bought_in": {
            one.id: float(np.sum(one.price.flow(plan.years)))
            for one in plan.project.instruments
            if isinstance(one, EquityPurchase)
        },
        "gap": max(0.0, missing) if abs(missing) > _CLOSE * max(total, 1.0) else 0.0,
    }


_CLOSE = 1e-9


def _first_draw(flow: Floats, years: int) -> Floats:
    laid: Floats = np.broadcast_to(flow, (years, flow.shape[1]))[:, 0]
    return laid
