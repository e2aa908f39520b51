"""Why the tests of an assignment cannot be collected: each cause once, with its file and line."""

import traceback
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from autograder.errors import AssignmentError

__all__ = ["Collecting"]


class Collecting:
    """A plugin of pytest that remembers what stops it.

    Attributes:
        failure: What an author must mend; None for as long as nothing is known of.
    """

    def __init__(self) -> None:
        self.failure: AssignmentError | None = None

    @pytest.hookimpl(wrapper=True)
    def pytest_load_initial_conftests(self, early_config: pytest.Config) -> Generator[None, Any, Any]:
        """Remember why a `conftest.py` cannot be imported; what is collected without it is not run."""
        try:
            return (yield)
        except Exception as error:
            self._remember(_why(error, early_config.rootpath, early_config.rootpath / "tests"))
            return None

    def pytest_exception_interact(
        self, node: pytest.Item | pytest.Collector, call: pytest.CallInfo[Any], report: object
    ) -> None:
        """Remember why a file cannot be collected."""
        if isinstance(report, pytest.CollectReport) and call.excinfo is not None:
            self._remember(_why(call.excinfo.value, node.config.rootpath, node.path))

    @pytest.hookimpl(wrapper=True)
    def pytest_collection_modifyitems(self, config: pytest.Config) -> Generator[None, Any, Any]:
        """Remember which mark is wrong; what was collected is not run then."""
        try:
            return (yield)
        except pytest.UsageError as error:
            cause = error.__cause__
            if not isinstance(cause, AssignmentError):
                raise
            self._remember(AssignmentError(str(config.rootpath / cause.where), cause.problem))

    def _remember(self, found: AssignmentError) -> None:
        known = self.failure
        if known is None:
            self.failure = found
        elif str(found) not in str(known):
            self.failure = AssignmentError(known.where, f"{known.problem}; {found}")


def _why(error: BaseException, folder: Path, file: Path) -> AssignmentError:
    """Why a file of tests stops pytest: the line of ours where it stops, and what is wrong there.

    Args:
        error: What pytest met with.
        folder: The assignment's.
        file: What to name where no line of ours takes part.
    """
    error = error.__cause__ or error  # pytest's own exceptions are about another
    if isinstance(error, SyntaxError) and error.filename:
        return AssignmentError(f"{error.filename}:{error.lineno}", f"not valid Python: {error.msg}")
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(folder)]
    where = f"{ours[-1].filename}:{ours[-1].lineno}" if ours else str(file)
    said = str(error).strip().partition("\n")[0]
    return AssignmentError(where, f"the tests cannot be collected: {type(error).__name__}: {said}")
