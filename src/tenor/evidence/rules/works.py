"""Names of mines and plants by their form: the Tartan Lake gold mine, the Woodlark project."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_SMALL = r"(?:de|del|da|do|dos|la|el|al)"
_WORD = rf"(?:[A-Z][^\W\d_’'][\w’'-]*\w|{_SMALL}(?=\s[A-Z]))"
_TRADE = (
    r"(?i:and|open|underground|pit|hard|rock|rare|earths?|heavy|mineral|sands?|base|precious|metals?"
    r"|ore|iron|copper|gold|silver|zinc|lead|tin|nickel|cobalt|lithium|tungsten|antimony|graphite"
    r"|uranium|bauxite|alumina|alumini?um|manganese|chrome|chromite|vanadium|titanium|niobium"
    r"|tantalum|coltan|molybdenum|platinum|palladium|PGM|phosphate|potash|diamonds?|coal"
    r"|polymetallic|oxide|sulphide|sulfide|spodumene|brine|laterite|HPAL|gallium|germanium)"
)
_NOUN = (
    r"(?!Mines\b)(?i:mines?|projects?|deposits?|smelters?|refiner(?:y|ies)|concentrators?|colliery|orebody)\b"
    r"(?!\s+(?:of|manager|director|finance|company|corp))"
)
_WORKS = re.compile(
    rf"(?<![\w’'$€£.-])(?P<name>[A-Z][^\W\d_][\w’'-]*\w(?:[ \u00a0]{_WORD}){{0,3}}?)"
    rf"(?:[ \u00a0/–-]+{_TRADE}){{0,4}}[ \u00a0]+{_NOUN}"
)
_OWNED = re.compile(r".*['’]s?[ \u00a0]+")
_COMPANY = re.compile(
    rf"(?<![\w-])([A-Z][\w’'-]*\w(?:[ \u00a0]{_WORD}){{0,3}}?)(?:\s[A-Z]\w+){{0,2}}"
    r"\s(?:Corp|Inc|Ltd|Limited|Compan(?:y|ies)|Mining|Resources|Minerals|Metals|Holdings?|Group|plc|PLC|LLC|Pty)\b"
)
_CAPITALS = re.compile(rf"(?<![\w-])[A-Z][\w’'-]*\w(?:[ \u00a0]{_WORD})*")
_WORDS = (
    "A An And As At Any Both But By Corporate Demonstration Development Each Environmental Existing"
    " Expansion Exploration Feasibility Federal First Flagship For Former From Group Hydro Illegal"
    " In Industrial Infrastructure Investment Its Joint Key Large Last Local Main Major Many Master"
    " Midstream Mineral Minerals Mining Mine Mines Most Mtpa National New Newly No Nuclear Of Old"
    " On Open Operating Other Our Out Output Partner Phase Pilot Pit Planned Power Private"
    " Processing Producing Production Project Projects Proposed Provincial Public Raw Materials"
    " Priority Rail Regional Road"
    " Several Small Solar Some Stage State Steel Strategic Such Test That The Their"
    " These This Those Total Underground Venture Water What While With Work Construction Critical"
    " One Two Three Four Five Six Seven Eight Nine Ten Second Third North South East West Northern"
    " Southern Eastern Western Central Upper Lower Greater Gold Copper Silver Lithium Nickel Cobalt"
    " Zinc Lead Tin Uranium Iron Ore Rare Earth Earths Tungsten Antimony Graphite Bauxite Manganese"
    " Chrome Vanadium Titanium Potash Phosphate Diamond Coal Base Metals Smelter Refinery If When"
    " Once Under Until Since After Before During All Every Where Which Whose Was Is Are"
)
_NOT_NAMES = frozenset(_WORDS.split(" "))
"""Words that do not make a name of a works by themselves."""
_LEAST = 3


def find_works(text: str, is_free: Callable[[int, int], bool]) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and name of works that a text calls a mine, project, smelter or the like.

    Later mentions without the noun come too, where no company of the text begins with the name.

    Parameters
    ----------
    text : str
    is_free : callable
        Tells whether a stretch of the text has no name yet.

    Examples
    --------
    >>> list(find_works("the Tartan Lake gold mine", lambda start, end: True))
    [(4, 15, 'Tartan Lake')]
    """
    places: dict[int, str] = {}
    for match in _WORKS.finditer(text):
        start, name = _bare(match, is_free)
        if name and is_free(start, start + len(name)):
            places[start] = name
    yield from ((start, start + len(name), name) for start, name in places.items())
    if places:
        names = set(places.values()) - {match[1] for match in _COMPANY.finditer(text)}
        yield from _later(text, names, places, is_free)


def _bare(match: re.Match[str], is_free: Callable[[int, int], bool]) -> tuple[int, str]:
    """Return where a name starts and the name, without its owner and words that are no name."""
    words = _OWNED.sub("", match["name"]).split()
    start = match.end("name") - len(" ".join(words))
    while words and (words[0] in _NOT_NAMES or not is_free(start, start + len(words[0]))):
        start += len(words[0]) + 1
        words = words[1:]
        if words and len(words) == 1 and words[0] in _NOT_NAMES:
            return start, ""
    while words and words[-1] in _NOT_NAMES and len(words) > 1:
        words = words[:-1]
    name = " ".join(words)
    is_name = len(name) >= _LEAST and name[0].isupper() and match.string.startswith(name, start)
    return start, name if is_name else ""


def _later(
    text: str,
    names: set[str],
    places: dict[int, str],
    is_free: Callable[[int, int], bool],
) -> Iterator[tuple[int, int, str]]:
    for match in _CAPITALS.finditer(text):
        start, end = match.span()
        name = re.sub(r"['’]s?$", "", match.group())
        if start not in places and name in names and is_free(start, end):
            yield start, start + len(name), name
