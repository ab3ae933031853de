"""The parser on real trees; skipped where its extra is not installed."""

from __future__ import annotations

import json
import pickle
import socket
from collections import Counter
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

import pytest
from read_text import LABELLED, document_of

from tenor.cli import main
from tenor.evidence.extracting import RulesExtractor, find_extractor
from tenor.evidence.loading import load_document
from tenor.evidence.model import Candidate
from tenor.evidence.parsing.model_files import is_installed, load_model
from tenor.evidence.parsing.revising import STEPS
from tenor.evidence.parsing.trees import parse_sentences
from tenor.evidence.scoring import Score, read_labels, score_document
from tenor.evidence.verifying import verify

pytestmark = pytest.mark.skipif(
    not is_installed(), reason="the extra is not installed: pip install 'tenor-minerals[parser]'"
)
FILES = sorted((LABELLED / "dev").glob("*.txt"))
SAME = sorted({f.name for f in fields(Candidate)} - {"parties", "extractor"})


def _read(text: str) -> list[Candidate]:
    document = document_of(text)
    found = list(find_extractor("parser").extract(document))
    assert [(c.mention, reason) for c in found if (reason := verify(c, document))] == []
    return found


def _parties(found: Iterable[Candidate]) -> set[tuple[str, str]]:
    return {(party.name, party.role) for candidate in found for party in candidate.parties}


def test_who_takes_a_share_of_exports_is_the_importer() -> None:
    text = "China takes 60% of the exports of Zambia.\n"
    assert ("China", "importer") not in _parties(RulesExtractor().extract(document_of(text)))
    assert _parties(_read(text)) == {("China", "importer"), ("Zambia", "exporter")}


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("ABL holds 40% of the venture.\n", ("ABL", "owner")),
        ("Walloon Region has lent $30 million to the smelter.\n", ("Walloon Region", "lender")),
    ],
)
def test_a_name_that_no_list_has_is_a_party_where_it_is_the_subject(text, party) -> None:
    assert _parties(RulesExtractor().extract(document_of(text))) == set()
    assert _parties(_read(text)) == {party}


@pytest.mark.parametrize(
    "text",
    [
        "ABL said that a loan of $30 million was disbursed.\n",
        "President Walloon has lent $30 million to the smelter.\n",
        "The loan of $30 million was lent after ABL met the union.\n",
    ],
)
def test_who_only_tells_of_a_number_or_acts_elsewhere_is_no_party(text) -> None:
    rules = _parties(RulesExtractor().extract(document_of(text)))
    assert _parties(_read(text)) == rules


def test_a_newline_parts_two_trees() -> None:
    text = "The loan of\n$5 million"
    ((_, tree),) = parse_sentences(load_model(), text, [(0, len(text))])
    assert tree.route(0, len(tree.words) - 1) is None


def test_every_claim_passes_the_verifier_as_those_of_the_rules_do() -> None:
    refused: Counter[str] = Counter()
    for path in FILES[::4]:
        document = load_document(path)
        for rule, own in zip(*_both(document), strict=True):
            refused[str(verify(own, document))] += verify(own, document) != verify(rule, document)
    assert +refused == Counter()


def _both(document: Any) -> tuple[list[Candidate], list[Candidate]]:
    rules = list(RulesExtractor().extract(document))
    return rules, list(find_extractor("parser").extract(document))


def test_all_but_the_parties_is_as_the_rules_have_it() -> None:
    for path in FILES:
        for rule, own in zip(*_both(load_document(path)), strict=True):
            assert own.extractor == "parser"
            assert all(getattr(rule, name) == getattr(own, name) for name in SAME), path.name
            held = [p.name for p in rule.parties]
            assert [p.name for p in own.parties][: len(held)] == held, path.name


def test_the_same_document_gives_the_same_claims_whatever_was_read_before() -> None:
    documents = [load_document(path) for path in FILES[:6]]
    extractor = find_extractor("parser")
    first = [list(extractor.extract(document)) for document in documents]
    again = [list(extractor.extract(document)) for document in reversed(documents)]
    assert first == again[::-1]
    other = pickle.loads(pickle.dumps(extractor))
    assert list(other.extract(documents[0])) == first[0]


def test_nothing_asks_the_network(monkeypatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("the network was asked")

    load_model.cache_clear()
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert _read("The bank lent $5 million.\n")


def test_no_text_breaks_it() -> None:
    for text in ("$5", "$5 " * 300, "(" * 400 + "$5 million", "5% " + "’" * 50, "•\n$5m\n•"):
        _read(text + "\n")


def test_a_later_reading_stands_for_the_earlier_one(tmp_path, capsys) -> None:
    place = tmp_path / "a.txt"
    place.write_text("The bank has disbursed a loan of $40 million.\n", encoding="utf-8")
    ledger = str(tmp_path / "l.db")
    for name in ("rules", "parser", "rules"):
        assert main(["ingest", str(place), "--ledger", ledger, "--extractor", name]) == 0
        capsys.readouterr()
        assert main(["ledger", "claims", "--ledger", ledger, "--json"]) == 0
        claims = json.loads(capsys.readouterr().out)["claims"]
        assert [claim["extractor"] for claim in claims] == [name]


def test_workers_read_as_one_process_does(tmp_path, capsys) -> None:
    for path in FILES[:3]:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    told = []
    for jobs in ("1", "2"):
        ledger = str(tmp_path.parent / f"{tmp_path.name}-{jobs}.db")
        words = ["ingest", str(tmp_path), "--ledger", ledger, "--extractor", "parser"]
        assert main([*words, "--jobs", jobs]) == 0
        capsys.readouterr()
        assert main(["ledger", "claims", "--ledger", ledger, "--json"]) == 0
        told.append(capsys.readouterr().out)
    assert told[0] == told[1]


def _scored(name: str) -> dict[str, Any]:
    score, extractor = Score(), find_extractor(name)
    for file, entry in read_labels(LABELLED / "dev.json").items():
        document = load_document(LABELLED / "dev" / file)
        found = [c for c in extractor.extract(document) if verify(c, document) is None]
        score_document(score, document, found, entry)
    return score.as_dict()


def test_no_layer_is_worse_than_with_the_rules_alone() -> None:
    rules, own = _scored("rules"), _scored("parser")
    worse = {
        layer: (entry["value"], own["layers"][layer]["value"])
        for layer, entry in rules["layers"].items()
        if own["layers"][layer]["value"] < entry["value"] - 0.002
    }
    assert worse == {}
    assert own["too_firm"] == rules["too_firm"]
    gained = ("party_recall", "role")
    assert all(own["layers"][n]["right"] > rules["layers"][n]["right"] for n in gained)


def test_each_step_has_a_name_and_is_used() -> None:
    assert list(STEPS) == ["add_names", "set_roles"]
