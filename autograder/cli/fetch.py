"""`autograder fetch`: clone the repositories of a class and write a report.

The grading workflow runs it as `python -I -m autograder fetch`, so that neither the current folder nor a `PYTHON*`
variable decides which code runs. It exits with 0 if at least one repository was fetched, so that grading can continue;
`--missing REPORT` exits with 1 if a repository is missing, and names the students. STUDENTS has one line per student:
a name for the results, a space, and the address of a repository. The report is a CSV file with name, commit, time and
problem.
"""

import os
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from autograder.cli.options import DIFFERENCE, NO_DIFFERENCE, CourseOption, find_course
from autograder.errors import UsageError

__all__ = ["EXAMPLE", "fetch"]

EXAMPLE = "autograder fetch a1_knn students.txt --out submissions"

TOKEN = "STUDENTS_TOKEN"
COLUMNS = ("name", "commit", "fetched", "problem")

_NAME = r"(?![._-])[A-Za-z0-9._-]{1,100}"


class _Fetched(NamedTuple):
    """Describe the fetch of one student's repository; either `commit` or `problem` is empty."""

    name: str
    commit: str
    fetched: str
    problem: str


def fetch(
    assignment: Annotated[
        str | None, typer.Argument(metavar="ASSIGNMENT", help="Assignment id, for example a1_knn.")
    ] = None,
    students: Annotated[
        Path | None, typer.Argument(metavar="STUDENTS", help="File with a name and an address per line.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the clones.")] = Path("submissions"),
    report: Annotated[Path, typer.Option("--report", metavar="FILE", help="CSV report to write.")] = Path(
        "fetched.csv"
    ),
    missing: Annotated[
        Path | None, typer.Option("--missing", metavar="FILE", help="Fetch nothing; list who is missing in this CSV.")
    ] = None,
    course: CourseOption = None,
) -> None:
    """Fetch the repositories of a class, to grade them.

    Exits with 1 if no repository could be fetched; with --missing, if at least one could not.

    Private repositories need a token in the environment variable STUDENTS_TOKEN.
    """
    if missing and not assignment:
        raise typer.Exit(DIFFERENCE if _print_missing(_read(missing)) else NO_DIFFERENCE)
    if missing or not assignment or not students:
        raise UsageError("fetch: give ASSIGNMENT and STUDENTS, or only --missing FILE")
    from autograder.model.written import WRITTEN_FILE, manual_questions

    described = find_course(course).source(assignment).assignment
    written = (WRITTEN_FILE,) if manual_questions(described) else ()
    raise typer.Exit(_fetch_all((*described.files(), *written), students, out, report))


def _fetch_all(files: Sequence[str], listed: Path, folder: Path, report: Path) -> int:
    from autograder.student.github import add_to_summary

    students = _read_list(listed)
    came = {name: _fetch(name, address, files, folder, last=False) for name, address in students.items()}
    for name in [name for name, one in came.items() if one is None]:  # the host may have failed temporarily
        came[name] = _fetch(name, students[name], files, folder, last=True)
    done = [one for one in came.values() if one]
    _write(report, done)
    add_to_summary(_summary(done))
    fetched = sum(not one.problem for one in done)
    print(f"fetched {fetched} of {len(done)} repositories")
    _print_missing(done)
    return NO_DIFFERENCE if fetched else DIFFERENCE


def _fetch(name: str, address: str, files: Sequence[str], folder: Path, *, last: bool) -> _Fetched | None:
    """Fetch one repository; return None if the error may be temporary and this is not the last attempt."""
    from autograder.submissions.clone import fetch as clone
    from autograder.submissions.git import GitFailed

    commit = problem = ""
    try:
        commit = clone(address, files, folder / name, os.environ.get(TOKEN, ""))
    except GitFailed as failed:
        if failed.again and not last:
            return None
        problem = str(failed)
    return _Fetched(name, commit, datetime.now(UTC).isoformat(timespec="seconds"), problem)


def _read_list(path: Path) -> dict[str, str]:
    """Read the list of students and report every invalid line, before anything is fetched.

    Returns:
        Name -> address.

    Raises:
        UsageError: The list cannot be read, is empty, or has invalid lines.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        raise UsageError(f"{path}: file not found; write one line per student: a name, a space, an address") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: byte {error.start} is not UTF-8; save it as UTF-8") from None
    found: dict[str, str] = {}
    seen: dict[str, int] = {}
    wrong = []
    for number, line in enumerate(lines, 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if problem := _problem(words, seen):
            wrong.append(f"{path}:{number}: {problem}")
        else:
            seen[words[0].lower()] = number
            found[words[0]] = words[1]
    if wrong:
        raise UsageError("\n".join(wrong))
    if not found:
        raise UsageError(f"{path}: no students listed; write one line per student: a name, a space, an address")
    return found


def _problem(words: Sequence[str], seen: dict[str, int]) -> str:
    """Return what is wrong with a line, or an empty string."""
    name = words[0]
    if not re.fullmatch(_NAME, name):
        return f"name {name!r}: use letters, digits, '.', '-' and '_'; begin with a letter or digit"
    if name.lower().endswith(".zip"):
        return f"name {name!r}: remove .zip, because results drop it from names"
    if len(words) != 2 or words[1].startswith("-"):
        return f"{name}: write a name, a space and one address per line"
    if name.lower() in seen:
        return f"{name} is already in line {seen[name.lower()]}; give each student a unique name"
    return ""


def _write(report: Path, came: Iterable[_Fetched]) -> None:
    import csv

    from autograder.reports.csv import guarded

    with report.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows((one.name, one.commit, one.fetched, guarded(one.problem)) for one in came)


def _read(report: Path) -> list[_Fetched]:
    import csv

    try:
        with report.open(encoding="utf-8", newline="") as file:
            return [_Fetched(*(row[column] for column in COLUMNS)) for row in csv.DictReader(file)]
    except FileNotFoundError:
        raise UsageError(f"{report}: file not found, so nothing was fetched; read the log of the fetch step") from None


def _print_missing(came: Iterable[_Fetched]) -> bool:
    """Print each student without a repository and the reason; return whether there is one."""
    missing = [one for one in came if one.problem]
    for one in missing:
        print(f"not fetched, so not graded: {one.name} ({one.problem})")
    return bool(missing)


def _summary(came: Sequence[_Fetched]) -> str:
    """Return Markdown with the missing students, then the fetched commits and times, folded."""
    from autograder.i18n import _
    from autograder.reports.markdown import inline, table

    parts = []
    if missing := [(inline(one.name), inline(one.problem)) for one in came if one.problem]:
        parts += [f"### {_('Not fetched, so not graded')}", table((_("student"), _("reason")), missing)]
    rows = [(inline(one.name), inline(one.commit), inline(one.fetched)) for one in came if one.commit]
    if rows:
        heading = _("Fetched: {count}").format(count=len(rows))
        parts += [
            f"<details><summary>{heading}</summary>",
            table((_("student"), _("commit"), _("fetched at")), rows),
            "</details>",
        ]
    return "\n\n".join(parts) + "\n\n"
