"""The file evidence.yaml of a case: read, checked, cut off by day, and no part of the rest."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tenor.panel.case import Case, check_case, load_case
from tenor.panel.evidence import assume_for, case_parameters, read_evidence

SMALL = Path(__file__).parent / "small_case"
SHA = "ab" * 32
FILE = f"""\
documents:
  - id: doc-0000000000000001
    sha256: "{SHA}"
    chars: 900
    title: Smelter to be rebuilt
    publisher: Example Press
    published: 2025-05-02
    origin: given
    source: press-2025
  - id: doc-0000000000000002
    sha256: "{SHA}"
    chars: 500
    published: 2025-09-01
    origin: found
  - id: doc-0000000000000003
    sha256: "{SHA}"
    chars: 500
    origin: absent
claims:
  - id: claim-a
    document: doc-0000000000000001
    start: 100
    end: 112
    low: 40e6
    high: 40e6
    point: 40e6
    bound: "="
    unit: USD
    measure: investment_amount
    subject: smelter of Oruro
    place: Bolivia
    status: mou_signed
    modality: planned
    polarity: affirmed
    parties:
      - {{name: Example Metals, role: investor}}
      - {{name: Bolivia, role: recipient}}
    speakers:
      - {{name: Ministry, role: source}}
    extractor: rules
    lineage: origin-a
    review: accepted
  - id: claim-b
    document: doc-0000000000000002
    start: 10
    end: 20
    high: 50e6
    point: 50e6
    bound: "<"
    unit: USD
    measure: investment_amount
    status: announced
    modality: planned
    polarity: affirmed
    extractor: rules
  - id: claim-c
    document: doc-0000000000000003
    start: 10
    end: 20
    low: 0.05
    high: 0.05
    bound: "="
    unit: fraction
    measure: royalty_share
    subject: Oruro smelter
    modality: actual
    polarity: affirmed
    extractor: rules
links:
  - a: claim-b
    b: claim-a
    relation: candidate_conflict
    reason: another sum on another day
"""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Return a copy of the small case with evidence that a test may break."""
    folder = Path(shutil.copytree(SMALL, tmp_path / "case"))
    (folder / "evidence.yaml").write_text(FILE, encoding="utf-8")
    return folder


def _edit(case: Path, old: str, new: str) -> None:
    path = case / "evidence.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_sound_file_has_no_fault(case: Path) -> None:
    assert check_case(case) == []


@pytest.mark.parametrize(
    ("old", "new", "where", "message", "hint"),
    [
        (
            "document: doc-0000000000000001",
            "document: doc-0000000000000009",
            "claims[0].document",
            "unknown document id",
            "'doc-0000000000000001'",
        ),
        ("b: claim-a", "b: claim-aa", "links[0].b", "unknown evidence claim", "'claim-a'"),
        (
            "investment_amount",
            "investment_amout",
            "claims[0].measure",
            "unknown measure",
            "'investment_amount'",
        ),
        ("mou_signed", "mou_sigend", "claims[0].status", "unknown status", "'mou_signed'"),
        (
            "relation: candidate_conflict",
            "relation: conflict",
            "links[0].relation",
            "unknown relation",
            "'candidate_conflict'",
        ),
        ("role: investor", "role: invester", "parties[0].role", "unknown role", "'investor'"),
        ("    unit: USD\n", "    unti: USD\n", "claims[0].unti", "unknown key", "'unit'"),
        ("end: 112", "end: 90", "claims[0].end", "not before end", "first place after"),
        ("end: 112", "end: 901", "claims[0].end", "beyond the document, which has 900", "ledger"),
        ("low: 40e6", "low: 41e6", "claims[0].low", "low, point and high", "order them"),
        ("unit: USD", "unit: t", "claims[0].unit", "does not fit measure", "money"),
        ("measure: royalty_share", "measure: duration", "claims[2].unit", "does not fit", "time"),
        ("    high: 50e6\n", "", "claims[1].bound", "has no high", "another bound"),
        (f'"{SHA}"', "abc", "documents[0].sha256", "SHA-256", "64 hexadecimal"),
        (
            "id: doc-0000000000000003",
            "id: my-article",
            "documents[2].id",
            "id of a document",
            "16 hexadecimal",
        ),
        (
            "origin: absent",
            "origin: found",
            "documents[2].published",
            "no date is given",
            "add the date",
        ),
        (
            "origin: given",
            "origin: absent",
            "documents[0].origin",
            "a date is given",
            "found or source",
        ),
        (
            "published: 2025-05-02",
            "published: May 2025",
            "documents[0].published",
            "ISO 8601",
            "2025-09",
        ),
        (
            "source: press-2025",
            "source: press-2052",
            "documents[0].source",
            "unknown source",
            "'press-2025'",
        ),
        (
            "subject: smelter of Oruro",
            f"subject: {'a sentence of the text ' * 8}",
            "claims[0].subject",
            "characters",
            "not quoted",
        ),
        (
            "    extractor: rules\n    lineage",
            "    quote: It said so.\n    extractor: rules\n    lineage",
            "claims[0].quote",
            "unknown key",
            "note",
        ),
        (
            "reason: another sum on another day",
            f"reason: {'word ' * 80}",
            "links[0].reason",
            "characters",
            "your own",
        ),
        ("b: claim-a", "b: claim-b", "links[0].b", "linked to itself", "two claims"),
        (
            "    extractor: rules\n    lineage",
            "    zone: boilerplate\n    extractor: rules\n    lineage",
            "claims[0].zone",
            "boilerplate",
            "body",
        ),
    ],
)
def test_a_fault_says_where_what_and_what_to_do(
    case: Path, old: str, new: str, where: str, message: str, hint: str
) -> None:
    _edit(case, old, new)
    faults = [f for f in check_case(case) if f.file == "evidence.yaml"]
    fits = [f for f in faults if where in f.where and message in f.message and hint in f.hint]
    assert fits, faults


