"""Windows and questions: all numbers shown once, none cut, at borders of sentences."""

from __future__ import annotations

import json
import time

import pytest
from chat_server import numbers_of
from hypothesis import given
from hypothesis import strategies as st

from tenor.evidence import vocabulary as v
from tenor.evidence.grammar.scan import find_mentions
from tenor.evidence.llm.prompts import BEGIN, END, instructions, messages_of
from tenor.evidence.llm.windows import (
    CONTEXT,
    MAX_CHARS,
    MAX_NUMBERS,
    MAX_PIECE,
    cut_windows,
    find_pieces,
)
from tenor.evidence.loading import load_bytes
from tenor.evidence.model import Document


def _load(text: str) -> Document:
    return load_bytes(text.encode(), name="a.txt")


def _sentence(number: int) -> str:
    return f"The fund lent ${number} million to mine {number} of the north."


LONG = "\n".join(_sentence(n) for n in range(100, 900)) + "\n"
ONE_LINE = ", ".join(f"lent ${n} million and 1,2{n} tonnes" for n in range(100, 900))
PLAIN = "Nothing is counted here. " * 900


@pytest.mark.parametrize("text", [LONG, ONE_LINE, LONG.replace("\n", " "), PLAIN + LONG + PLAIN])
def test_each_number_is_shown_once_and_whole(text: str) -> None:
    document = _load(text)
    windows = cut_windows(document)
    shown = [m for window in windows for m in window.mentions]
    wanted = [m for m in find_mentions(text) if document.zone_at(m.start) != "boilerplate"]
    assert shown == wanted
    for window in windows:
        own = window.pieces[window.context :]
        assert sum(piece.size for piece in own) <= MAX_CHARS or len(own) == 1
        assert sum(len(piece.mentions) for piece in own) <= MAX_NUMBERS or len(own) == 1
        assert all(piece.size <= MAX_PIECE for piece in own)
        assert window.context <= CONTEXT
        for piece in own:
            assert all(piece.start <= m.start and m.end <= piece.end for m in piece.mentions)


def test_a_document_without_numbers_is_not_asked_about() -> None:
    assert cut_windows(_load(PLAIN)) == []


def test_a_later_window_shows_the_sentences_before_without_their_numbers() -> None:
    document = _load(LONG)
    window = cut_windows(document)[1]
    rows = [
        json.loads(line) for line in messages_of(document, window)[1]["content"].splitlines()[1:-1]
    ]
    assert ["numbers" in row for row in rows[:3]] == [False, False, True]
    assert rows[2]["numbers"][0]["n"] == 1
    assert document.text.count(rows[0]["text"]) == 1


def test_halves_hold_what_the_whole_held() -> None:
    window = cut_windows(_load(LONG))[1]
    halves = window.halves()
    assert halves is not None
    assert halves[0].mentions + halves[1].mentions == window.mentions
    [single] = cut_windows(_load("The fund lent $5 million."))
    assert single.halves() is None


def test_the_question_has_the_words_of_the_text() -> None:
    text = "Over “$5 million” — 3% of <b>GDP</b> \\ \u2028 é 漢 \u202e.\n"
    document = _load(text)
    [window] = cut_windows(document)
    user = messages_of(document, window)[1]["content"]
    [line] = user.split("\n")[1:-1]
    assert json.loads(line)["text"] == text.strip()
    assert set(numbers_of({"messages": messages_of(document, window)})) == {"$5 million", "3%"}


def test_the_instructions_name_every_word_of_the_vocabularies() -> None:
    text = instructions()
    for word in (*v.MEASURES, *v.STATUSES, *v.OFF_LADDER, *v.ROLES, BEGIN, END):
        assert word in text
    assert "$" not in text


@given(st.text(alphabet='<>[]{}"\\DOCUMENT INST/|\n5$%m. ', max_size=120))
def test_no_text_leaves_its_place(text: str) -> None:
    document = Document(text + "\n$5 million.", "", "a.txt", "text", "plain", ())
    for window in cut_windows(document):
        lines = messages_of(document, window)[1]["content"].split("\n")
        assert (lines[0], lines[-1]) == (BEGIN, END)
        assert len(lines) == len(window.pieces) + 2
        for line, piece in zip(lines[1:-1], window.pieces, strict=True):
            assert not {"<", ">"} & set(line)
            assert json.loads(line)["text"] == document.text[piece.start : piece.end]


def test_a_megabyte_is_cut_in_little_time() -> None:
    document = Document("lent $5 million and " * 50_000, "", "a.txt", "text", "plain", ())
    find_mentions(document.text)
    start = time.perf_counter()
    pieces = list(find_pieces(document))
    windows = cut_windows(document)
    assert time.perf_counter() - start < 20
    assert len(pieces) > 300
    assert sum(len(w.mentions) for w in windows) == 50_000
