"""Names in a text: longest match, case, context, states and their seats, speed."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenor.core.errors import DataError
from tenor.evidence.gazetteer import Entity, Gazetteer, find_names, gazetteer, read_table, states
from tenor.evidence.gazetteer_rows import BY_NOUN

OWN = Gazetteer(
    [
        Entity("fwo", "Frontier Works Organisation", "agency", "PAK", aliases=("FWO",)),
        Entity("sui", "Sui", "project", "PAK", context=("*",)),
        Entity("red-hill", "Red Hill", "project", "AUS"),
        Entity("red-hill-2", "Red Hill", "project", "CAN"),
        Entity("barrick", "Barrick", "company", "CAN", aliases=("Barrick Gold",)),
        Entity("plain", "Plain", "project", "USA", context=("tungsten pit",)),
        Entity("hope", "Hope", "project", "CAN", aliases=("Hope Lode mine",), context=BY_NOUN),
        *states(),
    ]
)


def found(text: str) -> list[tuple[str, str, str]]:
    return [(name.name, name.entity_id, name.kind) for name in OWN.find(text)]


def test_the_longest_name_wins_and_takes_its_legal_form() -> None:
    assert found("Barrick Gold Corporation, Barrick.") == [
        ("Barrick Gold Corporation", "barrick", "company"),
        ("Barrick", "barrick", "company"),
    ]


@pytest.mark.parametrize("text", ["Frontier-Works Organisation", "FRONTIER WORKS ORGANISATION"])
def test_hyphens_and_capitals_do_not_matter(text: str) -> None:
    assert [entity for _, entity, _ in found(text)] == ["fwo"]


@pytest.mark.parametrize(
    "text", ["frontier works organisation", "Frontier. Works Organisation", "fwo", "let us go"]
)
def test_small_letters_and_ends_of_sentences_stop_a_name(text: str) -> None:
    assert found(text) == []


def test_an_ordinary_word_needs_its_trade_near() -> None:
    assert found("She met Sui at noon.") == []
    assert [entity for _, entity, _ in found("the Sui gas field")] == ["sui"]
    assert found("The Plain mine lies far off.") == []
    assert [entity for _, entity, _ in found("The Plain tungsten pit")] == ["plain"]


@pytest.mark.parametrize(
    "text",
    [
        "the Hope mine",
        "the Hope copper and gold project",
        "the Hope open-pit mine",
        "a mine at Hope",
        "Hope Lode mine",
    ],
)
def test_a_name_can_ask_for_its_noun(text: str) -> None:
    assert [entity for _, entity, _ in found(text)] == ["hope"]


@pytest.mark.parametrize(
    "text",
    [
        "Hope rose among the miners at the copper mine.",
        "In Hope, the mine was closed.",
        "Hope Holdings owns a mine",
        "Sui Mining signed for the gas field",
        "Sui Resources Ltd signed for the gas field",
    ],
)
def test_a_word_without_its_noun_is_no_project(text: str) -> None:
    assert found(text) == []


def test_a_needed_noun_is_read_from_a_table(tmp_path: Path) -> None:
    path = tmp_path / "gazetteer_projects.csv"
    path.write_text("id,name,note\nhope,Hope,needs_noun\n", encoding="utf-8")
    assert [entity.context for entity in read_table(path, "project")] == [BY_NOUN]


def test_one_name_of_two_things_goes_by_the_country_near_it() -> None:
    assert ("Red Hill", "red-hill-2", "project") in found("the Red Hill deposit of Canada")
    assert ("Red Hill", "red-hill", "project") in found("the Australian Red Hill deposit")


def test_a_seat_of_government_acts_or_is_a_scene() -> None:
    assert found("Washington pledged aid") == [("Washington", "USA", "country")]
    assert found("signed in Washington") == [("Washington", "USA", "place")]


@pytest.mark.parametrize(
    "text", ["US$5bn", "500m US dollars", "New Jersey", "CONTACT US", "Swiss francs", "Jerseys"]
)
def test_money_and_other_things_are_no_state(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("name", "entity"),
    [
        ("the Government of Pakistan", "PAK"),
        ("US government", "USA"),
        ("the U.S.", "USA"),
        ("Pakistani officials", "PAK"),
        ("Barrick Gold Corp.", "barrick"),
    ],
)
def test_a_whole_name_stands_for_an_entity(name: str, entity: str) -> None:
    held = OWN.entity_of(name)
    assert held is not None
    assert held.id == entity


def test_no_entity_is_guessed() -> None:
    assert OWN.entity_of("Red Hill") is None
    assert OWN.entity_of("Government") is None
    assert OWN.entity_of("") is None


def test_offsets_are_code_points() -> None:
    text = "𝔄 café — Türkiye and Pakistan’s FWO"
    for name in find_names(text):
        assert text[name.start : name.end] == name.name
    assert [n.entity_id for n in find_names(text)][:2] == ["TUR", "PAK"]


@given(st.text(alphabet=" \nUS.PakistnFWO&-'’$()é", max_size=60))
def test_any_text_gives_ordered_names_in_place(text: str) -> None:
    end = 0
    for name in OWN.find(text):
        assert end <= name.start < name.end <= len(text)
        assert text[name.start : name.end] == name.name
        end = name.end


def test_a_million_letters_take_under_a_second() -> None:
    text = ("Pakistan’s FWO and US Strategic Metals signed at Reko Diq, Balochistan. " * 14000)[
        :1_000_000
    ]
    gazetteer()
    start = time.process_time()
    assert len(find_names(text)) > 50_000
    assert time.process_time() - start < 3.0, "far above the second that it should take"


def test_a_table_without_ids_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gazetteer_projects.csv"
    path.write_text("name\nReko Diq\n", encoding="utf-8")
    with pytest.raises(DataError, match="id and name"):
        list(read_table(path, "project"))


def test_absent_tables_leave_the_states(tmp_path: Path) -> None:
    assert gazetteer(tmp_path).find("Reko Diq in Pakistan")[0].entity_id == "PAK"


def test_the_built_in_tables_have_unique_ids_and_known_countries() -> None:
    seen: dict[str, str] = {}
    for entity in gazetteer().entities.values():
        assert seen.setdefault(entity.id, entity.kind) == entity.kind
        if entity.country:
            assert entity.country.isupper()
            assert len(entity.country) == 3
