"""Windows: a document cut at borders of sentences, with its numbers counted through."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tenor.evidence.model import Document, Mention
from tenor.evidence.reading import mentions_of
from tenor.evidence.sentences import split_sentences

MAX_CHARS = 6000
MAX_NUMBERS = 60
MAX_PIECE = 3000
CONTEXT = 2
BOILERPLATE = "boilerplate"


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence, or a part of one that is too long, with its mentions."""

    sentence: int
    start: int
    end: int
    zone: str
    mentions: tuple[Mention, ...] = ()

    @property
    def size(self) -> int:
        """Return the number of characters."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Window:
    """What one question shows: pieces in order, the first ones perhaps for context alone.

    Attributes
    ----------
    pieces : tuple of Piece
    context : int
        How many of the first pieces are shown without their numbers.
    """

    pieces: tuple[Piece, ...]
    context: int = 0

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """Return the mentions that can be chosen; number `n` stands at place `n` - 1."""
        return tuple(m for piece in self.pieces[self.context :] for m in piece.mentions)

    @property
    def start(self) -> int:
        """Return where the first piece begins that is not context."""
        return self.pieces[self.context].start

    @property
    def end(self) -> int:
        """Return where the last piece ends."""
        return self.pieces[-1].end

    def halves(self) -> tuple[Window, Window] | None:
        """Return the window as two; None where it holds one piece only."""
        own = self.pieces[self.context :]
        if len(own) < 2:
            return None
        middle = len(own) // 2
        first = Window(self.pieces[: self.context] + own[:middle], self.context)
        context = own[max(0, middle - CONTEXT) : middle]
        return first, Window(context + own[middle:], len(context))


def cut_windows(document: Document) -> list[Window]:
    """Return the windows of a document that hold a number outside boilerplate, in order."""
    windows: list[Window] = []
    held: list[Piece] = []
    past: list[Piece] = []
    for piece in find_pieces(document):
        numbers = sum(len(p.mentions) for p in held) + len(piece.mentions)
        if held and (sum(p.size for p in held) + piece.size > MAX_CHARS or numbers > MAX_NUMBERS):
            _close(windows, past, held)
            past, held = held[-CONTEXT:], []
        held.append(piece)
    if held:
        _close(windows, past, held)
    return windows


def _close(windows: list[Window], past: Sequence[Piece], held: Sequence[Piece]) -> None:
    if any(piece.mentions for piece in held):
        windows.append(Window((*past, *held), len(past)))


def find_pieces(document: Document) -> Iterator[Piece]:
    """Yield the sentences of a document outside boilerplate, over-long ones in parts."""
    text = document.text
    mentions = mentions_of(text)
    starts = [mention.start for mention in mentions]
    for number, sentence in enumerate(split_sentences(text)):
        for start, end in _parts(text, sentence.start, sentence.end, mentions, starts):
            zone = document.zone_at(start)
            own = mentions[bisect_left(starts, start) : bisect_left(starts, end)]
            kept = tuple(m for m in own if m.end <= end and not _is_boilerplate(document, m))
            if zone != BOILERPLATE or kept:
                yield Piece(number, start, end, zone, kept)


def _is_boilerplate(document: Document, mention: Mention) -> bool:
    return BOILERPLATE in (document.zone_at(mention.start), document.zone_at(mention.end - 1))


def _parts(
    text: str, start: int, end: int, mentions: Sequence[Mention], starts: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Yield the parts of a sentence: one, or several that cut no word and no mention."""
    while end - start > MAX_PIECE:
        cut = text.rfind(" ", start + MAX_PIECE // 2, start + MAX_PIECE)
        cut = start + MAX_PIECE if cut < 0 else cut
        place = bisect_left(starts, cut) - 1
        if place >= 0 and mentions[place].start > start and mentions[place].end > cut:
            cut = mentions[place].start
        yield start, cut
        start = cut
    yield start, end
