"""What moves a plant most: each stated input set to the ends of its range, one at a time."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

from tenor.core.errors import ProjectError, TenorError
from tenor.finance.evaluate import evaluate
from tenor.finance.measures import calc_npv
from tenor.finance.model import Project
from tenor.finance.plan import build_plan
from tenor.finance.reading.project import read_document
from tenor.finance.refining.results import Driver
from tenor.panel.case.reader import Document, read_yaml

SKIPPED = ("uncertainty.", "instruments.", "prices.")
"""Groups whose ranges are drawn, or are no input of the plant itself."""


def find_drivers(content: bytes, *, file: str, most: int = 8) -> tuple[Driver, ...]:
    """Return the inputs with the largest swing of the value after tax, largest first.

    Parameters
    ----------
    content : bytes
        The project file; inputs are those that state `value`, `low` and `high`.
    file : str
        Its name, for messages.
    most : int
        How many are returned.

    Raises
    ------
    ProjectError
        The file has faults.
    """
    document, faults = read_yaml(file, content)
    if document is None:
        raise ProjectError(file, faults)
    project = read_document(_copied(document))
    found = []
    for one in project.stated:
        if one.value is None or one.low is None or one.high is None:
            continue
        if one.path.startswith(SKIPPED) or not isinstance(one.value, int | float):
            continue
        ends = [_npv_at(document, one.path, end) for end in (one.low, one.high)]
        if None not in ends:
            low, high = (float(x) for x in ends if x is not None)
            found.append(Driver(one.path, one.low, one.high, low, high, one.source))
    return tuple(sorted(found, key=lambda driver: (-driver.swing, driver.path))[:most])


def _copied(document: Document) -> Document:
    """Return a document whose values may be changed."""
    return replace(document, data=deepcopy(document.data))


def _npv_at(document: Document, path: str, value: float) -> float | None:
    """Return the value after tax with one input changed; None where that cannot be read."""
    try:
        changed = read_document(_copied(document), settings=[f"{path}={value:.10g}"])
    except TenorError:
        return None  # a range may reach where the file no longer holds together
    return _npv(changed)


def _npv(project: Project) -> float:
    plan = build_plan(project)
    flow = evaluate(plan, financed=False).after_tax[:, 0]
    return float(calc_npv(flow, plan.factors(project.discount_rate)))
