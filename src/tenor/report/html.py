"""A page as one HTML file that works offline: words, pictures, traces, styles, scripts.

Every string is escaped; words become HTML through the five marks of `markup`
only. The content security policy allows this file's own scripts, by hash, and
no request of any kind. The same page gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tenor.core.trace import UNKNOWN, Input, Trace, TraceBook, format_value
from tenor.report.blocks import (
    CONFIDENCE,
    KINDS,
    Cell,
    Column,
    DataPoint,
    Heading,
    Picture,
    Ref,
    Table,
    Text,
)
from tenor.report.figure_data import data_table
from tenor.report.figures import Shares
from tenor.report.markup import Code, Link, Node, NumberRef, Strong, parse_markup
from tenor.report.model import Page, Section, page_pictures, page_refs
from tenor.report.pictures import figure_for
from tenor.report.shares import share_palette
from tenor.report.tables import csv_text, plain_words
from tenor.report.theme import DARK, FONT, LIGHT, MONO, SERIF, css_variables, token_theme

if TYPE_CHECKING:
    from markupsafe import Markup

WIDTHS: Mapping[str, int] = {"wide": 680, "narrow": 340}
"""Widths in pixels for which each picture is laid out; the page picks one."""

WHOLE_ROWS = 30
"""Tables of up to this many rows are shown whole."""
FIRST_ROWS = 12
"""Rows of a longer table that are shown until the reader asks for all."""

CALLOUTS = {"note": "Note", "caveat": "Caveat", "check": "To verify"}
_DATE = re.compile(r"(\b\d{4}-\d{2}(?:-\d{2}|\d{2})?\b)")
_MARK = re.compile(r"(?<=[/._?=&-])(?=\w)")
_SHORT = 18  # characters of a number that stays on one line
_LONG = 20  # characters of a word that may break
_ASSETS = files("tenor.report") / "assets"


def render_page(page: Page) -> str:
    """Return a page as one self-contained HTML document.

    Parameters
    ----------
    page : Page

    Returns
    -------
    str
        UTF-8 text with line feeds; no request leaves it, no clock enters it.
    """
    from markupsafe import Markup

    scripts = {"boot": _asset("boot.js"), "script": _asset("page.js")}
    pictures = list(_figures(page).items())
    plotly = plotly_source() if pictures else ""
    hashed = [*scripts.values(), *([plotly] if plotly else [])]
    words = partial(render_words, traces=page.traces)
    text: str = _template().render(
        page=page,
        traces=_reachable(page),
        figures=[(i, v, Markup(_json(figure))) for (i, v), figure in pictures],
        plotly=Markup(plotly),
        palettes=Markup(_json({t.name: _token_map(t.colours()) for t in (LIGHT, DARK)})),
        css=Markup(_styles(page)),
        policy=_policy(hashed),
        boot=Markup(scripts["boot"]),
        script=Markup(scripts["script"]),
        numbers={s.id: str(n) for n, s in enumerate(page.sections, start=1)},
        kinds=KINDS,
        confidence=CONFIDENCE,
        callouts=CALLOUTS,
        words=words,
        plain=partial(plain_words, traces=page.traces),
        cell=partial(render_cell, traces=page.traces),
        data=partial(data_table, traces=page.traces),
        csv=partial(_csv_link, traces=page.traces),
        one_input=partial(_render_input, traces=page.traces),
        anchor=trace_anchor,
        held=held_words,
        shown=_shown_rows,
        headings=_headings,
        room=partial(_room, figures=dict(pictures)),
        kind_of=lambda item: type(item).__name__,
    )
    return text


def _template() -> Any:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_asset("page.html.j2"))


def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8").replace("\r\n", "\n").rstrip("\n")


@lru_cache(maxsize=1)
def plotly_source() -> str:
    """Return the drawing library of the installed plotly package, safe inside a script element.

    Raises
    ------
    TenorError
        The library holds a mark that would end the element.
    """
    from plotly.offline import get_plotlyjs

    from tenor.core.errors import TenorError

    source = str(get_plotlyjs()).replace("\r\n", "\n")
    if re.search(r"</script|<!--", source, re.IGNORECASE):
        raise TenorError("plotly's script holds '</script' or '<!--' and can't be put in a page")
    return source


def _policy(scripts: list[str]) -> str:
    hashes = " ".join(f"'sha256-{_hash(script)}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")


def _styles(page: Page) -> str:
    """Return the style sheet with the colours of both modes and the words of the page margin."""
    foot = css_string(f"Known up to {page.meta.cutoff}. Tenor {page.meta.version}")
    head = (
        f":root {{ color-scheme: light dark; --sans: {FONT}; --serif: {SERIF}; --mono: {MONO}; "
        f"{css_variables(LIGHT)} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {css_variables(DARK)} }} }}\n"
    )
    paper = (
        "@page { size: A4; margin: 14mm 16mm 16mm; "
        "font: 8pt/1.2 sans-serif; "
        f"@bottom-left {{ content: {foot}; font: 8pt sans-serif; color: #56606b; }} "
        '@bottom-right { content: "Page " counter(page) " of " counter(pages); '
        "font: 8pt sans-serif; color: #56606b; } }\n"
    )
    return head + _asset("page.css") + "\n" + paper


def css_string(text: str) -> str:
    r"""Return a text as a CSS string; all but letters, digits and plain marks is escaped.

    Examples
    --------
    >>> css_string('a"}')
    '"a\\22 \\7d "'
    """
    return (
        '"' + re.sub(r"[^A-Za-z0-9 .,:-]", lambda match: f"\\{ord(match.group()):x} ", text) + '"'
    )


def _json(value: Any) -> str:
    """Return JSON that may stand inside a script element; NaN is refused."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _token_map(colours: Mapping[str, str]) -> dict[str, str]:
    tokens = token_theme().colours()
    return {tokens[name]: colour for name, colour in colours.items()}


