"""Each instrument against figures worked out by hand, and what it does to the parties."""

from __future__ import annotations

from collections.abc import Callable

import numpy_financial
import pytest

from tenor.finance import Valuation

MINE = """\
name: flat
currency: USD_2024
valuation_year: 2025
discount_rate: 0.10
production: {copper: {unit: t, by_year: {2027: 100, 2028: 100, 2029: 100, 2030: 100}}}
prices: {copper: {unit: USD/t, value: 10}}
opex: {unit: USD, by_year: {2027: 400, 2028: 400, 2029: 400, 2030: 400}}
capex: {unit: USD, by_year: {2026: 1200}}
owners: {investor: {share: 0.8}, host_state: {share: 0.2}}
"""


def party(found: Valuation, name: str) -> list[float]:
    return [row["parties"][name] for row in found.cash_flow]


@pytest.mark.parametrize(
    ("terms", "buyer"),
    [
        ("kind: offtake, share: 0.5, discount: 0.1", 50.0),
        ("kind: offtake, share: 0.5, floor: {unit: USD/t, value: 12}", -100.0),
        ("kind: offtake, share: 0.5, ceiling: {unit: USD/t, value: 9}", 50.0),
        (
            "kind: offtake, share: 1.0, floor: {unit: USD/t, value: 8}, "
            "ceiling: {unit: USD/t, value: 12}",
            0.0,
        ),
        ("kind: cfd, share: 0.5, strike: {unit: USD/t, value: 11}", -50.0),
        ("kind: cfd, share: 0.5, strike: {unit: USD/t, value: 9}", 50.0),
        ("kind: price_floor, floor: {unit: USD/t, value: 9}", 0.0),
        ("kind: price_floor, floor: {unit: USD/t, value: 11}", -100.0),
        (
            "kind: stockpile, discount: -0.2, quantity: {unit: t, by_year: {2027: 30, 2028: 30, "
            "2029: 30, 2030: 300}}",
            None,
        ),
    ],
)
def test_price_contracts(value: Callable[..., Valuation], terms: str, buyer: float | None) -> None:
    found = value(text=MINE, extra=f"instruments: {{a: {{party: b, commodity: copper, {terms}}}}}")
    expected = [0.0, *[buyer or 0.0] * 4] if buyer is not None else [0.0, -60, -60, -60, -200]
    assert party(found, "b") == pytest.approx(expected)
    assert found.project.npv_pre_tax == value(text=MINE).project.npv_pre_tax


def test_prices_of_contracts_are_turned_into_the_unit_of_the_metal(
    value: Callable[..., Valuation],
) -> None:
    terms = "kind: offtake, party: b, commodity: copper, floor: {unit: USD/kg, value: 0.012}"
    found = value(text=MINE, extra=f"instruments: {{a: {{{terms}}}}}")
    assert party(found, "b")[1] == pytest.approx(-200.0)


def test_a_stream(value: Callable[..., Valuation]) -> None:
    terms = (
        "kind: stream, party: s, commodity: copper, share: 0.25, pays: 0.2, "
        "deposit: {unit: USD, by_year: {2026: 500}}"
    )
    found = value(text=MINE, extra=f"instruments: {{a: {{{terms}}}}}")
    assert party(found, "s") == pytest.approx([-500.0, 200, 200, 200, 200])
    assert found.sources_and_uses["sources"]["a"] == 500.0
    assert found.sources_and_uses["sources"]["investor"] == pytest.approx(0.8 * 700)


def test_a_stream_deposit_is_income_as_metal_is_delivered(
    value: Callable[..., Valuation],
) -> None:
    terms = (
        "instruments: {a: {kind: stream, party: s, commodity: copper, share: 0.25, pays: 0.2, "
        "deposit: {unit: USD, by_year: {2026: 500}}}}\n"
        "fiscal: {income_tax: 0.5, depreciation: {method: straight_line, years: 4}}\n"
    )
    found = value(text=MINE, extra=terms)
    # 300 of income without the stream, less 200 given up, plus a quarter of the deposit.
    assert party(found, "government")[1] == pytest.approx(0.5 * (300 - 200 + 125))


def test_a_royalty_sold(value: Callable[..., Valuation]) -> None:
    terms = "kind: royalty_purchase, party: r, rate: 0.02, price: {unit: USD, by_year: {2026: 60}}"
    found = value(text=MINE, extra=f"instruments: {{a: {{{terms}}}}}")
    assert party(found, "r") == pytest.approx([-60.0, 20, 20, 20, 20])
    assert found.parties["r"].irr == pytest.approx(numpy_financial.irr([-60, 20, 20, 20, 20]))


