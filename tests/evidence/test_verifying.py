"""The verifier: nothing that the text does not say passes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenor.evidence.cues import allows, ceiling_in, ceiling_of
from tenor.evidence.grammar.scan import find_mentions
from tenor.evidence.loading import load_bytes
from tenor.evidence.model import Candidate, Party, Span, Voice
from tenor.evidence.verifying import is_name, verify
from tenor.evidence.vocabulary import STATUSES

TEXT = """Marrow deal

Marrow Metals signed a contract worth up to $640 million with Copper Hill Ltd on Monday. Dora
Mwale said the state would own 15 per cent. The agreement runs for nine years.

Item                    US$m     Share
Capital                  871       64%
Working capital          142       11%

Subscribe now for $1 a month
"""
DOCUMENT = load_bytes(TEXT.encode(), name="a.txt", given={"published": "2025-09-10"})


def _span(words: str) -> Span:
    start = DOCUMENT.text.index(words)
    return Span.of(DOCUMENT.text, start, start + len(words))


def _candidate(words: str = "$640 million", **fields: object) -> Candidate:
    span = _span(words)
    mention = next(
        m for m in find_mentions(DOCUMENT.text) if (m.start, m.end) == (span.start, span.end)
    )
    spans = {"value": span, **fields.pop("spans", {})}  # type: ignore[dict-item]
    return Candidate(mention, fields.pop("measure", "deal_value"), spans=spans, **fields)  # type: ignore[arg-type]


def test_a_sound_candidate_passes() -> None:
    candidate = _candidate(
        status="contract_signed",
        parties=(
            Party("Marrow Metals", "seller", _span("Marrow Metals")),
            Party("Copper Hill", "buyer", _span("Copper Hill Ltd")),
            Party("the state", "regulator", None, "country of the mine"),
        ),
        event_date="2025-09-08",
        spans={"status": _span("signed a contract"), "event_date": _span("on Monday")},
    )
    assert verify(candidate, DOCUMENT) is None


@pytest.mark.parametrize("field", ["low", "high", "point"])
@pytest.mark.parametrize("factor", [10, 0.1, 1.0000001, -1])
def test_an_altered_value_never_passes(field: str, factor: float) -> None:
    candidate = _candidate()
    held = getattr(candidate.mention, field)
    wrong = replace(candidate.mention, **{field: 5.0 if held is None else held * factor})
    reason = verify(replace(candidate, mention=wrong), DOCUMENT)
    assert reason is not None and "grammar" in reason


@pytest.mark.parametrize(
    ("field", "value"), [("unit", "EUR"), ("bound", "="), ("per", "year"), ("dimension", "mass")]
)
def test_an_altered_unit_never_passes(field: str, value: str) -> None:
    candidate = _candidate()
    wrong = replace(candidate.mention, **{field: value})
    assert verify(replace(candidate, mention=wrong), DOCUMENT) is not None


@given(st.integers(-5, 400), st.integers(-5, 400), st.text(max_size=12))
def test_an_invented_quote_never_passes(start: int, end: int, exact: str) -> None:
    candidate = _candidate(spans={"commodity": Span(start, end, exact)})
    is_quote = 0 <= start < end and DOCUMENT.text[start:end] == exact
    assert (
        is_quote or verify(candidate, DOCUMENT) == "the span of commodity does not quote the text"
    )


def test_the_span_of_the_value_is_its_place() -> None:
    candidate = replace(_candidate(), spans={"value": _span("15 per cent")})
    assert "place of the value" in str(verify(candidate, DOCUMENT))
    assert "place of the value" in str(verify(replace(_candidate(), spans={}), DOCUMENT))
    gone = replace(_candidate().mention, start=90_000, end=90_004)
    assert "no place" in str(verify(replace(_candidate(), mention=gone), DOCUMENT))


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"measure": "grade"}, "cannot be grade"),
        ({"measure": "money"}, "unknown measure"),
        ({"modality": "sure"}, "unknown word"),
        ({"status": "signed"}, "unknown word"),
        ({"parties": (Party("Marrow Metals", "thief", None, "r"),)}, "unknown word"),
        ({"parties": (Party("Barrick", "buyer", None),)}, "no span and no rule"),
        ({"parties": (Party("Barrick", "buyer", _span("Copper Hill Ltd")),)}, "not what its span"),
        ({"attribution": (Voice("Dora Mwale", "official"),)}, "no span"),
        ({"attribution": (Voice("Ann Lee", "x", _span("Mwale")),)}, "not what the span"),
        ({"attribution": (Voice("Dora Mwale", "x", _span("Mwale")),)}, "another sentence"),
        ({"event_date": "2025-09-08"}, "event_date has no span"),
        ({"event_date": "2025-09-09", "spans": {"event_date": _span("on Monday")}}, "not what"),
        ({"status": "approved"}, "no cue"),
        ({"status": "disbursed", "spans": {"status": _span("signed")}}, "does not allow"),
        ({"status": "proposed", "spans": {"status": _span("worth")}}, "does not allow"),
    ],
)
def test_what_is_wrong_is_told(fields: dict, reason: str) -> None:
    assert reason in str(verify(_candidate(**fields), DOCUMENT))


def test_a_tie_lets_a_field_stand_in_another_sentence() -> None:
    value = {"words": "nine years", "measure": "duration"}
    cue = {"status": _span("signed a contract")}
    assert "another sentence" in str(
        verify(_candidate(**value, status="contract_signed", spans=cue), DOCUMENT)
    )
    tied = {**cue, "anaphora": _span("The agreement")}
    assert verify(_candidate(**value, status="contract_signed", spans=tied), DOCUMENT) is None


def test_a_unit_of_a_table_head_is_read_with_its_number() -> None:
    (read,) = find_mentions("US$871m")
    span = _span("871")
    mention = replace(read, start=span.start, end=span.end)
    candidate = Candidate(mention, "capex", spans={"value": span, "unit": _span("US$m")})
    assert verify(candidate, DOCUMENT) is None
    wrong = replace(candidate, mention=replace(mention, point=871e9))
    assert "grammar" in str(verify(wrong, DOCUMENT))


def test_boilerplate_gives_no_claim() -> None:
    start = TEXT.index("$1 a month")
    found = next(m for m in find_mentions(TEXT) if m.start == start)
    candidate = Candidate(found, "price", spans={"value": Span.of(TEXT, found.start, found.end)})
    assert verify(candidate, DOCUMENT) == "the value stands in boilerplate"


@pytest.mark.parametrize(
    ("cue", "ceiling"),
    [
        ("signed", "contract_signed"),
        ("signed an MoU", "mou_signed"),
        ("signed a letter of intent", "proposed"),
        ("could sign", "proposed"),
        ("plans to invest", "proposed"),
        ("willingness", "proposed"),
        ("will invest", "announced"),
        ("pledged", "announced"),
        ("has disbursed", "disbursed"),
        ("would be disbursed", "proposed"),
        ("approved by the board", "approved"),
        ("reached financial close", "financially_closed"),
        ("is in force", "operating"),
        ("reportedly signed", "rumoured"),
        ("has signed", "contract_signed"),
        ("copper", None),
    ],
)
def test_cues_have_ceilings(cue: str, ceiling: str | None) -> None:
    assert ceiling_of(cue) == ceiling


@pytest.mark.parametrize(
    ("text", "cue", "ceiling"),
    [
        ("They may yet have signed it.", "signed", "proposed"),
        ("They signed a non-binding memorandum.", "signed", "mou_signed"),
        ("They signed letters of interest for $5m.", "signed", "proposed"),
        ("They signed it in May 2025.", "signed", "contract_signed"),
        ("Though it may rise, they signed.", "signed", "contract_signed"),
        ("It has not disbursed the loan.", "disbursed", "proposed"),
    ],
)
def test_words_around_a_cue_soften_it(text: str, cue: str, ceiling: str) -> None:
    start = text.index(cue)
    assert ceiling_in(text, start, start + len(cue)) == ceiling


@given(st.text(max_size=60), st.sampled_from(STATUSES))
def test_any_text_is_a_cue_or_none(text: str, status: str) -> None:
    assert allows(text, 0, len(text), status) in (True, False)


@pytest.mark.parametrize(
    ("name", "exact", "expected"),
    [
        ("US Export-Import Bank", "the US Export-Import Bank", True),
        ("United States Strategic Metals", "USSM", True),
        ("International Finance Corporation", "IFC", True),
        ("Marrow Metals", "Marrow", True),
        ("Marrow Metals", "the company", False),
        ("Marrow Metals", "", False),
        ("Barrick", "Barrack", False),
    ],
)
def test_names(name: str, exact: str, expected: bool) -> None:
    assert is_name(name, exact) is expected
