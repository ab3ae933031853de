"""What a mine, smelter, refinery or plant is worth, to whom, under one set of terms.

`read_project` reads a project file, `value_project` values it, with draws where they are asked
for; `read_regime` gives a fiscal regime by name.
"""

from __future__ import annotations

from tenor.finance.model import Project
from tenor.finance.reading import read_project, read_project_text
from tenor.finance.regimes import list_regimes, read_regime
from tenor.finance.results import PartyValue, ProjectValue, Valuation
from tenor.finance.value import value_project

__all__ = [
    "PartyValue",
    "Project",
    "ProjectValue",
    "Valuation",
    "list_regimes",
    "read_project",
    "read_project_text",
    "read_regime",
    "value_project",
]
