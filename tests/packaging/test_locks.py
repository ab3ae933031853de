"""The locks pin and hash everything, agree with each other, and hold permissive code."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

RUN, DEV = "requirements.lock", "requirements-dev.lock"
COPYLEFT = re.compile(r"\b[AL]?GPL|General Public License|\bSSPL|\bEUPL", re.IGNORECASE)
# Only the documentation is built with docutils, which names three licences for its parts.
DOCS_ONLY = {"docutils"}
# Offered under one of several licences, of which the user takes one; it is the one named here.
CHOSEN = {"tld": "MPL-1.1"}


@dataclass(frozen=True)
class Pin:
    """One pinned version with its hashes."""

    requirement: Requirement
    hashes: tuple[str, ...]


def _pins(path: Path) -> list[Pin]:
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [
        line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")
    ]
    pins = []
    for line in lines:
        head, *hashes = line.split("--hash=")
        pins.append(Pin(Requirement(head.strip()), tuple(h.strip() for h in hashes)))
    return pins


def _wanted(requirement: Requirement) -> bool:
    """Return whether this interpreter would install a pin."""
    return requirement.marker is None or requirement.marker.evaluate()


@pytest.fixture(scope="module")
def project(repo_root: Path) -> dict:
    """Return pyproject.toml."""
    return tomllib.loads((repo_root / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", [RUN, DEV])
def test_every_line_is_pinned_and_hashed(repo_root: Path, name: str) -> None:
    pins = _pins(repo_root / name)
    assert len(pins) > 20
    for pin in pins:
        assert [s.operator for s in pin.requirement.specifier] == ["=="], pin
        assert pin.hashes, pin
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", h) for h in pin.hashes), pin


@pytest.mark.parametrize("name", [RUN, DEV])
def test_no_index_host_or_path_is_named(repo_root: Path, name: str) -> None:
    text = (repo_root / name).read_text(encoding="utf-8")
    assert not re.search(r"(?i)https?:|file:|index-url|find-links|trusted-host|@", text)


def test_the_development_lock_holds_the_other(repo_root: Path) -> None:
    # A package that more of the development tools need may stand there with fewer conditions.
    dev_pins, run_pins = _pins(repo_root / DEV), _pins(repo_root / RUN)
    dev = {(p.requirement.name, str(p.requirement.specifier), p.hashes) for p in dev_pins}
    run = {(p.requirement.name, str(p.requirement.specifier), p.hashes) for p in run_pins}
    needed = {p.requirement.name for p in run_pins if _wanted(p.requirement)}
    assert needed <= {p.requirement.name for p in dev_pins if _wanted(p.requirement)}
    assert run < dev


@pytest.mark.parametrize(("name", "groups"), [(RUN, ["build"]), (DEV, None)])
def test_the_lock_meets_what_is_declared(
    repo_root: Path, project: dict, name: str, groups: list[str] | None
) -> None:
    declared = list(project["project"]["dependencies"])
    for group in groups or project["dependency-groups"]:
        declared += project["dependency-groups"][group]
    pinned: dict[str, list[str]] = {}
    for pin in _pins(repo_root / name):
        (version,) = (s.version for s in pin.requirement.specifier)
        pinned.setdefault(canonicalize_name(pin.requirement.name), []).append(version)
    for text in declared:
        wanted = Requirement(text)
        versions = pinned.get(canonicalize_name(wanted.name), [])
        assert versions, f"{wanted.name} is not in {name}; run make lock"
        assert all(wanted.specifier.contains(v) for v in versions), (text, versions)


def test_build_requirements_are_locked(repo_root: Path, project: dict) -> None:
    locked = {canonicalize_name(p.requirement.name) for p in _pins(repo_root / RUN)}
    needed = {Requirement(text).name for text in project["build-system"]["requires"]}
    assert needed <= locked


def test_no_dependency_has_an_upper_python_bound(project: dict) -> None:
    assert project["project"]["requires-python"] == ">=3.11"
    uppers = [t for t in project["project"]["dependencies"] if re.search(r"<|==|~=", t)]
    assert uppers == []


def test_dependencies_are_permissive(repo_root: Path) -> None:
    named = {canonicalize_name(p.requirement.name) for p in _pins(repo_root / DEV)} - DOCS_ONLY
    found, seen = {}, 0
    for name in sorted(named):
        try:
            fields = metadata(name)
        except PackageNotFoundError:  # a package of another platform
            continue
        seen += 1
        licences = [c for c in fields.get_all("Classifier") or [] if c.startswith("License")]
        # The first line only: some packages put the texts of bundled parts here.
        first = (fields.get("License") or "").strip().partition("\n")[0]
        text = " ".join([*licences, fields.get("License-Expression") or "", first])
        if name in CHOSEN and CHOSEN[name] in text.strip().split(" OR "):
            text = CHOSEN[name]
        if COPYLEFT.search(text) or not text.strip():
            found[name] = text
    assert seen > 20
    assert found == {}
