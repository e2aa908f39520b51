"""Define what is exchanged with Gradescope: settings of the bundle, container sizes, metadata of a submission."""

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
    """Settings of the autograder in a bundle; the format of `settings.json`.

    Attributes:
        assignment: Id of the assignment.
        language: Language of the results.
        minutes: Minutes after which grading stops; must be below the time-out set on Gradescope.
        require_isolation: Whether to withhold every result if a layer of the sandbox is missing.
    """

    assignment: Identifier
    language: Language = "en"
    minutes: Annotated[float, msgspec.Meta(gt=0)] = 9
    require_isolation: bool = True


@dataclass(frozen=True)
class Container:
    """A size of container.

    Attributes:
        name: Name on Gradescope.
        memory: Memory in MiB.
    """

    name: str
    memory: int


CONTAINERS = (
    Container("0.5 CPU, 0.75 GB", 768),
    Container("1 CPU, 1.5 GB", 1_536),
    Container("2 CPU, 3 GB", 3_072),
    Container("4 CPU, 6 GB", 6_144),
)
"""The container sizes of Gradescope, smallest first; the first is the default.

https://gradescope-autograders.readthedocs.io/en/latest/troubleshooting/
"""


def smallest_container(needed: int) -> Container | None:
    """Return the smallest container with at least `needed` bytes of memory; None if no container is large enough."""
    return next((one for one in CONTAINERS if one.memory << 20 >= needed), None)


@dataclass(frozen=True)
class SubmissionMetadata:
    """The parts of Gradescope's `submission_metadata.json` that grading uses.

    Attributes:
        handed_in: Time of the submission.
        due: Due time: the student's own if there is one, otherwise the assignment's. For a group, the latest of these.
        earlier: Number of earlier submissions.
        problem: What is wrong with the file, for the instructor; empty if nothing is. If there is a problem, both times
            are None, so that a person judges lateness.
    """

    handed_in: datetime | None = None
    due: datetime | None = None
    earlier: int = 0
    problem: str = ""


def read_submission_metadata(path: Path) -> SubmissionMetadata:
    """Read `submission_metadata.json`.

    Never raises: missing or unexpected values are skipped and described in `problem`.

    Args:
        path: The file.
    """
    try:
        metadata = msgspec.json.decode(path.read_bytes())
    except OSError as error:
        return SubmissionMetadata(problem=f"{path}: cannot be read ({error.strerror})")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return SubmissionMetadata(problem=f"{path}: not valid JSON ({error})")
    earlier = len(_list(_in(metadata, "previous_submissions")))
    handed_in = _time(_in(metadata, "created_at"))
    if handed_in is None:
        problem = f"{path}: no valid time of submission (created_at)"
        return SubmissionMetadata(earlier=earlier, problem=problem)
    own = [_in(user, "assignment", "due_date") for user in _list(_in(metadata, "users"))]
    dues = [value for value in own if value is not None] or [_in(metadata, "assignment", "due_date")]
    unreadable = [value for value in dues if value is not None and _time(value) is None]
    if unreadable:
        problem = f"{path}: {unreadable[0]!r:.60} is not a valid due time (due_date)"
        return SubmissionMetadata(earlier=earlier, problem=problem)
    return SubmissionMetadata(handed_in, max(filter(None, map(_time, dues)), default=None), earlier)


def _in(value: Any, *keys: str) -> Any:
    """Return the value at a path of keys; None if a key is missing or a value on the path is not a table."""
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
