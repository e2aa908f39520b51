"""`autograder fetch`: fetch the repositories of a class, and write down what came of each.

A workflow that grades runs it first, as `python -I -m autograder fetch`, so that neither the folder where it runs nor a
`PYTHON*` variable decides which code that is. It ends with 0 if something has come, however much is missing, so that
this can be graded; `--missing REPORT` ends with 1 if somebody is missing, and says who. STUDENTS has a line for each
student: a name for the results, a space, and the address of a repository. The report is a table (CSV) of name, commit,
time and problem.
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


class _Came(NamedTuple):
    """What came of one student's repository; either `commit` or `problem` is empty."""

    name: str
    commit: str
    fetched: str
    problem: str


def fetch(
    assignment: Annotated[
        str | None, typer.Argument(metavar="ASSIGNMENT", help="Assignment id, for example a1_knn.")
    ] = None,
    students: Annotated[
        Path | None, typer.Argument(metavar="STUDENTS", help="File with a name and an address in each line.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for what is fetched.")] = Path(
        "submissions"
    ),
    report: Annotated[Path, typer.Option("--report", metavar="FILE", help="Table of what came of each (CSV).")] = Path(
        "fetched.csv"
    ),
    missing: Annotated[
        Path | None, typer.Option("--missing", metavar="FILE", help="Fetch nothing; say who is missing in this table.")
    ] = None,
    course: CourseOption = None,
) -> None:
    """Fetch the repositories of a class, to grade them.

    Exits with 1 if none could be fetched; with --missing, if one could not.

    The environment variable STUDENTS_TOKEN opens private repositories.
    """
    if missing and not assignment:
        raise typer.Exit(DIFFERENCE if _say_missing(_read(missing)) else NO_DIFFERENCE)
    if missing or not assignment or not students:
        raise UsageError("fetch: give ASSIGNMENT and STUDENTS, or --missing FILE by itself")
    raise typer.Exit(_fetch_all(find_course(course).source(assignment).assignment.files(), students, out, report))


def _fetch_all(files: Sequence[str], listed: Path, folder: Path, report: Path) -> int:
    from autograder.student.github import add_to_summary

    students = _read_list(listed)
    came = {name: _fetch(name, address, files, folder, last=False) for name, address in students.items()}
    for name in [name for name, one in came.items() if one is None]:  # the host may have had a bad moment
        came[name] = _fetch(name, students[name], files, folder, last=True)
    done = [one for one in came.values() if one]
    _write(report, done)
    add_to_summary(_summary(done))
    fetched = sum(not one.problem for one in done)
    print(f"fetched {fetched} of {len(done)} repositories")
    _say_missing(done)
    return NO_DIFFERENCE if fetched else DIFFERENCE


def _fetch(name: str, address: str, files: Sequence[str], folder: Path, *, last: bool) -> _Came | None:
    """What came of it; None where another try may help, unless this is the last one."""
    from autograder.submissions.clone import fetch as clone
    from autograder.submissions.git import GitFailed

    commit = problem = ""
    try:
        commit = clone(address, files, folder / name, os.environ.get(TOKEN, ""))
    except GitFailed as failed:
        if failed.again and not last:
            return None
        problem = str(failed)
    return _Came(name, commit, datetime.now(UTC).isoformat(timespec="seconds"), problem)


def _read_list(path: Path) -> dict[str, str]:
    """Name -> address. Every line is looked at before anything is fetched, and each wrong one is told.

    Raises:
        UsageError: The list cannot be read, is empty, or has wrong lines.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        raise UsageError(
            f"{path}: there is no such file; write a line for each student: a name, a space, an address"
        ) from None
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
        raise UsageError(f"{path}: nobody stands in it; write a line for each student: a name, a space, an address")
    return found


def _problem(words: Sequence[str], seen: dict[str, int]) -> str:
    """What is wrong with a line; empty if nothing is."""
    name = words[0]
    if not re.fullmatch(_NAME, name):
        return f"found the name {name!r}; letters, digits, '.', '-' and '_' are allowed, the first a letter or digit"
    if name.lower().endswith(".zip"):
        return f"found the name {name!r}; results leave .zip out of names, so take it away"
    if len(words) != 2 or words[1].startswith("-"):
        return f"{name}: write a name, a space, and one address on a line"
    if name.lower() in seen:
        return f"{name} stands in line {seen[name.lower()]} already; give each student a name of their own"
    return ""


def _write(report: Path, came: Iterable[_Came]) -> None:
    import csv

    from autograder.reports.csv import guarded

    with report.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows((one.name, one.commit, one.fetched, guarded(one.problem)) for one in came)


def _read(report: Path) -> list[_Came]:
    import csv

    try:
        with report.open(encoding="utf-8", newline="") as file:
            return [_Came(*(row[column] for column in COLUMNS)) for row in csv.DictReader(file)]
    except FileNotFoundError:
        raise UsageError(
            f"{report}: there is no such file, so nothing was fetched; see the step that fetches"
        ) from None


def _say_missing(came: Iterable[_Came]) -> bool:
    """Print who has no result, and why; whether there is anybody."""
    missing = [one for one in came if one.problem]
    for one in missing:
        print(f"could not be fetched, and has no result: {one.name} ({one.problem})")
    return bool(missing)


def _summary(came: Sequence[_Came]) -> str:
    """Who is missing, then what exactly was fetched and when, folded."""
    from autograder.i18n import _
    from autograder.reports.markdown import inline, table

    parts = []
    if missing := [(inline(one.name), inline(one.problem)) for one in came if one.problem]:
        parts += [f"### {_('Could not be fetched, and has no result')}", table((_("student"), _("reason")), missing)]
    rows = [(inline(one.name), inline(one.commit), inline(one.fetched)) for one in came if one.commit]
    if rows:
        told = _("Fetched: {count}").format(count=len(rows))
        parts += [
            f"<details><summary>{told}</summary>",
            table((_("student"), _("commit"), _("fetched at")), rows),
            "</details>",
        ]
    return "\n\n".join(parts) + "\n\n"
