"""The extractor ``parser``: the rules, gone over with dependency trees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tenor.evidence.model import Candidate, Document
from tenor.evidence.parsing.model_files import check_model, find_model, load_model
from tenor.evidence.parsing.revising import STEPS, Reviser
from tenor.evidence.rules.reading import extract

NAME = "parser"


class ParserExtractor:
    """Runs the rules and revises what they found; offline, and the same each time.

    Parameters
    ----------
    steps : sequence of str
        Which of `revising.STEPS`; those that were measured to win where nothing is said.

    Raises
    ------
    NoParserError
        The extra is not installed.
    DataError
        The model's files are not those that were measured.
    """

    name = NAME

    def __init__(self, steps: Sequence[str] = tuple(STEPS)) -> None:
        check_model(find_model())
        self._steps = tuple(steps)

    def extract(self, document: Document) -> Iterable[Candidate]:
        """Return the candidates of a document."""
        revise = Reviser(load_model(), self._steps)
        return [replace(found, extractor=NAME) for found in extract(document, revise)]
