"""Compute the key of a question by other means than the tracer: probes in the source, run in this process."""

import ast
import contextlib
import copy
import importlib.abc
import importlib.util
import io
import sys
from collections.abc import Iterator, Mapping
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

import numpy as np

from autograder.understanding.observe import StudentProgram
from autograder.understanding.pages import call_of
from autograder.understanding.question import CodeQuestion

__all__ = ["is_right"]


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, files: Mapping[str, str], probes: dict[str, Any]) -> None:
        self.files, self.probes = files, probes

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        name = f"{fullname}.py"
        return importlib.util.spec_from_loader(fullname, self) if name in self.files else None

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__.update(self.probes)
        exec(compile(self.files[f"{module.__name__}.py"], module.__name__, "exec"), module.__dict__)


def _run(program: StudentProgram, source: str, call: str, probes: dict[str, Any]) -> Any:
    files = {**program.files, program.file: source}
    kept = {name: sys.modules.pop(name, None) for name in (file.removesuffix(".py") for file in files)}
    finder = _Finder(files, probes)
    sys.meta_path.insert(0, finder)
    try:
        with np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
            module = importlib.import_module(program.file.removesuffix(".py"))
            names = {**vars(module), "np": np, "seed": 77}
            *setup, last = call.splitlines()
            exec("\n".join(setup), names)
            return eval(last, names)
    finally:
        sys.meta_path.remove(finder)
        for name, old in kept.items():
            sys.modules.pop(name, None)
            if old is not None:
                sys.modules[name] = old


def _with_probe(program: StudentProgram, line: int, probe: str) -> str:
    """Insert a statement after the statement that begins at `line`."""
    end = next(one.end for one in program.code.statements if one.line == line)
    lines = program.code.source.splitlines()
    indent = lines[line - 1][: len(lines[line - 1]) - len(lines[line - 1].lstrip())]
    return "\n".join([*lines[:end], indent + probe, *lines[end:]]) + "\n"


def _with_text(program: StudentProgram, line: int, text: str) -> str:
    lines = program.code.source.splitlines()
    indent = lines[line - 1][: len(lines[line - 1]) - len(lines[line - 1].lstrip())]
    lines[line - 1] = indent + text
    return "\n".join(lines) + "\n"


def is_right(program: StudentProgram, question: CodeQuestion) -> bool:
    """Return whether the key of a question is right and no other choice is, for every kind but `which line`."""
    if question.kind in ("what if", "dtype") or _is_largest(question):
        choices = [str(choice) for choice in question.choices]
        return [choice for choice in choices if choice == _told(program, question)] == [choices[question.right]]
    value = _measured(program, question)
    if question.kind == "shape":
        value = np.asarray(value.shape)
    numbers = [float(number) for number in value.reshape(-1)]
    if question.typed:
        return bool(question.typed.accepts(" ".join(map(str, numbers)))) and len(numbers) == len(question.typed.numbers)
    parsed = [np.asarray(eval(str(choice)), dtype=float).reshape(-1) for choice in question.choices]
    right = [one.shape == (len(numbers),) and np.allclose(one, numbers, rtol=1e-6, atol=1e-6) for one in parsed]
    return [index for index, one in enumerate(right) if one] == [question.right]


def _is_largest(question: CodeQuestion) -> bool:
    return (question.kind, question.key) == ("count", "largest")


def _measured(program: StudentProgram, question: CodeQuestion) -> np.ndarray[Any, Any]:
    """Return the value that a question asks for, or an array of the shape that it asks for."""
    call = call_of(program, question)
    seen: list[Any] = []
    probes = {"_seen": seen, "_copy": copy.deepcopy}
    if question.kind == "edge":
        value = np.asarray(_run(program, program.code.source, call, probes))
        return value[1] if value.ndim == 2 else value
    if question.kind == "count":
        counted = f"_seen.append(1); {program.code.text(question.line)}"
        _run(program, _with_text(program, question.line, counted), call, probes)
        return np.asarray(len(seen))
    place = question.key.removesuffix(" second")
    _run(program, _with_probe(program, question.line, f"_seen.append(_copy({place}))"), call, probes)
    return np.asarray(seen[1 if question.key.endswith(" second") else 0])


