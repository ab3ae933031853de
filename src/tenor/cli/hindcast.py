"""``tenor hindcast``: past disruptions predicted from what was known before them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tenor.cli.output import json_option, show_columns, show_json

if TYPE_CHECKING:
    from tenor.market.hindcast import Hindcast, Suite


@click.command(
    epilog="\b\nExamples:\n  tenor hindcast --event ban.json --json\n  tenor hindcast --all"
)
@click.option(
    "--event",
    "event_file",
    type=click.Path(path_type=Path),
    help="JSON file of one event: name, hs6, base_year, test_year, shocks.",
)
@click.option("--all", "whole", is_flag=True, help="Every event of the table, each left out.")
@json_option
def command(event_file: Path | None, whole: bool, as_json: bool) -> None:
    """Predict the trade after a disruption from the years before, and score it.

    Distances are against what was traded in the test year; the test year informs nothing else.
    """
    if (event_file is None) == (not whole):
        raise click.UsageError("name one of --event FILE and --all")
    from tenor.market.hindcast import calc_hindcast, calc_suite, read_event

    if event_file is not None:
        found = calc_hindcast(read_event(event_file))
        if as_json:
            show_json(found.as_dict())
        else:
            show_event(found)
        return
    suite = calc_suite()
    if as_json:
        show_json(suite.as_dict())
    else:
        show_suite(suite)


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def show_event(found: Hindcast) -> None:
    """Print one event."""
    event = found.event
    told = "not compared" if event.test_year is None else f"compared with {event.test_year}"
    click.echo(f"{event.name}: {', '.join(event.codes)}, base {event.base_year}, {told}")
    if found.distance is not None:
        free = found.distance_unrestricted or {}
        rows = [[n, _number(d), _number(free.get(n))] for n, d in found.distance.items()]
        rows.append(["noise floor", _number(found.noise_floor), ""])
        show_columns(("distance", "all routes", "unrestricted"), rows, right="all routes")
        click.echo(f"explained share  {_number(found.explained_share)}")
    for fill in found.fills:
        band = f"{_number(fill.low)} to {_number(fill.high)}"
        click.echo(
            f"{fill.importer} lost {fill.lost:,.0f} t; replaced {fill.predicted:.2f} "
            f"({band}), seen {_number(fill.actual)}"
        )
    for note in found.notes:
        click.echo(f"note  {note}")
    click.echo(f"fitted on {len(found.fit.events)} other events")


def show_suite(suite: Suite) -> None:
    """Print the table of events and the means."""
    names = ("no_change", "deleted", "pro_rata", "trend", "model")
    rows = []
    for scored in suite.events:
        distance = scored.found.distance or {}
        mark = "*" if scored.found.is_marked else ""
        size = "announced" if scored.listed.is_announced else "conditional"
        rows.append(
            [
                scored.listed.name,
                size,
                "yes" if scored.listed.is_scored else "no",
                *(_number(distance.get(name)) for name in names),
                _number(scored.found.noise_floor) + mark,
            ]
        )
    header = ("event", "size", "scored", *names, "noise")
    show_columns(header, rows, right=",".join(names))
    told = suite.as_dict()
    for label in ("suite", "announced_only", "all_listed"):
        part = told[label]
        low, high = part["interval_90"]
        click.echo(
            f"{label.replace('_', ' ')}: {part['events']} events, explained share "
            f"{_number(part['explained_share'])} (90% {_number(low)} to {_number(high)})"
        )
    click.echo(f"placebo years: gain {_number(told['placebo']['gain'])}")
    click.echo("*  the best baseline lies below the noise floor")
