"""Which extractor and which verifier are used when nobody says otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec

from tenor.evidence.model import Candidate, Document
from tenor.evidence.protocol import Extractor


class NoExtractor:
    """Proposes nothing: documents are stored with their zones and metadata alone."""

    name = "none"

    def extract(self, document: Document) -> Iterable[Candidate]:
        """Return no candidate."""
        return ()


class RulesExtractor:
    """The rules, offline; a class of its own so that it can be sent to a worker."""

    name = "rules"

    def extract(self, document: Document) -> Iterable[Candidate]:
        """Return the candidates that the rules find."""
        found: Iterable[Candidate] = import_module("tenor.evidence.rules").extract(document)
        return found


def default_extractor() -> Extractor:
    """Return the rules."""
    return RulesExtractor() if find_spec("tenor.evidence.rules") else NoExtractor()
