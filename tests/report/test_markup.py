"""Five marks, nothing else, and words that others wrote stay words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenor.core.errors import UserError
from tenor.report.markup import (
    Code,
    Link,
    NumberRef,
    Plain,
    Strong,
    literal,
    number_refs,
    parse_markup,
    require_href,
)


@given(st.text())
def test_literal_words_are_printed_as_they_are(words: str) -> None:
    nodes = parse_markup(literal(words))
    assert all(isinstance(node, Plain) for node in nodes)
    assert "".join(node.text for node in nodes) == words


def test_each_mark_becomes_its_node() -> None:
    nodes = parse_markup("HHI **{a.b/c}** of `8110` in [the `HTS`](https://hts.usitc.gov/x?y=1).")
    assert nodes == (
        Plain("HHI "),
        Strong((NumberRef("a.b/c"),)),
        Plain(" of "),
        Code("8110"),
        Plain(" in "),
        Link((Plain("the "), Code("HTS")), "https://hts.usitc.gov/x?y=1"),
        Plain("."),
    )


def test_references_are_found_in_reading_order() -> None:
    assert number_refs(parse_markup("{x} then **{y} and {x}**")) == ["x", "y", "x"]


@pytest.mark.parametrize("text", ["**open", "a { b", "a } b", "[{x}](#here)"])
def test_what_is_left_open_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        parse_markup(text)


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "http://plain.example/",
        "data:text/html,x",
        "//host/path",
        "#a b",
        'https://x.example/"onclick=',
        "https://x.example/`",
    ],
)
def test_only_anchors_and_https_are_links(href: str) -> None:
    with pytest.raises(UserError, match="neither"):
        require_href(href)


def test_a_bad_address_in_a_link_is_refused() -> None:
    with pytest.raises(UserError, match="javascript"):
        parse_markup("[go](javascript:alert)")
