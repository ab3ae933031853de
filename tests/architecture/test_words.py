"""The project speaks of its subject alone and works in any folder."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TEXT = {
    *(".py", ".md", ".toml", ".yaml", ".yml", ".csv", ".json", ".txt", ".sh", ".html", ".css"),
    *(".js", ".cff", ".lock", ".j2", ""),
}

# One letter stands in brackets so that this page does not find itself.
PATTERNS = {
    "absolute path of one machine": r"(?<![\w.:/-])/(?:wor[k]|roo[t]|hom[e]|User[s]|mn[t])/[\w.]",
    "folder outside the project": r"(?<![\w/.-])share[d]/\w",
    "word of a workshop": r"(?i)\bsub-?agen[t]s?\b|\bcoding agen[t]s?\b|\bai assistan[t]s?\b"
    r"|\bas an a[i] |\bwritten by an a[i]\b|\bagen[t] sessions?\b|\bhelper session[s]?\b",
    "number of a ticket": r"(?i)\b(?:issu[e]|tas[k]|ticke[t]|p[r]) ?#\d+",
    "left-over mark": r"\b(?:TOD[O]|FIXM[E]|XX[X]|HAC[K])\b",
    "line of a merge": r"(?m)^(?:<{7}|>{7}) ",
}


def _texts(files: list[Path]) -> list[tuple[Path, str]]:
    small = (p for p in files if p.suffix in TEXT and p.stat().st_size < 2_000_000)
    return [(path, path.read_text(encoding="utf-8")) for path in small]


@pytest.mark.parametrize("kind", PATTERNS)
def test_no_file_holds_a_stray_word(kind: str, project_files: list[Path], repo_root: Path) -> None:
    pattern = re.compile(PATTERNS[kind])
    found = [
        f"{path.relative_to(repo_root)}, line {text.count(chr(10), 0, hit.start()) + 1}: {hit[0]!r}"
        for path, text in _texts(project_files)
        for hit in pattern.finditer(text)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("absolute path of one machine", "see /hom" + "e/anna/data.csv"),
        ("folder outside the project", "read share" + "d/data"),
        ("word of a workshop", "a sub" + "agent wrote it"),
        ("number of a ticket", "fixes issu" + "e #12"),
        ("left-over mark", "# TOD" + "O later"),
        ("line of a merge", "<<<<" + "<<< HEAD"),
    ],
)
def test_each_pattern_finds_its_word(kind: str, text: str) -> None:
    assert re.search(PATTERNS[kind], text)


def test_an_address_is_not_a_path_of_a_machine() -> None:
    pattern = PATTERNS["absolute path of one machine"]
    assert not re.search(pattern, "https://example.org/work/papers and public/home/page")
