"""Cues of measures: which words near a number say what it measures.

Each row gives a measure, the dimensions it may have, a weight, where the cue stands (``next``:
at once behind; ``prev``: at once before; ``after``, ``before``, ``near``) and a pattern.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tenor.evidence import vocabulary as v


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue; see the module."""

    measure: str
    dimensions: tuple[str, ...]
    weight: float
    side: str
    pattern: re.Pattern[str]


def _cue(measure: str, dimensions: tuple[str, ...], weight: float, side: str, pattern: str) -> Cue:
    return Cue(measure, dimensions, weight, side, re.compile(rf"\b(?:{pattern})", re.IGNORECASE))


_MONEY, _SHARE = (v.MONEY,), (v.FRACTION,)
_BULK = (v.MASS, v.VOLUME, v.ENERGY)
_THINGS = (*_BULK, v.COUNT)
_CHANGE = (v.FRACTION, v.POINTS)

_INVEST = (
    r"invest(?!or|igat|iss)\w*|capital\s(?:injection|expenditure\scommitment)|inject\w*|put(?:ting|s)?\sin\b"
    r"|s[aiu]nk\b(?!\sto)|pour(?:s|ed|ing)?\b|pump(?:s|ed|ing)?\b(?!\sstation)|plough\w*"
)
_LOAN = (
    r"(?:term|debt|credit|senior|bridge|revolving|syndicated|export\scredit|working\scapital)\s"
    r"(?:loans?|facilit\w+|financ\w+|debt)(?:\spackage)?|loans?\b(?!\sguarantee)|lend(?!er)\w*"
    r"|lent\b|borrow(?!er)\w*|credit\s(?:line|facilit\w+)|line\sof\scredit|debt\b|facility\b|tranche\b|project\sfinanc\w+|bonds?\b|"
    r"mezzanine|prepayment|sukuk|drawn\b|drew\b|draw(?:ing)?s?[-\s]?downs?\b|draws?\son\b|overdraft"
)
_GRANT = r"grants?\b|grant-aid|non-repayable|TA\sgrant|technical\sassistance\b|Compact\b"
_GUARANTEE = (
    r"guarantee\w*|political\srisk\s(?:insurance|cover\w*)|(?:insurance\s)?cover\b|insur\w+"
    r"|underwrit\w+|st(?:and|ood|ands|anding)\sbehind"
)
_EQUITY = (
    r"equity\b|(?:private\s)?placement|share\s(?:issue|placement|sale|subscription|offering)"
    r"|subscri\w+|stake\b|shares\b|capital\sraising|"
    r"(?:common|preferred|ordinary|preference|capital)\sstock\b|new\sshares|warrants\b"
    r"|(?:gross|net)\sproceeds|rights\sissue|IPO\b|series\s[A-D]\b|shareholding|rais(?:e[ds]?|ing)\b(?!\s(?:the|its|their|output|production|prices?|capacity|as\sdebt|from|to)\b)"
)
_FUND = (
    r"fund\b|funds?\sof|vehicle\b|facility\sto\s(?:back|support)|window\b"
    r"|budget(?:s|ary)?\b|appropriat\w+|initiative\b|partnership\sfund|endow\w*|reserve\sfund"
)
_AID = r"aid\b(?!s)|assistance\b|relief\b|humanitarian|donat\w+|development\ssupport"
_DEAL = (
    r"deals?\b|agreements?\b|contracts?\b|acqui\w+|takeover|merger|transaction|package\b"
    r"|MoUs?\b|memorand\w+|buyout|bid\b|offer\b|"
    r"approach\b|award\w*|order\b|sale\sof|sold\sfor|bought|settlement"
)
_PURCHASE = (
    r"purchas\w*|buy\b|buying\b|procur\w+|orders?\sfor|worth\sof\s(?:\w+\s){0,3}(?:goods"
    r"|equipment|products|concentrate|cathode|energy|LNG|coal|aircraft|crude|"
    r"soybeans|wheat|cotton|metal|ore)|take-or-pay"
)
_COST = (
    r"(?-i:bills?)\b(?!\sof\srights)|cost(?:s|ed|ing)?\b|cap(?:ital\s)?ex\b|capex\b|capital\s(?:cost|expenditure|estimate"
    r"|requirement|budget|intensity)\w*|price\stag|"
    r"to\sbuild|to\sconstruct|construction\b|pre-production"
    r"|development\scapital|initial\scapital|(?:stage|phase)\s\w+\scapital|contingency\b"
    r"|sustaining\scapital|capital\s(?:is|was)\sestimated|build\b|spend(?:ing)?\son\b"
)
_WORKS = (
    r"(?:plant|smelter|refinery|mine|project|railway|pipeline|port|complex|shaft|terminal"
    r"|corridor|road|line|upgrade|expansion|hub|park|factory|"
    r"mill|concentrator|scheme|facility|circuit|operation|furnace|kiln|battery|works)\b"
)
_NPV = r"NPV\d*\b|net\spresent\svalue|present\svalue|FNPV|ENPV"
_OPEX = (
    r"opex\b|operating\s(?:cost|expenditure|expense)s?|cash\scosts?|AISC\b"
    r"|all-in\s(?:sustaining\s)?costs?|C1\b|running\scosts?|production\scosts?|"
    r"unit\scosts?|cost\sof\sproduc\w+|maintenance|treatment\scharges?|freight\b|costs?\sper\b"
    r""
)
_PRICE = (
    r"pric(?:e|es|ed|ing)\b|trad(?:es?|ed|ing)\sat|averag(?:ed|ing)\b|quoted|spot\b|benchmark"
    r"|fetch\w*|sells?\s(?:for|at)|sold\sat|floor\b|per\s(?:tonne|ton|pound|lb|kg|kilogram"
    r"|ounce|oz)\b|"
    r"LME\b|assess\w+|shares?\s(?:closed|fell|rose)|closed\sat|hit\b|peak\w*"
)
_REVENUE = (
    r"revenues?\b|sales\b(?!\sof\sshares)|turnover|earn(?:s|ed|ing|ings)?\b|receipts?\b"
    r"|income\b|EBITDA|profit\b|royalt\w+|collected|"
    r"tax\srevenue|contribut\w+\sto\sthe\s(?:treasury|exchequer|budget)"
)
_WORTH = (
    r"(?:worth|value)\sof\s(?=[^.;]{0,40}\b(?:mineral|deposit|reserve|resource|untapped|wealth|rare))|"
    r"(?:mineral|untapped|untold|natural|subsoil|in-ground"
    r"|underground)\s(?:\w+\s){0,3}(?:wealth|riches|bonanza|treasure|resources|reserves"
    r"|deposits)|in\sthe\sground|"
    r"(?:deposits|reserves|resources|minerals|riches)\b[^.;]{0,40}\b(?:worth|valued|estimated)"
    r"|bonanza|beneath\b"
)
_TRADE = (
    r"exports?\b(?!\s(?-i:Finance|Development|Credit|Import)|-(?-i:Import))|import\sbill|imports?\b|shipments?\b|(?-i:trade|TRADE)\b(?!\s(?:deal|deficit|surplus|balance|agreement"
    r"|war|gap))|exported|imported|bilateral\strade|market\saccess|"
    r"two-way|sales\sabroad|foreign\ssales"
)
_BALANCE = (
    r"(?:trade\s|goods\s|current\saccount\s)?(?:deficits?|surplus(?:es)?|gap|shortfall"
    r"|imbalance)\b|trade\sbalance"
)

