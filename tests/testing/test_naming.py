"""Mistakes named at home: by `pytest`, by `autograder check` and in a notebook, from a bundle that `build` made."""

import contextlib
import os
import shutil
from pathlib import Path

import pytest

from autograder.authoring.build import build_all
from autograder.student import check
from autograder.testing import run_test
from autograder.testing.fingerprints import FINGERPRINTS, load_fingerprints
from tests.shared import once
from tests.student.screen import Screen
from tests.toy_course import make_course
from tests.warm_pytest import run_pytest

MISTAKES = """
[[misconception]]
id = "sum_for_mean"
question = "mean_row"
idea = "sum_for_mean"
edits = [{ find = "row_sum / row.shape[0]", put = "row_sum" }]
hint = { en = "This is the sum. Divide it by the number of columns.", ko = "이것은 합이에요. 열의 개수로 나누세요." }

[[misconception]]
id = "mean_of_one_less"
question = "mean_row"
idea = "wrong_count"
edits = [{ find = "row_sum / row.shape[0]", put = "row_sum / (row.shape[0] - 1)" }]
hint = { en = "The number of columns counts all of them.", ko = "열을 모두 세세요." }
"""

ANSWER = """
import numpy as np


def double(x):
    return 2 * x


class Rows:
    def __init__(self, X):
        self.X = X

    def mean(self):
        return {mean}
"""

HINT = "This is the sum. Divide it by the number of columns."
EVIDENCE = "What your code returned agrees with this mistake on all 6 calls of 2 tests."


def _built(folder: Path) -> Path:
    course = make_course(folder)
    (course.root / "solutions/a1_toy/misconceptions.toml").write_text(MISTAKES, encoding="utf-8")
    slip = 'slip=Text("Is it the median?"))'
    tests = course.root / "solutions/a1_toy/tests/public/test_toys.py"
    text = tests.read_text(encoding="utf-8").replace('row_means(X), "means")', f'row_means(X), "means", {slip}')
    tests.write_text(text.replace("import array,", "import Text, array,"), encoding="utf-8")
    build_all(course, ["a1_toy"])
    return course.root


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The root of a toy course with two misconceptions, built once."""
    return once(tmp_path_factory, "named-at-home", _built)


@pytest.fixture
def bundle(course, tmp_path):
    """Makes a student's folder with this expression for the mean."""

    def make(mean):
        folder = tmp_path / "a1_toy"
        shutil.copytree(course / "assignments/a1_toy", folder)
        (folder / "toys.py").write_text(ANSWER.format(mean=mean), encoding="utf-8")
        return folder

    return make


def pytest_says(folder, *options):
    """What `pytest` says in the folder, in English; with `CI` its summary would repeat the whole messages."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "COV", "CI"))}
    asked = {"AUTOGRADER_LANG": "en", "PYTHONIOENCODING": "utf-8", "COLUMNS": "150"}
    return run_pytest(folder, ["-p", "no:cacheprovider", *options], {**kept, **asked}).stdout


def check_says(folder, *selection, lang="en"):
    """What `autograder check` says in the folder."""
    screen = Screen()
    check.main(folder, selection, lang=lang, console=screen)
    return screen.flat


def test_the_file_has_no_hint_and_is_small(course):
    """Both mistakes are in the file; neither hint can be read."""
    data = (course / "assignments/a1_toy" / FINGERPRINTS).read_bytes()
    found = load_fingerprints(course / "assignments/a1_toy")
    assert {question: len(one.mistakes) for question, one in found.questions.items()} == {"mean_row": 2}
    assert not any(word in data for word in (b"Divide", b"columns", "열".encode(), b"sum_for_mean"))
    assert len(data) < 1_000


def test_pytest_names_a_mistake_in_the_place_of_the_guess(bundle):
    """However the mistake is written, its hint and the evidence stand in one line, once; the test's guess is gone."""
    text = pytest_says(bundle("np.sum(self.X, axis=1)"))
    assert text.count(f"{HINT} {EVIDENCE}") == 1
    assert "median" not in text
    assert "means[0] is" in text


def test_another_mistake_keeps_the_guess(bundle):
    """A wrong value that is no known mistake is not named."""
    text = pytest_says(bundle("np.median(self.X, axis=1)"))
    assert "Is it the median?" in text
    assert "agrees with this mistake" not in text


def test_a_part_of_the_tests_names_nothing(bundle):
    """One failing case alone is not enough evidence."""
    text = pytest_says(bundle("np.sum(self.X, axis=1)"), "-k", "test_means and 2")
    assert "1 failed" in text
    assert "agrees with this mistake" not in text


def test_check_names_a_mistake_in_the_students_language(bundle):
    """`autograder check` prints the same line, in Korean where it is asked for, before the command for a hint."""
    folder = bundle("self.X.sum(axis=1)")
    assert f"{HINT} {EVIDENCE} Next: autograder hint mean_row" in check_says(folder, "mean_row")
    korean = check_says(folder, "mean_row", lang="ko")
    assert "이것은 합이에요. 열의 개수로 나누세요." in korean
    assert "Divide" not in korean


def test_check_needs_no_fingerprints(bundle):
    """Without the file, and with a damaged one, everything else is as before."""
    folder = bundle("self.X.sum(axis=1)")
    for damage in (lambda: (folder / FINGERPRINTS).write_bytes(b"\x00"), (folder / FINGERPRINTS).unlink):
        damage()
        text = check_says(folder, "mean_row")
        assert "means[0] is" in text
        assert "agrees with this mistake" not in text


def test_a_notebook_names_a_mistake(bundle):
    """A cell of otter's says the same, though it runs one test at a time."""
    with contextlib.chdir(bundle("self.X.sum(axis=1)")), pytest.raises(AssertionError) as failure:
        run_test("test_toys.py", "test_means")
    assert str(failure.value).endswith(f"{HINT} {EVIDENCE}")