def test_a_claim_that_stands_twice_is_told(case: Path) -> None:
    _edit(case, "id: claim-b", "id: claim-a")
    assert any("stands twice" in fault.message for fault in check_case(case))


def _told(case: Case) -> list[str]:
    return [claim.id for claim in case.evidence.claims]


def test_the_cut_off_keeps_later_documents_out_with_their_claims(case: Path) -> None:
    loaded = load_case(case)
    assert _told(loaded) == ["claim-a", "claim-c"]
    assert loaded.evidence.links == ()
    assert ("document", "doc-0000000000000002") in {(x.kind, x.id) for x in loaded.excluded}
    _edit(case, "published: 2025-09-01", "published: 2025-06-30")
    assert _told(load_case(case)) == ["claim-a", "claim-b", "claim-c"]


def test_an_earlier_view_leaves_undated_documents_out(case: Path) -> None:
    loaded = load_case(case)
    assert _told(loaded.as_of("2025-05-02")) == ["claim-a"]
    assert _told(loaded.as_of("2025-05-01")) == []
    assert read_evidence(loaded.as_of("2025-05-01")) is None


def test_a_document_without_a_date_of_its_own_has_that_of_its_source(case: Path) -> None:
    _edit(case, "    published: 2025-05-02\n    origin: given", "    origin: absent")
    loaded = load_case(case)
    assert "claim-a" in _told(loaded.as_of("2025-05-02"))
    assert "claim-a" not in _told(loaded.as_of("2025-05-01"))


def test_evidence_enters_the_hash_and_no_evidence_leaves_it(case: Path) -> None:
    with_evidence, bare = load_case(case).hash, load_case(SMALL).hash
    assert with_evidence != bare
    (case / "evidence.yaml").write_text("documents: []\n", encoding="utf-8")
    assert load_case(case).hash == bare
    (case / "evidence.yaml").unlink()
    assert load_case(case).hash == bare


def test_without_documents_every_parameter_is_the_case_s_own(case: Path) -> None:
    parameters = case_parameters(load_case(SMALL))
    assert len(parameters) == 4
    for loaded in (load_case(SMALL), load_case(case).as_of("2025-05-01")):
        found = assume_for(loaded)
        assert (found.scenarios, found.excluded) == ((), ())
        assert [x.name for x in found.parameters] == list(case_parameters(loaded))
        assert all((x.value, x.low, x.high) == x.default for x in found.parameters)
        assert not any(x.votes for x in found.parameters)
    assert assume_for(load_case(case)).parameters != ()


def test_a_document_feeds_a_parameter_and_a_pledge_is_a_chance(case: Path) -> None:
    _edit(case, "low: 0.05\n    high: 0.05", "low: 0.06\n    high: 0.06")
    found = assume_for(load_case(case))
    royalty = next(x for x in found.parameters if x.name == "project/oruro-smelter/royalty")
    assert (royalty.low, royalty.value, royalty.high) == (0.05, 0.05, 0.06)
    (pledge,) = found.scenarios
    assert pledge.claims == ("claim-a",) and 0 < pledge.probability[1] < 1


def test_a_figure_of_no_class_never_feeds_a_reserve(case: Path) -> None:
    loaded = load_case("pakistan-us")
    parameters = case_parameters(loaded)
    reserve = parameters["project/reko-diq/cu-reserve"]
    assert reserve.measures == {"reserve_quantity"}  # type: ignore[union-attr]
    heard = read_evidence(loaded)
    assert heard is not None
    fed = {x.name for x in heard.assumptions.parameters if x.votes}
    assert fed == {"project/reko-diq/owners/barrick"}
    reasons = {x.claim: x.reason for x in heard.assumptions.excluded}
    ore = next(c for c in heard.claims.values() if c.measure == "ore_tonnage")
    assert "no parameter" in reasons[ore.id]


def test_the_flagship_tells_the_deals_apart() -> None:
    heard = read_evidence(load_case("pakistan-us"))
    assert heard is not None
    deals = {deal.id: deal for deal in heard.joined.deals}
    mou = deals["commitment/usa-us-strategic-metals/pak-frontier-works-organization"]
    state = deals["commitment/USA/PAK"]
    assert (mou.status, len(mou.claims), len(mou.lineages)) == ("mou_signed", 5, 1)
    assert (state.status, len(state.lineages)) == ("proposed", 1)
    assert not set(mou.claims) & set(state.claims)
    relations = {
        (x.relation, heard.claims[x.a].low, heard.claims[x.b].low) for x in heard.joined.links
    }
    assert ("supersedes", 0.19, 0.29) in relations
    assert not any(r in {"candidate_conflict", "corroborates_independent"} for r, _, _ in relations)
    adds = {one.document.id: (len(one.new), len(one.repeated)) for one in heard.contributions}
    assert adds["doc-6d65ce094717d377"] == (1, 0)
    assert adds["doc-380bc9f2b2b33fdb"] == (1, 1)


def test_the_flagship_ships_no_words_of_its_documents() -> None:
    held = load_case("pakistan-us").evidence
    assert len(held.documents) == 5 and len(held.claims) > 15
    for claim in held.claims:
        texts = [v for v in claim.model_dump(mode="json").values() if isinstance(v, str)]
        assert all(len(text.split()) <= 8 for text in texts), claim
        assert claim.review in {"accepted", "edited"}
