"""``tenor review``: a person decides about claims, one by one or in the terminal."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Any

import click

from tenor.cli.output import json_option, ledger_option, shortened, show_json
from tenor.core.errors import UserError

CONTEXT = 160
KEYS = "[a]ccept, [r]eject, [e]dit, [s]kip, [q]uit"
CONFLICT_KEYS = "[a]ccept: they contradict each other, [r]eject: they do not, [s]kip, [q]uit"


@click.command(
    epilog="\b\nExamples:\n  tenor review --ledger evidence.db\n"
    "  tenor review claim-1f0c --accept --name Sana --reason 'checked' --ledger evidence.db\n"
    "  tenor review claim-1f0c --edit status=mou_signed --name Sana --reason 'an MoU' "
    "--ledger evidence.db\n"
    "  tenor review claim-1f0c --edit 'parties=FWO:recipient; USSM:investor' --name Sana "
    "--reason 'roles' --ledger evidence.db\n"
    "  tenor review claim-1f0c --against claim-77ab --reject --name Sana "
    "--reason 'two phases' --ledger evidence.db"
)
@click.argument("claim", required=False)
@ledger_option
@click.option("--accept", "verdict", flag_value="accept", help="The claim is as the document says.")
@click.option("--reject", "verdict", flag_value="reject", help="The claim is wrong.")
@click.option(
    "--against",
    metavar="CLAIM",
    help="Decide on the candidate conflict with this claim: --accept confirms, --reject dismisses.",
)
@click.option("--edit", "edits", multiple=True, metavar="FIELD=VALUE", help="A field is otherwise.")
@click.option("--name", help="Who decides.")
@click.option("--reason", help="Why.")
@click.option("--all", "is_all", is_flag=True, help="Ask about quarantined claims too.")
@json_option
def command(  # noqa: PLR0913, PLR0917
    claim: str | None,
    ledger: Path,
    verdict: str | None,
    against: str | None,
    edits: tuple[str, ...],
    name: str | None,
    reason: str | None,
    is_all: bool,
    as_json: bool,
) -> None:
    """Review the claims of a ledger; each decision is a new row with name, reason and time.

    With a CLAIM (an id or its beginning) the decision is taken from the options; without one,
    each claim and each candidate conflict that is still open is asked about in the terminal.
    """
    from tenor.evidence.ledger import Ledger

    if edits and verdict:
        raise UserError("say one of --accept, --reject and --edit")
    with Ledger(ledger) as held:
        if claim is None:
            if verdict or edits or reason or against or as_json:
                raise UserError("name the claim that is decided about")
            _ask_all(held, name, is_all)
            return
        chosen = "edit" if edits else verdict
        if chosen is None:
            raise UserError("say one of --accept, --reject and --edit FIELD=VALUE")
        if not name or not reason:
            raise UserError("a review needs --name and --reason")
        if against is not None:
            _decide_conflict(held, (claim, against), chosen, (name, reason), as_json)
            return
        done = held.review(claim, chosen, name=name, reason=reason, edits=read_edits(edits))
        document = held.claim(done.claim).document
        state = next(s for s in held.states(verified=False) if s["id"] == done.claim)
    if as_json:
        show_json(state)
        return
    click.echo(f"{done.claim} in {document}: {state['review']['state']} by {done.name}")


def _decide_conflict(
    ledger: Any, pair: tuple[str, str], verdict: str, by: tuple[str, str], as_json: bool
) -> None:
    """Enter the decision on a candidate conflict of two claims and show it."""
    from tenor.evidence.joining.conflicts import decide_conflict

    if verdict == "edit":
        raise UserError("a conflict is decided with --accept or --reject")
    first, second = (ledger.claim(one).id for one in pair)
    row = decide_conflict(ledger, first, second, verdict=verdict, name=by[0], reason=by[1])
    if as_json:
        show_json({**row.as_dict(), "by": row.by})
        return
    click.echo(f"{row.a} and {row.b}: {row.relation} by {row.by}")


def read_edits(given: tuple[str, ...]) -> dict[str, str | None]:
    """Return the fields and values of ``FIELD=VALUE`` texts; an empty value clears the field."""
    edits: dict[str, str | None] = {}
    for text in given:
        field, equals, value = text.partition("=")
        if not equals or not field.strip():
            raise UserError(f"--edit takes FIELD=VALUE, not {text!r}")
        edits[field.strip()] = value.strip() or None
    return edits


def _ask_all(ledger: Any, name: str | None, is_all: bool) -> None:
    """Ask about each open claim and conflict until there is none or the person quits."""
    from tenor.evidence.joining.conflicts import find_conflicts

    waiting = [
        state
        for state in ledger.states(verified=not is_all)
        if state["review"]["state"] == "open" or state["review"]["is_stale"]
    ]
    conflicts = find_conflicts(ledger)
    if not waiting and not conflicts:
        click.echo("no claim and no conflict is waiting for a review")
        return
    person = name or click.prompt("your name", default=getpass.getuser())
    done, answer = 0, ""
    for place, state in enumerate(waiting, 1):
        click.echo()
        _show_claim(ledger, state, f"{place} of {len(waiting)}")
        answer = click.prompt(KEYS, type=click.Choice(list("aresq")), show_choices=False)
        if answer == "q":
            break
        if answer != "s" and _decide(ledger, state["id"], answer, person):
            done += 1
    click.echo(f"{done} of {len(waiting)} claims decided")
    if answer != "q":
        _ask_conflicts(ledger, person)


def _ask_conflicts(ledger: Any, person: str) -> None:
    """Ask about each candidate conflict that is open now, with both claims before the person."""
    from tenor.evidence.joining.conflicts import decide_conflict, find_conflicts

    states = {state["id"]: state for state in ledger.states()}
    waiting = find_conflicts(ledger)
    done = 0
    for place, link in enumerate(waiting, 1):
        click.echo()
        for name in (link.a, link.b):
            _show_claim(ledger, states[name], f"conflict {place} of {len(waiting)}")
        click.echo(f"  {link.reason}")
        answer = click.prompt(CONFLICT_KEYS, type=click.Choice(list("arsq")), show_choices=False)
        if answer == "q":
            break
        if answer == "s":
            continue
        verdict = {"a": "accept", "r": "reject"}[answer]
        reason = click.prompt("reason")
        try:
            decide_conflict(ledger, link.a, link.b, verdict=verdict, name=person, reason=reason)
        except UserError as error:
            click.echo(f"not written: {error}")
            continue
        done += 1
    if waiting:
        click.echo(f"{done} of {len(waiting)} conflicts decided")


def _decide(ledger: Any, claim: str, answer: str, person: str) -> bool:
    verdict = {"a": "accept", "r": "reject", "e": "edit"}[answer]
    edits = {}
    if verdict == "edit":
        edits = read_edits((click.prompt("field=value"),))
    reason = click.prompt("reason")
    try:
        ledger.review(claim, verdict, name=person, reason=reason, edits=edits)
    except UserError as error:
        click.echo(f"not written: {error}")
        return False
    return True


def _show_claim(ledger: Any, state: dict[str, Any], head: str) -> None:
    """Show a claim with the words around its value."""
    text = ledger.text(state["document"])
    span = ledger.claim(state["id"]).candidate.mention
    before = shortened(text[max(0, span.start - CONTEXT) : span.start], CONTEXT)
    after = shortened(text[span.end : span.end + CONTEXT], CONTEXT)
    click.echo(f"{head}  {state['id']}  {state['path']}")
    click.echo(f"  {before} >>{shortened(state['value_original'], CONTEXT)}<< {after}")
    fields = ("measure", "subject", "commodity", "bound", "status", "modality", "polarity")
    click.echo("  " + ", ".join(f"{name} {state[name]}" for name in fields if state[name]))
    parties = ", ".join(f"{party['name']} ({party['role']})" for party in state["parties"])
    voices = ", ".join(voice["speaker"] for voice in state["attribution"])
    for label, shown in (("parties", parties), ("says", voices), ("quarantined", state["reason"])):
        if shown:
            click.echo(f"  {label}: {shortened(str(shown), 200)}")
