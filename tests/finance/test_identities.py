"""Identities that hold for every project, whatever its terms and draws."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenor.finance import Valuation, read_project_text
from tenor.finance.evaluate import build_schedules, evaluate, prepare
from tenor.finance.plan import build_plan
from tenor.finance.sampling import Sampler, find_extra

YEARS = range(2029, 2049)


def by_year(amount: float) -> str:
    return "{" + ", ".join(f"{year}: {amount!r}" for year in YEARS) + "}"


RICH = f"""\
name: rich
currency: USD_2024
valuation_year: 2025
discount_rate: 0.08
inflation: 0.02
production:
  copper: {{unit: t, by_year: {by_year(100000.0)}}}
  gold: {{unit: oz, by_year: {by_year(120000.0)}}}
prices:
  copper: {{unit: USD/lb, value: 4.0, process: schwartz-1997-copper-one-factor}}
  gold: {{unit: USD/oz, value: 2000, process: schwartz-1997-copper-two-factor}}
opex: {{unit: USD, by_year: {by_year(4.0e8)}}}
opex_local: 0.4
opex_variable: 0.5
capex: {{unit: USD, by_year: {{2026: 0.7e9, 2027: 0.8e9, 2028: 0.6e9, 2036: 0.4e9}}}}
sustaining_capex: {{unit: USD, by_year: {by_year(3.0e7)}}}
closure: {{unit: USD, by_year: {{2049: 1.0e8}}}}
fiscal:
  regime: pakistan-balochistan
  advance_royalty: {{unit: USD, by_year: {{2027: 20.0e6, 2028: 40.0e6}}, cap: 50.0e6,
    payee: host_province}}
  royalties: {{community: {{base: margin, rate: 0.01, payee: community_fund}}}}
  rent_taxes: {{excess: {{threshold: 0.15, rate: 0.2, payee: host_federation}}}}
  production_share: {{cost_limit: 0.7, state_share: 0.05, payee: host_federation}}
owners:
  investor: {{share: 0.5}}
  carried: {{share: 0.15, carry_rate: 0.06}}
  host_federation: {{share: 0.25}}
  host_province: {{share: 0.10, free_carried: true}}
instruments:
  loan: {{kind: project_loan, party: lender, rate: 0.08, basis: nominal, tenor: 14, grace: 3,
    method: sculpted, covenant: 1.2, fee: 0.01,
    amounts: {{unit: USD, by_year: {{2026: 3.0e8, 2027: 4.0e8, 2028: 2.0e8}}}},
    guarantee: {{party: guarantor, share: 0.8, fee: 0.01}}}}
  export: {{kind: export_credit, party: agency, rate: 0.04, tenor: 12, grace: 3,
    amounts: {{unit: USD, by_year: {{2028: 2.0e8}}}}}}
  prepay: {{kind: prepayment, party: trader, rate: 0.07, tenor: 6, grace: 2,
    amounts: {{unit: USD, by_year: {{2028: 0.5e8}}}}}}
  stream: {{kind: stream, party: streamer, commodity: gold, share: 0.2, pays: 0.2,
    deposit: {{unit: USD, by_year: {{2027: 2.0e8}}}}}}
  royalty: {{kind: royalty_purchase, party: royalty_house, rate: 0.01,
    price: {{unit: USD, by_year: {{2027: 5.0e7}}}}}}
  offtake: {{kind: offtake, party: offtaker, commodity: copper, share: 0.5,
    floor: {{unit: USD/lb, value: 3.2}}, ceiling: {{unit: USD/lb, value: 5.0}}}}
  difference: {{kind: cfd, party: buyer, commodity: copper, share: 0.2,
    strike: {{unit: USD/lb, value: 4.2}}, first: 2030, last: 2040}}
  stock: {{kind: stockpile, party: buyer, commodity: copper, discount: -0.1,
    quantity: {{unit: kt, by_year: {{2030: 5, 2031: 5}}}}}}
  grant: {{kind: grant, party: buyer, amounts: {{unit: USD, by_year: {{2026: 2.0e7}}}}}}
  cover: {{kind: political_risk_insurance, party: insurer, premium: 0.01, share: 0.9,
    limit: {{unit: USD, value: 2.0e8}}}}
  locals: {{kind: local_content, receiver: suppliers, base: opex, rate: 0.02}}
  skills: {{kind: technology_transfer, receiver: host_federation,
    amounts: {{unit: USD, by_year: {{2030: 5.0e6}}}}}}
  buy_in: {{kind: equity, party: fund, seller: investor, share: 0.1,
    price: {{unit: USD, by_year: {{2027: 1.5e8}}}}}}
