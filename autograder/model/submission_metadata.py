"""What Gradescope says of a submission: `submission_metadata.json`, little of it needed and nothing relied upon."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

__all__ = ["SubmissionMetadata", "read_submission_metadata"]


@dataclass(frozen=True)
class SubmissionMetadata:
    """What of it counts.

    Attributes:
        handed_in: When the submission came.
        due: When it was due: for its students, where they have a time of their own; the latest of a group's.
        earlier: How many submissions there were before.
        problem: What is wrong with the file, for the instructor; empty if nothing is. Where there is a problem, neither
            time is told: lateness is a person's to judge then.
    """

    handed_in: datetime | None = None
    due: datetime | None = None
    earlier: int = 0
    problem: str = ""


def read_submission_metadata(path: Path) -> SubmissionMetadata:
    """Read the file. It never raises: what is missing or of another kind is left out, and told in `problem`."""
    try:
        told = msgspec.json.decode(path.read_bytes())
    except OSError as error:
        return SubmissionMetadata(problem=f"{path}: it cannot be read ({error.strerror})")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return SubmissionMetadata(problem=f"{path}: it is not JSON ({error})")
    earlier = len(_list(_in(told, "previous_submissions")))
    handed_in = _time(_in(told, "created_at"))
    if handed_in is None:
        problem = f"{path}: it does not say when the submission came (created_at)"
        return SubmissionMetadata(earlier=earlier, problem=problem)
    said = [_in(user, "assignment", "due_date") for user in _list(_in(told, "users"))]
    dues = [value for value in said if value is not None] or [_in(told, "assignment", "due_date")]
    unreadable = [value for value in dues if value is not None and _time(value) is None]
    if unreadable:
        problem = f"{path}: found the due time {unreadable[0]!r:.60}, which cannot be read (due_date)"
        return SubmissionMetadata(earlier=earlier, problem=problem)
    return SubmissionMetadata(handed_in, max(filter(None, map(_time, dues)), default=None), earlier)


def _in(value: Any, *keys: str) -> Any:
    """What stands below these keys; None where anything is missing or of another kind."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _time(value: Any) -> datetime | None:
    try:
        time = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
