"""The physical side: mass is kept, what is paid for, what a plant pays for its feed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenor.finance import Valuation, read_project_text
from tenor.finance.operation import Payability, calc_payable
from tenor.finance.plan import build_plan

STAGED = """\
name: staged
currency: USD_2024
valuation_year: 2025
discount_rate: 0.08
prices:
  copper: {unit: USD/t, value: 9000}
  gold: {unit: USD/oz, value: 2000}
operation:
  feeds:
    one: {start: 2027, years: 3, throughput: {unit: kt ore/y, value: 1000}, strip: 2,
      ramp_up: [0.5], grades: {copper: {unit: percent, value: 1.0}, gold: {unit: g/t Au, value: 1}},
      recovery: {copper: 0.9, gold: 0.6}}
    two: {start: 2028, years: 2, throughput: {unit: kt ore/y, by_year: {2028: 500, 2029: 600}},
      grades: {copper: {unit: fraction, value: 0.005}}, recovery: {copper: 0.8}}
  good:
    form: concentrate
    carrier: copper
    carrier_grade: 0.25
    moisture: 0.1
    terms:
      copper: {payable: 0.97, deduction: 0.01, refining_charge: {unit: USD/t, value: 100}}
      gold: {payable: 0.9}
    treatment_charge: {unit: USD/t, value: 80}
    freight: {inland: {unit: USD/t, value: 30}, distance_nm: 1000, per_tonne_nm: 0.015}
    penalties: {arsenic: {grade: 0.004, free: 0.002, step: 0.001, charge: {unit: USD/t, value: 3}}}
  costs:
    mining: {unit: USD/t, value: 2}
    processing: {unit: USD/t, value: 5}
    general: {unit: USD/y, value: 1.0e6}
    sustaining: {unit: USD/t, value: 1}
capex: {unit: USD, by_year: {2026: 50.0e6}}
"""


def test_two_stages_by_hand(value: Callable[..., Valuation]) -> None:
    found = value(text=STAGED)
    year = {row["year"]: row for row in found.cash_flow}[2028]
    copper = 1e6 * 0.01 * 0.9 + 5e5 * 0.005 * 0.8
    goods = copper / 0.25
    gold = 1e6 * 1e-6 * 0.6
    paid = goods * min(0.25 * 0.97, 0.25 - 0.01)
    assert year["production"]["copper"] == pytest.approx(paid)
    assert year["production"]["gold"] == pytest.approx(0.9 * gold)
    assert year["revenue"] == pytest.approx(paid * 9000 + 0.9 * gold * 2000 / 31.1034768e-6)
    selling = goods * (80 + (30 + 15) / 0.9 + 2 * 3) + paid * 100
    assert year["selling_costs"] == pytest.approx(selling)
    moved = 1e6 * 3 + 5e5
    assert year["opex"] == pytest.approx(moved * 2 + 1.5e6 * 5 + 1e6)
    assert year["sustaining_capex"] == pytest.approx(1.5e6)
    assert [row["year"] for row in found.cash_flow] == [2026, 2027, 2028, 2029]
    first = {row["year"]: row for row in found.cash_flow}[2027]
    assert first["production"]["gold"] == pytest.approx(0.5 * 0.9 * gold)


@given(st.floats(0, 1e6), st.floats(1, 1e6), st.floats(0, 1), st.floats(0, 0.5))
def test_no_more_is_paid_for_than_is_there(
    metal: float, goods: float, fraction: float, deduction: float
) -> None:
    paid = calc_payable(np.array([metal]), np.array([goods]), Payability(fraction, deduction))
    assert 0 <= paid[0] <= metal * fraction + 1e-9


REFINERY = """\
name: refinery
currency: USD_2024
valuation_year: 2025
discount_rate: 0.08
prices: {antimony: {unit: USD/t, value: 20000}}
operation:
  kind: refinery
  feeds:
    host: {start: 2027, years: 2, origin: host, throughput: {unit: t/y, value: 1000},
      grades: {antimony: {unit: fraction, value: 0.5}}, recovery: {antimony: 0.9},
      payable: {antimony: 0.7}, charge: {unit: USD/t, value: 100},
      freight: {unit: USD/t, value: 40}}
    scrap: {start: 2027, years: 2, origin: recycled, throughput: {unit: t/y, value: 100},
      grades: {antimony: {unit: fraction, value: 0.8}}, recovery: {antimony: 0.95},
      payable: {antimony: 0.8}}
  good: {form: metal, carrier: antimony, carrier_grade: 1.0, terms: {antimony: {payable: 1.0}},
    freight: {sea: {unit: USD/t, value: 50}}}
  costs: {processing: {unit: USD/t, value: 900}}
capex: {unit: USD, by_year: {2026: 3.0e6}}
"""


def test_a_refinery_pays_for_its_feed(value: Callable[..., Valuation]) -> None:
    found = value(text=REFINERY)
    year = found.cash_flow[1]
    metal = 1000 * 0.5 * 0.9 + 100 * 0.8 * 0.95
    assert year["revenue"] == pytest.approx(metal * 20000)
    bought = (1000 * 0.5 * 0.7 + 100 * 0.8 * 0.8) * 20000 - 1000 * 60
    assert year["feed"] == pytest.approx(bought)
    assert year["selling_costs"] == pytest.approx(metal * 50)
    assert year["opex"] == pytest.approx(1100 * 900)
    assert found.physical["bought_t"] == pytest.approx({"antimony": 2 * (350 + 64)})


def test_a_margin_moves_with_the_price_of_metal_and_feed(value: Callable[..., Valuation]) -> None:
    one = value(text=REFINERY).project.npv_pre_tax
    two = value("prices.antimony.value=40000", text=REFINERY).project.npv_pre_tax
    three = value("prices.antimony.value=60000", text=REFINERY).project.npv_pre_tax
    assert three - two == pytest.approx(two - one)


def test_mass_is_kept() -> None:
    plan = build_plan(read_project_text(STAGED.encode()))
    assert plan.output is not None
    contained = 2.5e6 * 0.01 + 1.1e6 * 0.005
    assert 0 < plan.payable["copper"].sum() < contained
    assert plan.output.treated.sum() == pytest.approx(2.5e6 + 1.1e6)
    assert plan.output.moved.sum() == pytest.approx(2.5e6 * 3 + 1.1e6)


def test_freight_by_sea_between_two_ports(value: Callable[..., Valuation]) -> None:
    from tenor.panel.curated import read_curated

    row = next(r for r in read_curated("sea_distances").rows if r["route"] == "suez_panama")
    ports = f"from_port: {row['to_port']}, to_port: {row['from_port']}, per_tonne_nm: 0.01"
    by_port = value(f"operation.good.freight={{{ports}}}", text=STAGED)
    stated = f"distance_nm: {row['distance_nm']}, per_tonne_nm: 0.01"
    by_hand = value(f"operation.good.freight={{{stated}}}", text=STAGED)
    assert by_port.project.npv_pre_tax == by_hand.project.npv_pre_tax
    with pytest.raises(Exception, match="unknown port 'karachy'"):
        value(
            "operation.good.freight={from_port: karachy, to_port: shanghai, per_tonne_nm: 0.01}",
            text=STAGED,
        )
