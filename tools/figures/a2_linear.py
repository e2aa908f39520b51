"""Figures of assignment 2: a line through exams, templates, losses, penalties, and two searches."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from autograder.datasets import load_digits
from autograder.plots import BLUE, GRAY, VERMILLION
from tools.figures.drawing import Draw, Say, answers, canvas, show_image, show_weights

__all__ = ["FIGURES"]


def exams(say: Say) -> Figure:
    """The plane of two exams with the decision boundary, and the matrix W of a small color image."""
    figure, axes = canvas(2, 2.6, (1.2, 1), wspace=0.15)
    places = np.random.default_rng(0).uniform(15, 100, size=(60, 2))
    places = places[(places[:, 0] > 48) | (places[:, 1] > 66)]  # the corner is for words
    passed = 2 * places[:, 0] + 3 * places[:, 1] > 300
    axes[0].fill_between([0, 100], [100, 100 / 3], 100, color=BLUE, alpha=0.1)
    axes[0].plot([0, 100], [100, 100 / 3], "k-")
    axes[0].text(3, 44, say("both scores equal:\nthe decision boundary", "두 점수가 같음:\n결정 경계"), fontsize=8)
    axes[0].annotate("", (40, 73), (22, 57), arrowprops={"arrowstyle": "->"})
    axes[0].scatter(*places[passed].T, s=14, color=BLUE, label=say("pass", "합격"))
    axes[0].scatter(*places[~passed].T, s=18, marker="x", color=VERMILLION, label=say("fail", "불합격"))
    axes[0].set(xlabel=say("midterm", "중간"), ylabel=say("final", "기말"), xlim=(0, 101), ylim=(0, 101))
    axes[0].legend(loc="lower left")
    picture = np.array([[[9, 2, 1], [8, 1, 0]], [[7, 3, 2], [0, 0, 6]]]) / 9
    axes[1].imshow(picture, extent=(0.2, 2.2, 5.6, 7.6))
    axes[1].text(
        2.6, 6.6, say("2 x 2 pixels, 3 colors:\n12 numbers", "2 x 2 픽셀, 색 3가지:\n수 12개"), va="center", fontsize=8
    )
    for place, value in enumerate(picture.ravel()):
        axes[1].add_patch(_box(11.2, 6.3 - 0.55 * place, str(round(9 * value))))
        axes[1].text(11.6, 6.57 - 0.55 * place, round(9 * value), ha="center", va="center", fontsize=7)
    for row, column in np.ndindex(3, 12):
        axes[1].add_patch(_box(0.2 + 0.8 * column, 3.2 - 0.55 * row, ""))
    axes[1].text(10.45, 2.9, "·", fontsize=16, ha="center", va="center")
    axes[1].text(
        5,
        1.3,
        say("W: 3 rows of 12 weights, one row for each class", "W: 클래스마다 가중치 12개짜리 한 행"),
        ha="center",
        fontsize=8,
    )
    axes[1].set(xlim=(0, 12.2), ylim=(0, 8), aspect="auto")
    axes[1].axis("off")
    return figure


def _box(across: float, up: float, text: str) -> Rectangle:
    return Rectangle((across, up), 0.8, 0.55, facecolor="#f5f7f9" if text else "#dcebf7", edgecolor="white")


def templates(say: Say) -> Figure:
    """The mean image of each digit, and below what is left without the average of all ten."""
    digits = load_digits()
    means = np.array([digits.images[digits.labels == digit].mean(axis=0) for digit in range(10)])
    figure = canvas(1, 2.0)[0]
    figure.clear()
    axes = figure.subplots(2, 10)
    figure.subplots_adjust(left=0.15, right=0.99, top=0.88, bottom=0.04, wspace=0.12, hspace=0.12)
    for digit, (above, below) in enumerate(axes.T):
        show_image(above, means[digit], str(digit))
        show_weights(below, means[digit] - means.mean(axis=0))
    figure.text(0.01, 0.66, say("mean\nimages", "평균\n이미지"), va="center", fontsize=9)
    figure.text(
        0.01,
        0.24,
        say("compared:\nblue for,\nred against", "견주면:\n파랑은 유리,\n빨강은 불리"),
        va="center",
        fontsize=9,
    )
    return figure


def losses(say: Say) -> Figure:
    """Hinge, softmax and least squares against the lead of the true class."""
    (module,) = answers("a2_linear", "losses")
    leads = np.linspace(-4, 4, 161)
    figure, axis = canvas(1, 2.7)
    for name, one in (
        (say("hinge", "힌지"), module.svm_loss_one),
        (say("softmax", "소프트맥스"), module.softmax_loss_one),
        (say("least squares", "최소제곱"), module.squared_loss_one),
    ):
        axis.plot(leads, [one(np.array([lead, 0.0]), 0) for lead in leads], label=name)
    axis.axvline(0, color=GRAY, ls="-", lw=0.8)
    axis.text(-0.1, 4.6, say("wrong  ", "틀림  "), ha="right", color=GRAY)
    axis.text(0.1, 4.6, say("  right", "  맞음"), color=GRAY)
    axis.set(ylim=(-0.1, 5), ylabel=say("loss of one example", "예제 하나의 손실"))
    axis.set_xlabel(say("score of the true class - score of the other", "정답 클래스의 점수 - 다른 클래스의 점수"))
    axis.legend(loc="upper right")
    return figure


def penalties(say: Say) -> Figure:
    """Equal penalties of two weights, and where a line of equally good weights first touches them."""
    (module,) = answers("a2_linear", "losses")
    side, w = np.linspace(-1.5, 1.5, 81), np.linspace(-0.4, 1.5, 400)
    figure, axes = canvas(3, 2.6, left=0.08)
    for axis, kind in zip(axes, ("l2", "l1", "elastic"), strict=True):
        heights = [[module.penalty(np.array([[a], [b]]), kind) for a in side] for b in side]
        best = w[np.argmin([module.penalty(np.array([[a], [(1.2 - a) / 2]]), kind) for a in w])]
        axis.contour(side, side, heights, levels=[0.3, 0.9, 1.6], colors=BLUE, linewidths=1)
        axis.plot(w, (1.2 - w) / 2, "k-", lw=1)
        axis.plot(best, (1.2 - best) / 2, "o", color=VERMILLION)
        name = {"l2": "L2", "l1": "L1", "elastic": say("elastic net", "엘라스틱 넷")}[kind]
        axis.set(title=f"{name}: ({abs(best):.2f}, {(1.2 - best) / 2:.2f})", aspect="equal", xlabel="w₁")
    axes[0].set_ylabel("w₂")
    return figure


def searches(say: Say) -> Figure:
    """What both searches reach with two weights and with many, after 300 questions."""
    (search,) = answers("a2_linear", "search")
    dims = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]

    def bowl(W: np.ndarray) -> float:
        return float(np.mean((W - 1) ** 2))

    guessed, walked = [], []
    for d in dims:
        rng = np.random.default_rng(d)
        guessed.append(search.random_search(bowl, (d, 1), 300, rng, scale=0.5)[1])
        steps = (0.03, 0.1, 0.3)
        walked.append(min(search.local_search(bowl, np.zeros((d, 1)), 299, step, rng)[1][-1] for step in steps))
    figure, axes = canvas(2, 2.5, wspace=0.3)
    axes[0].plot(dims, guessed, marker="o", ms=4, label=say("random search", "무작위 탐색"))
    axes[0].plot(dims, walked, marker="s", ms=4, label=say("local search", "국소 탐색"))
    axes[0].axhline(1, color=GRAY, ls=":")
    axes[0].text(1, 1.3, say("at the start", "출발점"), color=GRAY, fontsize=8)
    axes[0].set(xscale="log", yscale="log", ylim=(1e-4, 4), xlabel=say("number of weights", "가중치의 수"))
    axes[0].set_title(say("loss that is left after 300 questions", "300번 물어본 뒤에 남은 손실"))
    axes[0].legend(loc="lower right")
    for d, color, style in ((2, BLUE, "-"), (20, GRAY, ":"), (650, VERMILLION, "--")):
        ways = np.random.default_rng(0).standard_normal((20_000, d))
        angles = np.degrees(np.arccos(np.abs(ways[:, 0]) / np.linalg.norm(ways, axis=1)))
        heights, edges = np.histogram(angles, bins=45, range=(0, 90), density=True)
        axes[1].plot(
            edges[:-1] + 1, heights / heights.max(), style, color=color, label=say(f"{d} weights", f"가중치 {d}개")
        )
    axes[1].set(xlabel=say("angle to the steepest way, in degrees", "가장 가파른 방향과 이루는 각(도)"), yticks=[])
    axes[1].set_title(say("where random directions point", "무작위 방향이 가리키는 곳"))
    axes[1].legend(loc="center left")
    return figure


FIGURES: dict[str, Draw] = {
    "exams": exams,
    "templates": templates,
    "losses": losses,
    "penalties": penalties,
    "searches": searches,
}
