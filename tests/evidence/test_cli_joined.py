"""The commands deals, links, assumptions and export: shapes, defaults, a stable file."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from tenor.cli import root
from tenor.core.errors import UserError
from tenor.evidence.ledger import Ledger
from tenor.evidence.model import Link
from tenor.panel.case import check_case, load_case
from tenor.panel.evidence import read_evidence

SMALL = Path(__file__).parents[1] / "panel" / "small_case"
PLEDGE = (
    "Marrow Metals signed a memorandum of understanding with Zambia Mines to invest $640 million "
    "in the Marrow Hill copper mine, the firm said.\n"
)
TEXTS = {
    "a.txt": f"Copper pledge\n{PLEDGE}",
    "b.txt": f"Partners for copper at Marrow\n{PLEDGE}The mine holds 12 million tonnes of ore.\n",
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("texts").mkdir()
    for name, text in TEXTS.items():
        Path("texts", name).write_text(text, encoding="utf-8")
    _run("ingest", "texts", "--ledger", "l.db", "--published", "2025-05-04")
    shutil.copytree(SMALL, "case")
    return tmp_path


def _run(*words: str) -> str:
    result = CliRunner().invoke(root, list(words))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


def _json(*words: str) -> dict:
    return json.loads(_run(*words, "--json"))


def test_deals_and_links_have_the_shape_of_the_contract(here: Path) -> None:
    deals = _json("ledger", "deals", "--ledger", "l.db")["deals"]
    told = [claim for deal in deals for claim in deal["claims"]]
    assert deals and len(told) == len(set(told))
    assert set(deals[0]) >= {"id", "status", "parties", "amounts", "history", "claims", "lineages"}
    links = _json("ledger", "links", "--ledger", "l.db")["links"]
    assert all(set(link) == {"a", "b", "relation", "reason"} for link in links)
    claims = {c["id"] for c in _json("ledger", "claims", "--ledger", "l.db")["claims"]}
    assert all({link["a"], link["b"]} <= claims for link in links)
    assert "confirmed_conflict" not in {link["relation"] for link in links}
    assert "USD 640 million" in _run("ledger", "deals", "--ledger", "l.db")
    assert f"{len(links)} link" in _run("ledger", "links", "--ledger", "l.db")


def test_a_conflict_that_a_person_entered_is_among_the_links(here: Path) -> None:
    claims = [c["id"] for c in _json("ledger", "claims", "--ledger", "l.db")["claims"]]
    with Ledger("l.db") as held:
        held.add_links([Link(*claims[:2], "confirmed_conflict", "two sums", by="Sana")])
    links = _json("ledger", "links", "--ledger", "l.db")["links"]
    (found,) = [link for link in links if link["relation"] == "confirmed_conflict"]
    assert {found["a"], found["b"]} == set(claims[:2])
    assert all(set(link) == {"a", "b", "relation", "reason"} for link in links)


def test_assumptions_are_the_case_s_own_without_documents(here: Path) -> None:
    default = _json("ledger", "assumptions", "case")
    assert default["scenarios"] == [] and default["excluded"] == []
    assert default["parameters"]
    for item in default["parameters"]:
        assert {k: item[k] for k in ("value", "low", "high")} == item["default"]
        assert item["votes"] == []
    Path("empty").mkdir()
    Path("empty/none.txt").write_text("No figure here.\n", encoding="utf-8")
    _run("ingest", "empty", "--ledger", "e.db")
    assert _json("ledger", "assumptions", "case", "--ledger", "e.db") == default
    assert "0 parameters fed" in _run("ledger", "assumptions", "case")


def test_assumptions_of_a_ledger_list_what_is_left_out(here: Path) -> None:
    found = _json("ledger", "assumptions", "case", "--ledger", "l.db")
    assert [p["name"] for p in found["parameters"]] == [
        p["name"] for p in _json("ledger", "assumptions", "case")["parameters"]
    ]
    assert found["excluded"] and all(set(x) == {"claim", "reason"} for x in found["excluded"])
    assert "feeds nothing because" in _run(
        "ledger", "assumptions", "case", "--ledger", "l.db", "--excluded"
    )


def test_the_flagship_is_meant_where_no_case_is_named(here: Path) -> None:
    assert _json("ledger", "assumptions") == _json("ledger", "assumptions", "pakistan-us")
    assert len(_json("ledger", "assumptions")["scenarios"]) == 2


def test_export_writes_a_sound_file_without_a_sentence(here: Path) -> None:
    told = _json("ledger", "export", "l.db", "--case", "case")
    assert (told["documents"], told["file"]) == (2, "case/evidence.yaml")
    assert check_case("case") == []
    text = Path("case/evidence.yaml").read_text(encoding="utf-8")
    assert "signed a memorandum" not in text and "to invest" not in text
    heard = read_evidence(load_case("case"))
    assert heard is not None
    joined = {x["id"]: x for x in _json("ledger", "deals", "--ledger", "l.db")["deals"]}
    for deal in heard.joined.deals:
        assert deal.status == joined[deal.id]["status"]
        assert list(deal.claims) == joined[deal.id]["claims"]
        assert list(deal.lineages) == joined[deal.id]["lineages"]


def test_the_file_is_the_same_whatever_the_order(here: Path) -> None:
    _run("ledger", "export", "l.db", "--case", "case", "-o", "one.yaml")
    for name in reversed(TEXTS):
        _run("ingest", f"texts/{name}", "--ledger", "m.db", "--published", "2025-05-04")
    _run("ledger", "export", "--ledger", "m.db", "--case", "case", "-o", "two.yaml")
    assert Path("one.yaml").read_bytes() == Path("two.yaml").read_bytes()


def test_reviews_decide_what_is_exported(here: Path) -> None:
    claims = _json("ledger", "claims", "--ledger", "l.db")["claims"]
    first, second = [c["id"] for c in claims if c["currency"] == "USD"][:2]
    by = ("--name", "Sana", "--reason", "read", "--ledger", "l.db")
    _run("review", first, "--edit", "subject=Marrow Hill", *by)
    _run("review", second, "--reject", *by)
    _run("ledger", "export", "l.db", "--case", "case")
    held = {c.id: c for c in load_case("case").evidence.claims}
    assert second not in held and len(held) == len(claims) - 1
    assert (held[first].subject, held[first].review) == ("Marrow Hill", "edited")
    assert _json("ledger", "export", "l.db", "--case", "case", "--accepted")["claims"] == 1


def test_what_a_person_wrote_about_a_document_is_kept(here: Path) -> None:
    _run("ledger", "export", "l.db", "--case", "case")
    path = Path("case/evidence.yaml")
    old = path.read_text(encoding="utf-8")
    new = old.replace(
        "title: Copper pledge", "title: Pledge for a mine\n    publisher: The Daily", 1
    )
    assert new != old
    path.write_text(new, encoding="utf-8")
    _run("ledger", "export", "l.db", "--case", "case")
    assert {p.publisher for p in load_case("case").evidence.documents} == {"The Daily", None}
    again = path.read_bytes()
    _run("ledger", "export", "l.db", "--case", "case")
    assert path.read_bytes() == again


def test_a_document_takes_the_row_of_its_title(here: Path) -> None:
    with Path("case/sources.csv").open("a", encoding="utf-8") as stream:
        stream.write("post-2025,Partners for copper at Marrow,Example Post,2025-05,news,,opened,\n")
    Path("texts/b.txt").rename("b.txt")
    _run("ingest", "b.txt", "--ledger", "n.db")
    _run("ledger", "export", "n.db", "--case", "case")
    (paper,) = load_case("case").evidence.documents
    assert (paper.source, paper.publisher) == ("post-2025", "Example Post")
    assert check_case("case") == []


def test_a_built_in_case_is_not_written_to(here: Path) -> None:
    with pytest.raises(UserError, match="name a file with -o"):
        _run("ledger", "export", "l.db", "--case", "pakistan-us")
    with pytest.raises(UserError, match="name the file of the ledger"):
        _run("ledger", "export", "--case", "case")
