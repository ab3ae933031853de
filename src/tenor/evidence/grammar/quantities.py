"""Units of physical quantities and times, with what they are per and of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tenor.evidence import vocabulary as v
from tenor.evidence.grammar.lexicon import next_word

TROY_OUNCE, POUND, SHORT_TON, LONG_TON = 3.11034768e-5, 4.5359237e-4, 0.90718474, 1.0160469088
"""Tonnes in a troy ounce, a pound, a short ton and a long ton (exact by definition)."""

TON_RANGE = (SHORT_TON, LONG_TON)
"""What one unqualified ton may be, in tonnes; the nominal value is one tonne."""


@dataclass(frozen=True, slots=True)
class UnitWord:
    """A unit: its dimension, canonical unit, factor, and what it is already per."""

    dimension: str
    unit: str
    factor: float
    per: str | None = None
    is_ton: bool = False


def _words(*rows: tuple[str, str, str, float]) -> dict[str, UnitWord]:
    return {
        word: UnitWord(dimension, unit, factor)
        for words, dimension, unit, factor in rows
        for word in words.split("|")
    }


_EXACT: Mapping[str, UnitWord] = {
    **_words(
        ("t", v.MASS, "t", 1.0),
        ("kt", v.MASS, "t", 1e3),
        ("Mt|MMt", v.MASS, "t", 1e6),
        ("Gt|Bt", v.MASS, "t", 1e9),
        ("kdmt|kwmt", v.MASS, "t", 1e3),
        ("Mdmt|Mwmt", v.MASS, "t", 1e6),
        ("MtCO2e|MtCO2|MtCO2-e", v.MASS, "t", 1e6),
        ("ktCO2e|ktCO2|ktCO2-e", v.MASS, "t", 1e3),
        ("tCO2e|tCO2|tCO2-e", v.MASS, "t", 1.0),
        ("kg", v.MASS, "t", 1e-3),
        ("lb|lbs", v.MASS, "t", POUND),
        ("klb|klbs", v.MASS, "t", 1e3 * POUND),
        ("Mlb|Mlbs|mlb|mlbs|MMlb|MMlbs", v.MASS, "t", 1e6 * POUND),
        ("oz|ozt", v.MASS, "t", TROY_OUNCE),
        ("koz|kozs", v.MASS, "t", 1e3 * TROY_OUNCE),
        ("Moz|moz|MMoz", v.MASS, "t", 1e6 * TROY_OUNCE),
        ("ct|cts", v.MASS, "t", 2e-7),
        ("mtu", v.MASS, "t", 1e-2),
        ("stu", v.MASS, "t", 1e-2 * SHORT_TON),
        ("g/t|gpt|g/tonne|gram/tonne|grams/tonne", v.GRADE, "g/t", 1.0),
        ("oz/t|opt|oz/ton", v.GRADE, "g/t", 34.2857),
        ("ppm|mg/kg|mg/L|mg/l", v.GRADE, "g/t", 1.0),
        ("ppb", v.GRADE, "g/t", 1e-3),
        ("kg/t", v.GRADE, "g/t", 1e3),
        ("W", v.POWER, "MW", 1e-6),
        ("kW", v.POWER, "MW", 1e-3),
        ("MW|MWe|MWp", v.POWER, "MW", 1.0),
        ("GW|GWe|GWp", v.POWER, "MW", 1e3),
        ("TW", v.POWER, "MW", 1e6),
        ("MVA", v.POWER, "MVA", 1.0),
        ("kWh", v.ENERGY, "MWh", 1e-3),
        ("MWh", v.ENERGY, "MWh", 1.0),
        ("GWh", v.ENERGY, "MWh", 1e3),
        ("TWh", v.ENERGY, "MWh", 1e6),
        ("km|kms", v.LENGTH, "km", 1.0),
        ("mi", v.LENGTH, "mi", 1.0),
        ("m", v.LENGTH, "m", 1.0),
        ("mm", v.LENGTH, "m", 1e-3),
        ("ft", v.LENGTH, "ft", 1.0),
        ("ha", v.AREA, "ha", 1.0),
        ("km2|km²|sq km|sq. km|sq.km", v.AREA, "km2", 1.0),
        ("m2|m²|sqm", v.AREA, "m2", 1.0),
        ("m3|m³|cu m", v.VOLUME, "m3", 1.0),
        ("ML|Ml", v.VOLUME, "m3", 1e3),
        ("GL", v.VOLUME, "m3", 1e6),
        ("bbl|bbls", v.VOLUME, "bbl", 1.0),
        ("Mbcm|Mm³|Mm3", v.VOLUME, "m3", 1e6),
        ("bcm|Bcm|BCM", v.VOLUME, "m3", 1e9),
        ("MMBtu|mmbtu|MMBTU|mmBtu", v.ENERGY, "MMBtu", 1.0),
        ("GJ", v.ENERGY, "GJ", 1.0),
        ("PJ", v.ENERGY, "GJ", 1e6),
        ("TJ", v.ENERGY, "GJ", 1e3),
        ("Mcf|mcf", v.VOLUME, "cf", 1e3),
        ("MMcf|mmcf", v.VOLUME, "cf", 1e6),
        ("Bcf|bcf", v.VOLUME, "cf", 1e9),
        ("Tcf|tcf", v.VOLUME, "cf", 1e12),
        ("°C|℃", v.TEMPERATURE, "degC", 1.0),
        ("x|X", v.RATIO, "ratio", 1.0),
    ),
    "tpa": UnitWord(v.MASS, "t", 1.0, "year"),
    "tpy": UnitWord(v.MASS, "t", 1.0, "year"),
    "mtpa": UnitWord(v.MASS, "t", 1e6, "year"),
    "Mtpa": UnitWord(v.MASS, "t", 1e6, "year"),
    "MTPA": UnitWord(v.MASS, "t", 1e6, "year"),
    "MMTPA": UnitWord(v.MASS, "t", 1e6, "year"),
    "Mtpy": UnitWord(v.MASS, "t", 1e6, "year"),
    "ktpa": UnitWord(v.MASS, "t", 1e3, "year"),
    "ktpy": UnitWord(v.MASS, "t", 1e3, "year"),
    "kta": UnitWord(v.MASS, "t", 1e3, "year"),
    "tpd": UnitWord(v.MASS, "t", 1.0, "day"),
    "tph": UnitWord(v.MASS, "t", 1.0, "hour"),
    "bpd": UnitWord(v.VOLUME, "bbl", 1.0, "day"),
    "b/d": UnitWord(v.VOLUME, "bbl", 1.0, "day"),
    "mb/d": UnitWord(v.VOLUME, "bbl", 1e6, "day"),
    "kb/d": UnitWord(v.VOLUME, "bbl", 1e3, "day"),
    "kbpd": UnitWord(v.VOLUME, "bbl", 1e3, "day"),
    "MMscfd": UnitWord(v.VOLUME, "cf", 1e6, "day"),
    "mmscfd": UnitWord(v.VOLUME, "cf", 1e6, "day"),
    "mmcfd": UnitWord(v.VOLUME, "cf", 1e6, "day"),
    "Bcfd": UnitWord(v.VOLUME, "cf", 1e9, "day"),
    "bcma": UnitWord(v.VOLUME, "m3", 1e9, "year"),
    "TPD": UnitWord(v.MASS, "t", 1.0, "day"),
    "TPA": UnitWord(v.MASS, "t", 1.0, "year"),
    "KTPA": UnitWord(v.MASS, "t", 1e3, "year"),
    "ktpd": UnitWord(v.MASS, "t", 1e3, "day"),
    "tpm": UnitWord(v.MASS, "t", 1.0, "month"),
    "Mlbpa": UnitWord(v.MASS, "t", 1e6 * POUND, "year"),
    "MWac": UnitWord(v.POWER, "MW", 1.0),
    "MWdc": UnitWord(v.POWER, "MW", 1.0),
    "boepd": UnitWord(v.VOLUME, "boe", 1.0, "day"),
    "boe": UnitWord(v.VOLUME, "boe", 1.0),
    "mt": UnitWord(v.MASS, "t", 1.0),
    "MT": UnitWord(v.MASS, "t", 1.0),
    "LTPA": UnitWord(v.MASS, "t", 1e5, "year"),
    "MnT": UnitWord(v.MASS, "t", 1e6),
    "MnTPA": UnitWord(v.MASS, "t", 1e6, "year"),
    "MTPY": UnitWord(v.MASS, "t", 1e6, "year"),
    "ktpm": UnitWord(v.MASS, "t", 1e3, "month"),
    "ktph": UnitWord(v.MASS, "t", 1e3, "hour"),
    "Mtpm": UnitWord(v.MASS, "t", 1e6, "month"),
    "kozpa": UnitWord(v.MASS, "t", 1e3 * TROY_OUNCE, "year"),
    "ozpa": UnitWord(v.MASS, "t", TROY_OUNCE, "year"),
    "stpd": UnitWord(v.MASS, "t", SHORT_TON, "day"),
    "kboepd": UnitWord(v.VOLUME, "boe", 1e3, "day"),
    "kboe/d": UnitWord(v.VOLUME, "boe", 1e3, "day"),
    "mboepd": UnitWord(v.VOLUME, "boe", 1e3, "day"),
    "MMboe": UnitWord(v.VOLUME, "boe", 1e6),
    "MMbbl": UnitWord(v.VOLUME, "bbl", 1e6),
    "MMSCFD": UnitWord(v.VOLUME, "cf", 1e6, "day"),
    "MMCFD": UnitWord(v.VOLUME, "cf", 1e6, "day"),
}
"""Abbreviations, in the case that they are written in."""

_SPELLED: Mapping[str, UnitWord] = {
    **_words(
        ("metric tons|metric ton|metric tonnes|metric tonne|tonnes|tonne", v.MASS, "t", 1.0),
        (
            "dry metric tonnes|dry metric tons|wet metric tonnes|wet metric tons|wet tonnes"
            "|wet tons|dry tonnes|dry tons|dmt|wmt",
            v.MASS,
            "t",
            1.0,
        ),
        ("tonnes metric|mt tons|toneladas|tonnen|tonnellate", v.MASS, "t", 1.0),
        ("kilotonnes|kilotonne|kilotons", v.MASS, "t", 1e3),
        ("megatonnes|megatonne", v.MASS, "t", 1e6),
        ("short tons|short ton", v.MASS, "t", SHORT_TON),
        ("long tons|long ton", v.MASS, "t", LONG_TON),
        ("kilograms|kilogram|kilogrammes|kilos|kilo|kgs", v.MASS, "t", 1e-3),
        ("grams|gram|grammes", v.MASS, "t", 1e-6),
        ("pounds|pound", v.MASS, "t", POUND),
        ("troy ounces|troy ounce|ounces|ounce", v.MASS, "t", TROY_OUNCE),
        ("carats|carat", v.MASS, "t", 2e-7),
        ("metric tonne units|metric ton units", v.MASS, "t", 1e-2),
        (
            "grams per tonne|grams per ton|grammes per tonne|grams a tonne|g per tonne",
            v.GRADE,
            "g/t",
            1.0,
        ),
        ("parts per million", v.GRADE, "g/t", 1.0),
        ("parts per billion", v.GRADE, "g/t", 1e-3),
        ("watts", v.POWER, "MW", 1e-6),
        ("kilowatts|kilowatt", v.POWER, "MW", 1e-3),
        ("megawatts|megawatt", v.POWER, "MW", 1.0),
        ("gigawatts|gigawatt", v.POWER, "MW", 1e3),
        ("kilowatt-hours|kilowatt hours", v.ENERGY, "MWh", 1e-3),
        ("megawatt-hours|megawatt hours", v.ENERGY, "MWh", 1.0),
        ("gigawatt-hours|gigawatt hours", v.ENERGY, "MWh", 1e3),
        ("terawatt-hours|terawatt hours", v.ENERGY, "MWh", 1e6),
        ("kilometres|kilometre|kilometers|kilometer", v.LENGTH, "km", 1.0),
        ("nautical miles|nautical mile", v.LENGTH, "nmi", 1.0),
        ("miles|mile", v.LENGTH, "mi", 1.0),
        ("metres|metre|meters|meter", v.LENGTH, "m", 1.0),
        ("feet|foot", v.LENGTH, "ft", 1.0),
        ("hectares|hectare", v.AREA, "ha", 1.0),
        ("acres|acre", v.AREA, "acre", 1.0),
        (
            "square kilometres|square kilometers|square kilometre|square kilometer"
            "|square-kilometre|square-kilometer",
            v.AREA,
            "km2",
            1.0,
        ),
        ("square miles", v.AREA, "mi2", 1.0),
        ("square metres|square meters", v.AREA, "m2", 1.0),
        ("cubic metres|cubic meters|cubic metre|cubic meter", v.VOLUME, "m3", 1.0),
        ("cubic feet", v.VOLUME, "cf", 1.0),
        ("megalitres|megaliters", v.VOLUME, "m3", 1e3),
        ("litres|liters", v.VOLUME, "m3", 1e-3),
        ("gallons|gallon", v.VOLUME, "gal", 1.0),
        ("barrels|barrel", v.VOLUME, "bbl", 1.0),
        ("degrees celsius|degrees c|degrees", v.TEMPERATURE, "degC", 1.0),
        ("times|fold", v.RATIO, "ratio", 1.0),
        ("years|year|yrs|yr", v.TIME, "years", 1.0),
        ("months|month", v.TIME, "months", 1.0),
        ("weeks|week", v.TIME, "weeks", 1.0),
        ("days|day|working days|business days|calendar days", v.TIME, "days", 1.0),
        ("hours|hour|hrs", v.TIME, "hours", 1.0),
        ("minutes|minute", v.TIME, "minutes", 1.0),
        ("decades|decade", v.TIME, "years", 10.0),
        ("fiscal years|financial years", v.TIME, "years", 1.0),
    ),
    "tons": UnitWord(v.MASS, "t", 1.0, is_ton=True),
    "ton": UnitWord(v.MASS, "t", 1.0, is_ton=True),
}
"""Units written out, in any case."""


def _alternatives(words: Mapping[str, UnitWord]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_ADDED = (
    r"contained|recovered|recoverable|payable|saleable|salable|attributable|additional|extra|further"
    r"|more|full|consecutive|straight|successive|equivalent|fine|milled|run-of-mine|ROM"
    r"|(?:gold|silver|copper|platinum|palladium|PGM|[46]E)(?:[\s-]equivalent)?"
)
"""Words between a number and its unit: 54,000 recovered ounces, five more years."""

UNIT_SIGNS = "|".join(re.escape(word) for word in _EXACT if word[0].isupper() and word.isalnum())
"""Abbreviations that begin with a capital: 5Mt is a quantity, 5AB a designation."""

UNIT_AFTER = re.compile(
    r"(?:[ \u00a0\u202f]|\n(?=[a-z]))?-?(?:de\s|d['’])?"
    rf"(?:(?:{_ADDED})\s)?"
    rf"(?:(?P<exact>{_alternatives(_EXACT)})(?![\w²³])"
    rf"|(?P<spelled>(?i:{_alternatives(_SPELLED)})))(?!\w)"
)

_LETTERED = (
    r"metric|dry|wet|short|long|tonnes?|tons?|t|oz|ounces|lbs?|pounds|barrels|bbl|carats|hectares|acres"
    r"|people|workers|jobs|households|vehicles|units|shares|cubic|litres|gallons|kg|MWh|troy|cu|tpa"
)
_ADDED_STARTS = (
    "contained recovered recoverable payable saleable salable attributable additional extra "
    "further more full consecutive straight successive equivalent fine milled run rom "
    "gold silver copper platinum palladium pgm e"
)
UNIT_STARTS = frozenset(map(next_word, (*_EXACT, *_SPELLED, "de", "d", *_ADDED_STARTS.split())))
"""Words that a unit begins with."""

LETTER_BEFORE_UNIT = re.compile(
    rf"\s?(?P<scale>(?<=\d)[kKmMbB]|(?<=\d)mm|(?<=\s)[kKM])\s(?=(?:(?:{_ADDED})\s)?(?:{_LETTERED})\b)"
)
"""A letter that scales a number before its unit, as in 1.5m tonnes."""

_PERIODS: Mapping[str, str] = {
    "year": "year",
    "an": "year",
    "annum": "year",
    "yr": "year",
    "y": "year",
    "a": "year",
    "month": "month",
    "mo": "month",
    "week": "week",
    "day": "day",
    "d": "day",
    "hour": "hour",
    "h": "hour",
    "quarter": "quarter",
    "tonne": "t",
    "metric ton": "t",
    "metric tonne": "t",
    "dry metric tonne": "t",
    "dmt": "t",
    "wmt": "t",
    "ton": "t",
    "short ton": "short_ton",
    "t": "t",
    "pound": "lb",
    "lb": "lb",
    "ounce": "oz",
    "troy ounce": "oz",
    "oz": "oz",
    "kilogram": "kg",
    "kilogramme": "kg",
    "kilo": "kg",
    "kg": "kg",
    "gram": "g",
    "mtu": "mtu",
    "dry metric tonne unit": "mtu",
    "dry metric ton unit": "mtu",
    "dmtu": "mtu",
    "metric tonne unit": "mtu",
    "metric ton unit": "mtu",
    "stu": "stu",
    "unit": "unit",
    "barrel": "bbl",
    "bbl": "bbl",
    "boe": "boe",
    "mmbtu": "MMBtu",
    "gj": "GJ",
    "mcf": "mcf",
    "kilowatt-hour": "kWh",
    "kilowatt hour": "kWh",
    "megawatt-hour": "MWh",
    "megawatt hour": "MWh",
    "megawatt": "MW",
    "kilowatt": "kW",
    "bcm": "m3",
    "tonne of ore": "t",
    "mwh": "MWh",
    "kwh": "kWh",
    "mw": "MW",
    "kw": "kW",
    "share": "share",
    "hectare": "ha",
    "ha": "ha",
    "acre": "acre",
    "km": "km",
    "kilometre": "km",
    "litre": "litre",
    "gallon": "gal",
    "carat": "ct",
    "ct": "ct",
    "household": "household",
    "person": "person",
    "worker": "person",
    "capita": "person",
    "cubic metre": "m3",
    "m3": "m3",
    "vehicle": "vehicle",
}
_PERIOD = "|".join(re.escape(word) for word in sorted(_PERIODS, key=len, reverse=True))
_SOLD_BY = (
    r"year|month|week|day|hour|quarter|tonne|ton|pound|ounce|kilo|kilogram|kilogramme|kg|gram|barrel"
    r"|lb|share|unit|mtu|dmtu|dmt|wmt|stu|carat|litre|gallon|hectare|megawatt-hour|t|metric|dry|short"
)
_SOLD_AS = (
    r"payable|contained|recovered|recoverable|annual|produced|saleable|salable|sold|milled|mined"
    r"|diluted|basic|ordinary|common|new|flow-through|resource|processed|treated|attributable|equity|refined|finished|installed|fine|ROM|metric|dry|wet"
    r"|(?:gold|silver|copper)[\s-]equivalent"
)
_LATER = r"(?:ago|before|earlier|later|after)"
_EACH = (
    rf"/\s?|\bper[\s-]|\bpar\s|\ba[\s-](?=(?:{_SOLD_BY})\b)|\ban[\s-](?=(?:ounce|oz|hour|acre|mtu|MMBtu|MWh|lb|ROM)\b)"
    r"|\beach\s(?=(?:year|month|day)\b)|\bevery\s(?=(?:year|month|day)\b)"
)
PER_UNIT = rf"\s?/\s?(?:{_PERIOD})\b|\s(?:per|a|an)\s(?:{_SOLD_BY}|ounce)\b"
"""What makes a bare number with a letter in front a price: R129 per month."""
_ANNUALLY = r"annually|yearly|p\.a\.?(?!\w)|pa\b|(?:on\san?\s)?annual(?:ised|ized)?\sbasis"
PER_AFTER = re.compile(
    rf"(?![\s-]an?\s(?:year|month|week|day|quarter)\s{_LATER}\b)"
    rf"[\s-]?(?:{_EACH})(?:(?:{_SOLD_AS})\s){{0,2}}?(?P<unit>{_PERIOD})s?\b(?:\.(?=\s[a-z(,]))?(?!\w)"
    rf"|[\s,]{{1,2}}(?P<annual>{_ANNUALLY})|\s(?P<daily>daily|a\sday)\b|\s(?P<monthly>monthly)\b",
    re.IGNORECASE,
)

ANNUAL_AFTER = re.compile(
    r"\s(?:of\s|in\s)?annual(?:ised|ized)?\b(?!\s(?:report|meeting|conference|forum|budget))",
    re.IGNORECASE,
)
ANNUAL_BEFORE = re.compile(
    r"\b(?:annual|yearly)\s(?:[\w’'-]+\s){1,4}?"
    r"(?:of|at|is|was|to|around|about|between|worth)\s(?:[a-z]+\s){0,3}$",
    re.IGNORECASE,
)
ASIDE = re.compile(r"\s\([^()]{1,14}\)(?=\s(?:a|per)\s(?:year|annum)\b)")
MORE_WORDS = re.compile(
    r"(?:\s[a-z]+){1,3}(?=\s(?:a|per|each|every)\s(?:year|annum|month|day)\b|\s(?:annually|yearly)\b)"
)

_QUALIFIER = (
    r"contained|recoverable|recovered|refined|payable|fine|metallic|saleable|total"
    r"|equivalent|equiv\.?|eq\.?"
)
_CONTENT = (
    r"TREO|REO|LCE|LREO|HREO|NdPr|WO3|WO₃|U3O8|U₃O₈|Cr2O3|Cr₂O₃|V2O5|V₂O₅|Li2O|Li₂O|TiO2|TiO₂"
    r"|Al2O3|Nb2O5|Ta2O5|MnO|K2O|KCl|P2O5|Fe2O3|CuEq|AuEq|AgEq|Cu|Au|Ag|Sb|W|Ni|Co|Zn|Pb|Sn|Mn"
    r"|Cr|Fe|Li|Mo|Pt|Pd|Ga|Ge|U|V|Nb|Ta|Ti|Al|Mg|Bi|Te|In|Re|TGC|Cg|C"
)
CONTENT_AFTER = re.compile(
    rf"\s?(?:\(?of\s|\()?(?P<qualifier>(?:(?:{_QUALIFIER})\s){{0,2}})(?P<content>{_CONTENT})"
    r"(?:\s?(?:eq\b|equivalent\b))?(?![A-Za-z0-9]|\.[A-Z])"
)
CONTENT_WORDS: Mapping[str, str] = {
    "WO₃": "WO3",
    "U₃O₈": "U3O8",
    "V₂O₅": "V2O5",
    "Li₂O": "Li2O",
    "TiO₂": "TiO2",
    "Cr₂O₃": "Cr2O3",
}

OF_NOUN = re.compile(
    r"\s(?:of|in)\s(?P<noun>(?:(?:the|its|this|a)\s)?(?:[A-Za-z][\w-]*\s){0,4}?[A-Za-z][\w-]*)"
    r"(?=\s(?:a|per|each|every)\s(?:year|annum|month|day)\b|\s(?:annually|yearly)\b"
    r"|\sper\s(?:tonne|ton|hour|second|kilogram)\b)"
)
"""What a mass is of, where ``per year`` follows it."""

_NOT_COUNTED = (
    r"of|in|to|for|and|or|by|on|at|from|with|is|are|was|were|per|that|which|the|as|than|will|would"
    r"|has|have|had|percent|per|cent"
)
_PLURAL = (
    r"[a-z][\w'’-]*[a-rt-z]s|[a-z]+(?:ss?es|ys|ies)|people|men|women|children|staff|aircraft"
    r"|[A-Z][a-z]+(?:ians|eans|inos|[dlnqr]is|[nr]ese|i?cans|ndans|ngans)"
    r"|personnel|youth|employees|Liberians|households"
)
_TITLED = (
    r"Projects|Mines|Jobs|Workers|Companies|Countries|Nations|Sites|Plants|Trucks|Vessels|Agreements"
    r"|Deals|Licen[cs]es|Permits|Blocks|Employees|People|Firms|Schools|Villages|Miners|Aircraft|Deaths"
)
_NO_COUNT = rf"(?!(?:{_NOT_COUNTED})\b)"
COUNTED = re.compile(
    rf"(?:[ \u00a0]|\n(?=[a-z]))(?P<noun>(?:{_NO_COUNT}[a-z]{{3,20}}(?<!s)(?<!men)(?<!people)\sand\s)?"
    rf"(?:{_NO_COUNT}[A-Za-z][\w'’.&-]{{0,40}}\s){{0,4}}?(?:{_PLURAL}|{_TITLED}))\b(?!-)"
)


def unit_of(match: re.Match[str]) -> UnitWord:
    """Return the unit that a match of `UNIT_AFTER` names."""
    if match["exact"]:
        return _EXACT[match["exact"]]
    return _SPELLED[re.sub(r"\s+", " ", match["spelled"].casefold())]


def per_of(match: re.Match[str]) -> str:
    """Return what a match of `PER_AFTER` says a quantity is per."""
    if match["annual"]:
        return "year"
    if match["daily"]:
        return "day"
    if match["monthly"]:
        return "month"
    return _PERIODS[match["unit"].casefold()]
