"""The command line: parse, call a room, show. No arithmetic.

Every command takes ``--json`` (one document on stdout and nothing else there)
and ends with 0, or with 2 and ``error: ...`` on stderr when the user can mend
it. A command's modules are imported when it runs, so light commands stay fast.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

import click

from tenor import __version__
from tenor.core.errors import UserError, nearest_names

COMMANDS = {
    "brief": "Write the brief of a case: HTML, workbook and tables.",
    "case": "Check a case folder and tell all its faults.",
    "data": "List the data at hand and show their records.",
    "risk": "Supply risk of an importer by commodity and stage.",
    "trace": "Show how a printed number was made and from what.",
}


class LazyGroup(click.Group):
    """A group whose commands live in modules of their own name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the command names."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"tenor.cli.{cmd_name}").command
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
    try:
        root.main(args=list(args) if args is not None else None, standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.exceptions.Abort:
        click.echo("error: interrupted", err=True)
        return 2
    except click.ClickException as error:
        click.echo(f"error: {error.format_message()}", err=True)
        return 2
    except UserError as error:
        click.echo(f"error: {error}", err=True)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    return 0


def run() -> None:
    """End the process with the exit code of `main`."""
    sys.exit(main())
