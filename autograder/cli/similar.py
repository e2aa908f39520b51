"""`autograder similar`: list pairs of submissions with similar code."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.options import (
    AssignmentArgument,
    CourseOption,
    LangOption,
    ResultsOption,
    find_course,
    open_gradebook,
)
from autograder.errors import UsageError

if TYPE_CHECKING:
    from autograder.authoring.course import AssignmentSource

__all__ = ["EXAMPLE", "similar"]

EXAMPLE = "autograder similar a3_gradients --results results --with last-year"


def similar(
    assignment: AssignmentArgument,
    results: ResultsOption = Path("results"),
    earlier: Annotated[
        Path | None, typer.Option("--with", metavar="DIR", help="Results or hand-ins of an earlier class.")
    ] = None,
    pairs: Annotated[int, typer.Option("--pairs", metavar="N", min=1, max=500, help="Number of pairs to list.")] = 30,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder to write to; by default the results.")
    ] = None,
    course: CourseOption = None,
    lang: LangOption = None,
) -> None:
    """List pairs of submissions with similar code: a reason to talk, never a verdict. No grade changes."""
    from autograder.i18n import Message, choose_language, speaking
    from autograder.reports.page import pages_can_be_made

    with speaking(choose_language(lang)):
        if not pages_can_be_made():
            raise UsageError(Message("HTML reports need more packages; install the package's extra `instructor`"))
        _write(find_course(course).source(assignment), results, earlier, pairs, out or results)


def _write(source: "AssignmentSource", results: Path, earlier: Path | None, most: int, out: Path) -> None:
    """Write the page and the table; print where they are."""
    from autograder.cli.console import make_console
    from autograder.files import PRIVATE, write_atomically
    from autograder.gradebook import FILE_NAME
    from autograder.i18n import _
    from autograder.understanding.similarity_list import similarity_list
    from autograder.understanding.similarity_page import to_similarity_csv, to_similarity_page

    with open_gradebook(results / FILE_NAME, unchanged=True) as book:
        found, code, given = similarity_list(source, book, earlier, most)
    page, table = (out / f"similar-{source.id}.{suffix}" for suffix in ("html", "csv"))
    written = to_similarity_page(found, code, given), to_similarity_csv(found)
    for path, content in zip((page, table), written, strict=True):
        write_atomically(path, content, PRIVATE)
    console = make_console()
    text = _("{count} answers compared, {pairs} pairs listed: {path}")
    console.print(text.format(count=found.compared, pairs=len(found.pairs), path=page), soft_wrap=True)
    console.print(_("Similar code is a reason to talk, not a verdict. No grade has changed."))
