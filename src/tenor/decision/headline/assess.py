"""The headline test: read a statement, put it beside what it would imply, judge it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from tenor.core.errors import UnknownNameError, UserError
from tenor.decision.headline.ground import assess_quantity, assess_worth
from tenor.decision.headline.judging import unsaid
from tenor.decision.headline.making import assess_output
from tenor.decision.headline.model import Assessment, Identity, Statement
from tenor.decision.headline.reading import read_statement
from tenor.decision.headline.spending import assess_investment, assess_jobs
from tenor.decision.headline.trading import (
    assess_balance,
    assess_price,
    assess_share,
    assess_tariff,
    assess_trade,
)

_TESTS: Mapping[str, Callable[[Statement], Iterator[Identity]]] = {
    "in_ground": assess_worth,
    "reserve": assess_quantity,
    "investment": assess_investment,
    "output": assess_output,
    "trade": assess_trade,
    "balance": assess_balance,
    "tariff": assess_tariff,
    "share": assess_share,
    "jobs": assess_jobs,
    "price": assess_price,
}


def assess_headline(
    text: str,
    *,
    kind: str | None = None,
    names: Mapping[str, str | None] | None = None,
    year: int | None = None,
    beside: Sequence[str] = (),
) -> Assessment:
    """Return a stated amount or quantity beside what it would imply, with a verdict.

    Parameters
    ----------
    text : str
        ``"6 trillion USD"``, ``"0.6 Mt antimony"``, ``"200 kt Cu a year"``.
    kind : str, optional
        One of `model.KINDS` or an alias. Default: as the words and the unit say; plain money
        is a worth in the ground.
    names : mapping, optional
        ``commodity``, ``country``, ``partner`` (default USA), ``stage``; names or codes.
    year : int, optional
        Prices up to this year. Default: the newest on hand.
    beside : sequence of str
        Further quantities of the same statement: ``"10 USD/kg"``, ``"0.5%"``, ``"200 kt/y"``.

    Returns
    -------
    Assessment
        Its verdict is the worst of its identities: fails, strains, cannot_say, passes.

    Raises
    ------
    UserError
        A number has no unit or currency, a name is unknown, or the kind does not fit.

    Examples
    --------
    >>> found = assess_headline("4-5 trillion USD", names={"commodity": "rare earths",
    ...                         "country": "PAK"}, beside=["10 USD/kg"])
    >>> found.verdict, found.identity("world_reserves").implied.low
    ('fails', 400000000.0)
    """
    return assess_statement(read_statement(text, kind=kind, names=names, year=year, beside=beside))


def assess_statement(statement: Statement) -> Assessment:
    """Return the assessment of a statement that is parsed already."""
    require_stage(statement)
    if (
        statement.kind != "balance"
        and statement.amount is not None
        and statement.stated.middle <= 0
    ):
        raise UserError(f"{statement.text!r} is not over zero, so nothing follows from it")
    if statement.amount is None and statement.kind != "reserve":
        why = "the text states no number, so nothing follows from it."
        silent = (unsaid("reference", why, formula="no number is stated"),)
        return Assessment(statement, silent, statement.notes)
    identities = tuple(_TESTS[statement.kind](statement))
    return Assessment(statement, identities, (*statement.notes, *list_notes(statement)))


def require_stage(statement: Statement) -> None:
    """Raise UnknownNameError unless the stage is one of the chain."""
    from tenor.panel.materials import STAGES

    if statement.stage is not None and statement.stage not in STAGES:
        raise UnknownNameError("stage", statement.stage, STAGES)


def list_notes(statement: Statement) -> Iterator[str]:
    """Yield what the reader should know of how the statement was read."""
    if statement.bound == "<":
        yield "The amount is an upper bound and was tested at that end."
    if statement.bound in (">", "vague"):
        yield "The amount is a lower bound and was tested at that end; more would be worse."
    if statement.kind in ("in_ground", "reserve"):
        yield "A reserve is not a resource; worth in the ground is before the cost of mining it."
    if statement.country is None and statement.kind != "price":
        yield "No country was given, so nothing is set against one; add --country."
