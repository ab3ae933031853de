"""``tenor case``: check a case folder, start a new one, list the built-in ones; money and gates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

import click

from tenor.cli.output import json_option, show_json
from tenor.core.errors import UnknownNameError, UserError

if TYPE_CHECKING:
    from tenor.panel.case import Case, Project


class OfProject(Protocol):
    """A result that belongs to one project."""

    @property
    def project(self) -> Project:
        """The project."""


Result = TypeVar("Result", bound=OfProject)


@click.group(epilog="\b\nExample:\n  tenor case check cases/pakistan-us --json")
def command() -> None:
    """Check case folders, start a new one, list them; show a case's money and gates."""


@command.command("check", epilog="\b\nExample:\n  tenor case check pakistan-us")
@click.argument("case")
@json_option
def check(case: str, as_json: bool) -> None:
    """Check CASE, a folder or the name of a built-in case, and tell all faults at once."""
    from tenor.finance.cases import check_valuations
    from tenor.panel.case.check import read_draft

    draft = read_draft(case)
    faults = [*draft.faults, *check_valuations(tuple(draft.valuations))]
    if as_json:
        show_json({"ok": not faults, "faults": [fault.as_dict() for fault in faults]})
    else:
        for fault in faults:
            click.echo(f"{fault.file}, {fault.where}: {fault.message}\n    {fault.hint}")
        if not faults:
            click.echo(f"{case}: no faults")
    if faults:
        raise UserError(f"case {case!r} has {len(faults)} fault{'s' if len(faults) > 1 else ''}")


@command.command(
    "new",
    epilog="\b\nExamples:\n  tenor case new my-case\n"
    "  tenor case new cases/nickel --from indonesia-us",
)
@click.argument("folder")
@click.option(
    "--from",
    "name",
    default="pakistan-us",
    show_default=True,
    metavar="CASE",
    help="Built-in case to copy.",
)
@json_option
def new(folder: str, name: str, as_json: bool) -> None:
    """Copy a built-in case into FOLDER, which must be new or empty, as a start for your own."""
    from tenor.panel.case import copy_case

    target = copy_case(name, folder)
    files = sorted(str(p) for p in target.rglob("*") if p.is_file())
    if as_json:
        show_json({"folder": str(target), "from": name, "files": files})
        return
    click.echo(f"{target}: {len(files)} files of {name}; change them and run")
    click.echo(f"  tenor case check {target}")


@command.command("list", epilog="\b\nExample:\n  tenor case list")
@json_option
def list_cases(as_json: bool) -> None:
    """List the built-in cases."""
    from tenor.panel.case import built_in_cases, load_case

    cases = [{"name": name, "title": load_case(name).title} for name in built_in_cases()]
    if as_json:
        show_json({"cases": cases})
        return
    for entry in cases:
        click.echo(f"{entry['name']:<20} {entry['title']}")


project_option = click.option("--project", metavar="ID", help="Keep one project.")


@command.command(
    "funds",
    epilog="\b\nExamples:\n  tenor case funds pakistan-us\n"
    "  tenor case funds pakistan-us --project reko-diq --json",
)
@click.argument("case")
@project_option
@json_option
def funds(case: str, project: str | None, as_json: bool) -> None:
    """Show what each phase of CASE needs, who promised how firmly, and what is lacking."""
    from tenor.cli.conditions import funds_document, print_funds
    from tenor.decision.funding import assess_funding
    from tenor.panel.case import load_case

    loaded = load_case(case)
    found = keep_project(loaded, assess_funding(loaded), project)
    if as_json:
        show_json(funds_document(loaded, found))
    elif found:
        print_funds(loaded, found)
    else:
        click.echo(f"{loaded.name}: no funds are stated")


@command.command(
    "gates",
    epilog="\b\nExamples:\n  tenor case gates pakistan-us --project reko-diq\n"
    "  tenor case gates pakistan-us --json",
)
@click.argument("case")
@project_option
@json_option
def gates(case: str, project: str | None, as_json: bool) -> None:
    """Show what must still happen in CASE, how likely it is judged, and what that rests on."""
    from tenor.cli.conditions import gates_document, print_gates
    from tenor.decision.gates import assess_gates
    from tenor.panel.case import load_case

    loaded = load_case(case)
    found = keep_project(loaded, assess_gates(loaded), project)
    if as_json:
        show_json(gates_document(loaded, found))
    elif found:
        print_gates(loaded, found)
    else:
        click.echo(f"{loaded.name}: no gates are stated")


def keep_project(case: Case, found: Sequence[Result], project: str | None) -> list[Result]:
    """Return the results of one project, or of all.

    Raises
    ------
    UnknownNameError
        The case has no such project.
    """
    if project is None:
        return list(found)
    if project not in {entry.id for entry in case.projects}:
        raise UnknownNameError("project id", project, {entry.id: 0 for entry in case.projects})
    return [result for result in found if result.project.id == project]
