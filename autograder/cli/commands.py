"""Assemble the command line from one module per command.

Commands import heavy modules inside functions, so that `--help` stays fast.
"""

from collections.abc import Callable
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from autograder import __version__
from autograder.cli import (
    adjust,
    build,
    check,
    comment,
    diff,
    doctor,
    export,
    extend,
    feedback,
    fetch,
    forget,
    grade,
    gradescope,
    hint,
    interview,
    new,
    pack,
    quiz,
    release,
    report,
    request,
    review,
    similar,
    validate,
)

__all__ = ["NAME", "app"]

NAME = "autograder"
STUDENTS, INSTRUCTORS, AUTHORS, CI = PANELS = ("Students", "Instructors", "Authors", "CI")
"""Audiences of commands, in the order of `--help`."""


class _Commands(TyperGroup):
    """List the commands by audience in `--help`."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the options, with help texts that fit on one line."""
        found: list[Any] = super().get_params(ctx)
        for option in found:
            if option.name == "show_completion":
                option.help = "Show completion for the current shell."
        return found

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write one list of commands per audience."""
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
    rich_markup_mode=None,  # plain text renders in half the time and leaves more room for help texts
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def version(show: Annotated[bool, typer.Option("--version", help="Show the version.")] = False) -> None:
    """Print the version, if `--version` is given."""
    if show:
        print(__version__)
        raise typer.Exit


def _add(panel: str, command: Callable[..., None], example: str, *, extra: bool = False) -> None:
    """Register a command.

    Args:
        panel: Audience, one of `PANELS`.
        command: Function of the command; its name is the command's name.
        example: Example that `--help` ends with.
        extra: Pass undeclared arguments to the function.
    """
    app.command(rich_help_panel=panel, epilog=f"Example: {example}", context_settings={"allow_extra_args": extra})(
        command
    )


_add(STUDENTS, check.check, check.EXAMPLE)
_add(STUDENTS, hint.hint, hint.EXAMPLE)
_add(STUDENTS, quiz.quiz, quiz.EXAMPLE)
_add(STUDENTS, pack.pack, pack.EXAMPLE)
_add(INSTRUCTORS, release.release, release.EXAMPLE)
_add(INSTRUCTORS, grade.grade, grade.EXAMPLE)
_add(INSTRUCTORS, adjust.adjust, adjust.EXAMPLE)
_add(INSTRUCTORS, review.review, review.EXAMPLE)
_add(INSTRUCTORS, interview.interview, interview.EXAMPLE)
_add(INSTRUCTORS, comment.comment, comment.EXAMPLE)
_add(INSTRUCTORS, request.request, request.EXAMPLE)
_add(INSTRUCTORS, extend.extend, extend.EXAMPLE)
_add(INSTRUCTORS, report.report, report.EXAMPLE, extra=True)
_add(INSTRUCTORS, export.export, export.EXAMPLE)
_add(INSTRUCTORS, feedback.feedback, feedback.EXAMPLE)
_add(INSTRUCTORS, diff.diff, diff.EXAMPLE)
_add(INSTRUCTORS, similar.similar, similar.EXAMPLE)
_add(INSTRUCTORS, forget.forget, forget.EXAMPLE)
_add(AUTHORS, new.new, new.EXAMPLE)
_add(AUTHORS, build.build, build.EXAMPLE)
_add(AUTHORS, validate.validate, validate.EXAMPLE)
_add(CI, doctor.doctor, doctor.EXAMPLE)
_add(CI, fetch.fetch, fetch.EXAMPLE)
_add(CI, gradescope.gradescope, gradescope.EXAMPLE)
