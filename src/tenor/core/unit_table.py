"""The units that Tenor reads, as plain tables; `tenor.core.units` parses and converts them.

Definitions are in pint's notation. The list is closed: a unit that is not here is
an error with the nearest names, not a guess.
"""

from __future__ import annotations

from collections.abc import Mapping

MASS: Mapping[str, str] = {
    "kg": "[mass]",
    "g": "1e-3 kg",
    "mg": "1e-6 kg",
    "t": "1e3 kg",
    "kt": "1e6 kg",
    "Mt": "1e9 kg",
    "Gt": "1e12 kg",
    "lb": "0.45359237 kg",
    "klb": "1e3 lb",
    "Mlb": "1e6 lb",
    "short_ton": "2000 lb",
    "long_ton": "2240 lb",
    "oz": "31.1034768e-3 kg",  # troy ounce; an ounce in mining is never the avoirdupois one
    "koz": "1e3 oz",
    "Moz": "1e6 oz",
    "oz_av": "lb / 16",
    "ct": "0.2e-3 kg",  # metric carat
    "kct": "1e3 ct",
    "Mct": "1e6 ct",
    "mtu": "10 kg",  # metric ton unit: 1% of a tonne, of the compound that is named with it
    "stu": "20 lb",  # short ton unit: 1% of a short ton
    "flask": "76 lb",  # of mercury
}

# Ratios of masses, which can carry a content: 0.5% Cu, 12 ppm Au.
GRADE: Mapping[str, str] = {"fraction": "[]", "percent": "0.01", "ppm": "1e-6", "ppb": "1e-9"}

OTHER: Mapping[str, str] = {
    "m": "[length]",
    "km": "1e3 m",
    "ha": "1e4 m ** 2",
    "km2": "1e6 m ** 2",
    "m3": "m ** 3",
    "L": "1e-3 m ** 3",
    "Mm3": "1e6 m ** 3",
    "bbl": "0.158987294928 m ** 3",
    "y": "[time]",
    "month": "y / 12",
    "d": "y / 365.25",  # calendar days; operating days are a parameter of the plant
    "h": "d / 24",
    "MWh": "[energy]",
    "kWh": "1e-3 MWh",
    "GWh": "1e3 MWh",
    "TWh": "1e6 MWh",
    "GJ": "MWh / 3.6",
    "MJ": "1e-3 GJ",
    "MW": "MWh / h",
    "kW": "1e-3 MW",
    "GW": "1e3 MW",
    "thousand": "1e3",
    "million": "1e6",
    "billion": "1e9",
    "trillion": "1e12",
    "ratio": "[]",
    "count": "[count]",
    "index": "[index]",
    "hhi": "[hhi]",
    "USc": "0.01 USD",
}

ALIASES: Mapping[str, str] = {
    **dict.fromkeys(("tonne", "tonnes", "metric_ton", "metric_tons"), "t"),
    **dict.fromkeys(("metric_tonne", "metric_tonnes", "dmt"), "t"),
    **dict.fromkeys(("kilotonne", "kilotonnes"), "kt"),
    **dict.fromkeys(("megatonne", "megatonnes"), "Mt"),
    **dict.fromkeys(("short_tons",), "short_ton"),
    **dict.fromkeys(("long_tons",), "long_ton"),
    **dict.fromkeys(("kilogram", "kilograms", "kgs"), "kg"),
    **dict.fromkeys(("gram", "grams", "gramme", "grammes"), "g"),
    **dict.fromkeys(("lbs", "pound", "pounds"), "lb"),
    **dict.fromkeys(("Mlbs",), "Mlb"),
    **dict.fromkeys(("ozt", "oz_t", "toz", "ounce", "ounces", "troy_oz"), "oz"),
    **dict.fromkeys(("troy_ounce", "troy_ounces"), "oz"),
    **dict.fromkeys(("carat", "carats"), "ct"),
    **dict.fromkeys(("flasks",), "flask"),
    **dict.fromkeys(("dmtu", "metric_ton_unit", "metric_ton_units"), "mtu"),
    **dict.fromkeys(("short_ton_unit", "short_ton_units"), "stu"),
    **dict.fromkeys(("%", "pct", "percents"), "percent"),
    **dict.fromkeys(("m³", "cubic_metre", "cubic_metres"), "m3"),
    **dict.fromkeys(("litre", "litres", "l"), "L"),
    **dict.fromkeys(("yr", "year", "years", "a", "annum"), "y"),
    **dict.fromkeys(("months",), "month"),
    **dict.fromkeys(("day", "days"), "d"),
    **dict.fromkeys(("hour", "hours"), "h"),
    **dict.fromkeys(("Mio", "mln"), "million"),
    **dict.fromkeys(("bn",), "billion"),
    **dict.fromkeys(("tn",), "trillion"),
    **dict.fromkeys(("US_cents", "US_cent"), "USc"),
    **dict.fromkeys(("US$",), "USD"),
}

# Several words, or one word for several units, rewritten before the text is split.
PHRASES: tuple[tuple[str, str], ...] = (
    (r"metr\.\s*t\b", "t"),
    (r"\b(metric|short|long) (ton|tons|tonne|tonnes) (units?)\b", r"\1_ton_\3"),
    (r"\b(metric|short|long) (tons?|tonnes?)\b", r"\1_\2"),
    (r"\btroy (oz|ounces?)\b", r"troy_\1"),
    (r"\bUS (cents?)\b", r"US_\1"),
    (r"\bcubic (metres?)\b", r"cubic_\1"),
    (r"(?<=\S)%|(?<!\S)%(?=\S)", " % "),
    (r"\b(k|M)tp[ay]\b", r"\1t/y"),
    (r"\btp[ay]\b", "t/y"),
    (r"\b(k?t)pd\b", r"\1/d"),
    (r"\bgpt\b", "g/t"),
    (r"\s+per\s+", "/"),
)

_TON = (
    "may be a metric ton (1000 kg), a short ton (907.18474 kg) or a long ton (1016.0469088 kg); "
    "write 't', 'short ton' or 'long ton'"
)
_MT = "may be tonnes or million tonnes; write 't' or 'Mt'"

# Texts that mean different units in different sources, with what to write instead.
AMBIGUOUS: Mapping[str, str] = {
    **dict.fromkeys(("ton", "tons", "Ton", "Tons", "TON", "T"), _TON),
    **dict.fromkeys(("kton", "ktons", "kilotons", "Mton", "Mtons", "megatons"), _TON),
    **dict.fromkeys(("mt", "MT"), _MT),
    **dict.fromkeys(("mmt", "MMT"), "may be a thousand or a million tonnes; write 'kt' or 'Mt'"),
    "MTU": "may be tonnes of uranium or metric ton units; write 't U' or 'mtu' with its compound",
    "$": "may be the dollar of several countries; write e.g. 'USD'",
    **dict.fromkeys(("c", "cents", "cent"), "may be a hundredth of any currency; write 'US cents'"),
    "bcm": "may be bank cubic metres or billion cubic metres; write 'm3' or 'billion m3'",
    "M": "may be thousand or million; write the word",
    "MM": "may be million or something else; write 'million'",
}
