"""Grading question by question."""

import msgspec
import pytest

from autograder.grading import stepwise
from autograder.grading.stepwise import grade_stepwise
from autograder.reports.score_changes import score_changes
from autograder.sandbox.limits import Fit
from tests.graded import grade
from tests.grading.conftest import SUBMISSIONS
from tests.grading.toy import ANSWERS, make_assignment, submit
from tests.needs import needs
from tests.shared import once

pytestmark = pytest.mark.slow

SECRET = b"s" * 32


@pytest.fixture(autouse=True)
def _linux():
    needs("linux")


def steps(toy, path, seconds=600):
    """Grade one submission and return all steps."""
    return list(grade_stepwise(toy, path, SECRET, seconds))


def without_seconds(record):
    """Remove times from a record, so that two runs can be compared."""
    questions = tuple(
        msgspec.structs.replace(q, tests=tuple(msgspec.structs.replace(t, cpu=0.0) for t in q.tests))
        for q in record.questions
    )
    return msgspec.structs.replace(record, questions=questions, timing=None)


COMPARED = ("wrong", "right", "stubs", "rubbish", "broken", "exits")


@pytest.fixture(scope="module")
def at_once(tmp_path_factory):
    """Submission name -> record, all graded at once."""
    return once(tmp_path_factory, "toy-at-once", _at_once)


def _at_once(folder):
    toy = make_assignment(folder)
    paths = [submit(folder / "submissions" / name, **SUBMISSIONS[name]) for name in COMPARED]
    return {record.submission: record for record in grade(toy, paths, SECRET)}


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.recorded("stepwise")] if name != "wrong" else []) for name in COMPARED],
)
def test_the_last_step_is_what_grading_at_once_gives(toy, tmp_path, at_once, name):
    """The last step has the same points, statuses, messages and diagnoses as grading at once."""
    path = submit(tmp_path / name, **SUBMISSIONS[name])
    assert without_seconds(steps(toy, path)[-1].record) == without_seconds(at_once[name])


def test_each_step_has_one_question_more(toy, tmp_path):
    """Points of waiting questions are withheld; written questions neither wait nor are withheld."""
    first, last = steps(toy, submit(tmp_path / "right"))
    assert (first.waiting, last.waiting) == (("total",), ())
    assert [question.score for question in first.record.questions] == [3, 0, 0]
    assert [test.status for test in first.record.questions[1].tests] == ["review"]
    assert first.record.held()
    assert not last.record.held()


def test_without_time_everything_waits(toy, tmp_path):
    """Without any time there is still a record, in which all points are withheld."""
    (only,) = steps(toy, submit(tmp_path / "right"), seconds=0)
    assert only.waiting == ("double", "total")
    assert only.record.held()
    assert not only.record.failed()


def test_too_small_a_machine_takes_no_points(toy, tmp_path, monkeypatch):
    """If the machine has less memory than the assignment allows, points of tests without memory are withheld."""
    monkeypatch.setattr(stepwise, "fit", lambda asked, workers: Fit(1, 256 << 20, "256 MiB: the container"))
    record = steps(toy, submit(tmp_path / "hungry", **SUBMISSIONS["hungry"]))[-1].record
    tests = record.questions[0].tests
    assert {test.status for test in tests} == {"review"}
    assert all("256 MiB: the container" in test.instructor_message.en for test in tests)
    assert record.questions[1].score == 7


AGAIN = """
[[misconception]]
id = "thrice"
question = "double"
idea = "factor"
cost = 0.2
edits = [{ find = "x + x", put = "x + x + x" }]
hint = { en = "Three times.", ko = "세 배예요." }

[[misconception]]
id = "whole"
question = "total"
idea = "factor"
cost = 0.2
edits = [{ find = "/ 2", put = "/ 3" }]
hint = { en = "A third.", ko = "3분의 1이에요." }
"""


def test_refunds_are_computed_anew_with_each_question(tmp_path):
    """A mistake made again is refunded as soon as the second question is graded, and `diff` has a line for it."""
    folder = make_assignment(tmp_path)
    (folder / "misconceptions.toml").write_text(AGAIN, encoding="utf-8")
    wrong = {"toys": "def double(x):\n    return 3 * x", "sums": ANSWERS["sums.py"].replace("/ 2", "/ 3")}
    first, last = (step.record for step in steps(folder, submit(tmp_path / "twice", **wrong)))
    assert (first.score, first.refunds()) == (2.4, ())
    assert [(one.idea, one.questions, one.points) for one in last.refunds()] == [("factor", ("double",), 0.3)]
    assert last.score == 2.4 + 5.6 + 0.3
    (change,) = score_changes({("toy", "kim"): first}, {("toy", "kim"): last})
    assert change.reasons[-1] == "refunds of mistakes made again (+0.3)"
    assert "  floor of known mistakes whole (+5.6)" in change.reasons
