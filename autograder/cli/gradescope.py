"""`autograder gradescope`: grade one submission in Gradescope's container, and write a result whatever happens.

`run_autograder` of the bundle calls it as `python -I -m autograder gradescope ROOT`. What it prints is for the
instructor, and only instructors see it; what students see stands in `results.json`, which is written anew after each
question. Nothing that goes wrong here is ever a student's 0: points are held, and the text says who must act.
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
    check: Annotated[bool, typer.Option("--check", help="Only look whether everything is there.")] = False,
) -> None:
    """Grade one submission in Gradescope's container."""
    raise typer.Exit(grade_container(root, check=check))


class _Places:
    """Gradescope's layout, below `root` (`/autograder`)."""

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
    """Grade what was handed in below the root; the exit code says whether all of it went well.

    Args:
        root: Gradescope's folder in the container.
        check: Only look whether everything is there.
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
    except Exception as error:  # whatever it is, it is ours, and `run_autograder` has put a result there that says so
        _tell(error)
        return WITHHELD


def _settings(path: Path) -> "Settings":
    import msgspec

    from autograder.model.gradescope import Settings

    try:
        return msgspec.json.decode(path.read_bytes(), type=Settings)
    except (OSError, msgspec.MsgspecError) as error:
        raise AssignmentError(str(path), f"{error}; release the bundle again and upload it") from None


def _check(places: _Places, assignment: "Assignment") -> int:
    """Say whether all is there; no layer is demanded, for what builds an image may have fewer than what runs it."""
    print(f"autograder: ready to grade {assignment.id}")
    try:
        _refuse_without_isolation(places.source / "solutions" / assignment.id)
    except UsageError as error:
        print(f"autograder: this is so where the image is built: {error}")
    return NO_DIFFERENCE


def _refuse_without_isolation(folder: Path) -> None:
    from autograder.grading.grade import refuse_without_isolation
    from autograder.model.gradescope import SETTINGS_FILE

    try:
        refuse_without_isolation(folder)
    except UsageError as error:
        raise UsageError(
            f"{error}. Without it points are held. Choose another base image; or set require_isolation to false in "
            f"{SETTINGS_FILE}, and accept that students may read the hidden tests"
        ) from None


def _graded(places: _Places, settings: "Settings", assignment: "Assignment", secret: bytes) -> int:
    from autograder.files import write_atomically
    from autograder.grading.stepwise import grade_stepwise
    from autograder.model.gradescope import read_submission_metadata
    from autograder.model.lateness import late_factor
    from autograder.reports.gradescope import to_gradescope

    metadata = read_submission_metadata(places.metadata)
    kept = late_factor(assignment.late, metadata.due or assignment.due, metadata.handed_in)
    late = _late(assignment, metadata, kept)
    path = _handed_in(places.root / "submission", assignment)
    folder = places.source / "solutions" / assignment.id
    if settings.require_isolation:
        _refuse_without_isolation(folder)
    last = None
    for last in grade_stepwise(folder, path, secret, 60 * settings.minutes):
        notes = [*late, *_so_far(assignment, last)]
        write_atomically(places.results, to_gradescope(last.record, kept, notes))
    if last is None:
        raise GraderError("grading yielded nothing")
    if last.waiting:
        notes = [*late, *_out_of_time(last, settings)]
        write_atomically(places.results, to_gradescope(last.record, kept, notes))
    _tell_instructor(last, metadata, settings)
    return WITHHELD if last.waiting or last.record.failed() else NO_DIFFERENCE


def _handed_in(folder: Path, assignment: "Assignment") -> Path:
    """The submission; where it is one zip and none of the assignment's files, that zip."""
    zips = [path for path in sorted(folder.glob("*.zip")) if path.is_file() and not path.is_symlink()]
    if len(zips) == 1 and not any(found for name in assignment.files() for found in folder.rglob(name)):
        return zips[0]
    return folder


def _late(assignment: "Assignment", metadata: "SubmissionMetadata", kept: float) -> list[str]:
    """What is said of lateness."""
    from autograder.i18n import _
    from autograder.reports.status_labels import number

    due = metadata.due or assignment.due
    if assignment.late is None or due is None:
        return []
    if metadata.handed_in is None:
        return [
            _("It is not known whether this came in time, so lateness is not counted; your instructor may do so later.")
        ]
    if kept == 1:
        return []
    hours = (metadata.handed_in - due) / timedelta(hours=1)
    text = _("Handed in {hours} hours after the due time: {percent} % of the points below count.")
    return [text.format(hours=number(hours), percent=number(100 * kept))]


def _so_far(assignment: "Assignment", step: "Step") -> list[str]:
    """What is said while grading goes on; it stays where the grading is ended from outside."""
    from autograder.i18n import _

    if not step.waiting:
        return []
    total = len(assignment.auto())
    return [
        _("These are results so far, of {done} of {total} questions.").format(
            done=total - len(step.waiting), total=total
        ),
        _("If this text stays, grading was cut off. Your instructor must act: grade again, with more time or memory."),
    ]


def _out_of_time(step: "Step", settings: "Settings") -> list[str]:
    from autograder.i18n import _
    from autograder.reports.status_labels import number

    return [
        _("Grading took longer than {minutes} minutes; questions that have not been graded: {count}.").format(
            minutes=number(settings.minutes), count=len(step.waiting)
        ),
        _("If tests below say that an answer of yours took too long, mend it and hand in again."),
        _("Otherwise your instructor must act: grade again, with more time or a larger container."),
    ]


def _tell(error: Exception) -> None:
    """Our own failure, for the instructor."""
    print("autograder: grading failed, and that is not the submission's fault; the points are held.")
    if isinstance(error, AutograderError):
        print(f"autograder: {error}")
    else:
        traceback.print_exception(error, file=sys.stdout)
    print("autograder: you must act: docs/gradescope.md says what to do when a result is held.")


def _tell_instructor(step: "Step", metadata: "SubmissionMetadata", settings: "Settings") -> None:
    """Everything that instructors may want to know of this run; hidden tests are told here and nowhere else."""
    from rich.console import Console

    from autograder.reports.text import submission_table
    from autograder.sandbox.lockdown import missing

    record: Record = step.record
    console = Console(width=120, no_color=True)
    console.print(submission_table(record, instructor=True, width=120))
    for layer, reason in missing(record.isolation).items() if record.isolation else ():
        print(f"autograder: the sandbox lacks a layer here, {layer}: {reason}")
    if note := record.isolation.get("memory"):
        print(f"autograder: less memory than the assignment allows, choose a larger container: {note}")
    if metadata.problem:
        print(f"autograder: {metadata.problem}; lateness was not counted")
    if step.waiting:
        print(f"autograder: {settings.minutes:g} minutes were not enough; not graded: {', '.join(step.waiting)}")
    print(f"autograder: earlier submissions: {metadata.earlier}")
