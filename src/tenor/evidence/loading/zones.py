"""Zones: which lines of a text are headline, body, table, caption, pull quote or boilerplate.

Lines are judged one by one, then blocks. Subheads count as headlines, since both are written
to be read without what follows. An empty line belongs to the zone before it. Zones are sorted,
touch one another and cover the text from the first to the last code point.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from tenor.evidence.loading.boilerplate import (
    COMMENTS,
    is_author_note,
    is_boilerplate,
    mark_blocks,
)
from tenor.evidence.loading.furniture import (
    figures_of,
    find_above_title,
    find_advertising,
    find_after_end,
    find_quotations,
    is_foreign,
    is_furniture,
    is_link,
    is_writers,
)
from tenor.evidence.loading.openings import LinePattern
from tenor.evidence.model import Zone

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
HEADLINE = 230
SUBHEAD = 100
PROSE = 110
"""A line of this length is prose, also where lines are wrapped."""
APART = 60
"""A line of this length is prose where an empty line parts it from what is above."""
WRAPPED = 45
BETWEEN = 4
REPEATS = 3
QUOTE_WORDS = (7, 70)
SHINGLE = 3
LIKENESS = 0.8

_BULLET = re.compile(r"\s*(?:[-–—•·▪■*]\s|\(?[a-z0-9]{1,3}[.)]\s|\(?[ivx]{1,5}\)\s)")
_CELL = re.compile(r"\t+|\s{2,}|\s?\|\s?")
_WIDE = re.compile(r"\t+|\s{3,}|\s\|\s")
_NUMERIC = re.compile(
    r"[\s(<>~≈+−–-]*(?:[A-Z]{0,3}[$€£¥₹]|Rs\.?)?\s?\d[\d.,]*\s?(?:%|[A-Za-z/.%]{0,12}|[A-Za-z]{1,10}\s[\w/]{1,12}|\s?[-–]\s?[\d.,]+\s?[\w%]{0,8})?"
    r"[\s)*†a-e]*|n/?a\.?|[-–—.]{1,3}|nil"
)
_TABLE_TITLE = re.compile(r"\s*(?:Table|TABLE|Tab\.)\s?[\dA-Z][\w.-]{0,6}[.:\s]")
_CAPTION = re.compile(
    r"\W{0,3}(?:(?:file\s)?(?:photo(?:graph)?s?|images?|pictures?|caption|figure|fig\.|infographic|graphic|map|chart)"
    r"(?:\s(?:by|credit|courtesy|\d+))?\s?[:|]|pull-?out\s?:|pictured\s?[:,]|in\sthis\s(?:file\s)?(?:photo|picture))|"
    r".{0,400}(?:[—–|-]\s?(?:file\s)?(?:photo|picture|image)s?\b[^.]{0,60}\.?|\((?:file\s)?(?:photo|picture|image)[^)]{0,60}\)\.?|"
    r"\b(?:photo|picture|image)?\s?credit\s?:\s?[^.]{2,60}\.?|\b(?:photo|image|picture|photograph|illustration)s?\s?(?:by|:)\s?[^.]{2,60}\.?|"
    r"\s(?:reuters|afp|ap|getty\simages|bloomberg|shutterstock|express|company|staff|wikimedia|handout)\s(?:archives?|photo|handout|images?|picture)\.?|"
    r"/\s?(?:afp|reuters|getty(?:\simages)?|ap|shutterstock|xinhua|anadolu)\.?)",
    re.IGNORECASE,
)
_MAY_BE_CAPTION = LinePattern(
    re.compile(
        r"photo|image|picture|caption|fig|graphic|map|chart|pull|credit|illustration|archive"
        r"|handout|/\s?(?:afp|reuters|getty|ap|shutterstock|xinhua|anadolu)",
        re.IGNORECASE,
    )
)
"""What every caption holds somewhere."""
_BYLINE = re.compile(
    r"\s*(?:(?-i:By\s[A-Z]|BY\s[A-Z]|From\s[A-Z][\w-]+\s[A-Z][\w-]+\sin\s)|our\s(?:staff\s)?(?:correspondent|reporter)|(?:published|updated|posted|date|source)\b|"
    r"\d{1,2}\s\w{3,9}\.?,?\s\d{4}|\w{3,9}\.?\s\d{1,2},\s\d{4}|\d{4}-\d\d-\d\d|for\simmediate\srelease)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_DIGIT, _LETTER, _LETTERS = (re.compile(r) for r in (r"\d", r"[^\W\d_]", r"[^\W\d_]{2}"))
_CAPITAL = re.compile(r"[\W\d_]*[A-Z]")
_NUMBERED = re.compile(r"(?:\d{1,2}|[IVX]{1,4}|[A-Z])[.)]\s[A-Z]")
_ASKS = re.compile(r"[^:]{1,40}:\s.*\?$|Q(?:uestion)?\b")
_END = re.compile(r"[.!;,:…]['\"’”)\]]*$")


@dataclass(slots=True)
class Line:
    """One line with its place, its text without outer space, and its kind once known."""

    start: int
    end: int
    text: str
    kind: str | None = None


def find_zones(text: str, fixed: Sequence[Zone] = ()) -> tuple[Zone, ...]:
    r"""Return the zones of a text; `fixed` are those that the markup of the file is sure of.

    Examples
    --------
    >>> text = "Mine sold\n\nThe mine was sold for $5m.\nSubscribe now for $1 a month\n"
    >>> [(zone.start, zone.end, zone.kind) for zone in find_zones(text)]
    [(0, 11, 'headline'), (11, 38, 'body'), (38, 67, 'boilerplate')]
    """
    if not text:
        return ()
    lines = _unwrapped(text)
    _take_fixed(lines, fixed)
    _mark_boilerplate(lines)
    _mark_comments(lines)
    _mark_between(lines)
    _mark_breadcrumb(lines)
    _mark_tables(lines)
    _mark_captions(lines)
    _mark_title(lines)
    _mark_pull_quotes(lines)
    _mark_subheads(lines)
    _mark_links(lines)
    _close_tail(lines)
    return tuple(_merge(lines))


def _unwrapped(text: str) -> list[Line]:
    """Return the lines of a text; a line that goes on with a small letter joins the one before."""
    lines: list[Line] = []
    parts: list[str] = []
    for hit in LINE.finditer(text):
        if not hit.group():
            continue
        clean = hit.group().strip()
        held = parts[-1] if parts else ""
        goes_on = len(held) >= WRAPPED and not _END.search(held) and clean[:1].islower()
        if goes_on and not _is_row(clean) and not _BULLET.match(clean):
            lines[-1].end = hit.end()
            parts.append(clean)
            continue
        if len(parts) > 1:
            lines[-1].text = " ".join(parts)
        lines.append(Line(hit.start(), hit.end(), clean))
        parts = [clean]
    if len(parts) > 1:
        lines[-1].text = " ".join(parts)
    return lines


def _take_fixed(lines: list[Line], fixed: Sequence[Zone]) -> None:
    place = 0
    for line in lines:
        while place < len(fixed) and fixed[place].end <= line.start:
            place += 1
        if place < len(fixed) and line.text and fixed[place].start < line.end:
            line.kind = fixed[place].kind


def _mark_boilerplate(lines: list[Line]) -> None:
    texts = [line.text for line in lines]
    alone = [is_boilerplate(text) or is_furniture(text) for text in texts]
    first = next((n for n, line in enumerate(lines) if line.text and not alone[n]), len(lines))
    in_block = mark_blocks(texts, first) | find_advertising(texts) | find_after_end(texts)
    in_block |= find_above_title(texts, alone, PROSE) | find_quotations(texts)
    repeated = Counter(line.text for line in lines if 3 < len(line.text) <= 80)
    whole = lines[-1].end
    for place, line in enumerate(lines):
        if not line.text or line.kind == "table":
            continue
        is_repeat = repeated[line.text] >= REPEATS and not _DIGIT.search(line.text)
        if (
            place in in_block
            or is_repeat
            or alone[place]
            or is_author_note(line.text, line.start / whole)
            or is_writers(line.text, line.start / whole)
        ):
            line.kind = "boilerplate"


def _mark_comments(lines: list[Line]) -> None:
    """Mark all that follows a heading over comments in the second half of a page."""
    half, opened = lines[-1].end / 2, False
    for line in lines:
        opened = opened or (line.start >= half and COMMENTS.fullmatch(line.text) is not None)
        if opened and line.text:
            line.kind = "boilerplate"


def _mark_between(lines: list[Line]) -> None:
    """Mark up to four lines that are no sentences between two of boilerplate, without a gap."""
    held: list[Line] = []
    opened = False
    for line in lines:
        if line.kind == "boilerplate" and line.text:
            if opened and len(held) <= BETWEEN:
                for between in held:
                    between.kind = "boilerplate"
            opened, held = True, []
        elif not line.text or line.kind is not None or _END.search(line.text):
            opened, held = False, []
        else:
            held.append(line)


def _mark_breadcrumb(lines: list[Line]) -> None:
    """Mark a path of navigation that was run together with the title: HomeAsiaThe title."""
    filled = [line for line in lines if line.text][:6]
    if len(filled) > 1 and filled[0].text.startswith("Home"):
        rest = filled[0].text
        if any(rest != other.text and rest.endswith(other.text) for other in filled[1:]):
            filled[0].kind = "boilerplate"


def _is_row(text: str) -> bool:
    """Return whether a line is a row: cells apart, the last ones numbers."""
    if len(text) > 400 or not _DIGIT.search(text):
        return False
    cells = [cell for cell in _CELL.split(text) if cell.strip()]
    if len(cells) < 2:
        return False
    numbers = sum(1 for cell in cells[1:] if _NUMERIC.fullmatch(cell))
    wide = _WIDE.search(text) is not None
    return numbers >= 1 and (wide or numbers >= 2)


def _mark_tables(lines: list[Line]) -> None:
    """Mark rows that have a neighbour, then their headings and titles."""
    filled = [line for line in lines if line.text and line.kind is None]
    rows = [_is_row(line.text) for line in filled]
    for place, line in enumerate(filled):
        near = rows[max(0, place - 2) : place] + rows[place + 1 : place + 3]
        if rows[place] and any(near):
            line.kind = "table"
    for place in range(len(filled) - 1, -1, -1):
        line = filled[place]
        below = filled[place + 1].kind if place + 1 < len(filled) else None
        above = filled[place - 1].kind if place else None
        heads = below == "table" and (
            _WIDE.search(line.text) is not None or _TABLE_TITLE.match(line.text)
        )
        inside = above == "table" and below == "table" and len(line.text) < 90
        last = above == "table" and bool(_WIDE.search(line.text)) and bool(_DIGIT.search(line.text))
        if line.kind is None and len(line.text) < 250 and (heads or inside or last):
            line.kind = "table"


def _mark_captions(lines: list[Line]) -> None:
    for line in lines:
        if line.kind is not None or not _MAY_BE_CAPTION.may_be_in(line.text):
            continue
        if line.kind is None and 8 < len(line.text) <= 400 and _CAPTION.fullmatch(line.text):
            line.kind = "caption"
        elif line.kind is None and len(line.text) <= 300 and _CAPTION.match(line.text):
            begins = re.match(
                r"\W{0,3}(?:file\s)?(?:photo|image|picture|pull-?out|caption)", line.text, re.I
            )
            line.kind = "caption" if begins and ":" in line.text[:40] else None


def _mark_title(lines: list[Line]) -> None:
    """Mark the first line that is no byline, if it can be a title, and the deck below it."""
    filled = [line for line in lines if line.text and line.kind != "boilerplate"]
    place = next((n for n, line in enumerate(filled[:4]) if not _BYLINE.match(line.text)), 4)
    open_lines = filled[place:]
    if len(open_lines) < 2:
        return
    first, second = open_lines[0], open_lines[1]
    if first.kind is None and len(first.text) <= HEADLINE and _is_title(first.text):
        first.kind = "headline"
        if second.kind is None and _is_deck(second.text) and len(open_lines) > 2:
            second.kind = "headline"


def _mark_subheads(lines: list[Line]) -> None:
    filled = [place for place, line in enumerate(lines) if line.text]
    for number, place in enumerate(filled[:-1]):
        line, after = lines[place], lines[filled[number + 1]]
        before = lines[filled[number - 1]] if number else None
        apart = filled[number + 1] > place + 1 and (place == 0 or not lines[place - 1].text)
        if line.kind is None and _is_subhead(line.text, before, after, APART if apart else PROSE):
            line.kind = "headline"


def _mark_links(lines: list[Line]) -> None:
    """Mark headings behind the first prose whose figures stand nowhere in the text: links."""
    begun = False
    heads: list[Line] = []
    for line, after in zip(lines, [*lines[1:], None], strict=True):
        is_apart = after is None or not after.text or len(line.text) < APART
        if begun and line.kind == "headline" and is_apart:  # else a page may have broken a line
            heads.append(line)
        begun = begun or (line.kind is None and len(line.text) >= PROSE)
    last = max(
        (n for n, x in enumerate(lines) if x.kind is None and len(x.text) >= PROSE), default=0
    )
    if begun:
        heads += _links_of(lines[last + 1 :])
    if not heads:
        return
    linked = set(map(id, heads))
    kept = [x for x in lines if x.kind in (None, "table", "caption") and id(x) not in linked]
    figures = figures_of("\n".join(line.text for line in kept))
    for line in heads:
        if is_foreign(line.text, figures):
            line.kind = "boilerplate"


def _links_of(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of blocks that hold nothing but what can be titles of other stories."""
    found: list[Line] = []
    block: list[Line] = []
    for line in [*lines, None]:
        if line is not None and line.text:
            block.append(line)
            continue
        open_lines = [held for held in block if held.kind is None]
        if all(is_link(held.text) for held in open_lines):
            found += open_lines
        block = []
    return found


