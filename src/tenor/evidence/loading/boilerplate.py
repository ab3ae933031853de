"""Which lines of a text are boilerplate: what surrounds an article and is no part of it.

A line is judged by how it begins, or, where it is short, by words that only such lines hold.
Some lines open a block (a list of related articles, a comment form, forward-looking
statements); what follows belongs to it as long as it looks like it. Every pattern is searched
in the first `HEAD` characters of a line only, so the time is linear.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from tenor.evidence.loading.line_starts import STARTS, any_of
from tenor.evidence.loading.openings import LinePattern, OpeningPattern

HEAD = 700
SHORT = 260
ITEM = 170
"""A line of a list of links is no longer than this."""


HOLDS = any_of(
    r"\b(?:Subscribe|Sign\sup)\s(?:now|here|today|for|to|from|at|free|and|\()",
    r"\bin\syour\sinbox\b|\bnewsletter\b[^.]{0,80}(?:sign\sup|get\sit|every\s|inbox|free)",
    r"\bFollow\sus\b|\bjoin\s[\d,]+\sreaders\b|\bConnect\svia\b|\btweets\s@|\btweets\sat\s@",
    r"\bCall\s(?:now\b|today\b|\d-?\d{3}|0\d{2,4}[\s-]\d|\+\d)|\bDial\s\*",
    r"\bWhatsApp\s(?:us\b|\+\d|0\d)",
    r"\bComments?\s\(\d+\)|\bviews\sexpressed\sby\scomm",
    r"\bAll\srights\sreserved\b|\bCopyright\s©|©\s?(?:19|20)\d\d",
    r"\bterms\sand\sconditions\sapply\b|\bT&Cs?\sapply\b",
    r"\b(?:Facebook|Twitter|LinkedIn|Pinterest|Telegram|WhatsApp)\b[\s|,]{1,3}(?:Facebook"
    r"|Twitter|LinkedIn|Pinterest|"
    r"Telegram|WhatsApp|Email|X)\b",
    r"\bAds?\s?:\s|\b\d{1,2}%\soff\b|\b(?:your|day|month|start\sa)\sfree\strial\b|\bfree\strial\W*$|"
    r"\bMotley\sFool\b|\bStock\sAdvisor\b|\bmonster\sreturns\b|\b\d+\sbest\sstocks\b"
    r"|\bstocks?\sto\sbuy\b|\bdisclosure\spolicy\b|\b[Cc]ancel\sany\s?time\b",
    r"\bthe\s[$€£]\s?\d[\d.]*\s(?:[Ss]tock|[Ss]hare|[Cc]oin)\b|\bper\sSMS\b|\bFREE\s(?:report"
    r"|guide|webinar|copy)\b",
    r"\b(?:owns?|holds?)\s1%\sor\smore\b|\bmakes\sa\smarket\sin\sthe\s(?:shares|securities)\b"
    r"|\b(?:past|last)\s(?:12|twelve)\smonths\b.{0,70}\b(?:compensation|fees)\b"
    r"|\b(?:compensation|fees)\b.{0,90}\b(?:past|last)\s(?:12|twelve)\smonths\b"
    r"|\bcompensation\b.{0,70}\binvestment\sbanking\b|\b(?:stories|articles)\s(?:left|remaining)\b",
    r"^(?:#\w+[\s,]*){2,}$",
    r"^SOURCE:?\s[A-Z][\w.&’' -]{2,60}$|\bcall\s(?:toll-?free\s)?\d-\d{3}-\d{3}",
    r"\b(?:subscribe|subscription)\b[^.]{0,40}[$€£₹]\s?\d[\d.]*\s(?:a|per)\s(?:week|month|year)\b",
    flags=0,
)
"""What only a short line of boilerplate holds."""

MENU = re.compile(
    r"\b(?:home|privacy|cookies?|terms|contact|about\sus|careers|sitemap|log\s?in|subscribe"
    r"|opinion|sports?|newsletters?|"
    r"markets|facebook|twitter|linkedin|rss)\b",
    re.IGNORECASE,
)
LIST_HEADS = re.compile(
    r"\W{0,3}(?:related(?:\s(?:articles?|stories|posts?|news|reading|content|topics|links))?"
    r"|most\s(?:read|viewed|popular|watched|discussed|talked[\s-]about|"
    r"shared|commented)(?:\s(?:this\s\w+|today|now|stories|articles|news|in\s[\w\s&]{2,24}|on\s[\w\s.]{2,24}))?"
    r"|more\s(?:on\sthis\s\w+|from\s[\w\s]{2,30}|(?:in|on|about)\s[\w&]+(?:\s[\w&]+){0,2}|stories|news|like\sthis"
    r"|in\sthis\ssection)|you\s(?:may|might)\salso"
    r"\slike|recommended(?:\s(?:for\syou|reading|stories|articles))?|top\s(?:stories|news)"
    r"|trending(?:\s(?:now|topics|in\s\w+|today|stories))?|popular(?:\s(?:posts|now|in\s\w+|stories))?|must\sreads?|"
    r"(?:other|similar|further|suggested|linked)\s(?:stories|articles|news|topics|reading)|"
    r"latest\s(?:news|stories|posts|articles)?|in\s(?:other\snews|the\sheadlines)|editor['’]?s['’]?\spicks?"
    r"|also\sread|read\s(?:more|also|next)|see\salso|"
    r"don['’]t\smiss|what\sto\sread\snext|from\sour\spartners|around\sthe\sweb"
    r"|sponsored(?:\slinks)?|(?:primary|secondary|"
    r"seo|focus|\W|and)+\s?keywords|tags?|keywords|comments?(?:\s\(?\d+\)?)?|leave\sa\s(?:reply"
    r"|comment)|"
    r"contacts?|(?:media|press|investor)s?\s(?:contacts?|enquiries|inquiries|relations)"
    r"|call\sto\saction|"
    r"about\sthe\s(?:author|writer)s?)\s?[:.]?\s*",
    re.IGNORECASE,
)
"""A line that opens a list of links, of keywords or of contacts."""

COMMENTS = re.compile(
    r"(?:reader\s)?comments?(?:\s?\(?\d+\)?)?|\d+\s(?:reader\s)?comments?|(?:leave|post"
    r"|add)\sa\s(?:reply|comment)|join\sthe\s"
    r"(?:conversation|discussion)|sort\sby\b.{0,60}",
    re.IGNORECASE,
)
"""A heading over what readers wrote; in the second half of a page nothing else follows it."""

PROMPTS = any_of(
    r"(?:this|the)\s(?:holiday|giving)\sseason\b.{0,40}\bgive\b|give\sto\s?:|your\s(?:support"
    r"|donation)\b|"
    r"we\sneed\syour\s(?:support|help)\b|before\syou\sgo\b|a\smessage\sfrom\b",
)
"""A line that opens an appeal; it runs to the next empty line."""

AGENCY_HEAD = re.compile(
    r"about\s(?:exim|(?:the\s)?(?:u\.?s\.?\s)?dfc|ustda|ifc|ebrd|eib|adb|afdb|aiib|jbic|jogmec|kfw|miga|efic|edc"
    r"|nexi|ukef|export\sfinance|the\s(?:bank|fund|agency|department|ministry|commission|office))\b[^.]{0,60}",
    re.IGNORECASE,
)
"""A heading over what an agency says of itself at the end of each of its releases."""

FORWARD_HEAD = re.compile(
    r"(?:(?:cautionary|special|important)\s)?(?:(?:note|notes|notice|statement|statements"
    r"|information|language)\s)?"
    r"(?:(?:on|regarding|about|concerning|and|with\srespect\sto)\s)?(?:disclaimer\s(?:and"
    r"|on)\s)?forward[\s-]looking\s"
    r"(?:statements?|information)\s?[:.]?|safe\sharbou?r(?:\s\w+)?"
    r"|cautionary\s(?:notes?|statements?|language)(?:\s\w+){0,4}\s?[:.]?"
    r"|(?:important\s)?(?:disclaimers?|disclosures?)(?:\sand\s\w+)?\s?[:.]?|"
    r"(?:competent|qualified)\sperson['’]?s?\sstatement",
    re.IGNORECASE,
)
"""A heading over legal statements that run on for paragraphs."""

LEGALESE = re.compile(
    r"forward[\s-]looking|differ\s(?:materially|from)|no\sobligation|risks?\sand\suncertaint"
    r"|undue\sreliance|"
    r"securities\s(?:act|exchange|laws)|assumptions|(?:does|do)\snot\s(?:constitute|undertake)"
    r"|beneficially\sowns?|investment\sbanking|\bregulated\sby|\bFINRA\b|conflicts?\sof\sinterest"
    r"|liability|warrant(?:y|ies)|"
    r"competent\sperson|qualified\sperson|no\sguarantee|past\sperformance|not\san?\soffer|sedar"
    r"|risk\sfactors",
    re.IGNORECASE,
)
SURE_LEGALESE = re.compile(
    r"(?:forward[\s-]looking\s(?:statements?|information)\b.{0,600}\b(?:differ|obligation"
    r"|reliance|risks|identify|see\spage|"
    r"within\sthe\smeaning)|should\snot\s(?:place|rely)\b.{0,40}\bforward[\s-]looking"
    r"|may\scontain\sforward[\s-]looking|"
    r"does\snot\sconstitute\s(?:an?\s)?(?:offer|advice|investment|solicitation|"
    r"recommendation|financial)|for\sinformation(?:al)?\spurposes\sonly"
    r"|neither\sapproved\snor\s(?:disapproved|rejected)|not\sbe\s(?:construed|relied"
    r"|considered)\s(?:as|upon|on)\b|"
    r"(?:not\sto\splace|place\sno)\sundue\sreliance"
    r"|no\sobligation\sto\s(?:publicly\s)?(?:update|revise)|securities\slitigation\sreform|"
    r"contains?\s(?:certain\s)?(?:statements\sthat\sare\s)?[“\"']?forward[\s-]looking)",
    re.IGNORECASE | re.DOTALL,
)

_NAME = (
    r"(?:(?:Dr|Prof|Mr|Ms|Mrs|Gen|Lt|Col|Amb)\.?\s)?[A-Z][\w.’'-]{0,24}"
    r"(?:\s(?:[A-Z][\w.’'-]{0,24}|bin|al|de|van|von|el|ul)){1,4}"
)
_TRADE = (
    r"(?:writer|author|journalist|reporter|correspondent|columnist|editor|contributor"
    r"|commentator|blogger|freelance\w*|"
    r"researcher|fellow|academic|lecturer|professor|lawyer|economist|analyst|consultant"
    r"|diplomat|student|graduate|scholar|"
    r"teacher|engineer|geologist|practitioner|novels?|columns?|book)"
)
AUTHOR = re.compile(
    rf"(?:\W{{0,3}}(?:the\s(?:writer|author|columnist|reviewer)s?|{_NAME})(?:,\s[^,]{{2,60}},)?\s"
    rf"(?:is|are|was|has\sbeen|works|writes|reports|serves|teaches)\b[^.]{{0,160}}\b{_TRADE}\b"
    rf"|{_NAME}\s(?:has\s)?(?:cover(?:s|ed)|report(?:s|ed)\s(?:on|for)|writes?\s(?:on|about"
    rf"|for)|taught|teaches|"
    r"spent\s[\w\s]{2,30}\s(?:covering|reporting|writing|teaching))\b"
    rf"|\W{{0,3}}[Tt]he\s(?:writer|author)\b)"
)
AUTHOR_WORKS = re.compile(
    rf"{_NAME}(?:['’]s?\s(?:[\w-]+\s){{0,3}}(?:book|novel|memoir|column|podcast|newsletter|blog)\b"
    rf"|\s(?:has\s(?:reported|written|covered|filed|worked)\s(?:from|for|in|on)|hosts|edits"
    rf"|blogs|tweets)\b"
    rf").{{0,240}}\b(?:paperback|hardback|hardcover|bookshops?|out\s(?:now|in)|publish(?:ed|er)"
    rf"|podcast|newsletter|[Ff]ollow\s"
    rf"(?:her|him|them)|countries|series|columns?|awards?)\b",
    re.DOTALL,
)
"""A writer's works and travels, which may hold a price or a count."""
NOT_AUTHOR = re.compile(
    r"\b(?:said|says|told|according|announced|added|argued|noted|warned|signed)\b|[$€£¥₹]\s?\d"
    r"|\b\d[\d.,]*\s?(?:%|per\scent|[mb]illion)"
)


_STARTS = OpeningPattern(STARTS)
_NEWSLETTER = any_of(
    r"(?:the\s)?[\w\s’'&-]{0,60}\bnewsletter\s(?:is|brings|delivers|comes)\b",
)
"""Begins with any words, so it is tried apart from the others."""
_SAYS = re.compile(r"\b(?:said|says|told|according|announced|signed|mines?|tonnes?|tons)\b")


_SURE_LEGALESE, _HOLDS = LinePattern(SURE_LEGALESE), LinePattern(HOLDS)


def is_boilerplate(line: str) -> bool:
    """Return whether a line alone says that it is boilerplate.

    Examples
    --------
    >>> is_boilerplate("Read more: 7 facts about the $6tr bonanza")
    True
    >>> is_boilerplate("Investors subscribed for $50m of new shares.")
    False
    """
    if len(line) < 4:
        return False
    head = line[:HEAD]
    begin = head.lstrip("•*-–—·>#|🔎📩👉 \t")
    starts = _STARTS.match(begin) or ("newsletter" in begin.lower() and _NEWSLETTER.match(begin))
    if starts and not _is_prose(line):
        return True
    if _SURE_LEGALESE.is_in(head) or is_menu(line):
        return True
    if len(line) <= SHORT and _prompts_inside(line):
        return True
    return len(line) <= SHORT and _HOLDS.is_in(head)


