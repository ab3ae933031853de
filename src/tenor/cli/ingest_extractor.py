"""Who reads the documents of ``tenor ingest``: the options that say so, and what they make.

Nothing here asks a model unless ``--extractor llm`` says so.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tenor.cli.ledger import counted, shortened
from tenor.core.errors import UnknownNameError, UserError

if TYPE_CHECKING:
    from tenor.evidence.llm.client import ChatClient
    from tenor.evidence.protocol import Extractor

LLM, MANUAL, AUTO = "llm", "manual", "auto"
SHOWN = 20
WIDE = 300
Command = TypeVar("Command", bound=Callable[..., Any])
_FILE = click.Path(path_type=Path, dir_okay=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the options say; None where one is not given."""

    extractor: str | None = None
    claims: Path | None = None
    llm_url: str | None = None
    llm_model: str | None = None
    llm_record: Path | None = None
    llm_replay: Path | None = None
    llm_budget: int | None = None
    llm_prompt_tokens: int | None = None
    llm_answer_tokens: int | None = None
    llm_timeout: float | None = None

    @property
    def given(self) -> list[str]:
        """Return the options that belong to one extractor and were given."""
        names = (f.name for f in fields(self) if getattr(self, f.name) is not None)
        return [f"--{name.replace('_', '-')}" for name in names if name != "extractor"]


_OPTIONS = (
    click.option(
        "--extractor",
        help="rules (the default), parser (rules and dependency trees; an extra), auto (parser "
        "where it is installed), mentions (numbers alone), none, manual or llm.",
    ),
    click.option("--claims", type=_FILE, help="Claims stated by hand, for --extractor manual."),
    click.option("--llm-url", help="Base address of an endpoint, as https://host/v1."),
    click.option("--llm-model", help="Name of the model."),
    click.option("--llm-record", type=_FILE, help="Keep the answers here; ask none of them twice."),
    click.option("--llm-replay", type=_FILE, help="Answers of an earlier run; asks nobody."),
    click.option("--llm-budget", type=click.IntRange(1), help="Most requests. Default: 200."),
    click.option("--llm-prompt-tokens", type=click.IntRange(1), help="Most tokens sent."),
    click.option("--llm-answer-tokens", type=click.IntRange(1), help="Most tokens answered."),
    click.option(
        "--llm-timeout", type=click.FloatRange(0.1, 3600), help="Seconds an answer. Default: 120."
    ),
)


def extractor_options(command: Command) -> Command:
    """Give a command the options, put together as its argument ``choice``."""

    @functools.wraps(command)
    def with_choice(*args: Any, **given: Any) -> Any:
        held = {f.name: given.pop(f.name) for f in fields(Choice)}
        return command(*args, choice=Choice(**held), **given)

    for option in reversed(_OPTIONS):
        with_choice = option(with_choice)
    return with_choice  # type: ignore[return-value]


def make_extractor(choice: Choice, *, jobs: int = 1) -> Extractor:
    """Return the extractor that the options describe.

    Raises
    ------
    UserError
        There is none of that name, an option is missing, or one is of another extractor.
    """
    from tenor.evidence.extracting import EXTRACTORS, find_extractor

    name = choice.extractor
    own = {LLM: "--llm-", MANUAL: "--claims"}.get(name or "")
    for option in choice.given:
        if own is None or not option.startswith(own):
            of = MANUAL if option == "--claims" else LLM
            raise UserError(f"{option} is of --extractor {of}, which was not chosen")
    if name in (LLM, MANUAL) and jobs > 1:
        raise UserError(f"--extractor {name} reads in one process; leave --jobs out")
    if name == LLM:
        return _llm_extractor(choice)
    if name == MANUAL:
        return _manual_extractor(choice)
    if name is not None and name not in EXTRACTORS:
        raise UnknownNameError("extractor", name, [*EXTRACTORS, MANUAL, LLM])
    extractor = find_extractor(name)
    if name == AUTO:
        show_auto(extractor)
    return extractor


