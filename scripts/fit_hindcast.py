"""Fit the parameters of the hindcast and write ``data/hindcast_parameters.json``.

    python scripts/fit_hindcast.py

Fits once on all events of the table, once without each event and those that share a code and
a year with it, and once without each code that several events have. Also writes what the fill
of hit importers missed by in each event, predicted without it. A run takes some minutes;
results do not depend on the number of threads.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tenor.market.hindcast.filling import calc_fill_pairs
from tenor.market.hindcast.fitting import Losses, fit_parameters, overlapping
from tenor.market.hindcast.parameters import FILE, FITTED, Parameters
from tenor.market.hindcast.predicting import predict
from tenor.market.hindcast.suite import read_cases, suite_events
from tenor.sources.box import open_tables

TARGET = Path(__file__).parents[1] / "src" / "tenor" / "data" / FILE


def list_left_out() -> list[frozenset[str]]:
    """Return the sets of events that a fit leaves out, none first."""
    events = suite_events()
    sets = {frozenset(overlapping(event, events)) for event in events.values()}
    for code in {code for event in events.values() for code in event.codes}:
        sets.add(frozenset(name for name, event in events.items() if code in event.codes))
    return [frozenset(), *sorted(sets, key=lambda held: (len(held), sorted(held)))]


def main() -> int:
    """Fit, write and return the exit code."""
    cases = read_cases(open_tables(None))
    losses = Losses(cases)
    events = suite_events()
    fits: dict[frozenset[str], Parameters] = {}
    for left_out in list_left_out():
        fits[left_out] = fit_parameters(losses, left_out=left_out)
        print(sorted(left_out), fits[left_out].as_dict(), flush=True)
    errors = {}
    for case in cases:
        own = fits[frozenset(overlapping(case.event, events))]
        flow = case.observed.widen(predict(case.prepared, own).flow)
        pairs = calc_fill_pairs(case.prepared, flow, case.observed.quantity)
        errors[case.name] = [[round(a, 4), round(b, 4)] for a, b in pairs]
    document = {
        "made_by": "python scripts/fit_hindcast.py",
        "fitted": list(FITTED),
        "events": list(events),
        "fits": [
            {"left_out": sorted(left), "parameters": found.as_dict()}
            for left, found in fits.items()
        ],
        "fill_errors": errors,
    }
    TARGET.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