_OWN = (
    r"snap\w*\sup|stakes?\b|interests?\b(?!\srate)|sharehold\w*|owns?\b|owned\b|owner\w*"
    r"|holds?\b|holding\b|held\sby|equity\b|shares?\s(?:in|of\s(?:the\s)?(?:company|project"
    r"|venture))|free[-\s]carr\w+|carried|"
    r"acquir\w+|joint\sventure|JV\b|minority|majority|control\w*|subsidiar\w+|dilut\w+"
    r"|earn[-\s]in|buy\s(?:out|up\sto)|consortium|partner\b"
)
_TARIFF = (
    r"tariffs?\b|dut(?:y|ies)\b|surcharge|customs|levies\s(?:on|of)|import\s(?:tax|levy)"
    r"|export\s(?:tax|levy|duty|tariff)\w*|reciprocal\srate|countervailing|"
    r"anti-?dumping|excise|rates?\sof\sduty|MFN\b|most-favou?red-nation|(?:baseline|reciprocal)\s(?:rate|tariff)"
)
_ROYALTY = (
    r"royalt(?:y|ies)\b|profit[-\s]shar\w+|production[-\s]shar\w+|windfall|NSR\b|net\ssmelter"
    r"|revenue[-\s]shar\w+|state'?s?\s(?:take|share)|profit\ssplit|stream\b|levy\b|severance"
)
_IRR = (
    r"IRR\b|internal\srate\sof\sreturn|rate\sof\sreturn|FIRR|EIRR|return\son\s(?:equity|investment)"
)
_DISCOUNT = r"discount\srate|discounted\sat|(?:NPV|value)\s?(?:\(|at)|WACC|cost\sof\scapital"
_GRADE = (
    r"grad(?:e|es|ing|ed)\b|assay\w*|intersect\w*|averag\w+\s(?:a\s)?grade|Cu\b|CuEq|Au\b|Li2O"
    r"|WO3|TREO|U3O8|Cr2O3|TiO2|Fe\b|Ni\b|Sn\b|Zn\b|Mn\b|Sb\b|concentrate\s(?:of|at|with"
    r"|grading|containing)|"
    r"ore\s(?:of|at|with|grading|containing|averaging)|purity|cut-?off|content\b"
)
_IMPORT_SHARE = (
    r"of\s(?:its|the|their|all|U\.?S\.?|US|America\w*|Europe\w*|EU|Japan\w*|total|India\w*"
    r"|Korea\w*|China\w*)?['’]?s?\s?(?:\w+\s){0,4}imports?\b|import\s(?:relian\w+|dependen\w+)"
    r"|net[-\s]import|import(?:s|ed)?\b|relian(?:t|ce)|"
    r"depend(?!ing)\w*|rel(?:y|ies|ied)\b|source[sd]?\s(?:\w+\s){0,3}from|(?:comes?|came)\sfrom"
    r"|suppl(?:y|ies|ied)\s(?:\w+\s){0,3}(?:of\s)?(?:its|the|their|US|EU)"
)
_WORLD = (
    r"of\s(?:the\s)?(?:world|global|worldwide|international|planet)(?:['’]s)?\b|(?:world|global"
    r"|worldwide)\s(?:\w+\s){0,3}(?:supply|output|production|reserves?|refin\w+|market|total"
    r"|demand|capacity|mine|exports|trade|processing|"
    r"resources|share)|world(?:['’]s)\b|globally|worldwide|of\sall\s(?:\w+\s){0,3}(?:mined"
    r"|produced|refined)"
)
_GDP = (
    r"(?:of\s|to\s)?(?:\w+['’]s\s|the\s|its\s|national\s|global\s)?(?:GDP\b"
    r"|gross\sdomestic\sproduct|national\sincome|economic\soutput)|the\seconomy\b"
)
_EXPORT_SHARE = (
    r"of\s(?:its|the|their|all|total|Pakistan|country|national|mineral|global"
    r"|foreign)?\w*['’]?s?\s?(?:\w+\s){0,4}exports?\b|export\s(?:earnings|revenues?|receipts"
    r"|basket)|foreign[-\s]exchange\s(?:earnings|receipts)"
)
_CHANGE_WORDS = (
    r"ris(?:e[sn]?|ing)\b|rose\b|increas\w*|gr(?:ow\w*|ew)\b|gain\w*|jump\w*|surg\w*|climb\w*"
    r"|soar\w*|(?<!put\s)(?<!set\s)(?<!make\s)(?<!end\s)up\b(?!\sto)|advanc\w*|higher\b|fall\w*|fell\b|drop\w*|declin\w*|decreas\w*"
    r"|down\b|los(?:t|e|es|ing)\b|plung\w*|"
    r"slump\w*|cut\b|cutting|reduc\w*|lower\b|sl[ai]de?s?\b|slip(?:s|ped)?\b|dip(?:s|ped)?\b|tumbl\w+|sank\b|spik\w+|leap\w*|rebound\w*|edged\b|weaken\w*|shed\b|shr[aiu]nk\w*|expan\w*|boost\w*"
    r"|overrun|above\sthe|below\s(?:the|plan|target|forecast|guidance|expectations|last)|year[-\s]on[-\s]year|year-over-year|compared\swith"
    r"|from\sa\syear|eas(?:ed|ing)\b|rall\w+|more\sthan\sin|less\sthan\sin|premium|discount\b"
)

