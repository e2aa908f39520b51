"""Old grades against new ones."""

from autograder.reports.differences import changes
from tests.reports.samples import one_test, question, record


def graded(score, status="passed"):
    """A record of one test."""
    return record(question("q", one_test("t", status, score)))


def test_only_scores_that_differ_are_named_with_their_tests():
    """Who keeps the score is not listed; who changes is, with the test through which."""
    old = {("a", "kim"): graded(1.0), ("a", "lee"): graded(1.0)}
    new = {("a", "kim"): graded(0.0, "failed"), ("a", "lee"): graded(1.0)}
    (change,) = changes(old, new)
    assert (change.student, change.old, change.new) == ("kim", 1.0, 0.0)
    assert change.tests == ("t: passed -> failed (-1)",)


def test_the_largest_change_comes_first_and_newcomers_count():
    """A student with no old result changes from none."""
    old = {("a", "kim"): graded(0.5), ("a", "lee"): graded(0.25)}
    new = {("a", "kim"): graded(0.75), ("a", "lee"): graded(0.25), ("a", "park"): graded(1.0)}
    found = list(changes(old, new))
    assert [(c.student, c.old, c.new) for c in found] == [("park", None, 1.0), ("kim", 0.5, 0.75)]
    assert found[0].tests == ()
