"""Reads the texts of an assignment in other languages: sidecars such as `ko.toml`, by id; sections of handouts."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from autograder.errors import AssignmentError
from autograder.files import read_toml
from autograder.model.text import Text

__all__ = [
    "MisconceptionTexts",
    "QuestionTexts",
    "TestTexts",
    "Translation",
    "handout_sections",
    "load_translations",
    "plain_text_is_english",
    "translated",
]


class QuestionTexts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The texts of one question.

    Attributes:
        title: Its name, for students.
        variant: What tells it apart from others with the same tests.
        hints: As many as in assignment.toml, in the same order.
    """

    title: str = ""
    variant: str = ""
    hints: tuple[str, ...] = ()


class TestTexts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The texts of one test.

    Attributes:
        title: Its name, for students.
    """

    __test__ = False

    title: str


class MisconceptionTexts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The texts of one misconception.

    Attributes:
        hint: What its student reads.
        name: What it is called in one line with its cost.
    """

    hint: str
    name: str = ""


class Translation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All texts of an assignment in one language. Each key is an id; what stands inline already is left out here.

    Attributes:
        title: The name of the assignment.
        question: Texts by the question's id, as in `[question.svm_loss_naive]`.
        test: Texts by the test's id, as in `[test."test_losses.py::test_svm_by_hand"]`.
        misconception: Texts by the misconception's id.
        notebook: Texts that the code of `lab.py` shows, by the English text between its quotes.
    """

    title: str = ""
    question: dict[str, QuestionTexts] = {}
    test: dict[str, TestTexts] = {}
    misconception: dict[str, MisconceptionTexts] = {}
    notebook: dict[str, str] = {}


def load_translations(folder: Path, languages: Iterable[str]) -> dict[str, Translation]:
    """Read the sidecars in `folder`, by language.

    Args:
        folder: The source of an assignment.
        languages: Those that its `assignment.toml` declares.

    Raises:
        AssignmentError: A sidecar is broken, or its language is not declared.
    """
    found = {}
    for path in sorted(folder.glob("*.toml")):
        name = path.stem
        if re.fullmatch("[a-z]{2,3}", name):
            if name not in languages or name == "en":
                problem = "English texts stand in assignment.toml" if name == "en" else "its language is not declared"
                raise AssignmentError(str(path), f"{problem}; add it to `languages` or remove the file")
            found[name] = read_toml(path, Translation)
    return found


def translated(text: Text, texts: Mapping[str, str], where: str) -> Text:
    """Return a text with what sidecars add to it.

    Args:
        text: The text as it stands inline.
        texts: Its translations, by language; an empty one adds nothing.
        where: The file and key of the inline text, for messages.

    Raises:
        AssignmentError: A language has the text both inline and in its sidecar.
    """
    inline = text.texts()
    more = {name: found for name, found in texts.items() if found}
    for name in more.keys() & inline.keys():
        raise AssignmentError(where, f"its {name} text stands here and in {name}.toml; remove one of them")
    return Text.made_of({**inline, **more}) if more else text


def plain_text_is_english(table: dict[str, Any], keys: Iterable[str]) -> None:
    """Turn a plain string into an English text, in place: `title = "Toys"` means `title = { en = "Toys" }`.

    Args:
        table: A table of a TOML file.
        keys: The keys that hold a text or a list of texts.
    """
    for key in keys:
        value = table.get(key)
        if isinstance(value, str):
            table[key] = {"en": value}
        elif isinstance(value, list):
            table[key] = [{"en": item} if isinstance(item, str) else item for item in value]


_QUESTIONS = re.compile(r"[^\W\d]+: (?P<named>`\w+`.*)")
"""The line of a handout's section that names its questions: ``Questions: `flatten_images`, `standardize`.``"""


def handout_sections(folder: Path, languages: Iterable[str]) -> dict[str, Text]:
    """Return the heading of the handout's section that explains each question; a section names its questions.

    Args:
        folder: The source folder of the assignment; without handouts in it there are no headings.
        languages: Languages of the assignment.

    Returns:
        Question -> heading, for the questions that the English handout names.
    """
    found: dict[str, dict[str, str]] = {}
    for language in languages:
        path = folder / ("handout.md" if language == "en" else f"handout.{language}.md")
        heading = ""
        for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
            if line.startswith("## "):
                heading = line.removeprefix("## ").strip()
            elif heading and (match := _QUESTIONS.match(line)):
                for id in re.findall(r"`(\w+)`", match["named"].partition(". ")[0]):
                    found.setdefault(id, {})[language] = heading
    return {id: Text.made_of(headings) for id, headings in found.items() if "en" in headings}
