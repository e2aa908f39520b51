"""Reads the sidecars of an assignment: `ko.toml` and the like hold its texts in one other language, by id."""

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
