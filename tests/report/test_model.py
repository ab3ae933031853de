"""A page that is built is a page that can be printed: its ids and references hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tenor.core.errors import UnknownNameError, UserError
from tenor.report.figures import (
    Bar,
    Bars,
    Dot,
    Flow,
    Flows,
    Ladder,
    Part,
    RangeRow,
    Ranges,
    Rung,
    Series,
    Shares,
    Stage,
    Whole,
)
from tenor.report.model import (
    Column,
    Finding,
    Fold,
    Heading,
    Page,
    Paragraph,
    Picture,
    Ref,
    Section,
    Table,
    Text,
    page_pictures,
    page_refs,
)


def _with_blocks(page: Page, *blocks: object) -> Page:
    return replace(page, sections=(*page.sections, Section("extra", Text("Extra"), None, blocks)))


def test_every_reference_of_the_example_answers(page: Page) -> None:
    refs = list(page_refs(page))
    assert len(refs) > 60
    assert all(ref in page.traces for ref in refs)


def test_a_reference_without_a_trace_is_refused_with_the_nearest_name(page: Page) -> None:
    with pytest.raises(UnknownNameError, match=r"risk\.hhi/antimony"):
        _with_blocks(page, Paragraph(Text("an HHI of {risk.hhi/antimoni}")))


def test_cells_and_figures_are_held_to_it_too(page: Page) -> None:
    table = Table("t", Text("T"), (Column("a", "A"),), ((Ref("no.such"),),))
    bars = Bars((Bar("x", 1.0, "1", trace="no.such"),), "t")
    picture = Picture("p", Text("T"), Text("S"), bars, Text("A"), Text("S"))
    for block in (table, picture, Fold(Text("F"), (table,))):
        with pytest.raises(UnknownNameError, match=r"no\.such"):
            _with_blocks(page, block)


@pytest.mark.parametrize("taken", ["traces", "stages", "depends", "imports", "stages-data"])
def test_an_id_is_used_once(page: Page, taken: str) -> None:
    with pytest.raises(UserError, match="used twice"):
        _with_blocks(page, Heading(taken, Text("Again")))


def test_a_finding_names_a_section_that_exists(page: Page) -> None:
    lost = Finding(Text("x"), "likely", "model", "dependence")
    with pytest.raises(UnknownNameError, match="depends"):
        replace(page, findings=(lost,))


def test_pictures_in_rows_and_folds_are_found(page: Page) -> None:
    found = {picture.id for picture in page_pictures(page)}
    assert {"worth-pakistan", "worth-balochistan", "reserve"} <= found


@pytest.mark.parametrize(
    ("confidence", "kind"), [("probably", "fact"), ("likely", "opinion"), ("", "fact")]
)
def test_words_of_a_finding_are_from_the_scale(confidence: str, kind: str) -> None:
    with pytest.raises(UserError, match="is not one of"):
        Finding(Text("x"), confidence, kind)


@pytest.mark.parametrize("identifier", ["Bad", "a b", "1a", "a_b", "", 'a"b'])
def test_ids_are_plain(identifier: str) -> None:
    with pytest.raises(UserError, match="lower-case"):
        Heading(identifier, Text("x"))


def test_a_row_fits_its_columns() -> None:
    with pytest.raises(UserError, match="row 2: 1 cells for 2 columns"):
        Table("t", Text("T"), (Column("a", "A"), Column("b", "B")), (("x", "y"), ("x",)))


def test_figures_refuse_what_they_could_not_show() -> None:
    with pytest.raises(UserError, match="add up to"):
        Shares((Whole("w", (Part("a", 0.7, "70%"), Part("b", 0.4, "40%"))),))
    with pytest.raises(UserError, match="above zero"):
        Ranges((RangeRow("r", (Dot("promised", 0.0, "0"),)),), "USD")
    with pytest.raises(UserError, match="lengths"):
        Series("s", (2020, 2021), (1.0,))
    with pytest.raises(UserError, match="no stage"):
        Flows((Stage("a", 0),), (Flow("a", "b", 1.0, "1"),), "t")
    with pytest.raises(UserError, match="no step"):
        Ladder((Rung("r", "paid", "2025"),))
