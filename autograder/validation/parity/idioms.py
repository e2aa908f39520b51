"""Lines and idioms of real submissions that have nothing to do with an answer, and generated ones of the same kinds."""

import importlib
import io
import pkgutil
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

__all__ = ["HARMLESS", "REFUSED", "Idiom", "generated", "written"]


@dataclass(frozen=True)
class Idiom:
    """A piece of code to put at the top of a file or into a function.

    Attributes:
        code: Its lines.
        inside: Whether to put it into the function.
        alone: Whether to run it alone, because it fails on purpose or changes a lot.
    """

    code: str
    inside: bool = False
    alone: bool = False


HARMLESS = """
import matplotlib.pyplot as plt
%%
import matplotlib; matplotlib.use("Agg")
%%
import matplotlib.pyplot as plt; plt.style.use("ggplot"); plt.rcParams["figure.figsize"] = (8, 6)
%%
from matplotlib import pyplot as plt, cm; fig, ax = plt.subplots(2); plt.close("all")
%%
import seaborn as sns; sns.set(); sns.set_theme(style="dark")
%%
import pandas as pd; pd.set_option("display.max_rows", 5); pd.options.display.width = 80
%%
import torch; torch.manual_seed(0); device = torch.device("cuda")
%%
import torch.nn as nn, torch.nn.functional as F
%%
import tensorflow as tf; tf.random.set_seed(1)
%%
import scipy; from scipy import stats; import scipy.spatial.distance as dist
%%
import sklearn; from sklearn.neighbors import KNeighborsClassifier
%%
import cv2, PIL; from PIL import Image
%%
from tqdm import tqdm, trange
for step in tqdm(range(3)): pass
%%
from tqdm.auto import tqdm
for step in tqdm([1, 2], desc="x"): pass
%%
from IPython.display import display, clear_output; from IPython import get_ipython
%%
from google.colab import drive; drive.mount("/content/drive")
%%
import ipywidgets as widgets; from jupyter_core import paths
%%
import rich; from rich import print as rprint; import tabulate, termcolor, colorama; colorama.init()
%%
from numba import jit, njit
@jit
def helper_jit(x): return x
%%
from numba import njit
@njit(parallel=True)
def helper_njit(x): return x
%%
from typing_extensions import Literal; from six.moves import range as sixrange; from future import standard_library
%%
import pytest, hypothesis, wandb, requests, yaml, h5py, joblib, numexpr, cupy, jax, psutil
%%
try: import cupy as xp
except ImportError: import numpy as xp
%%
try:
    import torch
except ImportError:
    torch = None
%%
from turtle import shape
%%
from tkinter import W, E, N
%%
import tkinter as tk; from tkinter import messagebox
%%
from this import d
%%
import antigravity
%%
import readline; readline.parse_and_bind("tab: complete")
%%
import curses, sqlite3, dbm, lzma, bz2, zlib, ctypes
%%
import msvcrt, winreg, winsound, _winapi
%%
from lib2to3.pgen2.token import NAME
%%
from pydoc_data import topics
%%
from idlelib.tooltip import Hovertip
%%
import distutils.util
%%
import imp, asyncore, telnetlib, cgi
%%
from cmath import sqrt; from statistics import mean; from operator import add, sub
%%
from numpy import *
%%
from math import *
%%
from random import *
%%
from os import *
%%
import numpy.matlib
%%
import numpy.f2py, numpy.testing, numpy.ctypeslib, numpy.typing, numpy.lib.stride_tricks
%%
from numpy.linalg import *; from numpy.random import *
%%
import inspect, numpy as np; inspect.getmembers(np)
%%
import numpy as np; np.set_printoptions(precision=3, suppress=True); np.seterr(all="ignore")
%%
import numpy as np; np.random.seed(0); rng = np.random.default_rng(0)
%%
import numpy as np; np.show_config()
%%
import numpy as np; np.save("a.npy", np.zeros(2)); np.load("a.npy"); np.savetxt("a.txt", [1.0]); np.loadtxt("a.txt")
%%
import numpy as np; np.memmap("a.bin", mode="w+", shape=(2,))
%%
import sys; sys.stdout.reconfigure(encoding="utf-8")
%%
import sys; sys.stdout.reconfigure(line_buffering=True); sys.stderr.reconfigure(errors="replace")
%%
import io, sys; sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8"); print("x")
%%
import io, sys; sys.stdout = io.TextIOWrapper(sys.stdout.detach(), encoding="utf-8"); print("x")
%%
import codecs, sys; sys.stdout = codecs.getwriter("utf-8")(sys.stdout.buffer); print("x")
%%
import os, sys; sys.stdout = open(os.devnull, "w"); print("x")
%%
import io, sys; sys.stdout = io.StringIO(); print("x"); sys.stdout = sys.__stdout__
%%
import sys; sys.stdout = sys.stderr; print("x")
%%
import sys; sys.stdout.encoding.lower(); sys.stdout.errors; sys.stdout.name; sys.stdout.mode; sys.stdout.newlines
%%
import sys; sys.stdout.fileno(); sys.stdout.isatty(); sys.stdout.flush(); sys.stdout.writelines(["x"])
%%
import sys; sys.stdout.buffer.write(b"x"); sys.stdout.buffer.flush(); sys.stdout.buffer.raw
%%
import sys; print("x", file=sys.stderr, flush=True); sys.__stdout__.write("x"); sys.__stderr__.flush()
%%
import contextlib, io
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()): print("x")
%%
import contextlib, os
with open(os.devnull, "w") as nothing, contextlib.redirect_stdout(nothing): print("x")
%%
import sys
class Tee:
    def __init__(self, *streams): self.streams = streams
    def write(self, text): [one.write(text) for one in self.streams]
    def flush(self): [one.flush() for one in self.streams]
sys.stdout = Tee(sys.stdout, sys.stderr); print("x")
%%
import faulthandler; faulthandler.enable()
%%
import faulthandler, sys; faulthandler.enable(file=sys.stderr); faulthandler.dump_traceback()
%%
import logging; logging.basicConfig(level=logging.DEBUG); logging.info("x")
%%
import logging, sys; log = logging.getLogger("a"); log.addHandler(logging.StreamHandler(sys.stdout)); log.error("x")
%%
import logging; logging.basicConfig(filename="log.txt"); logging.warning("x")
%%
import warnings; warnings.filterwarnings("ignore"); warnings.warn("x")
%%
import warnings; warnings.simplefilter("error", RuntimeWarning)
%%
import traceback
try: 1 / 0
except ZeroDivisionError: traceback.print_exc()
%%
import pdb, bdb, cProfile, profile, pstats, trace, timeit, tracemalloc, doctest, unittest
%%
import cProfile; cProfile.run("1")
%%
import timeit; timeit.timeit("1", number=3)
%%
import tracemalloc; tracemalloc.start(); tracemalloc.get_traced_memory(); tracemalloc.stop()
%%
import doctest; doctest.testmod()
%%
import time; start = time.time(); time.perf_counter(); time.process_time(); time.sleep(0); time.strftime("%c")
%%
import datetime; datetime.datetime.now().astimezone(); datetime.date.today().isoformat()
%%
import random; random.seed(42); random.SystemRandom().random()
%%
import secrets, uuid, hashlib; secrets.token_hex(); uuid.uuid4(); uuid.uuid1(); hashlib.md5(b"x").hexdigest()
%%
import os; os.environ["OMP_NUM_THREADS"] = "1"; os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
%%
import os; os.environ.get("HOME"); os.environ["HOME"]; os.getenv("X", "y"); os.environ.setdefault("A", "b")
%%
import os; dict(os.environ); os.environ.copy(); "SHELL" in os.environ
%%
import getpass; getpass.getuser()
%%
import os; os.getcwd(); os.listdir("."); os.path.exists("/etc"); os.stat("."); os.cpu_count(); os.getpid()
%%
import os; os.makedirs("out", exist_ok=True); open("out/x.txt", "w").close(); os.listdir("out")
%%
import os; os.chdir(os.path.dirname(os.path.abspath(__file__)))
%%
import os, sys; sys.path.append(os.path.dirname(__file__)); sys.path.insert(0, ".."); sys.path.append(".")
%%
open(__file__).read(); open(__file__, encoding="utf-8").close()
%%
from pathlib import Path; HERE = Path(__file__).resolve().parent; HERE.exists(); list(HERE.iterdir()); Path.home()
%%
from pathlib import Path; Path("note.txt").write_text("x"); Path("note.txt").read_text(); Path("note.txt").unlink()
%%
import glob; glob.glob("*.py"); glob.glob("/etc/*.nothing")
%%
import tempfile
with tempfile.TemporaryDirectory() as d: open(d + "/x", "w").close()
%%
import tempfile; tempfile.TemporaryFile().write(b"x"); tempfile.mkstemp(); tempfile.gettempdir()
%%
import tempfile
with tempfile.NamedTemporaryFile("w+") as f: f.write("x")
%%
import pickle; pickle.dump([1], open("a.pkl", "wb")); pickle.load(open("a.pkl", "rb"))
%%
import json, csv; json.dump({}, open("a.json", "w")); csv.writer(open("a.csv", "w")).writerow([1])
%%
import shutil; open("a.txt", "w").close(); shutil.copy("a.txt", "b.txt"); shutil.which("x"); shutil.get_terminal_size()
%%
import gzip, zipfile; gzip.open("a.gz", "wb").close(); zipfile.ZipFile("a.zip", "w").close()
%%
import os; open("m.txt", "w").close(); os.chmod("m.txt", 0o600); os.utime("m.txt")
os.rename("m.txt", "n.txt"); os.remove("n.txt")
%%
import locale; locale.setlocale(locale.LC_ALL, "")
%%
import locale; locale.setlocale(locale.LC_ALL, "ko_KR.UTF-8")
%%
import signal; signal.signal(signal.SIGINT, signal.SIG_DFL); signal.signal(signal.SIGTERM, lambda *a: None)
%%
import atexit; atexit.register(print, "bye")
%%
import sys; sys.setrecursionlimit(10 ** 6)
%%
import sys; sys.setrecursionlimit(1500); sys.getrecursionlimit(); sys.getsizeof(1); sys.getrefcount(1)
%%
import sys; sys.argv[0]; sys.executable; sys.platform; sys.version_info; sys.flags; sys.path[0]; sys.byteorder
%%
import sys; sys.setswitchinterval(0.005); sys.settrace(None); sys.setprofile(None); sys.excepthook
%%
import sys; sys.dont_write_bytecode = True; sys.tracebacklimit = 3
%%
import gc; gc.disable(); gc.collect(); gc.enable()
%%
import resource; resource.getrusage(resource.RUSAGE_SELF); resource.getrlimit(resource.RLIMIT_AS)
%%
import platform; platform.platform(); platform.node(); platform.machine(); platform.libc_ver()
%%
import threading; lock = threading.Lock(); lock.acquire(); threading.current_thread().name; threading.local()
%%
import multiprocessing; multiprocessing.cpu_count(); multiprocessing.freeze_support(); multiprocessing.current_process()
%%
import concurrent.futures, asyncio, subprocess, socket, ssl, http.client, urllib.request, queue, sched
%%
from multiprocessing import Pool; from concurrent.futures import ThreadPoolExecutor; from threading import Thread
%%
import queue; q = queue.Queue(); q.put(1); q.get()
%%
import ctypes; ctypes.c_int(1); ctypes.sizeof(ctypes.c_double)
%%
import mmap; mmap.mmap(-1, 4096).close()
%%
import inspect; inspect.currentframe(); inspect.signature(len); inspect.stack()
%%
import inspect; inspect.getsource(inspect.currentframe())
%%
import linecache; linecache.getline(__file__, 1)
%%
import importlib; importlib.import_module("numpy.linalg"); importlib.reload(importlib.import_module("json"))
%%
import importlib.util; importlib.util.find_spec("torch"); importlib.util.find_spec("numpy")
%%
import builtins; builtins.range; builtins.print("x")
%%
import typing, dataclasses, functools, itertools, collections, abc, enum, contextlib, operator, copy, math, re
%%
from dataclasses import dataclass
@dataclass
class Pair:
    a: int = 0
%%
from functools import lru_cache
@lru_cache(maxsize=None)
def cached(n): return n
cached(3)
%%
from enum import Enum
Color = Enum("Color", "RED GREEN"); Color.RED.name
%%
from typing import List, Dict, Optional, Tuple; Matrix = List[List[float]]
%%
from collections import Counter, defaultdict, namedtuple; Counter("aab").most_common(1)
%%
exec("import math"); eval("1 + 1"); compile("1", "x", "eval")
%%
globals()["UNUSED"] = 1; vars(); locals(); dir(); __name__; __file__
%%
assert __name__ != "__main__"; __doc__; __builtins__
%%
if __name__ == "__main__":
    import subprocess; subprocess.run(["ls"]); raise SystemExit
%%
if __name__ == "__main__": main()
%%
print("start"); print("x" * 100_000)
%%
help; exit; quit; copyright; license
%%
display("x"); get_ipython()
%%
get_ipython().run_line_magic("matplotlib", "inline")
%%
x_: int = 1; y_: "list[int]" = []
%%
import __future__; import __main__
%%
from collections.abc import Sequence; from types import SimpleNamespace; SimpleNamespace(a=1).a
%%
import decimal, fractions, statistics; decimal.getcontext().prec = 10; fractions.Fraction(1, 3); statistics.mean([1])
%%
import textwrap, string, pprint, difflib, unicodedata; pprint.pprint({"a": 1}); textwrap.dedent(" x")
%%
import argparse; argparse.ArgumentParser().parse_args([])
%%
import configparser; configparser.ConfigParser().read("none.ini")
%%
import gettext; gettext.gettext("x")
%%
import weakref, array, struct, heapq, bisect; array.array("d", [1.0]); struct.pack("d", 1.0); heapq.heappush([], 1)
%%
import zoneinfo; zoneinfo.available_timezones
%%
import webbrowser, ftplib, smtplib, email.message, html.parser, xml.etree.ElementTree as ET, wsgiref.util
%%
class Meta(type): pass
class WithMeta(metaclass=Meta): pass
%%
def unused(a, *b, c=1, **d): yield a
list(unused(1)); (lambda: 0)()
%%
async def coroutine(): pass
%%
import os; os.umask(0o22); os.getlogin if hasattr(os, "getlogin") else None; os.get_terminal_size
%%
import matplotlib.pyplot as plt
def show(): plt.imshow([[1]]); plt.show()
%%
import pandas as pd
def table(): return pd.DataFrame({"a": [1]})
""".strip().split("\n%%\n")  # fmt: skip
"""Code that must not cost a point on either side."""

