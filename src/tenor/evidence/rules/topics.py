"""Commodity, stage, basis, place and dates of a number, from the words of its sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from tenor.evidence.model import Mention, Span
from tenor.evidence.words import WordPattern

_WORDS: Mapping[str, str] = {
    "copper": "copper",
    "gold": "gold",
    "silver": "silver",
    "antimony": "antimony",
    "tungsten": "tungsten",
    "wolfram": "tungsten",
    "scheelite": "tungsten",
    "apt": "tungsten",
    "ammonium paratungstate": "tungsten",
    "rare earth": "rare earths",
    "rare earths": "rare earths",
    "rare-earth": "rare earths",
    "neodymium": "rare earths",
    "ndpr": "rare earths",
    "treo": "rare earths",
    "dysprosium": "rare earths",
    "terbium": "rare earths",
    "magnets": "rare earths",
    "lithium": "lithium",
    "spodumene": "lithium",
    "lce": "lithium",
    "cobalt": "cobalt",
    "nickel": "nickel",
    "graphite": "graphite",
    "anode": "graphite",
    "chromite": "chromium",
    "chrome": "chromium",
    "chromium": "chromium",
    "ferrochrome": "chromium",
    "manganese": "manganese",
    "tin": "tin",
    "bauxite": "aluminium",
    "alumina": "aluminium",
    "aluminium": "aluminium",
    "aluminum": "aluminium",
    "gallium": "gallium",
    "germanium": "germanium",
    "titanium": "titanium",
    "ilmenite": "titanium",
    "rutile": "titanium",
    "uranium": "uranium",
    "yellowcake": "uranium",
    "platinum": "platinum",
    "palladium": "palladium",
    "zinc": "zinc",
    "lead concentrate": "lead",
    "lead-zinc": "lead",
    "potash": "potash",
    "tantalum": "tantalum",
    "tantalite": "tantalum",
    "coltan": "tantalum",
    "niobium": "niobium",
    "vanadium": "vanadium",
    "molybdenum": "molybdenum",
    "iron ore": "iron",
    "steel": "iron",
    "phosphate": "phosphate",
    "magnesium": "magnesium",
    "indium": "indium",
    "tellurium": "tellurium",
    "bismuth": "bismuth",
    "beryllium": "beryllium",
    "coal": "coal",
    "salt": "salt",
    "oil": "crude petroleum",
    "natural gas": "natural gas",
    "lng": "natural gas",
    "critical minerals": "critical minerals",
    "critical mineral": "critical minerals",
    "soybeans": "soybeans",
    "soybean": "soybeans",
    "cotton": "cotton",
    "aircraft": "aircraft",
}
_COMMODITY = WordPattern(
    r"(?<![\w-])(?:"
    + "|".join(re.escape(w) for w in sorted(_WORDS, key=len, reverse=True))
    + r")(?![\w])",
    re.IGNORECASE,
)
_CONTENTS: Mapping[str, str] = {
    "Cu": "copper",
    "CuEq": "copper",
    "Au": "gold",
    "AuEq": "gold",
    "Ag": "silver",
    "Sb": "antimony",
    "W": "tungsten",
    "WO3": "tungsten",
    "REO": "rare earths",
    "TREO": "rare earths",
    "NdPr": "rare earths",
    "Li2O": "lithium",
    "Li": "lithium",
    "LCE": "lithium",
    "Co": "cobalt",
    "Ni": "nickel",
    "Cr2O3": "chromium",
    "Mn": "manganese",
    "Sn": "tin",
    "Al2O3": "aluminium",
    "Ga": "gallium",
    "Ge": "germanium",
    "TiO2": "titanium",
    "U3O8": "uranium",
    "U": "uranium",
    "Pt": "platinum",
    "Pd": "palladium",
    "Zn": "zinc",
    "Pb": "lead",
    "K2O": "potash",
    "KCl": "potash",
    "Ta2O5": "tantalum",
    "Nb2O5": "niobium",
    "V2O5": "vanadium",
    "Mo": "molybdenum",
    "Fe": "iron",
    "P2O5": "phosphate",
    "TGC": "graphite",
    "Cg": "graphite",
}
_STAGES = (
    (
        "refined",
        WordPattern(
            r"\b(?:refin\w+|smelter|smelted|smelting|metal\b|cathode|oxide\b|trioxide|carbonate"
            r"|hydroxide|sulphate|sulfate|ferro\w+|ingots?|separat\w+|magnets?|alumina|APT"
            r"|slab)\b",
            re.IGNORECASE,
        ),
    ),
    ("concentrate", WordPattern(r"\b(?:concentrates?|spodumene|yellowcake)\b", re.IGNORECASE)),
    (
        "ore",
        WordPattern(
            r"\b(?:ore|ores|bauxite|chromite|run-of-mine|mined|mine\soutput|mine\sproduction)\b",
            re.IGNORECASE,
        ),
    ),
)
_IN_SITU = frozenset(
    {"resource_quantity", "reserve_quantity", "resource_value", "ore_tonnage", "grade"}
)
_OXIDES = frozenset(
    {
        "WO3",
        "REO",
        "TREO",
        "Li2O",
        "Cr2O3",
        "Al2O3",
        "TiO2",
        "U3O8",
        "K2O",
        "Ta2O5",
        "Nb2O5",
        "V2O5",
        "P2O5",
        "LCE",
    }
)
_CONTAINED = re.compile(
    r"\b(?:contained|in\sconcentrate|metal\scontent|recoverable|payable|content)\b", re.IGNORECASE
)

_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: i + 1 for i, name in enumerate(_MONTH_NAMES)}
_MONTH = r"(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DATES = (
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s{_MONTH},?\s(?P<year>20\d\d)"),
    re.compile(rf"\b{_MONTH}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>20\d\d)"),
    re.compile(r"\b(?P<year>20\d\d)-(?P<num>\d\d)-(?P<day>\d\d)\b"),
    re.compile(rf"\b{_MONTH},?\s(?:of\s)?(?P<year>20\d\d)"),
)
_EFFECTIVE = re.compile(
    r"\b(?:effective|from|starting|as\sof|with\seffect|takes?\seffect|in\sforce)\b[^.;]{0,24}$",
    re.IGNORECASE,
)


def find_commodity(text: str, mention: Mention, start: int, end: int) -> tuple[str, Span] | None:
    """Return the commodity of a number and where it stands; None without any in the sentence."""
    content = mention.content
    if content is not None and content in _CONTENTS:
        at = text.rfind(content, mention.start, mention.end)
        if at >= 0:
            return _CONTENTS[content], Span.of(text, at, at + len(content))
    best: tuple[float, str, Span] | None = None
    for match in _commodities(text, start, end):
        word = match.group().casefold()
        if word == "lead" or (
            word in ("tin", "apt") and match.group()[0].isupper() and word != "apt"
        ):
            continue
        ahead = match.start() >= mention.start
        gap = match.start() - mention.end if ahead else mention.start - match.end()
        score = -abs(gap) * (1.0 if ahead else 1.35)
        if best is None or score > best[0]:
            best = score, _WORDS[word], Span.of(text, match.start(), match.end())
    return (best[1], best[2]) if best else None


@lru_cache(maxsize=4)
def _commodities(text: str, start: int, end: int) -> tuple[re.Match[str], ...]:
    """Return the commodities that a sentence names; its numbers ask in turn."""
    return tuple(_COMMODITY.finditer(text, start, end))


def find_stage(text: str, measure: str, start: int, end: int) -> str | None:
    """Return the stage that a clause speaks of: in situ for what is in the ground."""
    if measure in _IN_SITU:
        return "in_situ"
    for name, pattern in _STAGES:
        if pattern.search(text, start, end):
            return name
    return None


def find_basis(text: str, mention: Mention, start: int, end: int) -> str | None:
    """Return the basis of a mass: oxide or contained where the text says so, else None."""
    if mention.dimension != "mass":
        return None
    if mention.content in _OXIDES:
        return "oxide"
    if mention.content in _CONTENTS or _CONTAINED.search(
        text, max(start, mention.start - 40), min(end, mention.end + 40)
    ):
        return "contained"
    return None


def find_date(text: str, mention: Mention, start: int, end: int) -> tuple[str, str, Span] | None:
    """Return a date of the sentence as (``event`` or ``effective``, ISO, place); None for none."""
    best: tuple[int, str, Span] | None = None
    for place, stop, iso in _dates(text, start, end):
        gap = abs(place - mention.start)
        if best is None or gap < best[0]:
            best = gap, iso, Span.of(text, place, stop)
    if best is None:
        return None
    head = text[max(start, best[2].start - 40) : best[2].start]
    return ("effective" if _EFFECTIVE.search(head) else "event"), best[1], best[2]


@lru_cache(maxsize=4)
def _dates(text: str, start: int, end: int) -> tuple[tuple[int, int, str], ...]:
    """Return the dates of a sentence: place, end and ISO; its numbers ask in turn."""
    found: list[tuple[int, int, str]] = []
    if text.find("20", start, end) < 0:  # every date has its year
        return ()
    for pattern in _DATES:  # the finer first: May 2025 is a part of 1 May 2025
        for match in pattern.finditer(text, start, end):
            iso = _iso(match)
            if iso is None or any(a <= match.start() < b for a, b, _ in found):
                continue
            found.append((match.start(), match.end(), iso))
    return tuple(found)


def _iso(match: re.Match[str]) -> str | None:
    groups = match.groupdict()
    month = int(groups["num"]) if groups.get("num") else _MONTHS[groups["month"].casefold()[:3]]
    if not groups.get("day"):
        return f"{groups['year']}-{month:02d}"
    day = int(groups["day"])
    return (
        f"{groups['year']}-{month:02d}-{day:02d}" if 1 <= day <= 31 and 1 <= month <= 12 else None
    )
