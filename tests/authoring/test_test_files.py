"""Test files: read without running them, and cut down to the tests that a submission may read."""

import ast

import pytest

from autograder.authoring.test_files import imported, keepers, pruned, read_test_files
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
        read_test_files(course.source("a1_toy"), "public")
    return str(caught.value)


def test_tests_are_read_with_all_that_their_marks_say(course):
    """Question, weight, gate, titles and fixtures stand as written; helpers hold no tests."""
    test_files = read_test_files(course.source("a1_toy"), "public")
    assert [test_file.path.name for test_file in test_files] == ["test_toys.py", "toy_oracles.py"]
    gate, _, means = test_files[0].tests
    assert test_files[1].tests == ()
    assert (gate.info.question, gate.info.weight, gate.info.gate, gate.info.hidden) == ("double", 1, "shape", False)
    assert (means.info.title.en, means.info.title.ko) == ("The means are SciPy's.", "평균이 맞다")
    assert means.fixtures == {"submission", "rng", "size"}


def test_hidden_tests_are_hidden(course):
    """Where a file lies says whether its tests are hidden."""
    (test_file,) = read_test_files(course.source("a1_toy"), "hidden")
    assert all(test.info.hidden and test.info.visibility == "after_published" for test in test_file.tests)


@pytest.mark.parametrize(
    ("mark", "problem"),
    [
        ('"triple", ko="세 배"', "test_it names the question 'triple'; there are double, mean_row"),
        ('"explain", ko="설명"', "test_it names the question 'explain'; there are double, mean_row"),
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


HEAD = "import numpy as np\nimport pytest\nfrom os import path, sep\n\n"
MARK = '@pytest.mark.question("double", ko="맞다")\n'


def _suite(course, text):
    put(course.root / "solutions/a1_toy/tests/hidden/test_toys_hidden.py", HEAD + text)
    (test_file,) = read_test_files(course.source("a1_toy"), "hidden")
    return test_file


RIGHT = "def right(reference):\n    return 1\n\n\n"
HIDDEN = '{mark}def test_it({fixtures}):\n    """It."""\n'.format


@pytest.mark.parametrize(
    "text",
    [
        HIDDEN(mark=MARK, fixtures="submission, reference"),
        f"@pytest.fixture\n{RIGHT}" + HIDDEN(mark=MARK, fixtures="submission, right"),
        f'@pytest.fixture\n{RIGHT}@pytest.mark.usefixtures("right")\n' + HIDDEN(mark=MARK, fixtures="submission"),
        f"@pytest.fixture(autouse=True)\n{RIGHT}" + HIDDEN(mark=MARK, fixtures="submission"),
    ],
    ids=["argument", "fixture", "usefixtures", "autouse"],
)
def test_a_test_that_needs_the_reference_stays(course, text):
    """By its argument, by a fixture's, by a fixture that is named, or by one that nobody names."""
    assert keepers(_suite(course, text)) == ()


def test_only_what_a_kept_test_uses_goes_along(course):
    """Helpers, constants, fixtures and imports that it reaches stay; all others and every comment go."""
    test_file = _suite(
        course,
        "LIMIT = 3\nOTHER = 4  # the answer of the reference is 42\n\n\n"
        "@pytest.fixture\ndef case():\n    return np.zeros(LIMIT)\n\n\n"
        "def unused():\n    return sep\n\n\n"
        f'{MARK}def test_it(submission, case):\n    """It."""\n    assert path\n\n\n'
        f'{MARK}def test_that(submission, reference):\n    """That."""\n    assert OTHER\n',
    )
    assert keepers(test_file) == ("test_it",)
    text = pruned(test_file, ["test_it"])
    ast.parse(text)
    assert "from os import path\n" in text
    assert "LIMIT = 3" in text
    assert "def case" in text
    assert not any(word in text for word in ("OTHER", "42", "unused", "test_that", "sep", "reference"))


def test_imports_are_told_by_their_top_module():
    """Helper modules beside the tests are found by these."""
    assert imported("import a.b\nfrom c.d import e\nfrom . import f\nimport g as h\n") == {"a", "c", "g"}
