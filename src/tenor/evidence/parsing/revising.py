"""Going over what the rules found in a document, with the trees of its sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tenor.evidence.model import Candidate
from tenor.evidence.parsing.parts import add_names, set_roles
from tenor.evidence.parsing.trees import Tree, parse_sentences
from tenor.evidence.rules.reading import Reader

Step = Callable[[Reader, Candidate, Tree, int], Candidate]
STEPS: Mapping[str, Step] = {"add_names": add_names, "set_roles": set_roles}
"""What a tree can say better than the rules, each measured by itself."""


class Reviser:
    """Revises the candidates of one document at a time; the same document, the same answer."""

    def __init__(self, model: Any, steps: Sequence[str] = tuple(STEPS)) -> None:
        self._model, self._steps = model, tuple(STEPS[name] for name in steps)

    def __call__(self, reader: Reader, found: list[Candidate]) -> list[Candidate]:
        """Return the candidates, each with what the tree of its sentence says better."""
        held: dict[tuple[int, int], list[int]] = {}
        for number, candidate in enumerate(found):
            place = reader.sentences.items[reader.sentences.at(candidate.mention.start)]
            held.setdefault((place.start, place.end), []).append(number)
        revised = list(found)
        with self._model.memory_zone():  # else its list of words grows with every document
            for bounds, tree in parse_sentences(self._model, reader.text, sorted(held)):
                for number in held[bounds]:
                    revised[number] = self._revised(reader, found[number], tree)
        return revised

    def _revised(self, reader: Reader, candidate: Candidate, tree: Tree) -> Candidate:
        mention = candidate.mention
        top = tree.top(mention.start, mention.end)
        if top is not None:
            for step in self._steps:
                candidate = step(reader, candidate, tree, top)
        return candidate
