"""`autograder build`: generate the students' files from the authors' sources."""

from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.options import CourseOption, find_course

if TYPE_CHECKING:
    from autograder.authoring.course import Course

__all__ = ["EXAMPLE", "build"]

EXAMPLE = "autograder build --check"


def build(
    assignments: Annotated[
        list[str] | None, typer.Argument(metavar="ASSIGNMENT", help="Assignments to build; by default all.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if a file is outdated.")] = False,
    draft: Annotated[
        str | None,
        typer.Option("--draft", metavar="CODE", help="Only write docstrings.CODE.md, in English, to translate."),
    ] = None,
    course: CourseOption = None,
) -> None:
    """Generate assignments/ from solutions/."""
    from autograder.authoring.build import build_all

    if draft is not None:
        _write_drafts(find_course(course), assignments or [], draft)
        return
    built = build_all(find_course(course), assignments or [], check)
    print(built.text())
    raise typer.Exit(built.exit_code)


def _write_drafts(course: "Course", assignments: list[str], language: str) -> None:
    """Write a sidecar with docstrings for each assignment, and print what is left to translate in it."""
    from autograder.authoring.docstring_files import docstring_draft, docstring_problems, sidecar_name
    from autograder.files import write_atomically

    for source in map(course.source, assignments or course.ids()):
        path = source.folder / sidecar_name(language)
        write_atomically(path, docstring_draft(source, language).encode())
        left = [one for one in docstring_problems(source) if one.where.startswith(source.show(path))]
        print(f"wrote {source.show(path)}; texts left to translate: {len(left)}")
