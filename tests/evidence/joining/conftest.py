"""The claims of five articles on Pakistan's minerals, made by hand; places are numbers only."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tenor.evidence.gazetteer import Entity, Gazetteer, states
from tenor.evidence.model import Claim

USSM = ("United States Strategic Metals", "U.S. Strategic Metals", "USSM")
ROWS = [
    Entity("ussm", "US Strategic Metals", "company", "USA", aliases=USSM),
    Entity(
        "fwo",
        "Frontier Works Organization",
        "company",
        "PAK",
        aliases=("Frontier Works Organisation", "FWO"),
    ),
    Entity("barrick", "Barrick Gold", "company", "CAN"),
    Entity("reko-diq", "Reko Diq", "project", "PAK"),
    Entity("imf", "International Monetary Fund", "agency", aliases=("IMF",)),
    Entity("adb", "Asian Development Bank", "agency", aliases=("ADB",)),
    Entity("exim", "US Exim Bank", "agency", "USA", aliases=("EXIM",)),
    Entity("rdmc", "Reko Diq Mining Company", "company", "PAK", aliases=("RDMC",)),
    Entity("acme", "Acme Mining", "company", "USA"),
    Entity("balochistan", "Balochistan", "place", "PAK"),
]


def _load(name: str) -> ModuleType:
    path = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(f"joining_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


_load("make_claims")


@pytest.fixture(scope="session")
def names() -> Gazetteer:
    """Return a small gazetteer of the tests' own."""
    return Gazetteer([*ROWS, *states()])


@pytest.fixture(scope="session")
def articles() -> dict[str, list[Claim]]:
    """Return the claims of each article by its name."""
    return _load("five_articles").ARTICLES


@pytest.fixture
def five(articles: dict[str, list[Claim]]) -> list[Claim]:
    """Return the claims of all five articles."""
    return [claim for claims in articles.values() for claim in claims]
