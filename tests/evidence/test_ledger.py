"""The ledger: only added to, the same twice changes nothing, foreign files refused."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from samples import ARTICLE

from tenor.core.errors import DataError, UserError
from tenor.evidence.extracting import MentionExtractor
from tenor.evidence.ingesting import Work, read_document
from tenor.evidence.joining.door import open_ledger
from tenor.evidence.ledger import Ledger, Reading
from tenor.evidence.ledger.codec import pack_claim, unpack_claim
from tenor.evidence.ledger.schema import APPLICATION, VERSION
from tenor.evidence.loading import load_bytes
from tenor.evidence.model import Candidate, Claim, Link, Mention, Party, Span, Voice
from tenor.evidence.verifying import verify

WORK = Work(MentionExtractor(), verify)


def _clock() -> str:
    return "2026-01-02T03:04:05+00:00"


def _reading(text: str = ARTICLE, path: str = "a.txt") -> Reading:
    return read_document(load_bytes(text.encode(), name=path), WORK)


def _dump(path: Path) -> list[str]:
    with sqlite3.connect(path) as connection:
        return list(connection.iterdump())


@pytest.fixture
def ledger(tmp_path: Path):
    with Ledger(tmp_path / "l.db", create=True, clock=_clock) as held:
        yield held


def test_a_document_comes_back_as_it_was(ledger: Ledger) -> None:
    reading = _reading()
    written = ledger.add(reading)
    assert (written.new_document, written.new_reading) == (True, True)
    assert ledger.document(reading.document.id) == reading.document
    assert tuple(ledger.claims()) == reading.claims
    assert ledger.text(reading.document.id) == ARTICLE
    assert ledger.check() == []


def test_the_same_document_twice_changes_nothing(ledger: Ledger) -> None:
    ledger.add(_reading())
    before = _dump(ledger.path)
    for path in ("a.txt", "elsewhere/b.txt"):
        written = ledger.add(_reading(path=path))
        assert (written.new_document, written.new_reading) == (False, False)
    assert _dump(ledger.path) == before
    assert next(ledger.documents()).path == "a.txt"


def test_the_same_text_in_another_file_is_one_more_copy(ledger: Ledger) -> None:
    ledger.add(_reading())
    ledger.add(read_document(load_bytes(b"\xef\xbb\xbf" + ARTICLE.encode(), name="b.txt"), WORK))
    (stored,) = ledger.documents()
    assert len(stored.copies) == 2
    assert {claim.path for claim in ledger.claims()} == {"a.txt"}


def test_a_newer_reading_is_in_force_and_the_older_stays(ledger: Ledger) -> None:
    reading = _reading()
    ledger.add(reading)
    fewer = replace(reading, claims=reading.claims[:2])
    assert ledger.add(fewer).new_reading
    assert tuple(ledger.claims()) == reading.claims[:2]
    assert ledger.add(reading).new_reading
    assert tuple(ledger.claims()) == reading.claims
    with sqlite3.connect(ledger.path) as connection:
        assert connection.execute("SELECT count(*) FROM readings").fetchone() == (3,)


def test_extractors_stand_side_by_side(ledger: Ledger) -> None:
    reading = _reading()
    ledger.add(reading)
    ledger.add(replace(reading, extractor="manual", claims=()))
    assert tuple(ledger.claims()) == reading.claims


def test_another_loader_replaces_its_own_earlier_text(ledger: Ledger) -> None:
    old = _reading()
    ledger.add(old)
    ledger.add(_reading("Other text about $5m.\n", "b.txt"))
    newer = load_bytes(b"Better text about $640 million.\n", name="a.txt")
    ledger.add(read_document(replace(newer, sha256=old.document.sha256), WORK))
    assert [d.path for d in ledger.documents()] == ["b.txt", "a.txt"]
    assert {c.document for c in ledger.claims()} == {d.id for d in ledger.documents()}
    assert ledger.text(old.document.id) == ARTICLE


@pytest.mark.parametrize("table", ["documents", "copies", "readings", "claims", "reviews", "links"])
def test_no_row_is_changed_or_deleted(ledger: Ledger, table: str) -> None:
    ledger.add(_reading())
    claims = list(ledger.claims())
    ledger.review(claims[0].id, "accept", name="Sana", reason="checked")
    ledger.add_links([Link(claims[0].id, claims[1].id, "consistent", "same text")])
    with sqlite3.connect(ledger.path) as other:
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET rowid = rowid"):
            with pytest.raises(sqlite3.IntegrityError, match="only added"):
                other.execute(statement)


def test_foreign_files_are_refused_and_left_alone(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("my notes", encoding="utf-8")
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE mine (a)")
    for path in (text, other):
        before = path.read_bytes()
        with pytest.raises(DataError, match="not a ledger"):
            Ledger(path, create=True)
        assert path.read_bytes() == before
    with pytest.raises(DataError, match="there is no ledger"):
        Ledger(tmp_path / "none.db")
    with pytest.raises(DataError, match="a folder"):
        Ledger(tmp_path, create=True)
    with pytest.raises(DataError, match="there is no folder"):
        Ledger(tmp_path / "no" / "l.db", create=True)


@pytest.mark.parametrize(("version", "hint"), [(VERSION + 1, "update Tenor"), (VERSION - 1, "")])
def test_another_version_is_refused(tmp_path: Path, version: int, hint: str) -> None:
    path = tmp_path / "l.db"
    Ledger(path, create=True).close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {version}")
    with pytest.raises(DataError, match=f"schema version {version}.*{hint}"):
        Ledger(path)


def test_a_damaged_ledger_is_told(tmp_path: Path) -> None:
    path = tmp_path / "l.db"
    with Ledger(path, create=True) as held:
        held.add(_reading())
    data = bytearray(path.read_bytes())
    data[2000:] = b"\x00" * (len(data) - 2000)
    path.write_bytes(bytes(data))
    with pytest.raises((DataError, sqlite3.DatabaseError)), Ledger(path) as held:
        list(held.claims())


def test_reviews_are_rows_and_the_last_one_holds(ledger: Ledger) -> None:
    ledger.add(_reading())
    claim = next(ledger.claims())
    ledger.review(claim.id, "accept", name="Sana", reason="as printed")
    edits = {"measure": "deal_value", "status": "mou_signed", "commodity": "copper"}
    ledger.review(claim.id[:14], "edit", name="Imran", reason="it is an MoU", edits=edits)
    state = next(s for s in ledger.states() if s["id"] == claim.id)
    assert state["review"]["state"] == "edited"
    assert (state["measure"], state["status"], state["commodity"]) == tuple(edits.values())
    ledger.review(claim.id, "reject", name="Sana", reason="headline only")
    state = next(s for s in ledger.states() if s["id"] == claim.id)
    assert state["review"]["state"] == "rejected"
    assert [r["name"] for r in state["review"]["history"]] == ["Sana", "Imran", "Sana"]
    assert state["review"]["history"][0]["at"] == _clock()
    assert next(ledger.claims()) == claim


def test_a_review_says_who_gives_and_who_takes(ledger: Ledger) -> None:
    ledger.add(_reading())
    claim = next(ledger.claims())
    told = "Frontier Works Organization:recipient; US Strategic Metals:investor"
    ledger.review(claim.id, "edit", name="Sana", reason="roles", edits={"parties": told})
    wanted = [
        {"name": "Frontier Works Organization", "role": "recipient"},
        {"name": "US Strategic Metals", "role": "investor"},
    ]
    assert next(s for s in ledger.states() if s["id"] == claim.id)["parties"] == wanted
    joined = next(c for c in open_ledger(ledger).claims if c.id == claim.id)
    assert [(p.name, p.role) for p in joined.candidate.parties] == [
        (p["name"], p["role"]) for p in wanted
    ]
    assert all(p.span or p.inferred for p in joined.candidate.parties)


def test_a_review_of_a_claim_that_changed_since_is_stale(ledger: Ledger) -> None:
    reading = _reading()
    ledger.add(reading)
    claim = reading.claims[0]
    ledger.review(claim.id, "accept", name="Sana", reason="checked")
    changed = replace(claim, candidate=replace(claim.candidate, commodity="tin"))
    ledger.add(replace(reading, claims=(changed, *reading.claims[1:])))
    state = next(s for s in ledger.states() if s["id"] == claim.id)
    assert state["review"]["is_stale"]
    assert state["review"]["state"] == "accepted"


@pytest.mark.parametrize(
    ("verdict", "edits", "message"),
    [
        ("maybe", {}, "unknown verdict"),
        ("edit", {}, "names at least one"),
        ("accept", {"status": "proposed"}, "only an edit"),
        ("edit", {"low": "5"}, "unknown field"),
        ("edit", {"status": "signed"}, "unknown status"),
        ("edit", {"measure": None}, "cannot be empty"),
        ("edit", {"parties": "Barrick"}, "NAME:ROLE"),
        ("edit", {"parties": "Barrick:payer"}, "unknown role"),
        ("edit", {"measure": "grade"}, "which is no grade"),
    ],
)
def test_a_wrong_review_is_refused(ledger: Ledger, verdict: str, edits: dict, message: str) -> None:
    ledger.add(_reading())
    claim = next(c for c in ledger.claims() if c.candidate.mention.dimension == "money")
    with pytest.raises(UserError, match=message):
        ledger.review(claim.id, verdict, name="Sana", reason="why", edits=edits)
    with pytest.raises(UserError, match="name of a person"):
        ledger.review(claim.id, "accept", name=" ", reason="why")
    with pytest.raises(UserError, match="no claim"):
        ledger.review("claim-none", "accept", name="Sana", reason="why")
    with pytest.raises(UserError, match="more than one"):
        ledger.review("claim-", "accept", name="Sana", reason="why")
    assert ledger.reviews() == []


def test_links_are_added_once(ledger: Ledger) -> None:
    ledger.add(_reading())
    a, b, *_ = [claim.id for claim in ledger.claims()]
    link = Link(a, b, "candidate_conflict", "other amounts")
    assert ledger.add_links([link]) == 1
    assert ledger.add_links([link]) == 0
    assert ledger.links() == [link]
    with pytest.raises(UserError, match="relation"):
        ledger.add_links([Link(a, b, "likes", "")])


def test_a_claim_with_every_field_survives() -> None:
    span = Span(1, 4, "a🜨e")
    mention = Mention(1, 4, "money", 1.5e9, None, 0.1, ">", "USD", "t", "Cu", "x", (0, 1))
    candidate = Candidate(
        mention,
        "deal_value",
        subject="s",
        status="proposed",
        parties=(Party("A", "investor", span), Party("B", "recipient", None, "rule")),
        attribution=(Voice("C", "official", span),),
        event_date="2025-09",
        headline_only=True,
        spans={"value": span, "status": span},
    )
    claim = Claim("claim-1", "doc-1", "p", candidate, "a🜨e", "body", False, "why")
    assert unpack_claim(pack_claim(claim), "p") == claim
