"""Closed vocabularies: members, meanings and order."""

from __future__ import annotations

import json
import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenor.core.errors import TenorError, UnknownNameError
from tenor.core.vocabulary import (
    Basis,
    ClaimStatus,
    Met,
    ResourceClass,
    RowStatus,
    Stage,
    require_member,
)

ALL = (Stage, Basis, ResourceClass, ClaimStatus, Met, RowStatus)


@pytest.mark.parametrize("vocabulary", ALL)
def test_members_have_distinct_texts_and_a_meaning(vocabulary):
    texts = [member.value for member in vocabulary]
    assert len(set(texts)) == len(texts) >= 3
    for member in vocabulary:
        assert member.value == member.value.lower()
        assert member.meaning.endswith((".", '".'))


def test_stage_order_is_the_chain_and_not_the_alphabet():
    assert [str(stage) for stage in sorted(Stage, reverse=True)] == [
        "fabricated",
        "refined",
        "intermediate",
        "concentrate",
        "ore",
        "in_situ",
    ]
    # By the alphabet this would be the other way round.
    assert Stage.ORE < Stage.FABRICATED


def test_claim_ladder():
    ladder = [
        "rumoured",
        "proposed",
        "announced",
        "mou_signed",
        "approved",
        "contract_signed",
        "financially_closed",
        "disbursed",
        "operating",
    ]
    on_ladder = [status for status in ClaimStatus if status.on_ladder]
    assert [str(s) for s in sorted(on_ladder)] == ladder
    off = {str(s) for s in ClaimStatus if not s.on_ladder}
    assert off == {"suspended", "cancelled", "expired", "lapsed", "void"}


def test_a_status_off_the_ladder_has_no_order_and_passes_no_threshold():
    with pytest.raises(TenorError, match="'cancelled' is not on the ladder"):
        assert ClaimStatus.CANCELLED > ClaimStatus.OPERATING
    with pytest.raises(TenorError, match="'void'"):
        assert ClaimStatus.ANNOUNCED < ClaimStatus.VOID
    assert not ClaimStatus.CANCELLED.is_at_least(ClaimStatus.RUMOURED)
    assert ClaimStatus.DISBURSED.is_at_least(ClaimStatus.CONTRACT_SIGNED)
    assert not ClaimStatus.APPROVED.is_at_least(ClaimStatus.CONTRACT_SIGNED)


@pytest.mark.parametrize("other", ["refined", ClaimStatus.OPERATING, 3, Basis.GROSS])
def test_order_with_anything_else_is_an_error(other):
    with pytest.raises(TypeError):
        operator.lt(Stage.ORE, other)
    with pytest.raises(TypeError):
        operator.ge(Stage.ORE, other)


def test_order_with_plain_text_is_an_error_from_both_sides():
    with pytest.raises(TypeError):
        operator.lt("refined", Stage.ORE)


@given(a=st.sampled_from(list(ResourceClass)), b=st.sampled_from(list(ResourceClass)))
def test_order_is_total_and_consistent(a, b):
    assert (a < b) + (b < a) + (a == b) == 1
    assert (a <= b) == (a < b or a == b)
    assert (a >= b) == (b <= a)


def test_members_are_plain_text_for_json_and_keys():
    assert json.dumps({Stage.ORE: Met.OPENED}) == '{"ore": "opened"}'
    assert {"ore": 1}[Stage.ORE] == 1


@given(st.sampled_from(ALL).flatmap(lambda v: st.tuples(st.just(v), st.sampled_from(list(v)))))
def test_require_member_accepts_text_and_member(pair):
    vocabulary, member = pair
    assert require_member(vocabulary, member.value, "word") is member
    assert require_member(vocabulary, member, "word") is member


@given(st.text() | st.integers() | st.none())
def test_require_member_refuses_all_else(value):
    if value in {m.value for m in Basis}:
        return
    with pytest.raises(UnknownNameError):
        require_member(Basis, value, "basis")


def test_require_member_names_the_nearest_and_does_not_mend_capitals():
    with pytest.raises(UnknownNameError, match="unknown basis 'Gross'; did you mean 'gross'"):
        require_member(Basis, "Gross", "basis")
