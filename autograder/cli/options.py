"""Define shared options and exit codes; find the course and open the gradebook."""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.exit_codes import DIFFERENCE, INTERRUPTED, NO_DIFFERENCE, USAGE, WITHHELD
from autograder.errors import UsageError

if TYPE_CHECKING:
    from autograder.authoring.course import Course
    from autograder.gradebook import Gradebook

__all__ = [
    "DIFFERENCE",
    "INTERRUPTED",
    "NO_DIFFERENCE",
    "USAGE",
    "WITHHELD",
    "AssignmentArgument",
    "BecauseOption",
    "CourseOption",
    "GraderOption",
    "LangOption",
    "OldFileOption",
    "OldOutOption",
    "ResultsOption",
    "StudentArgument",
    "checked_language",
    "find_course",
    "open_gradebook",
]


def checked_language(asked: str | None) -> str | None:
    """Return the requested language unchanged, if it is a language code.

    Args:
        asked: Value of `--lang`, or None.

    Raises:
        UsageError: The value is not a language code.
    """
    if asked is not None and not re.fullmatch("[a-z]{2,3}", asked):
        raise UsageError(f"--lang {asked}: not a language code; write en, ko, or another language of the assignment")
    return asked


def _reason(because: str) -> str:
    if not because.strip():
        raise UsageError("--because is empty; give a reason")
    return because


def _moved(old: str, new: str) -> Callable[[str | None], None]:
    """Return a callback that rejects an option of earlier versions and names its replacement."""

    def refuse(found: str | None) -> None:
        from autograder.i18n import _

        if found is not None:
            text = _("{old} was renamed; write {new}")
            raise UsageError(text.format(old=f"{old} {found}", new=new.format(found)))

    return refuse


AssignmentArgument = Annotated[str, typer.Argument(metavar="ASSIGNMENT", help="Assignment id, for example a1_knn.")]
StudentArgument = Annotated[str, typer.Argument(metavar="STUDENT", help="Student, as listed by `export`.")]
CourseOption = Annotated[
    Path | None, typer.Option("--course", metavar="DIR", help="Course folder; by default the nearest one above.")
]
LangOption = Annotated[
    str | None,
    typer.Option(
        "--lang",
        metavar="CODE",
        help="Language of messages; by default the system's.",
        callback=checked_language,
    ),
]
BecauseOption = Annotated[
    str, typer.Option("--because", metavar="TEXT", help="Reason; stored in the gradebook.", callback=_reason)
]
ResultsOption = Annotated[Path, typer.Option("--results", metavar="DIR", help="Folder with the results.")]
GraderOption = Annotated[str, typer.Option("--grader", metavar="NAME", help="Who decides; stored with it.")]
OldOutOption = Annotated[
    str | None, typer.Option("--out", hidden=True, is_eager=True, callback=_moved("--out", "--results {}"))
]
OldFileOption = Annotated[
    str | None, typer.Option("--file", hidden=True, is_eager=True, callback=_moved("--file", "--out {}"))
]


def find_course(root: Path | None) -> "Course":
    """Find the course.

    Args:
        root: Value of `--course`; None for the nearest course at or above the current folder.
    """
    from autograder.authoring.course import Course

    if root is not None:
        return Course(root)
    here = Path.cwd()
    above = next((folder for folder in (here, *here.parents) if (folder / "solutions").is_dir()), here)
    return Course(above)


def open_gradebook(path: Path, create: bool = False, *, unchanged: bool = False) -> "Gradebook":
    """Open a gradebook; print a note if the file was converted to the current format.

    Args:
        path: The gradebook file.
        create: Create the file if it is missing.
        unchanged: Read an older format without converting the file.

    Raises:
        UsageError: The file is missing or not a gradebook.
    """
    from autograder.gradebook import Gradebook

    book = Gradebook(path, create, unchanged=unchanged)
    if book.kept:
        from autograder.i18n import _

        text = _("{path} was converted to the format of this version; the old file is kept as {kept}")
        print(f"autograder: {text.format(path=path, kept=book.kept.name)}", file=sys.stderr)
    return book
