r"""Patterns of the masks: what looks like a number and is none.

Each pattern begins with a literal or a class of characters, so that the search skips to places
where it can match; a word boundary in front is written as a look-behind over the first sign,
``(?<!\\w.)``. A rule may name signs without which it cannot match at all.
"""

from __future__ import annotations

from collections.abc import Iterator

from tenor.evidence.grammar.quantities import UNIT_SIGNS as _UNITS_OF_ALL

EDGE = r"(?<!\w.)"
WORD = r"\b(?:"
"""How a pattern begins whose matches begin at a word."""


def starting(words: str) -> str:
    """Return a pattern for alternatives at the start of a word, grouped by their first letters.

    Examples
    --------
    >>> import re
    >>> re.findall(starting("Acts?|Art|Box"), "Acts of an Artful Boxer, SubAct")
    ['Acts', 'Art', 'Box']
    """
    groups: dict[str, list[str]] = {}
    for word in words.split("|"):
        groups.setdefault(word[0], []).append(word[1:])
    parts = (f"{head}{EDGE}(?:{'|'.join(tails)})" for head, tails in groups.items())
    return f"{WORD}{'|'.join(parts)})"


_MONTHS = (
    "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    "Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"
)
_MONTH = rf"(?:{_MONTHS})\.?"
_MONTH_FIRST = starting(_MONTHS) + r"\.?"
_YEAR = r"(?:1[89]|20|21)\d{2}"
_YEAR_FIRST = rf"[12]{EDGE}(?:(?<=1)[89]|(?<=2)[01])\d{{2}}"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DAY_FIRST = rf"\d{EDGE}\d?(?:st|nd|rd|th)?"
_UNIT = (
    r"%|per\s?cent|percent|[mb]illion|trillion|crore|lakh|bn\b|m\b|t\b|kt|Mt|tonnes?|tons?|km|MW|oz"
    r"|koz|lb|kg|years?|days?|months?|people|jobs|g/t|ppm|metres|ha\b|hectares|workers|ounces|pounds"
    r"|per\s|times|basis|points|dollars|euros"
)
_NUMBERED = (
    r"Sections?|Sec\.|Secs\.|Articles?|Art\.|Annex(?:es)?|Chapters?|Ch\.|Titles?|Schedules?|Clauses?|"
    r"Rules?|Regulations?|Paragraphs?|Para\.?|Parts?|Executive\sOrders?|E\.?O\.?|Proclamations?|"
    r"Public\sLaw|Pub\.\sL\.|P\.L\.|Orders?|Ordinances?|Notices?|Announcements?|Resolutions?|"
    r"Directives?|Decrees?|Law|Acts?|SRO|HTS(?:US)?|HS|Headings?|headings?|Subheadings?|subheadings?|"
    r"codes?|Codes?|Lots?|Blocks?|Licen[cs]es?|Permits?|EL|ML|EPL|PL|Cases?|Dockets?|Forms?|Items?|"
    r"Tables?|Figures?|Figs?\.|Box|Appendix|Exhibits?|Notes?|Footnotes?|Pages?|pp?\.|Volumes?|Vols?\.|"
    r"vols?\.|Issue|Phases?|phases?|Stages?|stages?|Tiers?|tiers?|Levels?|Category|Categories|Classes|"
    r"Class|class|level|Zones?|Units?|Lines?|Trains?|Modules?|Scope|Group\sof|Rounds?|round|Versions?|Highway|"
    r"Route|Gates?|Shafts?|Hole|Room|Suite|Floor|Building|Flight|Series|Option|Tranche|Question|Answer|"
    r"Recommendation|Goal|SDG|Agenda|Vision|Grade|Type|Panamax|Boeing|Airbus|Area|Pit|Deposit|Well|Mine|"
    r"Plant|Platform|Document|Doc\.|Ref\.|Reference|Bulletin|section|paragraph|article|clause|step|Step|"
    r"Day|Week|Episode|Session|Protocol|Amendment|Memorandum|hole|holes|version|page|pages|annex|Mark|"
    r"Fortune|Windows|Plot|House|Street|Channel|Formula|Apollo|Precinct|Ward|Circular|Standard|Lok|"
    r"Petition|Writ|Bill|Gazette|Tender|Contract\sNo\.?|Ext\.?|ext\.?|Chapter"
)
_LISTED = r"\sand|\sor|\sto|\sthrough|\s?[–-]|,\sand"
_ACT_YEAR = (
    r"Act|Code|Law|Policy|Ordinance|Rules|Regulations|Plan|Agenda|Vision|Forum|Summit|Expo|Strategy|"
    r"Framework|Agreement|Budget|Conference|Convention|Treaty|Summaries|Review|Report|Outlook|Indaba|"
    r"Awards?|Congress|Bill|Programme|Program|Roadmap|Census|Constitution|Yearbook|Olympics|Cup"
)
_INDEXES = (
    r"S&P|FTSE|Nifty|ASX|TSX|KSE|DAX|Nikkei|CSI|Top|IFRS|IAS|ISO|AASB|JORC|IMO|MMSI|ISIN|SHA|SZSE|HKG|"
    r"BRICS|BBC|Radio|Big|Forty|SPF|ESG|Web|Industry|COP|GN|TA|ABN|ACN|NTN|CIN|GST|VAT\sNo|JSE|SPV|"
    r"ANSI|ASTM|DIN|EN|IEC|IEEE|SAE|Leopard|Abrams|Euro|Covid|COVID|Proposition|Prop\.|Catch|Gen"
)
_UNIT_SIGNS = (
    r"M|B|K|T|k|m|b|t|bn|mn|tn|MW|GW|kW|TW|MWh|GWh|TWh|kWh|kV|MVA|Mt|kt|Gt|Mtpa|ktpa|tpa|tpd|tpy|ktpy|"
    r"Moz|koz|oz|lb|lbs|Mlb|kg|g|km|ha|mi|ft|mm|cm|ppm|ppb|bbl|bpd|boe|MMbbl|Bcf|Tcf|mtu|stu|Mm|Ml|GL|ML|"
    r"pc|pct|pp|bps|cr|Cr|yr|yrs|y|h|hr|hrs|d|x|X|USD|EUR|GBP|AUD|CAD|Ma|Ga|REO|LCE|MUSD|MEUR|Mbcm|BCM|"
    r"GJ|PJ|TJ|TPA|TPD|KTPA|MTPA|MT|CNY|RMB|ZAR|INR|PKR|CHF|MM|MLN|Mn|Bn|BN|"
) + _UNITS_OF_ALL
_OWN_DIGITS = rf"\d{EDGE}"