@pytest.mark.parametrize(
    ("method", "paid"),
    [
        ("annuity", [-float(numpy_financial.pmt(0.1, 4, 600))] * 4),
        ("equal_principal", [210.0, 195.0, 180.0, 165.0]),
        ("bullet", [60.0, 60.0, 60.0, 660.0]),
        ("sculpted", [-float(numpy_financial.pmt(0.1, 4, 600))] * 4),
    ],
)
def test_loans(value: Callable[..., Valuation], method: str, paid: list[float]) -> None:
    terms = (
        f"kind: project_loan, party: bank, rate: 0.1, tenor: 4, method: {method}, covenant: 1.3, "
        "recourse: full, amounts: {unit: USD, by_year: {2026: 600}}"
    )
    found = value(text=MINE, extra=f"instruments: {{a: {{{terms}}}}}")
    assert party(found, "bank") == pytest.approx([-600.0, *paid])
    bank = found.parties["bank"]
    assert bank.dscr_min == pytest.approx(600 / max(paid))
    assert bank.llcr == pytest.approx(-float(numpy_financial.pv(0.1, 4, 600)) / 600)


def test_grace_adds_interest_or_has_it_paid(value: Callable[..., Valuation]) -> None:
    terms = (
        "kind: export_credit, party: agency, rate: 0.1, tenor: 4, grace: 1, method: bullet, "
        "recourse: full, amounts: {unit: USD, by_year: {2026: 600}}"
    )
    added = value(text=MINE, extra=f"instruments: {{a: {{{terms}}}}}")
    assert party(added, "agency") == pytest.approx([-600.0, 0, 66, 66, 726])
    paid = value(text=MINE, extra=f"instruments: {{a: {{{terms}, grace_interest: paid}}}}")
    assert party(paid, "agency") == pytest.approx([-600.0, 60, 60, 60, 660])


def test_nominal_debt_shrinks_in_real_money(value: Callable[..., Valuation]) -> None:
    terms = (
        "inflation: 0.05\n"
        "instruments: {a: {kind: project_loan, party: bank, rate: 0.1, basis: nominal, tenor: 4, "
        "method: bullet, amounts: {unit: USD, by_year: {2026: 600}}}}"
    )
    found = value(text=MINE, extra=terms)
    nominal = [-600 * 1.05, *[63.0] * 3, 63 + 630]
    real = [cash / 1.05 ** (k + 1) for k, cash in enumerate(nominal)]
    assert party(found, "bank") == pytest.approx(real)
    assert found.parties["bank"].irr == pytest.approx(1.1 / 1.05 - 1, rel=1e-9)


def test_sculpting_gives_one_cover_for_all_years_after_tax(
    value: Callable[..., Valuation],
) -> None:
    terms = (
        "fiscal: {royalty_ad_valorem: 0.05, income_tax: 0.4, "
        "depreciation: {method: declining_balance, rate: 0.4}}\n"
        "instruments: {a: {kind: project_loan, party: bank, rate: 0.1, tenor: 5, grace: 1, "
        "method: sculpted, amounts: {unit: USD, by_year: {2025: 600}}}}"
    )
    found = value(
        "prices.copper={unit: USD/t, by_year: {2027: 9, 2028: 12, 2029: 10, 2030: 11}}",
        text=MINE,
        extra=terms,
    )
    bank = found.parties["bank"]
    assert bank.dscr_min == pytest.approx(bank.dscr_mean, rel=1e-9)
    assert bank.llcr == pytest.approx(bank.dscr_min, rel=1e-9)
    assert bank.irr == pytest.approx(0.1, rel=1e-9)


def test_limited_recourse_leaves_the_loss_with_lender_and_guarantor(
    value: Callable[..., Valuation],
) -> None:
    terms = (
        "instruments: {a: {kind: project_loan, party: bank, rate: 0.0, tenor: 4, "
        "amounts: {unit: USD, by_year: {2026: 800}}, "
        "guarantee: {party: agency, share: 0.75, fee: 0.01}}}"
    )
    found = value(
        "opex.by_year={2027: 900, 2028: 900, 2029: 900, 2030: 900}", text=MINE, extra=terms
    )
    # 200 due and 100 there: three quarters of what is missing is made good, the rest waits.
    assert party(found, "bank")[1] == pytest.approx(100 + 75)
    assert party(found, "agency")[1] == pytest.approx(-75 + 0.01 * 0.75 * 800)
    # The next year owes 200 and the 25 left over.
    assert party(found, "bank")[2] == pytest.approx(100 + 0.75 * 125)
    full = value(text=MINE, extra=terms.replace("rate: 0.0,", "rate: 0.0, recourse: full,"))
    assert party(full, "bank")[1] == pytest.approx(200)


