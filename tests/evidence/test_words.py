"""Patterns that are looked up by first letters find what they find alone."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from read_text import LABELLED

from tenor.evidence.grammar import settling
from tenor.evidence.loading import boilerplate, furniture
from tenor.evidence.loading.openings import LinePattern
from tenor.evidence.rules import speakers, status, status_cues, topics
from tenor.evidence.words import WordPattern, words_of

PATTERNS = {
    f"{module.__name__}.{name}": found
    for module in (settling, speakers, status, status_cues, topics)
    for name, found in vars(module).items()
    if isinstance(found, WordPattern)
}
LINES = {
    name: found
    for module in (boilerplate, furniture)
    for name, found in vars(module).items()
    if isinstance(found, re.Pattern)
}
LINE = (
    "not no n't never May may will planned replanned un-planned to be invest 5 % . , — is put at "
    "if IFC \u017fteel \u0130ron co\u017ft \u2019s Québec ÉTÉ copper Copper oxide according to "
    "by_the US$ €5"
)
WORDS = LINE.split()


def _texts() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted((LABELLED / "dev").glob("*.txt"))]


def _spans(pattern: re.Pattern[str] | WordPattern, text: str, *bounds: int) -> list[object]:
    return [(m.span(), m.groups()) for m in pattern.finditer(text, *bounds)]


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_labelled_texts_give_the_same(name: str) -> None:
    pattern = PATTERNS[name]
    plain = re.compile(pattern.pattern, pattern.flags)
    for text in _texts()[::5]:
        assert _spans(pattern, text) == _spans(plain, text)
        for start in range(0, len(text), 331):
            bounds = start, min(start + 200, len(text))
            assert _spans(pattern, text, *bounds) == _spans(plain, text, *bounds)
            alone = plain.search(text[slice(*bounds)])
            assert bool(pattern.search_alone(text, *bounds)) == bool(alone)


@given(words=st.lists(st.sampled_from(WORDS), min_size=60, max_size=90), cut=st.integers(0, 60))
def test_any_words_give_the_same(words: list[str], cut: int) -> None:
    text = " ".join(words)
    for pattern in PATTERNS.values():
        plain = re.compile(pattern.pattern, pattern.flags)
        assert _spans(pattern, text, cut, len(text) - cut) == _spans(
            plain, text, cut, len(text) - cut
        )


def test_what_does_not_begin_at_a_word_is_refused() -> None:
    for source in ("signed", r"\b\w+ed", r"\b[^a]b"):
        with pytest.raises(ValueError, match="begin at a word"):
            WordPattern(source)


def test_words_are_found_by_first_letters() -> None:
    words = words_of("A tonne, a ton and the tons; no Tonga" + " x" * 100)
    assert words.begins(frozenset({"ton "})) == [11]
    assert words.begins(frozenset({"tons", "tonn"})) == [2, 23]
    assert words.begins(frozenset({"a "})) == [0, 9]
    assert words.begins(frozenset({"t"})) == [2, 11, 19, 23, 32]


@pytest.mark.parametrize("name", sorted(LINES))
def test_lines_give_the_same(name: str) -> None:
    quick = LinePattern(LINES[name])
    lines = [line for text in _texts() for line in text.splitlines()]
    for line in [*lines, *(line.replace(" ", "\u00a0") for line in lines[::7])]:
        assert quick.is_in(line) == bool(LINES[name].search(line)), line
