"""Colours can be read, told apart in grey and without red or green."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from tenor.report.theme import (
    DARK,
    LIGHT,
    Theme,
    calc_contrast,
    calc_luminance,
    css_variables,
    token_theme,
)

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)
# Linear RGB as seen without long- or middle-wave cones (Viénot, Brettel and Mollon 1999).
SIGHT = {
    "protan": [[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]],
    "deutan": [[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]],
}


def _linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def _lab(linear: np.ndarray) -> np.ndarray:
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    xyz = to_xyz @ np.clip(linear, 0, 1) / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@THEMES
@pytest.mark.parametrize("name", ["ink", "muted", "link", "accent_text"])
@pytest.mark.parametrize("ground", ["paper", "panel", "caveat", "check"])
def test_text_reaches_aa(theme: Theme, name: str, ground: str) -> None:
    assert calc_contrast(getattr(theme, name), getattr(theme, ground)) >= 4.5


@THEMES
def test_text_on_fills_reaches_aa(theme: Theme) -> None:
    pairs = [*zip(theme.series, theme.on_series, strict=True), (theme.rest, theme.on_rest)]
    assert min(calc_contrast(fill, text) for fill, text in pairs) >= 4.5


@THEMES
def test_marks_and_lines_reach_three_to_one(theme: Theme) -> None:
    drawn = (theme.edge, theme.accent, theme.series[0], theme.series[3], theme.series[1])
    assert min(calc_contrast(colour, theme.paper) for colour in drawn) >= 3


@THEMES
def test_series_are_apart_in_grey(theme: Theme) -> None:
    light = [116 * calc_luminance(c) ** (1 / 3) - 16 for c in theme.series]
    assert min(abs(a - b) for a, b in itertools.combinations(light, 2)) >= 6.5


@THEMES
@pytest.mark.parametrize("sight", sorted(SIGHT))
def test_series_are_apart_without_red_or_green(theme: Theme, sight: str) -> None:
    seen = [_lab(np.array(SIGHT[sight]) @ _linear(c)) for c in theme.series]
    assert min(np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2)) >= 10


def test_contrast_is_symmetric_and_known_at_the_ends() -> None:
    assert calc_contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert calc_contrast("#ffffff", "#000000") == pytest.approx(21.0)
    assert calc_contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_stand_ins_are_unlike_each_other_and_any_colour() -> None:
    tokens = list(token_theme().colours().values())
    assert len(set(tokens)) == len(tokens)
    real = {c.lower() for t in (LIGHT, DARK) for c in t.colours().values()}
    assert not real & set(tokens)


def test_every_colour_is_a_css_variable() -> None:
    assert f"--accent-text: {LIGHT.accent_text};" in css_variables(LIGHT)
    assert css_variables(DARK).count("--") == len(DARK.colours())
