"""Sentences: where one ends.

A line ends one too, since headings have no stop, unless the next goes on with a small letter.
"""

from __future__ import annotations

import re
from bisect import bisect_right

_SHORT = (
    r"U\.S|U\.K|U\.N|E\.U|U\.A\.E|Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Sen|Rep|Gov|Hon|St|No|Nos|Rs|Inc|Ltd|Co|Corp|Pty|"
    r"vs|etc|approx|est|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|Art|Sec|Fig|Ch|Vol|pp|p\.a|i\.e|e\.g|a\.m|p\.m|[A-Z]"
)
_ENDS = re.compile(
    r"(?:[.!?…]+[\"'”’)\]]*(?=\s+[\"'“‘(\[]?[A-Z\d$€£¥₹À-Þ])|(?:\r\n|\n|\r)+(?![ \t]*[a-zà-ÿ]))"
)
_ABBREVIATION = re.compile(rf"(?:^|[\s(“\"'.])(?:{_SHORT})\.$")


def sentence_ends(text: str) -> list[int]:
    """Return where sentences end, in order; the last is the end of the text.

    Examples
    --------
    >>> sentence_ends("The U.S. Government paid Rs. 5 crore. It was late.")
    [37, 50]
    """
    ends = [
        hit.end()
        for hit in _ENDS.finditer(text)
        if hit.group()[0] in "\r\n"
        or not _ABBREVIATION.search(text[max(0, hit.start() - 8) : hit.start() + 1])
    ]
    if not ends or ends[-1] < len(text):
        ends.append(len(text))
    return ends


def sentence_of(ends: list[int], place: int) -> int:
    """Return the number of the sentence that holds a place."""
    return bisect_right(ends, place)
