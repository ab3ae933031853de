"""``tenor market``: markets solved."""

from __future__ import annotations

import click

from tenor.cli.market_solve import solve


@click.group(epilog="\b\nExample:\n  tenor market solve network.yaml")
def command() -> None:
    """Solve markets: who supplies whom, at what price."""


command.add_command(solve)
