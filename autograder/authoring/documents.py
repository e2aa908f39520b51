"""Writes the documents of an assignment: in each language the handout with its table and the notebook; `written.md`.

A notebook comes from `lab.py` (percent format). It has no outputs, and the same source gives the same bytes.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from autograder.authoring.course import AssignmentSource
from autograder.authoring.notebook_texts import in_language, prose
from autograder.errors import AssignmentError, UsageError
from autograder.files import read_text
from autograder.i18n import Message, speaking
from autograder.model.assignment import Assignment, Question
from autograder.model.lateness import due_lines
from autograder.model.written import ASKED, manual_questions, placeholders

__all__ = ["handout", "notebook", "untranslated", "written_file"]

PLACE = "<!-- questions -->"

COLUMNS = (
    Message("Question"),
    Message("Points"),
    Message("File"),
    Message("Function"),
    Message("Command"),
)

MINUTES = Message("Minutes")
"""The column behind the points, where an author has measured how long questions take."""

MAKES_GRADER = re.compile(r"^\s*grader = otter\.Notebook\(", re.MULTILINE)

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}

TAGS = ("raises-exception", "skip-execution", "hide-input", "hide-output", "otter_ignore")
"""Tags of Jupyter, otter and programs that run notebooks, besides the languages; a notebook keeps them."""

UNREAD = "incorrectly_encoded_metadata"
KEYS = ("tags", "question", "title", "region_name", "cell_depth")
"""Keys of a cell: ours, and those that jupytext makes of a head. `question` names the written question that the cell
answers."""

HEAD = re.compile(r"\s*#\s*%%")


def handout(source: AssignmentSource, language: str) -> str:
    """Return the handout in one language, with the table of questions in its place.

    Raises:
        AssignmentError: The author's text is missing, or does not have exactly one line for the table.
    """
    path = source.folder / ("handout.md" if language == "en" else f"handout.{language}.md")
    lines = read_text(path, source.show(path)).rstrip("\n").split("\n")
    if lines.count(PLACE) != 1:
        found = lines.count(PLACE)
        raise AssignmentError(
            source.show(path), f"the line `{PLACE}` stands in it {found} times; write it once, alone on its line"
        )
    place = lines.index(PLACE)
    with speaking(language):
        due = [str(line) for line in due_lines(source.assignment.due, source.assignment.late)]
        said = ["", " ".join(due)] if due else []
        return "\n".join([*lines[:place], *_table(source.assignment), *said, *lines[place + 1 :]]) + "\n"


def _table(assignment: Assignment) -> list[str]:
    rows = [[str(column) for column in COLUMNS], ["---", "---:", "---", "---", "---"], *map(_row, assignment.question)]
    if any(question.minutes for question in assignment.question):
        times = [f"{question.minutes or '–'}" for question in assignment.question]
        for row, cell in zip(rows, [str(MINUTES), "---:", *times], strict=True):
            row.insert(2, cell)
    return [f"| {' | '.join(cells)} |" for cells in rows]


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


def written_file(assignment: Assignment, lab: str = "") -> str:
    """Return `written.md`: what to answer, and a place for the answer, for each written question.

    Args:
        assignment: The assignment.
        lab: The whole of `lab.py`, which has the text of the questions; empty if there is none.

    Returns:
        Markdown in all languages of the assignment; empty if it has no written question.
    """
    first = Message("Answers for those who use no notebook. Leave the headings as they are, and write below them.")
    parts = [_everywhere(assignment, lambda: str(first))] if manual_questions(assignment) else []
    asked = _asked(lab, assignment) if parts and lab else {}
    for question in manual_questions(assignment):
        title = _everywhere(assignment, lambda title=question.title: str(title), " / ")  # type: ignore[misc]
        parts.append(f"## `{question.id}`: {title}")
        if question.id in asked:
            parts.append("\n\n".join([ASKED[0], *asked[question.id], ASKED[1]]))
        parts += placeholders(assignment.languages)
    return "\n\n".join(parts) + "\n" if parts else ""


def _asked(lab: str, assignment: Assignment) -> dict[str, list[str]]:
    """Return the texts of the written questions in each language, without their heading, by question."""
    jupytext, _nbformat = _libraries()
    found: dict[str, list[str]] = {}
    for cell in jupytext.reads(lab, fmt="py:percent").cells:
        heading, _newline, text = cell.source.partition("\n")
        for question in manual_questions(assignment):
            if cell.cell_type == "markdown" and heading.startswith("#") and f"`{question.id}`" in heading:
                found.setdefault(question.id, []).append(text.strip())
    return found


def _everywhere(assignment: Assignment, text: Callable[[], str], separator: str = "\n\n") -> str:
    """Return a text in each language of the assignment, one after the other."""
    found = []
    for language in assignment.languages:
        with speaking(language):
            found.append(text())
    return separator.join(dict.fromkeys(found))


def notebook(text: str, language: str, shown: str, assignment: Assignment, texts: Mapping[str, str]) -> bytes:
    """Return the notebook of one language: the cells with its tag (`en`, `ko`) and those without a language.

    The cell that makes `grader` also sets the language of its messages, whatever the machine's language is.

    Args:
        text: The whole of `lab.py`.
        language: The language of the notebook.
        shown: The name of the file in messages.
        assignment: The assignment.
        texts: Translations of the texts that the code shows (`[notebook]` of the sidecar).

    Raises:
        AssignmentError: A cell has more than one language or an unknown tag or key, a written question has no cell for
            its answer, or the cells make no valid notebook.
        UsageError: jupytext or nbformat is not installed.
    """
    jupytext, nbformat = _libraries()
    languages = assignment.languages
    with _validity_told(nbformat, shown):
        found = jupytext.reads(text, fmt="py:percent").cells
    for cell in found:
        _require_known(cell, text, shown, languages)
    chosen = [cell for cell in found if _language_of(cell, shown, languages) in (None, language)]
    _require_places_for_answers(chosen, language, shown, assignment)
    shared = [cell for cell in chosen if cell.cell_type == "code" and not _language_of(cell, shown, languages)]
    sidecar = f"{shown.removesuffix('lab.py')}{language}.toml: notebook"
    for cell, code in zip(shared, in_language([cell.source for cell in shared], texts, sidecar), strict=True):
        cell.source = code
    for cell in chosen:
        if cell.cell_type == "code" and MAKES_GRADER.search(cell.source):
            cell.source = f"%env AUTOGRADER_LANG={language}\n{cell.source}"
    seen: Counter[str] = Counter()
    cells = [_cell(cell, seen, languages) for cell in chosen]
    made = nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": METADATA, "cells": cells})
    with _validity_told(nbformat, shown):
        nbformat.validate(made)
    return (json.dumps(made, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()


def untranslated(text: str, shown: str, assignment: Assignment, texts: Mapping[str, str]) -> list[str]:
    """Return the texts in code that all languages share that have no translation, in order, each once.

    Args:
        text: The whole of `lab.py`.
        shown: The name of the file in messages.
        assignment: The assignment.
        texts: Translations of the texts that the code shows; a text that is the same in both languages is one, too.
    """
    jupytext, _nbformat = _libraries()
    cells = jupytext.reads(text, fmt="py:percent").cells
    shared = [c for c in cells if c.cell_type == "code" and not _language_of(c, shown, assignment.languages)]
    return list(dict.fromkeys(found for cell in shared for found in prose(cell.source) if found not in texts))


def _libraries() -> tuple[Any, Any]:
    try:
        return import_module("jupytext"), import_module("nbformat")
    except ModuleNotFoundError as error:
        raise UsageError(
            f"{error.name} is not installed; notebooks need it: pip install 'image-classification-course[instructor]'"
        ) from None


@contextmanager
def _validity_told(nbformat: Any, shown: str) -> Iterator[None]:
    try:
        yield
    except nbformat.ValidationError as error:
        raise AssignmentError(shown, f"no valid notebook: {str(error).splitlines()[0]}") from None


def _require_known(cell: Any, text: str, shown: str, languages: Sequence[str]) -> None:
    """Refuse unknown words in the head of a cell: a typing error would show it in all languages, or in none."""
    tags, title = cell.metadata.get("tags", []), str(cell.metadata.get("title", ""))
    odd = [str(tag) for tag in tags if tag not in (*languages, *TAGS)]
    odd += [str(cell.metadata[key]) if key == UNREAD else key for key in cell.metadata if key not in KEYS]
    odd += [title] if title.startswith("[") else []
    if odd:
        heads = [number for number, line in enumerate(text.split("\n"), 1) if HEAD.match(line) and odd[0] in line]
        raise AssignmentError(
            f"{shown}:{heads[0]}" if heads else shown,
            f"found {odd[0]!r} in the head of a cell; write [markdown] or nothing, and of tags only "
            f'{", ".join((*languages, *TAGS))}, as in `# %% [markdown] tags=["{languages[-1]}"]`',
        )


def _require_places_for_answers(cells: Sequence[Any], language: str, shown: str, assignment: Assignment) -> None:
    """Require one Markdown cell with the placeholder for each written question, and a heading or code after it."""
    wanted = [question.id for question in manual_questions(assignment)]
    named = [cell.metadata["question"] for cell in cells if "question" in cell.metadata]
    if sorted(named) != sorted(wanted):
        raise AssignmentError(
            shown,
            f"cells with question=... in {language}: {', '.join(map(str, named)) or 'none'}; "
            f"each written question needs one: {', '.join(wanted) or 'there is none'}",
        )
    placeholder = placeholders([language])[0]
    for cell, following in zip(cells, [*cells[1:], None], strict=True):
        if "question" in cell.metadata:
            question = cell.metadata["question"]
            if cell.cell_type != "markdown" or cell.source.strip() != placeholder:
                raise AssignmentError(shown, f"the cell for {question}: make it a Markdown cell with `{placeholder}`")
            # Students add cells below the answer; they belong to it up to the next heading or code.
            if following is not None and following.cell_type == "markdown" and not re.match("#+ ", following.source):
                raise AssignmentError(shown, f"the cell after that for {question}: begin it with a heading")


def _language_of(cell: Any, shown: str, languages: Sequence[str]) -> str | None:
    named = [tag for tag in cell.metadata.get("tags", []) if tag in languages]
    if len(named) > 1:
        start = cell.source.splitlines()[0] if cell.source else "an empty cell"
        raise AssignmentError(shown, f"the cell `{start}` is tagged {' and '.join(named)}; leave the tags out for all")
    return named[0] if named else None


def _cell(cell: Any, seen: "Counter[str]", languages: Sequence[str]) -> dict[str, Any]:
    """Return a cell with its content alone; its id follows from that, so that a change elsewhere leaves it alone."""
    tags = [tag for tag in cell.metadata.get("tags", []) if tag not in languages]
    content = f"{cell.cell_type}\n{cell.source}"
    seen[content] += 1
    metadata: dict[str, Any] = {"tags": tags} if tags else {}
    if question := cell.metadata.get("question"):
        metadata |= {"autograder": {"question": question}, "deletable": False}
    made = {
        "cell_type": cell.cell_type,
        "id": hashlib.sha256(f"{seen[content]}\n{content}".encode()).hexdigest()[:12],
        "metadata": metadata,
        "source": cell.source.splitlines(keepends=True),
    }
    return made | {"execution_count": None, "outputs": []} if cell.cell_type == "code" else made
