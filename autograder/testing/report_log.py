"""Write and read the report of a run: JSON lines that `autograder check` reads while tests run in another process."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec

from autograder.testing.outcome import TestInfo, TestOutcome

__all__ = ["ReportLine", "ReportLog", "read_report"]


class ReportLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of a report.

    Attributes:
        kind: `planned` once for each test; `started` and `ended` for each of its cases; `printed` with a case's output;
            `named` at the end, with the outcome of a case whose mistake has a name.
        test: The test.
        case: The case's name in pytest.
        outcome: The outcome of the case, once it has ended.
        printed: The output of the student's code.
    """

    kind: Literal["planned", "started", "ended", "printed", "named"]
    test: TestInfo
    case: str = ""
    outcome: TestOutcome | None = None
    printed: str = ""


class ReportLog:
    """Appends lines to a file; each is on disk before the test continues.

    Args:
        path: The file; None to write nothing.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def write(self, line: ReportLine) -> None:
        """Append a line."""
        if self._path is not None:
            with self._path.open("ab") as file:
                file.write(msgspec.json.encode(line) + b"\n")


def read_report(lines: Iterable[bytes]) -> list[ReportLine]:
    """Decode complete lines of a report and skip empty ones."""
    return [msgspec.json.decode(line, type=ReportLine) for line in lines if line]