Rule = tuple[str, tuple[str, ...], str]


def _law() -> Iterator[Rule]:
    """Yield the rules of law and numbered things."""
    codes = r"U\.?\s?S\.?\s?C\.?|C\.?F\.?R\.?|Fed\.?\sReg\.?|F\.R\.|Stat\."
    part = r"(?:\s(?:§{1,2}\s?|[Pp]art\s)?[\d\w().–-]{1,20})?"
    yield "legal", ("C", "Reg", "F.R", "Stat"), rf"{_OWN_DIGITS}\d{{0,8}}\s(?:{codes}){part}"
    yield "legal", ("§",), r"§{1,2}\s?[\dA-Za-z().-]{1,20}"
    name = rf"{starting(_NUMBERED)}\s(?:[Nn]os?\.?\s|[Nn]umbers?\s|#\s?)?"
    more = (
        r"(?:,\s?\d{1,4}(?:\([\w]{1,3}\))?(?=\s?(?:,\s?(?:\d|and|or)|and\b|or\b|of\b|[.;)]|$))"
        rf"|(?:{_LISTED})\s?\(?(?:\d{{1,2}}|(?<=\d{{3}}\sand\s)\d{{3,4}})(?:\([\w]{{1,3}}\))?"
        rf"(?![\w%,.]*\w)(?![\w%,.]*[\s-]?(?:{_UNIT})))*"
    )
    yield "designation", (), rf"{name}\(?[A-Z]{{0,3}}-?\d[\w.()/-]{{0,20}}{more}"
    yield (
        "designation",
        (),
        rf"{starting(_INDEXES)}[\s-]\d[\d.+-]{{0,12}}(?![\d,])(?!\s?(?:{_UNIT}))",
    )
    yield (
        "designation",
        (),
        r"[Nn]os?\.\s?\d[\w./-]{0,20}|[Nn](?<!\w.)umbers?\s\d{1,3}\b(?!\sof)|#\s?\d+",
    )
    yield (
        "designation",
        ("No ",),
        r"No\s\d{1,2}\s(?=shaft|mine|seam|pit|plant|well|unit|line|reactor)",
    )
    duties = (
        r"tariffs?|dut(?:y|ies)|investigations?|actions?|probes?|measures|process|process(?:es)?"
    )
    yield (
        "legal",
        (),
        rf"[123]{EDGE}(?:(?<=2)(?:32|01)|(?<=3)(?:01|38)|(?<=1)22)\s(?=(?:{duties})\b)",
    )
    craft = r"MAX|aircraft|jets?|planes?|airliners?|Dreamliners?|freighters?"
    yield "designation", (), rf"7{EDGE}[0-8]7s?\b(?=[\s-](?:{craft})\b)"
    yield "designation", ("-Year",), r"(?:Five|Three|Ten|Seven|Two|Four|Six)-Year\s(?=[A-Z])"


