"""Which extractors there are and which one is used when nobody says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from importlib.util import find_spec

from tenor.core.errors import UnknownNameError, UserError
from tenor.evidence.model import Candidate, Document, Span
from tenor.evidence.protocol import Extractor
from tenor.evidence.reading import mentions_of


class NoExtractor:
    """Proposes nothing: documents are stored with their zones and metadata alone."""

    name = "none"

    def extract(self, document: Document) -> Iterable[Candidate]:
        """Return no candidate."""
        return ()


class MentionExtractor:
    """Proposes every number that the grammar reads, with no meaning: measure ``other``.

    For a first look at a document and as the floor that every other extractor is measured by.
    """

    name = "mentions"

    def extract(self, document: Document) -> Iterable[Candidate]:
        """Return one candidate for each mention outside boilerplate."""
        for mention in mentions_of(document.text):
            if document.zone_at(mention.start) != "boilerplate":
                spans = {"value": Span.of(document.text, mention.start, mention.end)}
                yield Candidate(mention, "other", spans=spans, extractor=self.name)


class RulesExtractor:
    """The rules, offline; a class of its own so that it can be sent to a worker."""

    name = "rules"

    def extract(self, document: Document) -> Iterable[Candidate]:
        """Return the candidates that the rules find."""
        found: Iterable[Candidate] = import_module("tenor.evidence.rules").extract(document)
        return found


def _parser() -> Extractor:
    made: Extractor = import_module("tenor.evidence.parsing.extractor").ParserExtractor()
    return made


def _auto() -> Extractor:
    """Return the parser where its extra is installed, else the rules; the caller says which."""
    files = import_module("tenor.evidence.parsing.model_files")
    return _parser() if files.is_installed() else RulesExtractor()


EXTRACTORS: Mapping[str, Callable[[], Extractor]] = {
    "rules": RulesExtractor,
    "parser": _parser,
    "auto": _auto,
    "mentions": MentionExtractor,
    "none": NoExtractor,
}


def find_extractor(name: str | None = None) -> Extractor:
    """Return an extractor by name; the rules where none is named.

    Raises
    ------
    UserError
        There is none of that name, or what it needs is not installed.
    """
    has_rules = find_spec("tenor.evidence.rules") is not None
    if name is None:
        return RulesExtractor() if has_rules else NoExtractor()
    if name not in EXTRACTORS:
        raise UnknownNameError("extractor", name, EXTRACTORS)
    if name == "rules" and not has_rules:
        raise UserError("this installation has no rules")
    return EXTRACTORS[name]()
