"""Writing a brief: the page, the workbook and the tables, each beside its place and renamed."""

from __future__ import annotations

import os
from pathlib import Path

from tenor.core.errors import UserError
from tenor.report.html import render_page
from tenor.report.model import Page
from tenor.report.tables import write_tables
from tenor.report.workbook import write_workbook


def write_page(page: Page, folder: Path) -> list[Path]:
    """Write ``brief.html``, ``brief.xlsx`` and ``tables/`` into a folder; return the paths.

    Raises
    ------
    UserError
        The folder cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        html = folder / "brief.html"
        beside = folder / f".brief.html.{os.getpid()}.new"
        beside.write_text(render_page(page), encoding="utf-8")
        beside.replace(html)
        workbook = folder / "brief.xlsx"
        write_workbook(page, workbook)
        tables = folder / "tables"
        write_tables(page, tables)
    except OSError as error:
        raise UserError(f"cannot write the brief into {folder}: {error.strerror}") from error
    return [html, workbook, tables]
