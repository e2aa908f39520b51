"""Labels of a status (words, a letter, a color), and numbers and lines as people read them."""

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
"""One ASCII character each: they survive every console and need no color."""

MANUAL = "m"
"""The letter of a question that a person grades."""

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
"""Names of rich styles."""


STATUS_LABELS: dict[Status, Message] = {
    "grader_error": Message("held for review (our error)"),
    "review": Message("held for review"),
    "crashed": Message("crashed"),
    "timeout": Message("took too long"),
    "memory": Message("too much memory"),
    "error": Message("error"),
    "not_implemented": Message("not written yet"),
    "failed": Message("failed"),
    "passed": Message("passed"),
}
"""Each status in words."""


def status_label(status: Status) -> str:
    """The status in the current language."""
    return str(STATUS_LABELS[status])


def remark(test: TestResult) -> Message | None:
    """Why the points of a test are not what its status lets expect; None where they are."""
    if test.status in HELD:
        return Message("Its points count as 0 until a person has decided; you need not do anything.")
    if test.status == "passed" and test.gate and test.score < test.max_score:
        return Message("Earns its points once a test of values of this question passes.")
    return None


def number(value: float) -> str:
    """Points as people write them: at most two decimals, none that say nothing (`2.50` -> `2.5`, `3.0` -> `3`)."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def one_line(text: str, limit: int = 0) -> str:
    """`text` on one line, single-spaced; cut at `limit` characters (0: not cut), with dots where it was."""
    line = re.sub(r"\s+", " ", text).strip()
    return line if not limit or len(line) <= limit else f"{line[: limit - 3]}..."
