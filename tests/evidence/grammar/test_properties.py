"""Laws of the grammar: offsets, bounds, scales, synonyms, and that no text breaks it."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tenor.evidence import vocabulary as v
from tenor.evidence.grammar.masks import find_masks
from tenor.evidence.grammar.numerals import find_numerals, read_digits
from tenor.evidence.grammar.scan import find_mentions

WORDS = (
    "5 12 1,250 1.5 2,00,000 1.234,5 12\u202f500 ½ 2030 one half two hundred and point million bn"
    " crore lakh k m $ US$ A$ € Rs R % per cent percent pp t tonnes kt oz g/t MW km years tons"
    " Section 232 19 U.S.C. (3) [4] May 2026 Q1 FY25 +92 - – / , . ; : | \n \t up to over about at"
    " least most not from to between or and more a year an ounce per lb of them it says jobs people"
    " workers doubled fold in three \u00ad \u2009 ５ ٣ down against no, Canadian Australian dollars"
    " another a third quarter hundred"
)
PIECES = st.sampled_from(WORDS.split(" "))
SOUP = st.lists(PIECES, max_size=40).flatmap(
    lambda words: st.sampled_from(
        [" ".join(words), "".join(words), "  ".join(words), "\n".join(words)]
    )
)
TEXT = st.one_of(st.text(max_size=200), SOUP)
VALUE = st.integers(min_value=1, max_value=999)


def _only(text: str) -> tuple[float | None, str, str | None]:
    found = find_mentions(text)
    assert len(found) == 1, (text, found)
    return found[0].point, found[0].unit, found[0].per


@given(TEXT)
def test_any_text_is_read_within_its_bounds(text: str) -> None:
    found = find_mentions(text)
    for mention in found:
        assert 0 <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end].strip() != ""
        assert mention.dimension in v.DIMENSIONS
        assert mention.bound in v.BOUNDS
        assert mention.cue is None or 0 <= mention.cue[0] < mention.cue[1] <= len(text)
    assert sorted(found, key=lambda m: (m.start, m.end)) == found


@given(TEXT)
def test_mentions_do_not_overlap(text: str) -> None:
    found = find_mentions(text)
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(TEXT)
def test_bounds_agree_with_their_ends(text: str) -> None:
    for m in find_mentions(text):
        ends = (m.low is not None, m.high is not None, m.point is not None)
        expected = {
            "=": (True, True, True),
            "~": (True, True, True),
            "<": (False, True, True),
            ">": (True, False, True),
            "range": (True, True, False),
            "vague": (True, False, False),
        }
        assert ends == expected[m.bound], m
        assert m.low is None or m.high is None or m.low <= m.high or m.point < 0, m


@given(TEXT)
def test_masks_and_numerals_stay_inside(text: str) -> None:
    assert all(0 <= m.start < m.end <= len(text) for m in find_masks(text).masks)
    numerals = find_numerals(text)
    assert all(0 <= n.start < n.end <= len(text) for n in numerals)
    assert all(a.end <= b.start for a, b in pairwise(numerals))


@given(VALUE)
def test_scales_keep_their_laws(value: int) -> None:
    million = _only(f"US${value} million")
    assert million == _only(f"US${value}m") == _only(f"{value} million US dollars")
    assert million == _only(f"US${value},000,000") == _only(f"US$ {value} mn")
    assert million == _only(f"US${value * 1000} thousand") == _only(f"USD{value}M")
    assert _only(f"₹{value} crore")[0] == _only(f"₹{value * 100} lakh")[0]
    assert _only(f"₹{value} lakh crore")[0] == _only(f"₹{value} trillion")[0]
    assert _only(f"€{value}bn")[0] == 1000 * float(_only(f"€{value}m")[0] or 0)


@given(VALUE)
def test_units_keep_their_laws(value: int) -> None:
    assert _only(f"{value} kt") == _only(f"{value},000 tonnes") == _only(f"{value} thousand t")
    assert _only(f"{value} ktpa") == _only(f"{value},000 tonnes per year")
    assert _only(f"{value} ktpa") == _only(f"{value},000 t/a") == _only(f"{value} kt a year")
    assert _only(f"{value}%") == _only(f"{value} per cent") == _only(f"{value} percent")
    assert _only(f"{value} MW") == _only(f"{value},000 kW")
    assert _only(f"{value} Moz") == _only(f"{value} million ounces")


@given(VALUE, st.sampled_from(["million", "billion", "crore", "bn"]))
def test_decimals_in_every_country_agree(value: int, scale: str) -> None:
    plain = _only(f"€{value}.5 {scale}")
    assert plain == _only(f"€{value},5 {scale}") == _only(f"€ {value}.50 {scale}")


@given(st.integers(min_value=1000, max_value=999_999))
def test_grouping_does_not_change_a_number(value: int) -> None:
    grouped = f"{value:,}"
    forms = [grouped, grouped.replace(",", "\u202f"), grouped.replace(",", "'"), str(value)]
    assert {read_digits(form) for form in forms} == {float(value)}


@given(
    st.sampled_from(["$40 million", "12.5%", "5,000 t a year", "Rs 20 crore", "1.5 Mt", "€3-4bn"]),
    st.sampled_from(["", "The bank said ", "Then, ", "A plan for ", "\n\n", "It is "]),
    st.sampled_from(["", ".", " was agreed.", ", he said.", " (see below)", "\n\nMore follows."]),
)
def test_what_stands_around_never_shifts_a_value(phrase: str, before: str, after: str) -> None:
    alone = find_mentions(phrase)[0]
    found = find_mentions(before + phrase + after)
    assert len(found) == 1
    assert (found[0].low, found[0].high, found[0].unit) == (alone.low, alone.high, alone.unit)
    assert found[0].start == alone.start + len(before)


@given(SOUP)
def test_a_value_read_alone_is_the_same(text: str) -> None:
    for m in find_mentions(text):
        if m.dimension != v.MONEY or m.bound != "=" or text[m.start] not in "$€":
            continue
        again = find_mentions(text[m.start : m.end])
        assert again, (text, m)
        assert (again[0].point or again[0].low) is not None


@given(SOUP)
def test_reading_is_a_function_of_the_text(text: str) -> None:
    assert find_mentions(text) == find_mentions(text)


@given(VALUE)
def test_soft_hyphens_and_thin_spaces_are_read_over(value: int) -> None:
    text = f"about \u200b{value}\u2009mil\u00adlion ton\u00adnes of ore"
    found = find_mentions(text)[0]
    assert (found.point, found.unit, found.bound) == (value * 1e6, "t", "~")
    assert text[found.start : found.end] == f"{value}\u2009mil\u00adlion ton\u00adnes"
