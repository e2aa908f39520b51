"""`autograder forget`: delete one student, or a whole term, from a results folder."""

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.options import DIFFERENCE, LangOption, ResultsOption, open_gradebook
from autograder.errors import UsageError
from autograder.i18n import Message, _

if TYPE_CHECKING:
    from autograder.gradebook import Forgotten, Gradebook

__all__ = ["EXAMPLE", "forget"]

EXAMPLE = "autograder forget s017 --results results --yes"

TABLES = ("submissions.csv", "grades.csv")
"""Files of a class with a column `student`."""
OURS = ("gradebook.sqlite*", "gradebook.v*.sqlite*", "instructor", "students", "class.html", "class.md")


def forget(
    student: Annotated[
        str | None, typer.Argument(metavar="[STUDENT]", help="Key, name, e-mail or id.", show_default=False)
    ] = None,
    everybody: Annotated[bool, typer.Option("--all", help="Delete the results of everybody.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Delete; without it, only list what would be deleted.")] = False,
    results: ResultsOption = Path("results"),
    lang: LangOption = None,
) -> None:
    """Delete a student, or a whole term, from a results folder.

    Without --yes nothing is deleted, and the exit code is 1.
    """
    from autograder.gradebook import FILE_NAME
    from autograder.i18n import choose_language, speaking

    with speaking(choose_language(lang)):
        if (student is None) == (not everybody):
            raise UsageError(Message("name one student, or use --all"))
        if not (results / FILE_NAME).is_file():
            raise UsageError(
                Message("{folder}: there is no gradebook in it, so nothing is deleted; check --results", folder=results)
            )
        if student is None:
            _forget_everybody(results, yes)
        else:
            _forget_one(results, student, yes)
        if not yes:
            print(_("Nothing is deleted yet; repeat the command with --yes."))
            raise typer.Exit(DIFFERENCE)


def _forget_everybody(results: Path, yes: bool) -> None:
    """Delete every file that this package writes into a results folder; leave and name all others."""
    from autograder.gradebook import FILE_NAME

    with open_gradebook(results / FILE_NAME, unchanged=True) as book:
        ours = _written(results, book.assignments())
    others = sorted(path for path in results.iterdir() if path not in ours)
    _list(_("Deleted:") if yes else _("To delete:"), ours)
    if yes:
        for path in ours:
            _delete(path)
        if not others:
            results.rmdir()
    _list(_("Not deleted, because this package did not write it:"), others)
    _say_what_stays(())


def _forget_one(results: Path, spelling: str, yes: bool) -> None:
    """Delete one student from the gradebook and from every file of the class.

    Files come first: an interrupted command can be repeated as long as the gradebook knows the student.
    """
    from autograder.gradebook import FILE_NAME

    with open_gradebook(results / FILE_NAME) as book:
        student = _student(book, spelling)
        found = book.forget(student, dry_run=True)
        ours = _written(results, book.assignments())
        tables = [path for path in ours if path.name in TABLES]
        pages = [path for path in ours if path.suffix == ".html" and not path.name.startswith("similar-")]
        kept = {results / "instructor", results / "students", *tables, *pages}
        gone = [path for path in ours if path not in kept and not path.name.startswith(FILE_NAME)]
        gone = [*_folders(results, found, student), *gone]
        if yes:
            for path in (*gone, *pages):
                _delete(path)
            for path in tables:
                _leave_table(path, student)
            book.forget(student)
    text = _("{student}: {results} results, {decisions} adjustments and extensions, {rosters} rosters in {file}")
    print(
        text.format(
            student=student,
            results=len(found.records) + len(found.shared),
            decisions=found.decisions,
            rosters=found.rosters,
            file=results / FILE_NAME,
        )
    )
    _list(_("Deleted:") if yes else _("To delete:"), gone)
    title = _("Written again without this student:") if yes else _("To write again without this student:")
    _list(title, [*tables, *pages])
    if yes and pages:
        _write_pages(results)
    if found.shared:
        text = _("{count} results of a group stay for its other members; its name or files may still name the student.")
        print(text.format(count=len(found.shared)))
    _say_what_stays(found.containers)


def _student(book: "Gradebook", spelling: str) -> str:
    """Return the key of the student whom a spelling names, in any assignment.

    Raises:
        UsageError: It names nobody, or several students.
    """
    from autograder.submissions.match import NobodyFits

    keys, problem = set(), None
    for assignment in book.assignments():
        try:
            keys.add(book.student(assignment, spelling))
        except NobodyFits as error:
            problem = error
    if len(keys) == 1:
        return keys.pop()
    if keys:
        text = Message(
            "{text} names {students} in different assignments; write one of these keys",
            text=repr(spelling),
            students=", ".join(sorted(keys)),
        )
        raise UsageError(text)
    raise problem or UsageError(Message("there is no student {text}; the gradebook is empty", text=repr(spelling)))


def _folders(results: Path, found: "Forgotten", student: str) -> list[Path]:
    """Return the folders of a student's submissions."""
    from autograder.reports.results_folder import record_path, student_folder
    from autograder.reports.student_record import member_record

    places = [record_path(record, results).parent for record in found.records]
    places += [student_folder(record, results) for record in found.records]
    places += [student_folder(member_record(record, student), results) for record in (*found.records, *found.shared)]
    return [place for place in dict.fromkeys(places) if place.is_dir()]


def _written(results: Path, assignments: Iterable[str]) -> list[Path]:
    """Return what this package writes into a results folder: the gradebook, its copies, pages, tables and exports."""
    from autograder.reports.export import TARGETS

    patterns = [*OURS, *TABLES]
    for assignment in assignments:
        patterns += [f"class-{assignment}.html", f"similar-{assignment}.html", f"similar-{assignment}.csv"]
        patterns += [f"{assignment}-{target}.csv" for target in TARGETS]
    return sorted({path for pattern in patterns for path in results.glob(pattern)})


def _delete(path: Path) -> None:
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        problem = Message(
            "{path}: cannot be deleted ({problem}); repeat the command", path=path, problem=error.strerror
        )
        raise UsageError(problem) from None


def _leave_table(path: Path, student: str) -> None:
    """Take a student's rows out of a table."""
    from autograder.files import write_atomically
    from autograder.model.sheet import read_sheet
    from autograder.reports.csv import guarded

    if not path.is_file():
        return
    sheet = read_sheet(path)
    place = sheet.column("student")
    rows = {number for number, row in enumerate(sheet.rows) if number and row.cell(place) == guarded(student)}
    write_atomically(path, sheet.without_rows(rows))


def _write_pages(results: Path) -> None:
    """Write the class pages again, if anything is left to show."""
    from autograder.cli.console import make_console
    from autograder.cli.report import write_pages
    from autograder.reports.page import pages_can_be_made

    if pages_can_be_made() and any(results.glob("instructor/*/result.json")):
        write_pages(results, make_console())


def _list(title: str, paths: Sequence[Path]) -> None:
    if paths:
        print(title)
        for path in paths:
            print(f"  {path}")


def _say_what_stays(containers: Iterable[Path]) -> None:
    """Print what this command cannot delete."""
    print(_("Not deleted: what was handed in, files that you exported elsewhere, backups, and data on the platform."))
    for path in containers:
        if path.exists():
            print(f"  {path}")
