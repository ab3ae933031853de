"""Types of single fields: each reads one written value or says what is wrong with it.

A refusal is raised as ``Refusal`` inside pydantic and carries the hint that the
fault shows; `tenor.panel.case.check` turns it into a `Fault`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer
from pydantic_core import PydanticCustomError

from tenor.core.codes import require_hs6
from tenor.core.countries import country, country_codes
from tenor.core.errors import UnknownNameError, UserError, nearest_names, quoted
from tenor.core.money import parse_currency_year
from tenor.core.vocabulary import Basis, ClaimStatus, Met, ResourceClass, Stage
from tenor.panel.case.dates import PartialDate
from tenor.panel.case.measures import MEASURES, CaseUnitError, read_unit
from tenor.panel.case.reader import kind_of

UNSTATED = "unstated"
"""Written as basis where the source itself does not say what its mass is a mass of."""

_LONGEST_NAME = 120
_LONGEST_CODE = 4
_ID = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
_TARIFF_LINE = re.compile(r"[0-9]{8}|[0-9]{10}")


@dataclass(frozen=True, slots=True)
class Ref:
    """Marks a field that names an entry elsewhere in the case."""

    kind: str


def refusal(message: str, hint: str) -> PydanticCustomError:
    """Return the error that a field raises, with its hint."""
    context = {"message": message, "hint": hint}
    return PydanticCustomError("refused", "{message}", context)


def choice(kind: str, valid: Iterable[str]) -> Callable[[Any], str]:
    """Return a check that a text is one of a closed list of words."""
    words = {str(word): word for word in valid}

    def check(value: Any) -> str:
        if isinstance(value, str) and value in words:
            return words[value]
        listed = f"one of {', '.join(words)}"
        if not isinstance(value, str):
            raise refusal(f"expected a {kind}, found {kind_of(value)}", f"write {listed}")
        near = nearest_names(value[:_LONGEST_NAME], words)
        hint = f"did you mean {quoted(near)}?" if near else f"write {listed}"
        raise refusal(f"unknown {kind} {shorten(value)!r}; expected {listed}", hint)

    return check


def shorten(text: str) -> str:
    """Return a text cut to the length of a name, for a message."""
    return text if len(text) <= _LONGEST_NAME else text[:_LONGEST_NAME] + "..."


def read_text(value: Any) -> str:
    """Return a text without the blanks around it, or refuse what is none."""
    if isinstance(value, str) and value.strip():
        return value.strip()
    hint = "put the text in quotes" if isinstance(value, bool | int | float) else "write the text"
    raise refusal(f"expected text, found {kind_of(value)}", hint)


def _name(value: Any) -> str:
    text = read_text(value)
    if len(text) > _LONGEST_NAME:
        message = f"expected a name, found a text of {len(text)} characters"
        raise refusal(message, f"write at most {_LONGEST_NAME} characters")
    return text


def _identifier(value: Any) -> str:
    text = _name(value)
    if not _ID.fullmatch(text):
        suggestion = re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-") or "my-id"
        message = f"{text!r} is not an id; an id has lower-case letters, digits and hyphens"
        raise refusal(message, f"write for example {suggestion}")
    return text


def _number(value: Any) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if math.isfinite(number):
            return number
        raise refusal("the number is too large", "leave an unknown value out")
    raise refusal(f"expected a number, found {kind_of(value)}", _number_hint(value))


def _number_hint(value: Any) -> str:
    if isinstance(value, str):
        text = value.strip()
        if text.endswith("%"):
            return "write a fraction: 0.05 with unit fraction for 5%"
        if re.fullmatch(r"[-+]?[\d.]+(?:[eE][-+]?\d+)?", text):
            return "remove the quotes"
        if re.fullmatch(r"[-+]?\d{1,3}(?:[, _]\d{3})+(?:\.\d+)?", text):
            return f"write {re.sub('[, _]', '', text)}, without separators"
        if text[:1] in "<>~":
            return "write a bound in low or high and leave value out"
    return "write a plain number such as 240000 or 30.0e6; leave an unknown value out"


def _whole_year(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 1900 <= value <= 2200:
        return value
    raise refusal(f"expected a year, found {kind_of(value)}", "write a year such as 2024")


def _true_or_false(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise refusal(f"expected true or false, found {kind_of(value)}", "write true or false")


def _date(value: Any) -> PartialDate:
    if isinstance(value, PartialDate):
        return value
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    try:
        return PartialDate.parse(text)
    except (ValueError, TypeError):
        message = f"expected a date as in ISO 8601, found {kind_of(value)}"
        hint = "write the day as 2025-09-08; where less is known write 2025-09 or 2025"
        raise refusal(message, hint) from None


def _country(value: Any) -> str:
    text = _name(value)
    if text.isdigit():
        raise refusal(f"expected a country, found {kind_of(value)}", "write its name or ISO code")
    try:
        return country(text).iso3
    except UnknownNameError as error:
        message, hint = _unknown(error)
        like_code = text.isupper() and len(text) <= _LONGEST_CODE
        near = nearest_names(text, country_codes()) if like_code else []
        raise refusal(message, f"did you mean {quoted(near)}?" if near else hint) from None


def _commodity(value: Any) -> str:
    from tenor.panel.materials import read_materials

    try:
        return read_materials().resolve(_name(value))[0]
    except UnknownNameError as error:
        raise refusal(*_unknown(error)) from None


def _unknown(error: UnknownNameError) -> tuple[str, str]:
    hint = f"did you mean {quoted(error.nearest)}?" if error.nearest else "no known name is near it"
    return f"unknown {error.kind} {error.name!r}", hint


def _hs_code(value: Any) -> str:
    _require_quotes(value, "HS code")
    text = _name(value)
    try:
        return require_hs6(text, "HS code")
    except UserError as error:
        message = str(error).removeprefix("HS code: ")
        raise refusal(message, "write six digits in quotes, such as '261710'") from None


def _tariff_line(value: Any) -> str:
    _require_quotes(value, "tariff line")
    text = _name(value)
    if not _TARIFF_LINE.fullmatch(text):
        message = f"expected a tariff line of 8 or 10 digits, found {text!r}"
        raise refusal(message, "six-digit codes go under hs6 or exempt_hs6")
    return text


def _require_quotes(value: Any, what: str) -> None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise PydanticCustomError("unquoted_code", "{what}", {"what": what})


def _unit(value: Any) -> str:
    try:
        return str(read_unit(_name(value)))
    except CaseUnitError as problem:
        raise refusal(problem.message, problem.hint) from None


def _price_year(value: Any) -> str:
    text = _name(value)
    try:
        if parse_currency_year(text).real:
            return text
        message = f"{text!r} is nominal; results need the prices of one year"
    except UserError as error:
        message = str(error)
    raise refusal(message, "write the currency and price year, such as USD_2024")


def _as_text(value: Any) -> str:
    return str(value)


def _word(kind: str, vocabulary: type[StrEnum]) -> Any:
    members = list(vocabulary)
    return Annotated[vocabulary, BeforeValidator(choice(kind, members))]


Text = Annotated[str, BeforeValidator(read_text)]
Id = Annotated[str, BeforeValidator(_identifier)]
SourceId = Annotated[str, Ref("source"), BeforeValidator(_identifier)]
ClaimId = Annotated[str, Ref("claim"), BeforeValidator(_identifier)]
DealId = Annotated[str, Ref("deal"), BeforeValidator(_identifier)]
ProjectId = Annotated[str, Ref("project"), BeforeValidator(_identifier)]
PolicyId = Annotated[str, Ref("policy"), BeforeValidator(_identifier)]
Number = Annotated[float, BeforeValidator(_number)]
Year = Annotated[int, BeforeValidator(_whole_year)]
Flag = Annotated[bool, BeforeValidator(_true_or_false)]
Date = Annotated[PartialDate, BeforeValidator(_date), PlainSerializer(_as_text)]
CountryCode = Annotated[str, BeforeValidator(_country)]
Commodity = Annotated[str, BeforeValidator(_commodity)]
HsCode = Annotated[str, BeforeValidator(_hs_code)]
TariffLine = Annotated[str, BeforeValidator(_tariff_line)]
PriceYear = Annotated[str, BeforeValidator(_price_year)]
Unit = Annotated[str, BeforeValidator(_unit)]
Measure = Annotated[str, BeforeValidator(choice("measure", MEASURES))]
BasisWord = Annotated[str, BeforeValidator(choice("basis", [*Basis, UNSTATED]))]
StageWord = _word("stage", Stage)
ResourceWord = _word("resource class", ResourceClass)
StatusWord = _word("status", ClaimStatus)
MetWord = _word("met", Met)
