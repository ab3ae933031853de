"""Figures say what the specification says: gaps stay gaps, zero is in, labels are there."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenor.core.errors import UserError
from tenor.report.drawing import log_ticks, nice_ticks, spread, svg
from tenor.report.figures import (
    Bar,
    Bars,
    Dot,
    Event,
    Flow,
    Flows,
    Ladder,
    Lines,
    Part,
    RangeRow,
    Ranges,
    Rung,
    Series,
    Shares,
    Stage,
    Whole,
)
from tenor.report.flows import node_sizes, ribbon
from tenor.report.model import Page, page_pictures
from tenor.report.pictures import figure_for
from tenor.report.rows import label_levels
from tenor.report.shares import share_palette
from tenor.report.theme import DARK, LIGHT

WIDTHS = pytest.mark.parametrize("width", [340, 680, 900])


def _words(figure: Any) -> str:
    return " ".join(a.text for a in figure.layout.annotations).replace("<br>", " ")


def _scatters(figure: Any, **has: Any) -> list[Any]:
    return [t for t in figure.data if all(getattr(t, k) == v for k, v in has.items())]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)
@WIDTHS
def test_every_picture_draws_at_every_width(page: Page, theme: Any, width: int) -> None:
    for picture in page_pictures(page):
        figure = figure_for(picture, theme, width)
        assert figure.layout.width == width
        assert 60 < figure.layout.height < 1200
        assert len(figure.data) > 0
        json.dumps(figure.to_plotly_json(), allow_nan=False)


def test_an_unknown_specification_is_refused() -> None:
    with pytest.raises(UserError, match="no drawing for str"):
        figure_for("bars")


@WIDTHS
def test_bars_start_at_zero_and_keep_room_for_their_words(width: int) -> None:
    bars = (Bar("a", 0.6, "60 percent of all", 0.5, 0.9), Bar("b", 0.1, "10%", accent=True))
    figure = figure_for(Bars(bars, "%", scale=100), LIGHT, width)
    low, high = figure.layout.xaxis.range
    assert low == 0
    assert high > 90
    assert list(figure.data[0].x) == [60.0, 10.0]
    assert list(figure.data[0].error_x.array) == [30.0, 0.0]
    assert list(figure.data[0].error_x.arrayminus) == [10.0, 0.0]
    assert figure.data[0].marker.color == (LIGHT.edge, LIGHT.accent)


@WIDTHS
def test_bars_with_a_start_follow_one_another_as_steps(width: int) -> None:
    steps = (Bar("Paid", 2.0, "2"), Bar("Gap", 3.0, "3", start=2.0, accent=True))
    figure = figure_for(Bars((Bar("Need", 5.0, "5"), *steps), unit="t"), width=width)
    assert list(figure.data[0].base) == [0.0, 0.0, 2.0]
    assert list(figure.data[0].x) == [5.0, 2.0, 3.0]
    ends = {note.text.strip("<b>/"): note.x for note in figure.layout.annotations}
    assert (ends["2"], ends["3"]) == (2.0, 5.0)
    assert figure.layout.xaxis.range[1] > 5.0


def test_a_bar_below_zero_keeps_zero_in_sight() -> None:
    bars = (Bar("a", -2.0, "-2", -3.0, -1.0), Bar("b", 1.0, "1"))
    low, high = figure_for(Bars(bars, "t")).layout.xaxis.range
    assert low < -3 < 0 < 1 < high


@WIDTHS
def test_an_unknown_bar_has_words_and_no_length(width: int) -> None:
    figure = figure_for(Bars((Bar("a", None, "no record"), Bar("b", 1.0, "1")), "t"), LIGHT, width)
    assert figure.data[0].x[0] is None
    assert "<i>no record</i>" in _words(figure)


def test_shares_fill_the_bar_and_hatch_what_is_open() -> None:
    whole = Whole("Mines", (Part("China", 0.6, "60%"), Part("Others", 0.3, "30%")))
    figure = figure_for(Shares((whole,), accent="China"))
    assert sum(bar.x[0] for bar in figure.data) == pytest.approx(1.0)
    assert figure.data[-1].marker.pattern.shape == "/"
    assert figure.data[0].marker.color == LIGHT.accent
    assert figure.data[1].marker.color == LIGHT.rest
    assert "Hatched: not known" in _words(figure)


def test_shares_colour_the_largest_and_grey_the_rest() -> None:
    parts = tuple(Part(f"n{i}", 0.19 - i / 50, "x") for i in range(8))
    figure = figure_for(Shares((Whole("w", parts),)))
    colours = [bar.marker.color for bar in figure.data[:8]]
    assert len(set(colours[:6])) == 6
    assert set(colours[6:]) == {LIGHT.rest}


def _fills(figure: Any) -> dict[str, str]:
    return {
        bar.hovertemplate.partition(":")[0]: bar.marker.color
        for bar in figure.data
        if ":" in bar.hovertemplate
    }


def test_a_name_keeps_its_colour_over_the_pictures_of_a_page() -> None:
    def shares(**parts: float) -> Shares:
        held = tuple(Part(name, value, "x") for name, value in parts.items())
        return Shares((Whole("w", held),), accent="China")

    specs = [
        shares(Peru=0.5, China=0.3, Mali=0.1, Others=0.1),
        shares(Mali=0.4, Chile=0.3, Peru=0.2),
        shares(Togo=0.3, Mali=0.2, Oman=0.2, Fiji=0.1, Cuba=0.1, Iran=0.005),
    ]
    palette = share_palette(specs)
    assert palette == share_palette(specs[::-1])
    assert list(palette) == ["China", "Mali", "Peru", "Chile", "Togo", "Oman"]
    assert len(set(palette.values())) == 6
    seen: dict[str, set[str]] = {}
    for spec in specs:
        for name, fill in _fills(figure_for(spec, palette=palette)).items():
            seen.setdefault(name, set()).add(fill)
    assert all(len(fills) == 1 for fills in seen.values())
    assert seen["China"] == {LIGHT.accent}
    assert seen["Others"] == seen["Fiji"] == seen["Iran"] == {LIGHT.rest}
    own = _fills(figure_for(specs[1]))
    assert own["Mali"] != own["Chile"]


@WIDTHS
def test_parts_under_one_hundredth_are_counted(width: int) -> None:
    sizes = {"Peru": 0.93, "Mali": 0.03, "Chile": 0.009, "China": 0.008, "Oman": 0.004}
    parts = tuple(Part(name, value, f"{value:.1%}") for name, value in sizes.items())
    figure = figure_for(Shares((Whole("w", parts),), accent="China"), LIGHT, width)
    words = _words(figure)
    assert "Mali 3.0%, China 0.8% and 2 more under 1%." in words
    assert "Chile" not in words
    rest = (Part("Peru", 0.995, "99.5%"), Part("Others", 0.005, "0.5%"))
    words = _words(figure_for(Shares((Whole("w", rest),)), LIGHT, width))
    assert "Also: others under 1%." in words


@WIDTHS
def test_every_part_is_named_in_or_under_the_bar(width: int) -> None:
    parts = tuple(
        Part(f"Country {c}", v, f"{v:.0%}")
        for c, v in zip("ABCD", (0.6, 0.3, 0.04, 0.02), strict=True)
    )
    words = _words(figure_for(Shares((Whole("w", parts),)), LIGHT, width))
    for part in parts:
        assert part.name in words


def test_a_gap_is_neither_joined_nor_zero() -> None:
    years = (2000, 2001, 2002, 2003, 2004)
    series = Series("s", years, (1.0, None, 3.0, None, 5.0))
    figure = figure_for(Lines((series,), "t"))
    (line,) = _scatters(figure, mode="lines+markers")
    assert list(line.y) == [1.0, None, 3.0, None, 5.0]
    assert line.connectgaps is False
    assert [s > 1 for s in line.marker.size] == [True, False, True, False, True]


def test_a_band_breaks_where_its_values_are_unknown(page: Page) -> None:
    history = next(p for p in page_pictures(page) if p.id == "history")
    figure = figure_for(history)
    bands = _scatters(figure, fill="toself")
    spans = [(min(b.x), max(b.x)) for b in bands]
    assert spans == [(1995, 2002), (2005, 2005), (2007, 2014), (2016, 2024)]


def test_lines_are_named_at_their_ends_and_events_at_the_top() -> None:
    series = tuple(Series(n, (2000, 2010), (v, v + 1)) for n, v in (("Alpha", 5.0), ("Beta", 5.1)))
    events = tuple(Event(y, f"event of a long name {y}") for y in (2004, 2005, 2006))
    figure = figure_for(Lines(series, "t", events=events))
    notes = {a.text: a for a in figure.layout.annotations}
    assert notes["Alpha"].x == notes["Beta"].x == 2010
    assert abs(notes["Alpha"].y - notes["Beta"].y) * 280 > 14
    assert len({notes[e.label].yshift for e in events}) == 3
    assert figure.layout.yaxis.range[0] == 0


def test_dates_make_a_date_axis() -> None:
    figure = figure_for(Lines((Series("s", ("2025-04-02", "2025-08-07"), (0.29, 0.19)),), "%"))
    assert figure.layout.xaxis.type == "date"


def test_a_log_axis_covers_all_ranges() -> None:
    row = RangeRow("r", (Dot("promised", 6e12, "x"), Dot("material", 3e10, "y", 2e10, 5e10)))
    figure = figure_for(Ranges((row,), "USD", accent="promised"))
    low, high = figure.layout.xaxis.range
    assert 10**low < 2e10
    assert 10**high > 6e12
    marks = {t.marker.symbol for t in figure.data if t.mode == "markers"}
    assert marks == {"diamond", "circle"}


def test_a_missing_mark_is_said_in_words() -> None:
    row = RangeRow("r", (Dot("promised", None, ""), Dot("material", 3.0, "3")))
    assert "promised: no record" in _words(figure_for(Ranges((row,), "t")))


def test_words_of_near_marks_take_different_levels() -> None:
    near = tuple(Dot(f"role {i}", 100.0 + i, "a long text") for i in range(5))
    spec = Ranges((RangeRow("r", near),), "t", log=False)
    levels = [level for _, level, _ in label_levels(spec.rows[0], spec, (400.0, 0.0, 110.0))]
    assert levels == [1, -1, 2, -2, 3]
    far = (Dot("a", 1.0, "x"), Dot("b", 100.0, "y"))
    levels = [lv for _, lv, _ in label_levels(RangeRow("r", far), spec, (400.0, 0.0, 110.0))]
    assert levels == [1, 1]


@WIDTHS
def test_names_of_many_lines_do_not_meet_on_the_ladder(width: int) -> None:
    name = (
        "A ministry and a company and another company, for a mine, a road and a port of one place"
    )
    rungs = tuple(Rung(f"{name} {i}", "proposed", "2025-06") for i in "abc")
    figure = figure_for(Ladder(rungs), LIGHT, width)
    total = figure.layout.yaxis.range[0]
    notes = [
        a for a in figure.layout.annotations if a.text.count("<br>") >= 1 and name[:8] in a.text
    ]
    assert len(notes) == 3
    tall = (max(n.text.count("<br>") for n in notes) + 1) * 13 * 1.25
    ys = sorted(n.y for n in notes)
    assert all(b - a >= tall for a, b in itertools.pairwise(ys))
    assert total - ys[-1] >= (tall if width < 560 else tall / 2) - 8


@WIDTHS
def test_the_ladder_s_dot_is_full_only_where_the_deal_holds(width: int) -> None:
    rungs = (
        Rung("a", "MoU signed", "2025-09-08", note="a sum"),
        Rung("b", "contract signed", "2025-07-31", "void"),
    )
    figure = figure_for(Ladder(rungs), LIGHT, width)
    dots = [t for t in figure.data if t.mode == "markers"]
    assert [d.x[0] for d in dots] == [3, 4]
    assert [d.marker.color for d in dots] == [LIGHT.s1, LIGHT.paper]
    assert "void" in _words(figure)
    assert "2025-09-08 · a sum" in _words(figure)


FLOWS = Flows(
    (Stage("m1", 0), Stage("m2", 0), Stage("s", 1), Stage("u", 2), Stage("idle", 1)),
    (
        Flow("m1", "s", 6.0, "6 t"),
        Flow("m2", "s", 2.0, "2 t"),
        Flow("s", "u", 5.0, "5 t"),
        Flow("m2", "u", None, "no record"),
    ),
    "t",
)


def test_a_node_is_as_large_as_what_passes() -> None:
    assert node_sizes(FLOWS) == {"m1": 6.0, "m2": 2.0, "s": 8.0, "u": 5.0, "idle": 0.0}


def test_flows_are_bands_where_wide_and_bars_where_narrow() -> None:
    wide = figure_for(FLOWS, LIGHT, 680)
    assert len(_scatters(wide, fill="toself")) == 3 + 4
    assert "idle" not in _words(wide)
    narrow = figure_for(FLOWS, LIGHT, 340)
    assert [t.type for t in narrow.data] == ["bar"]
    assert list(narrow.data[0].x) == [6.0, 5.0, 2.0]


def test_a_ribbon_keeps_its_thickness() -> None:
    xs, ys = ribbon((0.0, 10.0), (1.0, 40.0), 7.0)
    half = len(xs) // 2
    assert xs[:half] == xs[half:][::-1]
    assert all(b - a == pytest.approx(7.0) for a, b in zip(ys[:half], ys[half:][::-1], strict=True))
    assert (ys[0], ys[half - 1]) == (10.0, 40.0)


@given(st.lists(st.tuples(st.floats(-500, 500), st.floats(5, 40)), min_size=1, max_size=9))
def test_labels_are_moved_apart_and_keep_their_order(items: list[tuple[float, float]]) -> None:
    positions, gaps = [p for p, _ in items], [g for _, g in items]
    moved = spread(positions, gaps)
    order = sorted(range(len(items)), key=lambda i: (positions[i], i))
    for a, b in itertools.pairwise(order):
        assert moved[b] - moved[a] >= (gaps[a] + gaps[b]) / 2 - 1e-6


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(2, 8))
def test_ticks_are_round_few_and_inside(low: float, span: float, most: int) -> None:
    ticks = nice_ticks(low, low + span, most=most)
    assert len(ticks) <= most
    assert all(low - span * 1e-6 <= t <= low + span * (1 + 1e-6) for t in ticks)
    assert ticks == sorted(ticks)


@given(st.floats(1e-6, 1e9), st.floats(1, 1e6), st.integers(2, 7))
def test_log_ticks_are_powers_of_ten(low: float, factor: float, most: int) -> None:
    ticks = log_ticks(low, low * factor, most=most)
    assert len(ticks) <= most + 2
    assert ticks[0] <= low * 1.0001


def test_text_in_a_figure_is_escaped() -> None:
    assert svg("<b>&\n") == "&lt;b&gt;&amp;<br>"
    hostile = "<script>x</script>"
    figure = figure_for(Bars((Bar(hostile, 1.0, hostile),), hostile))
    assert "<script" not in json.dumps(figure.to_plotly_json(), default=list)
