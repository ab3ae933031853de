"""``tenor risk``: supply risk of an importer by commodity and stage."""

from __future__ import annotations

import re
from collections.abc import Mapping

import click

from tenor.cli.output import json_option, show_columns, show_json
from tenor.core.countries import country_name
from tenor.core.errors import UserError
from tenor.core.trace import format_value
from tenor.panel.materials import read_materials
from tenor.risk.assess import assess
from tenor.risk.chokepoint import find_chokepoint
from tenor.risk.rows import RiskRow, RiskTable

_SPAN = re.compile(r"(\d{4})(?:-(\d{4}))?\Z")


@click.command(
    epilog="\b\nExamples:\n  tenor risk --importer USA --year 2022 --commodity antimony\n"
    "  tenor risk --importer 'South Korea' --commodity nickel --stage ore --years 1995-2024\n"
    "  tenor risk --importer EU27 --year 2023 --json"
)
@click.option("--importer", required=True, help="Country by code or name, or EU27.")
@click.option("--year", type=int, help="Year of trade. Default: the last year in the data.")
@click.option("--years", help="A series instead: 1995-2024, or 2018,2020,2022.")
@click.option("--commodity", help="Name or alias. Default: all commodities.")
@click.option("--stage", help="ore, intermediate or refined. Default: all stages.")
@json_option
def command(
    importer: str,
    year: int | None,
    years: str | None,
    commodity: str | None,
    stage: str | None,
    as_json: bool,
) -> None:
    """Supply risk of an importer: concentration, import shares, scores, reliance.

    One row per commodity, stage and year, also where nothing is known: the
    status says what the data allow, and "no trade recorded" is not "no risk".
    """
    if year is not None and years is not None:
        raise UserError("give --year or --years, not both")
    table = assess(
        importer,
        year,
        commodity=commodity,
        stage=stage,
        years=None if years is None else parse_years(years),
    )
    if as_json:
        show_json(table.as_dict())
    elif commodity and years is None:
        show_rows(table)
    else:
        show_table(table)


def parse_years(text: str) -> list[int]:
    """Return the years of ``1995-2024`` or ``2018,2020``.

    Raises
    ------
    UserError
        The text is neither.
    """
    years: list[int] = []
    for part in text.split(","):
        match = _SPAN.match(part.strip())
        if match is None:
            raise UserError(f"years {text!r}: expected 1995-2024 or 2018,2020,2022")
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first:
            raise UserError(f"years {text!r}: {first} is after {last}")
        years += range(first, last + 1)
    return years


def format_share(value: float | None) -> str:
    """Return a share in percent, two digits."""
    return format_value(value, "fraction", digits=2)


def show_table(table: RiskTable) -> None:
    """Print one line per row."""
    header = (
        "commodity",
        "stage",
        "year",
        "status",
        "score",
        "contained",
        "HHI",
        "reliance",
        "first",
    )
    rows = [
        (
            row.commodity,
            row.stage,
            str(row.year),
            row.status,
            format_value(row.score, "index"),
            format_value(row.score_contained, "index"),
            format_value(row.hhi, "hhi"),
            format_share(row.net_import_reliance),
            first_supplier(row),
        )
        for row in table
    ]
    show_columns(header, rows, right="score,contained,HHI,reliance")


def first_supplier(row: RiskRow) -> str:
    """Return the largest supplier with its share of imports."""
    for iso3, share in row.import_share.items():
        return f"{country_name(iso3)} {format_share(share)}"
    return "-"


def show_rows(table: RiskTable) -> None:
    """Print each row of one commodity in full."""
    for row in table:
        click.echo(f"{row.commodity}, {row.stage}, {row.importer} {row.year}: {row.status}")
        click.echo(f"  codes         {', '.join(row.hs6) or 'none'}")
        click.echo(f"  basis         {row.basis}")
        for label, value, unit in measures_of(row):
            click.echo(f"  {label:<13} {format_value(value, unit)}")
        if row.detail["producer_share"]:
            click.echo(f"  producers     {name_first(row.detail['producer_share'])}")
        click.echo(f"  suppliers     {name_first(row.import_share) or 'none recorded'}")
        for note in row.notes:
            click.echo(f"  note          {note}")
        click.echo()
    if is_whole_chain(table):
        point = find_chokepoint(table)
        told = point.reason if point.stage else f"not named ({point.reason})"
        click.echo(f"chokepoint: {told}")


def name_first(shares: Mapping[str, float]) -> str:
    """Return the five largest shares by name, and how many more there are."""
    named = [f"{country_name(iso3)} {format_share(v)}" for iso3, v in list(shares.items())[:5]]
    return ", ".join(named) + (f" and {len(shares) - 5} more" if len(shares) > 5 else "")


def is_whole_chain(table: RiskTable) -> bool:
    """Return whether the table holds every stage of its commodity, so that they can be compared."""
    stages = read_materials().stages(table.rows[0].commodity)
    return {row.stage for row in table} == {stage.stage for stage in stages}


def measures_of(row: RiskRow) -> list[tuple[str, float | None, str]]:
    """Return label, value and unit of the measures of a row."""
    return [
        ("score", row.score, "index"),
        ("on one basis", row.score_contained, "index"),
        ("HHI", row.hhi, "hhi"),
        ("import risk", row.import_risk, "index"),
        ("own output", row.production_t, "t"),
        ("imports", row.imports_t, "t gross"),
        ("net reliance", row.net_import_reliance, "fraction"),
        ("supplier loss", row.supplier_loss, "fraction"),
        ("CF", row.cf, "kg Cu-eq/kg"),
    ]
