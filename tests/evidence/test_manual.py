"""Claims stated by hand: the same verifier, and faults told with their lines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tenor.core.errors import DataError
from tenor.evidence.ingesting import Work, ingest, read_document
from tenor.evidence.ledger import Ledger
from tenor.evidence.loading import load_document
from tenor.evidence.manual import ManualExtractor
from tenor.evidence.manual_files import COLUMNS
from tenor.evidence.model import Claim
from tenor.evidence.protocol import NotReadError
from tenor.evidence.verifying import verify

TEXT = """Mine gets loan
Finance Corporation signed a loan agreement of $300 million with Barrick Mining on Monday.
Output could reach 200,000 tonnes of copper a year by 2030, up from 90,000 tonnes.
The minister said the tariff of 19% has been in force since August.
The minister said so. The minister said so.
"""
HEADER = "document,quote,measure,status,status_cue,parties,event_date\n"
GOOD = (
    "article.txt,signed a loan agreement of $300 million,loan_amount,contract_signed,"
    "signed a loan agreement,Finance Corporation = lender; Barrick Mining = borrower,"
    "on Monday\n"
)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def _claims(article: Path, text: str, name: str = "claims.csv") -> list[Claim]:
    path = article.parent / name
    path.write_text(text, encoding="utf-8")
    document = load_document(article, given={"published": "2025-09-10"})
    return list(read_document(document, Work(ManualExtractor(path), verify)).claims)


def _row(**texts: str) -> str:
    """Return a YAML claim."""
    held = {"document": "article.txt", "quote": "tariff of 19%", "measure": "tariff_rate"} | texts
    return "- " + "  ".join(f"{key}: {json.dumps(value)}\n" for key, value in held.items())


def test_a_claim_of_a_table_passes_the_verifier(article: Path) -> None:
    [found] = _claims(article, HEADER + GOOD)
    assert found.verified, found.reason
    shown = found.as_dict()
    assert (shown["point"], shown["unit"], shown["measure"]) == (3e8, "USD", "loan_amount")
    assert (shown["status"], shown["event_date"]) == ("contract_signed", "2025-09-08")
    assert shown["parties"] == [
        {"name": "Finance Corporation", "role": "lender"},
        {"name": "Barrick Mining", "role": "borrower"},
    ]
    assert shown["extractor"] == "manual"


def test_yaml_says_the_same(article: Path) -> None:
    text = """# Claims of one article.
- document: article.txt
  quote: signed a loan agreement of $300 million
  measure: loan_amount
  status: contract_signed
  status_cue: signed a loan agreement
  parties:
    - {name: Finance Corporation, role: lender}
    - {name: Barrick Mining, role: borrower}
  event_date: on Monday