REFUSED = """
import threading; t = threading.Thread(target=print); t.start(); t.join()
%%
import threading; threading.Timer(0.01, print).start()
%%
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(2) as pool: list(pool.map(abs, [1, 2]))
%%
from concurrent.futures import ProcessPoolExecutor
with ProcessPoolExecutor(2) as pool: list(pool.map(abs, [1, 2]))
%%
from multiprocessing import Pool
with Pool(2) as pool: pool.map(abs, [1, 2])
%%
import multiprocessing as mp; mp.Queue()
%%
import multiprocessing as mp; mp.Process(target=print).start()
%%
import multiprocessing as mp; mp.Lock()
%%
import asyncio
async def nothing(): pass
asyncio.run(nothing())
%%
import subprocess; subprocess.run(["true"])
%%
import os; os.system("true") and int("refused")
%%
import os; os.popen("true").read()
%%
import os
if os.fork() == 0: os._exit(0)
%%
import socket; socket.socket().close()
%%
import socket; socket.gethostbyname("localhost")
%%
import urllib.request; urllib.request.urlopen("http://127.0.0.1:9", timeout=1)
%%
open("/etc/passwd").read()
%%
open("../elsewhere.txt", "w")
%%
open("assignment.json").read()
%%
import numpy as np; np.load("data/none.npy")
%%
import os; os.listdir("..")
%%
import os; os.listdir("tests")
%%
import os; os.environ["SHELL"]
%%
import os; os.kill(os.getppid(), 0)
%%
import os; os.symlink("a", "b")
%%
import os; os.pipe()
%%
import os; os.nice(0)
%%
import fcntl; fcntl.flock(open("l.txt", "w"), fcntl.LOCK_EX)
%%
import inspect, abc; inspect.getsource(abc)
%%
import shutil; shutil.disk_usage(".")
%%
import pwd, os; pwd.getpwuid(os.getuid())
%%
input()
%%
import sys; sys.exit()
%%
import sys; sys.exit(1)
%%
raise SystemExit
%%
exit()
%%
import nothing_of_this_name; nothing_of_this_name.f()
%%
from nothing_of_this_name import f; f()
%%
undefined_name
%%
1 / 0
%%
import pandas as pd; pd.DataFrame({"a": [1]}).mean() + 1
%%
import torch; float(torch.tensor(1.0))
%%
import numpy as np; np.no_such_function(1)
%%
import sys; sys.stdin.read(); int(sys.stdin.readline())
%%
import sqlite3; sqlite3.connect(":memory:").execute("select 1").fetchone()[0] + 1
""".strip().split("\n%%\n")
"""Code that grading refuses, or that fails everywhere: the verdicts must agree, too."""

