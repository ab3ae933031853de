"""What a number measures by its unit and the words right at it, without any weighing of cues."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tenor.evidence import vocabulary as v
from tenor.evidence.model import Mention, Span
from tenor.evidence.rules.measure_cues import CUES
from tenor.evidence.rules.phrases import read_phrase
from tenor.evidence.rules.shares import read_share
from tenor.evidence.rules.sums import read_giver, read_sum


@dataclass(frozen=True, slots=True)
class Reading:
    """A measure with its score and the place of the cue; no place where only the unit speaks."""

    measure: str
    score: float
    cue: Span | None


MASS_PER = frozenset(
    {
        "t",
        "lb",
        "oz",
        "kg",
        "g",
        "mtu",
        "stu",
        "bbl",
        "short_ton",
        "ct",
        "MWh",
        "kWh",
        "boe",
        "unit",
        "share",
        "litre",
        "gal",
    }
)
_COSTS = re.compile(
    r"\b(?:cash\scosts?|operating|production\scosts?|C1|all-in|AISC"
    r"|unit\s(?:operating\s)?costs?|mining\scosts?|processing|treatment|transport\w*|freight"
    r"|running|opex|produc(?:e|es|ed|ing)\s(?:\w+\s){0,2}at)\b[^.;]{0,40}$"
    r"|\bcost(?:s|ed|ing)?\b[^.;]{0,24}$|\bopex\b",
    re.IGNORECASE,
)


_PLAIN_UNITS = {
    v.GRADE: "grade",
    v.TIME: "duration",
    v.YEAR: "target_year",
    v.LENGTH: "distance",
    v.RATIO: "growth_factor",
    v.AREA: "other",
    v.TEMPERATURE: "other",
    v.POWER: "capacity",
}
_PHRASE_SCORE = 3.2
_GIVEN_SCORE = 1.9
_PLAIN_SCORE, _PRICE_SCORE, _SOLD_SCORE, _ORE_SCORE = 1.2, 1.9, 2.35, 3.2
_LEVY_SCORE, _LEVY_REACH = 2.1, 60
_LEVIED = re.compile(
    r"\b(royalt(?:y|ies)|cess|(?:export\s|import\s|customs\s)?(?:dut(?:y|ies)|lev(?:y|ies)|tax))\b"
    r"(?![^.;]{0,60}\bprices?\b)[^.;]*$",
    re.IGNORECASE,
)


def read_unit_measure(text: str, mention: Mention) -> Reading | None:
    """Return the measure that a unit and the words at it give alone, where they give one."""
    before = text[max(0, mention.start - 110) : mention.start]
    if mention.dimension == v.MONEY:
        return _by_sum(text, before, mention) or _by_price(before, mention)
    if mention.dimension == v.COUNT and mention.noun:
        if _AT_WORK.match(text, mention.end):
            return Reading("jobs", _PRICE_SCORE, None)
        return _by_noun(mention.noun)
    if mention.dimension == v.FRACTION:
        return _by_share(text, before, mention)
    if mention.dimension in (v.MASS, v.VOLUME):
        return _by_mass(text, before, mention)
    measure = _PLAIN_UNITS.get(mention.dimension)
    score = _PRICE_SCORE if measure == "grade" else _PLAIN_SCORE
    return Reading(measure, score, None) if measure else None


def _by_sum(text: str, before: str, mention: Mention) -> Reading | None:
    told = read_sum(text, mention) if mention.per in (None, "year") else None
    if told:
        return Reading(told, _PHRASE_SCORE, None)
    if mention.per is None and _BOUGHT_FOR.search(before):
        return Reading("deal_value", _GIVEN_SCORE, None)
    given = read_giver(text, mention) if mention.per is None else None
    return Reading(given, _GIVEN_SCORE, None) if given else None


def _by_mass(text: str, before: str, mention: Mention) -> Reading | None:
    if _SOLD_AHEAD.search(before):
        return Reading("offtake_quantity", _SOLD_SCORE, None)
    if mention.per is not None and _PLANT_MAKES.search(before):
        return Reading("capacity", _SOLD_SCORE, None)
    told = _by_verb(text, mention)
    if told:
        return Reading(told, _PHRASE_SCORE, None)
    graded = mention.dimension == v.MASS and mention.per is None
    ore = graded and _GRADED.match(text, mention.end)
    return Reading("ore_tonnage", _ORE_SCORE, None) if ore else None


def _by_verb(text: str, mention: Mention) -> str | None:
    """Return what the verb tells whose object a mass is: exported 2 Mt, sold 2 Mt abroad."""
    phrase = read_phrase(text, mention.start, mention.end)
    after = text[mention.end : mention.end + _REACH_AFTER]
    verb = phrase.governor.rpartition(" ")[2]
    if _SHIPPED_IN.match(after):
        return "import_quantity"
    if (verb in ("sold", "sells") and _TO_ABROAD.match(after)) or _WENT_TO.match(after):
        return "export_quantity"
    if verb in ("bought", "buys") and _FROM_ABROAD.match(after):
        return "import_quantity"
    if mention.per is not None and _MADE_TO.search(phrase.governor):
        return "capacity"
    if mention.per is not None and "of" in phrase.tail.split() and _PLANT.search(phrase.governor):
        return "capacity"
    return _VERBS.get(verb)


_REACH_AFTER = 60
_VERBS = {
    "exported": "export_quantity",
    "exports": "export_quantity",
    "shipped": "export_quantity",
    "imported": "import_quantity",
    "imports": "import_quantity",
    "produced": "production",
    "produces": "production",
    "mined": "production",
    "poured": "production",
}
_SHIPPED_IN = re.compile(r"[^.;,]{0,30}\b(?:shipped|brought|trucked)\sin\b")
_TO_ABROAD = re.compile(r"[^.;,]{0,40}\babroad\b")
_WENT_TO = re.compile(r"[^.;,]{0,30}\b(?:went|goes)\s(?:to|abroad|out)\b")
_FROM_ABROAD = re.compile(r"[^.;,]{0,40}\b(?:abroad|from\s(?:abroad|[A-Z]\w+))\b")
_MADE_TO = re.compile(
    r"\b(?:can|could|(?:designed|meant|built|able|licensed|permitted)\sto)\s"
    r"(?:make|produce|process|treat|refine|handle|smelt)$"
)
_PLANT = re.compile(
    r"\b(?:plant|smelter|refinery|concentrator|shaft|phase|stage|line|mill|terminal|facility|factory)$"
)


_AT_WORK = re.compile(r"\s(?:would\s|will\s|to\s|now\s)?(?:work\s|be\semployed|are\semployed)")


def _by_noun(noun: str) -> Reading | None:
    """Return the measure of counted things by what they are: jobs or people at an event."""
    for measure, words in _COUNTED:
        if words.search(noun):
            return Reading(measure, _PRICE_SCORE, None)
    return None


_COUNTED = tuple(
    (cue.measure, cue.pattern) for cue in CUES if cue.measure in ("jobs", "participants")
)


def _by_price(before: str, mention: Mention) -> Reading | None:
    if mention.per not in MASS_PER:
        return None
    levied = list(_LEVIED.finditer(before[-_LEVY_REACH:]))
    if levied:
        royal = levied[-1].group(1)[0] in "rRcC"
        return Reading("royalty_share" if royal else "tariff_rate", _LEVY_SCORE, None)
    label = re.search(r"cost|opex|AISC|C1", mention.noun or "", re.IGNORECASE)
    return Reading("opex" if label or _COSTS.search(before[-60:]) else "price", _PRICE_SCORE, None)


def _by_share(text: str, before: str, mention: Mention) -> Reading | None:
    if mention.content:
        return Reading("grade", _PRICE_SCORE, None)
    if _ASSAY_AFTER.match(text, mention.end) and _ASSAY_BEFORE.search(before[-24:]):
        return Reading("grade", 2.6, None)
    told = read_share(text, mention)
    if told:
        return Reading(told, _PHRASE_SCORE, None)
    of_stock = _OF_STOCK.match(text, mention.end)
    if of_stock or (_SHARE_AFTER.match(text, mention.end) and _TAKES.search(before[-36:])):
        return Reading("ownership_share", _PRICE_SCORE, None)
    return None


_TAKES = re.compile(
    r"\b(?:buy|buys|bought|buying|acquire[sd]?|acquiring|take[sn]?|taking|took|sell|sold"
    r"|selling|own[s]?|hold[s]?|holding|held|snap\w*\sup|purchase[sd]?|"
    r"give[sn]?|retain\w*|keep[s]?|cede[sd]?)\s(?:(?:up\sto|a|an|its|the|another|further"
    r"|additional|about|at\sleast|more\sthan|over|only|just|as\smuch\sas)\s)*$",
    re.IGNORECASE,
)
_SHARE_AFTER = re.compile(
    r"(?:\s(?:stake|interest|share|shareholding)|\s(?:of|in)\s(?!(?:(?:the|its|their|all|total"
    r"|annual|world|global|\w+['’]s)\s)*(?:output|production|imports?|exports?|supply|world"
    r"|global|GDP|demand|concentrate|metal|cathode|power|land|oxide|material|volume)))"
)
_OF_STOCK = re.compile(
    r"\s(?:of|in)\s(?:the|its|our|their|enlarged|his)\s(?:[\w-]+\s){0,3}"
    r"(?:stock|shares|share\scapital|equity|company|joint\sventure|venture|firm|miner|business)\b"
    r"(?!['’])",
    re.IGNORECASE,
)
_BOUGHT_FOR = re.compile(
    r"\b(?:buy|buys|buying|bought|acquir\w+|sell|sells|sold|selling|purchas\w+|tak\w+\sover|stake\sin"
    r"|interest\sin)\b(?=[^.;]*(?:%|\b(?:percent|per\scent|stake|interest|company|mine|mines|plant"
    r"|assets?|miner|shares|projects?|rival|producer|business|deposit|smelter|part)\b))[^.;]{3,110}"
    r"\bfor\s(?:(?:about|around|some|nearly|up\sto|as\smuch\sas|over|at\sleast|a|an|the|total|of"
    r"|more\sthan|initial)\s){0,3}$",
    re.IGNORECASE,
)
_SOLD_AHEAD = re.compile(
    r"\b(?:off-?take\w*|(?:supply|sales?|purchase)\s(?:agreement|contract|arrangement|deal)s?"
    r"|contract(?:s|ed)?|arrangements?\sfor\sthe\ssale|letters?\sof\sintent|"
    r"memorand\w+(?:\sof\sunderstanding)?|MoUs?|term\ssheet"
    r"|non-binding\sletters?)\b[^.;:]{0,70}\b(?:for|cover(?:s|ing)?|of|is\sfor|to\s(?:buy|take"
    r"|sell|supply|deliver)|reserved)\s(?:(?:up\sto|about|around|at\sleast|a\sfurther"
    r"|the\ssale\sof|some)\s){0,2}$",
    re.IGNORECASE,
)
_PLANT_MAKES = re.compile(
    r"\b(?:plant|smelter|refinery|facility|factory|line|concentrator|mill|terminal|corridor|circuit"
    r"|railway|stage\s\w+|phase\s\w+)\b[^.;]{0,70}\b(?:would|will|can|could|designed\sto|able\sto|built"
    r"\sto|to\s(?:be\sable\sto\s)?|have|upgraded\sto)\s(?:[a-z]+\s)?(?:make|produce|turn\sout|process"
    r"|treat|refine|handle|carry|load|smelt|lift\w*\s(?:output|capacity)\sto)"
    r"\s(?:(?:about|around|some|up\sto|as\smuch\sas|nearly|at\sleast|a|an)\s){0,2}$",
    re.IGNORECASE,
)
_METAL = (
    r"(?:copper|gold|silver|antimony|tin|zinc|lead|nickel|cobalt|lithium|tungsten|manganese"
    r"|uranium|iron|vanadium|"
    r"chrom\w+|graphit\w+|moly\w*|titanium|niobium|tantalum|rare[-\s]earths?|spodumene|scandium"
    r"|magnetite|heavy\smineral|THM|copper[-\s]equivalent)"
)
_ASSAY_AFTER = re.compile(
    rf"\s(?:total\s)?{_METAL}\b(?!\s(?:tariff|dut|import|export|price|market|output|production"
    rf"|stake|tax))",
    re.IGNORECASE,
)
_ASSAY_BEFORE = re.compile(
    r"(?:\bat|grad\w+|averag\w+|assay\w*|returned|ran|of|with|containing|and|or|@|to"
    r"|back\sat)\s(?:about\s|some\s)?$",
    re.IGNORECASE,
)
_GRADED = re.compile(
    r"(?:\s(?:of\s)?(?:ore|rock|material|resources?|reserves?))?\s?(?:,\s)?(?:at|grading"
    r"|averaging|@|with\san?\saverage\sgrade\sof"
    r"|with\sgrades?\sof)\s(?:an?\saverage\s(?:grade\s)?of\s)?(?:about\s)?\d[\d.]*\s?(?:%"
    r"|per\s?cent|g/t|ppm|grams)",
    re.IGNORECASE,
)
