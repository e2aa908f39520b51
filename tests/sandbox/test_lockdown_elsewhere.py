"""On systems without the layers, all modules can be imported, and each layer states why it is off."""

import json
import subprocess
import sys

import pytest

from autograder.sandbox import lockdown

ELSEWHERE = """
import json, os, sys, tempfile
from pathlib import Path
import ctypes, multiprocessing, resource, socket  # the true system's, as Python itself would have them there
sys.platform = sys.argv[1]
for name in sys.argv[2].split():
    sys.modules[name] = None
if sys.platform == "win32":
    def refuse(name, *args, **kwargs): raise TypeError("bad argument type for built-in operation")
    ctypes.CDLL = refuse
    del os.fork, os.setsid, os.memfd_create
from autograder.sandbox import probes, doctor, kernel, landlock, module_cache, limits, lockdown, scratch, seccomp, users
plan = lockdown.prepare(with_module_cache=False)
if sys.platform == "win32":
    print(json.dumps([doctor.run_probes().isolation, [plan.landlock, plan.seccomp]]))
else:
    folder = scratch.make(Path(tempfile.gettempdir()))
    read, write = os.pipe()
    if os.fork() == 0:
        isolation = lockdown.apply(lockdown.Policy(folder, write, 5, 1 << 30), plan)
        os.write(write, json.dumps(isolation).encode())
        os._exit(0)
    os.wait()
    scratch.wipe(folder)
    print(json.dumps([json.loads(os.read(read, 1 << 16)), [plan.landlock, plan.seccomp]]))
"""


def _isolation(platform, absent):
    done = subprocess.run([sys.executable, "-c", ELSEWHERE, platform, absent], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_on_windows_every_layer_is_off_and_says_why():
    """On Windows nothing can be forked; the report says so, and no probe runs."""
    isolation, plans = _isolation("win32", "resource fcntl")
    assert set(isolation) == set(lockdown.LAYERS)
    assert all("win32" in reason for reason in [*isolation.values(), *plans])
    assert set(lockdown.missing(isolation)) == set(lockdown.LAYERS)


def test_on_macos_what_linux_alone_has_is_off_and_says_why():
    """On macOS, the layers that POSIX offers are on; the others state why not, and memory is not limited."""
    isolation, plans = _isolation("darwin", "")
    assert {name for name, state in isolation.items() if state == "on"} == {"session", "descriptors", "environment"}
    assert isolation["limits"] == "macOS does not enforce a limit on memory"
    assert all("Linux" in isolation[name] for name in ("landlock", "seccomp", "uid", "no_new_privs", "dumpable"))
    assert plans == ["needs Linux; this is darwin"] * 2
    assert lockdown.missing(isolation)


@pytest.mark.parametrize("layer", lockdown.LAYERS)
def test_a_missing_layer_is_a_reason_not_to_trust(layer):
    """Every layer is required, except that either Landlock or a user id is enough."""
    isolation = {**dict.fromkeys(lockdown.LAYERS, "on"), layer: "a reason"}
    expected = {} if layer in ("landlock", "uid") else {layer: "a reason"}
    assert lockdown.missing(isolation) == expected
    assert set(lockdown.missing({})) == set(lockdown.LAYERS)
