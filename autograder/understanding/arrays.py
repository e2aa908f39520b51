"""Ask for shapes, kinds of numbers, and the largest of the arrays that a program makes."""

import ast
from collections.abc import Iterator
from math import prod

from autograder.i18n import Message, Renderable
from autograder.understanding.code import Statement
from autograder.understanding.mistaken import Mistaken
from autograder.understanding.observe import Run, Snapshot, StudentProgram
from autograder.understanding.question import CodeQuestion, Typed, Wrong, make
from autograder.understanding.statements import is_plain, once, only_draws, only_in_place, steps_of, written_shape

__all__ = ["dtypes", "largest", "shapes"]

_KINDS: dict[str, Message] = {
    "f": Message("floating-point numbers, such as float64"),
    "i": Message("signed integers, such as int64"),
    "u": Message("unsigned integers, such as uint8"),
    "b": Message("booleans: True and False"),
}

_NAMED = frozenset({"astype", "dtype", "int", "float", "bool", "int64", "int32", "float64", "float32", "uint8", "intp"})
_SAME = frozenset({"len", "range", "reshape", "copy", "min", "max", "zip", "list", "transpose", "ravel", "shape"})


def shapes(program: StudentProgram, run: Run, mistaken: Mistaken) -> Iterator[CodeQuestion]:
    """Ask for the shape of an array after a statement."""
    code = program.code
    seen: set[tuple[int, ...]] = {one.after.shape for one in run.snapshots if one.after.kind == "array"} | set(
        run.inputs.values()
    )
    for statement, snapshot in once(code, run):
        shape, name, line = snapshot.after.shape, snapshot.name, statement.line
        if snapshot.after.kind != "array" or not shape or not 0 < len(shape) <= 4 or 0 in shape:
            continue
        given = name in code.returns or name in code.parameters or name.startswith("_")
        if given or is_plain(statement) or only_draws(statement) or only_in_place(statement, name):
            continue
        wrong: list[Renderable] = [
            Wrong(written_shape(value.shape), mistake)
            for value, mistake in mistaken.values_of(name)
            if value.kind == "array" and value.shape and value.shape != shape
        ]
        found = make(
            "shape",
            line,
            name,
            Message("What is the shape of `{name}` after line {line} has run?", name=name, line=line),
            written_shape(shape),
            [*wrong[:1], *map(written_shape, _other_shapes(shape, seen))],
            Message(
                "After line {line}, `{name}` has the shape {shape}.", name=name, line=line, shape=written_shape(shape)
            ),
            steps=steps_of(run, name, line),
            typed=Typed("shape", tuple(map(float, shape)), True),
        )
        if found:
            yield found


def _other_shapes(shape: tuple[int, ...], seen: set[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Return wrong shapes: the transpose, axes too few or too many, and others that occur in the run."""
    found = [shape[::-1]]
    if len(shape) == 1:
        found += [(*shape, 1), (1, *shape), *sorted(one for one in seen if len(one) == 1)]
    else:
        found += [shape[:1], shape[1:], shape[:-1], shape[-1:]]
    found += sorted(seen, key=lambda one: (abs(len(one) - len(shape)), one))
    found += [(*shape, 1), (1, *shape), (shape[0], shape[0]), (*shape[:-1], shape[-1] + 1), (shape[0] + 1, *shape[1:])]
    return [one for one in found if one != shape and one]


def dtypes(program: StudentProgram, run: Run) -> Iterator[CodeQuestion]:
    """Ask what kind of numbers a variable holds, where the line does not name it and does more than compare or copy."""
    kinds = {one.name: one.after.dtype for one in run.snapshots}
    for statement, snapshot in once(program.code, run):
        kind, name, line = snapshot.after.dtype, snapshot.name, statement.line
        if kind not in _KINDS or name in program.code.parameters or only_in_place(statement, name):
            continue
        if is_plain(statement) or only_draws(statement) or not _converts(statement, snapshot, kinds):
            continue
        found = make(
            "dtype",
            line,
            name,
            Message("What kind of numbers does `{name}` hold after line {line} has run?", name=name, line=line),
            _KINDS[kind],
            [text for other, text in _KINDS.items() if other != kind],
            Message("After line {line}, `{name}` holds {kind}.", name=name, line=line, kind=_KINDS[kind]),
            steps=steps_of(run, name, line),
        )
        if found:
            yield found


def _converts(statement: Statement, snapshot: Snapshot, kinds: dict[str, str]) -> bool:
    """Return whether a line turns numbers of one kind into another, without naming the kind."""
    if not isinstance(statement.node, ast.Assign) or not isinstance(statement.node.targets[0], ast.Name):
        return False
    value = statement.node.value
    if isinstance(value, ast.Compare):
        return False
    parts = list(ast.walk(value))
    names = {part.id for part in parts if isinstance(part, ast.Name)}
    used = names | {part.attr for part in parts if isinstance(part, ast.Attribute)}
    used |= {part.arg for part in parts if isinstance(part, ast.keyword) and part.arg}
    if used & _NAMED:
        return False
    sources = {kinds[name] for name in names if kinds.get(name) and name != snapshot.name}
    compares = any(isinstance(part, ast.Compare) for part in parts)
    called = {part.func.attr for part in parts if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute)}
    if snapshot.after.dtype == "f":
        divides = any(isinstance(part, ast.BinOp) and isinstance(part.op, ast.Div) for part in parts)
        return compares or (bool(sources & set("biu")) and (divides or "mean" in called))
    if snapshot.after.kind != "array" and not compares and "b" not in sources:
        return False
    return compares or "b" in sources or bool(called - _SAME)


def largest(program: StudentProgram, run: Run) -> Iterator[CodeQuestion]:
    """Ask which line of vectorized code assigns the largest array, and how many numbers it has."""
    if run.unusual or any(run.counts.get(one.line) and one.inside for one in program.code.statements):
        return
    sizes: dict[int, int] = {}
    for statement, snapshot in once(program.code, run):
        if snapshot.after.kind == "array" and not only_in_place(statement, snapshot.name):
            sizes[statement.line] = max(sizes.get(statement.line, 0), prod(snapshot.after.shape))
    order = sorted(sizes, key=lambda line: (-sizes[line], line))
    if len(order) < 3 or sizes[order[0]] == sizes[order[1]]:
        return
    line, size = order[0], sizes[order[0]]
    others = [sizes[order[1]], *sorted({prod(shape) for shape in run.inputs.values()} - {0}), size * 2]
    wrong = [(order[1], sizes[order[1]])]
    wrong += [(line, other) for other in others if other != size][:1]
    wrong += [(order[2], sizes[order[2]]), (order[1], size)]
    right, *rest = (
        Message("line {line}, {count} numbers", line=one, count=count) for one, count in [(line, size), *wrong]
    )
    found = make(
        "count",
        line,
        "largest",
        Message("Which line assigns the array with the most numbers, and how many does it have?"),
        right,
        rest,
        Message("Line {line} assigns the largest array; it has {count} numbers.", line=line, count=size),
    )
    if found:
        yield found
