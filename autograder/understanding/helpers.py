"""Find the functions that an answer calls, so that a page shows all that a question needs."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.understanding.code import shown_lines
from autograder.understanding.observe import StudentProgram

__all__ = ["FunctionListing", "listings"]

MAX_LINES = 60
"""Lines of helpers on a page, at most; of further ones only the first line is shown."""

_Function = tuple[str, str]
"""A file and the qualified name of a function in it."""


@dataclass(frozen=True)
class FunctionListing:
    """Hold the lines of a function.

    Attributes:
        file: The file.
        lines: The lines with their numbers, without the docstring.
    """

    file: str
    lines: Sequence[tuple[int, str]]


def listings(program: StudentProgram) -> list[FunctionListing]:
    """Return the function of a program, then the functions that it and the shown inputs call, by file and line."""
    trees = {}
    for name, source in program.files.items():
        try:
            trees[name] = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError):
            continue
    functions = {(file, name): node for file, tree in trees.items() for name, node in _functions(tree)}
    start = (program.file, program.function)
    found: list[_Function] = []
    calls = [ast.parse(call) for call in program.calls[:1]]
    waiting = [one for call in calls for one in _called(call, (program.file, ""), trees, functions)]
    waiting += list(_called(program.code.node, start, trees, functions))
    while waiting:
        one = waiting.pop(0)
        if one != start and one not in found:
            found.append(one)
            waiting += _called(functions[one], one, trees, functions)
    left = MAX_LINES
    shown: dict[_Function, Sequence[tuple[int, str]]] = {}
    for file, name in found:
        lines = shown_lines(program.files[file].splitlines(), functions[file, name])
        lines = [(number, line) for number, line in lines if line.strip()]
        if len(lines) > left:
            lines = lines[:1]
        left -= len(lines)
        shown[file, name] = lines
    ordered = sorted(shown, key=lambda one: (one[0] != program.file, one[0], shown[one][0][0]))
    return [
        FunctionListing(program.file, program.code.shown()),
        *(FunctionListing(file, shown[file, name]) for file, name in ordered),
    ]


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{part.name}", part) for part in node.body if isinstance(part, ast.FunctionDef))


def _called(
    node: ast.AST,
    where: _Function,
    trees: dict[str, ast.Module],
    functions: dict[_Function, ast.FunctionDef],
) -> list[_Function]:
    """Return the functions of the program that a piece of code names: its own, imported ones, and `self.name`."""
    file, function = where
    names, modules = _imports(trees[file])
    owner = function.rpartition(".")[0]
    found: list[_Function] = []
    for part in ast.walk(node):
        match part:
            case ast.Name(name, ast.Load()):
                found.append(names.get(name, (file, name)))
            case ast.Attribute(ast.Name("self"), name) if owner:
                found.append((file, f"{owner}.{name}"))
            case ast.Attribute(ast.Name(module), name) if module in modules:
                found.append((modules[module], name))
    return [one for one in dict.fromkeys(found) if one in functions]


def _imports(tree: ast.Module) -> tuple[dict[str, _Function], dict[str, str]]:
    """Return the imported names with their function, and the imported modules with their file."""
    names: dict[str, _Function] = {}
    modules: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {one.asname or one.name: (f"{node.module}.py", one.name) for one in node.names}
        elif isinstance(node, ast.Import):
            modules |= {one.asname or one.name: f"{one.name}.py" for one in node.names}
    return names, modules
