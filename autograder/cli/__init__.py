"""The command line: one module per command, put together here.

Heavy imports happen inside the functions that need them, so that `--help` stays quick.
"""

import sys
from collections.abc import Callable
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from autograder import __version__
from autograder.cli import (
    adjust,
    build,
    check,
    diff,
    doctor,
    export,
    extend,
    fetch,
    grade,
    gradescope,
    hint,
    new,
    pack,
    release,
    report,
    validate,
)
from autograder.cli.options import DIFFERENCE, NO_DIFFERENCE, USAGE, WITHHELD
from autograder.errors import GraderError, UsageError

__all__ = ["app", "main"]

NAME = "autograder"
STUDENTS, INSTRUCTORS, AUTHORS, CI = PANELS = ("Students", "Instructors", "Authors", "CI")
"""Whom a command is for, in the order of the help."""


class _Commands(TyperGroup):
    """The group of all commands, whose help lists them by whom they are for."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the options, each with a help that fits into a line."""
        found: list[Any] = super().get_params(ctx)
        for option in found:
            if option.name == "show_completion":
                option.help = "Show completion for the current shell."
        return found

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the lists of the commands."""
        width = max(map(len, self.commands))
        for panel in PANELS:
            listed = [one for one in self.commands.values() if getattr(one, "rich_help_panel", None) == panel]
            with formatter.section(panel):
                formatter.write_dl([(str(one.name).ljust(width), one.get_short_help_str(74 - width)) for one in listed])


app = typer.Typer(
    name=NAME,
    cls=_Commands,
    help="Assignments of a first class in image classification, and their autograder.",
    no_args_is_help=True,
    rich_markup_mode=None,  # plain text takes half the time of boxes, and there is room for a sentence beside an option
    pretty_exceptions_enable=False,
)


def main() -> NoReturn:
    """Run a command; the caller's mistakes end in one clear line and exit code 2, never in a traceback."""
    try:
        app(prog_name=NAME)
    except UsageError as error:
        _complain(str(error), USAGE)
    except GraderError as error:
        _complain(f"grading failed, and that is not the submission's fault: {error}", WITHHELD)
    except BrokenPipeError:  # the reader of our output has gone, as in `autograder ... | head`
        sys.stderr.close()
        raise SystemExit(DIFFERENCE) from None
    raise SystemExit(NO_DIFFERENCE)


def _complain(message: str, code: int) -> NoReturn:
    sys.stderr.reconfigure(errors="replace")  # type: ignore[union-attr]
    print(f"{NAME}: {message}", file=sys.stderr)
    raise SystemExit(code)


@app.callback(invoke_without_command=True)
def version(show: Annotated[bool, typer.Option("--version", help="Show the version.")] = False) -> None:
    """Nothing but the version."""
    if show:
        print(__version__)
        raise typer.Exit


def _add(panel: str, command: Callable[..., None], example: str, *, extra: bool = False) -> None:
    """Add a command to the app.

    Args:
        panel: Whom it is for.
        command: Its function, which is named as it is typed.
        example: A line that `--help` ends with.
        extra: Let the function see arguments that it does not declare.
    """
    app.command(rich_help_panel=panel, epilog=f"Example: {example}", context_settings={"allow_extra_args": extra})(
        command
    )


_add(STUDENTS, check.check, check.EXAMPLE)
_add(STUDENTS, hint.hint, hint.EXAMPLE)
_add(STUDENTS, pack.pack, pack.EXAMPLE)
_add(INSTRUCTORS, release.release, release.EXAMPLE)
_add(INSTRUCTORS, grade.grade, grade.EXAMPLE)
_add(INSTRUCTORS, adjust.adjust, adjust.EXAMPLE)
_add(INSTRUCTORS, extend.extend, extend.EXAMPLE)
_add(INSTRUCTORS, report.report, report.EXAMPLE, extra=True)
_add(INSTRUCTORS, export.export, export.EXAMPLE)
_add(INSTRUCTORS, diff.diff, diff.EXAMPLE)
_add(AUTHORS, new.new, new.EXAMPLE)
_add(AUTHORS, build.build, build.EXAMPLE)
_add(AUTHORS, validate.validate, validate.EXAMPLE)
_add(CI, doctor.doctor, doctor.EXAMPLE)
_add(CI, fetch.fetch, fetch.EXAMPLE)
_add(CI, gradescope.gradescope, gradescope.EXAMPLE)
