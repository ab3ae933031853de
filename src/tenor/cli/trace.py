"""``tenor trace``: how a printed number was made and from what."""

from __future__ import annotations

import click

from tenor.cli.output import json_option, show_json


@click.command(
    "trace",
    epilog="\b\nExamples:\n  tenor trace risk.score/USA/antimony/ore/2022\n"
    "  tenor trace case.claim/us-sb-consumption-2024 --case pakistan-us --json",
)
@click.argument("trace_id", metavar="ID")
@click.option("--case", help="Case whose brief holds the number. Default: pakistan-us.")
@json_option
def command(trace_id: str, case: str | None, as_json: bool) -> None:
    """Show value, formula, inputs and sources of the number with this ID."""
    from tenor.engine import find_trace

    trace = find_trace(trace_id, case)
    if as_json:
        show_json(trace.as_dict())
        return
    click.echo(f"{trace.id}\n  {trace.display}")
    click.echo(f"  unit     {trace.unit}\n  formula  {trace.formula}")
    for entry in trace.inputs:
        value = "not known" if entry.value is None else entry.value
        click.echo(f"  input    {entry.id} = {value} {entry.unit}")
    for source in trace.sources:
        click.echo(f"  source   {source.citation}\n           {source.record}, {source.row}")
    for note in trace.assumed:
        click.echo(f"  assumed  {note}")