def _is_title(text: str) -> bool:
    dateline = re.match(r"\W{0,2}[A-Z][A-Z .,/-]{3,40}\s?[:(—–]", text) is not None
    return not (text.endswith(".") and not text.endswith("...") and (len(text) > 60 or dateline))


def _is_deck(text: str) -> bool:
    """Return whether a second line goes on with the headline."""
    dateline = re.match(r"[\[(]?[A-Z][A-Z\s.,/-]{2,40}[\])]?\s?(?:[:(—–-]|\w{3,9}\.?\s\d)", text)
    return (
        len(text) <= HEADLINE
        and not _END.search(text)
        and not _BYLINE.match(text)
        and not _BULLET.match(text)
        and not dateline
        and not re.search(r"[.!?]\s+\S|^\(", text)
        and len(text.split()) > 3
    )


def _is_subhead(text: str, before: Line | None, after: Line, least: int) -> bool:
    if len(text) > SUBHEAD or _END.search(text) or _BYLINE.match(text):
        return False
    numbered = _NUMBERED.match(text)
    if _BULLET.match(text) and not numbered:
        return False
    if not _CAPITAL.match(text) and not _LETTER.match(text):
        return False
    if _ASKS.match(text):  # someone asks
        return False
    if text[0].islower() or not _LETTERS.search(text):
        return False
    opens = len(after.text) >= least or after.kind == "table" or bool(_BULLET.match(after.text))
    after_prose = (
        before is None
        or before.kind is not None
        or bool(_END.search(before.text))
        or before.text[-1] in '?”"’'
    )
    return opens and after_prose


