"""``tenor value``: what a project is worth, to whom, under one set of terms."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tenor.cli.output import json_option, show_columns, show_json

if TYPE_CHECKING:
    from tenor.finance import Valuation


@click.command(
    epilog="\b\nExamples:\n  tenor value mine.yaml\n"
    "  tenor value pakistan-us/reko-diq --draws 2000\n"
    "  tenor value mine.yaml --set fiscal.income_tax=0.35 --json\n"
    "  tenor value mine.yaml --draws 10000 --seed 7 --drivers"
)
@click.argument("project", type=click.Path(path_type=Path))
@click.option(
    "--set", "settings", multiple=True, metavar="KEY=VALUE", help="Another value for a dotted key."
)
@click.option("--draws", type=click.IntRange(min=0), default=0, help="Number of draws.")
@click.option("--seed", type=click.IntRange(min=0), default=1, help="Seed of the draws.")
@click.option(
    "--run", type=click.Path(path_type=Path), help="Folder of a market run, for a buyer's value."
)
@click.option(
    "--drivers", is_flag=True, help="With draws: shares of variance, expected losses by cause."
)
@json_option
def command(  # noqa: PLR0913, PLR0917
    project: Path,
    settings: tuple[str, ...],
    draws: int,
    seed: int,
    run: Path | None,
    drivers: bool,
    as_json: bool,
) -> None:
    """Value of a mine, smelter or refinery to each party.

    PROJECT is a file, or the name of a project of a built-in case.

    Without draws the answer is one base case; with draws it gains quantiles, chances and drivers.
    """
    from tenor.finance import read_project, value_project
    from tenor.finance.cases import find_project

    stated = read_project(find_project(project), settings=settings)
    found = value_project(stated, draws=draws, seed=seed, run=run, drivers=drivers)
    if as_json:
        show_json(found.as_dict())
        return
    show_valuation(found)


def show_valuation(found: Valuation) -> None:
    """Print a valuation: the project, then each party."""
    from tenor.core.trace import format_value

    unit = found.basis["currency"]
    project = found.project

    def money(value: float | None) -> str:
        return format_value(value, unit)

    def rate(value: float | None) -> str:
        return format_value(value, "fraction", digits=3)

    click.echo(f"{found.name}: {found.basis['real_or_nominal']} {unit}")
    take = found.government_take
    for label, text in (
        ("NPV before tax", money(project.npv_pre_tax)),
        ("NPV after tax", money(project.npv_after_tax)),
        ("IRR before tax", rate(project.irr_pre_tax.value)),
        ("IRR after tax", rate(project.irr_after_tax.value)),
        ("government take", f"{rate(take['undiscounted'])}, discounted {rate(take['discounted'])}"),
        ("AETR", rate(found.aetr)),
        ("AISC", format_value(project.aisc, project.aisc_unit or "text")),
        ("funding gap", money(found.sources_and_uses["gap"])),
    ):
        click.echo(f"{label:<16} {text}")
    rows = [
        (name, party.kind, money(party.npv), rate(party.irr), str(party.payback_year or "-"))
        for name, party in found.parties.items()
    ]
    show_columns(("party", "kind", "NPV", "IRR", "payback"), rows, right="NPV,IRR,payback")
    chance = found.risk.get("probability_npv_positive")
    if chance is not None:
        spread = found.risk["quantiles"]["npv_after_tax"]
        low, middle, high = (money(spread[name]) for name in ("p10", "p50", "p90"))
        click.echo(f"NPV after tax    {middle}, 80% of draws from {low} to {high}")
        click.echo(f"P(NPV > 0)       {rate(chance)}")
    for note in (*found.notes, *found.risk.get("notes", ())):
        click.echo(f"note  {note}")
