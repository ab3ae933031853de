"""Hindcasts: past disruptions predicted from what was known before them, and scored."""

from tenor.market.hindcast.scoring import Hindcast, calc_hindcast
from tenor.market.hindcast.shocks import Event, Shock, parse_event, read_event
from tenor.market.hindcast.suite import read_suite
from tenor.market.hindcast.whole import Scored, Suite, calc_record, calc_suite

__all__ = [
    "Event",
    "Hindcast",
    "Scored",
    "Shock",
    "Suite",
    "calc_hindcast",
    "calc_record",
    "calc_suite",
    "parse_event",
    "read_event",
    "read_suite",
]
