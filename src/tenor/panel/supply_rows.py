"""Which (commodity, stage) rows are asked for, with their codes, series and factors."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tenor.panel.materials import Materials, StageRow
from tenor.panel.reference import MASS_IN_TONNES, Reference

BOX_REVISION = "HS92"


@dataclass(frozen=True, slots=True)
class SupplyRow:
    """One (commodity, stage) with the codes and the production series it uses.

    Attributes
    ----------
    commodity, stage : str
    codes : tuple of str
        HS codes of the stage, in the revision of the data at hand.
    covered : tuple of str
        Those of `codes` that the trade table holds for any year.
    spec : StageRow
        The material table's row (production series, basis, content).
    factors : mapping of code to (low, base, high)
        Tonnes of the commodity's content per tonne traded; absent where not known.
    baskets : tuple of str
        Codes that carry other goods too.
    """

    commodity: str
    stage: str
    codes: tuple[str, ...]
    covered: tuple[str, ...]
    spec: StageRow
    factors: Mapping[str, tuple[float, float, float]]
    baskets: tuple[str, ...] = ()

    @property
    def to_content(self) -> float:
        """Tonnes of the commodity's content per tonne of production; NaN where not known.

        A series that is not a mass keeps its own unit, and so does this factor.
        """
        if self.spec.to_content is None:
            return math.nan
        return self.spec.to_content / MASS_IN_TONNES.get(self.spec.production_unit or "", 1.0)


def build_rows(
    materials: Materials, reference: Reference, keys: Sequence[tuple[str, str]]
) -> tuple[SupplyRow, ...]:
    """Return the supply rows of (commodity, stage) keys, in the order given.

    The codes of a row are those of HS 1992, the revision of the box, and any
    code of another revision that a user's trade table holds.
    """
    return tuple(build_row(materials, reference, *key) for key in keys)


def build_row(materials: Materials, reference: Reference, commodity: str, stage: str) -> SupplyRow:
    """Return one supply row."""
    held = reference.coverage
    listed = materials.codes(commodity, stage)
    wanted = [c for c in listed if c.holds_in(BOX_REVISION) or c.hs6 in held]
    codes = tuple(sorted({c.hs6 for c in wanted}))
    factors = {
        c.hs6: (c.low, c.contained_factor, c.high)
        for c in wanted
        if c.contained_factor is not None and c.low is not None and c.high is not None
    }
    return SupplyRow(
        commodity=commodity,
        stage=stage,
        codes=codes,
        covered=tuple(code for code in codes if code in held),
        spec=materials.stage(commodity, stage),
        factors=factors,
        baskets=tuple(sorted({c.hs6 for c in wanted if c.scope == "basket"})),
    )
