"""Network files: every fault is told with its place; what may be left out may be left out."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from own_networks import MIRANDA_FACKLER

from tenor.cli import main
from tenor.core.errors import DataError, UserError
from tenor.market.own import NetworkError, parse_network, read_network, solve_network

SMALL = """
form: linear
countries: [AUS, JPN]
stages: [ore]
supply: [{country: AUS, intercept: 0, slope: 1}]
demand: [{country: JPN, intercept: 12, slope: -1}]
routes: [{from: AUS, to: JPN, cost: 2}]
"""

SAMPLE = {
    "form": "linear",
    "supply": [{"country": "AUS", "intercept": 0, "slope": 1, "cap": None}],
    "demand": [{"country": "JPN", "intercept": 12, "slope": -1}],
    "routes": [{"from": "AUS", "to": "JPN", "cost": 2}],
}


def _faults(text: str) -> list[str]:
    with pytest.raises(NetworkError) as caught:
        parse_network(text.encode())
    return [f"{f.where}: {f.message} ({f.hint})" for f in caught.value.faults]


def test_all_faults_are_told_with_their_places_and_the_nearest_name() -> None:
    found = _faults("""form: linear
countries: [AUS, JPN, JPN]
stages: [ore, refined]
suply: []
supply:
  - {country: AUT, stage: or, intercept: 0, slope: -1}
  - {country: AUS, stage: refined, intercept: "5", slpe: 2}
demand:
  - {country: JPN, stage: refined, intercept: 12, slope: 3}
  - 5
routes:
  - {from: AUS, to: JPN, stage: refined, quota: -1}
  - {from: AUS, stage: ore, cost: 1, tariff: .1, tariff_kind: advalorem}
processing:
  - {country: AUS, from_stage: ore, to_stage: ore, yield: 0, cost: 1}
