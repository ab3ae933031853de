"""What if: named shocks of a case, drawn thousands of times, beside the baseline.

`run` gives prices, flows and the exposure of partners and host, with their spread;
`compare` what changed between two runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tenor.scenarios.comparing import Comparison, compare
    from tenor.scenarios.results import Row, RunResult
    from tenor.scenarios.running import Options, run
    from tenor.scenarios.writing import read_run, write_run

__all__ = ["Comparison", "Options", "Row", "RunResult", "compare", "read_run", "run", "write_run"]

_HOME = {
    "Comparison": "comparing",
    "compare": "comparing",
    "Row": "results",
    "RunResult": "results",
    "Options": "running",
    "run": "running",
    "read_run": "writing",
    "write_run": "writing",
}


def __getattr__(name: str) -> Any:
    """Import a name where it is used."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
