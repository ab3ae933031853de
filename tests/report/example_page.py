"""A page that uses every block and every form of picture, with plausible figures."""

from __future__ import annotations

import math

from tenor.core.trace import Input, Source, Trace, TraceBook, format_value
from tenor.report.figures import (
    Band,
    Bar,
    Bars,
    Dot,
    Event,
    Flow,
    Flows,
    Ladder,
    Lines,
    Part,
    Place,
    PlaceMap,
    RangeRow,
    Ranges,
    RouteFlow,
    Rung,
    Series,
    Shares,
    Stage,
    Whole,
    WorldFlows,
)
from tenor.report.model import (
    Bullets,
    Callout,
    Column,
    DataPoint,
    Definitions,
    Finding,
    Findings,
    Fold,
    Heading,
    Meta,
    Page,
    Paragraph,
    Picture,
    PictureRow,
    Quote,
    Ref,
    Section,
    Table,
    Text,
)

BACI = Source("baci", "HS 261710, 2024", "CEPII, BACI HS92, release 202601")
USGS = Source("usgs-2026", "antimony, world mine production", "USGS, Mineral Commodity Summaries")
HOSTILE = '<script>alert(1)</script> & "quoted" =1+1 {risk.hhi} **x**'


def _trace(
    book: TraceBook,
    key: str,
    value: float | None,
    unit: str,
    *,
    formula: str = "as published",
    inputs: tuple[Input, ...] = (),
    digits: int = 2,
) -> str:
    display = format_value(value, unit, digits=digits)
    book.add(Trace(key, value, display, unit, formula, inputs, (USGS, BACI)))
    return key


MINE = {"CHN": 0.60, "TJK": 0.17, "TUR": 0.06, "BOL": 0.04, "MMR": 0.04, "AUS": 0.02}
NAMES = {
    "CHN": "China",
    "TJK": "Tajikistan",
    "TUR": "Türkiye",
    "BOL": "Bolivia (Plurinational State of)",
    "MMR": "Myanmar",
    "AUS": "Australia",
    "PAK": "Pakistan",
    "USA": "United States",
    "BEL": "Belgium",
    "THA": "Thailand",
    "VNM": "Viet Nam",
    "IND": "India",
}


def _shares(book: TraceBook) -> Picture:
    _trace(book, "risk.stage/smelt/CHN", 0.82, "fraction")
    _trace(book, "risk.stage/smelt/TJK", 0.06, "fraction")
    _trace(book, "risk.stage/use/CHN", 0.41, "fraction")
    _trace(book, "risk.stage/use/BEL", 0.19, "fraction")
    _trace(book, "risk.stage/use/THA", 0.15, "fraction")
    mined = tuple(
        Part(NAMES[c], v, format_value(v, "fraction", digits=2), f"risk.mine_share/{c}/antimony")
        for c, v in MINE.items()
    )
    return Picture(
        id="stages",
        title=Text("China holds **{risk.stage/smelt/CHN}** of smelting, more than of mining"),
        subtitle=Text("Antimony: share of world output (mine, smelter) and of US imports, 2024"),
        figure=Shares(
            (
                Whole("Mine output (t Sb)", mined),
                Whole(
                    "Smelter output (t Sb)",
                    (
                        Part("China", 0.82, "82%", "risk.stage/smelt/CHN"),
                        Part("Tajikistan", 0.06, "6%", "risk.stage/smelt/TJK"),
                    ),
                ),
                Whole(
                    "US imports of oxide (USD)",
                    (
                        Part("China", 0.41, "41%", "risk.stage/use/CHN"),
                        Part("Belgium", 0.19, "19%", "risk.stage/use/BEL"),
                        Part("Thailand", 0.15, "15%", "risk.stage/use/THA"),
                    ),
                ),
            ),
            accent="China",
        ),
        alt=Text(
            "China's share is the largest at each stage and {risk.stage/smelt/CHN} at smelting."
        ),
        source=Text("USGS, Mineral Commodity Summaries 2026; CEPII BACI"),
    )


