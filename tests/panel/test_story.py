"""``brief.yaml``: the author's lines, their derived numbers, and references that name nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tenor.core.trace import Source, Trace
from tenor.engine import build_brief, run_case
from tenor.panel.case import check_case, load_case
from tenor.panel.case.schema import Derived
from tenor.panel.case.story import refs_of
from tenor.report.brief.story import calc_derived

SMALL = Path(__file__).parent / "small_case"
SOURCE = (Source("t", "r", "c"),)


def traced(*values: float | None) -> list[Trace]:
    return [Trace(f"x.y/{i}", v, "", "t", "", (), SOURCE) for i, v in enumerate(values)]


def derived(formula: str) -> Derived:
    return Derived(id="a", formula=formula, of=("x.y/0",), unit="t", words="w")


@pytest.mark.parametrize(
    ("formula", "of", "by", "expected"),
    [
        ("sum", (1.0, 2.5), (), 3.5),
        ("ratio", (3.0,), (4.0, 8.0), 0.25),
        ("difference", (10.0,), (4.0, 3.0), 3.0),
        ("ratio", (3.0,), (0.0,), None),
        ("sum", (1.0, None), (), None),
        ("ratio", (1.0,), (None,), None),
    ],
)
def test_one_operation(
    formula: str,
    of: tuple[float | None, ...],
    by: tuple[float | None, ...],
    expected: float | None,
) -> None:
    assert calc_derived(derived(formula), traced(*of), traced(*by)) == expected


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SMALL, tmp_path / "small"))


def write_line(case: Path, text: str, extra: str = "") -> None:
    (case / "brief.yaml").write_text(
        f"{extra}lines:\n  - text: >-\n      {text}\n    kind: fact\n    confidence: recorded\n"
        "    section: promises\n"
    )


def test_a_line_is_filled_and_comes_first(case: Path) -> None:
    claim = next(c for c in load_case(case).claims if c.has_number)
    write_line(case, f"It is {{case.claim/{claim.id}}}.")
    assert check_case(case) == []
    page = build_brief(run_case(case))
    assert page.findings[0].text.markup == f"It is {{case.claim/{claim.id}}}."
    assert page.traces[f"case.claim/{claim.id}"].display


def test_a_misspelt_reference_is_a_fault_with_the_nearest(case: Path) -> None:
    claim = next(c for c in load_case(case).claims if c.has_number)
    write_line(case, f"It is {{case.claim/{claim.id}x}}.")
    (fault,) = check_case(case)
    assert fault.file == "brief.yaml"
    assert fault.where.startswith("line ")
    assert f"case.claim/{claim.id}" in fault.hint


def test_a_derived_number_is_checked_and_computed(case: Path) -> None:
    claim = next(c for c in load_case(case).claims if c.value)
    extra = (
        "derived:\n  - id: twice\n    formula: sum\n"
        f"    of: [case.claim/{claim.id}, case.claim/{claim.id}]\n"
        f"    unit: {claim.unit}\n    words: twice the claim\n"
    )
    write_line(case, "It is {report.derived/twice}.", extra)
    assert check_case(case) == []
    trace = build_brief(run_case(case)).traces["report.derived/twice"]
    assert claim.value is not None
    assert trace.value == pytest.approx(2 * claim.value)
    assert [entry.id for entry in trace.inputs] == [f"case.claim/{claim.id}"] * 2


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("kind: fact", "kind: facts", "fact"),
        ("confidence: recorded", "confidence: certain", "almost certain"),
        ("section: promises", "sections: promises", "section"),
    ],
)
def test_words_outside_the_vocabulary_are_faults(
    case: Path, old: str, new: str, expected: str
) -> None:
    write_line(case, "Nothing.")
    file = case / "brief.yaml"
    file.write_text(file.read_text().replace(old, new))
    faults = check_case(case)
    assert faults
    assert any(expected in fault.hint or expected in fault.message for fault in faults)


def test_the_story_is_part_of_the_hash(case: Path) -> None:
    before = load_case(case).hash
    write_line(case, "Nothing.")
    assert load_case(case).hash != before


def test_lines_of_facts_that_the_cut_off_keeps_out_are_left_out() -> None:
    case = load_case("pakistan-us")
    early = build_brief(run_case(case.as_of("2025-07-01")))
    late = {ref for line in case.story.lines for ref in refs_of(line.text)}
    assert "case.deal/exim-reko-diq/approved" in late
    assert all(
        "case.deal/exim-reko-diq/approved" not in finding.text.refs() for finding in early.findings
    )
