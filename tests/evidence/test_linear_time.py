"""Reading a document takes time in line with its length, whatever it holds."""

from __future__ import annotations

import gc
import time
from itertools import pairwise

import pytest

from tenor.evidence.extracting import RulesExtractor
from tenor.evidence.flow import LONGEST, prose_of
from tenor.evidence.grammar.scan import find_mentions
from tenor.evidence.ingesting import Work, count_jobs, read_document
from tenor.evidence.ledger import Reading
from tenor.evidence.loading import load_bytes
from tenor.evidence.rules.windows import MOST_CHARS, MOST_MENTIONS, cut_long
from tenor.evidence.sentences import split_sentences
from tenor.evidence.verifying import verify

UNITS = [
    "$1 ", "1 ", "5% ", "a", "$", "(", "said ", "Reko Diq ", '"', "1", "1 t ", "$1 and ", "1,",
    "US$1 million from Barrick to Pakistan, ", "the bank lends 5 people a loan for the mine ",
    "he said that the bank signed a $5 million loan, ", '"We pay $5 million," said Ann Lee, ',
    "5 million tonnes of copper from Chile in May 2020 ", "“", "signed agreement ", "Rs 5 ",
]  # fmt: skip
MANY = [
    "$5 Mt\n", "\n\n1 t", "The bank lends $5 million. ", "Rs 5 crore.\n", "“It is $5,” he said. ",
    "Minister Ann Lee Lo said the minister said $5 million. ", "- signed $5 million\n", "5 | 6\n",
]  # fmt: skip


PAGES = [
    "<div>x", "<p>$5 ", "y<br>", "<b>x ", "<table><tr><td>1 ", "<li>$5 million loan</li>",
    "<table><tr><th>Mine</th><th>kt</th></tr><tr><td>Kesto</td><td>45</td></tr></table>",
]  # fmt: skip


def _read(text: str, name: str = "a.txt") -> Reading:
    document = load_bytes(text.encode(), name=name)
    return read_document(document, Work(RulesExtractor(), verify))


def _seconds(text: str, name: str = "a.txt") -> float:
    """Return the processor time of a reading.

    Without garbage collection, whose time grows with all that earlier tests left alive.
    """
    gc.disable()
    try:
        start = time.process_time()
        _read(text, name)
        return time.process_time() - start
    finally:
        gc.enable()


def _growth(once: str, twice: str, name: str = "a.txt", *, runs: int = 3) -> float:
    """Return how many times as long the second text takes: the best of some runs of each.

    Each run has a text of its own, since parts of the last texts are held. What is too short to
    be timed counts as a twentieth of a second.
    """
    ends = [" " * run for run in range(1, runs + 1)]
    short = min(_seconds(once + end, name) for end in ends)
    long = min(_seconds(twice + end, name) for end in ends)
    return long / max(short, 5e-2)


