"""Cues of status, modality and polarity: which words say how firm a deal is.

Cues are matched in the sentence of a number; the nearest that governs it counts. The verifier
has a table of its own, so that a mistake here does not verify itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tenor.evidence.cues import GIVES, SAYS


@dataclass(frozen=True, slots=True)
class StatusCue:
    """One cue: the status that it gives, its weight against others, and its words."""

    status: str
    weight: float
    pattern: re.Pattern[str]
    near: re.Pattern[str] | None = None
    """Words that have to stand close by: a mine that closed is no financing that did."""
    unless: re.Pattern[str] | None = None
    """Words that may not stand right around it: a term sheet that was received is no money."""


def _cue(
    status: str,
    weight: float,
    pattern: str,
    near: re.Pattern[str] | None = None,
    unless: re.Pattern[str] | None = None,
) -> StatusCue:
    return StatusCue(status, weight, re.compile(rf"\b(?:{pattern})", re.IGNORECASE), near, unless)


_FINANCING = re.compile(
    r"\b(?:financings?|facilit(?:y|ies)|loans?|placings?|placements?|rais(?:e|ing)|packages?|round"
    r"|deals?|transactions?|acquisitions?|guarantees?|equity|investments?|subscriptions?|streams?"
    r"|bonds?|offerings?|joint\sventure|mergers?|pact|partnership|purchase|sale|takeover|buy-?out"
    r"|tranches?|refinancing|capital\sraising|stake|fundraising)\b",
    re.IGNORECASE,
)


_ADVERB = (
    r"(?:\s(?:now|already|also|since|then|formally|finally|so\sfar|separately|recently"
    r"|previously|jointly|today|yesterday|just|initially|never|not|yet|only))*"
)
_BIND = (
    r"(?:(?!memorand|MoUs?\b|MOCs?\b|letters?\b|non-?binding|framework|preliminary|outline|initial"
    r"|cooperation|declaration|statement|term\b|heads\b|protocol|to\b|with\b|by\b|for\b|and\b"
    r"|in\b|on\b|of\b)[\w’'&-]+\s){0,4}"
)
"""Words of a binding paper before its noun: a landmark 20-year sales agreement."""

_MONEY = re.compile(r"[$€£¥₹]|\b(?:million|billion|crore|lakh|money|funds?)\b|\d(?:m|bn)\b")
_PAPERS = re.compile(
    r"\b(?:term\ssheets?|letters?|(?:indicative\s|formal\s|rival\s)?offers?|bids?|applications?"
    r"|proposals?|approvals?|assurances?|pledges?|promises?|quot(?:es|ations)|expressions?"
    r"|indications?|notices?|consents?|requests?|mandates?|support\sletters?|(?:the|a)\snod"
    r"|clearances?|interest\s(?:from|letters?)|(?:a|several|its)\s(?:\w+\s)?guarantee|commitments?|undertakings?)\b",
    re.IGNORECASE,
)
"""What is passed from hand to hand and is no money."""
_HANDED = re.compile(_PAPERS.pattern + r"|\b(?:awards?|orders?|contracts?)\b", re.IGNORECASE)

STATUS_CUES: tuple[StatusCue, ...] = (
    # Off the ladder.
    _cue(
        "lapsed",
        3.0,
        r"lapsed\b|(?:let|to|would|will)\s(?:[\w-]+\s){0,6}?lapse\b|lapse\b(?!\s(?:in|on|if|unless|by))|fell\sthrough|ran\sout\b|timed\sout|was\snot\srenewed"
        r"|been\sallowed\sto\slapse",
    ),
    _cue("expired", 3.0, r"expired\b|talks\s(?:have\s|had\s)?ended\b"),
    _cue(
        "cancelled",
        3.0,
        r"(?:has\s|have\s|also\s)ended\s(?:a|an|the|its)\b|both\s(?:sides|parties)\sended\b|cancel+ed|scrapp(?:ed|ing)|terminat(?:ed|ion)|abandon(?:ed|ing)|withdr(?:ew|awn|awal)"
        r"|pulled\sout|walked\saway|dropped\b(?!\s(?:to|from|by|below|\d))|called\soff|revoked"
        r"|rescind\w*|shelved|ditched|killed|aborted|collapsed|quit\b|went\sup\sin\ssmoke"
        r"|is\sdead|ended\swithout|fell\sapart|off\sthe\stable|forfeited|never\smateriali[sz]ed|lost\s(?:its|the|a)\b|broke(?:n)?\sdown|came\sto\snothing|rejected|returned\sundrawn|released\s(?:\w+\s){0,4}from\sa\scontract"
        r"|will\snot\s(?:be\s(?:built|renewed|going|proceeding)|proceed|go\sahead)|(?:has|have"
        r"|had|was|were)\s(?:not|never)\sbeen?\sbuilt|was\snever\sbuilt|closed\swithout"
        r"|would\shave\scost|declin(?:ed|es)\sto\srenew",
    ),
    _cue(
        "suspended",
        2.8,
        r"halt(?:ed|s)\b",
        unless=re.compile(r"\b(?:trad(?:ing|e)|shares|securities|stock)\b", re.IGNORECASE),
    ),
    _cue(
        "suspended",
        2.8,
        r"suspend(?:ed|s)?|suspension|frozen|froze\b|on\shold|paused|put\soff|deferred"
        r"|postponed|stalled|moratorium|mothballed|held\sback|under\sreview",
    ),
    _cue(
        "void",
        3.0,
        r"void(?:ed)?\b|struck\sdown|annulled|invalidat\w+|set\saside|unlawful|misprint(?!\sfor)"
        r"|typing\serror|erroneous\w*|in\serror|superseded|no\slonger\sbe\srelied|corrected\b(?!-)"
        r"|was\swrong|incorrect\w*",
    ),
    # In force or existing.
    _cue(
        "operating",
        3.2,
        r"(?:is|are|was|were|has\sbeen|have\sbeen|remains?|came|went|comes|entered|enters)\s(?:now\s|already\s"
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
    _cue(
        "operating",
        1.9,
        r"(?:retain|maintain)(?:ing)?\b",
        near=re.compile(
            r"\b(?:tariffs?|dut(?:y|ies)|rates?|levy|royalt(?:y|ies))\b", re.IGNORECASE
        ),
    ),
    # Money paid.
    _cue(
        "disbursed",
        2.4,
        r"disburs(?:ed|ement|ing)|(?:has|have|had)"
        + _ADVERB
        + (
            r"\s(?:paid|provided|contributed|invested|spent|drawn|released|transferred"
            r"|funded|injected|put\s(?:in|up)?|lent|advanced|deployed|repaid|bought|donated"
            r"|put\b|poured|sunk|ploughed|delivered|exported|shipped|handed"
            r"|committed\sand\sspent)|(?:was|were|been)"
        )
        + _ADVERB
        + (
            r"\s(?:paid|disbursed|drawn|released|transferred|spent|remitted"
            r"|wired|completed\sat)|drew\sdown|drawn\sdown|drawn\sin|spent\b"
            r"|paid\b(?!\s(?:for\sby|back))|(?:is|are|was|were|remains?|remained)\soutstanding"
            r"|in\sthe\sbank\b|donated\b|injected\b|(?:fully\s)?drawn\b|remitted"
            r"|wired|ha(?:s|ve)\s(?:already\s)?(?:gone|come|flowed|been\spumped)\sinto|poured\sinto"
            r"|handed\sover|released\b|drew\s(?=[^.;]{0,20}\d)|banked\s(?=[^.;]{0,20}\d)"
            r"|(?:first|initial|second|a)\sdraw-?\s?down\sof|been\sincurred|incurred\s(?:an?\s)?(?:expenditure|spending|cost)s?\s(?:of\b)?"
        ),
    ),
    _cue(
        "disbursed",
        2.4,
        r"(?:has|have|had|was|were|been)"
        + _ADVERB
        + r"\s(?:received(?!\sfor)|given)\b|received\b(?!\sfor)",
        unless=_HANDED,
    ),
    _cue(
        "disbursed",
        1.5,
        r"(?:invested|contributed|lent|provided(?!\sthat)|deployed|sunk|gave|sent|poured|ploughed|sank"
        r"|advanced)\s(?=[^.;]{0,30}\d)|repaid\s(?=(?:about\s|some\s)?[A-Z]{0,3}[$€£¥₹\d])",
        unless=_PAPERS,
    ),
    _cue(
        "disbursed",
        1.5,
        r"(?:went|gone|flowed|landed|came)\s(?:to|into|in|out)\b|(?:since|been|was|were|fully|already"
        r"|later)\srepaid\b|repaid\s(?:in\sfull|early)|been\s(?:claimed|used|utili[sz]ed)\b",
        near=_MONEY,
        unless=re.compile(
            r"\b(?:contracts?|orders?|tenders?|awards?|bids?|licen[cs]es?|deals?|shares|prices?|costs?"
            r"|exports?|force|effect|production|operation|talks|court|market|rise|up|down)\b",
            re.IGNORECASE,
        ),
    ),
    _cue(
        "contract_signed",
        1.5,
        r"went\sto\b|(?:landed|won|clinched)\b|won\sby\b",
        near=re.compile(r"\b(?:contracts?|orders?|tender)\b", re.IGNORECASE),
        unless=re.compile(r"\b(?:rate|court|case|vote|election)\b", re.IGNORECASE),
    ),
    _cue(
        "disbursed",
        1.5,
        r"after\s(?:spending|investing|paying|sinking|pouring|lending)\b|to\sdate\b|so\sfar\b"
        r"|(?:has|have)\sbeen\smade\b|balance\s(?:was|of|stood|is)\b|owes?\b|cumulative\b"
        r"|(?:expenditure|spending)\s(?:[a-z]+\s){0,4}(?:was|were|totall?ed|came)\b",
        near=re.compile(
            r"\b(?:investments?|spend(?:ing)?|expenditures?|costs?|contributions?|payments?|advances?"
            r"|loans?|bank|lenders?|debt)\b",
            re.IGNORECASE,
        ),
        unless=_PAPERS,
    ),
    _cue(
        "disbursed",
        1.7,
        r"outstanding\b(?!\s(?:issues?|matters?|questions?|conditions?|shares|potential|work|points?))"
        r"|borrowings\s(?:comprised|totall?ed|stood|were|of|include[ds]?)",
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
        r"(?:completion|settlement|closing)\s[^.;]{0,90}?\b(?:occurred|took\splace|was\sachieved)\b"
        r"|financial\sclose|financially\sclosed|reached\sclose|closed\s(?:the|its|a|an"
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
            r"|underwritten|(?:binds|obliges)\b|binding\s(?:\w+\s){0,3}(?:undertaking|obligation)"
            r"|(?:the|this|its|their)\s(?:\w+\s)?(?:contract|order)\s(?:is\sfor|covers|calls\sfor"
            r"|provides\sfor|runs)|(?:has|have|holds?|had)\s(?:[a-z-]+\s){0,2}contracts?\b"
            r"|contract\s(?:portfolio|book)|contracted\b(?!\s(?:by|from)\b)|(?:facility|loan|bonds?|notes)"
            r"\s(?:matures?|bears?|carries|carry|is\ssecured)|undrawn\b|finali[sz]ed\b|firm\scommitments?\b"
            r"|firm\sorders?\b|orders?\b[^.;]{0,50}\b(?:is|are)\sin\shand|binding\soff-?take"
            r"|subscribed\sfor\b|(?:given|gave|provided)\s(?:a|its)\s(?:\w+\s){0,2}guarantee\b|(?:has|have|holds?)\s(?:[a-z-]+\s){0,2}agreements?\s(?:to|for|with|under)\b"
            r"|under\s(?:[a-z-]+\s){0,2}contracts\b|under\s(?:a|an|its|their)\s(?:(?!memorand|framework|non-|draft|proposed|preliminary|cooperation|new)"
            r"[\w-]+\s){0,3}(?:contract|agreement)\b"
            r"|under\s(?:a|an|its)\s[^.;,]{2,36}?\d[^.;,]{0,30}?\s(?:loan|facility|contract|programme|program"
            r"|agreement|grant)\b"
            r"|award\s(?:from|to|under)\b|under\s(?:its|existing|long-term)\s(?:[a-z-]+\s){0,3}"
            r"(?:contracts?|agreements?)"
            r"|sold\s(?=(?:part|half|most|all|its|his|her|their|a|an|the|some|\d[\d.]*\s?%)[^.;]{0,80}?\bfor\b)"
        ),
    ),
    _cue(
        "contract_signed",
        1.5,
        r"(?:bought|acquired|earned|purchased|buys|acquires|snapped\sup|picked\sup|took)\s(?=[^.;]{0,60}(?:[$€£¥₹]|\b(?:million|billion|stake"
        r"|interest|shareholding)\b))|secured\s(?=[^.;]{0,40}(?:\d|[$€£¥₹]))",
        unless=_PAPERS,
    ),
    _cue(
        "contract_signed",
        1.7,
        r"exercised\b|(?:obligated|obliged|bound)\sto\b",
        unless=re.compile(r"\bunexercised\b|\bnot\b", re.IGNORECASE),
    ),
    _cue(
        "financially_closed",
        1.8,
        r"issued\b",
        near=re.compile(r"\b(?:notes|bonds|debentures|new\sshares)\b", re.IGNORECASE),
        unless=_PAPERS,
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
        2.6,
        r"conditional(?:ly)?\sapprov(?:al|ed|es)|approv(?:al|ed)\s(?:is\s|remains\s)?(?:conditional|subject)",
    ),
    _cue(
        "approved",
        2.3,
        r"voted\s(?:\w+\s){0,2}to\s(?:approve|authori[sz]e|grant|back|fund|lend|release)"
        r"|okay(?:s|ed)\b|OKs\b|OK['’]d|nod\s(?:to|for)\b|gave\s(?:its|the)\s(?:blessing|go-ahead)"
        r"|adopted\b|approv(?:ed|es|al)|clear(?:ed|s|ance)\b|sanctioned|authori[sz](?:ed(?!\sto\b)|ation)\b"
        r"|board\snod|green[-\s]?lit|green\slight|signed\soff\son|gave\s(?:its|the)\snod"
        r"|(?:clear|approve|back|okay)\s(?=(?:a\s|the\s)?(?:[A-Z]{0,3}\s?[$€£¥₹]|\d|Rs))"
        r"|ratified|endorsed|credit-approved|consented|granted\b|voted",
    ),
    # Signed and not binding.
    _cue(
        "mou_signed",
        2.2,
        r"(?:sign(?:ed|s|ing)|inked|initialled|under|in|by|the|a|an|its|their|two|new)\s(?:(?:a"
        r"|an|the|two|three|non-binding|preliminary|new|outline|framework|cooperation|landmark"
        r"|broad|joint)\s)*(?:memorand(?:ums?|a)(?:\sof\s(?:understanding|cooperation))?|MoUs?"
        r"|MOCs?|letters?\sof\sintent|heads\sof\s(?:agreement|terms)|term\ssheet"
        r"|framework\s(?:agreement|deal|accord)?|outline\sdeal)|non-binding|(?:memorand(?:ums?|a)|MoUs?"
        r"|term\ssheet)\b",
    ),
    # Said in public.
    _cue(
        "announced",
        1.6,
        r"announc(?:ed|es|ing|ement)|pledg(?:ed|es|e|ing)\b|commit(?:ted|s|ment|ments|ting)\b"
        r"|promis(?:ed|es|e)\b|unveil(?:ed|s)|agree(?:d|s)\b(?!\s(?:no|to\s(?:buy|acquire|sell|purchase)\b))|will\b|shall\b"
        r"|is\s(?:investing|providing|building|putting|spending|lending|buying|set\sto|due\sto"
        r"|to\s(?:invest|provide|build|buy|lend|pay|receive|supply|take|get|be))"
        r"|are\s(?:investing|providing|building|set\sto|to\s(?:invest|provide|build|buy|lend"
        r"|pay))|(?<!has\s)(?<!have\s)(?<!needs\s)(?<!had\s)(?<!need\s)(?<!agreed\s)(?<!agrees\s)to\s(?:invest|build|construct|buy|lend|spend|pour|supply|pay|take|gulp|fund"
        r"|raise|impose|hike|upgrade|establish|produce|purchase|support|finance)\b|(?:this|which|deal|package|agreement|it)\sincludes?\b|deals?\sreached|agreements?\sreached"
        r"|leverag\w+|confirmed|launch(?:ed|es)|secures\b|earmarked|has\ssaid\sit\swill"
        r"|set\saside|budgeted|allocated\b|guid(?:ed|ance)|undert(?:ook|aken?)|to\scontribute"
        r"|decision\sto|is\sto\s|declared\s(?:it|that|its|he|she)|pours?\b|bound\sfor"
        r"|puts?\sup\b(?=\s(?:a\s|some\s)?[A-Z]{0,3}[$€£¥₹\d])|purchases\sof|procurement\sof"
        r"|(?:invests|lends|injects|pumps|ploughs)\s(?=[^.;]{0,30}\d)|(?:state|government|federally)-backed"
        r"|(?:is|are)\s(?:receiving|contributing|extending|granting|financing|funding)"
        r"|(?:backs|provides|guarantees|extends|contributes)\s(?=[^.;]{0,30}\d)"
        r"|back\s(?=[^.;]{0,60}\bwith\s[^.;]{0,12}\d)",
    ),
    _cue(
        "announced",
        2.4,
        rf"{SAYS}\s(?:(?:on|last|this)\s\w+\s)?(?:that\s)?(?:(?!if\b|could\b|may\b|might\b|would\b)"
        rf"[\w’'&-]+\s){{1,9}}would\s(?:\w+ly\s)?{GIVES}\b",
    ),
    # Hoped, planned, asked.
    _cue(
        "proposed",
        1.9,
        r"near(?:s|ing)\b(?!\s(?:the|completion))|weigh(?:s|ed)\b|apprais(?:es|ing)\b|interest\sin\b"
        r"|plan(?:s|ned|ning)?\b(?!t|\s(?:output|production|capacity|throughput|annual|grid|mine\slife))|intend(?:s|ed|ing)?\b|intention|propos(?:es|ed|al|ing|e)\b"
        r"|seek(?:s|ing)?\b|sought\b|consider(?:s|ing|ed)?\b|would\b|could\b|(?-i:may)\b"
        r"|might\b|in\s(?:advanced\s|early\s|final\s)?(?:talks|discussions|negotiations?)"
        r"|negotiat(?:ing|e|ions|ion)|talks\b|discuss(?:ing|ions?|ed)\b|under\s(?:discussion"
        r"|consideration|negotiation|appraisal|evaluation|examination|study)|heads?\sfor"
        r"|in\sprinciple|letters?\sof\s(?:interest|support)|expressions?\sof\sinterest"
        r"|applied\sfor|application\b|hop(?:es|ed|ing)\b|confident|optimistic|hopeful"
        r"|float(?:ed|s)\b|eye(?:s|ing)\b|target(?:s|ed|ing)?\b|aims?\b|want(?:s|ed)?\b"
        r"|offer(?:ed|s)\b|offer\sto\b|contemplat\w+|expect(?:s|ed)?\b|envisag\w+|ready\sto"
        r"|willing(?:ness)?|asked\sfor|requested|ask(?:ed|s|ing)\b|bid\b|mull(?:s|ing)?\b"
        r"|explor(?:es|ing)\b|weigh(?:s|ing)\b|subject\sto\s(?:contract|approval"
        r"|board)|potential(?:ly)?|possible|indicative|conditional\b(?!\sapproval)|draft\b|recommend\w+"
        r"|looking\s(?:to|at)|if\b(?!\s(?:you|any|only|anything))|invited|ambition|goal|studied|being\sassessed|in\spreparation|(?:described|billed|touted|presented|hailed|spruiked|trumpeted"
        r"|advertised|pitched)\s(?:\w+ly\s)?as\b"
        r"|is\sbeing\s(?:drafted|papered)|unfunded",
    ),
    _cue(
        "proposed",
        1.9,
        r"(?:has|have|had|needs?|yet)\sto\s(?:raise|find|secure|borrow|sign|agree|arrange)\b",
    ),
    _cue("proposed", 1.9, r"options?\b", unless=re.compile(r"\bexercis(?:ed|es)\b", re.IGNORECASE)),
    _cue(
        "rumoured",
        2.6,
        r"reportedly|rumou?r\w*|sources?\s(?:said|say|told|close|familiar)|people\s(?:familiar"
        r"|close|with\sknowledge|briefed)|is\ssaid\sto|are\ssaid\sto|unconfirmed|speculat\w+"
        r"|according\sto\s(?:a\s)?(?:local\s)?(?:media|press|reports?|television|sources|people"
        r"|persons?)|media\sreports?|local\spress|press\sreports|a\sperson\s(?:familiar|close"
        r"|briefed|with)|bazaar|whisper\w*|linked\s(?:to|with)|guess(?:ed|es)\b|circulating"
        r"|going\sround|talk\sof",
    ),
)
"""All cues, by what they say."""

NEGATION = re.compile(
    r"\b(?:no\b(?!\.)|not\b|n['’]t\b|never\b|neither\b|nor\b|none\b|without\b|den(?:y|ies|ied|ying)\b"
    r"|refut\w+|nothing\b|yet\sto\b|fail(?:ed|s)\sto|rather\sthan|instead\sof|ruled\sout"
    r"|rejects?\b|rejected\b|there\s(?:is|are|was)\sno|has\sno|have\sno|unable\sto|refus\w+"
    r"|cannot)",
    re.IGNORECASE,
)
ENDED = re.compile(
    r"\b(?:lapsed|expired\b|cancel+ed|scrapp(?:ed|ing)|terminat(?:ed|ion)"
    r"|abandon(?:ed)?\b|withdr(?:ew|awn)|void(?:ed)?\b|struck\sdown|no\slonger|was\sdropped"
    r"|dropped\safter|called\soff|annulled|was\swrong|misprint(?!\sfor)|in\serror"
    r"|used\sto|until\s(?:then|last\b|(?:19|20[01])\d|202[0-5])|stood\sdown|extinguished"
    r"|released\sfrom|repealed|collapsed|fell\s(?:through|away|apart)|shelved|not\srenewed"
    r"|not\s(?:to\s)?proceed|surrendered|will\snot\sbe\sbuilt)",
    re.IGNORECASE,
)
"""What has come to an end, on either side of its number."""
_OLD_VALUE = (
    r"\s(?:(?:the|an?|its|their|some|about|only|earlier|old|original|flat|figure|of|at)\s){0,4}$"
)
REPLACED = re.compile(
    r"\b(rather\sthan|instead\sof|(?:had\sbeen|was)\s(?:put|set)|earlier\s(?:plan|figure|estimate"
    r"|guidance|target|claim)|originally|initially\s(?:put|planned|estimated|set)"
    r"|(?:replac(?:es|ed|ing)|supersed(?:es|ed|ing)|withdraws|corrects))" + _OLD_VALUE,
    re.IGNORECASE,
)
"""What makes the value right behind it an old one."""
COMPARED = re.compile(
    r"\b((?:up|down|raised|cut|lowered|reduced)\sfrom)" + _OLD_VALUE, re.IGNORECASE
)
"""What makes it so for a plan or a deal; a statistic of last year still holds for last year."""
