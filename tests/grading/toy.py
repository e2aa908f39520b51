"""A tiny assignment to grade, and solutions of it."""

import textwrap
from pathlib import Path

__all__ = ["ANSWERS", "make_assignment", "submit"]

TOML = """
schema = 1
languages = ["en", "ko"]
id = "toy"
title = { en = "Toy", ko = "장난감" }
limits = { cpu = 0.5, memory = 512 }

[[question]]
id = "double"
title = { en = "Twice", ko = "두 배" }
file = "toys.py"
function = "double"
points = 3
hints = [{ en = "Add.", ko = "더하세요." }]

[[question]]
id = "total"
title = { en = "The sum", ko = "합" }
file = "sums.py"
function = "total"
uses = ["toys.double"]
points = 7
speed = { loops_allowed = [] }
hints = [{ en = "Sum.", ko = "더하세요." }]

[[question]]
id = "essay"
kind = "manual"
title = { en = "In your own words", ko = "자신의 말로" }
points = 2
"""

ANSWERS = {
    "toys.py": """
        def double(x):
            return x + x
    """,
    "sums.py": """
        import toys

        def total(x):
            return toys.double(x).sum() / 2
    """,
}

PUBLIC = '''
import numpy as np
import pytest
from autograder.testing import array, assert_close, assert_unmodified, ndarray, scalar


@pytest.mark.question("double", weight=1, gate="shape", ko="배열을 돌려준다")
def test_an_array_comes_back(submission):
    """An array comes back."""
    submission.toys.double.call(np.ones(2), returns=ndarray("twice", shape=(2,)))


@pytest.mark.question("double", weight=1, ko="두 배가 맞다")
@pytest.mark.parametrize("n", [1, 2])
def test_twice(submission, n):
    """Twice as much."""
    assert_close(submission.toys.double.call(np.full(n, 2.0), returns="twice"), np.full(n, 4.0), "twice")


@pytest.mark.question("total", weight=2, ko="합이 맞다")
def test_total(submission, rng):
    """The sum is NumPy's."""
    submission.stand_in("toys.double", lambda x: 2 * x, args=(array("x", ndim=1),))
    x = rng.normal(size=5)
    assert_close(submission.sums.total.call(x, returns=scalar("total")), x.sum(), "total")
'''

HIDDEN = '''
import numpy as np
import pytest
from autograder.testing import Text, array, assert_close, scalar


@pytest.mark.question("double", weight=3, ko="참조 답과 같다")
def test_agrees_with_ours(submission, reference, rng):
    """Agrees with the reference."""
    x = rng.normal(size=3) + 12345.678
    assert_close(submission.toys.double.call(x, returns="twice"), reference.toys.double(x), "twice")


@pytest.mark.question("total", weight=2, ko="음수의 합")
def test_negative(submission):
    """Negative numbers count."""
    submission.stand_in("toys.double", lambda x: 2 * x, args=(array("x", ndim=1),))
    assert_close(submission.sums.total.call(np.array([-1.0, -2.0]), returns=scalar("total")), -3.0, "total")


def rows(transport, rng, n):
    transport.stand_in("toys.double", lambda x: 2 * x, args=(array("x", ndim=1),))
    return transport.sums.total.timed(rng.normal(size=8 * n), returns=scalar("total"))


@pytest.mark.question("total", weight=3, gate="form", ko="반복문이 없다")
def test_no_loop(submission, speed):
    """No Python loop runs over the numbers."""
    speed.flat(rows, over=Text("numbers", "수"))
'''


def make_assignment(root: Path) -> Path:
    """Write the assignment below `root` and return its folder."""
    folder = root / "solutions" / "toy"
    files = {"assignment.toml": TOML, **ANSWERS, "tests/public/test_toys.py": PUBLIC}
    for name, text in {**files, "tests/hidden/test_toys_hidden.py": HIDDEN}.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(textwrap.dedent(text), encoding="utf-8")
    return folder


def submit(folder: Path, **files: str) -> Path:
    """Write a submission of the correct solutions, except for the modules given as text (`toys="..."`)."""
    folder.mkdir(parents=True)
    for name, text in {**ANSWERS, **{f"{module}.py": text for module, text in files.items()}}.items():
        (folder / name).write_text(textwrap.dedent(text), encoding="utf-8")
    return folder
