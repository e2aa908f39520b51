"""Ask for values of variables, for the number of executions of a line, and for what the function returns."""

import ast
import math
from collections.abc import Iterator, Sequence

from autograder.i18n import Message, Renderable
from autograder.understanding.code import FunctionCode, Statement
from autograder.understanding.mistaken import Mistaken
from autograder.understanding.observe import Run, Snapshot, StudentProgram, Value
from autograder.understanding.question import APART, DECIMALS, CodeQuestion, Typed, Wrong, make
from autograder.understanding.statements import is_plain, once, steps_of

__all__ = ["counts", "edges", "values"]

MAX_NUMBERS = 4
"""Numbers of a value that a person can keep in mind."""

LARGEST = 999


def values(program: StudentProgram, run: Run, mistaken: Mistaken) -> Iterator[CodeQuestion]:
    """Ask for numbers that a variable holds after a statement."""
    for statement, snapshot, second in _named(program.code, run):
        after, before = snapshot.after, snapshot.before
        if not snapshot.stable or after.values is None or is_plain(statement) or before == after:
            continue
        if isinstance(statement.node, ast.Assign) and isinstance(statement.node.value, ast.Name | ast.Attribute):
            continue
        likely = list(mistaken.values_of(snapshot.name))
        for place, numbers, others in _parts(snapshot.name, after, before, likely):
            right = numbers_of(numbers)
            if right is None or (len(set(numbers)) == 1 and len(numbers) > 1):
                continue
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
                line,
                f"{place}{' second' * second}",
                text,
                right,
                _shown(numbers, others),
                reveal,
                steps=steps_of(run, snapshot.name, line),
                typed=Typed("numbers", numbers, after.dtype in "iu"),
            )
            if found:
                yield found
                break


Numbers = tuple[float, ...]
Other = tuple[Numbers, Renderable]
"""Wrong numbers, and the name of the mistake that gives them, or an empty text."""


def _shown(right: Numbers, others: Sequence[Other]) -> list[Renderable]:
    """Write wrong answers that differ clearly from the right one; one at most from the catalog."""
    found: list[Renderable] = []
    for numbers, mistake in others:
        text = numbers_of(numbers)
        if text is None or not _apart(right, numbers):
            continue
        if not mistake:
            found.append(text)
        elif not any(isinstance(one, Wrong) for one in found):
            found.append(Wrong(text, mistake))
    return found


def counts(program: StudentProgram, run: Run) -> Iterator[CodeQuestion]:
    """Ask how often a line in a loop runs."""
    code = program.code
    sizes = sorted({size for shape in run.inputs.values() for size in shape} - {0})
    for statement in code.statements:
        count, line = run.counts.get(statement.line, 0), statement.line
        if not statement.inside or not statement.alone or not 2 <= count <= 60:
            continue
        if run.lines.get(line) != count or run.frames != 1 or _is_given(code, statement):
            continue
        products = [a * b for a in sizes for b in sizes]
        near = [count - 1, count + 1, count + 2, count * 2, count // 2]
        wrong = [one for one in (*_around(code, run, statement), *sizes, *products, *near) if one > 0 and one != count]
        found = make(
            "count",
            line,
            "times",
            Message("How often does line {line} run during this call?", line=line),
            str(count),
            map(str, wrong),
            Message("Line {line} runs {count} times.", line=line, count=count),
            ordered=True,
            typed=Typed("numbers", (float(count),), True),
        )
        if found:
            yield found


def _is_given(code: FunctionCode, statement: Statement) -> bool:
    """Return whether a line runs as often as a parameter says: `for _ in range(num_iters)`."""
    for loop in ast.walk(code.node):
        if isinstance(loop, ast.For) and statement.inside == (loop.lineno,) and statement.node in loop.body:
            match loop.iter:
                case ast.Call(ast.Name("range"), [ast.Name(name)]):
                    return name in code.parameters
    return False


def _around(code: FunctionCode, run: Run, statement: Statement) -> list[int]:
    """Return how often other lines ran: the usual wrong answers."""
    return sorted({run.counts.get(other.line, 0) for other in code.statements if other.inside != statement.inside})


def edges(program: StudentProgram, run: Run, call: int, mistaken: Mistaken) -> Iterator[CodeQuestion]:
    """Ask what the function returns for declared inputs at the edge, such as a tie; of a matrix, one row."""
    result = run.result
    if run.status != "returned" or result is None or result.values is None:
        return
    row = 1 if len(result.shape) == 2 and result.shape[0] > 1 else None
    if len(result.shape) > 1 and row is None:
        return
    numbers = _row(result, row)
    right = numbers_of(numbers)
    if right is None:
        return
    likely = [(_row(value, row), name) for value, name in mistaken.returned(call) if value.shape == result.shape]
    slips: list[Other] = [(other, "") for other in _slips(numbers, result.dtype in "iu")]
    if row is None:
        text = Message("What does your `{function}` return for these inputs?", function=program.function)
        reveal = Message("It returns {value}.", value=right)
    else:
        text = Message(
            "Your `{function}` returns an array for these inputs. What is its row {row}, counted from 0?",
            function=program.function,
            row=row,
        )
        reveal = Message("Row {row} is {value}.", row=row, value=right)
    found = make(
        "edge",
        0,
        f"returns {call}",
        text,
        right,
        _shown(numbers, [*likely, *slips]),
        reveal,
        typed=Typed("numbers", numbers, result.dtype in "iu"),
    )
    if found:
        yield found


def _row(value: Value, row: int | None) -> Numbers:
    """Return the numbers of one row of a matrix, or all numbers."""
    numbers = value.values or ()
    if row is None:
        return numbers
    columns = value.shape[1]
    return numbers[row * columns : (row + 1) * columns]


def _named(code: FunctionCode, run: Run) -> Iterator[tuple[Statement, Snapshot, bool]]:
    """Yield statements with an execution that can be named: the only one, or the second of a few."""
    for statement, snapshot in once(code, run):
        yield statement, snapshot, False
    for statement in code.statements:
        count = run.counts.get(statement.line, 0)
        counted = statement.alone and run.lines.get(statement.line) == count
        if run.frames == 1 and 2 <= count <= 12 and counted:
            yield from ((statement, one, True) for one in run.snapshots if one.line == statement.line and one.nth == 2)


def _parts(
    name: str, after: Value, before: Value | None, likely: Sequence[tuple[Value, Renderable]]
) -> Iterator[tuple[str, Numbers, list[Other]]]:
    """Yield parts of a value that can be asked for: how it is written, its numbers, and wrong answers."""
    numbers = after.values or ()
    alike = [(value, mistake) for value, mistake in likely if value.shape == after.shape and value.values]
    if before and before.shape == after.shape and before.values:
        alike.append((before, ""))
    integral = after.dtype in "iu"
    if not numbers or after.dtype == "b":
        return
    if len(after.shape) < 2 and len(numbers) <= MAX_NUMBERS:
        others = [(_row(value, None), mistake) for value, mistake in alike]
        yield name, numbers, [*others, *((slip, "") for slip in _slips(numbers, integral))]
    elif len(after.shape) == 2 and after.shape[1] <= MAX_NUMBERS:
        table = [_row(after, row) for row in range(after.shape[0])]
        for row in (1, 0):
            if row < len(table):
                others = [(_row(value, row), mistake) for value, mistake in alike]
                others += [(other, "") for index, other in enumerate(table) if index != row]
                yield f"{name}[{row}]", table[row], [*others, *((slip, "") for slip in _slips(table[row], integral))]


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
