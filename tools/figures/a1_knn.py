"""Figures of assignment 1: images, the semantic gap, uses, parts of the data, neighbors, folds, dimensions, a map."""

import numpy as np
from matplotlib.cbook import get_sample_data
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.image import imread
from matplotlib.patches import Circle, Ellipse, PathPatch, Rectangle
from matplotlib.path import Path

from autograder.datasets import load_digits
from autograder.plots import BLUE, GRAY, ORANGE, VERMILLION
from tools.figures.drawing import Draw, Say, answers, canvas, show_image

__all__ = ["FIGURES"]


def vector(say: Say) -> Figure:
    """A digit, its numbers, and its numbers in a row."""
    image = load_digits().images[0]
    figure, axes = canvas(3, 2.2, (1, 1, 2.2), left=0.01, bottom=0.05, wspace=0.1)
    show_image(axes[0], image, say("an image", "이미지"))
    show_image(axes[1], image * 0, say("its numbers", "이미지를 이루는 수"))
    for (row, column), value in np.ndenumerate(image):
        axes[1].text(column, row, f"{value:.0f}", ha="center", va="center", fontsize=6.5)
    axes[2].set_title(say("row after row: one vector of 64 numbers", "한 행씩 이어 놓으면 수 64개짜리 벡터"))
    axes[2].imshow(image.reshape(1, 64), cmap="gray_r", extent=(0, 64, 0, 6))
    for row in range(1, 8):
        axes[2].axvline(8 * row, ymin=0.3, ymax=0.7, color=VERMILLION, lw=0.8)
    axes[2].set_ylim(-14, 20)
    axes[2].axis("off")
    return figure


def semantic_gap(say: Say) -> Figure:
    """Grace Hopper moved, darkened, cropped and covered, with distances, beside a sheet of her mean color."""
    photo = imread(str(get_sample_data("grace_hopper.jpg", asfileobj=False)))[20:580:8, ::8].astype(float)
    height, width = photo.shape[:2]
    moved, covered = np.zeros_like(photo), photo.copy()
    moved[:, 4:], covered[10:35, 20:45] = photo[:, :-4], 0
    zoom = np.ix_(*(np.linspace(6, size - 7, size).round().astype(int) for size in (height, width)))
    copies = {
        say("original", "원본"): photo,
        say("moved", "옮김"): moved,
        say("darkened", "어둡게"): 0.4 * photo,
        say("cropped", "잘라 냄"): photo[zoom],
        say("covered", "가림"): covered,
        say("mean color", "평균색"): np.broadcast_to(photo.mean(axis=(0, 1)), photo.shape),
    }
    figure, axes = canvas(6, 1.75, left=0.01, right=0.99, bottom=0.02, top=0.78, wspace=0.08)
    for (name, copy), axis in zip(copies.items(), axes, strict=True):
        show_image(axis, copy.astype(np.uint8), f"{name}\n{np.linalg.norm(copy - photo):,.0f}")
    return figure


