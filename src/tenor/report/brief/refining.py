"""The section on refining at home against shipping: what it adds, who pays, who gains."""

from __future__ import annotations

from tenor.core.countries import country_name
from tenor.decision.refining import Refined
from tenor.report.brief.ink import Ink, listed
from tenor.report.brief.worth import party_name
from tenor.report.figures import Dot, RangeRow, Ranges
from tenor.report.markup import literal
from tenor.report.model import Block, Cell, Column, Fold, Paragraph, Picture, Section, Table, Text

SOURCE = Text("Routes and project files of the case; [Methods](#methods)")
ROWS = (
    ("npv_after_tax", "Plant, NPV after tax"),
    ("npv_p05", "Plant, 5% of draws"),
    ("npv_p95", "Plant, 95% of draws"),
    ("probability_npv_positive", "Plant earns its rate in"),
    ("capex", "Capital"),
    ("year/value_added", "Value added"),
    ("year/tax", "Royalty and tax of the plant"),
    ("year/jobs", "Jobs"),
    ("capex_per_job", "Capital per job"),
    ("year/power_mw", "Power"),
    ("year/water_m3", "Water"),
    ("year/shipped_wet_t", "Tonnes if shipped"),
    ("ship_freight_per_t", "Freight of it, per tonne"),
    ("year/made_t", "Tonnes if refined"),
    ("made_freight_per_t", "Freight of it, per tonne"),
    ("charge_stated", "Charge on feed, in the file"),
    ("charge_break_even", "Charge that the plant needs"),
    ("charge_share", "The same over the worth of the feed"),
)


def build_refining(ink: Ink) -> Section | None:
    """Return the section; None where the case states no routes."""
    found = ink.run.refined
    if not found:
        return None
    blocks: list[Block] = [route_table(ink, found), charge_picture(ink, found[0])]
    blocks.append(Paragraph(Text(" ".join(buyer_words(ink, found)))))
    blocks.append(Fold(Text("Who gets what, either way"), (gain_table(ink, found),)))
    return Section(
        id="refining",
        title=Text("Refine or ship"),
        lead=Text(lead(ink, found)),
        blocks=tuple(blocks),
    )


def lead(ink: Ink, found: tuple[Refined, ...]) -> str:
    """Return the first route in a sentence or two."""
    first = found[0]
    t = first.traces
    parts = [f"{literal(r.plain_title)} {ink.put(r.traces['npv_after_tax'])}" for r in found]
    return (
        f"Value that a plant at home adds, after its tax: {listed(parts)}. The first would need "
        f"{ink.put(t['charge_break_even'])} of feed in treatment and refining together, where its "
        f"file, in line with the trade, has {ink.put(t['charge_stated'])} with the freight saved."
    )


def route_table(ink: Ink, found: tuple[Refined, ...]) -> Table:
    """Return the measures of each route, one column each."""
    rows: list[tuple[Cell, ...]] = [
        (label, *(ink.ref(r.traces.get(key)) for r in found)) for key, label in ROWS
    ]
    columns = (
        Column(f"route-{i}", literal(r.plain_title), align="right", missing="none")
        for i, r in enumerate(found)
    )
    return Table(
        id="refining-routes",
        title=Text("Refining at home, a year at full rate and over the life"),
        columns=(Column("measure", "Measure"), *columns),
        rows=tuple(rows),
        note=Text(
            "The plant buys its feed at what an export would leave, so what it adds is its own. "
            "Value added is sales less freight, feed and all that is bought but work. A charge "
            "below nothing means that the plant could pay more for its feed than its file says."
        ),
        source=SOURCE,
    )


