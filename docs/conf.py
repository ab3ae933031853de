"""Sphinx configuration: MyST pages, and the reference straight from the docstrings."""

from __future__ import annotations

import importlib
import inspect
import re
import typing
from pathlib import Path

from tenor import __version__

project = "Tenor"
author = "The Tenor founders"
copyright = "the Tenor founders; Apache-2.0"
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.mathjax"]
exclude_patterns = ["_build"]
source_suffix = {".md": "markdown"}

html_theme = "furo"
html_title = f"Tenor {version}"
html_copy_source = False
html_show_sphinx = False

myst_enable_extensions = ["dollarmath", "deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False

# A type named in a docstring without its module may exist in two rooms.
suppress_warnings = ["ref.python"]
# Types of other packages are named, not linked: the build needs no network.
# A reference to a name of Tenor must lead somewhere; private ones have no page.
nitpick_ignore_regex = [
    ("py:class", r"(?!tenor\.).*"),
    ("py:class", r"tenor\.(.*\.)?_\w+"),
    ("py:obj", r"(?!tenor\.).*"),
]

ROOMS = {
    "core": "Vocabulary, units, codes, money, trace and errors",
    "sources": "Providers and the data in the box",
    "evidence": "Documents and claims",
    "panel": "Harmonised data and cases",
    "risk": "Supply risk",
    "trade": "Trade",
    "market": "Market",
    "finance": "Finance",
    "macro": "Macro",
    "scenarios": "Scenarios and draws",
    "decision": "Alternatives and deal terms",
    "report": "Tables, pictures and the brief",
    "engine": "The main path",
}


def _modules(room: str) -> list[str]:
    """Return the public modules of a room that exist."""
    src = Path(__file__).resolve().parents[1] / "src"
    single = src / "tenor" / f"{room}.py"
    paths = [single] if single.exists() else sorted((src / "tenor" / room).rglob("*.py"))
    dotted = (path.relative_to(src).with_suffix("").parts for path in paths)
    names = (".".join(part for part in parts if part != "__init__") for parts in dotted)
    return [name for name in names if not any(part.startswith("_") for part in name.split("."))]


def _write_reference(app, docname: str, content: list[str]) -> None:
    """Fill the reference page with one section per room."""
    if docname != "api":
        return
    parts = []
    for room, title in ROOMS.items():
        modules = _modules(room)
        if not modules:
            continue
        parts += [f"## {title}", "", "```{eval-rst}"]
        for module in modules:
            # A room's face shows names that are documented where they are defined.
            is_face = module == f"tenor.{room}" and room != "engine"
            parts += [f".. automodule:: {module}", "" if is_face else "   :members:", ""]
        parts += ["```", ""]
    content[0] = content[0].replace("<!-- rooms -->", "\n".join(parts))


def _drop_empty_lists(app, docname: str, content: list[str]) -> None:
    """Drop the patterns of a page list that no page matches; Sphinx would warn of each."""
    folder = (Path(app.srcdir) / docname).parent

    def is_kept(line: str) -> bool:
        return "*" not in line or any(folder.glob(f"{line}.md"))

    def keep(block: re.Match[str]) -> str:
        return "\n".join(line for line in block[0].split("\n") if is_kept(line))

    content[0] = re.sub(r"(?ms)^```\{toctree\}.*?^```", keep, content[0])


def _name_alias(app, env, node, contnode):
    """Show a type alias of Tenor as text; it is no class and has no entry."""
    module, _, name = node.get("reftarget", "").partition("[")[0].rpartition(".")
    if node.get("reftype") != "class" or not module.startswith("tenor."):
        return None
    if hasattr(typing, name):
        return contnode
    try:
        found = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError):
        return None
    is_own_class = inspect.isclass(found) and found.__module__ == module
    return None if is_own_class else contnode


def setup(app) -> None:
    """Connect the page lists and the reference page."""
    app.connect("source-read", _drop_empty_lists)
    app.connect("source-read", _write_reference)
    app.connect("missing-reference", _name_alias)