def _bars(book: TraceBook) -> Picture:
    bars = []
    for code, value in [*MINE.items(), ("PAK", 0.0025), ("VNM", None)]:
        key = f"risk.mine_share/{code}/antimony"
        _trace(book, key, value, "fraction")
        text = book[key].display if value is not None else "no record"
        spread = (None, None) if value is None else (value * 0.8, min(1, value * 1.25))
        bars.append(Bar(NAMES[code], value, text, *spread, key, accent=code == "PAK"))
    return Picture(
        id="mines",
        title=Text("Pakistan mined about {risk.mine_share/PAK/antimony} of the world's antimony"),
        subtitle=Text("Share of world mine output, contained antimony, 2024"),
        figure=Bars(tuple(bars), "% of world output", scale=100, interval="range of sources"),
        alt=Text("Ranked bars: China leads with {risk.mine_share/CHN/antimony}; Pakistan is last."),
        source=Text("USGS, Mineral Commodity Summaries 2026, antimony"),
        note=Text("No record of output is no proof that nothing was mined."),
    )


def _lines(book: TraceBook) -> Picture:
    years = tuple(range(1995, 2025))

    def wave(base: float, step: float) -> tuple[float | None, ...]:
        return tuple(
            None if y in (2003, 2004, 2006, 2015) else round(base + step * math.sin(y / 4), 4)
            for y in years
        )

    for name in ("China", "Tajikistan", "Pakistan"):
        _trace(
            book,
            f"risk.history/{name}",
            0.5,
            "fraction",
            formula="one value per year, in the table",
        )
    china = wave(0.66, 0.15)
    band = Band(
        "5-95% of draws",
        tuple(None if v is None else round(v - 0.06, 4) for v in china),
        tuple(None if v is None else round(v + 0.05, 4) for v in china),
    )
    return Picture(
        id="history",
        title=Text("China's share of antimony ore fell and came back; Tajikistan took its place"),
        subtitle=Text("Share of world exports of antimony ore (`261710`), value, 1995-2024"),
        figure=Lines(
            (
                Series("China", years, china, (band,), "risk.history/China", accent=True),
                Series("Tajikistan", years, wave(0.14, 0.1), trace="risk.history/Tajikistan"),
                Series(
                    "Pakistan", years, wave(0.12, 0.06), trace="risk.history/Pakistan", dash=True
                ),
            ),
            "% of world exports",
            scale=100,
            events=(
                Event(2010, "quota cut"),
                Event(2023, "export licences"),
                Event(2024, "US ban"),
            ),
        ),
        alt=Text("Lines from 1995 to 2024 with gaps where a year is missing."),
        source=Text("CEPII BACI, release of January 2026"),
    )


def _fan(book: TraceBook) -> Picture:
    years = tuple(range(2024, 2036))
    centre = tuple(round(30000 + 900 * i, 1) for i in range(12))
    bands = tuple(
        Band(
            name,
            tuple(round(c * (1 - k * i / 11), 1) for i, c in enumerate(centre)),
            tuple(round(c * (1 + 1.6 * k * i / 11), 1) for i, c in enumerate(centre)),
        )
        for name, k in (("90% interval", 0.4), ("50% interval", 0.18))
    )
    _trace(
        book,
        "market.price/restriction",
        31500.0,
        "USD_2024/t Sb",
        formula="median of draws by year",
    )
    _trace(
        book, "market.price/baseline", 29000.0, "USD_2024/t Sb", formula="median of draws by year"
    )
    flat = tuple(29000.0 for _ in years)
    return Picture(
        id="fan",
        title=Text("With exports restricted the price stays above the baseline in most draws"),
        subtitle=Text("Price of antimony, USD of 2024 a tonne, medians and intervals, 2024-2035"),
        figure=Lines(
            (
                Series("Restricted", years, centre, bands, "market.price/restriction", accent=True),
                Series("Baseline", years, flat, trace="market.price/baseline", dash=True),
            ),
            "USD of 2024 per t Sb",
        ),
        alt=Text("A fan that opens upwards from the baseline."),
        source=Text("Tenor market model, seed in the head of this page"),
    )


def _ranges(book: TraceBook) -> Picture:
    rows = []
    for i, (label, promised, need) in enumerate(
        (
            ("Money: USSM-FWO pledge against one refinery", 5e8, 3.5e8),
            ("Money: EXIM approval against Reko Diq phase 1", 1.25e9, 6.8e9),
            (
                "Minerals in the ground, as claimed, against export earnings of one year",
                6e12,
                3.2e10,
            ),
        )
    ):
        first, second = f"deal.promised/{i}", f"deal.material/{i}"
        _trace(book, first, promised, "USD_nominal")
        _trace(book, second, need, "USD_nominal")
        rows.append(
            RangeRow(
                label,
                (
                    Dot("promised", promised, book[first].display, trace=first),
                    Dot(
                        "material",
                        need,
                        book[second].display,
                        need * 0.6,
                        need * 1.7,
                        second,
                    ),
                ),
            )
        )
    rows.append(RangeRow("Tungsten", (Dot("promised", None, "no record"),)))
    return Picture(
        id="promised",
        title=Text("One promise of three reaches the size at which it matters"),
        subtitle=Text("Sum promised against the sum that would be material, USD, 2025"),
        figure=Ranges(tuple(rows), "USD nominal", accent="promised"),
        alt=Text("Pairs of marks on a logarithmic axis."),
        source=Text("Ledger of claims"),
    )


