"""Read what forms of the review page send."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.requests import Request

from autograder.errors import UsageError
from autograder.i18n import _
from autograder.model.points import exact
from autograder.model.text import clean_text
from autograder.reports.status_labels import number

__all__ = ["SentForm", "points_in", "sent_form"]

LONGEST = 20_000
"""Characters of a comment, a reason or an answer to a request."""

LARGEST_FORM = 2_000_000
"""Bytes of a form."""


@dataclass(frozen=True)
class SentForm:
    """What was sent.

    Attributes:
        values: Name -> values of the fields.
    """

    values: Mapping[str, list[str]]

    def text(self, name: str) -> str:
        """Return one value, cleaned."""
        return clean_text(self.values.get(name, [""])[-1].strip(), LONGEST)

    def seen(self) -> dict[str, int]:
        """Return the numbers of the decisions that the grader has seen, by student."""
        pairs = (value.rpartition("=") for value in self.values.get("seen", []))
        return {student: int(count) for student, _sign, count in pairs if count.isdigit()}


def points_in(text: str, most: float, question: str) -> float | None:
    """Return the points that a form states; None for none.

    Raises:
        UsageError: It is no number, or out of range.
    """
    if not text:
        return None
    try:
        points = float(text.replace(",", "."))
    except ValueError:
        points = -1.0
    if not 0 <= points <= most or not exact(points):
        wrong = _("{question}: write 0 to {most} points, with at most two decimals; found {text}")
        raise UsageError(wrong.format(question=question, most=number(most), text=text[:40]))
    return points


async def sent_form(request: Request) -> SentForm | None:
    """Return the form that was sent; None if it is too large or no form."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_FORM:
            return None
    try:
        return SentForm(parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=20_000))
    except ValueError:
        return None
