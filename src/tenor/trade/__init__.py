"""Arithmetic on trade: what exports were declared at, beside what others were paid.

`price_gap` sets the unit values of a country's exports against peers and benchmarks.
"""

from tenor.trade.price_gap import price_gap
from tenor.trade.rows import GapRow, PriceGap

__all__ = ["GapRow", "PriceGap", "price_gap"]
