"""Claims stated by hand: a person says what a number of a document means, and quotes it.

The protocol is that of every extractor: the value is what the grammar reads at the quoted place,
and the verifier decides. A person may be wrong too; what he writes into the file is checked first,
so that a slip is told with file, line and what was expected.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path

from tenor.evidence.dates import is_date, resolve_date
from tenor.evidence.manual_files import Row, read_claims
from tenor.evidence.model import Candidate, Document, Mention, Party, Span, Voice
from tenor.evidence.places import Places, Stretch
from tenor.evidence.protocol import NotReadError
from tenor.evidence.reading import mentions_of

_SHOWN = 5


class ManualExtractor:
    """Proposes the claims of a file, each for the document that it names.

    Parameters
    ----------
    path : Path
        CSV or YAML, see `manual_files.COLUMNS`.
    """

    name = "manual"

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = read_claims(path)
        self._used: set[int] = set()

    def extract(self, document: Document) -> Iterable[Candidate]:
        """Return the claims that are stated for a document.

        Raises
        ------
        NotReadError
            A quotation is not in it, or does not single out a number; all faults are told.
        """
        places = Places(document)
        found: list[Candidate] = []
        faults: list[str] = []
        for row in self.rows:
            if not self._is_of(row, document):
                continue
            self._used.add(row.line)
            try:
                found.append(_candidate(row, places))
            except _FaultError as fault:
                faults.append(f"{row.where}: {fault}")
        if faults:
            raise NotReadError("\n".join(faults))
        return found

    @property
    def unused(self) -> list[Row]:
        """Return the claims whose document was not among those that were read."""
        return [row for row in self.rows if row.line not in self._used]

    def _is_of(self, row: Row, document: Document) -> bool:
        """Return whether a row names a document: by id, hash, or path, also beside the file."""
        named = row.texts["document"]
        if named in (document.id, document.sha256, document.path):
            return True
        if named.startswith("doc-") or "://" in named or "://" in document.path:
            return False
        place = Path(document.path).resolve()
        return place in (Path(named).resolve(), (self.path.parent / named).resolve())


class _FaultError(ValueError):
    """One claim is not about a number of its document."""


def _candidate(row: Row, places: Places) -> Candidate:
    within = _find_quote(row, places)
    mention = _find_mention(row, places, within)
    sentence = places.bounds(places.sentence_of(mention.start))
    spans = {"value": Span.of(places.text, mention.start, mention.end)}

    def place(name: str) -> Span | None:
        quote = row.text(name)
        if quote is None:
            return None
        return _place(row, name, quote, (places, sentence, mention))

    for name, field in (
        ("status", "status_cue"),
        ("anaphora", "anaphora"),
        ("event_date", "event_date"),
        ("effective_date", "effective_date"),
    ):
        if span := place(field):
            spans[name] = span
    for name in ("subject", "object", "commodity", "place"):
        quote = row.text(name)
        span = places.find(quote, sentence, mention) if quote else None
        if span:
            spans[name] = span
    speaker = place("speaker")
    parties = tuple(
        Party(name, role, _place(row, "party", name, (places, sentence, mention)))
        for name, role in row.parties
    )
    published = places.document.published.value
    return Candidate(
        mention=mention,
        measure=row.texts["measure"],
        subject=row.text("subject"),
        object=row.text("object"),
        commodity=row.text("commodity"),
        stage=row.text("stage"),
        basis=row.text("basis"),
        place=row.text("place"),
        status=row.text("status"),
        modality=row.text("modality") or "actual",
        polarity=row.text("polarity") or "affirmed",
        parties=parties,
        attribution=(Voice(row.texts["speaker"], "speaker", speaker),) if speaker else (),
        event_date=_date(row, "event_date", spans, published),
        effective_date=_date(row, "effective_date", spans, published),
        headline_only=places.is_headline_only(mention),
        spans=spans,
        extractor=ManualExtractor.name,
    )


def _find_quote(row: Row, places: Places) -> Stretch:
    """Return the one place where a quotation stands."""
    text, quote = places.text, row.texts["quote"]
    found = places.find_all(quote)
    if len(found) == 1:
        return found[0]
    if found:
        lines = ", ".join(str(text.count("\n", 0, at.start) + 1) for at in found[:_SHOWN])
        raise _FaultError(
            f"quote {quote[:60]!r} stands {len(found)} times in {places.document.path} (lines "
            f"{lines}); quote more of the sentence"
        )
    raise _FaultError(
        f"quote {quote[:60]!r} is not in {places.document.path}{_nearest(quote, places)}"
    )


def _find_mention(row: Row, places: Places, within: Stretch) -> Mention:
    """Return the number that a quotation singles out."""
    text = places.text
    inside = [
        m
        for m in places.mentions_in(within.start, within.end)
        if m.end <= within.end and m.start >= within.start
    ]
    shown = [text[m.start : m.end] for m in inside]
    value = row.text("value")
    if value is not None:
        fits = [m for m, exact in zip(inside, shown, strict=True) if _same(exact, value)]
        if len(fits) == 1:
            return fits[0]
        what = f"value {value[:60]!r} stands {len(fits)} times" if fits else _no_value(value)
        raise _FaultError(f"{what} in the quote; the numbers there are {_listed(shown)}")
    if len(inside) == 1:
        return inside[0]
    if inside:
        raise _FaultError(f"the quote holds {_listed(shown)}; say with 'value' which one is meant")
    cut = [m for m in mentions_of(text) if m.start < within.end and within.start < m.end]
    if cut:
        whole = text[cut[0].start : cut[0].end]
        raise _FaultError(f"the quote cuts the number {whole!r}; quote all of it")
    raise _FaultError("the quote holds no number that the grammar reads")


def _place(row: Row, name: str, quote: str, near: tuple[Places, Stretch, Mention]) -> Span:
    """Return where a quotation stands: in the sentence of the value, else nearest to it."""
    places, sentence, mention = near
    whole = Stretch(0, len(places.text))
    found = places.find(quote, sentence, mention) or places.find(quote, whole, mention)
    if found is None:
        hint = _nearest(quote, places)
        if name.endswith("_date"):
            hint = "; expected the words of the text, such as 'on Monday'" + hint
        raise _FaultError(f"{name} {quote[:60]!r} is not in {places.document.path}{hint}")
    return found


def _date(row: Row, name: str, spans: dict[str, Span], published: str | None) -> str | None:
    span = spans.get(name)
    if span is None:
        return None
    resolved = resolve_date(span.exact, published)
    if (
        resolved is None
        and not is_date(span.exact)
        and resolve_date(span.exact, "2000-06-15") is None
    ):
        raise _FaultError(
            f"{name} {span.exact[:60]!r} is no date; expected words such as 'on Monday'"
        )
    return resolved[0] if resolved else span.exact


def _no_value(value: str) -> str:
    return f"value {value[:60]!r} is not a number"


def _same(exact: str, value: str) -> bool:
    return "".join(exact.split()) == "".join(value.split())


def _listed(shown: Sequence[str]) -> str:
    more = f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
    return ", ".join(repr(text[:40]) for text in shown[:_SHOWN]) + more if shown else "none"


def _nearest(quote: str, places: Places) -> str:
    """Return a hint: the sentence that is most like a quotation, if one is."""
    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(quote[:200].casefold())
    best, held = 0.6, ""
    for number in range(min(len(places.sentences), 2000)):
        bounds = places.bounds(number)
        text = places.text[bounds.start : min(bounds.end, bounds.start + 300)]
        matcher.set_seq1(text.casefold())
        if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best:
            ratio = matcher.ratio()
            if ratio > best:
                best, held = ratio, text
    return f"; the nearest sentence is {held[:120]!r}" if held else ""
