"""Need less promised, by hand; ranges, guarantees, doubtful sources and what is not known."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tenor.core.vocabulary import ClaimStatus
from tenor.decision.funding import LEVELS, Funding, Level, assess_funding
from tenor.decision.spans import Span
from tenor.panel.case import check_case, load_case

SMALL = Path(__file__).parents[1] / "panel" / "small_case"
PROJECT = "projects/oruro-smelter.yaml"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Return a copy of the small case that a test may change."""
    return Path(shutil.copytree(SMALL, tmp_path / "case"))


def edit(case: Path, file: str, old: str, new: str) -> None:
    path = case / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def funding_of(case: Path | str) -> Funding:
    (found,) = assess_funding(load_case(case))
    return found


def at(funding: Funding, level: ClaimStatus) -> Level:
    return next(entry for entry in funding.levels if entry.level == level)


def millions(span: Span) -> tuple[float | None, float | None, float | None]:
    value, low, high = span.value, span.low, span.high
    return tuple(None if n is None else round(n / 1e6, 6) for n in (low, value, high))  # type: ignore[return-value]


def test_need_less_promised_by_hand() -> None:
    funding = funding_of(SMALL)
    # 10 (8 to 12) approved; 30 in a memorandum; the bank cover is no cash.
    assert millions(at(funding, ClaimStatus.DISBURSED).gap) == (60, 60, 60)
    assert millions(at(funding, ClaimStatus.CONTRACT_SIGNED).gap) == (60, 60, 60)
    assert millions(at(funding, ClaimStatus.APPROVED).gap) == (48, 50, 52)
    assert millions(at(funding, ClaimStatus.ANNOUNCED).gap) == (18, 20, 22)
    assert millions(at(funding, ClaimStatus.ANNOUNCED).added) == (30, 30, 30)


def test_a_guarantee_is_never_counted(case: Path) -> None:
    edit(case, PROJECT, "kind: guarantee", "kind: guarantee, counted: true")
    assert funding_of(case).levels == funding_of(SMALL).levels
    edit(case, PROJECT, "kind: guarantee, counted: true", "kind: debt")
    assert millions(at(funding_of(case), ClaimStatus.CONTRACT_SIGNED).gap) == (55, 55, 55)


@pytest.mark.parametrize("status", ["suspended", "lapsed", "void", "cancelled", "rumoured"])
def test_what_is_off_the_ladder_or_below_counts_nowhere(status: str, case: Path) -> None:
    edit(case, PROJECT, "status: approved", f"status: {status}")
    assert millions(at(funding_of(case), ClaimStatus.ANNOUNCED).gap) == (30, 30, 30)


def test_a_doubtful_source_widens_the_range_and_leaves_the_value(case: Path) -> None:
    edit(case, PROJECT, "status: approved, date", "status: approved, overlap: true, date")
    funding = funding_of(case)
    assert millions(at(funding, ClaimStatus.APPROVED).gap) == (48, 50, 60)
    (doubtful,) = funding.doubtful
    assert doubtful.trace.value == pytest.approx(10 / 60)
    assert any("may already hold" in note for note in at(funding, LEVELS[2]).gap_trace.assumed)  # type: ignore[union-attr]


def test_a_source_without_a_value_leaves_the_gap_unknown_and_its_ends_known(case: Path) -> None:
    edit(case, PROJECT, "value: 10.0e6, low: 8.0e6, high: 12.0e6", "high: 12.0e6")
    gap = at(funding_of(case), ClaimStatus.APPROVED)
    assert millions(gap.gap) == (48, None, 60)
    assert gap.gap_trace is not None and gap.gap_trace.value is None
    assert gap.gap_trace.display == "USD 48 million to USD 60 million"


def test_a_source_with_a_lower_end_alone_leaves_the_low_end_open(case: Path) -> None:
    edit(case, PROJECT, "value: 10.0e6, low: 8.0e6, high: 12.0e6", "low: 8.0e6")
    assert millions(at(funding_of(case), ClaimStatus.APPROVED).gap) == (None, None, 52)


