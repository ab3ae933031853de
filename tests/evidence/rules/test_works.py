"""Names of works by their form."""

from __future__ import annotations

import pytest

from tenor.evidence.rules.names import DocumentNames
from tenor.evidence.rules.works import find_works


def works(text: str) -> list[str]:
    return [name for _, _, name in find_works(text, lambda start, end: True)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("the Marrowby mine", "Marrowby"),
        ("Output of the Old Marrowby gold-copper mine fell.", "Marrowby"),
        ("Hansung’s Cerro del Viento Lithium Project", "Cerro del Viento"),
        ("The Marrowby South smelter", "Marrowby"),
        ("at Marrowby Creek rare earths deposit", "Marrowby Creek"),
    ],
)
def test_a_works_is_named_by_what_it_is(text: str, name: str) -> None:
    assert works(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "The gold mine",
        "Seven projects",
        "A Strategic Project",
        "New mines",
        "the Marrowby project manager",
        "3 Mtpa project",
        "Marrowby Gold Mines",
    ],
)
def test_plain_words_are_no_works(text: str) -> None:
    assert works(text) == []


def test_a_works_is_known_again_without_its_noun() -> None:
    text = "The Marrowby mine is old. Marrowby will close. Marrowby Street stays."
    assert [(s, n) for s, _, n in find_works(text, lambda start, end: True)] == [
        (4, "Marrowby"),
        (26, "Marrowby"),
    ]


def test_a_company_keeps_its_short_form() -> None:
    text = "Marrowby Copper Ltd owns the Marrowby mine. Marrowby signed."
    assert works(text) == ["Marrowby"]
    kinds = {n.start: n.kind for n in DocumentNames(text).items}
    assert kinds[text.rindex("Marrowby")] == "company"
