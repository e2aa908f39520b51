"""Hidden tests of the form of losses.py: loops, speed and memory.

Values have tests of their own, so a slip in them should not cost the form as well. But a call whose values nobody looks
at could skip the work. So the values of each timed call must be right, or what one of the usual slips makes of them.
Each of these takes as much work as the right ones: nothing is accepted that leaves out an example, a class or the
column of the right class.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from a3_gradients_oracles import loss_and_gradient

from autograder.testing import Failed, Spec, Text

UNKNOWN = Text(
    "The values of this large call are neither right nor those of a slip that this test knows, so it cannot tell "
    "whether the whole work was done. Mend what the tests of values say first.",
    "이 큰 호출의 값이 맞지도 않고 이 테스트가 아는 실수와도 달라서, 계산을 모두 했는지 알 수 없어요. "
    "값을 보는 테스트가 알려 주는 것부터 고치세요.",
)
ROUNDING = {"float64": 1e-6, "float32": 2e-5}


@dataclass(frozen=True)
class Explained(Spec):
    """A value that is right, or wrong by a usual slip. The test gets nothing: other tests look at values."""

    base: Spec
    holds: Callable[[object], bool]

    def check(self, value):
        """Refuse what nothing explains."""
        if not self.holds(self.base.check(value)):
            raise Failed(UNKNOWN, UNKNOWN)


def hinge(scores, y):
    """What the hinge loss may be made of, right or with a usual slip.

    Returns:
        Sums of losses: right; with the own class counted; without the 1. And the slopes by score that dW may be a sum
        of, up to factors: 1 or the margin where there is one, with or without the 1; beside it, for the own class, how
        many or how much that is, or 1, or both.
    """
    own = scores[np.arange(len(y)), y][:, np.newaxis]
    margins, flat = np.maximum(0, scores - own + 1), np.maximum(0, scores - own)
    one = (y[:, np.newaxis] == np.arange(scores.shape[1])) * 1.0
    totals = (np.sum(margins) - len(y), np.sum(margins), np.sum(flat))
    sums = []
    for slope in ((margins > 0) * (1 - one), (flat > 0) * (1 - one), margins * (1 - one)):
        count = one * np.sum(slope, axis=1, keepdims=True)
        sums += [(slope, count), (slope, one), (slope, count, one)]
    return totals, sums


def softmax(scores, y):
    """What the softmax loss may be made of, right or with a usual slip.

    Returns:
        Sums of losses: right; by base 2; without log; with one sum for all examples; with sums along the examples. And
        the slopes by score that dW may be a sum of, up to factors: right, with sums of one kind and of the other.
    """
    rows, one = np.arange(len(y)), (y[:, np.newaxis] == np.arange(scores.shape[1])) * 1.0
    scores = scores - np.max(scores, axis=1, keepdims=True)
    exps, own = np.exp(scores), scores[rows, y]
    each, down = np.sum(exps, axis=1), np.sum(exps, axis=0)
    p, q = exps / each[:, np.newaxis], exps / down
    right = np.sum(np.log(each) - own)
    sums_amiss = (np.sum(np.log(np.sum(exps)) - own), np.sum(np.log(down[y]) - own))
    return (right, right / np.log(2), np.sum(1 - p[rows, y]), *sums_amiss), [(p - one,), (exps, one), (q, one)]


def explained(name, W, X, y):
    """What the loss `name` may return for these arguments and reg = 0.

    A loss may be averaged or not, and the strength of the regularization forgotten. A gradient is a sum of parts, and
    perhaps of W; no part may be missing. A factor of each is free, whatever the loss is averaged over.
    """
    W, X = W.copy(), X.copy()  # on a laptop an answer may change its arguments
    totals, sums = (hinge if name.startswith("svm") else softmax)(X @ W, y)
    losses = [total / n + reg for total in totals for n in (1, len(y)) for reg in (0.0, np.sum(W**2))]

    def is_loss(loss):
        return any(abs(loss - one) <= 1e-5 * abs(one) for one in losses)

    def is_gradient(dW):
        return any(_is_sum(dW, [*(X.T @ slope for slope in slopes), W]) for slopes in sums)

    loss, gradient = loss_and_gradient(W)
    return Explained("loss", loss, is_loss), Explained("dW", gradient, is_gradient)


def _is_sum(dW, parts):
    """Whether dW is a sum of multiples of these parts, of which only the last may be missing."""
    if not np.isfinite(dW).all():
        return False
    columns = np.stack([part.ravel() / max(np.abs(part).max(), 1e-30) for part in parts], axis=1)
    wanted = dW.ravel().astype(np.float64)
    factors = np.linalg.lstsq(columns, wanted, rcond=None)[0]
    rounding = ROUNDING.get(dW.dtype.name, 1e-3) * np.abs(factors).max()
    missing = np.abs(factors[:-1]) <= 10 * rounding
    return bool(np.abs(columns @ factors - wanted).max() <= rounding and not missing.any())


def timed(name, draw):
    """The workload of the loss `name`, on what `draw` makes of a generator and a length."""

    def workload(modules, rng, n):
        W, X, y = draw(rng, n)
        return getattr(modules.losses, name).timed(W, X, y, 0.0, returns=explained(name, W, X, y))

    return workload


def many_examples(rng, n):
    """W, X, y with n examples."""
    return 0.5 * rng.normal(size=(4, 4)), rng.normal(size=(n, 4)), rng.integers(0, 4, size=n)


def many_classes(rng, n):
    """W, X, y with up to 1,000 classes: one-hot rows of more are no loop, but cost as much."""
    n = min(n, 1_000)
    return rng.normal(size=(4, n)), rng.normal(size=(4, 4)), rng.permutation(n)[:4]


def many_features(rng, n):
    """W, X, y with n features."""
    return rng.normal(size=(n, 3)) / n, rng.normal(size=(4, n)), rng.integers(0, 3, size=4)


@pytest.mark.question("svm_loss_vectorized", "softmax_loss_vectorized", weight=31, gate="form")
def test_vectorized_is_flat_in_the_examples(submission, speed, question):
    """{variant}: the time does not grow with a Python loop over the examples."""
    speed.flat(timed(question, many_examples), over=Text("examples", "예제"))


@pytest.mark.question("svm_loss_vectorized", "softmax_loss_vectorized", weight=16, gate="form")
def test_vectorized_is_flat_in_the_classes(submission, speed, question):
    """{variant}: the time does not grow with a Python loop over the classes."""
    speed.flat(timed(question, many_classes), over=Text("classes", "클래스"))


@pytest.mark.question(
    "svm_loss_vectorized",
    "softmax_loss_vectorized",
    weight=11,
    gate="form",
    after=("test_vectorized_is_flat_in_the_examples", "test_vectorized_is_flat_in_the_classes"),
)
def test_vectorized_is_flat_in_the_features(submission, speed, question):
    """{variant}: no Python loop at all is left, over the features neither."""
    speed.flat(timed(question, many_features), over=Text("features", "특성"))


@pytest.mark.question(
    "svm_loss_vectorized",
    "softmax_loss_vectorized",
    weight=22,
    gate="memory",
    after=(
        "test_vectorized_is_flat_in_the_examples",
        "test_vectorized_is_flat_in_the_classes",
        "test_vectorized_is_flat_in_the_features",
    ),
)
def test_vectorized_within_memory(function, question, rng):
    """{variant}: 7,000 examples of 110 classes fit into memory."""
    N, D, C = 7_000, 60, 110  # 374 MiB for an array (N, N), 352 MiB for one (N, D, C)
    W, X, y = rng.normal(size=(D, C)) / 8, rng.normal(size=(N, D)), rng.integers(0, C, size=N)
    function.call(W, X, y, 0.0, returns=explained(question, W, X, y), within_memory=True)
