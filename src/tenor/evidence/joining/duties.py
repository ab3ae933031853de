"""Duties: who lays them, on whose goods, at which rate, and which rate replaced which."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tenor.evidence.joining.entities import Known
from tenor.evidence.joining.keys import ALL_MINERALS, CRITICAL, Keyed, Period
from tenor.evidence.vocabulary import OFF_LADDER

IN_FORCE = frozenset({"operating"})
NOT_IN_FORCE = frozenset({"rumoured", "proposed", "announced", *OFF_LADDER})


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate of a duty with its claims; `replaces` is the claim of the rate before."""

    low: float | None
    high: float | None
    status: str | None
    date: str | None
    claims: tuple[str, ...]
    replaces: str | None = None
    why: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the rate as a JSON object."""
        return {
            "low": self.low,
            "high": self.high,
            "status": self.status,
            "date": self.date,
            "claims": list(self.claims),
            "replaces": self.replaces,
            "why": self.why,
        }


@dataclass(frozen=True, slots=True)
class Duty:
    """The duty of one state on the goods of another, with its rates in order of time."""

    id: str
    rates: tuple[Rate, ...]
    claims: tuple[str, ...]
    why: tuple[str, ...]


def find_duties(claims: Sequence[Keyed]) -> list[Duty]:
    """Return the duties of claims; one without an imposer goes to the only one that fits."""
    buckets: dict[tuple[str, str, str], list[Keyed]] = {}
    for claim in sorted(claims, key=lambda k: k.id):
        buckets.setdefault(_key(claim), []).append(claim)
    notes: dict[tuple[str, str, str], str] = {}
    for key in [key for key in buckets if not key[0]]:
        fits = [other for other in buckets if other[0] and other[1:] == key[1:] and key[1]]
        if len(fits) == 1:
            moved = buckets.pop(key)
            buckets[fits[0]] = sorted([*buckets[fits[0]], *moved], key=lambda k: k.id)
            notes[fits[0]] = f"{fits[0][0]} is the only state named that taxes goods of {key[1]}"
    return [_duty(key, held, notes.get(key)) for key, held in sorted(buckets.items())]


def _key(claim: Keyed) -> tuple[str, str, str]:
    imposer = _state(claim.givers) or ""
    target = _state(claim.takers) or _target(claim, imposer)
    goods = "" if claim.commodity in {ALL_MINERALS, CRITICAL} else claim.commodity
    return imposer, target, goods


def _state(parties: Sequence[Known]) -> str | None:
    lands = sorted({k.country or k.id for k in parties if k.country or k.is_state})
    return "+".join(lands) or None


def _target(claim: Keyed, imposer: str) -> str:
    for known in (claim.subject, *claim.others):
        land = known and (known.country or (known.id if known.is_state else None))
        if land and land != imposer:
            return land
    is_state = len(claim.place) == 3 and claim.place.isupper()
    return claim.place if is_state and claim.place != imposer else ""


def _duty(key: tuple[str, str, str], held: Sequence[Keyed], note: str | None) -> Duty:
    imposer, target, goods = key
    parts = ["tariff", imposer or "unknown", target or "unknown", *([goods] if goods else [])]
    whys = [f"one duty: {imposer or 'an unnamed state'} on goods of {target or 'no one named'}"]
    return Duty(
        "/".join(parts),
        _rates(held, is_one=bool(target) and "+" not in imposer and imposer != target),
        tuple(sorted(k.id for k in held)),
        (*whys, *([note] if note else [])),
    )


def _rates(held: Sequence[Keyed], *, is_one: bool) -> tuple[Rate, ...]:
    """Return the rates in order; those of one duty with what each replaced."""
    rows: dict[tuple[Any, ...], list[Keyed]] = {}
    for claim in held:
        rows.setdefault((claim.unit, claim.low, claim.high), []).append(claim)
    ordered = _in_order(rows.values())
    found: list[Rate] = []
    for place, row in enumerate(ordered):
        rate = _rate(row)
        if place and is_one:
            why = replaced_by(ordered[place - 1], row)
            if why is not None:
                rate = Rate(
                    *(rate.low, rate.high, rate.status, rate.date, rate.claims),
                    replaces=min(k.id for k in ordered[place - 1]),
                    why=why,
                )
        found.append(rate)
    return tuple(found)


def replaced_by(earlier: Sequence[Keyed], later: Sequence[Keyed]) -> str | None:
    """Return why one rate follows another, or None where neither date nor state says so."""
    before, after = ({k.status for k in row} for row in (earlier, later))
    only_planned = before & IN_FORCE and not after & IN_FORCE and after != {None}
    if earlier[0].unit != later[0].unit or only_planned:
        return None
    comes_in = bool(after & IN_FORCE) and before <= NOT_IN_FORCE
    one, other = _told(earlier, comes_in), _told(later, comes_in)
    if one is not None and other is not None:
        return f"{one.text} comes before {other.text}" if one.last < other.first else None
    if comes_in and before <= frozenset(OFF_LADDER):
        states = ", ".join(sorted(s for s in before if s))
        return f"the other rate was {states} and this one is in force; no date tells more"
    return None


def _told(row: Sequence[Keyed], with_paper: bool) -> Period | None:
    """Return when a rate was; the day of a document only where a rate comes into force by it."""
    known = [p for k in row if (p := k.time or (k.published if with_paper else None))]
    return min(known, key=lambda p: (p.first, p.last), default=None)


def _in_order(rows: Iterable[list[Keyed]]) -> list[list[Keyed]]:
    """Sort by time where all times are known, else rates not in force before those in force."""
    held = list(rows)
    timed = all(_time(row) is not None for row in held)

    def place(row: list[Keyed]) -> tuple[int, str, float, str]:
        time = _time(row)
        rank = 0 if timed else int(any(k.status in IN_FORCE for k in row))
        return rank, time.first.isoformat() if time else "", row[0].low or 0.0, row[0].id

    return sorted(held, key=place)


def _time(row: Sequence[Keyed]) -> Period | None:
    known = [p for k in row if (p := k.effective or k.event or k.published)]
    return min(known, key=lambda p: (p.first, p.last), default=None)


def _rate(row: Sequence[Keyed]) -> Rate:
    time = _time(row)
    statuses = sorted({k.status for k in row if k.status})
    status = next((s for s in statuses if s in IN_FORCE), statuses[0] if statuses else None)
    ids = tuple(sorted(k.id for k in row))
    return Rate(row[0].low, row[0].high, status, time.text if time else None, ids)
