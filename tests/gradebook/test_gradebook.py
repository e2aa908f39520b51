"""The gradebook stores every result once, and the decisions of people."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.gradebook import Gradebook
from autograder.model.final_score import Adjustment
from autograder.model.people import Person
from autograder.submissions.refs import SubmissionPart, SubmissionRef
from tests.reports.samples import one_test, question, record


def result(score=1.0, assignment_digest="a" * 64, digest="b" * 64, **changes):
    """Make a record as grading does."""
    made = record(question("q", one_test(score=score, **changes)), digest=digest)
    made.digests["assignment"] = assignment_digest
    return made


def by(student, at=None):
    """Make a submission of a student."""
    return SubmissionRef(
        student, student, (Person(student, name=student.title()),), (SubmissionPart("", Path("somewhere")),), at
    )


@pytest.fixture
def book(tmp_path):
    """An empty gradebook."""
    with Gradebook(tmp_path / "deep" / "gradebook.sqlite", create=True) as made:
        yield made


def test_what_is_added_is_found_again(book):
    """A record is read back unchanged, with student and time."""
    at = datetime(2027, 3, 1, tzinfo=UTC)
    made = result()
    book.add(by("kim", at), made)
    assert book.find("a" * 64, "b" * 64, "kim") == made
    (entry,) = book.entries()
    assert (entry.record, entry.person, entry.handed_in) == (made, Person("kim", name="Kim"), at)


@pytest.mark.parametrize("key", [("x" * 64, "b" * 64, "kim"), ("a" * 64, "x" * 64, "kim"), ("a" * 64, "b" * 64, "lee")])
def test_another_key_is_another_result(book, key):
    """A result is found only if assignment, content and name of the submission are all the same."""
    book.add(by("kim"), result())
    assert book.find(*key) is None


def test_a_result_with_an_internal_error_does_not_count(book):
    """A result with an internal error is not found, so the submission is graded again."""
    book.add(by("kim"), result(status="grader_error"))
    assert book.find("a" * 64, "b" * 64, "kim") is None


def test_grading_again_keeps_one_row_and_the_history(book):
    """The new result replaces the old one, which moves to the history."""
    book.add(by("kim"), result(0.25))
    book.add(by("kim"), result(0.75))
    assert [entry.record.score for entry in book.entries()] == [0.75]
    with sqlite3.connect(book.path) as db:
        assert db.execute("SELECT score FROM history").fetchall() == [(0.25,)]


def test_the_last_submission_counts(book):
    """Of several submissions of a student, the one handed in last counts, regardless of when it was graded."""
    late, early = (datetime(2027, 3, day, tzinfo=UTC) for day in (9, 1))
    book.add(by("kim", late), result(0.25, digest="c" * 64))
    book.add(by("kim", early), result(0.75, digest="d" * 64))
    assert [entry.record.score for entry in book.latest()] == [0.25]


def test_the_last_decision_stands(book):
    """A later adjustment of the same student and question replaces an earlier one."""
    for points in (1.0, 0.5):
        book.adjust("a9_toy", "kim", Adjustment("q", points, "appeal"))
    assert book.adjustments("a9_toy", "kim") == {"q": Adjustment("q", 0.5, "appeal")}
    assert book.adjustments("a9_toy", "lee") == {}


def test_an_extension_is_one_students(book):
    """An extension changes only the due time of its student."""
    due, later = (datetime(2027, 3, day, tzinfo=UTC) for day in (1, 5))
    book.extend("a9_toy", "kim", later, "ill")
    assert (book.due("a9_toy", "kim", due), book.due("a9_toy", "lee", due)) == (later, due)


def test_two_processes_may_use_it(book):
    """Another connection can read while this one writes."""
    book.add(by("kim"), result())
    with Gradebook(book.path) as other:
        book.add(by("lee"), result())
        assert [entry.student for entry in other.entries()] == ["kim", "lee"]


def test_a_missing_gradebook_is_not_made_by_looking(tmp_path):
    """Opening a missing gradebook for reading fails and creates no file."""
    with pytest.raises(UsageError, match="there is no gradebook"):
        Gradebook(tmp_path / "gradebook.sqlite")
    assert list(tmp_path.iterdir()) == []
