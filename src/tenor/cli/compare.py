"""``tenor compare``: what differs between two runs."""

from __future__ import annotations

from pathlib import Path

import click

from tenor.cli.output import counted, json_option, shortened, show_columns, show_json

SHOWN = 20


@click.command(epilog="\b\nExamples:\n  tenor compare out/first out/second --json")
@click.argument("first", type=click.Path(path_type=Path))
@click.argument("second", type=click.Path(path_type=Path))
@json_option
def command(first: Path, second: Path, as_json: bool) -> None:
    """Compare two runs of a case: outputs that differ, and what they were made of."""
    from tenor.core.countries import country_name
    from tenor.core.trace import format_value
    from tenor.scenarios import compare

    found = compare(first, second)
    if as_json:
        show_json(found.as_dict())
        return
    for entry in found.changed[:SHOWN]:
        old, new = (shortened(str(entry[name])) for name in ("first", "second"))
        click.echo(f"changed  {entry['entry']}: {old} -> {new}")
    if not found.changed:
        click.echo("both runs were made of the same case, data, seed and parameters")
    rest = (found.only_first, found.only_second)
    if any(rest):
        click.echo(f"only in the first {rest[0]:,}, only in the second {rest[1]:,} outputs")
    click.echo(f"{counted(found.same, 'output')} the same, {len(found.differences):,} differ")
    if not found.differences:
        return
    lines = []
    for difference in found.differences[:SHOWN]:
        row = difference.first
        place = "world" if row.country == "WLD" else country_name(row.country)
        medians = (format_value(value.at(0.5), row.unit) for value in (row, difference.second))
        lines.append(
            (
                row.scenario, row.commodity, row.stage, place, str(row.year),
                f"{row.variable} {row.supplier}".strip(), *medians,
                {True: "yes", False: "no", None: "-"}[difference.is_apart],
            )
        )  # fmt: skip
    header = (
        "scenario", "commodity", "stage", "where", "year", "output", "first", "second", "apart",
    )  # fmt: skip
    show_columns(header, lines, right="first,second")
    click.echo("medians; apart: the 80% bands do not meet")
