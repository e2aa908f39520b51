"""What stands at the top of students' files and in their answers gives the same on a laptop and in a worker."""

import re

import pytest

from autograder.errors import Finding
from autograder.testing import boolean
from tests.transports import LIMITS

OTHER = "X = 5\nimport a\n"
"""The file `b.py` of each submission; it imports the file under test, too."""

WORKS = """
# settings of a plotting library
import matplotlib; matplotlib.use("Agg")
import matplotlib.pyplot as plt, seaborn as sns
from matplotlib import cm as colors, rcParams
plt.rcParams["figure.figsize"] = rcParams["x"] = (10, 8)
del rcParams["x"]
plt.rcParams.update({"font.size": 12})
plt.style.use("ggplot"); sns.set(style="white")
plt.interactive = True
get_ipython().run_line_magic("matplotlib", "inline")
display(plt)
def f():
    return 1

# figures
import matplotlib.pyplot as plt
fig, ax = plt.subplots()
fig, ((a, b), (c, d)) = plt.subplots(2, 2)
first, *rest, last = plt.get_cmap("x").colors
for axis in ax: axis.plot([1])
with plt.style.context("x"): ax[0, 1].set_title(f"{ax:.2f}" + str(ax) + repr(plt.x))
def f():
    fig, ax = plt.subplots()
    ax.plot([1, 2], label="loss"); plt.show(); ax.legend()["x"] = 2
    for axis, image in zip(plt.subplots(2, 2)[1].flat, [1]): axis.imshow(image)
    return 1

# calculations with what is not there, at the top
import torch, numpy as np, scipy.stats as st
Z = 2 * st.norm.ppf(0.9) + 1 - abs(-st.x) @ np.ones(3)
W = np.add(np.ones(2), st.x), np.mean(st.x), np.asarray(st.x), float(st.x), int(st.x), round(st.x), len(st.x)
Q = [x for x in st.x], 3 in st.x, st.x == 1, st.x < 1, complex(st.x)
device = torch.device("cuda" if torch.cuda.is_available() and torch.x > 3 else "cpu")
def f():
    return 1

# versions
import sklearn, tensorflow as tf
from packaging import version
assert sklearn.__version__ >= "0.20" and version.parse(tf.__version__) >= version.parse("2.8")
def f():
    return 1

# progress bars
import tqdm as bars
from tqdm import tqdm, trange
from tqdm.auto import tqdm as auto
from rich.progress import track
from tqdm.contrib import tenumerate, tzip
def f():
    total = sum(tqdm(range(4), desc="x")) + sum(i for i in trange(2)) + sum(bars.tqdm(iterable=[1]))
    with auto(range(2)) as bar:
        for i in bar: bar.set_postfix(loss=i)
    manual = tqdm(total=3); manual.update(1); manual.close(); tqdm.write("x")
    total += len(tqdm([1, 2])) + sum(track([1])) + len(list(tenumerate([])))
    return total + sum(a * b for a, b in tzip([1], [2]))
= 13

# decorators
from numba import njit, jit, prange
import torch
@njit
def g(x): return x + 1
@jit(nopython=True, parallel=True)
def h(x): return x * 2
class A:
    @torch.no_grad()
    def m(self): return 1
@torch.jit.script
class B(A): pass
def f():
    return sum(h(g(i)) for i in prange(3)) + B().m()
= 13

# base classes
import torch, torch.nn as nn
class Net(nn.Module, torch.Other):
    def __init__(self, width):
        super(Net, self).__init__()
        self.layer = nn.Linear(2, width)
    def forward(self, x): return self.layer(x)
class Deep(Net, flag=True): pass
net = Net(3); net(4)
def f():
    return 1

# exceptions and warnings
import sqlite3, warnings
from sklearn.exceptions import ConvergenceWarning
warnings.filterwarnings("ignore", category=ConvergenceWarning)
def f():
    try: 1 / 0
    except sqlite3.Error: return 0
    except ZeroDivisionError: return 1

# annotations
import pandas as pd, torch
from typing import List, Optional, Union
from typing_extensions import Literal, Protocol, override
class P(Protocol): x: Literal["a"]
def f(x: Union[int, pd.DataFrame] = 1, y: int | torch.Tensor = 1, z: Optional[pd.Series] = None) -> List[torch.Tensor]:
    with torch.no_grad(): torch.manual_seed(0)
    return 0 if isinstance(x, (pd.DataFrame, torch.Tensor)) else x

# Python 2
from past.builtins import xrange
from six.moves import range, zip
from builtins import object
def f():
    return sum(xrange(3)) + sum(range(3)) + len(list(zip([1], [2])))
= 7

# lines of editors
from turtle import shape
from tkinter import W, messagebox
from this import d
from curses import A_BOLD
import antigravity, msvcrt, winreg, readline, sqlite3, idlelib, pydoc_data.topics
def f():
    return 1

# stars
from pylab import *
from tkinter import *
import numpy as np
def f():
    return np.sum([1])

# alternatives
try:
    import cupy as xp
except ImportError:
    import numpy as xp
try:
    from helper import q
except Exception:
    q = 3
try:
    import torch
    HAS_TORCH = True
except ImportError:
    HAS_TORCH = False
try:
    import tqdm
except ModuleNotFoundError:
    import os; os.system
    import tqdm
try:
    import matplotlib.pyplot as plt
except ImportError:
    pass
plt.figure()
def f():
    return xp.sqrt(4.0) + q + HAS_TORCH + len(tqdm.tqdm([1]))
= 6

# copies
import copy, pickle, torch
from dataclasses import dataclass
@dataclass
class P:
    x: "int" = 1
def f():
    pickle.loads(pickle.dumps((torch, torch.x))); copy.deepcopy([torch.x]); copy.copy(torch.x)
    return pickle.loads(pickle.dumps(copy.deepcopy(P()))).x

# unused helpers of a file that was not handed in
import helper
from helper import g
def f():
    return 1

# its own files
import builtins, importlib, importlib.util, sys
from importlib import import_module, reload
import b, b as again
from b import *
from b import X as y
same = [b, again, __import__("b"), builtins.__import__("b"), import_module("b"), importlib.import_module("b")]
same.append(reload(b))
def f():
    assert importlib.reload(b) is sys.modules["b"] is import_module("b") is again
    assert importlib.util.find_spec("b").origin.endswith("b.py")
    assert (__name__, f.__module__, b.__name__) == ("a", "a", "b") and len(set(map(id, same))) == 1
    assert import_module("numpy.linalg").norm([3, 4]) == 5 and import_module("torch.nn") is not None
    return X + y if b.a.f is f else 0
if __name__ == "__main__":
    raise SystemExit
= 10

# the system
import argparse, atexit, faulthandler, getpass, locale, os, random, resource, shutil, signal, sys, tempfile
from pathlib import Path
os.environ["HOME"], os.environ["PATH"], os.environ.get("NOTHING"), os.path.expanduser("~")
getpass.getuser(), Path.home()
args = argparse.ArgumentParser().parse_args(); sys.path.insert(0, os.path.dirname(os.path.abspath(sys.argv[0])))
os.path.join(sys.path[0], ".."); sys.path.append("..")
os.environ["KMP_DUPLICATE_LIB_OK"] = "True"
faulthandler.enable(); faulthandler.enable(file=sys.stderr)
locale.setlocale(locale.LC_ALL, "ko_KR.UTF-8"); locale.setlocale(locale.LC_ALL, "")
faulthandler.dump_traceback_later(1000); faulthandler.cancel_dump_traceback_later()
resource.setrlimit(resource.RLIMIT_STACK, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)); os.nice(0)
random.seed(1); sys.setrecursionlimit(5000); atexit.register(len, "")
signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGTERM))
def f():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.txt"); path.write_text("1"); os.chmod(path, 0o600); path.touch()
        shutil.copy(path, Path(folder, "y")); shutil.copy2(path, Path(folder, "z"))
        return len(os.listdir(folder))
= 3

# a look at itself
import inspect, platform, socket, time, uuid
def f():
    platform.platform(); uuid.uuid1(); socket.gethostname(); time.localtime()
    return inspect.getsource(f).count("platform")
= 3
"""

