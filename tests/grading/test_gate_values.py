"""A gate looks at the value of its own call: a slip keeps it, a call that skips its work does not."""

import pytest

from autograder.errors import Failed, Finding
from autograder.grading.cpu_clock import CpuJudge
from autograder.model.assignment import Limits
from autograder.model.text import Text
from autograder.testing import array, scalar
from autograder.testing.provider import public_seed
from autograder.testing.speed import IterationJudge

ROOM = Limits(cpu=20, memory=512)
SMALL = Limits(cpu=20, memory=256)
OVER = Text("rows", "행")
PAIRS = "def pairs(A, B):\n    return np.sum(A**2, axis=1)[:, None] + np.sum(B**2, axis=1) - 2 * A @ B.T"
AXES = "np.sum((A[:, None] - B) ** 2, axis=2)"
WINDOWS = "def windows(X):\n    return X[:-1] * X[1:]"
LOSS = "def loss(X):\n    return np.{how}(X**2), 2 * X[0]"


def norms(modules, rng, n):
    """The norms of n short rows."""
    return modules.m.norms.timed(rng.normal(size=(n, 4)), returns=array("norms", shape=(n,)))


def pairs(modules, rng, n, m):
    """The squared distances of n and m long rows."""
    A, B = rng.normal(size=(n, 800)), rng.normal(size=(m, 800))
    return modules.m.pairs.timed(A, B, returns=array("pairs", shape=(n, m)))


def windows(modules, rng, n):
    """What n windows of two numbers give, which need one number more."""
    return modules.m.windows.timed(rng.normal(size=n + 1), returns=array("products", shape=(n,)))


def losses(modules, rng, n):
    """A loss of n examples; the second value is ignored."""
    return modules.m.loss.timed(rng.normal(size=(n, 3)), returns=(scalar("loss"), None))


@pytest.fixture
def judge(remote):
    """A function that makes the judge of some code against a reference."""

    def made(code, reference):
        code, reference = (f"import numpy as np\n\n{text}\n" for text in (code, reference))
        return CpuJudge(
            remote(limits=ROOM, m=code),
            lambda: remote(limits=ROOM, m=reference),
            lambda label: public_seed("test", label),
            lambda: remote(limits=ROOM, m=code),
        )

    return made


RIGHT = "def norms(X):\n    return np.sqrt((X * X).sum(axis=1))"
SLIP = "def norms(X):\n    return (X * X).sum(axis=1)"


@pytest.mark.parametrize("code", [RIGHT, SLIP, SLIP.replace("1)", "1).tolist()")])
def test_a_slip_keeps_form(judge, code):
    """Without a loop, values that are wrong for few rows as for many keep the gate."""
    judge(code, RIGHT).flat(norms, OVER, blocks="rows")


DODGES = {
    "zeros for many rows": "def norms(X):\n    return np.zeros(len(X)) if len(X) > 50 else np.linalg.norm(X, axis=1)",
    "zeros for many rows, with a slip": "def norms(X):\n    return (X * X).sum(axis=1) * (len(X) < 50)",
    "a column for many rows": "def norms(X):\n    return X[:, 0] if len(X) > 50 else np.linalg.norm(X, axis=1)",
    "a constant": "def norms(X):\n    return np.full(len(X), 2.0)",
    "the same numbers for all": "def norms(X):\n    return np.resize([1.0, 2.0, 3.0], len(X))",
    "NaN": "def norms(X):\n    return X[:, 0] * np.nan",
    "the place": "def norms(X):\n    return np.arange(len(X)) * 1.0",
    "rubbish from the first large call on": """
large = []

def norms(X):
    large.extend([None] * (len(X) > 50))
    return X[:, 0] if large else np.linalg.norm(X, axis=1)""",
    "an exception for few rows": """
def norms(X):
    if len(X) < 50:
        raise ValueError
    return X[:, 0]""",
}


@pytest.mark.parametrize("code", DODGES.values(), ids=DODGES)
def test_a_call_that_skips_its_work_does_not_pass(judge, code):
    """Values that are other ones for few rows, or that do not depend on the rows, lose the gate."""
    with pytest.raises(Failed, match="earns points once the result is right"):
        judge(code, RIGHT).flat(norms, OVER, blocks="rows")