def _filled(unit: str, size: int) -> str:
    return (unit * (size // len(unit) + 1))[:size]


@pytest.mark.parametrize("unit", UNITS)
def test_one_sentence_of_twice_the_length_takes_no_four_times_as_long(unit: str) -> None:
    _seconds("A mine was sold for $5 million.")  # what is loaded once
    once, twice = _filled(unit, 5_000), _filled(unit, 10_000)
    assert _growth(once, twice) < 3.3


@pytest.mark.parametrize("unit", MANY)
def test_twice_as_many_sentences_take_no_four_times_as_long(unit: str) -> None:
    once, twice = _filled(unit, 8_000), _filled(unit, 16_000)
    assert _growth(once, twice) < 3.3


@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS)
def test_a_megabyte_without_the_end_of_a_sentence_is_read_in_seconds(unit: str) -> None:
    assert _seconds(_filled(unit, 1_000_000)) < 20


@pytest.mark.slow
@pytest.mark.parametrize("unit", MANY)
def test_eighty_kilobytes_take_no_four_times_as_long_as_forty(unit: str) -> None:
    once, twice = _filled(unit, 40_000), _filled(unit, 80_000)
    assert _growth(once, twice, runs=2) < 3.3


@pytest.mark.slow
@pytest.mark.parametrize("unit", PAGES)
def test_a_page_of_nested_tags_takes_no_four_times_as_long(unit: str) -> None:
    head = "<html><body><p>The mine cost $5 million to build, and a bank lent it.</p>"
    once, twice = (head + _filled(unit, size) for size in (140_000, 280_000))
    assert _growth(once, twice, "a.html", runs=2) < 3.3


@pytest.mark.parametrize("unit", ["$12 ", "US$1.5 million to Pakistan, ", "between 5 and 9 kt "])
def test_windows_cut_no_number_and_leave_nothing_out(unit: str) -> None:
    text = _filled(unit, 15_000)
    mentions = find_mentions(text)
    (sentence,) = split_sentences(text)
    windows = list(cut_long(text, mentions))
    assert windows[0].start == sentence.start
    assert windows[-1].end == sentence.end
    assert all(a.end == b.start for a, b in pairwise(windows))
    for window in windows:
        inside = [m for m in mentions if m.start < window.end and m.end > window.start]
        assert len(inside) <= MOST_MENTIONS
        assert window.end - window.start <= MOST_CHARS
        assert all(window.start <= m.start and m.end <= window.end for m in inside)


def test_a_sentence_of_prose_is_one_window() -> None:
    text = "The bank lends $5 million. " * 900
    assert list(cut_long(text, find_mentions(text))) == split_sentences(text)


def test_words_without_numbers_are_cut_at_spaces() -> None:
    text = _filled("wording and wording ", 15_000)
    windows = list(cut_long(text, []))
    assert len(windows) >= 4
    assert all(w.end - w.start <= MOST_CHARS for w in windows)
    assert all(text[w.end - 1] == " " for w in windows[:-1])


def test_numbers_of_a_long_list_are_read_as_in_a_short_one() -> None:
    item = "a loan of ${} million to the Kesto mine; "
    text = "The bank signed " + "".join(item.format(n) for n in range(101, 301)) + "and no more."
    claims = _read(text).claims
    assert [c.candidate.mention.point for c in claims] == [n * 1e6 for n in range(101, 301)]
    assert {c.candidate.measure for c in claims} == {"loan_amount"}
    assert all(c.verified for c in claims)


def test_what_is_no_sentence_is_left_out_with_the_reason() -> None:
    text = "The bank lends $7 million. " + _filled("US$12 million to Pakistan, ", 60_000)
    claims = _read(text + ".\n\nThe state pays $8 million.").claims
    values = {c.candidate.mention.point for c in claims if c.verified}
    assert values == {7e6, 12e6, 8e6}
    left = [c for c in claims if not c.verified]
    assert len(left) == 1
    assert left[0].reason is not None
    assert "without the end of a sentence" in left[0].reason
    assert left[0].candidate.mention.start > LONGEST - 1000


@pytest.mark.parametrize("unit", ["$12 ", "$12", "5 million tonnes and ", "one hundred t "])
def test_the_flow_of_an_endless_sentence_ends_between_numbers(unit: str) -> None:
    text = _filled(unit, 50_000)
    whole = {(m.start, m.end): m.point for m in find_mentions(text)}
    flow = prose_of(text)
    assert len(flow.text) <= LONGEST + 4
    for mention in find_mentions(flow.text):
        assert whole[flow.back(mention.start), flow.back_end(mention.end)] == mention.point


def test_few_documents_are_read_by_this_process_and_many_by_all_cores(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tenor.evidence.ingesting._cores", lambda: 4)
    assert [count_jobs(n) for n in (0, 1, 100, 101, 10_000)] == [1, 1, 1, 4, 4]
    monkeypatch.setattr("tenor.evidence.ingesting._cores", lambda: 64)
    assert count_jobs(10_000) == 8