""")
    text = "\n".join(found)
    for wanted in (
        "line 2, countries[2]: 'JPN' stands twice",
        "line 4, suply: unknown key 'suply' (did you mean 'supply'?)",
        "line 6, supply[0].country: 'AUT' is not among the countries (did you mean 'AUS'?)",
        "line 6, supply[0].stage: 'or' is not among the stages (did you mean 'ore'?)",
        "supply[0].slope: slope is -1; supply rises with its price",
        "line 7, supply[1].intercept: found the text '5'; expected a number",
        "line 7, supply[1].slpe: unknown key 'slpe' (did you mean 'slope'?)",
        "line 7, supply[1].slope: is missing (write slope: 0 for a fixed quantity)",
        "line 9, demand[0].slope: slope is 3; demand falls as its price rises",
        "line 10, demand[1]: found the number 5; expected a row",
        "line 12, routes[0].quota: is -1; expected at least 0",
        "line 12, routes[0].cost: is missing (write cost: 0 where transport is free)",
        "line 13, routes[1].tariff_kind: found the text 'advalorem' (did you mean 'ad_valorem'?)",
        "line 13, routes[1].to: is missing",
        "line 15, processing[0].to_stage: is 'ore', as from_stage",
        "line 15, processing[0].yield: is 0; expected above 0",
    ):
        assert wanted in text
    assert len(found) == 16


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty"),
        ("form: linear", "no country is named"),
        ("form: linear\ncountries: [A]", "there is neither supply nor demand"),
        ("countries: [A]\nsupply: []", "key 'form' is missing"),
        (SMALL.replace("linear", "liner"), "unknown form: the text 'liner'"),
        (SMALL.replace("slope: 1}", "slope: .nan}"), "is not a finite number"),
        (SMALL.replace("cost: 2", "cost: 1e400"), "is not a finite number"),
        (SMALL.replace("cost: 2", "cost: yes"), "found the text 'yes'; expected a number"),
        (SMALL.replace("[ore]", "[ore, metal]"), "supply[0].stage: is missing"),
        (SMALL.replace("slope: 1}", "slope: 1, quantity: 3}"), "has both a line and a point"),
        (SMALL.replace("slope: 1}", "slope: 1, cross: {tin: 1}}"), "'tin' is not among the commod"),
        (SMALL.replace("slope: 1}", "slope: 1, inverse: 1}"), "expected true or false"),
        (SMALL.replace("linear", "isoelastic"), "belongs to the linear form"),
        (SMALL.replace("linear", "isoelastic"), "write flow; or use form: linear with a cost"),
        (SMALL.replace("cost: 2", "cost: 2, tariff: -0.1"), "is -0.1; expected at least 0"),
        (SMALL + "backstop_price: 0\n", "expected above 0"),
        (SMALL.replace("[{country: JPN", "{x: [{country: JPN").replace("-1}]", "-1}]}"), "a list"),
        ("- 1\n- 2\n", "expected keys with values"),
        ("form: [", "cannot be read as YAML"),
        ('{"form": "linear",', "cannot be read"),
        ("form: \x00", "control character"),
    ],
)  # fmt: skip
def test_each_fault_is_told(text: str, told: str) -> None:
    assert told in "\n".join(_faults(text))


def test_json_says_the_same_as_yaml_and_its_faults_have_lines() -> None:
    network = parse_network(json.dumps(SAMPLE).encode())
    assert solve_network(network).as_dict()["prices"] == {"all": {"AUS": 5.0, "JPN": 7.0}}
    text = json.dumps(SAMPLE | {"form": "linaer"}, indent=1)
    assert _faults(text)[0].startswith("line 2, form: unknown form")
    assert "stands twice" in _faults(text.replace('"supply"', '"form": "linear", "supply"'))[0]
    assert "expected a number" in _faults(json.dumps(SAMPLE).replace("12", "NaN"))[0]


def test_what_may_be_left_out() -> None:
    found = solve_network(parse_network(MIRANDA_FACKLER.replace(b"countries: [A, B, C]\n", b"")))
    assert list(found.as_dict()["prices"]) == ["all"]
    named = SMALL.replace("stages: [ore]", "stages: ore\nname: a sketch\nunit: kt")
    assert list(solve_network(parse_network(named.encode())).as_dict()["prices"]) == ["ore"]
    tariff = SMALL.replace("cost: 2", "cost: 2, tariff: 25")
    notes = solve_network(parse_network(tariff.encode())).notes
    assert any("read as ad_valorem" in note for note in notes)
    assert any("an ad valorem tariff of 25 is 2500%" in note for note in notes)


def test_a_point_and_a_fixed_quantity_are_lines_too() -> None:
    text = SMALL.replace("intercept: 12, slope: -1", "quantity: 5, price: 7, elasticity: -1.4")
    assert solve_network(parse_network(text.encode())).prices["all", "ore", "JPN"] == pytest.approx(
        7
    )
    text = SMALL.replace("intercept: 12, slope: -1", "quantity: 4")
    assert solve_network(parse_network(text.encode())).prices["all", "ore", "JPN"] == pytest.approx(
        6
    )


def test_a_missing_file_is_told(tmp_path) -> None:
    with pytest.raises(DataError, match="no file"):
        read_network(tmp_path / "none.yaml")
    with pytest.raises(DataError, match="cannot read"):
        read_network(tmp_path)


def _run(capsys, *words: str) -> tuple[int, str, str]:
    code = main(["market", "solve", *words])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_the_command_prints_json_or_a_table(capsys, tmp_path) -> None:
    path = tmp_path / "three.yaml"
    path.write_bytes(MIRANDA_FACKLER)
    code, out, err = _run(capsys, str(path), "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert found["prices"]["all"] == pytest.approx({"A": 24, "B": 27, "C": 30})
    assert list(found)[:6] == [
        "prices", "flows", "supply", "demand", "residual", "backstop_used",
    ]  # fmt: skip
    assert set(found["flows"][0]) == {"from", "to", "stage", "quantity"}
    assert found["residual"] <= 1e-9
    assert found["backstop_used"] is False
    code, out, _ = _run(capsys, str(path))
    assert code == 0
    assert "country  price  supply  use  unmet" in out
    assert "largest violation" in out


def test_bad_input_ends_with_2_and_no_traceback(capsys, tmp_path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("form: liner\nsupply: 3\n", encoding="utf-8")
    code, out, err = _run(capsys, str(path))
    assert (code, out) == (2, "")
    assert err.startswith("error: network bad.yaml has 3 fault(s)")
    assert _run(capsys, str(tmp_path / "none.yaml"))[0] == 2


ODD = [
    *(None, True, -1, 0, 1e-300, 1e99, 10**400, "", "AUS", "ore", "no", [], {}, [1], {"a": 1}),
    *([[]], {"tin": 1}, "é" * 5000, 0.5),
]
KEYS = {
    "supply": ("country", "stage", "intercept", "slope", "inverse", "cap", "quantity", "price",
               "elasticity", "cross", "conduct", "commodity"),
    "demand": ("country", "stage", "intercept", "slope", "inverse", "cap", "quantity", "cross"),
    "routes": ("from", "to", "cost", "flow", "tariff", "tariff_kind", "quota", "elasticity"),
    "processing": ("country", "from_stage", "to_stage", "yield", "cost", "cap", "quantity"),
}  # fmt: skip
TOP = ("form", "countries", "stages", "commodities", "unit", "backstop_price", "free_disposal",
       "tariff_basis", "route_elasticity", *KEYS)  # fmt: skip
WHOLE = {
    "form": "linear",
    "countries": ["AUS", "JPN"],
    "stages": ["ore", "metal"],
    "supply": [{"country": "AUS", "stage": "ore", "intercept": 0, "slope": 1}],
    "demand": [{"country": "JPN", "stage": "metal", "intercept": 12, "slope": -1}],
    "routes": [{"from": "AUS", "to": "JPN", "stage": "metal", "cost": 2}],
    "processing": [
        {"country": "AUS", "from_stage": "ore", "to_stage": "metal", "yield": 0.5, "cost": 1}
    ],
}


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just(None), st.sampled_from(TOP), st.sampled_from(ODD)),
            st.sampled_from([(k, key) for k, keys in KEYS.items() for key in keys]).flatmap(
                lambda pair: st.tuples(st.just(pair[0]), st.just(pair[1]), st.sampled_from(ODD))
            ),
        ),
        min_size=1,
        max_size=3,
    ),
    st.booleans(),
)
def test_odd_values_are_answered_or_told(changes, isoelastic) -> None:
    document = copy.deepcopy(WHOLE)
    if isoelastic:
        document["form"] = "isoelastic"
        for side in ("supply", "demand"):
            row = document[side][0]
            del row["intercept"], row["slope"]
            row |= {"quantity": 5, "price": 7, "elasticity": 0.5}
    for group, key, value in changes:
        if group is None:
            document[key] = value
            continue
        rows = document.get(group)
        if isinstance(rows, list) and rows and isinstance(rows[0], dict):
            rows[0][key] = value
    try:
        found = solve_network(parse_network(json.dumps(document).encode()))
    except UserError as error:
        assert str(error)
    else:
        json.dumps(found.as_dict(), allow_nan=False)
        assert found.residual <= 1e-9
