"""`autograder check`: run the public tests of some questions and report the result of each question."""

import difflib
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text as Cell

from autograder.errors import UsageError
from autograder.i18n import _, choose_language, speaking
from autograder.model.assignment import FURTHER, Assignment, Question
from autograder.model.written import WRITTEN_FILE
from autograder.student.runner import run_tests
from autograder.student.show import (
    QuestionCheck,
    group_by_question,
    show_checks,
    show_due,
    show_slow,
    show_sources,
    show_versions,
)
from autograder.student.sources import StudentFile, assignment_here, folder_of, inspect_sources
from autograder.student.written import answered_in, show_written

__all__ = ["LOCAL_SECONDS", "changes", "check", "main", "select"]

LOCAL_SECONDS = 20.0
"""Wall time in seconds that one test may take; twice the assignment's CPU limit if that is more."""

_INTERVAL = 0.5
"""Seconds between two checks for changed files."""


def _pause() -> None:
    time.sleep(_INTERVAL)


def main(
    folder: Path,
    selection: Sequence[str],
    *,
    watch: bool = False,
    github: bool = False,
    lang: str | None = None,
    console: Console,
    wait: Callable[[], None] = _pause,
) -> int:
    """Check the answers in `folder` and print what to fix.

    Args:
        folder: The unzipped assignment.
        selection: Ids of questions and names of files; empty for everything. `further`, or a question there, checks
            the optional assignment in this folder.
        watch: Keep running until Ctrl-C; check the affected questions again after each change.
        github: Also write GitHub annotations and a step summary.
        lang: `en` or `ko`; by default the language of the environment.
        console: Console to write to.
        wait: Called between two checks for changed files.

    Returns:
        0 if every checked question passes, else 1; always 0 with `watch`.

    Raises:
        UsageError: `folder` is not an assignment, a name in `selection` is unknown, or the tests cannot be started.
    """
    with speaking(choose_language(lang)):
        if selection and (place := folder_of(folder, selection[0])) != folder:
            folder, selection = place, [name for name in selection if name != FURTHER]
        assignment = _open(folder)
        questions = select(assignment, selection)
        if github:
            checks = _check_on_github(folder, assignment, questions, console)
        else:
            checks = check(folder, assignment, questions, console)
        if watch:
            _keep_checking(folder, assignment, questions, console, wait)
            return 0
        return 0 if all(done.status == "passed" for done in checks) else 1


def check(folder: Path, assignment: Assignment, questions: Sequence[Question], console: Console) -> list[QuestionCheck]:
    """Run the public tests of `questions` once and print the results.

    Args:
        folder: The unzipped assignment.
        assignment: The assignment in `folder`.
        questions: Questions to test.
        console: Console to write to.

    Returns:
        The result of each question, in the order of `questions`.

    Raises:
        UsageError: The tests cannot be started.
    """
    concerned = inspect_sources(folder, assignment, dict.fromkeys(q.file for q in questions if q.file))
    show_versions(console, assignment)
    show_sources(console, concerned)
    unreadable = [source.name for source in concerned.values() if source.unreadable]
    runnable = [question.id for question in questions if question.file not in unreadable]
    seconds = max(LOCAL_SECONDS, 2 * assignment.limits.cpu)
    tests = []
    if runnable:
        with console.status(Cell(_("starting")), spinner="line") as status:
            files = (*assignment.files(), *assignment.given)
            tests = run_tests(folder, runnable, files, seconds, lambda question: status.update(Cell(question)))
    checks = group_by_question(questions, tests, unreadable)
    show_checks(console, assignment, checks)
    show_slow(console, assignment, tests)
    show_due(console, assignment)
    if len(questions) == len(assignment.auto()):
        answered = answered_in(folder, assignment)
        show_written(console, assignment, [question for question, found in answered.items() if not found])
    return checks


