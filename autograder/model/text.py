"""Texts in several languages, and `clean_text`, which makes the words of a submission harmless."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Annotated, TypeVar

import msgspec

from autograder.i18n import LANGUAGES, Lines, Message, Renderable, in_every_language, language

__all__ = ["NO_TEXT", "Language", "Text", "clean_text", "only"]

T = TypeVar("T")

Language = Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2,3}\Z")]
"""A language code of ISO 639, as in `en` and `ko`."""

MAX_MESSAGE = 2_000
"""Characters of one message in a record; a longer one is cut, with a note."""

_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_LOG_COMMAND = re.compile(r"(?<=:)(?=:[A-Za-z])|(?<=#)(?=#\w*\[)")
"""The middle of a command that CI services read from a log: `::error::`, `##[error]`, `##vso[...]`."""

_JOINERS = "\u200c\u200d"
"""The only characters without a width that stay: some scripts and emoji need them."""

_MOST_MARKS = 30
"""Accents on one letter, as in Unicode's Stream-Safe Text Format: sorting n of them takes n * n steps."""


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One text in every language that it was written in. `str(text)` is the text in the current language.

    Attributes:
        en: str, the English text.
        ko: str, the Korean text; empty if there is none, and English replaces it.
        more: Dict from language code to str, the text in other languages; `ko.toml` and the like supply them.

    Example:
        >>> str(Text("Is the root missing?", "제곱근을 빠뜨리지 않았나요?"))
        'Is the root missing?'
        >>> str(Text("Is the root missing?"))
        'Is the root missing?'
    """

    en: str
    ko: str = msgspec.field(default_factory=str)  # a factory, so that readers of records find the key even if empty
    more: dict[Language, str] = {}

    def __str__(self) -> str:
        return self.spoken_in(language())

    def __hash__(self) -> int:
        return hash((self.en, self.ko, *sorted(self.more.items())))

    def __reduce__(self) -> "tuple[Callable[[Mapping[str, str]], Text], tuple[dict[str, str]]]":
        """Pickle the texts, so that an empty one is `NO_TEXT` in the other process, too."""
        return Text.made_of, (self.texts(),)

    def spoken_in(self, name: str) -> str:
        """Return the text in one language; in English where it has none in that one."""
        return self.texts().get(name) or self.en

    def texts(self) -> dict[str, str]:
        """Return each language that has a text of its own, with that text."""
        korean = {"ko": self.ko} if self.ko else {}
        return {"en": self.en, **korean, **self.more}

    def changed(self, change: Callable[[str], str]) -> "Text":
        """Return the same with `change` applied in each language."""
        return Text.made_of({name: change(text) for name, text in self.texts().items()})

    @classmethod
    def made_of(cls, texts: Mapping[str, str]) -> "Text":
        """Return a text of what `texts` has for each language; English is among them.

        What is empty in all of them is `NO_TEXT` itself, which records leave out.
        """
        if not any(texts.values()):
            return NO_TEXT
        more = {name: text for name, text in texts.items() if name not in ("en", "ko")}
        return cls(texts["en"], texts.get("ko", ""), more)

    @classmethod
    def of(cls, text: Renderable) -> "Text":
        """Render a message in the languages of the engine, and in those of the texts that it contains."""
        return cls.made_of(in_every_language(text, tuple(dict.fromkeys((*LANGUAGES, *_languages_in(text))))))

    def cleaned(self, limit: int = MAX_MESSAGE) -> "Text":
        """Return the text with `clean_text` applied in each language."""
        return self.changed(lambda text: clean_text(text, limit))


def _languages_in(text: object) -> Iterator[str]:
    """Yield the languages of the texts that stand in a message."""
    if isinstance(text, Text):
        yield from text.texts()
    parts = text.parts if isinstance(text, Lines) else text.fields.values() if isinstance(text, Message) else ()
    for part in parts:
        yield from _languages_in(part)


def only(value: T, languages: Iterable[str]) -> T:
    """Return a record whose texts have these languages alone; English always stays.

    Args:
        value: A record, a text, or a tuple of them; anything else is returned as it is.
        languages: Language codes.
    """
    kept = {"en", *languages}
    if isinstance(value, Text):
        texts = {name: text for name, text in value.texts().items() if name in kept}
        return Text.made_of(texts)  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(only(item, kept) for item in value)  # type: ignore[return-value]
    if isinstance(value, msgspec.Struct):
        fields = {name: getattr(value, name) for name in value.__struct_fields__}
        return msgspec.structs.replace(value, **{name: only(field, kept) for name, field in fields.items()})
    return value


NO_TEXT = Text("")


def clean_text(text: str, limit: int = MAX_MESSAGE) -> str:
    """Return `text` without anything that a terminal, a log or a page could take for a command.

    Remove escape sequences, control characters (except newline and tab), direction marks, invisible characters and lone
    surrogates. Put a space between the two signs that begin a command for a log. Normalize the rest to NFC, and cut it
    at `limit` characters with a note of how many were cut.
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
    """Yield the characters of `text`, at most `_MOST_MARKS` accents on one letter."""
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            yield character
