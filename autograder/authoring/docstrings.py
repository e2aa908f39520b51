"""Find what a module says to its readers in docstrings and comments, and say the same in another language.

Code stays as it is, byte by byte: only docstrings and comments that stand on lines of their own are replaced.
"""

import ast
import hashlib
import io
import textwrap
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from autograder.authoring.deciding import deciding_code
from autograder.errors import AssignmentError

__all__ = ["Described", "Words", "described", "digest", "in_other_words"]

DIGITS = 8

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
Owner = Definition | ast.Module


@dataclass(frozen=True)
class Words:
    """What stands in the place of a docstring and of comments.

    Attributes:
        docstring: The new docstring, without indentation; empty if there is none.
        english: Digest of the English docstring that it says.
        comments: English comment -> new comment, both with their `#`.
        line: Line of the sidecar at which it begins.
    """

    docstring: str = ""
    english: str = ""
    comments: Mapping[str, str] = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True)
class Described:
    """A module, class or function with what it says in English.

    Attributes:
        name: Its qualified name (`KNearestNeighbor.train`); empty for the module.
        signature: Its head as it is written, without colon; empty for the module.
        docstring: The docstring without indentation; empty if it has none.
        comments: Comments that stand on lines of their own: the lines of each, with their `#`.
    """

    name: str
    signature: str
    docstring: str
    comments: tuple[str, ...]


def digest(docstring: str) -> str:
    """Return the digest of an English docstring, by which a sidecar states what it translates."""
    return hashlib.sha256(docstring.encode()).hexdigest()[:DIGITS]


def described(text: str) -> list[Described]:
    """Return everything in a module that has a docstring or a comment, in order.

    Args:
        text: Text of the module.
    """
    tree, lines = ast.parse(text), text.split("\n")
    comments = list(_comments(text))
    owners = list(_owners(tree))
    found = []
    for name, node in owners:
        own = tuple(words for begin, _end, words in comments if _owner_at(owners, begin) == name)
        docstring = ast.get_docstring(node) or ""
        if docstring or own:
            found.append(Described(name, _signature(node, lines), docstring, tuple(dict.fromkeys(own))))
    return found


def in_other_words(text: str, words: Mapping[str, Words], shown: str) -> str:
    """Return a module with other docstrings and comments; what `words` lacks stays English.

    Args:
        text: Text of the module.
        words: Qualified name -> its words; the module's name is empty.
        shown: Name of the file in messages.

    Raises:
        AssignmentError: A docstring shares a line with code.
    """
    lines = text.split("\n")
    owners = list(_owners(ast.parse(text)))
    edits: list[tuple[int, int, list[str]]] = []
    for name, node in owners:
        if name in words and words[name].docstring and ast.get_docstring(node):
            edits.append(_docstring_edit(node, words[name].docstring, lines, shown))
    for begin, end, comment in _comments(text):
        name = _owner_at(owners, begin)
        new = words[name].comments.get(comment) if name in words else None
        if new is not None:
            indent = lines[begin - 1].partition("#")[0]
            edits.append((begin, end, [indent + line for line in new.split("\n")]))
    for begin, end, put in sorted(edits, reverse=True):
        lines[begin - 1 : end] = put
    made = "\n".join(lines)
    if deciding_code(made) != deciding_code(text):
        raise AssignmentError(shown, "other docstrings would change its code; is a docstring or comment malformed?")
    return made


def _owners(tree: ast.Module) -> Iterator[tuple[str, Owner]]:
    """Yield the module and each definition in it with its qualified name, in order."""
    yield "", tree
    yield from _inside(tree, "")


def _inside(node: ast.AST, prefix: str) -> Iterator[tuple[str, Owner]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Definition):
            name = f"{prefix}{child.name}"
            yield name, child
            yield from _inside(child, f"{name}.")
        else:
            yield from _inside(child, prefix)


def _owner_at(owners: list[tuple[str, Owner]], line: int) -> str:
    """Return the name of the innermost definition around a line."""
    around = [
        name
        for name, node in owners
        if not isinstance(node, ast.Module) and node.lineno <= line <= (node.end_lineno or node.lineno)
    ]
    return around[-1] if around else ""


def _signature(node: Owner, lines: list[str]) -> str:
    """Return the head of a definition as it is written, without indentation and colon."""
    if isinstance(node, ast.Module):
        return ""
    head = textwrap.dedent("\n".join(lines[node.lineno - 1 : max(node.lineno, node.body[0].lineno - 1)]))
    return head.rstrip().removesuffix(":")


def _comments(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield first and last line and the text of each comment; lines below each other are one comment."""
    block: list[tuple[int, int, str]] = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT and not token.line[: token.start[1]].strip():
            line, column = token.start
            if block and (line, column) != (block[-1][0] + 1, block[-1][1]):
                yield _joined(block)
                block = []
            block.append((line, column, token.string))
    if block:
        yield _joined(block)


def _joined(block: list[tuple[int, int, str]]) -> tuple[int, int, str]:
    return block[0][0], block[-1][0], "\n".join(text for _line, _column, text in block)


def _docstring_edit(node: Owner, docstring: str, lines: list[str], shown: str) -> tuple[int, int, list[str]]:
    """Return first and last line of a docstring, and the lines to put there."""
    old = node.body[0]
    begin, end = old.lineno, old.end_lineno or old.lineno
    before, behind = lines[begin - 1].encode()[: old.col_offset], lines[end - 1].encode()[old.end_col_offset or 0 :]
    if before.strip() or behind.strip():
        raise AssignmentError(f"{shown}:{begin}", "a docstring beside code; give it lines of its own")
    indent = " " * old.col_offset
    first, *more = docstring.replace("\\", "\\\\").replace('"""', '\\"\\"\\"').split("\n")
    put = [f'{indent}"""{first}', *(indent + line if line else "" for line in more)]
    if more:
        return begin, end, [*put, f'{indent}"""']
    line = put[0].removesuffix('"') + '\\"' if first.endswith('"') else put[0]
    return begin, end, [f'{line}"""']
