"""The published score for any pairing of a production series with trade codes.

The public implementation pairs mine output with the refined trade of some
materials (cobalt, lithium, rare earths). Tenor's rows keep stages apart; this
function computes the published pairing when that is what is wanted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tenor.core.errors import UnknownNameError
from tenor.panel.flows import read_flows
from tenor.panel.reference import read_reference
from tenor.risk.assess import resolve_importer
from tenor.risk.indices import calc_governance_weight, calc_hhi, calc_import_risk
from tenor.sources.box import Tables, default_tables


@dataclass(frozen=True, slots=True)
class PublishedScore:
    """Parts of a published score: HHI, own production [t], imports [t], risk and score."""

    hhi: float
    production_t: float
    imports_t: float
    import_risk: float
    score: float


def published_score(
    series: str,
    hs6: Sequence[str],
    importer: str,
    year: int,
    *,
    tables: Tables | None = None,
) -> PublishedScore:
    """Return the published score of one production series with a list of trade codes.

    Parameters
    ----------
    series : str
        Name of a World Mining Data series, e.g. ``"Cobalt"``.
    hs6 : sequence of str
        Trade codes whose tonnes are added.
    importer, year, tables
        As in `assess`.

    Raises
    ------
    UnknownNameError
        The series is not in the data at hand.

    Examples
    --------
    >>> import tenor
    >>> found = tenor.risk.published_score("Manganese", ["260200"], "USA", 2022)
    >>> round(found.score, 9)
    0.110519481
    """
    tables = default_tables() if tables is None else tables
    reference = read_reference(tables)
    if series not in reference.production:
        raise UnknownNameError("production series", series, reference.production)
    found = reference.production[series]
    (span,) = reference.require_years([year])
    codes = tuple(sorted(set(hs6)))
    _, members = resolve_importer(importer)
    held = [(0, i, code) for i, code in enumerate(codes) if code in reference.coverage]
    flows = read_flows(tables, held, countries=reference.countries, years=[span], places=members)
    inside = [reference.position[m] for m in members if m in reference.position]
    into = np.isin(flows.importer, inside) & ~np.isin(flows.exporter, inside)
    keep = flows.select(into & ~np.isnan(flows.quantity_t))
    governance = reference.governance
    stand_in = governance.stand_in(span)
    estimate = governance.estimate[governance.years.index(stand_in)] if stand_in else None
    weight = calc_governance_weight(np.nan if estimate is None else estimate[keep.exporter])
    output = np.full(len(reference.countries), np.nan)
    if span in found.years:
        output = found.quantity[found.years.index(span)]
    own, total = float(np.nansum(output[inside])), float(keep.quantity_t.sum())
    hhi = float(calc_hhi(output))
    risk = float(calc_import_risk(np.sum(weight * keep.quantity_t), total, own))
    return PublishedScore(hhi, own, total, risk, hhi * risk)
