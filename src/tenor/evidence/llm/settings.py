"""What the user chooses: whom to ask, what it may cost; and how a failure is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tenor.core.errors import UserError
from tenor.evidence.protocol import NotReadError

KEY_VARIABLE = "TENOR_LLM_API_KEY"
"""Environment variable of the key: the one place from which it is read."""
MAX_BYTES = 4_000_000
SECONDS = 120.0

Reply = tuple[int, dict[str, str], bytes]
Transport = Callable[..., Reply]
"""``transport(url, body, headers=, max_bytes=, seconds=)``: status, headers, answer.

Raises `TimeoutError` or `ConnectionError` where trying again may help, `DataError` where not.
"""


class BudgetError(NotReadError):
    """The budget is used up."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may cost at most; None is no limit.

    Attributes
    ----------
    requests : int or None
        Each try counts.
    prompt_tokens, answer_tokens : int or None
        As the server counts them, estimated where it does not.
    """

    requests: int | None = 200
    prompt_tokens: int | None = None
    answer_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Whom to ask and how.

    Attributes
    ----------
    model : str
    url : str or None
        Base address, to which ``/chat/completions`` is added; None where a recording answers.
    limits : Limits
    seconds : float
        For one answer.
    tries : int
        For one question, where the server is busy, fails or does not answer.
    answer_tokens : int
        For one answer.
    """

    model: str
    url: str | None = None
    limits: Limits = field(default_factory=Limits)
    seconds: float = SECONDS
    tries: int = 4
    answer_tokens: int = 4096

    def __post_init__(self) -> None:
        if not self.model.strip() or not self.model.isprintable() or len(self.model) > 120:
            raise UserError(
                f"the name of the model is {self.model[:120]!r}; expected 1 to 120 signs"
            )

    @property
    def endpoint(self) -> str:
        """Return the address that is asked."""
        if self.url is None:
            raise UserError("no address is named that could be asked")
        base = self.url.rstrip("/")
        ending = "/chat/completions"
        return base if base.endswith(ending) else base + ending


@dataclass(slots=True)
class Spent:
    """What a run has cost so far."""

    requests: int = 0
    prompt_tokens: int = 0
    answer_tokens: int = 0

    def check(self, limits: Limits, prompt_tokens: int) -> None:
        """Raise where the next question would go over a limit.

        Raises
        ------
        BudgetError
            The budget is used up.
        """
        for what, spent, limit in (
            ("requests", self.requests + 1, limits.requests),
            ("prompt tokens", self.prompt_tokens + prompt_tokens, limits.prompt_tokens),
            ("answer tokens", self.answer_tokens + 1, limits.answer_tokens),
        ):
            if limit is not None and spent > limit:
                raise BudgetError(f"the budget of {limit:,} {what} is used up")

    def as_dict(self) -> Mapping[str, int]:
        """Return the costs as a JSON object."""
        return {
            "requests": self.requests,
            "prompt_tokens": self.prompt_tokens,
            "answer_tokens": self.answer_tokens,
        }


def redact(text: str, key: str | None) -> str:
    """Return a text without the key, whoever put it there.

    Examples
    --------
    >>> redact("you sent sk-1234567", "sk-1234567")
    'you sent [key]'
    """
    return text.replace(key, "[key]") if key else text
