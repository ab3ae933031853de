"""What was known on a day: the filter that keeps later facts out of a case.

A fact counts as known from the day of its statement, of its event (where the event
is said to have happened) and of its source's publication, whichever is last. It is
left out when the earliest possible day of any of these lies after the cut-off.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tenor.panel.case import schema
from tenor.panel.case.dates import PartialDate

_PROJECT_LISTS = ("capacity", "resources", "recovery", "capex", "opex", "terms")


@dataclass(frozen=True, slots=True)
class Excluded:
    """One entry that a cut-off keeps out of a case.

    Attributes
    ----------
    kind : str
        ``source``, ``claim``, ``deal``, ``project``, ``policy`` or ``scenario``.
    id : str
        Its id; for a part of an entry, the entry's id, a slash and the part.
    date : str
        The date that lies after the cut-off; empty where the entry has no date.
    """

    kind: str
    id: str
    date: str


@dataclass(slots=True)
class Filter:
    """Keeps what was known on a day, and notes what it leaves out.

    Attributes
    ----------
    cut_off : date
    sources : mapping of id to Source
        All sources, later ones too: their dates are needed.
    undated : bool
        Whether entries from sources without a date are kept. They are at the case's own
        cut-off, for which its author answers, and not at an earlier one.
    """

    cut_off: dt.date
    sources: Mapping[str, schema.Source]
    undated: bool
    excluded: list[Excluded] = field(default_factory=list)

    def known(self, kind: str, name: str, dates: Iterable[Any], source: str | None) -> bool:
        """Tell whether a fact was known, and note it where it was not."""
        published = self.sources[source].date if source else None
        stated = [date for date in (*dates, published) if isinstance(date, PartialDate)]
        late = next((date for date in stated if date.is_after(self.cut_off)), None)
        placed = published is not None or (source is None and bool(stated))
        if late is None and (placed or self.undated):
            return True
        self.excluded.append(Excluded(kind, name, str(late or "")))
        return False

    def keep(self, kind: str, owner: str, entries: Sequence[Any]) -> tuple[Any, ...]:
        """Return the dated parts of an entry that were known, each with its `met` filled in."""
        kept = []
        for place, entry in enumerate(entries):
            name = f"{owner}/{getattr(entry, 'id', place)}"
            date = getattr(entry, "announced", None) or getattr(entry, "date", None)
            if self.known(kind, name, [date], entry.source):
                kept.append(self.with_met(entry))
        return tuple(kept)

    def with_met(self, entry: Any) -> Any:
        """Return an entry whose `met` is that of its source where it states none."""
        if getattr(entry, "met", None) is not None or entry.source not in self.sources:
            return entry
        return entry.model_copy(update={"met": self.sources[entry.source].met})

    def source(self, source: schema.Source) -> bool:
        """Tell whether a source had appeared."""
        if source.date is None or not source.date.is_after(self.cut_off):
            return True
        self.excluded.append(Excluded("source", source.id, str(source.date)))
        return False

    def claim(self, claim: schema.Claim) -> bool:
        """Tell whether a claim was known."""
        happened = claim.event_date if claim.modality == "actual" else None
        return self.known("claim", claim.id, [claim.as_of, happened], claim.source)

    def deal(self, deal: schema.Deal) -> schema.Deal | None:
        """Return a deal as it was known; None where none of its history was."""
        status = self.keep("deal", deal.id, deal.status)
        amounts = self.keep("deal", deal.id, deal.amounts)
        return deal.model_copy(update={"status": status, "amounts": amounts}) if status else None

    def project(self, project: schema.Project) -> schema.Project | None:
        """Return a project as it was known; None where none of its history was."""
        status = self.keep("project", project.id, project.status)
        if not status:
            return None
        update: dict[str, Any] = {"status": status}
        for name in _PROJECT_LISTS:
            update[name] = self.keep("project", project.id, getattr(project, name))
        owners = self.keep("project", f"{project.id}/owners", project.owners)
        update["owners"] = owners if len(owners) == len(project.owners) else ()
        start, place = project.start, project.location
        if start and not self.known("project", f"{project.id}/start", [start.date], start.source):
            update["start"] = None
        if place:
            there = self.source(self.sources[place.source])
            update["location"] = self.with_met(place) if there else None
        return project.model_copy(update=update)

    def policy(self, policy: schema.Policy) -> schema.Policy | None:
        """Return a policy as it was known; None where none of its values was."""
        values = []
        for value in self.keep("policy", policy.id, policy.values):
            end = value.ended
            name = f"{policy.id}/{value.id}/ended"
            if end and not self.known("policy", name, [end.date], end.source):
                values.append(value.model_copy(update={"ended": None}))
            else:
                values.append(value)
        update: dict[str, Any] = {"values": tuple(values)}
        listed = policy.exempt_source
        if listed and not self.source(self.sources[listed]):
            update |= {"exempt_hs6": (), "exempt_tariff_lines": (), "exempt_source": None}
        return policy.model_copy(update=update) if values else None

    def scenario(self, scenario: schema.Scenario, known: set[str]) -> bool:
        """Tell whether all projects and policies that a scenario shocks were known."""
        for shock in scenario.shocks:
            for name in (shock.project, shock.policy):
                if name is not None and name not in known:
                    self.excluded.append(Excluded("scenario", scenario.id, ""))
                    return False
        return True
