"""``tenor facts``: every fact of a case with its source, date and validity."""

from __future__ import annotations

import click

from tenor.cli.output import json_option, show_columns, show_json
from tenor.core.errors import UnknownNameError


@click.command(
    "facts",
    epilog="\b\nExamples:\n  tenor facts pakistan-us --topic security\n"
    "  tenor facts pakistan-us --json",
)
@click.argument("case")
@click.option("--topic", help="Keep one topic: a claim's, or the id of a deal, policy or project.")
@json_option
def command(case: str, topic: str | None, as_json: bool) -> None:
    """List every fact of CASE up to its cut-off, with source, date, met and validity."""
    from tenor.panel.case import load_case
    from tenor.panel.facts import list_facts

    loaded = load_case(case)
    facts = list_facts(loaded, topic)
    if topic is not None and not facts:
        raise UnknownNameError("topic", topic, {fact["topic"]: 0 for fact in list_facts(loaded)})
    if as_json:
        show_json({"case": loaded.name, "cut_off": loaded.cut_off.isoformat(), "facts": facts})
        return
    rows = [
        (
            fact["id"],
            str(fact["date"] or "-"),
            str(fact["status"] or "-"),
            "-" if fact["value"] is None else f"{fact['value']:,.10g} {fact['unit'] or ''}".strip(),
            fact["met"] or "-",
            ", ".join(fact["rests_on"] or ()) or fact["source"] or "-",
        )
        for fact in facts
    ]
    show_columns(("id", "date", "status", "value", "met", "source"), rows)
