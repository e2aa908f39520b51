"""Render pages from templates that escape everything and contain all languages in one file."""

import base64
import hashlib
import io
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib import resources
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from autograder.i18n import LANGUAGES, Message, language
from autograder.model.results import Record, Status
from autograder.model.text import Text
from autograder.reports.status_labels import STATUS_LABELS, number

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["languages_of", "pages_can_be_made", "render", "word"]

PIECE = 1_000
"""Number of template fragments to join at a time."""

KEPT = 500
"""Number of rendered texts to keep: titles, labels and hints are on the pages of most submissions."""

NAMES = {"en": "English", "ko": "한국어"}
"""Labels of the language switch; other languages are shown by their code."""

_NEEDED = ("jinja2", "altair", "vl_convert")


@cache
def pages_can_be_made() -> bool:
    """Return whether the packages for HTML are installed; students' installations lack them."""
    return all(find_spec(name) for name in _NEEDED)


def languages_of(record: Record) -> tuple[str, ...]:
    """Return the languages of a record, which are those of its questions' titles."""
    return tuple(dict.fromkeys(name for question in record.questions for name in question.title.texts())) or LANGUAGES


def render(template: str, languages: Sequence[str] = LANGUAGES, **values: Any) -> bytes:
    """Render a page in UTF-8 with a language switch, initially in the current language.

    Args:
        template: File name of the template.
        languages: Languages of the page, English first.
        values: Variables of the template.
    """
    first = language() if language() in languages else "en"
    names = {name: NAMES.get(name, name) for name in languages}
    pieces = _environment().get_template(template).stream(language=first, languages=names, **values)
    pieces.enable_buffering(PIECE)  # joining all at once takes several times the memory of the page
    page = io.BytesIO()
    pieces.dump(page, "utf-8")
    return page.getvalue()


@cache
def word(status: Status) -> Text:
    """Return the label of a status in every language."""
    return Text.of(STATUS_LABELS[status])


@cache
def _environment() -> "Environment":
    """Return the template environment, created once."""
    from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
    from markupsafe import Markup

    folder = resources.files(__package__).joinpath("templates")
    style, script = (folder.joinpath(name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    made = Environment(
        loader=PackageLoader("autograder.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=pass_context(_in_spans),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    made.globals.update(_=_text, style=Markup(style), script=Markup(script), script_hash=Markup(f"sha256-{digest}"))
    made.filters.update(number=number, word=word)
    return made


@lru_cache(maxsize=KEPT, typed=True)
def _text(text: str, **fields: object) -> Text:
    """Implement `_("...", field=...)` in templates; a field may be a `Text`."""
    return Text.of(Message(text, **fields))


def _in_spans(context: Any, value: Any) -> Any:
    """Return a text as one element per language, of which the page shows one; return other values unchanged."""
    return _spans(value, tuple(context["languages"])) if isinstance(value, Text) else value


@lru_cache(maxsize=KEPT)
def _spans(text: Text, languages: tuple[str, ...]) -> str:
    """Return a text as one element per language; as it is if it is the same in all of them."""
    texts = {name: text.spoken_in(name) for name in languages}
    if len(set(texts.values())) == 1:
        return text.en
    from markupsafe import Markup, escape

    return Markup("".join(f'<span lang="{escape(name)}">{escape(text)}</span>' for name, text in texts.items()))
