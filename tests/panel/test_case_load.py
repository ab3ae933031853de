"""A case is frozen, hashed by content, and ends on its cut-off day."""

from __future__ import annotations

import datetime as dt
import pickle
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenor.core.errors import UnknownNameError, UserError
from tenor.core.vocabulary import Basis, ClaimStatus, Met, ResourceClass, Stage
from tenor.panel.case import PartialDate, check_case, load_case

SMALL = Path(__file__).parent / "small_case"
FILES = sorted(str(p.relative_to(SMALL)) for p in SMALL.rglob("*") if p.is_file())


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Return a copy of the small case that a test may change."""
    return Path(shutil.copytree(SMALL, tmp_path / "case"))


def edit(case: Path, file: str, old: str, new: str) -> None:
    path = case / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_what_is_read_is_typed() -> None:
    case = load_case(SMALL)
    assert (case.host, case.partners, case.commodities) == (
        "BOL",
        ("JPN", "USA"),
        ("tin", "antimony"),
    )
    assert case.cut_off == dt.date(2025, 6, 30)
    claim = case.claim("reserve")
    assert (claim.value, claim.low, claim.unit) == (None, 400_000.0, "t Sn")
    assert (claim.resource_class, claim.stage) == (ResourceClass.RESERVE, Stage.IN_SITU)
    assert claim.basis == Basis.CONTAINED
    assert case.claim("pledge").status is ClaimStatus.MOU_SIGNED
    assert [owner.share for owner in case.project("oruro-smelter").owners] == [0.6, 0.4]
    assert case.policy("ore-duty").hs6 == ("260900",)
    assert case.citation("survey-2024") == "Example Survey, Tin survey, 2024-03, example.org/tin"


def test_a_value_takes_over_how_its_source_was_met() -> None:
    case = load_case(SMALL)
    assert case.project("oruro-smelter").capacity[0].met is Met.OPENED
    assert case.deal("smelter-mou").status[0].met is Met.EXCERPT


def test_loading_twice_gives_the_same_case() -> None:
    assert load_case(SMALL) == load_case(SMALL)
    assert len(load_case(SMALL).hash) == 64


def test_a_case_is_frozen_and_can_be_sent_to_a_worker() -> None:
    case = load_case(SMALL)
    with pytest.raises(AttributeError):
        case.cut_off = dt.date(2030, 1, 1)  # type: ignore[misc]
    with pytest.raises(ValueError, match="frozen"):
        case.claim("reserve").low = 1.0  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(case)) == case


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (
            "case.yaml",
            "title: Tin from Bolivia",
            "# a remark\n\ntitle:   'Tin from Bolivia'   # why",
        ),
        ("deals.yaml", "value: 30.0e6", "value: 30000000"),
        ("case.yaml", "host: Bolivia", "host: BOL"),
        ("claims.csv", "30.0e6", "30000000.0"),
        ("sources.csv", "Example Survey,2024", '"Example Survey",2024'),
        ("projects/oruro-smelter.yaml", "unit: t Sn/y", "unit: tonnes Sn per year"),
    ],
)
def test_layout_does_not_change_the_hash(file: str, old: str, new: str, case: Path) -> None:
    before = load_case(case).hash
    edit(case, file, old, new)
    assert load_case(case).hash == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("case.yaml", "Who should smelt", "Who could smelt"),
        ("case.yaml", "cut_off: 2025-06-30", "cut_off: 2025-06-29"),
        ("claims.csv", "18000,", "18001,"),
        ("deals.yaml", "30.0e6", "30.1e6"),
        ("projects/oruro-smelter.yaml", "value: 30000", "value: 30001"),
        ("policies/ore-duty.yaml", "0.03", "0.031"),
        ("scenarios.yaml", "high: 4", "high: 5"),
        ("sources.csv", "example.org/tin", "example.org/tins"),
    ],
)
def test_a_changed_value_changes_the_hash(file: str, old: str, new: str, case: Path) -> None:
    before = load_case(case).hash
    edit(case, file, old, new)
    assert load_case(case).hash != before


def test_what_came_after_the_cut_off_does_not_enter(case: Path) -> None:
    loaded = load_case(case)
    assert "pledge-late" not in {claim.id for claim in loaded.claims}
    assert "press-late" not in loaded.sources
    assert loaded.superseded_by("pledge") is None
    assert loaded.deal("smelter-mou").current_status.status is ClaimStatus.MOU_SIGNED
    (rate,) = loaded.policy("ore-duty").values
    assert (rate.id, rate.ended) == ("rate-3", None)
    assert ("claim", "pledge-late", "2025-08-30") in {
        (out.kind, out.id, out.date) for out in loaded.excluded
    }
    before = loaded.hash
    edit(case, "claims.csv", "45.0e6", "99.0e6")
    assert load_case(case).hash == before


def test_a_later_cut_off_lets_it_in(case: Path) -> None:
    edit(case, "case.yaml", "2025-06-30", "2025-12-31")
    loaded = load_case(case)
    assert loaded.superseded_by("pledge") == "pledge-late"
    assert [claim.id for claim in loaded.lineage("origin-a")] == ["pledge", "pledge-late"]
    assert loaded.deal("smelter-mou").current_status.status is ClaimStatus.CONTRACT_SIGNED
    assert loaded.policy("ore-duty").values[0].ended is not None
    assert loaded.excluded == ()


def test_an_earlier_cut_off_in_the_file_needs_no_other_change(case: Path) -> None:
    edit(case, "case.yaml", "2025-06-30", "2024-06-30")
    loaded = load_case(case)
    assert loaded.deals == ()
    assert loaded.project("oruro-smelter").capex == ()
    assert loaded.project("oruro-smelter").start is None


def test_a_case_can_be_seen_as_of_an_earlier_day() -> None:
    case = load_case(SMALL)
    earlier = case.as_of("2024-12-31")
    assert [claim.id for claim in earlier.claims] == ["mine-output-2023", "reserve"]
    assert earlier.hash != case.hash
    assert case.as_of(case.cut_off).hash == case.hash
    # An undated page cannot be shown to be older than the new cut-off.
    assert ("claim", "share", "") in {(out.kind, out.id, out.date) for out in earlier.excluded}


@pytest.mark.parametrize("day", ["2025-07-01", "2022-12-31", "2025", "soon"])
def test_a_day_that_a_case_cannot_be_seen_from(day: str) -> None:
    with pytest.raises(UserError):
        load_case(SMALL).as_of(day)


@given(
    day=st.dates(min_value=dt.date(2023, 1, 1), max_value=dt.date(2025, 6, 30)),
)
def test_nothing_dated_later_is_in_an_earlier_view(day: dt.date) -> None:
    case = SMALL_CASE.as_of(day)
    for source in case.sources.values():
        assert source.date is None or source.date.earliest <= day
    for claim in case.claims:
        assert case.sources[claim.source]
        assert claim.as_of is None or claim.as_of.earliest <= day
    for deal in case.deals:
        assert all(step.date.earliest <= day for step in deal.status)


SMALL_CASE = load_case(SMALL)


def test_a_claim_has_a_trace_with_its_source() -> None:
    trace = load_case(SMALL).trace("mine-output-2023")
    assert trace.id == "case.claim/mine-output-2023"
    assert (trace.value, trace.unit) == (18_000.0, "t Sn/y")
    assert trace.display == "18,000 t Sn/y (17,000 t Sn/y to 19,000 t Sn/y)"
    assert "Tin survey" in trace.sources[0].citation
    assert load_case(SMALL).trace("reserve").display == "at least 400,000 t Sn"
    assert load_case(SMALL).trace("share").assumed


def test_an_unknown_id_names_the_nearest() -> None:
    case = load_case(SMALL)
    for look_up, name in (
        (case.claim, "plege"),
        (case.deal, "smelter-mu"),
        (case.project, "oruro-smeltr"),
        (case.policy, "ore-dut"),
        (case.scenario, "slp"),
        (case.citation, "survey-2023"),
    ):
        with pytest.raises(UnknownNameError) as error:
            look_up(name)
        assert error.value.nearest


@pytest.mark.parametrize("text", ["2025", "2025-02", "2024-02-29"])
def test_a_date_keeps_its_precision(text: str) -> None:
    date = PartialDate.parse(text)
    assert str(date) == text
    assert date.earliest <= date.latest
    assert not date.is_after(date.earliest)


@pytest.mark.parametrize(
    "text", ["2025-2", "2025-13", "2025-02-30", "25-01-01", "0000", "", "٢٠٢٥"]
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate.parse(text)


CHANGE = st.tuples(
    st.sampled_from(FILES),
    st.integers(0, 10_000),
    st.integers(0, 12),
    st.binary(max_size=12)
    | st.sampled_from(
        [
            b"[",
            b"{",
            b"'",
            b'"',
            b"- ",
            b": ",
            b"&a ",
            b"*a",
            b"\n",
            b"\t",
            b",",
            b"!!",
            b"%",
            b"? ",
            b"| ",
            b"<<",
            b"\xf0\x9f",
            b"1e999",
            b"~",
        ]
    ),
)


@given(changes=st.lists(CHANGE, min_size=1, max_size=4))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_changed_bytes_never_raise(
    changes: list[tuple[str, int, int, bytes]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("fuzz") / "case"
    shutil.copytree(SMALL, folder)
    for file, start, length, content in changes:
        path = folder / file
        data = path.read_bytes()
        place = start % (len(data) + 1)
        path.write_bytes(data[:place] + content + data[place + length :])
    for fault in check_case(folder):
        assert fault.where
        assert fault.message
        assert fault.hint
        str(fault).encode("utf-8")