def test_grants_commitments_insurance_and_equity(value: Callable[..., Valuation]) -> None:
    terms = (
        "instruments:\n"
        "  gift: {kind: grant, party: donor, amounts: {unit: USD, by_year: {2026: 100}}}\n"
        "  fund: {kind: community, receiver: community_fund, base: revenue, rate: 0.01}\n"
        "  works: {kind: processing, receiver: smelter,"
        " amounts: {unit: USD, by_year: {2027: 5}}}\n"
        "  cover: {kind: political_risk_insurance, party: insurer, premium: 0.02, first: 2027,"
        " limit: {unit: USD, value: 1000}}\n"
        "  entry: {kind: equity, party: fund, seller: investor, share: 0.3,"
        " price: {unit: USD, by_year: {2026: 90}}}\n"
    )
    found = value(text=MINE, extra=terms)
    assert party(found, "donor") == pytest.approx([-100.0, 0, 0, 0, 0])
    assert party(found, "community_fund") == pytest.approx([0.0, 10, 10, 10, 10])
    assert party(found, "smelter") == pytest.approx([0.0, 5, 0, 0, 0])
    assert party(found, "insurer") == pytest.approx([0.0, 20, 20, 20, 20])
    left = [-1100.0, 600 - 35, 600 - 30, 600 - 30, 600 - 30]
    assert party(found, "fund") == pytest.approx([0.3 * left[0] - 90, *[0.3 * x for x in left[1:]]])
    assert party(found, "investor")[0] == pytest.approx(0.5 * left[0] + 90)
    uses = found.sources_and_uses
    assert uses["total_uses"] == pytest.approx(1200)
    assert uses["sources"]["gift"] == 100.0
    assert uses["gap"] == 0.0


def test_a_commitment_below_the_need_is_a_gap(value: Callable[..., Valuation]) -> None:
    found = value("owners.host_state.commitment={unit: USD, value: 100}", text=MINE)
    uses = found.sources_and_uses
    assert uses["owners_required"] == pytest.approx({"investor": 960.0, "host_state": 240.0})
    assert uses["gap"] == pytest.approx(140.0)


def test_a_carried_share_pays_back_with_interest(value: Callable[..., Valuation]) -> None:
    found = value("owners.host_state.carry_rate=0.1", text=MINE)
    # 240 is owed: 264 less 120 in the first year, 158.4 less 120 in the second, 42.24 in the third.
    assert party(found, "host_state") == pytest.approx([0.0, 0, 0, 120 - 42.24, 120])


def test_cover_of_a_year_without_cash_is_told(value: Callable[..., Valuation]) -> None:
    terms = (
        "instruments: {a: {kind: project_loan, party: bank, rate: 0.1, tenor: 4, "
        "amounts: {unit: USD, by_year: {2026: 600}}}}"
    )
    found = value("prices.copper.value=3", text=MINE, extra=terms)
    bank = found.parties["bank"]
    assert bank.dscr_min is not None
    assert bank.dscr_min < 0
    assert bank.npv == pytest.approx(-600 / 1.1)


def test_interest_before_repayment_is_no_breach(value: Callable[..., Valuation]) -> None:
    terms = (
        "instruments: {a: {kind: project_loan, party: bank, rate: 0.1, tenor: 5, grace: 2, "
        "grace_interest: paid, amounts: {unit: USD, by_year: {2025: 600}}}}"
    )
    found = value(text=MINE, extra=terms)
    assert party(found, "bank")[:3] == pytest.approx([-600.0, 60, 60])
    bank = found.parties["bank"]
    assert bank.irr == pytest.approx(0.1, rel=1e-9)
    assert bank.dscr_min == pytest.approx(600 / (600 * 0.1 / (1 - 1.1**-3)), rel=1e-9)
    assert found.sources_and_uses["uses"]["interest_and_fees"] == pytest.approx(60)