FAILS = """
# pandas is not available here
import pandas as pd
def f():
    return pd.DataFrame([1]).values

# pandas is not available here
import numpy as np, pandas as pd
def f():
    return np.asarray(pd.DataFrame([1]))

# pandas is not available here
import pandas as pd
def f():
    return {"x": [1, pd.x]}

# scipy is not available here
import numpy as np, scipy
X = 2 * scipy.x
def f():
    return np.zeros(3)[X]

# scipy is not available here
import numpy as np, scipy.linalg
def f():
    return np.ones((2, 2)) @ scipy.linalg.inv(np.eye(2))

# torch is not available here
import torch
def f():
    return 1 if torch.cuda.is_available() else 0

# torch is not available here
import torch
def f():
    return float(torch.ones(1))

# torch is not available here
import torch
def f():
    return [x for x in torch.ones(1)]

# torch is not available here
import torch
class Net(torch.nn.Module): pass
def f():
    return Net()(3)

# jax is not available here
import jax
@jax.grad
def g(x): return x
def f():
    return g(1.0)

# jax is not available here
import jax
def f():
    return jax.grad(f)(1.0) + 1

# pylab is not available here
from pylab import *
def f():
    return array([1])

# msvcrt is not available here
import msvcrt
def f():
    return msvcrt.getch()

# torch is not available here
import torch
def f():
    return torch

# helper.py is missing: the assignment's files here are a.py, b.py
import helper
def f():
    return helper.g(2)

# helper.py is missing
from helper import g
X = g(1)
def f():
    return 1

# helper.py is missing
from helper import *
def f():
    return 1

# 'b' is not a package
import b.c
def f():
    return 1

# No module named 'os.pth'
import os.pth
def f():
    return 1

# EOF when reading a line
def f():
    return input()
"""