def charge_picture(ink: Ink, refined: Refined) -> Picture:
    """Return the charge that a plant needs beside what was paid in the trade."""
    t = refined.traces

    def dot(key: str, role: str, low: str = "", high: str = "") -> Dot:
        trace = ink.book.add(t[key])
        ends = [t[k].value if k in t else None for k in (low, high)]
        value, first, last = (
            float(x) if isinstance(x, int | float) else None for x in (trace.value, *ends)
        )
        return Dot(role, value, trace.display, first, last, trace=trace.id)

    marks = [
        ("Needed, after tax", "charge_break_even"),
        ("Needed, before tax", "charge_pre_tax"),
        ("In the plant's file", "charge_stated"),
        *(
            (f"Paid in the trade, {m.id}", refined.stated_id(m.id))
            for m in refined.route.benchmarks
        ),
    ]
    ranged = {"charge_pre_tax": ("charge_p05", "charge_p95")}
    rows = [RangeRow(label, (dot(key, "charge", *ranged.get(key, ())),)) for label, key in marks]
    data = Table(
        id="refining-charge-data",
        title=Text("Charge per tonne of feed"),
        columns=(
            Column("charge", "Charge", kind="quote"),
            Column("value", "Value", align="right"),
            Column("low", "5% of draws", align="right", missing=""),
            Column("high", "95% of draws", align="right", missing=""),
        ),
        rows=tuple(
            (
                label,
                ink.ref(t[key]),
                *(ink.ref(t.get(end)) for end in ranged.get(key, ("", ""))),
            )
            for label, key in marks
        ),
    )
    share = ink.put(t["charge_share"])
    return Picture(
        id="refining-charge",
        title=Text(f"{literal(refined.plain_title)}: the plant needs {share} of its feed's worth"),
        subtitle=Text("Charge per tonne of feed; the bar is 5-95% of draws, before tax"),
        figure=Ranges(tuple(rows), "USD per tonne of feed", log=False, accent="charge"),
        alt=Text("The charge that the plant needs beside those paid in the trade."),
        source=SOURCE,
        data=data,
    )


def gain_table(ink: Ink, found: tuple[Refined, ...]) -> Table:
    """Return what each party gets either way; parties that neither way moves are left out."""
    rows: list[tuple[Cell, ...]] = []
    valued = {v.id: v for v in ink.run.values}
    for r in found:
        for gain in r.result.gains:
            ends = (gain.refine, gain.ship if gain.at_break_even is None else gain.at_break_even)
            if all(abs(end - gain.ship) <= 1e-4 * max(1.0, abs(gain.ship)) for end in ends):
                continue
            cells = (ink.ref(r.traces[f"{w}/{gain.party}"]) for w in ("ship", "refine"))
            even = ink.ref(r.traces[f"at_break_even/{gain.party}"])
            party = party_name(valued[r.route.mine or r.route.plant], gain.party)
            rows.append((literal(r.plain_title), party, *cells, even))
    return Table(
        id="refining-parties",
        title=Text("Who gets what: shipped, refined, and at the charge that the plant needs"),
        columns=(
            Column("route", "Route", kind="quote"),
            Column("party", "Party", kind="quote"),
            Column("ship", "Shipped", align="right"),
            Column("refine", "Refined", align="right"),
            Column("even", "At that charge", align="right", missing="none does"),
        ),
        rows=tuple(rows),
        source=SOURCE,
        printed_rows=12,
    )


def buyer_words(ink: Ink, found: tuple[Refined, ...]) -> list[str]:
    """Return who buys what is shipped and what is made, in a sentence each."""
    words = []
    for r in found:
        for kind, form, buyers in (
            ("ship", r.route.shipped, r.ship_buyers),
            ("made", r.route.made, r.made_buyers),
        ):
            keys = [key for key in r.traces if key.startswith(f"{kind}_buyer/")]
            shares = [
                f"{country_name(key.partition('/')[2])} {ink.put(r.traces[key])}" for key in keys
            ]
            if shares:
                words.append(
                    f"Who bought {literal(r.route.commodity)} {literal(form)} in {buyers.year}: "
                    f"{listed(shares)}."
                )
    if any(not r.made_buyers.codes for r in found):
        words.append("What is made has no code in the trade data at hand; its buyers are not told.")
    return words