def _flows(book: TraceBook) -> Picture:
    flows = (
        ("China mines", "China smelters", 60000.0, True),
        ("Tajikistan mines", "China smelters", 15000.0, False),
        ("Other mines", "China smelters", 9000.0, False),
        ("Other mines", "Other smelters", 12000.0, False),
        ("Tajikistan mines", "Other smelters", 2000.0, False),
        ("China smelters", "US users", 9000.0, True),
        ("China smelters", "Users elsewhere", 75000.0, False),
        ("Other smelters", "US users", 6000.0, False),
        ("Other smelters", "Users elsewhere", 8000.0, False),
    )
    made = []
    for i, (origin, target, value, accent) in enumerate(flows):
        key = _trace(book, f"market.flow/{i}", value, "t")
        made.append(Flow(origin, target, value, book[key].display, key, accent))
    names = {"China mines": 0, "Tajikistan mines": 0, "Other mines": 0, "China smelters": 1}
    names |= {"Other smelters": 1, "US users": 2, "Users elsewhere": 2}
    return Picture(
        id="chain",
        title=Text("Most ore passes through Chinese smelters before it reaches a user"),
        subtitle=Text("Antimony contained, tonnes, 2024"),
        figure=Flows(
            tuple(Stage(n, c, n == "China smelters") for n, c in names.items()),
            tuple(made),
            "t Sb contained",
            ("Mines", "Smelters", "Users"),
        ),
        alt=Text("A flow picture in three columns; Chinese smelters take most of the ore."),
        source=Text("Tenor market model, baseline"),
    )


def _ladder(book: TraceBook) -> Picture:
    return Picture(
        id="ladder",
        title=Text("No deal has paid out; the firmest one is an approval"),
        subtitle=Text("Highest status on record for each deal, at the cut-off"),
        figure=Ladder(
            (
                Rung(
                    "USSM-FWO smelter",
                    "MoU signed",
                    "2025-09-08",
                    note="USD 500 million",
                    trace="deal.money/USSM-FWO",
                    earlier=(("announced", "2025-09-08"),),
                ),
                Rung(
                    "EXIM for Reko Diq",
                    "announced",
                    "2025-12-10",
                    note="USD 1.2 billion",
                    trace="deal.promised/1",
                ),
                Rung("Tariff, rate of April 2025", "announced", "2025-04-02", "superseded"),
                Rung(
                    "Tariff, rate of July 2025",
                    "contract signed",
                    "2025-07-31",
                    "void",
                    "struck down 2026-02-20",
                ),
                Rung("Saindak lease", "operating", "2002", note="to 2037"),
            )
        ),
        alt=Text("A dot for each deal at the step reached; hollow where it no longer holds."),
        source=Text("Ledger of claims, five articles and nine government texts in words"),
    )


def _world(book: TraceBook) -> Picture:
    flows = []
    for code, value in {
        "CHN": 9200.0,
        "BEL": 4100.0,
        "IND": 1500.0,
        "BOL": 900.0,
        "THA": 3300.0,
        "VNM": 700.0,
    }.items():
        key = _trace(book, f"trade.flow/{code}/USA", value, "t")
        flows.append(RouteFlow(code, "USA", value, book[key].display, key, code == "CHN"))
    return Picture(
        id="routes",
        title=Text("A third of what the United States buys comes from China"),
        subtitle=Text("US imports of antimony oxide, tonnes, 2024"),
        figure=WorldFlows(tuple(flows), "t", tuple(NAMES.items()), ("USA", "PAK")),
        alt=Text("Curves from six countries to the United States; China's is the widest."),
        source=Text("CEPII BACI, 2024"),
        note=Text("Boundaries are no statement on sovereignty."),
    )


