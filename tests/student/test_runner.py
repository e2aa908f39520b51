"""Run tests in separate processes."""

import re
from pathlib import Path

import msgspec
import pytest

from autograder.errors import UsageError
from autograder.model.assignment import Limits
from autograder.student.runner import run_tests
from autograder.testing.outcome import TestOutcome
from tests.student.toy import ANSWERS, SKELETON, TOY, make_bundle

QUESTIONS = ("double", "halve", "total")
FILES = ("scale.py", "summing.py")


def run(folder: Path, double: str, seconds: float = 60.0) -> dict[str, TestOutcome]:
    """Run the toy's tests with this body of `double`; return outcomes by test function."""
    body = double.replace("\n", "\n    ")
    sources = {**ANSWERS, "scale.py": ANSWERS["scale.py"].replace("return 2 * x", body)}
    tests = run_tests(make_bundle(folder / "toy", sources), QUESTIONS, FILES, seconds)
    return {test.test.id.partition("::")[2]: test for test in tests}


def statuses(tests: dict[str, TestOutcome]) -> list[str]:
    """Return the statuses in the order of the test file."""
    return [test.status for test in tests.values()]


SLEEPS = "import time\n    time.sleep(0.02)\n    return 2 * x"
HAND = "test_double_agrees_with_a_hand_worked_case"


def test_right_answers_pass(tmp_path: Path) -> None:
    """Every selected test runs and passes; the cases of one test count as one."""
    assert statuses(run(tmp_path, "return 2 * x")) == ["passed"] * 4


def test_only_the_questions_asked_for_run(tmp_path: Path) -> None:
    """Tests of other questions are not started."""
    heard: list[str] = []
    tests = run_tests(make_bundle(tmp_path / "toy", ANSWERS), ["halve"], FILES, 60.0, heard.append)
    assert [test.test.question for test in tests] == ["halve"]
    assert heard == ["halve"]


def test_stubs_are_not_written_yet(tmp_path: Path) -> None:
    """A stub is reported as not implemented, neither as failed nor as error."""
    tests = run_tests(make_bundle(tmp_path / "toy", SKELETON), QUESTIONS, FILES, 60.0)
    assert {test.status for test in tests} == {"not_implemented"}


def test_code_that_sleeps_times_out_as_in_grading(tmp_path: Path) -> None:
    """Code that sleeps for a fifth of a test's CPU limit does not pass here either."""
    sources = {**ANSWERS, "scale.py": ANSWERS["scale.py"].replace("return 2 * x", SLEEPS)}
    quick = msgspec.structs.replace(TOY, limits=Limits(cpu=0.05))
    folder = make_bundle(tmp_path / "toy", sources, quick)
    tests = {test.test.question: test for test in run_tests(folder, QUESTIONS, FILES, 60.0)}
    assert {question: test.status for question, test in tests.items()} == {
        **dict.fromkeys(QUESTIONS, "passed"),
        "double": "timeout",
    }
    assert "slept for more than 0.01 seconds" in tests["double"].explanation.en
    assert tests["double"].cpu >= 0.01  # sleep counts like work


def test_the_first_case_that_fails_is_reported(tmp_path: Path) -> None:
    """A test with several cases has the message and output of the first failing case."""
    tests = run(tmp_path, "print(len(x), 'elements')\nreturn 2 * x if len(x) < 2 else x")
    assert tests[HAND].status == "failed"
    assert "expected 2" in tests[HAND].explanation.en
    assert tests[HAND].printed == "2 elements\n"
    assert tests[HAND].test.title.ko == "손으로 푼 예와 같습니다"


def test_an_endless_loop_costs_one_test(tmp_path: Path) -> None:
    """A hanging test is marked with the student's line; all other tests run, also of the same question."""
    tests = run(tmp_path, "while len(x) == 1:\n    pass\nreturn 2 * x", seconds=3.0)
    assert statuses(tests) == ["timeout", "passed", "passed", "passed"]
    assert re.search(r"scale\.py, line [67]: ", tests[HAND].explanation.en)


