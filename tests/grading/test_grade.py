"""Batches: order, faults, points and files."""

import pytest

from autograder.errors import AssignmentError, UsageError
from autograder.grading.fork import in_a_fork
from autograder.grading.provider import GradingProvider
from autograder.grading.secret import SIZE, fingerprint, load_secret
from autograder.grading.suite import work_on_suite
from autograder.model.assignment import load_assignment
from autograder.reports.results_folder import write_grades, write_result
from autograder.testing.provider import read_sources
from tests.graded import grade
from tests.grading.toy import make_assignment, submit

SECRET = b"t" * SIZE


def test_a_submission_that_cannot_be_opened_gets_a_written_zero(toy, tmp_path):
    """An empty folder gets 0 with a reason, and the next submission is graded normally."""
    (tmp_path / "empty").mkdir()
    good = submit(tmp_path / "good")
    records = {record.submission: record for record in grade(toy, [tmp_path / "empty", good], SECRET)}
    assert (records["empty"].score, records["good"].score) == (0, 10)
    assert "toys.py" in records["empty"].reason.en


def test_one_wrong_path_stops_the_batch_before_it_starts(toy, tmp_path):
    """If a path does not exist, nothing is graded."""
    with pytest.raises(UsageError):
        next(grade(toy, [submit(tmp_path / "good"), tmp_path / "nobody"], SECRET))


def test_two_gradings_of_the_same_answer_agree(toy, tmp_path):
    """The same submission, secret and assignment give the same verdicts and digests."""
    path = submit(tmp_path / "a", toys="def double(x):\n    return x * x")
    first, second = (next(grade(toy, [path], SECRET)) for _ in range(2))
    assert first.digests == second.digests
    assert [t.status for q in first.questions for t in q.tests] == [t.status for q in second.questions for t in q.tests]


BROKEN = {
    "no Python": ("test_toys_hidden.py", "x = 1\ndef f(:\n", ":2: not valid Python: invalid syntax"),
    "an exception": (
        "test_toys_hidden.py",
        "x = 1\nx / 0\n",
        ":2: the tests cannot be collected: ZeroDivisionError: division by zero",
    ),
    "no such module": (
        "test_toys_hidden.py",
        "\nimport toy_oracle\n",
        ":2: the tests cannot be collected: ModuleNotFoundError: No module named 'toy_oracle'",
    ),
    "no such fixture": (
        "test_toys_hidden.py",
        "import pytest\n\n@pytest.mark.parametrize('n', [1])\ndef test_a(submission):\n    pass\n",
        ": the tests cannot be collected: Failed: "
        "In tests/hidden/test_toys_hidden.py::test_a: function uses no argument 'n'",
    ),
    "a question that is not there": (
        "test_toys_hidden.py",
        'import pytest\n\n@pytest.mark.question("dubble", ko="둘")\ndef test_a(submission):\n    """A."""\n',
        ":3: test_a names the question 'dubble'; there are double, total",
    ),
    "a question that a person grades": (
        "test_toys_hidden.py",
        'import pytest\n\n@pytest.mark.question("essay", ko="글")\ndef test_a(submission):\n    """A."""\n',
        ":3: test_a names the question 'essay'; there are double, total",
    ),
    "a broken conftest.py": (
        "conftest.py",
        "import os\nos.nothing\n",
        ":2: the tests cannot be collected: AttributeError: module 'os' has no attribute 'nothing'",
    ),
}


