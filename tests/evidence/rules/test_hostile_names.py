"""Names and speakers in texts that a search by coverage has found: each took seconds."""

from __future__ import annotations

import time

import pytest
from read_text import document_of

from tenor.evidence.rules import extract


@pytest.mark.parametrize("unit", ["Ab-", "CFA-", "A-", "Ab&-", "Ab.-", "ab-", "Ab-of-", "Ab's-"])
@pytest.mark.parametrize("end", ["5 t.", " (Ab) lent $5 million.", " said $5 million was lent."])
def test_a_chain_of_hyphens_is_read_at_once(unit: str, end: str) -> None:
    document = document_of(f"$5 million {unit * 200}{end}\n")
    extract(document)
    start = time.process_time()
    extract(document)
    assert time.process_time() - start < 1.0
