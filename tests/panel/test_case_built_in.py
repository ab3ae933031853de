"""The cases that ship with Tenor: sound, quick to load, and carrying what their briefs need."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tenor.core.vocabulary import ClaimStatus, Met, ResourceClass
from tenor.panel.case import Case, built_in_cases, check_case, load_case


@pytest.fixture(scope="module")
def pakistan() -> Case:
    """Return the flagship case."""
    return load_case("pakistan-us")


def test_the_built_in_cases() -> None:
    assert built_in_cases() == ("indonesia-us", "pakistan-us")


@pytest.mark.parametrize("name", built_in_cases())
def test_a_built_in_case_has_no_fault(name: str) -> None:
    assert check_case(name) == []


@pytest.mark.parametrize("name", built_in_cases())
def test_nothing_in_a_built_in_case_is_later_than_its_cut_off(name: str) -> None:
    assert load_case(name).excluded == ()


@pytest.mark.parametrize("name", built_in_cases())
def test_every_source_is_used(name: str) -> None:
    case = load_case(name)
    used = set(_sources(case.as_dict() | {"sources": []}))
    assert set(case.sources) == used


def _sources(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [v for k, v in value.items() if k in {"source", "exempt_source"} and v]
        own += value["sources"] if isinstance(value.get("sources"), list | tuple) else []
        own = [source for source in own if isinstance(source, str)]
        return own + [s for v in value.values() for s in _sources(v)]
    return [s for v in value for s in _sources(v)] if isinstance(value, list) else []


def test_pledge_and_approval_are_different_things(pakistan: Case) -> None:
    pledge, loan = pakistan.deal("ussm-fwo-mou"), pakistan.deal("exim-reko-diq")
    assert pledge.current_status.status is ClaimStatus.MOU_SIGNED
    assert loan.current_status.status is ClaimStatus.APPROVED
    disbursed = [
        deal.id
        for deal in pakistan.deals
        if deal.project == "reko-diq"
        and deal.current_status.status.is_at_least(ClaimStatus.FINANCIALLY_CLOSED)
    ]
    assert disbursed == []


def test_articles_that_repeat_a_figure_share_its_origin(pakistan: Case) -> None:
    voices = pakistan.lineage("ussm-release-2025-09-08")
    assert len({claim.source for claim in voices}) >= 4
    willing = pakistan.claim("us-willingness")
    assert willing.lineage != voices[0].lineage
    assert (willing.low, willing.high) == (5.0e8, 1.0e9)


def test_antimony_claim_and_reserve_are_kept_apart(pakistan: Case) -> None:
    claim, reserve = pakistan.claim("chitral-sb-gsp"), pakistan.claim("pak-sb-reserves")
    assert (claim.resource_class, claim.basis) == (ResourceClass.CLAIM, "unstated")
    assert (reserve.resource_class, reserve.basis) == (ResourceClass.RESERVE, "contained")


def test_an_older_edition_is_superseded_and_kept(pakistan: Case) -> None:
    for new, old, values in (
        ("us-sb-consumption-2024", "us-sb-consumption-2024-mcs2025", (28_600, 24_000)),
        ("pak-sb-output-2024", "pak-sb-output-2024-mcs2025", (260, 250)),
    ):
        assert (pakistan.claim(new).value, pakistan.claim(old).value) == values
        assert pakistan.superseded_by(old) == new


@pytest.mark.parametrize(
    ("day", "rates"),
    [
        ("2025-04-08", {"us-reciprocal-duty": 0.10}),
        ("2025-10-31", {"us-reciprocal-duty": 0.19}),
        ("2026-02-22", {}),
        ("2026-03-01", {"us-section-122-surcharge": 0.10}),
        ("2026-07-23", {"us-section-122-surcharge": 0.10}),
        ("2026-07-24", {"us-section-301-forced-labour": 0.10}),
    ],
)
def test_the_us_duty_on_each_day(day: str, rates: dict[str, float], pakistan: Case) -> None:
    found = {
        policy.id: value.value
        for policy in pakistan.policies
        if policy.kind == "tariff" and policy.applies_to in {(), ("PAK",)}
        for value in policy.in_force_on(dt.date.fromisoformat(day))
        if value.measure == "tariff_rate"
    }
    assert found == rates


def test_the_suspensions_of_november_2026_are_dated(pakistan: Case) -> None:
    ends = {
        policy.id: str(value.valid_to)
        for policy in pakistan.policies
        for value in policy.values
        if value.state == "suspended" and value.valid_to
    }
    assert ends == {
        "china-october-2025-package": "2026-11-10",
        "china-us-ban-ga-ge-sb": "2026-11-27",
    }


def test_import_shares_sum_to_one(pakistan: Case) -> None:
    groups: dict[tuple[str | None, ...], float] = {}
    for claim in pakistan.claims:
        if claim.measure == "import_share" and str(claim.valid_from) == "2021":
            key = (claim.commodity, claim.stage, claim.form)
            groups[key] = groups.get(key, 0.0) + (claim.value or 0.0)
    assert len(groups) == 9
    assert all(abs(total - 1.0) <= 0.0101 for total in groups.values()), groups


def test_no_figure_of_the_surveys_is_called_opened(pakistan: Case) -> None:
    for source in ("usgs-mcs-2025", "usgs-mcs-2026"):
        assert pakistan.sources[source].met is Met.EXCERPT
    assert all(claim.met is not Met.RECALLED for claim in pakistan.claims)


def test_a_year_earlier_the_case_is_the_hopeful_half(pakistan: Case) -> None:
    earlier = pakistan.as_of("2025-10-31")
    assert earlier.project("reko-diq").current_status.status == "development"
    assert earlier.deal("exim-reko-diq").current_status.status is ClaimStatus.PROPOSED
    assert earlier.deal("us-pak-trade-deal").current_status.status is ClaimStatus.OPERATING
    assert {claim.id for claim in earlier.claims} < {claim.id for claim in pakistan.claims}
