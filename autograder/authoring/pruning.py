"""Cuts a file of hidden tests down to those that need no reference, with only the helpers that these use."""

import ast
from collections.abc import Collection, Iterable

from autograder.authoring.test_files import Suite

__all__ = ["bound", "imported", "keepers", "pruned"]

FORBIDDEN = frozenset({"reference", "secret"})
"""Fixtures that exist only where nobody's submission does."""


def keepers(suite: Suite) -> tuple[str, ...]:
    """The tests of a file that need neither the reference nor the secret, by themselves or through a helper."""
    return tuple(test.function for test in suite.tests if not FORBIDDEN & _reach(suite.tree, [test.function]))


def pruned(suite: Suite, keep: Collection[str]) -> str:
    """The file with the tests in `keep` alone; comments go too, for they may speak of the others."""
    needed = _reach(suite.tree, keep)
    body = [cut for node in suite.tree.body if (cut := _cut(node, needed)) is not None]
    return ast.unparse(ast.Module(body, [])) + "\n"


def imported(text: str) -> set[str]:
    """Top-level names of the modules that a text imports."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def _reach(tree: ast.Module, start: Iterable[str]) -> set[str]:
    """Every name that the definitions in `start` mention, and those that these mention, and so on."""
    definitions = [(bound(node), _mentioned(node)) for node in tree.body]
    reached = set(start) | {"pytestmark"}
    reached |= {name for node in tree.body if _acts_unasked(node) for name in bound(node) or _mentioned(node)}
    while True:
        more = {name for bound, mentioned in definitions if bound & reached for name in mentioned}
        if more <= reached:
            return reached
        reached |= more


def bound(node: ast.stmt) -> set[str]:
    """The names that a top-level statement defines."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name.partition(".")[0] for alias in node.names}
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _mentioned(node: ast.stmt) -> set[str]:
    """Names, arguments (which may be fixtures) and words (`usefixtures("...")`) in a statement."""
    found = set()
    for inner in ast.walk(node):
        match inner:
            case ast.Name(id=name) | ast.arg(arg=name):
                found.add(name)
            case ast.Constant(value=str() as name) if name.isidentifier():
                found.add(name)
    return found


def _acts_unasked(node: ast.stmt) -> bool:
    """Whether a statement works without being named: it defines nothing, or is an autouse fixture."""
    if isinstance(node, ast.FunctionDef):
        return any("autouse" in ast.unparse(decorator) for decorator in node.decorator_list)
    return not bound(node)


def _cut(node: ast.stmt, needed: set[str]) -> ast.stmt | None:
    """What of a top-level statement stays."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        names = [alias for alias in node.names if (alias.asname or alias.name.partition(".")[0]) in needed]
        if not names:
            return None
        kept = ast.Import(names) if isinstance(node, ast.Import) else ast.ImportFrom(node.module, names, node.level)
        return ast.fix_missing_locations(kept)
    return node if not bound(node) or bound(node) & needed else None