def uses(say: Say) -> Figure:
    """Cells of a tissue, two galaxies, and the fluke of a whale, as drawings."""
    figure, axes = canvas(3, 2.1, left=0.02, bottom=0.04, wspace=0.12)
    titles = say(
        "healthy or not?|spiral or ellipse?|whose fluke?", "정상인가?|나선인가, 타원인가?|누구의 꼬리인가?"
    ).split("|")
    rng = np.random.default_rng(4)
    for axis, title in zip(axes, titles, strict=True):
        axis.set(xlim=(-2, 2), ylim=(-1.3, 1.3), title=title, aspect="equal", xticks=[], yticks=[])
    for row in range(4):
        for column in range(6):
            center = -1.75 + 0.7 * column + 0.06 * rng.normal(), -1 + 0.66 * row + 0.06 * rng.normal()
            sick = (row, column) in {(1, 3), (2, 3), (2, 4), (1, 4)}
            axes[0].add_patch(Circle(center, 0.31, facecolor="#f6d9e4", edgecolor=GRAY, lw=0.6))
            axes[0].add_patch(Circle(center, 0.23 if sick else 0.1, facecolor=VERMILLION if sick else BLUE))
    axes[1].set_facecolor("#101828")
    turn = np.linspace(0.3, 7, 260)
    for start in (0, np.pi):
        radius = 0.11 * turn
        across, up = radius * np.cos(turn + start), radius * np.sin(turn + start)
        spread = 0.035 * rng.normal(size=(2, len(turn)))
        axes[1].scatter(-0.95 + across + spread[0], up + spread[1], s=1.5, color="white", linewidths=0)
    for scale in (1, 0.75, 0.5, 0.28):
        axes[1].add_patch(Ellipse((1.0, 0), 1.3 * scale, 0.9 * scale, angle=30, color="white", alpha=0.3, lw=0))
    half = [(0, -1.1), (0.1, -0.4), (0.3, 0), (0.9, 0.05), (1.6, 0.2), (1.9, 0.75), (1.2, 0.95), (0.5, 0.75), (0, 0.45)]
    curve = [half[0], *half[1:], *[(-x, y) for x, y in half[-2::-1]]]
    codes = [Path.MOVETO, *[Path.CURVE4] * 6, *[Path.LINETO] * 4, *[Path.CURVE4] * 6]
    axes[2].add_patch(PathPatch(Path(curve, codes), facecolor="#3b4a5a", edgecolor="black"))
    for right, high, size in ((-1.1, 0.45, 0.16), (-0.8, 0.6, 0.1), (0.9, 0.42, 0.2), (1.25, 0.62, 0.09)):
        axes[2].add_patch(Ellipse((right, high), 2 * size, size, angle=20, color="white"))
    axes[2].plot([-2, 2], [-1.1, -1.1], "-", color=BLUE, lw=2)
    return figure


def three_parts(say: Say) -> Figure:
    """The data as a bar, cut into training, validation and test part."""
    figure, axis = canvas(1, 1.3, left=0.01, right=0.99, bottom=0.05, top=0.95)
    parts = [
        (0, 60, BLUE, say("training", "훈련"), say("learn from it", "여기서 배웁니다")),
        (60, 20, ORANGE, say("validation", "검증"), say("choose by it", "이것으로 고릅니다")),
        (80, 20, VERMILLION, say("test", "테스트"), say("open it once, at the end", "맨 끝에 한 번만 엽니다")),
    ]
    for start, width, color, name, use in parts:
        axis.add_patch(Rectangle((start, 0.45), width, 0.4, color=color, ec="white", lw=2))
        axis.text(start + width / 2, 0.65, name, ha="center", va="center", color="white", fontweight="bold")
        axis.text(start + width / 2, 0.25, use, ha="center", va="center")
    axis.set(xlim=(0, 100), ylim=(0.1, 0.95))
    axis.axis("off")
    return figure


def neighbors(say: Say) -> Figure:
    """Points at distance 1 in both distances, and the decision boundary of one and of fifteen neighbors."""
    (knn,) = answers("a1_knn", "knn")
    figure, axes = canvas(3, 2.5, left=0.05, wspace=0.28)
    turn = np.linspace(0, 2 * np.pi, 200)
    axes[0].plot(np.cos(turn), np.sin(turn), label="L2")
    axes[0].plot([1, 0, -1, 0, 1], [0, 1, 0, -1, 0], label="L1")
    axes[0].plot(0, 0, "k+")
    axes[0].set(
        aspect="equal", title=say("all points at distance 1", "거리가 1인 모든 점"), xlim=(-1.4, 1.4), ylim=(-1.4, 1.4)
    )
    axes[0].legend(loc="upper right", ncols=2)
    rng = np.random.default_rng(1)
    points = np.concatenate([rng.normal((-0.7, 0.4), 0.9, (40, 2)), rng.normal((0.7, -0.4), 0.9, (40, 2))])
    kind, side = np.repeat([0, 1], 40), np.linspace(-3, 3, 90)
    plane = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    classifier, colors = knn.KNearestNeighbor(), ListedColormap([BLUE, VERMILLION])
    classifier.train(points, kind)
    for axis, k in zip(axes[1:], (1, 15), strict=True):
        region = classifier.predict(plane, k=k).reshape(90, 90)
        axis.imshow(region, origin="lower", extent=(-3, 3, -3, 3), cmap=colors, alpha=0.25, interpolation="nearest")
        for label, marker in ((0, "o"), (1, "^")):
            axis.scatter(*points[kind == label].T, s=9, marker=marker, color=(BLUE, VERMILLION)[label])
        axis.set(title=f"k = {k}", xticks=[], yticks=[], xlim=(-3, 3), ylim=(-3, 3))
    return figure