def _places(book: TraceBook) -> Picture:
    return Picture(
        id="sites",
        title=Text("The mines lie in the far west, the ports in the south"),
        subtitle=Text("Projects and ports named in the case"),
        figure=PlaceMap(
            (
                Place("Reko Diq", 62.1, 29.1, note="copper, gold", accent=True),
                Place("Saindak", 61.6, 29.3, note="copper"),
                Place("Krinj, Chitral", 71.8, 35.9, note="antimony"),
                Place("Port Qasim", 67.35, 24.77, "port"),
                Place("Gwadar", 62.33, 25.11, "port"),
                Place("Islamabad", 73.05, 33.69, "town"),
                Place("Quetta", 67.0, 30.2, "town", note="<img src=x onerror=alert(1)>"),
            )
        ),
        alt=Text("A map of Pakistan with two mines in western Balochistan and two ports."),
        source=Text("Natural Earth outlines; positions from company pages"),
        note=Text("Boundaries are no statement on sovereignty."),
    )


def _small(book: TraceBook, name: str, value: float) -> Picture:
    key = _trace(book, f"finance.value/{name.lower()}", value, "USD_2024")
    low, high = value * 0.4, value * 1.8
    bars = (Bar(name, value, book[key].display, low, high, key, True),)
    return Picture(
        id=f"worth-{name.lower()}",
        title=Text(f"{name}: {{{key}}}"),
        subtitle=Text("Present value, USD of 2024, real, after tax"),
        figure=Bars(bars, "million USD of 2024", scale=1e-6, interval="5-95% of draws"),
        alt=Text(f"{name} gets {{{key}}}."),
        source=Text("Tenor finance model"),
    )


def _reserve(book: TraceBook) -> Picture:
    key = _trace(book, "market.change/reserve", -0.12, "fraction")
    bars = (
        Bar("Change since 2019", -0.12, book[key].display, -0.2, -0.05, key),
        Bar("<script>alert()</script> & {x}", None, "no record"),
    )
    return Picture(
        id="reserve",
        title=Text("The reserve was written down by {market.change/reserve}"),
        subtitle=Text("Change of the national antimony reserve, 2019-2024"),
        figure=Bars(bars, "%", scale=100),
        alt=Text("One bar to the left of zero."),
        source=Text("USGS"),
    )


def _table(book: TraceBook) -> Table:
    rows = []
    for i, year in enumerate(range(1990, 2025)):
        value = None if year == 2015 else 1000.0 + 37.5 * i
        point = (
            DataPoint(value, f"{value:,.0f}", "trade.flow/CHN/USA", "t")
            if value
            else DataPoint(None, "", "trade.flow/CHN/USA", "t")
        )
        rows.append(
            (str(year), point, Ref("trade.flow/CHN/USA"), Text("`261710`") if i else HOSTILE)
        )
    return Table(
        "imports",
        Text("US imports from China by year, against {trade.flow/CHN/USA} in the last year"),
        (
            Column("year", "Year", kind="year"),
            Column("tonnes", "Imports from China", "right", "t", "number"),
            Column("last", "Last year", "right", "t", "number"),
            Column("words", "As the document prints it", kind="quote"),
        ),
        tuple(rows),
        note=Text("A year without a record stays empty."),
        source=Text("CEPII BACI"),
        printed_rows=10,
    )


def _wide_table() -> Table:
    names = ("Commodity", "Stage", "What the data allow", "Concentration of output", "Imports")
    columns = tuple(
        Column(f"c{i}", names[i % 5] + (" again" if i > 4 else ""), "right" if i > 2 else "left")
        for i in range(11)
    )
    number = Text("{market.flow/0} gross")
    row = ("Antimony", "intermediate", "imports known, output not", *([number] * 8))
    return Table("wide", Text("Eleven columns"), columns, (row,) * 3, source=Text("USGS"))


def build_page() -> Page:
    """Return the page; every call returns an equal one."""
    book = TraceBook()
    pictures = {
        p.id: p
        for p in (
            _bars(book),
            _shares(book),
            _lines(book),
            _fan(book),
            _ranges(book),
            _flows(book),
            _ladder(book),
            _world(book),
            _places(book),
            _small(book, "Pakistan", 4.2e8),
            _small(book, "Balochistan", 1.9e8),
            _reserve(book),
        )
    }
    _trace(book, "deal.money/USSM-FWO", 5e8, "USD_nominal", digits=1)
    _trace(
        book,
        "risk.hhi/antimony",
        0.396,
        "hhi",
        formula="sum of squared shares of world mine output",
        inputs=(
            *(Input(f"risk.mine_share/{c}/antimony", v, "fraction") for c, v in MINE.items()),
            Input("share of others", 0.07, "fraction"),
        ),
    )
    book.add(
        Trace(
            "risk.months/antimony",
            None,
            "not known",
            "months",
            "reserve / use * 12",
            (Input("use", None, "t"),),
            (USGS,),
            ("Use is that of 2024.", HOSTILE),
        )
    )
    return _page(book, pictures)


