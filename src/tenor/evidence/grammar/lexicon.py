"""Words and signs of the grammar: currencies, scales, units, bounds, number words."""

from __future__ import annotations

import re
from collections.abc import Mapping

SCALES: Mapping[str, float] = {
    "hundred": 1e2,
    "thousand": 1e3,
    "lakh": 1e5,
    "lakhs": 1e5,
    "lac": 1e5,
    "million": 1e6,
    "millions": 1e6,
    "mn": 1e6,
    "mln": 1e6,
    "mio": 1e6,
    "mm": 1e6,
    "crore": 1e7,
    "crores": 1e7,
    "cr": 1e7,
    "billion": 1e9,
    "billions": 1e9,
    "bn": 1e9,
    "bln": 1e9,
    "lakh crore": 1e12,
    "trillion": 1e12,
    "trillions": 1e12,
    "tn": 1e12,
    "trn": 1e12,
    "dozen": 12.0,
}
SHORT_SCALES: Mapping[str, float] = {
    "k": 1e3,
    "m": 1e6,
    "M": 1e6,
    "mn": 1e6,
    "b": 1e9,
    "B": 1e9,
    "K": 1e3,
    "t": 1e12,
    "T": 1e12,
    "tr": 1e12,
    "tn": 1e12,
    "bn": 1e9,
    "mm": 1e6,
    "MM": 1e6,
}
"""Letters that scale money written with a sign in front, as in $500m."""

PREFIXES: Mapping[str, str] = {
    "US$": "USD",
    "U.S.$": "USD",
    "USD": "USD",
    "$": "USD",
    "A$": "AUD",
    "AU$": "AUD",
    "AUD": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "Can$": "CAD",
    "Cdn$": "CAD",
    "CAD": "CAD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "S$": "SGD",
    "SGD": "SGD",
    "NT$": "TWD",
    "R$": "BRL",
    "BRL": "BRL",
    "MX$": "MXN",
    "MXN": "MXN",
    "€": "EUR",
    "EUR": "EUR",
    "£": "GBP",
    "GBP": "GBP",
    "¥": "JPY",
    "JPY": "JPY",
    "JP¥": "JPY",
    "CN¥": "CNY",
    "CNY": "CNY",
    "RMB": "CNY",
    "₹": "INR",
    "INR": "INR",
    "PKR": "PKR",
    "Rs": "PKR/INR",
    "Rs.": "PKR/INR",
    "Re": "PKR/INR",
    "R": "ZAR",
    "ZAR": "ZAR",
    "₦": "NGN",
    "NGN": "NGN",
    "N": "NGN",
    "KSh": "KES",
    "KES": "KES",
    "GH¢": "GHS",
    "GH₵": "GHS",
    "GHS": "GHS",
    "K": "ZMW",
    "ZMW": "ZMW",
    "TSh": "TZS",
    "TZS": "TZS",
    "USh": "UGX",
    "UGX": "UGX",
    "Rp": "IDR",
    "IDR": "IDR",
    "₱": "PHP",
    "PHP": "PHP",
    "₽": "RUB",
    "RUB": "RUB",
    "₺": "TRY",
    "TRY": "TRY",
    "₸": "KZT",
    "KZT": "KZT",
    "₩": "KRW",
    "KRW": "KRW",
    "CHF": "CHF",
    "SEK": "SEK",
    "NOK": "NOK",
    "DKK": "DKK",
    "PLN": "PLN",
    "SAR": "SAR",
    "AED": "AED",
    "Dh": "AED",
    "QAR": "QAR",
    "OMR": "OMR",
    "KWD": "KWD",
    "CLP": "CLP",
    "S/": "PEN",
    "PEN": "PEN",
    "ARS": "ARS",
    "COP": "COP",
    "BOB": "BOB",
    "₮": "MNT",
    "MNT": "MNT",
    "UZS": "UZS",
    "KGS": "KGS",
    "TJS": "TJS",
    "AFN": "AFN",
    "CDF": "CDF",
    "Kz": "AOA",
    "AOA": "AOA",
    "MAD": "MAD",
    "EGP": "EGP",
    "ETB": "ETB",
    "NAD": "NAD",
    "N$": "NAD",
    "BWP": "BWP",
    "P": "BWP",
    "MZN": "MZN",
    "MGA": "MGA",
    "GNF": "GNF",
    "XOF": "XOF",
    "XAF": "XAF",
    "VND": "VND",
    "₫": "VND",
    "THB": "THB",
    "฿": "THB",
    "MYR": "MYR",
    "RM": "MYR",
    "Tk": "BDT",
    "BDT": "BDT",
    "LKR": "LKR",
    "MMK": "MMK",
    "UAH": "UAH",
    "SDR": "XDR",
}
NEEDS_SCALE = frozenset({"R", "N", "K", "P", "Re"})
"""Prefixes of one letter that mean money only before a scale or grouped digits."""

