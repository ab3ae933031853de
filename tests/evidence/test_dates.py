"""Dates, words for dates, and the metadata of text heads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenor.evidence.dates import find_date, is_date, resolve_date
from tenor.evidence.loading import load_bytes


@pytest.mark.parametrize(
    ("words", "published", "expected"),
    [
        ("on Monday", "2025-09-10", ("2025-09-08", "day")),
        ("on Wednesday", "2025-09-10", ("2025-09-10", "day")),
        ("last Wednesday", "2025-09-10", ("2025-09-03", "day")),
        ("next Monday", "2025-09-10", ("2025-09-15", "day")),
        ("yesterday", "2025-03-01", ("2025-02-28", "day")),
        ("today", "2025-03-01", ("2025-03-01", "day")),
        ("the day before yesterday", "2025-03-01", ("2025-02-27", "day")),
        ("two weeks ago", "2025-03-01", ("2025-02-15", "day")),
        ("10 days earlier", "2025-03-01", ("2025-02-19", "day")),
        ("last month", "2026-01-15", ("2025-12", "month")),
        ("three months ago", "2026-01", ("2025-10", "month")),
        ("in September", "2025-10-01", ("2025-09", "month")),
        ("in September", "2025-08-01", ("2024-09", "month")),
        ("in September", "2025-09-08", ("2025-09", "month")),
        ("by March", "2025-09-08", ("2026-03", "month")),
        ("next March", "2025-09-08", ("2026-03", "month")),
        ("last year", "2025", ("2024", "year")),
        ("two years ago", "2025-09", ("2023", "year")),
        ("in 2022", None, ("2022", "year")),
        ("on 8 September 2025", None, ("2025-09-08", "day")),
        ("Sept. 8, 2025", "2026-01-01", ("2025-09-08", "day")),
        ("in September 2025", None, ("2025-09", "month")),
        ("on Sept 8", "2025-10-01", ("2025-09-08", "day")),
        ("on 8 December", "2025-10-01", ("2024-12-08", "day")),
        ("by 8 December", "2025-10-01", ("2025-12-08", "day")),
        ("on 29 February", "2023-10-01", None),
        ("on 29 February", "2025-10-01", ("2024-02-29", "day")),
        ("on Monday", None, None),
        ("on Monday", "2025-09", None),
        ("last month", "2025", None),
        ("soon", "2025-09-10", None),
        ("it may rise", "2025-09-10", None),
        ("in Mayfair", "2025-09-10", None),
    ],
)
def test_words_for_dates(words: str, published: str | None, expected: tuple | None) -> None:
    assert resolve_date(words, published) == expected


@given(st.text(max_size=80), st.dates().map(str))
def test_no_words_break_it(words: str, published: str) -> None:
    found = resolve_date(words, published)
    assert found is None or is_date(found[0])
    whole = find_date(words)
    assert whole is None or is_date(whole[0])


@pytest.mark.parametrize(
    ("head", "field", "expected"),
    [
        ("Mine sold\nPublished: 10 Oct 2025\n", "published", "2025-10-10"),
        ("Mine sold\nAnn Lee | Lusaka | 14 Jan 2026\n", "published", "2026-01-14"),
        ("Mine sold\nJOHANNESBURG, 27 May 2026 - The firm said\n", "published", "2026-05-27"),
        (
            "Mine sold\nToronto, Sept. 8, 2025 (Newsfile Corp.) -- The firm\n",
            "published",
            "2025-09-08",
        ),
        ("Mine sold\nISLAMABAD, Sept 8 (APP): The firm said so\n", "published", None),
        ("Mine sold\nISLAMABAD, Sept 8 (APP): The firm said so\n", "publisher", "APP"),
        (
            "Mine sold\nALMATY, March 4 (Caspian Newswire) - The firm\n",
            "publisher",
            "Caspian Newswire",
        ),
        ("Mine sold\nThe deal of 8 September 2025 was signed in the capital.\n", "published", None),
        ("Mine sold\nBy Ann Lee in Itea, Gulf of Corinth\n", "author", "Ann Lee"),
        ("Mine sold\nBy 2030 The Output Will Double\n", "author", None),
        ("Mine sold\nBy Ann Lee\n", "title", "Mine sold"),
    ],
)
def test_what_a_head_states(head: str, field: str, expected: str | None) -> None:
    body = "The mine was sold to a group of lenders for $5m, the ministry said on Monday. " * 3
    document = load_bytes(f"{head}\n{body}\n".encode(), name="a.txt")
    value = getattr(document, field)
    assert value.value == expected
    assert value.origin == ("found" if expected else "absent")


def test_a_foot_may_state_it() -> None:
    text = "Mine sold\n\nIt was sold. " + "The price was $5m. " * 9
    text += "\n\nPublished in The Observer, January 20th, 2026\n"
    document = load_bytes(text.encode(), name="a.txt")
    assert document.published.value == "2026-01-20"
    assert document.publisher.value == "The Observer"
