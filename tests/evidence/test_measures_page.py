"""The page on measures says what the vocabulary holds, and its examples are read as it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from read_text import read

from tenor.evidence import vocabulary as v
from tenor.evidence.cues import ENDS, ceiling_of
from tenor.evidence.grammar.scan import find_mentions

PAGE = Path(__file__).resolve().parents[2] / "docs" / "evidence" / "measures.md"


def _tables() -> dict[str, list[list[str]]]:
    """Return the rows of each part of the page, cells without marks."""
    parts = re.split(r"^## (.+)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    tables = {}
    for title, body in zip(parts[::2], parts[1::2], strict=True):
        lines = [line for line in body.splitlines() if line.startswith("| ")]
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
        tables[title] = [row for row in rows if "`" in row[0] or title == "Units"]
    return tables


TABLES = _tables()


def _words(title: str) -> list[str]:
    return [word for row in TABLES[title] for word in re.findall(r"`([^`]+)`", row[0])]


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Measures", v.MEASURES),
        ("Status", (*v.STATUSES, *v.OFF_LADDER)),
        ("Modality", v.MODALITIES),
        ("Polarity", v.POLARITIES),
        ("Bounds", v.BOUNDS),
    ],
)
def test_the_page_has_the_words_in_their_order(title: str, words) -> None:
    assert _words(title) == list(words) or set(_words(title)) == set(v.BOUNDS) == set(words)


def test_every_role_is_told_once() -> None:
    assert sorted(_words("Roles")) == sorted(v.ROLES)


def test_every_dimension_is_told() -> None:
    told = {word.strip() for row in TABLES["Units"][1:] for word in row[0].split(",")}
    assert told == set(v.DIMENSIONS)


@pytest.mark.parametrize("row", TABLES["Measures"], ids=lambda row: row[0])
def test_a_measure_is_explained_as_it_is(row: list[str]) -> None:
    name = row[0].strip("`")
    measure = v.MEASURES[name]
    dimensions = "any" if name == "other" else ", ".join(measure.dimensions)
    assert row[1:4] == [measure.meaning, dimensions, "yes" if measure.deal else ""]
    assert name in {candidate.measure for candidate in read(row[4])}


@pytest.mark.parametrize("title", ["Modality", "Polarity"])
def test_examples_are_read_as_the_page_says(title: str) -> None:
    field = title.casefold()
    for row in TABLES[title]:
        (found,) = read(row[2])
        assert f"`{getattr(found, field)}`" == row[0], row[2]


@pytest.mark.parametrize("row", TABLES["Bounds"], ids=lambda row: row[0])
def test_bounds_are_read_as_the_page_says(row: list[str]) -> None:
    (found,) = find_mentions(f"They have {row[3]}.")
    assert f"`{found.bound}`" == row[0]
    told = {word.strip() for word in row[2].split(",")}
    assert {name for name in ("low", "high") if getattr(found, name) is not None} == told - {
        "point"
    }


def test_words_of_a_status_allow_it() -> None:
    """The two softest need no word: whatever is said of a deal is at least rumoured."""
    for row in TABLES["Status"]:
        status = row[0].strip("`")
        for words in row[2].split(", "):
            if status in v.OFF_LADDER:
                assert any(pattern.search(words) for pattern in ENDS.values()), words
            elif v.firmness(status) > v.firmness("proposed"):
                assert v.firmness(ceiling_of(words)) >= v.firmness(status), words
