"""The page is one file, escaped, traced and the same each time."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote

import pytest

from tenor.core.trace import Source, Trace, format_value
from tenor.report.html import (
    css_string,
    held_words,
    plotly_source,
    render_cell,
    render_page,
    trace_anchor,
)
from tenor.report.model import Column, Page, Section, Table, Text
from tenor.report.tables import csv_text, page_data
from tenor.report.theme import LIGHT, token_theme

SOURCE = Source("table", "row", "A. Author (2024)")


class Reader(HTMLParser):
    """Collects elements with their attributes, and the text of each link."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.links: list[tuple[dict[str, str | None], str]] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self._open: tuple[str, dict[str, str | None], list[str]] | None = None
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in {"a", "script"}:
            self._open = (tag, dict(attrs), [])

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[2].append(data)

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[0] == tag:
            kind, attrs, words = self._open
            (self.links if kind == "a" else self.scripts).append((attrs, "".join(words)))
            self._open = None


@pytest.fixture(scope="module")
def reader(document: str) -> Reader:
    return Reader(document)


def test_the_text_of_a_number_is_its_display(reader: Reader, page: Page) -> None:
    numbers = [(a, words) for a, words in reader.links if a.get("class") == "n"]
    assert len(numbers) > 60
    for attrs, words in numbers:
        assert words == page.traces[str(attrs["data-trace"])].display


def test_every_number_leads_to_a_row_of_the_register(reader: Reader) -> None:
    rows = {a["id"]: a["data-record"] for tag, a in reader.elements if tag == "article"}
    linked = [a for a, _ in reader.links if "data-trace" in a]
    assert {a["class"] for a in linked} == {"n", "s"}
    for attrs in linked:
        assert rows[str(attrs["href"]).removeprefix("#")] == attrs["data-trace"]


def test_ids_are_unique_and_links_inside_the_page_arrive(reader: Reader) -> None:
    ids = [a["id"] for _, a in reader.elements if a.get("id")]
    assert len(ids) == len(set(ids))
    inside = [str(a["href"])[1:] for a, _ in reader.links if str(a.get("href", "")).startswith("#")]
    assert set(inside) <= set(ids)


def test_nothing_is_fetched(reader: Reader) -> None:
    for tag, attrs in reader.elements:
        assert not {"src", "srcset", "poster", "action", "background"} & set(attrs), tag
        assert tag not in {"link", "iframe", "img", "object", "embed", "base", "form"}
    policy = next(a["content"] for t, a in reader.elements if a.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval" not in policy
    assert "http" not in policy


def test_the_policy_allows_exactly_the_scripts_of_the_page(reader: Reader) -> None:
    run = [text for attrs, text in reader.scripts if "type" not in attrs]
    run.append(next(text for attrs, text in reader.scripts if attrs.get("id") == "plotly"))
    digests = {base64.b64encode(hashlib.sha256(t.encode()).digest()).decode() for t in run}
    policy = next(str(a["content"]) for _, a in reader.elements if a.get("http-equiv"))
    assert set(re.findall(r"'sha256-([^']+)'", policy)) == digests
    assert len(digests) == 3


def test_the_drawing_library_is_there_once(document: str) -> None:
    assert document.count(plotly_source()) == 1


def test_strings_of_others_are_escaped(reader: Reader, document: str, example: ModuleType) -> None:
    assert example.HOSTILE not in document
    assert "<script>alert" not in document
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#34;quoted&#34;" in document
    assert not any(name.startswith("on") for _, attrs in reader.elements for name in attrs)


def test_figures_hold_no_markup_of_others(reader: Reader) -> None:
    figures = [text for attrs, text in reader.scripts if "data-figure" in attrs]
    assert len(figures) == 24
    joined = "".join(figures)
    assert "<" not in joined
    words = json.dumps([json.loads(text) for text in figures], ensure_ascii=False)
    assert "&lt;img src=x onerror=alert(1)&gt;" in words
    assert "<img" not in words
    tags = set(re.findall(r"<[^>]*>", words))
    assert tags <= {"<br>", "<b>", "</b>", "<i>", "</i>", "</span>", "<extra>", "</extra>"} | {
        f"<span style='color:{token_theme().muted}'>"
    }


def test_figures_use_stand_in_colours_only(reader: Reader) -> None:
    palettes = next(json.loads(t) for a, t in reader.scripts if a.get("id") == "palettes")
    assert set(palettes) == {"light", "dark"}
    assert set(palettes["light"]) == set(palettes["dark"])
    assert LIGHT.accent in palettes["light"].values()
    for attrs, text in reader.scripts:
        if "data-figure" in attrs:
            colours = set(re.findall(r"#[0-9a-fA-F]{6}", text))
            assert colours <= set(palettes["light"]), attrs["data-figure"]


@pytest.mark.parametrize(("count", "waiting"), [(30, 0), (31, 19)])
def test_a_long_table_shows_its_first_rows(page: Page, count: int, waiting: int) -> None:
    rows = tuple((f"row {n}",) for n in range(count))
    table = Table("t", Text("T"), (Column("r", "R", kind="code"),), rows, printed_rows=20)
    small = replace(page, sections=(Section("s", Text("S"), None, (table,)),), findings=())
    document = render_page(small)
    found = [str(a.get("class", "")).split() for t, a in Reader(document).elements if t == "tr"][1:]
    assert len(found) == count
    assert sum("later" in classes for classes in found) == waiting
    assert ["noprint" in classes for classes in found] == [False] * 20 + [True] * (count - 20)
    assert (f"Show all {count} rows" in document) == bool(waiting)


def test_dates_in_cells_stay_on_one_line_and_addresses_may_break(page: Page) -> None:
    words = "signed 2025-09-08 & on, example.org/a/path/of/many/parts"
    cell = str(render_cell(Column("c", "C"), words, page.traces))
    assert 'signed <span class="free">2025-09-08</span> &amp; on, ' in cell
    assert "example.<wbr>org/<wbr>a/<wbr>path" in cell
    assert re.sub(r"<[^>]+>", "", cell).replace("&amp;", "&") == words
    year = render_cell(Column("c", "C", kind="year"), "about 2030", page.traces)
    assert year == '<span class="free">about 2030</span>'


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (13830.740000000002, "t", "13,830.74"),
        (0.1 + 0.2, "fraction", "0.3"),
        (1.5e-9, "index", "0.0000000015"),
        (133_786_611.0, "USD_nominal", "133,786,611"),
        (2.5e15, "USD_nominal", "2,500,000,000,000,000"),
        (1234, "count", "1,234"),
        (-0.25, "fraction", "-0.25"),
        (0.275, "hhi", "0.275 on 0 to 1, printed as 2,750"),
        (None, "t", "not known"),
    ],
)
def test_the_value_held_has_no_binary_noise(value: float | None, unit: str, words: str) -> None:
    display = format_value(value, unit)
    assert held_words(Trace("x.y/a", value, display, unit, "sum", (), (SOURCE,))) == words


