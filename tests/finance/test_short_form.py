"""The short form against a sheet reckoned by plain loops, for the example and for many others."""

from __future__ import annotations

import math
from io import StringIO
from typing import Any

import numpy_financial
import pytest
import pyxirr
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from tenor.finance import read_project_text, value_project

CLOSE = 1e-11


def reckon(project: dict[str, Any]) -> dict[str, Any]:
    """Return the cash flows and values of a short-form project, from its plain values.

    The conventions are those of the contract: royalty on gross revenue and deductible; capital
    before production depreciates from the first year of production, later capital from its own
    year; losses carried forward without limit; a free-carried share pays no capital.
    """
    made = project.get("production", {})
    flows = [one["by_year"] for one in made.values()]
    flows += [project[key]["by_year"] for key in ("opex", "capex", "closure") if key in project]
    listed = [int(year) for flow in flows for year in flow]
    years = list(range(min(listed), max(listed) + 1))
    fiscal = project.get("fiscal", {})
    rate_of_royalty = fiscal.get("royalty_ad_valorem", 0.0)
    rate_of_tax = fiscal.get("income_tax", 0.0)
    life = fiscal.get("depreciation", {}).get("years")

    def spent(key: str, year: int) -> float:
        return project.get(key, {}).get("by_year", {}).get(year, 0.0)

    def revenue(year: int) -> float:
        total = 0.0
        for metal, one in made.items():
            tonnes = one["by_year"].get(year, 0.0)
            price = project["prices"][metal]
            if tonnes:
                total += tonnes * (price["value"] if "value" in price else price["by_year"][year])
        return total

    producing = [y for y in years if any(one["by_year"].get(y, 0) > 0 for one in made.values())]
    start = producing[0] if producing else None
    rows, losses = [], 0.0
    for year in years:
        sold, cost = revenue(year), spent("opex", year) + spent("closure", year)
        written_off = 0.0
        for when in years:
            if start is None or life is None:
                continue
            first = max(when, start)
            if first <= year < first + life:
                written_off += spent("capex", when) / life
        royalty = rate_of_royalty * sold
        income = sold - royalty - cost - written_off
        if income >= 0:
            used = min(losses, income)
            losses -= used
            taxable = income - used
        else:
            losses += -income
            taxable = 0.0
        tax = rate_of_tax * taxable
        before = sold - cost - spent("capex", year)
        rows.append(
            {
                "year": year,
                "before": before,
                "royalty": royalty,
                "tax": tax,
                "capex": spent("capex", year),
                "after": before - royalty - tax,
            }
        )
    return {"rows": rows, **_worth(project, rows)}


def _worth(project: dict[str, Any], rows: list[dict[str, float]]) -> dict[str, Any]:
    rate, base = project["discount_rate"], project["valuation_year"]

    def npv(flow: list[float]) -> float:
        return sum(
            cash / (1 + rate) ** (row["year"] - base) for cash, row in zip(flow, rows, strict=True)
        )

    owners = project.get("owners", {"investor": {"share": 1.0}})
    paying = sum(o["share"] for o in owners.values() if not o.get("free_carried"))
    flows: dict[str, list[float]] = {}
    for name, owner in owners.items():
        pays = 0.0 if owner.get("free_carried") else owner["share"] / paying
        flows[name] = [
            owner["share"] * (row["after"] + row["capex"]) - pays * row["capex"] for row in rows
        ]
    before = [row["before"] for row in rows]
    take = [
        row["royalty"]
        + row["tax"]
        + sum(flow[i] for name, flow in flows.items() if name.startswith("host_"))
        for i, row in enumerate(rows)
    ]
    return {
        "npv_pre_tax": npv(before),
        "npv_after_tax": npv([row["after"] for row in rows]),
        "owners": {name: npv(flow) for name, flow in flows.items()},
        "take": (sum(take) / sum(before) if sum(before) > 0 else None),
        "take_discounted": (npv(take) / npv(before) if npv(before) > 0 else None),
    }


def as_text(project: dict[str, Any]) -> bytes:
    out = StringIO()
    YAML(typ="safe", pure=True).dump(project, out)
    return out.getvalue().encode()


def near(found: float | None, expected: float | None, scale: float) -> bool:
    if found is None or expected is None:
        return found is expected
    return math.isclose(found, expected, rel_tol=1e-10, abs_tol=CLOSE * scale)


