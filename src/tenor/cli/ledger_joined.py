"""What joining makes of a ledger: its deals, links and assumptions, and the file of a case."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tenor.cli.output import (
    counted,
    json_option,
    ledger_option,
    shortened,
    show_columns,
    show_json,
)
from tenor.core.errors import UserError


@click.command()
@ledger_option
@json_option
def deals(ledger: Path, as_json: bool) -> None:
    """List the deals that the claims tell of, each with status, date, amounts and voices."""
    from tenor.evidence.joining.door import join_ledger
    from tenor.evidence.ledger import Ledger

    with Ledger(ledger) as held:
        found = join_ledger(held).deals
    if as_json:
        show_json({"deals": [deal.as_dict() for deal in found]})
        return
    header = ("deal", "status", "since", "amount", "claims", "voices")
    show_columns(header, [_deal_row(deal) for deal in found], right="claims,voices")
    click.echo(counted(len(found), "deal"))


def _deal_row(deal: Any) -> tuple[str, ...]:
    from tenor.panel.evidence_traces import show_interval, show_unit

    amounts = [show_interval(a.low, a.high, show_unit(a.unit, a.per, None)) for a in deal.amounts]
    since = next((s.date for s in deal.history if s.status == deal.status and s.date), None)
    return (
        shortened(deal.id, 60),
        deal.status or "-",
        since or "-",
        shortened("; ".join(amounts), 40) or "-",
        f"{len(deal.claims):,}",
        f"{len(deal.lineages):,}",
    )


@click.command()
@ledger_option
@json_option
def links(ledger: Path, as_json: bool) -> None:
    """List the links between claims, with the reason of each; no conflict is one by rule alone."""
    from tenor.evidence.joining.conflicts import last_decided
    from tenor.evidence.joining.door import join_ledger
    from tenor.evidence.ledger import Ledger

    with Ledger(ledger) as held:
        joined = join_ledger(held).links
        told = {(frozenset((x.a, x.b)), x.relation) for x in joined}
        entered = [
            x for x in last_decided(held.links()) if (frozenset((x.a, x.b)), x.relation) not in told
        ]
        rows = [link.as_dict() for link in (*joined, *entered)]
    if as_json:
        show_json({"links": rows})
        return
    header = ("claim", "relation", "claim", "reason")
    shown = [(x["a"], x["relation"], x["b"], shortened(x["reason"], 80)) for x in rows]
    show_columns(header, shown)
    click.echo(counted(len(rows), "link"))


@click.command(
    epilog="\b\nExamples:\n  tenor ledger assumptions pakistan-us --ledger evidence.db\n"
    "  tenor ledger assumptions pakistan-us --json"
)
@click.argument("case", required=False)
@click.option(
    "--ledger", type=click.Path(path_type=Path), help="Default: what the case itself ships."
)
@click.option("--excluded", "is_all", is_flag=True, help="List what feeds nothing, with why.")
@json_option
def assumptions(case: str | None, ledger: Path | None, is_all: bool, as_json: bool) -> None:
    """Show the parameters of CASE with the range that documents give them.

    What no document feeds keeps the case's own value. A pledge is a scenario with the range of
    its chance, never money.
    """
    from tenor.engine import FLAGSHIP
    from tenor.evidence.ledger import Ledger
    from tenor.panel.case import load_case
    from tenor.panel.evidence import assume_for

    loaded = load_case(case or FLAGSHIP)
    if ledger is None:
        found = assume_for(loaded)
    else:
        with Ledger(ledger) as held:
            found = assume_for(loaded, held)
    if as_json:
        show_json(found.as_dict())
        return
    _show_assumptions(found, is_all)


def _show_assumptions(found: Any, is_all: bool) -> None:
    from tenor.panel.evidence_traces import show_interval, show_unit

    fed = [item for item in found.parameters if item.votes]
    rows = [
        (
            item.name,
            show_interval(*_own(item.default), item.unit),
            show_interval(item.low, item.high, item.unit),
            f"{len(item.votes):,}",
        )
        for item in fed
    ]
    show_columns(("parameter", "the case's own", "with documents", "voices"), rows, right="voices")
    chances = [
        (
            shortened(item.deal, 60),
            item.status or "-",
            show_interval(item.low, item.high, show_unit(item.unit, None, None)),
            show_interval(item.probability[0], item.probability[1], "fraction"),
        )
        for item in found.scenarios
    ]
    show_columns(("pledge", "status", "amount", "chance, a judgement"), chances)
    if is_all:
        show_columns(
            ("claim", "feeds nothing because"), [(x.claim, x.reason) for x in found.excluded]
        )
    rest = len(found.parameters) - len(fed)
    click.echo(
        f"{counted(len(fed), 'parameter')} fed, {rest:,} as the case has them, "
        f"{counted(len(found.scenarios), 'pledge')}, "
        f"{counted(len(found.excluded), 'claim')} left out"
    )


def _own(default: tuple[float | None, ...]) -> tuple[float | None, float | None]:
    value, low, high = default
    return (value if low is None else low), (value if high is None else high)


@click.command(
    epilog="\b\nExamples:\n  tenor ledger export evidence.db --case my-case\n"
    "  tenor ledger export evidence.db --case pakistan-us --accepted -o evidence.yaml"
)
@click.argument("ledger", type=click.Path(path_type=Path), required=False)
@click.option("--ledger", "named", type=click.Path(path_type=Path), help="The same, as an option.")
@click.option("--case", required=True, help="Case whose evidence.yaml is written.")
@click.option("--accepted", is_flag=True, help="Only claims that a person accepted or edited.")
@click.option(
    "-o",
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write. Default: evidence.yaml of the case.",
)
@json_option
def export(
    ledger: Path | None,
    named: Path | None,
    case: str,
    accepted: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """Write the verified claims of LEDGER as evidence.yaml of a case, without their words.

    What a person wrote about a document that the file already holds (title, publisher, date,
    source, note) is kept, and a document is given the row of sources.csv with its title.
    """
    from tenor.evidence.ledger import Ledger
    from tenor.panel.evidence_file import update_file

    path = ledger or named
    if path is None:
        raise UserError("name the file of the ledger")
    with Ledger(path) as held:
        written = update_file(held, case, out=out, accepted=accepted)
    if as_json:
        show_json(written)
        return
    click.echo(
        f"{written['file']}: {counted(written['documents'], 'document')}, "
        f"{counted(written['claims'], 'claim')}, {counted(written['links'], 'link')}"
    )


COMMANDS = (deals, links, assumptions, export)
