"""Ingesting: what is given stays given, what fails is told, addresses are asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from samples import ARTICLE, PAGE

from tenor.core.errors import UnknownNameError
from tenor.evidence.extracting import MentionExtractor, NoExtractor, find_extractor
from tenor.evidence.ingesting import Work, ingest, read_document
from tenor.evidence.ledger import Ledger
from tenor.evidence.loading import load_bytes
from tenor.evidence.model import Candidate, Document
from tenor.evidence.protocol import Extractor
from tenor.evidence.verifying import verify


@pytest.fixture
def ledger(tmp_path: Path):
    with Ledger(tmp_path / "l.db", create=True) as held:
        yield held


def _work(**given: str) -> Work:
    return Work(MentionExtractor(), verify, given)


def test_what_was_given_once_stays(tmp_path: Path, ledger: Ledger) -> None:
    path = tmp_path / "a.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    news = [
        next(ingest([str(path)], ledger, _work(**given))).is_new
        for given in (
            {"published": "2025-10-11", "publisher": "The Hill"},
            {},
            {"publisher": "The Hill"},
            {"published": "2025-10-12"},
            {},
        )
    ]
    assert news == [True, False, False, True, False]
    (stored,) = ledger.documents()
    assert stored.metadata["published"].value == "2025-10-12"
    assert stored.metadata["publisher"].value == "The Hill"
    assert stored.metadata["author"].origin == "found"


def test_a_copy_in_one_run_does_not_depend_on_workers(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(ARTICLE, encoding="utf-8")
    states = []
    for jobs in (1, 2):
        with Ledger(tmp_path / f"{jobs}.db", create=True) as ledger:
            paths = [str(tmp_path / f"{name}.txt") for name in "abc"]
            done = list(ingest(paths, ledger, _work(), jobs=jobs))
            states.append(([d.as_dict() for d in done], list(ledger.states())))
    assert states[0] == states[1]
    assert [entry["is_new"] for entry in states[0][0]] == [True, False, False]


def test_one_bad_document_does_not_stop_the_others(tmp_path: Path, ledger: Ledger) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4 nothing")
    (tmp_path / "c.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "d.csv").write_text("1,2", encoding="utf-8")
    seen: list[tuple[int, int]] = []
    progress = seen.append
    done = list(ingest([str(tmp_path)], ledger, _work(), progress=lambda *state: progress(state)))
    told = {Path(d.path).name: (bool(d.id), d.error, d.skipped) for d in done}
    assert told["a.txt"] == (True, None, None)
    assert "b.pdf: the PDF is damaged" in str(told["b.pdf"][1])
    assert told["c.html"][0]
    assert told["d.csv"][2] == "files of the kind .csv are not read"
    assert seen[-1] == (len(done), len(done))
    assert len(list(ledger.documents())) == 2


def test_an_address_is_fetched_only_where_it_is_asked_for(ledger: Ledger) -> None:
    address = "https://paper.example/mine"
    (done,) = ingest([address], ledger, _work())
    assert "--url" in str(done.error)
    asked: list[str] = []

    def fetch(url: str) -> tuple[bytes, str | None]:
        asked.append(url)
        return PAGE.encode("utf-16"), "utf-16"

    (done,) = ingest([address], ledger, replace(_work(), fetch=fetch))
    assert done.error is None
    assert asked == [address]
    (stored,) = ledger.documents()
    assert (stored.path, stored.metadata["address"].value) == (address, address)


class _Doubled:
    """Proposes everything twice, the second time with a wrong value, in no order."""

    name = "mentions"

    def extract(self, document: Document) -> Iterable[Candidate]:
        found = list(MentionExtractor().extract(document))
        wrong = [
            replace(c, mention=replace(c.mention, point=1.0), extractor="mentions") for c in found
        ]
        return [*wrong, *reversed(found)]


def test_one_claim_for_each_place_and_measure() -> None:
    document = load_bytes(ARTICLE.encode(), name="a.txt")
    doubled = read_document(document, Work(_Doubled(), verify))
    once = read_document(document, _work())
    assert doubled.claims == once.claims
    assert all(claim.verified for claim in once.claims)
    assert all(claim.zone != "boilerplate" for claim in once.claims)


def test_extractors_by_name() -> None:
    assert isinstance(find_extractor("mentions"), Extractor)
    assert find_extractor("none").name == "none"
    assert find_extractor().name in ("rules", "none")
    assert list(NoExtractor().extract(load_bytes(b"$5m", name="a"))) == []
    with pytest.raises(UnknownNameError, match="mentions"):
        find_extractor("mention")
