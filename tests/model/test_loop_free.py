"""Only a function that certainly has no Python loop is proven to have none."""

import pytest

from autograder.model.loop_free import is_loop_free

PROVEN = {
    "one expression": "import numpy as np\ndef f(X):\n    return np.sum((X[:, None] - X[None]) ** 2, axis=2)",
    "labels and a branch": "import numpy as np\ndef f(X):\n    if len(X) < 1:\n        raise ValueError('none')\n"
    "    X = X.astype(float)\n    X[np.arange(len(X)), 0] -= 1\n    np.add.at(X, 0, 1.0)\n    return X.T @ X",
    "a helper": "import numpy as np\ndef g(X, axis=1):\n    return X.sum(axis)\ndef f(X):\n    return g(X)",
    "a loop elsewhere": "import numpy as np\ndef g(X):\n    return [x for x in X]\ndef f(X):\n    return X.mean()",
    "a helper in another file": "import other\ndef f(X):\n    return other.g(X)",
}
NOT_PROVEN = {
    "a loop": "def f(X):\n    for x in X:\n        pass",
    "a while": "def f(X):\n    while X:\n        X = X[1:]",
    "a comprehension": "def f(X):\n    return [x for x in X]",
    "a loop in a helper": "def g(X):\n    return {x for x in X}\ndef f(X):\n    return g(X)",
    "recursion": "def f(X):\n    return f(X[1:]) if len(X) else 0",
    "map": "def g(x):\n    return x\ndef f(X):\n    return list(map(g, X))",
    "vectorize": "import numpy as np\ndef g(x):\n    return x\ndef f(X):\n    return np.vectorize(g)(X)",
    "exec": "def f(X):\n    exec('for x in X: pass')",
    "code made at the top": "S = {}\nexec('def g(X): pass', S)\ndef f(X):\n    return S['g'](X)",
    "tracing switched off": "import sys\ndef f(X):\n    sys.settrace(None)",
    "a replaced builtin": "def len(X):\n    return [x for x in X]\ndef f(X):\n    return len(X)",
    "a replaced name": "import numpy as np\nnp.sum = np.vectorize(print)\ndef f(X):\n    return np.sum(X)",
    "two definitions": "def g(X):\n    return 0\ndef f(X):\n    return g(X)\ndef g(X):\n    return [x for x in X]",
    "a decorator": "import other\n@other.loops\ndef f(X):\n    return X",
    "a default": "import other\ndef f(X, g=other.g):\n    return g(X)",
    "an attribute of Python's": "def f(X):\n    return X.__class__.__subclasses__()",
    "another import": "import functools\ndef f(X):\n    return functools.reduce(max, X)",
    "an import inside": "def f(X):\n    import sys\n    sys.settrace(None)",
    "no such function": "def g(X):\n    return X",
    "not Python": "def f(X:",
    "deep nesting": "def f(X):\n    return " + "-" * 60_000 + "1",
    "null bytes": "\0",
    "a loop in another file": "import other\ndef f(X):\n    return other.loops(X)",
}
OTHER = b"def g(X):\n    return X.sum()\ndef loops(X):\n    return [x for x in X]\n"


def test_functions_that_only_calculate_are_proven():
    """NumPy, methods of arrays, branches and own helpers are no loop."""
    for what, source in PROVEN.items():
        assert is_loop_free({"m.py": source.encode(), "other.py": OTHER}, "m.py", "f"), what


def test_nothing_else_is_proven():
    """Loops, what may hide one, and what may change the meaning of a name prove nothing."""
    for what, source in NOT_PROVEN.items():
        assert not is_loop_free({"m.py": source.encode(), "other.py": OTHER}, "m.py", "f"), what


METHOD = """
import numpy as np
class K:
    def train(self, X):
        {train}
    def f(self, X):
        return {value}
"""


@pytest.mark.parametrize(
    ("train", "value", "proven"),
    [
        ("self.X = X", "np.sum(self.X.T @ X)", True),
        ("self.X = X", "self.train(X)", True),
        ("self.X = [x for x in X]", "self.X[0]", True),
        ("self.sum = lambda: [x for x in X]", "self.sum()", False),
        ("self.X = X\n        self.X.sum = print", "self.X.sum()", False),
        ("setattr(self, 'X', X)", "self.X.sum()", False),
        ("self.X = self", "self.X.train(X)", False),
        ("np.sum = X", "np.sum(X)", False),
        ("self.g = print", "max(X, key=self.g)", False),
        ("self.X = X\n    def __matmul__(self, X):\n        return [x for x in X]", "self.X @ X", False),
    ],
)
def test_a_method_is_proven_if_no_other_method_can_change_its_names(train, value, proven):
    """What a method reads from its object may be an array, but no function of the student's."""
    source = METHOD.format(train=train, value=value).encode()
    assert is_loop_free({"m.py": source}, "m.py", "K.f") is proven
