"""One door: the solver that fits the form of a network."""

from __future__ import annotations

from tenor.market.own.model import LINEAR, OwnNetwork, place_rows
from tenor.market.own.result import OwnSolution

__all__ = ["solve_network"]


def solve_network(network: OwnNetwork) -> OwnSolution:
    """Return the equilibrium of a network of either form.

    Parameters
    ----------
    network : OwnNetwork

    Raises
    ------
    UserError
        The rows do not go together, or there is no equilibrium.
    """
    network = place_rows(network)
    if network.form == LINEAR:
        from tenor.market.own.linear import solve_linear

        return solve_linear(network)
    from tenor.market.own.isoelastic import solve_isoelastic

    return solve_isoelastic(network)