def _findings() -> tuple[Finding, ...]:
    return (
        Finding(
            Text(
                "About **{deal.money/USSM-FWO}** is pledged in the deal that made the headline; "
                "none of it is contracted."
            ),
            "recorded",
            "fact",
            "promised-done",
        ),
        Finding(
            Text(
                "Pakistan mined {risk.mine_share/PAK/antimony} of the world's antimony in 2024: "
                "the smelter, not the ore, is scarce."
            ),
            "very likely",
            "model",
            "depends",
        ),
        Finding(
            Text(
                "China smelts {risk.stage/smelt/CHN} of it, and mine output has "
                "an HHI of {risk.hhi/antimony} (an index of concentration from `0` to `10,000`)."
            ),
            "likely",
            "model",
            "depends",
        ),
        Finding(
            Text(
                "How long the reserve would last is {risk.months/antimony}: "
                "no document gives its basis."
            ),
            "as stated",
            "fact",
            "unknown",
        ),
        Finding(
            Text("A refinery in Pakistan before 2030 would need a buyer's contract first."),
            "unlikely",
            "judgement",
            "worth",
        ),
    )


def _page(book: TraceBook, pictures: dict[str, Picture]) -> Page:
    sections = (
        Section(
            "promised-done",
            Text("Promised against done"),
            Text("Three deals sit under one headline. **None** had paid out at the cut-off."),
            (
                pictures["ladder"],
                Paragraph(
                    Text(
                        "The pledge of {deal.money/USSM-FWO} was reported by five articles "
                        "with one origin. See [the order of 31 July 2025]"
                        "(https://www.federalregister.gov/) and [what is not known](#unknown)."
                    )
                ),
                Quote(HOSTILE, Text("Article of September 2025, second paragraph")),
                Heading("size", Text("Is it material?")),
                pictures["promised"],
                Definitions(
                    (
                        (
                            Text("MoU"),
                            Text(
                                "A memorandum of understanding: an intention "
                                "that binds nobody to pay."
                            ),
                        ),
                        (Text("HHI"), Text("Sum of squared shares, here {risk.hhi/antimony}.")),
                    )
                ),
            ),
        ),
        Section(
            "depends",
            Text("Who depends on whom"),
            Text("The chokepoint is the smelter."),
            (
                pictures["stages"],
                pictures["mines"],
                pictures["history"],
                Heading("routes-heading", Text("Where it comes from")),
                pictures["chain"],
                pictures["routes"],
                _table(book),
                _wide_table(),
            ),
        ),
        Section(
            "worth",
            Text("What it is worth, to whom"),
            None,
            (
                PictureRow((pictures["worth-pakistan"], pictures["worth-balochistan"])),
                pictures["fan"],
                pictures["sites"],
                Callout(
                    Text("Two dates decide scarcity value"),
                    Text("China's suspensions end on 10 November and 27 November 2026."),
                    "caveat",
                ),
                Callout(Text("Verify first"), Text("Whether FWO holds titles."), "check"),
            ),
        ),
        Section(
            "unknown",
            Text("What we don't know"),
            None,
            (
                Bullets(
                    (Text("The text of the MoU."), Text("Assays; price; site of the refinery.")),
                    ordered=True,
                ),
                Bullets((Text("The reserve's basis: {risk.months/antimony}."),)),
                Findings(
                    (
                        Finding(
                            Text("The Chitral figure is twenty times the national reserve."),
                            "as stated",
                            "fact",
                        ),
                    )
                ),
                Fold(
                    Text("How the gaps were ranked"),
                    (Paragraph(Text("By what they could change in the answer.")),),
                ),
                Fold(Text("Range of the reserve"), (pictures["reserve"],), printed=True),
            ),
        ),
    )
    return Page(
        title=Text("Pakistan's critical minerals and the United States"),
        question=Text(
            "Is the partnership announced in September 2025 material, to whom, "
            "and what should each side sign?"
        ),
        meta=Meta(
            "2026-05-27",
            (
                ("BACI trade", "1995-2024"),
                ("World Mining Data", "2018-2024"),
                ("Governance", "1996-2024"),
            ),
            "0.1.0",
            7,
            "pakistan-us",
            "3f6c0a9b",
        ),
        findings=_findings(),
        sections=sections,
        traces=book,
        warnings=(
            Text("World Mining Data was left out of this build: mine shares rest on one source."),
        ),
    )
