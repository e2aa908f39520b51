"""Writes the documents of an assignment in each of its languages: the handout with its table, and the notebook.

A notebook comes from `lab.py` (percent format). It has no outputs, and the same source gives the same bytes.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from autograder.authoring.course import AssignmentSource
from autograder.errors import AssignmentError, UsageError
from autograder.files import read_text
from autograder.i18n import Message, speaking
from autograder.model.assignment import Assignment, Question

__all__ = ["handout", "notebook"]

PLACE = "<!-- questions -->"

COLUMNS = (
    Message("Question"),
    Message("Points"),
    Message("File"),
    Message("Function"),
    Message("Command"),
)

MAKES_GRADER = re.compile(r"^\s*grader = otter\.Notebook\(", re.MULTILINE)

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}

TAGS = ("raises-exception", "skip-execution", "hide-input", "hide-output", "otter_ignore")
"""Tags of Jupyter, otter and programs that run notebooks, besides the languages; a notebook keeps them."""

UNREAD = "incorrectly_encoded_metadata"
KEYS = ("tags", "title", "region_name", "cell_depth")
"""Keys of a cell: ours, and those that jupytext makes of a head."""

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


def notebook(text: str, language: str, shown: str, languages: Sequence[str]) -> bytes:
    """Return the notebook of one language: the cells with its tag (`en`, `ko`) and those without a language.

    The cell that makes `grader` also sets the language of its messages, whatever the machine's language is.

    Args:
        text: The whole of `lab.py`.
        language: The language of the notebook.
        shown: The name of the file in messages.
        languages: The languages of the assignment.

    Raises:
        AssignmentError: A cell has more than one language or an unknown tag or key, or the cells make no valid
            notebook.
        UsageError: jupytext or nbformat is not installed.
    """
    jupytext, nbformat = _libraries()
    with _validity_told(nbformat, shown):
        found = jupytext.reads(text, fmt="py:percent").cells
    for cell in found:
        _require_known(cell, text, shown, languages)
    chosen = [cell for cell in found if _language_of(cell, shown, languages) in (None, language)]
    for cell in chosen:
        if cell.cell_type == "code" and MAKES_GRADER.search(cell.source):
            cell.source = f"%env AUTOGRADER_LANG={language}\n{cell.source}"
    seen: Counter[str] = Counter()
    cells = [_cell(cell, seen, languages) for cell in chosen]
    made = nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": METADATA, "cells": cells})
    with _validity_told(nbformat, shown):
        nbformat.validate(made)
    return (json.dumps(made, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()


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
    made = {
        "cell_type": cell.cell_type,
        "id": hashlib.sha256(f"{seen[content]}\n{content}".encode()).hexdigest()[:12],
        "metadata": {"tags": tags} if tags else {},
        "source": cell.source.splitlines(keepends=True),
    }
    return made | {"execution_count": None, "outputs": []} if cell.cell_type == "code" else made
