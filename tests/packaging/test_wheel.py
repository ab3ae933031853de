"""The wheel holds the code and everything it reads; named snapshots can be left out."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

SNAPSHOTS = ("baci", "wgi", "wmd")
PARTS = ("pyproject.toml", "README.md", "LICENSE", "DATA_LICENSES.md", ".gitignore", "scripts")


@pytest.fixture(scope="module")
def tree(repo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy what the build reads; a snapshot that is not in the box gets a stand-in."""
    copy = tmp_path_factory.mktemp("tree with a space")
    skip = shutil.ignore_patterns("__pycache__", "*.pyc")
    for part in PARTS:
        source = repo_root / part
        if source.is_dir():
            shutil.copytree(source, copy / part, ignore=skip)
        else:
            shutil.copy(source, copy / part)
    shutil.copytree(repo_root / "src", copy / "src", ignore=skip)
    for name in SNAPSHOTS:
        snapshot = copy / "src" / "tenor" / "data" / "box" / f"{name}.parquet"
        snapshot.parent.mkdir(parents=True, exist_ok=True)
        if not snapshot.exists():
            snapshot.write_bytes(b"PAR1 stand-in PAR1")
    return copy


def _build(
    tree: Path, target: str, folder: Path, without: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run the build backend in place: what `pip wheel` does, without a network."""
    env = {k: v for k, v in os.environ.items() if k != "TENOR_WITHOUT"}
    if without:
        env["TENOR_WITHOUT"] = without
    return subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)],
        cwd=tree,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def _wheel_names(folder: Path) -> set[str]:
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert archive.testzip() is None
        return set(archive.namelist())


@pytest.fixture(scope="module")
def wheel_dir(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the full wheel once."""
    folder = tmp_path_factory.mktemp("wheel")
    done = _build(tree, "wheel", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_the_wheel_holds_the_whole_package(tree: Path, wheel_dir: Path) -> None:
    src = tree / "src"
    wanted = {p.relative_to(src).as_posix() for p in (src / "tenor").rglob("*") if p.is_file()}
    packed = {name for name in _wheel_names(wheel_dir) if ".dist-info/" not in name}
    assert packed == wanted


@pytest.mark.parametrize(
    ("prefix", "suffix"),
    [
        ("tenor/cases/pakistan-us/case", ".yaml"),
        ("tenor/cases/pakistan-us/projects/", ".yaml"),
        ("tenor/data/box/baci", ".parquet"),
        ("tenor/data/box/wgi", ".parquet"),
        ("tenor/data/box/wmd", ".parquet"),
        ("tenor/data/records/", ".yaml"),
        ("tenor/data/tables/", ".csv"),
        ("tenor/py.typed", ""),
    ],
)
def test_the_wheel_holds_each_kind_of_file(wheel_dir: Path, prefix: str, suffix: str) -> None:
    names = _wheel_names(wheel_dir)
    assert [name for name in names if name.startswith(prefix) and name.endswith(suffix)]


def test_the_wheel_names_licences_and_command(tree: Path, wheel_dir: Path) -> None:
    (wheel,) = wheel_dir.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        info = {n.partition(".dist-info/")[2]: n for n in archive.namelist() if ".dist-info/" in n}
        fields = Parser().parsestr(archive.read(info["METADATA"]).decode())
        entry_points = archive.read(info["entry_points.txt"]).decode()
    assert {"licenses/LICENSE", "licenses/DATA_LICENSES.md"} <= set(info)
    assert fields["License-Expression"] == "Apache-2.0"
    assert fields["Requires-Python"] == ">=3.11"  # no upper bound
    declared = tomllib.loads((tree / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    assert f"tenor = {declared['tenor']}" in entry_points


def test_a_named_snapshot_is_left_out(tree: Path, wheel_dir: Path, tmp_path: Path) -> None:
    done = _build(tree, "wheel", tmp_path, without="wmd")
    assert done.returncode == 0, done.stdout + done.stderr
    missing = _wheel_names(wheel_dir) - _wheel_names(tmp_path)
    assert missing == {"tenor/data/box/wmd.parquet"}


def test_several_snapshots_are_left_out(tree: Path, wheel_dir: Path, tmp_path: Path) -> None:
    done = _build(tree, "wheel", tmp_path, without=" wmd, baci ")
    assert done.returncode == 0, done.stdout + done.stderr
    missing = _wheel_names(wheel_dir) - _wheel_names(tmp_path)
    assert missing == {"tenor/data/box/wmd.parquet", "tenor/data/box/baci.parquet"}


def test_an_unknown_snapshot_stops_the_build(tree: Path, tmp_path: Path) -> None:
    done = _build(tree, "wheel", tmp_path, without="nonsense")
    assert done.returncode != 0
    assert "nonsense" in done.stderr
    assert all(name in done.stderr for name in SNAPSHOTS)
    assert list(tmp_path.glob("*.whl")) == []


def test_a_wheel_can_be_built_from_the_source_archive(
    tree: Path, wheel_dir: Path, tmp_path: Path
) -> None:
    done = _build(tree, "sdist", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        packed.extractall(tmp_path, filter="data")
    (unpacked,) = (path for path in tmp_path.iterdir() if path.is_dir())
    done = _build(unpacked, "wheel", tmp_path / "again")
    assert done.returncode == 0, done.stdout + done.stderr
    assert _wheel_names(tmp_path / "again") == _wheel_names(wheel_dir)


def test_the_wheel_works_away_from_its_source(
    wheel_dir: Path, tmp_path: Path, clean_env: dict[str, str]
) -> None:
    (wheel,) = wheel_dir.glob("*.whl")
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    run = "runpy.run_module('tenor', run_name='__main__')"
    script = f"import runpy, tenor; print(tenor.__file__, flush=True); {run}"
    done = subprocess.run(
        [sys.executable, "-c", script, "--help"],
        cwd=tmp_path,
        env=clean_env | {"PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(site))
    assert "brief" in done.stdout