_RESERVE = r"reserves?\b|proven\b|proved\b|probable\b"
_RESOURCE = (
    r"resources?\b|deposits?\b|in[-\s]situ|contain(?:s|ed|ing)?\b|measured|indicated|inferred"
    r"|hosts?\b|underl\w+|estimated\sto\s(?:hold|contain)|holds?\b|"
    r"mineralis\w+|mineraliz\w+|endowment|orebody|in\sthe\sground|harbou?rs?\b"
)
_ORE = (
    r"tonnage\b|(?:of\s)?ore\b(?!\s(?:exports?|imports?|price))|rock\b|(?:Mt|million\stonnes"
    r"|tonnes)\s(?:at|grading|@)|run[-\s]of[-\s]mine|throughput|mill(?:ed|ing|s)?\b|tailings"
    r"|waste\b|material\sgrading|crush\w*"
)
_CAPACITY = (
    r"capacit\w+|capable\sof|nameplate|design(?:ed)?\b|able\sto\s(?:process|handle|produce"
    r"|refine|smelt|treat)|(?:tpa|tonne|ton|t/y|t/a|ktpa|per\sannum|a\syear"
    r"|per\syear)\s(?:plant|smelter|refinery|mine|facility|mill|line|concentrator|terminal)|"
    r"throughput|handle\b|process(?:es|ing)?\b|to\streat\b|expan\w+\sto|generat\w+|turn\sout"
)
_PRODUCE = (
    r"produc(?:e|es|ed|ing|tion)\b|output\b|mined\b|yield\w*|turn\w*\sout|outturn"
    r"|harvest|recover(?:y|ed)?\b|smelt(?:s|ed|ing)?\b|refin(?:e|es|ed|ing)\b|made\b|mak(?:e|es|ing)\b|poured\b|pours\b"
    r"|extract\w*|dug\b|ramp\w*|raised\b"
)
_CONSUME = (
    r"gets?\sthrough|appetite|consum\w+|demand\b|us(?:e|es|ed|age)\b|require[sd]?\b|requirement|need(?:s|ed)?\b|burn\w*"
    r"|offtake\sof\smetal"
)
_IMPORT = r"import(?:s|ed|ing)?\b|bought\sfrom\sabroad|(?:brought|took|takes)\sin\b"
_EXPORT = (
    r"export(?:s|ed|ing)?\b|ship(?:s|ped|ping|ments?|ment)?\b|sold\sabroad|carr(?:y|ied)\b"
    r"|haul\w*|load(?:ed|ing)?\b|cargo|sent\b|dispatch\w*|(?:export\s)?quotas?\b|evacuat\w*|transport\w*"
    r"|moved?\b"
)
_BUY = (
    r"purchas\w*|buy\b|buying|bought|procur\w+|acquir\w+|stockpil\w+|order(?:s|ed)?\b|takes?\b"
    r"|tender\w*"
)
_OFFTAKE = (
    r"off-?tak\w*|(?<!world\s)(?<!global\s)(?<!refined\s)(?<!power\s)suppl(?:y|ies|ied)\b"
    r"(?!\s(?:shortfall|chain|deficit|glut|gap))|deliver\w*|take-or-pay|sell\b|sold\b|committed\svolume|(?:to|will|would)\smarket\b|sign(?:s|ed)\sup\sfor"
    r"|allocation|tolling|term\ssheet|sales\s(?:contract|agreement)"
)
_JOBS = (
    r"jobs?\b|posts\b|work(?:ers|force|places)\b|employ\w*|positions\b|hire[sd]?\b|hiring|staff\b"
    r"|labou?r(?:ers)?\b|miners\b|contractors\b|payroll|livelihoods|lay-?offs?|laid\soff"
)
_PEOPLE = (
    r"participants?\b|delegat\w+|attend\w+|guests?\b|visitors?\b|representatives|registrations"
    r"|investors?\s(?:from|attend)|took\spart|signatories|speakers\b|exhibitors"
)

