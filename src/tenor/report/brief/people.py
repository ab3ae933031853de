"""Who the brief is about: host, partner, and the incumbent buyer."""

from __future__ import annotations

from tenor.decision.results import Run
from tenor.panel.exports import ExportRow


def base_exports(run: Run) -> list[ExportRow]:
    """Return the host's exports of the base year that have any flow."""
    year = run.case.base_year
    return [row for row in run.exports if row.year == year and row.value_usd]


def incumbent(run: Run) -> str:
    """Return the buyer that takes most of the host's exports of the case's commodities.

    Where the host sells nothing on record, the largest supplier of the partner.
    """
    totals: dict[str, float] = {}
    for row in base_exports(run):
        for buyer, value in row.value_usd.items():
            totals[buyer] = totals.get(buyer, 0.0) + value
    totals.pop(run.partner, None)
    if totals:
        return max(totals, key=lambda buyer: totals[buyer])
    shares: dict[str, float] = {}
    for row in run.partner_rows:
        for supplier, share in row.import_share.items():
            shares[supplier] = shares.get(supplier, 0.0) + share
    return max(shares, key=lambda supplier: shares[supplier], default=run.case.host)