def _dates() -> Iterator[Rule]:
    """Yield the rules of dates and times of day."""
    span = rf"(?:\s?[-–/&]\s?{_DAY}|\s(?:and|to)\s{_DAY})?"
    yield "date", (), rf"{_DAY_FIRST}{span}\s(?:of\s)?{_MONTH}(?:,?\s{_YEAR})?(?![a-z])"
    pair = rf"(?:\s?[-–/&]\s?(?:{_MONTH}\s)?{_DAY}|\s(?:and|to|through)\s(?:{_MONTH}\s)?{_DAY})?"
    other = r"(?!\d|[,.]\d|%|\s(?:%|percent|per\scent|[mb]illion|tonnes))"
    yield "date", (), rf"{_MONTH_FIRST}\s{_DAY}{pair}{other}(?:,?\s{_YEAR})?"
    yield "date", (), rf"{_MONTH_FIRST},?\s(?:of\s)?{_YEAR}\b"
    yield "date", (), rf"{_YEAR_FIRST}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d)"
    yield (
        "date",
        (),
        rf"{_OWN_DIGITS}\d?[/.]\d{{1,2}}[/.](?:{_YEAR}|\d{{2}})(?![\d/.]*\d)",
    )
    lead = r"(?:(?<=F)Y|(?<=C)Y|(?<=Q)[1-4]|(?<=H)[12]|(?<=[1-4])Q|(?<=[12])H)"
    tail = rf"[\s’'-]?(?:{_YEAR}|\d{{2}})?(?:\s?[-–/]\s?\d{{2,4}})?\b(?:\s(?:of\s)?{_YEAR})?"
    yield "date", (), rf"[FCQH1-4]{EDGE}{lead}{tail}"
    unit = r"(?!\s?(?:%|per\s?cent|[mb]illion|t\b|tonnes|MW))"
    yield "date", (), rf"{_YEAR_FIRST}\s?[-–/]\s?(?:{_YEAR}|\d{{2}})\b{unit}"
    yield "date", (), rf"{_YEAR_FIRST}s\b"
    yield "date", ("'", "’"), r"['’]\d{2}s?\b(?!\d)"
    yield "date", (":",), rf"{_OWN_DIGITS}\d?:\d{{2}}(?::\d{{2}})?\b"
    yield "date", (), rf"{_OWN_DIGITS}\d?(?:\.\d{{2}})?\s?(?:am|pm|a\.m\.|p\.m\.|AM|PM)\b(?!\w)"
    yield "date", (), rf"{_OWN_DIGITS}\d?\s?h\s?\d{{2}}\b"
    yield "date", ("hrs",), rf"[0-2]{EDGE}\d[0-5]\d\s?hrs\b"
    yield "date", (), rf"{starting(_ACT_YEAR)}[,\s]{{1,2}}(?:of\s)?{_YEAR}(?:[-–]\d{{2,4}})?\b"
    yield "date", (), rf"{_YEAR_FIRST}\s(?:{_ACT_YEAR})\b"
    order = "first|second|latter|other|final|last|third|fourth|previous|each|next|First|Second|Last"
    yield "date", (), rf"{starting(order)}[\s-](?:half|quarter|third)\b"
    many = "three|six|nine|twelve|3|6|9|12"
    yield (
        "date",
        ("months",),
        rf"{starting(many)}\smonths(?=\s(?:to|ended|ending|through)\s[A-Z\d])"
        rf"|(?:first|last)\s(?:{many})\smonths\b",
    )
    metals = "copper|nickel|zinc|alumini?um|tin|lead|cobalt|metal|futures|contracts?|delivery"
    metals += "|forwards?|LME"
    yield (
        "label",
        ("-month ",),
        rf"(?:[Tt]hree|[Ff]ifteen|3|15|27)-month\s(?=(?:LME\s)?(?:{metals})\b)",
    )
    yield (
        "date",
        ("half",),
        r"half(?<!\w....)(?<!and.a.half)[\s-](?:year|yearly|way|time|hour|life)\b",
    )
    yield "date", ("quarter-",), r"quarter-(?:end|on)\b"


