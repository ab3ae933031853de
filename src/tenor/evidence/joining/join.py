"""The whole of joining: claims and documents in; entities, lineages, deals and links out.

The ledger comes in here and nowhere else: `join` takes what it holds as plain claims, documents
and verdicts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from tenor.evidence.gazetteer import Gazetteer
from tenor.evidence.joining.deals import Deal, find_deals, group_deals
from tenor.evidence.joining.keys import Keyed, key_claims
from tenor.evidence.joining.lineage import Lineages, find_lineages
from tenor.evidence.joining.links import find_links
from tenor.evidence.model import Claim, Document, Link


@dataclass(frozen=True, slots=True)
class Joined:
    """What joining found.

    Attributes
    ----------
    claims : tuple of Keyed
        The verified claims that no review rejected, with their keys.
    lineages : Lineages
    deals : tuple of Deal
    links : tuple of Link
    """

    claims: tuple[Keyed, ...]
    lineages: Lineages
    deals: tuple[Deal, ...]
    links: tuple[Link, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return deals, links and lineages as one JSON object."""
        return {
            "deals": [deal.as_dict() for deal in self.deals],
            "links": [link.as_dict() for link in self.links],
            "lineages": [lineage.as_dict() for lineage in self.lineages.all],
        }


def join(
    claims: Iterable[Claim],
    documents: Iterable[Document] = (),
    *,
    verdicts: Iterable[Link] = (),
    rejected: Collection[str] = (),
    names: Gazetteer | None = None,
) -> Joined:
    """Return deals, links and lineages of claims; the order of what comes in does not matter.

    Parameters
    ----------
    claims : iterable of Claim
        Those not verified are left out.
    documents : iterable of Document
        Texts at hand. Without them joining knows no definitions, sentences or copies.
    verdicts : iterable of Link
        What persons decided on candidate conflicts, in the order in which they did.
    rejected : collection of str
        Ids of claims that a review rejected.
    names : Gazetteer, optional
        The built-in one if not given.
    """
    held = list(documents)
    refused = frozenset(rejected)
    keyed = key_claims((c for c in claims if c.id not in refused), held, names=names)
    grouping = group_deals(keyed)
    lineages = find_lineages(keyed, held, deals=grouping.deal_of, names=names)
    deals = find_deals(grouping, lineages)
    links = find_links(keyed, deals, lineages, verdicts=verdicts)
    return Joined(tuple(keyed), lineages, tuple(deals), tuple(links))
