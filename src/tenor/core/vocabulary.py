"""The closed vocabularies: words that data, claims and models share, each with its meaning.

Members are strings, so they can be written to tables and JSON as they are. A
vocabulary that has an order compares by that order, never by the alphabet.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self, TypeVar

from tenor.core.errors import TenorError, UnknownNameError

__all__ = [
    "Basis",
    "ClaimStatus",
    "Met",
    "OrderedTerm",
    "ResourceClass",
    "RowStatus",
    "Stage",
    "Term",
    "require_member",
]


class Term(StrEnum):
    """A word of a closed vocabulary, with its meaning in one line."""

    meaning: str

    def __new__(cls, value: str, meaning: str) -> Self:
        """Make a member that is the string `value` and carries its meaning."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member


class OrderedTerm(Term):
    """A word of a vocabulary whose members have an order: that of their definition.

    Comparison with anything but a member of the same vocabulary raises TypeError,
    since plain strings would compare by the alphabet.
    """

    @property
    def rank(self) -> int:
        """Place in the order, from 0."""
        return list(type(self)).index(self)

    def _ranks(self, other: object) -> tuple[int, int]:
        if not isinstance(other, OrderedTerm) or type(other) is not type(self):
            raise TypeError(f"{type(self).__name__} {str(self)!r} has no order with {other!r}")
        return self.rank, other.rank

    def __lt__(self, other: str) -> bool:
        mine, its = self._ranks(other)
        return mine < its

    def __le__(self, other: str) -> bool:
        mine, its = self._ranks(other)
        return mine <= its

    def __gt__(self, other: str) -> bool:
        mine, its = self._ranks(other)
        return mine > its

    def __ge__(self, other: str) -> bool:
        mine, its = self._ranks(other)
        return mine >= its


class Stage(OrderedTerm):
    """Where in the chain a material stands, in the order of processing.

    ``ore`` means ores and concentrates as they are traded, since trade codes do not
    separate them; ``concentrate`` is for sources that do. ``intermediate`` is matte,
    blister, alumina, mixed hydroxide and the like. ``refined`` is metal, oxide or
    another compound of commercial purity.

    Examples
    --------
    >>> Stage.ORE < Stage.REFINED, str(Stage.ORE)
    (True, 'ore')
    """

    IN_SITU = "in_situ", "In the ground."
    ORE = "ore", "Ores and concentrates as traded."
    CONCENTRATE = "concentrate", "Concentrate, where a source reports it apart from ore."
    INTERMEDIATE = "intermediate", "Matte, blister, alumina, mixed hydroxide and the like."
    REFINED = "refined", "Metal, oxide or another compound of commercial purity."
    FABRICATED = "fabricated", "Semi-finished or finished product."


class Basis(Term):
    """What a mass is a mass of. There is no default: gross is 3 to 5 times contained.

    Examples
    --------
    >>> Basis.CONTAINED.meaning
    'Mass of the element alone.'
    """

    GROSS = "gross", "Mass of the whole material: ore, concentrate or product as weighed."
    CONTAINED = "contained", "Mass of the element alone."
    OXIDE = "oxide", "Mass of a named oxide or other compound, such as WO3 or Li2CO3."


class ResourceClass(OrderedTerm):
    """How well a quantity in the ground is known, from a statement to what can be recovered.

    The order is one of knowledge, not of size.

    Examples
    --------
    >>> ResourceClass.OCCURRENCE < ResourceClass.RESERVE
    True
    """

    CLAIM = "claim", "Stated without a described method."
    OCCURRENCE = "occurrence", "Mineral is known to be there; no quantity is estimated."
    RESOURCE = "resource", "Quantity estimated; prospects of extraction, no mine plan."
    RESERVE = "reserve", "Part of a resource that a mine plan shows to be economic."
    RECOVERABLE = "recoverable", "Part of a reserve that is left after losses in processing."