def test_a_loop_inside_c_is_stopped_too(tmp_path: Path) -> None:
    """Arithmetic that never returns to the interpreter is stopped and located at the calling line."""
    tests = run(tmp_path, "if len(x) == 1:\n    sum(iter(int, 1))\nreturn 2 * x", seconds=3.0)
    assert statuses(tests) == ["timeout", "passed", "passed", "passed"]
    assert "scale.py, line 7: sum(iter(int, 1))" in tests[HAND].explanation.en


def test_after_two_hangs_a_question_is_given_up(tmp_path: Path) -> None:
    """After some timeouts, the remaining tests of a question are skipped."""
    toy = make_bundle(tmp_path / "toy", {**ANSWERS, "scale.py": "while True:\n    pass\n"})
    file = toy / "tests" / "test_toy.py"
    file.write_text(file.read_text(encoding="utf-8").replace('question("halve"', 'question("double"'), encoding="utf-8")
    tests = run_tests(toy, ["double"], FILES, 1.0)
    assert [test.status for test in tests] == ["timeout"] * 3
    assert [test.explanation.en.startswith("Not run") for test in tests] == [False, False, True]


@pytest.mark.parametrize(
    ("body", "how"),
    [
        ("import os\nos.abort()", ""),
        ("import os\nos._exit(0)", "exit code 0"),
        ("import os\nos._exit(3)", "exit code 3"),
    ],
)
def test_a_crash_costs_one_test(tmp_path: Path, body: str, how: str) -> None:
    """A process that dies during a test costs only that test; a new process continues."""
    tests = run(tmp_path, body)
    assert statuses(tests) == ["crashed", "crashed", "passed", "passed"]
    assert how in tests[HAND].explanation.en


def test_a_crash_names_the_line(tmp_path: Path) -> None:
    """The message has the student's line if Python reports the crash."""
    assert "scale.py, line 7: os.abort()" in run(tmp_path, "import os\nos.abort()")[HAND].explanation.en


@pytest.mark.parametrize("body", ["raise SystemExit(0)", "import sys\nsys.exit()", "raise KeyboardInterrupt"])
def test_leaving_python_politely_is_no_way_out(tmp_path: Path, body: str) -> None:
    """`sys.exit` and similar calls fail their test and do not end the process."""
    tests = run(tmp_path, body)
    assert tests[HAND].status in ("error", "crashed")
    assert tests["test_total"].status == "passed"


def test_a_folder_with_a_korean_name(tmp_path: Path) -> None:
    """A hang is located even if the path is not ASCII."""
    folder = tmp_path / "홍길동 과제"
    tests = run(folder, "while len(x) == 1:\n    pass\nreturn 2 * x", seconds=3.0)
    assert re.search(r"scale\.py, line [67]: ", tests[HAND].explanation.en)


def test_paths_in_messages_are_short(tmp_path: Path) -> None:
    """Messages name a student's file without its folder."""
    message = run(tmp_path, "return x + undefined")[HAND].explanation.en
    assert "scale.py, line 6: return x + undefined" in message
    assert str(tmp_path) not in message


def test_the_students_own_files_do_not_hide_the_library(tmp_path: Path) -> None:
    """A student file named like a standard module does not disturb pytest."""
    toy = make_bundle(tmp_path / "toy", {**ANSWERS, "random.py": "raise RuntimeError", "json.py": "raise RuntimeError"})
    assert {test.status for test in run_tests(toy, QUESTIONS, FILES, 60.0)} == {"passed"}


def test_options_of_the_students_pytest_do_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Environment variables of pytest do not change the check."""
    monkeypatch.setenv("PYTEST_ADDOPTS", "--collect-only")
    assert statuses(run(tmp_path, "return 2 * x")) == ["passed"] * 4


def test_a_damaged_bundle_is_one_clear_message(tmp_path: Path) -> None:
    """Tests that cannot be collected raise UsageError with pytest's output and what to do."""
    toy = make_bundle(tmp_path / "toy", ANSWERS)
    (toy / "tests" / "test_toy.py").write_text("import nothing_of_this_name\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"(?s)Unzip the assignment again.*nothing_of_this_name"):
        run_tests(toy, QUESTIONS, FILES, 60.0)
