"""Which lines of a text are boilerplate: what surrounds an article and is no part of it.

A line is judged by how it begins, or, where it is short, by words that only such lines hold.
Some lines open a block (a list of related articles, a comment form, forward-looking
statements); what follows belongs to it as long as it looks like it. Every pattern is searched
in the first `HEAD` characters of a line only, so the time is linear.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from tenor.evidence.loading.openings import LinePattern

HEAD = 700
SHORT = 260
ITEM = 170
"""A line of a list of links is no longer than this."""


def _any(*parts: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{part})" for part in parts), flags)


STARTS = _any(
    r"(?:READ|SEE|WATCH|LISTEN)\s?(?:ALSO|MORE|NEXT|NOW)?\s?[:|–—-]\s",
    r"(?:also\s(?:read|see|watch)|read\s(?:also|more|next|full|the\sfull\sstory)|see\salso"
    r"|related(?:\s\w+)?|(?:other|suggested|similar|linked|further)\s(?:stories|topics|articles|reading|news)|"
    r"next(?:\sup)?|previous(?:ly)?|elsewhere|most\s\w+\sin\s[\w\s]{2,30}|"
    r"recommended(?:\sfor\syou)?|you\s(?:may|might)\salso\s(?:like|enjoy)|more\s(?:on|from"
    r"|in)\s[\w\s]{2,40}|"
    r"most\s(?:read|viewed|popular|shared|commented)|top\sstories|trending(?:\snow)?"
    r"|popular(?:\snow)?|must\sread|"
    r"latest\s(?:news|stories)|in\sother\snews|don['’]t\smiss|editor['’]?s['’]?\spicks?"
    r"|up\snext)\s?[:|]\s?",
    r"(?:advertisements?|adverts?|ads?|sponsored(?:\scontent|\spost)?|promoted|paid\s(?:content"
    r"|post)|"
    r"partner\scontent)\s?(?:[:|·–—-]|$)",
    r"(?:subscribe\b|sign\sup\b|register\s(?:now|here|today|free|for|to)\b|log\s?in\b"
    r"|sign\sin\b|join\sus\b|follow\s(?:us|@)|like\sus|download\s(?:our|the)\s[\w\s]{0,20}app|"
    r"get\s(?:our|the|\d+|daily|unlimited|full|instant|breaking)\s[^.]{0,40}(?:newsletter"
    r"|alerts?|access|inbox|app|news)|"
    r"click\shere|tap\shere|share\s(?:this|on\s(?:facebook|twitter|x|linkedin|whatsapp)|via"
    r"|the\s(?:story|article))\b|tweet\b|print\sthis|email\sthis|send\sus|stay\sconnected|"
    r"support\s(?:our|independent)\s[\w\s]{0,20}journalism|donate\b|become\sa\s(?:member"
    r"|subscriber))",
    r"(?:©|\(c\)\s(?:19|20)\d\d|copyright\s(?:©|\(c\)|\d)|all\srights\sreserved)",
    r"(?:comments?\s?(?:\(\d+\)|\d+\b|are\sclosed|$)|leave\sa\s(?:reply|comment)"
    r"|post\sa\scomment|add\sa\scomment|"
    r"join\sthe\s(?:conversation|discussion)|please\senter\syour\s|your\semail\saddress\swill"
    r"|save\smy\sname|"
    r"view\s(?:all\s)?comments|\d+\scomments?\s*$|would\syou\slike\sto\scomment"
    r"|letters\s(?:of\sfewer|to\sthe\seditor))",
    r"(?:do|have)\syou\s(?:want|have)?\s?(?:to\sshare\s)?(?:a\s)?(?:story|tip|news)\b",
    r"(?:we|this\s(?:web)?site)\suses?\scookies|accept\s(?:all\s)?cookies|cookie\s(?:policy"
    r"|settings|preferences)|"
    r"privacy\spolicy|terms\s(?:of\suse|and\sconditions|of\sservice)\b",
    r"(?:tags?|keywords?|filed\sunder|topics|categories|posted\sin|hashtags?)\s?:\s",
    r"(?:primary|secondary|focus|long[\s-]tail)\s?(?:keywords?)?\s?:\s[^.]{0,60},[^.]{0,300}$",
    r"(?:investor|media|press|editorial|analyst|sales|general)s?\s(?:(?:and|&)\s(?:investor"
    r"|media|press)\s)?"
    r"(?:contacts?|enquir(?:y|ies)|inquir(?:y|ies)|relations)\s?(?:[:,(+–—-]|$|should\b)",
    r"(?:for\s(?:further|more|additional)\s(?:information|details|enquiries)|contact\sus"
    r"|contacts?\s?:(?!.{40,}\w{3}\.$)|contact\s\S+\.\w+\sfor)",
    r"(?:tel(?:ephone)?|phone|fax|mobile|e-?mail|whatsapp|call)\s?[.:]?\s?[+(]?\d[\d\s()-]{5,}",
    r"(?:we|the\sfirm)\s(?:or|and/or)\s(?:our|its)\saffiliates\b|ratings?\s?:[^.]{0,30}[<>=]\s?-?\d",
    r"(?:(?:important|company|research|analyst|required|regulatory|legal|general|risk|other|issuer)\s)?"
    r"(?:disclosures?|disclaimers?|legal\snotice|risk\swarning)\s?(?:[:.–—-]|$)",
    r"analyst\s(?:certification|disclosures?)|not\s(?:investment|financial)\sadvice\b",
    r"(?:cautionary\s(?:note|statement)s?\s|(?:note|statement|disclaimer)s?\s(?:on|regarding"
    r"|about|concerning)\s)?"
    r"forward[\s-]looking\s(?:statements?|information)\s?(?:[:.–—-]|$)",
    r"(?:cautionary|safe\sharbou?r)\s(?:note|statement|language)",
    r"published\s(?:in|by)\s[^,]{2,50},\s(?:on\s)?\w{3,9}\.?\s\d{1,2}(?:st|nd|rd|th)?,\s\d{4}\.?$",
    r"(?:first\s)?published\s?:\s\w|(?:last\s)?updated\s?:\s(?:\w{3,9}\.?,?\s)?\d",
    r"call\sto\saction\s*$|\W{0,4}ready\sto\s(?:explore|invest|learn|get\sstarted|start)\b",
    r"spot_img|skip\sto\s(?:main\s)?content|back\sto\stop|load\smore|show\smore|scroll\sto"
    r"|continue\sreading|"
    r"story\scontinues\sbelow|article\scontinues",
    r"(?:organi[sz]ed|sponsored|hosted)\sby\s.{0,80}\b(?:reg\.\s?no|©|all\srights)",
    r"(?:views|opinions)\sexpressed\s(?:in|by|are|here)|the\sviews\s(?:expressed|and\sopinions)",
    r"(?:neither\sthe\s)?[\w\s]{0,30}(?:stock\s)?exchange\s(?:nor|has\snot|accepts\sno"
    r"|does\snot\saccept)\b",
    r"level\s\d+,\s\d+\s[\w\s]{3,30}(?:street|road|st|terrace|avenue)\b",
    r"(?:loading\.{3}|home\s?[>»/]\s)",
    r"our\sstandards\s?:|\(?(?:additional\s)?(?:reporting|writing|editing"
    r"|compiled)\sby\s[^.]{3,100}(?:;|\)|$)",
    r"you(?:\shave|['’]ve)\s.{0,40}(?:free\sarticles?|articles?\s(?:left|remaining))"
    r"|to\scontinue\sreading|"
    r"already\sa\s(?:subscriber|member)|enter\syour\s|by\s(?:clicking|signing\sup|subscribing"
    r"|submitting)\b.{0,40}\b(?:you|i)\b",
    r"unlock\s(?:unlimited|full|this|all|exclusive|your)\b|save\s(?:up\sto\s)?\d+%"
    r"|(?:limited[\s-]time|special|exclusive)\s"
    r"offer\b|use\s(?:the\s|promo\s)?(?:code|coupon)\b|start\syour\s(?:free\s)?trial"
    r"|get\s\d+%\soff|cancel\sany\s?time",
    r"\d{1,2}[\s-]min(?:ute)?s?\s(?:read|listen|watch)|(?:listen\sto|watch|hear|save|print"
    r"|rate)\sthis\s(?:article|story|"
    r"video|episode|page)|copy\slink|print\s*$|text\ssize|font\ssize",
    r"also\son\s[\w\s]{2,30}:|(?:next|previous|prev|older|newer)\s(?:article|post|story"
    r"|posts)\b|load\s(?:\d+\s)?more\b|"
    r"\d{1,3}\s(?:best|top|cheap|hot|hottest|penny|great)\s[^.]{0,60}\bstocks?\b[^.]*$"
    r"|(?:page\s)?\d{1,3}\s(?:of|/)\s\d{1,3}$",
    r"view\s(?:the\s)?(?:original|source|full)\b|about\sthe\s(?:author|writer|reporter)s?\b"
    r"|www\.\S+\s*$|https?://\S+\s*$",
    r"th(?:is|e)\s(?:article|story|piece|post|content|advertorial"
    r"|commentary)\s(?:above\s)?(?:was|is|has\sbeen|originally|first|"
    r"appeared)\s(?:originally|first|produced|published|re-?published|updated|amended|paid"
    r"|sponsored|appeared|part\sof|also)\b",
    r"was\sthis\s(?:article|page|story)\b|did\syou\s(?:like|enjoy|find)\s(?:this|what)"
    r"|what\sdo\syou\sthink|have\syour\ssay|"
    r"name\s?\*|e-?mail\s?\*|website\s?\*|(?:#\w+[\s,]*){2,}$",
    r"join\s(?:over\s|more\sthan\s|the\s)?[\d,]+\+?\s(?:other\s)?(?:readers|subscribers"
    r"|investors|members|professionals|people)",
    r"(?:event|webinar|conference|masterclass|course|training|jobs?|vacanc(?:y|ies)|houses?|property"
    r"|classifieds?|tonight|weather|forecast|competition|giveaway|book\soffer|special\soffer"
    r"|(?:job|deal|offer|property|wine|stock)\sof\sthe\s(?:day|week|month))\s?[:|]\s[^|]{3,200}$",
    r"show\s(?:\d+\s)?(?:more|all|older)\b[^.]{0,40}$|(?:max(?:imum)?\.?\s|up\sto\s)?[\d,]+\s(?:characters|words)"
    r"(?:\s(?:left|remaining|max\w*|only))?\W*$|max(?:imum)?\.?\s(?:of\s)?[\d,]+\s(?:characters|words)\b",
    r"\[(?:[^\]]{0,60}\b)?(?:subscriber|benefit|gift|advert\w*|sponsor\w*|promo\w*|newsletter|offer|read|watch"
    r"|listen|video|audio|related|embed|poll|gallery|ad)\b[^\]]{0,140}\]$",
    r"your\s(?:premium|free|trial|subscription|access)\b[^.]{0,40}\b(?:expires?|ends?|period|runs\sout)\b",
    r"distribution\sof\sratings|ratings?\s(?:key|definitions?|distribution|history|system)\b"
    r"|recommendation\s(?:structure|system|definitions?)\b|the\sanalysts?\s(?:or\s(?:a\s)?member|and/or|certif)"
    r"|the\sanalyst['’]s\s(?:pay|compensation)|(?:this|the)\s(?:research|document|report|note|publication)\s(?:is|was)"
    r"\s(?:intended\sfor|not\s(?:for|intended)|for\s(?:professional|institutional|information))\b"
    r"|prices?\s(?:are\s)?as\s(?:at|of)\s|priced\sas\s(?:at|of)\s|for\sreg\sac\b"
    r"|member\sof\s(?:the\s)?(?:investment\sindustry|finra|sipc|iiroc|ciro)\b",
    r"a\sversion\sof\sthis\s(?:article|story)|our\s(?:reporting|journalism|newsroom|next\sissue)\b"
    r"|this\spublication\sis\s(?:supported|funded)|editor['’]?s?\snote\s?:"
    r"|the\smagazine\s(?:appears|costs|is\spublished)|order\sback\sissues"
    r"|(?:next\s(?:week|issue|month)|coming\sup|in\sthis\s(?:issue|edition))\s?:"
    r"|(?:vote|donate|apply)\snow\b|sign\s(?:our|the)\spetition\b|brought\sto\syou\sby\b"
    r"|(?:sponsored|presented|powered)\sby\s[^.:|,]{2,40}[:|]"
    r"|an?\s(?:one|two|\d)[\s-]year\ssubscription\b|enjoying\s(?:this|our)\b|create\san?\s(?:free\s)?account\b"
    r"|gift\san?\s(?:subscription|article)\b",
    r"advertise\swith|work\swith\sus|reprints?\b[^.]{0,30}(?:licens|permission|:)"
    r"|request\sa\s(?:demo|correction)|report\san?\serror",
    r"win\s(?:a|an|one|two|free)\s(?:trip|copy|pair|prize|tickets?|holiday|subscription)"
    r"|stay\s(?:up\sto\sdate|informed|ahead|"
    r"tuned|in\sthe\sknow)|scan\s(?:the|this)\sqr|visit\s(?:us|our|www|https?)|buy\s(?:tickets"
    r"|your\scopy|now\b)|book\s(?:now|your)\b",
    r"[\w\s.&’'-]{2,50}\b(?:ltd|inc|plc|llc|limited|pty)\b\.?,\s(?:level|suite|unit|floor"
    r"|p\.?\s?o\.?\sbox|\d+)\s[^.]{3,80}$",
    r"(?:don['’]t|do\snot)\shave\san\saccount|not\sa\smember|forgot\s(?:your\s)?password"
    r"|join\s(?:our|the)\s[\w\s]{0,30}"
    r"(?:channel|group|community|conversation|mailing)|click\sto\s(?:share|print|email|tweet)"
    r"|report\sthis\b|get\s[\w.’'\s]{2,30}['’]s\s"
    r"(?:daily|weekly|free|morning|latest)|for\smore\s(?:news|stories|updates|articles)\b"
    r"|explore\smore\b|catch\sall\sthe\b|"
    r"notify\sme\b|reply\s*$|disqus|required\sfields|e-?paper\b|quiz\s?:|crossword\b"
    r"|horoscopes?\b|sudoku\b|weather\s?[:\d]",
    r"(?:also\sread|read\sthis(?:\salso|\stoo)?|read\salso|see\salso|also\ssee)\s?[:|–—-]\s"
    r"|more\s?[:|–—-]\s[^.]*$",
    r"\(?(?:with\s(?:additional\s)?(?:inputs?|assistance|reporting)\s(?:from|by)|this\s(?:story"
    r"|article|copy|report)\shas\s(?:not\s)?been\s"
    r"(?:edited|auto|published|generated|syndicated))|-{1,2}\s?with\s(?:assistance|reporting"
    r"|inputs?)\b|auto-?generated\b",
    r"(?:write|email|reach|contact)\s(?:to\s)?[\w\s.’'-]{2,40}\sat\s\S+@"
    r"|to\scontact\sthe\s(?:reporter|editor|author|writer)|"
    r"[\w\s.,’'-]{3,60}\scontributed\s(?:to\sthis|reporting)|copyright\b\s?(?:\(c\)|©|@|\d|by"
    r"|the|of)|dow\sjones\s&",
    r"posted\s(?:in|on|by)\b[^.]{0,80}\|[^.]{0,40}$|\d+\scomments?\s(?:on|so\sfar|yet)\b"
    r"|no\scomments\b|be\sthe\sfirst\sto\scomment",
    r"[A-Z]{3}\s?/\s?[A-Z]{3}\s\d|(?:nifty|sensex|dow|nasdaq|s&p|ftse|brent|wti"
    r"|kse)[\s\w-]{0,16}\s[\d,]+"
    r"(?:\.\d+)?\s[+−(-]?\s?\d[\d.]*%?\)?$",
    r"(?:keep\sreading|what\sto\sread(?:\snext)?|also\sin\s[\w\s]{2,30}|(?:photo\s)?gallery"
    r"|video|podcast|live(?:\supdates)?|poll|"
    r"in\spictures|gold\s(?:rate|price)\stoday|trending\s\w+|cookie\s\w+|sort\sby|rate\sthis"
    r"|you\sare\sreceiving)\s?[:–—-]\s",
    r"(?:want|like)\smore\slike\sthis|you\sare\sreceiving\sthis|this\semail\swas|unsubscribe"
    r"|send\s(?:your|us)\s(?:letters|your|a)|"
    r"printed\sfrom|issn\s\d|company\s(?:registration|reg)\.?\s(?:no|number)\b"
    r"|registered\s(?:office|number|in\sengland)|enjoy\s\d+\sfree|"
    r"like\s\d+\s(?:dislike|comment|share)|share\s\d+\s(?:tweet|like)|[\d.,]+k?\s(?:shares"
    r"|likes|views|reads|retweets|followers)\s*$|advertisement\sfeature|[TF]\s?:\s\+\d",
    r"[\w\s.&’'-]{2,50}\b(?:ltd|inc|plc|llc|limited|pty|corp|corporation)\b\.?,\s(?:level|suite"
    r"|unit|floor|p\.?\s?o\.?\sbox)\s",
    r"our\s(?:correspondent|reporter|columnist|writer)s?\s(?:has|have|is|covers?)\s(?:reported"
    r"|covered|been|written|a)\b",
    r"free\s(?:daily|weekly)\s(?:newsletter|email)|privacy\snotice|after\snewsletter\spromotion"
    r"|view\simage\sin|e-?mail\s?:\s?\S+@|"
    r"not\sfor\s(?:distribution|release|dissemination|publication)\b|(?:share|follow\sus"
    r"|stay\sconnected|newsletters?)\s*$",
    r"(?:sms|text)\s(?:of\sthe\sday|us|your|the\sword|\w+\sto\s\d{4,6})\b|claim\s(?:your"
    r"|this)\s(?:free|copy|report|seat)|"
    r"(?:only|just|last)\s[\d,]+\s(?:copies|seats|spots|tickets|places)\s(?:left|remaining"
    r"|available)|"
    r"(?:sponsored|promoted|paid)\s(?:content|post|feature)\W*$|dear\s(?:fellow\s)?(?:reader"
    r"|investor)s?\b",
    r"(?:from\s(?:the|our)\s(?:shop|store|archives?|partners?|sponsors?)|(?:a\s)?(?:sponsor|partner)(?:['’]s)?\s"
    r"(?:message|offer|content)|(?:a\s)?message\sfrom\s(?:our|the)\s\w+|shop|quick\sguide|brought\sto\syou)\s?"
    r"[:|–—]\s|shop\sthe\b",
    r"support\s(?:public|local|independent|quality|our|this)\s[\w\s]{0,24}\b(?:radio|journalism|newsroom"
    r"|reporting|station|media|website)\b|"
    r"request\s(?:a|your)\s(?:free\s)?(?:trial|sample|copy|brochure|quote)\b|try\s(?:it\s)?free\sfor\b"
    r"|download\s(?:the|this|our|a|your)\s(?:full\s|free\s|pdf\s|complete\s)*"
    r"(?:report|brochure|guide|pdf|presentation|white\s?paper|fact\s?sheet)\b",
    r"get\s(?:real-time|breaking|the\slatest|latest)\snews\b|drop\s(?:a|your)\scomment|top\s\d{1,2}\s[\w\s]{3,40}\s20\d\d\b"
    r"|[\w\s]{0,24}:?\s?send\s\S{2,10}\sto\s\*?\d{3,6}",
    r"about\s[\w\s.&’'-]{2,50}:\s(?:founded|established|headquartered|based|listed)\b",
    r"(?:ratings?|recommendations?)\s?:\s(?:buy|sell|hold|(?:out|under)perform|overweight|neutral)\b",
    r"(?:the\s)?(?:information|material|content|opinions?)\s(?:in|on|contained|provided"
    r"|given)\s.{0,80}\b(?:not|no)\b.{0,60}"
    r"(?:advice|offer|recommendation|warrant|liab|guarantee)|(?:your\s)?capital\sis\sat\srisk"
    r"|past\sperformance\sis",
)
"""How a line of boilerplate begins."""

HOLDS = _any(
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

PROMPTS = _any(
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


_NEWSLETTER = _any(
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
    starts = STARTS.match(begin) or ("newsletter" in begin.lower() and _NEWSLETTER.match(begin))
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
