"""Supply risk by stage: who depends on whom, how concentrated, how exposed.

`assess` gives the rows of one importer, `all_importers` the indices of every
importer at once, `look_through` the mined origins of refined imports.
"""

from tenor.risk.assess import assess
from tenor.risk.chokepoint import Chokepoint, find_chokepoint
from tenor.risk.lookthrough import LookThrough, look_through
from tenor.risk.published import PublishedScore, published_score
from tenor.risk.rows import RiskRow, RiskTable
from tenor.risk.trend import Trend, calc_trend, find_trends
from tenor.risk.world import WorldRisk, all_importers

__all__ = [
    "Chokepoint",
    "LookThrough",
    "PublishedScore",
    "RiskRow",
    "RiskTable",
    "Trend",
    "WorldRisk",
    "all_importers",
    "assess",
    "calc_trend",
    "find_chokepoint",
    "find_trends",
    "look_through",
    "published_score",
]
