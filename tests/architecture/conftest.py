"""The source of the package as syntax trees, parsed once."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def package_dir(repo_root: Path) -> Path:
    """Return src/tenor."""
    return repo_root / "src" / "tenor"


@pytest.fixture(scope="session")
def source_trees(package_dir: Path) -> dict[str, ast.Module]:
    """Return the tree of each module by its path inside the package."""
    trees = {
        path.relative_to(package_dir).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(package_dir.rglob("*.py"))
    }
    assert trees, f"no module under {package_dir}"
    return trees