def test_the_example_by_hand(value) -> None:
    """Three years of 90 m revenue: royalty 4.5, depreciation 33.33, tax 6.42833 m a year."""
    found = value()
    last = found.cash_flow[-1]
    assert last["royalty"] == pytest.approx(4.5e6, rel=1e-14)
    assert last["depreciation"] == pytest.approx(100e6 / 3, rel=1e-14)
    assert last["tax"] == pytest.approx(0.29 * (90e6 - 4.5e6 - 30e6 - 100e6 / 3), rel=1e-14)
    assert last["after_tax_cash_flow"] == pytest.approx(49_071_666.6666667, rel=1e-14)
    flow = [-60e6, -40e6] + [49_071_666.0 + 2 / 3] * 3
    assert found.project.npv_after_tax == pytest.approx(
        numpy_financial.npv(0.08, [0.0, *flow]), rel=1e-12
    )
    assert found.project.irr_after_tax.value == pytest.approx(numpy_financial.irr(flow), rel=1e-10)
    assert found.project.irr_after_tax.value == pytest.approx(pyxirr.irr(flow), rel=1e-10)
    assert found.project.payback_year == 2030
    assert found.project.aisc == pytest.approx((30e6 + 4.5e6) / 10_000, rel=1e-14)
    assert found.government_take["undiscounted"] == pytest.approx(
        (13.5e6 + 19.285e6 + 0.15 / 0.9 * -100e6 + 0.25 * 147.215e6) / 80e6, rel=1e-12
    )


amounts = st.floats(0.0, 5e8).map(lambda x: round(x, 2))
shares = st.floats(0.0, 0.6)


@st.composite
def projects(draw: st.DrawFn) -> dict[str, Any]:
    first = draw(st.integers(2024, 2030))
    span = draw(st.integers(1, 14))
    years = list(range(first, first + span))
    metals = draw(
        st.lists(st.sampled_from(["copper", "gold", "zinc"]), min_size=1, max_size=3, unique=True)
    )
    some = st.lists(st.sampled_from(years), min_size=1, unique=True).map(sorted)

    def listed(values: st.SearchStrategy[float]) -> dict[int, float]:
        return {year: draw(values) for year in draw(some)}

    made = {
        m: {"unit": "t", "by_year": listed(st.floats(0.0, 1e5).map(lambda x: round(x, 1)))}
        for m in metals
    }
    prices: dict[str, Any] = {}
    for metal in metals:
        prices[metal] = {"unit": "USD/t"}
        if draw(st.booleans()):
            prices[metal]["value"] = draw(st.floats(0.0, 20_000.0))
        else:
            prices[metal]["by_year"] = {
                year: draw(st.floats(0.0, 20_000.0)) for year in made[metal]["by_year"]
            }
    project: dict[str, Any] = {
        "name": "drawn",
        "currency": draw(st.sampled_from(["USD_2024", "USD_nominal"])),
        "valuation_year": draw(st.integers(2020, 2032)),
        "discount_rate": draw(st.floats(0.0, 0.3)),
        "production": made,
        "prices": prices,
        "opex": {"unit": "USD", "by_year": listed(amounts)},
        "capex": {"unit": "USD", "by_year": listed(amounts)},
    }
    if draw(st.booleans()):
        project["closure"] = {"unit": "USD", "by_year": listed(amounts)}
    if draw(st.booleans()):
        project["fiscal"] = {
            "royalty_ad_valorem": draw(st.floats(0.0, 0.3)),
            "income_tax": draw(st.floats(0.0, 0.6)),
            "depreciation": {"method": "straight_line", "years": draw(st.integers(1, 20))},
        }
    if draw(st.booleans()):
        state, province = draw(st.floats(0.0, 0.4)), draw(st.floats(0.0, 0.4))
        project["owners"] = {
            "investor": {"share": 1.0 - state - province},
            "host_state": {"share": state},
            "host_province": {"share": province, "free_carried": draw(st.booleans())},
        }
    return project


