"""Which claim of a case answers a question: the newest that nothing supersedes."""

from __future__ import annotations

from collections.abc import Iterable

from tenor.panel.case import Case, Claim, Deal, Project


def find_claims(
    case: Case,
    measure: str,
    *,
    country: str | None = None,
    partner: str | None = None,
    commodity: str | None = None,
    stage: str | None = None,
) -> tuple[Claim, ...]:
    """Return the standing claims of a measure with a number, newest first.

    A claim that another one supersedes is left out. None leaves a field open.
    """
    wanted = {"country": country, "partner": partner, "commodity": commodity, "stage": stage}
    replaced = {claim.supersedes for claim in case.claims if claim.supersedes}
    found = (
        claim
        for claim in case.claims
        if claim.measure == measure
        and claim.id not in replaced
        and claim.has_number
        and all(getattr(claim, name) == value for name, value in wanted.items() if value)
    )
    return tuple(sorted(found, key=described_time, reverse=True))


def described_time(claim: Claim) -> str:
    """Return the time that a claim describes, for sorting; the empty text where unknown."""
    return str(claim.as_of or claim.event_date or claim.valid_from or "")


def newest(claims: Iterable[Claim]) -> Claim | None:
    """Return the newest of some claims, or None."""
    return max(claims, key=described_time, default=None)


def year_of(claim: Claim) -> int:
    """Return the year that a claim describes; 0 where unknown."""
    return int(str(claim.as_of)[:4]) if claim.as_of else 0


def status_since(entry: Deal | Project) -> str:
    """Return when a deal or project reached its present status."""
    status, date = entry.current_status.status, entry.current_status.date
    for step in reversed(entry.status):
        if step.status != status:
            break
        date = step.date
    return str(date)
