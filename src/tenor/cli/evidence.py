"""``tenor evidence``: how well the extractor reads labelled documents."""

from __future__ import annotations

from pathlib import Path

import click

from tenor.cli.output import json_option, show_columns, show_json


@click.group(epilog="\b\nExample:\n  tenor evidence score --labels labels.json --documents DIR")
def command() -> None:
    """Score the reading of documents."""


@command.command(
    "score",
    epilog="\b\nExample:\n  tenor evidence score --labels labels.json --documents DIR --json",
)
@click.option(
    "--labels", required=True, type=click.Path(path_type=Path), help="JSON file of labels."
)
@click.option(
    "--documents",
    required=True,
    type=click.Path(path_type=Path),
    help="Folder of the labelled files.",
)
@click.option("--extractor", help="rules (the default), parser, auto, mentions or none.")
@json_option
def score(labels: Path, documents: Path, extractor: str | None, as_json: bool) -> None:
    """Compare the claims of a labelled folder with its labels, layer by layer."""
    from tenor.cli.ingest_extractor import AUTO, show_auto
    from tenor.evidence.extracting import find_extractor
    from tenor.evidence.scoring import score_folder, summarise

    used = find_extractor(extractor)
    if extractor == AUTO:
        show_auto(used)
    found = score_folder(labels, documents, extractor=used)
    if as_json:
        show_json(found)
        return
    show_columns(("layer", "share", "counts"), list(summarise(found)))
    firm = found["too_firm"]
    click.echo(f"too firm: {firm['count']} of {firm['of']} deals with a status")
    click.echo(f"claims out of boilerplate: {found['claims_from_boilerplate']}")
    click.echo(f"values claimed twice: {found['values_claimed_twice']}")
