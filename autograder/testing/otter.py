"""Run one test of a bundle inside a notebook or otter's own runner, with the same pytest and the same plugin."""

from pathlib import Path

from autograder.i18n import Message
from autograder.model.assignment import PUBLIC_NAME
from autograder.model.results import worst
from autograder.testing.pytest_args import pytest_options, run_pytest

__all__ = ["run_test"]


def run_test(test_file: str, test_name: str, question: str | None = None) -> None:
    """Run a test function, with all its cases, on the modules of the current folder.

    Generated otter files call it; it makes `pytest` and otter run the same tests.

    Args:
        test_file: str, the test's file, in `tests/` or beside the modules: `"test_images.py"`.
        test_name: str, the name of the function.
        question: str, the question to run it for. It is needed where the mark names several questions.

    Raises:
        AssertionError: The test did not pass or did not run. The message is the one that `pytest` shows.

    Example:
        >>> run_test("test_images.py", "test_flatten_two_small_images")
        >>> run_test("test_images.py", "test_misspelled")
        Traceback (most recent call last):
        AssertionError: test_images.py::test_misspelled did not run
    """
    # These import pytest, which takes 0.2 s. `import autograder.testing` must not.
    from autograder.testing.plugin.outcomes import OutcomeCollector

    folder = Path.cwd()
    place = next((path for path in (folder / "tests" / test_file, folder / test_file) if path.is_file()), None)
    if place is None or not (folder / PUBLIC_NAME).is_file():
        raise AssertionError(
            Message(
                "{test_file} or {description} is missing in {folder}: open the notebook in its own folder",
                test_file=test_file,
                description=PUBLIC_NAME,
                folder=folder,
            )
        )
    collector = OutcomeCollector()
    chosen = [] if question is None else [f"--autograder-question={question}"]
    run_pytest([*pytest_options(folder, place.parent), *chosen, f"{place}::{test_name}"], collector)
    status = worst([outcome.status for outcome in collector.outcomes])
    if status != "passed" or not collector.outcomes:
        texts = [str(outcome.explanation) for outcome in collector.outcomes if outcome.status == status]
        raise AssertionError("\n".join(texts[:1]) or Message("{test} did not run", test=f"{test_file}::{test_name}"))
