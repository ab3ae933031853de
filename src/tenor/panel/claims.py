"""Which claim of a case answers a question: the newest that nothing supersedes."""

from __future__ import annotations

from collections.abc import Iterable

from tenor.panel.case import Case, Claim


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
