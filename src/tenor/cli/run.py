"""``tenor run``: the scenarios of a case beside its baseline, with their spread."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tenor.cli.output import counted, json_option, shortened, show_columns, show_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenor.scenarios import RunResult

MANY_TASKS = 4
SHOWN_INPUTS = 3


@click.command(
    epilog="\b\nExamples:\n"
    "  tenor run pakistan-us --scenario chinese-ban-returns -o out/ban\n"
    "  tenor run pakistan-us --draws 100000 --executor dask://scheduler:8786 -o out/all"
)
@click.argument("case")
@click.option("--scenario", multiple=True, help="Name; may be given several times. Default: all.")
@click.option("--draws", type=click.IntRange(min=1), default=2000, show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True)
@click.option(
    "--sampling",
    type=click.Choice(["counter", "sobol"]),
    default="counter",
    show_default=True,
    help="sobol needs a power of two of draws.",
)
@click.option("--years", help="2027,2030. Default: after the cut-off, then every fifth year.")
@click.option("--threads", type=click.IntRange(min=1), help="Default: the processors at hand.")
@click.option("--executor", help="dask://HOST:PORT of a cluster's scheduler. Default: threads.")
@click.option(
    "--sensitivity/--no-sensitivity", default=True, help="Rank the inputs by what they move."
)
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Folder for the run.")
@click.option("--replace", is_flag=True, help="Replace another run in the folder.")
@json_option
def command(  # noqa: PLR0913, PLR0917 -- one parameter per option
    case: str,
    scenario: tuple[str, ...],
    draws: int,
    seed: int,
    sampling: str,
    years: str | None,
    threads: int | None,
    executor: str | None,
    sensitivity: bool,
    out: Path | None,
    replace: bool,
    as_json: bool,
) -> None:
    """Run the named shocks of a CASE: prices, flows and exposure, as bands over draws.

    Changes are against the baseline of the same draw: same elasticities, same projects, no shock.
    """
    from tenor.scenarios import Options, run, write_run
    from tenor.scenarios.writing import require_free

    if out is not None:
        # A folder that can't take any run is told before the work, not after.
        require_free(out, {}, replace=True)
    with _progress() as told:
        result = run(
            case,
            scenario=scenario or None,
            draws=draws,
            seed=seed,
            executor=executor,
            options=Options(
                sampling=sampling,
                years=_years(years),
                threads=threads,
                sensitivity=sensitivity,
                told=told,
            ),
        )
    folder = None if out is None else write_run(result, out, replace=replace)
    if as_json:
        show_json(_document(result, folder))
        return
    _show(result)
    if folder is not None:
        click.echo(f"written to {folder}: results.nc, results.parquet, manifest.json")


def _years(text: str | None) -> list[int] | None:
    if text is None:
        return None
    from tenor.cli.risk import parse_years

    return list(parse_years(text))


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """Give what shows progress on stderr where a person watches and the work is long."""
    if not sys.stderr.isatty():
        yield None
        return
    shown = False

    def told(done: int, total: int) -> None:
        nonlocal shown
        if total >= MANY_TASKS:
            shown = True
            width = 30 * done // total
            click.echo(f"\r[{'#' * width:<30}] {done} of {total} tasks", nl=False, err=True)

    yield told
    if shown:
        click.echo("\r" + " " * 60 + "\r", nl=False, err=True)


def _document(result: RunResult, folder: Path | None) -> dict[str, Any]:
    """Return the JSON document of a run."""
    from tenor.scenarios.outputs import UNITS, WORDS

    return {
        "case": result.manifest["case"],
        "folder": None if folder is None else str(folder),
        "manifest": dict(result.manifest),
        "variables": [
            {"name": name, "unit": unit, "words": WORDS[name]} for name, unit in UNITS.items()
        ],
        "notes": [dict(note) for note in result.notes],
        "sensitivity": [dict(row) for row in result.sensitivity],
        "results": [row.as_dict() for row in result.rows],
    }


def _show(result: RunResult) -> None:
    """Print what the scenarios do, what drives it, and what is not computed."""
    from tenor.scenarios.tables import HEADER, list_inputs, list_lines

    made = result.manifest
    click.echo(
        f"{made['case']}: {counted(made['draws'], 'draw')}, seed {made['seed']}, "
        f"base year {made['base_year']}"
    )
    lines = list_lines(result)
    if lines:
        show_columns(HEADER, lines, right="median,80% band")
        click.echo("changes are against the baseline of the same draw; bands hold 80% of the draws")
    else:
        click.echo("no scenario moves a market that the data show; the notes say why")
    for text in list_inputs(result, SHOWN_INPUTS):
        click.echo(f"drives  {text}")
    for note in result.notes:
        name = "" if note["scenario"] == "baseline" else f"{note['scenario']}: "
        click.echo(f"note  {name}{shortened(note['text'], 400)}")
    counts = made["counts"]
    if counts["unsolved"] or counts["backstopped"]:
        click.echo(
            f"note  of {counts['draws']:,} markets, {counts['unsolved']:,} did not settle and are "
            f"in no number, {counts['backstopped']:,} met prices beyond the model's range"
        )
