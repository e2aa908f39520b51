"""`autograder gradescope`: grade one submission in Gradescope's container.

The bundle's `run_autograder` calls it as `python -I -m autograder gradescope ROOT`. Only instructors can read its
output; students read `results.json`, which is rewritten after each question. An internal error never becomes a
student's 0: points are withheld, and the text says who must act.
"""

import sys
import traceback
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.options import NO_DIFFERENCE, WITHHELD
from autograder.errors import AssignmentError, AutograderError, GraderError, UsageError

if TYPE_CHECKING:
    from autograder.grading.stepwise import Step
    from autograder.model.assignment import Assignment
    from autograder.model.gradescope import Settings, SubmissionMetadata
    from autograder.model.results import Record

__all__ = ["EXAMPLE", "grade_container", "gradescope"]

EXAMPLE = "autograder gradescope --check /autograder"


def gradescope(
    root: Annotated[Path, typer.Argument(metavar="ROOT", help="Gradescope's folder in the container.")] = Path(
        "/autograder"
    ),
    check: Annotated[bool, typer.Option("--check", help="Only check that all files are present.")] = False,
) -> None:
    """Grade one submission in Gradescope's container."""
    raise typer.Exit(grade_container(root, check=check))


class _Places:
    """Name the paths of Gradescope's container below `root` (`/autograder`)."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def source(self) -> Path:
        return self.root / "source"

    @property
    def results(self) -> Path:
        return self.root / "results" / "results.json"

    @property
    def metadata(self) -> Path:
        return self.root / "submission_metadata.json"


def grade_container(root: Path, *, check: bool = False) -> int:
    """Grade the submission below `root` and write `results.json`.

    Args:
        root: Gradescope's folder in the container.
        check: Only check that all files are present.

    Returns:
        0 if everything was graded, 3 if points are withheld.
    """
    places = _Places(root)
    try:
        from autograder.grading.secret import load_secret
        from autograder.i18n import speaking
        from autograder.model.assignment import load_assignment
        from autograder.model.gradescope import SETTINGS_FILE

        settings = _settings(places.source / SETTINGS_FILE)
        assignment = load_assignment(places.source / "solutions" / settings.assignment)
        secret = load_secret(places.source / "secret")
        if check:
            return _check(places, assignment)
        with speaking(settings.language):
            return _graded(places, settings, assignment, secret)
    except Exception as error:  # always an internal error; `run_autograder` has already written a result that says so
        _print_failure(error)
        return WITHHELD


def _settings(path: Path) -> "Settings":
    import msgspec

    from autograder.model.gradescope import Settings

    try:
        return msgspec.json.decode(path.read_bytes(), type=Settings)
    except (OSError, UnicodeDecodeError, RecursionError, msgspec.MsgspecError) as error:
        raise AssignmentError(str(path), f"{error}; release the bundle again and upload it") from None


def _check(places: _Places, assignment: "Assignment") -> int:
    """Check the files; missing sandbox layers are only printed, because the build host may differ from the run host."""
    print(f"autograder: ready to grade {assignment.id}")
    try:
        _refuse_without_isolation(places.source / "solutions" / assignment.id)
    except UsageError as error:
        print(f"autograder: on the machine that builds the image: {error}")
    return NO_DIFFERENCE


def _refuse_without_isolation(folder: Path) -> None:
    from autograder.grading.grade import refuse_without_isolation
    from autograder.model.gradescope import SETTINGS_FILE

    try:
        refuse_without_isolation(folder)
    except UsageError as error:
        raise UsageError(
            f"{error}. Without it, points are withheld. Choose another base image; or set require_isolation to false "
            f"in {SETTINGS_FILE} and accept that students may read the hidden tests"
        ) from None


def _graded(places: _Places, settings: "Settings", assignment: "Assignment", secret: bytes) -> int:
    from autograder.files import write_atomically
    from autograder.grading.stepwise import grade_stepwise
    from autograder.model.gradescope import read_submission_metadata
    from autograder.model.lateness import late_factor, time_late
    from autograder.model.results import shown_at_once
    from autograder.reports.gradescope import to_gradescope

    metadata = read_submission_metadata(places.metadata)
    by = time_late(metadata.due or assignment.due, metadata.handed_in)
    factor = late_factor(assignment.late, by)
    late = _late(assignment, metadata, by, factor)
    path = _handed_in(places.root / "submission", assignment)
    folder = places.source / "solutions" / assignment.id
    if settings.require_isolation:
        _refuse_without_isolation(folder)
    shown = settings.show_hidden and metadata.shows_hidden(settings.daily)
    notes = [*late, *_hidden_later(settings, metadata, shown)]
    last = None

    def write(step: "Step", more: list[str]) -> None:
        record = shown_at_once(step.record) if shown else step.record
        write_atomically(places.results, to_gradescope(record, factor, [*notes, *more]))

    student = metadata.students if settings.show_hidden else ""
    for last in grade_stepwise(folder, path, secret, 60 * settings.minutes, student):
        write(last, _so_far(assignment, last))
    if last is None:
        raise GraderError("grading yielded nothing")
    if last.waiting:
        write(last, _out_of_time(last, settings))
    _print_for_instructor(last, metadata, settings)
    return WITHHELD if last.waiting or last.record.failed() else NO_DIFFERENCE


def _handed_in(folder: Path, assignment: "Assignment") -> Path:
    """Return the submission folder, or the zip in it if there is one zip and none of the assignment's files."""
    zips = [path for path in sorted(folder.glob("*.zip")) if path.is_file() and not path.is_symlink()]
    if len(zips) == 1 and not any(found for name in assignment.files() for found in folder.rglob(name)):
        return zips[0]
    return folder


