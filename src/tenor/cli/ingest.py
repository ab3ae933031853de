"""``tenor ingest``: documents into a ledger."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tenor.cli.ingest_extractor import (
    LLM,
    MANUAL,
    Choice,
    extractor_options,
    extractor_summary,
    make_extractor,
    show_extractor,
)
from tenor.cli.output import counted, json_option, show_columns, show_json
from tenor.core.errors import UserError

if TYPE_CHECKING:
    from tenor.evidence.protocol import Extractor

SHOWN = 40
LEDGER = "File of the ledger; made where there is none."
JOBS = "Processes that read. Default: one a core for more than 100 documents, else 1."


def _checked_date(given: str | None) -> str | None:
    from tenor.evidence.dates import is_date

    if given is not None and not is_date(given):
        raise UserError(f"--published is {given!r}; expected YYYY-MM-DD, YYYY-MM or YYYY")
    return given


@click.command(
    epilog="\b\nExamples:\n  tenor ingest articles --ledger evidence.db\n"
    "  tenor ingest release.pdf --ledger evidence.db --published 2025-09-08 --publisher APP\n"
    "  tenor ingest https://example.org/a --url --ledger evidence.db"
)
@click.argument("paths", nargs=-1, required=True)
@click.option("--ledger", type=click.Path(path_type=Path), required=True, help=LEDGER)
@click.option("--published", help="Date of publication: YYYY-MM-DD, YYYY-MM or YYYY.")
@click.option("--publisher", help="Who published the documents.")
@click.option("--url", "is_fetching", is_flag=True, help="Fetch addresses. Uses the network.")
@click.option("--jobs", type=click.IntRange(1, 64), help=JOBS)
@extractor_options
@json_option
def command(  # noqa: PLR0913, PLR0917
    paths: tuple[str, ...],
    ledger: Path,
    published: str | None,
    publisher: str | None,
    is_fetching: bool,
    jobs: int | None,
    choice: Choice,
    as_json: bool,
) -> None:
    """Read documents (text, HTML, PDF, folders of them) into a ledger of claims.

    The same document twice changes nothing. A document that cannot be read is told, the
    others go on, and the command ends with 2.
    """
    from tenor.evidence.ingesting import Work, ingest
    from tenor.evidence.ledger import Ledger
    from tenor.evidence.verifying import verify

    given = {"published": _checked_date(published), "publisher": publisher}
    extractor = make_extractor(choice, jobs=jobs or 1)
    if jobs is None and choice.extractor in (LLM, MANUAL):
        jobs = 1
    work = Work(extractor, verify, given, _fetcher() if is_fetching else None)
    bar = _Bar() if sys.stderr.isatty() else None
    with Ledger(ledger, create=True) as held:
        done = list(ingest(paths, held, work, jobs=jobs, progress=bar))
    if bar:
        bar.close()
    _show(done, extractor, as_json)
    failed = [entry for entry in done if entry.error]
    for entry in failed[:SHOWN]:
        click.echo(f"error: {entry.error}", err=True)
    if failed:
        raise UserError(f"{len(failed)} of {len(done)} documents could not be read; see above")


def _fetcher() -> Callable[[str], tuple[bytes, str | None]]:
    from tenor.sources.fetch_page import fetch_page

    return fetch_page


def _show(done: list[Any], extractor: Extractor, as_json: bool) -> None:
    read = [entry for entry in done if entry.id]
    if as_json:
        show_json(
            {
                "documents": [entry.as_dict() for entry in read],
                "failed": [{"path": e.path, "error": e.error} for e in done if e.error],
                "skipped": [{"path": e.path, "reason": e.skipped} for e in done if e.skipped],
                **extractor_summary(extractor),
            }
        )
        return
    if read:
        header = ("document", "characters", "claims", "quarantined", "", "path")
        rows = [
            (
                entry.id or "",
                f"{entry.chars:,}",
                f"{entry.claims:,}",
                f"{entry.quarantined:,}",
                "new" if entry.is_new else "known",
                entry.path,
            )
            for entry in read[:SHOWN]
        ]
        show_columns(header, rows, right="characters,claims,quarantined")
        if len(read) > SHOWN:
            click.echo(f"and {len(read) - SHOWN:,} more")
    new = sum(entry.is_new for entry in read)
    claims = sum(entry.claims for entry in read)
    what = f"{counted(len(read), 'document')}, {new:,} new or changed"
    click.echo(f"{what}, {counted(claims, 'claim')}")
    for entry in done:
        if entry.skipped:
            click.echo(f"left out  {entry.path}: {entry.skipped}")
    show_extractor(extractor)


class _Bar:
    """A progress bar on standard error."""

    def __init__(self) -> None:
        self.drawn = ""

    def __call__(self, done: int, total: int) -> None:
        """Draw the bar where it has moved."""
        filled = "#" * (done * 30 // total)
        percent = 100 * done // total
        text = f"[{filled:<30}] {percent:3d}%"
        if text != self.drawn or done == total:
            self.drawn = text
            click.echo(f"\rdocuments {text} {done:,} of {total:,}", nl=False, err=True)

    def close(self) -> None:
        """End the line of the bar."""
        click.echo("", err=True)
