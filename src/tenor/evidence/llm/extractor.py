"""The extractor: windows of a document out, candidates back, all for the verifier to judge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tenor.core.errors import DataError
from tenor.evidence.llm.answers import Answered, RefusedError, read_answer
from tenor.evidence.llm.candidates import build
from tenor.evidence.llm.client import ChatClient
from tenor.evidence.llm.prompts import messages_of
from tenor.evidence.llm.recording import Answer, Recording, key_of
from tenor.evidence.llm.windows import Window, cut_windows
from tenor.evidence.model import Candidate, Document
from tenor.evidence.places import Places, Stretch
from tenor.evidence.protocol import NotReadError

_SPLITS = 4


@dataclass(frozen=True, slots=True)
class Refused:
    """What a model said and what was not taken, with the reason.

    Attributes
    ----------
    document, path : str
    start, end : int
        The part of the document that was asked about.
    number : str or None
        The words of the number that was spoken of.
    reason : str
    """

    document: str
    path: str
    start: int
    end: int
    number: str | None
    reason: str

    def as_dict(self) -> dict[str, Any]:
        """Return it as a JSON object."""
        return {
            "document": self.document,
            "path": self.path,
            "start": self.start,
            "end": self.end,
            "number": self.number,
            "reason": self.reason,
        }


class LlmExtractor:
    """Asks a model what the numbers of a document mean; proposes candidates and nothing else.

    Parameters
    ----------
    model : str
        Stands in the name of the extractor.
    client : ChatClient, optional
        Without it only a recording answers.
    recording : Recording, optional

    Notes
    -----
    A document is read whole or not at all: where a part has no answer, `NotReadError` says which,
    and no reading of it is written. Answers that came are kept for the run, and in the recording.
    """

    def __init__(
        self,
        model: str,
        client: ChatClient | None = None,
        recording: Recording | None = None,
    ) -> None:
        if client is None and recording is None:
            raise DataError("neither an endpoint nor a recording to answer")
        self.model, self.client, self.recording = model, client, recording
        self.name = f"llm:{model}"
        self._answers: dict[str, Answer] = {}
        self._refused: dict[str, list[Refused]] = {}
        self._replayed = 0

    def extract(self, document: Document) -> Iterable[Candidate]:
        """Return the candidates of a document.

        Raises
        ------
        NotReadError
            Not all of it could be read.
        """
        found: list[Candidate] = []
        refused: list[Refused] = []
        places: Places | None = None
        windows = cut_windows(document)
        taken: set[tuple[int, int]] = set()
        for place, window in enumerate(windows):
            try:
                answers = list(self._answers_to(document, window))
            except NotReadError as error:
                raise _not_read(document, windows, place, error) from error
            for part, answer in answers:
                places = places or Places(document)
                claims, why = _read(answer)
                refused += [_refusal(document, part, None, reason) for reason in why]
                for claim in claims:
                    candidate, reasons = _candidate(claim, part, places, self.name)
                    number = _number(claim, part, document)
                    if candidate is not None:
                        at = (candidate.mention.start, candidate.mention.end)
                        if at in taken:
                            reasons = ["a second claim of the same number"]
                        else:
                            taken.add(at)
                            found.append(candidate)
                    refused += [_refusal(document, part, number, reason) for reason in reasons]
        self._refused[document.id] = refused
        return found

    @property
    def refused(self) -> list[Refused]:
        """Return what was not taken, or not as it was said, by document."""
        return [entry for held in self._refused.values() for entry in held]

    def costs(self) -> Mapping[str, int]:
        """Return what was asked and what it cost, in tokens."""
        spent = self.client.spent.as_dict() if self.client else {}
        return {"requests": 0, "prompt_tokens": 0, "answer_tokens": 0, **spent} | {
            "from_recording": self._replayed
        }

    def _answers_to(
        self, document: Document, window: Window, depth: int = 0
    ) -> Iterator[tuple[Window, Answer]]:
        """Yield the answer to a window, or to its halves where it was cut off."""
        answer = self._answer(document, window)
        halves = window.halves() if answer.finish == "length" and depth < _SPLITS else None
        if halves is None:
            yield window, answer
            return
        for half in halves:
            if half.mentions:
                yield from self._answers_to(document, half, depth + 1)

    def _answer(self, document: Document, window: Window) -> Answer:
        messages = messages_of(document, window)
        key = key_of(self.model, messages)
        held = self._answers.get(key)
        if held is None and self.recording:
            held = self.recording.find(key)
            self._replayed += held is not None
        if held is None and self.client is None:
            raise NotReadError("the recording has no answer for it")
        if held is None and self.client is not None:
            held = self.client.ask(messages)
            if self.recording and self.recording.is_written:
                note = {
                    "model": self.model,
                    "document": document.id,
                    "start": window.start,
                    "end": window.end,
                }
                self.recording.add(key, held, note)
        if held is None:
            raise NotReadError("no answer")
        self._answers[key] = held
        return held


def _read(answer: Answer) -> tuple[list[Answered], list[str]]:
    try:
        return read_answer(answer.content)
    except RefusedError as error:
        cut = " (it was cut off)" if answer.finish == "length" else ""
        return [], [f"the answer is {error}{cut}"]


def _candidate(
    claim: Answered, window: Window, places: Places, name: str
) -> tuple[Candidate | None, list[str]]:
    mentions = window.mentions
    if not 1 <= claim.number <= len(mentions):
        return None, [f"there is no number {str(claim.number)[:20]} in the question"]
    shown = Stretch(window.pieces[0].start, window.end)
    built = build(claim, mentions[claim.number - 1], places, shown, name)
    return built.candidate, built.remarks


def _number(claim: Answered, window: Window, document: Document) -> str | None:
    mentions = window.mentions
    if not 1 <= claim.number <= len(mentions):
        return None
    mention = mentions[claim.number - 1]
    return document.text[mention.start : mention.end][:60]


def _refusal(document: Document, window: Window, number: str | None, reason: str) -> Refused:
    return Refused(document.id, document.path, window.start, window.end, number, reason)


def _not_read(
    document: Document, windows: list[Window], place: int, error: NotReadError
) -> NotReadError:
    left = len(windows) - place
    what = (
        f"parts {place + 1} to {len(windows)} of {len(windows)} were not read"
        if left > 1
        else f"part {place + 1} of {len(windows)} was not read"
    )
    start, end = windows[place].start, windows[-1].end
    return type(error)(f"{document.path}: {what} (characters {start:,} to {end:,}): {error}")
