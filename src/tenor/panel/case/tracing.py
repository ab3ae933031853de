"""The trace record of a claim: a quoted figure with its source."""

from __future__ import annotations

from tenor.core.trace import UNKNOWN, Source, Trace, format_value
from tenor.panel.case.schema import Claim

_TEXT = "text"


def build_claim_trace(claim: Claim, citation: str) -> Trace:
    """Return the trace of a claim, ``case.claim/<id>``.

    The value is the figure as published; a bound alone has no value and is shown
    as "at least" or "at most".

    Parameters
    ----------
    claim : Claim
    citation : str
        How the claim's source is cited.
    """
    return Trace(
        id=f"case.claim/{claim.id}",
        value=claim.value if claim.has_number else claim.text,
        display=show_claim(claim),
        unit=claim.unit if claim.has_number and claim.unit else _TEXT,
        formula="as published",
        inputs=(),
        sources=(Source("claims.csv", claim.id, f"{citation} ({claim.met})"),),
        assumed=("the source was recalled, not read",) if claim.met == "recalled" else (),
    )


def show_claim(claim: Claim) -> str:
    """Return what a claim states, as it is printed."""
    if not claim.has_number:
        return claim.text or UNKNOWN
    unit = claim.unit or ""
    low, value, high = (
        None if number is None else format_value(number, unit)
        for number in (claim.low, claim.value, claim.high)
    )
    if value is not None:
        return value if low is None or high is None else f"{value} ({low} to {high})"
    if low is not None and high is not None:
        return f"{low} to {high}"
    return f"at least {low}" if low is not None else f"at most {high}"
