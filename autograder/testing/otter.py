"""Run one test of a bundle inside a notebook or otter's own runner, with the same pytest and the same plugin."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder.i18n import Lines, Message, _
from autograder.model.assignment import PUBLIC_NAME
from autograder.model.results import worst
from autograder.model.text import Text
from autograder.testing.fingerprints import load_fingerprints
from autograder.testing.outcome import TestOutcome
from autograder.testing.pytest_args import pytest_options, run_pytest

__all__ = ["run_test"]

OTTERS_CLASS = ("otter.test_files.abstract_test", "TestFile")
"""The module and class of what `grader.check` returns and a notebook shows."""


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
    from autograder.testing.plugin.naming import OutcomeCollector

    _translate_results_in_a_notebook()
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
    options = pytest_options(folder, place.parent)
    chosen = [] if question is None else [f"--autograder-question={question}"]
    run_pytest([*options, *chosen, f"{place}::{test_name}"], collector)
    status = worst([outcome.status for outcome in collector.outcomes])
    if status == "passed" and collector.outcomes:
        return
    failure = next((outcome for outcome in collector.outcomes if outcome.status == status), None)
    if failure is None:
        raise AssertionError(Message("{test} did not run", test=f"{test_file}::{test_name}"))
    raise AssertionError(str(_explained(failure, options, place.parent, folder)))


def _explained(failure: TestOutcome, options: Sequence[str], tests: Path, folder: Path) -> Text:
    """Return the message of a failure, with the name of the mistake if all public tests of the question give one."""
    from autograder.testing.plugin.naming import OutcomeCollector, named_text

    known, question = load_fingerprints(folder), failure.test.question
    if known is None or question not in known.questions or failure.status not in ("failed", "error"):
        return failure.explanation
    files = sorted({case.partition("::")[0] for case in known.questions[question].cases})
    collector = OutcomeCollector()
    run_pytest([*options, f"--autograder-question={question}", *(str(tests / file) for file in files)], collector)
    found = collector.names.get(question)
    if found is None:
        return failure.explanation
    return Text.of(Lines(failure.unguessed(), named_text(found)))


def _translate_results_in_a_notebook() -> None:
    """Let a notebook show otter's results in the language of our messages; otter itself has only English."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is not None:
        formatters = shell.display_formatter.formatters
        formatters["text/html"].for_type_by_name(*OTTERS_CLASS, lambda result: _translated(result._repr_html_()))
        formatters["text/plain"].for_type_by_name(*OTTERS_CLASS, _print_translated)


def _print_translated(result: Any, printer: Any, cycle: bool) -> None:
    printer.text(_translated(repr(result)))


def _translated(shown: str) -> str:
    """Return a result of otter, as HTML or plain text, with otter's own words in the language of our messages."""
    words = {
        " results: All test cases passed!": _(" results: All test cases passed!"),
        "</pre></strong> passed!": "</pre></strong>" + _(" passed!"),
        " results:\n": _(" results:") + "\n",
        " result:\n": _(" result:") + "\n",
        "</pre> results:</strong>": "</pre>" + _(" results:") + "</strong>",
        "</pre> result:</strong>": "</pre>" + _(" result:") + "</strong>",
        "✅ Test case passed": "✅ " + _("Test case passed"),
        "❌ Test case failed": "❌ " + _("Test case failed"),
    }
    for old, new in words.items():
        shown = shown.replace(old, new)
    return shown
