"""The same tests through both seams: on a laptop, where student code runs in the tests' process, and in the sandbox."""

import shutil
import tempfile
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from autograder.authoring.build import write
from autograder.authoring.course import AssignmentSource
from autograder.authoring.test_files import keepers, read_suites
from autograder.model.results import Record, Status
from autograder.student.runner import run_tests

__all__ = ["SECONDS", "comparable", "disagreements", "endless", "lay_out", "put_files", "run_locally"]

SECONDS = 15.0
"""Wall time that one test may take on the laptop."""

SHORT_SECONDS = 2.0
"""The same where the sandbox has already said that there is no end."""

ONLY_SLOW = ("memory", "timeout")
"""In the sandbox, and on a laptop, which has no memory limit: what asks for far too much only gets slow there."""


def run_locally(
    source: AssignmentSource,
    built: Mapping[str, bytes],
    files: Mapping[str, str | bytes],
    hidden: bool = True,
    endless: Collection[str] = (),
) -> dict[str, Status]:
    """Run a submission as its student would, in the assignment's folder; the status of every test by its id.

    Args:
        source: The assignment.
        built: What `build` makes of it.
        files: What is handed in; files that are not in it are missing.
        hidden: Whether the hidden tests run too.
        endless: Questions whose tests are not expected to end; they get little time.
    """
    questions = [question.id for question in source.assignment.auto()]
    with tempfile.TemporaryDirectory(prefix="autograder-") as scratch:
        bundle = lay_out(source, built, Path(scratch), hidden)
        put_files(source, bundle, files)
        runs = [
            ([id for id in questions if id not in endless], SECONDS),
            ([id for id in questions if id in endless], SHORT_SECONDS),
        ]
        names = source.assignment.files()
        ran = [test for ids, seconds in runs if ids for test in run_tests(bundle, ids, names, seconds)]
        return {test.id: test.status for test in ran}


def endless(record: Record) -> frozenset[str]:
    """Questions of which every test ran out of time or memory in the sandbox."""
    return frozenset(q.id for q in record.questions if q.tests and {test.status for test in q.tests} <= set(ONLY_SLOW))


def lay_out(source: AssignmentSource, built: Mapping[str, bytes], into: Path, hidden: bool = True) -> Path:
    """Write the assignment's folder below `into`, without the files that students write, and return it."""
    bundle = into / source.id
    write({name: data for name, data in built.items() if name not in source.assignment.files()}, bundle)
    if hidden:
        shutil.copytree(source.folder / "tests" / "hidden", bundle / "tests" / "hidden")
    return bundle


def put_files(source: AssignmentSource, bundle: Path, files: Mapping[str, str | bytes]) -> None:
    """Put what is handed in where students write it; what is missing there is missing here."""
    for name in source.assignment.files():
        (bundle / name).unlink(missing_ok=True)
    for name, text in files.items():
        (bundle / name).write_bytes(text if isinstance(text, bytes) else text.encode())


def comparable(source: AssignmentSource) -> frozenset[str]:
    """Ids of the tests that say the same on both: not those of speed, nor those that need the reference."""
    found: set[str] = set()
    for suite in (*read_suites(source, "public"), *read_suites(source, "hidden")):
        keep = keepers(suite)
        tests = [test for test in suite.tests if "speed" not in test.fixtures and test.function in keep]
        found |= {test.info.id for test in tests}
    return frozenset(found)


def disagreements(
    record: Record, local: Mapping[str, Status], tests: frozenset[str]
) -> Iterable[tuple[str, Status, Status | None]]:
    """The tests with another status on the laptop than in the sandbox: id, status there, status on the laptop."""
    for question in record.questions:
        hangs = any(test.status == "timeout" for test in question.tests)
        for test in (test for test in question.tests if test.id in tests):
            found = local.get(test.id)
            given_up = hangs and found == "timeout"  # a laptop does so after two hangs, before it has run every test
            # A laptop has more patience than a grader: what took too long there may come to an end here.
            if found != test.status and test.status != "timeout" and not given_up and (test.status, found) != ONLY_SLOW:
                yield test.id, test.status, found
