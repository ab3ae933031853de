"""``tenor market solve``: the equilibrium of a person's own network."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tenor.cli.output import json_option, show_columns, show_json

if TYPE_CHECKING:
    from tenor.market.own import OwnSolution


@click.command(
    "solve",
    epilog="\b\nExamples:\n  tenor market solve network.yaml\n"
    "  tenor market solve network.json --json",
)
@click.argument("file", type=click.Path(path_type=Path))
@json_option
def solve(file: Path, as_json: bool) -> None:
    """Solve the network of supply, demand, routes and plants in FILE (YAML or JSON)."""
    from tenor.market.own import read_network, solve_network

    found = solve_network(read_network(file))
    if as_json:
        show_json(found.as_dict())
        return
    show_solution(found)


def show_solution(found: OwnSolution) -> None:
    """Print prices, flows and what is odd, as text."""
    network = found.network
    several = len(network.commodities) > 1
    stages = len(network.stages) > 1
    unit = network.options.get("unit", "")

    def labels(commodity: str, stage: str) -> tuple[str, ...]:
        return (*((commodity,) if several else ()), *((stage,) if stages else ()))

    names = labels("commodity", "stage")
    rows = [
        (
            *labels(key[0], key[1]),
            key[2],
            number(price) + ("*" if found.is_open.get(key) else ""),
            number(found.supply[key]),
            number(found.demand[key]),
            number(found.backstop.get(key, 0.0)),
        )
        for key, price in found.prices.items()
        if price is not None
    ]
    show_columns(
        (*names, "country", "price", "supply", "use", "unmet"),
        rows,
        right="price,supply,use,unmet",
    )
    lanes = [
        (*labels(route.commodity, route.stage), route.origin, route.destination, number(flow))
        for route, flow in zip(network.routes, found.flows, strict=True)
        if flow > 0 and not route.is_home
    ]
    click.echo("")
    if lanes:
        show_columns((*names, "from", "to", "quantity"), lanes, right="quantity")
    else:
        click.echo("nothing is traded")
    plants = [
        (
            *((plant.commodity,) if several else ()),
            plant.country,
            f"{plant.from_stage} to {plant.to_stage}",
            number(feed),
            number(feed * plant.output_per_input),
        )
        for plant, feed in zip(network.plants, found.inputs, strict=True)
    ]
    if plants:
        click.echo("")
        header = ("commodity",) if several else ()
        show_columns((*header, "country", "plant", "input", "output"), plants, right="input,output")
    show_extras(found)
    click.echo("")
    click.echo(f"quantities in {unit}" if unit else "quantities and prices in the file's units")
    click.echo(f"largest violation: {found.residual:.1e} of world demand")
    for note in found.notes:
        click.echo(f"note  {note}")


def show_extras(found: OwnSolution) -> None:
    """Print rents, tariff revenue and exporters where there are any."""
    rents = found.as_dict()["rents"]
    if rents:
        click.echo("")
        lines = [(rent["row"], rent_of(rent), number(rent["rent"])) for rent in rents]
        show_columns(("binds", "which", "rent"), lines, right="rent")
    if found.tariff_revenue:
        click.echo("")
        revenue = [
            (country, stage, number(value))
            for (_, stage, country), value in found.tariff_revenue.items()
        ]
        show_columns(("levied by", "stage", "tariff revenue"), revenue, right="tariff revenue")
    if found.exporters:
        click.echo("")
        exporters = [
            (e["country"], number(e["quantity"]), number(e["marginal_cost"]), number(e["profit"]))
            for e in found.exporters
        ]
        header = ("exporter", "sells", "marginal cost", "profit")
        show_columns(header, exporters, right="sells,marginal cost,profit")
    if any(found.is_open.values()):
        click.echo("*  nothing that moves pins this price; the lowest that fits")


def rent_of(rent: Mapping[str, Any]) -> str:
    """Return what a rent is of, in words."""
    if rent["kind"] == "quota":
        return f"quota {rent['from']} to {rent['to']}"
    stage = rent.get("stage") or f"{rent['from_stage']} to {rent['to_stage']}"
    return f"cap {rent['country']}" + ("" if stage == "all" else f", {stage}")


def number(value: float | None) -> str:
    """Return a number with six digits; - where it is not known."""
    if value is None:
        return "-"
    return f"{0.0 if abs(value) < 1e-12 else value:,.6g}"
