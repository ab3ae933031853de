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
        # The subject of the verb: across a title, an apposition, a relative clause, a second verb.
        (
            "Mines minister Paul Banda told reporters by phone that it cost $40 million.",
            "Paul Banda",
        ),
        ("Marrow’s chairman, Max Pardo, has said that it cost $40 million.", "Max Pardo"),
        ("Max Pardo, chairman of Marrow, Bell and Sons, said it cost $40 million.", "Max Pardo"),
        ("Steppe Holdings, which owns 70%, said it cost $40 million.", "Steppe Holdings"),
        ("The union faulted the plan and said that it cost $40 million.", "The union"),
        ("The plant cost $40 million, the mines minister, Paul Banda, said.", "Paul Banda"),
        (
            "Two people familiar with the matter said it cost $40 million.",
            "Two people familiar with the matter",
        ),
        ("It cost $40 million, reckons economist Jo Blair.", "Jo Blair"),
        ("Pardo was quoted as saying that it cost $40 million.", "Pardo"),
        ("The committee was told by officials that it cost $40 million.", "officials"),
        ("As Marrow said in May, it cost $40 million.", "Marrow"),
        # Papers and estimates.
        (
            "Chinese customs data showed on Monday that sales were $40 million.",
            "Chinese customs data",
        ),
        ("A draft of the rules requires $40 million of spending.", "A draft of the rules"),
        ("The World Bank’s estimate of $40 million is too low.", "The World Bank"),
        ("Costs have been put by officials at $40 million.", "officials"),
        ("Marrow says it fell short; the bank puts it at $40 million.", "the bank"),
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
        "Marrow Metals announced a $40 million loan.",
        "Marrow Metals expects to spend $40 million.",
        "The bank, which said in May that it was reviewing the plan, lent $40 million.",
        "The bank paid $40 million to the miner, whose chairman said he was pleased.",
        "An output that was valued at $40 million is lost.",
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


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Paul Banda was in Ndola on Friday. He said the loan was $40 million.", "Banda"),
        ("Marrow Metals met the press. The company said it had $40 million.", "Marrow Metals"),
        ("The loan was drawn. This was disclosed by Ann Bo. It is $40 million.", None),
        ("The loan is $40 million. This was disclosed by Ann Bo on Friday.", "Ann Bo"),
        ("Ann Bo is blunt. “It cost $40 million and nobody came.”", "Ann Bo"),
        (
            "Ann Bo, director of Marrow, spoke. The director said it cost $40 million.",
            "Ann Bo",
        ),
        ("Ann Bo said: “It is late.\n\n“It cost $40 million and nobody came.”", "Ann Bo"),
        ("“It is late,” said Ann Bo. “It cost $40 million.”", "Ann Bo"),
        ("Ann Bo said it was late. Her members lost $40 million.", "Ann Bo"),
        ("“We lost $40 million there,” said Ann Bo.\n\nWe lost $40 million there", "Ann Bo"),
    ],
)
def test_who_was_named_in_a_sentence_before(text: str, speaker: str | None) -> None:
    found = [voice.speaker for voice in read(text)[-1].attribution]
    assert (not found) if speaker is None else any(speaker in name for name in found)


def test_words_about_a_speaker_are_not_his() -> None:
    text = "“We lost,” said Ann Bo, who leads a union of 5,000 workers."
    assert _speakers(text, "5,000 workers") == []


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


INTRO = "Henrik Vasa, chief executive of Nordfell Tungsten, spoke to us in Vienna.\n\n"


@pytest.mark.parametrize(
    "turns",
    [
        "Q: What does it cost?\n\nA: About $40 million.\n\nQ: When?\n\nA: In a year.\n",
        "MW: What does it cost?\nHV: About $40 million.\nMW: When?\nHV: In a year.\n",
        "Metals Week: The cost?\n\nVasa: About $40 million.\n\nMetals Week: When?\n\nVasa: Soon.\n",
        "What does it all cost?\n\nAbout $40 million, and we have it.\n\nWhat do the banks say?\n\n"
        "I have not asked.\n\nWhen will you begin?\n\nIn a year, if we can.\n",
    ],
)
def test_who_answers_in_an_interview(turns: str) -> None:
    assert any("Vasa" in name for name, _ in _speakers(INTRO + turns))


@pytest.mark.parametrize(
    "text",
    [
        "Asked by Jo Lake on 2 May\nWhat is it worth?\n\nAnswered by Sarah Pool on 4 May\n{}",
        "Jo Lake (Truro): To ask the Secretary of State what it is worth.\n\nSarah Pool: {}",
        "Remarks by Sarah Pool\n\nI am glad to be here. We have met. My fund is large. {}",
    ],
)
def test_who_answers_or_speaks_by_a_heading(text: str) -> None:
    names = [name for name, _ in _speakers(text.format("The fund is worth $40 million."))]
    assert "Sarah Pool" in names


def test_questions_that_a_publisher_answers_have_no_speaker() -> None:
    text = (
        "Jo Lake, chair of the office, is named here.\n\nWhat does it all cost?\n\nThe Union pays "
        "$40 million.\n\nWho pays for the rest?\n\nMember States.\n\nWhen is it due?\n\nIn May.\n"
    )
    assert _speakers(text) == []


def test_a_heading_in_capitals_is_no_speaker() -> None:
    text = (
        "BUILDING A STRONGER BASE FOR ALL: The fund is $40 million.\n\n"
        "A FRAMEWORK TO PROTECT OUR WORK: It began in May.\n\nTHE WAY TO GO: It ends in June.\n"
    )
    assert _speakers(text) == []


def test_a_speaker_is_quoted_from_the_text() -> None:
    text = "“The loan is $40 million,” said Dora Mwale, chief of Marrow Metals."
    (voice,) = read_one(text, AMOUNT).attribution
    assert voice.span is not None
    assert text[voice.span.start : voice.span.end] == voice.span.exact == "Dora Mwale"
