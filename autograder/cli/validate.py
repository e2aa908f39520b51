"""`autograder validate`: prove that the tests of an assignment grade correctly."""

import sys
from typing import Annotated

import typer

from autograder.cli.console import make_console
from autograder.cli.options import DIFFERENCE, NO_DIFFERENCE, CourseOption, LangOption, find_course
from autograder.errors import UsageError

__all__ = ["EXAMPLE", "validate"]

EXAMPLE = "autograder validate a1_knn --only metadata --only leaks"


def validate(
    assignments: Annotated[
        list[str] | None, typer.Argument(metavar="ASSIGNMENT", help="Assignments to validate; by default all.")
    ] = None,
    repeat: Annotated[
        int, typer.Option("--repeat", metavar="N", help="How many times to grade each correct solution.")
    ] = 2,
    load: Annotated[bool, typer.Option("--load", help="Keep every core busy during the run.")] = False,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="PART", help="Run only this part; repeatable.")
    ] = None,
    mutants: Annotated[bool, typer.Option("--mutants", help="Also test mutants of the reference.")] = False,
    sample: Annotated[
        float,
        typer.Option(
            "--sample",
            metavar="N",
            help="Percentage of mutants to test; --seed chooses them.",
            show_default=False,
        ),
    ] = 100.0,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Seed of hidden inputs and sampled mutants.")] = 0,
    form: Annotated[str, typer.Option("--format", metavar="KIND", help="text or json.")] = "text",
    course: CourseOption = None,
    lang: LangOption = None,
) -> None:
    """Prove that the tests give each answer the points it deserves."""
    from autograder.i18n import _, choose_language, speaking
    from autograder.reports.progress import stepwise
    from autograder.reports.text import validation_json, validation_text
    from autograder.validation.plan import plans
    from autograder.validation.prove import validate as run

    if form not in ("text", "json"):
        raise UsageError(f"--format {form}: use text or json")
    planned = plans(find_course(course), assignments or [], only or [], repeat, load, sample if mutants else 0.0, seed)
    with speaking(choose_language(lang)):
        with stepwise(_("proving"), sum(plan.steps for plan in planned), make_console(stderr=True)) as step:
            validation = run(planned, step)
        if form == "json":
            sys.stdout.write(validation_json(validation).decode())
        else:
            make_console().print(validation_text(validation))
    raise typer.Exit(NO_DIFFERENCE if validation.holds else DIFFERENCE)
