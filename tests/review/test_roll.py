"""The list of what there is to judge: equal answers as one, the order without names, what needs another look."""

import json
from pathlib import Path

import pytest

from autograder.gradebook import FILE_NAME, Gradebook
from autograder.model.assignment import load_assignment
from autograder.model.final_score import Adjustment, GivenItem
from autograder.model.grading_rules import load_grading_rules
from autograder.review.roll import Roll, offered_points, rubric_points
from autograder.review.views import asked_in, asked_in_notebook
from tests.reports.samples import one_test, question
from tests.review.classroom import add, make_class

ANSWERS = {"ada": "Because.", "bob": "", "cy": " Because.\n", "dan": "No idea.", "eve": ""}


@pytest.fixture
def roll(tmp_path):
    """The cases of a class of five; two of them wrote the same and two wrote nothing."""
    course = make_class(tmp_path, ANSWERS, held=("dan",))
    assignment = load_assignment(course / "solutions" / "toy")
    with Gradebook(tmp_path / "results" / FILE_NAME) as book:
        yield Roll(book, assignment, load_grading_rules(course / "solutions" / "toy", assignment))


def who(cases):
    """Return the students of each case."""
    return [[one.student for one in case.students] for case in cases]


def test_equal_answers_are_one_case_and_the_empty_one_comes_first(roll):
    """Blanks do not tell answers apart; nobody's name decides the order."""
    assert who(roll.cases("essay"))[0] == ["bob", "eve"]
    assert sorted(who(roll.cases("essay"))[1:]) == [["ada", "cy"], ["dan"]]


def test_withheld_points_are_cases_of_their_question(roll):
    """A question that tests grade is on the list for the students whose points are withheld."""
    assert [one.id for one in roll.questions()] == ["double", "essay"]
    assert who(roll.cases("double")) == [["dan"]]


def test_progress_counts_students_and_what_is_left(roll):
    """Of five students two are graded by one decision; two answers are left."""
    empty = roll.cases("essay")[0]
    roll.book.adjust_many("toy", [(one.student, Adjustment("essay", 0.0, ""), 0) for one in empty.students])
    roll.changed()
    (_, essay) = roll.progress()
    assert (essay.graded, essay.students, essay.left) == (2, 5, 2)
    assert [case.shown_by("ungraded") for case in roll.cases("essay")] == [False, True, True]


def test_what_another_process_writes_is_seen(roll, tmp_path):
    """A decision, or a new answer, of another process is on the next page."""
    with Gradebook(tmp_path / "results" / FILE_NAME) as other:
        add(other, "fay", "Something new.")
        other.adjust("toy", "dan", Adjustment("essay", 1.0, "", grader="Ben"))
    assert ["fay"] in who(roll.cases("essay"))
    assert roll.graders("essay") == ["Ben"]
    assert who([case for case in roll.cases("essay") if case.shown_by("Ben")]) == [["dan"]]


def test_a_changed_answer_or_rubric_asks_for_another_look(roll):
    """Points stay as they were given; the case says that what was judged is not what stands there now."""
    case = next(case for case in roll.cases("essay") if who([case]) == [["dan"]])
    old = GivenItem("gone", 1.0, roll.rules.rubric[0].text)
    for decision, again in (
        (Adjustment("essay", 1.0, "", answer=case.same, grader="Ben"), False),
        (Adjustment("essay", 1.0, "", answer="other", grader="Ben"), True),
        (Adjustment("essay", 1.0, "", items=(old,), answer=case.same), True),
        (Adjustment("essay", 1.0, "typed in a table"), False),
    ):
        roll.book.adjust("toy", "dan", decision)
        roll.changed()
        assert roll.case("essay", case.id).look_again == again


def test_search_finds_answers_and_students(roll):
    """All words must stand in the answer, or in the name; case does not matter."""
    assert who(roll.matching("essay", "NO idea")) == [["dan"]]
    assert who(roll.matching("essay", "cy")) == [["ada", "cy"]]
    assert roll.matching("essay", "no because") == []


def test_accepted_and_rejected_points():
    """Rejected withheld tests are worth nothing, accepted ones everything; passed ones count in both."""
    result = question("q", one_test("a", score=1.0), one_test("b", "review", max_score=2.0), one_test("c", "failed"))
    assert offered_points(result) == (1.0, 3.0)


def _gated(form: str, other: str) -> tuple[float, float]:
    """Offer points for right values, two gates of form that ended like this, and a gate of memory after both."""
    gates = [
        one_test("form", form, score=1.0 if form == "passed" else 0.0, max_score=1.0, gate=True, checks="form"),
        one_test("other", other, score=1.0 if other == "passed" else 0.0, max_score=1.0, gate=True, checks="form"),
        one_test("memory", score=0.0, max_score=8.0, gate=True, checks="memory"),
    ]
    return offered_points(question("q", one_test("value", score=2.0, max_score=2.0), *gates))


def test_an_accepted_gate_opens_those_that_come_after_it():
    """A gate that passed and waits for withheld ones earns its points with them; after a failed one it earns none."""
    assert _gated("review", "review") == (2.0, 12.0)
    assert _gated("review", "passed") == (3.0, 12.0)
    assert _gated("review", "failed") == (2.0, 3.0)


def test_an_accepted_value_raises_the_share_of_gates():
    """A gate earns its points times the share of right values, accepted ones included."""
    values = one_test("a", score=1.0), one_test("b", "review", score=0.0, max_score=1.0)
    gate = one_test("shape", score=1.0, max_score=2.0, gate=True, checks="shape")
    assert offered_points(question("q", *values, gate)) == (2.0, 4.0)


def test_items_never_lead_out_of_the_range(roll):
    """The sum of chosen items is cut at 0 and at the points of the question."""
    items = roll.rules.rubric
    assert [rubric_points(chosen, 2.0) for chosen in ((), items, items[:2], items[2:])] == [0.0, 1.5, 2.0, 0.0]


def test_what_a_question_asks_is_read_from_the_students_file():
    """The text between the marks below each heading is what the question asks; a question without one has none."""
    text = (
        "Hello.\n\n## `one`: A\n\n<!-- question -->\n\n1. Why?\n\n왜?\n\n<!-- /question -->\n\n*here*\n\n## `two`: B\n"
    )
    assert asked_in(text) == {"one": "1. Why?\n\n왜?"}
    course = Path(__file__).parents[2] / "assignments"
    found = {
        id: asked for place in course.glob("*/written.md") for id, asked in asked_in(place.read_text("utf-8")).items()
    }
    assert len(found) == 9
    assert all(len(asked) > 100 for asked in found.values())


def test_a_notebook_says_what_its_questions_ask_in_its_own_language():
    """The text under a heading with the question's id is found; other cells and other questions are left out."""
    cells = [
        {"cell_type": "markdown", "source": ["## A story\n", "of `one`"]},
        {"cell_type": "markdown", "source": ["## `one`: why?\n", "\n", "1. Why?"]},
        {"cell_type": "code", "source": ["# `two`\n", "x = 1"]},
        {"cell_type": "markdown", "source": ["### `double`\n", "It has tests."]},
    ]
    assert asked_in_notebook(json.dumps({"cells": cells}), ["one", "two"]) == {"one": "1. Why?"}
