"""Read the statements of a student's function from its syntax tree, and make small changes to single lines."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["Change", "FunctionCode", "Statement", "changes", "function_code", "shown_lines", "with_line", "without"]

MAX_LINES = 120
"""Lines of a function beyond which nobody can answer a question about it in a minute."""


@dataclass(frozen=True)
class Statement:
    """Describe a simple statement of a function's own body (nested functions are left out).

    Attributes:
        line: First line.
        end: Last line.
        names: Variables that it assigns, also in place (`x[i] = 1`, `x += 1`).
        inside: Lines of the loops around it, the outermost first.
        alone: Whether it fills its line alone and has no comprehension or lambda, so that its executions can be
            counted.
        node: The syntax tree.
    """

    line: int
    end: int
    names: tuple[str, ...]
    inside: tuple[int, ...]
    alone: bool
    node: ast.stmt


@dataclass(frozen=True)
class FunctionCode:
    """Hold a function and its statements.

    Attributes:
        source: The file's source.
        node: The function.
        statements: Its simple statements, by line.
        parameters: Names of its parameters.
        returns: Names in its only `return`, if that returns one variable or a tuple of variables; else empty.
    """

    source: str
    node: ast.FunctionDef
    statements: tuple[Statement, ...]
    parameters: tuple[str, ...]
    returns: tuple[str, ...]

    @property
    def lines(self) -> list[str]:
        """The file's lines."""
        return self.source.splitlines()

    def shown(self) -> list[tuple[int, str]]:
        """Return the function's lines with their numbers, without the docstring."""
        return shown_lines(self.lines, self.node)

    def text(self, line: int) -> str:
        """Return a line without its indentation."""
        return self.lines[line - 1].strip()


@dataclass(frozen=True)
class Change:
    """Describe a change of one line.

    Attributes:
        line: The line.
        text: Its new text, without indentation; empty if the line is taken out.
        source: The changed source of the file.
    """

    line: int
    text: str
    source: str


def function_code(source: str, function: str) -> FunctionCode | None:
    """Find a function and its statements.

    Args:
        source: The file's source.
        function: Its name, or `Class.method`.

    Returns:
        The function; None if it is missing, defined twice, decorated, too long, has star arguments, or is a generator.
    """
    try:
        body: list[ast.stmt] = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError):
        return None
    *classes, name = function.split(".")
    for outer in classes:
        found = [node for node in body if isinstance(node, ast.ClassDef) and node.name == outer]
        if len(found) != 1:
            return None
        body = found[0].body
    functions = [node for node in body if isinstance(node, ast.FunctionDef) and node.name == name]
    if len(functions) != 1 or not _suitable(functions[0]):
        return None
    node = functions[0]
    simple = list(_statements(node.body, ()))
    starts: dict[int, int] = {}
    for statement, _ in simple:
        for line in range(statement.lineno, (statement.end_lineno or statement.lineno) + 1):
            starts[line] = starts.get(line, 0) + 1
    headers = {inner.lineno for inner in ast.walk(node) if isinstance(inner, ast.For | ast.While | ast.If | ast.With)}
    statements = tuple(
        Statement(
            statement.lineno,
            statement.end_lineno or statement.lineno,
            _assigned(statement),
            inside,
            statement.lineno == statement.end_lineno
            and starts[statement.lineno] == 1
            and statement.lineno not in headers
            and not any(isinstance(part, _HIDDEN) for part in ast.walk(statement)),
            statement,
        )
        for statement, inside in simple
        if starts[statement.lineno] == 1 and statement.lineno not in headers
    )
    arguments = node.args
    parameters = tuple(one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs))
    return FunctionCode(source, node, statements, parameters, _returned(node))


def shown_lines(lines: Sequence[str], node: ast.FunctionDef) -> list[tuple[int, str]]:
    """Return a function's lines with their numbers, without its docstring.

    Args:
        lines: All lines of its file.
        node: The function.
    """
    first = node.body[0]
    hidden = range(first.lineno, (first.end_lineno or 0) + 1) if _docstring_lines(node) else range(0)
    numbers = range(node.lineno, (node.end_lineno or node.lineno) + 1)
    return [(number, lines[number - 1]) for number in numbers if number not in hidden]


_HIDDEN = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda, ast.NamedExpr)


def _suitable(node: ast.FunctionDef) -> bool:
    if node.decorator_list or node.args.vararg or node.args.kwarg:
        return False
    if (node.end_lineno or node.lineno) - node.lineno - _docstring_lines(node) > MAX_LINES:
        return False
    return not any(isinstance(part, ast.Yield | ast.YieldFrom | ast.Await | ast.Global) for part in ast.walk(node))


def _docstring_lines(node: ast.FunctionDef) -> int:
    first = node.body[0]
    is_text = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    return (first.end_lineno or first.lineno) - first.lineno + 1 if is_text else 0


def _statements(body: list[ast.stmt], inside: tuple[int, ...]) -> Iterator[tuple[ast.stmt, tuple[int, ...]]]:
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        blocks = [getattr(statement, part, None) or [] for part in ("body", "orelse", "finalbody")]
        blocks += [handler.body for handler in getattr(statement, "handlers", [])]
        blocks += [case.body for case in getattr(statement, "cases", [])]
        if any(blocks):
            loop = (statement.lineno,) if isinstance(statement, ast.For | ast.While) else ()
            for block in blocks:
                yield from _statements(block, (*inside, *loop))
        elif not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
            yield statement, inside


