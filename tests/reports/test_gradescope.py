"""Gradescope's results.json."""

import json
from typing import Any

import pytest

from autograder.i18n import speaking
from autograder.model.results import Record
from autograder.model.text import Text
from autograder.reports.gradescope import to_gradescope
from tests.reports.samples import broken, one_test, question, record
from tests.schemas import gradescope_results

TOP = {
    "score", "execution_time", "output", "output_format", "test_output_format", "test_name_format", "visibility",
    "stdout_visibility", "extra_data", "tests", "leaderboard",
}  # fmt: skip
TEST = {
    "score", "max_score", "status", "name", "name_format", "number", "output", "output_format", "tags", "visibility",
    "extra_data",
}  # fmt: skip
VISIBILITIES = {"hidden", "after_due_date", "after_published", "visible"}


def results(made: Record) -> dict[str, Any]:
    """The file as Gradescope reads it."""
    decoded: dict[str, Any] = json.loads(to_gradescope(made))
    return decoded


MIXED = record(
    question("one", one_test(score=1.0), one_test("test_b", "failed", visibility="after_published")),
    question("two", one_test("test_c", "timeout", visibility="after_due_date", student_message=Text("Slow.", "느림"))),
)


def test_the_file_is_as_its_schema_says() -> None:
    """The published fields, their types and choices."""
    for made in (MIXED, broken()):
        gradescope_results(to_gradescope(made, 0.5, ["A note."]))


def test_lateness_lowers_the_score_and_no_tests_points() -> None:
    """What the policy takes is taken from the whole; notes stand above everything else."""
    written = json.loads(to_gradescope(MIXED, 0.9, ["Late.", "Very."]))
    assert written["score"] == 0.9
    assert [case["score"] for case in written["tests"]] == [1.0, 0.0, 0.0]
    assert written["output"].startswith("Late.\nVery.\nOf the tests")


def test_the_total_of_hidden_tests_is_not_told() -> None:
    """While there is a test that students cannot see yet, only the points of the others are summed up."""
    first = results(MIXED)["output"].splitlines()[0]
    assert first == "Of the tests that you can see now: 1 of 1 points"
    seen = record(question("one", one_test(score=1.0), one_test("test_b", "failed")))
    assert results(seen)["output"].splitlines()[0] == "1 of 2 points"


def test_only_published_fields_are_written() -> None:
    """Every field and every value of a choice is one that Gradescope documents."""
    written = results(MIXED)
    assert set(written) <= TOP
    assert {written["visibility"], written["stdout_visibility"]} <= VISIBILITIES
    for case in written["tests"]:
        assert set(case) <= TEST
        assert case["status"] in ("passed", "failed")
        assert case["visibility"] in VISIBILITIES
        assert case["output_format"] == "text"


def test_tests_are_numbered_by_question() -> None:
    """The second test of the first question is 1.2, and the question's title leads its name."""
    cases = results(MIXED)["tests"]
    assert [case["number"] for case in cases] == ["1.1", "1.2", "2.1"]
    assert cases[1]["name"] == "title of one: title of test_b"


def test_score_and_time_are_the_records() -> None:
    """The total is the record's, and the output states the wall time."""
    written = results(MIXED)
    assert (written["score"], written["execution_time"]) == (1.0, 1.5)
    assert [case["score"] for case in written["tests"]] == [1.0, 0.0, 0.0]


def test_visibility_is_the_tests_own() -> None:
    """What students see only later is left to Gradescope to hide until then."""
    assert [case["visibility"] for case in results(MIXED)["tests"]] == ["visible", "after_published", "after_due_date"]


def test_what_stays_hidden_is_not_in_the_file() -> None:
    """Neither a hidden test nor what instructors read of a test is written; nor the secret's fingerprint."""
    secret = Text("canary-of-the-instructor", "canary-of-the-instructor")
    made = record(
        question(
            "one",
            one_test("canary-test", "failed", visibility="hidden", instructor_message=secret),
            one_test("test_b", "failed", instructor_message=secret),
        )
    )
    data = to_gradescope(made).decode("utf-8")
    assert "canary" not in data
    assert "fingerprint" not in data


@pytest.mark.parametrize("status", ["review", "grader_error"])
def test_held_points_are_shown_as_held(status: Any) -> None:
    """A held test has 0 points, and its output, the summary and the extra data say that it is held."""
    written = results(record(question("one", one_test(status=status))))
    assert written["tests"][0]["score"] == 0.0
    assert "held for review" in written["tests"][0]["output"]
    assert "held for review" in written["output"]
    assert written["extra_data"]["held"] is True


def test_the_summary_says_when_a_hidden_test_is_held() -> None:
    """Withheld points are reported even if the test itself is hidden."""
    assert (
        "held for review" in results(record(question("one", one_test(status="review", visibility="hidden"))))["output"]
    )


@pytest.mark.parametrize(("language", "words"), [("en", "once a test of values"), ("ko", "점수")])
def test_a_gate_that_earned_nothing_says_why(language: str, words: str) -> None:
    """A passed gate with 0 points says, in each language, that values come first."""
    with speaking(language):
        case = results(record(question("one", one_test(gate=True))))["tests"][0]
    assert case["status"] == "passed"
    assert words in case["output"]


def test_a_written_zero_gives_its_reason() -> None:
    """What could not be opened is a 0 with its reason, and no test."""
    written = results(broken())
    assert (written["score"], written["tests"]) == (0.0, [])
    assert "The zip is damaged" in written["output"]


def test_the_file_speaks_the_language_in_force() -> None:
    """In Korean, titles and messages are the Korean ones."""
    with speaking("ko"):
        case = results(MIXED)["tests"][2]
    assert case["name"] == "two의 제목: test_c의 제목"
    assert "느림" in case["output"]
