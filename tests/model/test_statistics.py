"""Statistics of a class."""

import numpy as np
import pytest

from autograder.model.statistics import class_statistics
from tests.reports.samples import broken, one_test, question, record


def one(a, b, name="x"):
    """Make a record with these points for two questions of 1 point each."""
    tests = [
        one_test(id, "passed" if score == 1 else "failed", score, cpu=0.1 + score) for id, score in (("a", a), ("b", b))
    ]
    return record(*(question(f"q{test.id}", test) for test in tests), submission=name)


def test_rates_and_means_are_those_of_the_class():
    """The pass rate counts full points, the mean averages fractions of points, and statuses are counted."""
    figures = class_statistics([one(1, 0), one(1, 1), one(0.5, 0), one(0, 0)])
    qa = figures.questions[0]
    assert (qa.id, qa.pass_rate, qa.mean) == ("qa", 0.5, 0.625)
    assert qa.statuses == {"passed": 2, "failed": 2}
    assert figures.scores == (1.0, 2.0, 0.5, 0.0)


def test_discrimination_is_the_correlation_with_everything_else():
    """Discrimination equals NumPy's correlation of an item's points with the points of all other items."""
    rng = np.random.default_rng(0)
    table = rng.integers(0, 3, size=(20, 2)) / 2
    figures = class_statistics([one(*map(float, row)) for row in table])
    assert figures.questions[0].discrimination == pytest.approx(np.corrcoef(table.T)[0, 1])


def test_discrimination_needs_variation():
    """If all submissions have the same points, discrimination is None and there is no error."""
    assert class_statistics([one(1, 0), one(1, 0)]).questions[0].discrimination is None


def test_slow_tests_come_first():
    """`slowest` sorts tests by mean CPU time."""
    assert [test.id for test in class_statistics([one(0, 1)]).slowest] == ["b", "a"]


def test_what_was_not_opened_counts_in_the_scores_alone():
    """A submission that cannot be opened counts as a score of 0, but not in the statistics of questions."""
    figures = class_statistics([one(1, 1), broken()])
    assert figures.scores == (2.0, 0.0)
    assert [figures.questions[0].statuses, figures.questions[0].pass_rate] == [{"passed": 1}, 1.0]


def test_a_held_test_counts_in_no_figure_of_tests():
    """A test with withheld points counts in no statistics of tests."""
    assert class_statistics([record(question("q", one_test(status="review")))]).tests == ()
