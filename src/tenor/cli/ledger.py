"""``tenor ledger``: what a ledger holds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from tenor.cli import ledger_joined
from tenor.cli.output import (
    counted,
    json_option,
    ledger_option,
    shortened,
    show_columns,
    show_json,
)
from tenor.core.errors import DataError


@click.group(
    epilog="\b\nExamples:\n  tenor ledger claims --ledger evidence.db\n"
    "  tenor ledger documents --ledger evidence.db --json"
)
def command() -> None:
    """Show what a ledger holds: documents, claims, deals, links; what it feeds to a case."""


@command.command()
@ledger_option
@click.option("--document", help="Id of one document.")
@click.option("--all", "is_all", is_flag=True, help="Quarantined claims too.")
@json_option
def claims(ledger: Path, document: str | None, is_all: bool, as_json: bool) -> None:
    """List the claims, with the latest review of each on top of what the document says."""
    from tenor.evidence.ledger import Ledger

    with Ledger(ledger) as held:
        states = (
            state
            for state in held.states(verified=not is_all)
            if document is None or state["document"] == document
        )
        if as_json:
            show_claims(states)
            return
        found = list(states)
    header = ("claim", "measure", "value", "status", "review", "path")
    show_columns(header, [_claim_row(state) for state in found])
    click.echo(counted(len(found), "claim"))


def show_claims(states: Iterable[dict[str, Any]]) -> None:
    """Print claims as one JSON document, one a line, without holding them all."""
    click.echo('{"claims": [', nl=False)
    for place, state in enumerate(states):
        text = json.dumps(state, ensure_ascii=False, allow_nan=False)
        click.echo(f"{',' if place else ''}\n{text}", nl=False)
    click.echo("\n]}")


def _claim_row(state: dict[str, Any]) -> tuple[str, ...]:
    value = {"<": "up to ", ">": "over ", "~": "about "}.get(state["bound"], "")
    reason = "" if state["verified"] else f"  quarantined: {state['reason']}"
    return (
        state["id"],
        state["measure"],
        shortened(value + state["value_original"]),
        state["status"] or "-",
        state["review"]["state"] + (" (claim changed)" if state["review"]["is_stale"] else ""),
        state["path"] + reason,
    )


@command.command()
@ledger_option
@json_option
def documents(ledger: Path, as_json: bool) -> None:
    """List the documents with their hashes, zones and metadata."""
    from tenor.evidence.ledger import Ledger

    with Ledger(ledger) as held:
        found = [stored.as_dict() for stored in held.documents()]
    if as_json:
        show_json({"documents": found})
        return
    header = ("document", "published", "publisher", "claims", "quarantined", "title", "path")
    rows = [
        (
            entry["id"],
            entry["published"]["value"] or "-",
            shortened(entry["publisher"]["value"] or "-", 24),
            f"{entry['claims']:,}",
            f"{entry['quarantined']:,}",
            shortened(entry["title"]["value"] or "-"),
            entry["path"],
        )
        for entry in found
    ]
    show_columns(header, rows, right="claims,quarantined")
    click.echo(counted(len(found), "document"))


@command.command()
@ledger_option
@json_option
def check(ledger: Path, as_json: bool) -> None:
    """Check the file, the hashes of its texts and the quotes of its claims."""
    from tenor.evidence.ledger import Ledger

    with Ledger(ledger) as held:
        faults = held.check()
        count = sum(1 for _ in held.documents())
    if as_json:
        show_json({"ledger": str(ledger), "documents": count, "faults": faults})
    if faults:
        raise DataError("\n".join([f"{ledger}: {len(faults)} faults", *faults[:20]]))
    if not as_json:
        click.echo(f"{ledger}: {counted(count, 'document')}, no fault")


for _joined in ledger_joined.COMMANDS:
    command.add_command(_joined)