"""
    [table] = _claims(article, HEADER + GOOD)
    [found] = _claims(article, text, "claims.yaml")
    assert found == table


def test_a_document_is_named_by_id_hash_path_or_name(article: Path, tmp_path: Path) -> None:
    document = load_document(article)
    for name in (document.id, document.sha256, str(article), "article.txt", "./article.txt"):
        [found] = _claims(article, _row(document=name), "claims.yaml")
        assert found.verified
    path = tmp_path / "claims.yaml"
    path.write_text(_row(document="other.txt"), encoding="utf-8")
    extractor = ManualExtractor(path)
    assert list(extractor.extract(document)) == []
    assert [row.where for row in extractor.unused] == [f"{path}, line 1"]


def test_value_says_which_number_is_meant(article: Path) -> None:
    quote = "200,000 tonnes of copper a year by 2030, up from 90,000 tonnes"
    [found] = _claims(
        article,
        _row(quote=quote, value="90,000 tonnes", measure="production", modality="actual"),
        "claims.yaml",
    )
    assert (found.candidate.mention.point, found.verified) == (90_000, True)


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        ({"status": "disbursed", "status_cue": "said"}, "does not allow the status disbursed"),
        ({"status": "operating"}, "has no cue"),
        ({"measure": "price"}, "a fraction cannot be price"),
        ({"speaker": "Finance Corporation"}, "another sentence"),
    ],
)
def test_a_person_is_not_believed_either(article: Path, texts: dict, why: str) -> None:
    [found] = _claims(article, _row(**texts), "claims.yaml")
    assert not found.verified
    assert why in (found.reason or "")


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        (
            {"measure": "tarif_rate"},
            "line 1: unknown measure 'tarif_rate'; did you mean 'tariff_rate",
        ),
        ({"status": "signed"}, "line 1: unknown status 'signed'; did you mean"),
        ({"modality": "maybe"}, "unknown modality 'maybe'; expected 'actual', 'planned'"),
        ({"parties": "IFC"}, "a party is 'IFC'; expected 'name = role'"),
        ({"parties": "IFC = lendor"}, "unknown role 'lendor'; did you mean 'lender'"),
        ({"quote": ""}, "line 1: quote is missing"),
        ({"mesure": "price"}, "line 1: unknown column 'mesure'; did you mean 'measure'"),
    ],
)
def test_a_slip_is_told_with_the_nearest_name(article: Path, texts: dict, why: str) -> None:
    with pytest.raises(DataError) as caught:
        _claims(article, _row(**texts), "claims.yaml")
    assert why in str(caught.value)
    assert "claims.yaml, line 1" in str(caught.value)


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        (
            {"quote": "The minister said the tariff of 20% has been in force since August."},
            "is not in *article.txt; the nearest sentence is 'The minister said the tariff of 19%",
        ),
        ({"quote": "a wholly other thing 7%"}, "is not in *article.txt"),
        ({"quote": "The minister said so."}, "stands 2 times in *(lines 5, 5); quote more"),
        ({"quote": "The minister said the"}, "the quote holds no number"),
        ({"quote": "agreement of $300"}, "the quote cuts the number '$300 million'"),
        (
            {"quote": "200,000 tonnes of copper a year by 2030, up from 90,000 tonnes"},
            "the quote holds '200,000 tonnes*say with 'value' which",
        ),
        (
            {"value": "20%"},
            "value '20%' is not a number in the quote; the numbers there are '19%'",
        ),
        ({"parties": "Barrik = lender"}, "party 'Barrik' is not in *article.txt"),
        ({"status_cue": "in fact"}, "status_cue 'in fact' is not in"),
        ({"event_date": "2025-08-01"}, "is not in *expected the words of the text, such as"),
        ({"event_date": "force"}, "event_date 'force' is no date; expected words such as"),
    ],
)
def test_what_is_not_in_the_document_is_told_with_the_line(
    article: Path, texts: dict, why: str
) -> None:
    with pytest.raises(NotReadError) as caught:
        _claims(article, _row() + _row(**texts), "claims.yaml")
    told, rest = str(caught.value), why.split("*")
    assert "claims.yaml, line 4: " in told
    for part in rest:
        assert part in told, told
        told = told[told.index(part) :]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty; expected a header"),
        ("document,quote\n", "line 1: measure is missing"),
        ("document,quote,measure,measure\n", "line 1: 'measure' stands there twice"),
        ("document,quote,measure\na,b\n", "line 2: 2 cells; expected 3"),
        ("document,quote,measure\na,$1,000,price\n", "line 2: 4 cells; expected 3"),
        ('document,quote,measure\na,"b"c,price\n', "line 2: no CSV"),
        ("document,quote,measure\n\na,b,prize\nc,d,pryce\n", "line 3: unknown measure 'prize'"),
        ("document,quote,measure\n\na,b,prize\nc,d,pryce\n", "line 4: unknown measure 'pryce'"),
        ('document,quote,measure\na,"b\nc",prize\nd,e,pryce\n', "line 4: unknown measure 'pryce'"),
    ],
)
def test_a_table_of_the_wrong_form_is_told(article: Path, text: str, why: str) -> None:
    with pytest.raises(DataError) as caught:
        _claims(article, text)
    assert why in str(caught.value)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "expected a list of claims"),
        ("a: b\n", "expected a list of claims"),
        ("- a\n", "line 1: expected a claim"),
        ("- document: a\n  quote: [\n", "no YAML"),
        ("- document: a\n  document: b\n", ""),
        ("- &a [*a]\n", ""),
        ("- !!python/object:os.system x\n", ""),
        ("[" * 3000, ""),
        ("- document: a\n  quote: b\n  measure: price\n  parties: [[[x]]]\n", "nested too deep"),
    ],
)
def test_a_yaml_file_of_the_wrong_form_is_told(article: Path, text: str, why: str) -> None:
    with pytest.raises(DataError) as caught:
        _claims(article, text, "claims.yml")
    assert "claims.yml, line " in str(caught.value)
    assert why in str(caught.value)


def test_bytes_that_are_no_text_are_told(article: Path) -> None:
    path = article.parent / "claims.csv"
    path.write_bytes(b"document,quote,measure\n\xff\n")
    with pytest.raises(DataError, match="line 2: not UTF-8"):
        ManualExtractor(path)
    with pytest.raises(DataError, match=r"none.csv: cannot be read: No such file"):
        ManualExtractor(path.with_name("none.csv"))


def test_ingesting_twice_changes_nothing_and_a_fault_leaves_no_reading(
    article: Path, tmp_path: Path
) -> None:
    claims = tmp_path / "claims.csv"
    claims.write_text(HEADER + GOOD, encoding="utf-8")
    bad = tmp_path / "bad.csv"
    bad.write_text("document,quote,measure\narticle.txt,nowhere,price\n", encoding="utf-8")
    with Ledger(tmp_path / "evidence.db", create=True) as ledger:
        runs = [
            next(iter(ingest([str(article)], ledger, Work(ManualExtractor(path), verify))))
            for path in (claims, claims, bad)
        ]
        assert [(run.claims, run.is_new, bool(run.error)) for run in runs] == [
            (1, True, False),
            (1, False, False),
            (0, False, True),
        ]
        assert len(list(ledger.claims())) == 1


def test_the_columns_are_the_fields_of_a_candidate() -> None:
    assert COLUMNS[:3] == ("document", "quote", "measure")
    assert len(set(COLUMNS)) == len(COLUMNS)
