"""Choose the statements that a question can be about, and show how a variable got its value."""

import ast
from collections.abc import Iterator

from autograder.i18n import Message, Renderable
from autograder.understanding.code import FunctionCode, Statement
from autograder.understanding.observe import Run, Snapshot, Value

__all__ = ["is_plain", "once", "only_draws", "only_in_place", "steps_of", "written", "written_shape"]

MAX_STEPS = 8
MAX_SHOWN = 40

_COPIERS = frozenset({"len", "astype", "asarray", "array", "copy", "int", "float", "min", "max", "list", "tuple"})
_DRAWS = frozenset(
    ("random", "uniform", "normal", "standard_normal", "integers", "choice", "permutation", "randn", "rand", "randint")
)
_MAKERS = frozenset({"zeros", "ones", "empty", "full", "zeros_like", "ones_like", "empty_like", "full_like", "arange"})


def once(code: FunctionCode, run: Run) -> Iterator[tuple[Statement, Snapshot]]:
    """Yield the statements that ran once, with what each assigned."""
    for statement in code.statements:
        if run.counts.get(statement.line) == 1 and run.frames == 1:
            yield from ((statement, one) for one in run.snapshots if one.line == statement.line)


def is_plain(statement: Statement) -> bool:
    """Return whether a statement only makes an array of a stated shape, copies, or assigns a constant or a size."""
    value = getattr(statement.node, "value", None)
    if value is None or isinstance(value, ast.Constant):
        return True
    parts = list(ast.walk(value))
    if not any(isinstance(part, ast.Call | ast.BinOp | ast.UnaryOp | ast.Compare | ast.Subscript) for part in parts):
        return True  # another name for a value
    names = {part.attr for part in parts if isinstance(part, ast.Attribute)}
    names |= {part.id for part in parts if isinstance(part, ast.Name)}
    words = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    if any("->" not in word for word in words):
        return True  # an option such as `stride`; the letters of `einsum` are none
    calls = [part.func for part in parts if isinstance(part, ast.Call)]
    called = {getattr(part, "attr", None) or getattr(part, "id", "") for part in calls}
    works = any(isinstance(part, ast.BinOp) for part in parts) or bool(called - _COPIERS)
    return bool(names & _MAKERS) or (bool(names & {"shape", "size", "len", *_COPIERS}) and not works)


def only_draws(statement: Statement) -> bool:
    """Return whether a statement draws random numbers of a stated shape and does nothing else with them."""
    value = getattr(statement.node, "value", None)
    parts = list(ast.walk(value)) if value is not None else []
    drawn = any(isinstance(part, ast.Attribute) and part.attr in _DRAWS for part in parts)
    indexed = any(isinstance(part, ast.Subscript) and not isinstance(part.value, ast.Attribute) for part in parts)
    return drawn and not indexed


def only_in_place(statement: Statement, name: str) -> bool:
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


def written_shape(shape: tuple[int, ...]) -> str:
    """Write a shape as Python does."""
    return f"({shape[0]},)" if len(shape) == 1 else f"({', '.join(map(str, shape))})"


def steps_of(run: Run, name: str, last: int) -> tuple[Renderable, ...]:
    """Return how a variable got its value: each statement that assigned it, up to a line."""
    found = [one for one in run.snapshots if one.name == name and one.line <= last][:MAX_STEPS]
    return tuple(Message("line {line}: {value}", line=one.line, value=_whole(one.after)) for one in found)


def _whole(value: Value) -> str:
    """Write a value in full, as NumPy would; of large arrays only the shape."""
    return written(value) or written_shape(value.shape)


def written(value: Value) -> str:
    """Write a number or a small array in full, as NumPy would; nothing for any other value."""
    if value.values is None or value.kind not in ("number", "array") or len(value.values) > MAX_SHOWN:
        return ""
    if value.shape == ():
        return f"{value.values[0]:.6g}"
    return _nested([f"{number:.4g}" for number in value.values], value.shape)


def _nested(numbers: list[str], shape: tuple[int, ...]) -> str:
    if len(shape) <= 1:
        return f"[{', '.join(numbers)}]"
    size = len(numbers) // shape[0] if shape[0] else 0
    return f"[{', '.join(_nested(numbers[row * size : (row + 1) * size], shape[1:]) for row in range(shape[0]))}]"
