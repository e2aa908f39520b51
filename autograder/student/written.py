"""Find the written answers in a student's folder, as collecting does, and say which are empty."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text as Cell

from autograder.i18n import _
from autograder.model.assignment import Assignment
from autograder.model.written import WRITTEN_FILE, manual_questions, placeholders
from autograder.model.written_reader import Wanted, from_markdown, from_notebook

__all__ = ["answered_in", "notebook_names", "show_written"]

_LIMITS = {"text": 1_000_000, "picture": 1 << 26, "pictures": 1 << 26, "pixels": 1 << 62}


def notebook_names(assignment: Assignment) -> list[str]:
    """Return the names of the assignment's notebooks, one for each language."""
    return [f"{assignment.id}.ipynb" if one == "en" else f"{assignment.id}.{one}.ipynb" for one in assignment.languages]


def answered_in(folder: Path, assignment: Assignment) -> dict[str, tuple[str, ...]]:
    """Return the files that answer each written question; none for a question that is still empty.

    Args:
        folder: The unzipped assignment.
        assignment: The assignment in `folder`.
    """
    questions = [question.id for question in manual_questions(assignment)]
    found: dict[str, tuple[str, ...]] = dict.fromkeys(questions, ())
    wanted = Wanted(questions, list(placeholders(assignment.languages)), _LIMITS)
    for name in (*notebook_names(assignment), WRITTEN_FILE) if questions else ():
        try:
            content = (folder / name).read_bytes()
        except OSError:
            continue
        read = from_notebook if name.endswith(".ipynb") else from_markdown
        for question, answer in read(content, wanted).items():
            if answer.text():
                found[question] += (name,)
    return found


def show_written(console: Console, assignment: Assignment, empty: Sequence[str], notebook: str = "") -> None:
    """Say which written questions have no answer yet.

    Args:
        console: Console to write to.
        assignment: The assignment.
        empty: Ids of the questions without an answer.
        notebook: The notebook that the student works in; by default the first.
    """
    if not empty:
        return
    points = sum(question.points for question in manual_questions(assignment) if question.id in empty)
    text = _(
        "Written questions without an answer: {questions} ({points:g} points). Answer them in {notebook} or {file}."
    )
    notebook = notebook or notebook_names(assignment)[0]
    said = text.format(questions=", ".join(empty), points=points, notebook=notebook, file=WRITTEN_FILE)
    console.print(Cell(said, style="yellow"))
