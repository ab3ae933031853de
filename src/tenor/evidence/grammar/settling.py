"""Which currency a plain sign means: a dollar, a rupee or a CFA franc, told by the document.

Only the text itself is asked, so that whoever reads it again settles it in the same way.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from tenor.evidence import vocabulary as v
from tenor.evidence.model import Mention
from tenor.evidence.words import WordPattern

_LEAST_NAMES = 2

_LANDS: Mapping[str, tuple[str, str]] = {
    "AUD": (
        "A$",
        r"Australia(?:n|ns)?|Canberra|ASX|Perth|Brisbane|Melbourne|Sydney|Queensland|Pilbara"
        r"|Kalgoorlie|the\sCommonwealth|Tasmania",
    ),
    "CAD": (
        "C$",
        r"Canad(?:a|ian|ians)|Ottawa|Ontario|Qu[eé]bec|British\sColumbia|Saskatchewan|Manitoba"
        r"|Alberta|Toronto|Vancouver|Yukon|Labrador|TSX",
    ),
    "NZD": ("NZ$", r"New\sZealand(?:er|ers)?|Wellington|Auckland|Waikato|Otago"),
    "SGD": ("S$", r"Singapore(?:an|ans)?|SGX|Temasek"),
    "HKD": ("HK$", r"Hong\sKong|HKEX"),
}
_NAMES = WordPattern(
    r"\b(?:" + "|".join(rf"(?P<{code}>{names})" for code, (_, names) in _LANDS.items()) + r")\b"
)
_OTHER_NAMES = re.compile(
    r"\b(?:Pakistan|Islamabad|Balochistan|India|Congo|Zambia|Zimbabwe|Tanzania|Kenya|Ghana|Nigeria|Mali"
    r"|Guinea|Chile|Peru|Argentina|Brazil|Bolivia|Mexico|Kazakhstan|Mongolia|Uzbekistan|Indonesia"
    r"|Philippines|Vietnam|Malawi|Mozambique|Madagascar|Angola|Burundi|Rwanda|Uganda|Greenland|Ukraine"
    r"|Serbia|Turkey|Afghanistan|Ethiopia|Gabon|Botswana|South\sAfrica|Sierra\sLeone|Fiji|Papua)"
)
_CURRENCY_NAMES: Mapping[str, str] = {
    "us": "USD",
    "u.s.": "USD",
    "united states": "USD",
    "american": "USD",
    "australian": "AUD",
    "canadian": "CAD",
    "new zealand": "NZD",
    "singapore": "SGD",
    "hong kong": "HKD",
    "namibian": "NAD",
    "us$": "USD",
    "usd": "USD",
    "a$": "AUD",
    "aud": "AUD",
    "c$": "CAD",
    "cad": "CAD",
    "nzd": "NZD",
    "nz$": "NZD",
}
_SUBJECTS = re.compile(
    r"\b(?:all|unless|dollars?|currency|monetary|financial|reported|stated|expressed|quoted|figures"
    r"|amounts|prices|values|numbers|references)\b[^.\n;]{0,60}$",
    re.IGNORECASE,
)
_LAND_WORD = (
    r"US|U\.S\.|United\sStates|American|Australian|Canadian|New\sZealand|Singapore|Hong\sKong"
)
_CODE_WORD = r"USD|AUD|CAD|NZD|US\$|A\$|C\$|NZ\$"
_STATED = re.compile(
    r"(?:in|are|is|to|as|otherwise:|means?|denotes)\s(?:the\s)?"
    rf"(?:(?P<land>{_LAND_WORD})\s(?:[Dd]ollars?|currency)|(?P<code>{_CODE_WORD})(?!\s?\d))"
)
_MEANT = re.compile(rf"[Dd]ollars?[”\"]?\s(?:means?|is|are)\s(?:the\s)?(?P<land>{_LAND_WORD})\b")
_OF_US = re.compile(r"US\s?\$|\$US|U\.S\.\s?\$|\bUSD\b|\bUS\sdollars?\b|\bUS\scents?\b|\bUS¢")
_OWN_NAMES = 4
_SEATS: Mapping[str, re.Pattern[str]] = {
    "AUD": re.compile(r"\b(?:Canberra|Commonwealth|federal|state\sgovernment|ASX)\b"),
    "CAD": re.compile(r"\b(?:Ottawa|federal|provinc\w+|Ontario|Qu[eé]bec|TSX)\b"),
    "NZD": re.compile(r"\b(?:Wellington|Beehive|Auckland|iwi)\b"),
    "SGD": re.compile(r"\b(?:SGX|MAS|Temasek|Singapore)\b"),
    "HKD": re.compile(r"\b(?:HKEX|Hong\sKong)\b"),
}
"""What only a text from the country itself is likely to name."""
_AMERICA = re.compile(
    r"\b(?:U\.S\.|US|USA|United\sStates|America|American|Washington|Trump|Pentagon)\b"
)
_INDIA = re.compile(
    r"\b(?:India|Indian|New\sDelhi|Mumbai|Odisha|Andhra|Gujarat|Rajasthan|Jharkhand|Chhattisgarh"
    r"|Karnataka|Tamil\sNadu|Lok\sSabha|NITI)\b"
)
_PAKISTAN = re.compile(
    r"\b(?:Pakistan\w*|Islamabad|Balochistan|Karachi|Khyber|Punjab|Sindh|Lahore|Quetta|Peshawar)\b"
)
_CENTRAL = re.compile(
    r"\b(?:Gabon\w*|Cameroon\w*|Congo\w*|Chad\w*|Equatorial\sGuinea|Central\sAfrican|Libreville)\b"
)
_WEST = re.compile(
    r"\b(?:Senegal\w*|Mali\w*|Burkina\w*|C[oô]te\sd.Ivoire|Ivor\w+|Niger\b|Benin\w*|Togo\w*)\b"
)
_PLAIN = re.compile(r"\$(?!US|[AC]\b)")
_PLAIN_WORD = re.compile(
    r"(?<!US)(?<!U\.S\.)[\s-](?:dollars?|cents?)\b|\d[\s-]?(?:¢|c)(?!\w)", re.IGNORECASE
)
_OTHER_LAND = re.compile(
    r"\b(?:US|U\.S\.|American|Australian|Canadian|Zealand|Singapore|Kong|Namibian)[\s-]"
    r"(?:dollars?|cents?)|US¢|USc",
    re.IGNORECASE,
)


class Home:
    """What a document says of its own plain currencies; each is found out when first asked."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def dollar(self) -> str:
        """Code of the plain dollar: as stated, else of the country that the text is about.

        The second needs no sign of the home dollar's own (then the plain one is the other), and
        the US dollar written apart, or a text that speaks of that country alone; and names of its
        places, more than of any land abroad.
        """
        if "$" not in self.text and "ollar" not in self.text and "cent" not in self.text:
            return "USD"
        stated = self._stated()
        if stated:
            return _CURRENCY_NAMES.get(re.sub(r"\s+", " ", stated.casefold()), "USD")
        counts: dict[str, int] = {}
        for match in _NAMES.finditer(self.text):
            counts[str(match.lastgroup)] = counts.get(str(match.lastgroup), 0) + 1
        code = max(counts, key=lambda key: counts[key], default="USD")
        if code == "USD" or counts[code] < _LEAST_NAMES or _LANDS[code][0] in self.text:
            return "USD"
        apart = _OF_US.search(self.text) is not None
        abroad = Counter(_OTHER_NAMES.findall(self.text))
        most = max(abroad.values(), default=0)
        if apart:
            return code if counts[code] > most else "USD"
        own = counts[code] >= _OWN_NAMES and counts[code] > 2 * most
        is_home = own and _SEATS[code].search(self.text) and not _AMERICA.search(self.text)
        return code if is_home else "USD"

    def _stated(self) -> str | None:
        """Return the words that state the currency: all amounts are in Australian dollars."""
        for match in _STATED.finditer(self.text):
            if _SUBJECTS.search(self.text[max(0, match.start() - 90) : match.start()]):
                return match["land"] or match["code"]
        meant = _MEANT.search(self.text)
        return meant["land"] if meant else None

    @property
    def dollar_sign(self) -> str:
        """The sign that stands for the plain dollar where a table's unit is read."""
        return _LANDS[self.dollar][0] if self.dollar in _LANDS else "$"

    @cached_property
    def rupee(self) -> str:
        """Code of the rupee, both where the text does not tell."""
        india, pakistan = len(_INDIA.findall(self.text)), len(_PAKISTAN.findall(self.text))
        if india == pakistan:
            return "PKR/INR"
        return "INR" if india > pakistan else "PKR"

    @cached_property
    def franc(self) -> str:
        """Code of the CFA franc, both where the text does not tell."""
        central, west = len(_CENTRAL.findall(self.text)), len(_WEST.findall(self.text))
        if central == west:
            return "XOF/XAF"
        return "XOF" if west > central else "XAF"


