"""A person's own network: supply, demand, routes and plants in a file, and its equilibrium.

>>> from tenor.market.own import parse_network, solve_network
>>> network = parse_network(b'''
... form: linear
... countries: [A, B]
... supply: [{country: A, intercept: 0, slope: 1}]
... demand: [{country: B, intercept: 12, slope: -1}]
... routes: [{from: A, to: B, cost: 2}]
... ''')
>>> {k: round(v, 6) for k, v in solve_network(network).as_dict()["prices"]["all"].items()}
{'A': 5.0, 'B': 7.0}
"""

from tenor.market.own.model import Curve, NetworkError, OwnNetwork, Plant, Route
from tenor.market.own.reading import parse_network, read_network
from tenor.market.own.result import OwnSolution
from tenor.market.own.solving import solve_network

__all__ = [
    "Curve",
    "NetworkError",
    "OwnNetwork",
    "OwnSolution",
    "Plant",
    "Route",
    "parse_network",
    "read_network",
    "solve_network",
]
