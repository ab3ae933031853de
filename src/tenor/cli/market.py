"""``tenor market``: markets calibrated and solved."""

from __future__ import annotations

import click

from tenor.cli.market_base import base
from tenor.cli.market_solve import solve


@click.group(
    epilog="\b\nExamples:\n  tenor market base --commodity aluminium --year 2022\n"
    "  tenor market solve network.yaml"
)
def command() -> None:
    """Solve markets: who supplies whom, at what price."""


command.add_command(base)
command.add_command(solve)
