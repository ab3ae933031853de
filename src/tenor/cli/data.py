"""``tenor data``: what data are at hand, whose they are, and on what terms."""

from __future__ import annotations

import click

from tenor.cli.output import json_option, show_columns, show_json
from tenor.sources.box import FORMS, default_tables
from tenor.sources.records import check_snapshot, read_record, record_names


@click.group(epilog="\b\nExamples:\n  tenor data list\n  tenor data show baci --json")
def command() -> None:
    """List the data at hand and show their records."""


@command.command("list", epilog="\b\nExample:\n  tenor data list --json")
@json_option
def list_data(as_json: bool) -> None:
    """List the snapshots: years, rows, licence and state."""
    tables = default_tables()
    rows = []
    for name in record_names():
        record = read_record(name)
        files = list(tables.files.get(name, ())) if name in FORMS else []
        rows.append({**record.as_dict(), "state": check_snapshot(record), "files": files})
    if as_json:
        show_json({"snapshots": rows})
        return
    header = ("name", "years", "rows", "licence", "state")
    lines = [
        (
            row["name"],
            f"{row['data_from']}-{row['data_to']}" if row["data_from"] else "-",
            f"{row['rows']:,}",
            row["licence"],
            row["state"],
        )
        for row in rows
    ]
    show_columns(header, lines, right="rows")


@command.command("show", epilog="\b\nExample:\n  tenor data show wgi")
@click.argument("name")
@json_option
def show_data(name: str, as_json: bool) -> None:
    """Show the record of one snapshot."""
    record = read_record(name)
    files = list(default_tables().files.get(name, ())) if name in FORMS else []
    document = {**record.as_dict(), "state": check_snapshot(record), "files": files}
    if as_json:
        show_json(document)
        return
    for key, value in document.items():
        entries = value if isinstance(value, list) else [value]
        for i, entry in enumerate(entries):
            click.echo(f"{key if i == 0 else '':<10} {'not known' if entry is None else entry}")
