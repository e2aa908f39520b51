"""Disturb the rounding of a program: what changes with it would also change with another order of summation.

Each result of arithmetic that is not a whole number is multiplied by 1 + 1e-12 times a random number. Whole numbers are
exact in any order, so ties between them stay ties.
"""

import ast

__all__ = ["jittered"]

SIZE = 1e-12

ROUNDING = frozenset(
    {
        *("sum", "mean", "var", "std", "dot", "vdot", "inner", "outer", "matmul", "tensordot", "einsum", "cumsum"),
        *("exp", "expm1", "log", "log1p", "sqrt", "norm", "prod", "logsumexp", "add", "multiply", "subtract", "divide"),
    }
)
"""Functions and methods whose results are rounded. Others may return views, which must stay views."""

ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.MatMult)

PRELUDE = f"""
import numpy as _jitter_np
_jitter_rng = _jitter_np.random.default_rng({{seed}})
def _jitter(value):
    kind = getattr(value, "dtype", _jitter_np.dtype(type(value)) if type(value) is float else None)
    if kind != _jitter_np.float64:
        return value
    whole = value == _jitter_np.round(value)
    noise = _jitter_rng.uniform(-{SIZE}, {SIZE}, _jitter_np.shape(value))
    moved = _jitter_np.where(whole, value, value * (1 + noise))
    return float(moved) if type(value) is float else moved if isinstance(value, _jitter_np.ndarray) else moved[()]
"""


def jittered(source: bytes, seed: int) -> bytes:
    """Return a module that computes the same with disturbed rounding.

    Args:
        source: The module.
        seed: Seed of the disturbance.
    """
    tree = _Jitter().visit(ast.parse(source))
    future = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    rest = [node for node in tree.body if node not in future]
    prelude = ast.parse(PRELUDE.format(seed=seed)).body
    whole = ast.Module([*future, *prelude, *rest], [])
    return ast.unparse(ast.fix_missing_locations(whole)).encode()


class _Jitter(ast.NodeTransformer):
    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        return _call(node) if isinstance(node.op, ARITHMETIC) else node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        return _call(node) if name in ROUNDING and not any(key.arg == "out" for key in node.keywords) else node


def _call(node: ast.expr) -> ast.Call:
    return ast.Call(ast.Name("_jitter", ast.Load()), [node], [])
