"""What a workflow that grades runs first: fetches the repositories of a class, and writes down what came of each.

`python -I -m autograder.cli.fetch ASSIGNMENT LIST FOLDER REPORT` fetches into FOLDER/<name>; it ends with 0 if
something has come, however much is missing, so that this can be graded. With `--missing REPORT` it ends with 1 if
somebody is missing, and says who. ASSIGNMENT is the folder in `solutions/`; LIST has a line for each student, a name
for the results, a space, and the address of a repository; REPORT is a table (CSV) of name, commit, time and problem.
"""

import csv
import os
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from autograder.errors import UsageError
from autograder.i18n import _
from autograder.model.assignment import load_assignment
from autograder.reports.csv import guarded
from autograder.reports.markdown import inline, table
from autograder.student.github import add_to_summary
from autograder.submissions.clone import fetch
from autograder.submissions.git import GitFailed

__all__ = ["main"]

TOKEN = "STUDENTS_TOKEN"
COLUMNS = ("name", "commit", "fetched", "problem")

_NAME = re.compile(r"(?![._-])[A-Za-z0-9._-]{1,100}")


@dataclass(frozen=True)
class _Came:
    """What came of one student's repository; either `commit` or `problem` is empty."""

    name: str
    commit: str
    fetched: str
    problem: str


def main(arguments: Sequence[str]) -> int:
    """Fetch, or say who is missing; the exit code."""
    try:
        if arguments[:1] == ["--missing"] and len(arguments) == 2:
            return _who_is_missing(Path(arguments[1]))
        if len(arguments) != 4:
            raise UsageError(f"{len(arguments)} arguments; give ASSIGNMENT LIST FOLDER REPORT, or --missing REPORT")
        return _fetch_all(*map(Path, arguments))
    except UsageError as error:
        print(f"autograder: {error}", file=sys.stderr)
        return 2


def _fetch_all(assignment: Path, listed: Path, folder: Path, report: Path) -> int:
    files = load_assignment(assignment).files()
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
    return 0 if fetched else 1


def _fetch(name: str, address: str, files: Sequence[str], folder: Path, *, last: bool) -> _Came | None:
    """What came of it; None where another try may help, unless this is the last one."""
    commit = problem = ""
    try:
        commit = fetch(address, files, folder / name, os.environ.get(TOKEN, ""))
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
    if not _NAME.fullmatch(name):
        return f"found the name {name!r}; letters, digits, '.', '-' and '_' are allowed, the first a letter or digit"
    if name.lower().endswith(".zip"):
        return f"found the name {name!r}; results leave .zip out of names, so take it away"
    if len(words) != 2 or words[1].startswith("-"):
        return f"{name}: write a name, a space, and one address on a line"
    if name.lower() in seen:
        return f"{name} stands in line {seen[name.lower()]} already; give each student a name of their own"
    return ""


def _write(report: Path, came: Iterable[_Came]) -> None:
    with report.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows((one.name, one.commit, one.fetched, guarded(one.problem)) for one in came)


def _read(report: Path) -> list[_Came]:
    try:
        with report.open(encoding="utf-8", newline="") as file:
            return [_Came(*(row[column] for column in COLUMNS)) for row in csv.DictReader(file)]
    except FileNotFoundError:
        raise UsageError(
            f"{report}: there is no such file, so nothing was fetched; see the step that fetches"
        ) from None


def _who_is_missing(report: Path) -> int:
    return 1 if _say_missing(_read(report)) else 0


def _say_missing(came: Iterable[_Came]) -> bool:
    """Print who has no result, and why; whether there is anybody."""
    missing = [one for one in came if one.problem]
    for one in missing:
        print(f"could not be fetched, and has no result: {one.name} ({one.problem})")
    return bool(missing)


def _summary(came: Sequence[_Came]) -> str:
    """Who is missing, then what exactly was fetched and when, folded."""
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


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
