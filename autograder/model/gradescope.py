"""Define what is exchanged with Gradescope: settings of the bundle, container sizes, metadata of a submission."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import msgspec

from autograder.model.assignment import Identifier
from autograder.model.text import Language

__all__ = [
    "CONTAINERS",
    "DAILY",
    "SETTINGS_FILE",
    "Container",
    "Settings",
    "SubmissionMetadata",
    "read_submission_metadata",
    "smallest_container",
]

SETTINGS_FILE = "settings.json"


DAY = timedelta(hours=24)

DAILY = 5
"""Number of gradings in 24 hours that show a student results of hidden tests before the deadline."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Settings of the autograder in a bundle; the format of `settings.json`.

    Attributes:
        assignment: Id of the assignment.
        language: Language of the results.
        minutes: Minutes after which grading stops; must be below the time-out set on Gradescope.
        require_isolation: Whether to withhold every result if a layer of the sandbox is missing.
        show_hidden: Whether students see results of hidden tests at once, `daily` times a day.
        daily: Number of submissions in 24 hours whose results of hidden tests a student sees at once.
    """

    assignment: Identifier
    language: Language = "en"
    minutes: Annotated[float, msgspec.Meta(gt=0)] = 9
    require_isolation: bool = True
    show_hidden: bool = False
    daily: Annotated[int, msgspec.Meta(ge=1)] = DAILY


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
        students: Ids of the students, joined; empty if unknown.
        times: Times of the earlier submissions, as far as they are known.
        problem: What is wrong with the file, for the instructor; empty if nothing is. If there is a problem, both times
            are None, so that a person judges lateness.
    """

    handed_in: datetime | None = None
    due: datetime | None = None
    earlier: int = 0
    problem: str = ""
    students: str = ""
    times: tuple[datetime, ...] = ()

    def shows_hidden(self, daily: int) -> bool:
        """Return whether this submission is one of the `daily` in 24 hours that show results of hidden tests.

        Every submission is judged in turn: one that showed nothing does not count against later ones. Without times and
        students nothing is shown.
        """
        if self.handed_in is None or not self.students or len(self.times) < self.earlier:
            return False
        shown: list[datetime] = []
        for time in (*sorted(self.times), self.handed_in):
            if sum(time - before < DAY for before in shown) < daily:
                shown.append(time)
        return shown[-1:] == [self.handed_in]


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
    previous = _list(_in(metadata, "previous_submissions"))
    earlier = len(previous)
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
    times = tuple(filter(None, (_time(_in(one, "submission_time")) for one in previous)))
    students = ",".join(sorted(str(_in(user, "id")) for user in _list(_in(metadata, "users"))))
    due = max(filter(None, map(_time, dues)), default=None)
    return SubmissionMetadata(handed_in, due, earlier, students=students, times=times)


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
