"""What a calibration may be asked to do otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from tenor.core.errors import UserError
from tenor.market.parameters import HORIZONS, Parameters


@dataclass(frozen=True, slots=True)
class Options:
    """Choices of a calibration; the defaults keep every country and reconcile all sources.

    Attributes
    ----------
    basis : str
        ``contained``: tonnes of the commodity's content. ``gross``: tonnes as traded, for one
        stage; output is put on it with the mean factor of the codes.
    keep_flows : bool
        Leave trade as it is recorded; output, use and residuals alone give way.
    impute : bool
        Fill missing tonnes from unit values, flagged; otherwise such flows are left out.
    as_published : bool
        Leave the corrections of the trade and output tables out.
    top : int, optional
        Keep the countries with most throughput, counted over all stages, and pool the others
        in ``ROW``. None keeps all.
    least_share : float
        Pool countries whose throughput is below this share of the world's at every stage.
    horizon : str
        Of the elasticities, ``short`` or ``long``.
    parameters : Parameters, optional
        Elasticities in place of those of `read_parameters`.
    use_production : bool
        False lets exports stand for supply and imports for use in any year.
    """

    basis: str = "contained"
    keep_flows: bool = False
    impute: bool = True
    as_published: bool = False
    top: int | None = None
    least_share: float = 0.0
    horizon: str = "short"
    parameters: Parameters | None = None
    use_production: bool = True

    def __post_init__(self) -> None:
        if self.basis not in ("contained", "gross"):
            raise UserError(f"basis {self.basis!r}: expected 'contained' or 'gross'")
        if self.horizon not in HORIZONS:
            raise UserError(f"horizon {self.horizon!r}: expected 'short' or 'long'")
        if self.top is not None and self.top < 2:
            raise UserError(f"top {self.top}: expected at least two countries")
        if not 0.0 <= self.least_share < 1.0:
            raise UserError(f"least share {self.least_share:g}: expected 0 up to 1")
