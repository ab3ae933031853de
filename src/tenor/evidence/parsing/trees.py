"""Dependency trees of sentences, as plain tuples with places in the text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

LONGEST = 1200
"""Characters of a sentence that is parsed; what is longer is a list or a table, no sentence."""
BATCH = 32


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a tree: its place in the text, what it is, and which word it hangs on.

    Attributes
    ----------
    start, end : int
    lower : str
    tag : str
        Fine part of speech, as ``VBD``.
    dep : str
        Relation to the head, as ``nsubj``; ``ROOT`` has itself for head.
    head : int
        Number of the head in the tree.
    """

    start: int
    end: int
    lower: str
    tag: str
    dep: str
    head: int


@dataclass(frozen=True, slots=True)
class Route:
    """The way between two words: up to the head that they share, and down from it."""

    shared: int
    up: Sequence[int]
    down: Sequence[int]


class Tree:
    """The words of one sentence with their heads; a newline always begins a new root."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = tuple(words)
        self._starts = [word.start for word in words]
        self._children: list[list[int]] = [[] for _ in words]
        for number, word in enumerate(words):
            if word.head != number:
                self._children[word.head].append(number)

    def top(self, start: int, end: int) -> int | None:
        """Return the word of a stretch that hangs on a word outside of it: its head."""
        low, high = bisect_left(self._starts, start), bisect_left(self._starts, end)
        if low and self.words[low - 1].end > start:
            low -= 1
        for number in range(low, high):
            head = self.words[number].head
            if head == number or not low <= head < high:
                return number
        return None

    def children(self, number: int) -> Sequence[int]:
        """Return the words that hang on a word, in order."""
        return self._children[number]

    def chain(self, number: int) -> list[int]:
        """Return a word and its heads up to the root."""
        found = [number]
        while self.words[number].head != number:
            number = self.words[number].head
            found.append(number)
        return found

    def route(self, start: int, goal: int) -> Route | None:
        """Return the way from a word to another over the head that they share; None for none."""
        up, down = self.chain(start), self.chain(goal)
        shared = next((one for one in up if one in set(down)), None)
        if shared is None:
            return None
        behind = down[: down.index(shared)]
        return Route(shared, up[: up.index(shared)], behind[::-1])

    def named(self, number: int) -> str:
        """Return how a word hangs: its relation, or the preposition itself."""
        word = self.words[number]
        return word.lower if word.dep in ("prep", "agent") else word.dep


def parse_sentences(
    model: Any, text: str, places: Iterable[tuple[int, int]]
) -> Iterator[tuple[tuple[int, int], Tree]]:
    """Yield sentences with their trees, in order; those too long to be one are left out.

    Parameters
    ----------
    model : spacy.Language
    text : str
    places : iterable of (int, int)
    """
    kept = ((place, place) for place in places if place[1] - place[0] <= LONGEST)
    docs = ((_broken(model.make_doc(text[start:end])), place) for (start, end), place in kept)
    for doc, place in model.pipe(docs, as_tuples=True, batch_size=BATCH):
        yield place, _tree(doc, place[0])


def _broken(doc: Any) -> Any:
    """Return a document of spaCy in which each line begins a sentence."""
    for token in doc[1:]:
        before = token.nbor(-1)
        if before.is_space and "\n" in before.text:
            token.is_sent_start = True
    return doc


def _tree(doc: Any, start: int) -> Tree:
    return Tree(
        [
            Word(
                start + token.idx,
                start + token.idx + len(token.text),
                token.lower_,
                token.tag_,
                token.dep_,
                token.head.i,
            )
            for token in doc
        ]
    )
