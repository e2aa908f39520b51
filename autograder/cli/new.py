"""`autograder new`: create a small assignment to start from."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.options import find_course
from autograder.errors import UsageError

__all__ = ["EXAMPLE", "new"]

EXAMPLE = "autograder new a6_trees --course ~/my-course"


def new(
    assignment: Annotated[str, typer.Argument(metavar="ID", help="Id of the new assignment.")],
    course: Annotated[
        Path | None,
        typer.Option("--course", metavar="DIR", help="Course folder; created if missing."),
    ] = None,
    languages: Annotated[
        str, typer.Option("--languages", metavar="CODES", help="Languages of its texts: en, or en,ko.")
    ] = "en",
) -> None:
    """Create a small, complete assignment to start from."""
    from autograder.authoring.new import new as make

    where = find_course(course)
    if course is None and not (where.root / "solutions").is_dir():
        raise UsageError(f"{where.root}: no course here or above; name a folder with --course to create one")
    print(make(where, assignment, elsewhere=course is not None, languages=languages.split(",")).text())
