"""Verbs of saying by what they need: any speaker, a judge of amounts, a paper that shows."""

from __future__ import annotations

import re

from tenor.evidence.words import WordPattern

_SAYS = (
    r"sa(?:id|ys|y)|t(?:old|ells)|add(?:ed|s)|not(?:ed|es)|stat(?:ed|es)|warn(?:ed|s)"
    r"|argu(?:ed|es)|insist(?:ed|s)|wr(?:ote|ites)|explain(?:ed|s)|declar(?:ed|es)|den(?:ied|ies)"
    r"|caution(?:ed|s)|acknowledg(?:ed|es)|conced(?:ed|es)|admit(?:ted|s)|testif(?:ied|ies)"
    r"|clarif(?:ied|ies)|comment(?:ed|s)|remark(?:ed|s)|claim(?:ed|s)?"
    r"|alleg(?:ed|es)|boast(?:ed|s)|repl(?:ied|ies)|respond(?:ed|s)(?!\sto)|repeat(?:ed|s)"
    r"|reiterat(?:ed|es)|stress(?:ed|es)|emphasi[sz](?:ed|es)|recall(?:ed|s)|counter(?:ed|s)"
    r"|quip(?:ped|s)|jok(?:ed|es)|sigh(?:ed|s)|assert(?:ed|s)|contend(?:ed|s)|complain(?:ed|s)"
    r"|mention(?:ed|s)|(?:highlight|underlin|underscor|inform|brief)(?:ed|es|s)|point(?:ed|s)\s(?:out|to)|predict(?:ed|s)|disclos(?:ed|es)|reveal(?:ed|s)"
    r"|report(?:ed|s)|suggest(?:ed|s)?|recommend(?:ed|s)|advis(?:ed|es)"
    r"|indicat(?:ed|es)|sp(?:oke|eaks?)\sof|describ(?:ed|es)|(?:maintain|observ|propos|conclud|promis)(?:ed|es|s)"
    r"(?=\sthat)|confirm(?:ed|s)(?=\s(?:that|it|they|he|she|on|to|in|last)\b|[,.;]|$)|grin(?:ned|s)|laugh(?:ed|s)|shrug(?:ged|s)|smil(?:ed|es)|mutter(?:ed|s)"
)
_AT = r"(?=\s(?:[^.;]{1,80}\s)?(?:at|as\shigh\sas|above|below|nearer|closer)\b)"
_JUDGES = (
    r"estimat(?:ed|es|e)|reckon(?:ed|s)?|believ(?:ed|es|e)|th(?:ought|inks?)|forecasts?"
    rf"|peg(?:s|ged){_AT}|forecasted|calculat(?:ed|es|e)|puts?{_AT}|valu(?:ed|es){_AT}|gave|gives?"
    r"|sees?(?=\s[^.;]{1,60}\s(?:at|rising|falling|reaching|growing|of)\b)"
    r"|guid(?:es|ed)|found(?=\sthat|[,.]|$)"
    r"|expects?(?=\s(?:that|(?!to\b)[^.;,]{3,60}\sto)\b)|project(?:s|ed)(?=\sthat)|count(?:s|ed)(?=\s\w)|assess(?:es|ed)"
)
_SHOWS = (
    r"show(?:s|ed)?|lists?|listed|carries|carried|records?|recorded|details?|reads?|indicate"
    r"|points?\sto|impl(?:y|ies|ied)|contains?|contained|sets?\sout|ha[sd]|puts|value[sd]?|envisag(?:es|ed)|requir(?:es|ed)"
    r"|foresees?|project(?:s|ed)|assum(?:es|ed)|finds?|found|sets?(?=\s[^.;]{1,60}\sat\b)|contemplates?|counts?|specif(?:ies|ied)"
    r"|stipulat(?:es|ed)|propos(?:es|ed)|calls?\sfor|targets?"
)
VERB = WordPattern(
    rf"(?<![\w’'-])(?:(?P<says>{_SAYS})|(?P<judges>{_JUDGES})|(?P<shows>{_SHOWS})"
    r"|(?P<announces>announc(?:ed|es)))\b"
)
PLAIN = frozenset({"said", "says", "told", "tells", "added", "wrote", "explained", "replied"})
"""Verbs that are no noun and no participle."""
TAILS = re.compile(
    r"(?:sa|t[oe]l|add|not[ei]|show|reckon|estimat|report|wr|explain|conced|announc|confirm|arg|claim"
    r"|warn|insist|caution|stress|indicat|believ|suggest|sigh|jok|quip|repl|counter|clarif|acknowl"
    r"|admit|recall|disclos|reveal|declar|stat|remark|predict|found|forecast|calculat|think|thought|boast"
    r"|complain|grin|laugh|shrug|smil|mutter|asser|conten|repeat|reiterat|emphasi|stress)"
)
"""Verbs that can stand behind what is said: ", the ministry said"."""
INVERTS = re.compile(
    r"sa|add|told|stat|not[ei]|warn|explain|arg|repl|wr|insist|recall|jok|declar|sigh|caution|claim"
    r"|reckon|complain|conced|quip|admit|observ|predict|boast|counter"
    r"|warn|argue|insist|complain|contend|admit|predict|acknowledge|concede|suggest|caution|allege"
    r"|grin|laugh|shrug|smil|mutter|put\sit|confirm"
)
"""Verbs that may stand before their subject: "," said the minister."""
