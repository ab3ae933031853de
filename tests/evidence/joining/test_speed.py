"""Ten thousand claims join in seconds, alike or not."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest
from joining_make_claims import make

from tenor.evidence.gazetteer import Gazetteer
from tenor.evidence.joining.join import join
from tenor.evidence.model import Claim

COUNT = 10_000
STATES = ("Pakistan", "Chile", "Peru", "Zambia", "Kenya", "India", "Ghana", "Mongolia")


def mixed(i: int) -> Claim:
    chance = random.Random(i)
    doc, kind = f"doc-{i // 10}", i % 4
    if kind == 0:
        return make(
            doc,
            "investment_amount",
            chance.randrange(1, 900) * 1e6,
            at=i,
            who={
                "investor": f"Name{chance.randrange(400)} Ltd",
                "recipient": chance.choice(STATES),
            },
            status="announced",
            event_date=f"2025-{chance.randrange(1, 13):02d}",
        )
    if kind == 1:
        return make(
            doc,
            "tariff_rate",
            chance.randrange(1, 60) / 100,
            at=i,
            unit="fraction",
            who={"regulator": "United States", "exporter": chance.choice(STATES)},
        )
    mine = f"Mine{chance.randrange(300)}"
    measure = "resource_quantity" if kind == 2 else "ore_tonnage"
    return make(
        doc,
        measure,
        chance.randrange(1, 900) * 1e5,
        at=i,
        unit="t",
        subject=mine,
        commodity="copper" if kind == 2 else None,
    )


def one_giver(i: int) -> Claim:
    who = {"investor": "USSM", "recipient": "FWO"}
    return make(f"doc-{i // 10}", "investment_amount", 1.02 ** (i % 900) * 1e3, at=i, who=who)


def one_fact(i: int) -> Claim:
    said = (f"Anna Name{i % 50}",)
    return make(
        f"doc-{i // 10}",
        "resource_value",
        (i % 5000 + 1) * 1e9,
        at=i,
        subject="Pakistan",
        said=said,
    )


def nameless(i: int) -> Claim:
    return make(f"doc-{i // 10}", "investment_amount", 500e6, at=i, status="announced")


@pytest.mark.parametrize("one", [mixed, one_giver, one_fact, nameless])
def test_ten_thousand_claims_join_in_time(one: Callable[[int], Claim], names: Gazetteer) -> None:
    claims = [one(i) for i in range(COUNT)]
    start = time.process_time()
    joined = join(claims, names=names)
    assert time.process_time() - start < 10
    assert len(joined.claims) == COUNT
    assert len(joined.links) < 20 * COUNT
