"""Speakers: who says so, through quotations, pronouns and turns of a transcript."""

from __future__ import annotations

import pytest
from read_text import read, read_one

AMOUNT = "$40 million"


def _speakers(text: str, words: str = AMOUNT) -> list[tuple[str, str]]:
    return [(voice.speaker, voice.role) for voice in read_one(text, words).attribution]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ahmed Khan said the loan was $40 million.", "Ahmed Khan"),
        ("The loan was $40 million, Ahmed Khan said.", "Ahmed Khan"),
        ("“The loan is $40 million,” Dora Mwale said.", "Dora Mwale"),
        ("“The loan is $40 million,” said Dora Mwale, chief of Marrow Metals.", "Dora Mwale"),
        ('"The loan is $40 million," said Dora Mwale, chief of Marrow.', "Dora Mwale"),
        ("Dora Mwale told reporters: “We will borrow $40 million.”", "Dora Mwale"),
        ("According to the ministry, the loan is $40 million.", "the ministry"),
        ("The loan is $40 million, according to the Ministry of Mines.", "the Ministry of Mines"),
        ("By the company’s own account, sales were $40 million.", "the company"),
    ],
)
def test_a_speaker_is_found(text: str, speaker: str) -> None:
    assert speaker in [name for name, _ in _speakers(text)]


@pytest.mark.parametrize(
    "text",
    [
        "The bank lent $40 million to the mine.",
        "An estimated $40 million was lent.",
        "The loan of $40 million was signed by Marrow Metals.",
    ],
)
def test_the_publisher_needs_no_speaker(text: str) -> None:
    assert _speakers(text) == []


def test_a_quotation_keeps_its_speaker_until_it_closes() -> None:
    text = "Dora Mwale said: “We need $40 million. The bank has $10 million. We want $5 million.”"
    assert {c.attribution[0].speaker for c in read(text)} == {"Dora Mwale"}
    assert "quotation" in read_one(text, "$5 million").spans


def test_a_pronoun_is_whoever_was_named_last() -> None:
    text = "Ahmed Khan said the loan was $40 million. He added that $10 million had been paid."
    assert _speakers(text, "$10 million") == [("Ahmed Khan", "speaker")]


def test_whom_a_speaker_cites_is_in_the_chain() -> None:
    text = "Ahmed Khan said exports were $40 million, citing the central bank."
    assert _speakers(text) == [("Ahmed Khan", "speaker"), ("the central bank", "cited")]


def test_turns_of_a_transcript() -> None:
    text = (
        "Talks in Islamabad\n\nMINISTER KHAN: We will lend $40 million to the mine.\n"
        "QUESTION: Is it $50 million?\nMINISTER KHAN: It is less.\n"
        "QUESTION: When?\nMINISTER KHAN: In a year.\n"
    )
    assert _speakers(text)[0][0] == "MINISTER KHAN"
    assert _speakers(text, "$50 million") == [("reporter", "reporter")]


def test_a_speaker_is_quoted_from_the_text() -> None:
    text = "“The loan is $40 million,” said Dora Mwale, chief of Marrow Metals."
    (voice,) = read_one(text, AMOUNT).attribution
    assert voice.span is not None
    assert text[voice.span.start : voice.span.end] == voice.span.exact == "Dora Mwale"
