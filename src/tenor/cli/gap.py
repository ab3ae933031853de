"""``tenor gap``: declared unit values of exports beside peers and benchmarks."""

from __future__ import annotations

import click

from tenor.cli.output import json_option, show_columns, show_json


@click.command(
    epilog="\b\nExamples:\n  tenor gap --exporter PAK --commodity chromium\n"
    "  tenor gap --exporter PAK --commodity antimony --years 2021-2024 --json"
)
@click.option("--exporter", required=True, help="Country by code or name.")
@click.option("--commodity", required=True, help="Name or alias.")
@click.option("--stage", help="Default: the first stage with trade data.")
@click.option("--years", help="2021-2024, or 2018,2020. Default: the last year in the data.")
@click.option("--impute", is_flag=True, help="Fill missing quantities, flagged, with a range.")
@json_option
def command(
    exporter: str,
    commodity: str,
    stage: str | None,
    years: str | None,
    impute: bool,
    as_json: bool,
) -> None:
    """Price gap of exports by partner: unit values against what others were paid.

    A gap is a question, no proof: the caveats below the table say why.
    """
    from tenor.cli.risk import parse_years
    from tenor.trade import price_gap

    found = price_gap(
        exporter,
        commodity,
        stage=stage,
        years=None if years is None else parse_years(years),
        impute=impute,
    )
    if as_json:
        show_json(found.as_dict())
        return
    from tenor.core.trace import format_value, significant

    def number(value: float | None, digits: int = 3) -> str:
        return "-" if value is None else significant(value, digits)

    header = ("year", "partner", "code", "tonnes", "USD/t", "peers", "gap USD", "range", "status")
    lines = [
        (
            str(row.year),
            row.partner,
            row.hs6,
            number(row.quantity_t),
            number(row.unit_value),
            number(row.peers.p50 if row.peers else None),
            number(row.gap_median_usd),
            " to ".join(number(end) for end in row.gap_usd) if row.gap_usd else "-",
            row.status,
        )
        for row in found
    ]
    click.echo(f"{found.commodity}, {found.stage}, exports of {found.exporter}: {found.status}")
    show_columns(header, lines, right="tonnes,USD/t,peers,gap USD,range")
    total = found.total
    click.echo(f"value           {format_value(total['value_usd'], 'USD_nominal')}")
    for label, key in (
        ("gap to peers", "gap_median_usd"),
        ("gap to world", "gap_world_usd"),
        ("gap to benchmark", "gap_benchmark_usd"),
        ("a point of royalty", "usd_per_point_of_royalty"),
    ):
        click.echo(f"{label:<19} {format_value(total[key], 'USD_nominal')}")
    for note in (*found.caveats, *found.corrections):
        click.echo(f"note  {note}")
