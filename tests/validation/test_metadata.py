"""The rules for the tests of an assignment, which are a part of its metadata."""

import pytest

from autograder.authoring.test_files import read_test_files
from autograder.model.text import Text
from autograder.testing.outcome import TestInfo
from autograder.validation.judges.metadata import judge_metadata, suite_problems
from tests.toy_course import TOML, put


@pytest.fixture
def assignment(course):
    """Return an assignment with one auto-graded question."""
    put(course.root / "solutions/a1_toy/assignment.toml", TOML.split('\n[[question]]\nid = "mean_row"')[0])
    return course.source("a1_toy").assignment


def _test(weight, hidden, gate=""):
    visibility = "after_published" if hidden else "visible"
    return TestInfo("test_toys.py::test_it", "double", Text("It", "그것"), weight, gate, hidden, visibility)


def test_sixty_percent_hidden_is_enough(assignment):
    """Exactly 60 % passes, whatever binary fractions say."""
    assert suite_problems(assignment, [_test(0.2, False), _test(0.2, False), _test(0.6, True)]) == []


def test_less_than_sixty_percent_hidden_is_a_problem(assignment):
    """The sentence says what was found and what is asked."""
    assert suite_problems(assignment, [_test(1, False), _test(1, True)]) == [
        "double: hidden tests carry 1 of 2 of its weight, 50 %; it must be 60 % or more"
    ]


@pytest.mark.parametrize(("hidden", "missing"), [(True, "public"), (False, "hidden")])
def test_a_question_needs_both_kinds(assignment, hidden, missing):
    """A question without public or without hidden tests is a problem."""
    assert suite_problems(assignment, [_test(1, hidden)]) == [
        f"double: it has no {missing} test; write one in tests/{missing}"
    ]


@pytest.mark.parametrize(("hidden", "kind"), [(False, "public"), (True, "hidden")])
def test_gates_alone_are_not_enough(assignment, hidden, kind):
    """Each kind has a test of values."""
    tests = [_test(1, hidden, gate="shape"), _test(1, not hidden), _test(5, True)]
    found = suite_problems(assignment, tests[:2] if hidden else tests)
    assert found == [f"double: its {kind} tests are all gates; write one of values, or passing them earns nothing"] + (
        ["double: hidden tests carry 1 of 2 of its weight, 50 %; it must be 60 % or more"] if hidden else []
    )


def test_after_names_a_gate_of_the_question(assignment):
    """A name that stands for no gate would keep the points of every answer."""
    first = _test(1, False)
    title = Text("It", "그것")
    late = TestInfo("test_toys.py::test_memory", "double", title, 1, "memory", True, "hidden", ("test_it",))
    assert "double: test_memory comes after test_it, which is no other gate of the question; correct the name" in (
        suite_problems(assignment, [first, _test(2, True), late])
    )


def test_the_toy_assignment_is_in_order(course):
    """What `read_test_files` reads can be judged as it is, and written questions need no test."""
    source = course.source("a1_toy")
    tests = [
        test.info
        for kind in ("public", "hidden")
        for test_file in read_test_files(source, kind)
        for test in test_file.tests
    ]
    assert suite_problems(source.assignment, tests) == []


def test_hidden_tests_with_fixed_inputs_carry_a_tenth(course):
    """A problem names the hidden tests that draw nothing, if they carry more than a tenth of their question."""
    put(course.root / "solutions/a1_toy/tests/hidden/test_toys_hidden.py", HIDDEN)
    part = judge_metadata(course.source("a1_toy"))
    found = [problem.found for problem in part.problems if "fixed" in problem.found]
    assert found == ["Hidden tests with fixed inputs carry 60%: test_fixed."]


HIDDEN = """
import numpy as np
import pytest


@pytest.mark.question("double", weight=3, ko="정해진 입력")
def test_fixed(submission):
    \"\"\"The same for everybody.\"\"\"


@pytest.mark.question("mean_row", weight=3, ko="뽑은 입력")
def test_drawn(submission, rng):
    \"\"\"Drawn anew.\"\"\"
"""
