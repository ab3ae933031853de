"""Windows in which the rules read a sentence that is too long or too full of numbers for prose.

What the rules do for a number grows with its sentence. A list that nothing ends, a table that lost
its lines or a text without stops is read in stretches, cut between numbers alone, so that the time
is linear in the length of the text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from tenor.evidence.model import Mention
from tenor.evidence.sentences import Sentence, split_sentences

MOST_MENTIONS, MOST_CHARS = 60, 4000
"""Numbers and characters of a window; a sentence of prose has a tenth and a quarter of them."""
_STOPS = (";", ", ", ": ")


CROWD = 40
"""Numbers of a sentence that are read with an eye to one another."""


def around_of(group: Sequence[Mention], mention: Mention) -> Sequence[Mention]:
    """Return the mentions of a sentence, of a crowd of them those around one."""
    if len(group) <= CROWD:
        return group
    at = bisect_left(group, mention.start, key=lambda m: m.start)
    return group[max(0, at - CROWD // 2) : at + CROWD // 2]


def cut_long(text: str, mentions: Sequence[Mention]) -> Iterator[Sentence]:
    """Yield the sentences of a text, those too long for prose in consecutive windows.

    Parameters
    ----------
    text : str
    mentions : sequence of Mention
        In order; no window begins or ends inside of one.
    """
    starts = [mention.start for mention in mentions]
    for sentence in split_sentences(text):
        low, high = bisect_left(starts, sentence.start), bisect_left(starts, sentence.end)
        if high - low <= MOST_MENTIONS and sentence.end - sentence.start <= MOST_CHARS:
            yield sentence
        else:
            yield from _windows(text, sentence, mentions[low:high])


def _windows(text: str, sentence: Sentence, mentions: Sequence[Mention]) -> Iterator[Sentence]:
    start, held = sentence.start, 0
    for before, gap_end in _gaps(sentence, mentions):
        while gap_end - start > MOST_CHARS and gap_end - before > 1:
            edge = max(before, min(start + MOST_CHARS, gap_end - 1))
            place = _edge(text, max(before, edge - MOST_CHARS // 2), edge)
            if place <= start:
                break
            yield Sentence(start, place)
            start, held = place, 0
            before = place  # noqa: PLW2901
        if held >= MOST_MENTIONS:
            place = _edge(text, before, gap_end)
            if place > start:
                yield Sentence(start, place)
                start, held = place, 0
        held += 1
    if start < sentence.end:
        yield Sentence(start, sentence.end)


def _gaps(sentence: Sentence, mentions: Sequence[Mention]) -> Iterator[tuple[int, int]]:
    """Yield where no number stands: before each one, and behind the last."""
    end = sentence.start
    for mention in mentions:
        first = min(mention.start, mention.cue[0]) if mention.cue else mention.start
        yield end, max(end, first)
        end = max(end, mention.end, mention.cue[1] if mention.cue else 0)
    yield min(end, sentence.end), sentence.end


def _edge(text: str, start: int, end: int) -> int:
    """Return where a gap is cut: behind its last stop, else at its last space, else at its end."""
    for sign in _STOPS:
        place = text.rfind(sign, start, end)
        if place >= 0:
            return place + len(sign)
    space = text.rfind(" ", start, end)
    return space + 1 if space >= 0 else end