def _late(
    assignment: "Assignment", metadata: "SubmissionMetadata", by: timedelta | None, factor: float | None
) -> list[str]:
    """Return the lines about lateness for students."""
    from autograder.i18n import _
    from autograder.reports.status_labels import number

    if assignment.late is None or (metadata.due or assignment.due) is None:
        return []
    if metadata.handed_in is None:
        return [
            _("The submission time is unknown, so no late penalty was applied; your instructor may apply it later.")
        ]
    if by is None or factor is None or factor == 1:
        return []
    text = _("Handed in {hours} hours late: {percent} % of the points below count.")
    return [text.format(hours=number(by / timedelta(hours=1)), percent=number(100 * factor))]


def _hidden_later(settings: "Settings", metadata: "SubmissionMetadata", shown: bool) -> list[str]:
    """Return the lines that say why this submission does not show results of hidden tests."""
    from autograder.i18n import _

    if shown or not settings.show_hidden:
        return []
    if metadata.handed_in is None or not metadata.students:
        return [_("Results of hidden tests are shown later, because the submission time is unknown.")]
    return [
        _("You have seen results of hidden tests {count} times in the last 24 hours, as often as is possible.").format(
            count=settings.daily
        ),
        _("This submission is graded completely; its results of hidden tests are shown later."),
    ]


def _so_far(assignment: "Assignment", step: "Step") -> list[str]:
    """Return the lines shown while grading runs; they remain if grading is killed."""
    from autograder.i18n import _

    if not step.waiting:
        return []
    total = len(assignment.auto())
    return [
        _("Results so far: {done} of {total} questions are graded.").format(
            done=total - len(step.waiting), total=total
        ),
        _("If this text stays, grading was cut off; your instructor must grade again with more time or memory."),
    ]


def _out_of_time(step: "Step", settings: "Settings") -> list[str]:
    from autograder.i18n import _
    from autograder.reports.status_labels import number

    return [
        _("Grading took longer than {minutes} minutes; questions not graded: {count}.").format(
            minutes=number(settings.minutes), count=len(step.waiting)
        ),
        _("If a test below says that your code took too long, fix it and hand in again."),
        _("Otherwise, your instructor must grade again with more time or a larger container."),
    ]


def _print_failure(error: Exception) -> None:
    """Print an internal error for the instructor."""
    print("autograder: internal error, not caused by the submission; points are withheld.")
    if isinstance(error, AutograderError):
        print(f"autograder: {error}")
    else:
        traceback.print_exception(error, file=sys.stdout)
    print("autograder: what to do: see docs/gradescope.md on withheld results.")


def _print_for_instructor(step: "Step", metadata: "SubmissionMetadata", settings: "Settings") -> None:
    """Print all details of this run for the instructor, including hidden tests, which appear nowhere else."""
    from rich.console import Console

    from autograder.reports.text import submission_table
    from autograder.sandbox.lockdown import missing

    record: Record = step.record
    console = Console(width=120, no_color=True)
    console.print(submission_table(record, instructor=True, width=120))
    for layer, reason in missing(record.isolation).items() if record.isolation else ():
        print(f"autograder: missing sandbox layer: {layer} ({reason})")
    if note := record.isolation.get("memory"):
        print(f"autograder: less memory than the assignment allows; choose a larger container ({note})")
    if metadata.problem:
        print(f"autograder: {metadata.problem}; no late penalty was applied")
    if step.waiting:
        print(f"autograder: {settings.minutes:g} minutes were not enough; not graded: {', '.join(step.waiting)}")
    print(f"autograder: earlier submissions: {metadata.earlier}")
