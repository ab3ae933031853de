"""The brief and the documents: references, quotes of true copies, one voice, nothing unescaped."""

from __future__ import annotations

import hashlib
import random
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tenor.cli import root
from tenor.decision.results import Run
from tenor.engine import build_brief, find_trace, run_case
from tenor.evidence.ledger.store import text_id
from tenor.evidence.quoting import LONGEST, quote_of
from tenor.evidence.sentences import Sentences
from tenor.evidence.shipping import Shipment, write_yaml
from tenor.panel.case import check_case, load_case
from tenor.panel.evidence import read_evidence
from tenor.report.checks import check_untraced_numbers
from tenor.report.html import render_page
from tenor.report.model import Fold, Page, Table, walk_blocks

SMALL = Path(__file__).parents[1] / "panel" / "small_case"
FIRST = (
    "Smelter deal signed\n"
    "LA PAZ: Example Metals has signed a memorandum of understanding worth $40 million for the "
    "Oruro smelter. It rained all day. Bolivia takes a royalty of 6 percent.\n"
)
SECOND = "A partner for tin\nExample Metals is to bring $40 million, reports say. The town waits.\n"
LATE = "Later news\nThe sum is $90 million now, Example Metals said.\n"


def row(text: str, words: str, **more: Any) -> dict[str, Any]:
    """Return a claim about the first place of some words of a text."""
    start = text.index(words)
    amount = float(re.findall(r"\d+", words)[0])
    is_money = "$" in words
    value = amount * 1e6 if is_money else amount / 100
    return {
        "id": f"claim-{hashlib.sha256((text + words).encode()).hexdigest()[:16]}",
        "document": text_id(text),
        "start": start,
        "end": start + len(words),
        "low": value,
        "high": value,
        "point": value,
        "bound": "=",
        "unit": "USD" if is_money else "fraction",
        "measure": "investment_amount" if is_money else "royalty_share",
        "subject": "Oruro smelter",
        "modality": "actual",
        "polarity": "affirmed",
        "extractor": "rules",
        **more,
    }


def paper(text: str, published: str | None, **more: Any) -> dict[str, Any]:
    """Return a document as a case lists it."""
    dated = {"published": published, "origin": "given"} if published else {"origin": "absent"}
    digest = hashlib.sha256(text.encode()).hexdigest()
    return {"id": text_id(text), "sha256": digest, "chars": len(text), **dated, **more}


PLEDGE = {
    "status": "mou_signed",
    "modality": "planned",
    "lineage": "release-a",
    "deal": "oruro",
    "parties": [
        {"name": "Example Metals", "role": "investor"},
        {"name": "Bolivia", "role": "recipient"},
    ],
}
DOCUMENTS = (
    paper(FIRST, "2025-05-02", title="Smelter deal signed", publisher="Example Press"),
    paper(SECOND, "2025-06-02", title="A partner for tin", publisher="Example Post"),
    paper(LATE, "2025-09-02", title="Later news", publisher="Example Post"),
)
CLAIMS = (
    row(FIRST, "$40 million", **PLEDGE),
    row(FIRST, "6 percent"),
    row(SECOND, "$40 million", **PLEDGE),
    row(LATE, "$90 million", **PLEDGE),
)


def make_case(folder: Path, documents: Any = DOCUMENTS, claims: Any = CLAIMS) -> Path:
    """Return a copy of the small case with evidence."""
    case = Path(shutil.copytree(SMALL, folder / "case", dirs_exist_ok=True))
    shipment = Shipment(tuple(documents), tuple(claims), ())
    (case / "evidence.yaml").write_text(write_yaml(shipment), encoding="utf-8")
    assert check_case(case) == []
    return case


def make_ledger(folder: Path, *texts: str) -> Path:
    """Return a ledger that holds some texts."""
    texts_folder = folder / "texts"
    texts_folder.mkdir(exist_ok=True)
    for place, text in enumerate(texts):
        (texts_folder / f"{place}.txt").write_text(text, encoding="utf-8")
    ledger = folder / "held.db"
    words = ["ingest", str(texts_folder), "--ledger", str(ledger), "--extractor", "mentions"]
    done = CliRunner().invoke(root, words)
    assert done.exit_code == 0, done.output
    return ledger


