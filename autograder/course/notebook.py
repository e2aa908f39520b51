"""Turns `lab.py` (percent format) into one notebook for each language: no outputs, and the same bytes every time."""

import hashlib
import json
import re
from collections import Counter
from importlib import import_module
from typing import Any

from autograder.errors import AssignmentError, UsageError
from autograder.i18n import LANGUAGES

__all__ = ["notebook"]

MAKES_GRADER = re.compile(r"^\s*grader = otter\.Notebook\(", re.MULTILINE)

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def notebook(text: str, language: str, shown: str) -> bytes:
    """The notebook of one language: its own cells (tagged `en` or `ko`) and those that have no language.

    The cell that makes `grader` also says which language that speaks: the notebook's, whatever the machine's may be.

    Args:
        text: The whole of `lab.py`.
        language: `en` or `ko`.
        shown: How messages name the file.

    Raises:
        AssignmentError: A cell has more than one language, or the cells make no valid notebook.
        UsageError: jupytext or nbformat is not installed.
    """
    jupytext, nbformat = _libraries()
    chosen = [
        cell for cell in jupytext.reads(text, fmt="py:percent").cells if _language_of(cell, shown) in (None, language)
    ]
    for cell in chosen:
        if cell.cell_type == "code" and MAKES_GRADER.search(cell.source):
            cell.source = f"%env AUTOGRADER_LANG={language}\n{cell.source}"
    seen: Counter[str] = Counter()
    cells = [_cell(cell, seen) for cell in chosen]
    made = nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": METADATA, "cells": cells})
    try:
        nbformat.validate(made)
    except nbformat.ValidationError as error:
        raise AssignmentError(shown, f"no valid notebook: {str(error).splitlines()[0]}") from None
    return (json.dumps(made, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()


def _libraries() -> tuple[Any, Any]:
    try:
        return import_module("jupytext"), import_module("nbformat")
    except ModuleNotFoundError as error:
        raise UsageError(
            f"{error.name} is not installed, and notebooks need it: pip install 'image-classification-course[notebook]'"
        ) from None


def _language_of(cell: Any, shown: str) -> str | None:
    named = [tag for tag in cell.metadata.get("tags", []) if tag in LANGUAGES]
    if len(named) > 1:
        start = cell.source.splitlines()[0] if cell.source else "an empty cell"
        raise AssignmentError(shown, f"the cell `{start}` is tagged {' and '.join(named)}; leave the tags out for both")
    return named[0] if named else None


def _cell(cell: Any, seen: "Counter[str]") -> dict[str, Any]:
    """A cell with nothing but what it says; its id follows from that, so that a change elsewhere leaves it alone."""
    tags = [tag for tag in cell.metadata.get("tags", []) if tag not in LANGUAGES]
    content = f"{cell.cell_type}\n{cell.source}"
    seen[content] += 1
    made = {
        "cell_type": cell.cell_type,
        "id": hashlib.sha256(f"{seen[content]}\n{content}".encode()).hexdigest()[:12],
        "metadata": {"tags": tags} if tags else {},
        "source": cell.source.splitlines(keepends=True),
    }
    return made | {"execution_count": None, "outputs": []} if cell.cell_type == "code" else made
