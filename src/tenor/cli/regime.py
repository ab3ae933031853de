"""``tenor regime``: fiscal regimes by name, with what was read where."""

from __future__ import annotations

import click

from tenor.cli.output import json_option, shortened, show_columns, show_json


@click.group(
    epilog="\b\nExamples:\n  tenor regime list\n  tenor regime show pakistan-balochistan --json"
)
def command() -> None:
    """Fiscal regimes: rates, what they are charged on, and their sources."""


@command.command("list")
@json_option
def list_command(as_json: bool) -> None:
    """List the regimes with how their rows were met."""
    from tenor.finance.regimes import list_regimes, read_regime

    found = [read_regime(name) for name in list_regimes()]
    if as_json:
        rows = []
        for regime in found:
            met = [one.met for one in regime.references]
            counts = {word: met.count(word) for word in ("opened", "excerpt", "recalled")}
            about = {"name": regime.name, "title": regime.title, "country": regime.country}
            rows.append({**about, "as_of": regime.as_of, "terms": len(met), **counts})
        show_json({"regimes": rows})
        return
    lines = [(r.name, r.country, r.as_of, str(len(r.references)), r.title) for r in found]
    show_columns(("name", "country", "as of", "terms", "title"), lines, right="terms")


@command.command("show")
@click.argument("name")
@json_option
def show_command(name: str, as_json: bool) -> None:
    """Show the terms of a regime, each with its source."""
    from tenor.finance.regimes import read_regime

    regime = read_regime(name)
    if as_json:
        show_json(regime.as_dict())
        return
    click.echo(f"{regime.name}: {regime.title} ({regime.country}, {regime.as_of})")
    lines = [
        (one.where, f"{one.value:g}", one.met, shortened(one.citation)) for one in regime.references
    ]
    show_columns(("term", "value", "met", "source"), lines, right="value")
    for note in regime.assumed:
        click.echo(f"note  {note}")
