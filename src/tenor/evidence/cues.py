"""Cues: which words allow which status at most.

A status is read from words. Each group of words below has a ceiling: the firmest status that
they allow. Where words of several groups stand together the softest ceiling holds: "signed a
memorandum" is no contract and "could sign" is no signature. States off the ladder (suspended,
cancelled ...) have words of their own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from tenor.evidence.cue_words import OFF, SOFT
from tenor.evidence.vocabulary import OFF_LADDER, STATUSES, firmness


def _compile(groups: Mapping[str, tuple[str, ...]]) -> dict[str, re.Pattern[str]]:
    return {
        status: re.compile(r"(?<![\w-])(?:" + "|".join(parts) + r")(?![\w-])", re.IGNORECASE)
        for status, parts in groups.items()
    }


LADDER = _compile(SOFT)
ENDS = _compile(OFF)
MODAL = re.compile(
    r"(?<!\w)(?:could|(?-i:may)(?!\s\d)|might|would|if|unless|plan(?:s|ned|ning)?\sto|intend(?:s|ed|ing)?\sto|hop(?:es?|ed|ing)\sto|"
    r"seek(?:s|ing)?\sto|want(?:s|ed)?\sto|aim(?:s|ed|ing)?\sto|expect(?:s|ed)?\s(?:to|that)|in\stalks\s(?:to|on)|yet\sto|"
    r"ready\sto|willing\sto|has\snot|have\snot|had\snot|not\syet|never|is\sto|are\sto)(?!\w)[^.,;:]{0,16}$",
    re.IGNORECASE,
)
"""Words right before a cue that make it softer."""
PAPER = re.compile(
    r"^[^.;:]{0,48}?(?<!\w)(?:memorand(?:ums?|a)|mous?|letters?\sof\s(?:interest|intent)|heads\sof\s(?:terms|agreement)|"
    r"term\ssheets?|non-?\s?binding|declaration\sof\sintent|outline\s(?:deal|agreement|accord)"
    r"|(?:cooperation|framework|preliminary)\s(?:deal|agreement|accord|pact)|protocol\sof\sintent"
    r"|joint\s(?:statement|declaration))(?!\w)",
    re.IGNORECASE,
)
"""A paper that is named right behind a signature and is no contract."""
SAYS = r"(?:said|says|announced|confirmed|pledged|promised|added|disclosed|revealed|declared)"
GIVES = (
    r"(?:invest|lend|provide|inject|build|buy|contribute|commit|supply|put|spend|extend|finance"
    r"|fund|pay|give|grant|purchase|receive|impose|levy|raise|cut|lower|hold|own)"
)
"""What somebody does with an amount."""
_REPORTED = re.compile(
    rf"{SAYS}\b(?!.*\b(?:if|could|may|might|not|never|consider)\b).*\swould\s(?:\w+ly\s)?{GIVES}$",
    re.IGNORECASE | re.DOTALL,
)
"""A will that is reported: the bank said that it would lend."""
_WHOLE = (
    (_REPORTED, "announced"),
    (
        re.compile(
            r"(?:completion|settlement|closing)\s.*\b(?:occurred|took\splace|was\sachieved)$",
            re.IGNORECASE | re.DOTALL,
        ),
        "financially_closed",
    ),
    (re.compile(r"firm\s(?:commitment|order)s?$|.*\sguarantee$", re.IGNORECASE), "contract_signed"),
    (re.compile(r"orders?\b.*\sin\shand$", re.IGNORECASE | re.DOTALL), "contract_signed"),
    (
        re.compile(
            r"conditional(?:ly)?\sapprov|approv(?:al|ed)\s(?:(?:is|remains)\s)?(?:condit|subject)",
            re.IGNORECASE,
        ),
        "approved",
    ),
    (re.compile(r"(?:went|landed|came)\s(?:to|into|in|out)$", re.IGNORECASE), "disbursed"),
)
"""Phrases that say more than the softest of their words."""
_SIGNS = re.compile(r"(?<!\w)(?:sign|ink|seal|conclud|enter|execut|agree)\w*", re.IGNORECASE)
_LETTER = re.compile(r"letters?\sof\s(?:interest|intent)", re.IGNORECASE)


_OLD_LEVEL = re.compile(
    r"\s(?:(?:a|the)\s)?(?:(?:flat|current|present|existing)\s)?[^\s]{1,14}\s"
    r"?(?:%|percent\b|per\scent\b|to\b|a\st|per\s)",
    re.IGNORECASE,
)
"""The level that a rate is raised or cut from: it exists."""


@lru_cache(maxsize=4096)
def ceiling_of(cue: str) -> str | None:
    """Return the firmest status that the words of a cue allow; None where no word is a cue.

    Examples
    --------
    >>> ceiling_of("signed")
    'contract_signed'
    >>> ceiling_of("signed a memorandum of understanding")
    'mou_signed'
    >>> ceiling_of("could be disbursed")
    'proposed'
    >>> ceiling_of("the copper") is None
    True
    """
    for phrase, status in _WHOLE:
        if phrase.match(cue):
            return status
    found = [status for status in STATUSES if LADDER[status].search(cue)]
    if "operating" in found and len(found) > 1 and _only_helps(cue):
        found.remove("operating")
    return min(found, key=firmness) if found else None


def _only_helps(cue: str) -> bool:
    """Return whether the firmest words of a cue are a mere auxiliary."""
    hits = {hit.group().casefold().strip() for hit in LADDER["operating"].finditer(cue)}
    return hits <= {"is", "are", "was", "were", "has", "have", "had"}


def ceiling_in(text: str, start: int, end: int) -> str | None:
    """Return the ceiling of a cue where it stands: words right around it may soften it.

    Examples
    --------
    >>> text = "The two may yet be signed; they signed a non-binding memorandum."
    >>> ceiling_in(text, 19, 25), ceiling_in(text, 32, 38)
    ('proposed', 'mou_signed')
    """
    cue = text[start:end]
    if cue.casefold() == "from" and _OLD_LEVEL.match(text, end):
        return "operating"
    ceiling = ceiling_of(cue)
    if ceiling is None:
        return None
    if firmness(ceiling) > firmness("proposed") and MODAL.search(text[max(0, start - 40) : start]):
        return "proposed"
    if firmness(ceiling) > firmness("mou_signed") and _SIGNS.search(cue):
        paper = PAPER.match(text[end : end + 90])
        if paper:
            return "proposed" if _LETTER.search(paper.group()) else "mou_signed"
    return ceiling


def allows(text: str, start: int, end: int, status: str) -> bool:
    """Return whether the words of a place allow a status."""
    if status in OFF_LADDER:
        # None of them is firm, and texts use them one for another: a lapsed loan has expired.
        return any(words.search(text[start:end]) for words in ENDS.values())
    ceiling = ceiling_in(text, start, end)
    return ceiling is not None and firmness(status) <= firmness(ceiling)
