"""What grading says of submissions of every kind, through the real sandbox."""

import pytest

from autograder.model.results import Record


def status(record: Record, question: str) -> str:
    """The status of one question."""
    return next(q.status() for q in record.questions if q.id == question)


def message(record: Record, test: str) -> str:
    """What the instructor reads about one test."""
    return next(t.instructor_message.en for q in record.questions for t in q.tests if t.id.endswith(test))


def test_the_right_answers_get_exactly_full_marks(records):
    """The right answers get every point that tests give, and the written question is left to a person."""
    assert (records["right"].score, records["right"].max_score) == (10, 10)
    assert not records["right"].held()


def test_untouched_stubs_get_exactly_nothing(records):
    """Stubs get 0, and are told to be stubs."""
    assert records["stubs"].score == 0
    assert {status(records["stubs"], q) for q in ("double", "total")} == {"not_implemented"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("wrong", "failed"),
        ("hangs", "timeout"),
        ("sleeps", "timeout"),
        ("exits", "crashed"),
        ("raises", "error"),
        ("hungry", "memory"),
        ("rubbish", "failed"),
        ("imports", "error"),
    ],
)
def test_one_bad_question_costs_one_question(records, name, expected):
    """A question that goes wrong has its own status and costs the other question nothing."""
    assert status(records[name], "double") == expected
    assert status(records[name], "total") == "passed"
    assert records[name].score == 7


def test_a_loop_loses_the_speed_test_alone(records):
    """A loop where vectorized code is asked for costs the weight of the speed test."""
    assert records["looped"].score == pytest.approx(3 + 7 * 4 / 7)
    assert "times as long as vectorized code" in message(records["looped"], "test_no_loop")


def test_a_gate_earns_nothing_by_itself(records):
    """Returning zeros of the right shape passes the gate and earns nothing."""
    question = next(q for q in records["gate_only"].questions if q.id == "double")
    assert question.tests[0].status == "passed"
    assert question.score == 0


def test_a_public_failure_shows_call_values_and_what_was_printed(records):
    """For a public test the student reads the call, the values, and the printed output."""
    tests = {test.id: test for q in records["prints"].questions for test in q.tests}
    told = tests["test_toys.py::test_twice"].student_message.en
    assert "expected 4" in told
    assert "The call was: double([2.])" in told
    assert "seen [2.]" in told


def test_a_hidden_failure_shows_no_value_and_no_output(records):
    """For a hidden test the student reads the kind of failure only."""
    tests = {test.id: test for q in records["prints"].questions for test in q.tests}
    hidden = tests["test_toys_hidden.py::test_agrees_with_ours"]
    assert hidden.student_message.en == "The result has other values than it should."
    assert "12345" not in hidden.student_message.en
    assert "1234" in hidden.instructor_message.en


def test_an_exception_names_the_students_own_line(records):
    """The result of an exception has its type and the line in the student's file."""
    told = message(records["raises"], "test_twice")
    assert "NameError" in told
    assert "toys.py, line 2: return x + undefined_name" in told


def test_a_syntax_error_names_its_line(records):
    """A file that Python cannot read is reported with its line; the questions that use it lose their points."""
    assert records["broken"].score == 0
    assert "toys.py, line 1" in message(records["broken"], "test_twice")


def test_a_forbidden_import_is_named_where_it_is_used(records):
    """An import that the assignment does not allow fails where it is used, in words."""
    assert "scipy is not available here" in message(records["imports"], "test_twice")


def test_nothing_is_ever_our_own_fault(records):
    """No submission can cause a grader_error."""
    assert not [name for name, record in records.items() if record.failed()]


def test_every_record_says_how_it_was_isolated(records):
    """A record names every layer of the sandbox."""
    assert all({"landlock", "seccomp", "uid"} <= set(record.isolation) for record in records.values())


def test_messages_are_there_in_korean_too(records):
    """A record can be read in Korean."""
    told = next(t for q in records["wrong"].questions for t in q.tests if t.status == "failed")
    assert told.student_message.ko != told.student_message.en
