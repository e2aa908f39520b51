"""Hidden tests of losses.py that ask where the gradient comes from."""

import pytest

from autograder.testing import Text, array, scalar

CLASSES = 10


def over_weights(name):
    """The workload of the loss `name`, of one example with ever more weights."""

    def workload(modules, rng, n):
        W, X = rng.normal(size=(n // CLASSES, CLASSES)), rng.normal(size=(1, n // CLASSES))
        returns = (scalar("loss"), array("dW", shape=W.shape, kind="float"))
        return getattr(modules.losses, name).timed(W, X, rng.integers(0, CLASSES, size=1), 0.5, returns=returns)

    return workload


@pytest.mark.question(
    "svm_loss_naive",
    "svm_loss_vectorized",
    "softmax_loss_naive",
    "softmax_loss_vectorized",
    weight=0.5,
    gate="work",
    unlocks=("*gradient*", "*column*", "*kinks"),
    ko="{variant}: 그래디언트를 하나씩 재지 않고 식으로 구합니다",
)
def test_gradient_by_a_formula(submission, speed, question):
    """{variant}: dW comes from a formula and is not measured slope by slope."""
    speed.formula(over_weights(question), over=Text("weights", "가중치"))