def _told(program: StudentProgram, question: CodeQuestion) -> str:
    """Return the right answer to a question about changes, kinds of numbers, or the largest array, in its own words."""
    call = call_of(program, question)
    if question.kind == "dtype":
        words = {"f": "floating-point", "i": "signed", "u": "unsigned", "b": "booleans"}
        start = words[_measured(program, question).dtype.kind]
        return next(str(choice) for choice in question.choices if str(choice).startswith(start))
    if _is_largest(question):
        sizes = dict(_sizes(program, call))
        line = max(sizes, key=lambda one: sizes[one])
        return f"line {line}, {sizes[line]} numbers"
    before = _run(program, program.code.source, call, {})
    try:
        after = _run(program, _with_text(program, question.line, question.key), call, {})
    except Exception:
        return "the call raises an error"
    return _effect(program, before, after)


def _sizes(program: StudentProgram, call: str) -> Iterator[tuple[int, int]]:
    """Yield the line of each assignment to a variable, with the numbers of its largest array."""
    for statement in program.code.statements:
        if isinstance(statement.node, ast.Assign):
            names = [name for name in statement.names if not ast.unparse(statement.node).startswith(f"{name}[")]
            seen: list[int] = []
            probe = f"_seen.extend(_size(one) for one in [{', '.join(names)}] if type(one) is _array)"
            probes = {"_seen": seen, "_size": np.size, "_array": np.ndarray}
            _run(program, _with_probe(program, statement.line, probe), call, probes)
            if seen:
                yield statement.line, max(seen)


def _effect(program: StudentProgram, before: Any, after: Any) -> str:
    """Describe in the words of the choices how two results differ."""
    nothing = "nothing changes, apart from rounding"
    if not isinstance(before, tuple | list | dict) and np.ndim(before) == 0:
        return nothing if _alike(before, after) else f"the result gets {'larger' if after > before else 'smaller'}"
    kinds = {type(one) if isinstance(one, list | np.ndarray) else float for one in before}
    together = isinstance(before, tuple) or (isinstance(before, list) and (len(kinds) > 1 or kinds == {np.ndarray}))
    if together and len(before) in (2, 3):
        changed = [
            [np.shape(leaf) for leaf in _leaves(one)] != [np.shape(leaf) for leaf in _leaves(other)]
            or not all(_alike(a, b) for a, b in zip(_leaves(one), _leaves(other), strict=True))
            for one, other in zip(before, after, strict=True)
        ]
        said = ["the first returned value", "the second returned value", "the third returned value"]
        names = [f"`{name}`" for name in program.code.returns]
        names = names if len(names) == len(before) else said
        which = [name for name, change in zip(names, changed, strict=False) if change]
        if len(which) == 3:
            return "all three change"
        return " and ".join(which) + " change" if len(which) == 2 else f"only {which[0]} changes" if which else nothing
    ours, theirs = list(_leaves(before)), list(_leaves(after))
    if [np.shape(one) for one in ours] != [np.shape(one) for one in theirs]:
        return "the shape changes"
    same = [
        bool(np.isclose(a, b, rtol=1e-7, atol=1e-7))
        for one, other in zip(ours, theirs, strict=True)
        for a, b in zip(np.ravel(one), np.ravel(other), strict=True)
    ]
    if all(same):
        return nothing
    return ("some numbers change, others do not" if any(same) else "every number changes") + "; the shape stays"


def _alike(one: Any, other: Any) -> bool:
    if one is None and other is None:
        return True
    return np.shape(one) == np.shape(other) and bool(np.allclose(one, other, rtol=1e-7, atol=1e-7, equal_nan=True))


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, tuple | list):
        for one in value:
            yield from _leaves(one)
    else:
        yield value