@pytest.fixture(scope="module")
def bare() -> Run:
    return run_case(SMALL)


def tables(page: Page, section: str = "evidence") -> dict[str, Table]:
    """Return the tables of a section by id, folded ones too."""
    blocks = next(s.blocks for s in page.sections if s.id == section)
    return {b.id: b for b in walk_blocks(blocks) if isinstance(b, Table)}


def shown(table: Table, key: str, page: Page) -> list[str]:
    """Return one column as it is read."""
    place = [c.key for c in table.columns].index(key)
    found = []
    for cells in table.rows:
        cell = cells[place]
        words = getattr(cell, "markup", None) or (
            "{" + cell.id + "}" if hasattr(cell, "id") else str(cell)
        )
        found.append(re.sub(r"\{([^{}]+)\}", lambda m: page.traces[m[1]].display, words))
    return found


def test_each_claim_is_a_traced_fact_with_its_reference(tmp_path: Path) -> None:
    case = make_case(tmp_path)
    page = build_brief(run_case(case))
    first = CLAIMS[0]
    trace = page.traces[f"evidence.claim/{first['id']}"]
    assert trace.display == "USD 40 million" and trace.value == 40e6
    cited = trace.sources[0].citation
    assert cited == (
        f"Example Press, Smelter deal signed, 2025-05-02, {first['document']}, "
        f"characters {first['start']}-{first['end']}"
    )
    assert find_trace(trace.id, case) == trace
    assert check_untraced_numbers(page) == []


def test_a_copy_with_the_same_hash_shows_its_sentences(tmp_path: Path) -> None:
    case = make_case(tmp_path)
    ledger = make_ledger(tmp_path, FIRST)
    run = run_case(case, ledger=ledger)
    assert set(run.quotes) == {CLAIMS[0]["id"], CLAIMS[1]["id"]}
    page = build_brief(run)
    words = shown(tables(page)["evidence-claims"], "quote", page)
    assert words[1] == "“Bolivia takes a royalty of 6 percent.”"
    assert words[2] == "None" and "It rained" not in " ".join(words)
    assert "royalty of 6 percent" in render_page(page)
    assert (
        "royalty of 6 percent"
        in page.traces[f"evidence.claim/{CLAIMS[1]['id']}"].sources[0].citation
    )


@pytest.mark.parametrize(
    "changed",
    [FIRST.replace("40", "41"), FIRST + " ", FIRST.replace("rained", "snowed")],
    ids=["a digit", "a blank", "a word elsewhere"],
)
def test_a_changed_copy_shows_nothing(tmp_path: Path, changed: str) -> None:
    case = make_case(tmp_path)
    run = run_case(case, ledger=make_ledger(tmp_path, changed))
    assert run.quotes == {}
    page = build_brief(run)
    assert "quote" not in [c.key for c in tables(page)["evidence-claims"].columns]
    assert render_page(page) == render_page(build_brief(run_case(case)))


def test_a_ledger_changes_no_number(tmp_path: Path) -> None:
    case = make_case(tmp_path)
    plain, quoted = (
        build_brief(run_case(case, ledger=ledger))
        for ledger in (None, make_ledger(tmp_path, FIRST, SECOND, LATE))
    )
    told = [(t.id, t.value, t.display) for t in plain.traces]
    assert [(t.id, t.value, t.display) for t in quoted.traces] == told


def test_a_quote_is_one_sentence_at_most_and_never_long() -> None:
    text = "One. " + "word " * 200 + "about 7 t of tin " + "word " * 200 + "end. Two 8 t."
    start = text.index("7 t")
    quote = quote_of(text, Sentences(text), start, start + 3)
    assert "about 7 t of tin" in quote and "One." not in quote and "Two" not in quote
    assert len(quote) <= LONGEST + 20 and quote.startswith("… ") and quote.endswith(" …")


def test_documents_after_the_cut_off_are_not_on_the_page(tmp_path: Path) -> None:
    case = make_case(tmp_path)
    text = render_page(build_brief(run_case(case)))
    assert "A partner for tin" in text
    assert "Later news" not in text and "USD 90 million" not in text
    earlier = render_page(build_brief(run_case(load_case(case).as_of("2025-05-15"))))
    assert "Smelter deal signed" in earlier and "A partner for tin" not in earlier