def _assigned(statement: ast.stmt) -> tuple[str, ...]:
    targets: list[ast.expr] = []
    if isinstance(statement, ast.Assign):
        targets = list(statement.targets)  # a copy: the tree stays as it is
    elif isinstance(statement, ast.AugAssign | ast.AnnAssign):
        targets = [statement.target]
    names: list[str] = []
    while targets:
        target = targets.pop(0)
        if isinstance(target, ast.Tuple | ast.List):
            targets = [*target.elts, *targets]
        while isinstance(target, ast.Subscript):
            target = target.value
        if isinstance(target, ast.Name):
            names.append(target.id)
    return tuple(dict.fromkeys(names))


def _returned(node: ast.FunctionDef) -> tuple[str, ...]:
    found = [part for part in ast.walk(node) if isinstance(part, ast.Return)]
    if len(found) != 1 or found[0].value is None:
        return ()
    value = found[0].value
    parts = value.elts if isinstance(value, ast.Tuple) else [value]
    names = [part.id for part in parts if isinstance(part, ast.Name)]
    return tuple(names) if len(names) == len(parts) and len(set(names)) == len(names) else ()


def with_line(code: FunctionCode, line: int, text: str) -> Change:
    """Return the source with another text in a line; an empty text takes the line out (`pass` stands in its place)."""
    lines = code.source.splitlines(keepends=True)
    old = lines[line - 1]
    indent = old[: len(old) - len(old.lstrip())]
    lines[line - 1] = f"{indent}{text or 'pass'}\n"
    return Change(line, text, "".join(lines))


def without(code: FunctionCode, statement: Statement) -> list[Change]:
    """Return the ways to take an operation out of a line: the whole line, or the right side of one operator."""
    found = [with_line(code, statement.line, "")]
    for node in ast.walk(statement.node):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub | ast.Div) and statement.alone:
            found.append(_replaced(code, statement, node, _halves(code, node, node.left, node.right)[0]))
    return found


def changes(code: FunctionCode, statement: Statement) -> list[Change]:
    """Return small slips of a line: another sign, another axis, a forgotten factor, max for min."""
    found: list[Change] = []
    if not statement.alone:
        return found

    def add(node: ast.expr, text: str) -> None:
        found.append(_replaced(code, statement, node, text))

    if isinstance(statement.node, ast.AugAssign):
        target, value = _source(code, statement.node.target), _source(code, statement.node.value)
        other = {ast.Add: "-=", ast.Sub: "+=", ast.Div: "*=", ast.Mult: "/="}.get(type(statement.node.op))
        found += [with_line(code, statement.line, f"{target} {sign} {value}") for sign in (other, "=") if sign]
    for node in ast.walk(statement.node):
        if isinstance(node, ast.keyword) and node.arg == "axis" and isinstance(node.value, ast.Constant):
            if node.value.value in (0, 1):
                add(node.value, str(1 - node.value.value))
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            left, right = _halves(code, node, node.left, node.right)
            add(node, f"{left} {'-' if isinstance(node.op, ast.Add) else '+'} {right}")
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            if isinstance(node.left, ast.Constant) and node.left.value in (2, 0.5):
                add(node, _halves(code, node, node.left, node.right)[1])
        elif isinstance(node, ast.Attribute):
            other_name = _SWAPPED.get(node.attr)
            if other_name:
                add(node, f"{_source(code, node.value)}.{other_name}")
        elif isinstance(node, ast.Compare) and len(node.ops) == 1:
            sign = {ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">"}.get(type(node.ops[0]), "")
            if sign:
                left, right = _halves(code, node, node.left, node.comparators[0])
                add(node, f"{left} {sign} {right}")
    by_text = {one.text: one for one in found if one.text not in ("", code.text(statement.line))}
    return list(by_text.values())


_SWAPPED = {
    **{"argmax": "argmin", "argmin": "argmax", "max": "min", "min": "max", "maximum": "minimum"},
    **{"minimum": "maximum", "sum": "mean", "mean": "sum", "ceil": "floor"},
}


def _source(code: FunctionCode, node: ast.expr) -> str:
    """Return the student's own text of an expression."""
    return ast.get_source_segment(code.source, node) or ast.unparse(node)


def _halves(code: FunctionCode, node: ast.expr, left: ast.expr, right: ast.expr) -> tuple[str, str]:
    """Return the text before and after the operator of a one-line expression, with its parentheses."""
    line = code.lines[node.lineno - 1].encode()
    between = line[left.end_col_offset : right.col_offset].decode()
    start = min(between.find(sign) % 1000 for sign in ("+", "-", "*", "/", "<", ">"))
    rest = between[start:].lstrip("+-*/<>=")
    before = line[node.col_offset : left.end_col_offset].decode() + between[:start]
    return before.strip(), (rest + line[right.col_offset : node.end_col_offset].decode()).strip()


def _replaced(code: FunctionCode, statement: Statement, node: ast.expr, text: str) -> Change:
    """Return the source with an expression on a one-line statement replaced."""
    line = code.lines[statement.line - 1].encode()
    changed = (line[: node.col_offset] + text.encode() + line[node.end_col_offset :]).decode()
    if text == "":
        changed = "pass"
    try:
        ast.parse(changed.strip())
    except SyntaxError:
        return with_line(code, statement.line, "")
    return with_line(code, statement.line, changed.strip())