def _mark_pull_quotes(lines: list[Line]) -> None:
    """Mark short paragraphs whose words all stand, in order, in another paragraph."""
    open_lines = [line for line in lines if line.kind is None and line.text]
    words = [[w.casefold() for w in _WORD.findall(line.text)] for line in open_lines]
    common = _shared_words(words)
    if not any(map(partial(_may_repeat, common=common), words)):
        return
    holders: dict[tuple[str, ...], list[int]] = {}
    for place, found in enumerate(words):
        for shingle in dict.fromkeys(_shingles(found)):
            held = holders.setdefault(shingle, [])
            if len(held) < 6:
                held.append(place)
    for place, found in enumerate(words):
        if not QUOTE_WORDS[0] <= len(found) <= QUOTE_WORDS[1] or _BULLET.match(
            open_lines[place].text
        ):
            continue
        shingles = list(_shingles(found))
        shared = [s for s in shingles if len(holders[s]) > 1 or holders[s][0] != place]
        hits = Counter(p for s in shared for p in holders[s] if p != place)
        for other, count in hits.most_common(1):
            if open_lines[place].text.endswith(":") or open_lines[place].text.isupper():
                break
            bigger = len(words[other]) > len(found) or other < place
            same = {w for w in found if w[0].isdigit()} <= set(words[other])
            if (
                bigger
                and same
                and count >= LIKENESS * len(shingles)
                and open_lines[other].kind is None
            ):
                open_lines[place].kind = "pull_quote"


