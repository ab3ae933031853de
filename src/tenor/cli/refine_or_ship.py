"""``tenor refine-or-ship``: what refining at home adds against shipping, to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tenor.cli.output import json_option, show_columns, show_json

if TYPE_CHECKING:
    from tenor.decision.refining import Refined


@click.command(
    epilog="\b\nExamples:\n  tenor refine-or-ship pakistan-us\n"
    "  tenor refine-or-ship pakistan-us --route copper-concentrate --draws 2000 --json"
)
@click.argument("case")
@click.option("--route", help="One route of the case; all without it.")
@click.option("--draws", type=click.IntRange(min=0), default=1000, help="Number of draws.")
@click.option("--seed", type=click.IntRange(min=0), default=1, help="Seed of the draws.")
@json_option
def command(case: str, route: str | None, draws: int, seed: int, as_json: bool) -> None:
    """Refine at home or ship: value added, tax, jobs, power, transport, who gets what.

    CASE is a folder, or the name of a built-in case; its refining.yaml states the routes.
    """
    from tenor.decision.refining import assess_route, pick_routes
    from tenor.panel.case import load_case
    from tenor.sources.box import default_tables

    loaded, tables = load_case(case), default_tables()
    found = [
        assess_route(loaded, one, tables, draws=draws, seed=seed)
        for one in pick_routes(loaded, route)
    ]
    if as_json:
        drawn = {"case": loaded.name, "draws": draws, "seed": seed}
        show_json({**drawn, "routes": [one.as_dict() for one in found]})
        return
    for number, one in enumerate(found):
        if number:
            click.echo()
        show_route(one)


def show_route(found: Refined) -> None:
    """Print a route: the plant, a year of it, transport, break-even, parties and drivers."""
    click.echo(found.route.title)
    click.echo(f"plant {found.route.plant}, trace ids start with {found.prefix}")
    rows = [(label, found.traces[key].display) for label, key in MEASURES if key in found.traces]
    show_columns(("measure", "value"), rows, right="value")
    for kind, good in (("ship", found.route.shipped), ("made", found.route.made)):
        names = [t.split("/", 1)[1] for t in found.traces if t.startswith(f"{kind}_sea/")]
        away = [f"{port} {found.traces[f'{kind}_sea/{port}'].display}" for port in names]
        click.echo(f"{good} by sea from {found.route.from_port}: {', '.join(away) or 'not stated'}")
        buyers = [t.split("/", 1)[1] for t in found.traces if t.startswith(f"{kind}_buyer/")]
        shares = [f"{name} {found.traces[f'{kind}_buyer/{name}'].display}" for name in buyers]
        click.echo(f"who buys {good}: {', '.join(shares) or 'its codes are not in the trade data'}")
    gains = [
        (g.party, g.kind, *(found.traces[f"{way}/{g.party}"].display for way in WAYS))
        for g in found.result.gains
    ]
    show_columns(
        ("party", "kind", "ship", "refine", "at break-even"),
        gains,
        right="ship,refine,at break-even",
    )
    swings = [
        (
            d.path,
            f"{d.low:.4g} to {d.high:.4g}",
            *(found.traces[f"driver_{e}/{i}"].display for e in ("low", "high")),
        )
        for i, d in enumerate(found.result.drivers)
    ]
    show_columns(("driver of the plant", "range", "NPV low", "NPV high"), swings)


WAYS = ("ship", "refine", "at_break_even")
MEASURES = (
    ("NPV of the plant after tax", "npv_after_tax"),
    ("NPV p05", "npv_p05"),
    ("NPV p50", "npv_p50"),
    ("NPV p95", "npv_p95"),
    ("chance that it is above nothing", "probability_npv_positive"),
    ("NPV of its royalty and tax", "npv_of_tax"),
    ("NPV of value added", "npv_of_value_added"),
    ("capital", "capex"),
    ("capital per job", "capex_per_job"),
    ("jobs", "year/jobs"),
    ("value added in a full year", "year/value_added"),
    ("royalty and tax in a full year", "year/tax"),
    ("pay in a full year", "year/wages"),
    ("power", "year/power_mw"),
    ("water", "year/water_m3"),
    ("shipped, wet", "year/shipped_wet_t"),
    ("freight of it, per tonne", "ship_freight_per_t"),
    ("freight of it", "ship_freight"),
    ("made", "year/made_t"),
    ("freight of it, per tonne", "made_freight_per_t"),
    ("freight of it", "made_freight"),
    ("price paid for feed over export", "parity"),
    ("charge on feed in the file", "charge_stated"),
    ("charge that the plant needs", "charge_break_even"),
    ("the same before tax", "charge_pre_tax"),
    ("before tax, p05", "charge_p05"),
    ("before tax, p95", "charge_p95"),
    ("charge over worth of feed", "charge_share"),
)
