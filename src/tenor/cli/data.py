"""``tenor data``: what data are at hand, whose they are, and on what terms."""

from __future__ import annotations

from typing import Any

import click

from tenor.cli.data_check import check
from tenor.cli.data_import import diff_data, download_data, import_data, imported_document
from tenor.cli.data_table import table
from tenor.cli.output import json_option, show_columns, show_json
from tenor.sources.box import FORMS, default_tables, is_box_path
from tenor.sources.records import check_snapshot, read_record, record_names


@click.group(epilog="\b\nExamples:\n  tenor data list\n  tenor data show baci --json")
def command() -> None:
    """List the data at hand and show their records."""


for part in (check, import_data, diff_data, download_data, table):
    command.add_command(part)


@command.command("list", epilog="\b\nExample:\n  tenor data list --json")
@json_option
def list_data(as_json: bool) -> None:
    """List the snapshots: years, rows, licence and state."""
    tables = default_tables()
    rows = []
    for name in record_names():
        record = read_record(name)
        files = list(tables.files.get(name, ())) if name in FORMS else []
        own = tables.imports.get(name)
        imported = imported_document(own, files) if own else None
        state = check_snapshot(record)
        rows.append({**record.as_dict(), "state": state, "files": files, "imported": imported})
    for name, own in tables.imports.items():
        if name not in FORMS:
            rows.append(imported_document(own, list(tables.files[name])))
    if as_json:
        show_json({"snapshots": rows, "notes": list(tables.notes)})
        return
    header = ("name", "years", "rows", "licence", "state")
    lines = [
        (
            row["name"],
            f"{row['data_from']}-{row['data_to']}" if row["data_from"] else "-",
            f"{row['rows']:,}",
            row["licence"],
            shown_state(row["state"], row["files"]),
        )
        for row in rows
    ]
    show_columns(header, lines, right="rows")
    for note in tables.notes:
        click.echo(f"note  {note}")


def shown_state(state: str, files: list[str]) -> str:
    """Return the state of a snapshot, or that a file of the user's stands in front of it."""
    own = [path for path in files if not is_box_path(path)]
    if not own:
        return state
    if own == files:
        return f"yours: {own[0]}" + ("" if state == "ok" else f" ({state})")
    return f"yours: {own[0]} in front of the box" + ("" if state == "ok" else f" ({state})")


@command.command("show", epilog="\b\nExample:\n  tenor data show wgi")
@click.argument("name")
@json_option
def show_data(name: str, as_json: bool) -> None:
    """Show the record of one snapshot."""
    tables = default_tables()
    own = tables.imports.get(name)
    imported = imported_document(own, list(tables.files[name])) if own else None
    if imported and name not in FORMS:
        document = imported
    else:
        record = read_record(name)
        files = list(tables.files.get(name, ())) if name in FORMS else []
        document = {**record.as_dict(), "state": check_snapshot(record), "files": files}
        document["imported"] = imported
    if as_json:
        show_json(document)
        return
    show_record(document)


def show_record(document: dict[str, Any]) -> None:
    """Print a record, one line per entry; that of an import below the one of the box."""
    inner = document.get("imported")
    for key, value in document.items():
        if isinstance(value, dict):
            continue
        entries = value if isinstance(value, list) else [value]
        for i, item in enumerate(entries):
            entry = item
            if isinstance(item, dict):
                entry = f"{item['file']}, version {item['version']}, sha256 {item['sha256']}"
            click.echo(f"{key if i == 0 else '':<10} {'not known' if entry is None else entry}")
    if isinstance(inner, dict):
        click.echo("")
        click.echo(f"in front of it, imported from {inner['imported_file']}:")
        show_record(inner)
