"""Show what students and graders wrote, as HTML without anything that could run, load or cover something."""

import base64
from typing import TYPE_CHECKING

from autograder.i18n import Message
from autograder.model.text import Text
from autograder.model.written import WrittenAnswer

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["answer_html", "comment_html"]


def answer_html(answer: WrittenAnswer) -> "Markup":
    """Return an answer with its formulas and pictures.

    Args:
        answer: The answer; its text has been cleaned.
    """
    from markupsafe import Markup

    from autograder.reports.mathml import to_html

    pictures = [f"data:image/{one.kind};base64,{base64.b64encode(one.data).decode('ascii')}" for one in answer.pictures]
    html = to_html(answer.text, pictures)
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
