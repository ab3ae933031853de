"""Licence, citation, changelog, make targets and set-up scripts hold together."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

import tenor

# The text at https://www.apache.org/licenses/LICENSE-2.0.txt, whole and unchanged.
APACHE = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"
TARGETS = {"help", "brief", "test", "docs", "bench", "data", "lock", "clean"}


def _run(
    command: list[str], cwd: Path, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


def test_the_licence_is_complete(repo_root: Path) -> None:
    assert hashlib.sha256((repo_root / "LICENSE").read_bytes()).hexdigest() == APACHE


def test_the_citation_names_this_version(repo_root: Path) -> None:
    from ruamel.yaml import YAML

    cited = YAML(typ="safe", pure=True).load((repo_root / "CITATION.cff").read_text("utf-8"))
    project = tomllib.loads((repo_root / "pyproject.toml").read_text("utf-8"))["project"]
    assert (cited["title"], cited["type"]) == ("Tenor", "software")
    assert cited["version"] == tenor.__version__
    assert cited["license"] == project["license"]
    assert {"cff-version", "message", "authors"} <= set(cited)


def test_the_changelog_has_this_version(repo_root: Path) -> None:
    text = (repo_root / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## \[([^\]]+)\]", text, re.MULTILINE)
    assert versions[0] == "Unreleased" or versions[0] == tenor.__version__
    assert tenor.__version__ in versions


def test_make_lists_its_targets(repo_root: Path) -> None:
    done = _run(["make"], repo_root)
    assert done.returncode == 0, done.stderr
    assert set(re.findall(r"^\s+make (\w+)\s+\S", done.stdout, re.MULTILINE)) == TARGETS


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_each_target_can_be_planned(repo_root: Path, target: str) -> None:
    done = _run(["make", "--dry-run", target], repo_root)
    assert done.returncode == 0, done.stderr


def test_ci_ends_with_the_test_target(repo_root: Path) -> None:
    lines = (repo_root / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "#!/usr/bin/env bash"
    assert "set -euo pipefail" in lines
    assert lines[-1] == "make test"
    assert os.access(repo_root / ".ci" / "run", os.X_OK)


def test_scripts_are_valid_shell(repo_root: Path) -> None:
    scripts = sorted((repo_root / "scripts").glob("*.sh"))
    assert scripts
    for script in scripts:
        done = _run(["sh", "-n", str(script)], repo_root)
        assert done.returncode == 0, done.stderr


def _fake_bin(folder: Path, programs: dict[str, str]) -> str:
    """Write small programs and link the few tools that the scripts call."""
    folder.mkdir(parents=True)
    for tool in ("sh", "grep", "dirname", "cat", "head", "id", "mktemp", "rm", "tail", "sleep"):
        if found := shutil.which(tool):
            (folder / tool).symlink_to(found)
    for name, body in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    return str(folder)


def test_setup_without_python_says_what_to_do(repo_root: Path, tmp_path: Path) -> None:
    path = _fake_bin(tmp_path / "bin", {"python3": "exit 1"})
    command = ["sh", "scripts/setup_env.sh", str(tmp_path / "venv"), "requirements.lock"]
    done = _run(command, repo_root, {"PATH": path})
    assert done.returncode == 1
    assert "no Python 3.11 or newer" in done.stderr
    assert "PYTHON=" in done.stderr


def test_setup_refuses_an_unusable_python(repo_root: Path, tmp_path: Path) -> None:
    path = _fake_bin(tmp_path / "bin", {})
    command = ["sh", "scripts/setup_env.sh", str(tmp_path / "venv"), "requirements.lock"]
    done = _run(command, repo_root, {"PATH": path, "PYTHON": "/nowhere/python"})
    assert done.returncode == 1
    assert "PYTHON=/nowhere/python" in done.stderr


def test_setup_without_network_says_what_to_do(repo_root: Path, tmp_path: Path) -> None:
    path = _fake_bin(tmp_path / "bin", {})
    fails = 'case "$*" in *"pip install"*) echo "no route to host" >&2; exit 1;; esac'
    _fake_bin(tmp_path / "a venv" / "bin", {"python": fails})
    command = ["sh", "scripts/setup_env.sh", str(tmp_path / "a venv"), "requirements.lock"]
    done = _run(command, repo_root, {"PATH": path})
    assert done.returncode == 1
    assert "no route to host" in done.stderr
    assert "check the network" in done.stderr


@pytest.mark.skipif(shutil.which("timeout") is None, reason="no timeout command here")
def test_setup_out_of_time_says_what_to_do(repo_root: Path, tmp_path: Path) -> None:
    path = _fake_bin(tmp_path / "bin", {})
    (tmp_path / "bin" / "timeout").symlink_to(str(shutil.which("timeout")))
    slow = 'case "$*" in *"pip install"*) exec sleep 30;; esac'
    _fake_bin(tmp_path / "venv" / "bin", {"python": slow})
    command = ["sh", "scripts/setup_env.sh", str(tmp_path / "venv"), "requirements.lock"]
    done = _run(command, repo_root, {"PATH": path, "TENOR_SETUP_TIMEOUT": "1"})
    assert done.returncode == 124
    assert "TENOR_SETUP_TIMEOUT" in done.stderr


def test_a_missing_browser_is_no_failure(repo_root: Path, tmp_path: Path) -> None:
    path = _fake_bin(tmp_path / "bin", {})
    done = _run(["sh", "scripts/ensure_chromium.sh"], repo_root, {"PATH": path})
    assert done.returncode == 0, done.stderr
    assert "reported as not run" in done.stdout


def test_a_failing_package_manager_is_no_failure(repo_root: Path, tmp_path: Path) -> None:
    path = _fake_bin(tmp_path / "bin", {"apt-get": "echo no mirror; exit 100", "id": "echo 0"})
    done = _run(["sh", "scripts/ensure_chromium.sh"], repo_root, {"PATH": path})
    assert done.returncode == 0, done.stderr
    assert "no mirror" in done.stdout
    assert "reported as not run" in done.stdout


def test_a_browser_on_the_path_is_used(repo_root: Path, tmp_path: Path) -> None:
    programs = {"chromium": "echo Chromium 1", "fc-list": "echo DejaVu", "apt-get": "exit 1"}
    path = _fake_bin(tmp_path / "bin", programs)
    done = _run(["sh", "scripts/ensure_chromium.sh"], repo_root, {"PATH": path})
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == f"chromium: using {tmp_path / 'bin' / 'chromium'}"