def _prompts_inside(line: str) -> bool:
    """Return whether a later sentence of a short line is a prompt, and nobody speaks in it.

    Examples
    --------
    >>> _prompts_inside("Summit on 9 August. Unlock 3 months for 399. Also read: 7 stocks to watch")
    True
    >>> _prompts_inside("The mine costs $4 million. Related works cost as much.")
    False
    """
    if _SAYS.search(line):
        return False
    return any(STARTS.match(line, stop.end()) for stop in _STOP.finditer(line))


_STOP = re.compile(r"(?:[.!?]|\s\|)\s+")


def is_menu(line: str) -> bool:
    """Return whether a line is a row of links: short parts, one of which every site has."""
    if len(line) > 160:
        return False
    parts = [part for part in re.split(r"\s?[|•·»›]\s?|\s/\s", line) if part]
    return len(parts) >= 3 and all(len(part) <= 24 for part in parts) and bool(MENU.search(line))


def _is_prose(line: str) -> bool:
    """Return whether a line is a whole paragraph, which only legal rules may take."""
    return len(line) > HEAD and not LEGALESE.search(line[:HEAD])


def is_author_note(line: str, share: float) -> bool:
    """Return whether a paragraph at a share of the document tells who wrote it."""
    if share < 0.5 or len(line) > HEAD:
        return False
    if AUTHOR_WORKS.match(line) and not _SAYS.search(line):
        return True
    return AUTHOR.match(line) is not None and NOT_AUTHOR.search(line) is None


