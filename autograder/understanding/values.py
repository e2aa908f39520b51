"""Ask for shapes and values of variables, and for the numbers of executions of a line."""

import ast
import math
from collections.abc import Iterator, Sequence

from autograder.i18n import Message, Renderable
from autograder.understanding.code import FunctionCode, Statement
from autograder.understanding.observe import Run, Snapshot, StudentProgram, Value
from autograder.understanding.question import CodeQuestion, make

__all__ = ["APART", "DECIMALS", "counts", "edges", "numbers_of", "shapes", "values"]

MAX_NUMBERS = 4
"""Numbers of a value that a person can keep in mind."""

LARGEST = 999
DECIMALS = 3
APART = 0.01
"""Relative difference of two choices, at least."""

MAX_STEPS = 8
MAX_SHOWN = 40

_MAKERS = frozenset({"zeros", "ones", "empty", "full", "zeros_like", "ones_like", "empty_like", "full_like", "arange"})


def shapes(program: StudentProgram, run: Run) -> Iterator[CodeQuestion]:
    """Ask for the shape of an array after a statement."""
    code = program.code
    seen: set[tuple[int, ...]] = {one.after.shape for one in run.snapshots if one.after.kind == "array"} | set(
        run.inputs.values()
    )
    for statement, snapshot in _once(code, run):
        shape, name = snapshot.after.shape, snapshot.name
        if snapshot.after.kind != "array" or not shape or not 0 < len(shape) <= 4 or 0 in shape:
            continue
        given = name in code.returns or name in code.parameters or name.startswith("_")
        if given or _is_plain(statement) or _only_in_place(statement, name):
            continue
        yield from _made(
            make(
                "shape",
                statement.line,
                name,
                Message("What is the shape of `{name}` after line {line} has run?", name=name, line=statement.line),
                _shape(shape),
                map(_shape, _other_shapes(shape, seen)),
                Message(
                    "After line {line}, `{name}` has the shape {shape}.",
                    name=name,
                    line=statement.line,
                    shape=_shape(shape),
                ),
                steps=_steps(run, name, statement.line),
            )
        )


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


def values(program: StudentProgram, run: Run) -> Iterator[CodeQuestion]:
    """Ask for numbers that a variable holds after a statement."""
    for statement, snapshot, second in _named(program.code, run):
        after, before = snapshot.after, snapshot.before
        if not snapshot.stable or after.values is None or _is_plain(statement) or before == after:
            continue
        if isinstance(statement.node, ast.Assign) and isinstance(statement.node.value, ast.Name | ast.Attribute):
            continue
        for place, numbers, others in _parts(snapshot.name, after, before):
            right = numbers_of(numbers)
            if right is None or (len(set(numbers)) == 1 and len(numbers) > 1):
                continue
            wrong = [shown for other in others if _apart(numbers, other) and (shown := numbers_of(other)) is not None]
            line = statement.line
            if second:
                text = Message(
                    "What does `{place}` hold when line {line} has run for the second time?", place=place, line=line
                )
                reveal = Message(
                    "When line {line} has run for the second time, `{place}` holds {value}.",
                    place=place,
                    line=line,
                    value=right,
                )
            else:
                text = Message("What does `{place}` hold after line {line} has run?", place=place, line=line)
                reveal = Message("After line {line}, `{place}` holds {value}.", place=place, line=line, value=right)
            found = make(
                "value",
                statement.line,
                f"{place}{' second' * second}",
                text,
                right,
                wrong,
                reveal,
                steps=_steps(run, snapshot.name, statement.line),
            )
            if found:
                yield found
                break