def folds(say: Say) -> Figure:
    """Five folds, each held out once, and the accuracies of the digits for each k."""
    images, knn = answers("a1_knn", "images", "knn")
    digits, rng = load_digits(), np.random.default_rng(0)
    X, y, _X, _y = images.train_val_split(digits.rows[:1000], digits.labels[:1000], 0.2, rng)
    X, y, _X, _y = images.train_val_split(X, y, 0.25, rng)
    ks = [1, 2, 3, 5, 8, 12, 20, 50, 100]
    table = knn.cross_validate_k(X, y, ks, 5)
    figure, axes = canvas(2, 2.5, (1, 1.15), left=0.02, wspace=0.2)
    for row in range(5):
        for column in range(5):
            held = row == column
            axes[0].add_patch(Rectangle((column, 4 - row), 0.94, 0.8, color=ORANGE if held else BLUE))
            if held:
                axes[0].text(column + 0.47, 4.4 - row, say("check", "확인"), ha="center", va="center", fontsize=8)
    axes[0].set(xlim=(0, 5), ylim=(-0.1, 5), title=say("each fold is held out once", "폴드마다 한 번씩 떼어 둡니다"))
    axes[0].axis("off")
    axes[1].plot(ks, table, ".", color=GRAY, ms=4)
    axes[1].errorbar(ks, table.mean(axis=1), yerr=table.std(axis=1), fmt="o-", ms=4, capsize=2)
    axes[1].set(
        xscale="log", xlabel="k", title=say("accuracy: five folds and their mean", "정확도: 다섯 폴드와 그 평균")
    )
    return figure


def dimensions(say: Say) -> Figure:
    """The edge that holds 1 %, the contrast of uniform points and of digits, and a map of temperatures."""
    (answer,) = answers("a1_knn", "dimensions")
    figure, axes = canvas(3, 2.4, left=0.06, wspace=0.33)
    dims = [1, 2, 4, 8, 16, 32, 64, 256, 1024, 3072]
    axes[0].plot(dims, [answer.edge_for_fraction(0.01, d) for d in dims], "o-", ms=4)
    axes[0].set(
        title=say("edge for 1 % of the volume", "부피 1%를 담는 한 변"), xlabel=say("dimensions", "차원"), xscale="log"
    )
    rng, rows = np.random.default_rng(0), load_digits().rows
    contrast = [np.mean([answer.distance_contrast(rng, 200, d) for _ in range(30)]) for d in dims[1:]]
    axes[1].plot(dims[1:], contrast, "o-", ms=4, label=say("uniform points", "고르게 흩어진 점"))
    one = []
    for _ in range(200):
        first, *others = rows[rng.choice(len(rows), 201, replace=False)]
        away = np.linalg.norm(np.array(others) - first, axis=1)
        one.append(away.max() / away.min() - 1)
    axes[1].plot(64, np.mean(one), "s", color=VERMILLION, label=say("digits", "숫자 이미지"))
    axes[1].set(
        title=say("contrast of distances", "거리의 대비"), xlabel=say("dimensions", "차원"), xscale="log", yscale="log"
    )
    axes[1].legend(loc="upper right")
    side = np.linspace(0, 1, 40)
    places = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    stations = rng.random((60, 2))

    def temperature(at: np.ndarray) -> np.ndarray:
        return np.asarray(15 + 8 * np.sin(5 * at[:, 0]) * np.cos(4 * at[:, 1]) - 6 * at[:, 1])

    found = answer.knn_regress(stations, temperature(stations), places, 3).reshape(40, 40)
    axes[2].imshow(found, origin="lower", extent=(0, 1, 0, 1), cmap="cividis", interpolation="nearest")
    axes[2].scatter(*stations.T, s=7, color="white", edgecolors="black", linewidths=0.5)
    axes[2].set(title=say("a map of 60 stations", "관측소 60곳의 지도"), xticks=[], yticks=[])
    return figure


FIGURES: dict[str, Draw] = {
    "vector": vector,
    "semantic_gap": semantic_gap,
    "uses": uses,
    "three_parts": three_parts,
    "neighbors": neighbors,
    "folds": folds,
    "dimensions": dimensions,
}
