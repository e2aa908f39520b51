"""The colors of plots and pages can be told apart without full color vision."""

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from autograder.plots import BLUE, CYCLE, GRAY, LINES, VERMILLION, WEIGHTS
from autograder.reports import page

# Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE
# Transactions on Visualization and Computer Graphics 15(6), 2009, doi:10.1109/TVCG.2009.113: the matrices of severity
# 1.0 from the paper's supplement (www.inf.ufrgs.br/~oliveira/pubs_files/CVD_Simulation/CVD_Simulation.html), which
# colorspacious 1.1.2 has in `colorspacious/cvd.py`; they apply to linear RGB. For tritanopia theirs is the mildest
# simulation: by Brettel, Vienot and Mollon (1997) the nearest lines, blue and green, are 11 apart and not 17.
DEFICIENCIES = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
each_deficiency = pytest.mark.parametrize("matrix", DEFICIENCIES.values(), ids=DEFICIENCIES)

SRGB_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = SRGB_TO_XYZ.sum(axis=1)


def linear(color):
    """Return a color `#rrggbb` as linear RGB."""
    encoded = np.array([int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    """Return linear RGB as CIE L*a*b*."""
    ratio = SRGB_TO_XYZ @ rgb / WHITE
    x, y, z = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distance(one, other, matrix):
    """Return the distance in L*a*b* (CIE 1976) of two colors as somebody with the deficiency sees them."""
    seen = [lab(np.clip(np.array(matrix) @ linear(color), 0, 1)) for color in (one, other)]
    return float(np.linalg.norm(seen[0] - seen[1]))


def contrast(one, other):
    """Return the contrast of two colors as WCAG 2 defines it."""
    light, dark = sorted((float(SRGB_TO_XYZ[1] @ linear(color)) for color in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def variables(scheme):
    """Return the colors of the pages, by name."""
    style = (Path(page.__file__).parent / "templates" / "page.css").read_text(encoding="utf-8")
    parts = dict(zip(("light", "dark"), re.findall(r":root \{([^}]*)\}", style), strict=False))
    short = dict(re.findall(r"--([\w-]+): (#\w+)", parts[scheme]))
    return {name: "#" + value[1:] * (2 if len(value) == 4 else 1) for name, value in short.items()}


def test_the_matrices_leave_gray_alone():
    """Each row sums to 1, so that white, gray and black are seen as they are."""
    for matrix in DEFICIENCIES.values():
        assert np.allclose(np.sum(matrix, axis=1), 1, atol=1e-5)


@each_deficiency
def test_lines_that_are_compared_differ_in_color(matrix):
    """Every two colors of the cycle are at least 15 apart; what can just be told apart is about 2.3."""
    near = {pair: distance(*pair, matrix) for pair in combinations(CYCLE, 2)}
    assert min(near.values()) >= 15, near


def test_lines_that_are_compared_differ_in_style():
    """Each color of the cycle has a line style of its own, for print in black and white."""
    assert len({str(style) for style in LINES}) == len(LINES) == len(CYCLE)


@each_deficiency
def test_weights_for_and_against_differ(matrix):
    """The two ends of the weights' color map are far apart, and each is far from the white of zero."""
    matplotlib = pytest.importorskip("matplotlib")
    ends = [matplotlib.colors.to_hex(matplotlib.colormaps[WEIGHTS](place)) for place in (0.02, 0.5, 0.98)]
    assert min(distance(*pair, matrix) for pair in combinations(ends, 2)) >= 30


@each_deficiency
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_statuses_differ_in_color_on_the_pages(matrix, scheme):
    """Passed, failed, stopped and withheld have words and colors; the colors are at least 20 apart."""
    shown = variables(scheme)
    colors = [shown[name] for name in ("good", "bad", "warn", "held")]
    near = {pair: distance(*pair, matrix) for pair in combinations(colors, 2)}
    assert min(near.values()) >= 20, near


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read_on_their_background(scheme):
    """Every word has a contrast of at least 4.5 with what is behind it, and every bar of a chart of at least 3."""
    shown = variables(scheme)
    words = [(shown[name], shown[f"{name}-bg"]) for name in ("good", "bad", "warn", "held")]
    words += [(shown[name], shown[behind]) for name in ("ink", "soft", "accent") for behind in ("paper", "card")]
    words += [(shown[name], shown["paper"]) for name in ("good", "bad", "warn", "held")]
    assert min(contrast(*pair) for pair in words) >= 4.5
    assert min(contrast(bar, shown["paper"]) for bar in (BLUE, VERMILLION, GRAY)) >= 3
