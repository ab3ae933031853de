"""Tonnes of a case on the basis of a market: contained, a year, of the commodity's content."""

from __future__ import annotations

from tenor.core.errors import UnitError, UserError
from tenor.core.units import convert, convert_content, parse_unit
from tenor.core.vocabulary import Stage
from tenor.panel.materials import read_materials

_TRADED = {"concentrate": "ore", "ore": "ore", "intermediate": "intermediate", "refined": "refined"}


def find_stage(stage: Stage | str) -> str | None:
    """Return the stage of a market that a stage of a case is traded at; None for none.

    Examples
    --------
    >>> find_stage("concentrate"), find_stage("in_situ")
    ('ore', None)
    """
    return _TRADED.get(str(stage))


def calc_tonnes(unit: str, basis: str | None, *, commodity: str, stage: str) -> float:
    """Return the tonnes of content in one unit, a year where the unit is a rate.

    Raises
    ------
    UserError
        The mass is gross, or of something that does not convert into the content.

    Examples
    --------
    >>> calc_tonnes("kt Cu/y", "contained", commodity="copper", stage="ore")
    1000.0
    """
    content = read_materials().stage(commodity, stage).content
    parsed = parse_unit(unit)
    per = "/y" if any(power < 0 for _, power in parsed.factors) else ""
    target = f"t {content}{per}"
    if basis not in {None, "contained"} and str(basis) != str(parsed.basis):
        raise UserError(f"{unit} ({basis}) says nothing of the contained {content}")
    if parsed.content is None:
        return float(convert(1.0, unit, f"t{per}"))
    try:
        same = parsed.content == parse_unit(target).content
        return float(convert(1.0, unit, target) if same else convert_content(1.0, unit, target))
    except UnitError as error:
        raise UserError(f"{unit} does not convert into {target}: {error}") from error
