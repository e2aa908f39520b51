"""Generate small edits of a function, each a typical programming mistake; mutants are made from them.

Edits change the syntax tree, so the result is valid Python and keeps comments and line breaks.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import libcst as cst
from libcst import matchers as m

__all__ = ["Mutation", "mutations"]

Replacement = cst.CSTNode
Edits = Iterable[Replacement]


@dataclass(frozen=True)
class Mutation:
    """Describe one edit.

    Attributes:
        kind: Kind of mistake, a key of `KINDS`.
        node: Node of the tree to replace.
        put: Its replacement.
    """

    kind: str
    node: cst.CSTNode
    put: Replacement


def mutations(function: cst.FunctionDef) -> list[Mutation]:
    """Return all edits of a function's body, without its signature, docstring, messages and annotations.

    Args:
        function: The function.
    """
    found = _Finder()
    docstring = function.get_docstring() is not None
    for statement in function.body.body[1:] if docstring else function.body.body:
        statement.visit(found)
    return found.mutations


class _Finder(cst.CSTVisitor):
    """Collect the edits of every kind for every node."""

    def __init__(self) -> None:
        super().__init__()
        self.mutations: list[Mutation] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        for kind, edits in KINDS.items():
            self.mutations += [Mutation(kind, node, put) for put in edits(node)]
        return not isinstance(node, cst.FormattedString | cst.Annotation | cst.Raise)


_ARITHMETIC: dict[type[cst.BaseBinaryOp], tuple[cst.BaseBinaryOp, ...]] = {
    cst.Add: (cst.Subtract(), cst.Multiply()),
    cst.Subtract: (cst.Add(), cst.Multiply()),
    cst.Multiply: (cst.Divide(), cst.Add()),
    cst.Divide: (cst.Multiply(), cst.FloorDivide()),
    cst.FloorDivide: (cst.Divide(), cst.Multiply()),
    cst.Modulo: (cst.FloorDivide(), cst.Multiply()),
    cst.Power: (cst.Multiply(), cst.Add()),
    cst.MatrixMultiply: (cst.Multiply(), cst.Add()),
}
_AUGMENTED: dict[type[cst.BaseAugOp], tuple[cst.BaseAugOp, ...]] = {
    cst.AddAssign: (cst.SubtractAssign(), cst.MultiplyAssign()),
    cst.SubtractAssign: (cst.AddAssign(),),
    cst.MultiplyAssign: (cst.DivideAssign(), cst.AddAssign()),
    cst.DivideAssign: (cst.MultiplyAssign(),),
}
_COMPARED: dict[type[cst.BaseCompOp], tuple[cst.BaseCompOp, ...]] = {
    cst.LessThan: (cst.LessThanEqual(), cst.GreaterThan()),
    cst.LessThanEqual: (cst.LessThan(), cst.GreaterThanEqual()),
    cst.GreaterThan: (cst.GreaterThanEqual(), cst.LessThan()),
    cst.GreaterThanEqual: (cst.GreaterThan(), cst.LessThanEqual()),
    cst.Equal: (cst.NotEqual(),),
    cst.NotEqual: (cst.Equal(),),
    cst.Is: (cst.IsNot(),),
    cst.IsNot: (cst.Is(),),
    cst.In: (cst.NotIn(),),
    cst.NotIn: (cst.In(),),
}
_REDUCED = {
    "sum": ("mean", "max"),
    "mean": ("sum", "median"),
    "max": ("min", "sum"),
    "min": ("max",),
    "argmax": ("argmin",),
    "argmin": ("argmax",),
    "maximum": ("minimum", "add"),
    "minimum": ("maximum",),
    "zeros": ("ones",),
    "ones": ("zeros",),
    "zeros_like": ("ones_like",),
    "ones_like": ("zeros_like",),
    "empty": ("zeros",),
    "exp": ("expm1",),
    "log": ("log1p",),
    "any": ("all",),
    "all": ("any",),
    "var": ("std",),
    "std": ("var",),
    "append": ("insert",),
}
"""Functions and methods that are confused with one another."""
_DROPPED = frozenset(
    {"abs", "exp", "log", "sqrt", "square", "copy", "sort", "flip", "reversed", "ravel", "float", "int"}
)
"""Functions and methods of one argument whose call is forgotten."""
_SWAPPED_UNLIKE = frozenset({"zeros", "ones", "empty", "isinstance", "print", "len"})


def _arithmetic(node: cst.CSTNode) -> Edits:
    if isinstance(node, cst.BinaryOperation):
        for operator in _ARITHMETIC.get(type(node.operator), ()):
            yield node.with_changes(operator=operator)


def _operands(node: cst.CSTNode) -> Edits:
    """Drop one operand, or swap both if the operator is not commutative."""
    if isinstance(node, cst.BinaryOperation):
        yield _bracketed(node.left)
        yield _bracketed(node.right)
        if not isinstance(node.operator, cst.Add | cst.Multiply):
            yield node.with_changes(left=_bracketed(node.right), right=_bracketed(node.left))


def _comparison(node: cst.CSTNode) -> Edits:
    if isinstance(node, cst.ComparisonTarget):
        for operator in _COMPARED.get(type(node.operator), ()):
            yield node.with_changes(operator=operator)


def _boolean(node: cst.CSTNode) -> Edits:
    if isinstance(node, cst.BooleanOperation):
        yield node.with_changes(operator=cst.Or() if isinstance(node.operator, cst.And) else cst.And())
        yield node.left
        yield node.right
    elif isinstance(node, cst.If | cst.IfExp):
        yield node.with_changes(test=_negated(node.test))
    elif isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not):
        yield node.expression


def _augmented(node: cst.CSTNode) -> Edits:
    if isinstance(node, cst.AugAssign):
        for operator in _AUGMENTED.get(type(node.operator), ()):
            yield node.with_changes(operator=operator)
        yield cst.Assign([cst.AssignTarget(node.target)], node.value)


def _constant(node: cst.CSTNode) -> Edits:
    if isinstance(node, cst.Integer):
        value = int(node.value, 0)
        yield cst.Integer(str(value + 1))
        if value:
            yield cst.Integer(str(value - 1))
    elif isinstance(node, cst.Float):
        real = float(node.value)
        yield cst.Float(repr(real * 2 if real else 1.0))
        if real:
            yield cst.Float(repr(real / 2))
            yield cst.Float("0.0")


def _sign(node: cst.CSTNode) -> Edits:
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Minus):
        yield _bracketed(node.expression)
    value = node.value if isinstance(node, cst.Assign | cst.Return | cst.AugAssign) else None
    if isinstance(value, cst.BinaryOperation | cst.Call | cst.Name | cst.Subscript):
        yield node.with_changes(value=cst.UnaryOperation(cst.Minus(), _bracketed(value)))
    elif isinstance(value, cst.Tuple):
        for place, element in enumerate(value.elements):
            negative = element.with_changes(value=cst.UnaryOperation(cst.Minus(), _bracketed(element.value)))
            yield node.with_changes(value=_with(value, place, negative))


def _axis(node: cst.CSTNode) -> Edits:
    """Drop `axis`, or replace it with another axis."""
    if isinstance(node, cst.Call):
        for place, argument in enumerate(node.args):
            if argument.keyword and argument.keyword.value == "axis":
                yield node.with_changes(args=_without(node.args, place))
                if isinstance(argument.value, cst.Integer):
                    other = cst.Integer(str(1 - int(argument.value.value))) if argument.value.value in "01" else None
                    if other:
                        yield _argument(node, place, other)
                elif m.matches(argument.value, m.UnaryOperation(m.Minus())):
                    yield _argument(node, place, cst.Integer("0"))


def _options(node: cst.CSTNode) -> Edits:
    """Drop an option such as `keepdims` or `dtype`, or change its value."""
    if isinstance(node, cst.Call):
        for place, argument in enumerate(node.args):
            if argument.keyword and argument.keyword.value != "axis":
                yield node.with_changes(args=_without(node.args, place))
                if m.matches(argument.value, m.Name("True") | m.Name("False")):
                    flipped = "False" if m.matches(argument.value, m.Name("True")) else "True"
                    yield _argument(node, place, cst.Name(flipped))
                if argument.keyword.value == "dtype":
                    yield _argument(node, place, cst.SimpleString('"float16"'))
                    yield _argument(node, place, cst.Name("int"))


def _calls(node: cst.CSTNode) -> Edits:
    """Call a similar function, drop a call, or swap arguments."""
    if not isinstance(node, cst.Call):
        return
    name = _name(node)
    for other in _REDUCED.get(name, ()):
        yield node.with_changes(func=_renamed(node.func, other))
    positional = [argument for argument in node.args if argument.keyword is None and not argument.star]
    method = isinstance(node.func, cst.Attribute) and not m.matches(node.func.value, m.Name("np"))
    if name in _DROPPED:
        if method and isinstance(node.func, cst.Attribute):
            yield _bracketed(node.func.value)
        elif len(positional) == 1:
            yield _bracketed(positional[0].value)
    if len(positional) >= 2 and name not in _SWAPPED_UNLIKE:
        yield _exchanged(node, 0, 1)
        if len(positional) >= 3:
            yield _exchanged(node, 1, 2)
    if name == "range":
        yield from _ranges(node)


def _ranges(node: cst.Call) -> Edits:
    """Make a range one shorter at either end, or one longer."""
    last = 0 if len(node.args) == 1 else 1
    yield _argument(node, last, _shifted(node.args[last].value, cst.Subtract()))
    yield _argument(node, last, _shifted(node.args[last].value, cst.Add()))
    if last == 0:
        yield node.with_changes(args=[cst.Arg(cst.Integer("1")), *node.args])
    else:
        yield _argument(node, 0, _shifted(node.args[0].value, cst.Add()))


def _transposed(node: cst.CSTNode) -> Edits:
    if isinstance(node, cst.Attribute) and node.attr.value == "T":
        yield node.value
    elif isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.MatrixMultiply):
        yield node.with_changes(left=cst.Attribute(_bracketed(node.left), cst.Name("T")))
        yield node.with_changes(right=cst.Attribute(_bracketed(node.right), cst.Name("T")))


def _indices(node: cst.CSTNode) -> Edits:
    """Swap indices, shift slice bounds by one, or drop an index of `None`."""
    if not isinstance(node, cst.Subscript):
        return
    if len(node.slice) > 1:
        for place in range(len(node.slice) - 1):
            one, other = node.slice[place], node.slice[place + 1]
            parts = list(node.slice)
            parts[place], parts[place + 1] = (
                one.with_changes(slice=other.slice),
                other.with_changes(slice=one.slice),
            )
            yield node.with_changes(slice=parts)
    for place, part in enumerate(node.slice):
        for inner in _slices(part.slice):
            parts = list(node.slice)
            parts[place] = part.with_changes(slice=inner)
            yield node.with_changes(slice=parts)
    if any(m.matches(part.slice, m.Index(m.Name("None"))) for part in node.slice):
        yield _bracketed(node.value)


def _slices(part: cst.BaseSlice) -> Iterator[cst.BaseSlice]:
    if isinstance(part, cst.Slice):
        for end, operators in (("lower", (cst.Add(), cst.Subtract())), ("upper", (cst.Subtract(), cst.Add()))):
            bound: cst.BaseExpression | None = getattr(part, end)
            if bound is not None:
                yield part.with_changes(**{end: None})
                for operator in operators:
                    yield part.with_changes(**{end: _shifted(bound, operator)})
        if part.lower is None and part.upper is None and part.step is None:
            yield part.with_changes(lower=cst.Integer("1"))
            yield part.with_changes(upper=cst.parse_expression("-1"))
    elif isinstance(part, cst.Index) and isinstance(part.value, cst.Name) and part.value.value not in ("None", "True"):
        yield part.with_changes(value=_shifted(part.value, cst.Subtract()))


def _statements(node: cst.CSTNode) -> Edits:
    """Drop a statement, leave or continue a loop too early, or swap two returned values."""
    if isinstance(node, cst.SimpleStatementLine) and len(node.body) == 1:
        statement = node.body[0]
        if isinstance(statement, cst.Assign | cst.AugAssign | cst.Expr | cst.Return | cst.Raise):
            yield node.with_changes(body=[cst.Pass()])
        elif isinstance(statement, cst.Break):
            yield node.with_changes(body=[cst.Continue()])
        elif isinstance(statement, cst.Continue):
            yield node.with_changes(body=[cst.Break()])
    elif isinstance(node, cst.For) and isinstance(node.body, cst.IndentedBlock):
        stop = cst.SimpleStatementLine([cst.Break()])
        yield node.with_changes(body=node.body.with_changes(body=[*node.body.body, stop]))
    elif isinstance(node, cst.Return) and isinstance(node.value, cst.Tuple) and len(node.value.elements) == 2:
        first, second = node.value.elements
        parts = [first.with_changes(value=second.value), second.with_changes(value=first.value)]
        yield node.with_changes(value=node.value.with_changes(elements=parts))


KINDS: dict[str, Callable[[cst.CSTNode], Edits]] = {
    "arithmetic": _arithmetic,
    "operands": _operands,
    "comparison": _comparison,
    "condition": _boolean,
    "update": _augmented,
    "constant": _constant,
    "sign": _sign,
    "axis": _axis,
    "option": _options,
    "call": _calls,
    "transpose": _transposed,
    "index": _indices,
    "statement": _statements,
}
"""Kind of mistake -> function that yields the replacements of a node."""


def _bracketed(node: cst.BaseExpression) -> cst.BaseExpression:
    """Return the node in parentheses, unless it has them or needs none."""
    if node.lpar or isinstance(node, cst.Name | cst.Integer | cst.Float | cst.Call | cst.Subscript | cst.Attribute):
        return node
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def _negated(node: cst.BaseExpression) -> cst.BaseExpression:
    return cst.UnaryOperation(cst.Not(), _bracketed(node))


def _shifted(node: cst.BaseExpression, operator: cst.BaseBinaryOp) -> cst.BaseExpression:
    return cst.BinaryOperation(_bracketed(node), operator, cst.Integer("1"))


def _name(call: cst.Call) -> str:
    if isinstance(call.func, cst.Attribute):
        return call.func.attr.value
    return call.func.value if isinstance(call.func, cst.Name) else ""


def _renamed(function: cst.BaseExpression, name: str) -> cst.BaseExpression:
    if isinstance(function, cst.Attribute):
        return function.with_changes(attr=cst.Name(name))
    return cst.Name(name)


def _argument(call: cst.Call, place: int, value: cst.BaseExpression) -> cst.Call:
    arguments = list(call.args)
    arguments[place] = arguments[place].with_changes(value=value)
    return call.with_changes(args=arguments)


def _exchanged(call: cst.Call, one: int, other: int) -> cst.Call:
    first, second = call.args[one].value, call.args[other].value
    return _argument(_argument(call, one, second), other, first)


def _with(value: cst.Tuple, place: int, element: cst.BaseElement) -> cst.Tuple:
    elements = list(value.elements)
    elements[place] = element
    return value.with_changes(elements=elements)


def _without(arguments: Sequence[cst.Arg], place: int) -> list[cst.Arg]:
    kept = [argument for index, argument in enumerate(arguments) if index != place]
    if kept and place == len(arguments) - 1:
        kept[-1] = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return kept
