"""`autograder quiz`: ask a student about the student's own answer."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.console import make_console
from autograder.cli.options import LangOption

__all__ = ["EXAMPLE", "quiz"]

EXAMPLE = "autograder quiz svm_loss_vectorized"


def quiz(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="Question id.")],
    page: Annotated[
        Path | None, typer.Option("--page", metavar="FILE", help="Write an HTML page, for a notebook.")
    ] = None,
    lang: LangOption = None,
) -> None:
    """Answer three questions about your own code."""
    from autograder.understanding import quiz as understanding

    raise typer.Exit(understanding.main(Path.cwd(), question, page=page, lang=lang, console=make_console()))
