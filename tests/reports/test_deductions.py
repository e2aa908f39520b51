"""Each known mistake has a line of its own with what it costs."""

import pytest

from autograder.model.points import total
from autograder.model.results import Floor, Mistake, QuestionResult, TestResult
from autograder.model.text import Text
from autograder.reports.deductions import deductions


def question(points, score, *mistakes, tested=0.0, status="failed"):
    """The result of a question; its floor is its score."""
    test = TestResult("values", Text("values"), status, "visible", 1, tested, points)
    return QuestionResult("q", Text("q"), points, score, (test,), False, mistakes, Floor(score, Text("known")))


def mistake(name, cost=0.2):
    """A mistake, called by its name."""
    return Mistake(name, name, Text(name), cost)


def test_each_mistake_has_its_own_line_and_share():
    """Two mistakes of 12 points leave 12 * 0.8 * 0.9; their lines share the 3.36 lost points by cost, to 0.01."""
    lines = deductions(question(12, 8.64, mistake("no root"), mistake("no mean", 0.1)))
    assert [line.en for line in lines] == ["no root: -2.24 of 12", "no mean: -1.12 of 12"]


@pytest.mark.parametrize("points", [1, 7, 12, 18])
def test_the_lines_sum_to_what_is_lost(points):
    """However the points divide, the lines of three mistakes sum to the loss exactly."""
    score = round(points * 0.8 * 0.83 * 0.7, 2)
    lines = deductions(question(points, score, mistake("a"), mistake("b", 0.17), mistake("c", 0.3)))
    assert total(float(line.en.split("-")[1].split(" ")[0]) for line in lines) == total([points, -score])


def test_a_dodge_besides_a_mistake_has_a_line_of_its_own():
    """The mistake costs its share; what gates of form take besides is not put on it."""
    lines = deductions(question(10, 4, mistake("no root")))
    assert [line.en for line in lines] == [
        "no root: -2 of 10",
        "what fails besides (loops, speed, memory): -4 of 10",
    ]


def test_tests_that_take_less_than_the_cost_leave_the_mistake_what_is_lost():
    """Where the tests give more than the floor, the lines show the smaller loss."""
    assert [line.en for line in deductions(question(10, 9, mistake("no root"), tested=9.0))] == ["no root: -1 of 10"]


@pytest.mark.parametrize(
    "seen", [question(10, 10), question(10, 10, mistake("a"), tested=10.0), question(10, 2, tested=2.0)]
)
def test_nothing_lost_and_nothing_known_have_no_line(seen):
    """Full points have no line, and neither has a loss that no known mistake explains."""
    assert deductions(seen) == ()


def test_withheld_points_have_no_line():
    """As long as a person decides, nothing is said to be lost."""
    assert deductions(question(10, 2, mistake("a"), status="review")) == ()
