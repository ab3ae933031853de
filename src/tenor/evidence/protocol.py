"""What ingesting asks of an extractor and of a verifier; rules, models and people are behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol, runtime_checkable

from tenor.evidence.model import Candidate, Document


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
        """Return the candidates of a document, in any order; the same ones each time."""
        ...


Verify = Callable[[Candidate, Document], str | None]
"""Returns None where all checks hold, else why the candidate is quarantined."""
