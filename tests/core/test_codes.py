"""HS codes are text of six digits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenor.core.codes import HSRevision, hs_chapter, require_hs6
from tenor.core.errors import DataError, UnknownNameError
from tenor.core.vocabulary import require_member

CHAPTERS = st.integers(1, 97).filter(lambda chapter: chapter != 77)


@given(chapter=CHAPTERS, rest=st.integers(0, 9999))
def test_codes_come_back_unchanged(chapter, rest):
    code = f"{chapter:02d}{rest:04d}"
    assert require_hs6(code, "file") == code
    assert hs_chapter(code) == code[:2]


@given(chapter=CHAPTERS, rest=st.integers(0, 9999))
def test_a_number_is_refused_and_its_leading_zero_restored_in_the_hint(chapter, rest):
    code = f"{chapter:02d}{rest:04d}"
    for number in (int(code), float(code)):
        with pytest.raises(DataError, match=rf"^case\.yaml: .*write '{code}' in quotes"):
            require_hs6(number, "case.yaml")


@pytest.mark.parametrize("line", ["2617100000", "26171000", "2617.10.00", "2617.10.00.00"])
def test_a_tariff_line_is_told_apart(line):
    with pytest.raises(DataError, match=r"tariff line of (8|10) digits.*write '261710'"):
        require_hs6(line, "policies")


@pytest.mark.parametrize("text", ["2617.10", " 261710", "2617 10"])
def test_a_code_with_points_or_spaces_is_refused_with_the_fix(text):
    with pytest.raises(DataError, match="write '261710'"):
        require_hs6(text, "file")


@pytest.mark.parametrize(
    "value",
    ["", "2617", "26171", "2617100", "26171a", "٢٦١٧١٠", None, True, ["261710"], float("nan")],
)
def test_other_forms_are_refused(value):
    with pytest.raises(DataError, match=r"^file: "):
        require_hs6(value, "file")


@pytest.mark.parametrize("code", ["000000", "770000", "980000", "999999"])
def test_a_chapter_that_does_not_exist_is_refused(code):
    with pytest.raises(DataError, match="no chapter"):
        require_hs6(code, "file")


def test_revisions_are_a_closed_ordered_set():
    assert [str(r) for r in sorted(HSRevision)] == [
        "HS92",
        "HS96",
        "HS02",
        "HS07",
        "HS12",
        "HS17",
        "HS22",
    ]
    with pytest.raises(UnknownNameError, match="'HS17'"):
        require_member(HSRevision, "HS2017", "HS revision")
