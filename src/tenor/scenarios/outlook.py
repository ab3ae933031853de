"""The run that stands in a brief: all scenarios, a fixed seed, few years."""

from __future__ import annotations

from functools import lru_cache

from tenor.core.errors import UserError
from tenor.panel.case import Case
from tenor.scenarios.results import RunResult
from tenor.scenarios.running import Options, run
from tenor.sources.box import Tables

DRAWS = 1024
SEED = 1
LATER = 2035
"""Year shown beside the one after the cut-off: elasticities have reached the long run."""


def run_outlook(case: Case, tables: Tables) -> RunResult | str:
    """Return the run of a brief, or in words why there is none; kept per case and tables."""
    return _run(case.hash, tables, _Held(case))


class _Held:
    """A case that counts as equal to any other: its hash is the key."""

    def __init__(self, case: Case) -> None:
        self.case = case

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=4)
def _run(_: str, tables: Tables, held: _Held) -> RunResult | str:
    case = held.case
    if not case.scenarios:
        return "the case has no scenarios"
    first = min(case.cut_off.year + 1, case.horizon)
    years = sorted({first, min(max(LATER, first), case.horizon)})
    try:
        options = Options(years=years, sensitivity=False, tables=tables)
        return run(case, draws=DRAWS, seed=SEED, options=options)
    except UserError as error:
        return str(error)