Figures = Mapping[tuple[str, str], Mapping[str, Any]]


def _figures(page: Page) -> Figures:
    """Return the figure of each picture and variant, in stand-in colours."""
    theme = token_theme()
    pictures = list(page_pictures(page))
    palette = share_palette(p.figure for p in pictures if isinstance(p.figure, Shares))
    found = {}
    for picture in pictures:
        for variant, width in WIDTHS.items():
            figure = figure_for(picture, theme, width, palette=palette).to_plotly_json()
            layout = {key: value for key, value in figure["layout"].items() if key != "template"}
            found[picture.id, variant] = {"data": figure["data"], "layout": layout}
    return found


def _room(picture: Picture, figures: Figures) -> str:
    """Return the heights that a picture will take, so that the page doesn't jump."""
    heights = {v: figures[picture.id, v]["layout"]["height"] for v in WIDTHS}
    return f"--wide:{heights['wide']};--narrow:{heights['narrow']}"


def _shown_rows(table: Table) -> int:
    """Return how many rows of a table are shown before the reader asks for all."""
    return len(table.rows) if len(table.rows) <= WHOLE_ROWS else FIRST_ROWS


def _headings(section: Section) -> list[Heading]:
    return [block for block in section.blocks if isinstance(block, Heading)]


# ---- words ----


def render_words(text: Text, traces: TraceBook) -> Markup:
    """Return a text as HTML: marks become elements, all else is escaped."""
    return _render_nodes(parse_markup(text.markup), traces)


def _render_nodes(nodes: tuple[Node, ...], traces: TraceBook, *, cell: bool = False) -> Markup:
    from markupsafe import Markup

    return Markup("").join(_render_node(node, traces, cell=cell) for node in nodes)


def _render_node(node: Node, traces: TraceBook, *, cell: bool) -> Markup:
    from markupsafe import Markup, escape

    match node:
        case NumberRef(id):
            link = number_link(traces[id])
            return _unbroken(link, traces[id].display) if cell else link
        case Code(text):
            return Markup("<code>{}</code>").format(text)
        case Strong(inner):
            words = _render_nodes(inner, traces, cell=cell)
            return Markup("<strong>{}</strong>").format(words)
        case Link(inner, href):
            outside = Markup(' rel="noreferrer"') if href.startswith("https:") else Markup("")
            words = _render_nodes(inner, traces)
            return Markup('<a href="{}"{}>{}</a>').format(href, outside, words)
        case _:
            return unbroken_dates(node.text) if cell else escape(node.text)