def _shared_words(lines: Sequence[Sequence[str]]) -> set[str]:
    """Return the words that stand in more than one line."""
    seen: set[str] = set()
    shared: set[str] = set()
    for words in map(set, lines):
        shared |= seen & words
        seen |= words
    return shared


def _may_repeat(words: Sequence[str], common: set[str]) -> bool:
    """Return False where too many runs of words hold a word that no other line has."""
    if not QUOTE_WORDS[0] <= len(words) <= QUOTE_WORDS[1]:
        return False
    runs = run = 0
    for word in words:
        run = run + 1 if word in common else 0
        runs += run >= SHINGLE
    return runs >= LIKENESS * (len(words) - SHINGLE + 1)


def _close_tail(lines: list[Line]) -> None:
    """Mark what is no sentence behind the last prose, once a line of boilerplate has opened it."""
    filled = [line for line in lines if line.text]
    place = len(filled)
    while place and not _is_sentence(filled[place - 1]):
        place -= 1
    opened = False
    for line in filled[place:]:
        opened = opened or line.kind == "boilerplate"
        if opened and line.kind in (None, "headline"):
            line.kind = "boilerplate"


def _is_sentence(line: Line) -> bool:
    ends = re.search(r"[.!?][\"'”’)\]]*$", line.text) is not None
    return line.kind != "boilerplate" and (ends or len(line.text) >= PROSE)


def _shingles(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(words[i:] for i in range(SHINGLE)), strict=False)


def _merge(lines: list[Line]) -> Iterator[Zone]:
    """Yield zones of neighbouring lines of one kind; an empty line goes with what is before."""
    start, kind = 0, next((line.kind or "body" for line in lines if line.text), "body")
    for line in lines:
        own = (line.kind or "body") if line.text else kind
        if own != kind:
            yield Zone(start, line.start, kind)
            start, kind = line.start, own
    yield Zone(start, lines[-1].end, kind)
