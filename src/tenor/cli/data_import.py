"""``tenor data import``, ``diff`` and ``download``: official files into the user's folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from tenor.cli.output import json_option, show_columns, show_json
from tenor.core.errors import UserError

SHOWN = 20
TARGET = "Folder of tables. Default: the one that TENOR_DATA names."
ADDRESS = "Another address than the official one."


def target_folder(to: Path | None) -> Path:
    """Return the folder that an import writes to."""
    from tenor.sources.box import ENVIRONMENT, data_folder

    folder = to if to is not None else data_folder()
    if folder is None:
        raise UserError(f"no folder to write to: say --to DIR, or set {ENVIRONMENT}=DIR")
    if folder.exists() and not folder.is_dir():
        raise UserError(f"--to names {str(folder)!r}, which is not a folder")
    return folder


@click.command(
    "import",
    epilog="\b\nExamples:\n  tenor data import baci BACI_HS22_Y2023_V202501.csv --to my-data\n"
    "  tenor data import wgi wgidataset.xlsx --json\n"
    "\b\nKinds: baci, wmd, wgi, usgs-mcs, pinksheet, census-hs10, hts",
)
@click.argument("kind")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--to", type=click.Path(path_type=Path), help=TARGET)
@click.option("--hs-revision", help="HS revision of trade data, where the name does not say it.")
@click.option("--all-codes", is_flag=True, help="Keep codes outside the material table too.")
@click.option("--year", type=click.IntRange(1900, 2100), help="Year of a file that has none.")
@json_option
def import_data(  # noqa: PLR0913, PLR0917
    kind: str,
    file: Path,
    to: Path | None,
    hs_revision: str | None,
    all_codes: bool,
    year: int | None,
    as_json: bool,
) -> None:
    """Import an official FILE of a KIND into a folder of tables.

    The folder's table gets what the file covers; a damaged file changes nothing.
    """
    from tenor.panel.import_scope import material_scope
    from tenor.sources.import_draft import Options
    from tenor.sources.importing import find_kind, import_file

    find_kind(kind)
    options = Options(hs_revision and hs_revision.upper(), all_codes, year)
    folder = target_folder(to)
    result = import_file(kind, file, folder, options=options, scope=material_scope()).as_dict()
    if as_json:
        show_json(result)
        return
    years = f"{result['data_from']}-{result['data_to']}" if result["data_from"] else "no years"
    if result["status"] == "unchanged":
        click.echo(f"{result['file']}: already in {result['parquet']}; nothing changed")
    else:
        click.echo(f"{result['file']}: {result['rows_read']:,} rows into {result['parquet']}")
        click.echo(
            f"slices    {result['slices_added']:,} added, {result['slices_replaced']:,} replaced"
        )
    click.echo(f"table     {result['rows']:,} rows, {years}, version {result['version']}")
    for note in result["notes"]:
        click.echo(f"note      {note}")
    click.echo(f"record    {result['record']}")


@click.command(
    "diff",
    epilog="\b\nExamples:\n  tenor data diff\n  tenor data diff --to my-data --top 5 --json",
)
@click.option("--to", type=click.Path(path_type=Path), help=TARGET)
@click.option("--top", type=click.IntRange(min=0), help=f"How many. Default: {SHOWN}; JSON: all.")
@json_option
def diff_data(to: Path | None, top: int | None, as_json: bool) -> None:
    """Tell what a folder changes against the box, slice by slice, the largest change first."""
    from tenor.sources.import_diff import diff_folder

    folder = target_folder(to)
    if not folder.is_dir():
        raise UserError(f"there is no folder {str(folder)!r}")
    found = diff_folder(folder)
    if as_json:
        show_json({"folder": str(folder), "tables": [table.as_dict(top) for table in found]})
        return
    if not found:
        click.echo(f"{folder} holds no table; the box is used as it is")
    for table in found:
        click.echo(
            f"{table.table}: {table.count('added'):,} slices added, "
            f"{table.count('removed'):,} removed, {table.count('changed'):,} changed, "
            f"{table.unchanged:,} as in the box (sums of {table.measure})"
        )
        lines = [
            (
                " ".join(str(part) for part in change.slice.values()),
                change.status,
                f"{change.rows_before:,}",
                f"{change.rows_after:,}",
                _shown(change.before),
                _shown(change.after),
            )
            for change in table.changes[: SHOWN if top is None else top]
        ]
        if lines:
            header = ("slice", "status", "rows before", "rows now", "before", "now")
            show_columns(header, lines, right="rows before,rows now,before,now")


def _shown(number: float | None) -> str:
    from tenor.core.trace import significant

    return "-" if number is None else significant(number, 5)


@click.command(
    "download",
    epilog="\b\nExamples:\n  tenor data download pinksheet --to my-data\n"
    "  tenor data download baci --hs-revision HS92 --release 202601",
)
@click.argument("kind")
@click.option(
    "--to", type=click.Path(path_type=Path), help="Folder. Default: TENOR_DATA/downloads."
)
@click.option("--address", help=ADDRESS)
@click.option("--hs-revision", help="Of BACI, such as HS92.")
@click.option("--release", help="Of BACI, such as 202601.")
@click.option("--year", type=click.IntRange(1900, 2100), help="Of the Census imports.")
@click.option("--sha256", help="Refuse a file with another hash.")
@click.option("--max-bytes", type=click.IntRange(min=1), help="Refuse a larger file.")
@click.option("--timeout", type=click.FloatRange(min=0.1), default=30.0, help="Seconds.")
@json_option
def download_data(  # noqa: PLR0913, PLR0917
    kind: str,
    to: Path | None,
    address: str | None,
    hs_revision: str | None,
    release: str | None,
    year: int | None,
    sha256: str | None,
    max_bytes: int | None,
    timeout: float,
    as_json: bool,
) -> None:
    """Download the official file of a KIND. The only command that uses the network.

    A broken download goes on where it stopped when the command is run again.
    """
    from tenor.sources.addresses import find_address
    from tenor.sources.fetch import download
    from tenor.sources.importing import find_kind

    find_kind(kind)
    official, name, entry = find_address(kind, revision=hs_revision, release=release, year=year)
    url = official if address is None else address
    folder = to if to is not None else target_folder(None) / "downloads"
    if not as_json and address is None:
        click.echo(f"from {url} (address {entry.met}{', ' + entry.note if entry.note else ''})")
    bar = Bar(name) if sys.stderr.isatty() else None
    done = download(
        url,
        folder / name,
        max_bytes=max_bytes or entry.max_bytes,
        sha256=sha256,
        progress=bar,
        timeout=timeout,
    )
    if bar:
        bar.close()
    document: dict[str, Any] = {"kind": kind, **done.as_dict(), "met": entry.met}
    record = write_download_record(document, done.path)
    if as_json:
        show_json({**document, "record": str(record)})
        return
    click.echo(f"file      {done.path} ({done.size:,} bytes)")
    click.echo(f"sha256    {done.sha256}")
    click.echo(f"next      tenor data import {kind} {done.path}")


def write_download_record(document: dict[str, Any], path: Path) -> Path:
    """Write address, hash and date of a download beside it."""
    import json
    from datetime import UTC, datetime

    day = datetime.now(UTC).replace(microsecond=0).isoformat()
    target = path.with_name(path.name + ".download.json")
    beside = target.with_name(f".{target.name}.new")
    text = json.dumps({**document, "file": path.name, "downloaded": day}, indent=2)
    beside.write_text(text + "\n", encoding="utf-8")
    beside.replace(target)
    return target


class Bar:
    """A progress bar on standard error."""

    def __init__(self, name: str) -> None:
        self.name, self.percent = name, -1

    def __call__(self, have: int, total: int | None) -> None:
        """Draw the bar where it has moved."""
        percent = int(100 * have / total) if total else have >> 20
        if percent == self.percent:
            return
        self.percent = percent
        if total:
            drawn = "#" * (percent * 30 // 100)
            text = f"{self.name} [{drawn:<30}] {percent:3d}% of {total / 1e6:,.1f} MB"
        else:
            text = f"{self.name} {have / 1e6:,.1f} MB"
        click.echo(f"\r{text}", nl=False, err=True)

    def close(self) -> None:
        """End the line of the bar."""
        click.echo("", err=True)


def imported_document(record: Any, files: list[str]) -> dict[str, Any]:
    """Return the record of an import with the state of its file: ``ok`` or ``changed``."""
    from tenor.sources.import_store import hash_file, read_sidecar, sidecar

    own = Path(files[0])
    digest = hash_file(own)
    held = read_sidecar(sidecar(own.parent, record.name)) or {}
    state = "ok" if held.get("sha256") == digest else "changed"
    document = {**record.as_dict(), "sha256": digest, "state": state, "files": files}
    document["replaces"] = len(record.replaces)
    return document
