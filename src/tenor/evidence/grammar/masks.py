"""Masks: numbers that are no quantities. Law, designations, lists, dates, footnotes, telephones."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_YEAR = r"(?:1[89]|20|21)\d{2}"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_NUMBERED = (
    r"Sections?|Sec\.|Secs\.|Articles?|Art\.|Annex(?:es)?|Chapters?|Ch\.|Titles?|Schedules?|Clauses?|"
    r"Rules?|Regulations?|Paragraphs?|Para\.?|Parts?|Executive\sOrders?|E\.?O\.?|Proclamations?|"
    r"Public\sLaw|Pub\.\sL\.|P\.L\.|Orders?|Ordinances?|Notices?|Announcements?|Resolutions?|"
    r"Directives?|Decrees?|Law|Acts?|SRO|HTS(?:US)?|HS|Headings?|headings?|Subheadings?|subheadings?|codes?|"
    r"Codes?|Lots?|Blocks?|Licen[cs]es?|Permits?|EL|ML|EPL|PL|Cases?|Dockets?|Forms?|Items?|Tables?|"
    r"Figures?|Figs?\.|Box|Appendix|Exhibits?|Notes?|Footnotes?|Pages?|pp?\.|Volumes?|[Vv]ols?\.|Issue|"
    r"Phases?|phases?|Stages?|stages?|Tiers?|tiers?|Levels?|Category|Categories|Classes|Class|class|Zones?|Units?|Lines?|Trains?|Modules?|Scope|"
    r"Group\sof|Rounds?|round|Versions?|Highway|Route|Gates?|Shafts?|Hole|Room|Suite|Floor|Building|Flight|"
    r"Series|Option|Tranche|Question|Answer|Recommendation|Goal|SDG|Agenda|Vision|Chapter|Grade|Type|"
    r"Panamax|Boeing|Airbus|Area|Pit|Deposit|Well|Mine|Plant|Platform|Document|Doc\.|Ref\.|Reference|Bulletin|"
    r"section|paragraph|article|clause|step|Step|Day|Week|Episode|Session|Protocol|Amendment|Memorandum"
)
_ACT_YEAR = (
    r"(?:Act|Code|Law|Policy|Ordinance|Rules|Regulations|Plan|Agenda|Vision|Forum|Summit|Expo|Strategy|"
    r"Framework|Agreement|Budget|Conference|Convention|Treaty|Summaries|Review|Report|Outlook|Indaba|"
    r"Awards?|Congress|Bill|Programme|Program|Roadmap|Census|Constitution|Yearbook)"
)
_UNITS = (
    r"M|B|K|T|k|m|b|t|bn|mn|tn|MW|GW|kW|TW|MWh|GWh|TWh|kWh|kV|MVA|Mt|kt|Gt|Mtpa|ktpa|tpa|tpd|tpy|ktpy|Moz|koz|oz|lb|lbs|Mlb|"
    r"kg|g|km|ha|mi|ft|mm|cm|ppm|ppb|bbl|bpd|boe|MMbbl|Bcf|Tcf|mtu|stu|Mm|Ml|GL|ML|pc|pct|pp|bps|cr|Cr|yr|yrs|y|h|hr|hrs|d|x|X|"
    r"USD|EUR|GBP|AUD|CAD|Ma|Ga|REO|LCE"
)

_RULES: tuple[tuple[str, str], ...] = (
    ("address", r"https?://\S{1,300}|www\.\S{1,300}|[\w.+-]{1,60}@[\w-]{1,60}\.[\w.]{2,60}"),
    (
        "legal",
        r"\b\d+\s(?:U\.?\s?S\.?\s?C\.?|C\.?F\.?R\.?|Fed\.?\sReg\.?|F\.R\.|Stat\.)(?:\s(?:§{1,2}\s?|[Pp]art\s)?[\d\w().–-]{1,20})?",
    ),
    ("legal", r"§{1,2}\s?[\dA-Za-z().-]{1,20}"),
    (
        "designation",
        rf"\b(?:{_NUMBERED})\s(?:[Nn]os?\.?\s|[Nn]umbers?\s|#\s?)?\(?[A-Z]{{0,3}}-?\d[\w.()/-]{{0,20}}"
        rf"(?:(?:,|\sand|\sor|\sto|\sthrough|\s?[–-]|,\sand)\s?\(?\d{{1,2}}(?:\([\w]{{1,3}}\))?(?![\w%,.]*\w)(?![\w%,.]*\s?(?:%|per\s?cent|[mb]illion|t\b|tonnes)))*",
    ),
    ("designation", r"\b[Nn]os?\.\s?\d[\w./-]{0,20}|\b[Nn]umbers?\s\d{1,3}\b(?!\sof)|#\s?\d+"),
    (
        "date",
        rf"\b{_DAY}(?:\s?[-–/&]\s?{_DAY}|\s(?:and|to)\s{_DAY})?\s(?:of\s)?{_MONTH}(?:,?\s{_YEAR})?(?![a-z])",
    ),
    (
        "date",
        rf"\b{_MONTH}\s{_DAY}(?:\s?[-–/&]\s?(?:{_MONTH}\s)?{_DAY}|\s(?:and|to|through)\s(?:{_MONTH}\s)?{_DAY})?(?!\d|[,.]\d|%|\s(?:%|percent|per\scent|[mb]illion|tonnes))(?:,?\s{_YEAR})?",
    ),
    ("date", rf"\b{_MONTH},?\s(?:of\s)?{_YEAR}\b"),
    (
        "date",
        rf"\b{_YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d)|\b\d{{1,2}}[/.]\d{{1,2}}[/.](?:{_YEAR}|\d{{2}})(?![\d/.]*\d)",
    ),
    (
        "date",
        rf"\b(?:FY|CY|Q[1-4]|H[12]|[1-4]Q|[12]H)[\s’'-]?(?:{_YEAR}|\d{{2}})?(?:\s?[-–/]\s?\d{{2,4}})?\b(?:\s(?:of\s)?{_YEAR})?",
    ),
    (
        "date",
        rf"\b{_YEAR}\s?[-–/]\s?(?:{_YEAR}|\d{{2}})\b(?!\s?(?:%|per\s?cent|[mb]illion|t\b|tonnes|MW))",
    ),
    ("date", rf"\b{_YEAR}s\b|['’]\d{{2}}s?\b(?!\d)"),
    (
        "date",
        r"\b\d{1,2}:\d{2}(?::\d{2})?\b|\b\d{1,2}(?:\.\d{2})?\s?(?:am|pm|a\.m\.|p\.m\.|AM|PM)\b(?!\w)|\b\d{1,2}\s?h\s?\d{2}\b",
    ),
    (
        "date",
        rf"\b{_ACT_YEAR}[,\s]{{1,2}}(?:of\s)?{_YEAR}(?:[-–]\d{{2,4}})?\b|\b{_YEAR}\s{_ACT_YEAR}\b",
    ),
    (
        "date",
        r"\b(?:first|second|latter|other|final|last|third|fourth|previous|each|next)[\s-](?:half|quarter|third)\b"
        r"|\bhalf[\s-](?:year|yearly|way|time|hour|life)\b|\bquarter-(?:end|on)\b",
    ),
    ("ordinal", r"\b\d+(?:st|nd|rd|th)\b"),
    (
        "phone",
        r"(?:\+\d{1,3}|\b(?:[Tt]el|[Pp]hone|[Ff]ax|[Cc]all|[Ww]hats[Aa]pp|[Mm]ob(?:ile)?|[Cc]ell)\b[\s.:]{0,3}(?:no\.?\s?)?\+?)[\s().-]{0,3}\d[\d\s().-]{5,18}\d",
    ),
    ("phone", r"\(\d{3}\)\s?\d{3}[-\s]\d{4}|\b\d{3}-\d{3}-\d{4}\b|\b1-8\d\d-[\dA-Z-]{7,12}"),
    (
        "designation",
        r"(?<![\d,.])\d{3}-\d{1,3}(?:[A-Z]{1,2})?\b(?![\d,.]\d)(?!\s?(?:%|per\s?cent|[mb]illion|bn\b|m\b|t\b|kt|tonnes?|tons?|km|MW|oz|koz|lb|kg|years?|days?|months?|people|jobs|g/t|ppm|metres|m\b|ha\b|hectares|-))",
    ),
    ("designation", rf"\b\d{{1,5}}(?!(?:{_UNITS})\b)[A-Z][A-Za-z]{{0,3}}\b"),
    (
        "list",
        r"(?m)^[ \t>|]*(?:[-*•–—][ \t]+)?\(?(?:\d{1,3}|[ivxlcIVXLC]{1,5}|[a-zA-Z])[.)](?=\s|[A-Z\"“])(?!\s?\d{3})",
    ),
    ("list", r"(?<![\d$€£])\(\d{1,2}\)"),
    ("footnote", r"\[\d{1,3}(?:[,–-]\s?\d{1,3})*\]|[¹²³⁰⁴-⁹]+"),
    ("footnote", r"(?<=[a-z)][.,;:”\"])\d{1,2}(?=\s|$)"),
    ("age", r"\b(?:aged|age)\s\d{1,3}\b|\b\d{1,3}-year-olds?\b|,\s\d{2},(?=\s[a-z])"),
    ("score", r"\b(?:24/7|9/11|50[-/]50|\d{1,3}-\d{1,3}-\d{1,3})\b|\b24-hour\b"),
    (
        "place",
        r"\b\d{1,3}(?:\.\d+)?\s?°\s?(?:\d{1,2}(?:\.\d+)?\s?[′'’]\s?)?(?:\d{1,2}(?:\.\d+)?\s?[″\"”]\s?)?[NSEW]\b|\b(?:latitude|longitude)\s[-–]?\d+(?:\.\d+)?",
    ),
    (
        "other",
        r"\b\d+(?:\.\d+)?\s?[x×]\s?\d+(?:\.\d+)?(?:\s?[x×]\s?\d+(?:\.\d+)?)?(?:\s?m\b)?",
    ),
    (
        "other",
        r"(?:[$€£]\s?|\b)1(?:\.0+)?\s?=\s?[A-Za-z$€£]{0,4}\s?[\d.,]+(?:\s[a-z]+)?|['’]000s?\b"
        r"|\b100\s?%\sbasis\b",
    ),
    (
        "label",
        r"\b(?:multi-?)?(?:hundred-)?(?:[mb]|tr)illion-(?:dollar|pound|euro|rupee|tonne|ton)\b|\[\$?[xX]\]|\$[xX]\b",
    ),
    (
        "other",
        r"\b\d+\s?(?:min(?:ute)?s?\sread|[Cc]omments?\b|[Vv]iews\b|[Ss]hares\b(?=\s*$)|[Ll]ikes\b)",
    ),
    (
        "other",
        r"\b(?:NYSE|NASDAQ|TSX|ASX|LSE|JSE|HKEX|HKG|AIM|OTCQX|OTCQB|PSX|BSE|NSE)\s?:\s?[\w.]{1,8}",
    ),
)
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _RULES)

_ALNUM = re.compile(
    r"(?<![\w$€£¥₹₦.])(?P<head>[A-Za-z][A-Za-z]*(?:[-./–][A-Z]+)?)[-–]?(?P<digits>\d[\w.]*(?:-\d+)?)"
)
_MONEY_HEADS = frozenset(
    "USD EUR GBP AUD CAD ZAR INR PKR CNY RMB JPY CHF BRL IDR NGN KES GHS ZMW TZS UGX PHP RUB TRY "
    "KZT KRW SEK NOK DKK SAR AED CLP PEN MXN ARS COP MNT MYR RM Rs Rp KSh TSh USh Tk SGD SDR Kz CDF "
    "US AU A C CA NZ HK S VND THB BDT LKR EGP ETB MAD XOF XAF MZN GNF AOA BWP UAH BOB QAR OMR".split()
)
_ONE_LETTER = frozenset({"R", "N", "K", "P", "W"})
_SCALED = re.compile(
    r"\d[\d,.]*\s?(?:bn|m|mn|million|billion|trillion|tn|crore|lakh|k)\b|\d{1,3}(?:,\d{3})+"
)
_BEFORE_UNIT = re.compile(
    r"(?:to|and|or|of|than|about|around|by|at|the|a|per|is|was)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Mask:
    """A place whose numbers are no quantities, and why."""

    start: int
    end: int
    kind: str


class Masks:
    """The masks of one text, merged and searchable."""

    def __init__(self, masks: list[Mask]) -> None:
        self.masks = tuple(sorted(masks, key=lambda mask: (mask.start, mask.end)))
        merged: list[list[int]] = []
        for mask in self.masks:
            if merged and mask.start < merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], mask.end)
            else:
                merged.append([mask.start, mask.end])
        self._starts = [start for start, _ in merged]
        self._ends = [end for _, end in merged]

    def cover(self, start: int, end: int) -> bool:
        """Return whether any mask overlaps a place."""
        at = bisect_right(self._starts, end - 1) - 1
        return at >= 0 and self._ends[at] > start


def find_masks(text: str) -> Masks:
    """Return the masks of a text; linear in its length."""
    found = [
        Mask(match.start(), match.end(), kind)
        for kind, pattern in _COMPILED
        for match in pattern.finditer(text)
    ]
    return Masks([*found, *_names(text)])


def _names(text: str) -> Iterator[Mask]:
    """Yield words with digits inside: formulae and designations, but not money."""
    for match in _ALNUM.finditer(text):
        head = match["head"]
        if head in _MONEY_HEADS:
            continue
        if head in _ONE_LETTER and _SCALED.match(text, match.start("digits")):
            continue
        if text[match.end("head")] in "-–" and (head.islower() or _BEFORE_UNIT.search(head)):
            continue
        yield Mask(match.start(), match.end(), "designation")