def settle(text: str, mention: Mention, home: Home) -> Mention:
    """Return a mention of money with the currency that its document settles.

    Examples
    --------
    >>> from tenor.evidence.grammar.scan import find_mentions
    >>> text = "Australia's fund lends $200m, or US$130m. Australia's ministers in Canberra agree."
    >>> [m.unit for m in find_mentions(text)]
    ['AUD', 'USD']
    """
    if mention.dimension != v.MONEY:
        return mention
    if mention.unit == "PKR/INR":
        return replace(mention, unit=home.rupee)
    if mention.unit == "XOF/XAF":
        return replace(mention, unit=home.franc)
    if mention.unit != "USD" or home.dollar == "USD":
        return mention
    written = text[mention.start : mention.end]
    plain = _PLAIN.match(written) or (
        "$" not in written and _PLAIN_WORD.search(written) and not _OTHER_LAND.search(written)
    )
    return replace(mention, unit=home.dollar) if plain else mention


def settle_all(text: str, mentions: Sequence[Mention], home: Home) -> list[Mention]:
    """Return mentions with settled currencies.

    A plain sum that the text also writes in US dollars, US$6 billion and later $6 billion, is
    the same sum: it stays in US dollars.
    """
    if home.dollar == "USD":
        return [settle(text, mention, home) for mention in mentions]
    apart = {
        _sum(mention)
        for mention in mentions
        if mention.unit == "USD" and _OF_US.search(text, mention.start, mention.end)
    }
    return [m if _sum(m) in apart else settle(text, m, home) for m in mentions]


def _sum(mention: Mention) -> tuple[float | None, ...]:
    if mention.point is not None:
        return (mention.point,)
    return mention.low, mention.high


def settle_currency(text: str, mention: Mention) -> Mention:
    """Return a mention settled by a text; `find_mentions` has done so for its own."""
    return settle(text, mention, Home(text))
