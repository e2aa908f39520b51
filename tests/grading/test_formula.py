"""Gradients by a formula and gradients that are measured, told apart by their work."""

import pytest

from autograder.errors import Failed, Finding, ForReview
from autograder.grading.cpu_clock import CpuJudge
from autograder.model.assignment import Limits
from autograder.model.text import Text
from autograder.testing import array, scalar
from autograder.testing.provider import public_seed
from autograder.testing.speed import IterationJudge

LOSS = """
import numpy as np

def value(W, x):
    return float(np.sum((x @ W) ** 2)) + float(np.sum(W * W))
"""
FORMULAS = {
    "vectorized": "def loss(W, x):\n    return value(W, x), 2 * np.outer(x, x @ W) + 2 * W",
    "a loop over the classes": """
def loss(W, x):
    dW = 2.0 * W
    for c in range(W.shape[1]):
        dW[:, c] += 2 * x * (x @ W[:, c])
    return value(W, x), dW
""",
    "a loop over every number": """
def loss(W, x):
    dW, total = np.zeros(W.shape), 0.0
    for c in range(W.shape[1]):
        score = 0.0
        for d in range(W.shape[0]):
            score += x[d] * W[d, c]
        total += score * score
        for d in range(W.shape[0]):
            dW[d, c] = 2 * x[d] * score + 2 * W[d, c]
            total += W[d, c] * W[d, c]
    return total, dW
""",
}
MEASURED = {
    "central": """
def loss(W, x):
    dW, W = np.zeros(W.shape), W.copy()
    for place in np.ndindex(*W.shape):
        old = W[place]
        W[place] = old + 1e-5
        above = value(W, x)
        W[place] = old - 1e-5
        dW[place] = (above - value(W, x)) / 2e-5
        W[place] = old
    return value(W, x), dW
""",
    "forward, by rows of a unit matrix": """
def loss(W, x):
    here, dW = value(W, x), []
    for number in range(W.size):
        step = np.zeros(W.size)
        step[number] = 1e-7
        dW.append((value(W + step.reshape(W.shape), x) - here) / 1e-7)
    return here, np.reshape(dW, W.shape)
""",
    "by loops over every number": """
def value(W, x):
    total = 0.0
    for c in range(W.shape[1]):
        total += sum(x[d] * W[d, c] for d in range(W.shape[0])) ** 2
        total += sum(W[d, c] ** 2 for d in range(W.shape[0]))
    return total

def loss(W, x):
    dW, W = np.zeros(W.shape), W.copy()
    for place in np.ndindex(*W.shape):
        old = W[place]
        W[place] = old + 1e-5
        above = value(W, x)
        W[place] = old - 1e-5
        dW[place] = (above - value(W, x)) / 2e-5
        W[place] = old
    return value(W, x), dW
""",
}
OVER = Text("weights", "가중치")


def draw(label):
    """Draw the seed of a call's inputs."""
    return public_seed("test", label)


def workload(modules, rng, n):
    """One example and ten classes."""
    W, x = rng.normal(size=(n // 10, 10)), rng.normal(size=n // 10)
    return modules.m.loss.timed(W, x, returns=(scalar("loss"), array("dW", shape=W.shape, kind="float")))


@pytest.mark.parametrize("code", FORMULAS.values(), ids=FORMULAS)
def test_a_formula_passes(remote, local, code):
    """A formula passes in any form, loops over every number included, in grading and on a laptop."""
    mine = remote(limits=Limits(cpu=20, memory=512), m=LOSS + code)
    CpuJudge(mine, lambda: mine, draw, lambda: mine).formula(workload, OVER)
    IterationJudge(local(m=LOSS + code), draw).formula(workload, OVER)


@pytest.mark.parametrize("code", MEASURED.values(), ids=MEASURED)
def test_measured_slopes_do_not_pass(remote, code):
    """A gradient that evaluates the loss for each weight is found by its work; the message says what to do."""
    mine = remote(limits=Limits(cpu=20, memory=512), m=LOSS + code)
    with pytest.raises(Finding) as caught:
        CpuJudge(mine, lambda: mine, draw, lambda: mine).formula(workload, OVER)
    assert isinstance(caught.value, Failed)
    assert "Derive the formula" in str(caught.value.brief)
    assert "500" not in str(caught.value.brief)


def test_a_laptop_says_what_grading_would_leave_to_a_person(local):
    """Code that could switch off the count goes to a person at home, too, with its line."""
    source = "import sys\nimport numpy as np\n\ndef norms(X):\n    sys.settrace(sys.gettrace())\n"
    source += "    return np.sqrt((X * X).sum(1))"

    def norms(modules, rng, n):
        return modules.m.norms.timed(rng.normal(size=(n, 3)), returns=array("norms", shape=(n,)))

    with pytest.raises(ForReview, match="`settrace` can switch off the counting"):
        IterationJudge(local(m=source), draw).flat(norms, OVER)
    IterationJudge(local(m=source.replace("    sys.settrace(sys.gettrace())\n", "")), draw).flat(norms, OVER)
