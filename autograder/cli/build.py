"""`autograder build`: generate the students' files from the authors' sources."""

from typing import Annotated

import typer

from autograder.cli.options import CourseOption, find_course

__all__ = ["EXAMPLE", "build"]

EXAMPLE = "autograder build --check"


def build(
    assignments: Annotated[
        list[str] | None, typer.Argument(metavar="ASSIGNMENT", help="Assignments to build; by default all.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if a file is outdated.")] = False,
    course: CourseOption = None,
) -> None:
    """Generate assignments/ from solutions/."""
    from autograder.authoring.build import build_all

    built = build_all(find_course(course), assignments or [], check)
    print(built.text())
    raise typer.Exit(built.exit_code)