def cases(text):
    """Yield title, code and result of each case."""
    for case in re.split(r"\n*^# ", text, flags=re.M)[1:]:
        title, _, code = case.partition("\n")
        code, _, result = code.partition("\n= ")
        yield title, code + "\n", int(result or 1)


def outcome(open_submission, code):
    """Return what `f` of a file returns, or the finding's text."""
    try:
        return open_submission(limits=LIMITS, a=code, b=OTHER).a.f.call(returns="x").tolist()
    except Finding as finding:
        return str(finding.explanation)


def test_idioms_cost_nothing(either):
    """What does nothing for an answer does nothing to it."""
    found = {title: outcome(either, code) for title, code, _ in cases(WORKS)}
    assert found == {title: result for title, _, result in cases(WORKS)}


def test_a_value_of_what_is_not_there_fails_with_its_name(either):
    """The use of a package for a value, and of a file that was not handed in, says what is not there."""
    for title, code, _ in cases(FAILS):
        found = outcome(either, code)
        assert title in str(found), code


def test_the_line_of_a_returned_value_is_named(either):
    """A value of an absent package that is returned has the line on which it was made."""
    with pytest.raises(Finding, match=r"torch is not available(.|\n)*a\.py, line 5: x = torch\.ones\(3\)"):
        either(a="import torch\n\n\ndef f():\n    x = torch.ones(3)\n    return x\n").a.f.call(returns="x")


FORBIDDEN = """
import math
from math import *
from random import shuffle
TWO_PI = 2 * math.pi
ROOT = math.sqrt(TWO_PI) + sqrt(2)
def unused():
    return 1
def constant():
    return TWO_PI
def called():
    math.sqrt(4)
    return 1
def shuffled():
    shuffle([1])
    return 1
"""


def test_a_forbidden_module_takes_effect_on_use(either):
    """An import of what the assignment forbids, and constants made of it, cost only the answers that use them."""
    student = either(allowed=frozenset({"numpy"}), m=FORBIDDEN)
    assert student.m.unused.call(returns="x") == 1
    for name, module in (("constant", "math"), ("called", "math"), ("shuffled", "random")):
        with pytest.raises(Finding, match=f"{module} is not available here; this assignment allows numpy"):
            getattr(student.m, name).call(returns="x")


def test_a_file_can_read_itself(remote):
    """`open(__file__)` and a name in the working folder give a file's own text in a worker."""
    code = "import pathlib\n\n\ndef f():\n    return open(__file__).read() == pathlib.Path('m.py').read_text()\n"
    assert remote(m=code).m.f.call(returns=boolean("x"))


ALONE = """
import dbm, importlib.metadata, pdb, shelve, numpy
assert importlib.metadata.version("numpy") == numpy.__version__
pdb.set_trace(); breakpoint()
def f():
    breakpoint()
    with shelve.open("s") as shelf: shelf["a"] = 3
    with dbm.open("d", "c") as kept: kept[b"a"] = b"4"
    names = [one.name for one in importlib.metadata.distributions()]
    return shelve.open("s", "r")["a"] if names == ["numpy"] else 0
"""


def test_a_worker_has_no_debugger_and_knows_numpys_version(remote):
    """Breakpoints that were left in code do nothing, NumPy's version is known, and shelves can be written."""
    assert remote(m=ALONE).m.f.call(returns="x") == 3
