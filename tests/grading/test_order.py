"""All public tests of an assignment run before the first hidden one, in every mode of grading.

The order is read from a log that the tests of the assignment write themselves.
"""

import itertools
import re
import textwrap
from dataclasses import dataclass

import pytest

from autograder.grading.grade import grade_all, grade_on_cluster
from autograder.grading.job import GradeOptions
from autograder.grading.stepwise import grade_stepwise
from autograder.model.assignment import load_assignment
from autograder.submissions.refs import SubmissionRef
from benchmarks.cluster import running
from tests.graded import grade
from tests.grading.toy import make_assignment, submit
from tests.needs import needs

pytestmark = pytest.mark.slow

SECRET = b"o" * 32

LOGGING = """
import os
import signal
from pathlib import Path

import pytest

from autograder.testing.plugin import INFO, PROVIDER, RECORDER

LOG, ONCE, FAULT = Path({log!r}), Path({once!r}), {fault!r}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    info = item.stash[INFO]
    recorder = item.stash.get(RECORDER, None)
    kind = "graded" if recorder is None or recorder._judging else "recorded"
    with LOG.open("a") as file:
        file.write(f"{{os.getpid()}} {{kind}} {{'hidden' if info.hidden else 'public'}} {{info.question}}\\n")
    if FAULT and info.question == FAULT[0] and info.hidden == FAULT[1] and not ONCE.exists():
        ONCE.touch()
        provider = item.config.stash[PROVIDER]
        if FAULT[2] == "grader":
            os.kill(os.getppid(), signal.SIGKILL)
            signal.pause()  # this process dies with its parent
        os.kill(provider._zygote._process.pid, signal.SIGKILL)
        while not provider.failed():
            os.sched_yield()
    return (yield)
"""

MISTAKES = """
[[misconception]]
id = "thrice"
question = "double"
idea = "thrice"
name = { en = "Three times", ko = "세 배" }
hint = { en = "Twice, not three times.", ko = "세 배가 아니라 두 배예요." }
frequency = 0.5
cost = 0.4
edits = [{ find = "return x + x", put = "return x * 3" }]

[[misconception]]
id = "mean"
question = "total"
idea = "mean"
name = { en = "The mean", ko = "평균" }
hint = { en = "The sum, not the mean.", ko = "평균이 아니라 합이에요." }
frequency = 0.5
cost = 0.4
edits = [{ find = ".sum()", put = ".mean()" }]
"""
WRONG = {
    "toys": "def double(x):\n    return x * 3",
    "sums": "import toys\n\ndef total(x):\n    return toys.double(x).mean() / 2",
}


@dataclass(frozen=True)
class Ran:
    """A line of the log."""

    pid: str
    kind: str
    phase: str
    question: str


class Logged:
    """The toy assignment, whose tests log that they run; on demand a process is killed in one of them, once."""

    def __init__(self, root, fault=None):
        self.log = root / "log"
        self.folder = make_assignment(root / "course")
        names = {"log": str(self.log), "once": str(root / "once"), "fault": fault}
        (self.folder / "tests" / "conftest.py").write_text(textwrap.dedent(LOGGING).format(**names))
        (self.folder / "misconceptions.toml").write_text(MISTAKES)
        self.assignment = load_assignment(self.folder)

    def ran(self):
        """Return what has run, in order."""
        return [Ran(*line.split()) for line in self.log.read_text().splitlines()]

    def phases(self, kind="graded"):
        """Return the phases in the order in which they ran, each with its questions in order."""
        lines = [line for line in self.ran() if line.kind == kind]
        return [
            (phase, [question for question, _ in itertools.groupby(line.question for line in some)])
            for phase, some in itertools.groupby(lines, key=lambda line: line.phase)
        ]


ALL = ["double", "total"]
BOTH = [("public", ALL), ("hidden", ALL)]


@pytest.fixture
def logged(tmp_path):
    """Return the toy assignment with a log."""
    needs("linux")
    return Logged(tmp_path)


def refs(path):
    """Return the only submission of a batch."""
    return [SubmissionRef.from_path(path, path.name)]


@pytest.mark.parametrize("diagnose", [True, False])
def test_a_batch_runs_public_tests_first(logged, tmp_path, diagnose):
    """A batch runs the public tests of all questions, and then the hidden ones."""
    (record,) = grade(logged.folder, [submit(tmp_path / "right")], SECRET, diagnose=diagnose)
    assert record.score == record.max_score
    assert logged.phases() == BOTH


