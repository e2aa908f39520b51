"""Grading question by question."""

import msgspec
import pytest

from autograder.grading import stepwise
from autograder.grading.stepwise import grade_stepwise
from autograder.sandbox.limits import Fit
from tests.graded import grade
from tests.grading.conftest import SUBMISSIONS
from tests.grading.toy import submit
from tests.needs import needs

pytestmark = pytest.mark.slow

SECRET = b"s" * 32


@pytest.fixture(autouse=True)
def _linux():
    needs("linux")


def steps(toy, path, seconds=600):
    """All steps of one submission."""
    return list(grade_stepwise(toy, path, SECRET, seconds))


def without_seconds(record):
    """What stays the same from run to run."""
    questions = tuple(
        msgspec.structs.replace(q, tests=tuple(msgspec.structs.replace(t, cpu=0.0) for t in q.tests))
        for q in record.questions
    )
    return msgspec.structs.replace(record, questions=questions, timing=None)


@pytest.mark.parametrize("name", ["right", "stubs", "wrong", "rubbish", "broken", "exits"])
def test_the_last_step_is_what_grading_at_once_gives(toy, tmp_path, name):
    """The same points, statuses, messages and names of mistakes, to the last test."""
    path = submit(tmp_path / name, **SUBMISSIONS[name])
    (at_once,) = grade(toy, [path], SECRET)
    assert without_seconds(steps(toy, path)[-1].record) == without_seconds(at_once)


def test_each_step_has_one_question_more(toy, tmp_path):
    """What waits is held with all its points; the question for a person is neither."""
    first, last = steps(toy, submit(tmp_path / "right"))
    assert (first.waiting, last.waiting) == (("total",), ())
    assert [question.score for question in first.record.questions] == [3, 0, 0]
    assert [test.status for test in first.record.questions[1].tests] == ["review"]
    assert first.record.held()
    assert not last.record.held()


def test_without_time_everything_waits(toy, tmp_path):
    """There is a record all the same, and every point of it is held."""
    (only,) = steps(toy, submit(tmp_path / "right"), seconds=0)
    assert only.waiting == ("double", "total")
    assert only.record.held()
    assert not only.record.failed()


def test_too_small_a_machine_takes_no_points(toy, tmp_path, monkeypatch):
    """What ran out of memory where there was less than the assignment allows is held, and the instructor reads why."""
    monkeypatch.setattr(stepwise, "fit", lambda asked, workers: Fit(1, 256 << 20, "256 MiB: the container"))
    record = steps(toy, submit(tmp_path / "hungry", **SUBMISSIONS["hungry"]))[-1].record
    tests = record.questions[0].tests
    assert {test.status for test in tests} == {"review"}
    assert all("256 MiB: the container" in test.instructor_message.en for test in tests)
    assert record.questions[1].score == 7
