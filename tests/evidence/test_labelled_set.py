"""The labelled set is sound: places, words of the vocabulary, values, and the split by event."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from read_text import LABELLED, PARTS

from tenor.evidence import vocabulary as v
from tenor.evidence.loading import load_document
from tenor.evidence.scoring import read_labels

CLAIM = {
    *("id", "start", "end", "quote", "low", "high", "unit", "per", "bound", "measure"),
    *("measure_alt", "status", "status_ok", "status_scored", "modality", "polarity", "parties"),
    *("speaker", "commodity", "zone", "optional", "note"),
}
TRAP = {"start", "end", "quote", "kind"}
KINDS = {
    *("legal", "date", "list", "number_word", "designation", "other_number", "label"),
    *("footnote_mark", "boilerplate", "attribute"),
}
STATUSES = {None, *v.STATUSES, *v.OFF_LADDER}
SIDES = {
    "=": (True, True),
    "~": (True, True),
    "range": (True, True),
    ">": (True, False),
    "vague": (True, False),
    "<": (False, True),
}


@pytest.fixture(scope="module", params=PARTS)
def part(request: pytest.FixtureRequest) -> tuple[str, dict[str, Any]]:
    """Return one part of the set: its name and its labels."""
    return request.param, read_labels(LABELLED / f"{request.param}.json")


def _claims(labels: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, entry in labels.items():
        for claim in entry["claims"]:
            yield name, claim


def _wrong_words(claim: dict[str, Any]) -> bool:
    return not (
        {claim["measure"], *claim["measure_alt"]} <= set(v.MEASURES)
        and {claim["status"], *claim["status_ok"]} <= STATUSES
        and claim["modality"] in v.MODALITIES
        and claim["polarity"] in v.POLARITIES
        and claim["zone"] in v.ZONES
        and {party["role"] for party in claim["parties"]} <= set(v.ROLES)
    )


def test_files_and_labels_agree(part) -> None:
    name, labels = part
    files = {path.name for path in (LABELLED / name).iterdir()}
    assert files == set(labels)
    for entry in labels.values():
        assert set(entry) == {"event", "register", "claims", "traps"}


def test_texts_are_stored_as_they_are_counted(part) -> None:
    name, labels = part
    for file in labels:
        data = (LABELLED / name / file).read_bytes()
        assert b"\r" not in data, file
        assert load_document(LABELLED / name / file).text == data.decode("utf-8"), file


def test_every_place_quotes_its_text(part) -> None:
    name, labels = part
    wrong = []
    for file, entry in labels.items():
        text = (LABELLED / name / file).read_text(encoding="utf-8")
        for place in (*entry["claims"], *entry["traps"]):
            if text[place["start"] : place["end"]] != place["quote"]:
                wrong.append((file, place["quote"]))
    assert wrong == []


def test_words_are_of_the_vocabulary(part) -> None:
    _, labels = part
    assert [(f, c["id"]) for f, c in _claims(labels) if set(c) != CLAIM] == []
    assert [(f, c["id"]) for f, c in _claims(labels) if _wrong_words(c)] == []
    traps = [trap for entry in labels.values() for trap in entry["traps"]]
    assert {frozenset(trap) for trap in traps} == {frozenset(TRAP)}
    assert {trap["kind"] for trap in traps} <= KINDS


def test_values_suit_their_bounds(part) -> None:
    _, labels = part
    for _, claim in _claims(labels):
        low, high = claim["low"], claim["high"]
        assert (low is not None, high is not None) == SIDES[claim["bound"]], claim["id"]
        assert low is None or high is None or low <= high, claim["id"]
        assert low == high or claim["bound"] not in "=~", claim["id"]
        assert claim["optional"] or claim["bound"] != "vague", claim["id"]


def test_ids_are_used_once_and_places_do_not_overlap(part) -> None:
    _, labels = part
    ids = Counter(claim["id"] for _, claim in _claims(labels))
    assert [name for name, count in ids.items() if count > 1] == []
    for entry in labels.values():
        places = sorted((p["start"], p["end"]) for p in (*entry["claims"], *entry["traps"]))
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(places))


def test_the_parts_share_no_event_and_no_text() -> None:
    dev, held = (read_labels(LABELLED / f"{name}.json") for name in PARTS)
    events = [{entry["event"] for entry in labels.values()} for labels in (dev, held)]
    assert events[0] & events[1] == set()
    assert set(dev) & set(held) == set()
    texts = [
        (LABELLED / name / file).read_bytes()
        for name, labels in zip(PARTS, (dev, held), strict=True)
        for file in labels
    ]
    assert len(set(texts)) == len(texts)


def test_the_set_is_large_and_wide() -> None:
    entries = [e for name in PARTS for e in read_labels(LABELLED / f"{name}.json").values()]
    claims = [claim for entry in entries for claim in entry["claims"]]
    assert len(entries) >= 60
    assert len(claims) >= 600
    assert sum(not entry["claims"] for entry in entries) >= 6
    assert len({entry["event"] for entry in entries}) >= 30
    assert len({claim["commodity"] for claim in claims}) >= 18
    assert set(v.MEASURES) <= {claim["measure"] for claim in claims}
    assert {"negated", "ended"} <= {claim["polarity"] for claim in claims}


def test_json_is_one_claim_a_line() -> None:
    for name in PARTS:
        text = (LABELLED / f"{name}.json").read_text(encoding="utf-8")
        count = sum(len(entry["claims"]) for entry in json.loads(text).values())
        assert text.count('{"id": ') == count
