"""The engine's own words, in English and Korean; a language without a catalog reads them in English.

`_("...")` looks a text up in the current language. A `Message` is a text that is written later, in any language: a
template with its fields. `in_every_language` renders one for a record, which is read in all of them.
"""

import gettext
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = [
    "LANGUAGES",
    "Lines",
    "Message",
    "Renderable",
    "_",
    "choose_language",
    "in_every_language",
    "language",
    "speaking",
    "spoken",
]

LANGUAGES = ("en", "ko")
"""The languages that the engine itself has words in."""

Renderable = object
"""Whatever `str` renders in the language in force: a string, a `Message`, `Lines`, a `Text` in several languages."""

_current: ContextVar[str] = ContextVar("language", default="")


@cache
def _catalog(name: str) -> gettext.NullTranslations:
    if name == "en":
        return gettext.NullTranslations()
    path = resources.files(__package__).joinpath(f"{name}.mo")
    if not path.is_file():
        return gettext.NullTranslations()
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)


def choose_language(asked: str | None = None) -> str:
    """Return the language to use: the one asked for, else the environment's, else English.

    Args:
        asked: A language code (`en`, `ko`), or None to look at `AUTOGRADER_LANG`, `LC_ALL`, `LC_MESSAGES` and `LANG`.
    """
    for value in (asked, *(os.environ.get(key) for key in ("AUTOGRADER_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))):
        if value:
            return _code_of(value.lower())
    return "en"


def _code_of(name: str) -> str:
    """Return the language code in a name (`ko_KR.UTF-8`, `korean`, `en`); `en` for `C`, `POSIX` and the like."""
    found = re.match(r"[a-z]{2,3}(?=[-_.@]|\Z)", name)
    return "ko" if name.startswith("ko") else found[0] if found else "en"


def language() -> str:
    """The language in force here."""
    return _current.get() or choose_language()


def spoken(command: str) -> str:
    """A command to type next, so that it speaks the language in force here too."""
    return command if language() == choose_language() else f"{command} --lang {language()}"


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """Use the language `name` inside the block."""
    token = _current.set(name)
    try:
        yield
    finally:
        _current.reset(token)


def _(text: str) -> str:
    """`text` in the current language."""
    said = _catalog(language()).gettext(text)
    return _Korean(said) if language() == "ko" else said


class _Korean(str):
    """A template whose particles take their form when it is filled in: `예제을(를)` becomes `예제를`."""

    def format(self, *args: object, **fields: object) -> str:
        return _PARTICLE.sub(_settled, super().format(*args, **fields))


_PARTICLE = re.compile(r"(?<=([가-힣0-9]))(?:(을|이|은|과)\((를|가|는|와)\)|\(으\)로)")
"""A particle in both forms, behind a syllable or a digit; behind other letters it stays as people write it then."""

_CLOSED_DIGITS = frozenset("013678")
"""Digits whose Korean names end in a consonant: 영 일 삼 육 칠 팔."""


def _settled(found: re.Match[str]) -> str:
    """The form that the sound before it asks for."""
    before, closed, open_ = found.groups()
    final = (ord(before) - 0xAC00) % 28 if "가" <= before <= "힣" else int(before in _CLOSED_DIGITS)
    if closed is None:  # (으)로: an ㄹ at the end counts as a vowel
        return "으로" if final not in (0, 8) and before not in "178" else "로"
    return closed if final else open_


@dataclass(frozen=True, init=False)
class Message:
    """A text that is rendered when it is written, in the language in force then. Frozen and picklable.

    Args:
        template: The English text, as a literal, with a place `{name}` for each field; translations are found by it.
        fields: What stands at those places: numbers, strings, other messages.
    """

    template: str
    fields: Mapping[str, object]

    def __init__(self, template: str, /, **fields: object) -> None:
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "fields", fields)

    def __str__(self) -> str:
        text = _(self.template)
        return str(text.format(**self.fields) if self.fields else text)  # plain: no encoder knows a template


@dataclass(frozen=True, init=False)
class Lines:
    """Several texts, one below the other; a message of its own.

    Args:
        parts: Messages and strings; empty ones are left out.
        separator: What stands between two.
    """

    parts: tuple[object, ...]
    separator: str

    def __init__(self, *parts: object, separator: str = "\n") -> None:
        object.__setattr__(self, "parts", parts)
        object.__setattr__(self, "separator", separator)

    def __str__(self) -> str:
        return self.separator.join(text for part in self.parts if (text := str(part)))


def in_every_language(text: Renderable, languages: Iterable[str] = LANGUAGES) -> dict[str, str]:
    """Render a text once in each language, as `{"en": ..., "ko": ...}`."""
    rendered = {}
    for name in languages:
        with speaking(name):
            rendered[name] = str(text)
    return rendered
