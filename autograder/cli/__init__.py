"""The command line. Heavy imports happen inside the commands that need them, so that `--help` stays quick."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from autograder import __version__
from autograder.errors import GraderError, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from autograder.authoring.course import Course

__all__ = ["app", "main"]

app = typer.Typer(
    name="autograder",
    help="Five assignments for a first class in image classification, and the grader that comes with them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

CourseOption = Annotated[
    Path | None, typer.Option("--course", metavar="DIR", help="The course's folder; by default the nearest above here.")
]


def _language(asked: str | None) -> str | None:
    from autograder.i18n import LANGUAGES

    if asked not in (None, *LANGUAGES):
        raise UsageError(f"--lang {asked}: it is {' or '.join(LANGUAGES)}")
    return asked


LangOption = Annotated[
    str | None,
    typer.Option("--lang", metavar="en|ko", help="Language; by default what the environment says.", callback=_language),
]
AssignmentArgument = Annotated[str, typer.Argument(metavar="ASSIGNMENT", help="Its id, for example a1_knn.")]

USAGE, HELD = 2, 3


def main() -> NoReturn:
    """Run a command; the caller's mistakes end in one clear line and exit code 2, never in a traceback."""
    try:
        app()
    except UsageError as error:
        _complain(str(error), USAGE)
    except GraderError as error:
        _complain(f"grading failed, and that is not the submission's fault: {error}", HELD)
    except BrokenPipeError:  # the reader of our output has gone, as in `autograder ... | head`
        sys.stderr.close()
        raise SystemExit(1) from None
    raise SystemExit(0)


def _complain(message: str, code: int) -> NoReturn:
    sys.stderr.reconfigure(errors="replace")  # type: ignore[union-attr]
    print(f"autograder: {message}", file=sys.stderr)
    raise SystemExit(code)


@app.callback(invoke_without_command=True)
def version(show: Annotated[bool, typer.Option("--version", help="Show the version.")] = False) -> None:
    """Nothing but the version."""
    if show:
        print(__version__)
        raise typer.Exit


@app.command()
def check(
    names: Annotated[list[str] | None, typer.Argument(metavar="[QUESTION|FILE]...", help="What to check.")] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Check again whenever a file changes.")] = False,
    form: Annotated[
        str, typer.Option("--format", metavar="text|github", help="github: remarks at lines too.")
    ] = "text",
    lang: LangOption = None,
) -> None:
    """Students: run the public tests on your answers, and learn what to mend."""
    from autograder.student import check as student

    if form not in ("text", "github") or (watch and form == "github"):
        raise UsageError(f"--format {form}: it is text or github, and github goes without --watch")
    github = form == "github"
    raise typer.Exit(student.main(Path.cwd(), names or [], watch=watch, github=github, lang=lang, console=_console()))


@app.command()
def hint(
    question: Annotated[str | None, typer.Argument(metavar="QUESTION", help="Its id; leave out for a list.")] = None,
    level: Annotated[
        int | None, typer.Option("--level", help="This hint, counted from 1, instead of the next.")
    ] = None,
    lang: LangOption = None,
) -> None:
    """Students: the next hint for a question."""
    from autograder.student import hint as student

    raise typer.Exit(student.main(Path.cwd(), question, level=level, lang=lang, console=_console()))


@app.command()
def pack(
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="The zip to write.")] = None,
    lang: LangOption = None,
) -> None:
    """Students: make the zip to hand in."""
    from autograder.student import pack as student

    raise typer.Exit(student.main(Path.cwd(), out, lang=lang, console=_console()))


@app.command()
def new(
    assignment: Annotated[str, typer.Argument(metavar="ID", help="The new assignment's id, for example a6_trees.")],
    course: Annotated[
        Path | None,
        typer.Option("--course", metavar="DIR", help="The course's folder, made if it is not there; else the nearest."),
    ] = None,
) -> None:
    """Authors: a new assignment, small and complete, to change piece by piece."""
    from autograder.authoring.new import new as make

    where = _course(course)
    if course is None and not (where.root / "solutions").is_dir():
        raise UsageError(f"{where.root}: no course here or above; name its folder with --course, and it is made")
    print(make(where, assignment, elsewhere=course is not None).text())


@app.command()
def build(
    assignments: Annotated[list[str] | None, typer.Argument(metavar="[ASSIGNMENT]...", help="By default all.")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit 1 and show what is not current.")
    ] = False,
    course: CourseOption = None,
) -> None:
    """Authors: generate assignments/ from solutions/."""
    from autograder.authoring.build import build_all

    built = build_all(_course(course), assignments or [], check)
    print(built.text())
    raise typer.Exit(built.exit_code)


