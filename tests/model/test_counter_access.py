"""Which sources can reach the counter of iterations."""

import pytest

from autograder.model.counter_access import CounterAccess, counter_access

REACH = {
    "settrace": "import sys\n\ndef f(x):\n    sys.settrace(None)",
    "imported": "from sys import settrace as s",
    "monitoring": "import sys\n\nsys.monitoring.free_tool_id(0)",
    "another name": "import sys as s\n\ns.gettrace()",
    "sys in a variable": "import sys\n\ns = sys",
    "modules": "import sys\n\nsys.modules['x']",
    "frame": "import sys\n\nsys._getframe().f_trace = None",
    "frame of an error": "def f(e):\n    return e.__traceback__.tb_frame",
    "exec": "exec('x = 1')",
    "eval by name": "run = eval",
    "globals": "globals()['x'] = 1",
    "getattr": "import numpy as np\n\ndef f(name):\n    return getattr(np, name)",
    "getattr of a text": "import threading\n\ngetattr(threading, 'settrace')(None)",
    "ctypes": "import ctypes\n\nctypes.CDLL(None)",
    "the engine": "from autograder.runtime import host\n\nhost.Host = None",
    "a submodule": "import importlib.util\n\nimportlib.util.find_spec('x')",
    "a patched library": "from collections import Counter\n\nCounter.total = None",
    "setattr": "import time\n\nsetattr(time, 'time', None)",
    "pickles": "import numpy as np\n\nnp.load('x', allow_pickle=True)",
    "subclasses": "object.__subclasses__()",
    "a sys of others": "import warnings\n\nwarnings.sys.settrace(None)",
    "too large": "#" * (300 << 10),
}
HARMLESS = {
    "numpy": "import numpy as np\n\ndef f(x):\n    return np.sqrt(x)",
    "printing": "import sys\n\nprint('x', file=sys.stderr)\nsys.stdout.flush()\nsys.path.append('..')",
    "python 2": "from builtins import range, object",
    "unused": "import pickle\nimport threading",
    "attributes": "class A:\n    def f(self, x):\n        self.x = x\n        return getattr(self, 'g' + x)",
    "another object": "def f(knn, x):\n    knn.X_train = x\n    x.shape = (2, 3)",
    "a compiled pattern": "import re\n\nre.compile('x')",
    "numpy's tests": "import numpy as np\n\nnp.testing.assert_allclose(1, 1)",
    "collected": "import gc\n\ngc.collect()",
    "debugged": "def f(x):\n    print(locals(), vars(x))",
    "broken": "def f(x:",
}


@pytest.mark.parametrize("source", REACH.values(), ids=REACH)
def test_what_leads_to_the_counter_is_found(source):
    """Code that sets tracers, takes frames or modules apart, or runs text is found."""
    assert counter_access({"m.py": source.encode()}) is not None


@pytest.mark.parametrize("source", HARMLESS.values(), ids=HARMLESS)
def test_ordinary_code_is_not_found(source):
    """Code as students write it is not found, unusual imports and leftovers included."""
    assert counter_access({"m.py": source.encode()}) is None


def test_the_first_place_is_named():
    """The result has file, line and name."""
    files = {"b.py": b"import sys\n\nsys.settrace(None)\nexec('')", "a.py": b"x = 1"}
    assert counter_access(files) == CounterAccess("b.py", 3, "settrace")
