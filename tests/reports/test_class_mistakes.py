"""Test what the class page concludes: mistakes by idea, who needs help, tests that separate badly, two classes."""

import msgspec
import pytest

from autograder.model.results import Floor, Mistake
from autograder.model.statistics import ItemStatistics
from autograder.model.text import Text
from autograder.reports.class_comparison import bad_tests, compared_mistakes, compared_questions
from autograder.reports.class_mistakes import behind
from autograder.reports.class_summary import summarize_class
from tests.reports.samples import one_test, question, record


def wrong(id, idea, *, cost=0.5, name=""):
    """Create a question of 2 points with one known mistake, which leaves the share `1 - cost`."""
    mistake = Mistake(f"{id}_{idea}", idea, Text(name or f"{idea} is wrong"), cost=cost)
    left = 2 * (1 - cost)
    made = question(id, one_test("test", "failed", max_score=2.0))
    return msgspec.structs.replace(made, mistakes=(mistake,), floor=Floor(left, Text("known")), score=left)


def right(id):
    """Create a question of 2 points without a mistake."""
    return question(id, one_test("test", score=2.0, max_score=2.0))


def summary(*records):
    """Summarize a class."""
    return summarize_class(records, lambda row: "x.html")


def test_a_mistake_is_merged_over_questions_by_its_idea():
    """Two questions with one idea are one mistake: whose it is once each, and the points of both without refunds."""
    both = record(wrong("a", "root"), wrong("b", "root"), repeated=0.5)
    once = record(wrong("a", "root"), wrong("b", "other", cost=0.1))
    first, second = summary(both, once).mistakes
    assert (first.idea, first.questions, first.rows) == ("root", ("a", "b"), (0, 1))
    assert first.points == pytest.approx(1 + 1 - 0.5 + 1)
    assert (second.idea, second.points) == ("other", pytest.approx(0.2))


def test_who_is_behind_the_class_or_repeats_a_mistake_needs_help():
    """The page lists who is far below the median, then who made a mistake in two questions; nobody else."""
    made = [record(right("a"), right("b"), submission=f"s{n}") for n in range(6)]
    again = record(wrong("a", "root", cost=0.1), wrong("b", "root", cost=0.1), submission="again")
    lost = record(question("a", one_test("test", "failed", max_score=2.0)), right("b"), submission="lost")
    whole = summary(*made, again, lost)
    assert [whole.rows[one.row].name for one in whole.help] == ["lost", "again"]
    assert whole.help[0].behind == 2
    assert whole.help[1].again == (Text("root is wrong"), 2)
    assert [row.name for row in whole.rows if row.needs_help] == ["again", "lost"]


def test_nobody_is_behind_where_the_class_is_small_or_wide():
    """Of four submissions none is behind; neither is one within the width of the middle half of the class."""
    assert behind([0, 10, 10, 10], 10) == [0, 0, 0, 0]
    assert behind([0, 1, 5, 9, 10], 10) == [0] * 5
    assert behind([0, 9, 9, 9, 10], 10) == [9, 0, 0, 0, 0]


def test_tests_that_separate_badly_are_grouped_with_a_suggestion():
    """Tests that all pass, all fail, or strong students fail are listed; few submissions conclude nothing."""

    def test(id, rate, discrimination, count=20):
        return ItemStatistics(id, Text(id), rate, rate, discrimination, 0.0, {"passed": count})

    tests = [test("all", 1.0, None), test("none", 0.0, None), test("odd", 0.5, -0.3), test("fine", 0.5, 0.4)]
    found = bad_tests([*tests, test("few", 1.0, None, count=5)])
    assert [[one.id for one in group.tests] for group in found] == [["odd"], ["none"], ["all"]]
    assert all(group.suggestion.en and group.suggestion.ko for group in found)


def test_two_classes_are_compared_by_question_and_by_mistake():
    """A difference is clear beyond two standard errors; a question without an earlier one has none."""
    now = summary(*[record(wrong("a", "root"), right("new"))] * 15, *[record(right("a"), right("new"))] * 5)
    then = summary(*[record(wrong("a", "root"))] * 3, *[record(right("a"))] * 17)
    first, second = compared_questions(now, then)
    assert (first.now, first.then, first.clear) == (0.25, 0.85, True)
    assert (second.then, second.clear) == (None, False)
    assert [(one.now, one.then) for one in compared_mistakes(now, then)] == [(0.75, 0.15)]
    assert compared_mistakes(now, now) == []
