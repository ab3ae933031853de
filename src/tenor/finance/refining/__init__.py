"""Refining at home against shipping the feed: value added, tax, jobs, power, who gains."""

from __future__ import annotations

from tenor.finance.refining.comparing import compare_route
from tenor.finance.refining.results import Comparison

__all__ = ["Comparison", "compare_route"]
