"""One table says what an import gives, on both sides."""

import builtins
import sys

import numpy as np
import pytest

from autograder.model.assignment import Limits
from autograder.runtime.offered import INERT_STANDARD, LOOPS, OFFERED, PACKAGES, allowed_in_words, treatment
from autograder.testing import string

WIDE = Limits(cpu=20, memory=900)
OWN = ("knn", "random")


@pytest.mark.parametrize(
    ("name", "allowed", "expected"),
    [
        ("knn", OFFERED, "own"),
        ("random", OFFERED, "own"),
        ("numpy.linalg", OFFERED, "real"),
        ("os.path", OFFERED, "real"),
        ("torch.nn", OFFERED, "inert"),
        ("scipy", OFFERED | {"scipy"}, "inert"),
        ("tkinter", OFFERED, "inert"),
        ("winreg", OFFERED, "inert"),
        ("annotationlib", {"numpy"}, "inert"),
        ("math", OFFERED - {"math"}, "forbidden"),
        ("numpy", {"math"}, "forbidden"),
        ("helper", OFFERED, "missing"),
    ],
)
def test_every_kind_of_import_has_one_treatment(name, allowed, expected):
    """Own files come first, then what grading lacks, then what the assignment allows."""
    if name == "annotationlib" and name in sys.stdlib_module_names:
        expected = "forbidden"
    assert treatment(name, allowed, OWN) == expected


def test_no_name_stands_in_the_tables_twice():
    """A package has one purpose, and none has the name of a module of the standard library."""
    names = [name for names in PACKAGES.values() for name in names]
    assert sorted(names) == sorted(set(names))
    assert OFFERED.isdisjoint(names)
    removed = {"_msi", "lib2to3", "msilib", "nis", "ossaudiodev", "spwd"}  # Python 3.13 lacks them
    assert INERT_STANDARD - removed <= OFFERED
    assert all(hasattr(builtins, name) for name in LOOPS.values())


def test_the_allowed_packages_are_named_briefly():
    """A message names the whole library as such, what an assignment takes from it, or the few that it allows."""
    assert allowed_in_words(OFFERED) == "NumPy and the standard library"
    assert allowed_in_words(OFFERED - {"math", "random"}) == "NumPy and the standard library, without math, random"
    assert allowed_in_words({"numpy", "math"}) == "math, numpy"


STANDARD = sorted(OFFERED - {"numpy"})


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_standard_module_can_be_imported(either):
    """`import X` and `from X import *` of each module of the standard library cost nothing, on every system."""
    lines = [f"import {name}" for name in STANDARD]
    lines += [f"from {name} import *" for name in STANDARD if name != "__future__"]
    student = either(limits=WIDE, m="\n".join(["import builtins", *lines, "def f():", "    return builtins.str(1)"]))
    assert student.m.f.call(returns=string("x")) == "1"


NUMPY = """
from numpy import *
import numpy.f2py, numpy.matlib, numpy.testing, numpy.testing.tests, numpy.typing
import inspect
import numpy as np

members = dict(inspect.getmembers(np))
lacking = [name for name in {*dir(np), *np.__all__} if not hasattr(np, name)]


def f():
    return " ".join([*lacking, *sorted(set(NAMES) - members.keys())])
"""


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::PendingDeprecationWarning")
def test_every_name_of_numpy_is_there(either):
    """A star import, each submodule and each attribute of NumPy exist on both sides."""
    student = either(limits=WIDE, m=NUMPY + f"\nNAMES = {sorted(np.__all__)}\n")
    assert student.m.f.call(returns=string("x")) == ""
