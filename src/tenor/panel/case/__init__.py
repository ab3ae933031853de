"""Cases: the folder format, its checker, and the frozen object that models read."""

from __future__ import annotations

from tenor.panel.case.check import check_case
from tenor.panel.case.copying import copy_case
from tenor.panel.case.cutoff import Excluded
from tenor.panel.case.dates import PartialDate
from tenor.panel.case.folder import built_in_cases
from tenor.panel.case.model import Case, load_case
from tenor.panel.case.schema import Claim, Deal, Policy, PolicyValue, Project, Scenario, Source

__all__ = [
    "Case",
    "Claim",
    "Deal",
    "Excluded",
    "PartialDate",
    "Policy",
    "PolicyValue",
    "Project",
    "Scenario",
    "Source",
    "built_in_cases",
    "check_case",
    "copy_case",
    "load_case",
]
