"""Colours and sizes, once, for the style sheet and for the pictures.

Six series colours at most, ordered from dark to light so that they stay apart
in grey, and apart for readers who see no red or no green; one accent for the
subject of a picture; greys for the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

ACCENT = 2
"""Place of the accent among the series colours."""

FONT = (
    '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, '
    '"Liberation Sans", sans-serif'
)
SERIF = '"Iowan Old Style", Charter, "Sitka Text", Cambria, Georgia, "Liberation Serif", serif'
MONO = 'ui-monospace, "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace'

NARROW = 560
"""Widths under this many pixels take the layout for phones."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours of one mode, as ``#rrggbb``.

    Attributes
    ----------
    ink, muted : str
        Text, and text of second rank; both reach 4.5:1 on `paper` and `panel`.
    paper, panel, line, edge : str
        Page, boxes, rules; `edge` outlines marks and reaches 3:1 on paper.
    link : str
        Links and number references.
    accent_text : str
        The accent as text, 4.5:1 on paper.
    rest, on_rest : str
        Fill for "others", and text on it.
    land, water, border : str
        Maps.
    caveat, check : str
        Backgrounds of boxed remarks.
    s1 ... s6, o1 ... o6 : str
        Series colours and the text colour that is printed on each.
    """

    name: str
    ink: str
    muted: str
    paper: str
    panel: str
    line: str
    edge: str
    link: str
    accent_text: str
    rest: str
    on_rest: str
    land: str
    water: str
    border: str
    caveat: str
    check: str
    s1: str
    s2: str
    s3: str
    s4: str
    s5: str
    s6: str
    o1: str
    o2: str
    o3: str
    o4: str
    o5: str
    o6: str

    @property
    def series(self) -> tuple[str, ...]:
        """Series colours from dark to light; the accent is at `ACCENT`."""
        return (self.s1, self.s2, self.s3, self.s4, self.s5, self.s6)

    @property
    def on_series(self) -> tuple[str, ...]:
        """Text colours for the series colours."""
        return (self.o1, self.o2, self.o3, self.o4, self.o5, self.o6)

    @property
    def accent(self) -> str:
        """The colour of the subject."""
        return self.series[ACCENT]

    def colours(self) -> Mapping[str, str]:
        """Return every colour by name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "name"}


LIGHT = Theme(
    name="light",
    ink="#1A1F26",
    muted="#56606B",
    paper="#FFFFFF",
    panel="#F4F5F6",
    line="#D8DCE0",
    edge="#7F8892",
    link="#1B4F91",
    accent_text="#B1440C",
    rest="#C9CED4",
    on_rest="#1A1F26",
    land="#E6E8EA",
    water="#FFFFFF",
    border="#FFFFFF",
    caveat="#FBF1E8",
    check="#EAF2FA",
    s1="#15315B",
    s2="#7A3E8F",
    s3="#C24E12",
    s4="#2E9C86",
    s5="#76B7E2",
    s6="#E9D27F",
    o1="#FFFFFF",
    o2="#FFFFFF",
    o3="#FFFFFF",
    o4="#0E1116",
    o5="#0E1116",
    o6="#0E1116",
)

DARK = Theme(
    name="dark",
    ink="#E7EAED",
    muted="#A3ACB6",
    paper="#14181D",
    panel="#1D2329",
    line="#343C45",
    edge="#7B8590",
    link="#8FBCF0",
    accent_text="#F29A62",
    rest="#59636E",
    on_rest="#FFFFFF",
    land="#2B333B",
    water="#14181D",
    border="#14181D",
    caveat="#2E241B",
    check="#1B2836",
    s1="#5F86D8",
    s2="#9C57B2",
    s3="#EE8644",
    s4="#5BCBB2",
    s5="#ACDDF8",
    s6="#FBF1C4",
    o1="#0E1116",
    o2="#FFFFFF",
    o3="#0E1116",
    o4="#0E1116",
    o5="#0E1116",
    o6="#0E1116",
)


def token_theme() -> Theme:
    """Return a theme of stand-in colours, one per name.

    A page draws its pictures with these and puts the reader's colours in their
    place, so that one figure serves light, dark and print.
    """
    names = list(LIGHT.colours())
    return replace(
        LIGHT, name="token", **{name: f"#01f0{i:02x}" for i, name in enumerate(names, start=1)}
    )


def calc_luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb``, 0 (black) to 1 (white).

    References
    ----------
    W3C, Web Content Accessibility Guidelines 2.1, definition of relative luminance.

    Examples
    --------
    >>> calc_luminance("#ffffff")
    1.0
    """
    linear = [_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def calc_contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, 1 (none) to 21 (black on white).

    References
    ----------
    W3C, Web Content Accessibility Guidelines 2.1, definition of contrast ratio.

    Examples
    --------
    >>> calc_contrast("#000000", "#ffffff")
    21.0
    """
    low, high = sorted((calc_luminance(first), calc_luminance(second)))
    return (high + 0.05) / (low + 0.05)


def css_variables(theme: Theme) -> str:
    """Return the colours as CSS custom properties, e.g. ``--accent-text: #b1440c;``."""
    return " ".join(
        f"--{name.replace('_', '-')}: {value};" for name, value in theme.colours().items()
    )