def _contacts() -> Iterator[Rule]:
    """Yield the rules of addresses, telephones and identifiers."""
    yield "address", ("://",), r"https?://\S{1,300}"
    yield "address", ("www.",), r"www\.\S{1,300}"
    yield "address", ("@",), r"[\w.+-]{1,60}@[\w-]{1,60}\.[\w.]{2,60}"
    yield "address", ("DOI", "doi", "arXiv"), r"(?:DOI|doi|arXiv)[:\s]{1,2}\S{1,80}"
    yield "address", ("ISBN", "ISSN"), r"IS[BS]N(?:-1[03])?[:\s]{1,2}[\dX][\dX\s-]{6,18}"
    ways = "Avenue|Ave\\.?|Street|St\\.|Road|Rd\\.?|Boulevard|Blvd\\.?|Drive|Lane|Square|Quay|Plaza"
    yield (
        "address",
        (),
        rf"{_OWN_DIGITS}\d{{0,4}}(?:-\d{{1,4}})?(?:\s[A-Z][\w.]*){{1,3}}\s(?:{ways})(?!\w)",
    )
    yield "address", ("Box",), r"Box\s\d{1,6}"
    end = r"[\s().-]{0,3}\d[\d\s().-]{5,18}\d"
    yield "phone", ("+",), rf"\+\d{{1,3}}{end}"
    lead = r"[TtPpFfCcWwMm](?<!\w.)(?:el|hone|ax|all|ell|hats[Aa]pp|ob(?:ile)?)\b"
    yield "phone", (), rf"{lead}[\s.:]{{0,3}}(?:no\.?\s?)?\+?{end}"
    yield "phone", ("(",), r"\(\d{3}\)\s?\d{3}[-\s]\d{4}"
    yield "phone", ("-",), rf"{_OWN_DIGITS}\d{{2}}-\d{{3}}-\d{{3,4}}\b"
    yield "phone", ("1-8",), r"1-8\d\d-[\dA-Z-]{7,12}"
    markets = "NYSE|NASDAQ|TSX|ASX|LSE|JSE|HKEX|HKG|AIM|OTCQX|OTCQB|PSX|BSE|NSE"
    yield "other", (":",), rf"{starting(markets)}\s?:\s?[\w.]{{1,8}}"


def _marks() -> Iterator[Rule]:
    """Yield the rules of designations in digits, lists, footnotes, ages, scores and places."""
    far = rf"(?![\d,.]\d)(?!\s?(?:{_UNIT}|-))"
    yield (
        "designation",
        ("-",),
        rf"\d(?<![\d,.].)\d{{2}}-\d{{1,3}}(?:[A-Z]{{1,2}})?\b{far}",
    )
    yield "designation", (), rf"{_OWN_DIGITS}\d{{0,4}}(?!(?:{_UNIT_SIGNS})\b)[A-Z][A-Za-z]{{0,3}}\b"
    yield "ordinal", (), rf"{_OWN_DIGITS}\d{{0,8}}(?:st|nd|rd|th)\b"
    item = r"\(?(?:\d{1,3}|[ivxlcIVXLC]{1,5}|[a-zA-Z])[.)](?=\s|[A-Z\"“])(?!\s?\d{3})"
    yield "list", (), rf"(?m)^[ \t>|]{{0,20}}(?:[-*•–—][ \t]{{1,8}})?{item}"
    yield "list", ("(",), r"\((?<![\d$€£]\()\d{1,2}\)"
    yield "footnote", ("[",), r"\[\d{1,3}(?:[,–-]\s?\d{1,3})*\]"
    yield "footnote", (), r"[¹²³⁰⁴-⁹]+"
    yield "footnote", (), r"\d(?<=[a-z][.,;:”\")]\d)\d?(?=\s|$)"
    yield "age", ("age",), r"age(?<!\w...)d?\s\d{1,3}\b"
    yield "age", ("-year-old",), rf"{_OWN_DIGITS}\d{{0,2}}-year-olds?\b"
    yield "age", (",",), r",\s\d{2},(?=\s[a-z])"
    yield "score", (), rf"{_OWN_DIGITS}(?:(?<=2)4/7|(?<=9)/11|(?<=5)0[-/]50|(?<=2)4-hour)\b"
    yield "score", ("-",), rf"{_OWN_DIGITS}\d{{0,2}}-\d{{1,3}}-\d{{1,3}}\b"
    votes = "ruling|decision|votes?|win|victory|majority|matches|defeat|split|draw"
    yield "score", ("-",), rf"{_OWN_DIGITS}\d{{0,2}}[-–]\d{{1,3}}(?=\s(?:{votes})\b)"
    yield "score", ("-",), r"(?:won|lost|beat|beaten)\s\d{1,2}[-–]\d{1,2}\b"
    yield "designation", ("+",), rf"[A-Z\d]{EDGE}\d?\s?\+\s?\d{{1,2}}\b(?=\s[a-z])"
    minutes = r"(?:\d{1,2}(?:\.\d+)?\s?[′'’]\s?)?(?:\d{1,2}(?:\.\d+)?\s?[″\"”]\s?)?"
    yield "place", ("°",), rf"{_OWN_DIGITS}\d{{0,2}}(?:\.\d+)?\s?°\s?{minutes}[NSEW]\b"
    yield "place", ("itude",), r"l(?<!\w.)(?:atitude|ongitude)\s[-–]?\d+(?:\.\d+)?"
    side = r"\s?[x×]\s?\d+(?:\.\d+)?"
    yield "other", ("x", "×"), rf"{_OWN_DIGITS}\d{{0,8}}(?:\.\d+)?{side}(?:{side})?(?:\s?m\b)?"


