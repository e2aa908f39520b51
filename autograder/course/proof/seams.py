"""The same tests through both seams: on a laptop, where student code runs in the tests' process, and in the sandbox."""

import shutil
import tempfile
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from autograder.course.build import write
from autograder.course.layout import Source
from autograder.course.pruning import keepers
from autograder.course.suites import read_suites
from autograder.model.results import Record, Status
from autograder.student.run import Checked, run_tests

__all__ = ["SECONDS", "comparable", "disagreements", "endless", "run_locally"]

SECONDS = 15.0
"""Wall time that one test may take on the laptop."""

SHORT_SECONDS = 2.0
"""The same where the sandbox has already said that there is no end."""

ONLY_SLOW = ("memory", "timeout")
"""In the sandbox, and on a laptop, which has no memory limit: what asks for far too much only gets slow there."""


def run_locally(
    source: Source,
    built: Mapping[str, bytes],
    files: Mapping[str, str | bytes],
    hidden: bool = True,
    endless: Collection[str] = (),
) -> list[Checked]:
    """Run a submission as its student would, in the assignment's folder.

    Args:
        source: The assignment.
        built: What `build` makes of it.
        files: What is handed in; files that are not in it are missing.
        hidden: Whether the hidden tests run too.
        endless: Questions whose tests are not expected to end; they get little time.
    """
    assignment = source.assignment
    with tempfile.TemporaryDirectory(prefix="autograder-") as scratch:
        bundle = Path(scratch) / source.id
        write({name: data for name, data in built.items() if name not in assignment.files()}, bundle)
        if hidden:
            shutil.copytree(source.folder / "tests" / "hidden", bundle / "tests" / "hidden")
        for name, text in files.items():
            (bundle / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        auto = [question.id for question in assignment.auto()]
        runs = [
            ([id for id in auto if id not in endless], SECONDS),
            ([id for id in auto if id in endless], SHORT_SECONDS),
        ]
        return [test for ids, seconds in runs if ids for test in run_tests(bundle, ids, assignment.files(), seconds)]


def endless(record: Record) -> frozenset[str]:
    """Questions of which every test ran out of time or memory in the sandbox."""
    return frozenset(q.id for q in record.questions if q.tests and {test.status for test in q.tests} <= set(ONLY_SLOW))


def comparable(source: Source) -> frozenset[str]:
    """Ids of the tests that say the same on both: not those of speed, nor those that need the reference."""
    found: set[str] = set()
    for suite in (*read_suites(source, "public"), *read_suites(source, "hidden")):
        keep = keepers(suite)
        tests = [test for test in suite.tests if "speed" not in test.fixtures and test.function in keep]
        found |= {test.info.id for test in tests}
    return frozenset(found)


def disagreements(
    record: Record, local: Iterable[Checked], tests: frozenset[str]
) -> Iterable[tuple[str, Status, Status | None]]:
    """The tests with another status on the laptop than in the sandbox: id, status there, status on the laptop."""
    here = {test.id: test.status for test in local}
    for test in (test for question in record.questions for test in question.tests if test.id in tests):
        found = here.get(test.id)
        # A laptop has more patience than a grader: what took too long there may come to an end here.
        if found != test.status and test.status != "timeout" and (test.status, found) != ONLY_SLOW:
            yield test.id, test.status, found
