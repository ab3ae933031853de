"""The headline test against numbers worked out by hand, its properties, and its refusals."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenor.cli import main
from tenor.core.errors import UnitError, UnknownNameError, UserError
from tenor.core.units import conversion_factor
from tenor.decision.headline import (
    KINDS,
    VERDICTS,
    Assessment,
    Range,
    assess_claims,
    assess_headline,
)
from tenor.decision.headline.judging import LIMITS, judge_ratio
from tenor.decision.headline.model import worst
from tenor.decision.headline.yardsticks import TONNES, find_prices, find_reserves
from tenor.panel.curated import read_curated


def assess(text: str, *beside: str, kind: str | None = None, **names: str) -> Assessment:
    return assess_headline(text, kind=kind, names=names, beside=beside)


def near(value: float) -> object:
    return pytest.approx(value, rel=1e-9)


# Worked out by hand.


def test_four_to_five_trillion_of_rare_earths_need_over_400_mt_at_10_usd_a_kg() -> None:
    found = assess("4-5 trillion USD", "10 USD/kg", commodity="rare earths", country="PAK")
    world = found.identity("world_reserves")
    # 4e12 USD / 10,000 USD/t = 400 Mt; 450 Mt / more than 85 Mt = at most 5.29.
    assert (world.implied.low, world.implied.value, world.implied.high) == (4e8, 4.5e8, 5e8)
    assert world.reference is not None and world.reference.range.low == 85e6
    assert world.reference.is_bound
    assert world.ratio is not None
    assert world.ratio.value == near(450 / 85)
    assert world.ratio.low == near(400 / (2 * 85))  # "more than" is given room up to twice
    assert found.verdict == world.verdict == "fails"


def test_without_a_given_price_the_basket_and_its_range_are_used() -> None:
    world = assess("4-5 trillion USD", commodity="rare earths", country="PAK").identity(
        "world_reserves"
    )
    # Basket of 2024: 0.825 * 1 + 0.157 * 56 USD/kg = 9.617; of 2022: 0.825 * 1 + 0.157 * 134.
    assert world.implied.value == near(4.5e12 / 9617)
    assert world.implied.low == near(4e12 / 21863)
    assert world.verdict == "fails"


def test_copper_printed_as_six_billion_is_128_billion() -> None:
    found = assess("6 billion USD", "13.1 Mt Cu", "9815 USD/t", commodity="copper", country="PAK")
    product = found.identity("worth_of_quantity")
    assert product.reference is not None
    assert product.reference.range.value == near(13.1e6 * 9815)  # 128.6 billion
    assert product.verdict == found.verdict == "fails"
    assert found.reason is product


def test_antimony_of_chitral_is_23_times_the_national_reserve() -> None:
    found = assess("0.6 Mt antimony", country="PAK")
    reserve = found.identity("country_reserves")
    assert reserve.ratio is not None and reserve.ratio.value == near(600_000 / 26_000)
    assert reserve.verdict == "fails"
    # As ore of 2 to 12% Sb it holds 12 to 72 kt, at the middle grade 42 kt: 1.6 times.
    as_ore = found.identity("country_reserves_if_ore")
    assert (as_ore.implied.low, as_ore.implied.high) == (near(12_000), near(72_000))
    assert as_ore.verdict == "strains"


def test_ore_times_grade_is_metal() -> None:
    found = assess("5.9 Gt of copper ore", "0.41%", "50 billion lb", country="PAK")
    metal = found.identity("ore_times_grade")
    assert metal.implied.value == near(5.9e9 * 0.0041)  # 24.2 Mt
    assert metal.reference is not None
    assert metal.reference.range.value == near(50e9 * 0.45359237 / 1000)  # 22.7 Mt
    assert metal.verdict == "passes"
    wrong = assess("5.9 Gt of copper ore", "0.41%", "50 Mlb", country="PAK")
    assert wrong.identity("ore_times_grade").verdict == "fails"


def test_six_trillion_of_all_minerals_strains_and_says_what_is_missing() -> None:
    found = assess("6 trillion USD", country="PAK")
    gdp = found.identity("gdp_multiple")
    assert gdp.ratio is not None and gdp.ratio.value == near(6e12 / 373.072e9)
    assert found.identity("years_of_exports").ratio.value == near(6e12 / 40.219e9)
    assert found.identity("country_reserves").verdict == "cannot_say"
    assert found.verdict == "strains"


def test_pledge_for_antimony_buys_more_smelting_than_the_world_mines() -> None:
    found = assess("500 million USD", kind="investment", commodity="antimony", country="PAK")
    world = found.identity("share_of_world_output")
    # 70m and 115m for 20,000 t a year: 3,500 and 5,750 USD/t, the median 4,625.
    assert world.implied.value == near(500e6 / 4625)
    assert (world.implied.low, world.implied.high) == (near(500e6 / 5750), near(500e6 / 3500))
    assert found.identity("ore_feed").reference.range.value == 260
    assert found.verdict == "strains"


def test_capacity_of_a_project_stands_beside_the_world_and_the_host() -> None:
    found = assess("240 kt Cu a year", country="PAK")
    assert found.identity("share_of_world_output").ratio.value == near(240 / 23_000)
    assert found.identity("share_of_partner_use").ratio.value == near(240 / 2200)
    assert found.identity("share_of_net_imports").ratio.value == near(240 / (2200 * 0.57))
    assert found.identity("growth_of_output").ratio.value == near(240_000 / 23_865)
    assert found.identity("value_over_exports").implied.value == near(240_000 * 9947.31)


def test_cost_over_capacity_lies_within_known_projects() -> None:
    plain = assess("5.57 billion USD", "240 kt Cu/y", kind="capex", commodity="copper",
                   country="PAK", stage="ore")  # fmt: skip
    assert plain.identity("capex_per_tonne").implied.value == near(5.57e9 / 240e3)
    assert plain.identity("capex_per_tonne").verdict == "passes"
    cheap = assess("200 million USD", "240 kt Cu/y", kind="capex", commodity="copper",
                   country="PAK", stage="ore")  # fmt: skip
    assert cheap.identity("capex_per_tonne").verdict == "fails"


def test_trade_tariff_and_balance_stand_beside_the_record() -> None:
    rule = assess("29% tariff", country="PAK").identity("reciprocal_rule")
    # (5,123.7 - 2,135.1) / 5,123.7 / 2 = 29.2%
    assert rule.reference.range.value == pytest.approx(0.29164, abs=1e-4)
    assert rule.verdict == "passes"
    assert assess("49% tariff", country="PAK").identity("reciprocal_rule").verdict == "strains"
    right = assess("deficit of 17.9 billion USD", country="Indonesia")
    assert right.verdict == "passes"
    assert assess("deficit of 2 billion USD", country="Indonesia").verdict == "fails"
    promised = assess("exports of 33 billion USD", country="IDN").identity("trade_with_partner")
    assert promised.ratio.value == pytest.approx(33 / (28.084737884 + 10.20209572), rel=1e-9)


def test_oil_has_an_answer() -> None:
    found = assess("540 million barrels", country="PAK")
    assert found.identity("country_reserves").ratio.value == near(1.0)
    assert found.identity("years_of_partner_use").ratio.value == near(540e6 / (20.307e6 * 365.25))
    assert assess("2 trillion barrels", country="PAK").verdict == "fails"
    vague = assess("massive oil reserves", country="PAK")
    assert vague.verdict == "cannot_say"
    assert "540 million bbl" in vague.identities[0].why
    assert "27 days" in vague.identities[0].why


def test_jobs_stand_beside_projects_or_have_no_reference() -> None:
    assert assess("7,500 jobs", "7 billion USD", country="PAK").verdict == "passes"
    assert assess("2 million jobs", "500 million USD", country="PAK").verdict == "fails"
    assert assess("7,500 jobs", country="PAK").verdict == "cannot_say"


@pytest.mark.parametrize(
    ("text", "names", "verdict"),
    [
        ("156 billion USD", {"commodity": "cobalt", "country": "COD"}, "passes"),
        ("40 trillion USD", {"commodity": "cobalt", "country": "COD"}, "fails"),
        ("55 Mt Ni", {"country": "Indonesia"}, "passes"),
        ("9.3 Mt Li", {"country": "Chile"}, "passes"),
        ("100 Mt LCE", {"country": "Chile", "commodity": "lithium"}, "strains"),
        ("trillions of dollars", {"commodity": "rare earths", "country": "UKR"}, "strains"),
        ("15 trillion USD", {"commodity": "rare earths", "country": "UKR"}, "fails"),
        ("1.5 Mt REO", {"country": "Greenland"}, "passes"),
        ("200 Mt REO", {"country": "GRL"}, "fails"),
    ],
)
def test_other_countries_and_minerals(text: str, names: dict[str, str], verdict: str) -> None:
    assert assess(text, **names).verdict == verdict


def test_lithium_carbonate_is_brought_to_lithium() -> None:
    found = assess("100 Mt LCE", commodity="lithium", country="CHL").identity("country_reserves")
    # 2 * 6.94 / 73.891 = 0.18785 t Li in a tonne of Li2CO3
    assert found.implied.value == pytest.approx(100e6 * 0.18785, rel=1e-3)


# What is not known is never passed over.


def test_a_missing_reference_is_said_and_never_passes() -> None:
    found = assess("7.3 Mt Cu", country="PAK")
    assert found.identity("country_reserves").verdict == "cannot_say"
    assert found.verdict == "cannot_say"
    salt = assess("22 Gt salt", country="PAK")
    assert salt.identity("world_reserves").verdict == "cannot_say"
    assert salt.verdict != "passes"
    assert assess("1 billion USD", kind="trade", country="North Korea").verdict == "cannot_say"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("6 trillion", "6 trillion USD"),
        ("4-5 trillion", "USD"),
        ("600000", "t a year"),
        ("great wealth", "states no amount"),
        ("PKR 500 billion", "give it in USD"),
        ("500 MW", "no identity tests one"),
        ("3 years", "no identity tests one"),
        ("0.5 g/t gold", "give the ore first"),
        ("0 USD", "not over zero"),
    ],
)
def test_a_number_without_unit_or_currency_is_refused_with_the_fix(text: str, told: str) -> None:
    with pytest.raises(UserError, match=told):
        assess(text)


def test_unknown_names_give_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="antimony"):
        assess("1 billion USD", commodity="antimny")
    with pytest.raises(UnknownNameError, match="Pakistan"):
        assess("1 billion USD", country="Pakstan")
    with pytest.raises(UnknownNameError, match="investment"):
        assess("1 billion USD", kind="investmnt")
    with pytest.raises(UnknownNameError, match="refined"):
        assess("1 billion USD", kind="investment", commodity="copper", stage="refind")
    with pytest.raises(UnitError, match="cannot be of kind"):
        assess("6 Mt", kind="trade")


def test_aliases_are_accepted() -> None:
    plain = assess("1 trillion USD", commodity="rare_earths", country="PAK")
    for name in ("REE", "rare earth elements", "Rare-Earths"):
        assert assess("1 trillion USD", commodity=name, country="Pakistan").identities == (
            plain.identities
        )


# Properties.

MONEY = st.floats(1e6, 1e15, allow_nan=False)
CASES = st.sampled_from(
    [
        ("rare_earths", "PAK"), ("cobalt", "COD"), ("nickel", "IDN"), ("lithium", "CHL"),
        ("copper", "PAK"), ("antimony", "PAK"), (None, "UKR"), ("graphite", "MOZ"),
    ]
)  # fmt: skip
RANK = {"passes": 0, "cannot_say": 1, "strains": 2, "fails": 3}


def money(amount: float, unit: str = "USD", factor: float = 1.0) -> str:
    return f"{amount / factor:.6f} {unit}"


@settings(max_examples=60, deadline=None)
@given(MONEY, st.floats(1.01, 1e4), CASES, st.sampled_from(["in_ground", "investment", "trade"]))
def test_more_money_never_improves_a_verdict(amount, factor, case, kind) -> None:
    commodity, country = case
    names = {"country": country} | ({"commodity": commodity} if commodity else {})
    less = assess(money(amount), kind=kind, **names)
    more = assess(money(amount * factor), kind=kind, **names)
    assert RANK[less.verdict] <= RANK[more.verdict]
    for one, two in zip(less.identities, more.identities, strict=True):
        assert one.name == two.name
        assert RANK[one.verdict] <= RANK[two.verdict]


@settings(max_examples=40, deadline=None)
@given(st.floats(1e6, 1e13), CASES)
def test_implied_amounts_scale_with_the_amount(amount, case) -> None:
    commodity, country = case
    names = {"country": country} | ({"commodity": commodity} if commodity else {})
    one = assess(money(amount), kind="in_ground", **names)
    ten = assess(money(amount * 10), kind="in_ground", **names)
    for first, second in zip(one.identities, ten.identities, strict=True):
        if first.ratio is not None and second.ratio is not None:
            assert second.ratio.value == pytest.approx(10 * first.ratio.value, rel=1e-6)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 10**7))
def test_the_unit_changes_nothing(tonnes: int) -> None:
    plain = assess(f"{tonnes} t antimony", country="PAK")
    for text in (f"{tonnes / 1000!r} kt antimony", f"{tonnes * 1000} kg antimony"):
        other = assess(text, country="PAK")
        assert other.verdict == plain.verdict
        for one, two in zip(plain.identities, other.identities, strict=True):
            assert two.ratio.value == pytest.approx(one.ratio.value, rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(st.floats(1e-6, 1e6), st.floats(1, 10), st.floats(1, 10), st.sampled_from(sorted(LIMITS)))
def test_a_wider_range_never_turns_a_pass_into_a_fail(value, below, above, name) -> None:
    tight = judge_ratio(Range.of(value, "ratio"), LIMITS[name])
    wide = judge_ratio(Range(value / below, value, value * above, "ratio"), LIMITS[name])
    assert not (tight == "passes" and wide == "fails")
    assert tight in VERDICTS and wide in VERDICTS


def test_every_limit_can_pass_and_strain_and_its_words_are_closed() -> None:
    for name, limit in LIMITS.items():
        assert judge_ratio(Range.of(limit.passes_to, "ratio"), limit) == "passes"
        over = limit.passes_to * 1.01
        expected = "fails" if limit.fails_over == limit.passes_to else "strains"
        assert judge_ratio(Range.of(over, "ratio"), limit) == expected, name
        if limit.fails_over is not None:
            assert judge_ratio(Range.of(limit.fails_over * 1.01, "ratio"), limit) == "fails"
        assert limit.basis in ("identity", "judgement") and limit.why
    assert worst(["passes", "strains", "cannot_say"]) == "strains"
    assert len(KINDS) == len(set(KINDS))


# Yardsticks.


def test_the_masses_are_those_of_the_unit_table() -> None:
    for unit, tonnes in TONNES.items():
        content = " W" if unit in ("mtu", "stu") else ""
        assert tonnes == pytest.approx(
            conversion_factor(f"{unit}{content}", f"t{content}"), rel=1e-9
        )


def test_the_price_is_the_newest_up_to_a_year_with_the_range_on_hand() -> None:
    found = find_prices("copper", "Cu", 2024)
    assert found is not None
    known, per = found
    assert (known.year, per.value) == (2024, near(9142.14))
    assert (per.low, per.high) == (near(6010.14), near(9947.31))
    later = find_prices("copper", "Cu", None)
    assert later is not None and later[0].year == 2025


def test_a_bound_of_the_source_stays_a_bound() -> None:
    world = find_reserves("rare_earths", "WLD")
    assert world is not None and world.is_bound
    assert world.range.value is None and world.range.high is None


def test_every_benchmark_and_yardstick_names_how_it_was_met() -> None:
    costs = read_curated("capex_benchmarks").rows
    assert len(costs) >= 15
    for table in ("capex_benchmarks", "reference_quantities"):
        rows = read_curated(table).rows
        assert {row["met"] for row in rows} <= {"opened", "excerpt", "recalled"}
        recalled = [row for row in rows if row["met"] == "recalled"]
        assert len(recalled) < 0.12 * len(rows)


# Claims, traces, the command.


def test_claims_of_a_ledger_get_verdicts_and_none_is_refused() -> None:
    claims = [
        {"id": "a", "measure": "resource_value", "low": 4e12, "high": 5e12, "unit": "USD",
         "commodity": "rare_earths", "place": "Pakistan"},
        {"id": "b", "measure": "reserve_quantity", "point": 26_000, "unit": "t",
         "commodity": "antimony", "place": "PAK"},
        {"id": "c", "measure": "capacity", "value": 240_000, "unit": "t Cu/y",
         "commodity": "copper"},
        {"id": "d", "measure": "npv", "point": 1e9, "unit": "USD"},
        {"id": "e", "measure": "investment_amount", "point": 5e8, "unit": "PKR"},
        {"id": "f", "measure": "investment_amount", "point": 5e8},
        {"id": "g", "measure": "resource_value", "text": "trillions of dollars",
         "commodity": "rare_earths", "place": "UKR"},
        {"id": "h", "measure": "resource_value", "text": "great wealth", "place": "UKR"},
    ]  # fmt: skip
    found = assess_claims(claims, country="PAK")
    assert [one.id for one in found] == list("abcdefgh")
    assert [one.verdict for one in found] == [
        *("fails", "passes", "strains", "cannot_say", "cannot_say", "cannot_say"),
        *("strains", "cannot_say"),
    ]
    json.dumps([one.as_dict() for one in found], allow_nan=False)


def test_every_computed_identity_has_a_trace_with_sources_and_numbers() -> None:
    found = assess("4-5 trillion USD", commodity="rare earths", country="PAK")
    assert found.traces
    for identity in found.identities:
        if identity.verdict == "cannot_say":
            assert identity.trace is None and identity.why
            continue
        assert identity.trace is not None and identity.ratio is not None
        assert identity.trace.value == identity.ratio.value
        assert identity.reference is not None
        assert identity.reference.citation in " ".join(s.citation for s in identity.trace.sources)
        assert identity.reference.met in ("opened", "excerpt", "recalled")
    assert len({trace.id for trace in found.traces}) == len(found.traces)


def test_a_recalled_yardstick_says_so() -> None:
    found = assess("156 billion USD", commodity="cobalt", country="COD")
    assert any("recalled" in note for trace in found.traces for note in trace.assumed)


def test_the_command_answers_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    command = ["headline", "6 trillion USD", "--commodity", "rare earths", "--country", "PAK"]
    assert main([*command, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert set(document) == {"headline", "verdict", "sentence", "identities", "notes"}
    assert document["verdict"] == "fails"
    for row in document["identities"]:
        assert {"name", "verdict", "formula", "implied", "reference", "ratio", "why", "trace"} <= (
            set(row)
        )
        assert set(row["implied"]) == {"value", "low", "high", "unit"}
        if row["reference"]:
            assert {"value", "low", "high", "unit", "source", "met", "year"} <= set(
                row["reference"]
            )
    assert main(command) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("USD 6 trillion of rare earths in Pakistan: fails: ")
    assert len(lines) <= 25


def test_the_command_refuses_a_bare_number(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["headline", "6 trillion"]) == 2
    assert "6 trillion USD" in capsys.readouterr().err


def test_the_headline_test_waits_for_no_model() -> None:
    code = (
        "import sys; from tenor.decision.headline import assess_headline;"
        "assess_headline('9.3 Mt Li', names={'country': 'CHL'});"
        "heavy = {'pydantic', 'pandas', 'xarray', 'pint', 'scipy', 'numpy'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
