"""Disguise a copy: rename, reorder, comment, and turn loops into comprehensions."""

import ast
import builtins
import re
from collections.abc import Callable

Disguise = Callable[[str], str]

DISGUISES: dict[str, Disguise] = {}
"""Name -> function that disguises a module."""


def _disguise(change: Disguise) -> Disguise:
    DISGUISES[change.__name__.lstrip("_")] = change
    return change


@_disguise
def _rename(text: str) -> str:
    """Rename parameters, variables and helpers; everything but attributes, keywords and imports."""
    tree = ast.parse(text)
    own = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    own |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    names = {name: f"my_{number}" for number, name in enumerate(sorted(own - set(dir(builtins))))}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = names.get(node.id, node.id)
        elif isinstance(node, ast.arg):
            node.arg = names.get(node.arg, node.arg)
    return ast.unparse(tree)


@_disguise
def _reorder(text: str) -> str:
    """Reverse the order of functions, and of methods in classes."""
    tree = ast.parse(text)
    classes = (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    for body in (tree.body, *(node.body for node in classes)):
        body.sort(key=lambda part: part.lineno, reverse=True)
    return ast.unparse(tree)


@_disguise
def _comments(text: str) -> str:
    """Write other comments, blank lines, indentation and docstrings."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.body.insert(0, ast.Expr(ast.Constant("My own idea.")))
    lines = ast.unparse(tree).split("\n")
    lines = [re.sub(r"^( +)", lambda found: found[1] * 2, line) for line in lines]
    return "\n\n".join(f"{line}  # my thought {number}" for number, line in enumerate(lines))


class _Comprehensions(ast.NodeTransformer):
    """Turn loops with one assignment or one `append` into comprehensions, and count them."""

    count = 0

    def visit_For(self, node: ast.For) -> ast.stmt:
        self.generic_visit(node)
        if len(node.body) != 1 or node.orelse:
            return node
        made = self._made(node, node.body[0])
        self.count += made is not None
        return made or node

    def _made(self, node: ast.For, body: ast.stmt) -> ast.stmt | None:
        loop = ast.comprehension(node.target, node.iter, [], 0)
        match body:
            case ast.Expr(ast.Call(ast.Attribute(ast.Name() as whole, "append"), [item])):
                return ast.Assign([ast.Name(whole.id, ast.Store())], ast.ListComp(item, [loop]), lineno=node.lineno)
            case ast.Assign([ast.Subscript(ast.Name() as whole, ast.Name())], value):
                everything = ast.Subscript(ast.Name(whole.id, ast.Load()), ast.Slice(), ast.Store())
                return ast.Assign([everything], ast.ListComp(value, [loop]), lineno=node.lineno)
            case ast.AugAssign(ast.Name() as total, ast.Add(), value):
                call = ast.Call(ast.Name("sum", ast.Load()), [ast.GeneratorExp(value, [loop])], [])
                return ast.AugAssign(ast.Name(total.id, ast.Store()), ast.Add(), call, lineno=node.lineno)
        return None


def loops_to_comprehensions(text: str) -> tuple[str, int]:
    """Return the module with comprehensions in place of loops, and how many there are."""
    change = _Comprehensions()
    tree = change.visit(ast.parse(text))
    return ast.unparse(ast.fix_missing_locations(tree)), change.count


@_disguise
def _comprehension(text: str) -> str:
    """Rename, and turn every loop that allows it into a comprehension."""
    return _rename(loops_to_comprehensions(text)[0])


@_disguise
def _everything(text: str) -> str:
    """Apply every disguise."""
    return _comments(_reorder(_comprehension(text)))
