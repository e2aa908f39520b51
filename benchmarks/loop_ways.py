"""Ways to write a loop over the rows of B, or none: each computes the squared distances between rows of A and of B."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["WAYS", "Way"]


@dataclass(frozen=True)
class Way:
    """One way.

    Attributes:
        source: A module with the function `distances(A, B)`.
        expected: The right verdict; `review` for code that switches the counting off, or may.
    """

    source: str
    expected: Literal["passed", "failed", "review"]


def _body(lines: str) -> str:
    indented = lines.strip("\n").replace("\n", "\n    ")
    return f"import numpy as np\n\n\ndef distances(A, B):\n    {indented}\n"


def _all_pairs(expression: str) -> str:
    return _body(f"return {expression}")


FLAT = {
    "expanded": _all_pairs("(A**2).sum(1)[:, None] - 2 * A @ B.T + (B**2).sum(1)"),
    "einsum": _all_pairs("np.einsum('ij,ij->i', A, A)[:, None] - 2 * np.einsum('ik,jk->ij', A, B) + (B * B).sum(1)"),
    "broadcast": _all_pairs("((A[:, None] - B) ** 2).sum(-1)"),
    "norm": _all_pairs("np.linalg.norm(A[:, None] - B, axis=2) ** 2"),
    "column by column": _all_pairs("sum((A[:, None, d] - B[None, :, d]) ** 2 for d in range(A.shape[1]))"),
    "row by row of A": _all_pairs("np.stack([((B - a) ** 2).sum(1) for a in A])"),
    "outer": _body(
        """
squares = np.zeros((len(A), len(B)))
for d in range(A.shape[1]):
    squares += np.subtract.outer(A[:, d], B[:, d]) ** 2
return squares
"""
    ),
    "one matrix product": _body(
        """
left = np.hstack([(A**2).sum(1, keepdims=True), np.ones((len(A), 1)), -2 * A])
right = np.hstack([np.ones((len(B), 1)), (B**2).sum(1, keepdims=True), B])
return left @ right.T
"""
    ),
    "one-hot": _body(
        """
columns = np.eye(A.shape[1])
return sum(((A @ one)[:, None] - B @ one) ** 2 for one in columns)
"""
    ),
    "as_strided": _body(
        """
A, B = np.ascontiguousarray(A), np.ascontiguousarray(B)
wide = np.lib.stride_tricks.as_strided(A, (len(A), len(B), A.shape[1]), (A.strides[0], 0, A.strides[1]))
return np.square(wide - B).sum(-1)
"""
    ),
    "tensordot": _all_pairs("np.add.outer((A**2).sum(1), (B**2).sum(1)) - 2 * np.tensordot(A, B, (1, 1))"),
    "chunks of 64": _body(
        """
out = np.empty((len(A), len(B)))
for start in range(0, len(B), 64):
    part = B[start : start + 64]
    out[:, start : start + 64] = (A**2).sum(1)[:, None] - 2 * A @ part.T + (part**2).sum(1)
return out
"""
    ),
    "chunks of 100": _all_pairs(
        "np.hstack([((A[:, None] - B[i : i + 100]) ** 2).sum(-1) for i in range(0, len(B), 100)])"
    ),
    "chunks of 256, by a generator": """
import numpy as np


def parts(B):
    for start in range(0, len(B), 256):
        yield B[start : start + 256]


def distances(A, B):
    return np.hstack([(A**2).sum(1)[:, None] - 2 * A @ part.T + (part**2).sum(1) for part in parts(B)])
""",
    "map over the shape": _body(
        """
n, m = map(len, (A, B))
return np.reshape([(B - a) ** 2 @ np.ones(B.shape[1]) for a in A], (n, m))
"""
    ),
    "reduce over columns": """
import functools

import numpy as np


def distances(A, B):
    return functools.reduce(np.add, [(A[:, None, d] - B[:, d]) ** 2 for d in range(A.shape[1])])
""",
    "a helper for each column": """
import numpy as np


def column(a, b):
    return (a[:, None] - b) ** 2


def distances(A, B):
    try:
        import numba
    except ImportError:
        numba = None
    squares = 0
    for d in range(A.shape[1]):
        squares = squares + column(A[:, d], B[:, d])
    return squares
""",
}

LOOPED = {
    "for": _body(
        """
out = np.zeros((len(A), len(B)))
for j in range(len(B)):
    out[:, j] = ((A - B[j]) ** 2).sum(1)
return out
"""
    ),
    "two loops": _all_pairs("np.array([[((a - b) ** 2).sum() for b in B] for a in A])"),
    "while": _body(
        """
out, j = np.zeros((len(A), len(B))), 0
while j < len(B):
    out[:, j] = ((A - B[j]) ** 2).sum(1)
    j += 1
return out
"""
    ),
    "comprehension": _all_pairs("np.array([((A - b) ** 2).sum(1) for b in B]).T"),
    "generator": """
import numpy as np


def rows(A, B):
    for b in B:
        yield ((A - b) ** 2).sum(1)


def distances(A, B):
    return np.stack(list(rows(A, B)), axis=1)
