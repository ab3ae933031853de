"""What surrounds an article by its place and shape: banners, tickers, ends of releases, tails.

`boilerplate` knows lines by their words. Here a line is known by where it stands and what it is
made of: above the title and above another such line, behind the mark that ends a release, a row of
names and quotations that is no table, a price of a subscription, an age of a post.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from tenor.evidence.loading.openings import LinePattern

_CONSENT = LinePattern(
    re.compile(
        r"\bcookies?\b|\bstore\sand/or\saccess\sinformation\b|\b\d+\s(?:of\s\d+\s)?(?:vendors|partners)\b"
        r"[^.]{0,80}\b(?:device|data|consent|selected|process)|\bad\s?blocker\b|\benable\sjavascript\b",
        re.IGNORECASE,
    )
)
_QUOTED = re.compile(
    r"(?<![\w.])(?:[A-Z][\w&'’/-]*(?:\s[A-Z][\w&'’/-]*){0,2})\s?:?\s[(]?[+−–-]?"
    r"(?:[A-Z]{3}\s?|[A-Z]{0,2}[$€£¥₹]\s?)?\d[\d,]*(?:\.\d+)?(?:/\w+)?%?\)?"
)
_MOVE = re.compile(r"[+−–(-]\s?\d+(?:\.\d+)?%|\(\d+(?:\.\d+)?%\)|[▲▼]")
_PRICE_LINE = re.compile(
    r"(?:live\s|spot\s|metal\s|commodity\s)?(?:prices|markets?|quotes|indices|ticker)\b", re.I
)
_LEAST_QUOTED = 3
_AGO = re.compile(
    r"\W{0,3}\d{1,2}\s(?:sec|min|minute|hour|hr|day|week|month)s?\sago\b.{0,40}", re.I
)
_FEE = re.compile(
    r"(?:[$€£₹₦₱¥₨]|(?<!\w)(?:Rp|Rs\.?|R|K|KSh|Sh|N|P|RM|Tk|GH¢))\s?\d[\d.,]{0,7}\s?(?:/|a\s|per\s|every\s)\s?"
    r"(?:wk|week|mo|month|yr|year|day|issue)\b",
    re.I,
)
_SELLS = re.compile(
    r"\b(?:subscri(?:be|bers?|ption)|unlimited|cancel|trial|upgrade|log\s?in|premium|digital|support\sus"
    r"|journalism|newsletter|membership(?!\sof))\b",
    re.IGNORECASE,
)
_MAY_SELL = re.compile(
    r"\b(?:free|normally|try|join|offer|access|only|from|plans?|members?|pro|today|now|save|just)\b",
    re.IGNORECASE,
)
"""What sells where nobody is told of: from $4.99 a week."""
_AD_HEAD = re.compile(
    r"\W{0,3}(?:advertisements?|advertorial|sponsored(?:\s(?:content|post|message))?|promoted|promotion"
    r"|paid\s(?:content|post|advertisement)|partner\scontent|message\sfrom\sour\ssponsor)\W{0,3}",
    re.IGNORECASE,
)
_ADDRESSES = re.compile(r"\b(?:you|your|yours|our|us)\b(?!\$)")
_INVITES = re.compile(
    r"^\W*(?:get|try|win|save|book|register(?!\sof)|join|enjoy|download(?!\s(?:speed|rate|capac))|buy|claim"
    r"|add|trade|invest|earn|call|text|whatsapp|donate|support|subscribe|only|just|early|hotel|rooms"
    r"|\d+\s(?:months?|weeks?|days?|issues)\sfor)\b",
    re.IGNORECASE,
)
_OFFERS = re.compile(
    r"\b(?:free|offers?|subscri\w+|trial|inbox(?:es)?|e-?mail|newsletter|tickets?|delegates?|early[-\s]bird"
    r"|save|code|brochure|download|register|seats?|stand|articles?\s(?:left|remaining)|every\sstory"
    r"|every\sday|journalism|as\slittle\sas|a\snight|plus\sVAT|members|readers|likes|views\sto"
    r"|characters\smax|words\smax|spreads|CFDs?|competition|prize|sale\sends|ends\s\w+day|groups\sof"
    r"|lose\smoney|call\s\d)\b|\b\d+-page\b|\b\d+%\soff\b",
    re.IGNORECASE,
)
_ANY_OFFER = LinePattern(_OFFERS)
_TELLS = re.compile(
    r"\b(?:said|says|told|according|announced|agreed|signed|added|warned)\b", re.IGNORECASE
)
_SURE = LinePattern(
    re.compile(
        r"\b(?:retail\s(?:investor\s)?accounts\slose|people\sare\sreading|readers\sare\sviewing|early[-\s]bird"
        r"|as\slittle\sas\s[$€£R]|articles?\s(?:left|remaining)\sthis)\b"
        r"|\b\d+\s(?:likes?|upvotes?|retweets|reposts|replies|shares)\W*$"
        r"|^\W*(?:stock|share|market)\s(?:data|prices?|quotes?)\s(?:delayed|by|provided|supplied)\b"
        r"|^\W*this\s(?:advert\w*|promotion|message|newsletter|report|note|publication)\s(?:is|was|has\sbeen)"
        r"\s(?:paid|brought|sponsored|sent|prepared\sfor\s(?:clients|information))"
        r"|^\W*(?:SEO|live\sblog|from\sour\s(?:partners|sponsors)|most\s(?:read|viewed|shared)\s(?:this|today|now"
        r"|in))\b|^[A-Z][\w\s&]{2,30}\s[+−–-]\d+(?:\.\d+)?%\sat\s[\d,.]+$",
        re.IGNORECASE | re.MULTILINE,
    )
)
_WRITER = re.compile(
    r"\W{0,3}(?:[Tt]he|THE)\s(?:author|writer|columnist|reviewer)s?,?\s(?:is|are|was|were|has|have|works?|writes?|teach\w*"
    r"|served|serves|can\sbe|may\sbe|holds?|runs?|heads?|led)\b"
    r"|\W{0,3}[A-Z][\w.’'-]+(?:\s[A-Z][\w.’'-]+){1,3}\s(?:is|was)\san?\s(?:[\w-]+\s){0,3}"
    r"(?:journalist|reporter|correspondent|columnist|freelancer?|contributor)\b(?!.*\b(?:said|told|arrested|killed)\b)"
    r"|\W{0,3}(?i:about\sthe\s(?:author|writer))",
)
_DIGITS = re.compile(r"\d[\d.,]*\d|\d")
_NUMBERED = re.compile(
    r"\W*(?:article|section|annex|chapter|part|note|item|stage|phase|table|q)?\W*\d{1,3}(?:\.\d+)*\b",
    re.I,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_END_MARK = re.compile(
    r"(?:#\s?){2,}|[-–—]{1,2}\s?30\s?[-–—]{1,2}|[-–—*\s]*ENDS?[-–—*\s]*|(?:\*\s?){3,}"
)
_GOES_ON = re.compile(
    r"(?:notes?\s(?:to|for)\seditors?|background|annex\w*|appendix|table|schedule|key\sfacts)\b",
    re.I,
)
_END_SHARE, _WRITER_SHARE = 0.5, 0.3
_LONGEST_AD, _LEAST_TITLE, _LEAST_OFFERS, _SHORTEST = 260, 5, 2, 6


def is_furniture(line: str) -> bool:
    """Return whether the shape of a line says that it is no part of an article.

    Examples
    --------
    >>> is_furniture("Gold $3,412.10 +0.42%  Silver $38.06 -1.10%  Copper $9,811")
    True
    >>> is_furniture("Copper rose 2% to $9,811 and gold fell.")
    False
    """
    if len(line) < _SHORTEST:
        return False
    if _CONSENT.is_in(line) or _AGO.fullmatch(line):
        return True
    if len(line) > _LONGEST_AD:
        return False
    if _SURE.is_in(line) or _is_fee(line):
        return True
    invited = _INVITES.match(line)
    may_offer = _ANY_OFFER.may_be_in(line)
    offers = len(_OFFERS.findall(line, invited.end() if invited else 0)) if may_offer else 0
    offers += offers > 0 and invited is not None
    asks = invited or _ADDRESSES.search(line)
    if offers >= _LEAST_OFFERS and asks and not _TELLS.search(line):
        return True
    return is_ticker(line)


def _is_fee(line: str) -> bool:
    """Return whether a line sells a subscription: a price for a time, and words that sell."""
    if not _FEE.search(line) or _TELLS.search(line):
        return False
    if _SELLS.search(line):
        return True
    return _MAY_SELL.search(line) is not None and not (line.endswith(".") and _STATES.search(line))


_STATES = re.compile(r"\b(?:is|are|was|were|will|has|have|had|earns?|pays?|paid|costs?)\b")


def is_ticker(line: str) -> bool:
    """Return whether a line is a row of names with their quotations and no table of its own."""
    quoted = _QUOTED.findall(line)
    if len(quoted) < _LEAST_QUOTED - 1 or line.rstrip().endswith((".", "?", "!", ":")):
        return False
    covered = sum(map(len, quoted))
    moves = len(_MOVE.findall(line))
    named = _PRICE_LINE.match(line) is not None
    return (
        covered >= len(line) / 2
        and (moves >= 1 or named)
        and (len(quoted) >= _LEAST_QUOTED or moves >= _LEAST_QUOTED - 1 or named)
    )


def find_quotations(lines: Sequence[str]) -> set[int]:
    """Return the lines of quotations between bars that stand alone, so that they are no table.

    Quotations have a move in percent, or a word of the market; figures of a project between bars
    have neither.

    Examples
    --------
    >>> find_quotations(["", "WATCH: NKL P3.18 (-2.15%) | PSEi 6,904.11", "", "NPV $3bn | IRR 22%"])
    {1}
    """
    barred = [line.count("|") for line in lines]
    found: set[int] = set()
    for place, line in enumerate(lines):
        near = barred[max(0, place - 1) : place] + barred[place + 1 : place + 2]
        if not barred[place] or barred[place] in near or len(line) > _LONGEST_AD:
            continue
        parts = [part.strip() for part in line.split("|")]
        quoted = sum(_BARRED.fullmatch(part) is not None for part in parts)
        told = _MOVE.search(line) or _MARKET_WORD.search(line)
        if told and 2 * quoted > len(parts):
            found.add(place)
    return found


_BARRED = re.compile(
    r"(?:[\w\s.&'’-]{1,24}:\s)?[A-Za-z][\w\s.&'’/-]{0,24}?\s[(]?[+−–-]?(?:[A-Z]{0,3}[$€£¥₹]?\s?)?"
    r"\d[\d,]*(?:\.\d+)?\s?(?:[kKmMbB]n?|pts?|p|c|%)?(?:/\w+)?(?:\s[(]?[+−–▲▼-]\s?\d[\d.]*%?\)?)?"
)
_MARKET_WORD = re.compile(
    r"\b(?:shares?\s(?:on\sissue|outstanding)|market\scap\w*|all\s(?:share|ordinaries)|all-share"
    r"|stock\swatch|ticker|52[-\s]w(?:ee)?k|prev(?:ious)?\.?\sclose)\b",
    re.IGNORECASE,
)


def is_writers(line: str, share: float) -> bool:
    """Return whether a short paragraph behind the middle of a text is about its author."""
    return share >= _WRITER_SHARE and len(line) <= _LONGEST_AD and _WRITER.match(line) is not None


def figures_of(text: str) -> frozenset[str]:
    """Return the figures of a text as they are written."""
    return frozenset(_DIGITS.findall(text))


def is_foreign(heading: str, figures: Collection[str]) -> bool:
    """Return whether a heading among the text tells of a figure that the text does not have.

    What stands over a part of a text is said in it; a link to another story is not. A number of
    the heading itself ("3. Discussion") and a year do not count.

    Examples
    --------
    >>> is_foreign("Rs60bn for the rail link", figures_of("The rail link costs Rs60 billion."))
    False
    >>> is_foreign("Serra Verde lands $465m loan", figures_of("The mine lends $40 million."))
    True
    """
    numbered = _NUMBERED.match(heading)
    own = _DIGITS.findall(heading, numbered.end() if numbered else 0)
    own = [figure for figure in own if not _YEAR.fullmatch(figure)]
    return bool(own) and not any(figure in figures for figure in own)


def is_link(line: str) -> bool:
    """Return whether a line behind the last prose can be the title of another story."""
    words = line.split()
    if not _LEAST_TITLE <= len(words) <= _LONGEST_LINK or line.rstrip('"”’)')[-1:] in ".:;,|":
        return False
    if _TELLS.search(line) or re.search(r"[.!?][\"”]?\s+\S", line):
        return False
    return not re.match(r"\W*[-•·▪■*–]\s|[^:]{1,60}:\s", line)


_LONGEST_LINK = 18


def find_advertising(lines: Sequence[str]) -> set[int]:
    """Return the lines below a heading of advertising, up to the next empty line or long one."""
    found: set[int] = set()
    at = 0
    for place, line in enumerate(lines):
        if place < at or not _AD_HEAD.fullmatch(line):
            continue
        at = place + 1
        while at < len(lines) and lines[at] and len(lines[at]) <= _LONGEST_AD:
            found.add(at)
            at += 1
    return found


def find_after_end(lines: Sequence[str]) -> set[int]:
    """Return the lines behind the mark that ends a release, unless notes of fact follow."""
    sizes = [len(line) + 1 for line in lines]
    whole, before = sum(sizes), 0
    facts = max((at for at, line in enumerate(lines) if line and _GOES_ON.match(line)), default=-1)
    for place, line in enumerate(lines):
        late = line and before >= _END_SHARE * whole and facts < place
        if late and _END_MARK.fullmatch(line):
            return {at for at in range(place + 1, len(lines)) if lines[at]}
        before += sizes[place]
    return set()


def find_above_title(lines: Sequence[str], is_known: Sequence[bool], prose: int) -> set[int]:
    """Return what stands above the last known line of furniture before the first prose.

    The title stands below a banner, a menu and a ticker; a page that begins with its title has
    none of them above it. A line of several words may be the title itself, between a menu and
    buttons, and stays.
    """
    last = -1
    for place, line in enumerate(lines):
        if line and not is_known[place] and len(line) >= prose:
            break
        if line and is_known[place]:
            last = place
    if not lines or last < 0 or not is_known[_first(lines)]:
        return set()
    return {at for at in range(last) if lines[at] and len(lines[at].split()) < _LEAST_TITLE}


def _first(lines: Sequence[str]) -> int:
    return next((place for place, line in enumerate(lines) if line), 0)
