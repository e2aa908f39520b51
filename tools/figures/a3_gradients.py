"""Figures of assignment 3: slopes, errors over h, a kink, the chain of shapes, both losses, and a first gradient."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from autograder.datasets import load_digits
from autograder.plots import BLUE, GRAY, GREEN, VERMILLION
from tools.figures.drawing import Draw, Say, answers, canvas, show_weights

__all__ = ["FIGURES"]


def slopes(say: Say) -> Figure:
    """Lines through two points of a curve, and a landscape with its gradients."""
    (numeric,) = answers("a3_gradients", "numeric")
    figure, axes = canvas(2, 2.7, wspace=0.2)
    x = np.linspace(-0.4, 2.1, 200)

    def curve(at: Any) -> Any:
        return at**3 - 2 * at

    axes[0].plot(x, curve(x), "k-")
    for h in (1.0, 0.5, 1e-5):
        slope = numeric.slope(curve, 1.0, h)
        axes[0].plot(x, -1 + slope * (x - 1), lw=1, label=f"h = {h:g}: {slope:.2f}")
        axes[0].plot(1 + h, curve(1 + h), "o", ms=4, color=GRAY)
    axes[0].set(
        ylim=(-2.2, 4.2), title=say("the slope, for smaller and smaller h", "h를 줄여 가며 잰 기울기"), xlabel="x"
    )
    axes[0].legend(loc="upper left")

    def landscape(place: Any) -> Any:
        return place[0] ** 2 / 4 + place[1] ** 2 + np.exp(-((place[0] - 1) ** 2) - place[1] ** 2)

    side = np.linspace(-2.5, 2.5, 60)
    axes[1].contour(side, side, landscape(np.meshgrid(side, side)), levels=14, colors=BLUE, linewidths=0.7)
    for place in np.stack(np.meshgrid(side[4::10], side[4::10]), axis=-1).reshape(-1, 2):
        uphill = numeric.forward_gradient(landscape, place.copy())
        axes[1].quiver(*place, *uphill, angles="xy", scale=34, width=0.005, color=VERMILLION)
    axes[1].set(
        title=say("gradients point straight uphill", "그래디언트는 가장 가파른 오르막을 가리킵니다"), aspect="equal"
    )
    return figure


def errors(say: Say) -> Figure:
    """The relative error of both differences over h."""
    (numeric,) = answers("a3_gradients", "numeric")
    x, hs = np.random.default_rng(0).uniform(0.5, 1.5, size=6), np.logspace(-15, 0, 46)
    true = np.exp(x) * (np.sin(x) + np.cos(x))

    def smooth(at: np.ndarray) -> float:
        return float(np.sum(np.exp(at) * np.sin(at)))

    figure, axis = canvas(1, 2.9)
    for name, measure, marker in (
        (say("forward", "전진"), numeric.forward_gradient, "o"),
        (say("central", "중앙"), numeric.numerical_gradient, "s"),
    ):
        axis.loglog(
            hs,
            [numeric.relative_error(measure(smooth, x.copy(), h), true) for h in hs],
            marker=marker,
            ms=3,
            label=name,
        )
    axis.text(3e-13, 3e-7, say("rounding: 1/h", "반올림: 1/h"), color=GRAY)
    axis.text(3e-4, 3e-2, say("truncation: h", "절단: h"), color=GRAY, ha="right")
    axis.text(2e-2, 1e-7, say("truncation: h²", "절단: h²"), color=GRAY)
    axis.set(xlabel="h", ylabel=say("relative error", "상대 오차"), ylim=(1e-12, 10))
    axis.legend(loc="lower left")
    return figure


def kink(say: Say) -> Figure:
    """max(0, m) with a central difference that looks across the kink, and the slope that it measures."""
    figure, axes = canvas(2, 2.4, wspace=0.22)
    m = np.linspace(-2, 2, 401)
    axes[0].plot(m, np.maximum(0, m), "-")
    axes[0].plot([-0.6, 1.0], [0, 1.0], "o--", color=VERMILLION, ms=5)
    axes[0].annotate(
        say("measured across the kink: 0.63", "꺾인 점을 넘어 잰 기울기: 0.63"),
        (0.2, 0.5),
        (-1.9, 1.3),
        fontsize=8,
        arrowprops={"arrowstyle": "->", "color": GRAY},
    )
    axes[0].set(title="max(0, m)", xlabel="m")
    for h in (0.01, 0.8):
        slope = (np.maximum(0, m + h) - np.maximum(0, m - h)) / (2 * h)
        axes[1].plot(m, slope, label=f"h = {h:g}")
    axes[1].set(title=say("its measured slope", "잰 기울기"), xlabel="m")
    axes[1].legend(loc="upper left")
    return figure


def chain(say: Say) -> Figure:
    """Shapes: X.T @ dS is the only product of (N, D) and (N, C) that has the shape of W."""
    figure, axis = canvas(1, 2.0, left=0.01, right=0.99, bottom=0.02, top=0.98)
    boxes = (
        (0.3, 3.2, 1.4, "X.T", "(D, N)", BLUE),
        (4.4, 0.9, 3.2, "dS", "(N, C)", VERMILLION),
        (6.45, 1.5, 1.4, "X.T @ dS", "(D, C)", GREEN),
        (8.75, 1.5, 1.4, "2 · reg · W", "(D, C)", GRAY),
        (11.4, 1.5, 1.4, "dW", "(D, C)", "black"),
    )
    for left, width, height, name, shape, color in boxes:
        axis.add_patch(Rectangle((left, 2 - height / 2), width, height, facecolor=color, alpha=0.2, edgecolor=color))
        axis.text(left + width / 2, 2.1, name, ha="center", va="center", fontsize=9, fontweight="bold")
        axis.text(left + width / 2, 1.62, shape, ha="center", va="center", fontsize=8)
    for place, sign in ((3.95, "@"), (5.85, "="), (8.35, "+"), (10.8, "=")):
        axis.text(place, 2, sign, ha="center", va="center", fontsize=13)
    axis.text(7.2, 0.85, say("data part", "데이터 부분"), ha="center", fontsize=8)
    axis.text(9.5, 0.85, say("regularization", "정규화 항"), ha="center", fontsize=8)
    axis.set(xlim=(0, 13), ylim=(0.2, 3.8))
    axis.axis("off")
    return figure


def _bars(axis: Axes, heights: list[float], title: str, names: list[str]) -> None:
    axis.bar(range(3), heights, color=[BLUE if height >= 0 else VERMILLION for height in heights], width=0.6)
    axis.axhline(0, color="black", ls="-", lw=0.8)
    for place, height in enumerate(heights):
        axis.annotate(
            f"{height:g}", (place, height), (0, 3 if height >= 0 else -11), ha="center", textcoords="offset points"
        )
    low, high = min(0, *heights), max(0, *heights)
    axis.set(
        title=title,
        xticks=range(3),
        xticklabels=names,
        yticks=[],
        ylim=(low - 0.25 * (high - low), high + 0.25 * (high - low)),
    )


def hinge(say: Say) -> Figure:
    """Scores, margins and slopes of the example with the scores 3.2, 5.1 and -1.7."""
    figure, axes = canvas(3, 2.1, left=0.02, wspace=0.1)
    names = [say("class 0 (true)", "클래스 0(정답)"), "1", "2"]
    _bars(axes[0], [3.2, 5.1, -1.7], say("scores", "점수"), names)
    _bars(axes[1], [0, 2.9, -3.9], say("margins", "마진"), [say("(none)", "(없음)"), "1", "2"])
    _bars(axes[2], [-1, 1, 0], say("slopes: N times the row of dS", "기울기: dS의 행의 N배"), names)
    return figure


def softmax(say: Say) -> Figure:
    """Probabilities of the scores log 1, log 2, log 5, the truth, and the difference."""
    figure, axes = canvas(3, 2.1, left=0.02, wspace=0.1)
    names = [say("class 0 (true)", "클래스 0(정답)"), "1", "2"]
    p = [0.125, 0.25, 0.625]
    _bars(axes[0], p, say("what the model believes: p", "모델이 믿는 확률 p"), names)
    _bars(axes[1], [1, 0, 0], say("the truth", "정답"), names)
    _bars(axes[2], [p[0] - 1, *p[1:]], say("slopes: p minus the truth", "기울기: p - 정답"), names)
    return figure


def first_step(say: Say) -> Figure:
    """Minus the gradient of the softmax loss at W = 0, as pictures."""
    (losses,) = answers("a3_gradients", "losses")
    digits = load_digits()
    _loss, dW = losses.softmax_loss_vectorized(np.zeros((64, 10)), digits.rows / 16, digits.labels, 0.0)
    figure, axes = canvas(10, 1.0, left=0.01, right=0.99, bottom=0.03, top=0.75, wspace=0.12)
    for digit, axis in enumerate(axes):
        show_weights(axis, -dW[:, digit].reshape(8, 8), say(f"{digit}", f"{digit}"))
    return figure


FIGURES: dict[str, Draw] = {
    "slopes": slopes,
    "errors": errors,
    "kink": kink,
    "chain": chain,
    "hinge": hinge,
    "softmax": softmax,
    "first_step": first_step,
}
