"""Curated reference tables: one fact a row, each with its source and how that was met."""

from tenor.panel.curated.cells import OTHERS, WORLD
from tenor.panel.curated.forms import FORMS
from tenor.panel.curated.reading import (
    CuratedTable,
    cite,
    own_folder,
    read_curated,
    read_curated_from,
    read_sources,
    require_form,
)
from tenor.panel.curated.shapes import Form

__all__ = [
    "FORMS",
    "OTHERS",
    "WORLD",
    "CuratedTable",
    "Form",
    "cite",
    "own_folder",
    "read_curated",
    "read_curated_from",
    "read_sources",
    "require_form",
]
