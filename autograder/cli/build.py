"""`autograder build`: generate what students see from what authors write."""

from typing import Annotated

import typer

from autograder.cli.options import CourseOption, find_course

__all__ = ["EXAMPLE", "build"]

EXAMPLE = "autograder build --check"


def build(
    assignments: Annotated[
        list[str] | None, typer.Argument(metavar="ASSIGNMENT", help="What to build; by default everything.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Change nothing; exit 1 if a file is not current.")] = False,
    course: CourseOption = None,
) -> None:
    """Generate assignments/ from solutions/."""
    from autograder.authoring.build import build_all

    built = build_all(find_course(course), assignments or [], check)
    print(built.text())
    raise typer.Exit(built.exit_code)
