"""What the rules read around a number, and what they object to in a model's status.

The verifier looks at the cue that is quoted. A model chooses the cue, and a sentence may hold one
that belongs to another number: so the status may also be no firmer than the rules read it for this
number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tenor.evidence import vocabulary as v
from tenor.evidence.model import Mention, Span
from tenor.evidence.rules.status import Firmness, read_firmness
from tenor.evidence.rules.status_cues import NEGATION
from tenor.evidence.rules.status_hits import StatusHit, find_status_hits
from tenor.evidence.rules.topics import find_basis, find_commodity, find_stage

SOFT = ("rumoured", "proposed")
"""Statuses that need no cue."""
_MAX_SENTENCE = 4000
"""In a longer sentence the rules read only what is near the number."""


@dataclass(frozen=True, slots=True)
class Firm:
    """What the rules say of one number.

    Attributes
    ----------
    status : str or None
    modality, polarity : str
    hits : tuple of StatusHit
        Cues of the sentence.
    is_denied : bool
        Whether the sentence says no to anything: nothing in it is then taken as firm.
    """

    status: str | None
    modality: str
    polarity: str
    hits: tuple[StatusHit, ...]
    commodity: str | None = None
    commodity_span: Span | None = None
    stage: str | None = None
    basis: str | None = None
    is_denied: bool = False

    def objection(self, status: str, cue: Span | None) -> str | None:
        """Return why a status cannot be, as far as the rules read; None where they agree."""
        if cue is None and status not in SOFT:
            return "no cue is quoted"
        if status in v.OFF_LADDER:
            ends = any(hit.status in v.OFF_LADDER for hit in self._hits_at(cue))
            return None if ends else "the cue does not end a deal"
        if v.firmness(status) > v.firmness(self.status):
            return f"the words around the number say {self.status}"
        return None if status in SOFT else self._against_firm(status, cue)

    def _against_firm(self, status: str, cue: Span | None) -> str | None:
        if self.is_denied:
            return "the sentence denies something"
        firm = any(v.firmness(h.status) >= v.firmness(status) for h in self._hits_at(cue))
        return None if firm else "the cue does not say that"

    def _hits_at(self, cue: Span | None) -> list[StatusHit]:
        return [h for h in self.hits if cue and h.start < cue.end and cue.start < h.end]


def read_firm(
    text: str,
    mention: Mention,
    measure: str,
    sentence: tuple[int, int],
    mentions: Sequence[Mention],
) -> Firm:
    """Return what the rules read for a mention as a measure, among those of its sentence."""
    start = max(sentence[0], mention.start - _MAX_SENTENCE // 2)
    end = min(sentence[1], mention.end + _MAX_SENTENCE // 2)
    hits = tuple(find_status_hits(text, start, end))
    known = measure if measure in v.MEASURES else "other"
    others = [m for m in mentions if m.end <= mention.start or m.start >= mention.end]
    found: Firmness = read_firmness(text, mention, known, (start, end), hits, others)
    commodity = find_commodity(text, mention, start, end)
    return Firm(
        status=found.status,
        modality=found.modality,
        polarity=found.polarity,
        hits=hits,
        commodity=commodity[0] if commodity else None,
        commodity_span=commodity[1] if commodity else None,
        stage=find_stage(text, known, start, end),
        basis=find_basis(text, mention, start, end),
        is_denied=NEGATION.search(text, start, end) is not None,
    )
