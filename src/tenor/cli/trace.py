"""``tenor trace``: how a printed number was made and from what."""

from __future__ import annotations

import click

from tenor.cli.output import json_option, show_json
from tenor.core.trace import UNKNOWN, Value, format_value

DIGITS = 12
"""Significant digits of a value as it is held."""


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
    if isinstance(trace.value, int | float):
        click.echo(f"  value    {held(trace.value, trace.unit)}")
    click.echo(f"  unit     {trace.unit}\n  formula  {trace.formula}")
    for entry in trace.inputs:
        click.echo(f"  input    {entry.id} = {held(entry.value, entry.unit)} {entry.unit}")
    for source in trace.sources:
        click.echo(f"  source   {source.citation}\n           {source.record}, {source.row}")
    for note in trace.assumed:
        click.echo(f"  assumed  {note}")


def held(value: Value, unit: str) -> str:
    """Return a value as it is held, without binary noise; an HHI also as it is printed.

    Examples
    --------
    >>> held(0.1 + 0.2, "t"), held(13830.740000000002, "t"), held(0.28, "hhi")
    ('0.3', '13830.74', '0.28 (printed 2,800)')
    """
    if value is None or isinstance(value, str):
        return UNKNOWN if value is None else value
    text = str(value) if isinstance(value, int) else repr(float(f"{value:.{DIGITS}g}"))
    text = text.removesuffix(".0")
    return f"{text} (printed {format_value(value, unit, digits=2)})" if unit == "hhi" else text
