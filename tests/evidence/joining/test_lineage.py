"""One origin counts once: copies, speakers, sentences, figures without a source."""

from __future__ import annotations

import time
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from joining_make_claims import at, make, paper

from tenor.evidence.gazetteer import Gazetteer
from tenor.evidence.joining.join import Joined, join
from tenor.evidence.joining.lineage import find_origins, hash_shingles, likeness
from tenor.evidence.model import Claim, Document, Zone

WIRE = (
    "The ministry said on Monday that the northern mine sold forty lots of ore to buyers abroad. "
    "Officials expect the harbour works to end before the rains begin next spring, they added. "
    "Two lenders have asked for a longer review of the water plan along the eastern valley. "
    "Local councils want a larger share of the royalty and a road that lorries cannot break."
)
OTHER = (
    "Shares of the refiner rose after it told investors of a new furnace near the river port. "
    "Analysts had feared that the power contract would lapse with the change of government. "
    "The board will vote in autumn on a plan to sell its idle plant in the south of the country."
)


def worth(doc: str, value: float, *said: str, place: int = 0) -> Claim:
    return make(
        doc,
        "resource_value",
        value,
        at=place,
        subject="Pakistan",
        commodity="minerals",
        stage="in_situ",
        said=said,
    )


def lines(joined: Joined) -> int:
    return len(joined.lineages.all)


def test_a_copy_with_small_changes_has_one_origin() -> None:
    copy = WIRE.replace("Monday", "Tuesday").replace("forty", "40") + " More follows."
    groups = find_origins([paper(WIRE), paper(copy), paper(OTHER)])
    assert groups.same(paper(WIRE).id, paper(copy).id)
    assert not groups.same(paper(WIRE).id, paper(OTHER).id)
    assert groups.reasons


def test_a_short_piece_out_of_a_long_one_has_its_origin() -> None:
    long, short = paper(WIRE + "\n" + OTHER), paper(". ".join(WIRE.split(". ")[:2]) + ".")
    assert find_origins([long, short]).same(long.id, short.id)


def test_texts_on_one_subject_have_their_own_origin() -> None:
    words = OTHER.split()
    assert not find_origins([paper(OTHER), paper(" ".join(reversed(words)))]).reasons


@given(st.lists(st.sampled_from("abcdefgh"), min_size=5, max_size=40))
def test_likeness_is_one_with_itself_and_even(words: list[str]) -> None:
    one, other = hash_shingles(words), hash_shingles([*words, "z"])
    assert likeness(one, one) == 1.0
    assert likeness(one, other) == likeness(other, one) <= 1.0


def test_the_same_figure_without_sources_is_one_lineage(names: Gazetteer) -> None:
    assert lines(join([worth("doc-a", 6e12), worth("doc-b", 6e12)], names=names)) == 1
    assert lines(join([worth("doc-a", 6e12), worth("doc-b", 5e12)], names=names)) == 2


def test_one_speaker_is_one_lineage_whatever_the_figure(names: Gazetteer) -> None:
    claims = [worth("doc-a", 6e12, "Shehbaz Sharif"), worth("doc-b", 8e12, "PM Sharif")]
    assert lines(join(claims, names=names)) == 1


def test_two_named_sources_are_two_and_corroborate(names: Gazetteer) -> None:
    claims = [worth("doc-a", 6e12, "Anna Berg"), worth("doc-b", 6e12, "ADB")]
    joined = join(claims, names=names)
    assert lines(joined) == 2
    assert [x.relation for x in joined.links] == ["corroborates_independent"]


def test_the_last_of_the_chain_is_the_source(names: Gazetteer) -> None:
    claims = [worth("doc-a", 6e12, "Anna Berg", "ADB"), worth("doc-b", 6e12, "ADB")]
    joined = join(claims, names=names)
    assert lines(joined) == 1
    assert joined.links == ()


def test_bodies_of_one_state_are_one_source(names: Gazetteer) -> None:
    claims = [worth("doc-a", 6e12, "US Exim Bank"), worth("doc-b", 6e12, "the US government")]
    assert lines(join(claims, names=names)) == 1


def test_copies_of_a_text_are_linked_and_never_corroborate(names: Gazetteer) -> None:
    text = WIRE + " The minerals of Pakistan are worth $6 trillion, the paper says once more."
    copy = text.replace("Monday", "Tuesday")
    documents = [paper(text), paper(copy)]
    claims = [
        make(
            document.id,
            "resource_value",
            6e12,
            at=at(document.text, "$6 trillion"),
            subject="Pakistan",
            commodity="minerals",
        )
        for document in documents
    ]
    joined = join(claims, documents, names=names)
    assert lines(joined) == 1
    assert [x.relation for x in joined.links] == ["duplicate_text"]


def test_an_advertisement_is_no_shared_text() -> None:
    def page(body: str) -> Document:
        text = body + "\n" + WIRE
        end = len(body)
        return replace(
            paper(text), zones=(Zone(0, end, "body"), Zone(end, len(text), "boilerplate"))
        )

    first, second = page(OTHER), page("Nothing here is like the page beside it. " * 6)
    assert not find_origins([first, second]).same(first.id, second.id)


def test_a_thousand_documents_take_seconds() -> None:
    pages = [paper(f"{WIRE} Number {i}. {OTHER} " + f"word{i} " * 40) for i in range(1000)]
    start = time.process_time()
    groups = find_origins(pages)
    assert time.process_time() - start < 10
    assert len(groups.groups()) == 1