@app.command()
def release(
    assignment: AssignmentArgument,
    target: Annotated[str, typer.Option("--target", help="student, otter, github or gradescope.")] = "student",
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the bundle goes.")] = Path("dist"),
    secret: Annotated[
        Path | None, typer.Option("--secret", metavar="FILE", help="For gradescope: as for grading; it goes along.")
    ] = None,
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="MINUTES", help="For gradescope: what is set there.")
    ] = 10,
    lang: Annotated[
        str, typer.Option("--lang", metavar="en|ko", help="For gradescope: what students read.", callback=_language)
    ] = "en",
    course: CourseOption = None,
) -> None:
    """Instructors: write the bundle for a place where a course lives."""
    from autograder.bundles.gradescope import GradescopeOptions
    from autograder.bundles.release import release as write
    from autograder.grading.secret import load_secret

    chosen = None
    if target == "gradescope":
        chosen = GradescopeOptions(load_secret(secret), lang, timeout)
    print(write(_course(course), assignment, target, out, chosen).text())


@app.command()
def validate(
    assignments: Annotated[list[str] | None, typer.Argument(metavar="[ASSIGNMENT]...", help="By default all.")] = None,
    repeat: Annotated[int, typer.Option("--repeat", metavar="N", help="How often to grade right answers.")] = 2,
    load: Annotated[bool, typer.Option("--load", help="Keep every core busy meanwhile.")] = False,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="PART", help="This part of the proof; may stand several times."),
    ] = None,
    mutants: Annotated[
        bool, typer.Option("--mutants", help="Slip small mistakes into the reference, and see that tests notice each.")
    ] = False,
    sample: Annotated[
        float, typer.Option("--sample", metavar="PERCENT", help="Of the mutants, so many in a hundred, by chance.")
    ] = 100.0,
    form: Annotated[str, typer.Option("--format", metavar="text|json", help="How to print the verdicts.")] = "text",
    course: CourseOption = None,
    lang: LangOption = None,
) -> None:
    """Authors: prove that the tests of an assignment give every answer the points that it deserves."""
    from autograder.i18n import _, choose_language, speaking
    from autograder.reports.progress import stepwise
    from autograder.reports.text import validation_json, validation_text
    from autograder.validation.plan import plans
    from autograder.validation.prove import validate as run

    if form not in ("text", "json"):
        raise UsageError(f"--format {form}: it is text or json")
    planned = plans(_course(course), assignments or [], only or [], repeat, load, sample if mutants else 0.0)
    with speaking(choose_language(lang)):
        with stepwise(_("proving"), sum(plan.steps for plan in planned), _console(stderr=True)) as step:
            validation = run(planned, step)
        if form == "json":
            sys.stdout.write(validation_json(validation).decode())
        else:
            _console().print(validation_text(validation))
    raise typer.Exit(0 if validation.holds else 1)


@app.command()
def grade(
    assignment: AssignmentArgument,
    submissions: Annotated[
        list[Path], typer.Argument(metavar="SUBMISSION...", help="Folders and zips, folders of them, or exports.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where results go.")] = Path("results"),
    jobs: Annotated[int, typer.Option("--jobs", min=0, help="How many at once; 0 for as many as cores.")] = 0,
    secret: Annotated[
        Path | None, typer.Option("--secret", metavar="FILE", help="32 bytes that hidden tests draw from.")
    ] = None,
    form: Annotated[
        str, typer.Option("--format", metavar="junit,markdown", help="Also write these, for any CI service.")
    ] = "",
    dask: Annotated[
        str | None, typer.Option("--dask", metavar="tcp://HOST:PORT", help="Grade on this Dask scheduler's workers.")
    ] = None,
    regrade: Annotated[
        bool, typer.Option("--regrade", help="Grade again what has a result; the old one is kept in the history.")
    ] = False,
    require_isolation: Annotated[
        bool, typer.Option("--require-isolation", help="Refuse to grade where a layer of the sandbox is missing.")
    ] = False,
    course: CourseOption = None,
    lang: LangOption = None,
) -> None:
    """Instructors and CI: grade submissions."""
    from autograder.cli.grade import Request
    from autograder.cli.grade import grade as run
    from autograder.grading.secret import load_secret
    from autograder.i18n import choose_language, speaking
    from autograder.reports.results_folder import formats

    also = formats(form)
    folder = _course(course).source(assignment).folder
    if require_isolation:
        from autograder.grading.grade import refuse_without_isolation

        refuse_without_isolation(folder)
    request = Request(folder, submissions, out, load_secret(secret), jobs, dask, regrade, also)
    with speaking(choose_language(lang)):
        raise typer.Exit(run(request, _console()))


OutOption = Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder with results.")]


