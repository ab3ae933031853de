"""The verifier: seven checks without a model; the first that fails is the reason.

A candidate comes from a text that nobody vouches for, through an extractor that may be wrong or
may have been talked into something. What passes here is in the text, letter by letter:

1. every span quotes the text;
2. the grammar, reading the text anew, gives the same value at the same place;
3. parties, speakers and dates have spans of their own that hold their names, or name the rule by
   which they were inferred;
4. the spans stand in the sentence of the value, or an ``anaphora``, ``quotation`` or ``unit`` span
   says what ties them to it (rows of one table belong together);
5. the dimension fits the measure, and every word is of its vocabulary;
6. the status is no firmer than its cue allows;
7. the value does not stand in boilerplate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from tenor.evidence import vocabulary as v
from tenor.evidence.cues import allows
from tenor.evidence.dates import find_date, is_date, resolve_date
from tenor.evidence.flow import LONGEST, Flow, flow_of, prose_of
from tenor.evidence.grammar.scan import find_mentions
from tenor.evidence.model import Candidate, Document, Mention, Span
from tenor.evidence.reading import mentions_of, prose_mentions_of
from tenor.evidence.sentences import sentence_ends, sentence_of

_QUESTION = re.compile(r"(?:Q\b|QUESTION|Question|REPORTER)")
BY_RULES = frozenset({"rules", "parser"})
"""Extractors that read a text as the rules do; the parser goes over what they found."""
VALUE, STATUS, UNIT = "value", "status", "unit"
TIES = ("anaphora", "quotation")
"""Spans that tie a field in another sentence to the value."""
REACH = 12
"""How many sentences such a tie may bridge."""
_VALUES = ("dimension", "low", "high", "point", "bound", "unit", "per")
_ARTICLE = re.compile(r"^(?:the|a|an|its|their|his|her|our|mr|ms|mrs|dr)\.?\s", re.IGNORECASE)


def verify(candidate: Candidate, document: Document) -> str | None:
    """Return None where all checks hold, else the reason for the quarantine."""
    for check in (_spans, _words, _zone, _read_at_all, _value, _names, _dates, _sentence, _status):
        reason = check(candidate, document)
        if reason:
            return reason
    return None


def all_spans(candidate: Candidate) -> Iterator[tuple[str, Span]]:
    """Yield every span of a candidate with what it is of."""
    yield from candidate.spans.items()
    for party in candidate.parties:
        if party.span:
            yield f"party {party.name!r}", party.span
    for voice in candidate.attribution:
        if voice.span:
            yield f"speaker {voice.speaker!r}", voice.span


def _spans(candidate: Candidate, document: Document) -> str | None:
    mention, size = candidate.mention, len(document.text)
    if not 0 <= mention.start < mention.end <= size:
        return "the value has no place in the text"
    for name, span in all_spans(candidate):
        inside = 0 <= span.start < span.end <= size
        if not inside or document.text[span.start : span.end] != span.exact:
            return f"the span of {name} does not quote the text"
    value = candidate.spans.get(VALUE)
    if value is None or (value.start, value.end) != (mention.start, mention.end):
        return "the span of the value is not the place of the value"
    return None


def _words(candidate: Candidate, document: Document) -> str | None:
    measure = v.MEASURES.get(candidate.measure)
    if measure is None:
        return f"unknown measure {candidate.measure!r}"
    if candidate.mention.dimension not in measure.dimensions:
        return f"a {candidate.mention.dimension} cannot be {candidate.measure}"
    for word, valid in (
        (candidate.modality, v.MODALITIES),
        (candidate.polarity, v.POLARITIES),
        (candidate.mention.bound, v.BOUNDS),
        (candidate.status, (None, *v.STATUSES, *v.OFF_LADDER)),
        *((party.role, v.ROLES) for party in candidate.parties),
    ):
        if word not in valid:
            return f"unknown word {word!r}"
    return None


def _zone(candidate: Candidate, document: Document) -> str | None:
    start, end = candidate.mention.start, candidate.mention.end
    is_in = document.zone_at(start) == "boilerplate" or document.zone_at(end - 1) == "boilerplate"
    return "the value stands in boilerplate" if is_in else None


def _read_at_all(candidate: Candidate, document: Document) -> str | None:
    if not _flow(document.text, _by_rules(candidate)).is_unread(candidate.mention.start):
        return None
    return f"more than {LONGEST:,} characters without the end of a sentence: the rest is not read"


def _by_rules(candidate: Candidate) -> bool:
    """Return whether the rules propose a candidate; they read no endless sentence to its end."""
    return candidate.extractor in BY_RULES


def _flow(text: str, by_rules: bool) -> Flow:
    return prose_of(text) if by_rules else flow_of(text)


@lru_cache(maxsize=2)
def _read(text: str, by_rules: bool) -> dict[tuple[int, int], Mention]:
    found = prose_mentions_of(text) if by_rules else mentions_of(text)
    return {(mention.start, mention.end): mention for mention in found}


def _value(candidate: Candidate, document: Document) -> str | None:
    """Read the value again: where it stands, or with the unit that a span lends it."""
    mention = candidate.mention
    held = _read(document.text, _by_rules(candidate))
    if _same(held.get((mention.start, mention.end)), mention):
        return None
    unit = candidate.spans.get(UNIT)
    if unit and any(_same(found, mention) for found in _with_unit(mention, unit, document.text)):
        return None
    shown = document.text[mention.start : mention.end]
    return f"the grammar does not read that value at {shown[:60]!r}"


def _same(found: Mention | None, mention: Mention) -> bool:
    if found is None:
        return False
    if "/" in found.unit and mention.unit in found.unit.split("/"):
        found = replace(found, unit=mention.unit)
    return all(getattr(found, name) == getattr(mention, name) for name in _VALUES)


def _with_unit(mention: Mention, unit: Span, text: str) -> Iterator[Mention]:
    """Yield what the grammar reads where the unit of a heading is put to a bare number."""
    number = text[mention.start : mention.end]
    words = unit.exact.strip(" ()[]")
    money = re.match(r"(?:[A-Z]{0,3}[$€£¥₹]|Rs\.?|[A-Z]{3}\b)\s?", words)
    phrases = [f"{number} {words}", f"{words} {number}", f"{number}{words}", f"{words}{number}"]
    if money:
        rest = words[money.end() :]
        phrases += [f"{money.group()}{number}{rest}", f"{money.group()}{number} {rest}"]
    for phrase in phrases:
        found = find_mentions(phrase)
        if len(found) == 1 and found[0].end - found[0].start >= len(number):
            yield found[0]


def _names(candidate: Candidate, document: Document) -> str | None:
    for party in candidate.parties:
        if party.span is None and not party.inferred:
            return f"party {party.name!r} has no span and no rule"
        if party.span and not party.inferred and not is_name(party.name, party.span.exact):
            return f"party {party.name!r} is not what its span says"
    for voice in candidate.attribution:
        if voice.span is None:
            return f"speaker {voice.speaker!r} has no span"
        asked = voice.role == "reporter" and _QUESTION.match(voice.span.exact)
        if not asked and not is_name(voice.speaker, voice.span.exact):
            return f"speaker {voice.speaker!r} is not what the span says"
    return None


def is_name(name: str, exact: str) -> bool:
    """Return whether a span holds a name: equal, a part of it, or its initials.

    Examples
    --------
    >>> is_name("US Export-Import Bank", "the US Export-Import Bank")
    True
    >>> is_name("United States Strategic Metals", "USSM")
    True
    >>> is_name("Barrick Gold", "the ministry")
    False
    """
    one, other = (
        _ARTICLE.sub("", text.strip()).casefold().strip(" .,'’\"“”") for text in (name, exact)
    )
    if not one or not other:
        return False
    a, b = re.findall(r"\w+", one), re.findall(r"\w+", other)
    if not a or not b:
        return False
    if set(a) <= set(b) or set(b) <= set(a):
        return True
    plain = [re.sub(r"[^\w]", "", text) for text in (name, exact)]
    return any(
        short.isupper() and len(short) >= 2 and short.casefold() in _initials(long)
        for short, long in ((plain[0], b), (plain[1], a))
    )


def _initials(words: list[str]) -> set[str]:
    small = {"of", "the", "and", "for", "de", "du", "des", "la", "in", "on"}
    return {
        "".join(word[0] for word in words),
        "".join(word[0] for word in words if word not in small),
    }


def _dates(candidate: Candidate, document: Document) -> str | None:
    for name, value in (
        ("event_date", candidate.event_date),
        ("effective_date", candidate.effective_date),
    ):
        if value is None:
            continue
        span = candidate.spans.get(name)
        if span is None:
            return f"{name} has no span"
        if value != span.exact and not _is_meant(value, span.exact, document.published.value):
            return f"{name} {value!r} is not what {span.exact!r} says"
    return None


def _is_meant(value: str, exact: str, published: str | None) -> bool:
    """Return whether words give a date, or a finer one of which the value keeps a part."""
    if not is_date(value):
        return False
    words = " ".join(exact.split())
    whole = find_date(words)
    resolved = resolve_date(words, published)
    texts = [held[0] for held in (whole, resolved) if held]
    return any(text == value or text.startswith(value + "-") for text in texts)


def _sentence(candidate: Candidate, document: Document) -> str | None:
    """Check that the spans stand together."""
    place = candidate.mention.start
    ends = _sentences(document.text, _by_rules(candidate))
    own = sentence_of(ends, place)
    spans = list(all_spans(candidate))
    first = ends[own - 1] if own else 0
    last = ends[own] if own < len(ends) else len(document.text)
    if all(first <= span.start < last for _, span in spans):
        return None
    tied = any(name in candidate.spans for name in TIES)
    in_table = document.zone_at(place) == "table"
    inferred = {party.span for party in candidate.parties if party.inferred}
    for name, span in spans:
        apart = abs(sentence_of(ends, span.start) - own)
        if apart == 0 or name == UNIT or span in inferred:
            continue
        if name in TIES and apart <= REACH:
            continue
        if in_table and document.zone_at(span.start) in ("table", "headline"):
            continue
        if not tied:
            return f"{name} stands in another sentence and nothing ties it to the value"
        if apart > REACH:
            return f"{name} stands {apart} sentences away"
    return None


@lru_cache(maxsize=2)
def _sentences(text: str, by_rules: bool) -> list[int]:
    flow = _flow(text, by_rules)
    ends = sentence_ends(flow.text)
    return ends if flow.is_plain else [flow.back_end(end) for end in ends]


def _status(candidate: Candidate, document: Document) -> str | None:
    if candidate.status is None:
        return None
    cue = candidate.spans.get(STATUS)
    if cue is None:
        soft = 0 <= v.firmness(candidate.status) <= v.firmness("proposed")
        return None if soft else f"status {candidate.status} has no cue"
    flow = _flow(document.text, _by_rules(candidate))
    if not allows(flow.text, flow.forth(cue.start), flow.forth(cue.end), candidate.status):
        return f"{cue.exact[:60]!r} does not allow the status {candidate.status}"
    return None