@pytest.mark.parametrize(("file", "text", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_test_file_is_reported_with_its_line(tmp_path, capfd, zygote, file, text, message):
    """The message has file, line and problem in one line; nothing else is printed."""
    folder = make_assignment(tmp_path)
    path = folder / "tests" / "hidden" / file
    path.write_text(text, encoding="utf-8")

    def collected():
        assignment = load_assignment(folder)
        provider = GradingProvider(assignment, read_sources(folder, assignment), SECRET, zygote)
        with pytest.raises(AssignmentError) as caught:
            work_on_suite(folder, provider, lambda suite: None)
        return str(caught.value)

    assert in_a_fork(collected) == f"{path}{message}"
    assert capfd.readouterr() == ("", "")


def test_each_cause_is_reported_once(tmp_path, capfd):
    """A broken helper that two files import is reported once, beside the error of a third file; nobody gets a 0."""
    folder = make_assignment(tmp_path)
    (folder / "tests/public/toy_oracles.py").write_text("def f(:\n", encoding="utf-8")
    for name in ("test_a.py", "test_b.py"):
        (folder / "tests/public" / name).write_text("import toy_oracles\n", encoding="utf-8")
    (folder / "tests/hidden/test_c.py").write_text("1 / 0\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        list(grade(folder, [submit(tmp_path / "a")], SECRET))
    assert str(caught.value).count("toy_oracles.py:1: not valid Python") == 1
    assert str(caught.value).count("test_c.py:1: the tests cannot be collected: ZeroDivisionError") == 1
    assert capfd.readouterr() == ("", "")


def test_an_error_in_a_test_withholds_its_points(tmp_path):
    """An exception in a hidden test is an internal error: its points are withheld, and the student reads why."""
    folder = make_assignment(tmp_path)
    more = '''
import pytest

@pytest.mark.question("double", ko="고장")
def test_broken(submission):
    """Broken."""
    {}["nothing"]

@pytest.mark.question("double", ko="건너뜀")
def test_skipped(submission):
    """Skipped."""
    pytest.skip("no")
'''
    (folder / "tests" / "hidden" / "test_more_hidden.py").write_text(more, encoding="utf-8")
    record = next(grade(folder, [submit(tmp_path / "a")], SECRET))
    broken = [test for q in record.questions for test in q.tests if test.status == "grader_error"]
    assert len(broken) == 2
    assert record.held()
    assert record.failed()
    assert "not your fault" in broken[0].student_message.en
    assert "KeyError" in broken[0].instructor_message.en


def test_a_question_without_a_test_is_refused(tmp_path):
    """A question without tests raises AssignmentError."""
    folder = make_assignment(tmp_path)
    (folder / "tests" / "public" / "test_toys.py").unlink()
    (folder / "tests" / "hidden" / "test_toys_hidden.py").write_text(
        'import pytest\n\n@pytest.mark.question("double", ko="하나")\ndef test_one(submission):\n    """One."""\n'
    )
    with pytest.raises(AssignmentError, match="total"):
        list(grade(folder, [submit(tmp_path / "a")], SECRET))


def test_nothing_hidden_is_written_for_students(toy, records, tmp_path):
    """No file for students contains a value of a hidden test."""
    write_grades([write_result(record, tmp_path) for record in records.values()], tmp_path)
    shown = [path.read_text(encoding="utf-8") for path in (tmp_path / "students").rglob("*.json")]
    kept = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "instructor").rglob("*.json"))
    assert len(shown) == len(records)
    assert "1234" in kept
    assert not [text for text in shown if "1234" in text]


def test_a_secret_is_made_once_and_kept_private(tmp_path, monkeypatch):
    """The first use creates 32 bytes that only the owner can read; the next use reads them."""
    place = tmp_path / "autograder" / "secret"
    monkeypatch.delenv("AUTOGRADER_SECRET", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert load_secret() == load_secret()
    assert (place.stat().st_mode & 0o777, len(place.read_bytes())) == (0o600, SIZE)


def test_a_secret_that_was_named_is_never_made(tmp_path, monkeypatch):
    """A named file that does not exist is rejected and not created: a typing error must not create another secret."""
    typo = tmp_path / "typo" / "secert"
    monkeypatch.setenv("AUTOGRADER_SECRET", str(typo))
    for named in (typo, None):
        with pytest.raises(UsageError, match="there is no such file; name no file"):
            load_secret(named)
    assert not list(tmp_path.iterdir())


def test_a_secret_that_others_can_read_is_refused(tmp_path):
    """A secret that other users can read is rejected."""
    place = tmp_path / "secret"
    place.write_bytes(SECRET)
    place.chmod(0o644)
    with pytest.raises(UsageError, match="chmod 600"):
        load_secret(place)


def test_a_fingerprint_distinguishes_secrets():
    """Two secrets have different fingerprints, and no fingerprint contains the secret."""
    assert fingerprint(SECRET) != fingerprint(b"u" * SIZE)
    assert SECRET.hex() not in fingerprint(SECRET)


def test_options_of_the_graders_pytest_do_not_matter(toy, tmp_path, monkeypatch):
    """Pytest options in the environment do not affect grading."""
    monkeypatch.setenv("PYTEST_ADDOPTS", "-k nothing")
    assert next(grade(toy, [submit(tmp_path / "good")], SECRET)).score == 10
