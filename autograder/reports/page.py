"""What all pages share: templates that escape everything, both languages in one file, and nothing from a network."""

import base64
import hashlib
import io
from functools import cache
from importlib import resources
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from autograder.i18n import Message, language
from autograder.model.results import Status
from autograder.model.text import Text
from autograder.reports.status_labels import STATUS_LABELS, number

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["pages_can_be_made", "render", "word"]

PIECE = 1_000
"""Parts of a template that are put together at a time."""

_NEEDED = ("jinja2", "altair", "vl_convert")


@cache
def pages_can_be_made() -> bool:
    """Whether what HTML needs is installed; students' installations do not have it."""
    return all(find_spec(name) for name in _NEEDED)


def render(template: str, **values: Any) -> bytes:
    """A page in UTF-8, beginning in the current language."""
    pieces = _environment().get_template(template).stream(language=language(), **values)
    pieces.enable_buffering(PIECE)  # all of them at once take several times the memory of the page
    page = io.BytesIO()
    pieces.dump(page, "utf-8")
    return page.getvalue()


@cache
def word(status: Status) -> Text:
    """A status in both languages."""
    return Text.of(STATUS_LABELS[status])


@cache
def _environment() -> "Environment":
    """The templates, compiled once."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    folder = resources.files(__package__).joinpath("templates")
    style, script = (folder.joinpath(name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    made = Environment(
        loader=PackageLoader("autograder.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_in_spans,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    made.globals.update(_=_said, style=Markup(style), script=Markup(script), script_hash=Markup(f"sha256-{digest}"))
    made.filters.update(number=number, word=word)
    return made


def _said(text: str, **fields: object) -> Text:
    """What `_("...", field=...)` says in a template; fields may be texts themselves."""
    return Text.of(Message(text, **fields))


def _in_spans(value: Any) -> Any:
    """A text as two elements, of which the page shows the one in its language; anything else as it is."""
    if not isinstance(value, Text):
        return value
    if value.en == value.ko:
        return value.en
    from markupsafe import Markup

    return Markup('<span lang="en">{}</span><span lang="ko">{}</span>').format(value.en, value.ko)
