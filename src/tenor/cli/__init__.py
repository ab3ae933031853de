"""The command line: parse, call a room, show. No arithmetic.

Every command takes ``--json`` (one document on stdout and nothing else there)
and ends with 0, or with 2 and ``error: ...`` on stderr when the user can mend
it. A command's modules are imported when it runs, so light commands stay fast.
"""

from __future__ import annotations

import errno
import importlib
import io
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from tenor import __version__
from tenor.core.errors import UserError, nearest_names

WRITE_FAILURES = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF, errno.EROFS}
)
"""What a write to a full, limited or broken device ends with."""

NO_ARGUMENTS: Any = getattr(click.exceptions, "NoArgsIsHelpError", ())
"""Raised from click 8.2 on by a group without a command; earlier ones print the help."""

COMMANDS = {
    "brief": "Write the brief of a case: HTML, workbook and tables.",
    "case": "Check case folders; show what a case says of money and gates.",
    "compare": "Show what differs between two runs.",
    "data": "List the data at hand, show their records, check them.",
    "evidence": "Score the reading of labelled documents.",
    "facts": "List every fact of a case with source, date and validity.",
    "gap": "Price gap of a country's exports against peers and benchmarks.",
    "hindcast": "Predict past disruptions from the years before them, and score it.",
    "headline": "Put a stated amount beside what it would imply, with a verdict.",
    "ingest": "Read documents into a ledger of claims.",
    "ledger": "Show the documents and claims of a ledger.",
    "market": "Solve markets: who supplies whom, at what price.",
    "refine-or-ship": "Refine at home or ship: what a case's routes add, to whom.",
    "regime": "Fiscal regimes by name, with what was read where.",
    "review": "Accept, reject or edit the claims of a ledger.",
    "risk": "Supply risk of an importer by commodity and stage.",
    "run": "Run the scenarios of a case beside its baseline.",
    "trace": "Show how a printed number was made and from what.",
    "value": "Value of a mine, smelter or refinery, to each party.",
}


class ReaderGoneError(Exception):
    """The reader of a pipe has gone; click would end the process with 1 on the plain error."""


@contextmanager
def told_apart() -> Iterator[None]:
    """Let a closed pipe pass through click."""
    try:
        yield
    except BrokenPipeError as error:
        raise ReaderGoneError from error


class LazyGroup(click.Group):
    """A group whose commands live in modules of their own name."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Read the arguments; ``--help`` writes here."""
        with told_apart():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with told_apart():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the command names."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"tenor.cli.{cmd_name.replace('-', '_')}").command
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or tell the nearest one."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = nearest_names(args[0], COMMANDS)
            hint = f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(COMMANDS)}"
            raise click.UsageError(f"unknown command {args[0]!r}{hint}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="\b\nExamples:\n  tenor brief pakistan-us -o out/pakistan-us\n"
    "  tenor risk --importer USA --year 2022 --commodity antimony",
)
@click.version_option(__version__, prog_name="tenor")
def root() -> None:
    """Tenor: from the announcement to the decision, every number traceable to its source."""


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code (also the entry point ``tenor``)."""
    given = None if args is None else list(args)
    try:
        root.main(args=given, prog_name="tenor", standalone_mode=False)
        flush_output()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except NO_ARGUMENTS as error:
        return main([*error.ctx.command_path.split()[1:], "--help"])
    except (ReaderGoneError, BrokenPipeError):
        discard_output()
        return 0
    except click.exceptions.Abort:
        message = "interrupted"
    except click.ClickException as error:
        message = error.format_message()
    except UserError as error:
        message = str(error)
    except OSError as error:
        if error.errno not in WRITE_FAILURES:
            raise
        discard_output()
        message = f"cannot write the output: {error.strerror}"
    else:
        return 0
    click.echo(f"error: {message}", err=True)
    return 2


def flush_output() -> None:
    """Write out what stands in the buffer, so that a failure shows while it can be told."""
    if sys.stdout is not None:
        sys.stdout.flush()


def discard_output() -> None:
    """Send what could not be written nowhere: the interpreter would try it again at its end."""
    try:
        descriptor = sys.stdout.fileno()
    except (io.UnsupportedOperation, AttributeError):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def run() -> None:
    """End the process with the exit code of `main`."""
    sys.exit(main())
