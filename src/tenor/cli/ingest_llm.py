"""The options of ``tenor ingest`` that ask a model, and the extractor that they make."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tenor.core.errors import UserError

if TYPE_CHECKING:
    from tenor.evidence.llm import LlmExtractor

NAME = "llm"
SHOWN = 20
Command = TypeVar("Command", bound=Callable[..., Any])
_FILE = click.Path(path_type=Path, dir_okay=False)


@dataclass(frozen=True, slots=True)
class LlmChoice:
    """What the options say; None where one is not given."""

    url: str | None = None
    model: str | None = None
    record: Path | None = None
    replay: Path | None = None
    budget: int | None = None
    prompt_tokens: int | None = None
    answer_tokens: int | None = None
    timeout: float | None = None

    @property
    def given(self) -> list[str]:
        """Return the options that were given."""
        names = (f.name for f in fields(self) if getattr(self, f.name) is not None)
        return [f"--llm-{name.replace('_', '-')}" for name in names]


_OPTIONS = (
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


def llm_options(command: Command) -> Command:
    """Give a command the options, put together as its argument ``llm``."""

    @functools.wraps(command)
    def with_choice(*args: Any, **given: Any) -> Any:
        held = {f.name: given.pop(f"llm_{f.name}") for f in fields(LlmChoice)}
        return command(*args, llm=LlmChoice(**held), **given)

    for option in reversed(_OPTIONS):
        with_choice = option(with_choice)
    return with_choice  # type: ignore[return-value]


def llm_extractor(choice: LlmChoice, *, jobs: int = 1) -> LlmExtractor:
    """Return the extractor that the options describe.

    Raises
    ------
    UserError
        An option is missing, or two exclude each other.
    """
    from tenor.evidence.llm import LlmExtractor, Settings
    from tenor.evidence.llm.recording import Recording

    if not choice.model:
        raise UserError("--extractor llm needs --llm-model NAME")
    if jobs > 1:
        raise UserError("--extractor llm keeps one budget in one process; leave --jobs out")
    if choice.replay:
        others = [name for name in choice.given if name not in ("--llm-replay", "--llm-model")]
        if others:
            raise UserError(f"--llm-replay asks nobody; leave {others[0]} out")
        Settings(choice.model)
        recording = Recording(choice.replay, is_written=False)
        return LlmExtractor(choice.model, recording=recording)
    if not choice.url:
        raise UserError("--extractor llm needs --llm-url ADDRESS, or --llm-replay FILE")
    record = Recording(choice.record, is_written=True) if choice.record else None
    return LlmExtractor(choice.model, _client(choice), record)


def _client(choice: LlmChoice) -> Any:
    from tenor.evidence.llm import Limits, Settings
    from tenor.evidence.llm.client import ChatClient
    from tenor.sources.fetch_post import check_endpoint, post_json

    limits = Limits(
        requests=choice.budget or Limits().requests,
        prompt_tokens=choice.prompt_tokens,
        answer_tokens=choice.answer_tokens,
    )
    check_endpoint(choice.url or "")
    settings = Settings(choice.model or "", choice.url, limits)
    if choice.timeout:
        settings = Settings(settings.model, settings.url, limits, seconds=choice.timeout)
    return ChatClient(settings, post_json)


def check_unused(choice: LlmChoice) -> None:
    """Raise where options ask a model while another extractor is chosen.

    Raises
    ------
    UserError
        So that nobody believes a model was asked.
    """
    if choice.given:
        raise UserError(f"{choice.given[0]} is of --extractor {NAME}, which was not chosen")


def llm_summary(extractor: LlmExtractor) -> Mapping[str, Any]:
    """Return what was asked, what it cost and what was not taken, as a JSON object."""
    return {
        "model": extractor.model,
        **extractor.costs(),
        "refused": [entry.as_dict() for entry in extractor.refused],
    }


def show_llm(extractor: LlmExtractor) -> None:
    """Print what was asked, what it cost and what was not taken."""
    costs = extractor.costs()
    click.echo(
        f"{extractor.model}: {costs['requests']:,} requests, {costs['from_recording']:,} answers on "
        f"record, {costs['prompt_tokens']:,} tokens sent, {costs['answer_tokens']:,} answered"
    )
    for entry in extractor.refused[:SHOWN]:
        number = f" {entry.number!r}" if entry.number else ""
        click.echo(f"refused  {entry.path}{number}: {entry.reason}")
    if len(extractor.refused) > SHOWN:
        click.echo(f"and {len(extractor.refused) - SHOWN:,} more refused; --json has them all")
