"""The engine's own words, in English and Korean.

`_("...")` looks a text up in the current language. A text that must be readable in both languages later (a record) is
made by `in_both`, which renders it once in each.
"""

import gettext
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import resources

__all__ = ["LANGUAGES", "_", "choose_language", "in_both", "language", "speaking"]

LANGUAGES = ("en", "ko")

_current: ContextVar[str] = ContextVar("language", default="")


@cache
def _catalogue(name: str) -> gettext.NullTranslations:
    if name == "en":
        return gettext.NullTranslations()
    path = resources.files(__package__).joinpath(f"{name}.mo")
    if not path.is_file():
        return gettext.NullTranslations()
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)


def choose_language(asked: str | None = None) -> str:
    """The language to speak: what was asked for, else the environment's, else English.

    Args:
        asked: `en`, `ko`, or None to look at `AUTOGRADER_LANG`, `LC_ALL`, `LC_MESSAGES` and `LANG`.
    """
    for value in (asked, *(os.environ.get(key) for key in ("AUTOGRADER_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))):
        if value:
            return "ko" if value.lower().startswith("ko") else "en"
    return "en"


def language() -> str:
    """The language in force here."""
    return _current.get() or choose_language()


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """Speak `name` (`en` or `ko`) inside the block."""
    token = _current.set(name)
    try:
        yield
    finally:
        _current.reset(token)


def _(text: str) -> str:
    """`text` in the current language."""
    return _catalogue(language()).gettext(text)


def in_both(render: Callable[[], str]) -> dict[str, str]:
    """`render()` once in each language, as `{"en": ..., "ko": ...}`."""
    said = {}
    for name in LANGUAGES:
        with speaking(name):
            said[name] = render()
    return said
