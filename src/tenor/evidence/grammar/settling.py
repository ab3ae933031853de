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
        r"|Kalgoorlie|the\sCommonwealth|Tasmania|AAP|Kwinana|WA|NSW|Adelaide|Darwin|Hobart|Karratha"
        r"|(?:New\sSouth|South|Western)\s(?:Wales|Australia)|Northern\sTerritory|Port\sHedland|Geraldton"
        r"|Bunbury|Gladstone|Townsville|Mount\sIsa|Esperance|Geelong|Whyalla|Newman",
    ),
    "CAD": (
        "C$",
        r"Canad(?:a|ian|ians)|Ottawa|Ontario|Qu[eé]bec|British\sColumbia|Saskatchewan|Manitoba"
        r"|Alberta|Toronto|Vancouver|Yukon|Labrador|TSX|TSXV|Montr[eé]al|Calgary|Edmonton|Winnipeg|Sudbury"
        r"|Thunder\sBay|Timmins|Newfoundland|Nova\sScotia|New\sBrunswick|Nunavut|Northwest\sTerritories"
        r"|B\.C\.|Trois-Rivi[eè]res|B[eé]cancour",
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
    r"(?:[Ii]n|are|is|to|as|otherwise:|means?|denotes)\s(?:the\s)?"
    rf"(?:(?P<land>{_LAND_WORD})\s(?:[Dd]ollars?|currency)|(?P<code>{_CODE_WORD})(?!\s?\d))"
)
_EXCEPT = re.compile(r",?\s(?:except|unless)\b")
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


_HEAD, _LEAST_PLAIN, _FOREIGN = 2500, 3, 4
_LISTED = re.compile(r"[(;,]\s?(?P<where>ASX|TSX(?:-?V|\.V)?|NZX|SGX)\s?[:.]\s?[A-Z]")
_RELEASE = re.compile(
    r"\bis\spleased\sto\b|\b(?:ASX|Market|NEWS|News)\s(?:announcement|release|ANNOUNCEMENT|RELEASE|Release)\b"
    r"|[“\"](?:the\s)?Company[”\"]"
)
_EXCHANGES = {"ASX": "AUD", "TSX": "CAD", "NZX": "NZD", "SGX": "SGD"}
"""Where a company says that it is listed, (ASX: ABC): it reports in that country's dollar."""
_PLAIN_SUM = re.compile(r"(?<![A-Za-z])\$\s?\d")
_SHARED_NAMES: tuple[tuple[re.Pattern[str], Mapping[str, re.Pattern[str]]], ...] = tuple(
    (re.compile(written), {code: re.compile(rf"\b(?:{names})") for code, names in lands.items()})
    for written, lands in (
        (r"P\s?\d", {"BWP": "Botswana|Gaborone", "PHP": "Philippine|Manila|Filipino"}),
        (r"K\s?\d|.*\bkina\b", {"ZMW": "Zambia|Lusaka", "PGK": "Papua|PNG|Port Moresby"}),
        (
            r"[\d.,]+\s?(?:\w+\s)?pesos?$",
            {
                "MXN": "Mexic",
                "CLP": "Chile|Santiago",
                "ARS": "Argentin|Buenos Aires",
                "COP": "Colombia|Bogot",
                "PHP": "Philippine|Manila",
            },
        ),
        (
            r"(?:Shs?\.?\s?\d)|[\d.,]+\s?(?:\w+\s)?shillings?",
            {"KES": "Kenya|Nairobi", "TZS": "Tanzania|Dodoma|Dar es", "UGX": "Uganda|Kampala"},
        ),
        (
            r"[\d.,]+\s?(?:\w+\s)?kron(?:er|e)\b",
            {"NOK": "Norw|Oslo", "DKK": "Denmark|Danish|Greenland|Copenhagen"},
        ),
        (
            r"[\d.,]+\s?(?:\w+\s)?(?:riyals?|rials?)\b",
            {"SAR": "Saudi|Riyadh", "QAR": "Qatar|Doha", "OMR": "Oman|Muscat"},
        ),
        (
            r"[\d.,]+\s?(?:\w+\s)?dirhams?\b",
            {"AED": "Emirat|UAE|Dubai|Abu Dhabi", "MAD": "Morocc|Rabat|OCP"},
        ),
        (
            r"[\d.,]+\s?(?:\w+\s)?dinars?\b",
            {
                "KWD": "Kuwait",
                "JOD": "Jordan|Amman",
                "RSD": "Serbia|Belgrade",
                "IQD": "Iraq|Baghdad",
            },
        ),
    )
)
"""Names of currencies that several countries share; the first code is read where none is named."""
_COINS = re.compile(r"\d\s?(?:cents?|c)\b(?!.*\b(?:US|U\.S\.|euro))")
_COIN_SUMS: Mapping[str, re.Pattern[str]] = {
    "": re.compile(r"\$\s?\d|\ddollars"),
    "ZAR": re.compile(r"(?<![A-Za-z])R\s?\d|\d\srand\b"),
    "EUR": re.compile(r"€\s?\d|\deuros?\b"),
}


