"""`pytest` in a student's folder, as a student runs it: in a process of its own."""

import os

import pytest

from autograder.model.text import Text
from autograder.testing.report_log import read_report
from tests.student.toy import ANSWERS, SKELETON, make_bundle
from tests.warm_pytest import run_pytest

MARK = '@pytest.mark.question("double", ko="두 배")\n'


@pytest.fixture
def bundle(tmp_path):
    """Makes a bundle of these sources."""
    return lambda sources: make_bundle(tmp_path / "toy", sources)


def run(folder, *options, language="en", **more):
    """What `pytest` says in the folder, in a terminal of its own, with no other plugin installed."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "COV"))}
    asked = {"AUTOGRADER_LANG": language, "PYTHONIOENCODING": "utf-8", "COLUMNS": "120"}
    environment = {**kept, **asked, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **more}
    return run_pytest(folder, ["-p", "no:cacheprovider", *options], environment)


def one_test(folder, text):
    """The bundle with this one test file, and nothing else to run."""
    (folder / "tests" / "test_toy.py").write_text(f"import pytest\n\n{text}", encoding="utf-8")
    return folder


def test_right_answers_pass(bundle):
    """Right answers pass, one line of summary and no noise."""
    done = run(bundle(ANSWERS))
    assert done.returncode == 0, done.stdout
    assert "6 passed" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("language", ["en", "ko"])
def test_untouched_files_say_one_line_for_each_question(bundle, language):
    """Stubs are counted as not written yet, with one line per question and no traceback."""
    done = run(bundle(SKELETON), language=language)
    lines = [
        line for line in done.stdout.splitlines() if "not written yet (" in line or ("작성" in line and ".py" in line)
    ]
    assert len(lines) == 3, done.stdout
    for question, file in [("double", "scale.py"), ("halve", "scale.py"), ("total", "summing.py")]:
        assert any(question in line and file in line for line in lines), done.stdout
    assert "Traceback" not in done.stdout
    assert "NotImplementedError" not in done.stdout
    assert len(done.stdout.splitlines()) < 20, done.stdout


def test_a_wrong_value_is_told_in_a_few_lines(bundle):
    """A failure shows what differs, the slip and the call; no source of the test and no traceback."""
    done = run(bundle({**ANSWERS, "scale.py": ANSWERS["scale.py"].replace("2 * x", "x * x")}))
    assert done.returncode == 1
    assert "doubled[0] is 1, expected 2" in done.stdout
    assert "Is it squared?" in done.stdout
    assert "The call was: double(np.array([1.]))" in done.stdout
    assert "assert_close(doubled" not in done.stdout
    assert "Traceback" not in done.stdout


def test_who_asks_pytest_for_another_style_gets_it(bundle):
    """A fault of a test itself shows its traceback, with the lines around it where `--tb=long` says so."""
    text = f'{MARK}def test_doubled(submission):\n    """D."""\n    before = 1\n    raise RuntimeError(before)\n'
    folder = one_test(bundle(ANSWERS), text)
    assert "RuntimeError: 1" in run(folder).stdout
    assert "before = 1" not in run(folder).stdout
    assert "before = 1" in run(folder, "--tb=long").stdout


@pytest.mark.slow
def test_korean_is_spoken_where_it_is_asked_for(bundle):
    """The same failure in Korean."""
    done = run(bundle({**ANSWERS, "scale.py": ANSWERS["scale.py"].replace("2 * x", "x * x")}), language="ko")
    assert "제곱했나요?" in done.stdout
    assert "Is it squared?" not in done.stdout


@pytest.mark.slow
def test_an_exception_shows_the_students_own_line(bundle):
    """The report of an exception has its type, message and line, with the real path."""
    folder = bundle({**ANSWERS, "scale.py": ANSWERS["scale.py"].replace("return 2 * x", "y = 2 * x\n    return z")})
    done = run(folder)
    assert "NameError: name 'z' is not defined" in done.stdout
    assert f"{folder / 'scale.py'}, line 7: return z" in done.stdout


@pytest.mark.slow
def test_a_missing_file_is_named(bundle):
    """A file that is not there is said to be missing."""
    folder = bundle(ANSWERS)
    (folder / "scale.py").unlink()
    assert "scale.py is missing" in run(folder).stdout


@pytest.mark.slow
def test_a_file_that_cannot_be_read_is_told_once(bundle):
    """Its line is shown once, however many tests want the file, and nothing of what they would have called."""
    done = run(bundle({**ANSWERS, "scale.py": "import numpy as np\n\n\ndef double(x)\n    return 2 * x\n"}))
    assert done.returncode == 1
    assert done.stdout.count("Python cannot read it: expected ':'") == 1, done.stdout
    assert "scale.py, line 4: def double(x)" in done.stdout
    assert "The call was" not in done.stdout
    assert len(done.stdout.splitlines()) < 20, done.stdout


@pytest.mark.slow
def test_a_file_in_another_encoding_is_named_with_its_cure(bundle):
    """A cp949 file says how to save it."""
    folder = bundle(ANSWERS)
    (folder / "scale.py").write_bytes("# 두 배\ndef double(x): return 2 * x\n".encode("cp949"))
    assert "not UTF-8" in run(folder).stdout


def test_a_hanging_test_stops_at_the_students_line(bundle):
    """A test that hangs ends the run and shows on the terminal in which line of the student's file."""
    text = ANSWERS["scale.py"].replace("return 2 * x", "while True:\n        pass")
    done = run(bundle({**ANSWERS, "scale.py": text}), "--autograder-timeout", "1")
    assert done.returncode == 1
    assert "scale.py" in done.stderr
    assert "line 6" in done.stderr or "line 7" in done.stderr


