"""What we share with Gradescope: our bundle's settings, Gradescope's containers and metadata of a submission."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec

from autograder.model.assignment import Identifier
from autograder.model.text import Language

__all__ = [
    "CONTAINERS",
    "SETTINGS_FILE",
    "Container",
    "Settings",
    "SubmissionMetadata",
    "read_submission_metadata",
    "smallest_container",
]

SETTINGS_FILE = "settings.json"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the autograder in a bundle grades; the format of `settings.json`.

    Attributes:
        assignment: The assignment's id.
        language: Language of the results.
        minutes: Time after which grading stops, in minutes; keep it below the time-out that is set on Gradescope.
        require_isolation: Whether to hold every result if a layer of the sandbox is missing.
    """

    assignment: Identifier
    language: Language = "en"
    minutes: Annotated[float, msgspec.Meta(gt=0)] = 9
    require_isolation: bool = True


@dataclass(frozen=True)
class Container:
    """A size of container; `memory` in MiB."""

    name: str
    memory: int


CONTAINERS = (
    Container("0.5 CPU, 0.75 GB", 768),
    Container("1 CPU, 1.5 GB", 1_536),
    Container("2 CPU, 3 GB", 3_072),
    Container("4 CPU, 6 GB", 6_144),
)
"""The sizes that Gradescope offers, smallest first; the first is its default.

https://gradescope-autograders.readthedocs.io/en/latest/troubleshooting/
"""


def smallest_container(needed: int) -> Container | None:
    """Return the smallest container with at least `needed` bytes of memory; None if there is none."""
    return next((one for one in CONTAINERS if one.memory << 20 >= needed), None)


@dataclass(frozen=True)
class SubmissionMetadata:
    """What grading uses of Gradescope's `submission_metadata.json`.

    Attributes:
        handed_in: When the submission came.
        due: When it was due: for its students, if they have a time of their own; for a group, the latest of these.
        earlier: Number of earlier submissions.
        problem: What is wrong with the file, for the instructor; empty if nothing is. If there is a problem, both times
            are None: a person judges lateness then.
    """

    handed_in: datetime | None = None
    due: datetime | None = None
    earlier: int = 0
    problem: str = ""


def read_submission_metadata(path: Path) -> SubmissionMetadata:
    """Read `submission_metadata.json`.

    Never raises: anything missing or of an unexpected type is left out and described in `problem`.
    """
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
    """Return the value below these keys; None if anything is missing or is not a table."""
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
