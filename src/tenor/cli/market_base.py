"""``tenor market base``: a market calibrated to its base year, solved without any change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tenor.cli.output import json_option, show_columns, show_json

if TYPE_CHECKING:
    from tenor.market.base import Base

_SHOWN = 8


@click.command(
    epilog="\b\nExamples:\n  tenor market base --commodity aluminium --year 2022\n"
    "  tenor market base --commodity nickel --year 2013 --stage ore --json"
)
@click.option("--commodity", required=True, help="Name or alias.")
@click.option("--year", type=int, required=True, help="Base year, of trade.")
@click.option("--stage", "stages", multiple=True, help="Repeat for several. Default: as linked.")
@click.option("--code", "codes", multiple=True, help="HS code to count. Default: all.")
@click.option("--top", type=int, help="Keep so many countries, pool the others in ROW.")
@click.option("--basis", default="contained", help="contained (default) or gross, for one stage.")
@click.option("--horizon", default="short", help="Of elasticities: short (default) or long.")
@json_option
def base(  # noqa: PLR0913, PLR0917
    commodity: str,
    year: int,
    stages: tuple[str, ...],
    codes: tuple[str, ...],
    top: int | None,
    basis: str,
    horizon: str,
    as_json: bool,
) -> None:
    """Calibrate a market to a year and solve it without a shock: the base year has to come back.

    Output, trade and use are reconciled by weighted least squares; what the data leave
    unexplained stands as residuals, and all that was assumed is listed.
    """
    from tenor.market.base import solve_base
    from tenor.market.calibration import Options

    options = Options(basis=basis, top=top, horizon=horizon)
    found = solve_base(commodity, year, stages=stages or None, codes=codes or None, options=options)
    if as_json:
        show_json(found.as_dict())
    else:
        show_base(found)


def show_base(found: Base) -> None:
    """Print the largest nodes and routes of each stage, the errors and the assumptions."""
    from tenor.core.trace import significant

    shown = found.as_dict()
    click.echo(
        f"{shown['commodity']} {shown['year']}, {' to '.join(shown['stages'])}: "
        f"{shown['countries']} countries, {len(shown['nodes'])} nodes, "
        f"{len(shown['routes'])} routes, {shown['basis']} and USD/{shown['basis']}"
    )

    def number(value: float) -> str:
        return "-" if value == 0 else significant(value, 3)

    rows = []
    for stage in shown["stages"]:
        nodes = [node for node in shown["nodes"] if node["stage"] == stage]
        nodes.sort(key=lambda n: -max(n["supply"], n["demand"], abs(n["residual"])))
        rows += [
            (stage, node["country"], *(number(node[k]) for k in _COLUMNS), node["price_from"])
            for node in nodes[:_SHOWN]
        ]
    show_columns(("stage", "country", *_COLUMNS, "price from"), rows, right=",".join(_COLUMNS))
    click.echo()
    rows = []
    for stage in shown["stages"]:
        routes = [route for route in shown["routes"] if route["stage"] == stage]
        routes.sort(key=lambda route: -route["flow"])
        rows += [
            (stage, r["from"], r["to"], number(r["flow"]), describe_route(r))
            for r in routes[:_SHOWN]
        ]
    show_columns(("stage", "from", "to", "flow", "note"), rows, right="flow")
    click.echo()
    for key in ("max_price_error", "max_flow_error", "mass_balance_error"):
        click.echo(f"{key:<19} {shown[key]:.1e}")
    for stage, share in shown["residuals"]["share_of_throughput"].items():
        click.echo(f"residual of {stage:<12} {share:.1%} of throughput")
    for note in shown["assumptions"]:
        click.echo(f"assumed  {note}")


def describe_route(route: dict[str, object]) -> str:
    """Return what is to be known of a route's tonnes."""
    if route["assumed"]:
        return "assumed"
    return "partly filled" if route["imputed"] else ""


_COLUMNS = ("supply", "demand", "residual", "price")