def test_a_report_has_a_line_for_every_start_and_end(bundle, tmp_path):
    """`--autograder-report` writes what starts and how it ends, with texts in both languages."""
    report = tmp_path / "report.jsonl"
    text = ANSWERS["scale.py"].replace("return 2 * x", "return x + 3")
    run(bundle({**ANSWERS, "scale.py": text}), "--autograder-report", str(report))
    lines = read_report(report.read_bytes().split(b"\n"))
    assert [line.kind for line in lines] == ["started", "ended"] * 6
    ended = {line.case: line.outcome for line in lines if line.kind == "ended"}
    failed = ended["tests/test_toy.py::test_double_agrees_with_a_hand_worked_case[2]"]
    assert (failed.status, failed.test.question, failed.test.gate) == ("failed", "double", "")
    assert failed.test.id == "test_toy.py::test_double_agrees_with_a_hand_worked_case"
    assert failed.test.title == Text("Doubling agrees with a hand-worked case.", "손으로 푼 예와 같습니다")
    assert "Is it squared?" in failed.explanation.en
    assert "제곱했나요?" in failed.explanation.ko
    assert ended["tests/test_toy.py::test_halve"].status == "passed"


@pytest.mark.slow
def test_questions_may_be_chosen(bundle):
    """`--autograder-question` runs the tests of that question and deselects the others."""
    done = run(bundle(ANSWERS), "--autograder-question", "double")
    assert "4 passed, 2 deselected" in done.stdout


@pytest.mark.slow
def test_the_files_may_lie_elsewhere(bundle, tmp_path):
    """`--autograder-submission` tests the files of another folder."""
    folder = bundle(SKELETON)
    other = tmp_path / "other"
    other.mkdir()
    for name, text in ANSWERS.items():
        (other / name).write_text(text, encoding="utf-8")
    assert run(folder, f"--autograder-submission={other}", f"--autograder-assignment={folder}").returncode == 0


WRONG = {
    "no mark": ('def test_a():\n    """Title."""', "has no `@pytest.mark.question(...)`"),
    "no docstring": (f"{MARK}def test_a():\n    pass", "has no docstring"),
    "unknown question": (
        '@pytest.mark.question("dubble", ko="두 배")\ndef test_a():\n    """Title."""',
        "names the question 'dubble'; there are double, halve, total",
    ),
    "weight of zero": (
        '@pytest.mark.question("double", weight=0, ko="두 배")\ndef test_a():\n    """Title."""',
        "weight 0; a weight is a number above 0",
    ),
    "unknown visibility": (
        '@pytest.mark.question("double", ko="두 배", visibility="secret")\ndef test_a():\n    """Title."""',
        "visibility 'secret'; allowed: visible, hidden, after_due_date, after_published",
    ),
    "unknown word": (
        '@pytest.mark.question("double", ko="두 배", heavy=1)\ndef test_a():\n    """Title."""',
        "its mark does not fit",
    ),
    "no question": ('@pytest.mark.question(ko="두 배")\ndef test_a():\n    """Title."""', "its mark does not fit"),
}


@pytest.mark.slow
@pytest.mark.parametrize(("text", "words"), WRONG.values(), ids=WRONG)
def test_a_wrong_mark_is_one_clear_line(bundle, text, words):
    """A test without a mark, docstring or title, or with a mark of another form, stops the run: one line, its place."""
    done = run(one_test(bundle(ANSWERS), text))
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert done.returncode == 4
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("ERROR: tests/test_toy.py:3: test_a "), lines
    assert words in lines[0]


