"""Define the labels of a status (words, letter, style), and format numbers and lines for people."""

import re

from autograder.i18n import Message
from autograder.model.results import HELD, Status, TestResult

__all__ = ["LETTERS", "MANUAL", "STATUS_LABELS", "STYLES", "number", "one_line", "remark", "status_label"]

LETTERS: dict[Status, str] = {
    "grader_error": "G",
    "review": "R",
    "crashed": "C",
    "timeout": "T",
    "memory": "M",
    "error": "E",
    "not_implemented": "-",
    "failed": "F",
    "passed": "P",
}
"""Status -> one ASCII character, readable on every console and without color."""

MANUAL = "m"
"""Letter of a question that is graded by hand."""

STYLES: dict[Status, str] = {
    "grader_error": "bold magenta",
    "review": "magenta",
    "crashed": "red",
    "timeout": "yellow",
    "memory": "yellow",
    "error": "red",
    "not_implemented": "dim",
    "failed": "red",
    "passed": "green",
}
"""Status -> name of a rich style."""


STATUS_LABELS: dict[Status, Message] = {
    "grader_error": Message("withheld (internal error)"),
    "review": Message("withheld (pending review)"),
    "crashed": Message("crashed"),
    "timeout": Message("took too long"),
    "memory": Message("too much memory"),
    "error": Message("error"),
    "not_implemented": Message("not written yet"),
    "failed": Message("failed"),
    "passed": Message("passed"),
}
"""Status -> words."""


def status_label(status: Status) -> str:
    """Return the words for a status in the current language."""
    return str(STATUS_LABELS[status])


def remark(test: TestResult) -> Message | None:
    """Explain points of a test that its status alone does not explain; None if there is nothing to explain."""
    if test.status in HELD:
        return Message("Its points count as 0 until an instructor has reviewed them; you need not do anything.")
    if test.status == "passed" and test.gate and test.score < test.max_score:
        return Message("Counts as far as the value tests of this question pass.")
    return None


def number(value: float) -> str:
    """Format points with at most two decimals and without trailing zeros (`2.50` -> `2.5`, `3.0` -> `3`)."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def one_line(text: str, limit: int = 0) -> str:
    """Return `text` on one line, single-spaced; cut it at `limit` characters with dots (0: no limit)."""
    line = re.sub(r"\s+", " ", text).strip()
    return line if not limit or len(line) <= limit else f"{line[: limit - 3]}..."