def test_a_cluster_runs_public_tests_first(logged, tmp_path):
    """Grading on a Dask cluster runs them in the same order."""
    with running(tmp_path, workers=1) as (address, _workers, _join):
        batch = grade_on_cluster(logged.folder, logged.assignment, refs(submit(tmp_path / "right")), SECRET, address)
        assert [done.record.score for done in batch] == [10]
    assert logged.phases() == BOTH


def test_grading_step_by_step_runs_public_tests_first(logged, tmp_path):
    """Grading question by question, as on Gradescope, runs all public tests in the first step and never again."""
    *_, last = grade_stepwise(logged.folder, submit(tmp_path / "right"), SECRET, 600)
    assert last.record.score == last.record.max_score
    assert logged.phases() == BOTH


def test_one_question_alone_runs_its_public_tests_first(logged, tmp_path):
    """A regrade of one question, or a proof of it, runs only its tests, the public ones first."""
    options = {
        f"{every_test}_{for_student}": GradeOptions("total", every_test, for_student=for_student)
        for every_test in (True, False)
        for for_student in (True, False)
    }
    paths = [one for name in options for one in refs(submit(tmp_path / name))]
    graded = list(grade_all(logged.folder, logged.assignment, paths, SECRET, options=options))
    assert [done.record.questions[1].score for done in graded] == [7] * 4
    assert logged.phases() == [("public", ["total"]), ("hidden", ["total"])] * 4


@pytest.mark.parametrize("killed", ["zygote", "grader"])
def test_a_second_try_repeats_no_public_test_after_a_hidden_one(tmp_path, killed):
    """If a process of the grader is killed in a hidden test, only hidden tests run again; nothing is lost."""
    logged = Logged(tmp_path, ("total", True, killed))
    (record,) = grade(logged.folder, [submit(tmp_path / "right")], SECRET)
    assert record.score == record.max_score
    assert logged.phases() == [("public", ALL), ("hidden", [*ALL, *ALL])]


@pytest.mark.parametrize("killed", ["zygote", "grader"])
def test_a_second_try_begins_anew_if_no_hidden_test_has_run(tmp_path, killed):
    """If a process of the grader is killed in a public test, no hidden test runs before all public tests ran again."""
    logged = Logged(tmp_path, ("total", False, killed))
    (record,) = grade(logged.folder, [submit(tmp_path / "right")], SECRET)
    assert record.score == record.max_score
    assert logged.phases() == [("public", [*ALL, *ALL]), ("hidden", ALL)]


def test_a_step_that_is_tried_again_repeats_no_public_test(tmp_path):
    """If the grading process is killed in a later step, the step takes the outcomes of public tests from the first."""
    logged = Logged(tmp_path, ("total", True, "grader"))
    *_, last = grade_stepwise(logged.folder, submit(tmp_path / "right"), SECRET, 600)
    assert last.record.score == last.record.max_score
    assert logged.phases() == BOTH
    assert (
        sum(line.phase == "hidden" and line.question == "total" for line in logged.ran()) == 3
    )  # the killed one twice


def test_diagnosis_runs_public_tests_first(logged, tmp_path):
    """The tests that are recorded for a diagnosis run in the same order, and so do those of candidates."""
    (record,) = grade(logged.folder, [submit(tmp_path / "wrong", **WRONG)], SECRET)
    assert [[mistake.id for mistake in question.mistakes] for question in record.questions[:2]] == [
        ["thrice"],
        ["mean"],
    ]
    grader = logged.ran()[0].pid
    recorded = [line for line in logged.ran() if line.kind == "recorded" and line.pid == grader]
    assert re.fullmatch("p+h+", "".join(line.phase[0] for line in recorded))
    assert {line.question for line in recorded} == set(ALL)
    replays = [list(some) for _, some in itertools.groupby(logged.ran(), key=lambda line: line.pid)]
    ordered = ["".join(line.phase[0] for line in some) for some in replays if some[0].pid != grader]
    # For each question what the mistakes do, and a replay of the likely one, which needs no public test.
    assert sorted(bool(re.fullmatch("p+h+", one)) for one in ordered) == [False, False, True, True]
    assert all(re.fullmatch("p*h+", one) for one in ordered)


def test_public_text_comes_from_before_the_first_hidden_test(tmp_path):
    """What a student reads of public tests is what they said before the kill, not what a second try would say."""
    logged = Logged(tmp_path, ("double", True, "grader"))
    count = "import pathlib\n\ndef double(x):\n    raise ValueError('first')"
    (record,) = grade(logged.folder, [submit(tmp_path / "raises", toys=count)], SECRET)
    public = [test for test in record.questions[0].tests if test.visibility == "visible"]
    assert {test.status for test in public} == {"error"}
    assert sum(line.phase == "public" and line.kind == "graded" for line in logged.ran()) == 4
