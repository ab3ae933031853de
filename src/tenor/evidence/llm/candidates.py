"""From a claim as a model states it to a candidate that the verifier can judge.

The value is the mention of the grammar. Modality, polarity, commodity and stage are read by the
rules. What a model quotes becomes a span of the text; a quotation that is nowhere keeps its
invented words, so that the verifier sees that they do not quote the text, and one that cannot be
what it is given for loses its place, so that the verifier misses it. Nothing is repaired here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tenor.evidence import vocabulary as v
from tenor.evidence.dates import resolve_date
from tenor.evidence.llm.answers import Answered
from tenor.evidence.llm.firmness import SOFT, Firm, read_firm
from tenor.evidence.model import Candidate, Mention, Party, Span, Voice
from tenor.evidence.places import Places, Stretch

_POINTERS = re.compile(
    r"(?:it|its|they|their|he|his|she|her|(?:the|this|that|these|those|its|both)\s(?:\w+\s)?(?:"
    r"compan(?:y|ies)|firms?|miners?|group|bank|agency|ministry|government|consortium|venture|partners?|"
    r"sides?|countr(?:y|ies)|project|mine|deal|agreement|memorandum|mou|contract|loan|facility|fund|plan))",
    re.IGNORECASE,
)
_SMALL = frozenset(
    (
        *("a", "an", "and", "any", "are", "as", "at", "be", "by", "for", "from", "had", "has"),
        *("have", "he", "her", "his", "i", "in", "is", "it", "its", "of", "on", "or", "our"),
        *("said", "says", "she", "so", "that", "the", "their", "them", "these", "they", "this"),
        *("those", "to", "up", "was", "we", "were", "which", "who", "will", "with", "you", "your"),
    )
)
_GIVERS = ("lender", "donor", "guarantor", "investor")
_TAKERS = ("borrower", "recipient")
_TO = re.compile(
    r"(?<!hanks)(?<!due)(?<!Due)(?<!owing)(?<!ccording)(?<!onging)(?<!ributed)\sto\s(?:the\s|its\s|"
    r"state-owned\s|[A-Za-z]+['’]s\s){0,2}$"
)
_FROM = re.compile(r"\sfrom\s(?:the\s|its\s|state-owned\s|[A-Za-z]+['’]s\s){0,2}$")
_BACK = re.compile(
    r"\b(?:repa(?:y|id|ys|ying|yment)|ow(?:e|es|ed)|back|return\w*|refund\w*|divest\w*|withdr\w+)\b",
    re.IGNORECASE,
)
_ANY_DAY = "2000-06-15"
_MAX_NAME_WORDS = 14
_SPEAKER_REACH = 2


@dataclass(slots=True)
class Built:
    """A candidate with remarks on what was taken from it."""

    candidate: Candidate
    remarks: list[str]


def build(
    answer: Answered, mention: Mention, places: Places, shown: Stretch, extractor: str
) -> Built:
    """Return the candidate of an answer.

    Parameters
    ----------
    answer : Answered
    mention : Mention
        The one that the answer names.
    places : Places
    shown : Stretch
        What the model has seen of the document: quotations are looked for in it.
    extractor : str
        Name of the extractor.
    """
    return _Builder(answer, mention, places, shown).build(extractor)


class _Builder:
    def __init__(self, answer: Answered, mention: Mention, places: Places, shown: Stretch) -> None:
        self.answer, self.mention, self.places, self.shown = answer, mention, places, shown
        self.number = places.sentence_of(mention.start)
        self.sentence = places.bounds(self.number)
        self.remarks: list[str] = []
        self.spans: dict[str, Span] = {
            "value": Span.of(places.text, mention.start, mention.end),
        }

    def build(self, extractor: str) -> Built:
        answer, text = self.answer, self.places.text
        bounds = (self.sentence.start, self.sentence.end)
        others = self.places.mentions_in(*bounds)
        firm = read_firm(text, self.mention, answer.measure, bounds, others)
        self._read_anaphora()
        parties = tuple(self._party(quote, role) for quote, role in answer.parties)
        attribution = self._attribution()
        status = self._status(firm)
        event = self._date("event_date", answer.event_date)
        effective = self._date("effective_date", answer.effective_date)
        subject = self._subject()
        if firm.commodity_span:
            self.spans["commodity"] = firm.commodity_span
        candidate = Candidate(
            mention=self.mention,
            measure=answer.measure[:60],
            subject=subject,
            commodity=firm.commodity,
            stage=firm.stage,
            basis=firm.basis,
            status=status,
            modality=firm.modality,
            polarity=firm.polarity,
            parties=parties,
            attribution=attribution,
            event_date=event,
            effective_date=effective,
            headline_only=self.places.is_headline_only(self.mention),
            spans=self.spans,
            extractor=extractor,
        )
        return Built(candidate, self.remarks)

    def _place(self, quote: str, what: str, *, may_leave: bool = False) -> Span | None:
        """Return the span of a quotation; its invented words where it is nowhere in what is shown.

        `may_leave` allows the sentence before, to which an anaphora points.
        """
        found = self.places.find(quote, self.sentence, self.mention)
        if found:
            return found
        if may_leave and self.number:
            before = self.places.bounds(self.number - 1)
            found = self.places.find(quote, before, self.mention)
            if found:
                return found
        found = self.places.find(quote, self.shown, self.mention)
        if found is None:
            self.remarks.append(f"{what}: {quote[:60]!r} is not in the text")
            return invented(quote, self.sentence)
        if self._has_tie() and not self._in_table():
            # A tie is for one field alone; the verifier would take it for all.
            self.remarks.append(f"{what}: {quote[:60]!r} stands in another sentence")
            return None
        return found

    def _has_tie(self) -> bool:
        return "anaphora" in self.spans or "quotation" in self.spans

    def _in_table(self) -> bool:
        return self.places.document.zone_at(self.mention.start) == "table"

    def _read_anaphora(self) -> None:
        quote = self.answer.anaphora
        if quote is None:
            return
        found = self.places.find(quote, self.sentence, self.mention)
        if found and _POINTERS.fullmatch(found.exact) and self.answer.parties:
            self.spans["anaphora"] = found
        else:
            self.remarks.append(f"anaphora: {quote[:60]!r} points to nothing")

    def _party(self, quote: str, role: str) -> Party:
        span = self._place(quote, "party", may_leave="anaphora" in self.spans)
        if span and not self._may_be_name(span):
            self.remarks.append(f"party: {quote[:60]!r} is no name")
            span = None
        elif span and self._is_other_side(span, role):
            self.remarks.append(f"party: {quote[:60]!r} is on the other side than {role[:40]}")
            span = None
        return Party(quote[:120], role[:40], span)

    def _may_be_name(self, span: Span) -> bool:
        """Return whether words can name somebody: not a number, not a sentence, not small words."""
        words = re.findall(r"[^\W\d_]+", span.exact)
        telling = [word for word in words if word.casefold() not in _SMALL and len(word) > 1]
        over_value = span.start < self.mention.end and self.mention.start < span.end
        return bool(telling) and len(words) <= _MAX_NAME_WORDS and not over_value

    def _is_other_side(self, span: Span, role: str) -> bool:
        """Return whether the preposition in front of a name speaks against its role.

        A loan goes to who takes it and comes from who gives it, unless it is paid back.
        """
        before = self.places.text[max(self.sentence.start, span.start - 60) : span.start]
        words = self.places.text[self.sentence.start : self.sentence.end]
        if _BACK.search(words):
            return False
        to, out_of = _TO.search(before), _FROM.search(before)
        return bool((to and role in _GIVERS) or (out_of and role in _TAKERS))

    def _attribution(self) -> tuple[Voice, ...]:
        quote = self.answer.speaker
        if quote is None:
            return ()
        span = self.places.find(quote, self.sentence, self.mention) or self._quoted_speaker(quote)
        if span is None:
            span = self._place(quote, "speaker")
        if span and not self._may_be_name(span):
            self.remarks.append(f"speaker: {quote[:60]!r} is no name")
            span = None
        return (Voice(quote[:120], "speaker", span),)

    def _quoted_speaker(self, quote: str) -> Span | None:
        """Return the speaker of a quotation that runs over several sentences, and tie him to it."""
        held = self.places.quotation_at(self.mention)
        if held is None:
            return None
        first = self.places.sentence_of(held.start)
        last = self.places.sentence_of(max(held.start, held.end - 1))
        if last - first > _SPEAKER_REACH + 1 or "anaphora" in self.spans:
            return None
        around = Stretch(self.places.bounds(first).start, self.places.bounds(last).end)
        for part in (Stretch(around.start, held.start), Stretch(held.end, around.end)):
            span = self.places.find(quote, part, self.mention)
            if span:
                self.spans["quotation"] = Span.of(self.places.text, held.start, held.end)
                return span
        return None

    def _status(self, firm: Firm) -> str | None:
        answer = self.answer
        measure = v.MEASURES.get(answer.measure)
        if answer.status is None or (measure is not None and not measure.deal):
            return None
        cue = self._place(answer.status_cue, "status cue") if answer.status_cue else None
        why = firm.objection(answer.status, cue)
        if why:
            self.remarks.append(f"status {answer.status[:40]}: {why}")
            if answer.status in SOFT:  # These need no cue: a false one says that it is wrong.
                self.spans["status"] = invented(answer.status_cue or "", self.sentence)
        elif cue:
            self.spans["status"] = cue
        return answer.status[:40]

    def _date(self, name: str, quote: str | None) -> str | None:
        """Return a date as the words give it: whole, or as it stands where it is relative."""
        if quote is None:
            return None
        span = self._place(quote, name)
        published = self.places.document.published.value
        if span and not resolve_date(span.exact, _ANY_DAY):
            self.remarks.append(f"{name}: {quote[:60]!r} is no date")
            return quote[:60]
        if span is None:
            return quote[:60]
        self.spans[name] = span
        resolved = resolve_date(span.exact, published)
        return resolved[0] if resolved else span.exact

    def _subject(self) -> str | None:
        quote = self.answer.subject
        if quote is None:
            return None
        span = self._place(quote, "subject", may_leave="anaphora" in self.spans)
        if span is None:
            return None
        self.spans["subject"] = span
        return span.exact


def invented(quote: str, sentence: Stretch) -> Span:
    """Return a span of no width that holds the words of a model: it can quote nothing."""
    return Span(sentence.start, sentence.start, quote[:200])
