"""Explain why Python cannot read a file, and what to do: one explanation for `check`, for `pack` and for grading.

`problem_of_file` compiles the file, so only the student's side calls it. `explain` takes the error that Python reported
elsewhere (in the sandbox), and looks only at the text.
"""

import ast
import io
import re
import sys
import tokenize
import unicodedata
import warnings
from collections.abc import Iterator

from autograder.i18n import Message, Renderable
from autograder.model.unreadable_bytes import FileProblem, decoded, problem_of_bytes

__all__ = ["FileProblem", "explain", "newer_syntax", "problem_of_file"]

Version = tuple[int, int]

_OWN = sys.version_info[:2]

_MAGIC = re.compile(
    r"""\s*(?:[\w,\s]+=\s*)?(?:%{1,2}|!{1,2}\s*)[A-Za-z]\w*  # %matplotlib inline, files = !ls
    |\s*\?{1,2}[A-Za-z_][\w.]*\s*$
    |\s*[A-Za-z_][\w.]*\?{1,2}\s*$
    """,
    re.VERBOSE,
)
_PROMPT = re.compile(r"\s*(?:>>>|\.\.\.)(?:\s|$)|\s*(?:In|Out)\s?\[\d+\]:")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_CONFLICT = re.compile(r"(?:<{7}|>{7}|\|{7})(?: |$)|={7}\s*$")
_PYTHON_2 = re.compile(
    r"""\s*(?:print|exec)\s+[^\s=(.,:)\]]      # print "x"
    |\s*raise\s+[\w.]+\s*,                     # raise ValueError, "x"
    |\s*except\s+[\w.]+\s*,\s*[a-z_]\w*\s*:    # except ValueError, error:
    |[^'"#]*(?:<>|`[^`]+`|\b0[0-7]+\b|\b\d+[lL]\b|\bur['"])
    |\s*(?:def\s+\w+|lambda)\s*\(?.*\(\w+\s*,\s*\w+\)\s*[,):]  # def f(x, (y, z)):
    """,
    re.VERBOSE,
)
_NEWER = (
    ((3, 15), re.compile(r"\s*lazy\s+(?:import|from)\s+\w")),
    ((3, 15), re.compile(r"[^'\"#]*[\[({]\s*\*{1,2}\w[\w.()]*\s+for\s")),
    ((3, 14), re.compile(r"[^'\"#]*\b(?:t|rt|tr)(?:'|\")", re.IGNORECASE)),
    ((3, 14), re.compile(r"\s*except\*?\s+[\w.]+(?:\s*,\s*[\w.]+)+\s*:")),
    ((3, 13), re.compile(r"\s*(?:(?:async\s+)?def|class|type)\s+\w+\[[^\]]*=")),
    ((3, 12), re.compile(r"\s*(?:(?:async\s+)?def|class)\s+\w+\[")),
    ((3, 12), re.compile(r"\s*type\s+\w+(?:\[.*\])?\s*=")),
)
"""The Python version that brought a syntax, newest first, and how a line with it looks."""

_FSTRING = re.compile(r"\b[fF][rR]?['\"]|\b[rR][fF]['\"]")


def problem_of_file(data: bytes, grading: Version | None = None) -> FileProblem | None:
    """Return why this Python cannot read a file, or grading's Python could not; None if both can.

    Args:
        data: Content of the file.
        grading: Version of the Python that grades; None if unknown.
    """
    problem = problem_of_bytes(data)
    if problem:
        return problem
    text = decoded(data)
    try:
        with warnings.catch_warnings(action="ignore"):
            compile(text, "<file>", "exec", dont_inherit=True)
    except SyntaxError as error:
        return explain(data, error.lineno, error.msg)
    except (ValueError, RecursionError, MemoryError) as error:
        return explain(data, None, str(error) or type(error).__name__)
    return newer_syntax(text, grading) if grading and grading < _OWN else None


def explain(
    data: bytes, line: int | None, message: str, python: Version = _OWN, by_grading: bool = False
) -> FileProblem:
    """Explain an error that Python reported while it read a file.

    The file is not parsed.

    Args:
        data: Content of the file.
        line: The line that Python reported, from 1.
        message: Python's message.
        python: Version of the Python that reported it.
        by_grading: Whether that Python graded the file.
    """
    problem = problem_of_bytes(data)
    if problem:
        return problem
    text = decoded(data)
    lines = text.split("\n")
    conflict = next((number for number, one in enumerate(lines, 1) if one.startswith("<<<<<<< ")), None)
    if conflict and any(one.startswith(">>>>>>> ") for one in lines):
        return FileProblem(conflict, _CONFLICT_TEXT)
    source = lines[line - 1] if line and 0 < line <= len(lines) else ""
    found = _by_line(source) or _by_character(source, message) or _by_indentation(message, text)
    found = found or _by_version(source, message, python, by_grading)
    if found:
        return FileProblem(line, found)
    return FileProblem(line, Message("Python cannot read it: {problem}", problem=message), quotes=True)


_CONFLICT_TEXT = Message(
    "Git left conflict markers in the file. Keep one of the two versions, and delete the lines that start with "
    "<<<<<<<, ======= and >>>>>>>."
)


