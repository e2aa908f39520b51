"""Collect the tests of one assignment once with pytest, and run them for one submission after another."""

import contextlib
import importlib
import re
import traceback
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from autograder.errors import AssignmentError, GraderError
from autograder.grading.job import GradeOptions
from autograder.grading.provider import GradingProvider, InputDraw
from autograder.model.assignment import Assignment
from autograder.model.partial_credit import GateKind
from autograder.testing.outcome import TestOutcome, internal_error
from autograder.testing.plugin import INFO, PROVIDER, RECORDER
from autograder.testing.plugin.outcomes import OUTCOME
from autograder.testing.pytest_args import pytest_options, run_pytest
from autograder.testing.recording import Recorder, Recording, Recordings, same

__all__ = ["Phases", "Suite", "import_used_parts", "run_item", "work_on_suite"]


SHARED = InputDraw.shared(0)


def same_in_every_test(one: Recording, other: Recording, gate: GateKind) -> bool:
    """Check whether two recordings of a test are the same, whatever the test checks."""
    return same(one, other)


@dataclass(frozen=True)
class Phases:
    """The tests of one grading, in the order in which they run.

    Attributes:
        public: The public tests. They all run before the first hidden test: a public test tells its student everything,
            so code that has seen hidden inputs must not run in one any more.
        hidden: The hidden tests.
    """

    public: list[pytest.Item]
    hidden: list[pytest.Item]


class Suite:
    """The collected tests of an assignment: all public tests by question, then all hidden tests by question.

    Args:
        items: The collected tests.
        provider: Serves the tests.
    """

    def __init__(self, items: Sequence[pytest.Item], provider: GradingProvider) -> None:
        self.provider = provider
        place = {question.id: index for index, question in enumerate(provider.assignment.question)}
        self.items = sorted(items, key=lambda item: (item.stash[INFO].hidden, place[item.stash[INFO].question]))

    def of_question(self, question: str) -> list[pytest.Item]:
        """Return the tests of one question, public ones first."""
        return [item for item in self.items if item.stash[INFO].question == question]

    def phases(self, options: GradeOptions) -> Phases:
        """Return the tests of a grading.

        Args:
            options: How to grade. If the questions are graded step by step, the first step runs all public tests.
        """
        items = self.of_question(options.question) if options.question else self.items
        public = self.items if options.step else items
        return Phases(
            [item for item in public if not item.stash[INFO].hidden],
            [item for item in items if item.stash[INFO].hidden],
        )

    def record(
        self,
        items: Sequence[pytest.Item],
        expected: Recordings | None = None,
        inputs: InputDraw = SHARED,
        judging: bool = False,
        agree: Callable[[Recording, Recording, GateKind], bool] = same_in_every_test,
    ) -> Recordings:
        """Record what the current submission does in tests of one question; hidden tests get a fresh worker.

        Args:
            items: The tests.
            expected: Recordings to compare with; stop after the first test whose recording does not agree.
            inputs: The inputs of hidden tests; by default those that all submissions share.
            judging: Whether a failed comparison ends its test; if False, every test runs to its end.
            agree: Compares a recording with the expected one, given what the test checks if it is a gate.

        Returns:
            One recording for each test that ran.
        """
        self.provider.draw(inputs)
        recordings: list[Recording] = []
        for item, before in zip(items, [None, *items], strict=False):
            if before is None or before.stash[INFO].hidden != item.stash[INFO].hidden:
                self.provider.fresh_worker()
            wanted = None if expected is None else expected[len(recordings)]
            recorder = Recorder(judging, None if item.stash[INFO].gate else wanted)
            outcome = run_item(item, None, recorder)  # None tears down module fixtures: each test may be the last one
            recordings.append(recorder.recording(outcome.status, outcome.excuse))
            if wanted is not None and not agree(recordings[-1], wanted, item.stash[INFO].gate):
                break
        return tuple(recordings)


def run_item(item: pytest.Item, following: pytest.Item | None, recorder: Recorder | None = None) -> TestOutcome:
    """Run one test with pytest's own protocol and return its outcome.

    Args:
        item: The test, or one case of it.
        following: The next test, so that pytest knows which fixtures are used again; None if there is none.
        recorder: Records what the submission does; None for no recording.
    """
    if OUTCOME in item.stash:
        del item.stash[OUTCOME]
    if recorder is not None:
        item.stash[RECORDER] = recorder
    try:
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
    finally:
        if recorder is not None:
            del item.stash[RECORDER]
    if OUTCOME not in item.stash:
        return internal_error(item.stash[INFO], GraderError("the test left no outcome"))
    return item.stash[OUTCOME]


