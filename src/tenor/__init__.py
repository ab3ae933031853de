"""Tenor: a decision engine for critical-mineral partnerships.

Importing this module reads no file and loads no heavy library; rooms are
imported when they are first named, so ``tenor.risk`` works after a plain
``import tenor``.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

__all__ = ["__version__", "finance", "load_case", "risk"]

if TYPE_CHECKING:
    from tenor import finance, risk
    from tenor.panel.case import load_case

_LAZY = {
    "finance": ("tenor.finance", None),
    "load_case": ("tenor.panel.case", "load_case"),
    "risk": ("tenor.risk", None),
}


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module 'tenor' has no attribute {name!r}")
    module_name, attribute = _LAZY[name]
    module = importlib.import_module(module_name)
    return module if attribute is None else getattr(module, attribute)


def __dir__() -> list[str]:
    return sorted([*globals(), *_LAZY])
