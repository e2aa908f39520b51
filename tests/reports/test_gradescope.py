"""Gradescope's results.json."""

import json
from typing import Any

import pytest

from autograder.i18n import speaking
from autograder.model.results import Record
from autograder.model.text import Text
from autograder.reports.gradescope import to_gradescope
from tests.reports.samples import broken, mistaken, one_test, question, record
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
    """Parse the file and check it against the documented fields."""
    decoded: dict[str, Any] = json.loads(to_gradescope(made))
    return decoded


MIXED = record(
    question("one", one_test(score=1.0), one_test("test_b", "failed", visibility="after_published")),
    question("two", one_test("test_c", "timeout", visibility="after_due_date", student_message=Text("Slow.", "느림"))),
)


def test_the_file_is_as_its_schema_says() -> None:
    """Require only documented fields, with their types and choices."""
    for made in (MIXED, broken()):
        gradescope_results(to_gradescope(made, 0.5, ["A note."]))


def test_lateness_lowers_the_score_and_no_tests_points() -> None:
    """The late penalty applies to the total only; notes come first."""
    written = json.loads(to_gradescope(MIXED, 0.9, ["Late.", "Very."]))
    assert written["score"] == 0.9
    assert [case["score"] for case in written["tests"]] == [1.0, 0.0, 0.0]
    assert written["output"].startswith("Late.\nVery.\nTests that are visible")


def test_the_total_of_hidden_tests_is_not_told() -> None:
    """While a test is not yet visible, the summary has only the points of visible tests."""
    first = results(MIXED)["output"].splitlines()[0]
    assert first == "Tests that are visible now: 1 of 1 points"
    seen = record(question("one", one_test(score=1.0), one_test("test_b", "failed")))
    assert results(seen)["output"].splitlines()[0] == "1 of 2 points"


def test_only_published_fields_are_written() -> None:
    """Every field and choice is documented by Gradescope."""
    written = results(MIXED)
    assert set(written) <= TOP
    assert {written["visibility"], written["stdout_visibility"]} <= VISIBILITIES
    for case in written["tests"]:
        assert set(case) <= TEST
        assert case["status"] in ("passed", "failed")
        assert case["visibility"] in VISIBILITIES
        assert case["output_format"] == "text"


def test_tests_are_numbered_by_question() -> None:
    """The second test of the first question has number 1.2, and its name begins with the question's title."""
    cases = results(MIXED)["tests"]
    assert [case["number"] for case in cases] == ["1.1", "1.2", "2.1"]
    assert cases[1]["name"] == "title of one: title of test_b"


def test_the_score_is_the_records_and_no_time_is_told() -> None:
    """The total is that of the record; the time that grading took is not written."""
    written = results(MIXED)
    assert written["score"] == 1.0
    assert "execution_time" not in written
    assert [case["score"] for case in written["tests"]] == [1.0, 0.0, 0.0]


def test_visibility_is_the_tests_own() -> None:
    """Tests that become visible later have Gradescope's visibility settings."""
    assert [case["visibility"] for case in results(MIXED)["tests"]] == ["visible", "after_published", "after_due_date"]


def test_a_hint_is_as_secret_as_the_hidden_tests_that_led_to_it() -> None:
    """A hint moves from a visible test to the first failed test that is shown last; a visible test tells none."""
    cases = {case["extra_data"].get("test", ""): case for case in results(mistaken())["tests"]}
    hint = "The gradient is not divided by N."
    assert hint not in cases["test_gradient"]["output"]
    assert hint in cases["test_again"]["output"]
    assert cases["test_again"]["visibility"] == "after_published"


def test_what_stays_hidden_is_not_in_the_file() -> None:
    """Hidden tests, instructors' messages and the secret's fingerprint are not written."""
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
    """A withheld test has 0 points, and output, summary and extra data say that it is withheld."""
    written = results(record(question("one", one_test(status=status))))
    assert written["tests"][0]["score"] == 0.0
    assert "withheld" in written["tests"][0]["output"]
    assert "Withheld" in written["output"]
    assert written["extra_data"]["held"] is True


def test_the_summary_says_when_a_hidden_test_is_held() -> None:
    """Withheld points are reported even if the test itself is hidden."""
    assert "Withheld" in results(record(question("one", one_test(status="review", visibility="hidden"))))["output"]


@pytest.mark.parametrize(("language", "words"), [("en", "as far as the value tests"), ("ko", "통과한 만큼")])
def test_a_gate_that_earned_nothing_says_why(language: str, words: str) -> None:
    """A passed gate with 0 points says, in each language, that a value test must pass too."""
    with speaking(language):
        case = results(record(question("one", one_test(gate=True))))["tests"][0]
    assert case["status"] == "passed"
    assert words in case["output"]


def test_a_written_zero_gives_its_reason() -> None:
    """A submission that could not be opened has 0 points, the reason, and no tests."""
    written = results(broken())
    assert (written["score"], written["tests"]) == (0.0, [])
    assert "The zip is damaged" in written["output"]


def test_the_file_speaks_the_language_in_force() -> None:
    """With Korean, titles and messages are Korean."""
    with speaking("ko"):
        case = results(MIXED)["tests"][2]
    assert case["name"] == "two의 제목: test_c의 제목"
    assert "느림" in case["output"]