def work_on_suite(folder: Path, provider: GradingProvider, work: Callable[[Suite], None]) -> None:
    """Collect the tests of an assignment, and call `work` with them while pytest's session is open.

    Fixtures exist only during pytest's session, so `work` must run inside it.

    Args:
        folder: The assignment's source folder.
        provider: Serves the tests.
        work: The function to call once with the suite.

    Raises:
        AssignmentError: The tests cannot be collected.
    """
    tests = [folder / "tests" / "public", folder / "tests" / "hidden"]
    collector = _Collector(provider, work)
    arguments = [*pytest_options(folder, tests[0]), "--capture=no", "--strict-markers"]
    code = run_pytest([*arguments, *(str(path) for path in tests if path.is_dir())], collector)
    if collector.failure is not None:
        raise collector.failure
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise AssignmentError(str(folder / "tests"), f"the tests cannot be run: pytest ended with code {code}")


class _Collector:
    """A pytest plugin that stores why tests cannot be collected, and replaces pytest's loop over the tests by `work`.

    Args:
        provider: Serves the tests.
        work: The function to call with the suite.

    Attributes:
        failure: What the author must correct, each cause once with file and line; None if all tests were collected.
    """

    def __init__(self, provider: GradingProvider, work: Callable[[Suite], None]) -> None:
        self._provider = provider
        self._work = work
        self.failure: AssignmentError | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Set the provider before the autograder's own plugin would create one."""
        config.stash[PROVIDER] = self._provider

    @pytest.hookimpl(wrapper=True)
    def pytest_load_initial_conftests(self, early_config: pytest.Config) -> Generator[None, Any, Any]:
        """Store why a `conftest.py` cannot be imported; tests collected without it are not run."""
        try:
            return (yield)
        except Exception as error:
            self._remember(_why(error, early_config.rootpath, early_config.rootpath / "tests"))
            return None

    def pytest_exception_interact(
        self, node: pytest.Item | pytest.Collector, call: pytest.CallInfo[Any], report: object
    ) -> None:
        """Store why a file cannot be collected."""
        if isinstance(report, pytest.CollectReport) and call.excinfo is not None:
            self._remember(_why(call.excinfo.value, node.config.rootpath, node.path))

    @pytest.hookimpl(wrapper=True)
    def pytest_collection_modifyitems(self, config: pytest.Config) -> Generator[None, Any, Any]:
        """Store which mark is wrong; the collected tests are then not run."""
        try:
            return (yield)
        except pytest.UsageError as error:
            cause = error.__cause__
            if not isinstance(cause, AssignmentError):
                raise
            self._remember(AssignmentError(str(config.rootpath / cause.where), cause.problem))

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Call `work` if all tests were collected and every question has tests."""
        if self.failure is None and (untested := _untested(self._provider.assignment, session.items)):
            self.failure = AssignmentError(str(session.config.rootpath / "tests"), f"no tests for {untested}")
        if self.failure is None:
            self._provider.load_reference()
            import_used_parts(session.config.rootpath / "tests")
            self._work(Suite(session.items, self._provider))
        return True

    def _remember(self, found: AssignmentError) -> None:
        known = self.failure
        if known is None:
            self.failure = found
        elif str(found) not in str(known):
            self.failure = AssignmentError(known.where, f"{known.problem}; {found}")


def import_used_parts(folder: Path) -> None:
    """Import the parts of SciPy that tests use (`scipy.stats.mode`) now, so that no submission's fork has to.

    SciPy imports a part when it is used, and a check of one question does not wait for the others.

    Args:
        folder: The folder of the tests.
    """
    texts = (path.read_text(encoding="utf-8", errors="replace") for path in folder.rglob("*.py"))
    for name in {found for text in texts for found in re.findall(r"\bscipy\.(\w+)", text)}:
        with contextlib.suppress(ImportError):  # a name in a text
            importlib.import_module(f"scipy.{name}")


def _why(error: BaseException, folder: Path, file: Path) -> AssignmentError:
    """Explain why a test file cannot be collected: the last line inside the assignment, and the problem.

    Args:
        error: The exception that pytest caught.
        folder: The assignment's source folder.
        file: The file to name if the traceback has no line inside the assignment.
    """
    error = error.__cause__ or error  # pytest's exceptions wrap the original one
    if isinstance(error, SyntaxError) and error.filename:
        return AssignmentError(f"{error.filename}:{error.lineno}", f"not valid Python: {error.msg}")
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(folder)]
    where = f"{ours[-1].filename}:{ours[-1].lineno}" if ours else str(file)
    message = str(error).strip().partition("\n")[0]
    return AssignmentError(where, f"the tests cannot be collected: {type(error).__name__}: {message}")


def _untested(assignment: Assignment, items: Sequence[pytest.Item]) -> str:
    """Return the ids of questions that should have tests but have none."""
    tested = {item.stash[INFO].question for item in items}
    return ", ".join(question.id for question in assignment.auto() if question.id not in tested)
