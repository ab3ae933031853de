"""The brief of each built-in case: nothing untraced, nothing unsourced, ten lines at most."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from tenor.core.errors import UnknownNameError
from tenor.decision.results import Run
from tenor.engine import build_brief, find_trace, run_case
from tenor.panel.case import built_in_cases
from tenor.report.checks import check_untraced_numbers
from tenor.report.html import render_page
from tenor.report.model import Page, page_pictures, page_refs

SMALL_CASE = Path(__file__).parents[1] / "panel" / "small_case"
VOID = {"meta", "link", "br", "img", "hr", "input", "path", "col"}


@pytest.fixture(scope="module", params=[*built_in_cases(), str(SMALL_CASE)])
def run(request: pytest.FixtureRequest) -> Run:
    return run_case(request.param)


@pytest.fixture(scope="module")
def page(run: Run) -> Page:
    return build_brief(run)


def place_of(run: Run) -> str:
    """Return the name or folder that the run's case was loaded from."""
    return run.case.name if run.case.name in built_in_cases() else str(SMALL_CASE)


class TracedText(HTMLParser):
    """Collects the text of every element with ``data-trace``."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str | None, list[str]]] = []
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append((tag, dict(attrs).get("data-trace"), []))

    def handle_data(self, data: str) -> None:
        for _, trace, text in self.open:
            if trace is not None:
                text.append(data)

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            name, trace, text = self.open.pop()
            if trace is not None:
                self.found.append((trace, "".join(text)))
            if name == tag:
                return


def test_every_printed_number_has_a_trace(page: Page) -> None:
    assert check_untraced_numbers(page) == []


def test_printed_text_equals_the_display_of_its_trace(page: Page) -> None:
    reader = TracedText()
    reader.feed(render_page(page))
    assert len(reader.found) > 50
    wrong = [(i, text) for i, text in reader.found if page.traces[i].display != text]
    assert wrong == []
    assert all(page.traces[i].sources for i, _ in reader.found)


def test_there_are_at_most_ten_findings_and_each_names_its_section(page: Page) -> None:
    assert 1 <= len(page.findings) <= 10
    sections = {section.id for section in page.sections}
    assert all(finding.section in sections for finding in page.findings)


def test_every_finding_of_a_model_or_fact_carries_a_number(page: Page) -> None:
    bare = [f.text.markup for f in page.findings if f.kind != "judgement" and not f.text.refs()]
    assert bare == []


def test_sections_stand_in_the_order_of_a_brief(page: Page) -> None:
    # A case without a number that can be tested has no headline test, one without documents no
    # section on them, one without project files none on worth.
    optional = {"headlines", "evidence", "worth", "refining"}
    order = [section.id for section in page.sections if section.id not in optional]
    assert order == [
        "promises",
        "material",
        "dependence",
        "sales",
        "shocks",
        "ahead",
        "unknowns",
        "methods",
        "sources",
    ]


def test_pictures_state_a_finding_and_have_words_for_those_who_cannot_see(page: Page) -> None:
    for picture in page_pictures(page):
        assert len(picture.title.markup) > 15
        assert len(picture.alt.markup) > 15
        assert picture.source.markup


def test_same_case_gives_same_page(run: Run, page: Page) -> None:
    again = build_brief(
        run_case(run.case.name if run.case.name in built_in_cases() else SMALL_CASE)
    )
    assert render_page(again) == render_page(page)


def test_trace_of_a_number_on_the_page_is_found_again(run: Run, page: Page) -> None:
    wanted = sorted({ref.split("/")[0]: ref for ref in page_refs(page)}.values())
    assert wanted
    assert find_trace(wanted[0], place_of(run)) == page.traces[wanted[0]]


def test_unknown_trace_id_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError) as caught:
        find_trace("case.claim/us-sb-consumption-2042")
    assert "case.claim/us-sb-consumption-2024" in str(caught.value)


def test_nothing_after_the_cut_off_is_on_the_page() -> None:
    early = run_case("pakistan-us").case.as_of("2025-07-01")
    page = build_brief(run_case(early))
    text = render_page(page)
    assert len(text) > 100_000 and "EXIM" in text
    # Statistics of 2024 came out in 2026; the page says so instead of hiding them.
    assert "some were published after that day" in text
    assert "published after that day" not in render_page(build_brief(run_case("pakistan-us")))
    for later in ("2025-09-08", "2025-12-10", "5 February 2026", "mid-2027", "November 2026"):
        assert later not in text
