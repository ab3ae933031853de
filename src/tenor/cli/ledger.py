"""``tenor ledger``: what a ledger holds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from tenor.cli.output import json_option, show_columns, show_json
from tenor.core.errors import DataError

WIDTH = 44
ledger_option = click.option(
    "--ledger", type=click.Path(path_type=Path), required=True, help="File of the ledger."
)


@click.group(
    epilog="\b\nExamples:\n  tenor ledger claims --ledger evidence.db\n"
    "  tenor ledger documents --ledger evidence.db --json"
)
def command() -> None:
    """Show what a ledger holds: documents, claims, links; check the file."""


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


def counted(number: int, thing: str) -> str:
    """Return a number of things."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def shortened(text: str, width: int = WIDTH) -> str:
    """Return a text on one line, cut at a width; what a terminal would act on is left out."""
    line = "".join(c for c in " ".join(text.split()) if c.isprintable())
    return line if len(line) <= width else line[: width - 3] + "..."


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
def links(ledger: Path, as_json: bool) -> None:
    """List the links between claims."""
    from tenor.evidence.ledger import Ledger

    with Ledger(ledger) as held:
        found = [link.as_dict() for link in held.links()]
    if as_json:
        show_json({"links": found})
        return
    header = ("claim", "relation", "claim", "reason")
    rows = [(x["a"], x["relation"], x["b"], shortened(x["reason"], 80)) for x in found]
    show_columns(header, rows)
    click.echo(counted(len(found), "link"))


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
