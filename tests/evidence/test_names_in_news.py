"""Names that real pages on mining carry: how many of them are told, alone in a short sentence.

``names_in_news.json`` has names only. Those under ``held`` were written down after the last row of
the gazetteer, and no row was added from them: they are for measuring alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest

from tenor.evidence.gazetteer import Name, find_names
from tenor.evidence.rules.names import DocumentNames, NameAt

NAMES = json.loads(Path(__file__).with_name("names_in_news.json").read_text(encoding="utf-8"))
SENTENCES = {
    "projects": (
        "Output at the {} mine fell last year.",
        "The company wants to build the {} project at a cost of $200 million.",
        "Work at {} stopped in May, the miner said.",
    ),
    "organisations": (
        "The company signed an agreement with {} on the mine.",
        "{} will take a stake in the copper project.",
        "A loan from {} would pay for the plant, the miner said.",
    ),
}
KINDS = {"projects": {"project"}, "organisations": {"company", "agency", "bloc"}}
LEAST_SHARE = 0.6
"""Of the name's letters that must be inside what was found, ..."""
MOST_MORE = 14
"""... and letters that may be found around it: a legal form, the word mine."""


def by_form(text: str) -> Sequence[NameAt]:
    return DocumentNames(text).items


def share(
    names: Sequence[str], group: str, find: Callable[[str], Iterable[Name | NameAt]]
) -> float:
    told = sum(is_told(name, group, find, form) for name in names for form in SENTENCES[group])
    return told / (len(names) * len(SENTENCES[group]))


def is_told(
    name: str, group: str, find: Callable[[str], Iterable[Name | NameAt]], form: str
) -> bool:
    text = form.format(name)
    start = form.index("{}")
    end = start + len(name)
    return any(
        min(end, found.end) - max(start, found.start) >= LEAST_SHARE * len(name)
        and found.end - found.start <= len(name) + MOST_MORE
        and found.kind in KINDS[group]
        for found in find(text)
    )


@pytest.mark.parametrize(
    ("part", "group", "find", "floor"),
    [
        ("developed_on", "projects", find_names, 0.88),
        ("developed_on", "organisations", find_names, 0.93),
        ("held", "projects", find_names, 0.72),
        ("held", "organisations", find_names, 0.59),
        ("held", "organisations", by_form, 0.77),
    ],
)
def test_names_of_real_pages_are_told(
    part: str, group: str, find: Callable[[str], Iterable[Name | NameAt]], floor: float
) -> None:
    measured = share(NAMES[part][group], group, find)
    assert measured >= floor, f"{part} {group}: {measured:.3f}"


def test_no_name_is_in_both_parts() -> None:
    for group in SENTENCES:
        assert not set(NAMES["held"][group]) & set(NAMES["developed_on"][group])
