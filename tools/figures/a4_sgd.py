"""Figures of assignment 4: steps, rates, sorted batches, noise, templates that train, a grid, mistakes, clothes."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from autograder.datasets import load_digits, load_fashion
from autograder.plots import BLUE, GRAY, VERMILLION
from tools.figures.drawing import Draw, Say, answers, canvas, show_image, show_weights

__all__ = ["FIGURES"]


def _data() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return digits as in the notebook: half to train, a quarter to validate."""
    digits = load_digits()
    order = np.random.default_rng(0).permutation(len(digits.labels))
    X = np.column_stack([digits.rows / 16, np.ones(len(digits.rows))])
    learn, check = order[: len(order) // 2], order[len(order) // 2 : 3 * len(order) // 4]
    return X[learn], digits.labels[learn], X[check], digits.labels[check]


def steps(say: Say) -> Figure:
    """Steps on w**2 from 10, and the loss before each of them."""
    (descent,) = answers("a4_sgd", "descent")
    w, way = np.linspace(-11, 11, 200), [10.0]
    while len(way) < 9:
        way.append(float(descent.gradient_step(np.array(way[-1]), np.array(2 * way[-1]), 0.1)))
    figure, axes = canvas(2, 2.5, wspace=0.25)
    axes[0].plot(w, w**2, "-", color=GRAY)
    axes[0].plot(way, np.square(way), "o-", color=BLUE, ms=4)
    for place in way[:3]:
        axes[0].annotate(f"{place:g}", (place, place**2), (-8, -3), textcoords="offset points", ha="right", fontsize=8)
    axes[0].set(xlabel="w", title=say("steps on the loss w², learning rate 0.1", "손실 w² 위의 스텝, 학습률 0.1"))
    axes[1].plot(range(len(way)), np.square(way), "o-", ms=4)
    axes[1].set(
        xlabel=say("step", "스텝"), title=say("the history: the loss before each step", "기록: 스텝마다 밟기 전의 손실")
    )
    return figure


def rates(say: Say) -> Figure:
    """Histories of the digits for four learning rates around the limit."""
    descent, error = answers("a4_sgd", "descent", "squared_error")
    X, y, _X, _y = _data()
    figure, axis = canvas(1, 2.8)
    for rate, name in (
        (0.0005, say("much too small", "너무 작음")),
        (0.05, say("good", "알맞음")),
        (0.086, say("just below the limit", "한계 바로 아래")),
        (0.09, say("too large", "너무 큼")),
    ):
        _W, history = descent.gradient_descent(
            lambda W: error.least_squares_loss(W, X, y), np.zeros((65, 10)), rate, 120
        )
        axis.semilogy(history, label=f"{rate:g}: {name}")
    axis.set(ylim=(0.1, 100), xlabel=say("step", "스텝"), ylabel=say("loss", "손실"))
    axis.legend(loc="upper right")
    return figure


def sorted_batches(say: Say) -> Figure:
    """Labels of the first batches, in order and drawn at random."""
    descent = answers("a4_sgd", "descent")[0]
    digits, rng = load_digits(), np.random.default_rng(0)
    by_class = np.argsort(digits.labels, kind="stable")
    X, y = digits.images[by_class].reshape(len(by_class), -1), digits.labels[by_class]
    figure = canvas(1, 1.35)[0]
    figure.clear()
    axes = figure.subplots(2, 16)
    figure.subplots_adjust(left=0.2, right=0.99, top=0.97, bottom=0.03, wspace=0.1, hspace=0.1)
    for row, batch in zip(axes, (X[:16], descent.sample_batch(X, y, 16, rng)[0]), strict=True):
        for axis, image in zip(row, batch, strict=True):
            show_image(axis, image.reshape(8, 8))
    figure.text(
        0.01,
        0.73,
        say("a batch in order\nof sorted data", "정렬된 데이터에서\n차례로 자른 배치"),
        va="center",
        fontsize=9,
    )
    figure.text(0.01, 0.27, say("a batch drawn\nat random", "무작위로 뽑은\n배치"), va="center", fontsize=9)
    return figure


def noise(say: Say) -> Figure:
    """The mean squared noise of the gradient over the batch size, and where single batches point."""
    descent, error = answers("a4_sgd", "descent", "squared_error")
    X, y, _X, _y = _data()
    sizes, rng = [1, 4, 16, 64, 256], np.random.default_rng(0)

    def gradient(W: np.ndarray, X_batch: np.ndarray, y_batch: np.ndarray) -> np.ndarray:
        return np.asarray(error.least_squares_loss(W, X_batch, y_batch)[1])

    W = np.zeros((65, 10))
    found = [descent.gradient_noise(gradient, W, X, y, size, 60, rng) for size in sizes]
    figure, axes = canvas(2, 2.5, wspace=0.25)
    axes[0].loglog(sizes, found, "o-", ms=4, label=say("measured", "잰 값"))
    axes[0].loglog(sizes, found[0] / np.array(sizes), ":", color=GRAY, label="1 / B")
    axes[0].set(xlabel=say("batch size B", "배치 크기 B"), title=say("mean square of the noise", "잡음의 제곱 평균"))
    axes[0].legend()
    full = gradient(W, X, y)
    other = rng.normal(size=full.shape)
    other -= (other * full).sum() / (full**2).sum() * full
    along, across = full / np.linalg.norm(full), other / np.linalg.norm(other)
    for size, color, marker in ((4, VERMILLION, "x"), (64, BLUE, "o")):
        guesses = [gradient(W, *descent.sample_batch(X, y, size, rng)) for _ in range(60)]
        places = np.array([((guess * along).sum(), (guess * across).sum()) for guess in guesses])
        axes[1].scatter(*places.T, s=14, marker=marker, color=color, label=f"B = {size}")
    axes[1].plot(np.linalg.norm(full), 0, "k*", ms=10, label=say("all examples", "예제 전체"))
    axes[1].set(title=say("gradients of single batches", "배치 하나하나의 그래디언트"), xticks=[], yticks=[])
    axes[1].legend(loc="upper left", ncols=3, columnspacing=0.8, handletextpad=0.2)
    axes[1].margins(0.08, 0.3)
    return figure


def training(say: Say) -> Figure:
    """The templates of the least-squares classifier after more and more steps."""
    (module,) = answers("a4_sgd", "least_squares")
    X, y, _X, _y = _data()
    stops = (1, 10, 100, 1000)
    figure = canvas(1, 3.0)[0]
    figure.clear()
    axes = figure.subplots(len(stops), 10)
    figure.subplots_adjust(left=0.16, right=0.99, top=0.97, bottom=0.02, wspace=0.12, hspace=0.12)
    for place, (stop, row) in enumerate(zip(stops, axes, strict=True)):
        np.random.seed(0)
        model = module.LeastSquares()
        model.train(X, y, learning_rate=0.05, reg=1e-4, num_iters=stop, batch_size=64)
        for axis, template in zip(row, model.W[:64].T, strict=True):
            show_weights(axis, template.reshape(8, 8))
        name = say(f"{stop} step{'s' if stop > 1 else ''}", f"{stop}스텝")
        figure.text(0.02, 0.97 - 0.95 * (place + 0.5) / len(stops), name, va="center", fontsize=9)
    return figure


def grid(say: Say) -> Figure:
    """Validation accuracy of each pair of learning rate and regularization."""
    (module,) = answers("a4_sgd", "least_squares")
    X, y, X_val, y_val = _data()
    learning_rates, regs = [0.0001, 0.001, 0.01, 0.05, 0.2], [0.0, 0.001, 0.01, 0.1, 1.0]
    table = np.zeros((len(regs), len(learning_rates)))
    with np.errstate(all="ignore"):
        for (row, column), _value in np.ndenumerate(table):
            np.random.seed(0)
            model = module.LeastSquares()
            history = model.train(X, y, learning_rates[column], regs[row], num_iters=200, batch_size=64)
            good = np.isfinite(history).all() and history[-1] < 10 * history[0]
            table[row, column] = (model.predict(X_val) == y_val).mean() if good else np.nan
    figure, axis = canvas(1, 2.7, left=0.28, right=0.72)
    axis.imshow(table, cmap="Blues", vmin=0.2, vmax=1.1, aspect="auto")
    for (row, column), value in np.ndenumerate(table):
        axis.text(column, row, "NaN" if np.isnan(value) else f"{value:.0%}", ha="center", va="center", fontsize=8)
    axis.set(xticks=range(5), xticklabels=learning_rates, yticks=range(5), yticklabels=regs)
    axis.set(xlabel=say("learning rate", "학습률"), ylabel="reg", title=say("validation accuracy", "검증 정확도"))
    return figure


def misread(say: Say) -> Figure:
    """Digits that a trained classifier gets wrong, with its answers."""
    (module,) = answers("a4_sgd", "least_squares")
    X, y, X_val, y_val = _data()
    np.random.seed(0)
    model = module.LeastSquares()
    model.train(X, y, learning_rate=0.05, reg=1e-4, num_iters=1000, batch_size=64)
    guesses = model.predict(X_val)
    wrong = np.flatnonzero(guesses != y_val)[:9]
    figure, axes = canvas(9, 1.35, left=0.01, right=0.99, bottom=0.03, top=0.7, wspace=0.15)
    for axis, place in zip(axes, wrong, strict=True):
        title = say(f"is {y_val[place]}\nread {guesses[place]}", f"정답 {y_val[place]}\n읽은 답 {guesses[place]}")
        show_image(axis, X_val[place, :64].reshape(8, 8), title)
    return figure


def clothes(say: Say) -> Figure:
    """A picture of each kind of clothes, and the templates that SGD learns with the softmax loss."""
    (descent,), (losses,) = answers("a4_sgd", "descent"), answers("a3_gradients", "losses")
    data = load_fashion()
    flat = data.X_train.reshape(len(data.X_train), -1) / 255
    X = np.column_stack([flat - flat.mean(), np.ones(len(flat))])

    def loss(W: np.ndarray, X_batch: np.ndarray, y_batch: np.ndarray) -> Any:
        return losses.softmax_loss_vectorized(W, X_batch, y_batch, 1e-3)

    W, _history = descent.sgd(loss, np.zeros((785, 10)), X, data.y_train, 0.1, 1000, 64, np.random.default_rng(0))
    figure = canvas(1, 1.75)[0]
    figure.clear()
    axes = figure.subplots(2, 10)
    figure.subplots_adjust(left=0.1, right=0.99, top=0.98, bottom=0.03, wspace=0.1, hspace=0.1)
    for kind, (above, below) in enumerate(axes.T):
        show_image(above, data.X_train[data.y_train == kind][0])
        show_weights(below, W[:784, kind].reshape(28, 28))
    for up, text in ((0.75, say("clothes", "옷")), (0.27, say("templates", "템플릿"))):
        figure.text(0.01, up, text, va="center", fontsize=9)
    return figure


FIGURES: dict[str, Draw] = {
    "steps": steps,
    "rates": rates,
    "sorted_batches": sorted_batches,
    "noise": noise,
    "training": training,
    "grid": grid,
    "misread": misread,
    "clothes": clothes,
}
