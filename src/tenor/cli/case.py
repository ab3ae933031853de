"""``tenor case``: check a case folder, start a new one, list the built-in ones."""

from __future__ import annotations

import click

from tenor.cli.output import json_option, show_json
from tenor.core.errors import UserError


@click.group(epilog="\b\nExample:\n  tenor case check cases/pakistan-us --json")
def command() -> None:
    """Check case folders; start a new one; list the built-in ones."""


@command.command("check", epilog="\b\nExample:\n  tenor case check pakistan-us")
@click.argument("case")
@json_option
def check(case: str, as_json: bool) -> None:
    """Check CASE, a folder or the name of a built-in case, and tell all faults at once."""
    from tenor.panel.case import check_case

    faults = check_case(case)
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
