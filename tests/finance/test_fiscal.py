"""Each fiscal term against figures worked out by hand."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tenor.core.errors import UserError
from tenor.finance import Valuation, list_regimes, read_project_text, read_regime
from tenor.finance.fiscal.income import Carried, LossAccount

SMALL = """\
name: small mine
currency: USD_2024
valuation_year: 2025
discount_rate: 0.08
production: {copper: {unit: t, by_year: {2028: 10000, 2029: 10000, 2030: 10000}}}
prices: {copper: {unit: USD/t, value: 9000}}
opex: {unit: USD, by_year: {2028: 30.0e6, 2029: 30.0e6, 2030: 30.0e6}}
capex: {unit: USD, by_year: {2026: 60.0e6, 2027: 40.0e6}}
"""
FLAT = """\
name: flat
currency: USD_2024
valuation_year: 2025
discount_rate: 0.10
production: {{copper: {{unit: t, by_year: {{2027: 100, 2028: 100, 2029: 100, 2030: 100}}}}}}
prices: {{copper: {{unit: USD/t, value: 10}}}}
opex: {{unit: USD, by_year: {{2027: 400, 2028: 400, 2029: 400, 2030: 400}}}}
capex: {{unit: USD, by_year: {{2026: 1200}}}}
fiscal: {fiscal}
owners: {{investor: {{share: 0.8}}, host_state: {{share: 0.2}}}}
"""
STRAIGHT = "depreciation: {method: straight_line, years: 4}"


def rows(value: Callable[..., Valuation], fiscal: str, column: str) -> list[float]:
    found = value(text=FLAT.format(fiscal=fiscal))
    return [row[column] for row in found.cash_flow][1:]


@pytest.mark.parametrize(
    ("fiscal", "column", "expected"),
    [
        ("{royalties: {a: {base: gross, rate: 0.05}}}", "royalty", [50.0] * 4),
        ("{royalties: {a: {base: margin, rate: 0.05}}}", "royalty", [30.0] * 4),
        (
            "{royalties: {a: {base: quantity, unit: USD/t, value: 0.2}}}",
            "royalty",
            [20.0] * 4,
        ),
        (
            "{royalties: {a: {rate: 0.05, first: 2028, last: 2029}}}",
            "royalty",
            [0.0, 50.0, 50.0, 0.0],
        ),
        (
            "{royalties: {a: {rate: {by_year: {2027: 0.02, 2029: 0.04}}}}}",
            "royalty",
            [20.0, 20.0, 40.0, 40.0],
        ),
        (
            "{royalties: {a: {index: copper, brackets: [{from: 0, rate: 0.04},"
            " {from: 8, rate: 0.10}]}}}",
            "royalty",
            [100.0] * 4,
        ),
        (
            "{royalties: {a: {index: copper, marginal: true, brackets: [{from: 0, rate: 0.04},"
            " {from: 8, rate: 0.10}]}}}",
            "royalty",
            [100 * (8 * 0.04 + 2 * 0.10)] * 4,
        ),
        (
            "{royalties: {a: {index: margin, brackets: [{from: 0, rate: 0.01},"
            " {from: 0.5, rate: 0.03}]}}}",
            "royalty",
            [30.0] * 4,
        ),
        (
            "{royalty_ad_valorem: 0.05, advance_royalty: {unit: USD, cap: 80,"
            " by_year: {2026: 100}}}",
            "royalty",
            [0.0, 20.0, 50.0, 50.0],
        ),
        (
            "{export_duties: {a: {rate: 0.1, processed: 0.5, rebate: 0.4}}}",
            "other_levies",
            [80.0] * 4,
        ),
        ("{fees: {rent: {unit: USD, by_year: {2028: 7}}}}", "other_levies", [0, 7.0, 0, 0]),
        (f"{{income_tax: 0.5, {STRAIGHT}}}", "income_tax", [150.0] * 4),
        (
            "{income_tax: 0.5, depreciation: {method: immediate}}",
            "income_tax",
            [0.0, 0.0, 300.0, 300.0],
        ),
        (
            "{income_tax: 0.5, depreciation: {method: immediate}, losses: {years: 1}}",
            "income_tax",
            [0.0, 0.0, 300.0, 300.0],
        ),
        (
            "{income_tax: 0.5, depreciation: {method: immediate}, losses: {share: 0.5}}",
            "income_tax",
            [0.0, 150.0, 150.0, 300.0],
        ),
        (
            "{income_tax: 0.5, depreciation: {method: declining_balance, rate: 0.5}}",
            "income_tax",
            [0.0, 150.0, 225.0, 262.5],
        ),
        (
            "{income_tax: 0.5, depreciation: {method: production}}",
            "income_tax",
            [150.0] * 4,
        ),
        (
            f"{{income_tax: {{rate: 0.5, holiday_years: 2}}, {STRAIGHT}}}",
            "income_tax",
            [0.0, 0.0, 150.0, 150.0],
        ),
        (
            f"{{income_tax: {{rate: 0.5, steps: [{{from: 2, rate: 0.1}}]}}, {STRAIGHT}}}",
            "income_tax",
            [150.0, 150.0, 30.0, 30.0],
        ),
        (
            f"{{income_tax: {{rate: 0.5, surcharge: [{{from: 200, rate: 0.1}}]}}, {STRAIGHT}}}",
            "income_tax",
            [180.0] * 4,
        ),
        (
            "{income_tax: {rate: 0.5, ring_fence: false}, depreciation: {method: immediate}}",
            "income_tax",
            [-300.0, 300.0, 300.0, 300.0],
        ),
        (
            "{income_tax: 0.5, depreciation: {method: immediate},"
            " minimum_taxes: {a: {rate: 0.1, carry_years: 2}}}",
            "income_tax",
            [100.0, 100.0, 100.0, 300.0],
        ),
        (
            "{income_tax: 0.5, depreciation: {method: immediate}, minimum_taxes: {a: {rate: 0.1}}}",
            "income_tax",
            [100.0, 100.0, 300.0, 300.0],
        ),
        (
            "{rent_taxes: {a: {threshold: 0.0, rate: 0.4}}}",
            "rent_tax",
            [0.0, 0.0, 240.0, 240.0],
        ),
        (
            "{production_share: {cost_limit: 0.6, state_share: 0.5}}",
            "other_levies",
            [200.0] * 4,
        ),
    ],
)
def test_terms_by_hand(
    value: Callable[..., Valuation], fiscal: str, column: str, expected: list[float]
) -> None:
    assert rows(value, fiscal, column) == pytest.approx(expected, rel=1e-12, abs=1e-9)


def test_withheld_dividends_are_the_private_owners(value: Callable[..., Valuation]) -> None:
    found = value(text=FLAT.format(fiscal="{withholding: {dividends: 0.1, payee: host_state}}"))
    year = found.cash_flow[1]
    assert year["royalty_and_tax"] == pytest.approx(0.1 * 0.8 * 600)
    assert year["parties"]["investor"] == pytest.approx(0.9 * 0.8 * 600)
    assert year["parties"]["host_state"] == pytest.approx(0.2 * 600 + 0.1 * 0.8 * 600)


def test_losses_are_used_oldest_first_and_lapse() -> None:
    account = LossAccount(2, 1.0, 1)
    flows = [-100.0, -50.0, 30.0, 40.0, 100.0]
    taxable = [float(account.use(np.array([x]))[0]) for x in flows]
    # The 100 of the first year is used 30 in the third and then lapses; of the 50, 40 are used in
    # the fourth, and what is left lapses too.
    assert taxable == [0.0, 0.0, 0.0, 0.0, 100.0]


def test_carried_amounts_are_those_of_queues() -> None:
    random = np.random.default_rng(5)
    years, draws, keep = 40, 50, 6
    added, wanted = random.uniform(0, 10, (2, years, draws))
    account = Carried(keep, draws)
    queues = [[0.0] * keep for _ in range(draws)]
    for y in range(years):
        used = account.use(wanted[y])
        for d in range(draws):
            room, taken = wanted[y, d], 0.0
            for k in range(keep):
                part = min(queues[d][k], room)
                queues[d][k], room, taken = queues[d][k] - part, room - part, taken + part
            assert used[d] == pytest.approx(taken, abs=1e-9)
            queues[d] = [*queues[d][1:], added[y, d]]
        account.add(added[y])


@pytest.mark.parametrize("name", list_regimes())
def test_every_regime_reads_and_values_a_mine(value: Callable[..., Valuation], name: str) -> None:
    regime = read_regime(name)
    assert regime.references
    assert all(one.citation and one.met for one in regime.references)
    royalties = regime.terms.get("royalties", {}).values()
    named = [one["commodities"] for one in royalties if "commodities" in one]
    named += [one["index"] for one in royalties if one.get("index", "margin") != "margin"]
    metal = named[0] if named else "copper"
    metal = metal if isinstance(metal, str) else metal[0]
    mine = SMALL.replace("copper", metal)
    found = value(f"fiscal={{regime: {name}}}", text=mine)
    plain = value("fiscal={}", text=mine)
    assert found.regime == name
    assert found.project.npv_after_tax < plain.project.npv_after_tax


def test_recalled_rows_carry_no_date() -> None:
    for name in list_regimes():
        for one in read_regime(name).references:
            if one.met == "recalled":
                assert (one.valid_from, one.valid_to, one.legal_reference) == (None, None, None)


def test_a_project_lays_its_terms_over_the_regime(value: Callable[..., Valuation]) -> None:
    text = FLAT.format(fiscal="{regime: reko-diq, royalties: {provincial_royalty: {rate: 0.08}}}")
    found = read_project_text(text.encode(), settings=["fiscal.income_tax=0.35"])
    rates = {one.id: one.rate.level for one in found.fiscal.royalties}
    assert rates == {
        "provincial_royalty": 0.08,
        "federal_charge": 0.01,
        "export_zone_surcharge": 0.005,
    }
    tax = found.fiscal.income_tax
    assert tax is not None
    assert (tax.rate.level, tax.holiday_years) == (0.35, 15)


def test_unknown_regimes_are_told_with_the_nearest() -> None:
    with pytest.raises(UserError, match="did you mean 'reko-diq'"):
        read_regime("rekodiq")
    with pytest.raises(UserError, match="pakistan-balochistan"):
        read_project_text(FLAT.format(fiscal="{regime: pakistan-balochstan}").encode())


def test_historical_cost_loses_its_worth(value: Callable[..., Valuation]) -> None:
    fiscal = "{income_tax: 0.5, depreciation: {method: straight_line, years: 4, historical: true}}"
    found = value(text=FLAT.format(fiscal=fiscal), extra="inflation: 0.1\n")
    deducted = [row["depreciation"] for row in found.cash_flow][1:]
    # In money of the day 300 a year; in money of 2026 that is worth a tenth less each year.
    assert deducted == pytest.approx([300 / 1.1**k for k in (1, 2, 3, 4)])


def test_as_a_royalty_rises_value_falls_and_the_burden_rises(
    value: Callable[..., Valuation],
) -> None:
    """The shape of the sensitivity of a copper mine in Otto and others (2006), tables 4.13-14."""
    found = [value(f"fiscal.royalty_nsr={rate / 100}") for rate in range(7)]
    worth = [one.project.npv_after_tax for one in found]
    rates = [one.project.irr_after_tax.value for one in found]
    burden = [one.aetr for one in found]
    take = [one.project.totals["royalty_and_tax"] for one in found]
    assert worth == sorted(worth, reverse=True)
    assert rates == sorted(rates, reverse=True)
    assert burden == sorted(burden)
    assert take == sorted(take)