def trace_anchor(trace_id: str) -> str:
    """Return the anchor of a trace in the register.

    Examples
    --------
    >>> trace_anchor("risk.hhi/mine output/antimony")
    'trace-risk.hhi/mine~20~output/antimony'
    """
    return "trace-" + re.sub(
        r"[^A-Za-z0-9._/-]", lambda match: f"~{ord(match.group()):x}~", trace_id
    )


def number_link(trace: Trace) -> Markup:
    """Return a traced number as a link to its trace; the words are its display text."""
    from markupsafe import Markup

    return Markup('<a class="n" data-trace="{}" href="#{}">{}</a>').format(
        trace.id, trace_anchor(trace.id), trace.display
    )


def render_cell(column: Column, cell: Cell, traces: TraceBook) -> Markup:
    """Return a cell as HTML; what is not known is said in words."""
    from markupsafe import Markup

    missing = Markup('<span class="missing">{}</span>').format(column.missing)
    match cell:
        case None:
            return missing
        case Ref(id):
            return _unbroken(number_link(traces[id]), traces[id].display)
        case DataPoint(None):
            return missing
        case DataPoint(_, display, id):
            link = Markup('<a class="s" data-trace="{}" href="#{}">{}</a>')
            return _unbroken(link.format(id, trace_anchor(id), display), display)
        case Text(markup):
            return _render_nodes(parse_markup(markup), traces, cell=True)
        case _:
            short = column.kind in {"date", "year"} and len(cell) <= _SHORT
            return _unbroken(cell, cell) if short else unbroken_dates(cell)


def unbroken_dates(text: str) -> Markup:
    """Return a cell's words, escaped, with each date and span of years kept on one line.

    Examples
    --------
    >>> str(unbroken_dates("signed 2025-09-08"))
    'signed <span class="free">2025-09-08</span>'
    """
    from markupsafe import Markup

    parts = _DATE.split(text)  # words and dates by turns
    kept = Markup('<span class="free">{}</span>')
    return Markup("").join(
        kept.format(part) if place % 2 else _breakable(part) for place, part in enumerate(parts)
    )


def _breakable(text: str) -> Markup:
    """Return words, escaped, in which long addresses and ids may break after their marks."""
    from markupsafe import Markup

    place = Markup("<wbr>")
    words = [
        place.join(_MARK.split(word)) if len(word) > _LONG else word for word in text.split(" ")
    ]
    return Markup(" ").join(words)


def _unbroken(link: Markup | str, display: str) -> Markup:
    """Return a number on one line where it is short; a long one breaks between words only."""
    from markupsafe import Markup

    return Markup('<span class="{}">{}</span>').format(
        "free" if len(display) <= _SHORT else "apart", link
    )


def _csv_link(table: Table, traces: TraceBook) -> str:
    return "data:text/csv;charset=utf-8," + quote(csv_text(table, traces), safe=",/ :;()=")


# ---- traces ----


def _reachable(page: Page) -> list[Trace]:
    """Return the traces that the page prints and those behind them, by id."""
    waiting = list(dict.fromkeys(page_refs(page)))
    found: dict[str, Trace] = {}
    while waiting:
        trace = page.traces[waiting.pop()]
        if trace.id not in found:
            found[trace.id] = trace
            waiting += [one.id for one in trace.inputs if one.id in page.traces]
    return [found[key] for key in sorted(found)]


def _render_input(one: Input, traces: TraceBook) -> Markup:
    from markupsafe import Markup

    if one.id in traces:
        return Markup("{} <code>{}</code>").format(number_link(traces[one.id]), one.id)
    return Markup("{}: {}").format(one.id, format_value(one.value, one.unit, digits=4))


def held_words(trace: Trace) -> str:
    """Return the value that a trace holds, to twelve significant digits.

    A concentration is held on 0 to 1 and printed times 10,000; both are said.

    Examples
    --------
    >>> from tenor.core.trace import Source
    >>> source = Source("table", "row 1", "A. Author (2024)")
    >>> held_words(Trace("x.y/a", 13830.740000000002, "13,800 t", "t", "sum", (), (source,)))
    '13,830.74'
    """
    value = trace.value
    if value is None or isinstance(value, str):
        return value or UNKNOWN
    if isinstance(value, int):
        return f"{value:,}"
    rounded = float(f"{value:.12g}")
    plain = f"{Decimal(repr(rounded)):,f}"
    words = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return f"{words} on 0 to 1, printed as {trace.display}" if trace.unit == "hhi" else words
