"""JUnit XML."""

from xml.etree import ElementTree

import pytest

from autograder.model.results import STATUSES, Record, Status
from autograder.model.text import Text
from autograder.reports.junit import to_junit
from tests.reports.samples import one_test, question, record


def parsed(made: Record, instructor: bool = False) -> ElementTree.Element:
    """Parse the file."""
    return ElementTree.fromstring(to_junit(made, instructor=instructor))


def test_one_suite_for_each_question_and_one_case_for_each_test() -> None:
    """Names, points and counts are where CI services expect them."""
    root = parsed(
        record(question("one", one_test(score=1.0), one_test("test_b", "failed")), question("two", one_test("test_c")))
    )
    assert [suite.get("name") for suite in root] == ["one", "two"]
    assert [case.get("name") for case in root.iter("testcase")] == [
        "title of test_a",
        "title of test_b",
        "title of test_c",
    ]
    assert (root.get("tests"), root.get("failures"), root.get("errors"), root.get("skipped")) == ("3", "1", "0", "0")


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_has_its_form(status: Status) -> None:
    """Wrong or missing is a failure, exceptions and limits are errors, withheld is skipped."""
    expected = {"failed": "failure", "not_implemented": "failure", "grader_error": "skipped", "review": "skipped"}
    root = parsed(record(question("one", one_test(status=status))))
    kinds = [child.tag for case in root.iter("testcase") for child in case]
    assert kinds == ([] if status == "passed" else [expected.get(status, "error")])


def test_students_messages_by_default_and_instructors_on_request() -> None:
    """Instructors' messages and hidden tests are written only if requested."""
    secret = Text("canary", "canary")
    made = record(
        question("one", one_test(status="failed", instructor_message=secret), one_test("x", visibility="hidden"))
    )
    assert b"canary" not in to_junit(made)
    assert len(list(parsed(made).iter("testcase"))) == 1
    assert b"canary" in to_junit(made, instructor=True)
    assert len(list(parsed(made, instructor=True).iter("testcase"))) == 2


def test_hostile_text_stays_text() -> None:
    """The file stays well-formed with markup, control characters and lone surrogates in messages."""
    nasty = "<x/>&]]>\x00\x0b\x1b[31m\ufffe\ud800 \U0001f600"
    root = parsed(
        record(question("one", one_test(status="error", student_message=Text(nasty, nasty))), submission=nasty)
    )
    (error,) = root.iter("error")
    assert error.text is not None
    assert error.text.startswith("<x/>&]]>")
