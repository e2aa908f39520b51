"""Prove from its source that a function has no Python loop.

The count of iterations proves a loop, but never that there is none: student code can switch the counter off.
The source can prove it, if the function only calculates with NumPy. Most answers do; of all others nothing is proven.
"""

import ast
from collections.abc import Iterator, Mapping

__all__ = ["MAX_SOURCE", "is_loop_free"]

MAX_SOURCE = 64 << 10
"""Maximum size in bytes of a file that is parsed; an assignment's are a fraction of it."""

_BUILTINS = frozenset(["abs", "bool", "float", "int", "len", "list", "max", "min", "range", "round", "slice", "tuple"])
_NUMPY = frozenset(
    [
        "abs", "absolute", "accumulate", "add", "all", "amax", "amin", "any", "arange", "argmax", "argmin",
        "argpartition", "argsort", "array", "array_equal", "array_split", "asarray", "ascontiguousarray", "at",
        "atleast_1d", "atleast_2d", "atleast_3d", "average", "bincount", "bool_", "broadcast_to", "ceil", "choose",
        "clip", "column_stack", "compress", "concatenate", "copy", "copyto", "count_nonzero", "cumprod", "cumsum",
        "diag", "diagonal", "diff", "divide", "dot", "dstack", "e", "einsum", "empty", "empty_like", "equal",
        "errstate", "exp", "exp2", "expand_dims", "expm1", "eye", "fill_diagonal", "finfo", "flatnonzero", "flip",
        "float32", "float64", "floor", "floor_divide", "full", "full_like", "greater", "greater_equal", "hstack",
        "hypot", "identity", "inf", "inner", "int32", "int64", "int8", "intp", "isclose", "isfinite", "isinf",
        "isnan", "ix_", "kron", "less", "less_equal", "linalg", "log", "log10", "log1p", "log2", "logaddexp",
        "logical_and", "logical_not", "logical_or", "matmul", "max", "maximum", "mean", "median", "min", "minimum",
        "moveaxis", "multiply", "nan", "nan_to_num", "nanmax", "nanmin", "nansum", "ndarray", "negative", "newaxis",
        "nonzero", "norm", "not_equal", "ones", "ones_like", "outer", "pi", "power", "prod", "ptp", "put",
        "put_along_axis", "putmask", "ravel", "reciprocal", "reduce", "reduceat", "repeat", "reshape", "resize",
        "roll", "rollaxis", "rot90", "searchsorted", "shape", "sign", "size", "sort", "split", "sqrt", "square",
        "squeeze", "stack", "std", "subtract", "sum", "swapaxes", "take", "take_along_axis", "tensordot", "tile",
        "trace", "transpose", "tri", "tril", "triu", "true_divide", "uint8", "unique", "unravel_index", "var", "vdot",
        "vstack", "where", "zeros", "zeros_like",
    ]
)  # fmt: skip
"""Parts of NumPy that call no function of the student's, and loop in C."""

_WILD = frozenset(
    [
        "__builtins__", "__import__", "compile", "delattr", "eval", "exec", "getattr", "globals", "locals", "object",
        "open", "setattr", "super", "type", "vars",
    ]
)  # fmt: skip
"""Built-ins that can change what any name means."""

_ALLOWED = (
    ast.arguments, ast.arg, ast.Assign, ast.AnnAssign, ast.Assert, ast.Attribute, ast.AugAssign, ast.BinOp, ast.BoolOp,
    ast.Call, ast.Compare, ast.Constant, ast.Dict, ast.Expr, ast.ExtSlice, ast.FormattedValue, ast.FunctionDef, ast.If,
    ast.IfExp, ast.JoinedStr, ast.keyword, ast.List, ast.Name, ast.Pass, ast.Raise, ast.Return, ast.Slice,
    ast.Subscript, ast.Tuple, ast.UnaryOp, ast.With, ast.withitem, ast.expr_context, ast.boolop, ast.cmpop,
    ast.operator, ast.unaryop,
)  # fmt: skip