def test_more_promised_than_needed_is_below_zero(case: Path) -> None:
    edit(case, PROJECT, "value: 60.0e6", "value: 25.0e6")
    assert millions(at(funding_of(case), ClaimStatus.ANNOUNCED).gap) == (-17, -15, -13)


def test_a_figure_that_is_not_counted_stands_beside_with_its_gap(case: Path) -> None:
    other = (
        "      - {id: other, label: Other, value: 50.0e6, unit: USD_nominal, date: 2025-05-02, "
        "source: press-2025}\n"
    )
    edit(case, PROJECT, "    uses:\n", "    uses:\n" + other)
    funding = funding_of(case)
    assert funding.need is not None and funding.need.id == "need"
    (beside,) = at(funding, ClaimStatus.ANNOUNCED).beside
    assert millions(beside.span) == (8, 10, 12)
    assert beside.trace.id == "decision.funding_gap/oruro-smelter/money/announced/other"
    edit(case, PROJECT, "label: Other,", "label: Other, counted: true,")
    newest = funding_of(case).need
    assert newest is not None and newest.id == "other"


def test_where_nothing_is_counted_on_the_day_no_gap_is_stated(case: Path) -> None:
    edit(
        case,
        PROJECT,
        "date: 2025-05-01, source: press-2025, counted: true}",
        "date: 2025-05-01, source: press-2025}",
    )
    funding = funding_of(case)
    assert funding.need is None
    assert all(level.gap == Span(None, None, None) for level in funding.levels)
    assert all(level.gap_trace is None and level.beside for level in funding.levels)


def test_a_list_without_a_counted_use_is_a_fault(case: Path) -> None:
    text = (case / PROJECT).read_text(encoding="utf-8")
    (case / PROJECT).write_text(text.replace(", counted: true", ""), encoding="utf-8")
    (fault,) = check_case(case)
    assert (fault.where, "counted" in fault.message) == ("line 52, funds[0].uses", True)


def test_every_trace_has_its_own_id_and_shows_its_span() -> None:
    for name in (SMALL, "pakistan-us"):
        traces = funding_of(name).traces()
        assert len({trace.id for trace in traces}) == len(traces)
        assert all(trace.sources for trace in traces)


def test_reko_diq_by_hand() -> None:
    funding = funding_of("pakistan-us")
    lenders = 1250 + 400 + 300 + 300
    approved = 849 + 1880 + lenders
    assert millions(at(funding, ClaimStatus.DISBURSED).gap) == (6631, 6631, 6631)
    assert millions(at(funding, ClaimStatus.APPROVED).gap) == (
        7480 - approved,
        7480 - approved,
        7480 - approved + 1880,
    )
    assert millions(at(funding, ClaimStatus.ANNOUNCED).gap) == (
        7480 - approved - 1100,
        7480 - approved - 1100,
        7480 - 849 - lenders,
    )
    counted = {source.id for source in funding.sources if source.counted}
    assert not counted & {"adb-guarantee", "manara", "rail-bridge"}
    assert {use.id for use in funding.uses} == {"need-envelope", "need-approved", "need-study"}


def test_a_sum_is_taken_from_where_it_stands(case: Path) -> None:
    edit(case, "deals.yaml", "value: 30.0e6", "value: 31.0e6")
    assert millions(at(funding_of(case), ClaimStatus.ANNOUNCED).gap) == (17, 19, 21)


def test_a_status_is_that_of_the_deal_on_the_day(case: Path) -> None:
    edit(case, "case.yaml", "cut_off: 2025-06-30", "cut_off: 2025-10-01")
    funding = funding_of(case)
    assert {s.id: s.status for s in funding.sources}["mou"] is ClaimStatus.CONTRACT_SIGNED
    assert funding.need is not None and funding.need.id == "need-later"
    # 30 by contract, 7 paid out, of 90.
    assert millions(at(funding, ClaimStatus.CONTRACT_SIGNED).gap) == (53, 53, 53)
