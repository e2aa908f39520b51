"""Translate the engine's own texts, in English and Korean; a language without a catalog gets them in English.

`_("...")` looks a text up in the current language. A `Message` is a template with its fields, which is rendered later,
in any language. `in_every_language` renders a text for a record, which stores every language.
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
"""Languages of the engine's own texts."""

Renderable = object
"""Anything that `str` renders in the current language: a string, a `Message`, `Lines`, or a `Text`."""

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
    """Choose a language: the given one, else the environment's, else English.

    Args:
        asked: A language code (`en`, `ko`), or None to read `AUTOGRADER_LANG`, `LC_ALL`, `LC_MESSAGES` and `LANG`, in
            this order.

    Returns:
        A language code.
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
    """Return the code of the current language."""
    return _current.get() or choose_language()


def spoken(command: str) -> str:
    """Return a command for the reader to type next, with `--lang` if its output would otherwise change language."""
    return command if language() == choose_language() else f"{command} --lang {language()}"


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """Make `name` the current language inside the block."""
    token = _current.set(name)
    try:
        yield
    finally:
        _current.reset(token)


def _(text: str) -> str:
    """Translate `text` into the current language."""
    translated = _catalog(language()).gettext(text)
    return _Korean(translated) if language() == "ko" else translated


class _Korean(str):
    """A template that chooses the form of each particle when it is filled in: `예제을(를)` becomes `예제를`."""

    def format(self, *args: object, **fields: object) -> str:
        return _PARTICLE.sub(_particle, super().format(*args, **fields))


_PARTICLE = re.compile(r"(?<=([가-힣0-9]))(?:(을|이|은|과)\((를|가|는|와)\)|\(으\)로)")
"""A particle in both forms after a Korean syllable or a digit. After Latin letters both forms are kept, as is usual."""

_CLOSED_DIGITS = frozenset("013678")
"""Digits whose Korean names end in a consonant: 영 일 삼 육 칠 팔."""


def _particle(found: re.Match[str]) -> str:
    """Choose the form of a particle by the sound before it."""
    before, closed, open_ = found.groups()
    final = (ord(before) - 0xAC00) % 28 if "가" <= before <= "힣" else int(before in _CLOSED_DIGITS)
    if closed is None:  # (으)로: an ㄹ at the end counts as a vowel
        return "으로" if final not in (0, 8) and before not in "178" else "로"
    return closed if final else open_


@dataclass(frozen=True, init=False)
class Message:
    """A text that `str` renders in the current language. Frozen and picklable.

    Args:
        template: The English text, as a literal, with a placeholder `{name}` for each field. It is the key of the
            translations.
        fields: Values of the placeholders: numbers, strings, other messages.
    """

    template: str
    fields: Mapping[str, object]

    def __init__(self, template: str, /, **fields: object) -> None:
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "fields", fields)

    def __str__(self) -> str:
        text = _(self.template)
        return str(text.format(**self.fields) if self.fields else text)  # a plain str: encoders reject subclasses


@dataclass(frozen=True, init=False)
class Lines:
    """A message that joins several texts, by default one per line.

    Args:
        parts: Messages and strings; empty ones are skipped.
        separator: Text between two parts.
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