def is_loop_free(files: Mapping[str, bytes], file: str, function: str) -> bool:
    """Return whether the source of a function proves that it has no Python loop; False if nothing is proven.

    Args:
        files: File -> content, of the whole submission.
        file: The function's file.
        function: Its name, `f` or `Class.f`.
    """
    own = frozenset(name.removesuffix(".py") for name in files)
    first = file.removesuffix(".py")
    modules: dict[str, _Module] = {}
    waiting = [first]
    try:
        while waiting:
            name = waiting.pop()
            if name in modules or name not in own:
                continue
            modules[name] = _Module(files[f"{name}.py"])
            waiting += modules[name].needed()
    except (KeyError, SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    if not all(module.is_plain() for module in modules.values()):
        return False  # loading it may change what names mean
    if "." in function and not modules[first].is_tame():
        return False  # other methods run before this one, and may change what its attributes mean
    try:
        return _proves(modules, first, function, ())
    except RecursionError:
        return False


class _Module:
    """The functions, constants and imports of a file.

    Args:
        source: Its content.
    """

    def __init__(self, source: bytes) -> None:
        if len(source) > MAX_SOURCE:
            raise ValueError("too large")
        self._body = ast.parse(source.decode("utf-8-sig")).body
        classes = [node for node in self._body if isinstance(node, ast.ClassDef)]
        self.functions = {node.name: node for node in self._body if isinstance(node, ast.FunctionDef)}
        self.methods = {
            f"{owner.name}.{node.name}": node
            for owner in classes
            for node in owner.body
            if isinstance(node, ast.FunctionDef)
        }
        self.method_names = {name.partition(".")[2] for name in self.methods}
        self.modules = {
            alias.asname or alias.name: alias.name
            for node in self._body
            if isinstance(node, ast.Import)
            for alias in node.names
        }
        self.imported = {
            alias.asname or alias.name: (node.module or "", alias.name)
            for node in self._body
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        self.constants = {
            target.id
            for node in self._body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }

    def needed(self) -> set[str]:
        """Return the names of the modules that it imports."""
        return {*self.modules.values(), *(module for module, _ in self.imported.values())}

    def is_plain(self) -> bool:
        """Return whether loading the file only defines functions and constants, each under a name of its own."""
        names: list[str] = [*self.modules, *self.imported, *self.constants, *self._defined()]
        return (
            all(map(_only_defines, self._body))
            and len(names) == len(set(names))
            and not _BUILTINS.intersection(names)
            and "*" not in self.imported
        )

    def is_tame(self) -> bool:
        """Return whether no code of the file can give an object a function that it calls by an attribute's name."""
        for node in (inner for statement in self._body for inner in ast.walk(statement)):
            match node:
                case ast.Lambda() | ast.AsyncFunctionDef() | ast.Global() | ast.Nonlocal():
                    return False
                case ast.Import() | ast.ImportFrom() if node not in self._body:
                    return False
                case ast.FunctionDef() if node not in (*self.functions.values(), *self.methods.values()):
                    return False
                case ast.Name(id=name) if name in _WILD:
                    return False
                case ast.Attribute(attr=name) if name.startswith("__"):
                    return False
                case ast.Attribute(value=owner, ctx=ast.Store() | ast.Del()):
                    if not (isinstance(owner, ast.Name) and owner.id == "self"):
                        return False
        return True

    def _defined(self) -> Iterator[str]:
        return (node.name for node in self._body if isinstance(node, ast.FunctionDef | ast.ClassDef))


def _only_defines(node: ast.stmt) -> bool:
    match node:
        case ast.ClassDef(bases=[], keywords=[], decorator_list=[]):
            return all(
                isinstance(one, ast.FunctionDef | ast.Expr | ast.Assign)
                and _only_defines(one)
                and (not isinstance(one, ast.FunctionDef) or one.name == "__init__" or not one.name.startswith("__"))
                for one in node.body
            )
        case ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Assign(targets=[ast.Name()], value=ast.Constant()):
            return True
        case ast.FunctionDef():
            defaults = [one for one in (*node.args.defaults, *node.args.kw_defaults) if one is not None]
            return not node.decorator_list and all(isinstance(one, ast.Constant) for one in defaults)
    return False


def _proves(modules: Mapping[str, _Module], module: str, function: str, inside: tuple[tuple[str, str], ...]) -> bool:
    """Check one function, and those of the submission that it calls; one that calls itself loops."""
    here = modules.get(module)
    node = (here.functions | here.methods).get(function) if here else None
    if here is None or node is None or (module, function) in inside:
        return False
    inside = (*inside, (module, function))
    args = node.args
    local = {one.arg for one in (*args.posonlyargs, *args.args, *args.kwonlyargs)}
    local |= {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    values = local | here.constants
    if local & {*here.functions, *here.modules, *here.imported, *_BUILTINS} or args.vararg or args.kwarg:
        return False  # a name of a function could be another value here
    own = args.args[0].arg if "." in function and args.args else ""
    if any(isinstance(one, ast.Call) and not isinstance(one.func, ast.Name | ast.Attribute) for one in ast.walk(node)):
        return False
    called = {id(one.func) for one in ast.walk(node) if isinstance(one, ast.Call)}
    skipped: set[int] = {id(one) for arg in _arguments(args) if arg.annotation for one in ast.walk(arg.annotation)}
    skipped |= {id(one) for one in ast.walk(node.returns)} if node.returns else set()
    for one in ast.walk(node):
        if id(one) in skipped:
            continue
        if not isinstance(one, _ALLOWED) or (isinstance(one, ast.FunctionDef) and one is not node):
            return False
        if isinstance(one, ast.keyword) and one.arg in (None, "key", "call"):
            return False  # a function may be passed
        if isinstance(one, ast.Attribute):
            path = _path(one)
            root = here.modules.get(path[0]) if path else None
            if root == "numpy":
                good = set(path[1:]) <= _NUMPY
            elif root is not None:
                good = len(path) == 2 and id(one) in called and _proves(modules, root, path[1], inside)
            elif own and len(path) == 2 and path[0] == own:
                skipped.add(id(one.value))
                if one.attr in here.method_names:
                    name = f"{function.partition('.')[0]}.{one.attr}"
                    good = id(one) in called and _proves(modules, module, name, inside)
                else:
                    good = not one.attr.startswith("__") and id(one) not in called
            else:
                good = not one.attr.startswith("_") and isinstance(one.ctx, ast.Load)
                good = good and one.attr not in here.method_names
            if not good:
                return False
            if root is not None:
                skipped |= {id(inner) for inner in ast.walk(one.value)}
        elif isinstance(one, ast.Name) and one.id == own:
            return False  # the object itself, under another name
        elif isinstance(one, ast.Name) and one.id not in values:
            if one.id in _BUILTINS:  # also as a type: `dtype=float`
                continue
            if id(one) not in called:
                if isinstance(one.ctx, ast.Load) and one.id in _EXCEPTIONS:
                    continue
                return False
            if one.id in _EXCEPTIONS:
                continue
            owner, name = here.imported.get(one.id, (module, one.id))
            if not _proves(modules, owner, name, inside):
                return False
        elif isinstance(one, ast.Name) and id(one) in called:
            return False  # a value that is called
    return True


_EXCEPTIONS = frozenset(["AssertionError", "TypeError", "ValueError"])


def _arguments(args: ast.arguments) -> list[ast.arg]:
    return [*args.posonlyargs, *args.args, *args.kwonlyargs]


def _path(node: ast.expr) -> tuple[str, ...]:
    """Return the names of `np.add.at`; nothing if it does not begin with a name."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return (node.id, *reversed(names)) if isinstance(node, ast.Name) else ()