def test_what_has_one_origin_counts_once(tmp_path: Path) -> None:
    page = build_brief(run_case(make_case(tmp_path)))
    found = tables(page)
    documents = found["evidence-documents"]
    assert shown(documents, "adds", page)[0].startswith("USD 40 million investment")
    assert shown(documents, "adds", page)[1] == "None"
    assert shown(documents, "repeats", page) == [
        "None",
        "USD 40 million investment (MoU signed)",
    ]
    assert shown(found["evidence-deals"], "by", page) == ["2 documents, 1 origin"]
    once = make_case(tmp_path, DOCUMENTS, [c for c in CLAIMS if c["document"] != text_id(SECOND)])
    again = build_brief(run_case(once))
    assert shown(tables(again)["evidence-deals"], "by", again) == ["1 document, 1 origin"]
    for key in ("chance", "amount", "status"):
        one, two = (shown(tables(p)["evidence-deals"], key, p) for p in (page, again))
        assert one == two


def test_an_echo_adds_no_vote(tmp_path: Path) -> None:
    echo = row(SECOND, "$40 million", measure="royalty_share", unit="fraction")
    echo |= {"low": 0.06, "high": 0.06, "point": 0.06, "lineage": "origin-r", "id": "claim-echo"}
    first = CLAIMS[1] | {"lineage": "origin-r"}
    ranges = []
    for claims in ([first], [first, echo], [first, echo | {"lineage": "origin-s"}]):
        heard = read_evidence(load_case(make_case(tmp_path, DOCUMENTS, claims)))
        assert heard is not None
        (found,) = [x for x in heard.assumptions.parameters if x.votes]
        assert (found.low, found.high) == (0.05, 0.06)
        ranges.append(len(found.votes))
    assert ranges == [1, 1, 2]


def test_the_order_of_the_file_does_not_matter(tmp_path: Path) -> None:
    rng = random.Random(7)
    kept = build_brief(run_case(make_case(tmp_path)))
    for _ in range(3):
        documents, claims = list(DOCUMENTS), list(CLAIMS)
        rng.shuffle(documents)
        rng.shuffle(claims)
        page = build_brief(run_case(make_case(tmp_path, documents, claims)))
        assert page.sections == kept.sections
        assert list(page.traces) == list(kept.traces)


def _others(page: Page) -> list[Any]:
    return [s for s in page.sections if s.id != "evidence"]


def _is_own(name: str) -> bool:
    return not name.startswith(("evidence.", "report.evidence/"))


@pytest.mark.parametrize("name", ["small", "pakistan-us"])
def test_without_documents_the_brief_is_the_same(name: str, tmp_path: Path) -> None:
    if name == "small":
        case = make_case(tmp_path)
    else:
        case = Path(shutil.copytree(Path(load_folder(name)), tmp_path / "copy"))
    told = build_brief(run_case(case))
    assert sum(not _is_own(t.id) for t in told.traces) > 5
    for text in ("documents: []\nclaims: []\n", None):
        (case / "evidence.yaml").unlink()
        if text:
            (case / "evidence.yaml").write_text(text, encoding="utf-8")
        page = build_brief(run_case(case))
        own = [t for t in told.traces if _is_own(t.id)]
        assert [t for t in own if t.id in page.traces] == list(page.traces)
        # What a document feeds is shown beside the case's own value, which is a fact of the case.
        assert all(t.id.startswith("case.") for t in own if t.id not in page.traces)
        assert page.findings == told.findings
        assert [s.id for s in page.sections] == [s.id for s in _others(told)]
        pairs = zip(page.sections, _others(told), strict=True)
        assert [s.id for s, other in pairs if s != other] in ([], ["methods"])
        notes, more = (
            {cells[0] for cells in tables(p, "methods")["assumed"].rows} for p in (page, told)
        )
        assert notes <= more


def load_folder(name: str) -> Path:
    """Return the folder of a built-in case."""
    from tenor.panel.case.folder import built_in_folder

    return built_in_folder(name)


def test_a_bare_case_has_no_section(bare: Run) -> None:
    assert bare.heard is None
    assert "evidence" not in [section.id for section in build_brief(bare).sections]


