"""Reading test files without running them."""

import pytest

from autograder.authoring.test_files import read_suites
from autograder.errors import AssignmentError
from tests.toy_course import put

TEST = '''
"""Tests."""

import pytest


@pytest.mark.question({mark})
def test_it(submission):
    """It works."""
'''


def _spoil(course, text):
    put(course.root / "solutions/a1_toy/tests/public/test_toys.py", text)
    with pytest.raises(AssignmentError) as caught:
        read_suites(course.source("a1_toy"), "public")
    return str(caught.value)


def test_tests_are_read_with_all_that_their_marks_say(course):
    """Question, weight, gate, titles and fixtures stand as written; helpers hold no tests."""
    suites = read_suites(course.source("a1_toy"), "public")
    assert [suite.path.name for suite in suites] == ["test_toys.py", "toy_oracles.py"]
    gate, _, means = suites[0].tests
    assert suites[1].tests == ()
    assert (gate.info.question, gate.info.weight, gate.info.gate, gate.info.hidden) == ("double", 1, True, False)
    assert (means.info.title.en, means.info.title.ko) == ("The means are SciPy's.", "평균이 맞다")
    assert means.fixtures == {"submission", "rng", "size"}


def test_hidden_tests_are_hidden(course):
    """Where a file lies says whether its tests are hidden."""
    (suite,) = read_suites(course.source("a1_toy"), "hidden")
    assert all(test.info.hidden and test.info.visibility == "after_published" for test in suite.tests)


@pytest.mark.parametrize(
    ("mark", "problem"),
    [
        ('"triple", ko="세 배"', "test_it names the question 'triple'; there are double, mean_row"),
        ('"explain", ko="설명"', "test_it names the question 'explain'; there are double, mean_row"),
        ('"double"', "test_it has no Korean title"),
        ('"double", weight=0, ko="영"', "test_it weight 0; a weight is a number above 0"),
        ('"double", weight=1e999, ko="끝없음"', "test_it weight inf; a weight is a number above 0, 1000000 at most"),
        ('"double", weight=HEAVY, ko="무거움"', "needs plain values"),
        ('"double", wait=1, ko="기다림"', "its mark does not fit"),
    ],
)
def test_a_wrong_mark_is_an_error_with_its_line(course, mark, problem):
    """The message names file, line, test and what is wrong."""
    message = _spoil(course, TEST.format(mark=mark))
    assert message.startswith("solutions/a1_toy/tests/public/test_toys.py:7: ")
    assert problem in message


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('def test_it(submission):\n    """It works."""\n', ":1: test_it has no `@pytest.mark.question"),
        ("class TestIt:\n    pass\n", ":1: tests are functions"),
        ("def test_it(:\n", ":1: not valid Python"),
        (
            '@pytest.mark.question("double", ko="맞다")\ndef test_it(submission):\n    pass\n',
            ":2: test_it has no docstring",
        ),
    ],
)
def test_a_test_that_belongs_nowhere_is_an_error(course, text, problem):
    """No mark, no docstring, a class, or no Python."""
    assert problem in _spoil(course, text)