_COUNTRY_WORDS = {
    "us": "USD",
    "u.s.": "USD",
    "american": "USD",
    "australian": "AUD",
    "canadian": "CAD",
    "new zealand": "NZD",
    "hong kong": "HKD",
    "singapore": "SGD",
    "namibian": "NAD",
    "pakistani": "PKR",
    "pakistan": "PKR",
    "indian": "INR",
    "sri lankan": "LKR",
    "chinese": "CNY",
    "kenyan": "KES",
    "tanzanian": "TZS",
    "ugandan": "UGX",
    "mexican": "MXN",
    "chilean": "CLP",
    "philippine": "PHP",
    "argentine": "ARS",
    "colombian": "COP",
    "swiss": "CHF",
    "egyptian": "EGP",
    "south african": "ZAR",
    "russian": "RUB",
    "turkish": "TRY",
    "swedish": "SEK",
    "norwegian": "NOK",
    "danish": "DKK",
    "saudi": "SAR",
    "qatari": "QAR",
    "uae": "AED",
    "emirati": "AED",
    "omani": "OMR",
}
_PLAIN_WORDS = {
    "dollar": "USD",
    "dollars": "USD",
    "bucks": "USD",
    "euro": "EUR",
    "euros": "EUR",
    "sterling": "GBP",
    "pounds sterling": "GBP",
    "pound sterling": "GBP",
    "yuan": "CNY",
    "renminbi": "CNY",
    "yen": "JPY",
    "rupee": "PKR/INR",
    "rupees": "PKR/INR",
    "rand": "ZAR",
    "rands": "ZAR",
    "naira": "NGN",
    "shillings": "KES",
    "kwacha": "ZMW",
    "cedi": "GHS",
    "cedis": "GHS",
    "rupiah": "IDR",
    "ringgit": "MYR",
    "baht": "THB",
    "dong": "VND",
    "won": "KRW",
    "roubles": "RUB",
    "rubles": "RUB",
    "tenge": "KZT",
    "lira": "TRY",
    "tugrik": "MNT",
    "tugriks": "MNT",
    "pesos": "MXN",
    "reais": "BRL",
    "soles": "PEN",
    "riyals": "SAR",
    "rials": "OMR",
    "dirhams": "AED",
    "francs": "CHF",
    "kronor": "SEK",
    "kroner": "NOK",
    "zloty": "PLN",
    "hryvnia": "UAH",
    "taka": "BDT",
    "pula": "BWP",
    "som": "KGS",
    "somoni": "TJS",
    "afghanis": "AFN",
}


