"""Projects of a case: found by name, read, and checked as a part of the case."""

from __future__ import annotations

import os
from pathlib import Path

from tenor.core.errors import DataError, Fault, ProjectError, nearest_names, quoted
from tenor.finance.model import Project
from tenor.finance.reading import read_project_text
from tenor.panel.case import Case, built_in_cases
from tenor.panel.case.folder import built_in_folder, find_case
from tenor.panel.case.valuation import FOLDER, Valuation


def find_project(project: str | os.PathLike[str]) -> Path:
    """Return the file of a project, given as a path or by name.

    A name is that of a file in a case's ``valuations/``: ``reko-diq``, or with its case
    ``pakistan-us/reko-diq``. A path that exists comes first.

    Raises
    ------
    DataError
        A name, and no built-in case has it.

    Examples
    --------
    >>> find_project("pakistan-us/reko-diq").name
    'reko-diq.yaml'
    """
    path = Path(project)
    if path.exists():
        return path
    name, held = path.name.removesuffix(".yaml"), _by_name(path)
    if name in held:
        return held[name]
    if not held or path.suffix:
        return path  # whoever reads it tells what lies beside it
    near = nearest_names(name, held)
    hint = f"did you mean {quoted(near or list(held))}?"
    raise DataError(f"cannot read {os.fspath(project)}: no such file or built-in project; {hint}")


def _by_name(path: Path) -> dict[str, Path]:
    """Return the files that a name may mean, those of one case where it names the case."""
    parent = path.parent
    case = parent.parent if parent.name == FOLDER else parent
    folders = [built_in_folder(name) for name in built_in_cases()]
    if case.name:
        if case.name not in built_in_cases():
            return {}
        folders = [find_case(case.name)]
    return {
        file.stem: file for folder in folders for file in sorted((folder / FOLDER).glob("*.yaml"))
    }


def read_valuation(valuation: Valuation) -> Project:
    """Return the project that a file of a case states.

    Raises
    ------
    ProjectError
        The file has faults.
    """
    return read_project_text(valuation.content, file=valuation.file)


def read_valuations(case: Case) -> dict[str, Project]:
    """Return the projects of a case by name, in the order of their files."""
    return {one.id: read_valuation(one) for one in case.valuations}


def check_valuations(case: Case | tuple[Valuation, ...]) -> list[Fault]:
    """Return every fault of the project files of a case, in the order of files and lines."""
    found: list[Fault] = []
    for one in case if isinstance(case, tuple) else case.valuations:
        try:
            read_valuation(one)
        except ProjectError as error:
            found += error.faults
    return found
