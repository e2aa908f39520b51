"""Processes that grade: whose submission sleeps gives way to another."""

import textwrap

import pytest

from autograder.grading.digests import digest_of_files, digests_for
from autograder.grading.executor import LocalExecutor
from autograder.grading.job import Job, Setup
from autograder.grading.secret import SIZE
from autograder.model.assignment import Limits
from tests.grading.toy import ANSWERS, make_assignment
from tests.needs import needs

pytestmark = pytest.mark.slow

SECRET = b"e" * SIZE
SLEEPS = "import time\n\ndef double(x):\n    time.sleep(100_000)\n"


def job(name, toys=ANSWERS["toys.py"]):
    """Return a submission with right answers, but for one file."""
    texts = {**ANSWERS, "toys.py": toys}
    files = {file: f"{textwrap.dedent(text)}\n# {name}\n".encode() for file, text in texts.items()}
    return Job(name, files, digest_of_files(files))


def test_a_submission_that_sleeps_holds_up_no_other(tmp_path):
    """One process has a submission that sleeps as good as forever; those behind it are graded meanwhile."""
    needs("linux")
    folder = make_assignment(tmp_path)
    executor = LocalExecutor(1)
    try:
        executor.set_up(Setup(folder, SECRET, digests_for(folder, SECRET), Limits(cpu=3_600, memory=512)))
        sleeper, *others = map(executor.submit, (job("sleeps", SLEEPS), job("one"), job("two")))
        assert [other.result(timeout=300).submission for other in others] == ["one", "two"]
        assert not sleeper.done()
        assert executor.size == 2
    finally:
        executor.close()
