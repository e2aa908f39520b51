"""`autograder pack`: write the zip that a student hands in."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.console import make_console
from autograder.cli.options import LangOption

__all__ = ["EXAMPLE", "pack"]

EXAMPLE = "autograder pack"


def pack(
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Zip to write; by default submission.zip.")
    ] = None,
    lang: LangOption = None,
) -> None:
    """Write the zip to hand in."""
    from autograder.student import pack as student

    raise typer.Exit(student.main(Path.cwd(), out, lang=lang, console=make_console()))
