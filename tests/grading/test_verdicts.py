"""Results of every kind of submission, graded in the real sandbox."""

import pytest

from autograder.model.results import Record


def status(record: Record, question: str) -> str:
    """Return the status of one question."""
    return next(q.status() for q in record.questions if q.id == question)


def message(record: Record, test: str) -> str:
    """Return the instructor's message of one test."""
    return next(t.instructor_message.en for q in record.questions for t in q.tests if t.id.endswith(test))


def test_the_right_answers_get_exactly_full_marks(records):
    """Correct solutions get all points of tests; the written question is left to a person."""
    assert (records["right"].score, records["right"].max_score) == (10, 10)
    assert not records["right"].held()


def test_untouched_stubs_get_exactly_nothing(records):
    """Stubs get 0 points and the status `not_implemented`."""
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
    """A wrong question has its own status and does not affect the other question."""
    assert status(records[name], "double") == expected
    assert status(records[name], "total") == "passed"
    assert records[name].score == 7


@pytest.mark.parametrize(("name", "seconds"), [("hangs", "0.5 seconds"), ("sleeps", "0.1 seconds")])
def test_a_question_that_timed_out_twice_is_given_up(records, name, seconds):
    """After two timeouts the question's other tests time out without being run, and their student reads why."""
    [question] = [one for one in records[name].questions if one.id == "double"]
    by_name = {test.id.partition("::")[2]: test for test in question.tests}
    assert {test.status for test in by_name.values()} == {"timeout"}
    hidden = by_name["test_agrees_with_ours"]
    assert hidden.student_message.en == "Not run: other tests of this question timed out."
    assert (hidden.shown, hidden.cpu) == (None, 0.0)
    assert seconds in by_name["test_twice"].student_message.en


def test_a_loop_loses_the_speed_test_alone(records):
    """A loop costs only the points of the speed test."""
    assert records["looped"].score == pytest.approx(3 + 7 * 4 / 7)
    assert "A Python loop runs over the numbers" in message(records["looped"], "test_no_loop")


def test_a_gate_alone_earns_nothing(records):
    """Zeros of the right shape pass the gate but earn no points."""
    question = next(q for q in records["gate_only"].questions if q.id == "double")
    assert question.tests[0].status == "passed"
    assert question.score == 0


def test_a_public_failure_shows_call_values_and_what_was_printed(records):
    """The student's message of a public test has the call, the values and the printed output."""
    tests = {test.id: test for q in records["prints"].questions for test in q.tests}
    text = tests["test_toys.py::test_twice"].student_message.en
    assert "expected 4" in text
    assert "The call was: double(np.array([2.]))" in text
    assert "seen [2.]" in text


def test_a_hidden_failure_shows_no_value_and_no_output(records):
    """The student's message of a hidden test has only the kind of failure."""
    tests = {test.id: test for q in records["prints"].questions for test in q.tests}
    hidden = tests["test_toys_hidden.py::test_agrees_with_ours"]
    assert hidden.student_message.en == "The result has wrong values."
    assert "12345" not in hidden.student_message.en
    assert "1234" in hidden.instructor_message.en


def test_an_exception_names_the_students_own_line(records):
    """The message of an exception has its type and the line in the student's file."""
    text = message(records["raises"], "test_twice")
    assert "NameError" in text
    assert "toys.py, line 2: return x + undefined_name" in text


def test_a_syntax_error_names_its_line(records):
    """A syntax error is reported with its line. It costs the questions of its file, and no question beside it."""
    assert [question.score for question in records["broken"].questions if not question.manual] == [0.0, 7.0]
    assert "toys.py, line 1" in message(records["broken"], "test_twice")


def test_a_forbidden_import_is_named_where_it_is_used(records):
    """An import that the assignment does not allow is reported where it is used."""
    assert "scipy is not available here" in message(records["imports"], "test_twice")


def test_no_submission_causes_an_internal_error(records):
    """No submission causes a `grader_error`."""
    assert not [name for name, record in records.items() if record.failed()]


def test_every_record_says_how_it_was_isolated(records):
    """A record states the layers of the sandbox."""
    assert all({"landlock", "seccomp", "uid"} <= set(record.isolation) for record in records.values())


def test_messages_are_there_in_korean_too(records):
    """Messages in a record have a Korean text."""
    test = next(t for q in records["wrong"].questions for t in q.tests if t.status == "failed")
    assert test.student_message.ko != test.student_message.en
