"""What a worker replies about an exception becomes a message, and only what our copy of the file confirms."""

import pytest

from autograder.i18n import speaking
from autograder.testing.findings import raised

SOURCE = b"""def f(W, X):
    # TODO(q): the first part (1 line).
    scores = W @ X
    # TODO(q): the second part (1 line).
    raise NotImplementedError("q: not written yet (student.py)")
    # TODO(q): the third part (1 line).
    raise NotImplementedError("q: not written yet (student.py)")
"""


class Copy:
    """Our copy of a submission of one file."""

    by_grading = True

    def __init__(self, source=SOURCE):
        self._source = source

    def content(self, file):
        """Return the file."""
        return self._source if file == "student.py" else None

    def source_line(self, file, line, said):
        """Return a line of the file."""
        return self._source.decode().splitlines()[line - 1].strip() if file == "student.py" else None


def reply(line=3, **more):
    """A reply about an exception in a line of the file."""
    known = {"re": "raised", "type": "ValueError", "message": "matmul", "memory": False, "stub": False}
    return {**known, "unreadable": False, "frames": [["student.py", line, "f", ""]], **more}


def test_shapes_that_do_not_fit_are_told_with_the_operation():
    """The message names the shapes and the operation; what a student reads for a hidden test does not."""
    finding = raised(reply(expression="W @ X", shapes=[["W", [3, 12]], ["X", [5, 12]]]), Copy())
    assert "W (3, 12), X (5, 12): `W @ X` does not fit." in str(finding.explanation)
    assert "12" not in str(finding.brief)
    with speaking("ko"):
        assert "W (3, 12), X (5, 12): `W @ X`" in str(finding.explanation)


def test_what_a_common_exception_means_is_told():
    """Below NumPy's words stands what they mean; a worker chooses it, so nobody reads it for a hidden test."""
    error = {"type": "IndexError", "message": "arrays used as indices must be of integer (or boolean) type"}
    finding = raised(reply(**error), Copy())
    assert "np.argsort and np.argmax give places" in str(finding.explanation)
    assert "argsort" not in str(finding.brief)
    assert "argsort" not in str(raised(reply(**{**error, "type": "KeyError"}), Copy()).explanation)


def test_the_docstring_says_what_the_shapes_should_be():
    """Beside the shapes that met stands what the student's own docstring says about these arrays."""
    source = b'''class Model:
    """A model.

    Attributes:
        W: (D, C) array of weights.
    """

    def scores(self, X):
        """Score examples.

        Args:
            X: (N, D) array, one example per row.
        """
        return self.W @ X


def other(X):
    """X: (7, 7) array."""
'''
    shapes = [["self.W", [3, 2]], ["X", [5, 3]]]
    error = reply(14, expression="self.W @ X", shapes=shapes, frames=[["student.py", 14, "scores", ""]])
    text = str(raised(error, Copy(source)).explanation)
    assert "self.W (3, 2), X (5, 3): `self.W @ X` does not fit.\nThe docstring has self.W (D, C), X (N, D)." in text


@pytest.mark.parametrize(
    "forged",
    [
        {"expression": "secret", "shapes": [["secret", [1]]]},
        {"shapes": [["W", [-1]]]},
        {"shapes": [["W", [1] * 40]]},
        {"shapes": [["W @ X", [1]]]},
    ],
)
def test_what_does_not_stand_in_the_line_is_not_told(forged):
    """Names that our copy of the line lacks, and shapes that are none, are left out."""
    assert str(raised(reply(**forged), Copy()).explanation) == str(raised(reply(), Copy()).explanation)


def test_a_half_written_answer_is_told_what_is_there_and_what_is_next():
    """One of three parts is written; the line is that of the next one, also for a hidden test."""
    stub = {"stub": True, "type": "NotImplementedError", "message": "q: not written yet (student.py)"}
    finding = raised(reply(5, **stub), Copy())
    assert "1 of 3 parts written; line 5 is the next." in str(finding.explanation)
    assert "1 of 3 parts written; line 5 is the next." in str(finding.brief)


def test_an_untouched_answer_and_one_without_its_remarks_are_told_nothing_more():
    """If all parts are left, or the remarks are gone, the number of parts written is not known."""
    stub = {"stub": True, "type": "NotImplementedError", "message": "q: not written yet (student.py)"}
    untouched = SOURCE.replace(
        b"    scores = W @ X", b'    raise NotImplementedError("q: not written yet (student.py)")'
    )
    bare = b"\n".join(line for line in SOURCE.splitlines() if b"TODO" not in line)
    for source in (untouched, bare):
        assert "parts written" not in str(raised(reply(3, **stub), Copy(source)).explanation)
