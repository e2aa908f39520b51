"""`autograder release`: write the bundle of an assignment for a target, in a language."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.options import AssignmentArgument, CourseOption, checked_language, find_course
from autograder.errors import UsageError

__all__ = ["EXAMPLE", "release"]

EXAMPLE = "autograder release a1_knn --target student --out dist"


def _language(asked: str) -> str:
    """Return the value of `--lang` unchanged, if it is a language code or `both`."""
    from autograder.bundles.languages import BOTH

    return asked if asked == BOTH else str(checked_language(asked))


def release(
    assignment: AssignmentArgument,
    target: Annotated[
        str,
        typer.Option(
            "--target",
            metavar="TARGET",
            help="student, otter, github or gradescope.",
        ),
    ] = "student",
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the bundle.")] = Path("dist"),
    secret: Annotated[
        Path | None,
        typer.Option("--secret", metavar="FILE", help="gradescope: secret of the hidden tests."),
    ] = None,
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="MINUTES", help="gradescope: timeout set in Gradescope.")
    ] = 10,
    lang: Annotated[
        str,
        typer.Option(
            "--lang",
            metavar="CODE",
            help="Language of what people read, or both.",
            callback=_language,
        ),
    ] = "en",
    show_hidden: Annotated[
        bool, typer.Option("--show-hidden", help="gradescope: show hidden results before the due time.")
    ] = False,
    daily: Annotated[
        int | None,
        typer.Option("--daily", metavar="N", min=1, help="gradescope: gradings a day, by default 5."),
    ] = None,
    course: CourseOption = None,
) -> None:
    """Write a bundle for students, otter, GitHub or Gradescope."""
    from autograder.bundles.gradescope import GradescopeOptions
    from autograder.bundles.languages import BOTH
    from autograder.bundles.release import release as write
    from autograder.grading.secret import load_secret
    from autograder.model.gradescope import DAILY

    if (show_hidden and target != "gradescope") or (daily is not None and not show_hidden):
        raise UsageError("--show-hidden is for --target gradescope, and --daily for --show-hidden; leave them out")
    if target == "gradescope" and lang == BOTH:
        raise UsageError("--lang both: messages on Gradescope have one language; write en, ko, or another one")
    chosen = None
    if target == "gradescope":
        chosen = GradescopeOptions(load_secret(secret), lang, timeout, (daily or DAILY) if show_hidden else 0)
    print(write(find_course(course), assignment, target, out, chosen, lang).text())
