"""Show what students and graders wrote, as HTML without anything that could run, load or cover something."""

import base64
import re
from typing import TYPE_CHECKING

from autograder.i18n import Message
from autograder.model.text import Text
from autograder.model.written import PICTURE, WrittenAnswer

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["answer_html", "comment_html"]

_PLACE = re.compile(rf"!\[([^\]\n]{{0,200}})\]\({re.escape(PICTURE)}(\d{{1,3}})\)")

_MARK = "\ue000"
"""A character that no answer has, because `clean_text` removes it; it stands for a picture while Markdown is read."""


def answer_html(answer: WrittenAnswer) -> "Markup":
    """Return an answer with its formulas and pictures.

    Args:
        answer: The answer; its text has been cleaned.
    """
    from markupsafe import Markup, escape

    from autograder.reports.mathml import to_html

    shown: list[str] = []

    def noted(found: "re.Match[str]") -> str:
        number = int(found[2])
        if number >= len(answer.pictures):
            return found[1]
        picture = answer.pictures[number]
        data = base64.b64encode(picture.data).decode("ascii")
        shown.append(f'<img src="data:image/{picture.kind};base64,{data}" alt="{escape(found[1])}">')
        return f"{_MARK}{len(shown) - 1}{_MARK}"

    html = to_html(_PLACE.sub(noted, answer.text.replace(_MARK, "")))
    html = re.sub(rf"{_MARK}(\d+){_MARK}", lambda found: shown[int(found[1])], html)
    cut = Text.of(Message("Something beyond the limits of an answer was left out.")) if answer.cut else None
    remark = Markup('<p class="remark">{}</p>').format(cut) if cut else ""
    return Markup('<p class="place"><code>{}</code></p>').format(answer.place) + Markup(html) + remark


def comment_html(comment: str) -> "Markup | str":
    """Return a comment in Markdown as HTML; nothing for no comment.

    Args:
        comment: The comment.
    """
    from markupsafe import Markup

    from autograder.reports.mathml import to_html

    return Markup(to_html(comment)) if comment.strip() else ""
