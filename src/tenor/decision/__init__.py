"""What the results mean for a choice: is it material, against what, and can a headline be true.

The names load when they are first used, so that the headline test does not wait for the models.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tenor.decision.headline import assess_headline
    from tenor.decision.materiality import Materiality, assess_materiality

__all__ = ["Materiality", "assess_headline", "assess_materiality"]

_LAZY = {
    "Materiality": "tenor.decision.materiality",
    "assess_headline": "tenor.decision.headline",
    "assess_materiality": "tenor.decision.materiality",
}


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module 'tenor.decision' has no attribute {name!r}")
    return getattr(importlib.import_module(_LAZY[name]), name)
