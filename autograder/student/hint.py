"""`autograder hint`: show the next hint of a question, from the idea to the function to use."""

import difflib
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text as Cell

from autograder.errors import UsageError
from autograder.i18n import _, choose_language, speaking, spoken
from autograder.model.assignment import Assignment, Question
from autograder.student.show import with_whole_command
from autograder.student.sources import assignment_here, folder_of

__all__ = ["STATE", "main"]

STATE = Path(".autograder", "hints.json")
"""File in the assignment folder that stores how many hints of each question were shown."""


def main(
    folder: Path, question: str | None, *, level: int | None = None, lang: str | None = None, console: Console
) -> int:
    """Show the next hint for a question; without a question, list the hints of all questions.

    Args:
        folder: The unzipped assignment.
        question: Id of the question, or None to list all.
        level: Number of the hint to show, counted from 1; by default the next one.
        lang: `en` or `ko`; by default the language of the environment.
        console: Console to write to.

    Returns:
        0, the exit code.

    Raises:
        UsageError: `folder` is not an assignment, or the question or hint does not exist.
    """
    with speaking(choose_language(lang)):
        folder = folder_of(folder, question or "")
        assignment = assignment_here(folder)
        shown = _read_state(folder / STATE)
        if question is None:
            _list(assignment, shown, console)
            return 0
        asked = _named(assignment, question)
        number = _level(asked, shown.get(asked.id, 0), level)
        _show(asked, number, console)
        _remember(folder / STATE, {**shown, asked.id: max(number, shown.get(asked.id, 0))}, console)
        return 0


def _named(assignment: Assignment, name: str) -> Question:
    """Return the question of this id; raise UsageError if it has no hints."""
    with_hints = {question.id: question for question in assignment.question if question.hints}
    if name in with_hints:
        return with_hints[name]
    near = difflib.get_close_matches(name, with_hints, n=1)
    offer = _(" (did you mean {near}?)").format(near=near[0]) if near else ""
    text = _("no hints for {name}{offer}; questions with hints: {known}")
    raise UsageError(text.format(name=repr(name), offer=offer, known=", ".join(with_hints)))


def _level(question: Question, shown: int, level: int | None) -> int:
    """Return the number of the hint to show: `level`, or the next one, or the last one again."""
    count = len(question.hints)
    if level is None:
        return min(shown + 1, count)
    if not 1 <= level <= count:
        text = _("--level {level}: {question} has hints 1 to {count}")
        raise UsageError(text.format(question=question.id, count=count, level=level))
    return level


def _show(question: Question, level: int, console: Console) -> None:
    count = len(question.hints)
    heading = _("{question}, hint {level} of {count}").format(question=question.id, level=level, count=count)
    console.print(Cell(heading, style="bold"))
    console.print(Cell(str(question.hints[level - 1])))
    console.print(Cell(_left(question, count - level, console.width), style="dim"))


def _left(question: Question, left: int, width: int) -> str:
    if left == 0:
        text = _("That was the last hint. To test your answer: {command}")
        return with_whole_command(text, spoken(f"autograder check {question.id}"), width)
    text = _("Hints left: {left}. Next hint: {command}").format(left=left, command="{command}")
    return with_whole_command(text, spoken(f"autograder hint {question.id}"), width)


def _list(assignment: Assignment, shown: dict[str, int], console: Console) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for heading in (_("question"), _("hints shown"), _("title")):
        table.add_column(heading, overflow="fold")
    for question in assignment.question:
        if question.hints:
            tally = f"{min(shown.get(question.id, 0), len(question.hints))}/{len(question.hints)}"
            table.add_row(Cell(question.id), Cell(tally), Cell(str(question.title)))
    console.print(table)


def _read_state(path: Path) -> dict[str, int]:
    """Return the number of hints shown per question; empty if the file is missing or damaged."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, int])
    except (OSError, msgspec.MsgspecError):
        return {}


def _remember(path: Path, shown: dict[str, int], console: Console) -> None:
    """Write the state; print a note if the folder is not writable, because the hint itself was shown."""
    try:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(msgspec.json.encode(shown, order="sorted"))
    except OSError as error:
        text = _("(could not save which hints were shown: {problem})")
        console.print(Cell(text.format(problem=error.strerror), style="dim"))
