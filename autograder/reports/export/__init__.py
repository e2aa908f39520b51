"""Export grades: a plain table, or the file that a platform takes back.

Each platform has a module with one function, which gets an `ExportRequest` and returns an `Exported`. A grade is
written only under an id that the platform itself gave out, in its roster or in its download.
"""

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import replace

from autograder.errors import UsageError
from autograder.i18n import Message
from autograder.model.people import Person
from autograder.reports.export.blackboard import for_blackboard
from autograder.reports.export.brightspace import for_brightspace
from autograder.reports.export.canvas import for_canvas
from autograder.reports.export.gradescope import for_gradescope
from autograder.reports.export.moodle import for_moodle
from autograder.reports.export.plain import plain
from autograder.reports.export.rows import Exported, ExportRequest, ExportRow, named

__all__ = ["TARGETS", "ExportRequest", "ExportRow", "Exported", "anonymous", "export", "named"]

SHOWN = 5
"""Maximum number of students that an error message names."""

TARGETS: dict[str, Callable[[ExportRequest], Exported]] = {
    "csv": plain,
    "canvas": for_canvas,
    "moodle": for_moodle,
    "blackboard": for_blackboard,
    "brightspace": for_brightspace,
    "gradescope": for_gradescope,
}
"""Target -> function that creates its file."""


def anonymous(rows: Sequence[ExportRow], key: bytes) -> list[ExportRow]:
    """Replace the students by pseudonyms and drop everything else that identifies them.

    Args:
        rows: The rows of a class.
        key: Secret key of the pseudonyms; the same key gives a student the same pseudonym.

    Returns:
        The rows, sorted by pseudonym.
    """

    def hidden(row: ExportRow) -> ExportRow:
        name = "anon-" + hmac.new(key, row.person.key.encode(), hashlib.sha256).hexdigest()[:12]
        return replace(row, person=Person(name), platform="", submission="")

    return sorted(map(hidden, rows), key=lambda row: row.person.key)


def export(target: str, request: ExportRequest, provisional: bool = False) -> Exported:
    """Return the grades of an assignment as a file for a platform or a spreadsheet.

    Args:
        target: One of `TARGETS`.
        request: The grades, and what the platform gave.
        provisional: Count withheld points as 0, and what is late by an unknown time as on time.

    Raises:
        UsageError: The target is unknown; points are withheld and `provisional` is false; or the platform's file does
            not fit.
    """
    if target not in TARGETS:
        raise UsageError(Message("--to {target}: use one of {targets}", target=target, targets=", ".join(TARGETS)))
    held = [row for row in request.rows if row.score.held]
    unknown = [row for row in request.rows if row.score.late_unknown]
    if held and not provisional:
        raise UsageError(
            Message(
                "points of {count} submissions are withheld ({names}); decide them, or use --provisional",
                count=len(held),
                names=_some(held),
            )
        )
    if unknown and not provisional:
        raise UsageError(
            Message(
                "{count} submissions are late by an unknown time ({names}); grade again with --times FILE or "
                "--late-counts-as HOURS, or use --provisional to deduct nothing",
                count=len(unknown),
                names=_some(unknown),
            )
        )
    return TARGETS[target](request)


def _some(rows: Sequence[ExportRow]) -> str:
    return ", ".join(named(row.person) for row in rows[:SHOWN]) + (", ..." if len(rows) > SHOWN else "")
