"""``tenor brief``: write the brief of a case."""

from __future__ import annotations

from pathlib import Path

import click

from tenor.cli.output import counted, json_option, show_json


@click.command(
    epilog="\b\nExamples:\n  tenor brief pakistan-us\n  tenor brief my-case -o out/my-case\n"
    "  tenor brief pakistan-us --ledger evidence.db"
)
@click.argument("case")
@click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write to. Default: out/CASE.",
)
@click.option(
    "--ledger",
    type=click.Path(path_type=Path),
    help="Ledger with copies of the case's documents; quotes stand beside their claims.",
)
@json_option
def command(case: str, out: Path | None, ledger: Path | None, as_json: bool) -> None:
    """Write brief.html, brief.xlsx and the tables of CASE, a folder or a built-in case."""
    from tenor.engine import run_case, write_run

    run = run_case(case, ledger=ledger)
    paths = write_run(run, out or Path("out") / Path(case).name)
    if as_json:
        files = [str(path) for path in paths]
        show_json({"case": case, "files": files, "quotes": len(run.quotes)})
        return
    for path in paths:
        click.echo(path)
    if ledger is not None:
        total = counted(len(run.case.evidence.claims), "claim")
        click.echo(f"quotes for {len(run.quotes):,} of {total}: {ledger}", err=True)
