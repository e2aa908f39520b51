"""Modules kept in memory for workers."""

import json
import marshal
import os
import py_compile
import subprocess
import sys
from importlib.util import MAGIC_NUMBER
from pathlib import Path

import pytest

from autograder.sandbox import module_cache
from tests.needs import needs

KEPT = """
import json, sys
from autograder.sandbox import module_cache
module_cache.preimport()
kept = module_cache.collect()
kept.install()
"""


def _run(code):
    done = subprocess.run([sys.executable, "-c", KEPT + code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_standard_library_comes_from_memory():
    """A module, a package, a submodule and a codec are imported without reading any file."""
    code = """
import builtins, io, os
def refuse(*args, **kwargs): raise AssertionError(args)
builtins.open = io.open = os.open = os.stat = os.listdir = io.open_code = refuse
import wave, wsgiref.headers, encodings.cp437, email.mime.text
modules = [wave, wsgiref, wsgiref.headers, encodings.cp437, email.mime.text]
print(json.dumps([type(module.__spec__.loader).__name__ for module in modules] + [hasattr(wsgiref, "__path__")]))
"""
    assert _run(code) == ["ModuleCache"] * 5 + [True]


def test_what_is_not_in_it_is_not_there():
    """Installed packages are not found; importing a native module that was not loaded says that it is not available."""
    code = """
found = []
for name in ["scipy", "pytest", "_sqlite3", "tkinter", "xml.absent"]:
    try: __import__(name)
    except ImportError as error: found.append([type(error).__name__, error.name])
print(json.dumps(found))
"""
    names = ["scipy", "pytest", "_sqlite3", "tkinter", "xml.absent"]
    assert _run(code) == [["ModuleNotFoundError", name] for name in names]


def test_every_common_module_is_imported_ahead():
    """`preimport` imports common and native modules, and starts no thread."""
    code = """
import json, sys, threading
from autograder.sandbox import module_cache
module_cache.preimport()
print(json.dumps([[name for name in module_cache.COMMON if name not in sys.modules], threading.active_count(),
                  "_decimal" in sys.modules, "numpy.random._mt19937" in sys.modules]))
"""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    assert json.loads(done.stdout) == [[], 1, True, True]


def test_code_without_a_current_copy_is_kept_as_source(tmp_path):
    """A compiled file is used if it matches the current source; otherwise the source is used."""
    source = tmp_path / "module.py"
    source.write_text("x = 1\n")
    assert module_cache._code_of(source) == (b"x = 1\n", True)
    py_compile.compile(str(source))
    data, is_source = module_cache._code_of(source)
    assert (marshal.loads(data).co_filename, is_source) == (str(source), False)
    os.utime(source, (1, 1))
    assert module_cache._code_of(source) == (b"x = 1\n", True)


def test_a_compiled_file_of_another_python_is_not_taken(tmp_path):
    """A compiled file of another Python version is ignored, by its magic number."""
    source = tmp_path / "module.py"
    source.write_text("x = 1\n")
    cached = py_compile.compile(str(source))
    with Path(cached).open("r+b") as file:
        file.write(bytes(byte ^ 1 for byte in MAGIC_NUMBER))
    assert module_cache._code_of(source)[1] is True


def test_source_is_compiled_when_it_is_imported():
    """Without compiled files (as in some containers), modules are compiled from source."""
    code = """
from autograder.sandbox.module_cache import ModuleCache, _Entry
source = b"answer = 42"
other = ModuleCache({"wave": _Entry(0, len(source), "/wave.py", False, True)}, source, frozenset())
sys.meta_path[:] = [other]
import wave
print(json.dumps([wave.answer, wave.__file__]))
"""
    assert _run(code) == [42, "/wave.py"]


def test_a_worker_cannot_change_what_another_imports():
    """The memory is private: a change by one process does not affect another."""
    code = """
import ctypes, os
start = bytes(kept._memory[:8])
pid = os.fork()
if pid == 0:
    lines = open("/proc/self/maps").read().splitlines()
    where = int(next(line for line in lines if "memfd:module-cache" in line).split("-")[0], 16)
    libc = ctypes.CDLL(None)
    assert libc.mprotect(ctypes.c_void_p(where), ctypes.c_size_t(4096), 3) == 0
    ctypes.memset(where, 0, 8)
    os._exit(int(bytes(kept._memory[:8]) != bytes(8)))
status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
print(json.dumps([status, bytes(kept._memory[:8]) == start]))
"""
    needs("linux")
    assert _run(code) == [0, True]


def test_a_package_that_is_missing_is_named():
    """The error for a package that is not installed names it."""
    with pytest.raises(ModuleNotFoundError, match="no_such_package is not installed"):
        module_cache.collect(("no_such_package",))
