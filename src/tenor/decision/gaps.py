"""The export price gap of the goods that a case's host sells most of."""

from __future__ import annotations

from collections.abc import Sequence

from tenor.panel.case import Case
from tenor.panel.exports import ExportRow
from tenor.sources.box import Tables
from tenor.trade import PriceGap, price_gap

MOST = 2
SMALL = 0.02
"""Goods below this share of the case's exports are no largest export."""


def find_gaps(case: Case, exports: Sequence[ExportRow], tables: Tables) -> tuple[PriceGap, ...]:
    """Return the price gaps of the one or two largest exported ores in the base year.

    Only ores: refined goods share codes with too many forms for a unit value to tell.
    """
    year = case.base_year
    whole = sum(row.total_usd or 0.0 for row in exports if row.year == year)
    sold = [
        row
        for row in exports
        if row.year == year and row.stage == "ore" and (row.total_usd or 0.0) > SMALL * whole
    ]
    sold.sort(key=lambda row: (-(row.total_usd or 0.0), row.commodity))
    found = (
        price_gap(case.host, row.commodity, stage=row.stage, years=[year], tables=tables)
        for row in sold[:MOST]
    )
    return tuple(gap for gap in found if gap.total["gap_usd"] is not None)