def _rest() -> Iterator[Rule]:
    """Yield the rules of exchange rates, labels and the counters of web pages."""
    yield "designation", ("mesh",), rf"{_OWN_DIGITS}\d{{0,2}}[\s-]?mesh\b"
    equal = (
        r"(?:\.0+)?\s?(?:[A-Z]{3}\s?|[a-z]{3,9}\s)?=\s?[A-Za-z$€£]{0,4}\s?[\d.,]+(?:\s[A-Za-z]+)?"
    )
    yield "other", ("=",), rf"(?:[$€£]\s?1|1{EDGE}){equal}"
    dollar = r"(?:US\s|U\.S\.\s|American\s)?(?:dollar|greenback|euro)\b"
    yield (
        "other",
        ("dollar", "greenback"),
        rf"\d[\d.,]*(?:\s[a-z]+)?\s(?:(?:to|against)\sthe|per)\s{dollar}",
    )
    few = r"(?<=[Oo])ne|(?<=[Tt])(?:wo|hree)|(?<=[Ff])(?:our|ive)|(?<=[Ss])ix"
    who = r"briefed|familiar|with\s(?:direct\s)?knowledge|close\sto|aware"
    who += r"|who\s(?:asked|declined|spoke|were)"
    bodies = "people|sources|officials"
    yield (
        "label",
        ("people", "sources", "officials"),
        rf"[OoTtFfSs](?:{few})\s(?:{bodies})\s(?={who})",
    )
    foreign = r"US\$|\$|€|£|USD\b|EUR\b|GBP\b"
    yield "other", ("/US", "/$", "/€", "/£", "/E", "/G"), rf"\d[\d.,]*\s?/(?:{foreign})(?!\s?\d)"
    yield "other", ("'000", "’000"), r"['’](?<!\d.)000s?\b"
    yield "other", ("000",), r"0(?<![\w.,'’].)(?<!\d[ \u00a0].)00s?\b(?![.,]\d)"
    scales = "thousands|millions|billions"
    yield (
        "other",
        ("s of",),
        rf"[Ii]n\s(?:{scales})\sof\s(?:[A-Z][\w.]*\s)?(?:dollars|euros|rupees|rand)",
    )
    yield "other", ("s)",), rf"[$€£]\s?(?:{scales})(?=\))"
    yield "other", ("basis",), r"100\s?%\sbasis\b"
    sums = r"(?:[mb]|tr)illion-(?:dollar|pound|euro|rupee|tonne|ton)\b"
    yield "label", ("illion-",), rf"\b(?:an?\s)?(?:multi-?)?(?:hundred-)?{sums}"
    yield "label", ("[", "$"), r"\[\$?[xX]\]|\$[xX]\b"
    seen = r"min(?:ute)?s?\sread|[Cc]omments?\b|[Vv]iews\b|[Ss]hares\b(?=\s*$)|[Ll]ikes\b"
    yield "other", (), rf"{_OWN_DIGITS}[\d,]{{0,12}}\s?(?:{seen}|followers\b|subscribers\b)"


RULES: tuple[Rule, ...] = (*_law(), *_dates(), *_contacts(), *_marks(), *_rest())
"""Kind, signs of which one must be in the text (none: always tried), and pattern."""