HOSTILE = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "{case.claim/pledge} **bold** `code` [x](https://evil.example)",
    '"><a href="javascript:alert(1)">',
)


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(words: str, tmp_path: Path) -> None:
    text = f"{words}\nExample Metals is to bring $40 million for {words} now.\n"
    documents = [paper(text, "2025-05-02", title=words, publisher=words)]
    claim = row(text, "$40 million", **PLEDGE) | {
        "subject": words,
        "place": words,
        "parties": [{"name": words, "role": "investor"}, {"name": "Bolivia", "role": "recipient"}],
        "speakers": [{"name": words, "role": words}],
    }
    case = make_case(tmp_path, documents, [claim])
    run = run_case(case, ledger=make_ledger(tmp_path, text))
    assert words.split()[0] in next(iter(run.quotes.values()))
    html = render_page(build_brief(run))
    visible = re.sub(r"<script\b.*?</script>", "", html, flags=re.DOTALL)
    assert "<img src=x" not in visible and "alert(1)</" not in visible.replace("&lt;", "&")
    assert 'href="javascript:' not in html and 'href="https://evil.example' not in html
    assert html.count("<script") == render_page(build_brief(run_case(SMALL))).count("<script")
    assert "<strong>bold" not in html and "<code>code" not in html


def test_the_words_of_a_link_are_shown_as_they_are(tmp_path: Path) -> None:
    other = row(SECOND, "$40 million", **PLEDGE | {"lineage": "release-b"})
    links = (
        {
            "a": CLAIMS[0]["id"],
            "b": other["id"],
            "relation": "candidate_conflict",
            "reason": "<b>two</b> {case.claim/pledge}",
        },
    )
    case = make_case(tmp_path)
    shipment = Shipment(DOCUMENTS[:2], (CLAIMS[0], other), links)
    (case / "evidence.yaml").write_text(write_yaml(shipment), encoding="utf-8")
    page = build_brief(run_case(case))
    table = tables(page)["evidence-links"]
    assert shown(table, "relation", page)[0] == "Candidate conflict, for a person to judge"
    html = render_page(page)
    assert "<b>two</b>" not in html and "&lt;b&gt;two" in html
    lead = next(s.lead for s in page.sections if s.id == "evidence")
    assert lead is not None and "candidates until a person" in lead.markup


def test_the_command_says_how_many_claims_have_quotes(tmp_path: Path) -> None:
    case, ledger = make_case(tmp_path), make_ledger(tmp_path, FIRST)
    words = ["brief", str(case), "-o", str(tmp_path / "out"), "--ledger", str(ledger)]
    done = CliRunner().invoke(root, words)
    assert done.exit_code == 0, done.output
    assert "quotes for 2 of 3 claims" in done.stderr
    done = CliRunner().invoke(root, [*words, "--json"])
    assert '"quotes": 2' in done.stdout
    words[-1] = str(tmp_path / "none.db")
    done = CliRunner().invoke(root, words)
    assert done.exit_code != 0 and "there is no ledger" in str(done.exception)


def test_the_claims_are_folded_and_the_rest_is_short(tmp_path: Path) -> None:
    page = build_brief(run_case("pakistan-us"))
    section = next(s for s in page.sections if s.id == "evidence")
    folds = [b for b in section.blocks if isinstance(b, Fold)]
    assert [f.printed for f in folds] == [False]
    printed = [b for b in section.blocks if isinstance(b, Table)]
    assert sum(min(len(t.rows), t.printed_rows) for t in printed) <= 20


@pytest.mark.browser
def test_documents_take_one_printed_page_at_most(chromium: str, tmp_path: Path) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    sync_api = pytest.importorskip("playwright.sync_api")
    run = run_case("pakistan-us")
    pages: dict[str, int] = {}
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        for name, one in {"with": run, "without": replace(run, heard=None)}.items():
            source, target = tmp_path / f"{name}.html", tmp_path / f"{name}.pdf"
            source.write_text(render_page(build_brief(one)), encoding="utf-8")
            sheet = browser.new_page(viewport={"width": 1280, "height": 900})
            sheet.goto(source.as_uri())
            sheet.pdf(path=target, prefer_css_page_size=True, print_background=True)
            pages[name] = len(pdfium.PdfDocument(target))
        browser.close()
    assert pages["with"] <= pages["without"] + 1
