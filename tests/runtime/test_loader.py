"""A student's files are loaded from bytes, by the assignment's import rules."""

import importlib
import sys
from types import ModuleType

import numpy as np
import pytest

from autograder.errors import StudentError
from autograder.runtime.loader import Loader, WrongEncoding
from tests.transports import sources_of


@pytest.fixture
def load():
    """A function that makes loaders; their modules are unloaded after the test."""
    made = []

    def loader(allowed=(), places=None, **files):
        made.append(Loader(sources_of(files), frozenset(allowed), places))
        return made[-1]

    yield loader
    for one in made:
        one.unload()


def test_files_import_one_another(load):
    """A file can import other files of the submission, and names from them."""
    loader = load(a="import b\nfrom b import two as zwei\n\nx = b.two + zwei", b="two = 2")
    assert loader.module("a").x == 4


def test_files_may_import_in_a_circle(load):
    """Two files that import each other are each loaded once."""
    loader = load(a="import b\n\ndef f():\n    return b.one", b="import a\n\none = 1\nassert a.__name__")
    assert loader.module("a").f() == 1


def test_a_file_is_executed_once(load):
    """A file that is imported several times runs once."""
    loader = load(a="import b, b\nimport c", b="seen = []", c="import b\nb.seen.append(1)")
    loader.module("a")
    assert loader.module("b").seen == [1]


def test_a_file_that_raised_runs_again(load):
    """A file that raised an exception runs again on the next import."""
    loader = load(a="x = 1\nraise ValueError('no')")
    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            loader.module("a")
    assert not loader.is_loaded("a")


def test_numpy_and_the_standard_library_are_there_by_default(load):
    """By default, NumPy and the standard library are allowed."""
    loader = load(
        a="import collections.abc, math\nimport numpy.linalg as la\nfrom numpy import pi\nx = la.norm([3, 4])"
    )
    assert loader.module("a").x == 5


def test_a_named_list_of_imports_is_all_there_is(load):
    """An assignment that names packages allows only those."""
    loader = load(allowed=["numpy"], a="import numpy\nimport math\n\ndef f():\n    return math.sqrt(4)")
    with pytest.raises(ImportError, match="math is not available here; this assignment allows numpy"):
        loader.module("a").f()


def test_only_the_function_that_uses_a_forbidden_import_is_lost(either):
    """On both transports, an import that grading does not offer costs only the question that uses its value."""
    student = either(m="import torch\n\ndef good():\n    return 1\n\ndef bad():\n    return torch.ones(1)")
    assert student.m.good.call(returns="x") == 1
    with pytest.raises(StudentError, match=r"ImportError: torch is not available here(.|\n)*return torch\.ones"):
        student.m.bad.call()


def test_a_relative_import_finds_no_package(load):
    """`from . import b` fails as it does outside a package."""
    with pytest.raises(ImportError):
        load(a="from . import b", b="").module("a")


def test_a_cp949_file_is_named_as_such(load):
    """Korean text saved as cp949 is reported as a wrong encoding, not as a syntax error."""
    with pytest.raises(WrongEncoding, match=r"a\.py"):
        load(a="# 거리를 계산한다\nx = 1\n".encode("cp949")).module("a")


@pytest.mark.parametrize("name", ["cp949", "euc-kr", "latin-1", "utf-8"])
def test_a_coding_cookie_is_honored(load, name):
    """A file is decoded with the encoding that it declares."""
    word = "é" if name == "latin-1" else "거리"
    source = f"# -*- coding: {name} -*-\nx = '{word}'\n".encode(name)
    assert load(a=source).module("a").x == word


def test_an_unknown_coding_cookie_is_a_wrong_encoding(load):
    """An unknown declared encoding is reported as a wrong encoding."""
    with pytest.raises(WrongEncoding, match="unknown encoding"):
        load(a=b"# coding: klingon\n").module("a")


def test_a_byte_order_mark_is_no_error(load):
    """A file that begins with a byte order mark loads."""
    assert load(a="\ufeffx = '거리'\n".encode()).module("a").x == "거리"


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_every_system_are_read(load, end):
    """Line ends of Windows and old Macs are accepted."""
    assert load(a=f"def f():{end}    return 3{end}".encode()).module("a").f() == 3


def test_several_loaders_live_in_one_process(load):
    """Two submissions with files of the same names do not mix."""
    one = load(a="import b\nx = b.y", b="y = 1")
    two = load(a="import b\nx = b.y", b="y = 2")
    assert (one.module("a").x, two.module("a").x) == (1, 2)
    with two.active(), one.active():
        assert (sys.modules["a"], importlib.import_module("b")) == (one.module("a"), one.module("b"))


def test_files_are_visible_only_while_student_code_runs(load):
    """A module of the process that has the name of a student's file is back after each call."""
    loader = load(b="y = 1")
    sys.modules["b"] = ours = ModuleType("b")
    try:
        original, finders = importlib.import_module, list(sys.meta_path)
        with loader.active():
            assert importlib.import_module("b").y == 1
        assert sys.modules["b"] is ours
        assert (importlib.import_module, sys.meta_path) == (original, finders)
    finally:
        del sys.modules["b"]


def test_unloading_forgets(load):
    """`unload` forgets the modules; they are executed again on next use."""
    loader = load(a="x = []")
    loader.module("a").x.append(1)
    loader.unload()
    assert not loader.is_loaded("a")
    assert loader.module("a").x == []


def test_an_import_does_not_reach_the_graders_own_copy(load):
    """A file named like an installed module hides it only for the student's own files."""
    loader = load(a="import random\nx = random.word", random="word = 'mine'")
    assert loader.module("a").x == "mine"
    assert not hasattr(sys.modules.get("random", np.random), "word")


def test_annotations_futures_do_not_leak_into_files(load):
    """A file is compiled only with its own future statements."""
    assert load(a="def f(x: 1 + 1): pass").module("a").f.__annotations__ == {"x": 2}
