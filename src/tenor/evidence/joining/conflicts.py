"""Candidate conflicts and what persons decide on them; each decision is a row of the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from tenor.core.errors import UnknownNameError, UserError
from tenor.evidence.joining.door import LedgerLike, join_ledger
from tenor.evidence.model import Link
from tenor.evidence.vocabulary import CANDIDATE, DECIDED


class Deciding(LedgerLike, Protocol):
    """A ledger that takes links."""

    def add_links(self, links: Sequence[Link]) -> int:
        """Add links and return how many were new."""


def find_conflicts(ledger: LedgerLike) -> list[Link]:
    """Return the candidate conflicts on which nobody has decided yet."""
    return [link for link in join_ledger(ledger).links if link.relation == CANDIDATE]


def decide_conflict(
    ledger: Deciding, first: str, second: str, *, verdict: str, name: str, reason: str
) -> Link:
    """Enter what a person decided on a candidate conflict, and return the row.

    Parameters
    ----------
    ledger : Deciding
    first, second : str
        Ids of the two claims.
    verdict : str
        ``accept``: they contradict each other. ``reject``: they do not.
    name, reason : str
        Who decides, and why.

    Raises
    ------
    UserError
        The two are no conflict by any rule, name or reason is missing, or the same person
        decided the same for the same reason before.
    """
    if verdict not in DECIDED:
        raise UnknownNameError("verdict on a conflict", verdict, list(DECIDED))
    if not name.strip() or not reason.strip():
        raise UserError("a review needs the name of a person and a reason")
    relations = {CANDIDATE, *DECIDED.values()}
    held = [link for link in join_ledger(ledger).links if link.relation in relations]
    pair = frozenset((first, second))
    found = next((link for link in held if frozenset((link.a, link.b)) == pair), None)
    if found is None:
        raise UserError(
            f"{first} and {second} are no candidate conflict; "
            "tenor ledger links lists those there are"
        )
    row = Link(found.a, found.b, DECIDED[verdict], reason.strip(), name.strip())
    if not ledger.add_links([row]):
        raise UserError(
            f"{name} has decided so before, for the same reason; to decide anew give a new reason"
        )
    return row


def last_decided(links: Iterable[Link]) -> list[Link]:
    """Return links with the last decision alone of each pair, in the order of the ledger."""
    last: dict[object, Link] = {}
    for number, link in enumerate(links):
        decided = link.relation in DECIDED.values()
        key: object = frozenset((link.a, link.b)) if decided else number
        last.pop(key, None)
        last[key] = link
    return list(last.values())
