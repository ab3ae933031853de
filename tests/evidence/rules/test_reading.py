"""The rules as a whole: from a document to candidates that the verifier takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from read_text import claims_of, document_of, read, read_one
from samples import ARTICLE

from tenor.evidence.model import Span
from tenor.evidence.rules import extract
from tenor.evidence.rules.reading import settle_status
from tenor.evidence.verifying import verify


def test_an_article_from_end_to_end() -> None:
    found = [
        (c.value_original, c.candidate.measure, c.candidate.status) for c in claims_of(ARTICLE)
    ]
    assert ("$640 million", "deal_value", "mou_signed") in found
    assert ("60,000 tonnes a year", "capacity", "proposed") in [
        (w.rstrip("."), m, s) for w, m, s in found
    ]
    assert not [words for words, _, _ in found if "6tr" in words or words == "50%"]


def test_a_document_without_numbers_gives_nothing() -> None:
    assert extract(document_of("The minister did not say who would pay.")) == []


def test_boilerplate_is_passed_over() -> None:
    text = "Mine sold\n\nThe mine was sold for $40 million.\n\nSubscribe now for $3 a month\n"
    assert [text[c.mention.start : c.mention.end] for c in read(text)] == ["$40 million"]


@pytest.mark.parametrize(
    "text",
    [
        "One of the two countries paid.",
        "He was here for the past 3 years.",
        "Two years ago it rained.",
        "The minister answered two questions.",
        "The law of 2019 says so.",
        "Section 301 and Executive Order 14257 apply; see 19 U.S.C. 1862.",
        "The 737-8 and the F-35 flew.",
    ],
)
def test_turns_of_speech_and_designations_are_no_claims(text: str) -> None:
    assert [text[c.mention.start : c.mention.end] for c in read(text)] == []


def test_a_year_counts_only_as_a_target() -> None:
    assert [c.measure for c in read("Output is to begin by 2030.")] == ["target_year"]
    assert read("They met in 2030.") == []


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Odisha will get Rs 2,000 crore, New Delhi said.", "INR"),
        ("Balochistan will get Rs 2,000 crore, Islamabad said.", "PKR"),
    ],
)
def test_rupees_are_those_of_the_document(text: str, unit: str) -> None:
    assert read_one(text, "2,000 crore").mention.unit == unit


def test_a_headline_alone_is_told() -> None:
    text = "Bank lends $3.5bn to mine\n\nBy Ann Lee\n\nThe bank will lend $2.1bn to the mine.\n"
    assert read_one(text, "$3.5bn").headline_only
    assert not read_one(text, "$2.1bn").headline_only


def test_a_headline_that_the_body_repeats_is_not_alone() -> None:
    text = "Bank lends $2.1bn to mine\n\nBy Ann Lee\n\nThe bank will lend $2.1bn to the mine.\n"
    assert [c.headline_only for c in read(text)] == [False, False]


def test_no_value_is_claimed_twice_for_one_measure() -> None:
    keys = [(c.mention.start, c.mention.end, c.measure) for c in extract(document_of(ARTICLE))]
    assert len(keys) == len(set(keys))


def test_a_status_steps_down_to_what_its_cue_allows() -> None:
    text = "They may have signed it."
    cue = Span.of(text, 14, 20)
    assert settle_status(text, "contract_signed", cue) == ("proposed", cue)
    assert settle_status(text, "contract_signed", None) == ("proposed", None)
    assert settle_status(text, None, cue) == (None, None)
    assert settle_status(text, "rumoured", None) == ("rumoured", None)


@given(
    st.lists(
        st.sampled_from(
            [
                *("$40 million", "19%", "60,000 tonnes a year", "by 2030", "Rs 2,000 crore", "5 t"),
                *(
                    "Pakistan",
                    "the bank",
                    "Marrowby Metals Ltd",
                    "said",
                    "“",
                    "”",
                    "\n",
                    ". ",
                    ", ",
                ),
                *("signed", "will lend", "not", "could", "loan", "cancelled", "according to", "?"),
            ]
        ),
        max_size=25,
    )
)
def test_whatever_is_read_is_verified(parts: list[str]) -> None:
    document = document_of("A mine. " + " ".join(parts))
    refused = [reason for c in extract(document) if (reason := verify(c, document))]
    assert refused == []


@given(st.text(st.characters(min_codepoint=32, codec="utf-8"), max_size=300))
def test_no_text_breaks_the_rules(text: str) -> None:
    document = document_of("A mine. " + text.encode("utf-8", "ignore").decode())
    for candidate in extract(document):
        mention = candidate.mention
        assert 0 <= mention.start < mention.end <= len(document.text)
