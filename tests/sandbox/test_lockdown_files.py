"""A locked-down worker opens no file that another worker can open, and needs none."""

import importlib.util
import os
import sys
from functools import cache

import pytest

from autograder.sandbox import module_cache
from tests.sandbox.locked import EVERYBODY, zygote

WALKED = ("/dev", "/etc", "/proc/self", "/usr/share/zoneinfo")
"""Folders of which every file is tried; of all others, some files of each folder, and of not too many folders."""

EACH, DEEP, FOLDERS = 2, 5, 10_000

NAMESPACES = "/proc/self/ns/"
"""Links to the namespaces of the process itself. Landlock lets them be opened, but they have no content."""

OPEN_ALL = """
import os
open("mine", "w").write("x")
os.mkdir("folder")
result = []
for path in paths + own:
    for flags in (os.O_RDONLY, os.O_WRONLY, os.O_RDWR, os.O_RDONLY | os.O_DIRECTORY):
        try:
            os.close(os.open(path, flags | os.O_NONBLOCK | os.O_NOCTTY))
        except OSError:
            continue
        result.append(path)
        break
"""

IMPORT_ALL = """
import contextlib, importlib, io, sys, warnings, webbrowser
webbrowser.open = lambda *_: False
warnings.simplefilter("ignore")
result = {}
for name in sorted(names):
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            importlib.import_module(name)
        except BaseException as error:
            result[name] = getattr(error, "name", None) or repr(error)
"""


@pytest.fixture(scope="module", params=EVERYBODY)
def warm(request):
    """A zygote, as root and as an ordinary user."""
    with zygote(request.param) as found:
        yield found


@cache
def _files():
    """Return paths of this machine: all below some folders, a few of each other folder, and every folder."""
    found = [sys.executable]
    for top in WALKED:
        for folder, files in _down(top):
            found += [folder, *(f"{folder}/{name}" for name in files)]
    others = list(_down("/", (*WALKED, "/proc", "/sys")))
    for folder, files in others[:: len(others) // FOLDERS + 1]:
        found += [folder, *(f"{folder.rstrip('/')}/{name}" for name in files[:EACH])]
    return [path for path in found if path.isprintable() and not path.startswith(NAMESPACES)]


def _down(top, left_out=()):
    """Yield folders with their files, so deep as rules of a sandbox reach: what is below follows its folder."""
    for folder, below, files in os.walk(top):
        deep = folder.rstrip("/").count("/") >= DEEP
        below[:] = [] if deep else [name for name in below if f"{folder.rstrip('/')}/{name}" not in left_out]
        yield folder, files


def test_nothing_opens_but_what_it_made_itself(warm):
    """Of all files of the machine none opens, in any way, devices and time zones included; its own files do."""
    paths = _files()
    assert len(paths) > 5_000
    assert {"/dev/null", "/dev/urandom", "/etc/passwd", sys.executable} <= set(paths)
    done = warm.run(OPEN_ALL, paths=paths, own=["mine", "folder", "."])
    assert (done.raised, done.result) == ("", ["mine", "folder", "."])


def test_every_standard_module_can_be_imported(warm):
    """What a worker offers of the standard library is imported from memory after the lock-down, without any file."""
    names = sorted(sys.stdlib_module_names - {"this", "antigravity"})
    done = warm.run(IMPORT_ALL, names=names)
    assert done.raised == ""
    failed = {name: why for name, why in done.result.items() if not _is_left_out(why) and _importable(why)}
    assert failed == {}
    assert len(done.result) < len(names) / 10


def _is_left_out(name):
    return name.partition(".")[0] in module_cache._LEFT_OUT or name.startswith(module_cache._NATIVE_LEFT_OUT)


def _importable(name):
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def test_the_null_device_is_the_one_that_it_has(warm):
    """The standard streams lead to the null device, although no worker can open it any more."""
    done = warm.run("import os\nresult = [os.write(1, b'x'), os.read(0, 1) == b'']")
    assert done.result == [1, True]
