"""``tenor data table``: the curated tables, one fact a row with its source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from tenor.cli.output import json_option, show_columns, show_json
from tenor.core.errors import UserError

_UNVERIFIED = "recalled, not verified"
_LONGEST = 48


@click.command(
    "table",
    epilog="\b\nExamples:\n  tenor data table\n"
    "  tenor data table stage_production --where commodity=copper --where year=2024\n"
    "  tenor data table facilities --where country=PAK --json",
)
@click.argument("name", required=False)
@click.option(
    "--where",
    "conditions",
    multiple=True,
    metavar="COLUMN=VALUE",
    help="Keep rows with this value; may be given several times.",
)
@json_option
def table(name: str | None, conditions: tuple[str, ...], as_json: bool) -> None:
    """List the curated tables, or the rows of the one called NAME with their sources."""
    from tenor.panel.curated import read_curated
    from tenor.panel.curated.listing import list_tables, parse_conditions, with_citations

    if name is None:
        if conditions:
            raise UserError("--where goes with the name of a table: tenor data table NAME")
        rows = list_tables()
        if as_json:
            show_json({"tables": rows})
            return
        header = ("name", "rows", "opened", "excerpt", "recalled", "what one row states")
        lines = [tuple(str(row[key]) for key in ("name", *header[1:5], "title")) for row in rows]
        show_columns(header, lines, right="rows,opened,excerpt,recalled")
        return
    held = read_curated(name)
    found = with_citations(held.where(**parse_conditions(held.form, conditions)))
    if as_json:
        show_json({"table": name, "title": held.form.title, "own": held.own, "rows": found})
        return
    if not found:
        click.echo(f"no row of {name} is like that")
        return
    shown = [
        key for key in found[0] if key != "citation" and any(r[key] is not None for r in found)
    ]
    show_columns(shown, [[cell_text(row, key) for key in shown] for row in found])


def cell_text(row: Mapping[str, Any], key: str) -> str:
    """Return a cell as it is printed; a recalled row says that it is not verified."""
    value = row[key]
    if value is None:
        return "-"
    if key == "met" and value == "recalled":
        return _UNVERIFIED
    if isinstance(value, float):
        return f"{value:,.10g}"
    text = "; ".join(value) if isinstance(value, list) else str(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
