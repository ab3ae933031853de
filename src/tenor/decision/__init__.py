"""What the results mean for a choice: is it material, what is lacking, can a headline be true.

The names load when they are first used, so that the headline test does not wait for the models.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tenor.decision.funding import Funding, assess_funding
    from tenor.decision.gates import GateReport, assess_gates
    from tenor.decision.headline import assess_headline
    from tenor.decision.materiality import Materiality, assess_materiality

__all__ = [
    "Funding",
    "GateReport",
    "Materiality",
    "assess_funding",
    "assess_gates",
    "assess_headline",
    "assess_materiality",
]

_LAZY = {
    "Funding": "tenor.decision.funding",
    "GateReport": "tenor.decision.gates",
    "Materiality": "tenor.decision.materiality",
    "assess_funding": "tenor.decision.funding",
    "assess_gates": "tenor.decision.gates",
    "assess_headline": "tenor.decision.headline",
    "assess_materiality": "tenor.decision.materiality",
}


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module 'tenor.decision' has no attribute {name!r}")
    return getattr(importlib.import_module(_LAZY[name]), name)
