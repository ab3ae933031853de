"""Files that are wrong in any way end in a message with places and hints, never in a traceback."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from ruamel.yaml import YAML

from tenor.core.errors import ProjectError, UserError
from tenor.finance import read_project_text, value_project

WHOLE = """\
name: whole
currency: USD_2024
valuation_year: 2025
discount_rate: 0.08
prices: {copper: {unit: USD/t, value: 9000, process: schwartz-1997-copper-two-factor}}
operation:
  feeds:
    one: {start: 2027, years: 3, throughput: {unit: kt ore/y, value: 1000}, strip: 2,
      ramp_up: [0.5], grades: {copper: {unit: percent, value: 1.0}}, recovery: {copper: 0.9}}
  good:
    form: concentrate
    carrier: copper
    carrier_grade: 0.25
    terms: {copper: {payable: 0.97, deduction: 0.01}}
    freight: {inland: {unit: USD/t, value: 30}, distance_nm: 1000, per_tonne_nm: 0.015}
    penalties: {arsenic: {grade: 0.004, free: 0.002, step: 0.001, charge: {unit: USD/t, value: 3}}}
  costs: {mining: {unit: USD/t, value: 2}, general: {unit: USD/y, value: 1.0e6}}
capex: {unit: USD, by_year: {2026: 50.0e6}}
fiscal:
  regime: reko-diq
  royalties: {sliding: {index: copper, brackets: [{from: 0, rate: 0.01}, {from: 8000, rate: 0.02}]}}
  minimum_taxes: {least: {rate: 0.01, carry_years: 2}}
owners: {investor: {share: 0.9}, host_province: {share: 0.1, free_carried: true}}
instruments:
  loan: {kind: project_loan, party: bank, rate: 0.08, tenor: 3, method: sculpted, covenant: 1.1,
    amounts: {unit: USD, by_year: {2026: 2.0e7}}}
  offtake: {kind: offtake, party: buyer, commodity: copper, floor: {unit: USD/lb, value: 3}}
uncertainty:
  grade: {low: 0.8, mode: 1.0, high: 1.1}
  correlation: {grade~price.copper: 0.2}
  gates: {review: {year: 2026, probability: 0.5, delay: 1, fails: 0.1}}
  security: {correlation: 0.3, sites: {mine: {rate: 0.1, stop: 0.2, end: 0.1}}}
"""
ODD: tuple[Any, ...] = (
    *(None, [], {}, "x", -1, 0, True, 1e300, "2028", [1, 2], {"a": 1}, {"value": 1}, 0.5, 2028),
    *({"unit": "USD", "value": 1}, "USD", "t", {"unit": "t", "by_year": {2029: 1}}),
)
CHANGES = 150


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    keys = (
        value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    for key in keys:
        yield (*path, key)
        yield from places(value[key], (*path, key))


@pytest.mark.parametrize("seed", range(3))
def test_no_change_of_a_file_ends_in_a_traceback(seed: int) -> None:
    yaml, chance = YAML(typ="safe", pure=True), random.Random(seed)
    whole = yaml.load(WHOLE)
    told = 0
    for _ in range(CHANGES // 3):
        changed = copy.deepcopy(whole)
        path = chance.choice(list(places(changed)))
        group = changed
        for key in path[:-1]:
            group = group[key]
        group[path[-1]] = copy.deepcopy(chance.choice(ODD))
        out = StringIO()
        yaml.dump(changed, out)
        try:
            project = read_project_text(out.getvalue().encode())
            found = value_project(project, draws=4 if project.uncertainty else 0)
            json.dumps(found.as_dict(), allow_nan=False)
        except UserError as error:
            told += 1
            assert str(error)
    assert told > CHANGES // 6


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("years: 3, thr", "years: 1.0e300, thr", "larger than any amount"),
        ("value: 9000,", "by_year: {},", "lists no year"),
        ("commodity: copper,", "commodity: coper,", "did you mean 'copper'"),
        ("party: bank, rate", "party: bank, grace: 3, rate", "leave no year"),
        ("2026: 2.0e7", "2026: 1.0e7, 2027: 1.0e7", "after repayment starts"),
        ("kind: offtake", "kind: oftake", "did you mean 'offtake'"),
        ("low: 0.8, mode: 1.0", "low: 0.8, mode: 1.5", "not in rising order"),
        ("grade~price.copper", "grade~price.gold", "no pair of variables"),
        ("schwartz-1997-copper-two-factor", "schwartz-1997-copper", "price process"),
        (
            "[{from: 0, rate: 0.01}, {from: 8000, rate: 0.02}]",
            "[{from: 9, rate: 0.01}, {from: 8, rate: 0.02}]",
            "not in rising order",
        ),
        ("recovery: {copper: 0.9}", "recovery: {gold: 0.9}", "recovery of 'gold', which has no"),
        (
            "floor: {unit: USD/lb, value: 3}",
            "floor: {unit: USD/lb, value: 3}, ceiling: {unit: USD/lb, value: 2}",
            "above the ceiling",
        ),
        ("percent, value: 1.0", "percent, value: 130", "a grade of 1.3 is above 1"),
        ("fiscal:\n", "inflation: 0.02\njudgement: 1\nfiscal:\n", "a judgement has no range"),
    ],
)
def test_faults_are_told_in_the_words_of_the_field(old: str, new: str, message: str) -> None:
    assert old in WHOLE
    with pytest.raises(ProjectError, match=message):
        read_project_text(WHOLE.replace(old, new, 1).encode())
