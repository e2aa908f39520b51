"""Put the texts that a notebook's code shows (titles, axes, printed lines) into another language.

The code of `lab.py` is English and runs as it is. A sidecar maps a text in it to its translation:

    [notebook]
    "mean distance" = "평균 거리"
    "best k: {best}" = "가장 좋은 k: {best}"

A text is everything between the quotes of one string literal, as the source has it, docstrings among them. An f-string
is one text, braces included. A key that begins with `# ` is one line of a comment. Wherever the same text stands in the
code, it is replaced.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from autograder.errors import AssignmentError

__all__ = ["Literal", "in_language", "literals", "prose"]

MAGIC = re.compile(r"^[ \t]*[%!].*$", re.MULTILINE)
QUOTES = re.compile(r"""[A-Za-z]*("{3}|'{3}|"|')""")
FIELDS = re.compile(r"\{[^{}]*\}|\\[a-z]")
PROSE = re.compile(r"[A-Za-z]{2,}[,.:;]? +\(?[A-Za-z]+")
PLACE = re.compile(r"\b(loc|textcoords)=$")
"""Before a place in a plot, as in `loc="upper right"`, which is no text."""

START_OF_F_STRING = getattr(tokenize, "FSTRING_START", None)
"""From Python 3.12 on an f-string is several tokens; before that it is one."""
END_OF_F_STRING = getattr(tokenize, "FSTRING_END", None)
BEFORE_A_STATEMENT = (
    *(tokenize.ENCODING, tokenize.NEWLINE, tokenize.NL),
    *(tokenize.INDENT, tokenize.DEDENT, tokenize.COMMENT),
)


@dataclass(frozen=True)
class Literal:
    """A string literal in the code of a cell.

    Attributes:
        prefix: What stands before the text: `f"`, `'`.
        text: The text between the quotes, as the source has it.
        start: The place of the text in the cell, in characters.
        statement: Whether the literal is a statement of its own: a docstring.
    """

    prefix: str
    text: str
    start: int
    statement: bool

    @property
    def quote(self) -> str:
        """Return the closing quote."""
        return self.prefix.lstrip("rRbBuUfF")

    def names(self, text: str) -> set[str]:
        """Return the variables that an f-string shows, if `text` stood between its quotes.

        Raises:
            SyntaxError: The text does not fit between these quotes.
        """
        tree = ast.parse(f"({self.prefix}{text}{self.quote})", mode="eval")
        if not isinstance(tree.body, ast.Constant | ast.JoinedStr):
            raise SyntaxError("more than one string")
        return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def literals(code: str) -> list[Literal]:
    """Return the string literals of a cell, those inside an f-string not counted; none if it is not Python."""
    masked = MAGIC.sub(lambda found: "#" * len(found[0]), code)
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(masked).readline))
        return list(_literals(code, tokens))
    except (tokenize.TokenError, SyntaxError):
        return []


def _literals(code: str, tokens: Sequence[tokenize.TokenInfo]) -> Iterator[Literal]:
    lines = [0]
    for line in code.splitlines(keepends=True):
        lines.append(lines[-1] + len(line))
    depth, first = 0, tokens[0]
    for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if token.type == START_OF_F_STRING:
            first, depth = (token if depth == 0 else first), depth + 1
        if token.type == END_OF_F_STRING:
            depth -= 1
        if depth == 0 and token.type in (tokenize.STRING, END_OF_F_STRING):
            opened = first if token.type == END_OF_F_STRING else token
            start, end = (lines[row - 1] + column for row, column in (opened.start, token.end))
            found = QUOTES.match(code, start)
            assert found is not None
            statement = before.type in BEFORE_A_STATEMENT and after.type == tokenize.NEWLINE
            yield Literal(found[0], code[found.end() : end - len(found[1])], found.end(), statement)


def prose(code: str) -> list[str]:
    """Return the texts of a cell that read like sentences: two words in a row, outside the braces of an f-string."""
    return [
        one.text
        for one in literals(code)
        if PROSE.search(FIELDS.sub("", one.text))
        and not one.statement
        and not PLACE.search(code[: one.start - len(one.prefix)])
    ]


def in_language(codes: Sequence[str], texts: Mapping[str, str], where: str) -> list[str]:
    """Return the cells with every text that has a translation replaced by it.

    Args:
        codes: The code of the cells that all languages share.
        texts: The translation of each text.
        where: The sidecar and its table, for messages.

    Raises:
        AssignmentError: A text stands in no cell, or its translation does not fit into the code.
    """
    used: set[str] = set()
    made = []
    for code in codes:
        for one in reversed(literals(code)):
            if one.text in texts:
                used.add(one.text)
                _require_fit(one, texts[one.text], where)
                code = code[: one.start] + texts[one.text] + code[one.start + len(one.text) :]
        for start, comment in reversed(_comments(code)):
            if comment in texts:
                used.add(comment)
                _require_comment(comment, texts[comment], where)
                code = code[:start] + texts[comment] + code[start + len(comment) :]
        made.append(code)
    for text in texts:
        if text not in used:
            raise AssignmentError(where, f"no cell has the text {text!r}; copy it from lab.py, between its quotes")
    return made


def _comments(code: str) -> list[tuple[int, str]]:
    """Return the comments of a cell with their places; none if it is not Python."""
    masked = MAGIC.sub(lambda found: "-" * len(found[0]), code)
    lines = [0]
    for line in code.splitlines(keepends=True):
        lines.append(lines[-1] + len(line))
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(masked).readline))
    except (tokenize.TokenError, SyntaxError):
        return []
    return [(lines[one.start[0] - 1] + one.start[1], one.string) for one in tokens if one.type == tokenize.COMMENT]


def _require_comment(comment: str, translation: str, where: str) -> None:
    if not translation.startswith("# ") or "\n" in translation:
        raise AssignmentError(where, f"the translation of {comment!r} is no comment; begin its one line with `# `")


def _require_fit(one: Literal, translation: str, where: str) -> None:
    try:
        same = one.names(one.text) == one.names(translation)
    except SyntaxError:
        same = False
    if not same:
        raise AssignmentError(
            where,
            f"the translation of {one.text!r} does not fit between the quotes {one.prefix} {one.quote}; "
            "keep the braces and the names in them, and use other quotes",
        )
