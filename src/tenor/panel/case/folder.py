"""Which files a case folder holds, and their bytes.

A case is found by its folder or by the name of a case that ships with Tenor.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from tenor.core.errors import Fault, UnknownNameError, UserError, nearest_names, quoted
from tenor.panel.case.reader import MAX_BYTES

HEAD = "case.yaml"
REQUIRED = (HEAD, "sources.csv", "claims.csv", "scenarios.yaml")
OPTIONAL = ("deals.yaml", "brief.yaml", "evidence.yaml", "refining.yaml")
FOLDERS = ("projects", "policies", "valuations")
RESULTS = "expected"
_DATA_SUFFIXES = {".yaml", ".yml", ".csv"}


def built_in_cases() -> tuple[str, ...]:
    """Return the names of the cases that ship with Tenor, in alphabetical order."""
    root = _built_in_root()
    if not root.is_dir():
        return ()
    return tuple(sorted(entry.name for entry in root.iterdir() if (entry / HEAD).is_file()))


def find_case(case: str | os.PathLike[str]) -> Path:
    """Return the folder of a case, given as a path or as the name of a built-in case.

    A folder of that name in the working directory comes before a built-in case if it
    holds a ``case.yaml``.

    Raises
    ------
    UserError
        The path does not exist.
    UnknownNameError
        The text is a plain name and no built-in case has it.
    """
    text = os.fspath(case)
    path = Path(text)
    plain_name = isinstance(case, str) and bool(text) and text not in {".", ".."}
    plain_name = plain_name and not {"/", os.sep} & set(text)
    is_built_in = plain_name and text in built_in_cases()
    if text and os.path.lexists(path) and not (is_built_in and not (path / HEAD).is_file()):
        return path
    if not plain_name:
        raise UserError(
            f"case folder {text!r} does not exist; give the path of a folder with a case.yaml, "
            f"or a built-in case: {quoted(built_in_cases())}"
        )
    if is_built_in:
        return built_in_folder(text)
    raise UnknownNameError("case", text, built_in_cases())


def read_files(folder: Path) -> tuple[dict[str, bytes], list[Fault]]:
    """Return the bytes of each file of a case by relative path, and what is amiss."""
    if not _is_folder(folder):
        return {}, [_not_a_case(f"{folder.name!r} is not a folder")]
    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except OSError as error:
        return {}, [_not_a_case(f"the folder cannot be read: {error.strerror}")]
    if not any(name in REQUIRED for name in names):
        return {}, [_not_a_case("none of the files of a case is here")]
    faults = [
        Fault(name, "file", "the file is missing", "add it; docs/case-format.md says what it holds")
        for name in REQUIRED
        if name not in names
    ]
    faults.extend(_strangers(folder, names))
    contents: dict[str, bytes] = {}
    for relative in _listed(folder, names, faults):
        content = _read(folder / relative, relative, faults)
        if content is not None:
            contents[relative] = content
    return contents, faults


def built_in_folder(name: str) -> Path:
    """Return the folder of a built-in case."""
    return _built_in_root() / name


def _built_in_root() -> Path:
    return Path(str(resources.files("tenor").joinpath("cases")))


def _not_a_case(message: str) -> Fault:
    files = ", ".join(REQUIRED)
    return Fault(".", "folder", f"not a case: {message}", f"a case is a folder with {files}")


def _strangers(folder: Path, names: list[str]) -> Iterator[Fault]:
    known = (*REQUIRED, *OPTIONAL, *FOLDERS, RESULTS)
    for name in names:
        if name in known or name.startswith((".", "README", "LICENSE")):
            continue
        near = nearest_names(name, known)
        if Path(name).suffix.lower() in _DATA_SUFFIXES or near:
            hint = f"did you mean {quoted(near)}?" if near else f"a case holds {', '.join(known)}"
            kind = "folder" if _is_folder(folder / name) else "file"
            yield Fault(_shown(name), kind, f"unknown {kind} in a case", hint)


def _listed(folder: Path, names: list[str], faults: list[Fault]) -> Iterator[str]:
    yield from (name for name in (*REQUIRED, *OPTIONAL) if name in names)
    for name in FOLDERS:
        if name not in names:
            continue
        try:
            inside = sorted(entry.name for entry in (folder / name).iterdir())
        except OSError as error:
            hint = f"make {name} a folder of YAML files, or remove it"
            faults.append(Fault(name, "folder", f"cannot be read: {error.strerror}", hint))
            continue
        for entry in inside:
            if entry.endswith(".yaml") and not entry.startswith("."):
                yield f"{name}/{entry}"
            elif not entry.startswith((".", "README")):
                message = f"unknown file in {name}; files here end in .yaml"
                faults.append(
                    Fault(_shown(f"{name}/{entry}"), "file", message, "rename or move it")
                )


def _read(path: Path, relative: str, faults: list[Fault]) -> bytes | None:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            message, hint = "is not a regular file", "replace it by a text file"
        else:
            with path.open("rb") as file:
                return file.read(MAX_BYTES + 1)
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
        hint = "replace the broken link or mend the permissions"
    faults.append(Fault(_shown(relative), "file", message, hint))
    return None


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _shown(name: str) -> str:
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