def counts(program: StudentProgram, run: Run) -> Iterator[CodeQuestion]:
    """Ask how often a line in a loop runs."""
    code = program.code
    sizes = sorted({size for shape in run.inputs.values() for size in shape} - {0})
    for statement in code.statements:
        count = run.counts.get(statement.line, 0)
        if not statement.inside or not statement.alone or not 2 <= count <= 60:
            continue
        if run.lines.get(statement.line) != count or run.frames != 1:
            continue
        products = [a * b for a in sizes for b in sizes]
        near = [count - 1, count + 1, count + 2, count * 2, count // 2]
        wrong = [one for one in (*_around(code, run, statement), *sizes, *products, *near) if one > 0 and one != count]
        yield from _made(
            make(
                "count",
                statement.line,
                "times",
                Message("How often does line {line} run during this call?", line=statement.line),
                str(count),
                map(str, wrong),
                Message("Line {line} runs {count} times.", line=statement.line, count=count),
                ordered=True,
            )
        )


def _around(code: FunctionCode, run: Run, statement: Statement) -> list[int]:
    """Return how often other lines ran: the usual wrong answers."""
    return sorted({run.counts.get(other.line, 0) for other in code.statements if other.inside != statement.inside})


def edges(program: StudentProgram, run: Run, call: int) -> Iterator[CodeQuestion]:
    """Ask what the function returns for declared inputs at the edge, such as a tie."""
    result = run.result
    if run.status != "returned" or result is None or result.values is None or len(result.shape) > 1:
        return
    numbers = result.values
    right = numbers_of(numbers)
    if right is None or len(numbers) > MAX_NUMBERS:
        return
    wrong = [other for other in _slips(numbers, integral=result.dtype in "iu") if _apart(numbers, other)]
    yield from _made(
        make(
            "edge",
            0,
            f"returns {call}",
            Message("What does your `{function}` return for these inputs?", function=program.function),
            right,
            [shown for other in wrong if (shown := numbers_of(other)) is not None],
            Message("It returns {value}.", value=right),
        )
    )


def _once(code: FunctionCode, run: Run) -> Iterator[tuple[Statement, Snapshot]]:
    """Yield the statements that ran once, with what each assigned."""
    for statement in code.statements:
        if run.counts.get(statement.line) == 1 and run.frames == 1:
            yield from ((statement, one) for one in run.snapshots if one.line == statement.line)


def _named(code: FunctionCode, run: Run) -> Iterator[tuple[Statement, Snapshot, bool]]:
    """Yield statements with an execution that can be named: the only one, or the second of a few."""
    for statement, snapshot in _once(code, run):
        yield statement, snapshot, False
    for statement in code.statements:
        count = run.counts.get(statement.line, 0)
        counted = statement.alone and run.lines.get(statement.line) == count
        if run.frames == 1 and 2 <= count <= 12 and counted:
            yield from ((statement, one, True) for one in run.snapshots if one.line == statement.line and one.nth == 2)


def _parts(
    name: str, after: Value, before: Value | None
) -> Iterator[tuple[str, tuple[float, ...], list[tuple[float, ...]]]]:
    """Yield parts of a value that can be asked for: how it is written, its numbers, and wrong answers."""
    numbers = after.values or ()
    old = (before.values or ()) if before and before.shape == after.shape else ()
    integral = after.dtype in "iu"
    if not numbers or after.dtype == "b":
        return
    if len(after.shape) < 2 and len(numbers) <= MAX_NUMBERS:
        yield name, numbers, [*([old] if old else []), *_slips(numbers, integral)]
    elif len(after.shape) == 2 and after.shape[1] <= MAX_NUMBERS:
        rows, columns = after.shape
        table = [numbers[row * columns : (row + 1) * columns] for row in range(rows)]
        for row in (1, 0):
            if row < rows:
                others = [old[row * columns : (row + 1) * columns]] if old else []
                others += [other for index, other in enumerate(table) if index != row]
                yield f"{name}[{row}]", table[row], [*others, *_slips(table[row], integral)]


def _slips(numbers: tuple[float, ...], integral: bool) -> list[tuple[float, ...]]:
    """Return what usual slips would give: another sign, order, scale, or one number wrong."""
    found = [tuple(-number for number in numbers), numbers[::-1]]
    found += [tuple(2 * number for number in numbers), tuple(number + 1 for number in numbers)]
    found += [(*numbers[:-1], numbers[-1] + 1), (numbers[0] + 1, *numbers[1:]), (numbers[0] - 1, *numbers[1:])]
    found += [] if integral else [tuple(number / 2 for number in numbers)]
    found += [tuple(max(number, 0) for number in numbers), tuple(number - 1 for number in numbers)]
    if integral and all(number >= 0 for number in numbers):
        found = [one for one in found if all(number >= 0 for number in one)]
        found += [tuple(number + 2 for number in numbers)]
    return found


def _apart(numbers: Sequence[float], other: Sequence[float]) -> bool:
    """Return whether two answers differ by a percent at least in one number."""
    if len(numbers) != len(other):
        return False
    return any(
        abs(a - b) > max(APART * max(abs(a), abs(b)), 10**-DECIMALS) for a, b in zip(numbers, other, strict=True)
    )


def numbers_of(numbers: Sequence[float]) -> str | None:
    """Write numbers that a person can work out; None if one of them has more than three decimals or is large."""
    if not numbers or len(numbers) > MAX_NUMBERS:
        return None
    written = []
    for number in numbers:
        if isinstance(number, bool) or not math.isfinite(number) or abs(number) > LARGEST:
            return None
        near = round(number, DECIMALS)
        if abs(near - number) > 1e-9:
            return None
        written.append(f"{near + 0.0:g}" if abs(near) >= 10**-DECIMALS or near == 0 else "0")
    return written[0] if len(written) == 1 else f"[{', '.join(written)}]"


def _is_plain(statement: Statement) -> bool:
    """Return whether a statement only makes an array of a stated shape, copies, or assigns a constant or a size."""
    value = getattr(statement.node, "value", None)
    if value is None or isinstance(value, ast.Constant):
        return True
    parts = list(ast.walk(value))
    if not any(isinstance(part, ast.Call | ast.BinOp | ast.UnaryOp | ast.Compare | ast.Subscript) for part in parts):
        return True  # another name for a value
    names = {part.attr for part in parts if isinstance(part, ast.Attribute)}
    names |= {part.id for part in parts if isinstance(part, ast.Name)}
    if any(isinstance(part, ast.Constant) and isinstance(part.value, str) for part in parts):
        return True  # an option such as `stride`
    works = any(isinstance(part, ast.BinOp) for part in parts)
    return bool(names & _MAKERS) or (bool(names & {"shape", "size", "len", "astype", "asarray", "copy"}) and not works)


def _only_in_place(statement: Statement, name: str) -> bool:
    """Return whether a statement writes into an array that exists already."""
    if isinstance(statement.node, ast.AugAssign):
        return True
    return isinstance(statement.node, ast.Assign) and all(
        not any(
            isinstance(part, ast.Name) and part.id == name and isinstance(part.ctx, ast.Store)
            for part in ast.walk(target)
        )
        for target in statement.node.targets
    )


def _shape(shape: tuple[int, ...]) -> str:
    return f"({shape[0]},)" if len(shape) == 1 else f"({', '.join(map(str, shape))})"


def _steps(run: Run, name: str, last: int) -> tuple[Renderable, ...]:
    """Return how a variable got its value: each statement that assigned it, up to a line."""
    found = [one for one in run.snapshots if one.name == name and one.line <= last][:MAX_STEPS]
    return tuple(Message("line {line}: {value}", line=one.line, value=_whole(one.after)) for one in found)


def _whole(value: Value) -> str:
    """Write a value in full, as NumPy would; of large arrays only the shape."""
    if value.values is None or value.kind == "number" or len(value.values) > MAX_SHOWN:
        return f"{value.values[0]:g}" if value.kind == "number" and value.values else _shape(value.shape)
    return _nested([f"{number:.4g}" for number in value.values], value.shape)


def _nested(numbers: list[str], shape: tuple[int, ...]) -> str:
    if len(shape) <= 1:
        return f"[{', '.join(numbers)}]"
    size = len(numbers) // shape[0] if shape[0] else 0
    return f"[{', '.join(_nested(numbers[row * size : (row + 1) * size], shape[1:]) for row in range(shape[0]))}]"


def _made(found: CodeQuestion | None) -> Iterator[CodeQuestion]:
    if found is not None:
        yield found