def show_auto(extractor: Extractor) -> None:
    """Say on standard error which extractor ``auto`` has taken, and how to get the other."""
    if extractor.name == "rules":
        from tenor.evidence.parsing.model_files import INSTALL

        click.echo(f"extractor: rules, since the parser is not installed ({INSTALL})", err=True)
    else:
        click.echo(f"extractor: {extractor.name}", err=True)


def _manual_extractor(choice: Choice) -> Extractor:
    from tenor.evidence.manual import ManualExtractor

    if choice.claims is None:
        raise UserError("--extractor manual needs --claims FILE")
    return ManualExtractor(choice.claims)


def _llm_extractor(choice: Choice) -> Extractor:
    from tenor.evidence.llm import LlmExtractor, Settings
    from tenor.evidence.llm.recording import Recording

    if not choice.llm_model:
        raise UserError("--extractor llm needs --llm-model NAME")
    Settings(choice.llm_model)
    if choice.llm_replay:
        others = [name for name in choice.given if name not in ("--llm-replay", "--llm-model")]
        if others:
            raise UserError(f"--llm-replay asks nobody; leave {others[0]} out")
        return LlmExtractor(
            choice.llm_model, recording=Recording(choice.llm_replay, is_written=False)
        )
    if not choice.llm_url:
        raise UserError("--extractor llm needs --llm-url ADDRESS, or --llm-replay FILE")
    record = Recording(choice.llm_record, is_written=True) if choice.llm_record else None
    return LlmExtractor(choice.llm_model, _client(choice, choice.llm_url), record)


def _client(choice: Choice, url: str) -> ChatClient:
    from tenor.evidence.llm import Limits, Settings
    from tenor.evidence.llm.client import ChatClient
    from tenor.evidence.llm.settings import SECONDS
    from tenor.sources.fetch_post import check_endpoint, post_json

    check_endpoint(url)
    limits = Limits(
        requests=choice.llm_budget or Limits().requests,
        prompt_tokens=choice.llm_prompt_tokens,
        answer_tokens=choice.llm_answer_tokens,
    )
    settings = Settings(choice.llm_model or "", url, limits, choice.llm_timeout or SECONDS)
    return ChatClient(settings, post_json)


def extractor_summary(extractor: Extractor) -> dict[str, Any]:
    """Return what an extractor has to tell beside its claims, as keys of a JSON object."""
    if extractor.name == MANUAL:
        from tenor.evidence.manual import ManualExtractor

        if isinstance(extractor, ManualExtractor):
            return {MANUAL: {"unused": [row.where for row in extractor.unused]}}
    if extractor.name.startswith(f"{LLM}:"):
        from tenor.evidence.llm import LlmExtractor

        if isinstance(extractor, LlmExtractor):
            refused = [entry.as_dict() for entry in extractor.refused]
            return {LLM: {"model": extractor.model, **extractor.costs(), "refused": refused}}
    return {}


def show_extractor(extractor: Extractor) -> None:
    """Print what an extractor has to tell beside its claims."""
    held = extractor_summary(extractor)
    if costs := held.get(LLM):
        click.echo(
            f"{costs['model']}: {counted(costs['requests'], 'request')}, "
            f"{counted(costs['from_recording'], 'answer')} on record, "
            f"{counted(costs['prompt_tokens'], 'token')} sent, {costs['answer_tokens']:,} answered"
        )
        for entry in costs["refused"][:SHOWN]:
            number = f" {entry['number']!r}" if entry["number"] else ""
            told = f"{entry['path']}{number}: {entry['reason']}"
            click.echo(f"refused  {shortened(told, WIDE)}")
        if len(costs["refused"]) > SHOWN:
            click.echo(f"and {len(costs['refused']) - SHOWN:,} more refused; --json has them all")
    for where in held.get(MANUAL, {}).get("unused", ())[:SHOWN]:
        click.echo(f"unused  {where}: its document was not among those that were read")
