"""Reduce Python code to tokens that stay the same when a copy is disguised.

Names of variables, parameters and own functions, comments, docstrings, annotations, layout, `print` and imports leave
no trace. A function is a stream of its own, so the order of functions does not matter. `x += y` reads as `x = x + y`,
`a > b` as `b < a`, and a comprehension as the loop with `append` that does the same.
"""

import ast
import builtins
import warnings
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Token", "token_streams"]

_BUILTINS = frozenset(dir(builtins))
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_NOTHING = (ast.Import, ast.ImportFrom, ast.Pass, ast.Global, ast.Nonlocal, ast.expr_context, ast.Load, ast.Store)


class Token(NamedTuple):
    """A token and the line that it comes from, counted from 1."""

    text: str
    line: int


def token_streams(source: bytes) -> list[list[Token]] | None:
    """Return the tokens of each function, and of the statements outside of functions; None if it is not Python.

    Args:
        source: Content of a module.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
        reader = _TokenReader(tree)
        return [list(reader.statements(part)) for part in _parts(tree.body)]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _parts(body: list[ast.stmt]) -> Iterator[list[ast.stmt]]:
    """Yield the statements of each function and method, then those that are left."""
    left: list[ast.stmt] = []
    for node in body:
        if isinstance(node, _FUNCTIONS):
            yield node.body
        elif isinstance(node, ast.ClassDef):
            yield from _parts(node.body)
        else:
            left.append(node)
    yield left


class _TokenReader:
    """Read the syntax tree of one module."""

    def __init__(self, tree: ast.Module) -> None:
        self._line = 1
        self._origins: dict[str, str] = {}
        self._own: set[str] = set()
        self._own_attributes: set[str] = set()
        for node in ast.walk(tree):
            match node:
                case ast.Import():
                    for one in node.names:
                        self._origins[one.asname or one.name.partition(".")[0]] = one.name
                case ast.ImportFrom():
                    self._origins.update({one.asname or one.name: f"{node.module}.{one.name}" for one in node.names})
                case ast.Name(ctx=ast.Store()):
                    self._own.add(node.id)
                case ast.Attribute(ctx=ast.Store()):
                    self._own_attributes.add(node.attr)
                case ast.arg():
                    self._own.add(node.arg)
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                    self._own.add(node.name)
                    self._own_attributes.add(node.name)

    def statements(self, body: list[ast.stmt]) -> Iterator[Token]:
        """Yield the tokens of statements."""
        for node in body:
            yield from self._read(node)

    def _token(self, text: str) -> Token:
        return Token(text, self._line)

    def _read(self, node: ast.AST) -> Iterator[Token]:
        self._line = getattr(node, "lineno", self._line)
        match node:
            case ast.Expr(value=ast.Constant()) | ast.Expr(value=ast.Call(func=ast.Name(id="print"))):
                pass
            case ast.Expr(value=ast.Call(func=ast.Attribute(attr="append"), args=[item], keywords=[])):
                yield self._token("append")
                yield from self._read(item)
            case _ if isinstance(node, _NOTHING):
                pass
            case ast.Name():
                yield self._token(self._name(node.id))
            case ast.Attribute():
                yield from self._attribute(node)
            case ast.Constant():
                yield self._token(_constant(node.value))
            case ast.AnnAssign():
                if node.value is not None:
                    yield from self._all("=", node.target, node.value)
            case ast.AugAssign():
                yield from self._all("=", node.target)
                yield from self._all(type(node.op).__name__, node.target, node.value)
            case ast.Assign():
                yield from self._all("=", *node.targets, node.value)
            case ast.BinOp():
                yield from self._all(type(node.op).__name__, node.left, node.right)
            case ast.Compare(ops=[ast.Gt() | ast.GtE() as sign], comparators=[right]):
                yield from self._all("Lt" if isinstance(sign, ast.Gt) else "LtE", right, node.left)
            case ast.Compare(ops=[sign], comparators=[right]):
                yield from self._all(type(sign).__name__, node.left, right)
            case ast.For() | ast.AsyncFor():
                yield from self._all("for", node.target, node.iter, *node.body, *node.orelse)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
                yield from self._loops(node.generators)
                yield from self._all("append", node.elt)
            case ast.DictComp():
                yield from self._loops(node.generators)
                yield from self._all("=", node.key, node.value)
            case ast.keyword():
                yield from self._all(f"{node.arg}=", node.value)
            case ast.arguments():
                yield from self._all("parameters", *node.defaults, *filter(None, node.kw_defaults))
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from self._all("def", node.args, *node.body)
            case ast.Lambda():
                yield from self._all("def", node.args, node.body)
            case _:
                yield from self._all(type(node).__name__, *ast.iter_child_nodes(node))

    def _all(self, text: str, *nodes: ast.AST) -> Iterator[Token]:
        yield self._token(text)
        for node in nodes:
            yield from self._read(node)

    def _loops(self, generators: list[ast.comprehension]) -> Iterator[Token]:
        for one in generators:
            yield from self._all("for", one.target, one.iter)
            for condition in one.ifs:
                yield from self._all("If", condition)

    def _attribute(self, node: ast.Attribute) -> Iterator[Token]:
        """Yield `numpy.sum` for `np.sum`; a method or field by its name, unless the module itself defines it."""
        if isinstance(node.value, ast.Name) and node.value.id in self._origins and node.value.id not in self._own:
            yield self._token(f"{self._origins[node.value.id]}.{node.attr}")
            return
        yield self._token("." if node.attr in self._own_attributes else f".{node.attr}")
        yield from self._read(node.value)

    def _name(self, name: str) -> str:
        if name in self._own:
            return "name"
        return self._origins.get(name, name if name in _BUILTINS else "name")


def _constant(value: object) -> str:
    """Return a token for a constant: numbers by value, so that `2` and `2.0` are the same; every text alike."""
    if isinstance(value, bool) or value is None or value is ...:
        return str(value)
    if isinstance(value, int | float):
        return f"{float(value):.6g}" if abs(value) < 1e300 else "number"
    return "complex" if isinstance(value, complex) else "text"
