"""Figures of assignment 5: counts, a graph, a ring, a filter, the way back, pooling, places, and a ConvNet."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from autograder.datasets import load_digits
from autograder.plots import BLUE, GRAY, GREEN, ORANGE, PURPLE, VERMILLION
from tools.figures.drawing import Draw, Say, answers, canvas, show_image

__all__ = ["FIGURES"]

FILTERS = (np.array([[1.0, 1, 1], [0, 0, 0], [-1, -1, -1]]), np.array([[1.0, 0, -1], [1, 0, -1], [1, 0, -1]]))


def troubles(say: Say) -> Figure:
    """Numbers of weights, and three digits before and after their pixels are shuffled."""
    figure, axes = canvas(8, 1.9, (3.4, 0.3, 1, 1, 1, 1, 1, 1), left=0.17, right=0.99, bottom=0.3, top=0.78, wspace=0.1)
    names = [
        say("fully connected,\n100 units", "완전 연결,\n유닛 100개"),
        say("10 filters\nof 5 x 5", "5 x 5 필터\n10개"),
    ]
    counts = (3072 * 100, 10 * 3 * 5 * 5)
    axes[0].barh([1, 0], counts, color=[VERMILLION, BLUE], height=0.55)
    for up, count in zip((1, 0), counts, strict=True):
        axes[0].text(count * 1.2, up, f"{count:,}", va="center", fontsize=8)
    axes[0].set(xscale="log", xlim=(100, 6e6), yticks=[1, 0], yticklabels=names, ylim=(-0.6, 1.6))
    axes[0].set_title(say("weights (32 x 32 x 3)", "가중치의 수(32 x 32 x 3)"))
    axes[1].axis("off")
    digits, order = load_digits(), np.random.default_rng(0).permutation(64)
    for place, digit in enumerate((3, 4, 7)):
        show_image(axes[2 + place], digits.images[digit])
        show_image(axes[5 + place], digits.rows[digit][order].reshape(8, 8))
    axes[3].set_title(say("pictures", "이미지"))
    axes[6].set_title(say("the same, shuffled", "뒤섞은 이미지"))
    return figure


def graph(say: Say) -> Figure:
    """The chain x * w + b, ReLU, * v with values above and gradients below."""
    figure, axis = canvas(1, 2.1, left=0.01, right=0.99, bottom=0.02, top=0.98)
    arrow = {"arrowstyle": "->", "color": "black"}
    for left, name in ((2, "·"), (4.6, "+"), (7.2, "ReLU"), (9.8, "·")):
        axis.add_patch(Rectangle((left - 0.4, 1.6), 0.8, 0.8, facecolor="#e8edf2", edgecolor="black"))
        axis.text(left, 2, name, ha="center", va="center", fontsize=11 if name != "ReLU" else 8)
    for start, end, value, back in (
        (0.3, 1.6, "x = 2", "-4"),
        (2.4, 4.2, "-2", "4"),
        (5, 6.8, "1", "4"),
        (7.6, 9.4, "1", "4"),
        (10.2, 12, "f = 4", "1"),
    ):
        axis.annotate("", (end, 2), (start, 2), arrowprops=arrow)
        axis.text((start + end) / 2, 2.15, value, ha="center", color=BLUE)
        axis.text((start + end) / 2, 1.6, back, ha="center", color=VERMILLION)
    for left, value, back in ((2, "w = -1", "8"), (4.6, "b = 3", "4"), (9.8, "v = 4", "1")):
        axis.annotate("", (left, 1.6), (left, 0.7), arrowprops=arrow)
        axis.text(left - 0.1, 0.95, value, ha="right", color=BLUE)
        axis.text(left + 0.1, 0.95, back, color=VERMILLION)
    axis.text(0.3, 3.2, say("forward: values", "순전파: 값"), color=BLUE)
    axis.text(4.0, 3.2, say("back: slope of f along each of them", "역전파: 각 값에 대한 f의 기울기"), color=VERMILLION)
    axis.set(xlim=(0, 12.3), ylim=(0.4, 3.7))
    axis.axis("off")
    return figure


def ring(say: Say) -> Figure:
    """A class in a ring around the other: a linear classifier, and a network of two layers."""
    (network,) = answers("a5_networks", "network")
    rng = np.random.default_rng(1)
    turn, radius = rng.uniform(0, 2 * np.pi, 240), np.repeat([0.5, 1.6], [80, 160]) + 0.18 * rng.normal(size=240)
    X, y = np.stack([radius * np.cos(turn), radius * np.sin(turn)], axis=1), np.repeat([0, 1], [80, 160])
    side = np.linspace(-2.3, 2.3, 120)
    plane = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    figure, axes = canvas(2, 2.7, left=0.12, right=0.88, wspace=0.1, bottom=0.05)
    nets = (
        (say("one layer", "층 하나"), network.LinearNet(2, 2)),
        (say("two layers, 12 units", "층 둘, 유닛 12개"), network.TwoLayerNet(2, 12, 2, std=0.5)),
    )
    for axis, (name, net) in zip(axes, nets, strict=True):
        net.train(X, y, learning_rate=0.5, num_iters=1500, batch_size=60)
        axis.contourf(
            side,
            side,
            net.predict(plane).reshape(120, 120),
            levels=[-0.5, 0.5, 1.5],
            colors=[BLUE, VERMILLION],
            alpha=0.2,
        )
        for label, marker in ((0, "o"), (1, "^")):
            axis.scatter(*X[y == label].T, s=8, marker=marker, color=(BLUE, VERMILLION)[label])
        right = (net.predict(X) == y).mean()
        axis.set(
            title=say(f"{name}: {right:.0%} right", f"{name}: {right:.0%} 맞힘"), aspect="equal", xticks=[], yticks=[]
        )
    return figure


def _table(
    axis: Axes, numbers: np.ndarray, left: float, top: float, color: str = "#f5f7f9", mark: tuple[int, ...] = ()
) -> None:
    for (row, column), value in np.ndenumerate(numbers):
        face = ORANGE if (row * numbers.shape[1] + column) in mark else color
        axis.add_patch(Rectangle((left + column, top - 1 - row), 1, 1, facecolor=face, edgecolor=GRAY, alpha=0.55))
        axis.text(left + column + 0.5, top - 0.5 - row, f"{value:g}", ha="center", va="center", fontsize=10)


def filters(say: Say) -> Figure:
    """The worked case of the handout, and a digit under two filters."""
    (conv,) = answers("a5_networks", "conv")
    image, kernel = np.array([[1, 2, 0], [0, 1, 3], [2, 0, 1]]), np.array([[1, 2], [0, -1]])
    out = conv.conv_forward(
        image[None, None].astype(float), kernel[None, None].astype(float), np.array([10.0]), {"stride": 1, "pad": 0}
    )[0]
    figure, axes = canvas(4, 2.1, (2.6, 1, 1, 1), left=0.01, right=0.99, bottom=0.04, top=0.86, wspace=0.1)
    _table(axes[0], image, 0, 3, mark=(0, 1, 3, 4))
    _table(axes[0], kernel, 4.2, 2.5, "#dcebf7")
    _table(axes[0], out[0, 0], 8, 2.5, "#e3f3ed", mark=(0,))
    for place, sign in ((3.6, "*"), (7.1, "+10 =")):
        axes[0].text(place, 1.5, sign, ha="center", va="center", fontsize=9)
    axes[0].set(
        xlim=(-0.1, 10.3),
        ylim=(-0.6, 3.2),
        title=say("1·1 + 2·2 + 0·0 + 1·(-1) + 10 = 14", "1·1 + 2·2 + 0·0 + 1·(-1) + 10 = 14"),
    )
    axes[0].axis("off")
    digit = load_digits().images[7]
    show_image(axes[1], digit, say("a digit", "숫자 이미지"))
    for axis, one, title in zip(
        axes[2:], FILTERS, (say("level edges", "가로 윤곽선"), say("upright edges", "세로 윤곽선")), strict=True
    ):
        found = conv.conv_forward(digit[None, None], one[None, None], np.zeros(1), {"stride": 1, "pad": 1})[0][0, 0]
        show_image(axis, found, title, cmap="RdBu", vmin=-np.abs(found).max(), vmax=np.abs(found).max())
    return figure


def way_back(say: Say) -> Figure:
    """Two output numbers whose windows overlap, and what comes back to each pixel."""
    (conv,) = answers("a5_networks", "conv")
    kernel = np.array([[1.0, 2], [0, -1]])
    dout = np.array([[1.0, 1], [0, 0]])
    _out, cache = conv.conv_forward(np.zeros((1, 1, 3, 3)), kernel[None, None], np.zeros(1), {"stride": 1, "pad": 0})
    dx = conv.conv_backward(dout[None, None], cache)[0][0, 0]
    figure, axis = canvas(1, 1.9, left=0.01, right=0.99, bottom=0.02, top=0.88)
    _table(axis, dout, 0, 2.5, "#e3f3ed", mark=(0, 1))
    _table(axis, kernel, 5, 2.5, "#dcebf7")
    _table(axis, dx, 10, 3, mark=(1, 4))
    for left, name in ((1, "dout"), (6, say("filter", "필터")), (11.5, "dx")):
        axis.text(left, 3.25, name, ha="center", fontsize=9)
    axis.annotate("", (9.6, 1.5), (7.4, 1.5), arrowprops={"arrowstyle": "->"})
    axis.text(
        13.6,
        1.5,
        say(
            "orange: both windows\nreach these pixels,\ntheir parts add up",
            "주황색: 두 창이 함께\n닿는 픽셀이라\n두 몫을 더합니다",
        ),
        va="center",
        fontsize=8.5,
    )
    axis.text(3.4, 1.5, say("times", "곱하기"), ha="center", va="center", fontsize=9)
    axis.set(xlim=(-0.5, 19), ylim=(-0.2, 3.3))
    axis.axis("off")
    return figure


def pooling(say: Say) -> Figure:
    """A map before and after max pooling, of a digit and of the same digit moved by one pixel."""
    (conv,) = answers("a5_networks", "conv")
    frame = np.zeros((2, 1, 8, 10))
    frame[0, 0, :, 1:9] = frame[1, 0, :, 2:10] = load_digits().images[0]
    maps = np.maximum(0, conv.conv_forward(frame, FILTERS[1][None, None], np.zeros(1), {"stride": 1, "pad": 1})[0])
    pooled = conv.max_pool(maps, {"pool_height": 4, "pool_width": 4, "stride": 2})
    figure = canvas(1, 2.5)[0]
    figure.clear()
    axes = figure.subplots(2, 3)
    figure.subplots_adjust(left=0.22, right=0.95, top=0.88, bottom=0.03, wspace=0.1, hspace=0.12)
    titles = (say("image", "이미지"), say("map of a filter", "필터의 맵"), say("pooled", "풀링한 맵"))
    for place, row in enumerate(axes):
        for axis, stage, title in zip(row, (frame, maps, pooled), titles, strict=True):
            show_image(axis, stage[place, 0], "" if place else title)
    away = [np.linalg.norm(two - one) / np.linalg.norm(one) for one, two in (maps, pooled)]
    for up, text in ((0.68, say("a digit", "숫자 이미지")), (0.24, say("moved by a pixel", "한 픽셀 옮김"))):
        figure.text(0.02, up, text, va="center", fontsize=9)
    for across, share in zip((0.585, 0.84), away, strict=True):
        figure.text(
            across,
            0.455,
            say(f"differs by {share:.0%}", f"{share:.0%} 달라짐"),
            ha="center",
            va="center",
            fontsize=8,
            color=VERMILLION,
        )
    return figure


def places(say: Say) -> Figure:
    """Digits in the middle of a frame, at random places, and with shuffled pixels."""
    digits, rng = load_digits(), np.random.default_rng(3)
    order = rng.permutation(144)
    figure = canvas(1, 2.6)[0]
    figure.clear()
    axes = figure.subplots(3, 8)
    figure.subplots_adjust(left=0.22, right=0.99, top=0.97, bottom=0.03, wspace=0.15, hspace=0.15)
    for column, image in enumerate(digits.images[:8]):
        middle, moved = np.zeros((12, 12)), np.zeros((12, 12))
        down, right = rng.integers(0, 5, 2)
        middle[2:10, 2:10] = moved[down : down + 8, right : right + 8] = image
        for axis, shown in zip(axes[:, column], (middle, moved, moved.ravel()[order].reshape(12, 12)), strict=True):
            axis.imshow(shown, cmap="gray_r", interpolation="nearest")
            axis.set(xticks=[], yticks=[])
            axis.spines[["top", "right"]].set_visible(True)
    for up, text in (
        (0.82, say("in the middle", "한가운데")),
        (0.5, say("at random places", "아무 데나")),
        (0.18, say("shuffled", "뒤섞음")),
    ):
        figure.text(0.02, up, text, va="center", fontsize=9)
    return figure


def convnet(say: Say) -> Figure:
    """The stages of the ConvNet with the shapes of their maps and the numbers of their weights."""
    figure, axis = canvas(1, 2.2, left=0.01, right=0.99, bottom=0.02, top=0.98)
    stages = (
        (0.3, 28, 1, "1 x 28 x 28", GRAY),
        (3.0, 28, 8, "8 x 28 x 28", BLUE),
        (5.9, 14, 8, "8 x 14 x 14", GREEN),
        (8.3, 14, 16, "16 x 14 x 14", BLUE),
        (10.9, 7, 16, "16 x 7 x 7", GREEN),
    )
    for left, size, depth, shape, color in stages:
        side = size / 16
        for layer in range(min(depth, 6), 0, -1):
            axis.add_patch(
                Rectangle(
                    (left + 0.07 * layer, 2 - side / 2 + 0.07 * layer),
                    side,
                    side,
                    facecolor=color,
                    edgecolor="white",
                    lw=0.7,
                )
            )
        axis.text(left + side / 2 + 0.2, 0.72, shape, ha="center", fontsize=8)
    for across, name in (
        (2.6, say("8 filters\n5 x 5\n208", "필터 8개\n5 x 5\n208")),
        (5.5, say("pool", "풀링")),
        (7.75, say("16 filters\n3 x 3\n1,168", "필터 16개\n3 x 3\n1,168")),
        (10.4, say("pool", "풀링")),
        (12.5, say("affine\n7,850", "어파인\n7,850")),
    ):
        axis.text(across, 3.6, name, ha="center", va="top", fontsize=8)
    for up in np.linspace(1.1, 2.9, 10):
        axis.add_patch(Rectangle((13.0, up), 0.5, 0.17, facecolor=PURPLE, edgecolor="white"))
    axis.text(13.25, 0.72, say("10 scores", "점수 10개"), ha="center", fontsize=8)
    axis.set(xlim=(0, 14), ylim=(0.4, 3.8))
    axis.axis("off")
    return figure


FIGURES: dict[str, Draw] = {
    "troubles": troubles,
    "graph": graph,
    "ring": ring,
    "filters": filters,
    "way_back": way_back,
    "pooling": pooling,
    "places": places,
    "convnet": convnet,
}
