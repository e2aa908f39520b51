"""From the reference to the file that students fill."""

import subprocess
import sys

import pytest

from autograder.authoring.skeleton import skeleton
from autograder.errors import AssignmentError
from tests.toy_course import put

SKELETON = '''\
"""Toys."""

import numpy as np


def double(x):
    """Twice x."""
    # TODO(double): one line.
    raise NotImplementedError("double: not written yet (toys.py)")


class Rows:
    """Rows of a matrix."""

    def __init__(self, X):
        """Keep the matrix."""
        self.X = X

    def mean(self):
        """The mean of each row."""
        means = np.zeros(len(self.X))
        for i in range(len(self.X)):
            raise NotImplementedError("mean_row: not written yet (toys.py)")
        return means
'''


def _error_of(course, text):
    put(course.root / "solutions/a1_toy/toys.py", text)
    with pytest.raises(AssignmentError) as caught:
        skeleton(course.source("a1_toy"), "toys.py")
    return str(caught.value)


def test_answers_become_stubs_prompts_stay_and_helpers_vanish(course):
    """The whole skeleton of the toy module, line by line."""
    assert skeleton(course.source("a1_toy"), "toys.py") == SKELETON


def test_a_skeleton_compiles_with_warnings_as_errors(course, tmp_path):
    """`python -W error -m py_compile` accepts it."""
    path = put(tmp_path / "toys.py", skeleton(course.source("a1_toy"), "toys.py"))
    done = subprocess.run([sys.executable, "-W", "error", "-m", "py_compile", path], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_two_regions_in_one_function_become_two_stubs(course):
    """Each region raises by itself, at its own indentation."""
    path = course.root / "solutions/a1_toy/toys.py"
    text = path.read_text(encoding="utf-8").replace(
        "        return means", "        # BEGIN SOLUTION\n        return means\n        # END SOLUTION"
    )
    put(path, text)
    assert skeleton(course.source("a1_toy"), "toys.py").endswith(
        '            raise NotImplementedError("mean_row: not written yet (toys.py)")\n'
        '        raise NotImplementedError("mean_row: not written yet (toys.py)")\n'
    )


def test_windows_line_ends_make_the_same_skeleton(course):
    """What an editor does to line ends does not reach students."""
    path = course.root / "solutions/a1_toy/toys.py"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert skeleton(course.source("a1_toy"), "toys.py") == SKELETON


def test_a_question_without_a_region_is_an_error(course):
    """A function that students would get complete names its question and line."""
    text = (course.root / "solutions/a1_toy/toys.py").read_text(encoding="utf-8")
    cut = text.replace("    # BEGIN SOLUTION\n    return x + x\n    # END SOLUTION", "    return x + x")
    message = _error_of(course, cut)
    assert message == "solutions/a1_toy/toys.py:10: double has no `# BEGIN SOLUTION` in its function double"


@pytest.mark.parametrize("name", ["class Rows:", "def mean(self)"])
def test_a_question_without_a_function_is_an_error(course, name):
    """A renamed class or method names the key in `assignment.toml`."""
    text = (course.root / "solutions/a1_toy/toys.py").read_text(encoding="utf-8")
    message = _error_of(course, text.replace(name, name.replace("mean", "average").replace("Rows", "Lines")))
    assert message == (
        "solutions/a1_toy/assignment.toml: question[1].function: mean_row: toys.py has no function 'Rows.mean'"
    )


def test_two_questions_of_one_function_are_an_error(course):
    """A stub names one question."""
    path = course.root / "solutions/a1_toy/assignment.toml"
    put(path, path.read_text(encoding="utf-8").replace('"Rows.mean"', '"double"'))
    with pytest.raises(AssignmentError, match="double and mean_row name the same function"):
        skeleton(course.source("a1_toy"), "toys.py")


def test_a_skeleton_that_would_not_compile_is_an_error(course):
    """A helper whose whole body vanishes leaves no valid module."""
    text = (course.root / "solutions/a1_toy/toys.py").read_text(encoding="utf-8")
    message = _error_of(course, text + "\n\ndef helper():\n    # BEGIN SOLUTION\n    return 1\n    # END SOLUTION\n")
    assert message.startswith("solutions/a1_toy/toys.py: its skeleton is not valid Python: expected an indented block")


def test_a_warning_of_the_compiler_is_an_error(course):
    """Students get no file that warns."""
    text = (course.root / "solutions/a1_toy/toys.py").read_text(encoding="utf-8")
    assert "not valid Python" in _error_of(course, text + '\n\nPATTERN = "\\d"\n')


def test_a_missing_or_foreign_module_is_an_error(course):
    """No file, or bytes that are not UTF-8."""
    path = course.root / "solutions/a1_toy/toys.py"
    path.write_bytes("# 안녕\n".encode("cp949"))
    with pytest.raises(AssignmentError, match="not UTF-8"):
        skeleton(course.source("a1_toy"), "toys.py")
    path.unlink()
    with pytest.raises(AssignmentError, match=r"toys\.py: there is no such file"):
        skeleton(course.source("a1_toy"), "toys.py")