@settings(max_examples=150, deadline=None)
@given(projects())
def test_any_short_form_agrees_with_the_sheet(project: dict[str, Any]) -> None:
    found = value_project(read_project_text(as_text(project)))
    sheet = reckon(project)
    scale = max(1.0, *(abs(row["before"]) + row["capex"] for row in sheet["rows"]))
    rows = {row["year"]: row for row in found.cash_flow}
    for row in sheet["rows"]:
        mine = rows[row["year"]]
        assert near(mine["pre_tax_cash_flow"], row["before"], scale)
        assert near(mine["royalty"], row["royalty"], scale)
        assert near(mine["tax"], row["tax"], scale)
        assert near(mine["after_tax_cash_flow"], row["after"], scale)
    worth = scale * len(sheet["rows"])
    assert near(found.project.npv_pre_tax, sheet["npv_pre_tax"], worth)
    assert near(found.project.npv_after_tax, sheet["npv_after_tax"], worth)
    for name, npv in sheet["owners"].items():
        assert near(found.parties[name].npv, npv, worth)
    if sheet["npv_pre_tax"] > worth * 1e-3:
        take = found.government_take["discounted"]
        assert take == pytest.approx(sheet["take_discounted"], rel=1e-7, abs=1e-9)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.floats(-1e6, 1e6).map(lambda x: round(x, 2)), min_size=2, max_size=30),
    st.floats(1.0, 1e6),
)
def test_rates_of_return_bring_the_worth_to_nothing(flow: list[float], first: float) -> None:
    from tenor.finance.measures import find_irr

    whole = [-first, *flow]
    found = find_irr(whole)
    for rate in found.all:
        if rate > -0.5:
            worth = sum(cash / (1 + rate) ** k for k, cash in enumerate(whole))
            size = sum(abs(cash) / (1 + rate) ** k for k, cash in enumerate(whole))
            assert abs(worth) <= 1e-9 * size
    one_change = all(cash >= 0 for cash in flow) and any(cash > 0 for cash in flow)
    if one_change:
        assert len(found.all) == 1
        if found.value is not None and -0.9 < found.value < 5:
            theirs = pyxirr.irr(whole)
            if theirs is not None:
                assert found.value == pytest.approx(theirs, rel=1e-6, abs=1e-8)


def test_no_sign_change_has_no_rate(value) -> None:
    found = value("prices.copper.value=0")
    assert found.project.irr_pre_tax.value is None
    assert any("no internal rate" in note for note in found.notes)
    assert found.government_take == {"undiscounted": None, "discounted": None}


def test_several_rates_are_named() -> None:
    from tenor.finance.measures import find_irr

    found = find_irr([-1000.0, 2500.0, -1540.0])
    assert found.all == pytest.approx((0.1, 0.4), rel=1e-9)
    assert found.value == pytest.approx(0.1, rel=1e-9)


def test_units_of_production_and_price_are_brought_together(value) -> None:
    in_tonnes = value().project.npv_pre_tax
    in_pounds = value(
        "production.copper={unit: kt Cu, by_year: {2028: 10, 2029: 10, 2030: 10}}",
        f"prices.copper={{unit: USD_2024/lb Cu, value: {9000 / 2204.6226218487757!r}}}",
    )
    assert in_pounds.project.npv_pre_tax == pytest.approx(in_tonnes, rel=1e-12)


def test_a_project_that_never_produces_only_costs(value) -> None:
    found = value("production.copper.by_year={2028: 0}", "opex.by_year={2028: 0}")
    assert found.project.npv_after_tax == pytest.approx(-60e6 / 1.08 - 40e6 / 1.08**2)
    assert found.project.aisc is None
    assert found.parties["host_province"].npv == 0.0
    assert found.parties["investor"].payback_year is None


def test_flows_before_the_valuation_year_grow_to_it(value) -> None:
    found = value("valuation_year=2028")
    flow = [-60e6, -40e6, 60e6, 60e6, 60e6]
    by_hand = sum(
        cash * 1.08 ** (2028 - y) for y, cash in zip(range(2026, 2031), flow, strict=True)
    )
    assert found.project.npv_pre_tax == pytest.approx(by_hand, rel=1e-13)
    assert any("Flows up to 2028" in note for note in found.notes)


def test_a_price_must_be_there_in_every_year_of_production(value) -> None:
    with pytest.raises(Exception, match=r"no price for 1 year\(s\) of production: 2029"):
        value("prices.copper={unit: USD/t, by_year: {2028: 9000, 2030: 9000}}")


def test_somebody_pays_the_capital(value) -> None:
    with pytest.raises(Exception, match="nobody pays the capital"):
        value("owners={host_state: {share: 1.0, free_carried: true}}")


def test_tax_without_depreciation_says_so(value) -> None:
    found = value("fiscal={income_tax: 0.3}")
    assert found.cash_flow[-1]["income_tax"] == pytest.approx(0.3 * 60e6)
    assert any("No depreciation is stated" in note for note in found.notes)
