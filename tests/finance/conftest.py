"""Project files for the tests of the room."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tenor.finance import Valuation, read_project_text, value_project

SMALL = """\
name: small mine
currency: USD_2024
valuation_year: 2025
discount_rate: 0.08
production: {copper: {unit: t, by_year: {2028: 10000, 2029: 10000, 2030: 10000}}}
prices: {copper: {unit: USD/t, value: 9000}}
opex: {unit: USD, by_year: {2028: 30.0e6, 2029: 30.0e6, 2030: 30.0e6}}
capex: {unit: USD, by_year: {2026: 60.0e6, 2027: 40.0e6}}
fiscal: {royalty_ad_valorem: 0.05, income_tax: 0.29,
  depreciation: {method: straight_line, years: 3}}
owners: {investor: {share: 0.75}, host_state: {share: 0.15},
  host_province: {share: 0.10, free_carried: true}}
"""


@pytest.fixture
def small_file(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


@pytest.fixture
def value() -> Callable[..., Valuation]:
    """Return a function that values the small mine with settings and added lines."""

    def run(*settings: str, extra: str = "", text: str = SMALL, **asked: Any) -> Valuation:
        project = read_project_text((text + extra).encode(), settings=settings)
        return value_project(project, **asked)

    return run
