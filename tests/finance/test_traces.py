"""Trace rows of a valuation: one id a number, sources and assumptions carried along."""

from __future__ import annotations

from collections.abc import Callable

from tenor.core.trace import Source, TraceBook
from tenor.finance import Valuation
from tenor.finance.traces import trace_valuation


def test_every_number_has_a_trace(value: Callable[..., Valuation]) -> None:
    found = value(
        "prices.copper={unit: USD/t, value: 9000, low: 7000, high: 11000, judgement: true}"
    )
    source = Source("projects/small.yaml", "whole file", "example")
    book = TraceBook()
    book.extend(trace_valuation(found, key="small", sources=[source]))
    assert book["finance.npv_after_tax/small"].value == found.project.npv_after_tax
    assert book["finance.npv/small/investor"].value == found.parties["investor"].npv
    assert book["finance.irr/small/host_province"].display == "not known"
    trace = book["finance.government_take/small"]
    assert trace.sources == (source,)
    assert any("prices.copper" in note for note in trace.assumed)
    assert trace.display == "66%"
