"""The handouts of an assignment: what the author wrote, with a table of the questions put in."""

from autograder.authoring.course import AssignmentSource
from autograder.errors import AssignmentError
from autograder.files import read_text
from autograder.i18n import speaking
from autograder.model.assignment import Assignment, Question
from autograder.model.text import Text

__all__ = ["handout"]

PLACE = "<!-- questions -->"

COLUMNS = (
    Text("Question", "문제"),
    Text("Points", "배점"),
    Text("File", "파일"),
    Text("Function", "함수"),
    Text("Command", "확인 명령"),
)


def handout(source: AssignmentSource, language: str) -> str:
    """The handout in one language (`en` or `ko`).

    Raises:
        AssignmentError: The author's text is missing, or has not exactly one line for the table.
    """
    path = source.folder / ("handout.md" if language == "en" else f"handout.{language}.md")
    lines = read_text(path, source.show(path)).rstrip("\n").split("\n")
    if lines.count(PLACE) != 1:
        found = lines.count(PLACE)
        raise AssignmentError(
            source.show(path), f"the line `{PLACE}` stands in it {found} times; it must stand there once, by itself"
        )
    place = lines.index(PLACE)
    with speaking(language):
        return "\n".join([*lines[:place], *_table(source.assignment), *lines[place + 1 :]]) + "\n"


def _table(assignment: Assignment) -> list[str]:
    rows = [[str(column) for column in COLUMNS], ["---", "---:", "---", "---", "---"]]
    return [f"| {' | '.join(cells)} |" for cells in (*rows, *map(_row, assignment.question))]


def _row(question: Question) -> list[str]:
    title = str(question.title).replace("|", "\\|")
    command = f"`autograder check {question.id}`" if question.kind == "auto" else "–"
    return [
        title,
        f"{question.points:g}",
        f"`{question.file}`" if question.file else "–",
        f"`{question.function}`" if question.function else "–",
        command,
    ]
