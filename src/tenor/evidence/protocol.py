"""What ingesting asks of an extractor and of a verifier; rules, models and people are behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol, runtime_checkable

from tenor.core.errors import DataError
from tenor.evidence.model import Candidate, Document


class NotReadError(DataError):
    """An extractor could not read a document whole: it is told, and no reading of it is written."""


@runtime_checkable
class Extractor(Protocol):
    """Whatever proposes candidates: rules, a model, a table made by hand.

    With more than one worker it is sent to processes, so it has to be picklable.

    Attributes
    ----------
    name : str
        Stands in each candidate and in the ledger; a document has one reading per name.
    """

    name: str

    def extract(self, document: Document) -> Iterable[Candidate]:
        """Return the candidates of a document, in any order; the same ones each time.

        Raises
        ------
        NotReadError
            It could not be read whole; other documents may be.
        """
        ...


Verify = Callable[[Candidate, Document], str | None]
"""Returns None where all checks hold, else why the candidate is quarantined."""