def test_a_loop_with_a_slip_is_a_loop(judge):
    """A slip does not launder a loop, and the message names the loop, not the value."""
    with pytest.raises(Failed, match="A Python loop runs over the rows"):
        judge("def norms(X):\n    return np.array([x @ x for x in X])", RIGHT).flat(norms, OVER, blocks="rows")


def test_without_blocks_values_must_be_right(judge):
    """A gate that names no blocks fails with wrong values."""
    with pytest.raises(Failed, match="earns points once the result is right"):
        judge(SLIP, RIGHT).flat(norms, OVER)


def test_places_beside_the_rows_belong_to_them(judge):
    """Windows at an edge need what lies beside their rows."""
    judge("def windows(X):\n    return X[:-1] + X[1:]", WINDOWS).flat(windows, OVER, blocks="rows")
    with pytest.raises(Failed):
        judge("def windows(X):\n    return X[:-1] + X.max()", WINDOWS).flat(windows, OVER, blocks="rows")


@pytest.mark.parametrize("how", ["mean", "sum"])
def test_a_result_for_all_rows_is_averaged_or_summed(judge, how):
    """A loss with a slip is the mean, or the sum, of those of all blocks; one that leaves out rows is not."""
    code = LOSS.format(how=how)
    judge(code.replace("X**2", "3 * X**2"), code).flat(losses, OVER, blocks=how)
    for dodge in ("X[:100] ** 2", "0 * X"):
        with pytest.raises(Failed):
            judge(code.replace("X**2", dodge), code).flat(losses, OVER, blocks=how)


@pytest.mark.parametrize("code", [PAIRS, PAIRS.replace("2 *", "3 *")])
def test_a_slip_keeps_memory(judge, code):
    """A large call within memory keeps the gate, right or with a slip."""
    judge(code, PAIRS).within_memory(pairs, (330, 370), blocks="rows")


@pytest.mark.parametrize(
    "large", ["np.zeros((len(A), len(B)))", "A[:, :1] + B[:, 0]", "np.add.outer(A.sum(1), np.zeros(len(B)))"]
)
def test_three_axes_that_are_left_out_of_large_calls_do_not_pass(judge, large):
    """Code that makes arrays of three axes, and skips the work where they would be too large, loses the memory."""
    code = f"def pairs(A, B):\n    return {large} if A.size > 50_000 else {AXES}"
    with pytest.raises(Failed, match="earns points once the result is right"):
        judge(code, PAIRS).within_memory(pairs, (330, 370), blocks="rows")


def test_a_result_on_the_diagonal_alone_does_not_pass(judge):
    """Blocks of the two kinds of rows are drawn apart, so work on equal rows alone is not enough."""
    code = f"def pairs(A, B):\n    n = np.arange(len(A))\n    full = np.zeros((len(A), len(B)))\n{' ' * 4}"
    code += "for k in range(-9, 10):\n        i = n[max(0, -k) : len(A) - max(0, k)]\n"
    code += "        full[i, i + k] = 1 + np.sum((A[i] - B[i + k]) ** 2, axis=1)\n"
    code += f"    return full if len(A) > 50 else 1 + {AXES}"
    with pytest.raises(Failed):
        judge(code, PAIRS).within_memory(pairs, (330, 370), blocks="rows")


def test_on_a_laptop_a_large_call_is_made_within_memory(local):
    """Without a reference the memory alone is looked at, and a slip keeps form."""

    def draw(label):
        return public_seed("test", label)

    IterationJudge(local(m=f"import numpy as np\n\n{PAIRS}"), draw).within_memory(pairs, (330, 370), blocks="rows")
    IterationJudge(local(m=f"import numpy as np\n\n{SLIP}"), draw).flat(norms, OVER, blocks="rows")
    three_axes = local(limits=SMALL, m=f"import numpy as np\n\ndef pairs(A, B):\n    return {AXES}")
    with pytest.raises(Finding) as caught:
        IterationJudge(three_axes, draw).within_memory(pairs, (180, 200), blocks="rows")
    assert caught.value.status == "memory"


def test_a_block_has_few_rows(judge):
    """At most eight rows of a kind are asked for."""
    code = "def norms(X):\n    return (X * X).sum(axis=1) if len(X) <= 8 or len(X) > 150 else np.zeros(0)"
    judge(code, RIGHT).flat(norms, OVER, blocks="rows")