@app.command()
def export(
    assignment: AssignmentArgument,
    to: Annotated[str, typer.Option("--to", metavar="csv|canvas|gradescope", help="The place that takes them in.")],
    file: Annotated[Path | None, typer.Option("--file", metavar="FILE", help="Where to write it.")] = None,
    anonymous: Annotated[bool, typer.Option("--anonymous", help="Nothing that names a student.")] = False,
    provisional: Annotated[bool, typer.Option("--provisional", help="Count points held for review as 0.")] = False,
    out: OutOption = Path("results"),
    secret: Annotated[Path | None, typer.Option("--secret", metavar="FILE", help="As for grading.")] = None,
    course: CourseOption = None,
) -> None:
    """Instructors: the grades, adjusted and after lateness, for another place."""
    from autograder.cli.gradebook import export_grades
    from autograder.grading.secret import load_secret
    from autograder.model.assignment import load_assignment

    described = load_assignment(_course(course).source(assignment).folder)
    place = file or out / f"{assignment}-{to}.csv"
    count, waiting = export_grades(described, out, to, place, load_secret(secret) if anonymous else None, provisional)
    print(f"{place}: {count} students")
    for question, number in waiting.items():
        print(f"{question}: {number} students have no points for it yet; `autograder adjust` gives them")


@app.command()
def report(
    out: Annotated[Path, typer.Argument(metavar="DIR", help="The folder with results.")] = Path("results"),
    lang: LangOption = None,
) -> None:
    """Instructors: write every student's report and the page of the class again, from the records."""
    from autograder.cli.report import report as write
    from autograder.i18n import choose_language, speaking

    with speaking(choose_language(lang)):
        write(out, _console())


@app.command()
def adjust(
    assignment: AssignmentArgument,
    student: Annotated[str, typer.Argument(metavar="STUDENT", help="As the grades call the student.")],
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="Its id; written questions too.")],
    points: Annotated[float, typer.Argument(metavar="POINTS", help="What it counts, instead of what was graded.")],
    because: Annotated[str, typer.Option("--because", help="Why, for whoever asks later.")],
    out: OutOption = Path("results"),
    course: CourseOption = None,
) -> None:
    """Instructors: give points to a question by hand; it survives a regrade."""
    from autograder.cli.gradebook import adjust as give
    from autograder.model.assignment import load_assignment
    from autograder.model.final_score import Adjustment

    described = load_assignment(_course(course).source(assignment).folder)
    give(described, out, student, Adjustment(question, points, because))
    print(f"{student}: {question} counts {points:g}")


@app.command()
def extend(
    assignment: AssignmentArgument,
    student: Annotated[str, typer.Argument(metavar="STUDENT", help="As the grades call the student.")],
    until: Annotated[str, typer.Argument(metavar="TIME", help="For example 2027-03-21T23:59:00+09:00.")],
    because: Annotated[str, typer.Option("--because", help="Why, for whoever asks later.")],
    out: OutOption = Path("results"),
    course: CourseOption = None,
) -> None:
    """Instructors: let one student hand in until later."""
    from datetime import datetime

    from autograder.cli.gradebook import extend as let
    from autograder.model.assignment import load_assignment

    try:
        time = datetime.fromisoformat(until)
    except ValueError:
        raise UsageError(f"{until!r} is no time; write it as 2027-03-19T23:59:00+09:00") from None
    known = let(load_assignment(_course(course).source(assignment).folder), out, student, time, because)
    print(f"{student}: {assignment} is due {time.isoformat()}")
    if not known:
        print(f"nobody of this name has a result for {assignment} yet; is the name as the grades will have it?")


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A folder with results.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Another one, graded later.")],
    lang: LangOption = None,
) -> None:
    """Instructors: whose score a new grading changes, by how much and through which test."""
    from autograder.cli.gradebook import compare
    from autograder.i18n import choose_language, speaking

    with speaking(choose_language(lang)):
        compare(old, new, _console())


@app.command()
def doctor(lang: LangOption = None) -> None:
    """Instructors and CI: try forbidden acts, and say which layers of the sandbox hold on this machine."""
    from autograder.i18n import choose_language, speaking
    from autograder.reports.text import diagnosis_table
    from autograder.sandbox.doctor import run_probes

    with speaking(choose_language(lang)):
        found = run_probes()
        _console().print(diagnosis_table(found.isolation, found.missing, found.results))
    raise typer.Exit(1 if found.missing else 0)


def _console(*, stderr: bool = False) -> "Console":
    from autograder.cli.console import make_console

    return make_console(stderr=stderr)


def _course(root: Path | None) -> "Course":
    """The course that was named, or the nearest one above the current folder."""
    from autograder.authoring.course import Course

    if root is not None:
        return Course(root)
    here = Path.cwd()
    above = next((folder for folder in (here, *here.parents) if (folder / "solutions").is_dir()), here)
    return Course(above)
