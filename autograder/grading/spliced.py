"""Compile a file that differs from the reference in one function, in the time that this function takes.

The search for a name runs hundreds of misconceptions, each of them the reference with an edit in one function, and
would take most of its time to compile whole files. The code object of such a file is the reference's with that of one
function in place of another. Where anything else may differ, the file is compiled as a whole.
"""

import __future__

import ast
import linecache
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import CodeType
from typing import Any

from autograder.runtime.loader import Loader

__all__ = ["ReferenceCode", "SplicingLoader"]


class ReferenceCode:
    """The compiled files of the reference.

    Args:
        files: File -> content.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._functions: dict[str, list[_Function]] = {}

    def spliced(self, file: str, text: str) -> CodeType | None:
        """Return the code of a file that differs from the reference's in at most one function.

        Args:
            file: Name of the file.
            text: Its content.

        Returns:
            Code that does what the file does; behind that function its line numbers are the reference's. None if the
            file may differ elsewhere.
        """
        if file not in self._functions:
            self._functions[file] = list(_functions(file, self._files[file])) if file in self._files else []
        for function in self._functions[file]:
            part = function.counterpart(text)
            if part is not None:
                return function.with_counterpart(part)
        return None


class SplicingLoader(Loader):
    """Loads files of which most are the reference's, or differ in one function.

    Args:
        sources: File name -> content.
        allowed: Packages that may be imported; empty for NumPy and the standard library.
        reference: The compiled reference.
    """

    def __init__(self, sources: Mapping[str, bytes], allowed: frozenset[str], reference: ReferenceCode) -> None:
        super().__init__(sources, allowed)
        self._reference = reference

    def get_code(self, fullname: str) -> CodeType:
        """Return the code of a file, and keep its lines for tracebacks."""
        file, text = f"{fullname}.py", self.get_source(fullname)
        code = self._reference.spliced(file, text)
        if code is None:
            return super().get_code(fullname)
        linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
        return code


@dataclass(frozen=True)
class _Function:
    """A function or method of the reference.

    Attributes:
        path: Its name, behind that of its class if it has one.
        head: The text of the file before it.
        text: Its own text.
        tail: The text behind it.
        whole: The code of the file.
    """

    path: tuple[str, ...]
    head: str
    text: str
    tail: str
    whole: CodeType

    def counterpart(self, text: str) -> str | None:
        """Return what a file has in place of this function; None if the file also differs elsewhere."""
        if len(text) < len(self.head) + len(self.tail) or not (text.startswith(self.head) and text.endswith(self.tail)):
            return None
        return text[len(self.head) : len(text) - len(self.tail)]

    def with_counterpart(self, part: str) -> CodeType | None:
        """Return the code of the file with a part in place of this function; None if that is more than a function."""
        try:
            alone = self._alone(part)
        except (SyntaxError, ValueError):
            return None
        frame = _frame(alone, self.path)
        return _put(self.whole, self.path, alone) if frame is not None and frame == self._frame_here else None

    @cached_property
    def _frame_here(self) -> Any:
        return _frame(self._alone(self.text), self.path)

    def _alone(self, part: str) -> CodeType:
        """Compile a function without the rest of the file, with the line numbers that it has there."""
        opened = [f"class {name}:\n" for name in self.path[:-1]]
        blank = "\n" * (self.head.count("\n") - len(opened))
        flags = self.whole.co_flags & __future__.annotations.compiler_flag
        source = "".join([blank, *opened, part])
        alone: CodeType = compile(source, self.whole.co_filename, "exec", flags, dont_inherit=True)
        return alone


def _functions(file: str, content: bytes) -> Iterator[_Function]:
    """Yield the functions and methods of a file that no other one of the same name hides."""
    text = content.decode("utf-8")
    lines = text.splitlines(keepends=True)
    whole = compile(text, file, "exec", dont_inherit=True)
    for node in ast.parse(text).body:
        inner = node.body if isinstance(node, ast.ClassDef) else [node]
        outer = (node.name,) if isinstance(node, ast.ClassDef) else ()
        for one in inner:
            if isinstance(one, ast.FunctionDef) and _frame(whole, (*outer, one.name)) is not None:
                first, end = one.lineno - 1, one.end_lineno
                head, own, tail = ("".join(part) for part in (lines[:first], lines[first:end], lines[end:]))
                yield _Function((*outer, one.name), head, own, tail, whole)


def _index(code: CodeType, name: str) -> int | None:
    """Return the place of the only function or class of this name among the constants."""
    found = [place for place, one in enumerate(code.co_consts) if isinstance(one, CodeType) and one.co_name == name]
    return found[0] if len(found) == 1 else None


def _frame(code: CodeType, path: tuple[str, ...]) -> Any:
    """Return all that decides what code does apart from a function in it; None if the function is not found."""
    place = _index(code, path[0])
    if place is None:
        return None
    inner = code.co_consts[place]
    within = _frame(inner, path[1:]) if path[1:] else inner.co_freevars
    others = [repr(one) for number, one in enumerate(code.co_consts) if number != place]  # no two codes look the same
    names = (code.co_names, code.co_varnames, code.co_cellvars, code.co_freevars)
    return None if within is None else (code.co_code, code.co_exceptiontable, code.co_flags, names, others, within)


def _put(code: CodeType, path: tuple[str, ...], alone: CodeType) -> CodeType:
    """Return code in which a function is that of the other code, where it has the same path."""
    here, there = _index(code, path[0]), _index(alone, path[0])
    assert here is not None
    assert there is not None
    consts, new = list(code.co_consts), alone.co_consts[there]
    consts[here] = _put(consts[here], path[1:], new) if path[1:] else new
    return code.replace(co_consts=tuple(consts))
