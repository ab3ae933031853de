"""Who supplies whom at what price: calibrated multi-stage spatial equilibrium."""

from tenor.market.network import ByProducts, Network, Processes, Routes, SharedCaps
from tenor.market.policy import NEUTRAL, Policy
from tenor.market.solving import Solution, UnsolvedError, solve

__all__ = [
    "NEUTRAL",
    "ByProducts",
    "Network",
    "Policy",
    "Processes",
    "Routes",
    "SharedCaps",
    "Solution",
    "UnsolvedError",
    "solve",
]
