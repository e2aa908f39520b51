"""Hidden tests that may stand where a submission can read them."""

import ast

import pytest

from autograder.authoring.pruning import imported, keepers, pruned
from autograder.authoring.test_files import read_suites
from tests.toy_course import put

HEAD = "import numpy as np\nimport pytest\nfrom os import path, sep\n\n"
MARK = '@pytest.mark.question("double", ko="맞다")\n'


def _suite(course, text):
    put(course.root / "solutions/a1_toy/tests/hidden/test_toys_hidden.py", HEAD + text)
    (suite,) = read_suites(course.source("a1_toy"), "hidden")
    return suite


RIGHT = "def right(reference):\n    return 1\n\n\n"
TEST = '{mark}def test_it({fixtures}):\n    """It."""\n'.format


@pytest.mark.parametrize(
    "text",
    [
        TEST(mark=MARK, fixtures="submission, reference"),
        f"@pytest.fixture\n{RIGHT}" + TEST(mark=MARK, fixtures="submission, right"),
        f'@pytest.fixture\n{RIGHT}@pytest.mark.usefixtures("right")\n' + TEST(mark=MARK, fixtures="submission"),
        f"@pytest.fixture(autouse=True)\n{RIGHT}" + TEST(mark=MARK, fixtures="submission"),
    ],
    ids=["argument", "fixture", "usefixtures", "autouse"],
)
def test_a_test_that_needs_the_reference_stays(course, text):
    """By its argument, by a fixture's, by a fixture that is named, or by one that nobody names."""
    assert keepers(_suite(course, text)) == ()


def test_only_what_a_kept_test_uses_goes_along(course):
    """Helpers, constants, fixtures and imports that it reaches stay; all others and every comment go."""
    suite = _suite(
        course,
        "LIMIT = 3\nOTHER = 4  # the answer of the reference is 42\n\n\n"
        "@pytest.fixture\ndef case():\n    return np.zeros(LIMIT)\n\n\n"
        "def unused():\n    return sep\n\n\n"
        f'{MARK}def test_it(submission, case):\n    """It."""\n    assert path\n\n\n'
        f'{MARK}def test_that(submission, reference):\n    """That."""\n    assert OTHER\n',
    )
    assert keepers(suite) == ("test_it",)
    text = pruned(suite, ["test_it"])
    ast.parse(text)
    assert "from os import path\n" in text
    assert "LIMIT = 3" in text
    assert "def case" in text
    assert not any(word in text for word in ("OTHER", "42", "unused", "test_that", "sep", "reference"))


def test_imports_are_told_by_their_top_module():
    """Helper modules beside the tests are found by these."""
    assert imported("import a.b\nfrom c.d import e\nfrom . import f\nimport g as h\n") == {"a", "c", "g"}
