"""`autograder hint`: show the next hint for a question."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.console import make_console
from autograder.cli.options import LangOption

__all__ = ["EXAMPLE", "hint"]

EXAMPLE = "autograder hint best_class"


def hint(
    question: Annotated[
        str | None, typer.Argument(metavar="QUESTION", help="Question id; without it, list all questions.")
    ] = None,
    level: Annotated[
        int | None, typer.Option("--level", metavar="N", help="Show hint N (from 1) instead of the next.")
    ] = None,
    lang: LangOption = None,
) -> None:
    """Show the next hint for a question."""
    from autograder.student import hint as student

    raise typer.Exit(student.main(Path.cwd(), question, level=level, lang=lang, console=make_console()))