class Home:
    """What a document says of its own plain currencies; each is found out when first asked."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._lands: dict[str, str | None] = {}

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
        counts = Counter(str(match.lastgroup) for match in _NAMES.finditer(self.text))
        listed = self._listed()
        code = listed or max(counts, key=lambda key: counts[key], default="USD")
        if code == "USD" or (counts[code] < _LEAST_NAMES and not listed):
            return "USD"
        return code if self._is_home(code, counts[code], is_listed=listed is not None) else "USD"

    def _listed(self) -> str | None:
        """Return the currency of the one exchange on which a release says its company is listed."""
        found = {_EXCHANGES[m["where"][:3]] for m in _LISTED.finditer(self.text, 0, _HEAD)}
        is_release = len(found) == 1 and _RELEASE.search(self.text, 0, _HEAD)
        return found.pop() if is_release else None

    def _is_home(self, code: str, names: int, *, is_listed: bool) -> bool:
        """Return whether the plain dollar of a text is that of a country it names so often."""
        apart = _OF_US.search(self.text) is not None
        signed = len(re.findall(rf"(?<![A-Za-z]){re.escape(_LANDS[code][0])}", self.text))
        plain = len(_PLAIN_SUM.findall(self.text)) if signed else 0
        if signed and not (apart and plain >= _LEAST_PLAIN and plain > 2 * signed):
            return False
        if is_listed and not apart:
            return True
        most = max(Counter(_OTHER_NAMES.findall(self.text)).values(), default=0)
        if apart:
            return names > most
        america = len(_AMERICA.findall(self.text))
        own = names >= _OWN_NAMES and names > 2 * most and america * _FOREIGN <= names
        return own and _SEATS[code].search(self.text) is not None

    def _stated(self) -> str | None:
        """Return the words that state the currency: all amounts are in Australian dollars."""
        for match in _STATED.finditer(self.text):
            if _EXCEPT.match(self.text, match.end()) or _SUBJECTS.search(
                self.text[max(0, match.start() - 90) : match.start()]
            ):
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

    @cached_property
    def coin(self) -> str | None:
        """Code of the currency whose hundredth a plain cent is; None where it is the dollar."""
        counts = {code: len(sums.findall(self.text)) for code, sums in _COIN_SUMS.items()}
        return max(counts, key=lambda code: counts[code]) or None

    def of_name(self, written: str) -> str | None:
        """Return the code of a name of currency that several countries share, as the text tells."""
        for shared, lands in _SHARED_NAMES:
            if shared.match(written):
                return self._of_lands(shared.pattern, lands)
        return None

    def _of_lands(self, name: str, lands: Mapping[str, re.Pattern[str]]) -> str | None:
        if name not in self._lands:
            counts = {code: len(names.findall(self.text)) for code, names in lands.items()}
            best = max(counts, key=lambda code: counts[code])
            self._lands[name] = best if counts[best] else None
        return self._lands[name]


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
    written = text[mention.start : mention.end]
    if mention.unit != "USD":
        return replace(mention, unit=_settle_other(mention.unit, written, home))
    if _COINS.search(written) and home.coin:
        return replace(mention, unit=home.coin)
    if home.dollar == "USD":
        return mention
    plain = _PLAIN.match(written) or (
        "$" not in written and _PLAIN_WORD.search(written) and not _OTHER_LAND.search(written)
    )
    return replace(mention, unit=home.dollar) if plain else mention


def _settle_other(unit: str, written: str, home: Home) -> str:
    """Return the code of a currency that is no dollar, as the text settles it."""
    if unit == "PKR/INR":
        return home.rupee
    if unit == "XOF/XAF":
        return home.franc
    return (home.of_name(written) if unit in _SHARED_CODES else None) or unit


_SHARED_CODES = frozenset({"BWP", "ZMW", "PGK", "MXN", "KES", "NOK", "SAR", "OMR", "AED", "KWD"})


def settle_all(text: str, mentions: Sequence[Mention], home: Home) -> list[Mention]:
    """Return mentions with settled currencies.

    A plain sum that the text also writes in US dollars, US$6 billion and later $6 billion, is
    the same sum: it stays in US dollars.
    """
    if home.dollar == "USD":
        return [settle(text, mention, home) for mention in mentions]  # also shared names
    apart = {
        _sum(mention)
        for mention in mentions
        if mention.unit == "USD" and _OF_US.search(text, mention.start, mention.end)
    }
    return [m if _sum(m) in apart else settle(text, m, home) for m in mentions]


_MILLIONS = re.compile(r"\b[Mm]illion\s(?:[Mm]etric\s)?[Tt]on(?:ne)?s?\s\(MT\)")
_SHORT = re.compile(r"[\d.,]+\s?MT$")


def settle_masses(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return mentions with MT as a million tonnes where the text says that it means that."""
    if "(MT)" not in text or not _MILLIONS.search(text):
        return list(mentions)
    return [
        _times(m, 1e6) if m.dimension == v.MASS and _SHORT.fullmatch(text[m.start : m.end]) else m
        for m in mentions
    ]


def _times(mention: Mention, factor: float) -> Mention:
    low, high, point = (
        None if value is None else float(f"{value * factor:.12g}")
        for value in (mention.low, mention.high, mention.point)
    )
    return replace(mention, low=low, high=high, point=point)


def _sum(mention: Mention) -> tuple[float | None, ...]:
    if mention.point is not None:
        return (mention.point,)
    return mention.low, mention.high


def settle_currency(text: str, mention: Mention) -> Mention:
    """Return a mention settled by a text; `find_mentions` has done so for its own."""
    return settle(text, mention, Home(text))
