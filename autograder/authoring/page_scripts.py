"""Reads the scripts of an HTML page as far as they read like Python, so that the leak scan can compare them.

JavaScript writes arithmetic, calls and indices as Python does. What is left of a script, cut at its braces, arrows,
colons and semicolons, is mostly one expression or assignment after the other. Functions of `Math` get NumPy's names.
A piece that is not Python after that is left out.
"""

import ast
import re
import warnings
from collections.abc import Iterator

__all__ = ["as_python"]

SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
"""A script to run; data in a script element have a type."""

COMMENT = re.compile(r"(?m)(?:^|(?<=\s))//.*$")
PIECE = re.compile(r"[^;{}?:]+")
RESPELLED = (
    (re.compile(r"\b(?:const|let|var|return)\b"), ""),
    (re.compile(r"\bMath\.(max|min)\b"), r"np.\1imum"),
    (re.compile(r"\bMath\."), "np."),
    (re.compile(r"([=!])=="), r"\1="),
    (re.compile(r"&&"), " and "),
    (re.compile(r"\|\|"), " or "),
    (re.compile(r"\s+"), " "),
)
CLOSING = {")": "(", "]": "["}


def as_python(html: str) -> str:
    """Return the pieces of all scripts in a page that are valid Python, each on the line where it begins."""
    lines: list[list[str]] = [[] for _ in range(html.count("\n") + 1)]
    for script in SCRIPT.finditer(html):
        code = COMMENT.sub("", script[1])
        above = html.count("\n", 0, script.start(1))
        for begin, piece in _pieces(code):
            lines[above + code.count("\n", 0, begin)].append(piece)
    return "\n".join("; ".join(pieces) for pieces in lines)


def _pieces(code: str) -> Iterator[tuple[int, str]]:
    """Yield each piece that is valid Python, with the place where it begins."""
    for found in PIECE.finditer(code.replace("=>", "; ")):
        text = found[0]
        begin = found.start() + len(text) - len(text.lstrip())
        for pattern, put in RESPELLED:
            text = pattern.sub(put, text)
        text = _balanced(text).strip(" ,")
        if text and _is_python(text):
            yield begin, text


def _balanced(text: str) -> str:
    """Return the text up to the first bracket that closes what a piece before it has opened."""
    opened: list[str] = []
    for place, sign in enumerate(text):
        if sign in CLOSING.values():
            opened.append(sign)
        elif sign in CLOSING and (not opened or opened.pop() != CLOSING[sign]):
            return text[:place]
    return text


def _is_python(text: str) -> bool:
    with warnings.catch_warnings(action="ignore"):
        try:
            ast.parse(text)
        except (SyntaxError, ValueError):
            return False
    return True
