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
        list[str] | None, typer.Argument(metavar="QUESTION|FILE", help="What to check; by default everything.")
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Check again whenever a file changes.")] = False,
    form: Annotated[
        str, typer.Option("--format", metavar="text|github", help="github: also a remark at each line.")
    ] = "text",
    lang: LangOption = None,
) -> None:
    """Run the public tests on your answers."""
    from autograder.student import check as student

    if form not in ("text", "github") or (watch and form == "github"):
        raise UsageError(f"--format {form}: it is text or github, and github goes without --watch")
    github = form == "github"
    raise typer.Exit(
        student.main(Path.cwd(), names or [], watch=watch, github=github, lang=lang, console=make_console())
    )
