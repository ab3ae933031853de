"""Runs in folders: written beside and then moved, so that a folder is whole or not there.

A folder holds ``manifest.json``, ``notes.json``, ``sensitivity.json``, ``results.parquet``
(one row per output) and ``results.nc`` (the dataset).
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tenor.core.errors import DataError, UserError
from tenor.scenarios.manifest import FORMAT, IDENTITY
from tenor.scenarios.results import LEVELS, Row, RunResult, build_dataset, calc_hash

MANIFEST, NOTES, SENSITIVITY = "manifest.json", "notes.json", "sensitivity.json"
PARQUET, NETCDF = "results.parquet", "results.nc"
FILES = (MANIFEST, NOTES, SENSITIVITY, PARQUET, NETCDF)

_TEXTS = ("scenario", "commodity", "stage", "country", "variable", "supplier", "unit")


def write_run(result: RunResult, folder: str | os.PathLike[str], *, replace: bool = False) -> Path:
    """Write a run into a folder and return it.

    A folder that holds the same run (same case, data, seed, draws and scenarios) is replaced.

    Parameters
    ----------
    result : RunResult
    folder : path
    replace : bool
        Also replace another run.

    Raises
    ------
    UserError
        The folder holds another run and `replace` is false, or holds what is no run.
    """
    target = Path(folder)
    require_free(target, result.manifest, replace=replace)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        _write_files(result, beside)
        beside.chmod(0o755)
        if target.exists():
            _remove(target)
        beside.rename(target)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return target


def require_free(folder: Path, manifest: Mapping[str, Any], *, replace: bool) -> None:
    """Raise UserError where a run may not be written into a folder."""
    if folder.is_file():
        raise UserError(f"{folder} is a file; name a folder for the run")
    if not folder.is_dir() or not any(folder.iterdir()):
        return
    if not (folder / MANIFEST).is_file():
        raise UserError(f"{folder} is not empty and holds no run; name another folder")
    strange = sorted(path.name for path in folder.iterdir() if path.name not in FILES)
    if strange:
        raise UserError(f"{folder} holds files beside its run, such as {strange[0]!r}; move them")
    held = _read_json(folder / MANIFEST)
    changed = [name for name in IDENTITY if held.get(name) != _plain(manifest.get(name))]
    if changed and not replace:
        raise UserError(
            f"{folder} holds another run ({', '.join(changed[:5])} differ); name another folder, "
            "or write --replace"
        )


def read_run(folder: str | os.PathLike[str]) -> RunResult:
    """Return a run from its folder, checked against the hash in its manifest.

    Raises
    ------
    UserError
        The folder holds no run, or one of another format.
    DataError
        A file is missing or damaged.
    """
    import duckdb

    home = Path(folder)
    if not (home / MANIFEST).is_file():
        raise UserError(f"{home} holds no run: {MANIFEST} is missing; write one with tenor run")
    manifest = _read_json(home / MANIFEST)
    if manifest.get("format") != FORMAT:
        raise UserError(
            f"{home}: a run of format {manifest.get('format')!r}; this version reads {FORMAT}"
        )
    lacking = [name for name in FILES if not (home / name).is_file()]
    if lacking:
        raise DataError(f"{home}: {', '.join(lacking)} missing; run again")
    names = ", ".join(["scenario, commodity, stage, country, year, variable, supplier, mean",
                       *_columns()])  # fmt: skip
    try:
        found = duckdb.sql(
            f"SELECT {names} FROM read_parquet('{_quoted(home / PARQUET)}') ORDER BY place"
        ).fetchall()
    except duckdb.Error as error:
        raise DataError(f"{home / PARQUET} can't be read: {error}") from error
    rows = tuple(Row(*values[:8], tuple(values[8:])) for values in found)
    if calc_hash(rows) != manifest["result_hash"]:
        raise DataError(f"{home}: {PARQUET} does not match the hash in {MANIFEST}; run again")
    notes = _read_json(home / NOTES)["notes"]
    ranked = _read_json(home / SENSITIVITY)["sensitivity"]
    return RunResult(rows, tuple(notes), tuple(ranked), manifest)


def _write_files(result: RunResult, folder: Path) -> None:
    _write_json(folder / NOTES, {"notes": list(result.notes)})
    _write_json(folder / SENSITIVITY, {"sensitivity": list(result.sensitivity)})
    _write_parquet(result, folder / PARQUET)
    build_dataset(result).to_netcdf(folder / NETCDF, engine="scipy")
    _write_json(folder / MANIFEST, result.manifest)


def _write_parquet(result: RunResult, path: Path) -> None:
    import duckdb
    import pandas as pd

    table: dict[str, Any] = {"place": pd.array(range(len(result.rows)), dtype="int32")}
    for name in _TEXTS:
        table[name] = pd.array([getattr(row, name) for row in result.rows], dtype="string")
    table["year"] = pd.array([row.year for row in result.rows], dtype="int16")
    table["mean"] = pd.array([row.mean for row in result.rows], dtype="Float64")
    for k, name in enumerate(_columns()):
        table[name] = pd.array([row.quantiles[k] for row in result.rows], dtype="Float64")
    frame = pd.DataFrame(table)
    with duckdb.connect() as connection:
        connection.register("frame", frame)
        connection.execute(f"COPY frame TO '{_quoted(path)}' (FORMAT parquet)")


def _columns() -> list[str]:
    return [f"p{round(level * 100):02d}" for level in LEVELS]


def _remove(folder: Path) -> None:
    for name in FILES:
        (folder / name).unlink(missing_ok=True)
    folder.rmdir()


def _write_json(path: Path, document: Mapping[str, Any]) -> None:
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"{path} can't be read: {error}; run again") from error


def _plain(value: Any) -> Any:
    """Return a value as it comes back from JSON."""
    return json.loads(json.dumps(value))


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