def test_tables_have_headings_with_scope(reader: Reader) -> None:
    heads = [a for tag, a in reader.elements if tag == "th"]
    assert heads
    assert {a.get("scope") for a in heads} == {"row", "col"}


def test_pictures_have_words(reader: Reader, page: Page) -> None:
    charts = [a for _, a in reader.elements if a.get("class") == "chart"]
    assert len(charts) == 12
    assert all(a["role"] == "img" and a["aria-label"] for a in charts)
    label = next(a["aria-label"] for a in charts if a["data-picture"] == "stages")
    assert label == "China's share is the largest at each stage and 82% at smelting."


def test_the_download_is_the_csv_of_the_table(reader: Reader, page: Page) -> None:
    links = {a["download"]: str(a["href"]) for a, _ in reader.links if a.get("download")}
    tables = {f"{t.id}.csv": csv_text(t, page.traces) for t in page_data(page)}
    assert set(links) == set(tables)
    for name, text in tables.items():
        assert unquote(links[name].removeprefix("data:text/csv;charset=utf-8,")) == text


def test_kind_and_confidence_are_said_in_words(document: str) -> None:
    words = " ".join(re.sub(r"<[^>]+>", " ", document).split())
    assert "Model result very likely (80-95%)" in words
    assert "Judgement unlikely (20-45%)" in words
    assert "Recorded fact as stated Section 4" in words


def test_a_page_without_pictures_holds_no_drawing_library(page: Page) -> None:
    small = render_page(replace(page, sections=(Section("s", Text("S"), None, ()),), findings=()))
    assert len(small) < 120_000
    assert "data-figure" not in small.split("<script>", 2)[1]


def test_the_same_page_gives_the_same_bytes(document: str, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1]);"
        "from example_page import build_page; from tenor.report.html import render_page;"
        "Path(sys.argv[2]).write_text(render_page(build_page()), encoding='utf-8')"
    )
    out = tmp_path / "page.html"
    here = str(Path(__file__).parent)
    environment = {"PYTHONHASHSEED": "77", "PATH": "", "TZ": "Asia/Karachi"}
    subprocess.run([sys.executable, "-c", code, here, str(out)], check=True, env=environment)
    assert out.read_text(encoding="utf-8") == document


def test_anchors_are_unique_for_unlike_ids() -> None:
    ids = ["a/b", "a b", "a~20~b", "a.b", "a%b", "ä"]
    anchors = [trace_anchor(i) for i in ids]
    assert len(set(anchors)) == len(ids)
    assert all(re.fullmatch(r"trace-[A-Za-z0-9._/~-]+", a) for a in anchors)


def test_the_words_in_the_page_margin_cannot_leave_their_string() -> None:
    assert css_string('x"; } body { display: none') == (
        '"x\\22 \\3b  \\7d  body \\7b  display: none"'
    )
