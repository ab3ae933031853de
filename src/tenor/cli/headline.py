"""``tenor headline``: a stated amount or quantity beside what it would imply, with a verdict."""

from __future__ import annotations

import click

from tenor.cli.output import json_option, show_json


@click.command(
    "headline",
    epilog="\b\nExamples:\n"
    '  tenor headline "4-5 trillion USD" --commodity "rare earths" --country PAK\n'
    '  tenor headline "0.6 Mt antimony" --country PAK\n'
    '  tenor headline "500 million USD" --kind investment --commodity antimony --country PAK\n'
    '  tenor headline "6 billion USD" --commodity copper --country PAK --with "13.1 Mt" --json',
)
@click.argument("amount", metavar="AMOUNT")
@click.option("--commodity", help="Name or alias; left out for all minerals.")
@click.option("--country", help="Host country by code or name.")
@click.option("--partner", help="Country whose use and trade are the yardstick. Default: USA.")
@click.option("--stage", help="ore, intermediate or refined: which projects cost what.")
@click.option(
    "--kind",
    help="in_ground, reserve, investment, output, trade, balance, tariff, "
    "share, jobs or price. Default: as the words and the unit say.",
)
@click.option("--year", type=int, help="Use prices up to this year. Default: the newest.")
@click.option(
    "--with",
    "beside",
    multiple=True,
    metavar="QUANTITY",
    help="A further quantity of the statement: '10 USD/kg', '0.5%', '200 kt/y'.",
)
@json_option
def command(  # noqa: PLR0913, PLR0917
    amount: str,
    commodity: str | None,
    country: str | None,
    partner: str | None,
    stage: str | None,
    kind: str | None,
    year: int | None,
    beside: tuple[str, ...],
    as_json: bool,
) -> None:
    """Put a stated AMOUNT beside what it would imply; say which identity it passes or fails."""
    from tenor.decision.headline import assess_headline
    from tenor.decision.headline.wording import lines

    found = assess_headline(
        amount,
        kind=kind,
        names={"commodity": commodity, "country": country, "partner": partner, "stage": stage},
        year=year,
        beside=beside,
    )
    if as_json:
        show_json(found.as_dict())
        return
    for line in lines(found):
        click.echo(line)