def _by_line(source: str) -> Renderable | None:
    """Recognize a line that is not Python 3, by its beginning."""
    if _CONFLICT.match(source):
        return _CONFLICT_TEXT
    if _PROMPT.match(source):
        return Message("The line starts with the prompt of an interactive session. Delete the prompt, keep the code.")
    if _FENCE.match(source):
        return Message("The line is Markdown, not Python. Delete it.")
    if _MAGIC.match(source):
        return Message("The line works only in notebooks (magic, shell command or help). Delete it.")
    if _PYTHON_2.match(source):
        return Message("The line is Python 2; this course uses Python 3, for example print(x) instead of print x.")
    return None


def _by_character(source: str, message: str) -> Renderable | None:
    """Recognize a character that Python's message names: from word processors, web pages and input methods."""
    named = re.search(r"\(?U\+([0-9A-F]{4,6})\)?$", message)
    character = chr(int(named[1], 16)) if named and int(named[1], 16) < 0x110000 else ""
    if not character or character not in source:
        return None
    if unicodedata.category(character) in ("Pi", "Pf") or character in _QUOTES:
        return Message("The line has a curly quote, {character}. Type a straight ' or \".", character=character)
    name = f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()
    if character.isspace() or unicodedata.category(character) in ("Cf", "Cc"):
        return Message(
            "The line has an invisible character ({name}), as in text from web pages and PDFs. Delete it, or type a "
            "space instead.",
            name=name,
        )
    plain = _LOOKALIKES.get(character) or unicodedata.normalize("NFKC", character)
    if plain.isascii():
        return Message(
            "The line has the character {character} ({name}). Type {plain} instead.",
            character=character,
            name=name,
            plain=plain,
        )
    return None


_QUOTES = frozenset("\u201a\u201e\u2032\u2033\u00b4")
_LOOKALIKES = {
    "\u2212": "-", "\u2013": "-", "\u2014": "-", "\u00d7": "*", "\u00b7": "*", "\u00f7": "/", "\u2264": "<=",
    "\u2265": ">=", "\u2260": "!=", "\u3001": ",", "\u3002": ".",
}  # fmt: skip


def _by_indentation(message: str, text: str) -> Renderable | None:
    """Recognize a mix of tabs and spaces."""
    if "tabs and spaces" in message or (
        "indent" in message and re.search(r"^\t", text, re.MULTILINE) and re.search(r"^ ", text, re.MULTILINE)
    ):
        return Message(
            "The indentation mixes tabs and spaces. Use spaces: in VS Code, press F1 and choose 'Convert Indentation "
            "to Spaces'."
        )
    return None


def _by_version(source: str, message: str, python: Version, by_grading: bool) -> Renderable | None:
    needed = next((version for version, form in _NEWER if version > python and form.match(source)), None)
    if needed is None and python < (3, 12) and message.startswith("f-string") and _FSTRING.search(source):
        needed = (3, 12)
    return _needs(needed, python, by_grading) if needed else None


def _needs(needed: Version, python: Version, by_grading: bool) -> Message:
    own, least = "{}.{}".format(*python), "{}.{}".format(*needed)
    if by_grading:
        return Message("Grading uses Python {python}; this needs Python {needed}.", python=own, needed=least)
    return Message("This computer uses Python {python}; this needs Python {needed}.", python=own, needed=least)


def newer_syntax(text: str, grading: Version) -> FileProblem | None:
    """Return the first syntax in a readable file that grading's Python does not have; None if there is none.

    It finds what Python itself tells apart by version (`ast.parse` with `feature_version`), and f-strings that need
    Python 3.12.

    Args:
        text: The file.
        grading: Version of the Python that grades.
    """
    try:
        with warnings.catch_warnings(action="ignore"):
            ast.parse(text, feature_version=grading)
    except SyntaxError as error:
        found = re.search(r"(\d+)\.(\d+)", error.msg)
        needed = (int(found[1]), int(found[2])) if found else _OWN
        return FileProblem(error.lineno, _needs(needed, grading, by_grading=True))
    line = next(_new_fstrings(text), None) if grading < (3, 12) <= _OWN else None
    return FileProblem(line, _needs((3, 12), grading, by_grading=True)) if line else None


def _new_fstrings(text: str) -> Iterator[int]:
    """Yield the lines of f-strings with their own quote, a backslash or a comment inside braces (PEP 701)."""
    open_quotes: list[str] = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        name = tokenize.tok_name[token.type]
        if name == "FSTRING_START":
            quote = token.string.lstrip("fFrRbBuU")
            if quote in open_quotes:
                yield token.start[0]
            open_quotes.append(quote)
        elif name == "FSTRING_END":
            open_quotes.pop()
        elif open_quotes and name == "COMMENT":
            yield token.start[0]
        elif open_quotes and name == "STRING":
            quote = re.sub(r"^[A-Za-z]*", "", token.string)
            if "\\" in token.string or (len(open_quotes[-1]) == 1 and quote[:1] == open_quotes[-1]):
                yield token.start[0]
