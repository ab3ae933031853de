"""The index of cues finds what each pattern finds alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from read_text import LABELLED

from tenor.evidence.rules.cue_index import CueIndex
from tenor.evidence.rules.measure_cues import CUES
from tenor.evidence.rules.status_cues import STATUS_CUES
from tenor.evidence.stems import find_stems, split_alternatives

TABLES = {
    "measures": [cue.pattern for cue in CUES],
    "statuses": [cue.pattern for cue in STATUS_CUES],
}
LINE = (
    "signed a an the loan of agreement memorandum disbursed has been paid not approved $40 million "
    "tonnes per year capacity grade stake owned pledged letter interest could lapsed trade deficit "
    "exports U.S. off-take cancelled letters MoU financial close 5% — , . “ ” IRR NPV worth Export-"
    "Import Bank Exim"
)
WORDS = LINE.split()


def _plain(patterns: Sequence[re.Pattern[str]], text: str) -> list[tuple[int, int, int]]:
    """Return what plain scanning finds: each pattern by itself, matches without length left out."""
    return sorted(
        (number, match.start(), match.end())
        for number, pattern in enumerate(patterns)
        for match in pattern.finditer(text)
        if match.end() > match.start()
    )


def _indexed(index: CueIndex, text: str) -> list[tuple[int, int, int]]:
    return sorted((f.number, f.start, f.end) for f in index.find(text, 0, len(text)))


@pytest.fixture(scope="module", params=sorted(TABLES))
def table(request: pytest.FixtureRequest) -> tuple[list[re.Pattern[str]], CueIndex]:
    """Return the patterns of one table with their index."""
    patterns = TABLES[request.param]
    return patterns, CueIndex(patterns)


def test_labelled_texts_give_the_same(table) -> None:
    patterns, index = table
    for path in sorted((LABELLED / "dev").glob("*.txt"))[::4]:
        text = path.read_text(encoding="utf-8")
        assert _indexed(index, text) == _plain(patterns, text), path.name


@pytest.mark.parametrize("name", sorted(TABLES))
@given(words=st.lists(st.sampled_from(WORDS), max_size=14))
def test_any_words_give_the_same(name: str, words: list[str]) -> None:
    text = " ".join(words)
    assert _indexed(INDEXES[name], text) == _plain(TABLES[name], text)


INDEXES = {name: CueIndex(patterns) for name, patterns in TABLES.items()}


def test_a_stretch_is_searched_alone() -> None:
    index = INDEXES["statuses"]
    text = "They signed a loan agreement. The bank has disbursed it."
    dot = text.index(".") + 1
    assert all(f.end <= dot for f in index.find(text, 0, dot))
    assert all(f.start >= dot for f in index.find(text, dot, len(text)))
    assert list(index.find(text, 5, 5)) == []


def test_a_cue_has_to_begin_at_a_word() -> None:
    with pytest.raises(ValueError, match="begins at a word"):
        CueIndex([re.compile("signed")])


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ("a|b", ["a", "b"]),
        (r"a\|b|c", [r"a\|b", "c"]),
        ("[|]a|(b|c)d", ["[|]a", "(b|c)d"]),
        ("[]|]a|b", ["[]|]a", "b"]),
        ("", [""]),
    ],
)
def test_alternatives(source: str, parts: list[str]) -> None:
    assert split_alternatives(source) == parts


@pytest.mark.parametrize(
    ("source", "stems"),
    [
        ("signed", {"sign"}),
        ("colou?r", {"colo"}),
        ("tonn?e", {"tonn", "tone"}),
        ("a?bc", {"abc", "bc"}),
        ("(?:un)?signed", {"un", "sign"}),
        (r"to\sbuy|ton\b", {"to ", "ton "}),
        (r"off-?take", {"off"}),
        (r"[ab]c", {"ac", "bc"}),
        (r"(?<![\w-])(?-i:May)\b", {"may "}),
        (r"[^ab]c", None),
        (r"\w+", None),
    ],
)
def test_stems(source: str, stems: set[str] | None) -> None:
    found = find_stems(source)
    assert (None if found is None else set(found)) == stems


@given(st.text(alphabet="ab c", max_size=12))
def test_stems_never_miss_a_match(text: str) -> None:
    pattern = re.compile(r"\b(?:a+b|b?c|(?:ab)?a|c{2}a)")
    assert _indexed(CueIndex([pattern]), text) == _plain([pattern], text)