def _check_on_github(
    folder: Path, assignment: Assignment, questions: Sequence[Question], console: Console
) -> list[QuestionCheck]:
    from autograder.student.github import add_to_summary, annotations, commands_disabled, summary

    with commands_disabled(console):
        checks = check(folder, assignment, questions, console)
    sources = inspect_sources(folder, assignment)
    annotations(folder, sources, checks, console)
    answered = answered_in(folder, assignment) if len(questions) == len(assignment.auto()) else {}
    written = [assignment.named(question) for question in answered]
    add_to_summary(summary(sources, checks, written, [question for question, found in answered.items() if not found]))
    return checks


def select(assignment: Assignment, names: Iterable[str]) -> list[Question]:
    """Return the auto-graded questions that `names` select; without names, all of them.

    Args:
        assignment: The assignment to select from.
        names: Question ids, or files (with or without `.py`), which select all their questions.

    Raises:
        UsageError: A name is neither a question nor a file; the message suggests similar names.
    """
    wanted: set[str] = set()
    for name in names:
        file = Path(name).name
        meant = [q.id for q in assignment.auto() if name == q.id or q.file in (file, f"{name}.py")]
        if not meant:
            raise UsageError(_unknown(assignment, name))
        wanted.update(meant)
    return [question for question in assignment.auto() if not wanted or question.id in wanted]


def _open(folder: Path) -> Assignment:
    assignment = assignment_here(folder)
    if not (folder / "pytest.ini").is_file():
        text = _("{folder}: pytest.ini is missing; unzip the assignment again")
        raise UsageError(text.format(folder=folder))
    return assignment


def _unknown(assignment: Assignment, name: str) -> str:
    if any(question.id == name for question in assignment.question):
        return _("{name} is a written question and has no tests; answer it in the notebook or in {file}").format(
            name=name, file=WRITTEN_FILE
        )
    known = [*(question.id for question in assignment.auto()), *assignment.files()]
    near = difflib.get_close_matches(name, known, n=3)
    if near:
        text = _("{name} is neither a question nor a file of {assignment}; did you mean {near}?")
        return text.format(name=repr(name), assignment=assignment.id, near=", ".join(near))
    text = _("{name} is neither a question nor a file of {assignment}; choose from: {known}")
    return text.format(name=repr(name), assignment=assignment.id, known=", ".join(known))


def _keep_checking(
    folder: Path, assignment: Assignment, questions: Sequence[Question], console: Console, wait: Callable[[], None]
) -> None:
    watched = (*assignment.files(), *assignment.given)
    try:
        _print_watching(console, watched)
        for changed in changes(folder, watched, wait):
            affected = _affected(questions, changed, inspect_sources(folder, assignment))
            if affected:
                console.rule(Cell(", ".join(sorted(changed))))
                check(folder, assignment, affected, console)
                _print_watching(console, watched)
    except KeyboardInterrupt:
        console.print()


def _print_watching(console: Console, watched: Sequence[str]) -> None:
    text = _("Watching {files}. Press Ctrl-C to stop.").format(files=", ".join(watched))
    console.print(Cell(text, style="dim"))


def changes(folder: Path, names: Iterable[str], wait: Callable[[], None]) -> Iterator[frozenset[str]]:
    """Yield the names of files that were changed, created or deleted, one set per check that finds any.

    Changes made while the caller handles one set are in the next set.

    Args:
        folder: Folder of the files.
        names: Files to watch.
        wait: Called between two checks.
    """
    watched = tuple(names)
    seen = {name: _stamp(folder / name) for name in watched}
    while True:
        wait()
        now = {name: _stamp(folder / name) for name in watched}
        changed = frozenset(name for name in watched if now[name] != seen[name])
        seen = now
        if changed:
            yield changed


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _affected(
    questions: Sequence[Question], changed: Collection[str], sources: Mapping[str, StudentFile]
) -> list[Question]:
    """Return the questions whose file changed or imports a changed file, directly or indirectly."""
    files = set(changed)
    while True:
        modules = {name.removesuffix(".py") for name in files}
        importing = {name for name, source in sources.items() if source.modules & modules}
        if importing <= files:
            return [question for question in questions if question.file in files]
        files |= importing
