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
from tenor.panel.corrections import find_corrections, read_corrections
from tenor.panel.flows import read_flows
from tenor.panel.reference import read_reference
from tenor.risk.assess import resolve_importer
from tenor.risk.indices import calc_governance_weight, calc_hhi, calc_import_risk
from tenor.sources.box import Tables, default_tables


@dataclass(frozen=True, slots=True)
class PublishedScore:
    """Parts of a published score: HHI, own production [t], imports [t], risk and score.

    NaN means unknown. A series that is not a mass keeps its own unit, as published.
    `notes` names the corrected figures behind it.
    """

    hhi: float
    production_t: float
    imports_t: float
    import_risk: float
    score: float
    notes: tuple[str, ...] = ()


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
        The series, or a trade code, is not in the data at hand.

    Notes
    -----
    An importer without recorded trade in the codes has NaN risk and score: no trade
    recorded is not no risk. The public implementation gives 0. Without any governance
    data both are NaN too.

    Examples
    --------
    >>> import tenor
    >>> found = tenor.risk.published_score("Manganese", ["260200"], "USA", 2022)
    >>> round(found.score, 9)
    0.110519481
    """
    tables = default_tables() if tables is None else tables
    reference = read_reference(tables, as_published=True)
    if series not in reference.production:
        raise UnknownNameError("production series", series, reference.production)
    found = reference.production[series]
    (span,) = reference.require_years([year])
    codes = tuple(sorted(set(hs6)))
    for code in codes:
        if code not in reference.coverage:
            raise UnknownNameError("trade code", code, reference.coverage)
    _, members = resolve_importer(importer)
    held = [(0, i, code) for i, code in enumerate(codes)]
    flows = read_flows(tables, held, years=[span], places=members, as_published=True)
    inside = [reference.position[m] for m in members if m in reference.position]
    into = np.isin(flows.importer, inside) & ~np.isin(flows.exporter, inside)
    keep = flows.select(into & ~np.isnan(flows.quantity_t))
    governance = reference.governance
    stand_in = governance.stand_in(span)
    weight = np.full(len(reference.countries), np.nan)
    if stand_in is not None:
        weight = calc_governance_weight(governance.estimate[governance.years.index(stand_in)])
    weight = weight[keep.exporter]
    output = np.full(len(reference.countries), np.nan)
    if span in found.years:
        output = found.quantity[found.years.index(span)]
    own, total = float(np.nansum(output[inside])), float(keep.quantity_t.sum())
    hhi = float(calc_hhi(output))
    imports = total if total > 0 else np.nan
    risk = float(calc_import_risk(np.sum(weight * keep.quantity_t), imports, own))
    fixed = find_corrections(
        read_corrections(tables).active, codes=codes, series=series, years=[span], places=members
    )
    notes = tuple(correction.sentence for correction in fixed)
    return PublishedScore(hhi, own, total, risk, hhi * risk, notes)
