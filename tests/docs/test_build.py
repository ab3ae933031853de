"""The documentation builds without a warning."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_the_documentation_builds_without_a_warning(repo_root: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-n", "-q", "-b", "html"]
    done = subprocess.run(
        [
            *command,
            "-d",
            str(tmp_path / "doctrees"),
            str(repo_root / "docs"),
            str(tmp_path / "html"),
        ],
        cwd=repo_root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    assert "calc_hhi" in (tmp_path / "html" / "api.html").read_text(encoding="utf-8")
