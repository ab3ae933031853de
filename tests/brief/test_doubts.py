"""Which corrections, odd figures and price gaps stand in the brief of a case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tenor.decision.doubts import MOST
from tenor.decision.results import Run
from tenor.engine import build_brief, find_trace, run_case
from tenor.panel.case import built_in_cases
from tenor.panel.checks import Finding, check_data
from tenor.panel.checks.finding import RULES
from tenor.panel.checks.traces import trace_finding
from tenor.report.brief.doubts import CHANGES, CORRECTED, WORDS
from tenor.report.html import render_page
from tenor.report.model import Block, Fold, Page, Ref, Table, Text
from tenor.sources.box import open_tables
from tenor.trade import price_gap

SMALL_CASE = Path(__file__).parents[1] / "panel" / "small_case"


@pytest.fixture(scope="module")
def run() -> Run:
    return run_case("pakistan-us")


@pytest.fixture(scope="module")
def page(run: Run) -> Page:
    return build_brief(run)


def tables_of(blocks: tuple[Block, ...]) -> Iterator[Table]:
    for block in blocks:
        if isinstance(block, Table):
            yield block
        elif isinstance(block, Fold):
            yield from tables_of(block.blocks)


def table(page: Page, name: str) -> Table:
    (found,) = [t for s in page.sections for t in tables_of(s.blocks) if t.id == name]
    return found


def column(found: Table, key: str) -> list[Any]:
    at = [c.key for c in found.columns].index(key)
    return [row[at] for row in found.rows]


def shown(page: Page, cell: Any) -> str:
    """Return a cell as it is printed."""
    if isinstance(cell, Ref):
        return page.traces[cell.id].display
    if isinstance(cell, Text):
        text = cell.markup
        for ref in cell.refs():
            text = text.replace("{" + ref + "}", page.traces[ref].display)
        return text
    return cell or ""


def test_the_odd_figures_of_the_host_are_there(page: Page) -> None:
    found = table(page, "doubts")
    assert len(found.rows) <= MOST
    rows = dict(zip(column(found, "figure"), found.rows, strict=True))
    chromite = [shown(page, cell) for cell in rows["Chromium ore (261000), Pakistan, 2024"]]
    assert chromite[2:5] == ["413,000 t", "203,000 to 281,000 t", "1.5"]
    gold = rows["Gold output, Pakistan, 2024"]
    assert gold[2] is None  # not listed, and not a zero
    assert shown(page, gold[3]) == "112 kg"
    assert gold[4] is None
    antimony = rows["Antimony ore (261710), Pakistan to Afghanistan, 2015"]
    assert shown(page, antimony[2]) == "2,600 t"
    assert "Antimony output, the world, 2024" in rows
    tungsten = rows["Tungsten ore (261100), Afghanistan to Pakistan, 2015"]
    assert [shown(page, cell) for cell in tungsten[1:4]] == [
        *("corrected", "51,800 t gross", "taken as missing"),
    ]
    corrected = rows["Gold output, Guyana, 2023-2024"]
    assert [shown(page, cell) for cell in corrected[1:4]] == [
        "corrected",
        "1,164 kg and 1,072 kg",
        "taken as missing",
    ]
    assert all(column(found, "change"))


@pytest.mark.parametrize("case", built_in_cases())
def test_only_what_concerns_the_case_is_there(case: str) -> None:
    run = run_case(case)
    materials = set(run.case.commodities)
    codes = {
        name
        for commodity in materials
        for f in check_data(commodity=commodity).findings
        for name in [f.series]
    }
    for finding in run.doubts.findings:
        assert finding.series in codes
        assert finding.year <= run.case.base_year
        own = run.case.host in (finding.place, finding.partner)
        assert own or finding.rule in ("world_total", "source_disagreement")
    keys = [(f.rule, f.series, f.place, f.partner) for f in run.doubts.findings]
    assert len(keys) == len(set(keys))
    assert len(run.doubts.findings) + len(run.doubts.corrections) <= MOST


def test_corrections_of_other_goods_are_left_to_the_full_list(page: Page, run: Run) -> None:
    told = {row.series for group in run.doubts.corrections for row in group}
    assert told == {"Gold", "261100"}
    assert any("bauxite" in row[0] for row in table(page, "corrections").rows)
    assert "Guinea" not in " ".join(map(str, column(table(page, "doubts"), "figure")))


def test_a_table_is_there_only_with_rows() -> None:
    page = build_brief(run_case(SMALL_CASE))
    names = {t.id for s in page.sections for t in tables_of(s.blocks)}
    run = run_case(SMALL_CASE)
    assert ("doubts" in names) == bool(run.doubts.findings or run.doubts.corrections)
    assert ("price-gap" in names) == bool(run.gaps)


def test_every_rule_has_words() -> None:
    assert set(WORDS) == set(CHANGES) == set(RULES)
    assert set(CORRECTED) == {"baci", "wmd", "wgi"}


def test_the_gap_of_the_largest_ore_is_there(page: Page, run: Run) -> None:
    found = table(page, "price-gap")
    assert len(found.rows) <= 8
    gap = price_gap("PAK", "chromium", years=[2024], tables=open_tables())
    low, high = gap.total["gap_usd"]
    whole = "report.price_gap_{}_usd/PAK/chromium/ore/2024"
    assert page.traces[whole.format("low")].value == pytest.approx(low)
    assert page.traces[whole.format("high")].value == pytest.approx(high)
    assert low < 0 < high
    assert "neither clearly below nor above" in found.title.markup
    first = found.rows[0]
    assert [shown(page, cell) for cell in first[:6]] == [
        "Chromium, ore",
        "China",
        "364,000 t gross",
        "311 USD/t gross",
        "311 USD/t gross",
        "331 USD/t gross",
    ]
    note = found.note.markup if found.note else ""
    for word in ("grade", "moisture", "lump or fines", "transfer pricing", "no proof"):
        assert word in note


def test_each_number_of_both_tables_answers_its_trace(page: Page) -> None:
    refs = [
        ref
        for name in ("doubts", "price-gap")
        for row in table(page, name).rows
        for cell in row
        for ref in ([cell.id] if isinstance(cell, Ref) else [])
    ]
    assert len(refs) > 30
    for ref in refs[::7]:
        assert find_trace(ref) == page.traces[ref]


def test_the_factor_is_raw_over_the_nearer_end(run: Run) -> None:
    told = ("x", "PAK", "", 2024, "material_balance")
    one = Finding(*told, 30.0, (5.0, 10.0), "t", 1.0, "why")
    parts = {m: trace_finding(m, one, run.tables) for m in ("raw", "expected", "times")}
    assert [parts[m].value for m in parts] == [30.0, 10.0, 3.0]
    below = Finding(*told, 1.0, (5.0, 10.0), "t", 1.0, "why")
    assert trace_finding("times", below, run.tables).value == pytest.approx(0.2)
    missing = Finding(*told, None, 5.0, "t", 1.0, "why")
    assert trace_finding("times", missing, run.tables).value is None
    assert trace_finding("raw", missing, run.tables).display == "not known"


@pytest.mark.browser
def test_the_printed_brief_stays_short(page: Page, chromium: str, tmp_path: Path) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    sync_api = pytest.importorskip("playwright.sync_api")
    source, target = tmp_path / "brief.html", tmp_path / "brief.pdf"
    source.write_text(render_page(page), encoding="utf-8")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        sheet = browser.new_page(viewport={"width": 1280, "height": 900})
        sheet.goto(source.as_uri())
        sheet.pdf(path=target, prefer_css_page_size=True, print_background=True)
        browser.close()
    document = pdfium.PdfDocument(target)
    # 16 pages when the tables above came in, 20 with the headline test; documents and shocks add
    # one each, what projects are worth and refining three, their methods and sources one.
    assert len(document) <= 26
    joined = " ".join(
        " ".join(document[i].get_textpage().get_text_range() for i in range(len(document))).split()
    )
    assert "figures that do not fit" in joined
    assert "transfer pricing" in joined