def _alternatives(words: Mapping[str, object] | tuple[str, ...] | frozenset[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


CURRENCY_WORDS: Mapping[str, str] = _PLAIN_WORDS
COUNTRY_CURRENCIES: Mapping[str, str] = _COUNTRY_WORDS
CODES = frozenset(code for code in PREFIXES if len(code) == 3 and code.isupper())

PREFIX_AT_END = re.compile(rf"(?<![A-Za-z])(?:{_alternatives(PREFIXES)})[\s\u00a0\u202f]?$")
CURRENCY_AFTER = re.compile(
    rf"[\s\u00a0-]?(?:(?P<land>{_alternatives(_COUNTRY_WORDS)})[\s-])?"
    rf"(?P<word>{_alternatives(_PLAIN_WORDS)})\b(?!\sof\s(?:copper|antimony|ore|tin|zinc|lead))",
    re.IGNORECASE,
)
CODE_AFTER = re.compile(rf"[\s\u00a0]?(?P<code>{_alternatives(CODES)})\b")
SIGN_AFTER = re.compile(r"[\s\u00a0]?(?P<sign>€|£|₹|₽|₦)")
CENTS_AFTER = re.compile(
    r"[\s\u00a0-]?(?:(?P<land>us|u\.s\.|australian|canadian)\s)?(?:cents?|¢|c(?=/lb\b))(?![A-Za-z])",
    re.IGNORECASE,
)
SCALE_AFTER = re.compile(
    r"[\s\u00a0\u202f-]?(?P<scale>lakh[\s-]crore|"
    + _alternatives(tuple(word for word in SCALES if word != "lakh crore"))
    + r")(?![A-Za-z])",
    re.IGNORECASE,
)
SHORT_AFTER = re.compile(r"(?P<scale>mn|bn|tn|tr|mm|MM|[kKmMbBtT])(?![A-Za-z0-9])")

ONES: Mapping[str, int] = {
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
PARTS: Mapping[str, float] = {
    "half": 1 / 2,
    "halves": 1 / 2,
    "third": 1 / 3,
    "thirds": 1 / 3,
    "quarter": 1 / 4,
    "quarters": 1 / 4,
    "fifth": 1 / 5,
    "fifths": 1 / 5,
    "sixth": 1 / 6,
    "seventh": 1 / 7,
    "eighth": 1 / 8,
    "ninth": 1 / 9,
    "tenth": 1 / 10,
    "tenths": 1 / 10,
}

BOUND_BEFORE = re.compile(
    r"(?P<high>\b(?:up\s?to|as\s(?:much|many|high|low)\sas|at\s(?:the\s)?most|no\s(?:more|higher|greater|"
    r"later)\sthan|not\s(?:more|higher|greater|later)\sthan|(?:a\s)?maximum(?:\sof)?|less\sthan|"
    r"lower\sthan|fewer\sthan|smaller\sthan|under|below|within|capped\sat|not\s(?:to\s)?exceed(?:ing)?|"
    r"just\sunder|(?:a\s)?ceiling\sof|a\scap\sof|(?:must|may|can|shall|should|will)\snot\sexceed|"
    r"does\snot\sexceed))"
    r"|(?P<low>\b(?:over|more\sthan|at\sleast|no\s(?:less|fewer|lower)\sthan|not\s(?:less|fewer)\sthan|"
    r"exceed(?:s|ed|ing)?|in\sexcess\sof|above|upwards?\sof|(?:a\s)?minimum(?:\sof)?|north\sof|"
    r"greater\sthan|higher\sthan|larger\sthan|well\sover|just\sover|surpass(?:es|ed|ing)?|topp(?:ed|ing)|"
    r"beyond|starting\s(?:at|from)))"
    r"|(?P<near>(?:\b(?:about|around|approximately|approx\.?|nearly|almost|roughly|some|circa|"
    r"ca\.|c\.|close\sto|in\sthe\s(?:region|order|vicinity)\sof|more\sor\sless|an?\sestimated\ssome|"
    r"close\son|virtually|practically))|~|≈)",
    re.IGNORECASE,
)
"""Words of bound; the last one before a number counts, see `scan.find_bound`."""

BOUND_AFTER = re.compile(
    r"(?P<low>\+(?![\d\w])|[\s-]plus\b|\sor\s(?:more|greater|higher|above|better|longer)\b(?!\sthan)"
    r"|\sand\s(?:more|above|over|up)\b(?!\s(?:than|to)\b))"
    r"|(?P<high>\sor\s(?:less|fewer|lower|below|under)\b|\sat\smost\b)"
    r"|(?P<near>\sor\s(?:so|thereabouts)\b)",
    re.IGNORECASE,
)
BOUND_PAIRS: Mapping[str, str] = {"high": "<", "low": ">", "near": "~"}
