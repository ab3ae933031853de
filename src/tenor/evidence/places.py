"""Where a quotation stands: in the sentence of the value, else elsewhere, else nowhere."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from tenor.evidence.model import Document, Mention, Span
from tenor.evidence.reading import mentions_of
from tenor.evidence.sentences import Quotation, find_quotations, sentence_of, split_sentences

_LIKE = {
    **dict.fromkeys("'’‘ʼ", "['’‘ʼ]"),
    **dict.fromkeys('"“”„', '["“”„]'),
    **dict.fromkeys("-–—‐‑", "[-–—‐‑]"),
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a text: a sentence, or what is shown of the document."""

    start: int
    end: int


class Places:
    """The sentences and quotations of one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text
        self.sentences = split_sentences(document.text)
        self._ends = [sentence.end for sentence in self.sentences]
        self._quotations: list[Quotation] | None = None
        self._mentions = mentions_of(document.text)
        self._starts = [mention.start for mention in self._mentions]
        self._bodied = {
            _key(m) for m in self._mentions if document.zone_at(m.start) in ("body", "table")
        }

    def sentence_of(self, place: int) -> int:
        """Return the number of the sentence that holds a place."""
        return min(sentence_of(self._ends, place), len(self.sentences) - 1)

    def bounds(self, number: int) -> Stretch:
        """Return the stretch of a sentence."""
        return Stretch(self.sentences[number].start, self.sentences[number].end)

    def mentions_in(self, start: int, end: int) -> list[Mention]:
        """Return the mentions that begin in a stretch."""
        low, high = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return list(self._mentions[low:high])

    def is_headline_only(self, mention: Mention) -> bool:
        """Return whether a mention stands in a headline and its value nowhere in the body."""
        in_headline = self.document.zone_at(mention.start) == "headline"
        return in_headline and _key(mention) not in self._bodied

    def find(self, quote: str, within: Stretch, near: Mention) -> Span | None:
        """Return the occurrence of a quotation that is nearest to a mention.

        Only white space, quotation marks, apostrophes and dashes may differ; a word is never cut.
        """
        pattern = _pattern(quote)
        best: tuple[int, Span] | None = None
        for hit in pattern.finditer(self.text, within.start, within.end):
            gap = max(near.start - hit.end(), hit.start() - near.end)
            if best is None or gap < best[0]:
                best = gap, Span.of(self.text, hit.start(), hit.end())
        return best[1] if best else None

    def find_all(self, quote: str) -> list[Stretch]:
        """Return every place where a quotation stands."""
        found = _pattern(quote).finditer(self.text)
        return [Stretch(hit.start(), hit.end()) for hit in found]

    def quotation_at(self, mention: Mention) -> Quotation | None:
        """Return the quotation of the text in which a mention stands."""
        if self._quotations is None:
            self._quotations = find_quotations(self.text)
        held = (q for q in self._quotations if q.start <= mention.start and mention.end <= q.end)
        return next(held, None)


def _key(mention: Mention) -> tuple[object, ...]:
    value = mention.point if mention.point is not None else (mention.low, mention.high)
    return mention.dimension, mention.unit, value


def _pattern(quote: str) -> re.Pattern[str]:
    parts = [
        r"\s+" if token.isspace() else _LIKE.get(token, re.escape(token))
        for token in re.findall(r"\s+|.", quote.strip(), re.DOTALL)
    ]
    before = r"(?<!\w)" if parts and quote.strip()[0].isalnum() else ""
    after = r"(?!\w)" if parts and quote.strip()[-1].isalnum() else ""
    return re.compile(before + ("".join(parts) or r"(?!)") + after)
