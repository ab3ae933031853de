"""Every command and every example in README.md and docs runs.

A page is read from top to bottom, in one empty folder per page:

- ```` ```console ````: a line ``$ tenor ...`` or ``$ python ...`` runs and has to return 0, or
  the code in a comment at its end (``# exit 2``). Lines below it are what it prints; each has
  to appear in the output in that order, and ``...`` stands for anything. ``$ make TARGET`` has
  to name a target. ``# not run`` at the end leaves a command out (a server, say).
- ```` ```python ````: runs; the blocks of a page share their names. Prompts (``>>>``) make it a
  doctest.
- ``<!-- file: name.csv -->`` in front of any other block writes that block to a file.
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(
    r"(?:^<!-- file: (?P<file>\S+) -->\n+)?"
    r"^(?P<ticks>`{3,})(?P<kind>[\w{}-]*)[^\n]*\n(?P<body>.*?)^(?P=ticks)[ ]*$",
    re.MULTILINE | re.DOTALL,
)
CHECKED_ONLY = {"pip", "git", "cd", "export", "uv"}


@dataclass
class Command:
    """One command line, what it is expected to return and to print."""

    line: str
    code: int = 0
    is_run: bool = True
    output: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Block:
    """A fenced block: its kind, its text, the line where it stands, the file it is written to."""

    kind: str
    text: str
    line: int
    file: str | None


def _pages() -> list[Path]:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [page for page in pages if page.exists() and "_build" not in page.parts]


def read_blocks(text: str) -> list[Block]:
    """Return the fenced blocks of a page in order."""
    return [
        Block(hit["kind"], hit["body"], text.count("\n", 0, hit.start("ticks")) + 1, hit["file"])
        for hit in FENCE.finditer(text)
    ]


def read_commands(text: str) -> list[Command]:
    """Return the commands of a console block with the output that is shown below each."""
    commands: list[Command] = []
    for line in text.replace("\\\n", " ").splitlines():
        if not line.startswith("$ "):
            if commands and line.strip():
                commands[-1].output.append(line.strip())
            continue
        words, _, comment = line[2:].partition("  #")
        if not comment:
            words, _, comment = line[2:].partition(" # ")
        code = re.search(r"\bexit (\d+)", comment)
        is_run = "not run" not in comment
        commands.append(Command(words.strip(), int(code[1]) if code else 0, is_run))
    return commands


def missing_line(shown: list[str], printed: str) -> str | None:
    """Return the first shown line that was not printed in its place, or None."""
    lines = iter([line.strip() for line in printed.splitlines()])
    for wanted in shown:
        pattern = re.compile(".*".join(re.escape(part) for part in wanted.split("...")))
        if wanted != "..." and not any(pattern.fullmatch(line) for line in lines):
            return wanted
    return None


def _make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def _run_tenor(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Run the command in this process: starting an interpreter for each one takes too long."""
    from tenor.cli import main

    try:
        code = main(words[1:])
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    printed = capsys.readouterr()
    return code, printed.out + printed.err


def _run_other(line: str) -> tuple[int, str]:
    """Run a command line in a shell, with this interpreter and this `tenor` first on the path."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        line,
        shell=True,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def _check_command(command: Command, capsys: pytest.CaptureFixture[str]) -> str | None:
    """Run or check one command and return what is wrong with it, or None."""
    words = shlex.split(command.line)
    program = next((word for word in words if not re.match(r"[A-Z_]+=", word)), "")
    if program == "make":
        targets = {w for w in words[1:] if "=" not in w and not w.startswith("-")}
        unknown = sorted(targets - _make_targets())
        return f"no make target {unknown}" if unknown else None
    if program in CHECKED_ONLY or not command.is_run:
        return None
    if program not in {"tenor", "python", "python3"}:
        return f"the documentation tests do not know the program {program!r}"
    is_plain = words[0] == "tenor" and not set("|><&;*") & set(command.line)
    code, printed = _run_tenor(words, capsys) if is_plain else _run_other(command.line)
    if code != command.code:
        return f"returned {code}, expected {command.code}\n{printed[-1500:]}"
    missing = missing_line(command.output, printed)
    return f"did not print {missing!r} there\n{printed[-1500:]}" if missing else None


def _run_python(block: Block, names: dict[str, Any], page: str) -> str | None:
    """Run one Python block and return what is wrong with it, or None."""
    if ">>>" not in block.text:
        exec(compile("\n" * block.line + block.text, page, "exec"), names)
        return None
    test = doctest.DocTestParser().get_doctest(block.text, names, page, page, block.line)
    report: list[str] = []
    options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    runner = doctest.DocTestRunner(optionflags=options, verbose=False)
    failed = runner.run(test, out=report.append, clear_globs=False).failed
    names.update(test.globs)
    return "".join(report) if failed else None


def _faults(page: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[str]:
    name = page.relative_to(ROOT).as_posix()
    names: dict[str, Any] = {"__name__": "__page__"}
    for block in read_blocks(page.read_text(encoding="utf-8")):
        if block.file:
            target = Path.cwd() / block.file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.text, encoding="utf-8")
        elif block.kind == "python" and (fault := _run_python(block, names, name)):
            yield f"{name}, line {block.line}: {fault}"
        elif block.kind in {"sh", "bash", "shell"}:
            yield f"{name}, line {block.line}: write commands as a console block, so that they run"
        elif block.kind == "console":
            for command in read_commands(block.text):
                if fault := _check_command(command, capsys):
                    yield f"{name}, line {block.line}: $ {command.line}\n{fault}"


@pytest.mark.parametrize("page", _pages(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_the_page_runs(
    page: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert "\n".join(_faults(page, capsys)) == ""


def test_the_readme_names_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make brief" in text
    assert "make test" in text


def test_every_page_has_a_title() -> None:
    bare = [p.name for p in _pages() if not re.search(r"^# \S", p.read_text("utf-8"), re.MULTILINE)]
    assert bare == []


def test_links_between_pages_lead_somewhere() -> None:
    broken = []
    for page in _pages():
        text = FENCE.sub("", page.read_text(encoding="utf-8"))
        for target in re.findall(r"\]\(([^)\s#]+)(?:#[^)]*)?\)", text):
            if not re.match(r"[a-z]+:", target) and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []
