"""`autograder quiz`: ask a student three questions about the student's own answer. There is no grade."""

import random
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.text import Text as Cell

from autograder.errors import UsageError
from autograder.files import write_atomically
from autograder.i18n import _, choose_language, speaking
from autograder.model.assignment import Assignment
from autograder.student.check import check, select
from autograder.student.sources import assignment_here
from autograder.understanding.generate import choose, find, program_of
from autograder.understanding.helpers import listings
from autograder.understanding.observe import StudentProgram
from autograder.understanding.pages import LETTERS, call_of, quiz_page
from autograder.understanding.question import CodeQuestion

__all__ = ["ask", "main"]

COUNT = 3


def main(
    folder: Path,
    name: str,
    *,
    page: Path | None = None,
    lang: str | None = None,
    console: Console,
    read: Callable[[str], str] = input,
    seed: str | None = None,
) -> int:
    """Check an answer, then ask questions about it and show what really happens.

    Args:
        folder: The unzipped assignment.
        name: Id of the question.
        page: Write the questions to this HTML file (for a notebook) instead of asking in the terminal.
        lang: `en` or `ko`; by default the language of the environment.
        console: Console to write to.
        read: Reads an answer; raises EOFError at the end.
        seed: Text that chooses the questions; by default each call asks others.

    Returns:
        0 if the questions were asked; 1 if the answer does not pass its public tests.

    Raises:
        UsageError: `folder` is not an assignment, or there are no questions about `name`.
    """
    with speaking(choose_language(lang)):
        assignment = assignment_here(folder)
        (question, *others) = select(assignment, [name])
        if others or question.id != name:
            raise UsageError(_("{name} is a file; name one question").format(name=name))
        if question.quiz is None:
            known = ", ".join(one.id for one in assignment.auto() if one.quiz)
            text = _("there is no quiz about {name}; choose from: {known}")
            raise UsageError(text.format(name=name, known=known or "-"))
        (done,) = check(folder, assignment, [question], console)
        if done.status != "passed":
            console.print(Cell(_("The quiz begins when the public tests of this question pass.")))
            return 1
        with console.status(_("running your code on small inputs"), spinner="line"):
            program = program_of(_files(folder, assignment), question)
            found = find(program) if program else []
        if program is None or not found:
            console.print(Cell(_("No question about this code could be verified, so none is asked.")))
            return 0
        asked = choose(found, COUNT, seed if seed is not None else str(random.random()))
        if page is not None:
            write_atomically(page, quiz_page(program, question, asked))
            console.print(Cell(_("written: {path}").format(path=page)))
            return 0
        ask(program, asked, console, read)
        return 0


def _files(folder: Path, assignment: Assignment) -> dict[str, str]:
    names = [name for name in (*assignment.files(), *assignment.given) if (folder / name).is_file()]
    return {name: (folder / name).read_text(encoding="utf-8") for name in names}


def ask(program: StudentProgram, questions: list[CodeQuestion], console: Console, read: Callable[[str], str]) -> None:
    """Ask questions in the terminal, and show after each answer what really happens.

    Args:
        program: The program that they are about.
        questions: The questions.
        console: Console to write to.
        read: Reads an answer; raises EOFError at the end.
    """
    right = answered = 0
    _show_code(program, console)
    for number, question in enumerate(questions, 1):
        console.print()
        heading = _("Question {number} of {count}").format(number=number, count=len(questions))
        console.print(Cell(heading, style="bold"))
        if question.with_inputs:
            for line in call_of(program, question).splitlines():
                console.print(Cell(f"    {line}", style="cyan"))
        console.print(Cell(str(question.text)))
        for letter, choice in zip(LETTERS, question.choices, strict=False):
            console.print(Cell(f"  {letter}) {choice}"))
        good = _is_right(question, read)
        if good is None:
            break
        answered += 1
        right += good
        wrong = _("Not quite.")
        if question.choices:
            wrong = _("Not quite: {letter} is right.").format(letter=LETTERS[question.right])
        console.print(Cell(_("Right.") if good else wrong, style="green" if good else "yellow"))
        console.print(Cell(str(question.reveal)))
        for step in question.steps:
            console.print(Cell(f"    {step}", style="dim"))
    console.print()
    text = _("{right} of {answered} right. This is for you alone: it is not stored and not graded.")
    console.print(Cell(text.format(right=right, answered=answered), style="bold"))


def _show_code(program: StudentProgram, console: Console) -> None:
    file = program.file
    for number, listing in enumerate(listings(program)):
        if number:
            console.print()
        if listing.file != file:
            file = listing.file
            console.print(Cell(file, style="bold"))
        for line, text in listing.lines:
            console.print(Cell.assemble((f"{line:4} ", "dim"), text))


def _is_right(question: CodeQuestion, read: Callable[[str], str]) -> bool | None:
    """Read answers until one can be understood, and return whether it is right; None at the end of the input."""
    asked = _("your answer (a, b, c or d; q ends): ")
    if question.typed:
        asked = _("{instruction} (q ends): ").format(instruction=str(question.typed.instruction()).rstrip("."))
    while True:
        try:
            text = read(asked).strip().lower()
        except (EOFError, KeyboardInterrupt):
            return None
        if text in ("q", "quit"):
            return None
        if question.typed:
            if (good := question.typed.accepts(text)) is not None:
                return good
        elif len(text) == 1 and text in LETTERS:
            return LETTERS.index(text) == question.right
