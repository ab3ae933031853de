"""Which input of a plan multiplies or replaces which element."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tenor.market.inputs import DrawPlan
from tenor.market.kernel import model as m
from tenor.market.network import Network
from tenor.market.policy import Policy, default_values

Floats = NDArray[np.float64]


@dataclass
class Slots:
    """Which slot multiplies which element: slot 0 for none."""

    network: Network
    policy: Policy
    inputs: DrawPlan
    products: dict[tuple[int, ...], int] = field(default_factory=dict)

    @functools.cached_property
    def capped(self) -> NDArray[np.int64]:
        """Shared caps that have a limit in any draw."""
        return np.flatnonzero(np.isfinite(self.find("cap_limit")[0]))

    @functools.cached_property
    def brakes(self) -> dict[tuple[str, int], int]:
        """Row of the scarcity of each element that uses such a cap."""
        caps, rows = self.network.caps, {}
        for k in np.flatnonzero(np.isin(caps.cap, self.capped)):
            rows.setdefault((caps.kind[k], int(caps.element[k])), len(rows))
        return rows

    def find(self, target: str) -> tuple[Floats, m.Places]:
        """Return base values and slots of all elements of a field of the policy."""
        given = getattr(self.policy, target)
        base = np.array(
            default_values(self.network, target) if given is None else given, dtype=np.float64
        )
        chains: dict[int, tuple[int, ...]] = {}
        for k, one in enumerate(self.inputs.inputs):
            if one.target != target:
                continue
            for at in one.elements:
                if one.mode == "replace":
                    base[at] = 1.0
                    chains[at] = (k + 1,)
                elif math.isfinite(base[at]):  # nothing is no cap times any factor
                    chains[at] = (*chains.get(at, ()), k + 1)
        slots = np.zeros(len(base), dtype=np.int32)
        for at, chain in chains.items():
            slots[at] = self._place(chain)
        return base, slots

    def _place(self, chain: tuple[int, ...]) -> int:
        if len(chain) == 1:
            return chain[0]
        first = len(self.inputs.inputs) + 1
        return self.products.setdefault(chain, first + len(self.products))
