"""``tenor market``: markets solved."""

from __future__ import annotations

import click

from tenor.cli.market_base import base


@click.group(epilog="\b\nExample:\n  tenor market base --commodity aluminium --year 2022")
def command() -> None:
    """Solve markets: who supplies whom, at what price."""


command.add_command(base)
