"""The lines of a student's own file around the place of a failure."""

from collections.abc import Mapping

from autograder.model.results import Excerpt
from autograder.model.text import clean_text

__all__ = ["excerpt"]

AROUND = 2
"""Lines before the one that matters, and after it."""

WIDEST = 200
"""Characters of one line that are shown."""


def excerpt(files: Mapping[str, bytes], file: str, line: int) -> Excerpt | None:
    """The lines around a place, out of our own copy of what was handed in; None where there is no such place.

    Args:
        files: What was handed in.
        file: The name of one of them.
        line: The number of a line, from 1 on.
    """
    lines = files.get(file, b"").decode("utf-8", "replace").splitlines()
    if not 0 < line <= len(lines):
        return None
    first = max(1, line - AROUND)
    shown = [clean_text(one.expandtabs(4).rstrip(), WIDEST) for one in lines[first - 1 : line + AROUND]]
    while len(shown) > line - first + 1 and not shown[-1]:  # an empty line at the end shows nothing
        shown.pop()
    return Excerpt(file, line, first, tuple(shown))
