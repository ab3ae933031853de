"""Files to documents: encodings, kinds, damage, limits, folders."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import ARTICLE, PAGE, pdf_of, report_page

from tenor.core.errors import DataError
from tenor.evidence.grammar.scan import find_mentions
from tenor.evidence.loading import find_documents, load_bytes, load_document

SAMPLE = "Loan of €5m – “signed” in São Tomé; Rs 2,000 crore, 60% of it by Zürich.\r\nNext line\n"
PLAIN_TEXT = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufeff"), min_size=1
).filter(lambda text: text.strip("\x00\ufeff\ufffe").strip() and not text.lstrip().startswith("<"))


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_text_is_stored_as_decoded(encoding: str) -> None:
    document = load_bytes(SAMPLE.encode(encoding), name="a.txt")
    assert document.text == SAMPLE
    assert (document.kind, document.loader) == ("text", "plain 1")


def test_other_scripts_without_a_mark() -> None:
    text = "Правительство подписало соглашение о займе на сумму 500 миллионов рублей. " * 8
    assert load_bytes(text.encode("cp1251"), name="a.txt").text == text


@given(PLAIN_TEXT)
def test_any_text_survives_with_its_offsets(text: str) -> None:
    for data in (text.encode(), b"\xef\xbb\xbf" + text.encode()):
        if data[:4] in (b"MZ\x90\x00", b"GIF8") or b"%PDF-" in data:
            continue
        assert load_bytes(data, name="a.txt").text == text


@given(st.text("e\u0301🜨\U0001f48e\u200d٣५\r\n \u00a0", max_size=30))
def test_offsets_are_code_points(noise: str) -> None:
    text = f"{noise}| A loan of $640 million |{noise}"
    document = load_bytes(b"\xef\xbb\xbf" + text.encode(), name="a.txt")
    found = [m for m in find_mentions(document.text) if m.unit == "USD"]
    assert [document.text[m.start : m.end] for m in found] == ["$640 million"]


def test_the_hash_is_of_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbfA loan\r\n")
    document = load_document(path)
    assert document.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert document.path == str(path)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b" \r\n\t ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"\x89PNG\r\n\x1a\n....", "picture"),
        (bytes(range(256)) * 40, "no text"),
        (os.urandom(0) + bytes((i * 73 + 11) % 256 for i in range(5000)), "no text"),
        (b"%PDF-1.4\n1 0 obj\n<< /Type", "damaged"),
        (b"<!doctype html><html><body></body></html>", "no main text"),
    ],
    ids=["empty", "blank", "mark", "zip", "picture", "bytes", "noise", "pdf", "page"],
)
def test_what_cannot_be_read_is_told_with_its_name(data: bytes, message: str) -> None:
    with pytest.raises(DataError, match=message) as caught:
        load_bytes(data, name="some/file.txt")
    assert "some/file.txt" in str(caught.value)


def test_limits_and_wrong_paths(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    path.write_bytes(b"a" * 2000)
    with pytest.raises(DataError, match=r"2,000 bytes, more than the 1,000"):
        load_document(path, max_bytes=1000)
    with pytest.raises(DataError, match="not there"):
        load_document(tmp_path / "none.txt")
    with pytest.raises(DataError, match="a folder"):
        load_document(tmp_path)


def test_a_page_gives_its_main_text_with_zones_and_metadata() -> None:
    document = load_bytes(PAGE.encode(), name="a.html")
    zones = [(z.kind, document.text[z.start : z.end].strip()) for z in document.zones]
    assert zones[0] == ("headline", "Mine sold")
    assert ("table", "Item | US$m\nCapital | 871") in zones
    assert ("headline", "What is next") in zones
    assert "€1.2bn" in document.text
    assert "Home" not in document.text
    assert "Subscribe" not in document.text
    found = (document.title, document.publisher, document.published, document.author)
    assert [x.value for x in found] == ["Mine sold", "The Paper", "2025-09-08", "Ann Lee"]
    assert {x.origin for x in found} == {"found"}
    assert document.address.value == "https://paper.example/mine"
    assert document.loader.startswith("trafilatura ")


def test_what_is_given_wins() -> None:
    given_values = {"published": "2025-09", "publisher": None}
    document = load_bytes(PAGE.encode(), name="a.html", given=given_values)
    assert (document.published.value, document.published.origin) == ("2025-09", "given")
    assert (document.publisher.value, document.publisher.origin) == ("The Paper", "found")


def test_a_page_that_names_its_character_set() -> None:
    page = PAGE.replace("<head>", '<head><meta charset="windows-1252">').replace("dry", "dürr")
    assert "dürr north" in load_bytes(page.encode("cp1252"), name="a.html").text


@pytest.mark.parametrize("depth", [50, 3000])
def test_a_hostile_page_is_read_or_refused(depth: int) -> None:
    page = "<html><body>" + "<div>" * depth + "<p>Loan of $5m.</p>" + "</div>" * depth
    try:
        assert load_bytes(page.encode(), name="a.html").text
    except DataError as error:
        assert "a.html" in str(error)


def test_a_pdf_gives_paragraphs_tables_and_running_lines() -> None:
    document = load_bytes(pdf_of([report_page(n) for n in (1, 2, 3)]), name="a.pdf")
    zones = [(z.kind, document.text[z.start : z.end].strip()) for z in document.zones]
    assert "the Export-Import Bank on Monday" in document.text
    assert "whole venture." in document.text
    assert ("table", "Item | US$m | Share\nCapital | 872 | 64%\nOther | 21.60 | 2%") in zones
    assert document.text.count("21.60") == 3
    running = " ".join(text for kind, text in zones if kind == "boilerplate")
    assert running.count("Marrow Quarterly Report") == 3
    assert document.zone_at(document.text.index("Part 2.")) == "body"
    assert document.loader.startswith("pypdfium2 ")


def test_pdfs_without_text_or_key(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="text recognition"):
        load_bytes(pdf_of(["0 0 m 10 10 l S"]), name="scan.pdf")
    whole = pdf_of([report_page(1)])
    for cut in (60, 300, len(whole) // 2):
        try:
            load_bytes(whole[:cut], name="cut.pdf")
        except DataError as error:
            assert "cut.pdf" in str(error)


def test_a_locked_pdf_is_told() -> None:
    locked = pdf_of([report_page(1)]).replace(
        b"/Root 1 0 R",
        b"/Root 1 0 R /ID [<00112233445566778899AABBCCDDEEFF> <00112233445566778899AABBCCDDEEFF>]"
        b" /Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O <"
        + b"41" * 32
        + b"> /U <"
        + b"42" * 32
        + b"> >>",
    )
    with pytest.raises(DataError, match=r"lock\.pdf: the PDF is locked with a password"):
        load_bytes(locked, name="lock.pdf")


def test_a_folder_is_walked_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.html", "a/.hidden.txt", ".git/x.txt", "a/table.csv", "README"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    found = [
        (Path(f.name).relative_to(tmp_path).as_posix(), f.skipped)
        for f in find_documents([str(tmp_path)])
    ]
    assert found == [
        ("README", None),
        ("a/table.csv", "files of the kind .csv are not read"),
        ("a/z.html", None),
        ("b.txt", None),
    ]
    with pytest.raises(DataError, match="no such file"):
        list(find_documents([str(tmp_path / "none")]))