_NO_STAR = ("__future__", "numpy.distutils.command")
"""Modules whose star import is an error in Python itself."""

_STREAMS = ("stdin", "stdout", "stderr", "__stdout__")


def written() -> Iterator[Idiom]:
    """Yield the table, each idiom at the top of a file and inside a function."""
    for inside in (False, True):
        yield from (Idiom(code, inside) for code in HARMLESS if not (inside and " import *" in code))
        yield from (Idiom(code, inside, alone=True) for code in REFUSED)


def generated() -> Iterator[Idiom]:
    """Yield imports of everything in the standard library and NumPy, every name of NumPy, every method of a stream."""
    modules = sorted(sys.stdlib_module_names - {"__main__"}) + sorted(_numpy_modules())
    for name in modules:
        yield Idiom(f"import {name}")
        yield Idiom(f"import {name}", inside=True)
    for name in modules:
        if name not in _NO_STAR:
            yield Idiom(f"from {name} import *")
    for name in sorted({*np.__all__, *(one for one in dir(np) if not one.startswith("_"))}):
        yield Idiom(f"import numpy; numpy.{name}")
        yield Idiom(f"from numpy import {name} as imported_name")
    for stream in _STREAMS:
        for name in sorted(one for one in dir(io.TextIOWrapper) if not one.startswith("_")):
            yield Idiom(f"import sys; sys.{stream}.{name}")
            yield Idiom(f"import sys\nif callable(sys.{stream}.{name}): sys.{stream}.{name}()", inside=True, alone=True)


def _numpy_modules() -> set[str]:
    """Return the public modules of NumPy that this installation can import."""
    found = {"numpy"}
    with warnings.catch_warnings(action="ignore"):
        for module in pkgutil.walk_packages(np.__path__, "numpy.", onerror=lambda _: None):
            parts = module.name.split(".")
            if any(part.startswith("_") or part in ("tests", "conftest", "setup") for part in parts):
                continue
            try:
                importlib.import_module(module.name)
            except BaseException:  # a module for building extensions, without its tools
                continue
            found.add(module.name)
    return found
