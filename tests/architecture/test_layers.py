"""Imports go down the rooms, and the contract that says so can break."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

# Everything else is handed its bytes, so that a test needs no network.
NETWORK = {"socket", "ssl", "http.client", "urllib.request", "ftplib", "requests", "httpx"}
NETWORK_ROOM = "sources/fetch"
# What core may not call: it computes, and neither reads nor writes.
IO_NAMES = {"open", "print", "input"}
IO_METHODS = {"read_text", "write_text", "read_bytes", "write_bytes", "mkdir", "unlink", "glob"}
IO_MODULES = {"duckdb", "sqlite3", "subprocess", "shutil", "tempfile", "logging"} | NETWORK


def _lint(cwd: Path, config: Path) -> subprocess.CompletedProcess[str]:
    script = "from importlinter.cli import lint_imports_command as run; run()"
    return subprocess.run(
        [sys.executable, "-c", script, "--config", str(config), "--no-cache"],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(cwd / "src"), "COLUMNS": "120"},
        capture_output=True,
        text=True,
        check=False,
    )


def _write_tree(root: Path, modules: dict[str, str]) -> None:
    for name, text in modules.items():
        path = root / "src" / "tenor" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        for folder in (path.parent, root / "src" / "tenor"):
            (folder / "__init__.py").touch()
        path.write_text(text, encoding="utf-8")


def test_the_rooms_keep_the_contract(repo_root: Path) -> None:
    done = _lint(repo_root, repo_root / "pyproject.toml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_contract_names_every_room_in_order(repo_root: Path) -> None:
    settings = tomllib.loads((repo_root / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    flat = " > ".join(layers).replace("(", "").replace(")", "")
    assert flat == (
        "__main__ > cli : web > engine > report > decision > scenarios > "
        "market | risk | finance | trade | macro > panel > sources | evidence > core"
    )


@pytest.mark.parametrize(
    ("module", "imported"),
    [("core/a.py", "tenor.sources.b"), ("risk/a.py", "tenor.finance.b")],
    ids=["upwards", "model to model"],
)
def test_a_wrong_import_breaks_the_contract(
    repo_root: Path, tmp_path: Path, module: str, imported: str
) -> None:
    target = imported.removeprefix("tenor.").replace(".", "/") + ".py"
    _write_tree(tmp_path, {"core/z.py": "", target: "", module: f"import {imported}\n"})
    done = _lint(tmp_path, repo_root / "pyproject.toml")
    assert done.returncode == 1, done.stdout + done.stderr
    assert imported in done.stdout


def test_a_room_outside_the_list_breaks_the_contract(repo_root: Path, tmp_path: Path) -> None:
    _write_tree(tmp_path, {"core/z.py": "", "annex/a.py": ""})
    done = _lint(tmp_path, repo_root / "pyproject.toml")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "tenor.annex" in done.stdout


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _within(name: str, modules: set[str]) -> bool:
    return any(name == module or name.startswith(module + ".") for module in modules)


def test_only_fetch_knows_the_network(source_trees: dict[str, ast.Module]) -> None:
    found = {
        name: sorted(used)
        for name, tree in source_trees.items()
        if not name.startswith(NETWORK_ROOM)
        and (used := {m for m in _imported(tree) if _within(m, NETWORK)})
    }
    assert found == {}


def test_core_reads_and_writes_nothing(source_trees: dict[str, ast.Module]) -> None:
    found = []
    for name, tree in source_trees.items():
        if not name.startswith("core/"):
            continue
        found += [f"{name}: import {m}" for m in _imported(tree) if _within(m, IO_MODULES)]
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            if isinstance(node.func, ast.Name) and node.func.id in IO_NAMES:
                found.append(f"{name}, line {node.lineno}: {node.func.id}()")
            if isinstance(node.func, ast.Attribute) and node.func.attr in IO_METHODS:
                found.append(f"{name}, line {node.lineno}: .{node.func.attr}()")
    assert found == []
