"""Who says so: the speaker of a sentence, kept through a quotation, with whom he cites."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from tenor.evidence.model import Span, Voice
from tenor.evidence.rules.names import NameAt
from tenor.evidence.rules.referents import Referents
from tenor.evidence.rules.speech import Speech, covering, find_speeches
from tenor.evidence.rules.turns import Turns
from tenor.evidence.rules.who import PAPERS, phrase_at
from tenor.evidence.sentences import Quotation, Sentence, find_quotations
from tenor.evidence.words import WordPattern

_PRONOUN = re.compile(r"^(?:he|she|they|it)$", re.IGNORECASE)
_CITED = re.compile(r"\b(?:[Cc]iting|quoting|who\scited|relaying|repeating)\s")
_HEADLINE = re.compile(
    r"(?:,\s(?:says|said)\s|\s[-–—]\s|:\s)(?P<who>(?:[\w’'.-]+\s){0,4}?(?:minister|ministry"
    r"|officials?|sources?|company|envoy|PM|president|govt|report|analysts?|CEO|minister))\s*$"
    r"|,\s(?P<who2>[A-Z][\w’'.-]*(?:\s[A-Z][\w’'.-]*){0,3}|(?:[\w-]+\s)?(?:minister|officials?"
    r"|ministry|company|sources|report))\ssays?\s*$|^(?P<who3>minister|ministry|officials?|sources)"
    r"\ssays?\b",
    re.IGNORECASE,
)
_THIS = WordPattern(
    r"\b(?:said|disclosed|revealed|stated|announced|confirmed|made|told)\s(?:[a-z]+\s)?"
    r"(?:this|so|the\s(?:disclosure|announcement))\b"
    r"(?=\s(?:on|to|in|while|during|at|when|yesterday|today|here|after|late|last)\b|[.,;]|$)"
)
_THIS_BY = re.compile(
    r"This\swas\s(?:said|disclosed|revealed|announced|stated|confirmed|made\sknown|contained)"
    r"\b[^.;]{0,30}?\s(?:by|in)\s"
)
_SIGNED = re.compile(r"[”\"']?\s*[–—-]+\s*(?P<who>[A-Za-z][^\n“”\"]{2,80})")
_COLON = re.compile(r"(?P<who>[A-ZÀ-Þ][^\n:“”\"]{1,80})\s?:\s*[“\"'‘]?$")
_DESCRIBED = re.compile(
    r"^(?:(?i:the|its|this|our)\s)(?:[\w’'-]+\s){0,3}?(?P<kind>[a-z]+|Company)$",
)
_OFFICE_END = re.compile(
    r"^(?:the|its|their|his|her)\s(?:[\w’'-]+\s){0,5}?(?P<office>minister|secretary|commissioner|governor"
    r"|president|chairman|chairwoman|ambassador|director|executive|premier|spokes(?:man|woman"
    r"|person)|analyst|geologist|envoy|mayor|professor|economist|chancellor)\b",
    re.IGNORECASE,
)
_OWNED_PAPER = re.compile(
    rf"^(?i:the|its|this)\s(?P<kind>[a-z]+)['’]s?\s(?:[\w-]+\s){{0,3}}?(?:{PAPERS})$"
)
_PAPER_LAST = re.compile(rf"\b(?:{PAPERS})$", re.IGNORECASE)
_PAPER_END = re.compile(
    rf"^(?:the|its|a|an|that|this)\s(?:[\w’'-]+\s){{0,3}}?(?:{PAPERS})$", re.IGNORECASE
)
_REACH, _TOLD_REACH, _NEAR, _COLON_REACH, _KNOWN = 8, 3, 160, 100, 3000
_PERSON = re.compile(
    r"(?!The\s)(?:(?:Mr|Ms|Mrs|Dr)\.?\s)?[A-Z][a-zà-ÿ’'-]+(?:\s(?:[A-Z]\.|al|bin|van|von|de|da))?"
    r"(?:\s[A-Z][a-zà-ÿ’'-]+){0,2}"
)
_HIS = re.compile(r"(?:His|Her)\s")
_LEAST_PULLED, _MOST_PULLED = 20, 300
_STOP = re.compile(r"(?<=[.!?])\s")
_ASKED = re.compile(r"\b(?P<who>[Hh]e|[Ss]he)\b[^:.“”\"]{0,60}:\s*[“\"]?$")


class Speakers:
    """The speakers of one document by sentence."""

    def __init__(
        self, text: str, sentences: Sequence[Sentence], names: Sequence[NameAt] = ()
    ) -> None:
        self._text = text
        self._sentences = sentences
        self._begins = [s.start for s in sentences]
        self._quotes = find_quotations(text)
        self._quote_starts = [q.start for q in self._quotes]
        self._speeches: dict[int, list[Speech]] = {}
        self._turns = Turns(text)
        self._pullable: dict[str, Quotation] | None = None
        self.referents = Referents(text, names, self._begins)

    def of(self, sentence: int, place: int) -> tuple[Voice, ...]:
        """Return the attribution chain of a place, the nearest speaker first; empty for none."""
        quote = self._quote_at(place)
        if quote is not None:
            return self._of_quote(quote)
        said = covering(self._spoken(sentence), place)
        chain = [voice for speech in said[:2] for voice in self._chain(speech.voice, sentence)]
        turn = self._turns.of(place)
        if not chain and turn is None:
            turn = self._told_after(sentence) or self._pulled(sentence) or self._his(sentence)
        return tuple(dict.fromkeys([*chain, *([turn] if turn else [])]))

    def _quote_at(self, place: int) -> Quotation | None:
        at = bisect_right(self._quote_starts, place) - 1
        return self._quotes[at] if at >= 0 and place < self._quotes[at].end else None

    def _found(self, sentence: int) -> list[Speech]:
        """Return the speeches of a sentence; each is looked for when first asked."""
        if sentence not in self._speeches:
            place = self._sentences[sentence]
            found = find_speeches(self._text, place.start, place.end)
            may_be = not found and self._may_name_last(place)
            headline = _HEADLINE.search(self._text, place.start, place.end) if may_be else None
            if headline:
                group = next(g for g in ("who", "who2", "who3") if headline[g])
                span = Span.of(self._text, *headline.span(group))
                voice = Voice(span.exact, "speaker", span)
                found = [Speech(span.start, span.end, place.start, place.end, voice)]
            self._speeches[sentence] = found
        return self._speeches[sentence]

    def _may_name_last(self, place: Sentence) -> bool:
        """Return whether a line can be a headline with who says so: it ends with no stop."""
        last = self._text[place.start : place.end].rstrip()[-1:]
        return place.start == 0 or last.isalnum()

    def _spoken(self, sentence: int) -> list[Speech]:
        """Return the speeches of a sentence that are not themselves quoted from somebody."""
        return [s for s in self._found(sentence) if not self._quote_at(s.start)]

    def _told_after(self, sentence: int) -> Voice | None:
        """Return who says of the sentences before that he said this, in the same paragraph."""
        start = self._sentences[sentence].end
        for i in range(sentence + 1, min(sentence + 1 + _TOLD_REACH, len(self._sentences))):
            after = self._sentences[i]
            if "\n\n" in self._text[start : after.start]:
                return None
            by = _THIS_BY.match(self._text, after.start, after.end)
            agent = phrase_at(self._text, by.end(), after.end) if by else None
            if agent:
                return self._named(Voice(agent.exact, "speaker", agent))
            if not _THIS.search(self._text, after.start, after.end):
                continue
            told = [s.voice for s in self._found(i) if not _PRONOUN.match(s.voice.speaker)]
            who = phrase_at(self._text, after.start, after.end)
            if told:
                return self._named(told[0])
            if who and not _PRONOUN.match(who.exact):
                return self._named(Voice(who.exact, "speaker", who))
        return None

    def _his(self, sentence: int) -> Voice | None:
        """Return who spoke before a sentence that goes on with what is his, or hers."""
        place = self._sentences[sentence]
        if sentence == 0 or not _HIS.match(self._text, place.start):
            return None
        before = self._sentences[sentence - 1]
        if "\n\n" in self._text[before.end : place.start]:
            return None
        said = self._spoken(sentence - 1)
        chain = self._chain(said[-1].voice, sentence - 1) if said else ()
        return chain[0] if chain else None

    def _pulled(self, sentence: int) -> Voice | None:
        """Return who spoke a sentence that stands apart from the quotation that it repeats."""
        place = self._sentences[sentence]
        words = self._text[place.start : place.end].strip(" .“”\"'‘’")
        if len(words) < _LEAST_PULLED or len(words) > _MOST_PULLED:
            return None
        if self._pullable is None:
            self._pullable = {
                part.strip(" .,“”\"'‘’"): quote
                for quote in self._quotes
                for part in (
                    self._text[quote.start : quote.end],
                    *_STOP.split(self._text[quote.start : quote.end]),
                )
            }
        quote = self._pullable.get(words)
        voices = self._of_quote(quote) if quote else ()
        return voices[0] if voices else None

    def _of_quote(self, quote: Quotation) -> tuple[Voice, ...]:
        """Return who speaks a quotation: beside it, in its sentences, or in the one before."""
        first, last = self._sentence(quote.start), self._sentence(max(quote.end - 1, quote.start))
        opened = self._opened_before(quote)
        if opened is not None:
            return self._of_quote(opened)
        named = self._beside(quote)
        if named is not None:
            return self._chain(named, first)
        near = [
            (self._gap(quote, speech), i, speech)
            for i in range(max(0, first - 2), min(len(self._sentences), last + 2))
            for speech in self._spoken(i)
        ]
        close = [entry for entry in near if entry[0] <= _NEAR]
        if close:
            _, at, best = min(close, key=lambda entry: entry[0])
            return self._chain(best.voice, at)
        turn = self._turns.of(quote.start)
        if turn is None:
            turn = self._leading(first, persons=True)
        return (turn,) if turn else ()

    def _leading(self, sentence: int, *, persons: bool) -> Voice | None:
        """Return whom the sentence before begins with, where it is of the same paragraph."""
        if sentence == 0:
            return None
        before, here = self._sentences[sentence - 1], self._sentences[sentence]
        if "\n" in self._text[before.end : here.start] or self._quote_at(before.start):
            return None
        who = phrase_at(self._text, before.start, before.end)
        if who is None or _PRONOUN.match(who.exact):
            return None
        person = _PERSON.fullmatch(who.exact) and not self.referents.is_body(who.start)
        if person and " " not in who.exact:  # a word that only begins the sentence is no name
            near = self._text[max(0, before.start - _KNOWN) : here.start + _KNOWN]
            person = near.count(who.exact) > 1
        office = _OFFICE_END.match(who.exact)
        if (persons and not (person or office)) or (not persons and (person or office)):
            return None
        return self._named(Voice(who.exact, "speaker", who))

    def _opened_before(self, quote: Quotation) -> Quotation | None:
        """Return the quotation that another goes on with: the paragraph before did not close."""
        at = bisect_left(self._quote_starts, quote.start)
        before = self._quotes[at - 1] if at else None
        if before is None or self._text[before.end : before.end + 1] in '”"':
            return None
        return None if self._text[before.end : quote.start].strip(' \n“"') else before

    def _sentence(self, place: int) -> int:
        return max(bisect_right(self._begins, place) - 1, 0)

    def _gap(self, quote: Quotation, speech: Speech) -> float:
        """Return how far a speech is from a quotation; across a paragraph it is further."""
        after = speech.start >= quote.end
        low, high = (quote.end, speech.start) if after else (speech.end, quote.start)
        between = self._text[low:high]
        gap = float(max(len(between), 0))
        breaks = 80 * between.count("\n")
        stops = len(re.findall(r"[.!?][”\"]?\s", between))
        return gap + breaks + (60 * stops if after else 25 * stops)

    def _beside(self, quote: Quotation) -> Voice | None:
        """Return who is named by a colon before a quotation, or signs behind it."""
        text = self._text
        signed = _SIGNED.match(text, quote.end)
        if signed:
            who = phrase_at(text, signed.start("who"), signed.end())
            if who:
                return Voice(who.exact, "speaker", who)
        reach = max(0, quote.start - _COLON_REACH)
        line = max(text.rfind("\n", reach, quote.start) + 1, reach)
        asked = _ASKED.search(text, line, quote.start)
        if asked:
            span = Span.of(text, *asked.span("who"))
            return Voice(span.exact, "speaker", span)
        lead = text[max(0, quote.start - 6) : quote.start].rstrip(" \n“\"'‘")
        if lead.endswith(":"):
            said = self._spoken(self._sentence(text.rfind(":", reach, quote.start)))
            if said:
                return said[-1].voice
        colon = _COLON.search(text, line, quote.start)
        if colon:
            who = phrase_at(text, colon.start("who"), colon.end("who"))
            if who and who.end >= colon.end("who") - 1:
                return Voice(who.exact, "speaker", who)
        return None

    def _chain(self, voice: Voice, sentence: int) -> tuple[Voice, ...]:
        if _PRONOUN.match(voice.speaker):
            resolved = self._resolve(sentence, voice)
            if resolved is None:
                return ()
            voice = resolved
        voice = self._named(voice)
        place = self._sentences[sentence]
        cites = _CITED.search(self._text, place.start, place.end)
        cited = phrase_at(self._text, cites.end(), place.end) if cites else None
        if cited and cited.exact != voice.speaker:
            return voice, Voice(cited.exact, "cited", cited)
        return (voice,)

    def _named(self, voice: Voice) -> Voice:
        """Return a description with the name it stands for: the minister, the company."""
        limit = voice.span.start if voice.span else 0
        office = _OFFICE_END.match(voice.speaker)
        if office:
            held = self.referents.person(limit, office["office"])
            return Voice(held.exact, voice.role, held) if held else voice
        owned = _OWNED_PAPER.match(voice.speaker)
        if owned:
            meant = self.referents.named(owned["kind"], limit)
            return self._with(voice, meant)
        if _PAPER_END.match(voice.speaker):
            return self._issued(voice, limit)
        described = _DESCRIBED.match(voice.speaker)
        if described is None or " central " in voice.speaker:
            return voice
        if described["kind"] in ("ministry", "department"):
            ministry = self.referents.ministry(limit)
            return (
                Voice(f"{voice.speaker} ({ministry.exact})", voice.role, voice.span)
                if ministry
                else voice
            )
        return self._with(voice, self.referents.named(described["kind"], limit))

    def _with(self, voice: Voice, meant: NameAt | None) -> Voice:
        """Return a description with the name that it stands for."""
        return Voice(f"{voice.speaker} ({meant.name})", voice.role, voice.span) if meant else voice

    def _issued(self, voice: Voice, limit: int) -> Voice:
        """Return a paper with the company that spoke last: the filing said."""
        if not re.search(
            r"filing|statement|release|notice|announcement|prospectus|brochure|website",
            voice.speaker,
        ):
            return voice
        return self._with(voice, self.referents.named("company", limit))

    def _is_person(self, voice: Voice) -> bool:
        """Return whether a voice can be he or she: no pronoun, no paper and no body."""
        if _PRONOUN.match(voice.speaker) or _PAPER_LAST.search(voice.speaker):
            return False
        return voice.span is None or not self.referents.is_body(voice.span.end - 1)

    def _resolve(self, sentence: int, voice: Voice) -> Voice | None:
        """Return whom a pronoun means: the last speaker of its kind, or who was named last."""
        limit = voice.span.start if voice.span else self._sentences[sentence].start
        things = voice.speaker.casefold() in ("it", "they")
        if things:
            meant = self.referents.subject(limit)
            if meant is not None:
                span = Span.of(self._text, meant.start, meant.end)
                return Voice(meant.name if meant.name else span.exact, "speaker", span)
            return self._leading(sentence, persons=False)
        person = self.referents.person(limit)
        for i in range(sentence, max(-1, sentence - _REACH), -1):
            for speech in reversed(self._found(i)):
                if speech.start >= limit or not self._is_person(speech.voice):
                    continue
                if person is not None and person.start > speech.start:
                    return Voice(person.exact, "speaker", person)
                return speech.voice
            leading = self._leading(i, persons=True)
            if leading is None or leading.span is None:
                continue
            if person is None or person.start <= leading.span.start:
                return leading
        return Voice(person.exact, "speaker", person) if person else None
