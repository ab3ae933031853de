"""What the material table asks of imported files."""

from __future__ import annotations

from tenor.panel.materials import REVISIONS, Materials, read_materials
from tenor.panel.stage_series import is_curated
from tenor.sources.import_draft import Scope


def material_scope(materials: Materials | None = None) -> Scope:
    """Return the codes, code families and production series of the material table."""
    table = read_materials() if materials is None else materials
    families: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for row in table.code_rows:
        entry = (row.hs6, row.hs_revision, row.hs_last)
        families.setdefault((row.commodity, row.stage), []).append(entry)
    series = {
        row.production_series
        for row in table.stage_rows
        if row.production_series and not is_curated(row.production_series)
    }
    return Scope(
        codes=frozenset(row.hs6 for row in table.code_rows),
        families=tuple(tuple(entries) for entries in families.values()),
        series=tuple(sorted(series | {name for c in table.table.values() for name in c.series})),
        revisions=REVISIONS,
    )