""",
    "fromiter": _all_pairs(
        "np.fromiter((((a - b) ** 2).sum() for a in A for b in B), float, len(A) * len(B)).reshape(len(A), len(B))"
    ),
    "map of a lambda": _all_pairs("np.array(list(map(lambda b: ((A - b) ** 2).sum(1), B))).T"),
    "map in C": """
import math
from itertools import repeat

import numpy as np


def distances(A, B):
    B = B.tolist()
    return np.array([list(map(math.dist, repeat(a), B)) for a in A.tolist()]) ** 2
""",
    "map in C without lists": """
import math
from itertools import repeat

import numpy as np


def distances(A, B):
    return np.array([list(map(math.dist, repeat(a), B)) for a in A]) ** 2
""",
    "starmap": """
import itertools
import math

import numpy as np


def distances(A, B):
    pairs = itertools.product(A, B)
    return np.array(list(itertools.starmap(math.dist, pairs))).reshape(len(A), len(B)) ** 2
""",
    "filter": """
import math

import numpy as np


def distances(A, B):
    out = []
    for a in A:
        row = []
        list(filter(lambda b: row.append(math.dist(a, b)), B))
        out.append(row)
    return np.array(out) ** 2
""",
    "reduce": """
from functools import reduce

import numpy as np


def distances(A, B):
    return np.array(reduce(lambda done, b: [*done, ((A - b) ** 2).sum(1)][-len(B) :], B, [])).T
""",
    "recursion": """
import numpy as np


def distances(A, B):
    if len(B) == 1:
        return ((A - B) ** 2).sum(1)[:, None]
    half = len(B) // 2
    return np.hstack([distances(A, B[:half]), distances(A, B[half:])])
""",
    "np.vectorize": _body(
        """
one = np.vectorize(lambda i, j: ((A[i] - B[j]) ** 2).sum())
return one(np.arange(len(A))[:, None], np.arange(len(B)))
"""
    ),
    "np.vectorize at the top": """
import numpy as np


@np.vectorize
def square(x):
    return x * x


def distances(A, B):
    return square(A[:, None] - B).sum(-1)
""",
    "frompyfunc": """
import numpy as np
import operator

times = np.frompyfunc(operator.mul, 2, 1)


def distances(A, B):
    difference = A[:, None] - B
    return times(difference, difference).astype(float).sum(-1)
""",
    "apply_along_axis": _all_pairs("np.stack([np.apply_along_axis(np.linalg.norm, 1, B - a) ** 2 for a in A])"),
    "nditer": _body(
        """
out = np.zeros((len(A), len(B)))
at = np.nditer(np.arange(len(B)))
for j in at:
    out[:, j] = ((A - B[j]) ** 2).sum(1)
return out
"""
    ),
    "ndindex": _body(
        """
out = np.zeros((len(A), len(B)))
for i, j in np.ndindex(out.shape):
    out[i, j] = ((A[i] - B[j]) ** 2).sum()
return out
"""
    ),
    "chunks of two": _all_pairs("np.hstack([((A[:, None] - B[j : j + 2]) ** 2).sum(-1) for j in range(0, len(B), 2)])"),
    "exec": """
import numpy as np

TEXT = '''
out = np.zeros((len(A), len(B)))
for j in range(len(B)):
    out[:, j] = ((A - B[j]) ** 2).sum(1)
'''


def distances(A, B):
    names = {"A": A, "B": B, "np": np}
    exec(TEXT, names)
    return names["out"]
""",
}

UNCLEAR = {
    "chunks of eight": _all_pairs(
        "np.hstack([((A[:, None] - B[j : j + 8]) ** 2).sum(-1) for j in range(0, len(B), 8)])"
    ),
    "a loop over many rows only": _body(
        """
if len(B) < 1000:
    return ((A[:, None] - B) ** 2).sum(-1)
return np.array([((A - b) ** 2).sum(1) for b in B]).T
"""
    ),
    "tracing switched off": """
import sys

import numpy as np


def distances(A, B):
    sys.settrace(None)
    sys.setprofile(None)
    return np.array([((A - b) ** 2).sum(1) for b in B]).T
""",
    "tracing switched off, a fast loop": """
import math
import sys

import numpy as np


def distances(A, B):
    tracer = sys.gettrace()
    sys.settrace(None)
    low = [min(row) for row in zip(B)]
    sys.settrace(tracer)
    return ((A[:, None] - B) ** 2).sum(-1)
""",
    "compiled under another name": """
import numpy as np

TEXT = "def looped(A, B):\\n    return np.array([((A - b) ** 2).sum(1) for b in B]).T"
names = {"np": np}
exec(compile(TEXT, np.__file__, "exec"), names)


def distances(A, B):
    return names["looped"](A, B)
""",
    "a patched counter": """
import sys

import numpy as np

counter = sys.modules.get("autograder.runtime.event_counter")
if counter is not None:
    counter.Iterations.total = lambda self: 1


def distances(A, B):
    return np.array([((A - b) ** 2).sum(1) for b in B]).T
""",
}

WAYS = {
    **{name: Way(source, "passed") for name, source in FLAT.items()},
    **{name: Way(source, "failed") for name, source in LOOPED.items()},
    **{name: Way(source, "review") for name, source in UNCLEAR.items()},
}
"""Name -> way."""
