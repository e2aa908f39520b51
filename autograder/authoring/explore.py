"""Builds `explore.html`, the page of an assignment with a figure that moves.

An author writes `page.js` and the texts of each language in `solutions/<assignment>/explore/`, and tables for it in
`data.json` where the page needs some. The frame around it is the same for all assignments: the style, the questions
that ask for a prediction, the switch of languages, and helpers for drawing. The page is one file without a network.

Students receive it, so it holds no answer: what a question asks for stands in it as a table or in another form. A page
holds no Python, and the leak scan reads its statements (`leaks`).
"""

import html
import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder import plots
from autograder.authoring.course import AssignmentSource
from autograder.errors import AssignmentError
from autograder.files import read_text

__all__ = ["PAGE", "explore_page"]

PAGE = "explore.html"
FOLDER = "explore"
FRAME = Path(__file__).parent / "explore_frame"

COLORS = ("BLUE", "VERMILLION", "GREEN", "ORANGE", "PURPLE", "GRAY")

PYTHON = re.compile(r"^\s*(?:def \w+\(.*\).*:|(?:from \w+ )?import numpy\b.*)$", re.MULTILINE)

Texts = dict[str, Any]


def explore_page(source: AssignmentSource) -> bytes | None:
    """Return the page of an assignment; None if the assignment has no folder `explore`.

    Raises:
        AssignmentError: A file is missing or broken, or a text is missing in a language.
    """
    folder = source.folder / FOLDER
    if not folder.is_dir():
        return None
    script = _read(source, folder / "page.js")
    for name, text in (("page.js", script), *((path.name, _read(source, path)) for path in folder.glob("*.toml"))):
        if found := PYTHON.search(text):
            line = text.count("\n", 0, found.start()) + 1
            raise AssignmentError(
                f"{source.show(folder / name)}:{line}", "Python in a page that students receive; write it in words"
            )
    texts = _texts(source, folder)
    filled = {
        "LANGUAGE": "en",
        "TITLE": html.escape(f"{source.id}: {texts['en'].get('title', '')}"),
        "PALETTE": "; ".join(f"--{name.lower()}: {getattr(plots, name)}" for name in COLORS),
        "STYLE": _frame("page.css.in"),
        "DATA": _embedded({"id": source.id, "texts": texts, "data": _data(source, folder / "data.json")}),
        "FRAME": _frame("page.js.in"),
        "SCRIPT": script.rstrip("\n"),
    }
    made = re.sub(r"@([A-Z]+)@", lambda found: filled[found[1]], _frame("page.html.in"))
    return (made + "\n").encode()


def _texts(source: AssignmentSource, folder: Path) -> dict[str, Texts]:
    """Return the texts of each language, the frame's words among them."""
    words = tomllib.loads(_frame("words.toml.in"))
    texts: dict[str, Texts] = {}
    english: Texts | None = None
    for language in source.assignment.languages:
        path = folder / ("texts.toml" if language == "en" else f"texts.{language}.toml")
        try:
            own = tomllib.loads(_read(source, path))
        except tomllib.TOMLDecodeError as error:
            raise AssignmentError(source.show(path), f"not valid TOML: {error}") from None
        if english is not None and (lost := sorted(_keys(own) ^ _keys(english))):
            raise AssignmentError(source.show(path), f"`{lost[0]}` stands only here or only in texts.toml")
        english = english or own
        texts[language] = {"frame": words.get(language, words["en"]), **own}
    return texts


def _keys(table: Mapping[str, Any], above: str = "") -> set[str]:
    """Return the path of each text; of a list, the path of each item."""
    found: set[str] = set()
    for key, value in table.items():
        if isinstance(value, dict):
            found |= _keys(value, f"{above}{key}.")
        else:
            count = len(value) if isinstance(value, list) else 0
            found |= {f"{above}{key}[{place}]" for place in range(count)} or {above + key}
    return found


def _data(source: AssignmentSource, path: Path) -> Any:
    if not path.is_file():
        return None
    try:
        return json.loads(_read(source, path))
    except ValueError as error:
        raise AssignmentError(source.show(path), f"not valid JSON: {error}") from None


def _embedded(value: Any) -> str:
    """Return JSON that may stand in a script element."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _read(source: AssignmentSource, path: Path) -> str:
    return read_text(path, source.show(path))


def _frame(name: str) -> str:
    return (FRAME / name).read_text(encoding="utf-8").rstrip("\n")
