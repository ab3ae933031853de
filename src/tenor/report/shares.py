"""Shares of a whole as stacked 100% bars, the same name in the same colour on a whole page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from tenor.report.drawing import blank_axis, empty_figure, font_size, label, svg, text_width, wrap
from tenor.report.figures import Shares, Whole
from tenor.report.theme import ACCENT, Theme

if TYPE_CHECKING:
    import plotly.graph_objects as go

ORDER = (0, 3, 4, 1, 5)
"""Series colours in the order in which names beside the accent take them."""
SMALL = 0.01
"""Parts below this that have no room in the bar are counted, not named."""


def share_palette(specs: Iterable[Shares]) -> dict[str, int]:
    """Return the series colour of each name that has one, over several pictures.

    The accent of most pictures takes the accent colour; the names that hold at least one
    hundredth of most bars take the other colours. Names that are left out are grey.

    Parameters
    ----------
    specs : iterable of Shares

    Examples
    --------
    >>> from tenor.report.figures import Part
    >>> whole = Whole("Mines", (Part("China", 0.6, "60%"), Part("Peru", 0.2, "20%")))
    >>> share_palette([Shares((whole,), accent="China")])
    {'China': 2, 'Peru': 0}
    """
    pictures = list(specs)
    accents: dict[str, int] = {}
    counts: dict[str, tuple[int, float]] = {}
    for spec in pictures:
        if spec.accent:
            accents[spec.accent] = accents.get(spec.accent, 0) + 1
        for part in (part for whole in spec.wholes for part in whole.parts):
            share = float(part.value or 0)
            bars, total = counts.get(part.name, (0, 0.0))
            counts[part.name] = (bars + (share >= SMALL), total + share)
    grey = {name for spec in pictures for name in spec.rest}
    palette = {min(accents, key=lambda n: (-accents[n], n)): ACCENT} if accents else {}
    others = sorted(
        (name for name in counts if name not in palette and name not in grey),
        key=lambda name: (-counts[name][0], -counts[name][1], name),
    )
    order = ORDER if accents else (0, 3, 4, ACCENT, 1, 5)
    return palette | dict(zip(others, order, strict=False))


def draw_shares(
    spec: Shares, theme: Theme, width: int, *, palette: Mapping[str, int] | None = None
) -> go.Figure:
    """Return stacked 100% bars with the names written into or under them.

    Parameters
    ----------
    spec : Shares
    theme : Theme
    width : int [px]
    palette : mapping of str to int, optional
        Series colour of each name; None makes one for this picture.
    """
    size = font_size(width)
    fills = _share_colours(spec, theme, share_palette([spec]) if palette is None else palette)
    plot = width - 8
    tops, under, y = [], [], 0.0
    for whole in spec.wholes:
        small = _small_parts(whole, plot, size, spec=spec)
        words = wrap(small, int(plot / (size * 0.5)))
        tops.append(y)
        under.append(words)
        y += 24 + 34 + (8 + 16 * (words.count("\n") + 1) if words else 4) + 12
    figure = empty_figure(theme, width, height=y + 12, margin={"l": 4, "r": 4, "t": 4, "b": 8})
    notes: list[dict[str, Any]] = []
    for whole, top, words in zip(spec.wholes, tops, under, strict=True):
        notes.append(label(f"<b>{svg(whole.label)}</b>", 0, top + 11, theme=theme))
        _add_whole(figure, whole, top + 41, spec=spec, theme=theme, fills=fills)
        notes.extend(_part_labels(whole, top + 41, plot=plot, size=size, fills=fills))
        if words:
            quiet = {"font": {"color": theme.muted, "size": size - 1}, "yanchor": "top"}
            notes.append(label(svg(words), 0, top + 62, theme=theme, **quiet))
    figure.update_xaxes(**blank_axis(range=[0, 1]))
    figure.update_yaxes(**blank_axis(range=[y, 0]))
    figure.update_layout(annotations=notes, barmode="stack")
    return figure


def _share_colours(
    spec: Shares, theme: Theme, palette: Mapping[str, int]
) -> dict[str, tuple[str, str]]:
    """Return fill and text colour of each name; names without a colour of their own are grey."""
    fills = {}
    for name in (part.name for whole in spec.wholes for part in whole.parts):
        place = None if name in spec.rest else palette.get(name)
        fills[name] = (
            (theme.rest, theme.on_rest)
            if place is None
            else (theme.series[place], theme.on_series[place])
        )
    return fills


def _add_whole(
    figure: go.Figure,
    whole: Whole,
    y: float,
    *,
    spec: Shares,
    theme: Theme,
    fills: Mapping[str, tuple[str, str]],
) -> None:
    start = 0.0
    line = {"color": theme.ink, "width": 0.6}
    for part in whole.parts:
        if part.value is None:
            continue
        figure.add_bar(
            x=[part.value],
            base=[round(start, 6)],
            y=[y],
            width=[34],
            orientation="h",
            marker={"color": fills[part.name][0], "line": line},
            hovertemplate=f"{svg(part.name)}: {svg(part.text)}<extra></extra>",
        )
        start += float(part.value)
    if start < 0.995:
        figure.add_bar(
            x=[round(1 - start, 6)],
            base=[round(start, 6)],
            y=[y],
            width=[34],
            orientation="h",
            marker={
                "color": "rgba(0,0,0,0)",
                "line": line,
                "pattern": {"shape": "/", "fgcolor": theme.edge, "size": 6},
            },
            hovertemplate=f"{svg(spec.remainder)}<extra></extra>",
        )


def _fits(text: str, share: float, plot: float, size: float) -> bool:
    return text_width(text, size) + 8 <= share * plot


def _small_parts(whole: Whole, plot: float, size: float, *, spec: Shares) -> str:
    """Return the words under a bar: parts without room inside it, and what is open.

    Parts under one hundredth are counted; the subject of the picture is always named.
    """
    left = [
        part
        for part in whole.parts
        if part.value is None or not _fits(f"{part.name}\n{part.text}", part.value, plot, size)
    ]
    small = [p for p in left if p.value is not None and p.value < SMALL and p.name != spec.accent]
    items = [f"{part.name} {part.text}" for part in left if part not in small]
    named = len(items)
    more = sum(part.name not in spec.rest for part in small if part.value)
    items += [f"{more} more"] if more else []
    items += ["others"] if any(part.name in spec.rest for part in small if part.value) else []
    words = ""
    if items:
        words = "Also, left to right: " if named > 1 else "Also: "
        words += " and ".join(filter(None, (", ".join(items[:-1]), items[-1])))
        words += f" under {SMALL:.0%}. " if len(items) > named else ". "
    if sum(float(part.value or 0) for part in whole.parts) < 0.995:
        words += f"Hatched: {spec.remainder}."
    return words.strip()


def _part_labels(
    whole: Whole, y: float, *, plot: float, size: float, fills: Mapping[str, tuple[str, str]]
) -> list[dict[str, Any]]:
    notes, start = [], 0.0
    for part in whole.parts:
        share = float(part.value or 0)
        for text in (f"{part.name} {part.text}", f"{part.name}\n{part.text}"):
            if part.value is not None and _fits(text, share, plot, size):
                notes.append(
                    {
                        "text": svg(text),
                        "x": round(start + share / 2, 6),
                        "y": y,
                        "showarrow": False,
                        "font": {"color": fills[part.name][1], "size": size - 1},
                    }
                )
                break
        start += share
    return notes
