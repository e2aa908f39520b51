"""Computes the shape of code: what a statement does, independent of names.

A shape leaves out the names of variables, functions and arguments, annotations, docstrings and comments. It keeps
operations, the names of attributes and keywords (`sqrt`, `axis`) and of builtins (`range`), and numbers. `x = f(y)` and
`return f(y)` have one shape, and so have `a * b` and `b * a`. The attributes of `self` count as variables.

The size of a shape is the number of its operations, calls, attributes, indices and numbers.
"""

import ast
import builtins
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

__all__ = ["Line", "Shape", "lines", "shapes_in"]

BUILTINS = frozenset(dir(builtins))
COMMUTES = (ast.Add, ast.Mult, ast.BitAnd, ast.BitOr, ast.BitXor)
SILENT = (ast.Import, ast.ImportFrom, ast.Pass, ast.Global, ast.Nonlocal)
"""Statements that reveal nothing of an answer; three imports in a row are no leak."""

WEIGHTLESS = (ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.Tuple, ast.List, ast.arguments)
DROPPED = frozenset({"ctx", "annotation", "returns", "type_comment", "kind", "type_params"})


@dataclass(frozen=True)
class Shape:
    """An expression without its names, and its size."""

    text: str
    size: int


@dataclass(frozen=True)
class Line:
    """One statement without the blocks under it.

    Attributes:
        shape: The shape of the statement; of the value, where the statement only returns or stores one.
        values: Shapes of the expressions that it computes.
        number: Its line in the file.
    """

    shape: Shape
    values: tuple[Shape, ...]
    number: int


NOTHING = Shape("_", 0)


def shapes_in(tree: ast.AST) -> dict[ast.AST, Shape]:
    """Return the shape of every node in `tree`, a node after those within it."""
    known: dict[ast.AST, Shape] = {}
    _shape(tree, known)
    return known


def lines(body: Iterable[ast.stmt], known: dict[ast.AST, Shape] | None = None) -> Iterator[Line]:
    """Yield every statement except the silent ones, in the order of the text; blocks follow their headers.

    Args:
        body: The statements.
        known: Shapes of their nodes, if there are any already.
    """
    known = {} if known is None else known
    for node in body:
        if isinstance(node, SILENT) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            continue
        gives, header = _gives(node), list(_header(node))
        if header or not gives:
            parts = [_shape(part, known) for part in header]
            verb = "Give" if gives else type(node).__name__
            whole = Shape(f"{verb}({', '.join(part.text for part in parts)})", sum(part.size for part in parts))
            yield Line(whole, tuple(parts), node.lineno)
        for block in _blocks(node):
            yield from lines(block, known)


def _shape(node: ast.AST, known: dict[ast.AST, Shape]) -> Shape:
    """Return the shape of one node; remember it and those of all nodes within."""
    if (made := known.get(node)) is None:
        fields = [(name, getattr(node, name, None)) for name in node._fields if name not in DROPPED]
        parts = [(name, value, _shapes(value, known)) for name, value in fields]
        made = known[node] = _special(node) or _general(node, parts)
    return made


def _shapes(value: object, known: dict[ast.AST, Shape]) -> list[Shape]:
    if isinstance(value, list):
        return [_shape(item, known) for item in value if isinstance(item, ast.AST)]
    return [_shape(value, known)] if isinstance(value, ast.AST) else []


def _special(node: ast.AST) -> Shape | None:
    """Return the shape of names and constants; None for a node that is the sum of its parts."""
    if isinstance(node, ast.Name):
        return Shape(node.id, 0) if node.id in BUILTINS else NOTHING
    if isinstance(node, ast.Constant):
        return Shape("text", 0) if isinstance(node.value, str | bytes) else Shape(_number(node.value), 1)
    if isinstance(node, ast.Attribute):
        return NOTHING if isinstance(node.value, ast.Name) and node.value.id == "self" else None
    if isinstance(node, ast.arg):
        return NOTHING
    return Shape("text", 0) if isinstance(node, ast.JoinedStr) else None


def _number(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53:
        return repr(float(value))
    return repr(value)


def _general(node: ast.AST, parts: Sequence[tuple[str, object, list[Shape]]]) -> Shape:
    texts = []
    for name, value, shapes in parts:
        if shapes or isinstance(value, list):
            texts.append(f"[{' '.join(shape.text for shape in shapes)}]")
        elif name in ("attr", "arg"):  # of an attribute, or of a keyword argument
            texts.append(str(value))
    if isinstance(node, ast.BinOp) and isinstance(node.op, COMMUTES):
        texts.sort()
    own = 0 if isinstance(node, WEIGHTLESS) else 1
    return Shape(
        f"{type(node).__name__}({' '.join(texts)})", own + sum(s.size for _, _, shapes in parts for s in shapes)
    )


def _gives(node: ast.stmt) -> bool:
    """Return whether a statement only returns a value or gives it a name."""
    return isinstance(node, ast.Return | ast.AnnAssign) or (
        isinstance(node, ast.Assign) and all(isinstance(target, ast.Name) for target in node.targets)
    )


def _header(node: ast.stmt) -> Iterator[ast.AST]:
    """Yield the expressions of a statement itself, without its targets."""
    if _gives(node):
        value: ast.expr | None = getattr(node, "value", None)
        yield from [value] if value else []
    elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
                yield child


def _blocks(node: ast.stmt) -> Iterator[Sequence[ast.stmt]]:
    for name in ("body", "handlers", "cases", "orelse", "finalbody"):
        for item in getattr(node, name, []):
            if isinstance(item, ast.stmt):
                yield [item]
            else:
                yield item.body
