"""Trace records of corrections: ``panel.correction/ID``."""

from __future__ import annotations

from tenor.core.trace import Source, Trace, format_value
from tenor.panel.corrections import Correction
from tenor.sources.box import Tables


def trace_correction(row: Correction, tables: Tables) -> Trace:
    """Return the trace of the raw figure that a correction mends; None where it is missing."""
    value = float(row.guard_raw) if row.guard_raw else None
    unit = {"kUSD": "thousand USD", "t": "t gross" if row.table == "baci" else "t"}
    shown = unit.get(row.unit, row.unit)
    route = f"{row.place} to {row.partner}" if row.partner else row.place
    return Trace(
        id=f"panel.correction/{row.id}",
        value=value,
        display=format_value(value, shown, digits=4),
        unit=shown,
        formula=row.sentence,
        inputs=(),
        sources=(
            tables.source(row.table, f"{row.series}, {route}, {row.year}"),
            Source("corrections", row.id, f"{row.source} ({row.met}), {row.date}"),
        ),
    )
