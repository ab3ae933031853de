"""The brief in a browser: quiet, quick, readable on a phone, printable, usable by keyboard."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tenor.report.theme import DARK, LIGHT

pytestmark = pytest.mark.browser

Open = Callable[..., Any]
SIZES = pytest.mark.parametrize("width", [1440, 768, 390])
A4 = (595.28, 841.89)  # points
INNER_MM = 210 - 2 * 16

OVERFLOW = """() => [...document.querySelectorAll('main *')].filter(element => {
  const box = element.getBoundingClientRect();
  if (!box.width || element.closest('.tablebox, .main-svg, svg')) return false;
  return box.right > innerWidth + 1 || box.left < -1;
}).map(element => element.outerHTML.slice(0, 90))"""

CUT = """() => [...document.querySelectorAll('.chart')].filter(chart => chart.dataset.state)
 .flatMap(chart => {
  const frame = chart.getBoundingClientRect();
  return [...chart.querySelectorAll('.annotation-text, .xtick text, .ytick text')]
    .map(node => [chart.dataset.picture, node.textContent, node.getBoundingClientRect()])
    .filter(([, , box]) => box.width && (box.left < frame.left - 2 || box.right > frame.right + 2
      || box.top < frame.top - 2 || box.bottom > frame.bottom + 2))
    .map(([picture, text]) => `${picture}: ${text}`);
})"""


def _hex(colour: str) -> str:
    return "rgb(" + ", ".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)) + ")"


@SIZES
def test_it_opens_quickly_and_asks_for_nothing(settled: Open, width: int) -> None:
    open_page = settled(width)
    seconds = open_page.run("performance.getEntriesByType('navigation')[0].loadEventEnd / 1000")
    assert 0 < seconds < 2
    assert len(open_page.requests) == 1
    assert open_page.requests[0].startswith("file:")
    assert open_page.complaints == []


@SIZES
def test_every_picture_is_drawn_and_no_word_of_it_is_cut(settled: Open, width: int) -> None:
    open_page = settled(width)
    drawn = open_page.run(
        "[...document.querySelectorAll('.chart')].map(c => c.querySelectorAll('.main-svg').length)"
    )
    assert len(drawn) == 12
    assert min(drawn) >= 1
    assert open_page.run(CUT) == []


@SIZES
def test_nothing_is_wider_than_the_screen(settled: Open, width: int) -> None:
    open_page = settled(width)
    for _ in ("closed", "open"):
        assert open_page.run("document.scrollingElement.scrollWidth") <= width
        assert open_page.run(OVERFLOW) == []
        open_page.run("document.querySelectorAll('main details').forEach(d => d.open = true)")


@SIZES
def test_tables_do_not_scroll_inside_the_page(settled: Open, width: int) -> None:
    open_page = settled(width)
    open_page.run("document.querySelectorAll('main details').forEach(d => d.open = true)")
    boxes = open_page.run(
        "[...document.querySelectorAll('.tablebox')].map(b =>"
        " [b.scrollWidth - b.clientWidth, b.scrollHeight - b.clientHeight, b.offsetHeight])"
    )
    assert min(tall for _, _, tall in boxes) > 40
    assert max(down for _, down, _ in boxes) <= 0
    if width == 390:
        assert max(aside for aside, _, _ in boxes) <= 0


@pytest.mark.parametrize("script", [True, False])
def test_all_rows_of_a_long_table_come_by_keyboard(visit: Open, script: bool) -> None:
    open_page = visit(script=script)
    rows = open_page.page.locator("#imports tbody tr")
    switch = open_page.page.get_by_label(f"Show all {rows.count()} rows")
    assert rows.count() > 30
    assert rows.locator("visible=true").count() == 12
    switch.focus()
    open_page.page.keyboard.press("Space")
    assert rows.locator("visible=true").count() == rows.count()
    open_page.page.keyboard.press("Space")
    assert rows.locator("visible=true").count() == 12


def test_the_register_can_be_searched(visit: Open) -> None:
    open_page = visit()
    open_page.page.locator(".register > summary").click()
    rows = open_page.page.locator(".register .trace")
    everything = rows.count()
    open_page.page.get_by_label("Search the register").fill("ANTIMONY mine_share/CHN")
    left = rows.locator("visible=true")
    assert 0 < left.count() < everything
    assert all("risk.mine_share/CHN" in text for text in left.all_inner_texts())
    assert (
        open_page.page.get_by_role("status").inner_text() == f"{left.count()} of {everything} shown"
    )
    open_page.page.get_by_label("Search the register").fill("nothing like it")
    assert left.count() == 0
    open_page.page.locator('#findings a[data-trace="risk.hhi/antimony"]').click()
    assert "sum of squared shares" in open_page.page.locator("#panel").inner_text()
    assert open_page.page.locator("#panel .trace").is_visible()


def test_without_scripts_there_is_no_search_box(visit: Open) -> None:
    open_page = visit(script=False)
    open_page.page.locator(".register > summary").click()
    assert open_page.page.locator(".register .trace").first.is_visible()
    assert not open_page.page.locator(".search").is_visible()


def test_a_narrow_screen_gets_its_own_layout(visit: Open) -> None:
    open_page = visit(390)
    state = "document.querySelector('[data-picture=ladder]').dataset.state"
    open_page.page.wait_for_function(f"() => ({state} || '').startsWith('narrow')", timeout=5_000)
    open_page.page.set_viewport_size({"width": 1200, "height": 900})
    open_page.page.wait_for_function(f"() => {state}.startsWith('wide')", timeout=5_000)


def test_a_number_opens_its_trace_by_click(visit: Open) -> None:
    open_page = visit()
    open_page.page.locator('a[data-trace="risk.hhi/antimony"]').first.click()
    panel = open_page.page.locator("#panel")
    assert panel.is_visible()
    words = panel.inner_text()
    assert "sum of squared shares of world mine output" in words
    assert "CEPII, BACI HS92, release 202601" in words
    panel.locator('a[data-trace="risk.mine_share/CHN/antimony"]').click()
    assert "as published" in panel.inner_text()
    panel.get_by_role("button", name="Back").click()
    assert "sum of squared shares" in panel.inner_text()
    panel.get_by_role("button", name="Close").click()
    assert not panel.is_visible()


def test_a_number_opens_its_trace_by_keyboard(visit: Open) -> None:
    open_page = visit()
    number = open_page.page.locator('#findings a[data-trace="risk.hhi/antimony"]')
    number.focus()
    open_page.page.keyboard.press("Enter")
    panel = open_page.page.locator("#panel")
    assert panel.is_visible()
    for _ in range(30):
        open_page.page.keyboard.press("Tab")
        inside = "document.activeElement === document.body"
        inside += " || document.getElementById('panel').contains(document.activeElement)"
        assert open_page.run(inside)
    open_page.page.keyboard.press("Escape")
    assert not panel.is_visible()
    assert open_page.run("document.activeElement.dataset.trace") == "risk.hhi/antimony"


def test_a_cell_of_a_series_says_so(visit: Open) -> None:
    open_page = visit()
    open_page.page.locator("#imports a.s").first.click()
    words = open_page.page.locator("#panel").inner_text()
    assert "The value 1,000 is one of the series below." in words


def test_strings_of_others_run_nothing(visit: Open) -> None:
    open_page = visit()
    asked: list[str] = []
    open_page.page.on("dialog", lambda d: (asked.append(d.message), d.dismiss()))
    open_page.run("document.getElementById('sites').scrollIntoView()")
    open_page.page.wait_for_selector("#sites .main-svg")
    open_page.page.locator('a[data-trace="risk.months/antimony"]').first.click()
    assert "<script>alert(1)</script>" in open_page.page.locator("#panel").inner_text()
    assert open_page.run("document.querySelectorAll('main img, #panel img').length") == 0
    assert asked == []


@pytest.mark.parametrize(("first", "then"), [("light", "dark"), ("dark", "light")])
def test_the_colours_follow_the_reader(visit: Open, first: str, then: str) -> None:
    themes = {"light": LIGHT, "dark": DARK}
    open_page = visit(scheme=first)
    open_page.run("document.getElementById('sites').scrollIntoView()")
    dots = "[...document.querySelectorAll('[data-picture=sites] .points path')]"
    fill = f"{dots}.map(p => p.style.fill)"
    for scheme in (first, then):
        open_page.page.emulate_media(color_scheme=scheme)
        open_page.page.wait_for_function(
            f"colour => {fill}.includes(colour)", arg=_hex(themes[scheme].accent), timeout=5_000
        )
        ground = open_page.run("getComputedStyle(document.body).backgroundColor")
        assert ground == _hex(themes[scheme].paper)


def test_the_contents_follow_the_reader(visit: Open) -> None:
    open_page = visit()
    current = "document.querySelector('#contents [aria-current]').getAttribute('href')"
    assert open_page.run(current) == "#findings"
    open_page.run(
        "() => { document.documentElement.style.scrollBehavior = 'auto';"
        " document.getElementById('worth').scrollIntoView(); }"
    )
    open_page.page.wait_for_function(f"() => {current} === '#worth'", timeout=3_000)


def test_the_contents_fold_on_a_phone(visit: Open) -> None:
    open_page = visit(390)
    contents = open_page.page.locator("#contents details")
    assert contents.get_attribute("open") is None
    open_page.page.locator("#contents summary").click()
    open_page.page.locator("#contents a[href='#depends']").click()
    assert contents.get_attribute("open") is None
    open_page.page.wait_for_function(
        "() => Math.abs(document.getElementById('depends').getBoundingClientRect().top) < 120",
        timeout=5_000,
    )
    assert open_page.page.locator("#contents .here").inner_text() == "2 Who depends on whom"


def test_touch_targets_are_large_enough(visit: Open) -> None:
    open_page = visit(390)
    open_page.page.locator("#contents summary").click()
    low = open_page.run(
        "[...document.querySelectorAll('#contents a, #contents summary, .data > summary')]"
        ".map(e => e.getBoundingClientRect().height).filter(h => h && h < 30)"
    )
    assert low == []


def test_the_data_behind_a_picture_opens_and_downloads(visit: Open) -> None:
    open_page = visit()
    data = open_page.page.locator("#mines details.data")
    assert data.get_attribute("open") is None
    data.locator("summary").click()
    assert data.locator("tbody tr").count() == 8
    with open_page.page.expect_download() as waiting:
        data.locator("a.download").click()
    assert waiting.value.suggested_filename == "mines-data.csv"
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["item"] for row in rows][:2] == ["China", "Tajikistan"]


def test_without_scripts_the_data_and_the_register_are_there(visit: Open) -> None:
    open_page = visit(390, script=False)
    assert open_page.page.locator("#mines tbody tr").first.is_visible()
    assert not open_page.page.locator("#mines .chart").is_visible()
    link = open_page.page.locator("#findings a.n").first
    target = str(link.get_attribute("href"))
    assert open_page.page.locator(f"[id='{target[1:]}']").count() == 1


def test_headings_and_landmarks_are_in_order(visit: Open) -> None:
    open_page = visit()
    levels = open_page.run(
        "[...document.querySelectorAll('h1,h2,h3,h4')].map(h => Number(h.tagName[1]))"
    )
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))
    assert open_page.run("document.documentElement.lang") == "en"
    for tag in ("main", "nav", "header"):
        assert open_page.page.locator(tag).count() == 1
    open_page.page.keyboard.press("Tab")
    assert open_page.run("document.activeElement.className") == "skip"


def _pdf(open_page: Any, path: Path) -> Any:
    pdfium = pytest.importorskip("pypdfium2")
    open_page.page.pdf(path=path, prefer_css_page_size=True, print_background=True)
    return pdfium.PdfDocument(path)


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_it_prints_on_a4_with_page_numbers(
    visit: Open, tmp_path: Path, width: int, scheme: str
) -> None:
    document = _pdf(visit(width, scheme=scheme), tmp_path / "brief.pdf")
    count = len(document)
    assert 4 <= count <= 9
    words = []
    for number in range(count):
        assert document[number].get_size() == pytest.approx(A4, abs=1)
        words.append(document[number].get_textpage().get_text_range())
        assert f"Page {number + 1} of {count}" in words[-1]
        assert "Known up to 2026-05-27" in words[-1]
    joined = " ".join(" ".join(words).split())
    # Words that stand in the drawings alone: every picture came onto paper.
    for picture in ("financially", "Hatched: not known", "AFGHANISTAN", "export licences"):
        assert picture in joined
    assert "tables/imports.csv" in joined
    assert "The first 10 of 35 rows" in joined
    assert "Data behind this picture" not in joined


@pytest.mark.parametrize("width", [1440, 390])
def test_no_picture_or_table_is_cut_on_paper(visit: Open, width: int) -> None:
    open_page = visit(width, scheme="dark")
    open_page.wait_drawn()
    inner = INNER_MM / 25.4 * 96
    open_page.page.set_viewport_size({"width": round(inner), "height": 900})
    open_page.page.emulate_media(media="print", color_scheme="dark")
    open_page.page.wait_for_function(
        "() => [...document.querySelectorAll('.chart')]"
        ".every(c => !c.clientWidth || c.dataset.state.includes('light'))",
        timeout=5_000,
    )
    boxes = open_page.run(
        "[...document.querySelectorAll('.chart')].filter(c => c.clientWidth).map(chart => {"
        " const frame = chart.getBoundingClientRect();"
        " const drawing = chart.querySelector('.main-svg').getBoundingClientRect();"
        " const figure = chart.closest('figure');"
        " return {id: chart.dataset.picture, frame: frame.width, tall: frame.height,"
        "  width: drawing.width, height: drawing.height, whole: figure.offsetHeight,"
        "  breaks: getComputedStyle(figure).breakInside}; })"
    )
    assert len(boxes) >= 11
    for box in boxes:
        assert box["width"] <= inner + 1, box
        assert box["width"] == pytest.approx(box["frame"], abs=2), box
        assert box["height"] == pytest.approx(box["tall"], abs=2), box
        assert box["whole"] < (297 - 36) / 25.4 * 96, box
        assert box["breaks"] == "avoid", box
    assert open_page.run(CUT) == []
    ends = open_page.run(
        "[...document.querySelectorAll('table')].filter(t => t.offsetWidth)"
        ".map(t => t.getBoundingClientRect().right)"
    )
    assert max(ends) <= inner + 1
    dots = "[...document.querySelectorAll('[data-picture=sites] .points path')]"
    assert _hex(LIGHT.accent) in open_page.run(f"{dots}.map(p => p.style.fill)")
