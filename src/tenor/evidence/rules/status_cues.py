"""Cues of status, modality and polarity: which words say how firm a deal is.

Cues are matched in the sentence of a number; the nearest that governs it counts. The verifier
has a table of its own, so that a mistake here does not verify itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tenor.evidence.words import WordPattern


@dataclass(frozen=True, slots=True)
class StatusCue:
    """One cue: the status that it gives, its weight against others, and its words."""

    status: str
    weight: float
    pattern: re.Pattern[str]
    near: re.Pattern[str] | None = None
    """Words that have to stand close by: a mine that closed is no financing that did."""


def _cue(
    status: str, weight: float, pattern: str, near: re.Pattern[str] | None = None
) -> StatusCue:
    return StatusCue(status, weight, re.compile(rf"\b(?:{pattern})", re.IGNORECASE), near)


_FINANCING = re.compile(
    r"\b(?:financings?|facilit(?:y|ies)|loans?|placings?|placements?|rais(?:e|ing)|packages?|round"
    r"|deals?|transactions?|acquisitions?|guarantees?|equity|investments?|subscriptions?|streams?"
    r"|bonds?|offerings?|joint\sventure|mergers?|pact|partnership|purchase|sale)\b",
    re.IGNORECASE,
)


_ADVERB = (
    r"(?:\s(?:now|already|also|since|then|formally|finally|so\sfar|separately|recently"
    r"|previously|jointly|today|yesterday|just|initially|never|not|yet|only))*"
)
_BIND = (
    r"(?:(?:binding|definitive|firm|final|conditional|executed|concession|mining|loan|financing"
    r"|credit|facility|funding|grant|guarantee|purchase|supply|sales?|offtake|off-take"
    r"|subscription|streaming|lease|EPC|construction|share|investment|development|shareholders?"
    r"|joint\sventure|licen[cs]e|settlement|five-year|long-term|ten-year|multi-year)\s){0,4}"
)

STATUS_CUES: tuple[StatusCue, ...] = (
    # Off the ladder.
    _cue(
        "lapsed",
        3.0,
        r"laps(?:e|ed|es|ing)\b|fell\sthrough|ran\sout\b|timed\sout|was\snot\srenewed"
        r"|been\sallowed\sto\slapse",
    ),
    _cue("expired", 3.0, r"expir(?:ed|es|y)"),
    _cue(
        "cancelled",
        3.0,
        r"cancel+ed|scrapp(?:ed|ing)|terminat(?:ed|ion)|abandon(?:ed|ing)|withdr(?:ew|awn|awal)"
        r"|pulled\sout|walked\saway|dropped\b(?!\s(?:to|from|by|below|\d))|called\soff|revoked"
        r"|rescind\w*|shelved|ditched|killed|aborted|collapsed|quit\b|went\sup\sin\ssmoke"
        r"|is\sdead|rejected|returned\sundrawn|released\s(?:\w+\s){0,4}from\sa\scontract"
        r"|will\snot\s(?:be\s(?:built|renewed|going|proceeding)|proceed|go\sahead)|(?:has|have"
        r"|had|was|were)\s(?:not|never)\sbeen?\sbuilt|was\snever\sbuilt|closed\swithout"
        r"|would\shave\scost|declin(?:ed|es)\sto\srenew",
    ),
    _cue(
        "suspended",
        2.8,
        r"suspend(?:ed|s)?|suspension|halted|frozen|froze\b|on\shold|paused|put\soff|deferred"
        r"|postponed|stalled|moratorium|mothballed|held\sback|under\sreview",
    ),
    _cue(
        "void",
        3.0,
        r"void(?:ed)?\b|struck\sdown|annulled|invalidat\w+|set\saside|unlawful|misprint"
        r"|typing\serror|erroneous\w*|in\serror|superseded|no\slonger\sbe\srelied|corrected\b"
        r"|was\swrong|incorrect\w*",
    ),
    # In force or existing.
    _cue(
        "operating",
        3.2,
        r"(?:is|are|was|were|has\sbeen|have\sbeen|remains?|came|went|comes)\s(?:now\s|already\s"
        r"|still\s)?(?:in\s(?:force|effect|operation|place)|into\s(?:force|effect))|in\sforce"
        r"|in\seffect",
    ),
    _cue(
        "operating",
        2.0,
        r"took\seffect|tak(?:es|en)\seffect|effective\s(?:since|from)"
        r"|currently\s(?:applies|pays?|charges?|levies|stands|holds?|owns?|produces|processes)"
        r"|operational\b|in\sproduction|up\sand\srunning",
    ),
    _cue(
        "operating",
        1.3,
        r"(?:holds\b|held\b|owns\b|owned\b|owning\b|controls\b|charges?|levies|levied|imposes?"
        r"|imposed|pays\b|applies|operates?|operating|accounts\sfor|stands\sat"
        r"|is\sset\sat|remains\sat|free[-\s]carried|runs\b|enjoys?)",
    ),
    # Money paid.
    _cue(
        "disbursed",
        2.4,
        r"disburs(?:ed|ement|ing)|(?:has|have|had)"
        + _ADVERB
        + (
            r"\s(?:paid|provided|contributed|invested|spent|drawn|released|received|transferred"
            r"|funded|injected|put\s(?:in|up)?|lent|given|advanced|deployed|repaid|bought|donated"
            r"|put\b|poured|sunk|ploughed|delivered|exported|shipped|handed"
            r"|committed\sand\sspent)|(?:was|were|been)"
        )
        + _ADVERB
        + (
            r"\s(?:paid|disbursed|drawn|released|received(?!\sfor)|transferred|spent|remitted"
            r"|wired|completed\sat)|drew\sdown|drawn\sdown|drawn\sin|spent\b"
            r"|paid\b(?!\s(?:for\sby|back))|(?:is|are|was|were|remains?|remained)\soutstanding"
            r"|in\sthe\sbank\b|donated\b|injected\b|received\b(?!\sfor)|(?:fully\s)?drawn\b|remitted"
            r"|wired|has\sgone\sinto|poured\sinto|handed\sover|released\b"
        ),
    ),
    _cue(
        "disbursed",
        1.5,
        r"(?:invested|contributed|lent|provided(?!\sthat)|deployed|sunk)\s(?=[^.;]{0,30}\d)",
    ),
    _cue(
        "disbursed",
        1.1,
        r"since\s(?:19|20)\d\d|over\sthe\s(?:past|last)\s",
        near=re.compile(
            r"\b(?:investments?|assistance|aid|grants?|funding|support|provided)\b", re.I
        ),
    ),
    _cue(
        "financially_closed",
        2.2,
        r"clos(?:ed|es)\b(?!\s(?:at|up|down|higher|lower|for|with|without|its\sdoors|due|after))"
        r"|complet(?:ed|es|ion\sof)\b(?!\s(?:at|in\sfull))",
        near=_FINANCING,
    ),
    _cue(
        "financially_closed",
        2.0,
        r"raised\s(?=(?:about\s|some\s|nearly\s|over\s|more\sthan\s|almost\s|a\sfurther\s"
        r"|gross\sproceeds|net\sproceeds)*[A-Z]{0,3}\s?[$€£¥₹\d])",
    ),
    _cue(
        "financially_closed",
        2.6,
        r"financial\sclose|financially\sclosed|reached\sclose|closed\s(?:the|its|a|an"
        r"|on)\s(?:\w+\s){0,4}(?:financing|facility|loan|placement|deal|round)"
        r"|completed\s(?:the|its|a)\s(?:\w+\s){0,3}(?:financing|acquisition|placement|sale"
        r"|transaction)|funding\sis\sin\splace|fully\sfunded",
    ),
    # Signed and binding.
    _cue(
        "contract_signed",
        2.3,
        r"sign(?:ed|s|ing)\s(?:a|an|the|its|their|two|three|up\sto)?\s?"
        + _BIND
        + (
            r"(?:contracts?|agreements?|lease|deed|concession|PPA|loan|facility|accord|pact"
            r"|deal)(?!\s(?:in\sprinciple|to\snegotiate))|(?:was|were|been|is|are)"
        )
        + _ADVERB
        + (
            r"\s(?:signed|executed|awarded)|award(?:ed|s)\b|signed\sfor"
            r"|binding\s(?:\w+\s){0,3}(?:contract|agreement|offtake|deal|commitment|contracts)"
            r"|under\s(?:a\s|the\s)?(?:binding\s)?contract\b|contract(?:ed)?\s(?:with|for|to"
            r"|worth|valued)|executed\b|placed\s[^.;]{0,34}\borders?|award\s(?:by|of)\b"
            r"|concluded\sbinding|concluded\sa\s(?:\w+\s){0,3}(?:contract|agreement)"
            r"|contractually\s(?:committed|bound)|legally\scommitted|seal(?:s|ed)\b|clinch(?:es|ed)\b"
            r"|bag(?:s|ged)\b(?!\sof)"
            r"|entered\sinto\s(?:a|an|the)\s"
        )
        + _BIND
        + (
            r"(?:contract|agreement|deed|facility)|ordered\b|purchase\sorder|delivery\sorder"
            r"|closed\san?\sdeal|won\s(?:a|the)\s(?:\w+\s){0,3}(?:contract|tender)|(?:loan"
            r"|financing|purchase|offtake|supply|sales)\s(?:agreement|contract)s?\b"
            r"|underwritten"
        ),
    ),
    _cue("contract_signed", 2.0, r"placed\b", near=re.compile(r"\borders?\b", re.IGNORECASE)),
    _cue(
        "contract_signed",
        1.45,
        r"(?:co-)?sign(?:ed|s)\b(?!\soff)|inked\b|signature\b|agree(?:d|s)\sto\s(?:buy|acquire"
        r"|sell|purchase)",
    ),
    _cue(
        "announced",
        1.9,
        r"(?:under|as\spart\sof)\s(?:the|this)\s(?:new\s)?(?:deal|agreement|framework"
        r"|arrangement|package|pact)\b",
    ),
    _cue("approved", 1.6, r"decided\b(?!\sto)|has\sbeen\sgiven|signed\soff"),
    _cue(
        "approved",
        2.3,
        r"voted\s(?:\w+\s){0,2}to\s(?:approve|authori[sz]e|grant|back|fund|lend|release)"
        r"|okay(?:s|ed)\b|OKs\b|OK['’]d|nod\s(?:to|for)\b|gave\s(?:its|the)\s(?:blessing|go-ahead)"
        r"|adopted\b|approv(?:ed|es|al)|clear(?:ed|s|ance)\b|sanctioned|authori[sz](?:ed|ation)\b"
        r"|board\snod|green[-\s]?lit|green\slight|signed\soff\son|gave\s(?:its|the)\snod"
        r"|ratified|endorsed|credit-approved|consented|granted\b|voted",
    ),
    # Signed and not binding.
    _cue(
        "mou_signed",
        2.2,
        r"(?:sign(?:ed|s|ing)|inked|initialled|under|in|by|the|a|an|its|their|two|new)\s(?:(?:a"
        r"|an|the|two|three|non-binding|preliminary|new|outline|framework|cooperation|landmark"
        r"|broad|joint)\s)*(?:memorand(?:um|a)(?:\sof\s(?:understanding|cooperation))?|MoUs?"
        r"|MOCs?|letters?\sof\sintent|heads\sof\s(?:agreement|terms)|term\ssheet"
        r"|framework\s(?:agreement|deal|accord)?|outline\sdeal)|non-binding|(?:memorandum|MoU"
        r"|term\ssheet)\b",
    ),
    # Said in public.
    _cue(
        "announced",
        1.6,
        r"announc(?:ed|es|ing|ement)|pledg(?:ed|es|e|ing)\b|commit(?:ted|s|ment|ments|ting)\b"
        r"|promis(?:ed|es|e)\b|unveil(?:ed|s)|agree(?:d|s)\b(?!\sno)|will\b|shall\b"
        r"|is\s(?:investing|providing|building|putting|spending|lending|buying|set\sto|due\sto"
        r"|to\s(?:invest|provide|build|buy|lend|pay|receive|supply|take|get|be))"
        r"|are\s(?:investing|providing|building|set\sto|to\s(?:invest|provide|build|buy|lend"
        r"|pay))|to\s(?:invest|build|construct|buy|lend|spend|pour|supply|pay|take|gulp|fund"
        r"|raise|impose|hike|upgrade|establish|produce|purchase|support|finance)\b|(?:this|which|deal|package|agreement|it)\sincludes?\b|deals?\sreached|agreements?\sreached"
        r"|leverag\w+|confirmed|launch(?:ed|es)|secur(?:ed|es)|earmarked|has\ssaid\sit\swill"
        r"|set\saside|budgeted|allocated\b|guid(?:ed|ance)|undert(?:ook|aken?)|to\scontribute"
        r"|decision\sto|is\sto\s|declared|pours?\b|bound\sfor",
    ),
    # Hoped, planned, asked.
    _cue(
        "proposed",
        1.9,
        r"near(?:s|ing)\b(?!\s(?:the|completion))|weigh(?:s|ed)\b|apprais(?:es|ing)\b|interest\sin\b"
        r"|plan(?:s|ned|ning)?\b(?!t)|intend(?:s|ed|ing)?\b|intention|propos(?:es|ed|al|ing|e)\b"
        r"|seek(?:s|ing)?\b|sought\b|consider(?:s|ing|ed)?\b|would\b|could\b|(?-i:may)\b"
        r"|might\b|in\s(?:advanced\s|early\s|final\s)?(?:talks|discussions|negotiations?)"
        r"|negotiat(?:ing|e|ions|ion)|talks\b|discuss(?:ing|ions?|ed)\b|under\s(?:discussion"
        r"|consideration|negotiation|appraisal|evaluation|examination|study)|heads?\sfor"
        r"|in\sprinciple|letters?\sof\s(?:interest|support)|expressions?\sof\sinterest"
        r"|applied\sfor|application\b|hop(?:es|ed|ing)\b|confident|optimistic|hopeful"
        r"|float(?:ed|s)\b|eye(?:s|ing)\b|target(?:s|ed|ing)?\b|aims?\b|want(?:s|ed)?\b"
        r"|offer(?:ed|s)\b|offer\sto\b|contemplat\w+|expect(?:s|ed)?\b|envisag\w+|ready\sto"
        r"|willing(?:ness)?|asked\sfor|requested|ask(?:ed|s|ing)\b|bid\b|mull(?:s|ing)?\b"
        r"|explor(?:es|ing)\b|weigh(?:s|ing)\b|option\b|subject\sto\s(?:contract|approval"
        r"|board)|potential(?:ly)?|possible|indicative|conditional|draft\b|recommend\w+"
        r"|looking\s(?:to|at)|if\b|invited|ambition|goal|studied|being\sassessed"
        r"|is\sbeing\s(?:drafted|papered)|unfunded",
    ),
    _cue(
        "rumoured",
        2.6,
        r"reportedly|rumou?r\w*|sources?\s(?:said|say|told|close|familiar)|people\s(?:familiar"
        r"|close|with\sknowledge|briefed)|is\ssaid\sto|are\ssaid\sto|unconfirmed|speculat\w+"
        r"|according\sto\s(?:a\s)?(?:local\s)?(?:media|press|reports?|television|sources|people"
        r"|persons?)|media\sreports?|local\spress|press\sreports|a\sperson\s(?:familiar|close"
        r"|briefed|with)|bazaar|whisper\w*|linked\s(?:to|with)|guess(?:ed|es)\b|circulat\w+"
        r"|going\sround|talk\sof|seen\sby",
    ),
)
"""All cues, by what they say."""

NEGATION = WordPattern(
    r"\b(?:no\b|not\b|n['’]t\b|never\b|neither\b|nor\b|none\b|without\b|den(?:y|ies|ied|ying)\b"
    r"|refut\w+|nothing\b|yet\sto\b|fail(?:ed|s)\sto|rather\sthan|instead\sof|ruled\sout"
    r"|rejects?\b|rejected\b|there\s(?:is|are|was)\sno|has\sno|have\sno|unable\sto|refus\w+"
    r"|cannot)",
    re.IGNORECASE,
)
ENDED = WordPattern(
    r"\b(?:laps(?:ed|es)|expir(?:ed|es)|cancel+ed|scrapp(?:ed|ing)|terminat(?:ed|ion)"
    r"|abandon(?:ed)?|withdr(?:ew|awn)|void(?:ed)?|struck\sdown|no\slonger|was\sdropped"
    r"|dropped\safter|called\soff|annulled|superseded|replaced|previous(?:ly)?|former(?:ly)?"
    r"|earlier\s(?:plan|figure|estimate|guidance|target|claim)|used\sto|until\s(?:then|last"
    r"|\d{4})|rather\sthan|instead\sof|up\sfrom|down\sfrom|was\swrong|misprint|in\serror"
    r"|corrected|had\sbeen\s(?:put|set)|originally|initially\sput|old\b|stood\sdown"
    r"|released\sfrom|ended\b|repealed|collapsed|fell\sthrough)",
    re.IGNORECASE,
)
CONDITIONAL = WordPattern(
    r"\b(?:could|(?-i:may)\b(?!\s\d)|might|if\b|subject\sto|provided\sthat|conditional"
    r"|contingent|unless|should\s(?:the|it|a)|depend(?:s|ing|ent)\son|potential(?:ly)?|possible"
    r"|possibly|hypothetical\w*|had\s(?:it|the)\b)",
    re.IGNORECASE,
)
PLANNED = WordPattern(
    r"\b(?:will\b|shall\b|plan(?:s|ned|ning)?\b(?!t)|intend\w*|to\s(?:be|invest|build|buy"
    r"|provide|lend|supply|pay|raise|produce|spend|employ|export|process|treat|fund|create"
    r"|generate|reach|start|impose|cost|hold|take|deliver|purchase|develop|support|construct"
    r"|handle|make)\b|propos\w+|expected\sto|due\sto|set\sto|scheduled|commit\w*|pledg\w+"
    r"|agree[ds]?\sto|announc\w+|is\s(?:investing|building|to)|are\sto|seek\w*|sought|hop(?:es"
    r"|ing)|upcoming|future|next\s(?:year|month|phase)|under\sconstruction|undrawn|yet\sto)",
    re.IGNORECASE,
)
TARGET = WordPattern(
    r"\b(?:target\w*|goal|aim(?:s|ed|ing)?\b|ambition|objective"
    r"|by\s(?:the\send\sof\s)?20[2-9]\d|aspir\w+|benchmark\sof)",
    re.IGNORECASE,
)
ESTIMATE = WordPattern(
    r"\b(?:estimat\w+|forecast\w*|project(?:s|ed|ion|ions)\b(?!\s(?:in|at|near|is|was|will"
    r"|would|company|has))|predict\w*|reckon\w*|assum\w+|model(?:led|s)?\b|calculat\w+|implied"
    r"|suggest\w*|(?:is|are|was)\sput\sat|puts?\b[^.]{0,20}\bat\b|likely|consensus|we\s(?:see"
    r"|think|expect)|analysts?\b|feasibility|study\b|NPV|IRR|resource|valued?\sat|worth\b)",
    re.IGNORECASE,
)
