"""Texts in two languages, and the one place where a submission's words are made harmless."""

import re
import unicodedata

import msgspec

from autograder.i18n import language

__all__ = ["MAX_MESSAGE", "NO_TEXT", "Text", "clean_text"]

MAX_MESSAGE = 2_000
"""Characters of one message in a record; what is longer is cut, and says so."""

_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_LOG_COMMAND = re.compile(r"(?<=:)(?=:[A-Za-z])|(?<=#)(?=#\w*\[)")
"""The middle of what CI services take from a log as a command: `::error::`, `##[error]`, `##vso[...]`."""

_BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One text, in English and in Korean."""

    en: str
    ko: str

    def __str__(self) -> str:
        return self.ko if language() == "ko" else self.en

    def cleaned(self, limit: int = MAX_MESSAGE) -> "Text":
        """Both languages through `clean_text`."""
        return Text(clean_text(self.en, limit), clean_text(self.ko, limit))


NO_TEXT = Text("", "")


def clean_text(text: str, limit: int = MAX_MESSAGE) -> str:
    """`text` without anything that a terminal, a log or a page could take for a command.

    Escape sequences, control characters (but for newline and tab), direction marks and lone surrogates go, and a space
    comes between the two signs that a command for a log begins with; the rest is normalised to NFC and cut at `limit`
    characters, saying how much was cut.
    """
    text = text[: 8 * limit].encode("utf-8", "replace").decode("utf-8")
    text = _ANSI.sub("", text.replace("\r\n", "\n")).translate(_BIDI)
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn"))
    text = _LOG_COMMAND.sub(" ", unicodedata.normalize("NFC", text))
    if len(text) > limit:
        text = f"{text[:limit]} … [{len(text) - limit:,} more characters]"
    return text