@pytest.mark.slow
def test_an_unknown_fixture_is_not_the_students_fault(bundle):
    """A fixture that nobody knows is an error of the test, which pytest names."""
    done = run(one_test(bundle(ANSWERS), f'{MARK}def test_a(submision):\n    """Title."""'))
    assert done.returncode == 1
    assert "fixture 'submision' not found" in done.stdout


def outcomes(report):
    """The status of each case that has ended, by the test's name."""
    ended = [line.outcome for line in read_report(report.read_bytes().split(b"\n")) if line.outcome]
    return {outcome.case.partition("::")[2]: outcome.status for outcome in ended}


@pytest.mark.slow
def test_the_reference_is_not_there_on_a_laptop(bundle, tmp_path):
    """A test that asks for the reference is an internal error, and its message states why."""
    report = tmp_path / "report.jsonl"
    text = f'{MARK}def test_a(reference):\n    """Title."""'
    done = run(one_test(bundle(ANSWERS), text), "--autograder-report", str(report))
    assert "exists in hidden tests only" in done.stdout
    assert outcomes(report)["test_a"] == "grader_error"


@pytest.mark.slow
def test_a_folder_that_is_no_assignment_is_one_clear_line(bundle):
    """Without a description of the assignment the run stops with one line."""
    folder = bundle(ANSWERS)
    (folder / "assignment.json").unlink()
    done = run(folder)
    assert done.returncode == 4
    assert "there is no assignment.toml and no assignment.json here" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


STATUSES = {
    "failed": ("assert 1 == 2, 'one is not two'", "failed"),
    "exception": ("1 / 0", "grader_error"),
    "skip": ("pytest.skip('no')", "grader_error"),
    "absent": ("submission.scale.triple.call()", "error"),
    "typo": ("submission.scales.double.call()", "grader_error"),
    "exit": ("raise SystemExit", "grader_error"),
}


@pytest.mark.slow
def test_statuses(bundle, tmp_path):
    """A failed assert is the submission's; any other exception of a test, a skip included, is ours."""
    report = tmp_path / "report.jsonl"
    tests = (
        f'{MARK}def test_{name}(submission):\n    """Title."""\n    {body}' for name, (body, _) in STATUSES.items()
    )
    run(one_test(bundle(ANSWERS), "\n\n\n".join(tests)), "--autograder-report", str(report))
    assert outcomes(report) == {f"test_{name}": status for name, (_, status) in STATUSES.items()}


@pytest.mark.slow
def test_a_failed_assert_shows_its_message(bundle):
    """The message of a plain assert is shown without pytest's introspection."""
    text = f'{MARK}def test_a(submission):\n    """Title."""\n    assert 1 == 2, "one is not two"'
    done = run(one_test(bundle(ANSWERS), text))
    assert "one is not two" in done.stdout
    assert "assert 1 == 2" not in done.stdout


RANDOM = f'''{MARK}def test_a(submission, rng):
    """Title."""
    assert False, f"drew {{rng.random()}}"
'''


@pytest.mark.slow
def test_random_numbers_are_the_same_every_time(bundle):
    """A public test draws the same numbers on every run."""
    folder = one_test(bundle(ANSWERS), RANDOM)
    drawn = [next(line for line in run(folder).stdout.splitlines() if "drew" in line) for _ in range(2)]
    assert drawn[0] == drawn[1]


@pytest.mark.slow
def test_a_loop_is_named_by_its_line(bundle):
    """The speed test of a laptop names the loop's line and what it runs over; vectorized code passes."""
    text = f'''from autograder.testing import Text


def rows(transport, rng, n):
    return transport.scale.double.timed(rng.normal(size=n), returns="x")


{MARK}def test_a(submission, speed):
    """Title."""
    speed.flat(rows, over=Text("rows", "행"))
'''
    looped = ANSWERS["scale.py"].replace(
        "return 2 * x", "return np.array([2.0 * float(abs(v)) * np.sign(v) for v in x])"
    )
    folder = one_test(bundle({**ANSWERS, "scale.py": looped}), text)
    done = run(folder)
    assert "A Python loop runs over the rows" in done.stdout
    assert "return np.array([2.0 * float(abs(v)) * np.sign(v) for v in x])" in done.stdout
    (folder / "scale.py").write_text(ANSWERS["scale.py"], encoding="utf-8")
    assert run(folder).returncode == 0


@pytest.mark.slow
def test_other_projects_are_untouched(tmp_path):
    """Without `-p autograder.testing.plugin` pytest knows nothing of it."""
    (tmp_path / "test_other.py").write_text("def test_a():\n    pass\n", encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    done = run(tmp_path, "-v", "--trace-config", PYTEST_DISABLE_PLUGIN_AUTOLOAD="")
    assert done.returncode == 0, done.stdout
    assert "autograder.testing" not in done.stdout