class ClaimStatus(OrderedTerm):
    """How firm a commitment is: a ladder, and states that have left it.

    ``approved`` is the approval of a loan or guarantee by the lender's own board. It
    stands above ``mou_signed``, because the body that decides has allotted an amount,
    and below ``contract_signed``, because neither side is bound before the agreement is
    signed and approvals lapse. The states off the ladder (``on_ladder`` is False) have
    no order; comparing them raises `TenorError`. Use `is_at_least` to filter.

    Examples
    --------
    >>> ClaimStatus.MOU_SIGNED < ClaimStatus.APPROVED < ClaimStatus.CONTRACT_SIGNED
    True
    >>> ClaimStatus.SUSPENDED.is_at_least(ClaimStatus.ANNOUNCED)
    False
    """

    RUMOURED = "rumoured", "Reported without a named source."
    PROPOSED = "proposed", "Put forward by one side."
    ANNOUNCED = "announced", "Stated in public by a party as its intention."
    MOU_SIGNED = "mou_signed", "Memorandum, letter of intent or framework signed; not binding."
    APPROVED = "approved", "Amount approved by the lender's board; no agreement signed."
    CONTRACT_SIGNED = "contract_signed", "Binding agreement signed."
    FINANCIALLY_CLOSED = "financially_closed", "Conditions met; the money can be drawn."
    DISBURSED = "disbursed", "Money paid out, at least in part."
    OPERATING = "operating", "The asset or the delivery runs."
    SUSPENDED = "suspended", "Halted for a time."
    CANCELLED = "cancelled", "Ended by a party."
    EXPIRED = "expired", "Ended by its own terms."
    LAPSED = "lapsed", "Ended because a condition was not met in time."
    VOID = "void", "Declared without effect by a court or authority."

    @property
    def on_ladder(self) -> bool:
        """True for the statuses from rumoured to operating."""
        return self.rank <= ClaimStatus.OPERATING.rank

    def is_at_least(self, threshold: ClaimStatus) -> bool:
        """Tell whether the status is on the ladder and not below `threshold`."""
        return self.on_ladder and self >= threshold

    def _ranks(self, other: object) -> tuple[int, int]:
        ranks = super()._ranks(other)
        last = ClaimStatus.OPERATING.rank
        if max(ranks) > last:
            off = other if ranks[1] > last else self
            raise TenorError(
                f"status {str(off)!r} is not on the ladder and has no order; use is_at_least"
            )
        return ranks


class Met(OrderedTerm):
    """How a source was met, from the weakest to the strongest.

    Examples
    --------
    >>> Met.RECALLED < Met.EXCERPT < Met.OPENED
    True
    """

    RECALLED = "recalled", "From memory; shown as unverified wherever it is used."
    EXCERPT = "excerpt", "A quotation, transcription or copy of the source was read."
    OPENED = "opened", "The source itself or a faithful stored copy was read."


class RowStatus(Term):
    """Whether a result row could be calculated, and if not, why.

    Examples
    --------
    >>> RowStatus("no_trade_recorded").meaning
    'The data cover the place and year and hold no trade; this is not "no risk".'
    """

    OK = "ok", "All inputs are known."
    PARTIAL = "partial", "Some inputs are unknown; the row says which."
    NO_TRADE_RECORDED = (
        "no_trade_recorded",
        'The data cover the place and year and hold no trade; this is not "no risk".',
    )
    NO_PRODUCTION_DATA = "no_production_data", "Production of the commodity is not known."
    NOT_COVERED = "not_covered", "The data do not cover the commodity, place or year."


T = TypeVar("T", bound=Term)


def require_member(vocabulary: type[T], text: object, kind: str) -> T:
    """Return the member of a vocabulary that `text` names.

    Parameters
    ----------
    vocabulary : type of Term
        The vocabulary, e.g. `Stage`.
    text : object
        A member or its exact text; capitals and spaces are not mended.
    kind : str
        What is being named, for the message, e.g. ``"stage"``.

    Raises
    ------
    UnknownNameError
        The text is no member; the message carries the nearest ones.

    Examples
    --------
    >>> require_member(Stage, "refined", "stage")
    <Stage.REFINED: 'refined'>
    >>> require_member(Stage, "refind", "stage")
    Traceback (most recent call last):
    ...
    tenor.core.errors.UnknownNameError: unknown stage 'refind'; did you mean 'refined'?
    """
    if isinstance(text, vocabulary):
        return text
    members = {member.value: member for member in vocabulary}
    if not isinstance(text, str) or text not in members:
        name = text if isinstance(text, str) else repr(text)
        raise UnknownNameError(kind, name, members)
    return members[text]
