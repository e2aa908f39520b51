"""What a test tells of its last call."""

import numpy as np
import pytest

from autograder.testing.submission import Submission
from autograder.testing.transport import InProcessTransport
from tests.transports import opener

STUDENT = """
import numpy as np

def twice(x, times=2):
    return x

class Model:
    def __init__(self, bias=0):
        self.W, self.bias = None, bias

    def train(self, X):
        self.W = X

    def predict(self, X):
        return X @ self.W
"""


@pytest.fixture
def submission():
    """A submission with one function, in this process."""
    transports: list[InProcessTransport] = []
    yield opener(None, transports)(student=STUDENT)
    for transport in transports:
        transport.close()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (np.array([[[56, 231], [24, 2]], [[1, 2], [3, 4]]]), "np.array([[[56, 231], [24, 2]], [[1, 2], [3, 4]]])"),
        (np.array([[-1.5, 10.0, 0.25]]), "np.array([[-1.5, 10., 0.25]])"),
        (np.array([True, False]), "np.array([True, False])"),
        (np.array([1.5], np.float32), "np.array([1.5], dtype=np.float32)"),
        (7, "7"),
    ],
)
def test_a_small_call_is_a_line_of_python(submission: Submission, value, shown):
    """Arrays are written as a student would type them, without the spaces that line up columns."""
    submission.student.twice.call(value, times=3)
    assert submission.last_call() == f"twice({shown}, times=3)"


def test_a_large_call_is_not_shown(submission: Submission):
    """What nobody could read is left out."""
    submission.student.twice.call(np.zeros((30, 30)))
    assert submission.last_call() == ""


def test_the_call_of_a_method_comes_with_what_its_object_went_through(submission: Submission):
    """Whoever pastes the lines repeats the call: the object is made, its attributes are set, its methods called."""
    model = submission.student.Model.new(bias=1)
    model.call("train", np.eye(2))
    model.set("W", np.array([[2.0], [3.0]]))
    found = model.call("predict", np.array([[1.0, 1.0]]), returns="scores")
    shown = submission.last_call()
    assert shown.splitlines()[1:] == [
        "it.train(np.array([[1., 0.], [0., 1.]]))",
        "it.W = np.array([[2.], [3.]])",
        "it.predict(np.array([[1., 1.]]))",
    ]
    *statements, last = shown.splitlines()
    names = {"np": np}
    exec(STUDENT, names)
    exec("\n".join(statements), names)
    assert np.array_equal(eval(last, names), found)


@pytest.mark.parametrize("many", [False, True])
def test_a_state_that_nobody_could_read_is_left_out(submission: Submission, many):
    """After a large argument, or many calls, the call stands alone."""
    model = submission.student.Model.new()
    for _time in range(9 if many else 1):
        model.call("train", np.zeros((2, 1) if many else (30, 30)))
    model.set("W", np.ones((1, 1)))
    model.call("predict", np.ones((1, 1)))
    assert submission.last_call() == "predict(np.array([[1.]]))"
