"""Names: the gazetteer, definitions in a document, and runs of capitals."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tenor.evidence.rules.names import DocumentNames


def _names(text: str) -> dict[str, str]:
    return {text[n.start : n.end]: n.name for n in DocumentNames(text).items}


def test_a_short_form_that_the_text_defines() -> None:
    text = "Northern Steppe Tungsten Holdings (NSTH) met the bank. NSTH signed."
    assert _names(text)["NSTH"] == "Northern Steppe Tungsten Holdings"


def test_a_first_word_stands_for_the_whole_name() -> None:
    text = "Marrowby Metals Ltd signed on Monday. Marrowby will pay."
    assert _names(text)["Marrowby"] == "Marrowby Metals Ltd"


def test_the_name_that_was_written_first_gets_the_short_form() -> None:
    text = "Marrowby Metals met Marrowby Mining. Marrowby signed."
    assert _names(text)["Marrowby"] == "Marrowby Metals"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Cordillera Hansung signed the contract on Monday.", "Cordillera Hansung"),
        ("The loan went to the developer Cordillera Hansung.", "Cordillera Hansung"),
        ("Shares of Hale and Karachi-based Bolan Metals fell.", "Bolan Metals"),
        ("Cascade Wire of Oregon will buy it.", "Cascade Wire"),
        ("Rincon Mining Pty Limited will build it.", "Rincon Mining Pty Limited"),
    ],
)
def test_bodies_by_their_words_or_by_what_they_do(text: str, name: str) -> None:
    assert name in _names(text).values()


@pytest.mark.parametrize(
    "text",
    [
        "Promoting Health Security for All is a theme.",
        "It was raised by Treasurer Carol Denholm today.",
        "Its director, Hajia Maryam Bello, put it at $9.",
        "He read the Potential Tariff Adjustments Annex.",
    ],
)
def test_titles_and_people_are_no_bodies(text: str) -> None:
    assert [n.name for n in DocumentNames(text).items if n.kind == "company"] == []


@pytest.mark.parametrize(
    "text", ["Dora Mwale said so.", "Minister Dora Mwale went.", "The And Of", "", "a b c"]
)
def test_people_and_plain_words_are_no_bodies(text: str) -> None:
    assert [n for n in DocumentNames(text).items if n.kind == "company"] == []


def test_countries_and_agencies_come_from_the_gazetteer() -> None:
    kinds = {n.name: n.kind for n in DocumentNames("Pakistan met the World Bank.").items}
    assert kinds["Pakistan"] == "country"
    assert "World Bank" in kinds


def test_names_are_sorted_and_found_by_place() -> None:
    text = "Zambia met Marrowby Metals Ltd in Pakistan."
    names = DocumentNames(text)
    starts = [name.start for name in names.items]
    assert starts == sorted(starts)
    assert [n.name for n in names.between(0, 7)] == ["Zambia"]
    assert names.between(7, 7) == ()


def test_names_do_not_overlap() -> None:
    text = "The US Export-Import Bank of the United States met United States Strategic Metals."
    items = DocumentNames(text).items
    assert all(a.end <= b.start for a, b in pairwise(items))
