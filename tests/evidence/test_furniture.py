"""Nothing is claimed out of what surrounds an article, and no paragraph of one is taken for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from read_text import claims_of, document_of

HERE = Path(__file__).parent
BODY = (
    "The ministry said on Tuesday that the smelter at Kamoto would restart in March after repairs "
    "that cost $40 million and took eleven months to finish.",
    "Workers at the plant, who had been on half pay since the fire, were told at a meeting that "
    "their wages would be restored in full from next week.",
    "The bank has lent the company $120 million so far, according to its annual report, and holds "
    "a charge over the concentrator and the power line.",
)


def _lines(name: str) -> list[str]:
    text = (HERE / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("# ")]


def _page(words: str, place: str) -> str:
    """Return a page with lines in its middle or at its end."""
    first, second, third = BODY
    middle = f"{words}\n\n" if place == "middle" else ""
    end = f"\n\n{words}" if place == "end" else ""
    return (
        f"Smelter to restart in March\nBy Ann Lee\n\n{first}\n\n{middle}{second}\n\n{third}{end}\n"
    )


def test_the_lists_are_long() -> None:
    assert len(_lines("furniture.txt")) >= 150
    assert len(_lines("paragraphs.txt")) >= 60


@pytest.mark.parametrize("place", ["middle", "end"])
@pytest.mark.parametrize("line", _lines("furniture.txt"))
def test_furniture_gives_no_claim_and_takes_no_paragraph(line: str, place: str) -> None:
    text = _page("\n".join(line.split(" // ")), place)
    document = document_of(text)
    assert [part for part in BODY if document.zone_at(text.index(part)) == "boilerplate"] == []
    inside = [(text.index(part), text.index(part) + len(part)) for part in BODY]
    claims = [c.candidate.mention for c in claims_of(text) if c.verified]
    outside = [m for m in claims if not any(start <= m.start < end for start, end in inside)]
    assert [text[m.start : m.end] for m in outside] == []
    assert {m.point for m in claims} >= {4e7, 1.2e8}


@pytest.mark.parametrize("place", ["middle", "end"])
@pytest.mark.parametrize("line", _lines("paragraphs.txt"))
def test_a_paragraph_that_sounds_like_furniture_is_read(line: str, place: str) -> None:
    text = _page(line, place)
    assert document_of(text).zone_at(text.index(line)) != "boilerplate"
