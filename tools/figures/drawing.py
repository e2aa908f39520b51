"""Draw a figure in each language as SVG with the same bytes at each run, and load what the figures show."""

import importlib
import io
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from autograder.plots import WEIGHTS, plot_style

__all__ = ["Draw", "Say", "answers", "canvas", "drawn", "folder", "show_image", "show_weights"]

SOLUTIONS = Path(__file__).resolve().parent.parent.parent / "solutions"

Say = Callable[[str, str], str]
"""Returns the English or the Korean one of two texts, whichever the figure speaks."""

Draw = Callable[[Say], Figure]

SETTINGS = {
    **{"svg.fonttype": "none", "svg.hashsalt": "figures", "font.size": 9, "axes.titlesize": 9, "axes.labelsize": 9},
    **{"legend.fontsize": 8, "legend.frameon": False, "xtick.labelsize": 8, "ytick.labelsize": 8},
    **{"axes.spines.top": False, "axes.spines.right": False, "figure.facecolor": "white"},
}
"""Text stays text: the file is small, and its letters are the reader's own font."""


def folder(assignment: str) -> Path:
    """Return the folder of an assignment's figures."""
    return SOLUTIONS / assignment / "figures"


def drawn(figures: Mapping[str, Draw], languages: tuple[str, ...] = ("en", "ko")) -> dict[str, bytes]:
    """Return the files of some figures, by name: `losses.svg`, `losses.ko.svg`."""
    made = {}
    settings: Any = {**plot_style(), **SETTINGS}
    with mpl.rc_context(settings):
        for name, draw in figures.items():
            for language in languages:
                figure = draw(_korean if language == "ko" else _english)
                file = io.BytesIO()
                figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
                made[f"{name}.svg" if language == "en" else f"{name}.{language}.svg"] = file.getvalue()
    return made


def _english(english: str, korean: str) -> str:
    return english


def _korean(english: str, korean: str) -> str:
    return korean


def canvas(
    columns: int, height: float, widths: tuple[float, ...] | None = None, **margins: float
) -> tuple[Figure, Any]:
    """Return a figure as wide as the text and its axes in a row (or the only one).

    Margins are fixed, as parts of the figure, so that nothing depends on the fonts of the machine.
    """
    figure = Figure(figsize=(7.2, height))
    axes = figure.subplots(1, columns, squeeze=False, width_ratios=widths)[0]
    figure.subplots_adjust(
        **({"left": 0.09, "right": 0.98, "bottom": 0.45 / height, "top": 1 - 0.3 / height} | margins)
    )
    return figure, axes[0] if columns == 1 else axes


def show_image(axis: Axes, image: NDArray[Any], title: str = "", **options: Any) -> None:
    """Show a picture without axes: ink is dark, unless `cmap` says otherwise."""
    axis.imshow(image, **({"cmap": "gray_r", "interpolation": "nearest"} | options))
    axis.set_title(title)
    axis.axis("off")


def show_weights(axis: Axes, weights: NDArray[Any], title: str = "") -> None:
    """Show weights: red against, blue for, white zero."""
    largest = float(np.abs(weights).max())
    show_image(axis, weights, title, cmap=WEIGHTS, vmin=-largest, vmax=largest)


def answers(assignment: str, *names: str) -> list[ModuleType]:
    """Return modules of the reference, loaded apart from modules of the same name of other assignments."""
    with _alone(assignment):
        return [importlib.import_module(name) for name in names]


@contextmanager
def _alone(assignment: str) -> Iterator[None]:
    places = [SOLUTIONS / assignment, SOLUTIONS / assignment / "given"]
    own = {path.stem for place in places for path in place.glob("*.py")}
    before = {name: sys.modules.pop(name) for name in own if name in sys.modules}
    sys.path[:0] = map(str, places)
    try:
        yield
    finally:
        del sys.path[: len(places)]
        for name in own:
            sys.modules.pop(name, None)
        sys.modules.update(before)
