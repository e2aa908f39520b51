"""Texts in two languages, and the one place where a submission's words are made harmless."""

import re
import unicodedata
from collections.abc import Iterator

import msgspec

from autograder.i18n import Renderable, in_every_language, language

__all__ = ["NO_TEXT", "Text", "clean_text"]

MAX_MESSAGE = 2_000
"""Characters of one message in a record; what is longer is cut, and says so."""

_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_LOG_COMMAND = re.compile(r"(?<=:)(?=:[A-Za-z])|(?<=#)(?=#\w*\[)")
"""The middle of what CI services take from a log as a command: `::error::`, `##[error]`, `##vso[...]`."""

_JOINERS = "\u200c\u200d"
"""The only signs without a width that stay: scripts and pictures are written with them."""

_MOST_MARKS = 30
"""Accents on one letter, as in Unicode's Stream-Safe Text Format: putting n of them in order takes n * n steps."""


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One text, in English and in Korean."""

    en: str
    ko: str

    def __str__(self) -> str:
        return self.ko if language() == "ko" else self.en

    @classmethod
    def of(cls, text: Renderable) -> "Text":
        """Render a message in every language."""
        return cls(**in_every_language(text))

    def cleaned(self, limit: int = MAX_MESSAGE) -> "Text":
        """Both languages through `clean_text`."""
        return Text(clean_text(self.en, limit), clean_text(self.ko, limit))


NO_TEXT = Text("", "")


def clean_text(text: str, limit: int = MAX_MESSAGE) -> str:
    """`text` without anything that a terminal, a log or a page could take for a command.

    Escape sequences, control characters (but for newline and tab), direction marks, what cannot be seen and lone
    surrogates go, and a space comes between the two signs that a command for a log begins with; the rest is normalized
    to NFC and cut at `limit` characters, saying how much was cut.
    """
    text = text[: 8 * limit].encode("utf-8", "replace").decode("utf-8")
    text = _ANSI.sub("", text.replace("\r\n", "\n"))
    text = "".join(c for c in text if c in "\n\t" or c in _JOINERS or not unicodedata.category(c).startswith("C"))
    text = "".join(_with_few_marks(text))
    text = _LOG_COMMAND.sub(" ", unicodedata.normalize("NFC", text))
    if len(text) > limit:
        text = f"{text[:limit]} … [{len(text) - limit:,} more characters]"
    return text


def _with_few_marks(text: str) -> Iterator[str]:
    """The characters of `text`, without the accents that are too many on one letter."""
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            yield character