def mark_blocks(lines: Sequence[str], first: int) -> set[int]:
    """Return the lines that belong to a block of boilerplate that a line opens.

    A list of links opens only behind the first line that is no boilerplate, whose number is
    `first`: else it would take in the headline.
    """
    found: set[int] = set()
    place = 0
    while place < len(lines):
        line = lines[place].strip()
        end = place
        if not line:
            place += 1
            continue
        if len(line) <= 90 and FORWARD_HEAD.fullmatch(line):
            end = _run(lines, place, _is_legal)
        elif len(line) <= 60 and LIST_HEADS.fullmatch(line):
            end = _without_subhead(lines, place, _run(lines, place, _is_item))
            end = end if place > first else place + 1
        elif len(line) <= 120 and PROMPTS.match(line):
            end = _to_gap(lines, place)
        elif len(line) <= 90 and 2 * place > len(lines) and AGENCY_HEAD.fullmatch(line):
            end = _to_next_gap(lines, place)
        if end > place:
            found.update(range(place, end))
        place = max(end, place + 1)
    return found


def _without_subhead(lines: Sequence[str], opener: int, end: int) -> int:
    """Return the end of a list, without a last line that stands apart over prose."""
    last = end - 1
    if last <= opener + 1 or not any(line.strip() for line in lines[end:]):
        return end
    return last if not lines[last - 1].strip() and not is_boilerplate(lines[last]) else end


def _run(lines: Sequence[str], opener: int, belongs: Callable[[str], bool]) -> int:
    """Return where the lines end that belong to an opener."""
    place = opener + 1
    last = place
    while place < len(lines):
        text = lines[place].strip()
        if text:
            if not belongs(text):
                break
            last = place + 1
        place += 1
    return last


def _to_gap(lines: Sequence[str], opener: int) -> int:
    """Return where the next empty line is, or the next long paragraph."""
    place = opener + 1
    while place < len(lines) and lines[place].strip() and len(lines[place]) <= ITEM:
        place += 1
    return place


def _to_next_gap(lines: Sequence[str], opener: int) -> int:
    """Return where the paragraph below a heading ends, which a gap may part from it."""
    place = opener + 1
    while place < len(lines) and not lines[place].strip():
        place += 1
    while place < len(lines) and lines[place].strip():
        place += 1
    return place


def _is_item(text: str) -> bool:
    """Return whether a line looks like one of a list: short, and no sentence of prose."""
    if len(text) > ITEM:
        return is_boilerplate(text) or (text.count(",") > 4 and not text.endswith("."))
    return is_boilerplate(text) or text[-1] not in '.”"' or len(text) <= 60


def _is_legal(text: str) -> bool:
    return LEGALESE.search(text[:4000]) is not None
