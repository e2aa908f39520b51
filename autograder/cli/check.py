"""`autograder check`: run the public tests on a student's answers."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.console import make_console
from autograder.cli.options import LangOption
from autograder.errors import UsageError

__all__ = ["EXAMPLE", "check"]

EXAMPLE = "autograder check best_class --watch"


def check(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="QUESTION|FILE",
            help='Questions, files or "further"; by default all.',
        ),
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Check again when a file changes.")] = False,
    form: Annotated[str, typer.Option("--format", metavar="text|github", help="github: also annotate lines.")] = "text",
    lang: LangOption = None,
) -> None:
    """Run the public tests on your answers."""
    from autograder.student import check as student

    if form not in ("text", "github") or (watch and form == "github"):
        raise UsageError(f"--format {form}: use text or github; github does not work with --watch")
    github = form == "github"
    raise typer.Exit(
        student.main(Path.cwd(), names or [], watch=watch, github=github, lang=lang, console=make_console())
    )
