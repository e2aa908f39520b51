"""Work in a child process has a limit on its time, and what it sent before is kept."""

import os
import signal
import sys

import msgspec
import pytest

from autograder.errors import GraderError
from autograder.grading import suite
from autograder.grading.fork import OutOfTime, in_a_fork, watched
from autograder.grading.job import Job
from autograder.grading.provider import GradingProvider
from autograder.model.assignment import Limits, load_assignment
from autograder.testing.provider import read_sources
from tests.grading.toy import ANSWERS, make_assignment
from tests.needs import needs


@pytest.fixture(autouse=True)
def _linux():
    needs("linux")


def forever():
    """Wait for a signal that never comes."""
    while True:
        signal.pause()


def test_what_tests_use_of_scipy_is_there_before_the_first_fork(tmp_path):
    """SciPy imports its parts when they are used; grading does it once, and not for every submission."""
    (tmp_path / "test_it.py").write_text("import scipy\n\nscipy.constants.pi, scipy.no_such_part\n")
    suite.import_used_parts(tmp_path)
    assert "scipy.constants" in sys.modules


def test_the_result_of_a_child_is_returned():
    """A child that ends by itself returns its result, and what it kept."""

    def work(outlet):
        outlet.keep("first")
        return "x" * 1_000_000

    found = watched(work, 60)
    assert (len(found.result), found.kept, found.in_time) == (1_000_000, ["first"], True)


def test_a_child_that_takes_too_long_is_ended_and_keeps_what_it_sent():
    """At the limit the child is killed; the values that it sent before remain."""

    def work(outlet):
        outlet.keep(os.getpid())
        outlet.keep("second")
        forever()

    found = watched(work, 0.2)
    assert (found.result, found.kept[1:], found.in_time) == (None, ["second"], False)
    with pytest.raises(ProcessLookupError):
        os.kill(found.kept[0], 0)


def test_the_limit_of_work_without_parts_is_an_error():
    """Without anything to keep, a child that takes too long raises an error of its own."""
    with pytest.raises(OutOfTime, match=r"more than 0.1 seconds"):
        in_a_fork(forever, 0.1)


def test_an_exception_in_a_child_is_an_internal_error():
    """What `work` raises arrives as an internal error."""
    with pytest.raises(GraderError, match="ZeroDivisionError"):
        in_a_fork(lambda: 1 / 0)


SLEEPS = "import time\n\ndef total(x):\n    time.sleep(100_000)\n"


@pytest.mark.slow
def test_a_submission_that_takes_too_long_keeps_what_it_has(tmp_path, zygote):
    """At the limit of the submission as a whole, finished tests keep their outcome; the others are timeouts."""
    folder = make_assignment(tmp_path)

    def statuses():
        from autograder.grading.grader import Grader
        from autograder.grading.suite import work_on_suite

        assignment = msgspec.structs.replace(load_assignment(folder), limits=Limits(cpu=50, memory=512))
        provider = GradingProvider(assignment, read_sources(folder, assignment), b"s" * 32, zygote)
        found = []

        def work(suite):
            grader = Grader(suite, ())
            grader._time_limit = lambda _items: 6.0
            files = {name: text.replace("\n        ", "\n").encode() for name, text in ANSWERS.items()}
            graded = grader.grade(Job("kim", {**files, "sums.py": SLEEPS.encode()}, "digest"), lambda _public: None)
            found.extend(
                (one.test.question, one.test.hidden, one.status, one.explanation.en) for one in graded.outcomes
            )
            assert len(graded.outcomes) == len(suite.items)
            assert graded.isolation

        work_on_suite(folder, provider, work)
        return found

    found = in_a_fork(statuses, 120)
    done = {status for question, hidden, status, _text in found if question == "double" and not hidden}
    assert done == {"passed"}
    # Hidden tests come after all public ones.
    rest = {(status, text) for question, hidden, status, text in found if question == "total" or hidden}
    assert rest == {("timeout", "The tests of your files took too long all together, and this one was not reached.")}
