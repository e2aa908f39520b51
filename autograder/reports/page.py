"""Renders pages: templates that escape everything, all languages in one file, and nothing from a network."""

import base64
import hashlib
import io
from collections.abc import Sequence
from functools import cache
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
"""Parts of a template that are put together at a time."""

NAMES = {"en": "English", "ko": "한국어"}
"""Labels of the switch; a language without a name here shows its code."""

_NEEDED = ("jinja2", "altair", "vl_convert")


@cache
def pages_can_be_made() -> bool:
    """Whether what HTML needs is installed; students' installations do not have it."""
    return all(find_spec(name) for name in _NEEDED)


def languages_of(record: Record) -> tuple[str, ...]:
    """Return the languages of a record: those in which its questions have titles."""
    return tuple(dict.fromkeys(name for question in record.questions for name in question.title.texts())) or LANGUAGES


def render(template: str, languages: Sequence[str] = LANGUAGES, **values: Any) -> bytes:
    """Render a page in UTF-8, with a switch between its languages; it begins in the current one.

    Args:
        template: The name of its template.
        languages: The languages that the page is in, English first.
        values: What the template shows.
    """
    first = language() if language() in languages else "en"
    names = {name: NAMES.get(name, name) for name in languages}
    pieces = _environment().get_template(template).stream(language=first, languages=names, **values)
    pieces.enable_buffering(PIECE)  # all of them at once take several times the memory of the page
    page = io.BytesIO()
    pieces.dump(page, "utf-8")
    return page.getvalue()


@cache
def word(status: Status) -> Text:
    """Return the label of a status."""
    return Text.of(STATUS_LABELS[status])


@cache
def _environment() -> "Environment":
    """The templates, compiled once."""
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
    made.globals.update(_=_said, style=Markup(style), script=Markup(script), script_hash=Markup(f"sha256-{digest}"))
    made.filters.update(number=number, word=word)
    return made


def _said(text: str, **fields: object) -> Text:
    """Return what `_("...", field=...)` in a template means; fields may be texts themselves."""
    return Text.of(Message(text, **fields))


def _in_spans(context: Any, value: Any) -> Any:
    """Render a text as one element for each language, of which the page shows one; return anything else as it is."""
    if not isinstance(value, Text):
        return value
    texts = {name: value.spoken_in(name) for name in context["languages"]}
    if len(set(texts.values())) == 1:
        return value.en
    from markupsafe import Markup

    return Markup("").join(Markup('<span lang="{}">{}</span>').format(name, text) for name, text in texts.items())