_LENDERS = (
    r"Export-Import|EXIM\b|(?-i:[A-Z]\w+\sBank)\b|IFC\b|ADB\b|EBRD\b|EIB\b|JBIC\b|DFC\b|KEXIM\b|AfDB\b"
    r"|AIIB\b|IDA\b|SINOSURE|UKEF\b|Finance\sCorporation|lenders?\b|"
    r"creditors?\b|letter\sof\sinterest|export\scredit\sagenc\w+"
)

CUES: tuple[Cue, ...] = (
    _cue("price", _MONEY, 1.1, "near", _PRICE),
    _cue("opex", _MONEY, 1.3, "near", _OPEX),
    _cue("npv", _MONEY, 2.2, "near", _NPV),
    _cue("resource_value", _MONEY, 1.7, "near", _WORTH),
    _cue(
        "resource_value",
        _MONEY,
        1.7,
        "head",
        r"(?:minerals?|mining|rare[-\s]earths?|mineral)\s(?:sector|riches|wealth|bonanza|treasure)\b",
    ),
    _cue("trade_balance", _MONEY, 1.8, "near", _BALANCE),
    _cue("guarantee_amount", _MONEY, 1.7, "near", _GUARANTEE),
    _cue("grant_amount", _MONEY, 1.6, "near", _GRANT),
    _cue("loan_amount", _MONEY, 1.35, "near", _LOAN),
    _cue("equity_amount", _MONEY, 1.3, "near", _EQUITY),
    _cue("aid_amount", _MONEY, 1.4, "near", _AID),
    _cue("fund_size", _MONEY, 1.15, "near", _FUND),
    _cue("fund_size", _MONEY, 0.8, "near", r"programme?\b"),
    _cue("capex", _MONEY, 0.8, "near", r"budgeted\b"),
    _cue("purchase_commitment", _MONEY, 1.3, "near", _PURCHASE),
    _cue("trade_value", _MONEY, 1.1, "near", _TRADE),
    _cue("revenue", _MONEY, 1.2, "near", _REVENUE),
    _cue("capex", _MONEY, 1.1, "near", _COST),
    _cue("capex", _MONEY, 0.9, "head", _WORKS),
    _cue("loan_amount", _MONEY, 0.75, "near", _LENDERS),
    _cue("deal_value", _MONEY, 0.95, "near", _DEAL),
    _cue(
        "deal_value",
        _MONEY,
        0.9,
        "near",
        r"(?:asking|exercise|purchase|sale|the)\sprice\b(?!\stag)",
    ),
    _cue("investment_amount", _MONEY, 1.3, "near", _INVEST),
    _cue(
        "investment_amount",
        _MONEY,
        0.7,
        "near",
        r"pledg\w*|commit\w*|support\b|spen[dt]\w*|put\s(?:up|into)|plough\w*|financ\w+"
        r"|mobilis\w+|mobiliz\w+|fund(?:ed|ing)\b|allocat\w+|released|earmark\w*|capital\b"
        r"|contribut\w+|provid\w+",
    ),
    _cue(
        "other",
        _MONEY,
        1.6,
        "near",
        r"market\s(?:cap\w*|value)|net\sdebt|cash\s(?:balance|position|on\shand|and\scash)"
        r"|in\scash\b|of\scash\b|cash\sof\b|working\scapital|share\sissue\scosts|fined\b"
        r"|fines?\sof|ow(?:es|ed|ing)\b|arrears|unpaid|deposit\sof|refund\w*"
        r"|external\sdebt|exclusivity|penalt\w+|damages|impairment|write-?down|lawsuit"
        r"|minimum\swage|salar\w+|bribe\w*|dividends?|losses|compensation|court\s|legal\s"
        r"|performance\s(?:security|bond)|market\s(?:for|size)|outstanding|claim(?:s|ed)?\s(?:for|of)"
        r"|(?:funding\s)?hole\b|interest\spayments?|cash\sat|(?:added?|adds)\s(?:to|in)\svalue",
    ),
    _cue(
        "tariff_rate",
        _MONEY,
        1.4,
        "near",
        r"(?:export|import)\s(?:duty|tax|levy)|customs\sduty|surcharge",
    ),
    _cue("loan_amount", _MONEY, 1.3, "near", r"bridging|notes\b|debentures?|Eximbank|revolver"),
    _cue("grant_amount", _MONEY, 1.5, "near", r"subsid(?:y|ies|i[sz]ed)"),
    _cue("grant_amount", _MONEY, 0.9, "near", r"Defense\sProduction\sAct|DPA\b|CHIPS\sAct"),
    _cue("guarantee_amount", _MONEY, 1.7, "near", r"surety"),
    _cue("deal_value", _MONEY, 1.3, "near", r"changed\shands"),
    _cue("trade_value", _MONEY, 0.9, "near", r"shipped\b|ships\b"),
    _cue(
        "capex",
        _MONEY,
        0.8,
        "near",
        r"(?:first|second|third)\sphase|(?:phase|stage)\s(?:one|two|three|four|I{1,3}\b|[1-4]\b)",
    ),
    _cue("capex", _MONEY, 1.5, "near", r"(?:project|construction|capital)(?:['’]s)?\sbudget"),
    _cue(
        "other",
        _MONEY,
        1.5,
        "near",
        r"loss(?:es)?\sof|lost\s(?:output|sales|production)|fees?\b|liabilit\w+|ransom"
        r"|cash\s(?:pile|hoard|reserves)|arbitrat\w+|tribunal|cost\sto\s(?:consumers|taxpayers)",
    ),
    _cue("ownership_share", _SHARE, 1.4, "near", r"(?:may|can|could|to|will|would)\searn\b"),
    _cue("ownership_share", _SHARE, 1.25, "near", _OWN),
    _cue("tariff_rate", _CHANGE, 1.45, "near", _TARIFF),
    _cue("tariff_rate", _CHANGE, 1.2, "near", r"taxed\b"),
    _cue("royalty_share", _SHARE, 1.6, "near", _ROYALTY),
    _cue("irr", _SHARE, 2.0, "near", _IRR),
    _cue("other", _SHARE, 1.9, "near", _DISCOUNT),
    _cue(
        "other",
        _SHARE,
        1.3,
        "near",
        r"interest\srates?|(?:bear\w*|at|with)\sinterest|coupon|yield\b|inflation|corporate\s(?:income\s)?tax"
        r"|income\stax|tax\srate|utilisation|utilization|complete[d]?\b|completion|recover(?:y"
        r"|ies)\b|of\sthe\sfinancing|turnout|vot(?:e|es|ed)\b|margin\b|withholding|local\scontent"
        r"|of\s(?:the\s)?(?:work|staff|employees|population|households)|tax\scredit"
        r"|availability|moisture",
    ),
    _cue("grade", (v.FRACTION, v.GRADE), 1.35, "near", _GRADE),
    _cue("import_share", _SHARE, 1.25, "near", _IMPORT_SHARE),
    _cue("share_of_world", _SHARE, 1.5, "after", _WORLD),
    _cue(
        "share_of_world",
        _SHARE,
        1.1,
        "near",
        r"share\sof\s(?:the\s)?(?:world|global)\s\w+|(?:world|global)\sshare",
    ),
    _cue("share_of_gdp", _SHARE, 1.9, "after", _GDP),
    _cue("share_of_exports", _SHARE, 1.6, "after", _EXPORT_SHARE),
    _cue("percent_change", _CHANGE, 1.0, "near", _CHANGE_WORDS),
    _cue(
        "offtake_quantity",
        _SHARE,
        1.4,
        "near",
        r"off-?tak\w*|of\s(?:its|the|their|total|annual|planned|mine"
        r"|plant)?\s?(?:\w+\s)?(?:output|production|concentrate)\b(?=[^.]{0,60}\b(?:off-?take"
        r"|buy|sell|sold|suppl|purchas|contract))",
    ),
    _cue("reserve_quantity", _THINGS, 1.45, "near", _RESERVE),
    _cue("resource_quantity", _THINGS, 1.15, "near", _RESOURCE),
    _cue("ore_tonnage", (v.MASS,), 0.85, "near", _ORE),
    _cue("capacity", (*_BULK, v.POWER), 1.15, "near", _CAPACITY + r"|rated\sat"),
    _cue("capacity", (*_BULK, v.POWER), 1.1, "head", _WORKS),
    _cue("production", _BULK, 1.1, "near", _PRODUCE),
    _cue("production", _BULK, 1.5, "near", r"(?:ore|output|mining|production)\squotas?\b"),
    _cue("consumption", _THINGS, 1.25, "near", _CONSUME),
    _cue("import_quantity", _BULK, 1.25, "near", _IMPORT),
    _cue("export_quantity", _BULK, 1.2, "near", _EXPORT),
    _cue("purchase_quantity", _BULK, 1.15, "near", _BUY),
    _cue(
        "purchase_quantity",
        (v.COUNT,),
        1.2,
        "near",
        r"purchas\w*|buy\b|buying\b|bought\b|procur\w+|order(?:s|ed)\b",
    ),
    _cue("offtake_quantity", _BULK, 1.2, "near", _OFFTAKE),
    _cue(
        "other",
        (*_BULK, v.POWER),
        1.6,
        "near",
        r"deficits?\b|surplus\b|shortfall|shortages?\b|oversuppl\w+|short\s(?:by|of)|undersuppl\w+|glut\b",
    ),
    _cue(
        "other",
        _BULK,
        1.2,
        "near",
        r"stocks?\b(?!pil)|inventor\w+|warehouse|emissions?|CO2|water\b|carbon\b|waste\b"
        r"|overburden|spill\w*",
    ),
    _cue("jobs", (v.COUNT,), 1.6, "near", _JOBS),
    _cue("participants", (v.COUNT,), 1.6, "near", _PEOPLE),
)
"""All cues. Patterns are matched once in a sentence; what is nearest and heaviest wins."""
