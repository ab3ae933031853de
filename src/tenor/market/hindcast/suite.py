"""The suite: curated events, each with its source, scored by leaving it out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from tenor.core.errors import DataError
from tenor.market.hindcast.fitting import Case
from tenor.market.hindcast.predicting import prepare_event
from tenor.market.hindcast.shocks import Event, Shock
from tenor.market.hindcast.trade import read_history, read_observed
from tenor.panel.curated import cite, read_curated_from, read_sources
from tenor.sources.box import Tables


@dataclass(frozen=True, slots=True)
class Listed:
    """One event of the table.

    Attributes
    ----------
    event : Event
    is_announced : bool
        The size of the shock was announced; otherwise it is what happened.
    is_scored : bool
        It counts in the suite's means; the others took too little of world trade.
    announced : str or None
        Date, where a source was read.
    text, source, met, note : str
        What was announced, the citation, how the source was met.
    """

    event: Event
    is_announced: bool
    is_scored: bool
    announced: str | None
    text: str
    source: str
    met: str
    note: str

    @property
    def name(self) -> str:
        """Return the id of the event."""
        return self.event.name


@lru_cache(maxsize=1)
def read_suite() -> Mapping[str, Listed]:
    """Return the events of the table by id."""
    sources = read_sources()
    found = {}
    for row in read_curated_from("disruptions", None).rows:
        exporter = (row["exporter"],) if row["exporter"] else ()
        shock = Shock(
            row["kind"],
            exporter,
            row["importers"] or (),
            *(math.nan if row[key] is None else row[key] for key in ("factor", "rate", "quantity")),
        )
        event = Event(row["id"], tuple(row["hs6"]), row["base_year"], row["test_year"], (shock,))
        found[row["id"]] = Listed(
            event,
            row["size"] == "announced",
            row["scored"] == "yes",
            row["announced"],
            row["text"],
            cite(sources[row["source"]]),
            row["met"],
            row["note"] or "",
        )
    return found


def suite_events() -> dict[str, Event]:
    """Return the events of the table by id."""
    return {name: listed.event for name, listed in read_suite().items()}


def read_case(tables: Tables, event: Event) -> Case:
    """Return an event with its trade, before and after.

    Raises
    ------
    DataError
        There is no trade in the test year.
    """
    history = read_history(tables, event)
    observed = read_observed(tables, event, history.places)
    if observed is None:
        raise DataError(f"event {event.name}: no trade in the test year {event.test_year}")
    return Case(event.name, prepare_event(event, history), observed)


def read_cases(tables: Tables) -> list[Case]:
    """Return all events of the table with their trade."""
    return [read_case(tables, listed.event) for listed in read_suite().values()]
