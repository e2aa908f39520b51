"""Colors and line styles of every plot and page of the course, readable without color vision.

The colors are those of Okabe and Ito (2008, "Color Universal Design"), in an order in which neighbors differ in
lightness too. Lines that are compared differ in style beside the color. Weights have one convention: red speaks
against a class, blue for it, white is zero.

    plt.rcParams.update(plot_style())
    axis.imshow(w, cmap=WEIGHTS, vmin=-largest, vmax=largest)
"""

from typing import Any

__all__ = [
    "BLUE",
    "CYCLE",
    "GRAY",
    "GREEN",
    "HANGUL_FONTS",
    "LINES",
    "ORANGE",
    "PURPLE",
    "VERMILLION",
    "WEIGHTS",
    "plot_style",
]

BLUE = "#0072B2"
"""The first line or class; for a class."""

VERMILLION = "#D55E00"
"""The second line or class; against a class."""

GREEN = "#009E73"
"""The third line or class."""

ORANGE = "#E69F00"
"""The fourth line or class."""

PURPLE = "#CC79A7"
"""The fifth line or class."""

GRAY = "#767676"
"""What is no line or class of its own: guides, single measurements behind their mean."""

CYCLE = (BLUE, VERMILLION, GREEN, ORANGE, PURPLE)
"""Colors of compared lines and classes, in order."""

LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))
"""Matplotlib line styles that go with `CYCLE`."""

WEIGHTS = "RdBu"
"""Matplotlib color map of weights: negative is red, positive is blue, zero (in the middle) is white."""

HANGUL_FONTS = ("NanumGothic", "Malgun Gothic", "Apple SD Gothic Neo", "Noto Sans CJK KR", "Noto Sans KR")
"""Fonts with Hangul on Debian, Windows, macOS and elsewhere; Matplotlib takes the first that is installed."""


def plot_style() -> dict[str, Any]:
    """Choose colors, line styles and fonts for every plot of a notebook.

    Returns:
        dict, settings for `plt.rcParams`: colors with their line styles, and installed fonts that have Hangul.

    Example:
        >>> plot_style()["axes.unicode_minus"]
        False
    """
    from cycler import cycler
    from matplotlib import font_manager

    installed = {font.name for font in font_manager.fontManager.ttflist}
    hangul = [name for name in HANGUL_FONTS if name in installed]
    return {
        "axes.prop_cycle": cycler(color=CYCLE) + cycler(linestyle=LINES),
        "font.family": ["DejaVu Sans", *hangul],
        "axes.unicode_minus": False,
    }