parties: {{fund: {{discount_rate: 0.1}}, buyer: {{kind: buyer, discount_rate: 0.03}}}}
uncertainty:
  grade: {{low: 0.85, mode: 1.0, high: 1.1}}
  capex: {{low: 0.9, mode: 1.1, high: 1.7}}
  opex: {{low: 0.85, mode: 1.0, high: 1.3, kind: pert}}
  exchange_rate: {{low: 0.8, mode: 1.0, high: 1.1}}
  delay: {{low: 0.0, mode: 1.0, high: 3.0}}
  correlation: {{price.copper~price.gold: 0.4, capex~opex: 0.5, price.copper~opex: 0.3}}
  security:
    correlation: 0.4
    sites:
      mine: {{rate: 0.05, stop: 0.2, damage: 0.01, end: 0.02}}
      road: {{rate: 0.2, stop: 0.08}}
  gates: {{review: {{year: 2027, probability: 0.6, delay: 2, fails: 0.3}}}}
"""


def test_parties_sum_to_the_project_in_the_base_case(value: Callable[..., Valuation]) -> None:
    found = value(text=RICH)
    for row in found.cash_flow:
        parts = list(row["parties"].values())
        total, size = math.fsum(parts), math.fsum(abs(part) for part in parts)
        assert total == pytest.approx(row["pre_tax_cash_flow"], abs=1e-13 * max(size, 1.0))
    assert {
        "investor",
        "carried",
        "host_federation",
        "host_province",
        "fund",
        "lender",
        "agency",
        "trader",
        "guarantor",
        "streamer",
        "royalty_house",
        "offtaker",
        "buyer",
        "insurer",
        "suppliers",
        "community_fund",
    } == set(found.parties)


def test_parties_sum_to_the_project_in_every_draw() -> None:
    project = read_project_text(RICH.encode())
    plan = build_plan(project, extra=find_extra(project))
    draws = Sampler(plan, 3).draw(0, 300)
    outcome = evaluate(plan, draws, schedules=build_schedules(plan), prepared=prepare(plan, draws))
    total = sum(outcome.book.parties().values())
    assert np.abs(total - outcome.pre_tax).max() <= 1e-12 * 1e10


@settings(max_examples=15, deadline=None)
@given(st.floats(0.5, 3.0), st.floats(-0.5, 0.5))
def test_value_is_linear_in_price_without_tax(factor: float, step: float) -> None:
    text = RICH[: RICH.index("fiscal:")]

    def worth(price: float) -> float:
        from tenor.finance import value_project

        project = read_project_text(text.encode(), settings=[f"prices.copper.value={price!r}"])
        return value_project(project).project.npv_pre_tax

    low, middle, high = (worth(4.0 * factor + k * step) for k in (-1, 0, 1))
    assert low + high == pytest.approx(2 * middle, abs=1e-3)


def test_values_add(value: Callable[..., Valuation]) -> None:
    """Without tax two halves of a mine are worth what the whole is."""
    whole = value("fiscal.income_tax=0")
    half = value(
        "fiscal.income_tax=0",
        "production.copper.by_year={2028: 4000, 2029: 5000, 2030: 1000}",
        "opex.by_year={2028: 1.0e7, 2029: 2.0e7}",
        "capex.by_year={2026: 5.0e7}",
    )
    rest = value(
        "fiscal.income_tax=0",
        "production.copper.by_year={2028: 6000, 2029: 5000, 2030: 9000}",
        "opex.by_year={2028: 2.0e7, 2029: 1.0e7, 2030: 3.0e7}",
        "capex.by_year={2026: 1.0e7, 2027: 4.0e7}",
    )
    together = half.project.npv_after_tax + rest.project.npv_after_tax
    assert whole.project.npv_after_tax == pytest.approx(together, rel=1e-12)


def test_a_royalty_of_nothing_is_no_royalty(value: Callable[..., Valuation]) -> None:
    nothing = value("fiscal.royalty_ad_valorem=0", "fiscal.income_tax=0")
    assert nothing.project.npv_after_tax == nothing.project.npv_pre_tax
    assert nothing.aetr == 0.0
    assert nothing.project.metr == 0.0


@settings(max_examples=20, deadline=None)
@given(
    rate=st.floats(0.0, 0.2),
    tenor=st.integers(3, 15),
    grace=st.integers(0, 2),
    method=st.sampled_from(["annuity", "equal_principal", "bullet", "sculpted"]),
    kept=st.sampled_from(["capitalised", "paid"]),
)
def test_a_loan_at_its_own_rate_is_worth_nothing(
    rate: float, tenor: int, grace: int, method: str, kept: str
) -> None:
    from tenor.finance import value_project

    text = RICH[: RICH.index("instruments:")] + (
        f"instruments: {{loan: {{kind: project_loan, party: lender, rate: {rate!r}, "
        f"tenor: {tenor}, grace: {grace}, method: {method}, grace_interest: {kept}, "
        "recourse: full, amounts: {unit: USD, by_year: {2028: 2.0e8}}}}\n"
        f"parties: {{lender: {{discount_rate: {rate!r}}}}}\n"
    )
    # A sculpted loan follows the cash of the years of repayment, which start with production.
    found = value_project(read_project_text(text.encode()))
    assert found.parties["lender"].npv == pytest.approx(0.0, abs=2.0)
    if rate > 1e-6:
        assert found.parties["lender"].irr == pytest.approx(rate, rel=1e-6, abs=1e-9)


def test_a_free_carry_shifts_value_and_makes_none(value: Callable[..., Valuation]) -> None:
    carried = value()
    paying = value("owners.host_province.free_carried=false")
    assert carried.project.as_dict() == paying.project.as_dict()
    owners = ("investor", "host_state", "host_province")
    before = [paying.parties[name].npv for name in owners]
    after = [carried.parties[name].npv for name in owners]
    assert math.fsum(after) == pytest.approx(math.fsum(before), rel=1e-12)
    assert after[2] > before[2]
    assert after[0] < before[0]


def test_a_free_carry_is_the_same_whatever_the_debt(value: Callable[..., Valuation]) -> None:
    """The carried share gets its part of the cash after tax, before capital and loans."""
    loan = (
        "instruments: {loan: {kind: project_loan, party: lender, rate: 0.0, tenor: 3, grace: 1,"
        " amounts: {unit: USD, by_year: {2027: 3.0e7}}}}\n"
    )
    assert value(extra=loan).parties["host_province"].npv == pytest.approx(
        value().parties["host_province"].npv, rel=1e-13
    )


def test_draws_do_not_change_the_base_case(value: Callable[..., Valuation]) -> None:
    def plain(found: Valuation) -> dict[str, Any]:
        shown = found.as_dict()
        return {k: v for k, v in shown.items() if k not in ("quantiles", "risk")}

    base = plain(value(text=RICH))
    assert plain(value(text=RICH, draws=64, seed=5)) == base
    assert plain(value(text=RICH, draws=256, seed=9)) == base
